"""Real numbers that meet complex ones: in lists, under one name, as operands of what gives complex numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import grad, jvp
from tests.right_or_refused import pair_of_tests

X = np.array([0.7, -1.2])
Z = np.array([0.5 + 0.8j, 1.2 - 0.4j])
TURN = 0.5 + 1j


def seen(y: Any) -> Any:
    return np.sum(np.real(y * (2 + 1j)))


def by_dtype(x: Any) -> Any:
    return seen(np.array([x[0], x[1]], dtype=complex))


def stacked(x: Any) -> Any:
    rows = [x, x * 1j]
    return seen(np.stack(rows)) * len(rows)


def columns(x: Any) -> Any:
    return seen(np.column_stack([x, x * 1j]))


def numbers_before_an_array(x: Any) -> Any:
    return seen(np.hstack([[x[0], x[1]], x * 1j]))


def blocks(x: Any) -> Any:
    return seen(np.block([x, x * TURN]))


def a_chain_of_products(x: Any) -> Any:
    a = np.outer(x, x)
    return seen(np.linalg.multi_dot([a, a * TURN, a]))


def summed_items(x: Any) -> Any:
    return seen(sum([x, x * TURN]))


def counted(x: Any) -> Any:
    return seen(np.bincount([0, 1], weights=x) * 1j)


def repeated(x: Any) -> Any:
    return seen(np.repeat(x, [1, 2]) * 1j)


def turned_in_a_loop(x: Any) -> Any:
    y = x
    for _ in range(int(x[0] > 0)):
        y = y * TURN
    return seen(y)


def the_argument_itself(x: Any) -> Any:
    for _ in range(int(x[0] > 0)):
        x = x * TURN
    return seen(x)


def chosen(x: Any) -> Any:
    y = np.abs(x)
    y = y if x[0] < 0 else y * TURN
    return seen(y)


def not_chosen(x: Any) -> Any:
    y = np.abs(x)
    y = y if x[0] > 0 else y * TURN
    return seen(y)


def a_pair(x: Any) -> Any:
    pair = (x, 1.0)
    for _ in range(int(x[0] > 0)):
        pair = (pair[0] * TURN, 2.0)
    return seen(pair[0])


def in_a_dict(x: Any) -> Any:
    table = {"a": x}
    for _ in range(int(x[0] > 0)):
        table["a"] = table["a"] * TURN
    return seen(table["a"])


RIGHT = (
    by_dtype, stacked, columns, numbers_before_an_array, blocks, a_chain_of_products, summed_items, turned_in_a_loop,
    chosen, not_chosen, repeated,
)  # fmt: skip
test_right, test_refused = pair_of_tests(RIGHT, (a_pair, in_a_dict, counted, the_argument_itself), X)


@pytest.mark.parametrize("function", RIGHT)
def test_gradients_of_real_arguments_are_real(function: Callable[..., Any]) -> None:
    assert grad(function)(X).dtype == float


@pytest.mark.parametrize("function", RIGHT)
@pytest.mark.parametrize("part", [np.real, np.abs])
def test_real_parts_of_complex_arguments(function: Callable[..., Any], part: Callable[..., Any]) -> None:
    def f(z: Any) -> Any:
        return function(part(z))

    found = grad(f)(Z)
    for k in range(2):
        for way in (1, 1j):
            step = np.zeros(2, complex)
            step[k] = 1e-6 * way
            expected = (f(Z + step) - f(Z - step)) / 2e-6
            np.testing.assert_allclose(np.real(found[k] * way), expected, rtol=1e-6, atol=1e-7)
            np.testing.assert_allclose(jvp(f, (Z,), (step * 1e6,))[1], expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("arrays", [(X, X.astype(np.float32)), (X.astype(np.float32), X)])
def test_pythons_complex_numbers_beside_single_precision(arrays: tuple[np.ndarray, ...]) -> None:
    expected = np.sum(X * np.array([1j, 2.0])) * (2 + 1j)
    for x in arrays:
        found = grad(lambda c, x: seen(c * x * np.array([1j, 2.0])))(0.3 + 0.8j, x)
        np.testing.assert_allclose(found, expected, rtol=1e-6)
