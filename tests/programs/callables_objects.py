"""Functions and objects together: networks of layers, methods as values, functions as attributes, generator methods."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tests.programs.cases import numbers, program


def square(v):
    return v * v


class Dense:
    """A layer: a weight and an activation."""

    def __init__(self, w, act):
        self.w = w
        self.act = act

    def __call__(self, x):
        return self.act(self.w * x)

    def shifted(self, v, *shifts, by=0.0):
        return self.act(self.w * v + sum(shifts) + by)


class Network:
    """Layers one after the other: objects and functions."""

    def __init__(self, *layers, final=None):
        self.layers = list(layers)
        self.final = final

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x if self.final is None else self.final(x)


class Total:
    """A sum that remembers."""

    def __init__(self):
        self.n = 0.0

    def add(self, v):
        self.n += v
        return self.n

    def added(self, values):
        for v in values:
            self.n += v
            yield v * self.n


@dataclass
class Pair:
    """Two functions and a number."""

    a: Any
    f: Any = np.sin
    g: Any = field(default_factory=lambda: lambda t: t * 2.0)

    def value(self, v):
        return self.f(self.a * v) + self.g(v)


@program(numbers(4))
def network_of_layers_and_functions(x):
    net = Network(Dense(x[0], np.tanh), np.sin, Dense(x[1], lambda z: z * x[2]), final=np.sum)
    return net(x) * net(2.0 * x)


@program(numbers(4), analytic=True)
def methods_as_values(x):
    one, other = Dense(x[0], square), Dense(x[1], np.sin)
    bent = functools.partial(one.shifted, x[1], x[2], by=x[3])
    chained = functools.reduce(lambda v, layer: layer(v), [one, other, np.cos], x[2])
    return bent() * chained + sum([m(x[2]) for m in [one.shifted, other.shifted, np.exp]]) + sum(map(other.shifted, x))


@program(numbers(4))
def methods_chosen(x):
    one, other = Dense(x[0], square), Dense(x[1], np.sin)
    method = one.shifted if x[2] > 0 else other.shifted
    layer = one if x[3] > 0 else other
    table = {"sum": np.sum, "one": one.shifted}
    table["other"] = other
    return method(x[3]) * layer(x[2]) + table["other"](x[0]) * table["one"](x[1], x[2]) + table["sum"](x)


@program(numbers(4), analytic=True)
def functions_as_attributes(x):
    first = Pair(x[0])
    second, third = replace(first, f=square), Pair(x[1], np.cos, lambda t: t * x[2])
    found = first.value(x[1]) + second.value(x[2]) * third.value(x[3])
    first.f = lambda t: t**3
    first.steps = [np.sin, square]
    for step in first.steps:
        found = found + step(x[1])
    return found + first.value(x[2]) + first.steps[1](found)


@program(numbers(4))
def attribute_chosen_in_a_branch(x):
    pair = Pair(x[0])
    if x[1] > 0:
        pair.f = square
    else:
        pair.g = np.cos
    return pair.value(x[2]) * pair.value(x[3])


@program(numbers(4), analytic=True)
def objects_that_remember_in_arguments(x):
    total = Total()

    def mixed(first, second, *rest, last=1.0, **more):
        return first * second + sum(rest) * last + more["third"]

    found = mixed(total.add(x[0]), total.n, *(total.add(x[1]), total.n), last=total.add(x[2]), third=total.n)
    for v in map(lambda t: total.add(t), x):
        found = found + v * total.n
    return found + 2.0 * total.n


@program(numbers(4), analytic=True)
def generator_methods(x):
    total = Total()
    found = 0.0
    for v in total.added(x):
        found = found + v * total.n
        total.n = total.n * 0.5
    return found + sum(total.added(x)) * total.n


@program(numbers(6), analytic=True)
def objects_in_step_with_arrays(x):
    layers = [Dense(x[0], square), Dense(x[1], np.sin)]
    found = 0.0
    for layer, f, v in zip(layers, [np.cos, np.exp], x):
        found = found + layer(v) * f(v)
    return found + sum(layer(v) for layer, v in zip(layers, x[2:])) + sum(layer(x[5]) for layer in layers)
