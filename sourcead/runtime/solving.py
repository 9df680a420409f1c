"""Derivatives of linear systems, factorizations and functions of matrices, batches in front.

Golub and Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems", 1973; Walter and Lehmann,
"Algorithmic differentiation of linear algebra functions", 2010; Mathias, "A chain rule for matrix functions", 1996.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import unbroadcast
from sourcead.runtime.decompositions import check_turns, over_gaps, undetermined
from sourcead.runtime.linalg import adjointed, conjugated, transposed


def scaled_matrices(s: Any, x: Any) -> Any:
    """The matrices `x`, each times its number in `s`."""
    return np.asarray(s)[..., None, None] * x


# linear systems


def solved(a: Any, b: Any, like: Any) -> Any:
    """The solution of `a x = b`, where `b` are vectors if `like` is one, else matrices."""
    return np.linalg.solve(a, b[..., None])[..., 0] if np.ndim(like) == 1 else np.linalg.solve(a, b)


def applied(a: Any, x: Any, like: Any) -> Any:
    """`a x`, where `x` are vectors if `like` is one, else matrices."""
    return (a @ x[..., None])[..., 0] if np.ndim(like) == 1 else a @ x


def unsolved(z: Any, out: Any, a: Any, like: Any) -> Any:
    """The cotangent of `a` in `out = solve(a, b)`, for `z` that of `b`; they are vectors if `like` is one."""
    found = z[..., :, None] * out[..., None, :] if np.ndim(like) == 1 else z @ transposed(out)
    return -unbroadcast(found, a)


def is_cut(a: Any, rcond: Any) -> bool:
    """Whether singular values that are no rounding errors, but less than `rcond` times the largest one, count as zero."""
    if rcond is None:
        return False
    s = np.linalg.svd(a, compute_uv=False)
    largest = np.max(s, axis=-1, initial=0.0, keepdims=True)
    noise = 10 * np.finfo(s.dtype).eps * max(a.shape[-2:]) * largest
    return bool(np.any((s <= np.asarray(rcond)[..., None] * largest) & (s > noise)))


def _turns_of_cut(s: Any, rcond: Any) -> tuple[Any, Any]:
    """What the vectors of singular values that count turn towards those of the others, besides what they do where these are zero.

    The factors of a tangent between the singular vectors, and of its conjugate transpose.
    """
    counts = s > np.asarray(rcond)[..., None] * s[..., :1]
    both = counts[..., :, None] & ~counts[..., None, :]
    kept, other = s[..., :, None], s[..., None, :]
    along = np.where(both, other / np.where(both, kept * (kept**2 - other**2), 1.0), 0.0)
    across = np.where(both, along * other / np.where(both, kept, 1.0), 0.0)
    return along + transposed(along), across + transposed(across)


def uncut(g: Any, a: Any, rcond: Any) -> Any:
    """What the cotangent `g` of the pseudo-inverse adds to that of `a` where singular values are cut off."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    along, across = _turns_of_cut(s, rcond)
    inner = conjugated(vh) @ g @ conjugated(u)
    return conjugated(u) @ (along * inner + adjointed(across * inner)) @ conjugated(vh)


def cut_dot(dx: Any, a: Any, rcond: Any) -> Any:
    """What the tangent of the pseudo-inverse in the direction `dx` has besides where singular values are cut off."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    along, across = _turns_of_cut(s, rcond)
    inner = adjointed(u) @ dx @ adjointed(vh)
    return adjointed(vh) @ (along * inner + across * adjointed(inner)) @ adjointed(u)


def unpinv(g: Any, a: Any, out: Any, rcond: Any = None) -> Any:
    """The cotangent `g` of the pseudo-inverse `out` of `a`, whose rank does not change."""
    left, right = transposed(g) @ out, out @ transposed(g)
    rest = (left - a @ (out @ left)) @ adjointed(out) + adjointed(out) @ (right - (right @ out) @ a)
    found = conjugated(rest) - transposed(out) @ g @ transposed(out)
    return found + uncut(g, a, rcond) if is_cut(a, rcond) else found


def pinv_dot(dx: Any, a: Any, out: Any, rcond: Any = None) -> Any:
    """The tangent of the pseudo-inverse `out` of `a` in the direction `dx`."""
    left, right = out @ adjointed(out) @ adjointed(dx), adjointed(dx) @ adjointed(out) @ out
    found = left - left @ a @ out + right - out @ (a @ right) - out @ dx @ out
    return found + cut_dot(dx, a, rcond) if is_cut(a, rcond) else found


def _columns(x: Any) -> Any:
    return x[:, None] if np.ndim(x) == 1 else x


def lstsq_inverse(a: Any, rcond: Any) -> Any:
    """The pseudo-inverse of `a` by which `np.linalg.lstsq(a, b, rcond)` solves."""
    return np.linalg.pinv(a, np.finfo(np.result_type(a.dtype, np.float32)).eps * max(a.shape) if rcond is None else rcond)


def unlstsq_a(g: Any, a: Any, b: Any, x: Any, inverse: Any, rcond: Any) -> Any:
    """What the solution `x` adds to the cotangent of `a`."""
    g, b, x = _columns(g), _columns(b), _columns(x)
    along, back = transposed(g) @ inverse, adjointed(inverse) @ x @ transposed(g)
    rest = (b - a @ x) @ along @ adjointed(inverse) + back - back @ inverse @ a
    found = conjugated(rest) - transposed(along) @ transposed(x)
    return found + uncut(g @ transposed(b), a, rcond) if is_cut(a, rcond) else found


def unlstsq_b(g: Any, inverse: Any) -> Any:
    """What the solution adds to the cotangent of `b`."""
    return transposed(inverse) @ g


def unresiduals_a(g: Any, a: Any, b: Any, x: Any) -> Any:
    """What the residuals add to the cotangent of `a`: nothing where there are none."""
    x = _columns(x)
    return -_residuals(g, a, b, x) @ transposed(x)


def unresiduals_b(g: Any, a: Any, b: Any, x: Any) -> Any:
    """What the residuals add to the cotangent of `b`."""
    return np.reshape(_residuals(g, a, b, _columns(x)), np.shape(b))


def _residuals(g: Any, a: Any, b: Any, x: Any) -> Any:
    rest = conjugated(_columns(b) - a @ x)
    return 2 * np.real(g) * rest if np.size(g) else np.zeros_like(rest)


def unlstsq_s(g: Any, a: Any) -> Any:
    """What the singular values add to the cotangent of `a`."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return (conjugated(u) * g) @ conjugated(vh)


