"""Derivatives of inner functions, taken inside a program: by which parameters, and of what changes around the function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, check_grads, elementwise_grad, grad, hessian, jacobian, jacrev, value_and_grad

X = 0.8


def by_the_last(x: Any) -> Any:
    return grad(lambda a, b: a**2 * b * x, argnums=-1)(x, x * 2)


def by_the_first_from_the_end(x: Any) -> Any:
    return grad(lambda a, b: a**2 * b * x, argnums=-2)(x, x * 2)


def value_and_by_the_last(x: Any) -> Any:
    value, slope = value_and_grad(lambda a, b: a**2 * b * x, -1)(x, x * 2)
    return value * slope


def by_some(x: Any) -> Any:
    first, second = grad(lambda a, b: a**2 * b * x, argnums=(-1, 0))(x, x * 2)
    return first + 3.0 * second


def by_a_name(x: Any) -> Any:
    return grad(lambda a, b: a**2 * b * x, argnums="b")(x, x * 2)


def nested(x: Any) -> Any:
    return grad(grad(lambda a, b: a**2 * b * x, -2), -1)(x, x * 2)


def of_a_method(x: Any) -> Any:
    return grad(Scaled(x).times, -1)(x, x)


def of_others(x: Any) -> Any:
    def f(a: Any, b: Any) -> Any:
        return a**2 * b**2 * x

    return jacobian(f, -1)(x, x) + elementwise_grad(f, -1)(x, x) + hessian(f, -1)(x, x) + jacrev(f, -2)(x, x * 2.0)


class Scaled:
    def __init__(self, a: Any) -> None:
        self.a = a

    def times(self, y: Any, z: Any) -> Any:
        return y**3 * self.a * z**2


COUNTED = [
    by_the_last,
    by_the_first_from_the_end,
    value_and_by_the_last,
    by_some,
    by_a_name,
    nested,
    of_a_method,
    of_others,
]


@pytest.mark.parametrize("f", COUNTED, ids=lambda f: f.__name__)
def test_by_which_parameter(f: Callable[..., Any]) -> None:
    value, slope = value_and_grad(f)(X)
    np.testing.assert_allclose(value, f(X), rtol=1e-12)
    np.testing.assert_allclose(slope, (f(X + 1e-6) - f(X - 1e-6)) / 2e-6, rtol=1e-7)
    check_grads(f, (X,), modes=("rev", "fwd"))


@pytest.mark.parametrize("argnums", [2, -3, "x", (0, 2)])
def test_by_what_is_no_parameter(argnums: Any) -> None:
    def f(x: Any) -> Any:
        return np.sum(np.array(grad(lambda a, b: a**2 * b * x, argnums=argnums)(x, x * 2)))

    with pytest.raises(SourceADError, match="by what is differentiated here is not known"):
        grad(f)(X)


def test_a_function_without_parameters() -> None:
    def f(x: Any) -> Any:
        return grad(lambda: x**2)()

    with pytest.raises(SourceADError, match="by what is differentiated here is not known"):
        grad(f)(X)
