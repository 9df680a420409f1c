"""check_grads passes what is right and names what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import check_grads, grad
from sourcead.tools.check import GradientMismatchError


def smooth(params, x):
    return np.sum(np.tanh(x * params["w"]) + params["b"] * x)


ARGS = ({"w": np.array([0.3, -0.2]), "b": 0.5}, np.array([1.0, 2.0]))


def test_right() -> None:
    check_grads(smooth, ARGS)
    check_grads(smooth, ARGS, "x")
    check_grads(grad(smooth), ARGS)  # a derivative: its primal is checked


def test_single_precision() -> None:
    check_grads(lambda x: np.sum(np.sin(x) * x), (np.array([0.3, 1.2], dtype=np.float32),))


def test_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def kinked(x):
        return np.sum(np.floor(x))  # central differences see the step, the derivative is zero

    with pytest.raises(GradientMismatchError, match=r"argument 0.*central difference"):
        check_grads(kinked, (np.array([1.0]),))


def test_the_leaf_is_named() -> None:
    def f(tree):
        return np.sum(np.floor(tree["b"][1])) + np.sum(tree["a"])

    with pytest.raises(AssertionError, match=r"argument 0\['b'\]\[1\]"):
        check_grads(f, ({"a": np.ones(2), "b": (1.0, np.array([1.0]))},))


def test_what_is_not_supported() -> None:
    with pytest.raises(ValueError, match="first and second order"):
        check_grads(smooth, ARGS, order=3)


def test_second_order() -> None:
    check_grads(smooth, ARGS, order=2)
    check_grads(lambda t: t["a"] ** 3 * np.sum(np.sin(t["b"])), ({"a": 0.5, "b": np.array([1.0, 2.0])},), order=2)


def test_a_gradient_whose_derivative_is_wrong() -> None:
    def f(x):
        return np.sum(np.abs(x) * x)  # the second derivative jumps at 0

    with pytest.raises(AssertionError, match="second derivative by argument 0"):
        check_grads(f, (np.array([1e-9, 1.0]),), order=2, rtol=1e-4, atol=1e-4)
