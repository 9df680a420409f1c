"""Splines between the elements of images, as `scipy.ndimage.map_coordinates` sums them, their cotangents and derivatives.

An element near a place has a product of B-splines for its weight, one for each axis (Unser, "Splines: a perfect fit for signal
and image processing", IEEE Signal Processing Magazine 16, 1999); `slopes` says how often each of them is differentiated.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape

MIRRORED = ("mirror", "constant", "wrap")  # what the elements beyond the borders are, for the ones near a place inside


def _spline(order: int, t: Any, slopes: int) -> Any:
    """A B-spline of an order around 0, or a derivative of it."""
    if slopes > order:
        return np.zeros_like(t)
    if slopes:
        return _spline(order - 1, t + 0.5, slopes - 1) - _spline(order - 1, t - 0.5, slopes - 1)
    if order == 0:
        return ((t >= -0.5) & (t < 0.5)).astype(float)
    terms = ((-1) ** j * math.comb(order + 1, j) * np.maximum(t + (order + 1) / 2 - j, 0) ** order for j in range(order + 2))
    return sum(terms) / math.factorial(order)


def _inside(c: Any, n: int, mode: str) -> tuple[Any, Any, Any]:
    """The place in an axis of `n` that a coordinate stands for, which way it goes with that, and whether there is one."""
    one, known = np.ones(c.shape), np.ones(c.shape, bool)
    if mode == "constant":
        known = (c >= 0) & (c <= n - 1)
        return np.where(known, c, 0.0), one, known
    if mode == "grid-constant":
        return c, one, known
    if mode == "nearest":
        return np.clip(c, 0, n - 1), ((c >= 0) & (c <= n - 1)).astype(float), known
    if n == 1 and mode != "grid-wrap":
        return 0 * c, 0 * one, known
    if mode in ("wrap", "grid-wrap"):
        turned = np.mod(c, n - 1 if mode == "wrap" else n)
        return (np.where((c >= 0) & (c <= n - 1), c, turned) if mode == "wrap" else turned), one, known
    shift, period = (0.0, 2 * n - 2) if mode == "mirror" else (0.5, 2 * n)
    turned = np.mod(c + shift, period) - shift
    back = turned > n - 1 + shift
    return np.where(back, period - 2 * shift - turned, turned), np.where(back, -1.0, 1.0), known


def _element(place: Any, n: int, mode: str) -> Any:
    """The element of an axis of `n` that is at a place; -1 for none."""
    if mode == "grid-constant":
        return np.where((place >= 0) & (place < n), place, -1)
    if mode == "nearest":
        return np.clip(place, 0, n - 1)
    if mode == "grid-wrap":
        return place % n
    period = max(2 * n - 2, 1) if mode in MIRRORED else 2 * n
    turned = place % period
    return np.minimum(turned, (period if mode in MIRRORED else period - 1) - turned) if n > 1 else 0 * place


def _along(c: Any, n: int, order: int, mode: str, slopes: int) -> list[tuple[Any, Any]]:
    """The elements near coordinates along one axis, and their weights."""
    place, way, known = _inside(c, n, mode)
    start = np.floor(place if order % 2 else place + 0.5).astype(int) - order // 2
    found = []
    for k in range(order + 1):
        t = place - (start + k)
        weight = _linear(k, t, slopes) if order == 1 else _spline(order, t, slopes)
        found.append((_element(start + k, n, mode), np.where(known, weight * way**slopes, 0.0)))
    return found


def _linear(k: int, t: Any, slopes: int) -> Any:
    """The weight of the element before a place (`k` 0) or behind it; the slope at an element is that behind it."""
    return [1 - np.abs(t), np.full(t.shape, 2.0 * k - 1)][slopes] if slopes < 2 else np.zeros(t.shape)


def _near(shape: Shape, coordinates: Any, order: int, mode: str, slopes: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    """The elements near coordinates as places in the flat array, and their weights; elements that are not there have none."""
    axes = [_along(c, n, order, mode, s) for c, n, s in zip(np.asarray(coordinates, float), shape, slopes, strict=True)]
    for chosen in itertools.product(*axes):
        there = np.all([index >= 0 for index, _ in chosen], axis=0)
        flat = np.ravel_multi_index(tuple(np.maximum(index, 0) for index, _ in chosen), shape)
        yield flat, np.where(there, math.prod(weight for _, weight in chosen), 0.0)


def _none(slopes: Sequence[int] | None, ndim: int) -> Sequence[int]:
    return (0,) * ndim if slopes is None else slopes


def _raised(slopes: Sequence[int] | None, axis: int, ndim: int) -> tuple[int, ...]:
    return tuple(s + (a == axis) for a, s in enumerate(_none(slopes, ndim)))


def splined(x: Any, coordinates: Any, order: int = 3, mode: str = "constant", slopes: Any = None) -> Any:
    """The spline of the coefficients `x` at coordinates, or a derivative of it; 0 where there are no elements."""
    near = _near(np.shape(x), coordinates, order, mode, _none(slopes, np.ndim(x)))
    return sum(np.ravel(x)[flat] * weight for flat, weight in near)


def unsplined(g: Any, shape: Shape, coordinates: Any, order: int = 3, mode: str = "constant", slopes: Any = None) -> Any:
    """The cotangent `g` of `splined`, of the `shape` of `x`."""
    found = np.zeros(math.prod(shape))
    g = np.broadcast_to(g, np.shape(coordinates)[1:])
    for flat, weight in _near(shape, coordinates, order, mode, _none(slopes, len(shape))):
        found += np.bincount(np.ravel(flat), np.ravel(g * weight), len(found))
    return np.reshape(found, shape).astype(g.dtype)


def spline_slopes(x: Any, coordinates: Any, order: int = 3, mode: str = "constant", slopes: Any = None) -> Any:
    """The derivatives of a spline by each of its coordinates."""
    ndim = np.ndim(x)
    return np.stack([splined(x, coordinates, order, mode, _raised(slopes, a, ndim)) for a in range(ndim)])


def unspline_slopes(g: Any, shape: Shape, coordinates: Any, order: int = 3, mode: str = "constant", slopes: Any = None) -> Any:
    """The cotangent `g` of `spline_slopes`, of the `shape` of `x`."""
    ndim = len(shape)
    return sum(unsplined(g[a], shape, coordinates, order, mode, _raised(slopes, a, ndim)) for a in range(ndim))


def spline_curves(d: Any, x: Any, coordinates: Any, order: int = 3, mode: str = "constant", slopes: Any = None) -> Any:
    """The derivatives of a spline by each of its coordinates, differentiated along `d`; as a matrix of `d` it is symmetric."""
    ndim = np.ndim(x)
    return sum(d[a] * spline_slopes(x, coordinates, order, mode, _raised(slopes, a, ndim)) for a in range(ndim))


def unprefiltered(g: Any, prefilter: Any, order: int, mode: str) -> Any:
    """The cotangent `g` of a filter of splines, which is given as the function that filters along one axis."""
    for axis in range(np.ndim(g)):
        matrix = prefilter(np.eye(np.shape(g)[axis]), order, axis=0, mode=mode)
        g = np.moveaxis(np.tensordot(matrix, g, (0, axis)), 0, axis)
    return g


def zoomed_grid(shape: Shape, zoom: Any, grid_mode: bool = False, copies: bool = True) -> Any:
    """Where the elements of an image of another size are in one of a `shape`, as `scipy.ndimage.zoom` has them.

    `copies`: that an image of the same size, which is given back as it is, is the spline of itself.
    """
    if not copies and np.all(np.equal(zoom, 1)):
        raise ValueError("a zoom by 1 gives the image itself, and its spline in this mode another: use the image")
    sizes = [round(n * float(z)) for n, z in zip(shape, np.broadcast_to(zoom, len(shape)), strict=True)]
    less = 0 if grid_mode else 1
    steps = [(n - less) / (m - less) if m != less else 1.0 for n, m in zip(shape, sizes, strict=True)]
    half = 0.5 if grid_mode else 0.0
    lines = [(np.arange(m) + half) * step - half for m, step in zip(sizes, steps, strict=True)]
    return np.stack(np.meshgrid(*lines, indexing="ij"))


def turned_grid(shape: Shape, matrix: Any, grows: bool = True) -> Any:
    """The places of the elements of an image of a `shape` once it is turned by a matrix; `grows`: all of it is in that."""
    high, wide = shape
    bounds = np.asarray(matrix) @ np.array([[0, 0, high, high], [0, wide, 0, wide]])
    return np.indices((np.ptp(bounds, axis=1) + 0.5).astype(int) if grows else shape).astype(float)