def lstsq_dot(da: Any, db: Any, a: Any, b: Any, rcond: Any, out: Any) -> Any:
    """The tangents of what `lstsq` gives: solution, residuals, rank, singular values."""
    inverse, x = lstsq_inverse(a, rcond), _columns(out[0])
    rest, moved = _columns(b) - a @ x, _columns(db) - da @ x
    back = adjointed(da) @ (adjointed(inverse) @ x)
    x_dot = inverse @ (moved + adjointed(inverse) @ (adjointed(da) @ rest)) + back - inverse @ (a @ back)
    if is_cut(a, rcond):
        x_dot = x_dot + cut_dot(da, a, rcond) @ _columns(b)
    residuals_dot = 2 * np.real(np.sum(conjugated(rest) * moved, axis=0))
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    s_dot = np.real(np.sum(conjugated(u) * (da @ adjointed(vh)), axis=0))
    return np.reshape(x_dot, np.shape(out[0])), residuals_dot if np.size(out[1]) else np.zeros_like(out[1]), 0.0, s_dot


# eigenvalues of general matrices


def _as_argument(x: Any, a: Any) -> Any:
    return x if np.iscomplexobj(a) else np.real(x)


def complex_eig(a: Any) -> Any:
    """`np.linalg.eig(a)`, complex whether its results are real or not: that depends on the values of `a`."""
    found = np.linalg.eig(a)
    return type(found)(*(part.astype(np.result_type(part.dtype, np.complex64)) for part in found))


def uneig_w(g: Any, v: Any, a: Any) -> Any:
    """The cotangent `g` of the eigenvalues of `a`, whose eigenvectors are `v`."""
    return _as_argument(np.linalg.solve(transposed(v), g[..., :, None] * transposed(v)), a)


def uneig_v(g: Any, w: Any, v: Any, a: Any) -> Any:
    """The cotangent `g` of the eigenvectors of `a`, of unit length; their phases stay."""
    lengths = np.real(np.sum(g * v, axis=-2))[..., None, :]
    inner = over_gaps(transposed(v) @ g - (transposed(v) @ conjugated(v)) * lengths, w)
    return _as_argument(np.linalg.solve(transposed(v), inner @ transposed(v)), a)


def eig_w_dot(dx: Any, v: Any) -> Any:
    """The tangent of the eigenvalues in the direction `dx`."""
    return np.linalg.diagonal(np.linalg.solve(v, dx @ v))


def eig_v_dot(dx: Any, w: Any, v: Any) -> Any:
    """The tangent of the eigenvectors in the direction `dx`."""
    moved = v @ over_gaps(np.linalg.solve(v, dx @ v), w)
    return moved - v * np.real(np.sum(conjugated(v) * moved, axis=-2))[..., None, :]


# QR


def unqr_q(g: Any, q: Any, r: Any) -> Any:
    """The cotangent `g` of the orthogonal factor."""
    k = min(q.shape[-2], r.shape[-1])
    if q.shape[-1] > k:
        first, last = q[..., :k], q[..., k:]
        check_turns(transposed(last) @ g[..., k:])
        g = g[..., :k] - conjugated(last @ (transposed(g[..., k:]) @ first))
        q = first
    found = _unqr(g, -transposed(q) @ g, q, r[..., :k, :k])
    if r.shape[-1] > k:
        found = np.concatenate([found, np.zeros((*found.shape[:-1], r.shape[-1] - k), found.dtype)], axis=-1)
    return found


