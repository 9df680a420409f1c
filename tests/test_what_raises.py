"""What raises when a function is called raises when its gradient is: no number stands for a derivative that is not there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, grad


def past_the_end(x: Any) -> Any:
    y = [x, 2 * x]
    return y[5]


def before_the_start(x: Any) -> Any:
    y = (x, 2 * x, 3 * x)
    return y[-4] * x


def after_a_pop(x: Any) -> Any:
    y = [x, x]
    y.pop()
    return y[1]


def an_element_of_a_number(x: Any) -> Any:
    return x[0] * 2


def a_number_unpacked(x: Any) -> Any:
    a, b = x
    return a * b


def several_elements_as_a_float(x: Any) -> Any:
    return float(np.array([x, x * x])) * 2


CASES = [
    (past_the_end, IndexError, "list index out of range"),
    (before_the_start, IndexError, "index out of range"),
    (after_a_pop, IndexError, "list index out of range"),
    (an_element_of_a_number, InputTypeError, "`x` is a number here: it has no elements"),
    (a_number_unpacked, InputTypeError, "`x` is a number here: it has no elements"),
    (several_elements_as_a_float, ValueError, "cannot reshape"),
]


@pytest.mark.parametrize(("function", "error", "reason"), CASES, ids=lambda part: getattr(part, "__name__", ""))
def test_raises(function: Any, error: type[Exception], reason: str) -> None:
    with pytest.raises((IndexError, TypeError)):
        function(1.5)
    with pytest.raises(error, match=reason):
        grad(function)(1.5)


def test_what_is_caught_is_followed() -> None:
    def f(x):
        y = [x, 2 * x]
        try:
            return y[5]
        except IndexError:
            return x * 7

    def g(x):
        try:
            return x[0] * 2
        except TypeError:
            return x * 9

    assert grad(f)(1.5) == 7.0
    assert grad(g)(1.5) == 9.0


@pytest.mark.parametrize("x", [1.5, np.array(1.5)], ids=["number", "array"])
def test_conversion_keeps_the_shape(x: Any) -> None:
    found = grad(lambda x: float(x) ** 2)(x)
    assert np.shape(found) == () and found == 3.0
