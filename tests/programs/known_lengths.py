"""Lists, tuples and dicts of known lengths that a loop reads as a whole, and of which elements are read elsewhere."""

from __future__ import annotations

import math

import numpy as np

from tests.programs.cases import program

X = np.array([0.7, 0.4, 1.2])


def powers(xs, n):
    return 1.0 if n == 0 else sum(xs) * powers(xs, n - 1)


@program(X)
def summed(x):
    xs = [x[0], x[1] ** 2, x[2]]
    a = x[0]
    for _ in range(2):
        a = a * sum(xs)
    return a


@program(X)
def largest_and_smallest(x):
    xs = [x[0], x[1] ** 2, x[2]]
    a = x[0]
    for _ in range(2):
        a = a * max(xs) + min(xs)
    return a * xs[1]


@program(X)
def a_tuple(x):
    t = (x[0], x[1] ** 2)
    a = x[0]
    for _ in range(2):
        a = a * sum(t)
    return a * t[0]


@program(X)
def values_of_a_dict(x):
    d = {"a": x[0], "b": x[1] ** 2}
    a = x[0]
    for _ in range(2):
        a = a * sum(d.values())
    return a * d["a"]


@program(X)
def as_an_array(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    for _ in range(2):
        a = a * np.sum(np.array(xs))
    return a * xs[1]


@program(X)
def arrays_stacked(x):
    xs = [x[:2], x[1:] ** 2]
    a = x[0]
    for _ in range(2):
        a = a * np.sum(np.stack(xs)) + np.sum(np.concatenate(xs))
    return a * np.sum(xs[1])


@program(X)
def in_a_while_loop(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    i = 0
    while a < 4.0 and i < 3:
        a = a * sum(xs) + 1.0
        i += 1
    return a * xs[0]


@program(X)
def by_recursion(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    for _ in range(2):
        a = a * powers(xs, 2)
    return a * xs[1]


@program(X)
def in_a_branch(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    for i in range(2):
        if x[i] > 0.5:
            a = a * sum(xs)
        else:
            a = a + xs[0]
    return a * xs[1]


@program(X)
def lists_in_a_list(x):
    xs = [[x[0], x[1] ** 2], [x[2], x[0]]]
    a = x[0]
    for _ in range(2):
        a = a * sum(xs[0]) * sum(xs[1])
    return a * xs[1][0]


@program(X)
def made_longer(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    for _ in range(2):
        m = xs + [a]
        a = a * sum(m)
    return a * xs[1]


@program(X)
def in_two_loops(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    for _ in range(2):
        for _ in range(2):
            a = a * sum(xs)
        b = sum(xs) * a
    return a * xs[1] + b


@program(X)
def bound_anew(x):
    xs = [x[0], x[1] ** 2]
    a = x[0]
    for _ in range(2):
        a = a * sum(xs)
        xs = [xs[1], a * 0.1]
    return a * xs[1]


@program(X)
def as_a_vector(x):
    xs = [x[0], x[1] ** 2]
    s = 0.0
    for _ in range(3):
        s = s + np.dot(xs, [x[2], 1.0])
    return s * xs[0]


@program(X)
def taken_apart(x):
    t = (x[:2], 0.5)
    s = 0.0
    for _ in range(3):
        u, v = t
        s = s + np.sum(u) * v * sum(t[0])
    return s * t[0][1]


@program(X)
def in_order(x):
    xs = sorted([x[0], x[1] ** 2, x[2]])
    s = 1.0
    for _ in range(3):
        s = s * sum(xs)
    return s * xs[0]


@program(X)
def by_math(x):
    xs = [x[0], x[1] ** 2, x[2]]
    s = 1.0
    for _ in range(3):
        s = s * math.fsum(xs) + math.prod(xs) + math.hypot(*xs)
    return s * xs[0]


@program(X)
def a_loops_variable_read_by_the_loop_around(x):
    xs = [0.1, 0.5]
    s = 0.1
    for _ in range(2):
        for v in list(xs):  # noqa: B007
            xs.append(len(xs) * 0.3)
        s = s + v * x[0]
    return s


@program(X)
def loops_with_one_variable(x):
    xs = [x[0], x[1] ** 2]
    s = 0.1
    for _ in range(2):
        for v in list(xs):  # noqa: B007
            xs.append(x[2])
        for v in list(xs):
            s = s + v * x[0] * 0.2
    for v in list(xs):
        s = s + v * x[0] * 0.2
    return s


@program(X)
def bound_anew_in_its_loop_and_left_early(x):
    us = [x[0] * 1.0, x[1] * 2.0, x[2] * 0.5]
    t = 0.1
    for p in us:
        t = np.sin(t + p)
        if len(us) < 9:
            us = [p * 0.7, *us]
        if t > 0.3:
            break
    return t


@program(X)
def longer_in_its_loop_and_left_early(x):
    us = [x[0] * 1.0, x[1] * 2.0, x[2] * 0.5]
    t = 0.1
    for p in us:
        t = np.sin(t + p)
        us = us + [t]
        if t > 0.3:
            break
    return t * us[-1] + sum(us)


@program(X)
def bound_anew_while_a_loop_runs_over_it(x):
    xs = [x[0], x[1]]
    a = x[0]
    for v in xs:
        a = np.sin(a * v)
        xs = xs + [a * x[2]]
    return a * np.tanh(sum(xs)) + len(xs)


@program(X)
def another_name_of_what_a_loop_runs_over(x):
    xs = [x[0], x[1]]
    ys, a = xs, x[0]
    for v in xs:
        a = np.sin(a * v)
        xs = [a, *xs[1:]]
    return a * np.tanh(sum(xs)) + sum(ys) * ys[0]
