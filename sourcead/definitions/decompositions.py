"""Functions of matrices by others.

A definition that calls the function that it stands for means the library's: it passes on what the rule of that is for.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions import norms


def eigvalsh(a: Any, UPLO: Any = "L") -> Any:  # noqa: N803
    """The eigenvalues alone."""
    if UPLO == "L":
        return np.linalg.eigh(a)[0]
    return np.linalg.eigh(a, UPLO)[0]


def svd(a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False) -> Any:
    """Singular values and vectors, or the values alone."""
    if hermitian:
        return np.linalg.svd(a, full_matrices, compute_uv, hermitian)
    if not compute_uv:
        return np.linalg.svd(a, full_matrices=False)[1]
    if not full_matrices:
        return np.linalg.svd(a, full_matrices=False)
    return np.linalg.svd(a)


def svdvals(x: Any, /) -> Any:
    """The singular values alone."""
    return np.linalg.svd(x, full_matrices=False)[1]


def qr(a: Any, mode: Any = "reduced") -> Any:
    """Both factors, or the triangular one."""
    if mode == "r":
        return np.linalg.qr(a)[1]
    if mode == "reduced":
        return np.linalg.qr(a)
    return np.linalg.qr(a, mode)


def eig(a: Any) -> Any:
    """Eigenvalues and eigenvectors, complex whether they are real or not."""
    return rt.complex_eig(a)


def eigvals(a: Any) -> Any:
    """The eigenvalues alone."""
    return rt.complex_eig(a)[0]


def cond(x: Any, p: Any = None) -> Any:
    """The condition number."""
    if p is None or p == 2:
        s = np.linalg.svdvals(x)
        return s[..., 0] / s[..., -1]
    if p == -2:
        s = np.linalg.svdvals(x)
        return s[..., -1] / s[..., 0]
    return np.linalg.norm(x, ord=p, axis=(-2, -1)) * np.linalg.norm(np.linalg.inv(x), ord=p, axis=(-2, -1))


def tensorinv(a: Any, ind: Any = 2) -> Any:
    """The inverse of a tensor as a matrix."""
    size = math.prod(a.shape[ind:])
    return np.reshape(np.linalg.inv(np.reshape(a, (size, -1))), a.shape[ind:] + a.shape[:ind])


def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    """The solution of a system with a tensor."""
    if axes is not None:
        rest = [k for k in range(np.ndim(a)) if k not in axes]
        a = np.transpose(a, rest + list(axes))
    shape = a.shape[np.ndim(b) :]
    return np.reshape(np.linalg.solve(np.reshape(a, (-1, math.prod(shape))), np.ravel(b)), shape)


def matrix_transpose(x: Any, /) -> Any:
    """The last two axes exchanged."""
    if np.ndim(x) == 2:
        return x.T
    return np.swapaxes(x, -1, -2)


def matmul(x1: Any, x2: Any, /) -> Any:
    """The product of matrices."""
    return np.matmul(x1, x2)


def outer(x1: Any, x2: Any, /) -> Any:
    """The outer product of vectors."""
    return np.outer(x1, x2)


def tensordot(x1: Any, x2: Any, /, *, axes: Any = 2) -> Any:
    """The product over axes."""
    return np.tensordot(x1, x2, axes)


def vecdot(x1: Any, x2: Any, /, *, axis: Any = -1) -> Any:
    """The inner products of vectors; of complex ones, the first is conjugated."""
    if np.iscomplexobj(x1):
        return np.sum(np.conjugate(x1) * x2, axis=axis)
    return np.sum(x1 * x2, axis=axis)


def cross(x1: Any, x2: Any, /, *, axis: Any = -1) -> Any:
    """The cross products of vectors of length 3."""
    if axis == -1:
        return np.cross(x1, x2)
    return np.moveaxis(np.cross(np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1)), -1, axis)


def cross_along(a: Any, b: Any, axisa: Any = -1, axisb: Any = -1, axisc: Any = -1, axis: Any = None) -> Any:
    """The cross products of vectors along axes; of length 3, where these are not the last."""
    if axis is not None:
        return np.linalg.cross(a, b, axis=axis)
    if axisa == -1 and axisb == -1 and axisc == -1:
        return np.cross(a, b)
    return np.moveaxis(np.linalg.cross(np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)), -1, axisc)


def trace(x: Any, /, *, offset: Any = 0) -> Any:
    """The traces of matrices."""
    if np.ndim(x) == 2 and offset == 0:
        return np.trace(x)
    return np.sum(np.linalg.diagonal(x, offset=offset), axis=-1)


DEFINITIONS = {
    "np.linalg.eigvalsh": eigvalsh,
    "np.linalg.svd": svd,
    "np.linalg.svdvals": svdvals,
    "np.linalg.qr": qr,
    "np.linalg.eig": eig,
    "np.linalg.eigvals": eigvals,
    "np.linalg.cond": cond,
    "np.linalg.tensorinv": tensorinv,
    "np.linalg.tensorsolve": tensorsolve,
    "np.linalg.matrix_transpose": matrix_transpose,
    "np.linalg.matmul": matmul,
    "np.linalg.outer": outer,
    "np.linalg.tensordot": tensordot,
    "np.linalg.vecdot": vecdot,
    "np.linalg.cross": cross,
    "np.cross": cross_along,
    "np.linalg.trace": trace,
    **norms.DEFINITIONS,
}
