"""`vjp`, `linearize` and Jacobians inside a program, which run their function again: what is outside of it stays, or it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, check_grads, grad, hessian, jacfwd, jacobian, jacrev, jvp, linearize, value_and_grad, vjp

X = 1.3
G = [2.0]
A = np.array([2.0, 3.0])
LOG: list[float] = []
RNG = np.random.default_rng(0)
N = 2.0


class Held:
    def __init__(self) -> None:
        self.n = 2.0


O = Held()  # noqa: E741


def of_a_list(y: Any) -> Any:
    return y**3 * G[0]


def of_an_array(y: Any) -> Any:
    return y**3 * A[0]


def of_an_attribute(y: Any) -> Any:
    return y**3 * O.n


def logging(y: Any) -> Any:
    LOG.append(1.0)
    return y**3


def drawing(y: Any) -> Any:
    return y**3 * RNG.normal()


def read_later(x: Any) -> Any:
    _, pullback = vjp(of_a_list, x)
    G[0] = 5.0
    return pullback(1.0)[0]


def pushed_later(x: Any) -> Any:
    _, push = linearize(of_an_array, x)
    A.fill(5.0)
    return push(1.0)


def an_attribute_later(x: Any) -> Any:
    _, pullback = vjp(of_an_attribute, x)
    O.n = 5.0
    return pullback(1.0)[0]


def logged(x: Any) -> Any:
    _, pullback = vjp(logging, x)
    return pullback(1.0)[0]


def logged_in_columns(x: Any) -> Any:
    return np.sum(jacfwd(lambda y: logging(y) * y)(np.array([x, x])))


def drawn(x: Any) -> Any:
    value, pullback = vjp(drawing, x)
    return value - pullback(1.0)[0]


def drawn_of_a_local_source(x: Any) -> Any:
    rng = np.random.default_rng(0)
    value, pullback = vjp(lambda y: y**3 * rng.normal(), x)
    return value - pullback(1.0)[0]


def drawn_in_rows(x: Any) -> Any:
    return np.sum(jacrev(drawing)(np.array([x, x])))


def drawn_in_a_hessian(x: Any) -> Any:
    return np.sum(hessian(lambda y: np.sum(y**3) * RNG.normal())(np.array([x, x])))


REFUSED = [
    read_later,
    pushed_later,
    an_attribute_later,
    logged,
    logged_in_columns,
    drawn,
    drawn_of_a_local_source,
    drawn_in_rows,
    drawn_in_a_hessian,
]


@pytest.mark.parametrize("f", REFUSED, ids=lambda f: f.__name__)
def test_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(SourceADError) as caught:
        value_and_grad(f)(X)
    assert caught.value.location is not None and caught.value.way_out
    assert (G[0], A[0], O.n, len(LOG)) == (2.0, 2.0, 2.0, 0)


def logged_besides(x: Any) -> Any:
    value, pullback = vjp(of_an_array, x)
    LOG.append(1.0)
    return value * pullback(x)[0]


def drawn_once(x: Any) -> Any:
    value, slope = jvp(drawing, (x,), (1.0,))
    return value * slope


def a_seed_of_its_own(x: Any) -> Any:
    value, pullback = vjp(lambda y: y**3 * np.random.default_rng(3).normal(), x)
    return value * pullback(1.0)[0]


def of_its_own_memory(x: Any) -> Any:
    def f(y: Any) -> Any:
        out, seen = np.zeros(2), []
        for k in range(2):
            out[k] = y[k] ** 2 * A[k]
            seen.append(out[k])
        return np.sum(out) * seen[0]

    value, pullback = vjp(f, np.array([x, x**2]))
    return value * pullback(1.0)[0][1] + np.sum(jacobian(f)(np.array([x, x]))) + np.sum(hessian(f)(np.array([x, x])))


def test_what_stays() -> None:
    def at(f: Callable[..., Any], x: float) -> float:
        global RNG
        RNG = np.random.default_rng(5)
        return float(f(x))

    for f in (logged_besides, drawn_once, a_seed_of_its_own, of_its_own_memory):
        slope = (at(f, X + 1e-5) - at(f, X - 1e-5)) / 2e-5
        at(f, X)
        globals()["RNG"] = np.random.default_rng(5)
        np.testing.assert_allclose(grad(f)(X), slope, rtol=1e-6)
    check_grads(of_its_own_memory, (X,), modes=("rev", "fwd"))
    LOG.clear()
