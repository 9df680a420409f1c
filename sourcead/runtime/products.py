"""Cotangents of products that sum over axes, for operands of every rank."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import unbroadcast
from sourcead.runtime.linalg import transposed


def matmul_x(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `x` in `x @ y`, of the shape of `x`."""
    if hasattr(y, "rmatvec") or hasattr(y, "tocsr"):  # a linear map of `scipy.sparse`
        return g @ y.T
    left, right, middle = _as_matrices(g, x, y)
    return np.reshape(unbroadcast(middle @ transposed(right), left), np.shape(x))


def matmul_y(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `y` in `x @ y`, of the shape of `y`."""
    if hasattr(x, "rmatvec") or hasattr(x, "tocsr"):
        return x.T @ g
    left, right, middle = _as_matrices(g, x, y)
    return np.reshape(unbroadcast(transposed(left) @ middle, right), np.shape(y))


def _as_matrices(g: Any, x: Any, y: Any) -> tuple[Any, Any, Any]:
    """Vectors become matrices of one row or column; `g` gets the axes that `x @ y` dropped for them."""
    g = np.expand_dims(g, -1) if np.ndim(y) == 1 else g
    g = np.expand_dims(g, -2) if np.ndim(x) == 1 else g
    left = np.reshape(x, (1, -1)) if np.ndim(x) == 1 else np.asarray(x)
    right = np.reshape(y, (-1, 1)) if np.ndim(y) == 1 else np.asarray(y)
    return left, right, g


def dot_x(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `x` in `np.dot(x, y)`, of the shape of `x`."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(g * y, x)
    return matmul_x(g, x, y) if np.ndim(y) <= 2 and np.ndim(x) <= 2 else tensordot_x(g, x, y, _dot_axes(x, y))


def dot_y(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `y` in `np.dot(x, y)`, of the shape of `y`."""
    if hasattr(x, "rmatvec") or hasattr(x, "tocsr"):
        return x.T @ g
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(g * x, y)
    return matmul_y(g, x, y) if np.ndim(y) <= 2 and np.ndim(x) <= 2 else tensordot_y(g, x, y, _dot_axes(x, y))


def _dot_axes(x: Any, y: Any) -> tuple[int, int]:
    return np.ndim(x) - 1, max(np.ndim(y) - 2, 0)


def inner_x(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `x` in `np.inner(x, y)`, of the shape of `x`."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(g * y, x)
    return tensordot_x(g, x, y, (-1, -1))


def inner_y(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `y` in `np.inner(x, y)`, of the shape of `y`."""
    if hasattr(x, "rmatvec") or hasattr(x, "tocsr"):
        return x.T @ g
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return unbroadcast(g * x, y)
    return tensordot_y(g, x, y, (-1, -1))


def tensordot_x(g: Any, x: Any, y: Any, axes: Any) -> Any:
    """The cotangent of `x` in `np.tensordot(x, y, axes)`, of the shape of `x`."""
    summed_x, summed_y = _tensordot_axes(x, y, axes)
    free_x = [a for a in range(np.ndim(x)) if a not in summed_x]
    free_y = [a for a in range(np.ndim(y)) if a not in summed_y]
    found = np.tensordot(g, y, (list(range(len(free_x), np.ndim(g))), free_y))
    order = [*free_x, *(x_axis for _, x_axis in sorted(zip(summed_y, summed_x)))]
    return np.transpose(found, np.argsort(order))


def tensordot_y(g: Any, x: Any, y: Any, axes: Any) -> Any:
    """The cotangent of `y` in `np.tensordot(x, y, axes)`, of the shape of `y`."""
    summed_x, summed_y = _tensordot_axes(x, y, axes)
    free_x = [a for a in range(np.ndim(x)) if a not in summed_x]
    free_y = [a for a in range(np.ndim(y)) if a not in summed_y]
    found = np.tensordot(x, g, (free_x, list(range(len(free_x)))))
    order = [*(y_axis for _, y_axis in sorted(zip(summed_x, summed_y))), *free_y]
    return np.transpose(found, np.argsort(order))


def _tensordot_axes(x: Any, y: Any, axes: Any) -> tuple[list[int], list[int]]:
    """The summed axes of both operands, none negative."""
    if np.ndim(axes) == 0 and not isinstance(axes, (list, tuple)):
        return list(range(np.ndim(x) - axes, np.ndim(x))), list(range(axes))
    pairs = [[side] if np.ndim(side) == 0 else list(side) for side in axes]
    return [a % np.ndim(x) for a in pairs[0]], [a % np.ndim(y) for a in pairs[1]]


def cross_x(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `x` in `np.cross(x, y)` for vectors on the last axis, of the shape of `x`."""
    return unbroadcast(_cross_in_space(y, g, x, y)[..., : np.shape(x)[-1]], x)


def cross_y(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `y` in `np.cross(x, y)` for vectors on the last axis, of the shape of `y`."""
    return unbroadcast(-_cross_in_space(x, g, x, y)[..., : np.shape(y)[-1]], y)


def _cross_in_space(v: Any, g: Any, x: Any, y: Any) -> Any:
    """`np.cross(v, g)` for the cotangent `g` of `np.cross(x, y)`; vectors of length 2 have a zero more, or stand upright."""
    if np.shape(x)[-1] == 2 and np.shape(y)[-1] == 2:
        g = np.asarray(g)[..., None] * np.array([0, 0, 1], np.asarray(g).dtype)
    if np.shape(v)[-1] == 2:
        v = np.concatenate([v, np.zeros_like(v[..., :1])], axis=-1)
    return np.cross(v, g)


def kron_x(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `x` in `np.kron(x, y)`, of the shape of `x`."""
    blocks, _, y_wide = _kron_blocks(g, x, y)
    return np.reshape(np.sum(blocks * y_wide, axis=tuple(range(1, blocks.ndim, 2))), np.shape(x))


def kron_y(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of `y` in `np.kron(x, y)`, of the shape of `y`."""
    blocks, x_wide, _ = _kron_blocks(g, x, y)
    return np.reshape(np.sum(blocks * x_wide, axis=tuple(range(0, blocks.ndim, 2))), np.shape(y))


def _kron_blocks(g: Any, x: Any, y: Any) -> tuple[Any, Any, Any]:
    """`g` as `(x0, y0, x1, y1, ...)`, and both operands with axes of length 1 in each other's places."""
    rank = max(np.ndim(x), np.ndim(y))
    x_shape = (1,) * (rank - np.ndim(x)) + np.shape(x)
    y_shape = (1,) * (rank - np.ndim(y)) + np.shape(y)
    blocks = np.reshape(g, [n for pair in zip(x_shape, y_shape) for n in pair])
    x_wide = np.reshape(x, [n for size in x_shape for n in (size, 1)])
    y_wide = np.reshape(y, [n for size in y_shape for n in (1, size)])
    return blocks, x_wide, y_wide
