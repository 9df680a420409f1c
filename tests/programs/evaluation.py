"""The order of evaluation: what is read before what is written, and what is made in its turn."""

from __future__ import annotations

import functools

import numpy as np

from tests.programs.cases import numbers, program

# ruff: noqa: B023


@program(numbers(4))
def index_before_value(x):
    i, y = 0, np.zeros(4)

    def advance():
        nonlocal i
        i = i + 1
        return x[0] * x[1]

    y[i] += advance()
    y[i] += x[2] * (i := 1)
    y[i] = advance()
    return np.sum(y * x)


@program(numbers(4), analytic=True)
def element_before_value(x):
    y, z = x * 2.0, x * 3.0

    def double(v):
        v[:] = v * 2.0
        return v[1]

    y[0] += double(y)
    z[1:] *= double(z)
    return np.sum(y * x) + np.sum(z)


@program(numbers(4), analytic=True)
def object_before_arguments(x):
    y = x * x
    return y.dot(y := np.sin(x)) + np.sum(y) + y[(k := 2)] * x[k]


@program(numbers(4), analytic=True)
def slice_bounds_in_order(x):
    k = 1
    return np.sum(x[k : (k := 3)] ** 2) * k


@program(numbers(4), analytic=True)
def comparisons_end_early(x):
    count = 0.0

    def limit():
        nonlocal count
        count += x[1]
        return 3.0

    first = x[0] > 5 > limit()
    second = -9 < x[0] < limit()
    return count * x[2] + (1.0 if second and not first else 0.0)


@program(numbers(5), analytic=True)
def filter_in_turn(x):
    limit, total = 10.0, 0.0
    for v in filter(lambda t: t < limit, x):
        total += v * x[0]
        limit = 0.3
    return total


@program(numbers(5), analytic=True)
def generator_in_turn(x):
    factor, total = 1.0, 0.0
    for v in (t * factor for t in x if t > -5.0):
        total += v
        factor = factor * 2.0
        if factor > 7.0:
            break
    else:
        total = total * 3.0
    return total


@program(numbers(5), analytic=True)
def generator_of_two_loops(x):
    t, total = 2.0, 0.0
    for v in (t * s * x[0] for t in x for s in (1.0, 2.0) if t * s > 0.1):
        total += v * t
        if total > 30.0:
            break
    return total


@program(numbers(5), analytic=True)
def map_in_turn(x):
    factor, total = 1.0, 0.0
    for v in map(lambda f: f(x[0]) * factor, [np.sin, np.cos, lambda t: t * t]):
        total += v
        factor = factor + x[1]
    for k, v in enumerate(map(lambda t: t * factor, x)):
        total += k * v
        factor = factor * 0.5
    return total


@program(numbers(5), analytic=True)
def generators_of_generators(x):
    squares = [v * v for v in (t + 1.0 for t in x)]
    return sum(squares) + sum(map(np.sin, filter(lambda v: v > 0, (t * 2.0 for t in x))))


@program(numbers(5), analytic=True)
def any_and_all_end_early(x):
    seen = 0.0

    def is_large(v):
        nonlocal seen
        seen += v
        return v * v > 0.2

    found = any(is_large(v) for v in x)
    every = all(is_large(v) for v in x)
    return seen * x[0] * (2.0 if found else 1.0) * (3.0 if every else 1.0)


@program(numbers(4), analytic=True)
def made_once(x):
    made = 0

    def make():
        nonlocal made
        made += 1
        return lambda t: t * x[1]

    ordered = sorted(x, key=make())
    total = 0.0
    for v in map(make(), ordered):
        total += v * v
    return total * made


@program(numbers(4), analytic=True)
def cached_tables(x):
    @functools.cache
    def weights(n):
        return np.arange(n) + 1.0

    return np.sum(weights(4) * x) + np.sum(weights(4)[1:] * x[1:] ** 2)
