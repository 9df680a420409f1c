"""Cotangents of functions that pad, insert, delete, and join blocks, and of windows that slide."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape, unbroadcast
from sourcead.runtime.shape import shaped_like, unconcatenate
from sourcead.runtime.trees import rebuilt, unarray

SPREAD = ("mean", "linear_ramp")  # modes in which an element of the border depends on many of the array
Size = int | tuple[int, ...]


def _pairs(width: Any, rank: int) -> Any:
    """How much `np.pad` puts before and behind each axis."""
    if isinstance(width, dict):
        axes = {axis % rank: w for axis, w in width.items()}
        width = [np.broadcast_to(axes.get(axis, 0), 2) for axis in range(rank)]
    return np.broadcast_to(width, (rank, 2))


def unpad(g: Any, shape: Shape, width: Any, mode: str = "constant") -> Any:
    """The cotangent of `np.pad(x, width, mode)`, for modes that are linear in `x`."""
    pairs = _pairs(width, len(shape))
    if mode in ("constant", "empty"):
        return g[tuple(slice(int(p[0]), int(p[0]) + n) for p, n in zip(pairs, shape))]
    for axis in reversed(range(len(shape))):  # NumPy pads the first axis first
        g = np.moveaxis(_unpadded(np.moveaxis(g, axis, 0), shape[axis], int(pairs[axis][0]), int(pairs[axis][1]), mode), 0, axis)
    return g


def unpad_constants(g: Any, shape: Shape, width: Any, values: Any) -> Any:
    """The cotangent of `np.pad(x, width, constant_values=values)` for the values; the last axis has the corners."""
    pairs = _pairs(width, len(shape))
    kept = [slice(int(b), int(b) + n) for (b, _), n in zip(pairs, shape)]
    found = np.zeros((len(shape), 2), g.dtype)
    for axis, (before, n) in enumerate(zip(pairs[:, 0], shape)):
        for side, part in enumerate((slice(0, int(before)), slice(int(before) + n, None))):
            found[axis, side] = np.sum(g[(*[slice(None)] * axis, part, *kept[axis + 1 :])])
    return unarray(unbroadcast(found, np.asarray(values)), values)


def _unpadded(g: Any, n: int, before: int, after: int, mode: Any) -> Any:
    """The cotangent of padding the first axis."""
    if mode in SPREAD:
        return np.tensordot(np.pad(np.eye(n, dtype=g.dtype), ((before, after), (0, 0)), mode), g, ((0,), (0,)))
    source = np.pad(np.arange(n), (before, after), mode)
    found = np.array(g[before : before + n])
    np.add.at(found, source[:before], g[:before])
    np.add.at(found, source[before + n :], g[before + n :])
    return found


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
