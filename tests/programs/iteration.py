"""Iteration: `zip`, `enumerate`, `reversed`, `itertools`, comprehensions, generator expressions, built-in functions on them."""

from __future__ import annotations

import itertools
import math
from itertools import chain, combinations, islice, product

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4), numbers(4, seed=1), numbers(4, seed=2), argnums=(0, 1, 2))
def nested_zips(x, y, z):
    total = 0.0
    for i, (a, (b, c)) in enumerate(zip(x, zip(y, z)), start=1):
        total = total + i * a * b * c
    for a, b in zip(reversed(x), y, strict=True):
        total = total + a * b
    for i, v in reversed(list(enumerate(z))):
        total = total * 0.5 + i * v * v
    return total


@program([[0.5, 1.0], [2.0, -1.0], [0.3, 0.7]])
def columns_of_pairs(pairs):
    total = 0.0
    for left, middle, right in zip(*pairs):
        total = total + left * right * middle
    first, second = zip(pairs[0], pairs[1])
    return total * first[0] + second[1]


@program(numbers(5), numbers(3, seed=2), argnums=(0, 1))
def chained_and_paired(x, y):
    total = 0.0
    for v in chain(x, y):
        total = total + v * v
    for a, b in itertools.pairwise(x):
        total = total + a * b
    for a, b in zip(x, x[1:]):
        total = total - 0.5 * a * b * b
    return total


@program(numbers(3), numbers(2, seed=2), argnums=(0, 1))
def products_and_choices(x, y):
    total = 0.0
    for a, b in product(x, y):
        total = total * 0.9 + a * b
    for a, b in combinations(x, 2):
        total = total + (a - b) ** 2
    for i, j in itertools.product(range(3), range(2)):
        total = total + x[i] * y[j] * (i + j)
    for i, j, k in itertools.permutations(range(3), 3):
        total = total + x[i] * x[j] ** 2 * (k + 1)
    return total


@program(numbers(5))
def sliced_repeated_counted(x):
    total = 0.0
    for v in islice(x, 1, 4):
        total = total + v * v
    for v, w in zip(x, itertools.repeat(x[0])):
        total = total + v * w
    for k, v in zip(itertools.count(1), x):
        total = total + k * v
    for v, w in zip(x, itertools.cycle([1.0, -2.0])):
        total = total + w * v * v
    for _ in itertools.repeat(None, 2):
        total = total * total
    return total


@program(numbers(5))
def accumulated(x):
    total = 0.0
    for k, s in enumerate(itertools.accumulate(x)):
        total = total + (k + 1) * s * s
    running = list(itertools.accumulate(x, lambda a, b: a * 0.5 + b * b))
    return total * running[-1] + running[1]


@program(numbers(5), analytic=True)
def mapped(x):
    squares = list(map(lambda v: v * v, x))
    total = sum(map(lambda a, b: a * b, x, squares))
    for v in map(np.sin, x):
        total = total + v
    return total * squares[0]


@program(numbers(6))
def filtered(x):
    positive = list(filter(lambda v: v > 0, x))
    total = 0.0
    for v in filter(lambda v: v < 0, x):
        total = total + v**3
    return total + sum(v * v for v in x if v > 0) * len(positive)


@program(numbers(3, 4))
def nested_comprehensions(m):
    flat = [v * v for row in m for v in row if v > -1.0]
    table = [[a * b for b in m[0]] for a in m[1]]
    lookup = {i: v for i, v in enumerate(m[2])}
    diagonal = [table[i][i] for i in range(4)]
    return sum(flat) * sum(diagonal) + lookup[1] * lookup[2]


@program(numbers(4), numbers(4, seed=3), argnums=(0, 1))
def generator_expressions(x, w):
    dot = sum(a * b for a, b in zip(x, w))
    largest = max(abs(v) for v in x)
    smallest = min((v * v for v in w), default=0.0)
    low, high = [v * 2.0 for v in x[:2]]
    positive = any(v > 0 for v in x) and all(v < 10 for v in x)
    whole = np.array([v * v for v in x])
    total = math.fsum(v * w[0] for v in x)
    return dot * largest + smallest * low * high + (total if positive else 0.0) + np.sum(whole * w)


@program(numbers(5))
def ranges_with_steps(x):
    total = 0.0
    for i in range(4, -1, -2):
        total = total * 0.5 + x[i] ** 2
    for i in reversed(range(1, 5, 3)):
        total = total * x[i]
    return total


@program(numbers(2, 3, 2))
def arrays_of_any_rank(a):
    total = 0.0
    for plane in a:
        for row in plane:
            for v in row:
                total = total * 0.9 + v * v
    for i, plane in enumerate(a):
        total = total + (i + 1) * np.sum(plane[1] ** 3)
    return total


@program(numbers(4))
def strings_and_sets(x):
    total = 0.0
    for k, letter in enumerate("abca"):
        if letter in {"a", "c"}:
            total = total + x[k] * x[k]
    seen = set()
    for i in [3, 1, 3]:
        if i not in seen:
            total = total + x[i]
            seen.add(i)
    return total if len(seen) == 2 else 0.0 * total


