"""Derivatives of what SciPy has for matrices: LU factors, triangular and banded systems."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import unbroadcast
from sourcead.runtime.linalg import adjointed, transposed


def triangle(x: Any, lower: bool, unit: bool) -> Any:
    """The triangle of `x` that a triangular solver reads: without the diagonal if that is taken to be 1."""
    if lower:
        return np.tril(x, -1 if unit else 0)
    return np.triu(x, 1 if unit else 0)


def hermitian(x: Any) -> Any:
    """The Hermitian part of `x`."""
    return (x + adjointed(x)) / 2


def unitary_factor(a: Any) -> Any:
    """The factor with orthonormal columns of the polar decomposition of a matrix that has no more columns than rows."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return u @ vh


def real_result(x: Any, a: Any) -> Any:
    """`x`, a function of the matrix or number `a`: complex only if `a` is, for that is what is known of it beforehand."""
    if np.iscomplexobj(x) and not np.iscomplexobj(a):
        if np.ndim(a) == 0:
            raise TypeError("a power of a negative number of Python's is complex: make it complex before, `complex(a) ** b`")
        raise ValueError("this function of a real matrix is complex: pass the matrix as a complex one")
    return x


# LU


def unlu(inner: Any, p: Any, lower: Any, upper: Any) -> Any:
    """`p @ inv(lower).T @ inner @ inv(upper).T`: the cotangent of `p @ lower @ upper`, square."""
    _need_square(lower, upper)
    half = np.linalg.solve(transposed(lower), inner)
    return p @ transposed(np.linalg.solve(upper, transposed(half)))


def lu_inner(dx: Any, p: Any, lower: Any, upper: Any) -> Any:
    """`inv(lower) @ p.T @ dx @ inv(upper)`, of which one triangle moves `lower` and the other `upper`."""
    _need_square(lower, upper)
    half = np.linalg.solve(lower, transposed(p) @ dx)
    return transposed(np.linalg.solve(transposed(upper), transposed(half)))


def _need_square(lower: Any, upper: Any) -> None:
    if lower.shape[-2:] != upper.shape[-2:]:
        raise ValueError("the LU factors are differentiated for square matrices only")


def permutation(piv: Any) -> Any:
    """The order in which the rows of a matrix stand after the exchanges `piv` of `lu_factor`."""
    order = np.arange(len(piv))
    for k, other in enumerate(piv):
        order[k], order[other] = order[other], order[k]
    return order


def lu_parts(lu: Any, piv: Any) -> Any:
    """Permutation matrix, lower and upper factor, of what `lu_factor` gives."""
    unit = np.eye(lu.shape[-1], dtype=lu.dtype)
    return transposed(unit[permutation(piv)]), np.tril(lu, -1) + unit, np.triu(lu)


def unlu_factor(g: Any, lu: Any, piv: Any) -> Any:
    """The cotangent `g` of the factors that `lu_factor` gives in one array."""
    p, lower, upper = lu_parts(lu, piv)
    return unlu(np.tril(transposed(lower) @ np.tril(g, -1), -1) + np.triu(np.triu(g) @ transposed(upper)), p, lower, upper)


def lu_factor_dot(dx: Any, lu: Any, piv: Any) -> Any:
    """The tangent of the factors that `lu_factor` gives in one array."""
    p, lower, upper = lu_parts(lu, piv)
    inner = lu_inner(dx, p, lower, upper)
    return lower @ np.tril(inner, -1) + np.triu(inner) @ upper


# banded systems


def transposed_band(ab: Any, bands: Any) -> Any:
    """The diagonals of the transpose of a banded matrix, as `scipy.linalg.solve_banded` takes them."""
    below, above = bands
    found = np.zeros_like(ab)
    count = np.shape(ab)[1]
    for d in range(-below, above + 1):
        first, last = max(d, 0), count + min(d, 0)
        found[below + d, first - d : last - d] = ab[above - d, first:last]
    return found


def unbanded(z: Any, x: Any, bands: Any) -> Any:
    """The cotangent of the diagonals of a banded matrix, from those of the right-hand side and the solution `x`."""
    below, above = bands
    count = np.shape(x)[0]
    rows = []
    for d in range(above, -below - 1, -1):
        first, last = max(d, 0), count + min(d, 0)
        part = -z[first - d : last - d] * x[first:last]
        part = np.sum(part, axis=1) if np.ndim(x) == 2 else part
        rows.append(np.concatenate([np.zeros(first, part.dtype), part, np.zeros(count - last, part.dtype)]))
    return np.stack(rows)


def band_product(ab: Any, bands: Any, x: Any) -> Any:
    """The product of a banded matrix with `x`."""
    below, above = bands
    count = np.shape(x)[0]
    found = np.zeros(np.shape(x), np.result_type(ab, x))
    for d in range(-below, above + 1):
        first, last = max(d, 0), count + min(d, 0)
        weights = ab[above - d, first:last]
        found[first - d : last - d] += (weights[:, None] if np.ndim(x) == 2 else weights) * x[first:last]
    return found


# matrices of a form


def block_diag(arrays: Any) -> Any:
    """A matrix, or a stack of them, with the arrays on its diagonal: numbers and vectors are matrices of one row."""
    blocks = [np.atleast_2d(x) for x in arrays]
    stack = np.broadcast_shapes(*(b.shape[:-2] for b in blocks))
    size = np.sum([b.shape[-2:] for b in blocks], axis=0, dtype=int)
    found = np.zeros((*stack, *size), np.result_type(*blocks))
    row, column = 0, 0
    for block in blocks:
        rows, columns = block.shape[-2:]
        found[..., row : row + rows, column : column + columns] = block
        row, column = row + rows, column + columns
    return found


def unblock_diag(bar: Any, arrays: Any) -> Any:
    """The cotangents of the blocks on the diagonal."""
    found = []
    row, column = 0, 0
    for x in arrays:
        block = np.atleast_2d(x)
        rows, columns = block.shape[-2:]
        part = unbroadcast(bar[..., row : row + rows, column : column + columns], block)
        found.append(np.reshape(part, np.shape(x))[()])
        row, column = row + rows, column + columns
    return found


def five_diagonals(n: int) -> Any:
    """Where each element of Fiedler's companion matrix of a polynomial of degree `n` is: among its coefficients, then 0 and 1."""
    places = np.full((n, n), n)
    if n > 1:
        places[np.arange(3, n, 2), np.arange(1, n - 2, 2)] = n + 1
        places[np.arange(2, n, 2), np.arange(1, n - 1, 2)] = np.arange(2, n, 2)
        places[np.arange(0, n - 2, 2), np.arange(2, n, 2)] = n + 1
        places[np.arange(0, n - 1, 2), np.arange(1, n, 2)] = np.arange(1, n, 2)
        places[1, 0] = n + 1
    places[:1, :1] = 0
    return places
