"""Dicts made of names and the elements of something: `dict(zip(NAMES, x))`."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from tests.programs.cases import numbers, program

NAMES = ("a", "b", "c")
LISTED = ["a", "b", "c"]
SETTINGS = SimpleNamespace(names=("rate", "scale"))


def model(a, b, c):
    return a * b + c**2


@program(numbers(4))
def by_the_names_outside(x):
    d = dict(zip(NAMES, x))
    total = 0.0
    for name, v in d.items():
        total += v * len(name) * (2 if name == "a" else 1)
    return total + d["a"] * d["b"] + sum(v**2 for v in d.values())


@program(numbers(4))
def unpacked_into_a_call(x):
    return model(**dict(zip(LISTED, x))) + model(**dict(zip("bca", x[1:] * 2)))


@program(numbers(4))
def changed_afterwards(x):
    d = dict(zip(["a", "b", "c"], x))
    d["z"] = d.pop("a") * d["b"]
    d.update(w=x[3])
    return d["z"] + sum(d.values()) * len(d)


@program(numbers(4))
def transformed(x):
    d = dict(zip(SETTINGS.names, x * 2))
    logs = {name: np.exp(v) for name, v in d.items()}
    return logs["rate"] * logs["scale"] + len(logs)


@program(numbers(2, 3))
def one_for_each_row(rows):
    total = 0.0
    for row in rows:
        d = dict(zip(NAMES, row))
        total += d["a"] * d["b"] + d["c"]
    return total


@program(numbers(6))
def of_arrays_and_functions(x):
    d = dict(zip(("W", "b"), (x[:4].reshape(2, 2), x[4:])))
    g = dict(zip(("sin", "cos"), (np.sin, np.cos)))
    return np.sum(g["sin"](d["W"] @ d["b"])) + g["cos"](x[0])
