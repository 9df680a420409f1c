"""Expressions: comparisons, walrus, chosen values, strings, displays, unpacking, slices, constants."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(5), analytic=False)
def chained_comparisons(x):
    s = 0.0
    for v in x:
        if -1.0 < v <= 0.5 != 2.0:
            s = s + v * v
    inside = 0 < s < 100.0
    return s * 2.0 if inside and -5 < x[0] < 5 else s


@program(numbers(4))
def walrus_in_a_test(x):
    if (n := np.sum(x * x)) > 1.0:
        return n * x[0]
    return n


@program(numbers(4), analytic=True)
def walrus_in_a_comprehension(x):
    ys = [(last := v * v) * 2.0 for v in x]
    return ys[0] * last


@program(numbers(4), analytic=True)
def walrus_in_a_call(x):
    return np.sum((y := x * 2.0) * y) + np.sum(y[(k := 1) :]) * k


@program(numbers(4))
def walrus_in_a_loop(x):
    k, s = 0, 0.0
    while (v := x[k] ** 2) < 50.0 and k < 3:
        s = s + v * (k + 1)
        k += 1
    return s


@program(numbers(3))
def nested_choices(x):
    a = x[0] if x[0] > 0 else x[1] if x[1] > 0 else x[2] if x[2] > 0 else -x[0]
    return a * (x[1] if a > 1 else 2.0)


@program(2.0, 0.7, argnums=(0, 1))
def and_or_give_operands(a, b):
    c = b or a
    d = a and b
    return c * 3.0 + d * 2.0


@program(numbers(3))
def negated_and_contained(x):
    names = ["a", "b"]
    s = x[0]
    if not x[0] > 100 and "a" in names and "c" not in names:
        s = s * x[1]
    return s


@program(numbers(4), analytic=True)
def displays_with_stars(x):
    first = [x[0], x[1] * 2.0]
    second = [*first, x[2], *[x[3] * x[0]]]
    third = (*first, x[3])
    return second[0] * second[3] + third[1] * third[2] + sum(second)


@program({"w": numbers(3), "b": numbers(3, seed=4)}, analytic=True)
def dict_in_a_dict(params):
    scaled = {**params, "b": params["b"] * 2.0, "extra": params["w"] ** 2}
    return np.sum(scaled["w"] * scaled["b"] + scaled["extra"])


@program(numbers(5), analytic=True)
def starred_unpacking(x):
    first, *rest = [x[0], x[1] * x[2], x[3]]
    *before, last = rest
    a, (b, *c) = x[4], [x[0], x[1], x[2]]
    return first * rest[0] + before[0] * last + a * b * c[1]


@program([numbers(3), numbers(3, seed=1), numbers(3, seed=2)], analytic=True)
def head_and_tail_of_a_list(xs):
    head, *tail = xs
    s = np.sum(head**2)
    for t in tail:
        s = s + np.sum(t * head)
    return s


@program(numbers(4), analytic=True)
def nested_targets_in_a_loop(x):
    pairs = [((0, 1), x[0]), ((1, 2), x[1] * x[3])]
    s = 0.0
    for (i, j), v in pairs:
        s = s + x[i] * x[j] * v
    return s


@program(numbers(4), analytic=True)
def slices_as_objects(x):
    inner, every = slice(1, None), slice(None, None, 2)
    return np.sum(x[inner] ** 2) * np.sum(x[every])


@program(numbers(4), analytic=True)
def imports_inside(x):
    import math
    from math import pi as circle

    import numpy as numpy_here
    from numpy import linalg, sin

    return numpy_here.sum(sin(x)) * math.sqrt(circle) + linalg.det(np.outer(x[:2], x[2:]) + np.eye(2))


@program(numbers(3), analytic=True)
def strings_and_constants(x):
    label: str = "a" + "b"
    kind = b"raw"
    table = {"ab": 2.0, "c": 3.0}
    pass
    y = x[..., np.newaxis] * table[label]
    return np.sum(y[..., 0] ** 2) * (1.0 if kind == b"raw" else 0.0)


@program(numbers(3))
def complex_constants(x):
    z = np.exp(1j * x)
    return np.sum(np.real(z) + 2.0 * np.imag(z))


GAIN = 2.5


@program(numbers(3), analytic=True)
def global_is_read(x):
    global GAIN
    return np.sum(GAIN * x**2)


@program(numbers(3), analytic=True)
def outer_is_read(x):
    scale = x[0] * 2.0

    def inner(t):
        nonlocal scale
        return t * scale

    return np.sum(inner(x))


@program(numbers(4))
def identity_and_none(x):
    best = None
    for v in x:
        if best is None or v > best:
            best = v
    return best * x[0]
