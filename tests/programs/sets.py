"""Sets of what is not differentiated."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import program

X = np.array([0.5, -1.2, 0.8, 2.0, -0.3])


@program(X)
def sets_of_places(x):
    seen = {1, 2}
    seen |= {3}
    both = seen & {k % 4 for k in range(7)}
    s = 0.0
    for i in sorted(seen - {2}):
        s += x[i] ** 2
    for k in both:
        s += x[k]
    return s if 3 in seen else x[0]


@program(X)
def a_graph_walked(x):
    seen, order, todo = set(), [], [0]
    while todo:
        k = todo.pop()
        if k in seen:
            continue
        seen.add(k)
        order.append(k)
        for j in (k + 1, k + 2):
            if j < 5 and j not in seen:
                todo.append(j)
    s = 1.0
    for k in order:
        s = s * x[k] + k
    return s * len(seen)


@program(X)
def operators_of_sets(x):
    a, b = {0, 1, 2}, set([1, 2, 3])
    c, d, e = a & b, a | b, a ^ b
    a.discard(0)
    a.update([4])
    f = frozenset(a)
    s = 1.0
    for i in sorted(c | e):
        s = s * x[i] + len(d)
    if a <= d or f.isdisjoint({9}):
        s = s * x[4]
    same = b
    same |= {0}
    return s * len(f) * len(b) + sum(x[k] ** 2 for k in sorted(set([3, 1, 3, 2, 1])))


@program(X)
def places_of_what_is_negative(x):
    """A set comprehension of places that a comparison chooses."""
    negative = {k for k in range(len(x)) if x[k] < 0}
    return sum(x[k] ** 2 for k in sorted(negative)) + x[0] * len(negative)


@program(X)
def remainders(x):
    """A set comprehension of numbers, united with others."""
    found = {k * k % 5 for k in range(5)} | {3}
    total = 0.0
    for k in sorted(found):
        total = total + x[k] * x[0]
    return total


@program(X, ("a", "b", "a"))
def words_that_differ(x, words):
    """A set comprehension of texts."""
    kinds = {word.upper() for word in words}
    return np.sum(x**2) * len(kinds) + (x[1] if "B" in kinds else 0.0)
