"""Derivatives of inner functions, taken inside a program: by which parameters, and of what changes around the function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import (
    AliasError,
    SourceADError,
    UnsupportedSyntaxError,
    check_grads,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)

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


def in_a_list(x: Any, derivative: Any) -> Any:
    r = [1.0]

    def f(y: Any) -> Any:
        r.append(2.0)
        return y**3

    return derivative(f, x) * len(r)


def in_an_array(x: Any, derivative: Any) -> Any:
    r = np.zeros(2)

    def f(y: Any) -> Any:
        r[0] += 3.0
        return y**3

    return derivative(f, x) * r[0]


def in_a_dict(x: Any, derivative: Any) -> Any:
    r: dict[str, Any] = {}

    def f(y: Any) -> Any:
        r["k"] = 2.0
        return y**3

    return derivative(f, x) * r["k"]


def in_an_object(x: Any, derivative: Any) -> Any:
    r = Log()

    def f(y: Any) -> Any:
        r.told.append(2.0)
        return y**3

    return derivative(f, x) * len(r.told)


def by_a_helper(x: Any, derivative: Any) -> Any:
    r = [1.0]

    def add(v: Any) -> None:
        r.append(v)

    def f(y: Any) -> Any:
        add(2.0)
        return y**3

    return derivative(f, x) * len(r)


class Log:
    def __init__(self) -> None:
        self.told = [1.0]


CHANGING = [in_a_list, in_an_array, in_a_dict, in_an_object, by_a_helper]
DERIVATIVES: list[Callable[..., Any]] = [
    lambda f, x: grad(f)(x),
    lambda f, x: value_and_grad(f)(x)[1],
    lambda f, x: vjp(f, x)[1](1.0)[0],
    lambda f, x: jvp(f, (x,), (1.0,))[1],
    lambda f, x: hvp(f, (x,), (1.0,))[0],
    lambda f, x: linearize(f, x)[1](1.0),
    lambda f, x: jacobian(f)(x),
    lambda f, x: jacfwd(f)(x),
    lambda f, x: jacrev(f)(x),
    lambda f, x: hessian(f)(x),
    lambda f, x: elementwise_grad(f)(x),
    lambda f, x: grad(grad(f))(x),
    lambda f, x: vjp(f, x)[0],
    lambda f, x: linearize(f, x)[0],
]


@pytest.mark.parametrize("derivative", range(len(DERIVATIVES)))
@pytest.mark.parametrize("f", CHANGING, ids=lambda f: f.__name__)
def test_what_an_inner_function_changes_around_it(f: Callable[..., Any], derivative: int) -> None:
    def of(x: Any) -> Any:
        return f(x, DERIVATIVES[derivative])

    for found in (grad(of), lambda x: jvp(of, (x,), (1.0,))):
        with pytest.raises((AliasError, UnsupportedSyntaxError)) as caught:
            found(X)
        assert caught.value.location is not None and caught.value.way_out
