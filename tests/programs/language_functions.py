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


COUNT = 0


def even(v, n):
    return v if n == 0 else odd(v * 2, n - 1)


def odd(v, n):
    return v * v if n == 0 else even(np.sin(v), n - 1)


