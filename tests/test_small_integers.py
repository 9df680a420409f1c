"""Arrays of small integers beside what is differentiated: nothing of a derivative is computed in them, where sums wrap around."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import jvp, value_and_grad

X = np.array([0.3, 0.72, 1.27, 0.5, 1.1, 0.83])
U = np.array([200, 100, 250, 3, 7, 90], np.uint8)
V = np.array([100, 200, 30, 255, 0, 1], np.uint8)
PLACES = np.array([9, 7, 6, 4, 3, 1], np.uint8)
DESIGN = np.array([[1, 1], [1, 2], [1, 3], [1, 4], [1, 5], [1, 7]])
FLAGS = np.array([True, False, True, True, False, True])


def multiplied_by_a_number(p):
    n = +2
    return np.sum(n * p * U) + np.sum(np.sin(p) * p)


def padded_with_the_middle(p):
    return np.sum(p * np.pad(U[1:5], 1, "median")) + p[0] * np.sum(np.pad(FLAGS, (1, 2), "median", stat_length=2))


def read_at_padded_places(p):
    return np.sum(p[np.pad(np.array([1, 2, 4, 5]), 1, "median", stat_length=2)] ** 2)


def negated_and_divided(p):
    return np.mean(2 * np.abs(p) - p * U)


def added(p):
    n = 3
    return np.sum(p * U + p * V) + np.sum(n * p) + np.sum(p * p * U)


def masks(p):
    other = p[::-1] * 1.0
    a = np.minimum(p, other) + np.clip(p, 0.4, 0.9) + (p > 0.52) * p
    return np.sum(a**2) + np.sum(a * FLAGS)


def einstein_sums(p):
    return np.sum(np.einsum("i,j,k->i", p, U, U)) + np.einsum("i,i->", U, p) + np.einsum("i,j->", p, FLAGS)


def table(p):
    return np.sum(np.interp(p, np.array([0, 1, 2, 3], np.uint8), np.array([5, 3, 200, 1], np.uint8)))


def table_of_flags(p):
    return np.sum(np.interp(p, np.linspace(0, 2, 6), FLAGS) ** 2)


def table_at_integers(p):
    return np.sum(np.interp(U, np.array([10.0, 50.0, 90.0, 150.0, 180.0, 199.0]), p) ** 2)


def table_below_its_places(p):
    return np.sum(np.interp(np.array([1, 2, 50], np.uint8), np.array([10, 50, 90, 150, 180, 199], np.uint8), p) * np.arange(3.0))


def quantiles(p):
    return np.quantile(U, 0.1 * p[0] + 0.2) + np.percentile(U, 10 * p[1] + np.sum(p))


def places_of_a_gradient(p):
    return np.sum(np.gradient(p, PLACES) ** 2)


def least_squares(p):
    return np.sum(np.linalg.lstsq(DESIGN, p, rcond=None)[0] ** 2)


def powers(p):
    return np.sum(np.power(U, p)) + np.sum(p ** (U % 4))


FUNCTIONS = (
    multiplied_by_a_number, padded_with_the_middle, read_at_padded_places, negated_and_divided, added, masks, einstein_sums, table, table_of_flags, table_at_integers,
    table_below_its_places, quantiles, places_of_a_gradient, least_squares, powers,
)  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS)
def test_derivatives(function: Callable[[Any], Any]) -> None:
    value, bar = value_and_grad(function)(X)
    assert value == pytest.approx(function(X), rel=1e-14)
    expected = np.array([(function(X + 1e-6 * e) - function(X - 1e-6 * e)) / 2e-6 for e in np.eye(6)])
    np.testing.assert_allclose(bar, expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())
    assert jvp(function, (X,), (X,))[1] == pytest.approx(bar @ X, rel=1e-11)


def test_box_and_cox_in_double_precision() -> None:
    special = pytest.importorskip("scipy.special")

    def function(p: Any) -> Any:
        return np.sum(special.boxcox(U, p)) + np.sum(special.boxcox1p(V, p))

    expected = np.array([(function(X + 1e-6 * e) - function(X - 1e-6 * e)) / 2e-6 for e in np.eye(6)])
    np.testing.assert_allclose(value_and_grad(function)(X)[1], expected, rtol=1e-7)
