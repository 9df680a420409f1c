"""Lengths that the values of arguments decide are not read off a call on stand-ins; what may be an array is no list."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import check_grads

X = np.array([0.4, 1.1, 0.7])
FLAGS = np.array([True, False, True])


def unique(x, labels):
    return np.sum(x[:1] * np.unique(labels))


def unique_once(x, labels):
    return np.sum(x * np.unique(labels))


def places(x, labels):
    return np.sum(x[0] * (np.flatnonzero(labels) + x[1]))


def found(x, labels):
    return np.sum(x[:1] * np.nonzero(labels)[0])


def found_by_method(x, labels):
    return np.sum(x[:1] * labels.nonzero()[0])


def rows_found(x, labels):
    return np.sum(x[:1] * np.argwhere(labels))


def counted(x, labels):
    return np.sum(x * np.bincount(labels))


def repeated(x, labels):
    return np.sum(x[0] * (np.repeat(x[:1], labels) + x[1]) ** 2)


def repeated_by_method(x, labels):
    return np.sum(x[0] * (x[:1].repeat(labels) + x[1]) ** 2)


def up_to(x, stop):
    return np.sum(x[:1] * np.arange(stop))


def between(x, labels):
    return np.sum(x[:1] * np.arange(labels[0], labels[1]))


def chosen(x, labels):
    u = x * x
    y = u.compress(labels)
    return np.sum(y * y) * y.size


def listed(x, labels):
    scales = [1, 2, 3]
    q = np.multiply(scales, x)  # an array, of whatever length
    return np.sum(q * scales * x)


CASES = (
    (unique, np.array([1, 2, 2, 5])), (unique_once, np.array([3, 3])), (places, np.array([0, 2, 0, 1])),
    (found, np.array([0, 2, 0, 1])), (found_by_method, np.array([0, 2, 0, 1])), (rows_found, np.array([0, 2, 0, 1])),
    (counted, np.array([0, 0])), (repeated, np.array([4])), (repeated_by_method, np.array([4])), (up_to, 3.5),
    (between, np.array([2, 5])), (chosen, FLAGS), (listed, FLAGS),
)  # fmt: skip


@pytest.mark.parametrize(("function", "other"), CASES, ids=[f.__name__ for f, _ in CASES])
def test_lengths_that_values_decide(function, other) -> None:
    check_grads(function, (X, other), 0, order=2, modes=("rev", "fwd"))
