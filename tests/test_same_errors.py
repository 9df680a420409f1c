"""Where the function raises, its derivative raises the same: what is taken apart, and statements that are mere expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import grad, value_and_grad

X = np.array([1.2, -0.7, 0.4, 2.0])


def two_of_four(x):
    a, b = x
    return a * b


def two_of_a_list(x):
    a, b = [v * 2 for v in x]
    return a * b


def two_of_a_tuple_of_three(x):
    a, b = (x[0], x[1], x[2])
    return a * b


def at_least_five(x):
    a, b, c, d, e, *rest = x
    return a * b + c * d


def in_a_loop(x):
    total = 0.0
    for a, b in np.outer(x, x):
        total = total + a + b
    return total


def pairs_in_pairs(x):
    (a, b), c = np.outer(x, x)[:2]
    return a * b


def an_element(x):
    x[10]
    return np.sum(x)


def an_attribute(x):
    x.nothing
    return np.sum(x)


def a_key(x):
    table = {"a": x[0]}
    table["b"]
    return table["a"]


def a_quotient(x):
    1 / 0
    return np.sum(x)


def a_product_of_shapes_that_do_not_fit(x):
    x @ np.zeros((7, 7))
    return np.sum(x)


def inside_a_tuple_and_a_comparison(x):
    x[0] > 1, x[10] > 1
    return np.sum(x)


def by_short_circuit(x):
    x[0] > 100 and x[11]
    x[0] > 0 and x[10]
    return np.sum(x)


def a_comprehension(x):
    [x[k] for k in range(10)]
    return np.sum(x)


def an_element_of_what_is_not_differentiated(x):
    names = ["a", "b"]
    names[3]
    return np.sum(x)


def in_a_helper(x):
    return asked(x) * 2


def asked(x):
    x[10]
    return np.sum(x)


CASES: list[Callable[..., Any]] = [
    two_of_four, two_of_a_list, two_of_a_tuple_of_three, at_least_five, in_a_loop, pairs_in_pairs, an_element, an_attribute, a_key,
    a_quotient, a_product_of_shapes_that_do_not_fit, inside_a_tuple_and_a_comparison, by_short_circuit, a_comprehension,
    an_element_of_what_is_not_differentiated, in_a_helper,
]  # fmt: skip


@pytest.mark.parametrize("function", CASES, ids=lambda function: function.__name__)
def test_the_same_error(function: Callable[..., Any]) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011
        function(X)
    for derivative in (grad(function), value_and_grad(function)):
        with pytest.raises(expected.type) as found:
            derivative(X)
        assert str(found.value) == str(expected.value)


def strict_columns(x):
    total = 0.0
    for a, b in zip(*[x, x[:2]], strict=True):
        total += a * b
    return total


def strict_groups(x):
    total = 0.0
    for a, b in zip(*[iter(x[:3])] * 2, strict=True):
        total += a * b
    return total


@pytest.mark.parametrize("function", [strict_columns, strict_groups])
def test_lengths_that_a_strict_zip_refuses(function: Callable[..., Any]) -> None:
    for called in (function, grad(function)):
        with pytest.raises(ValueError, match="zip"):
            called(X)


def quiet(x):
    x.shape
    x
    ...
    "a text"
    a, *_ = x
    x[0] > 1.0  # noqa: B015
    return np.sum(x) * a


def test_what_cannot_raise_leaves_no_trace() -> None:
    derivative = grad(quiet)
    derivative(X)
    lines = [line.strip() for line in derivative.source.splitlines()]
    assert not {"x.shape", "x", "...", "'a text'"} & set(lines)
    assert "x[0] > 1.0" in lines


def apart(p):
    x, y = p
    return np.sin(x) * y**2


def test_it_is_taken_apart_as_it_was_written() -> None:
    derivative = grad(apart)
    derivative(X[:2])
    assert "    x, y = p\n" in derivative.source


def columns_of_nothing(x):
    a, b = zip(*[(v, v) for v in x if v > 10.0])
    return sum(a) * sum(b)


def columns_of_triples(x):
    a, b = zip(*[(v, v, v) for v in x])
    return sum(a) * sum(b)


@pytest.mark.parametrize("function", [columns_of_nothing, columns_of_triples])
def test_columns(function: Callable[..., Any]) -> None:
    for call in (function, grad(function)):
        with pytest.raises(ValueError, match="values to unpack"):
            call(X)
