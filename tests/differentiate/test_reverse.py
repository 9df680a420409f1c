"""Adjoints of programs in which the order of things matters, as text."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import grad, vjp

X = np.array([0.3, -0.2, 0.7, 1.1])


def text(function: Any, *args: Any) -> str:
    derivative = grad(function)
    derivative(*args)
    return derivative.source


def test_an_overwritten_part_is_saved_only_where_it_is_read_again() -> None:
    def linear(x):
        u = x.copy()
        u[1:] = u[:-1] * 2
        return np.sum(u)

    def nonlinear(x):
        u = x.copy()
        u[1:] = u[:-1] * u[1:]
        return np.sum(u)

    assert "_was" not in text(linear, X)
    assert "u_was = u[1:].copy()" in text(nonlinear, X)


def test_a_test_that_can_be_evaluated_again_is_not_saved() -> None:
    def f(x, k):
        if k > 2:
            x = x * x
        return np.sum(x * x)

    assert "taken" not in text(f, X, 3)


def test_a_branch_with_nothing_to_reverse_leaves_no_trace() -> None:
    def f(x):
        n = 0
        for v in x:
            if v > 0:
                n = n + 1
        return np.sum(x) * n

    made = text(f, X)
    assert "taken" not in made and "tape" not in made


def test_a_pullback_copies_what_it_changes() -> None:
    def f(x):
        u = x.copy()
        for _ in range(2):
            u[1:] = u[:-1] * u[1:]
        return u

    _, pullback = vjp(f, X)
    first = pullback(np.ones(4))[0]
    assert np.array_equal(first, pullback(np.ones(4))[0])


def test_trip_counts() -> None:
    def f(x):
        y = x[0]
        while y < 10:
            y = y * 1.5 + 1
        return y

    made = text(f, X)
    assert "count" in made or "tape" in made