def unqr_r(g: Any, q: Any, r: Any) -> Any:
    """The cotangent `g` of the triangular factor."""
    k = min(q.shape[-2], r.shape[-1])
    q, r, g = q[..., :k], r[..., :k, :], g[..., :k, :]
    square, other = r[..., :k], g[..., :k] @ transposed(r[..., :k])
    if r.shape[-1] == k:
        return _unqr(np.zeros_like(q), other, q, square)
    wide = g[..., k:]
    turned = conjugated(q @ r[..., k:]) @ adjointed(wide)
    first = _unqr(turned, other - transposed(q) @ turned, q, square)
    return np.concatenate([first, conjugated(q) @ wide], axis=-1)


def _unqr(g: Any, inner: Any, q: Any, r: Any) -> Any:
    upper = np.triu(inner)
    both = upper + adjointed(upper)
    whole = both - np.real(np.linalg.diagonal(upper))[..., None, :] * np.eye(r.shape[-1], dtype=upper.real.dtype)
    return transposed(np.linalg.solve(r, transposed(g + conjugated(q) @ whole)))


def qr_dot(dx: Any, q: Any, r: Any) -> Any:
    """The tangents of both factors in the direction `dx`."""
    k = min(q.shape[-2], r.shape[-1])
    first, square = q[..., :k], r[..., :k, :k]
    moved = transposed(np.linalg.solve(transposed(square), transposed(dx[..., :k])))
    inner = adjointed(first) @ moved
    lower = np.tril(inner, -1)
    turned = lower - adjointed(lower) + _imaginary_diagonal(inner)
    q_dot = moved + first @ (turned - inner)
    r_dot = (inner - turned) @ square
    if r.shape[-1] > k:
        wide = adjointed(q_dot) @ (first @ r[..., :k, k:]) + adjointed(first) @ dx[..., k:]
        r_dot = np.concatenate([r_dot, wide], axis=-1)
    if q.shape[-1] > k:
        last = q[..., k:]
        q_dot = undetermined(np.concatenate([q_dot, -first @ (adjointed(q_dot) @ last)], axis=-1), k)
        r_dot = np.concatenate([r_dot, np.zeros_like(r[..., k:, :])], axis=-2)
    return q_dot, r_dot


def _imaginary_diagonal(x: Any) -> Any:
    """The imaginary part of the diagonal, as a matrix: 0 of a real one."""
    if not np.iscomplexobj(x):
        return np.zeros_like(x)
    return 1j * np.imag(np.linalg.diagonal(x))[..., None, :] * np.eye(x.shape[-1])


# functions of matrices


def in_corner(a: Any, e: Any) -> Any:
    """The matrix `[[a, e], [0, a]]`: a function of it has its derivative along `e` in the corner."""
    return np.concatenate([np.concatenate([a, e], axis=-1), np.concatenate([np.zeros_like(a), a], axis=-1)], axis=-2)


def corner(x: Any) -> Any:
    """`e`, of `[[a, e], [0, a]]`."""
    n = x.shape[-1] // 2
    return x[..., :n, n:]


def unmulti_dot(g: Any, arrays: Any) -> Any:
    """The cotangents of the arrays in `np.linalg.multi_dot(arrays)`."""
    rows = [np.reshape(x, (1, -1)) if k == 0 and np.ndim(x) == 1 else x for k, x in enumerate(arrays)]
    full = [np.reshape(x, (-1, 1)) if k == len(rows) - 1 and np.ndim(x) == 1 else x for k, x in enumerate(rows)]
    middle = np.reshape(g, (full[0].shape[0], full[-1].shape[1]))
    found = []
    for k in range(len(full)):
        before = [x.T for x in reversed(full[:k])]
        after = [x.T for x in reversed(full[k + 1 :])]
        found.append(np.reshape(np.linalg.multi_dot([*before, middle, *after]), np.shape(arrays[k])))
    return found


def multi_dot_dot(darrays: Any, arrays: Any) -> Any:
    """The tangent of `np.linalg.multi_dot(arrays)` in the direction `darrays`."""
    return sum(np.linalg.multi_dot([*arrays[:k], darrays[k], *arrays[k + 1 :]]) for k in range(len(arrays)))


def unmatrix_diagonal(bar: Any, shape: Any, offset: int) -> Any:
    """The cotangent `bar` of the diagonals of matrices, batches in front."""
    found = np.zeros(shape, bar.dtype)
    rows = np.arange(bar.shape[-1])
    found[..., rows + max(-offset, 0), rows + max(offset, 0)] = bar
    return found


def only_corner(e: Any) -> Any:
    """The matrix `[[0, e], [0, 0]]`."""
    return in_corner(np.zeros_like(e), e)


def diagonal_blocks(x: Any) -> Any:
    """The sum of the two blocks on the diagonal: the cotangent of `a` in `in_corner(a, e)`."""
    n = x.shape[-1] // 2
    return x[..., :n, :n] + x[..., n:, n:]