@program(numbers(4), numbers(4, seed=1), argnums=(0, 1))
def stopped_early(x, y):
    total = 0.0
    for i, (a, b) in enumerate(zip(x, y)):
        if i == 1:
            continue
        total = total + a * b
        if i > 1 and a > -9.0:
            break
    return total * x[3]


@program(numbers(4))
def sorted_by_key(x):
    order = sorted(range(4), key=lambda i: x[i])
    total = 0.0
    for rank, i in enumerate(order):
        total = total + (rank + 1) * x[i]
    values = sorted(x)
    return total + values[0] * values[-1]


@program(numbers(3), analytic=True)
def list_of_iterators(x):
    pairs = list(zip(x, x[1:]))
    numbered = list(enumerate(x))
    backwards = list(reversed(x))
    a, b = pairs[1]
    return a * b * numbered[2][1] + backwards[0] ** 2 * numbered[1][0]


@program(numbers(5), numbers(5, seed=4), argnums=(0, 1))
def ordered_by_keys(x, w):
    pairs = sorted(zip(x, w), key=lambda p: p[1], reverse=True)
    total = 0.0
    for k, (a, b) in enumerate(pairs):
        total = total + (k + 1) * a * b
    best = max(x, key=lambda v: v * v)
    worst = min(range(5), key=lambda i: w[i])
    xs = [v * v for v in x]
    xs.sort(key=lambda v: -v)
    return total * best + x[worst] + xs[0] * xs[2] + max([], default=w[0])


@program(numbers(4))
def letters_of_a_text(x):
    """A loop over a string: each letter is an operation."""
    y = x
    for letter in "sqse":
        if letter == "s":
            y = np.sin(y)
        elif letter == "q":
            y = y * y
        else:
            y = np.exp(y)
    return np.sum(y)


@program(numbers(3), numbers(3, seed=1), argnums=(0, 1))
def axes_by_letter(x, y):
    """A loop over a string whose letters are keys."""
    place = {"x": 0, "y": 1, "z": 2}
    total = 0.0
    for axis in "xyz":
        total = total + x[place[axis]] * y[place[axis]] ** 2
    return total + sum(x[place[a]] for a in "zx")


@program(numbers(4))
def letters_counted(x):
    """A loop over the letters of a string, with their numbers."""
    word = "abca"
    total = 0.0
    for k, letter in enumerate(word):
        total = total + x[k] ** 2 * (2.0 if letter == "a" else 0.5)
    return total


@program(numbers(4), 0.3, argnums=(0, 1))
def first_that_fits(x, s):
    large = next(v * s for v in x[1:] if v > -50.0)
    none = next((v for v in x if v > 50.0), s)
    best = next((v for v in x if v > 60.0), None)
    return large * none + next(iter(x)) * (s if best is None else best)


@program(numbers(3), 0.3, argnums=(0, 1))
def repeated_products(x, s):
    distance = np.abs(np.outer(x, x)) + s
    for k, i, j in product(range(3), repeat=3):
        if distance[i, k] * distance[k, j] < distance[i, j]:
            distance[i, j] = distance[i, k] * distance[k, j]
    return np.sum(distance) + sum(a * b for a, b in product(x, repeat=2))


@program(numbers(2, 3), 0.3, argnums=(0, 1))
def arrays_as_lists(x, s):
    rows = x.tolist()
    rows[0][1] = rows[1][2] * s
    rows[1].append(s)
    flat = np.sin(x).ravel().tolist()
    flat.sort()
    return sum(sum(row) ** 2 for row in rows) + flat[0] * flat[-1]


@program(numbers(2, 3), numbers(3, seed=1), argnums=(0, 1), analytic=True)
def indices_of_an_array(x, w):
    """`np.ndindex`, by a shape and by lengths; weights that depend on the order."""
    total = 0.0
    for place in np.ndindex(x.shape):
        total = total * 0.9 + x[place] ** 2
    for i, j in np.ndindex(2, 3):
        total = total * w[j] + x[i, j]
    return total


@program(numbers(2, 3) ** 2 + 0.5, 0.7, argnums=(0, 1))
def updates_by_lists(x, s):
    u = x.copy()
    u **= [1, 2, 3]
    u /= (s, 2, x[0, 0])
    u -= [[s], [1.0]]
    return np.sum(u**2)


@program(numbers(5))
def choices_among_numbered_elements(x):
    """`combinations` and `product` of iterators"""
    total = 0.0
    for (i, a), (j, b) in itertools.combinations(enumerate(x), 2):
        if (i + j) % 3 == 0:
            continue
        total += a * b / (1 + j - i)
    for (a, _), (i, b) in itertools.product(zip(x[:2], x[::-1]), enumerate(x)):
        total += i * a * np.sin(b)
    return total
