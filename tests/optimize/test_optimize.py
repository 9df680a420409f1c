"""What the optimizer does to adjoints, seen in their text."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import grad

X = np.array([0.3, -0.2, 0.7])


def text(function: Any, *args: Any, argnums: Any = 0) -> str:
    derivative = grad(function, argnums)
    derivative(*args)
    return derivative.source


def test_inactive_code_leaves_no_trace() -> None:
    def f(x, n):
        k = n * 2
        print_me = np.zeros(n)
        for i in range(n):
            print_me[i] = i
        return np.sum(x) * k

    made = text(f, X, 3)
    assert "print_me" not in made and "for" not in made


def test_linear_code_saves_nothing() -> None:
    def f(x, n):
        y = x
        for _ in range(n):
            y = 2 * y + np.roll(y, 1)
        return np.sum(y)

    made = text(f, X, 3)
    assert "tape" not in made and "Forward" not in made


def test_common_expressions_are_computed_once() -> None:
    def f(x, y):
        return np.sum(np.exp(x * y) * x)

    assert text(f, X, X, argnums=(0, 1)).count("np.exp") == 1


def test_sums_and_products_are_collected() -> None:
    def f(x):
        return np.sum(x * x * 3 + x * 2 - x)

    assert "x_bar = 1.0 + 6 * x\n" in text(f, X)


def test_cotangents_accumulate_in_place() -> None:
    def f(x):
        s = 0.0
        for k in range(3):
            s = s + np.sum(np.sin(k * x))
        return s

    assert "x_bar += " in text(f, X)


def test_zeros_are_assigned_first() -> None:
    def f(x):
        return np.sum(x[1:] * x[:-1])

    made = text(f, X)
    assert "x_bar[1:] = " in made or "x_bar[:-1] = " in made


def test_dead_branches_are_dropped() -> None:
    def f(x, flag):
        if flag:
            z = x * 2
        else:
            z = x * 3  # noqa: F841
        return np.sum(x)

    assert text(f, X, True) == "def f_grad(x, flag):\n    # Reverse sweep\n    x_bar = np.ones_like(x)\n    return x_bar\n"


def test_square_of_a_number_in_a_product_is_a_product() -> None:
    def f(x, k):
        return k * x**3

    assert "3 * k * x * x" in text(f, 2.0, 1.7)
    assert "x**2" in text(lambda x, k: np.sum(k * x**3), X, 1.7)


def test_square_that_stands_alone_stays() -> None:
    def f(x, k):
        return x**2 * k

    made = text(f, 2.0, 1.7, argnums=1)
    assert "x**2" in made
