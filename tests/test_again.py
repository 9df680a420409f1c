"""Functions that are run again in the reverse sweep, and functions that solve an equation."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, check_grads, checkpoint, grad, hessian, implicit, jvp
from tests.test_custom import slopes

X = np.array([0.3, 0.5, 1.1])
W = np.random.default_rng(0).standard_normal((3, 3))


@checkpoint
def block(x, w):
    for _ in range(3):
        x = np.tanh(w @ x)
    return x


def network(w, x):
    for _ in range(4):
        x = block(x, w) + 0.1 * x
    return np.sum(x**2)


def newton(a):
    x = 1.0
    for _ in range(50):
        x = x - (x**3 + x - a) / (3 * x**2 + 1)
    return x


def iterated(a, b):
    x = np.zeros_like(b)
    while True:
        new = 0.5 * np.cos(a @ x) + b
        if np.max(np.abs(new - x)) < 1e-15:
            return new
        x = new


root = implicit(lambda x, a: x**3 + x - a, newton)
fixed_point = implicit(lambda z, p, q: 0.5 * np.cos(p @ z) + q - z, iterated)


rotated = implicit(lambda x, a: x - 1j * a, lambda a: 1j * a)


def test_run_again() -> None:
    check_grads(network, (W, X), order=2, modes=("fwd", "rev"))
    derivative = grad(network)
    derivative(W, X)
    assert "block_x, block_x_residuals = block_vjp(x, w)" in derivative.source


def test_the_memory_that_is_saved() -> None:
    def step(x):
        for _ in range(50):
            x = np.sin(x) * x
        return x

    light = checkpoint(step)

    def whole(x):
        return np.sum(step(step(step(step(x)))))

    def saving(x):
        return np.sum(light(light(light(light(x)))))

    x = np.full(20_000, 0.9)

    def peak(f: Any) -> int:
        derivative = grad(f)
        np.testing.assert_allclose(derivative(x), grad(whole)(x), rtol=1e-12)
        tracemalloc.start()
        derivative(x)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(saving) < 0.4 * peak(whole)


def test_a_function_made_where_it_is_called() -> None:
    again = checkpoint(lambda x: np.sum(np.sin(x) * x))
    np.testing.assert_allclose(grad(again)(X), np.sin(X) + X * np.cos(X))
    np.testing.assert_allclose(hessian(again)(X), np.diag(2 * np.cos(X) - X * np.sin(X)), atol=1e-15)


def outer(x):
    def inner(t):
        return np.sin(t) * x

    u = checkpoint(inner)(x * x)
    return np.sum(np.tanh(u) + checkpoint(block)(x, W))


def test_made_inside_the_function() -> None:
    np.testing.assert_allclose(grad(outer)(X), slopes(outer, X), rtol=1e-6)
    check_grads(outer, (X,), modes=("fwd", "rev"))


def test_a_root() -> None:
    x = newton(2.0)
    assert root(2.0) == x
    assert grad(root)(2.0) == pytest.approx(1 / (3 * x**2 + 1))
    assert jvp(root, (2.0,), (1.0,))[1] == pytest.approx(1 / (3 * x**2 + 1))
    assert grad(grad(root))(2.0) == pytest.approx(-6 * x / (3 * x**2 + 1) ** 3)


def test_a_fixed_point() -> None:
    def loss(a, b):
        return np.sum(fixed_point(a, b) ** 2 * b)

    a = 0.3 * W
    found = grad(loss, (0, 1))(a, X)
    np.testing.assert_allclose(found[0], slopes(lambda a: loss(a, X), a), rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(found[1], slopes(lambda b: loss(a, b), X), rtol=1e-6)
    check_grads(loss, (a, X), order=2, modes=("fwd", "rev"))


def test_an_equation_that_does_not_fit() -> None:
    with pytest.raises(InputTypeError, match="the equation has 1 parameters, and its solution 1"):
        implicit(lambda x: x, newton)
    with pytest.raises(TypeError, match="a real array or number"):
        grad(lambda a: np.real(rotated(a)))(2.0)
