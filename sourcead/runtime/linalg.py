"""Cotangents of linear algebra (Giles, "Collected matrix derivative results for forward and reverse mode", 2008)."""

from __future__ import annotations

from typing import Any

import numpy as np


def transposed(x: Any) -> Any:
    """`x` with its last two axes exchanged."""
    return np.swapaxes(x, -1, -2)


def conjugated(x: Any) -> Any:
    """The conjugate of `x`: `x` itself where it is real."""
    return np.conjugate(x) if np.iscomplexobj(x) else x


def adjointed(x: Any) -> Any:
    """The conjugate transpose of matrices."""
    return conjugated(transposed(x))


def cofactor(x: Any) -> Any:
    """The matrix of cofactors, the derivative of `det(x)`: exact for singular `x` too; shape of `x`."""
    u, s, vh = np.linalg.svd(x)
    n = s.shape[-1]
    if n == 0:
        return np.zeros_like(x)
    others = np.stack([np.prod(np.delete(s, k, axis=-1), axis=-1) for k in range(n)], axis=-1)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return sign[..., None, None] * np.conjugate((u * others[..., None, :]) @ vh)


def norm_direction(x: Any, out: Any, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Any:
    """`x / out` for the Euclidean norm `out` of `x` over `axis`: 0 where the norm is 0."""
    if axis is not None and not keepdims:
        out = np.expand_dims(out, axis)
    return np.where(np.equal(out, 0), 0.0, x / np.where(np.equal(out, 0), 1.0, out))


def quotient(x: Any, y: Any) -> Any:
    """`x / y`, and 0 where `y` is 0."""
    return np.where(np.equal(y, 0), 0.0, x / np.where(np.equal(y, 0), 1.0, y))[()]


def outer_last(x: Any, y: Any) -> Any:
    """`x @ y.T` for matrices, the outer product for vectors; batches in front."""
    if np.ndim(x) == 1:
        return np.outer(x, y)
    return x @ np.swapaxes(y, -1, -2)


def solve_transposed(a: Any, b: Any) -> Any:
    """The solution of `a.T x = b`."""
    return np.linalg.solve(np.swapaxes(a, -1, -2), b)


def uncholesky(g: Any, out: Any) -> Any:
    """The cotangent of the lower triangle of `x`, which is all that is read, for the cotangent `g` of `np.linalg.cholesky(x)`.

    Murray, "Differentiation of the Cholesky decomposition", 2016.
    """
    lower = np.tril(np.swapaxes(out, -1, -2) @ g)
    phi = lower * (1 - 0.5 * np.eye(lower.shape[-1], dtype=lower.dtype))
    upper = np.swapaxes(out, -1, -2)
    inner = np.linalg.solve(upper, np.swapaxes(np.linalg.solve(conjugated(upper), np.swapaxes(phi, -1, -2)), -1, -2))
    return np.tril((inner + adjointed(inner)) * (1 - 0.5 * np.eye(inner.shape[-1], dtype=inner.dtype)))


def cholesky_dot(dx: Any, out: Any) -> Any:
    """The tangent of the lower factor `out` of a Hermitian matrix in the direction `dx`, of which the lower triangle counts.

    Murray, "Differentiation of the Cholesky decomposition", 2016.
    """
    lower = np.tril(dx) * (1 - 0.5 * np.eye(dx.shape[-1], dtype=out.dtype))
    half = np.linalg.solve(out, lower + adjointed(lower))
    inner = np.tril(np.swapaxes(np.linalg.solve(conjugated(out), np.swapaxes(half, -1, -2)), -1, -2))
    return out @ (inner * (1 - 0.5 * np.eye(inner.shape[-1], dtype=inner.dtype)))


def is_nearly_singular(x: Any) -> bool:
    """Whether some of the matrices have no inverse, or one that would lose most digits."""
    s = np.linalg.svd(x, compute_uv=False)
    return bool(np.any(s[..., -1:] <= np.sqrt(np.finfo(s.dtype).eps) * s[..., :1]))


def _cofactor_by_parts(dx: Any, x: Any) -> Any:
    """The tangent of the cofactors in the direction `dx`: between the singular vectors, by products of singular values."""
    u, s, vh = np.linalg.svd(x)
    unit = np.eye(s.shape[-1], dtype=s.dtype)
    rest = np.where((unit[:, None] + unit[None]) > 0, 1.0, s[..., None, None, :])
    others = np.prod(rest, axis=-1) * (1 - unit)
    inner = adjointed(u) @ dx @ adjointed(vh)
    whole = np.sum(others * np.linalg.diagonal(inner)[..., None, :], axis=-1)
    middle = whole[..., None] * unit - others * transposed(inner)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return sign[..., None, None] * (conjugated(u) @ middle @ conjugated(vh))


def cofactor_dot(dx: Any, x: Any, out: Any) -> Any:
    """The tangent of the cofactors `out` of a matrix in the direction `dx`."""
    if is_nearly_singular(x):
        return _cofactor_by_parts(dx, x)
    inverse = np.swapaxes(np.linalg.inv(x), -1, -2)
    return np.sum(inverse * dx, axis=(-2, -1), keepdims=True) * out - out @ np.swapaxes(dx, -1, -2) @ inverse


def cofactor_x(g: Any, x: Any, out: Any) -> Any:
    """The cotangent `g` of the cofactors `out` of a matrix: they are a gradient, whose derivative is symmetric."""
    if is_nearly_singular(x):
        return _cofactor_by_parts(g, x)
    inverse = np.swapaxes(np.linalg.inv(x), -1, -2)
    return np.sum(g * out, axis=(-2, -1), keepdims=True) * inverse - inverse @ np.swapaxes(g, -1, -2) @ out
