"""The order of evaluation: what is read before what is written, and what is made in its turn."""

from __future__ import annotations

import functools

import numpy as np

from tests.programs.cases import numbers, program

# ruff: noqa: B008, B023


@program(numbers(4))
def index_before_value(x):
    i, y = 0, np.zeros(4)

    def advance():
        nonlocal i
        i = i + 1
        return x[0] * x[1]

    y[i] += advance()
    y[i] += x[2] * (i := 1)
    y[i] = advance()
    return np.sum(y * x)


@program(numbers(4), analytic=True)
def element_before_value(x):
    y, z = x * 2.0, x * 3.0

    def double(v):
        v[:] = v * 2.0
        return v[1]

    y[0] += double(y)
    z[1:] *= double(z)
    return np.sum(y * x) + np.sum(z)


@program(numbers(4), analytic=True)
def object_before_arguments(x):
    y = x * x
    return y.dot(y := np.sin(x)) + np.sum(y) + y[(k := 2)] * x[k]


@program(numbers(4), analytic=True)
def slice_bounds_in_order(x):
    k = 1
    return np.sum(x[k : (k := 3)] ** 2) * k


@program(numbers(4), analytic=True)
def comparisons_end_early(x):
    count = 0.0

    def limit():
        nonlocal count
        count += x[1]
        return 3.0

    first = x[0] > 5 > limit()
    second = -9 < x[0] < limit()
    return count * x[2] + (1.0 if second and not first else 0.0)


@program(numbers(5), analytic=True)
def filter_in_turn(x):
    limit, total = 10.0, 0.0
    for v in filter(lambda t: t < limit, x):
        total += v * x[0]
        limit = 0.3
    return total


@program(numbers(5), analytic=True)
def generator_in_turn(x):
    factor, total = 1.0, 0.0
    for v in (t * factor for t in x if t > -5.0):
        total += v
        factor = factor * 2.0
        if factor > 7.0:
            break
    else:
        total = total * 3.0
    return total


@program(numbers(5), analytic=True)
def generator_of_two_loops(x):
    t, total = 2.0, 0.0
    for v in (t * s * x[0] for t in x for s in (1.0, 2.0) if t * s > 0.1):
        total += v * t
        if total > 30.0:
            break
    return total


@program(numbers(5), analytic=True)
def map_in_turn(x):
    factor, total = 1.0, 0.0
    for v in map(lambda f: f(x[0]) * factor, [np.sin, np.cos, lambda t: t * t]):
        total += v
        factor = factor + x[1]
    for k, v in enumerate(map(lambda t: t * factor, x)):
        total += k * v
        factor = factor * 0.5
    return total


@program(numbers(5), analytic=True)
def generators_of_generators(x):
    squares = [v * v for v in (t + 1.0 for t in x)]
    return sum(squares) + sum(map(np.sin, filter(lambda v: v > 0, (t * 2.0 for t in x))))


@program(numbers(5), analytic=True)
def any_and_all_end_early(x):
    seen = 0.0

    def is_large(v):
        nonlocal seen
        seen += v
        return v * v > 0.2

    found = any(is_large(v) for v in x)
    every = all(is_large(v) for v in x)
    return seen * x[0] * (2.0 if found else 1.0) * (3.0 if every else 1.0)


@program(numbers(4), analytic=True)
def made_once(x):
    made = 0

    def make():
        nonlocal made
        made += 1
        return lambda t: t * x[1]

    ordered = sorted(x, key=make())
    total = 0.0
    for v in map(make(), ordered):
        total += v * v
    return total * made


@program(numbers(4), analytic=True)
def cached_tables(x):
    @functools.cache
    def weights(n):
        return np.arange(n) + 1.0

    return np.sum(weights(4) * x) + np.sum(weights(4)[1:] * x[1:] ** 2)


@program(numbers(4), analytic=True)
def variables_of_others_swapped(x):
    a, b, t = x[0], x[1], (x[2], x[3])

    def swap():
        nonlocal a, b, t
        a, b = b, a
        (a, b), c = (b * x[2], a), a
        t, *d = t
        b, r = x[3], b
        return c * d[0] + r

    return swap() * a + b * t


