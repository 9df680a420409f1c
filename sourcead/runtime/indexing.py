"""Cotangents of reading and writing parts of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape
from sourcead.runtime.trees import add


def scatter_add(x_bar: Any, index: Any, g: Any) -> None:
    """`x_bar[index] += g`, in place; an element that `index` names several times gets each of its parts."""
    if not isinstance(x_bar, np.ndarray):
        x_bar[index] = add(x_bar[index], g)
    elif _may_repeat(index):
        np.add.at(x_bar, index, g)
    else:
        x_bar[index] += g


def take_stored(x_bar: Any, index: Any) -> Any:
    """The cotangent of what `x[index] = v` stored, a copy of the shape of `x[index]`.

    Where `index` names an element several times, the last value written stays: that one alone gets the cotangent.
    """
    g = x_bar[index]
    if not isinstance(x_bar, np.ndarray) or not isinstance(g, np.ndarray):
        return g
    if not _may_repeat(index):
        return g.copy()
    order = np.arange(g.size).reshape(g.shape)
    writer = np.zeros(x_bar.shape, order.dtype)
    writer[index] = order
    return np.where(writer[index] == order, g, 0)


def _may_repeat(index: Any) -> bool:
    """Whether an index can name an element twice: it has an array or list of integers."""
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(p, (list, np.ndarray)) and np.ndim(p) > 0 and np.asarray(p).dtype.kind != "b" for p in parts)


def untake(g: Any, shape: Shape, indices: Any, axis: int | None, mode: str = "raise") -> Any:
    """The cotangent `g` of `np.take(x, indices, axis, mode=mode)`, of the `shape` of `x`."""
    g = np.asarray(g)
    if mode != "raise":
        n = int(np.prod(shape)) if axis is None else shape[axis]
        indices = np.mod(indices, n) if mode == "wrap" else np.clip(indices, 0, n - 1)
    if axis is None:
        x_bar = np.zeros(int(np.prod(shape)), g.dtype)
        np.add.at(x_bar, np.asarray(indices), g)
        return x_bar.reshape(shape)
    axis %= len(shape)
    x_bar = np.zeros(shape, g.dtype)
    index: Any = (slice(None),) * axis + (np.asarray(indices),)
    np.add.at(x_bar, index, g)
    return x_bar


def untake_along_axis(g: Any, shape: Shape, indices: Any, axis: int | None) -> Any:
    """The cotangent `g` of `np.take_along_axis(x, indices, axis)`, of the `shape` of `x`."""
    g = np.asarray(g)
    if axis is None:
        return untake(g, shape, indices, None)
    axis %= len(shape)
    wide = np.broadcast_shapes(tuple(np.delete(shape, axis)), tuple(np.delete(np.shape(indices), axis)))
    if tuple(np.delete(shape, axis)) != wide:
        raise ValueError("np.take_along_axis broadcasts x: its derivative is not known")
    places: list[Any] = [np.arange(n).reshape([-1 if a == k else 1 for a in range(len(shape))]) for k, n in enumerate(shape)]
    places[axis] = indices
    x_bar = np.zeros(shape, g.dtype)
    np.add.at(x_bar, tuple(places), g)
    return x_bar


def added_at(x: Any, index: Any, y: Any) -> Any:
    """A copy of `x` after `np.add.at(x, index, y)`."""
    found = np.array(x)
    np.add.at(found, index, y)
    return found


def subtracted_at(x: Any, index: Any, y: Any) -> Any:
    """A copy of `x` after `np.subtract.at(x, index, y)`."""
    found = np.array(x)
    np.subtract.at(found, index, y)
    return found


def with_diagonal(x: Any, values: Any) -> Any:
    """A copy of `x` after `np.fill_diagonal(x, values)`."""
    found = np.array(x)
    np.fill_diagonal(found, values)
    return found


def undiagonal_fill(g: Any, values: Any) -> Any:
    """The cotangent of the `values` that filled a diagonal; they are repeated, or cut, to its length."""
    g = np.asarray(g)
    source = np.full(g.shape, -1)
    np.fill_diagonal(source, np.arange(max(np.size(values), 1)))
    values_bar = np.zeros(max(np.size(values), 1), g.dtype)
    np.add.at(values_bar, source[source >= 0], g[source >= 0])
    return values_bar.reshape(np.shape(values))
