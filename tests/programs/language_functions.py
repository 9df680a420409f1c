"""The language: functions. Each docstring is a row of README.md's table of what is supported."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import program
from tests.programs.language_control import X


def product(a, /, b=2.0, *, c=3.0):
    return a * b * c


@program(X)
def kinds_of_parameters(x):
    """defaults, keyword-only and positional-only parameters"""
    return product(x[0]) + product(x[1], c=x[2]) + product(x[3], 1.0, c=x[0])


@program(X)
def closures(x):
    """nested functions, closures, late binding"""
    k = x[0]

    def g(t):
        return k * t

    s = g(x[1])
    k = x[2]
    return s + g(x[2])


def power(v, n):
    if n == 0:
        return 1.0
    return v * power(v, n - 1)


@program(X)
def recursion(x):
    """recursion"""
    return power(x[0], 3) + power(x[1], 2)


def even(v, n):
    return v if n == 0 else odd(v * 2, n - 1)


def odd(v, n):
    return v * v if n == 0 else even(np.sin(v), n - 1)


@program(X)
def mutual_recursion(x):
    """mutual recursion"""
    return even(x[0], 3) + odd(x[1], 2)


def halves(x):
    if len(x) == 1:
        return x[0] ** 2
    m = len(x) // 2
    return halves(x[:m]) * 0.5 + halves(x[m:])


@program(X)
def recursion_over_slices(x):
    """recursion over slices of an array"""
    return halves(x)
