"""Generator functions, and functions that are chosen by what is computed."""

from __future__ import annotations

import functools

import numpy as np

from tests.programs.cases import numbers, program


def partial_sums(v, count):
    total = 0.0
    for i in range(count):
        total = total + v[i] * v[i]
        yield total


def doubling(v):
    while True:
        yield v
        v = v * 2.0


def signs(v):
    yield v[0]
    if v[1] > 0:
        yield v[1] * 2.0
        return
    yield v[2] ** 2


def several(v):
    yield from signs(v)
    yield from (t * t for t in v)
    yield from map(np.sin, v)
    yield 1.0


def named(v):
    yield "sum", np.sum(v)
    yield "product", np.prod(v)


def square(v):
    return v * v


@program(numbers(5), analytic=True)
def generator_in_a_loop(x):
    total = 1.0
    for k, v in enumerate(partial_sums(x, 4)):
        total = total * 0.5 + v * k
    return total


@program(numbers(5), analytic=True)
def generators_consumed(x):
    found = list(partial_sums(x, 5))
    first, second = signs(x)
    return (
        found[0] * found[4]
        + sum(partial_sums(x, 3))
        + max(signs(x)) * first * second
        + sum([v * w for v in signs(x) for w in signs(x * v)])
    )


@program(numbers(5))
def generator_without_end(x):
    total = 0.0
    for v in doubling(x[0] ** 2):
        if v < 1.0:
            continue
        total = total + v * x[1]
        if total > 30.0 or v > 100.0:
            break
    else:
        total = total * 100.0
    for i, v in enumerate(doubling(x[2]), 1):
        total = total + i * v
        if i > 3:
            break
    return total


@program(numbers(5), analytic=True)
def generators_in_generators(x):
    total = 0.0
    for v in several(x):
        total = total * 0.5 + v
    for name, v in named(x):
        total = total + v if name == "sum" else total * v
    return total + (2.0 if any(v > 0.5 for v in signs(x)) else 1.0)


@program(numbers(5), analytic=True)
def generator_and_loop_in_turn(x):
    k, seen = x[0], 0.0

    def scaled(n):
        nonlocal seen
        for i in range(n):
            seen = seen + k
            yield k * i + seen
        seen = seen * 2.0

    total = 0.0
    for v in scaled(4):
        total = total + v * seen
        k = k * x[1]
    return total + seen


@program(numbers(5))
def generator_of_arrays(x):
    def steps(u):
        for i in range(3):
            u[i + 1 :] = u[i + 1 :] * 2.0
            yield u

    total = 0.0
    for u in steps(x * 1.0):
        u[0] = u[0] * x[1]
        total = total + np.sum(u * x)
    return total


@program(numbers(5), analytic=True)
def generator_of_functions(x):
    def steps():
        yield np.sin
        yield lambda t: t * x[0]
        yield functools.partial(np.multiply, 3.0)

    for f in steps():
        x = f(x)
    return np.sum(x)


@program(numbers(5))
def chosen_by_a_test(x):
    f = np.sin if x[0] > 0 else np.cos
    if x[1] > 0:
        g = square
    elif x[2] > 0:
        g = lambda t: t * x[3]  # noqa: E731
    else:
        g = np.exp
    return np.sum(f(g(x)) * g(x)) + sum(map(f, x))


@program(numbers(6))
def chosen_in_a_loop(x):
    total = 0.0
    for v in x:
        step = square if v > 0.2 else functools.partial(np.multiply, x[0])
        total = total + step(v)
    return total * step(total)


@program(numbers(5))
def chosen_and_returned(x):
    def pick(v):
        if v > 0.3:
            return np.sin
        if v > -0.3:
            return lambda t: t * v
        return square

    return (
        pick(x[0])(x[1]) * pick(x[1])(x[2])
        + pick(x[2])(x[3])
        + functools.reduce((lambda a, b: a * b) if x[4] > 0 else (lambda a, b: a + b), x)
    )


@program(numbers(5), 1, [0, 2, -1, 1], ["cube", "sin"], analytic=True)
def chosen_by_an_index(x, k, path, names):
    steps = (np.sin, square, lambda t: t * x[1])
    table = {"sin": np.sin, "cube": lambda t: t**3 / 3.0}
    v = steps[k](x[0]) * 0.1
    for j in path:
        v = steps[j](v) + x[2]
    for name in names:
        v = table[name](v)
    return v


@program(numbers(5))
def chosen_with_effects(x):
    count = 0.0

    def counted(t):
        nonlocal count
        count = count + t
        return t * t

    act = counted if x[0] > 0 else np.tanh
    return act(x[1]) * count + act(x[2]) + count


@program(numbers(4))
def boolean_values(x):
    a, b = x[0], x[1]
    first = (a > 0.5 and a * a) or b
    second = a > -9.0 and b * b
    quotient, rest = divmod(x[2], 0.3)
    return first * second + (a or b) + quotient * rest + getattr(np, "tanh")(x[3])  # noqa: B009


def kept_positive(values, least):
    return (v for v in values if v > least)


def squared(values):
    for v in values:
        yield v * v


def total_of(values, f=lambda v: v):
    total = 0.0
    for v in values:
        total = total * 0.5 + f(v)
    return total


@program(numbers(5), analytic=True)
def generators_passed_and_kept(x):
    factor, items = 2.0, [x[0], x[1]]
    scaled = (v * factor for v in items)
    sums = partial_sums(x, 3)
    factor, items = 3.0, [x[2]]
    return sum(scaled) * total_of(sums, np.sin) + total_of((v * factor for v in items), lambda v: v * x[3])


@program(numbers(5))
def generators_in_a_row(x):
    total = total_of(squared(kept_positive(doubled(x), 0.1)))
    for k, v in enumerate(squared(v * x[0] for v in kept_positive(x, -0.5))):
        total = total + k * v
    return total


def doubled(values):
    for v in values:
        yield 2.0 * v


@program(numbers(5), analytic=True)
def generators_left_and_told(x):
    pairs = ((k, v) for k, v in enumerate(x) if k != 2)
    table = {k: v * v for k, v in pairs}
    squares = squared(x)
    total = 0.0
    for v in squares:
        total = total + v
        if total > 0.5:
            break
    return total * table[0] + table[4]
