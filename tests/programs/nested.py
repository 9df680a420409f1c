"""Derivatives inside functions that are differentiated."""

import functools

import numpy as np

from sourcead import grad, value_and_grad
from tests.programs.cases import numbers, program

X = numbers(4)
STIFFNESS = 1.7


def energy(q, k=0.5):
    return np.sum(np.cos(q)) + k * np.sum((q[1:] - q[:-1]) ** 2) * STIFFNESS


def scores(w, x):
    return np.sum(np.tanh(w * x) ** 2) + np.prod(w[:2])


force = grad(energy)
slopes = grad(scores, (0, 1))
stretched = grad(functools.partial(energy, k=2.0))


@program(X)
def gradient_penalty(x):
    g = grad(energy)(x)
    return np.sum(g**2)


@program(X, 0.3, argnums=(0, 1))
def a_gradient_made_outside(x, t):
    return np.sum(force(x, k=t) * np.sin(x)) + np.sum(stretched(x) ** 3)


@program(X, 0.1, argnums=(0, 1))
def steps_down(x, rate):
    for _ in range(4):
        x = x - rate * force(x)
    return energy(x)


@program(X, numbers(4, seed=3), argnums=(0, 1))
def by_two_arguments(w, x):
    w_bar, x_bar = slopes(w, x)
    return np.sum(w_bar * x) + np.sum(x_bar**2)


@program(X, 0.7, argnums=(0, 1))
def closure_over_an_active_value(x, t):
    def inner(w):
        return np.sum(np.sin(t * w) * x)

    return np.sum(grad(inner)(x) ** 2)


@program(0.4, 1.1, argnums=(0, 1))
def lambdas(x, y):
    return grad(lambda a: a * grad(lambda b: a * np.sin(b) * y)(a * x))(y)


@program(0.4)
def of_fifth_order(x):
    third = grad(grad(grad(lambda a: np.sin(a) * a**3)))
    return grad(lambda b: third(b) * x)(x)


@program(X, 0.2, argnums=(0, 1))
def a_decorated_inner_function(x, t):
    @grad
    def pull(w):
        total = 0.0
        for k in range(len(w)):
            if w[k] > 0:
                total += t * w[k] ** 3
        return total

    return np.sum(pull(x) * x)


@program(X)
def values_with_gradients(x):
    value, slope = value_and_grad(energy)(x)
    while value > 3.0:
        x = x - 0.2 * slope
        value, slope = value_and_grad(energy)(x)
    return value * np.sum(slope)


@program(X, 0.5, argnums=(0, 1))
def a_decorator_with_arguments(x, t):
    @grad(argnums=(1, 0))
    def both(a, b):
        return np.sum(np.exp(a * t) * b**2)

    b_bar, a_bar = both(x, 2 * x)
    return np.sum(a_bar * b_bar)


@program(2.0)
def a_root_by_its_own_derivative(a):
    def residual(z):
        return z**3 - a * z - 1.0

    slope = grad(residual)
    z = 2.0
    for _ in range(6):
        z = z - residual(z) / slope(z)
    return z * a


@program(X, {"w": numbers(4, seed=1), "b": 0.2}, argnums=(0, 1))
def of_a_dict(x, params):
    def loss(p):
        return np.sum((p["w"] * x + p["b"]) ** 2)

    g = grad(loss)(params)
    return np.sum(g["w"] * x) + g["b"] ** 2


class Potential:
    def __init__(self, depth):
        self.depth = depth

    def at(self, q):
        return self.depth * np.sum(np.exp(-(q**2)))


@program(X, 0.8, argnums=(0, 1))
def of_a_method(x, depth):
    well = Potential(depth)
    return np.sum(grad(lambda q: well.at(q))(x) ** 2)


@program(numbers(3, 3), numbers(3), argnums=(0, 1))
def curvature_along_a_direction(a, v):
    def quadratic(z):
        return np.sum(np.tanh(a @ z) ** 2)

    return np.sum(grad(lambda z: np.sum(grad(quadratic)(z) * v))(v) ** 2)
