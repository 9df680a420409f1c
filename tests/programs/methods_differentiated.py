"""Derivatives of methods of objects that the program makes, and of objects that are called."""

from __future__ import annotations

import numpy as np

from sourcead import grad, value_and_grad
from tests.programs.cases import numbers, program


class Potential:
    def __init__(self, k):
        self.k = k

    def energy(self, x):
        return 0.5 * self.k * np.sum(x**2) + 0.1 * np.sum(x**4)

    def force(self, x):
        return -grad(self.energy)(x)

    def pair(self, x, y, *, scale):
        return scale * self.k * np.sum(x * y**2)

    def __call__(self, x):
        return self.energy(x) * self.k


@program(numbers(3), 1.5, argnums=(0, 1))
def leapfrog(x, k):
    potential = Potential(k)
    v = np.zeros_like(x)
    for _ in range(4):
        v += 0.05 * potential.force(x)
        x = x + 0.1 * v
        v += 0.05 * potential.force(x)
    return potential.energy(x) + 0.5 * v @ v


@program(numbers(3), 1.5, argnums=(0, 1))
def a_derivative_of_what_the_object_was(x, k):
    potential = Potential(k)
    force = grad(potential.energy)
    potential = Potential(k * k)
    other = grad(potential.energy)
    return np.sum(force(x) ** 2) + np.sum(other(x) * x)


@program(numbers(3), 1.5, argnums=(0, 1))
def an_attribute_changed_after_the_derivative_was_made(x, k):
    potential = Potential(k)
    force = grad(potential.energy)
    potential.k = 3.0 * k
    return np.sum(force(x) ** 2)


@program(numbers(3), 1.5, argnums=(0, 1))
def an_object_that_is_called(x, k):
    value, slope = value_and_grad(Potential(k))(x)
    return value * np.sum(slope)


@program(numbers(3), numbers(3, seed=1), 1.5, argnums=(0, 1, 2))
def a_method_by_two_arguments(x, y, k):
    first, second = grad(Potential(k).pair, argnums=(0, 1))(x, y, scale=k)
    return np.sum(first * second)


@program(numbers(4), 0.3, argnums=(0, 1))
def newton_steps_of_a_method(x, k):
    model = Potential(k)
    slope = grad(model.energy)
    for _ in range(3):
        g = slope(x)
        x = x - g / (k + 1.2 * x**2)
    return np.sum(x**2) + model(x)
