"""Norms of vectors and matrices, of every order."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: Any = False, ord: Any = 2) -> Any:
    """The norms of vectors; of all elements where there is no axis."""
    if ord is None or ord == 2:
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
    return rt.norm_root(np.sum(np.abs(x) ** order, axis=axis, keepdims=keepdims), order)


def matrix_norm(x: Any, /, *, keepdims: Any = False, ord: Any = "fro") -> Any:
    """The norms of matrices."""
    return np.linalg.norm(x, ord, axis=(-2, -1), keepdims=keepdims)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    """The norm of a vector or a matrix, or of many."""
    if axis is None:
        if ord is None or (ord == 2 and np.ndim(x) == 1) or (ord == "fro" and np.ndim(x) == 2):
            if not keepdims:
                return np.linalg.norm(x)
            return np.linalg.norm(x, axis=axis, keepdims=keepdims)
        if np.ndim(x) == 1:
            return _vector(x, ord, 0, keepdims)
        return _matrix(x, ord, 0, 1, keepdims)
    single = not isinstance(axis, tuple) or len(axis) == 1
    if ord is None or (ord == 2 and single) or (ord == "fro" and not single):
        return np.linalg.norm(x, axis=axis, keepdims=keepdims)
    if single:
        return _vector(x, ord, axis, keepdims)
    return _matrix(x, ord, axis[0], axis[1], keepdims)


def _matrix(x: Any, order: Any, rows: Any, columns: Any, keepdims: Any) -> Any:
    if order == 1:
        return _largest(x, rows, columns, keepdims)
    if order == np.inf:
        return _largest(x, columns, rows, keepdims)
    if order == -1:
        return _smallest(x, rows, columns, keepdims)
    if order == -np.inf:
        return _smallest(x, columns, rows, keepdims)
    if np.ndim(x) == 2:
        values = np.linalg.svdvals(x)
    else:
        values = np.linalg.svdvals(np.moveaxis(x, (rows, columns), (-2, -1)))
    if order == "nuc":
        found = np.sum(values, axis=-1)
    elif order == 2:
        found = np.max(values, axis=-1)
    else:
        found = np.min(values, axis=-1)
    if keepdims:
        return np.expand_dims(found, (rows, columns))
    return found


def _largest(x: Any, inner: Any, outer: Any, keepdims: Any) -> Any:
    """The largest sum of magnitudes along the axis `inner`."""
    if np.ndim(x) == 2 and not keepdims:
        return np.max(np.sum(np.abs(x), axis=inner))
    found = np.max(np.sum(np.abs(x), axis=inner, keepdims=True), axis=outer, keepdims=True)
    if keepdims:
        return found
    return np.squeeze(found, axis=(inner, outer))


def _smallest(x: Any, inner: Any, outer: Any, keepdims: Any) -> Any:
    """The smallest sum of magnitudes along the axis `inner`."""
    if np.ndim(x) == 2 and not keepdims:
        return np.min(np.sum(np.abs(x), axis=inner))
    found = np.min(np.sum(np.abs(x), axis=inner, keepdims=True), axis=outer, keepdims=True)
    if keepdims:
        return found
    return np.squeeze(found, axis=(inner, outer))


DEFINITIONS = {
    "np.linalg.norm": norm,
    "np.linalg.vector_norm": vector_norm,
    "np.linalg.matrix_norm": matrix_norm,
}
