"""Jacobians by sweeps that carry many directions, against one sweep for each; when these are taken instead."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np
import pytest

from sourcead import hessian, jacfwd, jacobian, jacrev, nodes, runtime, sweeps
from sourcead.batch import table
from tests.test_jacobians import A, X, coupled, of_params, residuals, rosenbrock

X64 = np.linspace(-1.0, 1.0, 7)


@contextmanager
def one_by_one() -> Iterator[None]:
    with mock.patch.multiple(sweeps, _columns_together=lambda *_: None, _rows_together=lambda *_: None):
        yield


@contextmanager
def together_only() -> Iterator[None]:
    """Raise where the program does not allow sweeps of many directions."""

    def surely(way: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            found = way(*args)
            assert found is not None
            return found

        return call

    ways = {name: surely(getattr(sweeps, name)) for name in ("_columns_together", "_rows_together")}
    with mock.patch.multiple(sweeps, **ways):
        yield


def both(compute: Callable[..., Any], *args: Any) -> tuple[Any, Any]:
    """What is found by sweeps of many directions, and by one for each."""
    with together_only():
        found = compute(*args)
    with one_by_one():
        return found, compute(*args)


def equal(found: Any, expected: Any) -> None:
    if isinstance(expected, (tuple, list)):
        for part, other in zip(found, expected, strict=True):
            equal(part, other)
    elif isinstance(expected, dict):
        assert found.keys() == expected.keys()
        equal(list(found.values()), list(expected.values()))
    else:
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


CALLS = [
    (jacfwd(residuals, (0, 1)), (X, A)),
    (jacrev(residuals, (0, 1)), (X, A)),
    (jacfwd(of_params), ({"w": A, "b": np.array([0.1, -0.2])}, X)),
    (jacrev(of_params), ({"w": A, "b": np.array([0.1, -0.2])}, X)),
    (jacobian(residuals), (X,)),
    (hessian(rosenbrock), (X64,)),
    (hessian(coupled, (0, 1)), (X, 0.3)),
    (hessian(lambda p: np.sum(of_params(p, X) ** 2)), ({"w": A, "b": np.array([0.1, -0.2])},)),
]


@pytest.mark.parametrize(("compute", "args"), CALLS)
def test_together_is_one_by_one(compute: Callable[..., Any], args: tuple[Any, ...]) -> None:
    equal(*both(compute, *args))


def mixed(a: Any, b: Any) -> Any:
    c = a @ b if a.ndim and b.ndim else a * b
    return np.sin(c) * np.sum(a) + np.cumsum(np.ravel(b))[-1] * np.ones_like(c)


SHAPES = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((2, 2, 3), (3, 2)),
    ((2, 3), (2, 3, 2)),
    ((1, 3), (3, 1)),
]


@pytest.mark.parametrize(("dtype", "shapes"), list(itertools.product([np.float64, np.float32, complex], SHAPES)))
def test_ranks_and_dtypes(dtype: Any, shapes: tuple[Any, Any]) -> None:
    rng = np.random.default_rng(3)
    a, b = (rng.standard_normal(shape).astype(dtype) * (1 + 0.5j if dtype is complex else 1) for shape in shapes)
    for make in (jacfwd, jacrev):
        compute = make(mixed, (0, 1), holomorphic=dtype is complex)
        found = compute(a, b)
        with one_by_one():
            expected = compute(a, b)
        for part, other in zip(found, expected):
            assert part.dtype == other.dtype
            tolerance = 1e-4 if dtype is np.float32 else 1e-12
            np.testing.assert_allclose(part, other, rtol=tolerance, atol=tolerance)


def test_many_directions_are_taken_in_parts() -> None:
    x = np.linspace(-1.0, 1.0, 23)
    expected = hessian(rosenbrock)(x)
    with mock.patch.object(sweeps, "MOST", 5):
        np.testing.assert_allclose(hessian(rosenbrock)(x), expected, rtol=1e-12)
        by_rows = np.diag(np.cos(x) * x[0]) + np.outer(np.sin(x), np.eye(23)[0])
        np.testing.assert_allclose(jacrev(lambda v: np.sin(v) * v[0])(x), by_rows, rtol=1e-12, atol=1e-12)
    parts = list(sweeps._chunks(23, 10**9))
    assert all(stop - start >= 2 for start, stop in parts)
    assert parts[0][0] == 0 and parts[-1][1] == 23


def recursive(x: Any, n: int = 3) -> Any:
    return np.sin(x) if n == 0 else x * recursive(x, n - 1)


def test_what_is_not_batched_takes_one_sweep_each() -> None:
    compute = jacrev(recursive)
    for x in (X, X + 1, np.append(X, 2.0)):
        np.testing.assert_allclose(compute(x), np.diag(x**3 * np.cos(x) + 3 * x**2 * np.sin(x)), rtol=1e-12)
        np.testing.assert_allclose(jacfwd(recursive)(x), compute(x), rtol=1e-12)


def test_what_is_wrong_is_not_used() -> None:
    """A rule that gives wrong numbers is found out by the comparison with one sweep."""

    def wrong(b: Any, call: Any) -> Any:
        return b.expr(call.args[0])

    def function(x: Any) -> Any:
        return np.cumsum(x * x)

    def unfit(b: Any, call: Any) -> Any:
        return nodes.subscript(b.expr(call.args[0]), nodes.constant(99))

    real = table.family_of
    with mock.patch("sourcead.batch.expressions.family_of", lambda f: unfit if f is np.cumsum else real(f)):
        np.testing.assert_allclose(jacfwd(lambda x: np.cumsum(x * x))(X), np.tril(np.ones((3, 3))) * (2 * X))
    with mock.patch("sourcead.batch.expressions.family_of", lambda f: wrong if f in (np.cumsum, runtime.uncumsum) else real(f)):
        expected = np.tril(np.ones((3, 3))) * (2 * X)
        np.testing.assert_allclose(jacfwd(function)(X), expected)
        np.testing.assert_allclose(jacrev(function)(X), expected)


def test_errors_and_infinities_are_those_of_one_direction() -> None:
    def root(x: Any) -> Any:
        return np.sqrt(x) * x[0]

    with np.errstate(all="ignore"):
        found = jacfwd(root)(np.array([0.0, 1.0, 4.0]))
        with one_by_one():
            assert np.array_equal(found, jacfwd(root)(np.array([0.0, 1.0, 4.0])), equal_nan=True)


SCALE = 2.0


def scaled(x: Any) -> Any:
    return SCALE * x * x


def test_a_global_that_is_rebound(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = jacfwd(scaled)
    np.testing.assert_allclose(compute(X), np.diag(4 * X))
    monkeypatch.setitem(globals(), "SCALE", np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(compute(X), np.diag(2 * X * SCALE))


def test_arguments_are_not_changed() -> None:
    def writes(x: Any) -> Any:
        x *= 2
        return x[::-1] * x

    x = X.copy()
    for make in (jacfwd, jacrev):
        found = make(writes)(x)
        assert np.array_equal(x, X)
        np.testing.assert_allclose(found, make(lambda v: (2 * v)[::-1] * (2 * v))(X))
