"""Functions that are called for each element: `np.vectorize`, `np.fromfunction`, `np.fromiter`."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program

X, Y = numbers(3), numbers(3) + 0.4


def bent(v):
    if v > 0.3:
        return v**2
    return np.sin(v)


@np.vectorize
def soft(v, k=2.0):
    """A decorated function of the module."""
    if v > 0.5:
        return k * v - 0.25
    return v**3


BENT = np.vectorize(bent)


@program(X)
def function_of_the_module(x):
    return np.sum(BENT(x) * np.arange(3.0)) + np.sum(np.vectorize(bent)(np.outer(x, x)))


@program(X)
def decorated_function(x):
    return np.sum(soft(x)) * soft(x[0]) + np.sum(soft(x, 3.0))


@program(X)
def decorated_inside(x):
    @np.vectorize
    def scaled(v):
        return v * np.tanh(x[0]) if v > 0 else x[1]

    return np.sum(scaled(x) ** 2)


@program(X, Y, argnums=(0, 1))
def lambda_of_two(x, y):
    larger = np.vectorize(lambda a, b: a * b if a > b else b**2)
    return np.sum(larger(x, y)) + np.sum(larger(x[:, None], y) * np.outer(y, x))


@program(X, Y, 0.7, argnums=(0, 1, 2))
def function_of_three(x, y, s):
    def clipped(a, low, high):
        if a < low:
            return low * 1.0
        return min(a, high) ** 2

    return np.sum(np.vectorize(clipped)(x[:, None], y, s))


@program(X, Y, argnums=(0, 1))
def function_of_four(x, y):
    mixed = np.vectorize(lambda a, b, c, d: a * b + np.sin(c) * d)
    return np.sum(mixed(x, y, x[0], 2.0) ** 2)


@program(X)
def grid_by_a_function(x):
    wave = np.fromfunction(lambda i, j: np.sin(x[0] * i) + j * x[1], (3, 4))
    return np.sum(wave**2) + np.sum(np.fromfunction(lambda k: x[2] * k, (3,), dtype=int) * x)


@program(X)
def array_of_a_generator(x):
    found = np.fromiter((v * v + k for k, v in enumerate(x)), float)
    return np.sum(found * np.fromiter([x[0], 2.0, x[1]], dtype=float))


@program(X)
def array_of_what_a_function_yields(x):
    def powers(v, n):
        p = 1.0
        for _ in range(n):
            yield p
            p = p * v

    return np.fromiter(powers(x[0], 4), float) @ np.fromiter(powers(x[1], 4), dtype=np.float64)


@program(X)
def calls_that_are_counted(x):
    """NumPy calls the function once more in front, for the kind of its values."""
    calls = 0

    def counted(v):
        nonlocal calls
        calls += 1
        return v * calls

    return np.sum(np.vectorize(counted)(x)) * calls


FLOATS = np.vectorize(lambda v: v * v if v > 0.0 else 0, otypes=[float])


@program(X)
def kind_that_is_given(x):
    cut = np.vectorize(lambda a, b: 0 if a > b else a * b, otypes="d")
    return np.sum(FLOATS(x)) + np.sum(FLOATS(-x) * cut(x, x[1]))
