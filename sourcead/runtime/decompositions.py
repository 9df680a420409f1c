"""Derivatives of decompositions of matrices, batches in front.

Cotangents are those of Giles, "Collected matrix derivative results for forward and reverse mode", 2008; Walter and Lehmann,
"Algorithmic differentiation of linear algebra functions", 2010; Wan and Zhang, "Automatic differentiation for complex valued
SVD", 2019. Where two eigenvalues or singular values are equal, their vectors have no derivative: it is NaN, if it is used.
So it is with vectors that only complete a basis: what depends on how they are turned raises in reverse mode.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.linalg import adjointed, conjugated, transposed


def scaled_columns(x: Any, s: Any) -> Any:
    """The matrices `x`, column by column times `s`."""
    return x * s[..., None, :]


def over(x: Any, y: Any) -> Any:
    """`x / y`, and 0 where `x` is 0."""
    return np.where(np.equal(x, 0), 0.0, x / np.where(np.equal(x, 0), 1.0, y))


def over_gaps(x: Any, w: Any) -> Any:
    """`x[i, j] / (w[j] - w[i])`, and 0 on the diagonal.

    Where `w[i]` and `w[j]` are equal but for rounding: 0 if `x[i, j]` is, else NaN.
    """
    gaps = w[..., None, :] - w[..., :, None]
    unit = np.finfo(gaps.dtype).eps * w.shape[-1]
    equal = np.abs(gaps) <= unit * np.max(np.abs(w), axis=-1, initial=0.0)[..., None, None]
    none = np.abs(x) <= unit * np.max(np.abs(x), axis=(-2, -1), initial=0.0, keepdims=True)
    limit = np.where(none | np.eye(w.shape[-1], dtype=bool), 0.0, np.nan)
    return np.where(equal, limit, x / np.where(equal, 1.0, gaps)).astype(np.result_type(x, w), copy=False)


def ungaps(x: Any) -> Any:
    """The cotangent of `w` in `w[..., None, :] - w[..., :, None]`."""
    return np.sum(x, axis=-2) - np.sum(x, axis=-1)


def over_square_gaps(x: Any, s: Any) -> Any:
    """`x[i, j] / (s[j]**2 - s[i]**2)`, and 0 on the diagonal; as `over_gaps` where they are equal."""
    sums = s[..., None, :] + s[..., :, None]
    return over_gaps(x, s) / np.where(np.equal(sums, 0), 1.0, sums)


# symmetric eigenvalues


def half_read(x: Any, part: Any) -> Any:
    """The triangle of matrices that `part` names ("L", "U", or whether it is the lower one), with half of its diagonal."""
    lower = part and part not in ("U", "u")
    found = np.tril(x) if lower else np.triu(x)
    return found * (1 - 0.5 * np.eye(found.shape[-1], dtype=found.dtype))


def uneigh(g: Any, w: Any, v: Any) -> Any:
    """The cotangent `g` of the eigenvectors of a Hermitian matrix: Hermitian itself."""
    found = conjugated(v) @ over_gaps(transposed(v) @ g, w) @ transposed(v)
    return (found + adjointed(found)) / 2


def eigh_w_dot(dx: Any, v: Any) -> Any:
    """The tangent of the eigenvalues of a Hermitian matrix in the direction `dx`, of which the Hermitian part counts."""
    return np.real(np.sum(conjugated(v) * (dx @ v), axis=-2))


def eigh_v_dot(dx: Any, w: Any, v: Any) -> Any:
    """The tangent of the eigenvectors of a Hermitian matrix in the direction `dx`, of which the Hermitian part counts."""
    return v @ over_gaps(adjointed(v) @ ((dx + adjointed(dx)) / 2) @ v, w)


# singular values


def _padded(s: Any, count: int) -> Any:
    """Singular values, and zeros for the vectors that have none: `count` in all."""
    if s.shape[-1] == count:
        return s
    return np.concatenate([s, np.zeros((*s.shape[:-1], count - s.shape[-1]), s.dtype)], axis=-1)


def _turns(x: Any, s: Any, count: int) -> Any:
    """`x` over the gaps between the squares of the singular values; vectors that have none turn freely among themselves."""
    if s.shape[-1] == count:
        return over_square_gaps(x, s)
    free = np.arange(count) >= s.shape[-1]
    return over_square_gaps(np.where(free & free[:, None], 0.0, x), _padded(s, count))


def check_turns(inner: Any) -> None:
    """Raise where a cotangent depends on how vectors that complete a basis are turned; `inner`: it by these vectors.

    Raises `ArithmeticError`.
    """
    turning = np.abs(inner - adjointed(inner))
    if np.any(turning > np.sqrt(np.finfo(turning.dtype).eps) * np.max(np.abs(inner), initial=0.0)):
        raise ArithmeticError(
            "vectors that only complete a basis (the columns of a full `qr` or `svd` beyond the smaller size of the matrix) are "
            "not determined by the matrix, and what is differentiated depends on which they are: it has no derivative. "
            "Use those of the reduced form, or what depends on the space that they span alone."
        )


def undetermined(x: Any, k: int) -> Any:
    """The tangents of columns, without those beyond `k` if these only complete a basis, and can be turned."""
    if x.shape[-1] - k > (0 if np.iscomplexobj(x) else 1):
        return np.concatenate([x[..., :k], np.full_like(x[..., k:], np.nan)], axis=-1)
    return x


def unsvd_s(g: Any, u: Any, vh: Any) -> Any:
    """The cotangent `g` of the singular values."""
    k = g.shape[-1]
    return scaled_columns(conjugated(u[..., :k]), g) @ conjugated(vh[..., :k, :])


def unsvd_u(g: Any, u: Any, s: Any, vh: Any) -> Any:
    """The cotangent `g` of the left singular vectors."""
    k = s.shape[-1]
    inner = transposed(u) @ g
    check_turns(inner[..., k:, k:])
    turns = _turns(inner, s, u.shape[-1])
    middle = scaled_columns((turns + adjointed(turns))[..., :k], s)
    if np.iscomplexobj(u):
        middle = middle + _phases(np.imag(np.linalg.diagonal(inner))[..., :k], s, u.shape[-1])
    found = conjugated(u) @ middle
    if u.shape[-1] < u.shape[-2]:
        rest = over(g, s[..., None, :])
        found = found + rest - conjugated(u) @ (transposed(u) @ rest)
    return found @ conjugated(vh[..., :k, :])


def _phases(x: Any, s: Any, rows: int) -> Any:
    """`1j * x / s` on the diagonal of a matrix of so many rows."""
    return 1j * over(x, s)[..., None, :] * np.eye(rows, s.shape[-1])


def unsvd_vh(g: Any, u: Any, s: Any, vh: Any) -> Any:
    """The cotangent `g` of the conjugate transpose of the right singular vectors."""
    k = s.shape[-1]
    inner = conjugated(vh) @ adjointed(g)
    check_turns(inner[..., k:, k:])
    turns = _turns(inner, s, vh.shape[-2])
    middle = s[..., :, None] * (turns + adjointed(turns))[..., :k, :]
    found = middle @ conjugated(vh)
    if vh.shape[-2] < vh.shape[-1]:
        rest = over(g, s[..., :, None])
        found = found + rest - (rest @ transposed(vh)) @ conjugated(vh)
    return conjugated(u[..., :k]) @ found


def svd_s_dot(dx: Any, u: Any, s: Any, vh: Any) -> Any:
    """The tangent of the singular values in the direction `dx`."""
    k = s.shape[-1]
    return np.real(np.sum(conjugated(u[..., :k]) * (dx @ adjointed(vh[..., :k, :])), axis=-2))


def svd_u_dot(dx: Any, u: Any, s: Any, vh: Any) -> Any:
    """The tangent of the left singular vectors in the direction `dx`; of complex ones, those of `vh` keep their phases."""
    k, count = s.shape[-1], u.shape[-1]
    moved = dx @ adjointed(vh[..., :k, :])
    inner = adjointed(u) @ moved
    wide = np.concatenate([scaled_columns(inner, s), np.zeros((*inner.shape[:-1], count - k), inner.dtype)], axis=-1)
    found = u @ _turns(wide + adjointed(wide), s, count)
    if np.iscomplexobj(u):
        phases = _phases(np.imag(np.linalg.diagonal(inner)), s, count)
        found = found + u @ np.concatenate([phases, np.zeros((*phases.shape[:-1], count - k))], axis=-1)
    if count < u.shape[-2]:
        found = found + over(moved - u @ inner, s[..., None, :])
    return undetermined(found, k)


def svd_vh_dot(dx: Any, u: Any, s: Any, vh: Any) -> Any:
    """The tangent of the conjugate transpose of the right singular vectors in the direction `dx`."""
    k, count = s.shape[-1], vh.shape[-2]
    moved = adjointed(u[..., :k]) @ dx
    inner = moved @ adjointed(vh)
    wide = np.concatenate([s[..., :, None] * inner, np.zeros((*inner.shape[:-2], count - k, count), inner.dtype)], axis=-2)
    found = adjointed(_turns(wide + adjointed(wide), s, count)) @ vh
    if count < vh.shape[-1]:
        found = found + over(moved - inner @ vh, s[..., :, None])
    return transposed(undetermined(transposed(found), k))
