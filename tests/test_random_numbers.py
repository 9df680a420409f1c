"""Random numbers in differentiated functions: each is drawn once, in the program's order, and moves with its parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.stats

from sourcead import MissingRuleError, check_grads, grad, value_and_grad

X = np.array([0.3, 0.5, 0.8])


def two_draws_of_one_text(x, s):
    rng = np.random.default_rng(0)
    p = rng.normal(x, s)
    q = rng.normal(x, s)
    return np.sum(p * q**2)


def draws_that_nothing_uses(x, s):
    rng = np.random.default_rng(0)
    total = 0.0
    for _ in range(3):
        rng.normal()
        _ = rng.normal(x, s)
        total = total + np.sum(np.sin(rng.normal(x, np.exp(s), size=(2, 3)))) + rng.exponential(s)
    return total


def constants_between(x, s):
    rng = np.random.RandomState(3)
    mixed = x[rng.permutation(3)] * rng.uniform(size=3)
    return np.sum((mixed + s * rng.standard_normal(3)) ** 2) * rng.uniform(s, 2.0)


def of_the_shared_source(x, s):
    np.random.seed(3)
    return np.sum(np.random.normal(x, s, 3) ** 2) + np.sum(np.random.uniform(0, x)) * np.random.rand()


def drawn_where_it_is_needed(x, s):
    rng = np.random.default_rng(1)
    total = s
    while total < 2.0:
        total = total + rng.exponential(x[0]) if rng.random() < 0.5 else total * 1.1
    return total


def of_a_library(x, s):
    rng = np.random.default_rng(2)
    a = scipy.stats.norm.rvs(size=3, random_state=rng)
    b = scipy.stats.norm.rvs(size=3, random_state=rng)
    return np.sum(a * x) + s * np.sum(b * x**2)


@pytest.mark.parametrize(
    "function",
    [
        two_draws_of_one_text, draws_that_nothing_uses, constants_between, of_the_shared_source, drawn_where_it_is_needed,
        of_a_library,
    ],
)  # fmt: skip
def test_gradients(function: Callable[..., Any]) -> None:
    check_grads(function, (X, 0.7), order=2)
    assert value_and_grad(function)(X, 0.7)[0] == function(X, 0.7)


def test_a_source_that_is_an_argument() -> None:
    def drawn(x, s, rng):
        return np.sum(rng.normal(x, s) ** 2)

    found = grad(drawn, (0, 1))(X, 0.7, np.random.default_rng(5))
    values = np.random.default_rng(5).normal(X, 0.7)
    np.testing.assert_allclose(found[0], 2 * values)
    np.testing.assert_allclose(found[1], np.sum(2 * values * (values - X) / 0.7))


def by_shape(x):
    return np.sum(np.random.default_rng(0).gamma(x, 2.0))


def chosen(x):
    return np.sum(np.random.default_rng(0).choice(x, 2))


@pytest.mark.parametrize("function", [by_shape, chosen])
def test_what_has_no_rule_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(MissingRuleError) as caught:
        grad(function)(X)
    assert caught.value.location is not None
