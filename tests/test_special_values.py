"""Values at special points: finite where the limit is, and nothing from a branch that is not taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.special

from sourcead import MissingRuleError, grad, jvp

X = np.array([0.3, 0.0, 0.05, 0.5])
WAY = np.array([1.0, 2.0, 3.0, 4.0])


def chosen(x):
    return np.sum(np.select([x > 0.1, x > 0], [np.log(x), np.sqrt(x)], x))


def chosen_from_lists(x):
    conditions, choices = [x > 0.1, x > 0], [np.log(x), np.sqrt(x)]
    return np.sum(np.select(condlist=conditions, choicelist=choices, default=x))


def chosen_in_turn(x):
    return np.sum(np.where(x > 0.1, np.log(x), np.where(x > 0, np.sqrt(x), x)))


def chosen_by_places(x):
    return np.sum(np.choose(1 * (x > 0) + (x > 0.1), [x, np.sqrt(x), np.log(x)]))


def chosen_by_places_of_a_mode(x):
    return np.sum(np.choose(1 * (x > 0) - 2 * (x > 0.1), choices=[x, np.sqrt(x), np.log(x)], mode="wrap"))


def finite(x):
    return np.sum(np.nan_to_num(np.log(x), neginf=0.0))


def of_order(x):
    return np.linalg.norm(0 * x, 3) + np.linalg.norm(np.zeros(2), 3 + x[1]) + np.sum(np.linalg.norm(x[:, None], 1.5, axis=1))


def finite_parts(x):
    return np.sum(np.nan_to_num(np.array([np.nan, 1.0, np.nan, 1.0]) + 2j * x).imag)


def logarithms_of_zero(x):
    nothing = np.array([-np.inf, -np.inf, 0.0, -np.inf])
    whole = np.logaddexp(x + nothing, x[::-1] + nothing)
    return np.sum(np.where(np.isfinite(whole), whole, 0.0)) + 0 * np.logaddexp.reduce(x)


def sum_of_exponentials(x):
    found = scipy.special.logsumexp(np.stack([x, x]) + np.array([[0.0], [-np.inf]]), axis=1)
    return found[0] + np.where(np.isfinite(found[1]), found[1], 0.0)


LOGARITHM, ROOT = 1 / X[[0, 3]], 0.5 / np.sqrt(X[2])
TAKEN = np.array([LOGARITHM[0], 1.0, ROOT, LOGARITHM[1]])
CASES: list[tuple[Callable[..., Any], Any]] = [
    (chosen, TAKEN),
    (chosen_from_lists, TAKEN),
    (chosen_in_turn, TAKEN),
    (chosen_by_places, TAKEN),
    (chosen_by_places_of_a_mode, TAKEN),
    (finite, np.array([1 / 0.3, 0.0, 20.0, 2.0])),
    (finite_parts, np.full(4, 2.0)),
    (of_order, np.array([1.0, 0.0, 1.0, 1.0])),
    (
        logarithms_of_zero,
        np.exp(X - np.logaddexp(X, X[::-1])) * [0, 0, 1, 0] + np.exp(X - np.logaddexp(X, X[::-1])) * [0, 1, 0, 0],
    ),
    (sum_of_exponentials, scipy.special.softmax(X)),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("f, expected", CASES, ids=[f.__name__ for f, _ in CASES])
def test_value(f: Callable[..., Any], expected: Any) -> None:
    np.testing.assert_allclose(grad(f)(X), expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(jvp(f, (X,), (WAY,))[1], expected @ WAY, rtol=1e-12)


def test_many_systems_of_which_a_rule_is_for_one() -> None:
    def f(a):
        return np.sum(scipy.linalg.solve(a, np.ones(3), assume_a="pos"))

    with pytest.raises(MissingRuleError, match="called in a way"):
        grad(f)(np.stack([np.eye(3), 2 * np.eye(3)]))


@pytest.mark.parametrize("transform", [grad, lambda f: lambda *args: jvp(f, args, (WAY, None))], ids=["grad", "jvp"])
def test_a_place_of_no_choice(transform):
    def f(x, places):
        return np.sum(np.choose(places, [x, x**2, np.exp(x)]))

    with pytest.raises(ValueError, match="invalid entry in choice array"):
        transform(f)(X, np.array([0, 3, 1, 1]))
