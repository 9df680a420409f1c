"""SciPy's linear algebra by simpler functions. What overwrites its arguments has no definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from sourcead import runtime as rt
from sourcead.definitions.asking import is_positive_number

GENERAL = ("gen", "general")
EPSILON = np.finfo(float).eps
SYMMETRIC = ("sym", "symmetric", "her", "hermitian")
POSITIVE = ("pos", "positive definite")


def solve(a: Any, b: Any, *, lower: Any = False, check_finite: Any = True, assume_a: Any = None) -> Any:
    """The solution of `a x = b`."""
    if assume_a is None or assume_a in GENERAL:
        if np.ndim(a) != 2 or np.ndim(b) > 2:
            return np.linalg.solve(a, b)
        return scipy.linalg.solve(a, b)
    if np.iscomplexobj(a) and (assume_a in POSITIVE or assume_a in SYMMETRIC):
        if assume_a in SYMMETRIC[:2]:
            part = np.tril(a, -1) if lower else np.triu(a, 1)
            return scipy.linalg.solve(part + part.T + np.diag(np.diag(a)), b)
        return scipy.linalg.solve(_hermitian(a, lower), b)
    if assume_a in POSITIVE:
        return scipy.linalg.solve(a, b, lower=lower, assume_a="pos")
    if assume_a in SYMMETRIC:
        return scipy.linalg.solve(a, b, lower=lower, assume_a="sym" if assume_a in SYMMETRIC[:2] else "her")
    if assume_a == "lower triangular":
        return scipy.linalg.solve_triangular(a, b, lower=True)
    if assume_a == "upper triangular":
        return scipy.linalg.solve_triangular(a, b)
    return scipy.linalg.solve(a, b, assume_a=assume_a, check_finite=check_finite)


def _hermitian(a: Any, lower: Any) -> Any:
    """The Hermitian matrix of which one triangle is read, and the real part of the diagonal."""
    part = np.tril(a, -1) if lower else np.triu(a, 1)
    return part + _adjoint(part) + np.diag(np.real(np.diag(a)))


def solve_triangular(
    a: Any, b: Any, trans: Any = 0, lower: Any = False, unit_diagonal: Any = False, *, check_finite: Any = True
) -> Any:
    """The solution of a triangular system, or of a stack of them."""
    if np.ndim(a) != 2 or np.ndim(b) > 2:
        return np.linalg.solve(_turned(_triangle(a, lower, unit_diagonal), trans), b)
    if trans == 0 or trans == "N":
        return scipy.linalg.solve_triangular(a, b, lower=lower, unit_diagonal=unit_diagonal)
    if trans == 1 or trans == "T":
        return scipy.linalg.solve_triangular(a.T, b, lower=not lower, unit_diagonal=unit_diagonal)
    return scipy.linalg.solve_triangular(np.conjugate(a.T), b, lower=not lower, unit_diagonal=unit_diagonal)


def _triangle(a: Any, lower: Any, unit_diagonal: Any) -> Any:
    """What is read of a triangular matrix."""
    if unit_diagonal:
        return (np.tril(a, -1) if lower else np.triu(a, 1)) + np.eye(np.shape(a)[-1])
    return np.tril(a) if lower else np.triu(a)


def _turned(a: Any, trans: Any) -> Any:
    """The matrix, its transpose, or its conjugate transpose."""
    if trans == 0 or trans == "N":
        return a
    if trans == 1 or trans == "T":
        return np.swapaxes(a, -2, -1)
    return np.conjugate(np.swapaxes(a, -2, -1))


def inv(a: Any, *, check_finite: Any = True) -> Any:
    """The inverse."""
    return scipy.linalg.inv(a)


def det(a: Any, *, check_finite: Any = True) -> Any:
    """The determinant."""
    return scipy.linalg.det(a)


def cholesky(a: Any, lower: Any = False, *, check_finite: Any = True) -> Any:
    """The upper factor, or the lower one."""
    if lower:
        return np.linalg.cholesky(a)
    return np.linalg.cholesky(a, upper=True)


def cho_factor(a: Any, lower: Any = False, *, check_finite: Any = True) -> Any:
    """A factor in one triangle; what is in the other one of `a` stays there."""
    if lower:
        return np.linalg.cholesky(a) + np.triu(a, 1), lower
    return np.linalg.cholesky(a, upper=True) + np.tril(a, -1), lower


def cho_solve(c_and_lower: Any, b: Any, *, check_finite: Any = True) -> Any:
    """The solution of a system by its Cholesky factor."""
    c, lower = c_and_lower
    if lower:
        return scipy.linalg.solve_triangular(c, scipy.linalg.solve_triangular(c, b, lower=True), trans=2, lower=True)
    return scipy.linalg.solve_triangular(c, scipy.linalg.solve_triangular(c, b, trans=2))


def lu(a: Any, permute_l: Any = False, *, check_finite: Any = True) -> Any:
    """Permutation, lower and upper factor."""
    if permute_l:
        p, lower, upper = scipy.linalg.lu(a)
        return p @ lower, upper
    return scipy.linalg.lu(a)


def lu_factor(a: Any, *, check_finite: Any = True) -> Any:
    """Both factors in one array, and the exchanges of rows."""
    return scipy.linalg.lu_factor(a)


def lu_solve(lu_and_piv: Any, b: Any, trans: Any = 0, *, check_finite: Any = True) -> Any:
    """The solution of a system by its LU factors."""
    factors, piv = lu_and_piv
    order = rt.permutation(piv)
    if trans == 0:
        return scipy.linalg.solve_triangular(
            factors, scipy.linalg.solve_triangular(factors, b[order], lower=True, unit_diagonal=True)
        )
    if trans == 1:
        half = scipy.linalg.solve_triangular(factors, b, trans=1)
        return scipy.linalg.solve_triangular(factors, half, trans=1, lower=True, unit_diagonal=True)[np.argsort(order)]
    half = scipy.linalg.solve_triangular(factors, b, trans=2)
    return scipy.linalg.solve_triangular(factors, half, trans=2, lower=True, unit_diagonal=True)[np.argsort(order)]


def svd(a: Any, full_matrices: Any = True, compute_uv: Any = True, *, check_finite: Any = True) -> Any:
    """Singular values and vectors, or the values alone."""
    if not compute_uv:
        return scipy.linalg.svd(a, full_matrices=False)[1]
    if not full_matrices:
        return scipy.linalg.svd(a, full_matrices=False)
    return scipy.linalg.svd(a)


def svdvals(a: Any, *, check_finite: Any = True) -> Any:
    """The singular values alone."""
    return scipy.linalg.svd(a, full_matrices=False)[1]


def eig(
    a: Any, b: Any = None, left: Any = False, right: Any = True, *, check_finite: Any = True, homogeneous_eigvals: Any = False
) -> Any:
    """Eigenvalues, and the right eigenvectors if they are asked for."""
    if b is not None or left or homogeneous_eigvals:
        return scipy.linalg.eig(a, b, left, right, homogeneous_eigvals=homogeneous_eigvals)
    if right:
        return np.linalg.eig(a)
    return np.linalg.eigvals(a)


def eigvals(a: Any, b: Any = None, check_finite: Any = True, homogeneous_eigvals: Any = False) -> Any:
    """The eigenvalues alone."""
    if b is not None or homogeneous_eigvals:
        return scipy.linalg.eigvals(a, b, homogeneous_eigvals=homogeneous_eigvals)
    return np.linalg.eigvals(a)


def eigh(a: Any, b: Any = None, *, lower: Any = True, eigvals_only: Any = False, check_finite: Any = True) -> Any:
    """Eigenvalues and eigenvectors of a Hermitian matrix, or of two, the second positive definite; or the values alone.

    With the Cholesky factor `b = l l^H`: those of `l^-1 a l^-H`, the vectors with the signs that SciPy gives them.
    """
    if b is None:
        if eigvals_only:
            return scipy.linalg.eigh(a, lower=lower)[0]
        return scipy.linalg.eigh(a, lower=lower)
    factor = np.linalg.cholesky(b) if lower else _adjoint(np.linalg.cholesky(b, upper=True))
    half = scipy.linalg.solve_triangular(factor, _hermitian(a, lower), lower=True)
    w, y = scipy.linalg.eigh(scipy.linalg.solve_triangular(factor, _adjoint(half), lower=True), lower=lower)
    if eigvals_only:
        return w
    v = scipy.linalg.solve_triangular(factor, y, trans=2, lower=True)
    told = scipy.linalg.eigh(rt.stop_gradient(a), rt.stop_gradient(b), lower=lower)[1]
    along = rt.stop_gradient(np.sum(np.conjugate(_adjoint(factor) @ v) * (_adjoint(factor) @ told), axis=0))
    return w, v * (along / np.abs(along))


def eigvalsh(a: Any, b: Any = None, *, lower: Any = True, check_finite: Any = True) -> Any:
    """The eigenvalues alone."""
    if b is not None:
        return eigh(a, b, lower=lower, eigvals_only=True)
    return scipy.linalg.eigh(a, lower=lower)[0]


def _adjoint(a: Any) -> Any:
    return np.conjugate(a.T)


def polar(a: Any, side: Any = "right") -> Any:
    """A factor with orthonormal columns or rows, and a positive semidefinite one, on the side that is asked for."""
    u = rt.unitary_factor(a) if np.shape(a)[0] >= np.shape(a)[1] else _adjoint(rt.unitary_factor(_adjoint(a)))
    if side == "right":
        return u, _adjoint(u) @ a
    if side == "left":
        return u, a @ _adjoint(u)
    return scipy.linalg.polar(a, side)


def fractional_matrix_power(A: Any, t: Any) -> Any:  # noqa: N803
    """A whole power of a matrix, times a power by its logarithm: by `1` where that is no logarithm and the power is whole."""
    if isinstance(t, int):
        return np.linalg.matrix_power(A, t)
    if is_positive_number(t):
        if t == int(t):
            return np.linalg.matrix_power(A, int(t))
    whole = int(t)
    return np.linalg.matrix_power(A, whole) @ rt.real_result(scipy.linalg.expm((t - whole) * scipy.linalg.logm(A)), A)


def solve_toeplitz(c_or_cr: Any, b: Any, check_finite: Any = True) -> Any:
    """The solution of a system with a matrix that is constant along its diagonals; its derivatives take the whole matrix."""
    if isinstance(c_or_cr, tuple):
        column, row = c_or_cr
        return np.linalg.solve(toeplitz(column, row), b)
    return np.linalg.solve(toeplitz(c_or_cr), b)


def solveh_banded(ab: Any, b: Any, *, lower: Any = False, check_finite: Any = True) -> Any:
    """The solution of a system with a Hermitian band matrix, by that of one with both triangles."""
    width, count = np.shape(ab)[0] - 1, np.shape(ab)[1]
    if lower:
        k = np.arange(width, 0, -1)[:, None]
        other = np.conjugate(ab[k, (np.arange(count) - k) % count])
        return scipy.linalg.solve_banded((width, width), np.concatenate([other, np.real(ab[:1]), ab[1:]]), b)
    k = np.arange(1, width + 1)[:, None]
    other = np.conjugate(ab[width - k, (np.arange(count) + k) % count])
    return scipy.linalg.solve_banded((width, width), np.concatenate([ab[:-1], np.real(ab[-1:]), other]), b)


def qr(a: Any, *, mode: Any = "full", check_finite: Any = True) -> Any:
    """Both factors, or the triangular one."""
    if mode == "full":
        return scipy.linalg.qr(a)
    if mode == "economic":
        return scipy.linalg.qr(a, mode="economic")
    if mode == "r":
        return scipy.linalg.qr(a)[1:]
    return scipy.linalg.qr(a, mode=mode, check_finite=check_finite)


def expm_frechet(A: Any, E: Any, method: Any = None, compute_expm: Any = True, check_finite: Any = True) -> Any:  # noqa: N803
    """The exponential, and its derivative along a direction; or that alone."""
    if not compute_expm:
        return scipy.linalg.expm_frechet(A, E, compute_expm=False)
    return scipy.linalg.expm_frechet(A, E)


def sqrtm(A: Any) -> Any:  # noqa: N803
    """The square root of a matrix."""
    return rt.real_result(scipy.linalg.sqrtm(A), A)


def logm(A: Any) -> Any:  # noqa: N803
    """The logarithm of a matrix."""
    return rt.real_result(scipy.linalg.logm(A), A)


def pinv(a: Any, *, check_finite: Any = True) -> Any:
    """The pseudo-inverse."""
    return scipy.linalg.pinv(a)


def lstsq(a: Any, b: Any, cond: Any = None, *, check_finite: Any = True) -> Any:
    """Solution, residuals, rank, singular values."""
    return scipy.linalg.lstsq(a, b, cond)


def norm(a: Any, ord: Any = None, axis: Any = None, keepdims: Any = False, check_finite: Any = True) -> Any:
    """The norm of a vector or a matrix."""
    return np.linalg.norm(a, ord, axis, keepdims)


def solve_continuous_lyapunov(a: Any, q: Any) -> Any:
    """The solution of `a x + x a.conj().T = q`."""
    if np.ndim(a) != 2:
        return scipy.linalg.solve_continuous_lyapunov(a, q)
    return scipy.linalg.solve_sylvester(a, np.conjugate(a.T), q)


def block_diag(*arrs: Any) -> Any:
    """A matrix with blocks on its diagonal."""
    return rt.block_diag(list(arrs))


def toeplitz(c: Any, r: Any = None) -> Any:
    """A matrix that is constant along its diagonals."""
    if r is None:
        r = np.conjugate(c)
    if np.ndim(c) != 1 or np.ndim(r) != 1:
        return scipy.linalg.toeplitz(c, r)
    along = np.concatenate([c[::-1], r[1:]])
    return along[np.arange(len(c))[::-1, None] + np.arange(len(r))]


def hankel(c: Any, r: Any = None) -> Any:
    """A matrix that is constant along its antidiagonals."""
    if r is None:
        r = np.zeros_like(c)
    if np.ndim(c) != 1 or np.ndim(r) != 1:
        return scipy.linalg.hankel(c, r)
    return np.concatenate([c, r[1:]])[np.arange(len(c))[:, None] + np.arange(len(r))]


def circulant(c: Any) -> Any:
    """A matrix whose columns are turns of the first one."""
    index = np.arange(c.shape[-1])
    return c[..., (index[:, None] - index) % c.shape[-1]]


def companion(a: Any) -> Any:
    """The companion matrix of a polynomial."""
    if np.ndim(a) != 1:
        return scipy.linalg.companion(a)
    return np.concatenate([-a[None, 1:] / (1.0 * a[0]), np.eye(len(a) - 2, len(a) - 1, dtype=a.dtype)])


def fiedler(a: Any) -> Any:
    """The distances between the elements of a sequence."""
    return np.abs(a[..., :, None] - a[..., None, :])


def fiedler_companion(a: Any) -> Any:
    """The companion matrix of a polynomial in five diagonals."""
    if np.ndim(a) != 1:
        return scipy.linalg.fiedler_companion(a)
    return np.concatenate([-a[1:] / a[0], np.array([0, 1], dtype=a.dtype)])[rt.five_diagonals(len(a) - 1)]


def rsf2csf(T: Any, Z: Any, check_finite: Any = True) -> Any:  # noqa: N803
    """The complex Schur form of a real one: a rotation for each block of two on the diagonal, from below.

    Golub, Van Loan, Matrix Computations, 7.4: the rotation takes an eigenvector of the block to the first axis. What stands below
    the diagonal counts as zero at the limit of precision. The eigenvalues of each block are distinct, where they vary.
    """
    if np.ndim(T) != 2 or np.ndim(Z) != 2:
        return scipy.linalg.rsf2csf(T, Z)
    dtype = np.result_type(T.dtype, Z.dtype, np.complex64)
    t, z = T.astype(dtype), Z.astype(dtype)
    for k in range(len(t) - 1, 0, -1):
        if np.abs(t[k, k - 1]) > EPSILON * (np.abs(t[k - 1, k - 1]) + np.abs(t[k, k])):
            shift = np.linalg.eigvals(t[k - 1 : k + 1, k - 1 : k + 1])[0] - t[k, k]
            length = np.sqrt(np.abs(shift) ** 2 + np.abs(t[k, k - 1]) ** 2)
            cosine, sine = shift / length, t[k, k - 1] / length
            turn = np.array([np.conjugate(cosine), sine, -sine, cosine]).reshape(2, 2)
            back = np.conjugate(turn.T)
            t[k - 1 : k + 1, k - 1 :] = turn @ t[k - 1 : k + 1, k - 1 :]
            t[: k + 1, k - 1 : k + 1] = t[: k + 1, k - 1 : k + 1] @ back
            z[:, k - 1 : k + 1] = z[:, k - 1 : k + 1] @ back
        t[k, k - 1] = 0.0
    return t, z


NAMES = (
    solve, solve_triangular, inv, det, cholesky, cho_factor, cho_solve, lu, lu_factor, lu_solve, svd, svdvals, qr, eig,
    eigvals, eigh, eigvalsh, polar, expm_frechet, sqrtm, logm, pinv, lstsq, norm, solve_continuous_lyapunov, block_diag,
    toeplitz, hankel, circulant, companion, fiedler, fiedler_companion, rsf2csf, fractional_matrix_power, solve_toeplitz,
    solveh_banded,
)  # fmt: skip
DEFINITIONS = {f"scipy.linalg.{function.__name__}": function for function in NAMES}
