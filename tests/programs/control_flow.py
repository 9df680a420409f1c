"""Branches, loops of all kinds, break, continue, early return."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(5), 2.0, argnums=(0, 1))
def branch_in_a_loop(x, s):
    t = 0.0
    for i in range(len(x)):
        if x[i] > 0:
            t = t + x[i] * s
        else:
            s = s * 1.5
            t = t - x[i] ** 2
    return t * s


@program(numbers(4))
def while_until_large(x):
    s = 0.0
    k = 0
    while s < 3.0:
        s = s + x[k % 4] ** 2
        k = k + 1
    return s * s


@program(numbers(4), 3, analytic=True)
def nested_loops(x, n):
    y = x
    for i in range(n):
        for j in range(i):
            y = y * np.sin(x + j)
    return np.sum(y)


@program(numbers(3))
def nested_branches(x):
    t = x[0]
    if t > 0:
        y = t * t
    else:
        y = -t
        if x[1] > 0:
            y = y * x[1]
    return y * x[2]


@program(numbers(5))
def return_and_break_in_a_loop_with_else(x):
    for i in range(5):
        if x[i] > 10:
            return x[i]
        if x[i] < -0.5:
            break
    else:
        return np.sum(x)
    return x[i] * 3


@program(numbers(5))
def continue_in_enumerate(x):
    t = 0.0
    for i, v in enumerate(x):
        if v < 0:
            continue
        t += v * i
    return t**2


@program(numbers(5), numbers(5), argnums=(0, 1), analytic=True)
def loop_over_zip(x, y):
    s = 0.0
    for a, b in zip(x, y):
        s = s + a * b
        s = s * np.cos(s)
    return s


@program(numbers(4))
def endless_while_with_break(x):
    i = 0
    y = x.copy()
    while True:
        y = y * 0.9
        i += 1
        if np.sum(y**2) < 0.5 or i > 20:
            break
    return np.sum(y) * i


@program(numbers(4))
def running_maximum(x):
    m = 0.0
    v = x[0]
    for t in x:
        if t > v:
            v = t
            m = m + v
    return m * v + (x[1] if x[2] > 0 else x[3])


@program(numbers(6))
def while_in_a_while(x):
    n = len(x)
    out = 0.0
    i = 0
    while i < n:
        j = i
        while j < n and x[j] > 0:
            out = out + x[j] * x[i]
            j = j + 1
        i = max(j, i + 1)
    return out


@program(numbers(6))
def best_of_a_loop(x):
    best = x[0]
    for i in range(1, 6):
        best = max(best, x[i])
    return best * np.sum(x)


@program(numbers(4), analytic=True)
def loop_from_the_end(x):
    s = 1.0
    for i in reversed(range(4)):
        s = s * x[i] + 0.5
    for v in reversed(x):
        s = s + v * s
    return s


@program(numbers(6), analytic=True)
def loop_with_a_step(x):
    s = 0.0
    for i in range(5, -1, -2):
        s = s * 0.5 + x[i] ** 2
    return s


@program(numbers(3, 4), analytic=True)
def loop_over_rows(a):
    h = np.zeros(4)
    for row in a:
        h = np.tanh(h + row)
    return np.sum(h)


@program(numbers(4))
def loop_that_does_not_run(x):
    y = x * x
    for _ in range(0):
        y = y * 3.0
    while y[0] < -1.0:
        y = y * 2.0
    return np.sum(y)


@program(numbers(5))
def return_from_nested_loops(x):
    s = 0.0
    for i in range(5):
        for j in range(5):
            s = s + x[i] * x[j]
            if s > 1.0:
                return s * x[j]
    return s


@program(2.5)
def early_return(t):
    if t < 0:
        return 0.0 * t
    if t > 2:
        return t * t
    return t**3


@program(numbers(4), True)
def flag(x, deep):
    y = np.sin(x) if deep else x
    return np.sum(y) if not deep else np.sum(y * y)


@program(3.0)
def newton_square_root(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


@program(numbers(4))
def same_name_other_meaning(x):
    y = x[0]
    y = y * x
    for x in range(3):
        y = y * (x + 1.0)
    return np.sum(y)


@program(0.3)
def logistic_map(r):
    x = 0.4
    for _ in range(20):
        x = (r + 3.0) * x * (1 - x)
    return x


@program(numbers(5))
def chained_conditions(x):
    s = 0.0
    for v in x:
        if -0.5 < v < 0.5:
            s += v * v
        elif v >= 0.5 and s < 2:
            s += 2 * v
        else:
            s -= v
    return s


@program(numbers(4) ** 2 + 0.5)
def square_roots_by_newton(x):
    """`while` … `else`: what is done when the iteration has converged."""
    r = 0.5 * (x + 1.0)
    while np.max(np.abs(r * r - x)) > 1e-9:
        r = 0.5 * (r + x / r)
    else:
        r = r * x[0]
    return np.sum(r)


@program(numbers(4), 0.7, argnums=(0, 1))
def a_step_that_is_made_smaller(x, h):
    """`while` … `else` with `break`: a step is halved until it is good, or given up."""
    tries, best = 0, np.sum(x**2)
    while tries < 3:
        trial = np.sum((x - h * x) ** 2) * (2.0 - h)
        if trial < best:
            break
        h, tries = 0.5 * h, tries + 1
    else:
        trial = best * h
    return trial * h


@program(numbers(3, 4))
def the_first_large_entry(x):
    """`return` from inside nested loops over the entries of a matrix."""
    total = 0.0
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0.8:
                return x[i, j] ** 2 * (i + 1) + total
            total = total + x[i, j] ** 3
    return total


@program(np.array([0.4, -0.9, 1.3, 0.62]), 0.5, argnums=(0, 1))
def the_first_pair_that_is_close(x, bound):
    """`return` from a loop in a `while` loop whose bound grows."""
    while bound < 10.0:
        for a, b in zip(x, x[1:]):
            if abs(a - b) < bound:
                return a * b * bound
        bound = bound * 1.3
    return bound