@program(numbers(4), analytic=True)
def attributes_and_variables_of_others_swapped(x):
    class Pair:
        def swap(self):
            nonlocal a
            a, self.b = self.b, a * x[2]

    a, pair = x[0], Pair()
    pair.b = x[1]
    pair.swap()
    return a * 3 + pair.b * x[3]


@program(numbers(4))
def buffers_of_others_swapped(x):
    u, w = x * 2, np.zeros(4)

    def step():
        nonlocal u, w
        w = u * u[0]
        u, w = w, u

    for _ in range(2):
        step()
    return np.sum(u) * w[0]


@program(numbers(4), analytic=True)
def added_to_itself_as_it_has_become(x):
    a = x[0]

    def grown():
        nonlocal a
        a = a * x[1] + 1
        return a

    a += grown()
    a *= (a := a * x[2])
    a -= (a := x[3])
    return a * x[0]


@program(numbers(4))
def value_before_place(x):
    t, table, y, a = [0.0, x[2]], {}, np.zeros(3), x[0]

    def grown(k):
        nonlocal a
        a = a * x[1]
        return k

    t[grown(1)] = a
    table[grown("k")] = a
    y[grown(1) :] = a
    table[(a := a * 2) > -100] = a
    b = t[grown(0)] = a
    table["b"] = table[grown("c")] = c = a
    t[grown(0)], d = a * t[0], a
    e, t[grown(1)] = a, a
    return t[0] * t[1] + sum(table.values()) * b + np.sum(y) * c + d * e + a


@program(numbers(4), analytic=True)
def value_before_object(x):
    class Point:
        pass

    a, p = x[0], Point()
    p.w = x[3]

    def grown():
        nonlocal a
        a = a * x[1]
        p.w = p.w * 2
        return p

    grown().v = a
    grown().w = p.w
    grown().v, b = p.v * a, p.w
    c = grown().w = a * p.w
    return p.v * p.w + a * b * c


@program(numbers(4), analytic=True)
def container_before_targets(x):
    t, c = [0.0, 0.0], [x[0], x[1], x[2]]

    def turned():
        nonlocal c
        c = [c[1] * 2, c[0], x[3]]
        return 0

    t[turned()], *rest = c
    t[turned() + 1], d, e = c
    return t[0] * t[1] + rest[0] * rest[1] + c[0] * d * e


@program(numbers(4), analytic=True)
def defaults_in_order(x):
    class Point:
        pass

    a, p = x[0], Point()
    p.v = x[2]

    def grown():
        nonlocal a
        a = a * x[1]
        p.v = p.v * a
        return a

    def late(u=a, v=grown(), *, w=p.v, k=grown(), m=p.v):
        return u + v * 3 + w * k * m

    also = lambda u=a, v=(a := a * x[3]): u + v * 3  # noqa: E731
    return late() + also() * a


@program(numbers(4))
def place_and_container_before_value(x):
    t, i = [v for v in x], 2

    def back():
        nonlocal i
        i -= 1
        t[0] = x[1]
        return [x[3], x[0]]

    s, k = [0.0, 0.0, 0.0, 0.0], 0

    def taken():
        nonlocal k
        k += 1
        return t.pop()

    t[i:] += back()
    for _ in range(3):
        s[k] += taken()
    return t[0] * 3 + t[1] * t[2] + len(t) * t[-1] + s[0] * s[1] + s[2]


@program(numbers(4))
def item_of_an_object_before_value(x):
    class Row:
        def __init__(self):
            self.held = np.zeros(4)

        def __getitem__(self, k):
            return self.held[k]

        def __setitem__(self, k, v):
            self.held[k] = v

    row, i = Row(), 0

    def taken():
        nonlocal i
        i += 1
        return x[i]

    row[i] += taken()
    row[i] += taken() * 2
    row[i] = taken() * 3
    return row[0] + row[1] * 2 + row[2] * row[3]
