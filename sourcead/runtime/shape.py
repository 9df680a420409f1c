"""Cotangents of functions that move, repeat or join elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape
from sourcead.runtime.trees import rebuilt


def unreshape(g: Any, shape: Shape) -> Any:
    """`g` in the shape that it came from."""
    return np.reshape(g, shape)


def untranspose(g: Any, axes: Any) -> Any:
    """The cotangent of `np.transpose(x, axes)`."""
    if axes is None or (isinstance(axes, tuple) and not axes):
        return np.transpose(g)
    return np.transpose(g, np.argsort(np.asarray(axes) % np.ndim(g)))


def unconcatenate(g: Any, xs: Sequence[Any], axis: int | None) -> Any:
    """The cotangent of `np.concatenate(xs, axis)` in the structure of `xs`."""
    along = 0 if axis is None else axis
    parts, start = [], 0
    for x in xs:
        n = np.size(x) if axis is None else np.shape(x)[along]
        index = [slice(None)] * np.ndim(g)
        index[along] = slice(start, start + n)
        parts.append(shaped_like(g[tuple(index)], x))
        start += n
    return rebuilt(xs, parts)


def shaped_like(part: Any, x: Any) -> Any:
    """A part of a cotangent in the shape of `x`: a number for a number."""
    found = np.reshape(part, np.shape(x))
    return found if isinstance(x, np.ndarray) else found[()]


def unstack(g: Any, axis: int) -> list[Any]:
    """The cotangent of `np.stack(xs, axis)` as a list."""
    return list(np.moveaxis(g, axis, 0))


def unsplit(bars: Sequence[Any], shape: Shape, sections: Any, axis: int) -> Any:
    """The cotangent of `np.array_split(x, sections, axis)`: of an element in several parts it is the sum of theirs."""
    if np.ndim(sections) == 0:
        return np.concatenate(bars, axis)
    found = np.zeros(shape, np.result_type(*bars))
    rows = np.moveaxis(found, axis, 0)
    for part, first, last in zip(bars, [0, *sections], [*sections, None], strict=True):
        rows[first:last] += np.moveaxis(part, axis, 0)
    return found


def unvstack(g: Any, xs: Sequence[Any]) -> Any:
    """The cotangent of `np.vstack(xs)`."""
    rows = [np.atleast_2d(x) for x in xs]
    return rebuilt(xs, [shaped_like(p, x) for p, x in zip(unconcatenate(g, rows, 0), xs)])


def unhstack(g: Any, xs: Sequence[Any]) -> Any:
    """The cotangent of `np.hstack(xs)`."""
    parts = [np.atleast_1d(x) for x in xs]
    found = unconcatenate(g, parts, 0 if parts[0].ndim == 1 else 1)
    return rebuilt(xs, [shaped_like(p, x) for p, x in zip(found, xs)])


def undiag(g: Any, shape: Shape, k: int) -> Any:
    """The cotangent of `np.diag(x, k)`."""
    if len(shape) == 1:
        return np.diagonal(g, k)
    found = np.zeros(shape, np.asarray(g).dtype)
    rows = np.arange(len(g)) + max(-k, 0)
    found[rows, rows + k] = g
    return found


def undiagonal(g: Any, shape: Shape, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The cotangent of `np.diagonal(x, offset, axis1, axis2)`."""
    found = np.zeros(shape, np.asarray(g).dtype)
    rows = np.arange(np.shape(g)[-1]) + max(-offset, 0)
    np.moveaxis(found, (axis1, axis2), (-2, -1))[..., rows, rows + offset] = g
    return found


def untrace(g: Any, shape: Shape, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The cotangent of `np.trace(x, offset, axis1, axis2)`."""
    eye = np.eye(shape[axis1], shape[axis2], offset, dtype=np.asarray(g).dtype)
    return g * eye if len(shape) == 2 and axis1 == 0 else np.moveaxis(np.expand_dims(g, (-2, -1)) * eye, (-2, -1), (axis1, axis2))


def untile(g: Any, shape: Shape, reps: Any) -> Any:
    """The cotangent of `np.tile(x, reps)`."""
    reps = tuple(np.atleast_1d(reps))
    wide = (1,) * (len(reps) - len(shape)) + tuple(shape)
    reps = (1,) * (len(wide) - len(reps)) + reps
    split = [n for pair in zip(reps, wide) for n in pair]
    return np.sum(np.reshape(g, split), axis=tuple(range(0, 2 * len(wide), 2))).reshape(shape)[()]


def unrepeat(g: Any, shape: Shape, repeats: Any, axis: int | None) -> Any:
    """The cotangent of `np.repeat(x, repeats, axis)`."""
    along = 0 if axis is None else axis
    n = int(np.prod(shape)) if axis is None else shape[along]
    counts = np.broadcast_to(repeats, (n,))
    rows = np.moveaxis(g, along, 0)
    found = np.zeros((n, *rows.shape[1:]), rows.dtype)
    np.add.at(found, np.repeat(np.arange(n), counts), rows)
    return np.reshape(np.moveaxis(found, 0, along), shape)[()]


def unview(g: Any, dtype: Any, x: Any) -> Any:
    """The cotangent of an array by that of a view of it, of reals as complex numbers, or the reverse: the view has this dtype."""
    return np.conjugate(np.ascontiguousarray(np.conjugate(g).astype(dtype)).view(x.dtype))
