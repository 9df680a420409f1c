"""Matrices of `scipy.sparse` whose entries are differentiated: made of arrays, added, multiplied, cut, solved with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.sparse.linalg as spl
from scipy.sparse.linalg import factorized, splu, spsolve

from sourcead import SourceADError, check_grads, grad, hvp, jvp, value_and_grad

X = np.array([0.3, 0.7, 1.2, 0.5, 1.1, 0.8])
B = np.arange(6.0) + 1
ROWS = np.array([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5])
COLUMNS = np.array([0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4])
FIXED = sp.diags([np.full(5, -0.3), np.full(6, 2.0), np.full(5, -0.2)], [-1, 0, 1], format="csr")


def by_places(p):
    data = np.concatenate((p + 2, p[:5] * 0.3, np.sin(p[1:]) * 0.2))
    u = spsolve(sp.csr_matrix((data, (ROWS, COLUMNS)), shape=(6, 6)), B)
    return np.sum(u**2)


def by_diagonals(p):
    matrix = sp.diags([p[:-1] * 0.2, p + 3, p[1:] * 0.1], [-1, 0, 1])
    return np.sum((matrix @ B) ** 2) + B @ (matrix @ p) + np.sum((p @ matrix) ** 2)


def numbers_for_diagonals(p):
    matrix = sp.diags([p[0], 2.0, -p[1]], [-1, 0, 1], shape=(6, 6), format="csc")
    return np.sum(spsolve(matrix, p))


def diagonals_of_an_array(p):
    return np.sum((sp.diags_array([p, p[1:]], offsets=[0, 1]) @ B) ** 2) + np.sum(sp.diags_array(p) @ p)


def added_to_a_constant(p):
    u = spl.spsolve((FIXED + sp.diags(p)).tocsc(), p)
    return np.sum(u) + np.sum((sp.diags(p) - FIXED) @ u) + np.sum((FIXED - 0.5 * sp.diags(p)) @ u)


def of_other_shapes(p):
    wide = sp.coo_matrix((p * p, (np.arange(6), np.array([0, 0, 1, 1, 2, 2]))), shape=(6, 3)).tocsr()
    both = wide.T @ wide
    return np.sum(both.toarray() ** 2) + np.sum(wide.dot(np.ones(3)) * p) + np.sum(both * both.transpose() @ p[:3])


def factors_in_a_loop(p):
    factors = splu((FIXED + 0.1 * sp.diags(p)).tocsc())
    u = p
    for _ in range(3):
        u = factors.solve(u + np.sin(u))
    return np.sum(u**2) + np.sum(factors.solve(B, "T") * p)


def another_matrix_each_time(p):
    u = np.ones(6)
    for _ in range(3):
        u = spsolve(sp.identity(6, format="csr") + 0.1 * sp.diags(u**2 + p), u)
    return np.sum(u * p)


def parts(p):
    matrix = sp.diags([p[:-1], p + 3, p[1:]], [-1, 0, 1]).tocsr()
    free = np.array([1, 2, 4])
    inner = matrix[free][:, free]
    corner = matrix[np.ix_(free, [0, 2, 4])]
    whole = np.sum(spsolve(inner, B[free])) + np.sum(corner.toarray() ** 2) + np.sum(matrix[1:3, ::2].toarray() ** 2)
    return whole + matrix.trace() + np.sum(matrix.diagonal() ** 2) + np.sum(matrix.diagonal(1) * p[:5])


def an_array_of_entries(p):
    matrix = sp.csr_array((p * p, (np.arange(6), np.arange(6)[::-1])), shape=(6, 6))
    scaled = np.sum((2 * matrix - matrix / 3) @ B) + matrix.sum() + np.sum(matrix.sum(axis=0) * p) + np.sum(matrix.sum(1) * B)
    return scaled + np.sum(matrix.multiply(np.outer(p, p)) @ B) + (-matrix).trace()


def solved_twice(p):
    solve = factorized(sp.csc_matrix(FIXED + sp.diags(p)))
    return np.sum(solve(B) * solve(p))


def stiffness(k):
    rows, columns, data = [], [], []
    for e in range(5):
        for a in range(2):
            for b in range(2):
                rows.append(e + a)
                columns.append(e + b)
                data.append(k[e] * (1.0 if a == b else -1.0))
    return sp.csr_matrix((data, (rows, columns)), shape=(6, 6))


def assembled(p):
    inner = slice(1, 6)
    u = spsolve(stiffness(p)[inner, inner], B[1:])
    return u @ u * 1e-3


def by_rows_and_starts(p):
    matrix = sp.csr_matrix((p, np.array([0, 1, 1, 2, 0, 2]), np.array([0, 2, 4, 6])), shape=(3, 3)) + 4 * sp.eye(3)
    right = np.ones((3, 2)) * p[0]
    return np.sum(spsolve(matrix, right) ** 2) + np.sum(matrix @ right)


def one_column(p):
    return spsolve(FIXED + sp.diags(p), np.outer(p, p)[:, :1]) @ B


def by_columns_and_starts(p):
    matrix = sp.csc_array((p, np.array([0, 1, 1, 2, 0, 2]), np.array([0, 2, 4, 6])))
    return np.sum(matrix @ p[:3] ** 2) + np.sum(sp.csc_matrix(matrix).T @ p[3:])


def diffusion(p):
    h = 1 / 7
    a = np.exp(p)
    around = np.concatenate([a, a[-1:]])
    main, beside = (around[:-1] + around[1:]) / h**2, -around[1:-1] / h**2
    u = spsolve(sp.diags([beside, main, beside], [-1, 0, 1], format="csc"), np.ones(6))
    return np.sum((u - 0.1) ** 2)


def powers(p):
    matrix = sp.csr_matrix((p, (np.arange(6), np.arange(6))))
    x = np.ones(6)
    for _ in range(4):
        x = matrix @ x
        x = x / np.linalg.norm(x)
    return x @ (matrix @ x) if sp.issparse(matrix) else 0.0


def with_complex_factors(p):
    matrix = sp.csr_matrix((p * np.exp(1j * B), (np.arange(6), np.arange(6)[::-1])), shape=(6, 6))
    return np.sum(np.abs(matrix @ np.ones(6) + matrix.diagonal()) ** 2) + np.sum(np.abs((sp.diags(p) * (2 + 1j)) @ p) ** 2)


SECOND = (
    by_places, by_diagonals, numbers_for_diagonals, added_to_a_constant, of_other_shapes, factors_in_a_loop, an_array_of_entries,
    solved_twice, assembled, by_columns_and_starts, diffusion, powers,
)  # fmt: skip
FIRST = (with_complex_factors, one_column, by_rows_and_starts, diagonals_of_an_array, another_matrix_each_time, parts)


@pytest.mark.parametrize("function", (*SECOND, *FIRST))
def test_gradients(function: Callable[[Any], Any]) -> None:
    value, bar = value_and_grad(function)(X)
    assert value == pytest.approx(function(X), rel=1e-13)
    check_grads(function, (X,), modes=("rev", "fwd"))
    assert jvp(function, (X,), (B,))[1] == pytest.approx(bar @ B, rel=1e-11)


@pytest.mark.parametrize("function", SECOND)
def test_second_derivatives(function: Callable[[Any], Any]) -> None:
    first = grad(function)
    expected = (first(X + 1e-6 * B) - first(X - 1e-6 * B)) / 2e-6
    np.testing.assert_allclose(hvp(function, (X,), (B,))[0], expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())


def test_one_factorization_gives_both_sweeps() -> None:
    found = grad(by_places)
    found(X)
    assert found.source.count("entries_factors(") == 1 and found.source.count("entries_transposed(") == 1


def test_a_singular_matrix_is_warned_of() -> None:
    def singular(p: Any) -> Any:
        return np.sum(spsolve(sp.diags(p * np.array([1.0, 0, 1, 1, 1, 1])).tocsc(), B))

    with pytest.warns(spl.MatrixRankWarning):
        assert np.isnan(value_and_grad(singular)(X)[0])


def of_complex_entries(p):
    matrix = sp.diags([p * (1 + 2j), p[1:] * 1j], [0, 1])
    return np.sum(np.abs(matrix @ B) ** 2)


def test_complex_entries_of_real_numbers() -> None:
    found = grad(of_complex_entries)(X)
    slopes = [(of_complex_entries(X + h) - of_complex_entries(X - h)) / 2e-6 for h in 1e-6 * np.eye(len(X))]
    assert found.dtype == np.float64
    assert np.allclose(found, slopes)


def added_to_a_complex_one(p):
    return np.sum(np.abs(spsolve((FIXED * (3 + 1j) + sp.diags(p)).tocsc(), p)) ** 2)


def test_a_complex_matrix_beside_real_entries_is_refused() -> None:
    with pytest.raises((SourceADError, TypeError), match="complex"):
        grad(added_to_a_complex_one)(X)


def test_single_precision() -> None:
    def squares(p: Any) -> Any:
        return np.sum(sp.diags(p).toarray() ** 2)

    value, bar = value_and_grad(squares)(X.astype(np.float32))
    assert value.dtype == bar.dtype == np.float32
    np.testing.assert_allclose(bar, 2 * X, rtol=1e-6)


def by_a_dense_one(p):
    return np.sum(sp.csr_matrix(np.outer(p, p)) @ B)


def with_an_array_added(p):
    return np.sum(sp.diags(p) + np.outer(p, p))


def times_a_vector(p):
    return np.sum(sp.diags(p) * B)


@pytest.mark.parametrize("function", [by_a_dense_one, with_an_array_added, times_a_vector])
def test_what_is_not_known_is_refused(function: Callable[[Any], Any]) -> None:
    with pytest.raises((SourceADError, TypeError)) as caught:
        grad(function)(X)
    assert isinstance(caught.value, SourceADError) or "differentiated entries" in str(caught.value)


def constant_and_made_inside(p):
    count = len(p)
    matrix = sp.csr_matrix((np.ones(count), (np.arange(count), np.arange(count))), shape=(count, count))
    return np.sum(spl.cg(matrix, p, rtol=1e-12)[0] ** 2)


def test_constant_entries_stay_a_matrix_of_scipy() -> None:
    check_grads(constant_and_made_inside, (X,))
