"""Helper functions, closures, lambdas, methods, globals."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program
from tests.programs.language_functions import product, sum_of_squares
from tests.programs.objects_more import Finer, Units

SCALE = 2.5


def helper(a, b=2.0):
    """Two ways out, a default."""
    if a.sum() > 0:
        return a * b
    return a - b


class Model:
    """An object with a constant and a method."""

    def __init__(self, k):
        self.k = k

    def energy(self, x):
        return self.k * np.sum(x**2)


model = Model(3.0)


def power_of(n):
    def power(t):
        return t**n

    return power


cube = power_of(3)


def halved(u):
    u[1:] *= 0.5
    return u


def pair(x):
    return np.sin(x), np.cos(x) * x


@program(numbers(5))
def helper_with_defaults(x):
    return np.sum(helper(x) * helper(-x, b=3.0))


@program(numbers(5))
def method_and_global(x):
    return model.energy(x) * SCALE


@program(numbers(5), analytic=True)
def lambda_and_inner_function(x):
    f = lambda t: t * t + 1  # noqa: E731

    def g(u):
        return f(u) * x[0]

    return g(x[1]) + sum([f(v) for v in x])


@program(numbers(5), analytic=True)
def closure_from_elsewhere(x):
    return np.sum(cube(x)) + cube(x[0])


@program(numbers(5))
def callee_that_writes_its_argument(x):
    u = x.copy()
    halved(u)
    return np.sum(u * x)


@program(numbers(5), analytic=True)
def two_results(x):
    s, c = pair(x)
    return np.sum(s * c)


@program(numbers(3), analytic=True)
def function_as_argument(x):
    def twice(f, v):
        return f(f(v))

    return np.sum(twice(np.sin, x)) + np.sum(twice(lambda t: t * t, x))


@program(numbers(3), analytic=True)
def same_helper_many_times(x):
    def step(v, k):
        return v * np.exp(-k * v * v)

    return np.sum(step(step(step(x, 0.1), 0.2), 0.3))


@program(numbers(3), 2.0, argnums=(0, 1))
def helper_in_a_loop(x, s):
    for k in range(3):
        x = helper(x, s * k)
    return np.sum(x**2)


@program(numbers(5))
def a_function_of_another_module(x):
    """A callee that another module defines, with what it calls there."""
    return np.sum(product(x, 0.5, c=x[0])) + sum_of_squares(x[1], x[2], w=x[3])


@program(numbers(5))
def a_class_of_another_module(x):
    """A class of another module, with methods that it inherits."""
    return np.sum(Finer.scaled(x).value) * Units.squared(x[0])


@program(numbers(5))
def a_function_of_another_module_passed_on(x):
    """A function of another module, given to one of this module."""

    def twice(function, value):
        return function(function(value, 0.5, c=0.7), 1.5, c=x[1])

    return np.sum(twice(product, x**2))
