"""Sparse Jacobians and Hessians: equal to the dense ones, their patterns as narrow as the program says, and few sweeps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    SourceADError,
    custom_jvp,
    grad,
    hessian,
    jacobian,
    sparse,
    sparse_hessian,
    sparse_jacobian,
)

matrices = pytest.importorskip("scipy.sparse")

A = np.array([[1.0, 2.0, 0.5, 0.0], [0.3, -1.0, 2.0, 0.0], [0.0, 0.0, 0.0, 4.0]])
BAND = np.diag(np.arange(1.0, 9.0)) + np.diag(np.ones(7), 1)
ORDER = np.array([3, 0, 2, 1])


def tridiagonal(u: Any) -> Any:
    r = np.zeros_like(u)
    r[1:-1] = u[2:] * u[1:-1] - 2 * u[1:-1] ** 2 + np.exp(u[:-2])
    r[0] = u[0] - 1.0
    r[-1] = u[-1]
    return r


def looped(u: Any) -> Any:
    r = np.empty(len(u))
    for i in range(len(u)):
        left = u[i - 1] if i > 0 else 0.0
        right = u[i + 1] if i < len(u) - 1 else 0.0
        r[i] = left * right - 2.0 * np.sin(u[i])
    return r


def steps(u: Any) -> Any:
    v = u.copy()
    for _ in range(2):
        v[1:-1] += 0.1 * (v[2:] - 2 * v[1:-1] + v[:-2])
    return v


def stencil(u: Any) -> Any:
    grid = u.reshape(4, 3)
    out = np.zeros((4, 3))
    out[1:-1, 1:-1] = grid[2:, 1:-1] + grid[:-2, 1:-1] + grid[1:-1, 2:] * grid[1:-1, :-2] - 4 * grid[1:-1, 1:-1] ** 2
    return out


def padded(u: Any) -> Any:
    w = np.concatenate([[0.0], u, np.zeros(1)])
    return np.diff(w[:-1]) * w[2:]


def rolled(u: Any) -> Any:
    return u * (np.roll(u, 1) - np.roll(u, -2))


def branched(u: Any) -> Any:
    if u[0] > 0:
        return u[:3] ** 2
    return np.array([u[3] * u[2], u[1], 1.0])


def chosen(u: Any) -> Any:
    return np.where(u > 0.5, u**2, np.sin(u[::-1]))


def views(u: Any) -> Any:
    w = np.zeros((3, 4))
    middle = w[1]
    middle[:] = u[:4] ** 2
    column = w.T[2]
    column += u[4:7]
    flat = w.reshape(-1)
    flat[0] = u[0] * u[7]
    return w.ravel()


def fancy(u: Any) -> Any:
    r = np.zeros(4)
    r[ORDER] = u[:4] * u[4:]
    r[[0, 1]] += u[ORDER[:2]]
    return r


def scattered(u: Any) -> Any:
    r = np.zeros(3)
    np.add.at(r, [0, 1, 0, 2], u[:4] ** 2)
    return r


def masked(u: Any) -> Any:
    r = u**2
    r[u < 0.3] = 0.0
    return r[u > 0.2]


def dense_product(u: Any) -> Any:
    return np.tanh(A @ u[:4])


def band_product(u: Any) -> Any:
    return np.sin(BAND @ u) * u


def rows(u: Any) -> Any:
    return np.sum(u.reshape(2, 4) ** 2, axis=0) / np.max(u.reshape(2, 4), axis=1)[0]


def helper(v: Any, w: Any) -> Any:
    return v * w - w**2


def helped(u: Any) -> Any:
    return np.stack([helper(u[:-1], u[1:]), helper(u[1:], u[:-1])])


def listed(u: Any) -> Any:
    found = []
    for a in u:
        found.append(a * a)
    found[2] = found[0] * found[1]
    return np.array(found)


def running(u: Any) -> Any:
    return np.cumsum(u) * u


def solved(u: Any) -> Any:
    return np.linalg.solve(BAND, u)


def swapped(u: Any) -> Any:
    a, b = u.copy(), np.zeros_like(u)
    for _ in range(3):
        b[1:] = a[:-1] ** 2
        b[0] = a[0]
        a, b = b, a
    return a


def searched(u: Any) -> Any:
    k = int(np.argmax(u))
    r = np.zeros(3)
    r[k % 3] = u[k] ** 2
    return r


def marched(u: Any) -> Any:
    t, k = 0.0, 0
    while t < 1.0 and k < 4:
        t += u[k] ** 2
        k += 1
    return np.array([t, u[k]])


def guarded(u: Any) -> Any:
    try:
        r = u[:-1] * u[1:]
    except ValueError:
        r = u[:-1]
    return r


def outer(u: Any) -> Any:
    return np.outer(u[:2], u[2:5])


def sine_of_sum(u: Any) -> Any:
    return np.sin(np.sum(u))


def constant(u: Any) -> Any:
    return np.ones(3) + 0 * np.floor(3.7)


def doubled(u: Any) -> Any:
    return np.repeat(u[:3], 2) * np.tile(u[3:5], 3)


def in_single_precision(u: Any) -> Any:
    return u.astype(np.float32)[1:] * 2


def halves(u: Any) -> Any:
    if len(u) <= 2:
        return u * u[0]
    middle = len(u) // 2
    return np.concatenate([halves(u[:middle]), halves(u[middle:])])


def unknown_order(u: Any) -> Any:
    return np.sort(u)[:2]


# each function, the entries of its pattern, and how many sweeps give it
FUNCTIONS = [
    (tridiagonal, 3 * 6 + 2, 3),
    (looped, 3 * 8 - 2, 3),
    (steps, 2 + 2 * 4 + 4 * 5, 5),
    (padded, 8 + 7 + 7, 3),
    (rolled, 3 * 8, 4),
    (branched, 3, 1),
    (chosen, 16, 2),
    (views, 2 + 4 + 3, 2),
    (fancy, 4 * 2 + 2, None),
    (scattered, 4, 1),
    (masked, None, 1),
    (dense_product, 12, 3),
    (band_product, 8 + 7, 2),
    (rows, None, None),
    (helped, 4 * 7, 2),
    (listed, 9, 2),
    (running, 36, 8),
    (solved, 64, 8),
    (swapped, 8, None),
    (searched, 1, 1),
    (marched, None, None),
    (guarded, 14, 2),
    (outer, 12, 2),
    (sine_of_sum, 8, 1),
    (constant, 0, None),
    (doubled, 12, 2),
    (in_single_precision, 7, 1),
    (unknown_order, 16, 2),
    (halves, 4 * 3, 2),
]
X = np.array([0.9, 0.1, -0.4, 0.7, 0.25, 1.3, 0.6, -0.2])


@pytest.mark.parametrize("f, entries, sweeps", FUNCTIONS, ids=lambda f: getattr(f, "__name__", ""))
def test_sparse_is_dense(f: Any, entries: int | None, sweeps: int | None) -> None:
    for x in (X, X[::-1].copy()):
        whole = jacobian(f)(x).reshape(-1, x.size)
        compute = sparse_jacobian(f)
        for _ in range(2):
            found = compute(x)
            assert found.shape == whole.shape and found.dtype == f(x).dtype
            np.testing.assert_allclose(found.toarray(), whole, rtol=1e-12, atol=1e-12)
        pattern = compute.pattern(x).toarray()
        assert pattern[whole != 0].all()
        assert pattern.sum() == found.nnz
    if entries is not None and f is not branched:
        assert found.nnz == entries
    if sweeps is not None:
        assert compute.sweeps(x) == sweeps


def test_grid() -> None:
    x = np.linspace(0.1, 1.2, 12)
    compute = sparse_jacobian(stencil)
    np.testing.assert_allclose(compute(x).toarray(), jacobian(stencil)(x).reshape(12, 12), rtol=1e-12, atol=1e-12)
    assert compute.pattern(x).sum() == 10


# Hessians


def rosenbrock(x: Any) -> Any:
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def chained(x: Any) -> Any:
    total = 0.0
    for k in range(len(x) - 1):
        total += (x[k + 1] - x[k]) ** 4
    return total


def arrow(x: Any) -> Any:
    return np.sum(x[0] * x[1:] ** 2) + np.exp(x[0])


def separate(x: Any) -> Any:
    return np.sum(np.sin(x)) + x[3] ** 3


def membrane(x: Any) -> Any:
    u = np.zeros((4, 4))
    u[1:-1, 1:] = x[:6].reshape(2, 3)
    return np.sum(np.sqrt(1 + np.diff(u, axis=0)[:, 1:] ** 2 + np.diff(u, axis=1)[1:, :] ** 2))


def paired(x: Any) -> Any:
    return np.max(x[:4].reshape(2, 2), axis=1) @ x[4:6] + np.prod(x[6:])


HESSIANS = [
    (rosenbrock, 3 * 8 - 2, 3),
    (chained, 3 * 8 - 2, 3),
    (arrow, 3 * 8 - 2, 2),
    (separate, 8, 1),
    (membrane, None, None),
    (paired, None, None),
    (sine_of_sum, 64, 8),
]


@pytest.mark.parametrize("f, entries, sweeps", HESSIANS, ids=lambda f: getattr(f, "__name__", ""))
def test_sparse_hessian_is_dense(f: Any, entries: int | None, sweeps: int | None) -> None:
    whole, compute = hessian(f)(X), sparse_hessian(f)
    found = compute(X)
    np.testing.assert_allclose(found.toarray(), whole, rtol=1e-12, atol=1e-12)
    assert (found != found.T).nnz == 0
    assert compute.pattern(X).toarray()[whole != 0].all()
    if sweeps is not None:
        assert (found.nnz, compute.sweeps(X)) == (entries, sweeps)
    np.testing.assert_allclose(sparse_jacobian(grad(f))(X).toarray(), whole, rtol=1e-12, atol=1e-12)


# sweeps, and what is kept from call to call


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each tangent that is computed, and each pattern that is looked for."""
    found: list[str] = []
    for name in ("pushed", "detect"):
        plain = getattr(sparse, name)
        monkeypatch.setattr(sparse, name, lambda *args, n=name, p=plain: found.append(n) or p(*args))
    return found


