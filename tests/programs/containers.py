"""Tuples, lists and dicts of arrays and numbers, as arguments and inside."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program([numbers(3), numbers(3, seed=1)])
def list_of_arrays(ps):
    t = 0.0
    for p in ps:
        t = t + np.sum(p * p)
    return t * np.sum(ps[0])


@program({"a": numbers(3), "b": 2.0})
def dict_of_array_and_number(d):
    return np.sum(d["a"] * d["b"]) ** 2


@program((numbers(3), numbers(2)))
def tuple_of_arrays(t):
    a = t[0]
    b = t[1]
    return np.sum(a) * np.sum(b * b)


@program(numbers(4))
def appended_list(x):
    xs = []
    for i in range(4):
        xs.append(x[i] * i)
    t = 1.0
    for y in xs:
        t = t * (y + 1.5)
    return t


@program(numbers(5), analytic=True)
def swapped_numbers(x):
    a = x[0]
    b = x[1]
    a, b = b, a * b
    a, b = b, a * b
    return a + 2 * b


@program(
    {"w1": numbers(3, 4), "b1": numbers(4), "w2": numbers(4, 1), "b2": numbers(1)},
    numbers(6, 3),
    numbers(6, 1),
)
def network(p, x, y):
    h = np.maximum(x @ p["w1"] + p["b1"], 0)
    out = h @ p["w2"] + p["b2"]
    return np.mean((out - y) ** 2)


@program(numbers(4), analytic=True)
def dict_built_inside(x):
    d = {}
    d["a"] = x * 2
    d["b"] = d["a"] * x
    return np.sum(d["a"] * d["b"])


@program(numbers(5), analytic=True)
def list_elements_assigned(x):
    y = [x[0], x[1] * 2.0]
    y[0] = y[1] * x[2]
    z = (y[0], y[1])
    a, b = z
    return a * b


@program([{"w": numbers(3, 3), "b": numbers(3)}, {"w": numbers(3, 2), "b": numbers(2)}], numbers(5, 3))
def list_of_dicts(layers, x):
    h = x
    for layer in layers:
        h = np.tanh(h @ layer["w"] + layer["b"])
    return np.sum(h**2)


@program({"outer": {"inner": (numbers(2), 0.5)}, "unused": numbers(2)})
def nested_structure(tree):
    a, s = tree["outer"]["inner"]
    return s * np.sum(a**3)


@program(numbers(4), analytic=True)
def comprehension(x):
    parts = [v * v + i for i, v in enumerate(x)]
    return sum(parts) * parts[0]


@program([0.3, 1.2, -0.7])
def list_of_numbers(xs):
    total = 0.0
    for i in range(len(xs)):
        total += xs[i] ** (i + 1)
    return total


@program(numbers(3), analytic=True)
def array_from_elements(x):
    m = np.array([[x[0], x[1]], [x[1] * x[2], 1.0]])
    return np.sum(m @ m)
