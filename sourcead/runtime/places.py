"""Places of elements: which elements of an array a function gives back. No place has a derivative."""

from __future__ import annotations

from typing import Any

import numpy as np


def distinct(x: Any, axis: int | None = None, equal_nan: bool = True) -> Any:
    """The first place of each distinct element of `x`, in the order of `np.unique`; the places of slices for an `axis`."""
    return np.unique(x, return_index=True, axis=axis, equal_nan=equal_nan)[1]


def located(x: Any, found: Any) -> Any:
    """The first place in `x` of each of the elements `found` in it."""
    order = np.argsort(x, axis=None, kind="stable")
    return order[np.searchsorted(np.ravel(x), found, sorter=order)]


def common(x: Any, y: Any, unique: bool = False) -> tuple[Any, Any]:
    """The places in `x` and in `y` of the elements of `np.intersect1d(x, y)`."""
    _, left, right = np.intersect1d(x, y, assume_unique=unique, return_indices=True)
    return left, right


def lone(x: Any, y: Any, unique: bool = False) -> Any:
    """The places in `x` of the elements of `np.setdiff1d(x, y)`."""
    flat = np.ravel(x)
    found = np.arange(len(flat)) if unique else distinct(flat)
    return found[~np.isin(flat[found], y)]


def bins(x: Any, edges: Any) -> Any:
    """The bin of each element of `x`, -1 outside of all; the last bin has its right edge."""
    found = np.searchsorted(edges, x, side="right") - 1
    last = np.equal(x, edges[-1])
    return np.where(last, len(edges) - 2, np.where((found < 0) | (found > len(edges) - 2), -1, found))


def running(x: Any, out: Any, axis: int = 0) -> Any:
    """Where along `axis` the running maxima (or minima) `out` of `x` stand: of equal elements at the last so far."""
    size = np.shape(x)[axis]
    along = np.reshape(np.arange(size), [size if a == axis % np.ndim(x) else 1 for a in range(np.ndim(x))])
    return np.maximum.accumulate(np.where(np.equal(x, out) | np.isnan(x), along, 0), axis=axis)


def segments(indices: Any, size: int) -> tuple[Any, Any, Any]:
    """The segments of `ufunc.reduceat`, one after another: the place of each member, its segment, where each segment starts."""
    first = np.asarray(indices)
    stop = np.append(first[1:], size)
    count = np.where(stop > first, stop - first, 1)
    owner = np.repeat(np.arange(len(first)), count)
    starts = np.cumsum(count) - count
    return first[owner] + np.arange(len(owner)) - starts[owner], owner, starts


def reached(x: Any, out: Any, indices: Any, axis: int = 0) -> Any:
    """Where along `axis` the maxima (or minima) `out` of the segments of `ufunc.reduceat` stand first."""
    size = np.shape(x)[axis]
    members, owner, starts = segments(indices, size)
    rows, most = np.moveaxis(x, axis, -1)[..., members], np.moveaxis(out, axis, -1)[..., owner]
    found = np.minimum.reduceat(np.where(np.equal(rows, most) | np.isnan(rows), members, size), starts, axis=-1)
    return np.moveaxis(found, -1, axis)


def signs(shape: tuple[int, ...], axis: int | None) -> Any:
    """1 for the first element along `axis`, -1 for the others, in a shape that broadcasts to `shape`."""
    found = -np.ones([n if axis is None or a == axis % len(shape) else 1 for a, n in enumerate(shape)])
    found.flat[0] = 1
    return found


def bin_count(x: Any, rule: str, limits: Any) -> int:
    """How many bins a rule of `np.histogram_bin_edges` chooses for `x`."""
    return len(np.histogram_bin_edges(x, rule, limits)) - 1