def test_one_sweep_a_colour(sweeps: list[str]) -> None:
    compute, x = sparse_jacobian(tridiagonal), np.linspace(0.1, 1.0, 200)
    found = compute(x)
    assert sweeps == ["detect", "pushed", "pushed", "pushed", "pushed"]  # the last one checks the new pattern
    np.testing.assert_allclose(compute(2 * x).toarray(), jacobian(tridiagonal)(2 * x), rtol=1e-12)
    assert sweeps.count("detect") == 1 and sweeps.count("pushed") == 7
    assert compute(x[:50]).shape == (50, 50) and sweeps.count("detect") == 2
    assert (abs(found - compute(x)) > 0).nnz == 0


@pytest.mark.parametrize("f", [branched, masked, searched, marched, band_product, guarded])
def test_what_values_steer_is_looked_for_at_each_call(f: Any, sweeps: list[str]) -> None:
    compute = sparse_jacobian(f)
    for _ in range(2):
        compute(X)
    assert sweeps.count("detect") == 2


def windowed(u: Any, n: int, where: Any, t: float) -> Any:
    return t * u[n:] * u[where]


def test_other_arguments() -> None:
    compute = sparse_jacobian(windowed)
    for n, where in ((5, [0, 1, 2]), (6, [0, 1]), (5, [2, 2, 1]), (5, [0, 1, 2])):
        for index in (where, np.array(where)):
            found = compute(X, n, index, t=0.5).toarray()
            np.testing.assert_allclose(found, jacobian(windowed)(X, n, index, 0.5), rtol=1e-12)
    by_name = sparse_jacobian(lambda a, u: a * u[1:], argnums="u")(2.0, X)
    np.testing.assert_allclose(by_name.toarray(), 2.0 * np.eye(8)[1:])


