"""Jacobians, Hessians and linear functions of what draws random numbers or changes what is outside: one run, or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, hessian, jacfwd, jacobian, jacrev, linearize, sparse_hessian, sparse_jacobian

X = np.array([1.0, 2.0])
RNG = np.random.default_rng(0)
LOG: list[float] = []
B = np.zeros(2)
N = 0


@pytest.fixture(autouse=True)
def _as_at_first() -> None:
    LOG.clear()
    B[:] = 0
    globals().update(N=0, RNG=np.random.default_rng(0))


def drawing(x: Any) -> Any:
    return x**2 * RNG.normal()


def logging(x: Any) -> Any:
    LOG.append(1.0)
    return x**2 * len(LOG)


def filling(x: Any) -> Any:
    B[:] = B + 1.0
    return x**2 * B


def by_itself(x: Any, n: Any = 2) -> Any:
    return x**2 if n == 0 else by_itself(x, n - 1) * RNG.normal()


def of_a_source(x: Any, rng: Any) -> Any:
    return x**2 * rng.normal()


def counting(x: Any) -> Any:
    global N
    N = N + 1
    return np.sum(x**3) * N


def of_two(x: Any, y: Any) -> Any:
    LOG.append(1.0)
    return x * y * len(LOG)


FACTORS: list[tuple[Callable[..., Any], float]] = [(logging, 1.0), (filling, 1.0), (drawing, np.random.default_rng(0).normal())]


@pytest.mark.parametrize(("f", "factor"), FACTORS, ids=lambda f: getattr(f, "__name__", ""))
@pytest.mark.parametrize("way", [jacrev, jacobian])
def test_one_run(way: Callable[..., Any], f: Callable[..., Any], factor: float) -> None:
    np.testing.assert_allclose(way(f)(X), np.diag(2 * X) * factor, rtol=1e-12)
    assert len(LOG) == (f is logging) and B[0] == (f is filling)
    assert RNG.bit_generator.state["has_uint32"] == 0
    if f is drawing:
        same = np.random.default_rng(0)
        same.normal()
        assert same.bit_generator.state == RNG.bit_generator.state


REFUSED: list[Callable[..., Any]] = [
    *(lambda f=f: jacfwd(f)(X) for f in (drawing, logging, filling, by_itself)),
    *(lambda f=f: sparse_jacobian(f)(X) for f in (drawing, logging, filling, by_itself)),
    lambda: jacfwd(of_a_source)(X, RNG),
    lambda: hessian(counting)(X),
    lambda: jacfwd(grad(counting))(X),
    lambda: sparse_hessian(counting)(X),
    lambda: jacfwd(of_two, (0, 1))(1.0, 2.0),
    lambda: hessian(of_two, (0, 1))(1.0, 2.0),
]


@pytest.mark.parametrize("call", REFUSED)
def test_several_runs_are_refused(call: Callable[..., Any]) -> None:
    with pytest.raises(SourceADError, match="run again, and would"):
        call()
    assert (len(LOG), B[0], N) == (0, 0.0, 0)


def test_a_linear_function_that_runs_the_tangent() -> None:
    def looping(x: Any) -> Any:
        t = x * 1.0
        for _ in range(2):
            LOG.append(1.0)
            t = t * x * len(LOG)
        return t

    value, linear = linearize(looping, X)
    np.testing.assert_allclose(value, 2 * X**3)
    with pytest.raises(SourceADError, match="run again, and would change"):
        linear(X)
    assert len(LOG) == 2


def test_one_column_is_one_run() -> None:
    assert jacfwd(logging)(3.0) == 6.0
    assert hessian(counting)(2.0) == 12.0
    assert (len(LOG), N) == (1, 1)
