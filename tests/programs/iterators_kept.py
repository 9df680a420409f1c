"""Iterators that are kept over statements: `it = iter(xs)`, `next(it)`, loops over what is left, groups of elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([1.5, -0.7, 2.2])
Y = np.array([1.5, -0.7, 2.2, 0.3, -1.1])


@program(X, analytic=True)
def the_next_elements_of_a_list(x):
    xs = [x[0], x[1], x[2]]
    it = iter(xs)
    a = next(it)
    b = next(it)
    return a * b * b + next(it)


@program(X, analytic=True)
def the_first_element_and_the_others(x):
    it = iter(x)
    before = next(it)
    total = 0.0
    for v in it:
        total += (v - before) ** 2
        before = v
    return total


@program(X)
def elements_until_there_are_none(x):
    it = iter([x[0], x[1], x[2]])
    total = 0.0
    while (v := next(it, None)) is not None:
        total += v * v
    other = iter(x)
    while True:
        try:
            w = next(other)
        except StopIteration:
            break
        total = total * 0.5 + w**3
    return total + next(other, x[0])


@program(X)
def a_loop_that_is_left_and_gone_on_with(x):
    it = iter(x)
    total = 0.0
    for v in it:
        if v < 0:
            break
        total += v * v
    return total + next(it) ** 3


@program(Y[:4], analytic=True)
def two_at_a_time_by_hand(x):
    it = iter(x)
    total = 0.0
    for v in it:
        total += v * next(it) ** 2
    return total


@program(Y, analytic=True)
def groups_of_elements(x):
    total = 0.0
    for a, b in zip(*[iter(x)] * 2):
        total += a * b * b
    for a, b, c in zip(*[iter(x)] * 3):
        total += a * b - c
    return total + sum([a * b for a, b in zip(*[iter([x[0], x[1], x[2], x[3]])] * 2)])


@program(Y, analytic=True)
def one_iterator_twice_and_three_times(x):
    it, other = iter(x), iter(x)
    total = next(other)
    for a, b in zip(it, it):
        total += a * b * b
    for a, b, c in zip(other, other, other):
        total += a * b * c
    return total + len(list(it)) + sum(other) * x[0]


@program(X)
def what_is_left_as_a_list(x):
    it = iter([x[0], x[1], x[2], 2.0])
    a = next(it)
    total = sum(it)
    other = iter(x)
    next(other)
    rest = list(other)
    first, *more = iter(x)
    return a * total * rest[0] * rest[1] + first * sum(more) + len(list(it))


@program(X)
def numbered_and_through_a_function(x):
    it = iter(x)

    def take():
        return next(it)

    a = take() ** 2
    for k, v in enumerate(it, 1):
        a += k * v * v
    d = {"a": x[0], "b": x[1]}
    pairs = iter(d.items())
    _, v = next(pairs)
    k, w = next(pairs)
    return a * v * w + d[k]


class Tokens:
    def __init__(self, xs: Any) -> None:
        self.it = iter(xs)
        self.now = next(self.it)

    def advance(self) -> Any:
        old = self.now
        self.now = next(self.it, 0.5)
        return old


class Doubled:
    def __init__(self, xs: Any) -> None:
        self.xs, self.i = xs, 0

    def __next__(self) -> Any:
        if self.i >= len(self.xs):
            raise StopIteration
        self.i += 1
        return self.xs[self.i - 1] * 2


@program(X, analytic=True)
def an_iterator_that_an_object_holds(x):
    tokens = Tokens(x)
    a, b, c = tokens.advance(), tokens.advance(), tokens.advance()
    doubled = Doubled(x)
    return a * b + c * tokens.now + next(doubled) * next(doubled)


@program(numbers(2, 3), analytic=True)
def rows_one_after_another(x):
    rows = iter([x, x * 2])
    a = next(rows)
    a = a + next(rows)[::-1]
    return np.sum(a**2)


class Count:
    """An iterator of its own."""

    def __init__(self, xs: Any) -> None:
        self.xs, self.i = xs, 0

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if self.i >= len(self.xs):
            raise StopIteration
        self.i += 1
        return self.xs[self.i - 1] * 2


class Newton:
    """Steps towards a square root, until they are short."""

    def __init__(self, a: Any) -> None:
        self.a = self.x = a

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        new = 0.5 * (self.x + self.a / self.x)
        if abs(new - self.x) < 1e-12:
            raise StopIteration
        self.x = new
        return new


@program(X)
def a_loop_over_an_iterator_of_its_own(x):
    count, total = Count(x), x[0]
    for v in count:
        if v < 0:
            break
        total += v * v
    for v in count:
        total *= v
    return total


@program(X)
def a_loop_that_returns_from_an_iterator(x):
    for v in Count(x):
        if v < 0:
            return v * v
    return x[0]


@program(1.7)
def steps_until_they_are_short(a):
    r = a
    for r in Newton(a):  # noqa: B007 - the last one
        pass
    return r**3


@program(X)
def what_a_search_leaves_over(x):
    """A generator expression that is left takes no more of the iterator than it has asked for."""
    it = iter([x[0], x[1], x[2], x[0] * x[1]])
    total = 0.0
    if any(v < 0 for v in it):
        total = next(it) * x[0]
    other = iter([x[2], x[1], x[0], x[1]])
    if not all(v > 0 for v in other):
        total += next(other) ** 2
    third = iter([x[2], x[1], x[0]])
    found = next(v for v in third if v < 0)
    return total + found * next(third)


@program(Y)
def what_a_left_loop_leaves_over(x):
    it = iter([x[0], x[1], x[2], x[3]])
    total = 0.0
    for v in (u * u for u in it):
        total += v
        if total > 2:
            break
    pairs = iter(x)
    if any(a < b for a, b in zip(pairs, pairs)):
        total *= next(pairs)
    return total * next(it)


@program(X, analytic=True)
def an_iterator_of_an_iterator(x):
    it = iter([x[0], x[1], x[2]])
    same = iter(it)
    return next(same) * next(it) ** 2 + next(same)
