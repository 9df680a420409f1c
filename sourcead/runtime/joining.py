"""Cotangents of functions that pad, insert, delete, and join blocks, and of windows that slide."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape, unbroadcast
from sourcead.runtime.shape import shaped_like, unconcatenate
from sourcead.runtime.trees import rebuilt, unarray

Size = int | tuple[int, ...]


def pad_pairs(width: Any, rank: int) -> Any:
    """How much `np.pad` puts before and behind each axis, as an array of integers."""
    if isinstance(width, dict):
        axes = {axis % rank: w for axis, w in width.items()}
        width = [np.broadcast_to(axes.get(axis, 0), 2) for axis in range(rank)]
    return np.broadcast_to(width, (rank, 2)).astype(int)


def unpad(g: Any, shape: Shape, width: Any, mode: str = "constant") -> Any:
    """The cotangent of `np.pad(x, width, mode)`, for modes that are linear in `x`."""
    return _unpadded(g, shape, width, mode, {})


def unpad_odd(g: Any, shape: Shape, width: Any, mode: str) -> Any:
    """The cotangent of `np.pad(x, width, mode, reflect_type="odd")`."""
    return _unpadded(g, shape, width, mode, {"reflect_type": "odd"})


def unpad_means(g: Any, shape: Shape, width: Any, length: Any) -> Any:
    """The cotangent of `np.pad(x, width, "mean", stat_length=length)`."""
    return _unpadded(g, shape, width, "mean", {}, length)


def _unpadded(g: Any, shape: Shape, width: Any, mode: str, given: dict[str, Any], length: Any = None) -> Any:
    pairs = pad_pairs(width, len(shape))
    lengths = np.broadcast_to(max(shape, default=0) if length is None else length, (len(shape), 2))
    if mode in ("constant", "empty"):
        return g[tuple(slice(p[0], p[0] + n) for p, n in zip(pairs, shape))]
    for axis in reversed(range(len(shape))):  # NumPy pads the first axis first
        rows, (before, after) = np.moveaxis(g, axis, 0), pairs[axis]
        if mode == "mean":
            found = _unpadded_means(rows, shape[axis], before, lengths[axis])
        elif mode == "linear_ramp" or given:
            found = _unpadded_ends(rows, shape[axis], before, after, mode, given)
        else:
            found = np.array(rows[before : before + shape[axis]])
            _give(found, np.pad(np.arange(shape[axis]), (before, after), mode), rows, before)  # type: ignore[call-overload]
        g = np.moveaxis(found, 0, axis)
    return g


def _give(found: Any, source: Any, rows: Any, before: int, weight: Any = None) -> None:
    """Add what elements of the border get to those that they were taken from."""
    for part in (slice(0, before), slice(before + len(found), None)):
        given = rows[part] if weight is None else weight[part].reshape(-1, *[1] * (rows.ndim - 1)) * rows[part]
        np.add.at(found, source[part], given)


def _unpadded_means(rows: Any, n: int, before: int, lengths: Any) -> Any:
    """The cotangent of padding the first axis with means of its first and of its last elements."""
    first, last = (min(int(length), n) for length in lengths)
    found = np.array(rows[before : before + n])
    found[:first] += np.sum(rows[:before], axis=0) / first
    found[n - last :] += np.sum(rows[before + n :], axis=0) / last
    return found


def _unpadded_ends(rows: Any, n: int, before: int, after: int, mode: Any, given: dict[str, Any]) -> Any:
    """The cotangent of padding the first axis by what depends on the two elements at the border, and on one inside."""
    found = np.array(rows[before : before + n])
    outside = np.r_[0:before, before + n : len(rows)]
    for end in {0, n - 1}:
        unit = np.zeros(n)
        unit[end] = 1
        found[end] += np.tensordot(np.pad(unit, (before, after), mode, **given)[outside], rows[outside], ((0,), (0,)))
    if mode != "linear_ramp":
        inside = np.ones(n)
        inside[[0, -1]] = 0
        _give(found, np.pad(np.arange(n), (before, after), mode), rows, before, np.pad(inside, (before, after), mode, **given))
    return found


def unpad_ends(g: Any, shape: Shape, width: Any, values: Any) -> Any:
    """The cotangent of `np.pad(x, width, "linear_ramp", end_values=values)` for the values."""
    found = np.zeros((len(shape), 2), g.dtype)
    for axis in range(len(shape)):
        for side in (0, 1):
            unit = np.zeros((len(shape), 2))
            unit[axis, side] = 1
            found[axis, side] = np.sum(g * np.pad(np.zeros(shape), width, "linear_ramp", end_values=unit))
    return unarray(unbroadcast(found, np.asarray(values)), values)


def unpad_constants(g: Any, shape: Shape, width: Any, values: Any) -> Any:
    """The cotangent of `np.pad(x, width, constant_values=values)` for the values; the last axis has the corners."""
    pairs = pad_pairs(width, len(shape))
    kept = [slice(int(b), int(b) + n) for (b, _), n in zip(pairs, shape)]
    found = np.zeros((len(shape), 2), g.dtype)
    for axis, (before, n) in enumerate(zip(pairs[:, 0], shape)):
        for side, part in enumerate((slice(0, int(before)), slice(int(before) + n, None))):
            found[axis, side] = np.sum(g[(*[slice(None)] * axis, part, *kept[axis + 1 :])])
    return unarray(unbroadcast(found, np.asarray(values)), values)


def uncolumn_stack(g: Any, xs: Any) -> Any:
    """The cotangent of `np.column_stack(xs)`."""
    columns = [x if np.ndim(x) > 1 else np.reshape(x, (-1, 1)) for x in xs]
    return rebuilt(xs, (shaped_like(p, x) for p, x in zip(unconcatenate(g, columns, 1), xs)))


def undstack(g: Any, xs: Any) -> Any:
    """The cotangent of `np.dstack(xs)`."""
    layers = [np.atleast_3d(x) for x in xs]
    return rebuilt(xs, (shaped_like(p, x) for p, x in zip(unconcatenate(g, layers, 2), xs)))


def unselect(g: Any, conditions: Any, choices: Any) -> Any:
    """The cotangent of the choices in `np.select(conditions, choices, default)`."""
    rest: Any = True
    found = []
    for condition, choice in zip(conditions, choices, strict=True):
        found.append(unbroadcast(np.where(np.logical_and(condition, rest), g, 0), choice))
        rest = np.logical_and(rest, np.logical_not(condition))
    return rebuilt(choices, found)


def unselect_default(g: Any, conditions: Any, default: Any) -> Any:
    """The cotangent of the default in `np.select(conditions, choices, default)`."""
    for condition in conditions:
        g = np.where(condition, 0, g)
    return unbroadcast(g, default)


def unchoose(g: Any, a: Any, choices: Any, mode: str) -> Any:
    """The cotangent of the choices in `np.choose(a, choices, mode)`."""
    n = len(choices)
    a = np.mod(a, n) if mode == "wrap" else np.clip(a, 0, n - 1) if mode == "clip" else np.asarray(a)
    found = [unbroadcast(np.where(np.equal(a, k), g, 0), choice) for k, choice in enumerate(choices)]
    return np.stack(found) if isinstance(choices, np.ndarray) else rebuilt(choices, found)


def unblock(g: Any, x: Any) -> Any:
    """The cotangent of `np.block(x)`, in the nesting of `x`."""
    depth, rank = _depth(x), np.ndim(g)
    return _unblocked(g, x, rank - depth, rank)


def _depth(x: Any) -> int:
    return 1 + _depth(x[0]) if isinstance(x, list) else 0


def _unblocked(g: Any, x: Any, axis: int, rank: int) -> Any:
    if not isinstance(x, list):
        return shaped_like(g, x)
    found, start = [], 0
    for part in x:
        n = _block_shape(part, axis + 1, rank)[axis]
        found.append(_unblocked(g[(slice(None),) * axis + (slice(start, start + n),)], part, axis + 1, rank))
        start += n
    return found


def _block_shape(x: Any, axis: int, rank: int) -> Shape:
    """The shape of a block whose parts are joined along `axis`, in `rank` dimensions."""
    if not isinstance(x, list):
        return (1,) * (rank - np.ndim(x)) + np.shape(x)
    shapes = [_block_shape(part, axis + 1, rank) for part in x]
    return (*shapes[0][:axis], sum(s[axis] for s in shapes), *shapes[0][axis + 1 :])


def _origins(shape: Shape, obj: Any, values: Any, axis: int | None) -> tuple[Any, int]:
    """Along an axis of what `np.insert` gives: where each element of `x`, then each of the values, stands."""
    n = int(np.prod(shape)) if axis is None else shape[axis]
    single = np.ndim(obj) == 0 and not isinstance(obj, slice)
    if not single:
        places = np.arange(n)[obj] if isinstance(obj, slice) or np.asarray(obj).dtype == bool else np.asarray(obj)
        count = np.size(places)
    elif axis is None:
        count = np.size(values)
    else:
        count = ((1,) * (len(shape) - np.ndim(values)) + np.shape(values))[0]  # NumPy inserts along their first axis
    return np.argsort(np.insert(np.arange(n), obj, n + np.arange(count))), n


def uninsert_x(g: Any, shape: Shape, obj: Any, values: Any, axis: int | None) -> Any:
    """The cotangent of `x` in `np.insert(x, obj, values, axis)`."""
    places, n = _origins(shape, obj, values, axis)
    return np.reshape(np.take(g, places[:n], 0 if axis is None else axis), shape)


def uninsert_values(g: Any, shape: Shape, obj: Any, values: Any, axis: int | None) -> Any:
    """The cotangent of the values in `np.insert(x, obj, values, axis)`."""
    places, n = _origins(shape, obj, values, axis)
    found = np.take(g, places[n:], 0 if axis is None else axis)
    if axis is not None and np.ndim(obj) == 0 and not isinstance(obj, slice):
        found = np.moveaxis(found, axis, 0)
    return unbroadcast(found, values)


def undelete(g: Any, shape: Shape, obj: Any, axis: int | None) -> Any:
    """The cotangent of `np.delete(x, obj, axis)`: zeros for what was left out."""
    g = np.asarray(g)
    if axis is None:
        return np.reshape(undelete(g, (int(np.prod(shape)),), obj, 0), shape)
    found = np.zeros(shape, g.dtype)
    found[(slice(None),) * (axis % len(shape)) + (np.delete(np.arange(shape[axis]), obj),)] = g
    return found


def unwindow(g: Any, shape: Shape, window_shape: Size, axis: int | tuple[int, ...] | None) -> Any:
    """The cotangent of `sliding_window_view(x, window_shape, axis)`: each element has that of its windows, together."""
    g = np.asarray(g)
    lengths = window_shape if isinstance(window_shape, tuple) else (window_shape,)
    axes = tuple(range(len(shape))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    found = np.zeros(shape, g.dtype)
    for offsets in np.ndindex(*lengths):
        index = [slice(None)] * len(shape)
        for a, offset, length in zip(axes, offsets, lengths):
            first = index[a].start or 0
            last = index[a].stop or shape[a]
            index[a] = slice(first + offset, last - (length - 1 - offset))
        found[tuple(index)] += g[(..., *offsets)]
    return found
