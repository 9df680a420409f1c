"""Cotangents and tangents of quantiles, rearrangements, histograms and segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Axis, Shape
from sourcead.runtime.indexing import untake
from sourcead.runtime.places import bins, segments
from sourcead.runtime.reductions import product_of_others
from sourcead.runtime.sorting import even

PLOTTED = {  # methods that are continuous in `q`: how places are counted (Hyndman and Fan, 1996)
    "linear": (1.0, 1.0), "weibull": (0.0, 0.0), "hazen": (0.5, 0.5), "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8), "interpolated_inverted_cdf": (0.0, 1.0),
}  # fmt: skip


def unquantile(
    g: Any, x: Any, q: Any, axis: Axis, keepdims: bool, method: str = "linear", skip: bool = False, order: int = 0
) -> Any:
    """The cotangent `g` of `np.quantile(x, q, axis, method=method, keepdims=keepdims)`, of the shape of `x`.

    Equal elements share evenly. `skip`: of `np.nanquantile`. `order`: of how many derivatives by `q` the quantile is one.
    """
    _check_order(q, axis, skip)
    rows = _rows(x, axis)
    g = np.broadcast_to(g, np.shape(q) + _reduced(np.shape(x), axis, keepdims))
    found = np.zeros(np.shape(rows), np.result_type(g, x))
    for part, shares in zip(np.reshape(g, (-1, *rows.shape[:-1], 1)), _shares(rows, q, method, skip, order), strict=True):
        found += part * shares
    return _unrows(found, np.shape(x), axis)


def quantile_dot(
    dx: Any, x: Any, q: Any, axis: Axis, keepdims: bool, method: str = "linear", skip: bool = False, order: int = 0
) -> Any:
    """The tangent of `np.quantile(x, q, axis, method=method, keepdims=keepdims)` in the direction `dx`.

    In the direction `x` it is the quantile itself; `order`: of how many derivatives by `q` the quantile is one.
    """
    _check_order(q, axis, skip)
    dx = np.asarray(dx)
    dx = dx.astype(float) if dx.dtype.kind in "biu" else dx
    rows = _rows(np.broadcast_to(dx, np.shape(x)), axis)
    weights = _shares(_rows(x, axis), q, method, skip, order)
    found = np.stack([np.sum(np.where(part, rows, 0) * part, axis=-1, dtype=np.result_type(dx)) for part in weights])
    return np.reshape(found, np.shape(q) + _reduced(np.shape(x), axis, keepdims))


def _check_order(q: Any, axis: Axis, skip: bool) -> None:
    if skip and axis is not None and np.ndim(q) > 1:
        raise ValueError("np.nanquantile gives quantiles of such a shape in an order of its own: its derivative is not known")


def _rows(x: Any, axis: Axis) -> Any:
    """`x` with what is reduced as its last axis."""
    if axis is None:
        return np.ravel(x)
    if not isinstance(axis, tuple):
        return np.moveaxis(x, axis, -1)
    found = np.moveaxis(x, axis, tuple(range(-len(axis), 0)))
    return np.reshape(found, (*np.shape(found)[: -len(axis) or None], -1))


def _unrows(rows: Any, shape: Shape, axis: Axis) -> Any:
    """What `_rows` made, in the `shape` that it was made of."""
    if axis is None:
        return np.reshape(rows, shape)
    if not isinstance(axis, tuple):
        return np.moveaxis(rows, -1, axis)
    last = tuple(range(-len(axis), 0))
    moved = [n for a, n in enumerate(shape) if a not in [b % len(shape) for b in axis]] + [shape[a] for a in axis]
    return np.moveaxis(np.reshape(rows, moved), last, axis)


def _reduced(shape: Shape, axis: Axis, keepdims: bool) -> Shape:
    """The shape of what a reduction over `axis` gives."""
    gone = range(len(shape)) if axis is None else [a % len(shape) for a in (axis if isinstance(axis, tuple) else (axis,))]
    return tuple(1 if a in gone else n for a, n in enumerate(shape) if keepdims or a not in gone)


def _shares(rows: Any, q: Any, method: str, skip: bool, order: int) -> list[Any]:
    """For each of the quantiles `q` of the last axis, or its derivative by `q`, the weights of the elements in it."""
    size = rows.shape[-1]
    counts = np.sum(~np.isnan(rows), axis=-1) if skip else np.full(rows.shape[:-1], size)
    sizes, which = np.unique(counts, return_inverse=True)
    make = (_values, _slopes, _nothing)[min(order, 2)]
    terms = [np.stack(term, axis=-1) for term in zip(*(make(max(n, 1), np.ravel(q), method) for n in sizes))]
    places = [p.astype(int) for p in terms[::2]]
    ordered = np.partition(rows, np.unique([*(n for p in places for n in p.flat), size - 1]), axis=-1)  # NaN comes last
    lost = False if skip else np.isnan(ordered[..., -1:])
    found = []
    for k in range(np.size(q)):
        share = np.zeros(np.shape(rows))
        for place, weight in zip(places, terms[1::2]):
            if np.any(weight[k]):
                first, part = (np.reshape(v[k][which], (*counts.shape, 1)) for v in (place, weight))
                share = share + part * _among(rows, ordered, first)
        found.append(np.where(lost, np.nan, share) if np.any(lost) else share)
    return found


def _values(n: int, q: Any, method: str) -> tuple[Any, ...]:
    """Places among `n` sorted elements, and their weights in the quantiles `q`, in turn.

    A quantile of whole numbers from 0 is the place of the quantile among as many sorted elements, for any method.
    """
    known = np.quantile(np.arange(n), q, method=method)  # type: ignore[call-overload]
    low = np.floor(known)
    return low, 1 - (known - low), np.where(known > low, low + 1, low), known - low


def _slopes(n: int, q: Any, method: str) -> tuple[Any, ...]:
    """Places among `n` sorted elements, and their weights in the derivatives of quantiles by `q`, in turn.

    Where two lines meet it is the mean of both slopes. A method that is not continuous in `q` has the derivative zero.
    """
    before, after = PLOTTED.get(method, (0.0, 0.0))
    rate = n + 1 - before - after if method in PLOTTED else 0.0
    place = n * q + before + q * (1 - before - after) - 1
    right = np.where(q >= 1, 0, np.where(q <= 0, rate, rate / 2)) * ((place >= 0) & (place < n - 1))
    left = np.where(q <= 0, 0, np.where(q >= 1, rate, rate / 2)) * ((place > 0) & (place <= n - 1))
    low, high = np.clip(np.floor(place), 0, max(n - 2, 0)), np.clip(np.ceil(place), min(1, n - 1), n - 1)
    return low, -right, low + (n > 1), right, high - (n > 1), -left, high, left


def _nothing(n: int, q: Any, method: str) -> tuple[Any, ...]:
    """The weights of elements in further derivatives of quantiles by `q`."""
    return np.zeros(np.shape(q)), np.zeros(np.shape(q))


def _among(rows: Any, ordered: Any, place: Any) -> Any:
    """The weights of elements in the one that is at a place when they are ordered: 1, or even shares of equal ones."""
    equal = np.equal(rows, np.take_along_axis(ordered, place, -1))
    return equal / np.maximum(np.sum(equal, axis=-1, keepdims=True), 1)


def unarranged(g: Any, x: Any, out: Any, axis: int | None) -> Any:
    """The cotangent `g` of `out`, which has the elements of `x` in some order along `axis`; equal ones share evenly."""
    rows, ends, g = (_last(v, axis) for v in (x, out, np.broadcast_to(g, np.shape(out))))
    order = np.argsort(rows, axis=-1)
    found = np.empty(np.shape(rows), np.result_type(g))
    shares = even(np.take_along_axis(g, np.argsort(ends, axis=-1), -1), np.take_along_axis(rows, order, -1))
    np.put_along_axis(found, order, shares, -1)
    return np.reshape(found, np.shape(x)) if axis is None else np.moveaxis(found, -1, axis)


def arranged(dx: Any, x: Any, out: Any, axis: int | None) -> Any:
    """The tangent of `out`, which has the elements of `x` in some order along `axis`, in the direction `dx`."""
    rows, ends, dx = (_last(v, axis) for v in (x, out, np.broadcast_to(dx, np.shape(x))))
    order = np.argsort(rows, axis=-1)
    found = np.empty(np.shape(ends), np.result_type(dx))
    shares = even(np.take_along_axis(dx, order, -1), np.take_along_axis(rows, order, -1))
    np.put_along_axis(found, np.argsort(ends, axis=-1), shares, -1)
    return found if axis is None else np.moveaxis(found, -1, axis)


def _last(x: Any, axis: int | None) -> Any:
    return np.ravel(x) if axis is None else np.moveaxis(x, axis, -1)


def counted(samples: Any, edges: Any) -> Any:
    """How many of `samples`, one array for each dimension, are in each cell between `edges`."""
    return np.histogramdd(np.stack([np.ravel(s) for s in samples], axis=-1), edges)[0]


def totals(weights: Any, samples: Any, edges: Any) -> Any:
    """The sum of the `weights` of `samples`, one array for each dimension, in each cell between `edges`."""
    found = np.zeros([len(e) - 1 for e in edges], np.result_type(weights))
    cells, inside = _cells(samples, edges)
    np.add.at(found, cells, np.where(inside, np.ravel(weights), 0))
    return found


def untotals(g: Any, weights: Any, samples: Any, edges: Any) -> Any:
    """The cotangent of the `weights` of `totals`."""
    cells, inside = _cells(samples, edges)
    g = np.broadcast_to(g, [len(e) - 1 for e in edges])
    return np.reshape(np.where(inside, g[cells], 0), np.shape(weights))


def _cells(samples: Any, edges: Any) -> tuple[tuple[Any, ...], Any]:
    """The cell of each sample, and whether there is one."""
    found = [bins(np.ravel(s), e) for s, e in zip(samples, edges, strict=True)]
    return tuple(found), np.all([f >= 0 for f in found], axis=0)


def unreduceat(g: Any, shape: Shape, indices: Any, axis: int) -> Any:
    """The cotangent `g` of `np.add.reduceat(x, indices, axis)`, of the `shape` of `x`."""
    members, owner, _ = segments(indices, shape[axis])
    return untake(np.take(g, owner, axis), shape, members, axis)


def shares(x: Any, out: Any, base: Any = None) -> Any:
    """The weights of `x` in what they are added up to as logarithms: zero where that is the logarithm of zero."""
    difference = x - np.where(out == -np.inf, 0.0, out)
    return np.exp(difference) if base is None else np.exp2(difference)


def unlogaddexp_at(g: Any, x: Any, out: Any, indices: Any, axis: int) -> Any:
    """The cotangent `g` of `out = np.logaddexp.reduceat(x, indices, axis)`."""
    members, owner, _ = segments(indices, np.shape(x)[axis])
    parts = shares(np.take(x, members, axis), np.take(out, owner, axis))
    return untake(np.take(g, owner, axis) * parts, np.shape(x), members, axis)


def logaddexp_at_dot(dx: Any, x: Any, out: Any, indices: Any, axis: int) -> Any:
    """The tangent of `out = np.logaddexp.reduceat(x, indices, axis)` in the direction `dx`."""
    members, owner, starts = segments(indices, np.shape(x)[axis])
    parts = shares(np.take(x, members, axis), np.take(out, owner, axis))
    return np.add.reduceat(np.take(dx, members, axis) * parts, starts, axis)


def products_at(x: Any, indices: Any, axis: int) -> Any:
    """For each member of the segments of `np.multiply.reduceat(x, indices, axis)` the product of the others in its segment."""
    members, _, starts = segments(indices, np.shape(x)[axis])
    rows = np.moveaxis(np.take(x, members, axis), axis, -1)
    found = np.ones_like(rows)
    for k in range(len(starts)):
        stop = starts[k + 1] if k + 1 < len(starts) else len(members)
        found[..., starts[k] : stop] = product_of_others(rows[..., starts[k] : stop], -1)
    return np.moveaxis(found, -1, axis)


def unmultiply_at(g: Any, x: Any, indices: Any, axis: int) -> Any:
    """The cotangent `g` of `np.multiply.reduceat(x, indices, axis)`, of the shape of `x`; exact with zeros."""
    members, owner, _ = segments(indices, np.shape(x)[axis])
    return untake(np.take(g, owner, axis) * products_at(x, indices, axis), np.shape(x), members, axis)


def multiply_at_dot(dx: Any, x: Any, indices: Any, axis: int) -> Any:
    """The tangent of `np.multiply.reduceat(x, indices, axis)` in the direction `dx`; exact with zeros."""
    members, _, starts = segments(indices, np.shape(x)[axis])
    return np.add.reduceat(np.take(dx, members, axis) * products_at(x, indices, axis), starts, axis)


def unmesh(g: Any, shape: Shape, x: Any, position: int, indexing: str) -> Any:
    """The cotangent of the argument `x`, the one at `position`, of `np.meshgrid`, from that of its grid of a shape."""
    axis = 1 - position if indexing == "xy" and len(shape) > 1 and position < 2 else position
    others = tuple(a for a in range(len(shape)) if a != axis)
    return np.reshape(np.sum(np.broadcast_to(g, shape), axis=others), np.shape(x))


def unlogaddexp_running(g: Any, x: Any, out: Any, axis: int) -> Any:
    """The cotangent `g` of `out = np.logaddexp.accumulate(x, axis)`."""
    ends, found = np.moveaxis(out, axis, 0), np.array(np.moveaxis(np.broadcast_to(g, np.shape(out)), axis, 0))
    kept = shares(ends[:-1], ends[1:])
    for k in reversed(range(len(found) - 1)):
        found[k] += found[k + 1] * kept[k]
    return np.moveaxis(found, 0, axis) * shares(x, out)


def logaddexp_running_dot(dx: Any, x: Any, out: Any, axis: int) -> Any:
    """The tangent of `out = np.logaddexp.accumulate(x, axis)` in the direction `dx`."""
    ends, found = np.moveaxis(out, axis, 0), np.moveaxis(dx * shares(x, out), axis, 0)
    kept = shares(ends[:-1], ends[1:])
    found = np.array(found)
    for k in range(1, len(found)):
        found[k] += found[k - 1] * kept[k - 1]
    return np.moveaxis(found, 0, axis)
