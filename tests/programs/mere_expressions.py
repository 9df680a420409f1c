"""Statements that are mere expressions: what they raise is caught."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(3), 1.5)
def elements_of_displays(x, a):
    r = x[0]
    try:
        [][0]
    except IndexError:
        r = r * a
    try:
        [a, 2.0][5]
    except IndexError:
        r = r * x[1]
    try:
        {"k": x}["q"]
    except KeyError:
        r = r * a
    try:
        (x + x)[9]
    except IndexError:
        r = r * x[2]
    return r


@program(numbers(3), 1.5)
def what_a_function_returns(x, a):
    def last(v):
        return v[9]

    r = x[0]
    try:
        last(x)
    except IndexError:
        r = r * a
    try:
        (lambda: x + np.ones(4))()
    except ValueError:
        r = r * x[1]
    return r
