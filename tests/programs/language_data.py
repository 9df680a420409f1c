"""The language: data. Each docstring is a row of README.md's table of what is supported."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict, namedtuple
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tests.programs.cases import program
from tests.programs.language_control import X


class Couple(NamedTuple):
    a: object
    b: object


@program(X)
def named_tuples(x):
    """named tuples"""
    p = Couple(x[0], b=x[1:])
    q = p._replace(a=p.a * 2)
    a, b = q
    return a * np.sum(q.b * b)


@program(X)
def list_methods(x):
    """lists: `append`, `extend`, `insert`, `pop`"""
    xs = [x[0]]
    xs.append(x[1] * 2)
    xs.extend([x[2], x[3] * x[0]])
    xs.insert(1, x[4])
    v = xs.pop()
    w = xs.pop(0)
    return v * w + xs[0] * xs[1] * xs[2]


@program(X)
def list_operators(x):
    """lists: slices read and assigned, `+`, `*`"""
    xs = [v * v for v in x]
    ys = xs[1:3] + xs[:1] * 2
    xs[2:4] = [x[0], x[1]]
    return sum(ys) * xs[2] + sum(xs)


@program(X)
def inactive_lists(x):
    """lists of other things, sorted in place"""
    order = [3, 1, 2]
    order.sort()
    return x[order[0]] * x[order[2]]


@program(X)
def dicts(x):
    """dicts: building, loops over keys and items, `get`, `update`, unions"""
    d = {"a": x, "b": 2.0}
    d.update(c=x[0])
    d = d | {"e": x[1]}
    s = 0.0
    for v in d.values():
        s = s + np.sum(v * v)
    return s * d.get("c") * d.get("zz", 1.0)


@program(X, "abaca")
def dicts_of_any_keys(x, letters):
    """dicts with keys known only at run time: sums by key, tables, `setdefault`, loops over items and values"""
    sums, table = {}, {}
    for i, letter in enumerate(letters):
        sums[letter] = sums.get(letter, 0.0) + x[i]
        table[i, letter] = table.setdefault((i - 1, letter), x[0]) * x[i]
    return sum(v**2 for v in sums.values()) + sum(i * v for (i, _), v in table.items())


@program(X)
def dict_comprehensions(x):
    """dict comprehensions"""
    d = {i: x[i] ** 2 for i in range(3)}
    return d[0] * d[2]


@program(X)
def sets(x):
    """sets of what is not differentiated"""
    seen = set()
    s = 0.0
    for i in [1, 2, 1, 3]:
        if i in seen:
            continue
        seen.add(i)
        s += x[i] ** 2
    return s


@dataclass
class Body:
    pos: object
    vel: object
    m: float = 2.0

    def energy(self):
        return 0.5 * self.m * np.sum(self.vel**2)


@program(X)
def dataclasses_written(x):
    """dataclasses and plain objects: attributes read and written, methods"""
    p = Body(x * 2, x)
    for _ in range(3):
        p.vel = p.vel - 0.1 * p.pos
        p.pos = p.pos + 0.1 * p.vel
    return p.energy() + np.sum(p.pos)


@program(Body(X * 0.5, X, 3.0))
def object_arguments(p):
    """objects as arguments; the gradient has their structure"""
    p.vel = p.vel - 0.1 * p.pos
    return p.energy() + np.sum(p.pos * p.vel)


@dataclass(frozen=True)
class State:
    a: object
    b: object


def step(s):
    return replace(s, a=s.a * s.b)


@program(X)
def frozen_dataclasses(x):
    """frozen dataclasses, `replace`"""
    s = State(x[0], x[1])
    for _ in range(3):
        s = step(s)
    return s.a


class Line:
    def __init__(self, k):
        self.k = k

    @property
    def square(self):
        return self.k * self.k

    def at(self, t):
        return t * self.square


class Shifted(Line):
    def __init__(self, k, c):
        super().__init__(k)
        self.c = c

    def at(self, t):
        return super().at(t) + self.c

    @staticmethod
    def two():
        return 2.0

    @classmethod
    def make(cls, v):
        return cls(v, v * cls.two())

    def __call__(self, t):
        return self.at(t)


@program(X)
def classes(x):
    """classes: construction, properties, static and class methods, inheritance, `super()`, `__call__`"""
    line = Shifted.make(x[0])
    return line(x[1]) * line.at(x[2])


@program(X)
def tests_of_kinds(x):
    """`any`, `all`, `len`, `isinstance`, `getattr`"""
    if any(v > 100 for v in x) or not all(v < 100 for v in x):
        return x[0]
    if isinstance(x, np.ndarray) and len(x) == 5:
        return np.sum(getattr(x, "T") ** 2)  # noqa: B009
    return x[1]


@program(X)
def formatted_strings(x):
    """f-strings as keys"""
    d = {f"k{i}": x[i] for i in range(2)}
    return d["k0"] * d["k1"]


@program(X)
def stars_in_displays(x):
    """stars in displays, nested and starred unpacking"""
    xs = [x[0], x[1]]
    b = [*xs, x[2]]
    t = (*b, x[3])
    a, (e, *c), d = x[0], (x[1], x[2], x[3]), x[4]
    first, *rest = x
    return t[0] * t[1] * t[2] * t[3] + a * e * c[0] * c[1] * d + first * rest[0]


def scaled_sum(a, b, c=1.0):
    return a * b + c


@program(X)
def partial_applications(x):
    """`functools.partial`"""
    h = functools.partial(scaled_sum, x[0], c=x[1])
    return h(x[2]) * h(x[3])


@program(X)
def operator_functions(x):
    """`operator.*`, `functools.reduce`"""
    s = operator.mul(x[0], operator.add(x[1], x[2])) + operator.itemgetter(3)(x)
    return s * functools.reduce(lambda a, b: a * b + 1, x)


@program(X)
def map_and_filter(x):
    """`map`, `filter`"""
    return sum(map(lambda v: v * v, filter(lambda v: v > 0, x)))


@program(X)
def sorted_min_max(x):
    """`sorted`, `min`, `max`, `sum`, `abs`, `pow`, `round`, `divmod`"""
    ys = sorted(x)
    q, r = divmod(x[0] * 3, 2.0)
    s = ys[0] * ys[-1] + max(x) * min(x[0], x[1]) + q
    return s + sum(x) * abs(x[1]) + pow(x[2], 2) + round(x[3]) * x[3] + r


def running(x):
    t = 1.0
    for v in x:
        t = t * v
        yield t, v


def squares_after_the_first(x):
    yield x[0]
    yield from (v * v for v in x[1:])


@program(X)
def generator_functions(x):
    """generator functions consumed by a loop, `yield from`"""
    s = 0.0
    for t, v in running(x):
        s += t * v
    return s + sum(squares_after_the_first(x)) * x[0]


@program(X)
def default_dicts(x):
    """`defaultdict`"""
    groups, sums = defaultdict(list), defaultdict(float)
    for k, v in zip(("a", "b", "a"), x):
        groups[k].append(v)
        sums[k] += v * v
    return sum(groups["a"]) * groups["b"][0] + sums["a"] * sums["c"] + sums["b"]


@program(X)
def kept_iterators(x):
    """iterators that are kept: `iter`, `next`, `zip(*[iter(xs)] * n)`"""
    it = iter(x)
    first = next(it)
    total = sum(v * first for v in it)
    for a, b in zip(*[iter(x)] * 2):
        total += a * b
    return total * next(it, 2.0)


@program(X)
def classes_made_inside(x):
    """classes, dataclasses and named tuples made inside the function"""

    @dataclass
    class Body:
        m: float

        def energy(self, v):
            return self.m * v**2 * x[0]

    Pair = namedtuple("Pair", "a b")
    pair = Pair(Body(x[1]), x[2])
    return pair.a.energy(pair.b)


class Link:
    def __init__(self, value, after=None):
        self.value, self.after = value, after


@program(X)
def linked_lists(x):
    """linked lists and trees of known structure"""
    head = None
    for v in x:
        head = Link(v, head)
    total, node = 0.0, head
    while node is not None:
        total = total * 0.5 + node.value**2
        node = node.after
    return total


@program(X)
def tuples_that_grow(x):
    """tuples of no fixed length: `tuple(x)`, `t += (v,)`, `(*t, v)`"""
    held, rest = (), tuple(x)
    for v in rest[1:]:
        held += (v * x[0],)
    return sum((*held, rest[0])) * held[1]
