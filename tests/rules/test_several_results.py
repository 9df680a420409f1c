"""Functions of several results that write them into arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, check_grads, grad

X = np.array([1.3, 2.7])


def both(x):
    part, whole = np.zeros(2), np.zeros(2)
    np.modf(x, out=(part, whole))
    return np.sum(part**2 + whole)


def by_position(x):
    part, whole = np.zeros(2), np.zeros(2)
    np.modf(x, part, whole)
    return np.sum(part**2 + whole)


def one_of_them(x):
    whole = np.zeros(2)
    part, same = np.modf(x, out=(None, whole))
    return np.sum(part**3 + same * x + whole)


def the_first_alone(x):
    part = np.zeros(2)
    found = np.modf(x, part)
    return np.sum(found[0] ** 3 + found[1] * part)


def rows(x):
    table = np.zeros((2, 2))
    np.divmod(x, 0.4, out=(table[0], table[1]))
    return np.sum(table * x)


def what_was_given(x):
    x = x * 1.0
    np.modf(x, x, np.zeros(2))
    return np.sum(x**2)


@pytest.mark.parametrize("f", [both, by_position, one_of_them, the_first_alone, rows, what_was_given])
def test_results_in_arrays(f: Callable[[Any], Any]) -> None:
    check_grads(f, (X,))


def test_what_is_refused() -> None:
    def pair(x):
        results = np.zeros(2), np.zeros(2)
        np.modf(x, out=results)
        return np.sum(results[0] ** 2)

    def chosen(x):
        part, whole = np.zeros(2), np.zeros(2)
        np.modf(x, out=(part, whole), where=x > 2)
        return np.sum(part)

    for f in (pair, chosen):
        with pytest.raises(UnsupportedSyntaxError, match="writes its results"):
            grad(f)(X)
