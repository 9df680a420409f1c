"""What derivatives call modules by need not be what the user calls them by, and may be what the user calls something else."""

from __future__ import annotations

import math as m
from collections.abc import Callable
from math import cos as co
from math import erf, sin
from typing import Any

import numpy as xyz
import pytest
from numpy import exp
from numpy import sum as total

from sourcead import InputTypeError, grad, jvp

rt = 0.5


def by_another_name(x: float) -> float:
    return m.sin(x) * m.atan2(x, 2.0)


def by_itself(x: float) -> float:
    return sin(x) * co(x) + erf(x)


def imported_inside(x: float) -> float:
    import math as inner

    return inner.tan(x) * inner.pi


def a_variable(x: float) -> float:
    math = x * 2.0
    return m.sin(math) * math


def a_function(x: float) -> float:
    def math(v: float) -> float:
        return m.exp(v)

    return math(x) * sin(x)


def a_loop(x: float) -> float:
    total = 0.0
    for math in (1.0, 2.0):
        total += sin(x * math)
    return total * rt


def other_modules(x: float) -> Any:
    np = x * x
    scipy = np * rt
    return xyz.sin(np) * scipy


def a_parameter_that_needs_no_module(rt: float) -> float:
    return sin(rt) * 2.0


def a_parameter(math: float) -> float:
    return m.sin(math)


def another_parameter(np: Any) -> Any:
    return xyz.sum(xyz.sin(np))


def of_functions(x: Any) -> Any:
    return total(xyz.sin(x) * exp(x)) * exp(-x)


FUNCTIONS = (
    by_another_name,
    by_itself,
    imported_inside,
    a_variable,
    a_function,
    a_loop,
    other_modules,
    a_parameter_that_needs_no_module,
)


@pytest.mark.parametrize("f", FUNCTIONS)
def test_names(f: Callable[[float], float]) -> None:
    slope = (f(0.7 + 1e-6) - f(0.7 - 1e-6)) / 2e-6
    assert grad(f)(0.7) == pytest.approx(slope, rel=1e-7)
    assert jvp(f, (0.7,), (1.0,)) == (f(0.7), pytest.approx(slope, rel=1e-7))
    assert grad(grad(f))(0.7) == pytest.approx((grad(f)(0.7 + 1e-6) - grad(f)(0.7 - 1e-6)) / 2e-6, rel=1e-6)


@pytest.mark.parametrize(("f", "name"), [(a_parameter, "math"), (another_parameter, "np")])
def test_a_parameter_that_hides_a_module(f: Callable[[Any], Any], name: str) -> None:
    with pytest.raises(InputTypeError, match=f"the parameter `{name}` has the name that derivatives have for a module"):
        grad(f)(0.7 if name == "math" else xyz.ones(3))


def in_the_names_of_the_user(x: Any) -> Any:
    return total(exp(xyz.sin(x))) + m.cos(x[0])


def test_the_text_has_the_names_of_the_user() -> None:
    found = grad(in_the_names_of_the_user)
    x = xyz.array([0.2, 0.7])
    xyz.testing.assert_allclose(found(x), xyz.exp(xyz.sin(x)) * xyz.cos(x) - xyz.array([xyz.sin(0.2), 0.0]), rtol=1e-14)
    assert "exp(xyz.sin(x)) * xyz.cos(x)" in found.source and "m.sin(" in found.source
    assert "np." not in found.source and "math." not in found.source