SHIFT = 1


def shifted(u: Any) -> Any:
    return np.roll(u, SHIFT) * u


def test_a_global_that_is_bound_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = sparse_jacobian(shifted)
    for shift in (1, 3, 2):
        monkeypatch.setitem(globals(), "SHIFT", shift)
        np.testing.assert_allclose(compute(X).toarray(), jacobian(shifted)(X), rtol=1e-12)


# patterns that are given


def test_a_pattern_that_is_given(sweeps: list[str]) -> None:
    whole = jacobian(tridiagonal)(X)
    for pattern in (whole != 0, matrices.csr_matrix(whole != 0), sparse_jacobian(tridiagonal).pattern(X)):
        np.testing.assert_allclose(sparse_jacobian(tridiagonal, sparsity=pattern)(X).toarray(), whole, rtol=1e-12)
    assert "detect" not in sweeps[1:]
    upper = np.triu(hessian(rosenbrock)(X) != 0)
    np.testing.assert_allclose(sparse_hessian(rosenbrock, sparsity=upper)(X).toarray(), hessian(rosenbrock)(X), rtol=1e-12)


def test_a_pattern_that_lacks_entries() -> None:
    with pytest.raises(InputTypeError, match="lacks entries"):
        sparse_jacobian(tridiagonal, sparsity=np.eye(8))(X)
    with pytest.raises(InputTypeError, match="lacks entries"):
        sparse_hessian(rosenbrock, sparsity=np.eye(8))(X)
    with pytest.raises(InputTypeError, match="has the shape"):
        sparse_jacobian(tridiagonal, sparsity=np.ones((8, 7)))(X)


