"""Sums of tuples, written out."""

from __future__ import annotations

import numpy as np

from sourcead import grad


def joined(x):
    pair = (x[0], x[1])
    three = pair + (x[2],)
    return three[0] * three[1] * three[2]


def few(x):
    return sum((x[0], x[1] ** 2))


def test_what_is_joined_is_one_tuple() -> None:
    gradient = grad(joined)
    assert np.array_equal(gradient(np.array([2.0, 3.0, 5.0])), [15.0, 10.0, 6.0])
    assert "x[0], x[1], x[2]" in gradient.source
    assert "rt." not in gradient.source


def test_a_sum_of_few_is_a_sum() -> None:
    gradient = grad(few)
    assert np.array_equal(gradient(np.array([2.0, 3.0])), [1.0, 6.0])
    assert "rt." not in gradient.source
