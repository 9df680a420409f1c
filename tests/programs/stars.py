"""Stars of lists whose length is known only when the function runs: in calls, in displays, through wrappers."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from tests.programs.cases import program

X = np.array([1.5, -0.7, 2.2])
Triple = namedtuple("Triple", "a b c")


def total_of_squares(*vs):
    total = 0.0
    for v in vs:
        total = total + v * v
    return total


def product_and_last(a, b, c):
    return a * b + c


def first_and_rest(a, *rest, k=2.0):
    return a * k + sum(r * r for r in rest)


def passed_on(*args):
    return first_and_rest(*args)


def doubled(function):
    def inner(*args, **options):
        return function(*args, **options) * 2

    return inner


@doubled
def product_less_last(a, b, c):
    return a * b - c


class Weighted:
    def __init__(self, w: Any) -> None:
        self.w = w

    def __call__(self, *vs: Any) -> Any:
        return self.w * sum(vs)

    def product(self, a: Any, b: Any, c: Any) -> Any:
        return a * b * c * self.w


@program(X, 3)
def all_to_a_star_parameter(x, n):
    xs = []
    for i in range(n):
        xs.append(x[i] * i)
    f = lambda *vs: sum(vs) ** 2  # noqa: E731
    return total_of_squares(*xs) + f(*xs, x[0])


@program(X, 3)
def one_to_each_parameter(x, n):
    xs = [x[i] ** 2 for i in range(n)]
    triple = Triple(*xs)
    pair = xs[:2]
    return product_and_last(*xs) + product_and_last(x[0], *pair) + triple.a * triple.b + triple.c


@program(X, 3)
def some_to_parameters_and_the_rest_to_a_star(x, n):
    xs = [x[i] ** 2 for i in range(n)]
    ys = [x[i] * 3 for i in range(n)]
    return first_and_rest(*xs) + first_and_rest(x[0], *xs, x[1], *ys, k=x[1]) + passed_on(*xs)


@program(X, 3)
def through_wrappers_and_methods(x, n):
    xs = [x[i] ** 2 for i in range(n)]
    weighted = Weighted(x[0])
    return product_less_last(*xs) + weighted(*xs) * weighted.product(*xs)


@program(X, 3)
def the_largest_of_some(x, n):
    xs = []
    for i in range(n):
        xs.append(x[i] * (i + 1))
    return max(*xs) * x[0] + min(x[1], *xs) * max(*xs[:2])


@program(X)
def functions_of_two_arrays(x):
    xs, t = [], x[0]
    while t < 10:
        xs.append(t)
        t = t * 1.7
    return np.hypot(*xs[:2]) + np.add(*xs[1:3]) * np.maximum(x[1], *xs[:1])


@program(X, 3)
def arrays_to_a_star_parameter(x, n):
    def mean(*arrays):
        return sum(arrays) / len(arrays)

    def joined(*arrays):
        return np.stack(arrays) + np.concatenate(arrays).sum()

    xs = [x * i for i in range(n)]
    return np.sum(mean(*xs) ** 2) + np.sum(joined(*xs) ** 2)


@program(X, 3)
def tuples_with_stars(x, n):
    xs = []
    for i in range(n):
        xs.append(x[i] * x[0])
    a = (*xs, x[0])
    b = (1.0, *xs)
    return a[-1] * sum(b) * len(a) + [*a, *b][2] + max(*xs, *a)


@program(X, 3)
def a_list_that_changes_after_it_was_passed(x, n):
    xs = []
    for i in range(n):
        xs.append(x[i] ** 2)
    other = xs
    rest = other[1:]
    found = sum(rest) * other[0] + first_and_rest(*xs)
    for v in other:
        found = found + v * other[1]
    xs.append(1.0)
    return found * len(xs)


@program(X, analytic=True)
def keys_of_a_dict(x):
    """A dict gives its keys, though it has values under 0, 1, 2."""
    table = {}
    for k in range(3):
        table[k] = x[k]
    return product_and_last(*table) * x[0]