def test_a_result_that_grows_past_a_pattern() -> None:
    def f(u: Any, n: int) -> Any:
        return u[:n] ** 2

    compute = sparse_jacobian(f, sparsity=np.eye(8)[:3])
    assert compute(X, 3).nnz == 3
    for n in (2, 4):
        with pytest.raises(InputTypeError, match="has the shape"):
            compute(X, n)


def test_arguments_without_a_sparse_jacobian() -> None:
    with pytest.raises(InputTypeError, match="no array of real numbers"):
        sparse_jacobian(lambda u: u["a"])({"a": X})
    with pytest.raises(InputTypeError, match="by one argument"):
        sparse_jacobian(tridiagonal, argnums=(0, 1))  # type: ignore[arg-type]


# what is not followed is full, never less


def into_a_view(u: Any) -> Any:
    w = np.zeros(6)
    even = w[::2]
    pairs = w.reshape(3, 2)
    pairs[:, 1] = u[:3]
    even += u[3:6]
    w[::-1][0] = u[7]
    return w


def of_a_copy(u: Any) -> Any:
    w = np.zeros((2, 3))
    v = w.T.copy()
    v[:] = u[:6].reshape(3, 2)
    return w + u[6]


def in_a_dict(u: Any) -> Any:
    parts = {"a": u[:3], "b": u[3:6]}
    parts["a"] = parts["a"] * parts["b"]
    return np.concatenate([parts[k] for k in ("a", "b")])


@pytest.mark.parametrize("f, entries", [(into_a_view, 6), (of_a_copy, 6), (in_a_dict, 9)])
def test_views_and_copies(f: Any, entries: int) -> None:
    compute = sparse_jacobian(f)
    np.testing.assert_allclose(compute(X).toarray(), jacobian(f)(X).reshape(-1, 8), rtol=1e-12)
    assert compute.pattern(X).sum() == entries


def test_arrays_laid_out_otherwise() -> None:
    def f(u: Any) -> Any:
        v = u.reshape(-1) ** 2
        return v[1:] * v[:-1]

    for u in (np.asfortranarray(X.reshape(2, 4)), X.reshape(4, 2).T, X[::2], X[::-1]):
        np.testing.assert_allclose(sparse_jacobian(f)(u).toarray(), jacobian(f)(u).reshape(-1, u.size), rtol=1e-12)


def test_many_inputs() -> None:
    u = np.linspace(0.0, 1.0, 5000)
    compute = sparse_jacobian(tridiagonal)
    assert compute(u).nnz == 3 * 4998 + 2 and compute.sweeps(u) == 3


@custom_jvp
def straight_through(x: Any) -> Any:
    return np.round(x)


straight_through.defjvps(lambda x_dot, out, x: x_dot[::-1])


def test_a_derivative_that_is_given() -> None:
    """It may depend on what the function's statements do not depend on."""

    def f(x: Any) -> Any:
        return straight_through(x) * 2.0 + x

    x = np.linspace(0.1, 0.9, 5)
    np.testing.assert_array_equal(sparse_jacobian(f)(x).toarray(), jacobian(f)(x))


def test_a_pattern_that_was_found_is_checked() -> None:
    found, x = sparse_jacobian(tridiagonal), np.linspace(0.1, 0.9, 6)
    found(x)
    ((key, (program, plan)),) = found._plans.items()
    short = plan.pattern.tolil()
    short[1, 2] = 0
    found._plans = {key: (program, replace(plan, pattern=short.tocsr()))}
    with pytest.raises(SourceADError, match="does not cover row 1"):
        found(x)
