"""What a program does with its own derivative: constants, and hooks on cotangents."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import adjoint_hook, grad, jvp, stop_gradient, vjp

X = np.array([0.3, 1.2, -0.7])
SEEN: list[Any] = []


def note(bar: Any) -> None:
    SEEN.append(bar)


def clip(bar: Any) -> Any:
    return np.clip(bar, -0.1, 0.1)


def wrong(bar: Any) -> Any:
    return bar[:2]


def test_a_constant() -> None:
    def f(x: Any) -> Any:
        return np.sum(x * stop_gradient(np.sin(x)))

    np.testing.assert_array_equal(grad(f)(X), np.sin(X))
    assert jvp(f, (X,), (np.ones(3),))[1] == pytest.approx(np.sum(np.sin(X)))


def test_a_constant_is_memory_of_its_own() -> None:
    def f(x: Any) -> Any:
        u = x.copy()
        c = stop_gradient(u)
        u[0] = 0.0
        c[1] = 5.0
        return np.sum(u * c * x)

    np.testing.assert_allclose(grad(f)(X), [0.0, 10 * X[1], 2 * X[2] ** 2])


def test_constants_in_structures() -> None:
    def f(params: Any) -> Any:
        fixed = stop_gradient(params)
        return np.sum(params["w"] * fixed["w"]) + params["b"] * fixed["b"]

    found = grad(f)({"w": X, "b": 2.0})
    np.testing.assert_array_equal(found["w"], X)
    assert found["b"] == 2.0


def test_a_hook_sees_the_cotangent_once() -> None:
    def f(x: Any) -> Any:
        y = adjoint_hook(np.sin(x), note)
        return np.sum(y * y) + y[0]

    SEEN.clear()
    found = grad(f)(X)
    assert len(SEEN) == 1
    expected = 2 * np.sin(X) + np.array([1.0, 0.0, 0.0])
    np.testing.assert_allclose(SEEN[0], expected)
    np.testing.assert_allclose(found, expected * np.cos(X))


def test_a_hook_changes_the_cotangent() -> None:
    def f(x: Any, w: Any) -> Any:
        y = adjoint_hook(x * w, clip)
        return np.sum(y**2)

    bar = np.clip(2 * X * 3.0, -0.1, 0.1)
    by_x, by_w = grad(f, (0, 1))(X, 3.0)
    np.testing.assert_allclose(by_x, bar * 3.0)
    assert by_w == pytest.approx(np.sum(bar * X))


def test_a_hook_of_a_constant_cotangent_gets_the_whole_of_it() -> None:
    def f(x: Any) -> Any:
        return np.sum(adjoint_hook(x, note))

    SEEN.clear()
    np.testing.assert_array_equal(grad(f)(X), np.ones(3))
    np.testing.assert_array_equal(SEEN[0], np.ones(3))


def test_a_hook_in_a_loop() -> None:
    def f(x: Any, n: Any) -> Any:
        for _ in range(n):
            x = adjoint_hook(np.tanh(x), clip)
        return np.sum(x) * 10.0

    bar, values = np.full(3, 10.0), [X]
    for _ in range(3):
        values.append(np.tanh(values[-1]))
    for value in reversed(values[1:]):
        bar = np.clip(bar, -0.1, 0.1) * (1 - value**2)
    np.testing.assert_allclose(grad(f)(X, 3), bar)
    value, pullback = vjp(f, X, 3)
    np.testing.assert_allclose(pullback(1.0)[0], bar)


def test_a_hook_that_changes_the_shape() -> None:
    def f(x: Any) -> Any:
        return np.sum(adjoint_hook(x, wrong) ** 2)

    with pytest.raises(ValueError, match=r"the hook gave a cotangent of shape \(2,\) for a value of shape \(3,\)"):
        grad(f)(X)
