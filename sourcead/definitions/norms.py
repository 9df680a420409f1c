"""Norms of vectors and matrices, of every order."""

from __future__ import annotations

from typing import Any

import numpy as np


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: Any = False, ord: Any = 2) -> Any:
    """The norms of vectors; of all elements where there is no axis."""
    if ord == 2:
        if axis is None and not keepdims:
            return np.linalg.norm(np.ravel(x))
        if axis is None:
            return np.sqrt(np.sum(np.real(np.conjugate(x) * x), keepdims=True))
        return np.linalg.norm(x, axis=axis, keepdims=keepdims)
    return _vector(x, ord, axis, keepdims)


def _vector(x: Any, order: Any, axis: Any, keepdims: Any) -> Any:
    if order == np.inf:
        return np.max(np.abs(x), axis=axis, keepdims=keepdims)
    if order == -np.inf:
        return np.min(np.abs(x), axis=axis, keepdims=keepdims)
    if order == 0:
        return np.sum((x != 0).astype(np.abs(x).dtype), axis=axis, keepdims=keepdims)
    if order == 1:
        return np.sum(np.abs(x), axis=axis, keepdims=keepdims)
    return np.sum(np.abs(x) ** order, axis=axis, keepdims=keepdims) ** (1 / order)


def matrix_norm(x: Any, /, *, keepdims: Any = False, ord: Any = "fro") -> Any:
    """The norms of matrices."""
    return np.linalg.norm(x, ord, axis=(-2, -1), keepdims=keepdims)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    """The norm of a vector or a matrix, or of many."""
    if ord is None:
        if axis is None and not keepdims:
            return np.linalg.norm(x)
        return np.linalg.norm(x, axis=axis, keepdims=keepdims)
    if axis is None:
        if np.ndim(x) == 1:
            return _vectors(x, ord, 0, keepdims)
        return _matrices(x, ord, (0, 1), keepdims)
    if isinstance(axis, tuple) and len(axis) == 2:
        return _matrices(x, ord, axis, keepdims)
    if isinstance(axis, tuple):
        return _vectors(x, ord, axis[0], keepdims)
    return _vectors(x, ord, axis, keepdims)


def _vectors(x: Any, order: Any, axis: Any, keepdims: Any) -> Any:
    if order == 2:
        return np.linalg.norm(x, axis=axis, keepdims=keepdims)
    return _vector(x, order, axis, keepdims)


def _matrices(x: Any, order: Any, axes: Any, keepdims: Any) -> Any:
    if order == "fro":
        return np.linalg.norm(x, axis=axes, keepdims=keepdims)
    if order in (1, -1, np.inf, -np.inf):
        return _sums(x, order, axes, keepdims)
    values = np.linalg.svdvals(x if axes in ((0, 1), (-2, -1)) and np.ndim(x) == 2 else np.moveaxis(x, axes, (-2, -1)))
    if order == "nuc":
        found = np.sum(values, axis=-1)
    elif order == 2:
        found = np.max(values, axis=-1)
    else:
        found = np.min(values, axis=-1)
    if keepdims:
        return np.expand_dims(found, axes)
    return found


def _sums(x: Any, order: Any, axes: Any, keepdims: Any) -> Any:
    """The largest or smallest sum of magnitudes of a column (order 1) or a row (order inf)."""
    rows, columns = axes[0] % np.ndim(x), axes[1] % np.ndim(x)
    inner, outer = (rows, columns) if order in (1, -1) else (columns, rows)
    sums = np.sum(np.abs(x), axis=inner, keepdims=True)
    found = np.max(sums, axis=outer, keepdims=True) if order > 0 else np.min(sums, axis=outer, keepdims=True)
    if keepdims:
        return found
    return np.squeeze(found, axis=axes)


DEFINITIONS = {
    "np.linalg.norm": norm,
    "np.linalg.vector_norm": vector_norm,
    "np.linalg.matrix_norm": matrix_norm,
}
