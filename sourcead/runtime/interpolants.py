"""Cotangents and tangents of points at which an interpolant has arrays for values."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np


def summed_beside(x: Any, rank: int, axis: int) -> Any:
    """The sum over all axes but `rank` ones, the first of which is `axis`."""
    return np.sum(x, axis=tuple(range(axis)) + tuple(range(axis + rank, np.ndim(x))))


def spread_beside(x: Any, rank: int, axis: int) -> Any:
    """`x` with axes of length 1 before and behind, `rank` in all; its first one is `axis`. A number stays one."""
    if np.ndim(x) == 0:
        return x
    return np.reshape(x, (1,) * axis + np.shape(x) + (1,) * (rank - axis - np.ndim(x)))


def check_places(x: Any, y: Any, least: int, numbers: bool = False) -> None:
    """Raise for places that do not increase, too few ones, other numbers of values; `numbers`: for arrays as values, too."""
    if np.ndim(x) != 1 or len(x) != np.shape(y)[0] or np.any(np.diff(x) <= 0):
        raise ValueError("`x` must be a strictly increasing sequence, as long as the first axis of `y`.")
    if numbers and np.ndim(y) != 1:
        raise ValueError("an interpolant of arrays that is made where it is differentiated is a spline")
    if len(x) < least:
        raise ValueError(f"an interpolant that is made where it is differentiated needs {least} values or more")


def check_samples(x: Any, y: Any, axis: int) -> None:
    """Raise for places of samples that are not as many as there are samples along an axis."""
    if np.ndim(x) not in (1, np.ndim(y)):
        raise ValueError("If given, shape of x must be 1-D or the same as y.")
    if np.shape(x)[0 if np.ndim(x) == 1 else axis] != np.shape(y)[axis]:
        raise ValueError("If given, length of x along axis must be the same as y.")


MOST = 16  # axes of a grid


def check_order(p: Any) -> None:
    """Raise for an order that no norm has."""
    if not p > 0:
        raise ValueError("p must be greater than 0")


def inside(x: Any, low: Any, high: Any) -> Any:
    """A copy of `x`; `ValueError` for what is out of bounds."""
    if np.any(np.less(x, low)) or np.any(np.greater(x, high)):
        raise ValueError("a value is out of the bounds of the interpolation range")
    return np.array(x)


def cells(grid: Sequence[Any], points: Any) -> Any:
    """In which cell of a grid points are: the number of it along each axis."""
    return np.stack([np.clip(np.searchsorted(g, x) - 1, 0, len(g) - 2) for g, x in zip(grid, points.T)], -1)


def ends(grid: Sequence[Any], k: Any) -> Any:
    """Where cells begin and end along each axis."""
    return (
        np.stack([g[i] for g, i in zip(grid, k.T)], -1),
        np.stack([g[i + 1] for g, i in zip(grid, k.T)], -1),
    )  # fmt: skip


def corners(grid: Sequence[Any]) -> Any:
    """The corners of a cell: a row of zeros and ones for each, with an axis for the points."""
    if len(grid) > MOST:
        raise ValueError(f"a grid of more than {MOST} axes has too many corners")
    return np.array(list(itertools.product((0, 1), repeat=len(grid))))[:, None]


def corner_places(values: Any, places: Any) -> Any:
    """Where values of a grid are in a row of all of them."""
    return np.ravel_multi_index(tuple(np.moveaxis(places, -1, 0)), np.shape(values))


def borders(grid: Sequence[Any]) -> Any:
    """Where a grid begins and ends along each axis."""
    return np.array([g[0] for g in grid]), np.array([g[-1] for g in grid])


def descending(points: Sequence[Any]) -> tuple[int, ...]:
    """The axes along which the places of a grid go down."""
    return tuple(axis for axis, places in enumerate(points) if len(places) > 1 and places[0] > places[-1])


def ascending(points: Sequence[Any], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The places of a grid along each axis, going up; `ValueError` for what does not, and for other numbers of values."""
    turned = descending(points)
    if len(shape) != len(points):
        raise ValueError("values on a grid are numbers: one axis for each of the grid's")
    grid = tuple(np.flip(places) if axis in turned else np.asarray(places) for axis, places in enumerate(map(np.asarray, points)))
    for places, count in zip(grid, shape):
        if places.ndim != 1 or len(places) != count or count < 2 or not np.all(np.diff(places) > 0):
            raise ValueError("the places of a grid go up or down along each axis, and there is a value for each")
    return grid
