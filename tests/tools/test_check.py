"""check_grads passes what is right and names what is wrong."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from sourcead import InputTypeError, check_grads, custom_vjp, grad
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


BOTH = ("fwd", "rev")


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_arguments_of_several_precisions(order, dtype) -> None:
    x = np.array([0.3, -0.5, 1.2, 0.7])
    check_grads(lambda x, y: np.sum(x * y), (x, x.astype(dtype)), order=order, modes=BOTH)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.sum(np.sqrt(x)), np.array([1e-9, 1.0])),
        (lambda x: np.sum(np.log(x)), np.array([1e-6, 1e6])),
        (lambda x: np.sum(1 / x), np.array([1e-4, 3.0])),
        (lambda x: np.log(x), 1e-9),
    ],
)
def test_numbers_smaller_than_a_step(f, x, order) -> None:
    check_grads(f, (x,), order=order, modes=BOTH)


@pytest.mark.parametrize("x", [[1e-9, 1.0], [1e-5, 1.0], [1.0, 2.0]])
def test_a_rule_that_is_wrong_for_small_numbers(x) -> None:
    @custom_vjp
    def root(x):
        return np.sum(np.sqrt(x))

    def backward(x, g):
        return (np.where(x < 1e-3, 1.01, 1.0) * g * 0.5 / np.sqrt(x),)

    root.defvjp(lambda x: (np.sum(np.sqrt(x)), x), backward)
    if x[0] == 1.0:
        check_grads(root, (np.array(x),))
        return
    with pytest.raises(GradientMismatchError, match="argument 0"):
        check_grads(root, (np.array(x),))


def test_arguments_in_a_row() -> None:
    x = np.array([0.3, -0.5, 1.2, 0.7])
    check_grads(lambda *xs: np.sum(xs[0] ** 2 * xs[1]), (x, x), order=2, modes=BOTH)
    check_grads(lambda a, *xs: a * np.sum(xs[0] * xs[1]), (2.0, x, x), (0, 2), order=2, modes=BOTH)
    with pytest.raises(GradientMismatchError, match="argument 1"):
        check_grads(lambda *xs: np.sum(xs[0]) + np.sum(np.floor(xs[1])), (x, np.ones(1)))


def test_parameters_by_name() -> None:
    check_grads(functools.partial(smooth, ARGS[0]), (ARGS[1],), "x")
    with pytest.raises(InputTypeError, match="no parameter 'y'"):
        check_grads(smooth, ARGS, "y")
