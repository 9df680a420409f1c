"""Classes, managers and attributes of functions that a function makes for itself; dicts with defaults, functions chosen by class."""

from __future__ import annotations

import copy
import dataclasses
import functools
import numbers
from collections import defaultdict, deque, namedtuple
from contextlib import contextmanager
from dataclasses import dataclass, field, make_dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from sourcead import grad
from tests.programs.cases import numbers as normal
from tests.programs.cases import program

X = np.array([1.5, -0.7, 2.2])


# classes


@program(X, analytic=True)
def a_class_and_one_that_inherits(x):
    class Base:
        scale = 2.0

        def __init__(self, a: Any) -> None:
            self.a = a
            self.__kept = a * 2

        def value(self) -> Any:
            return self.a * self.scale + self.__kept

        @property
        def square(self) -> Any:
            return self.a**2

        @square.setter
        def square(self, v: Any) -> None:
            self.a = v

        @staticmethod
        def twice(v: Any) -> Any:
            return 2 * v

        @classmethod
        def made(cls, v: Any) -> Any:
            return cls(v * x[1])

        def __add__(self, other: Any) -> Any:
            return type(self)(self.a + other.a)

        def __call__(self, t: Any) -> Any:
            return self.a * t

    class Child(Base):
        scale = 3.0

        def __init__(self, a: Any, b: Any) -> None:
            super().__init__(a)
            self.b = b

        def value(self) -> Any:
            return super().value() * self.b

    one, other = Base(x[0]), Child(x[1], x[2])
    one.square = one.square * x[2]
    both = one + Base.made(x[0])
    return one.value() + other.value() + Base.twice(x[0]) * other.twice(x[1]) + both(x[1])


@program(X)
def records_of_several_kinds(x):
    @dataclass(frozen=True)
    class Rect:
        a: Any
        b: Any = 2.0
        k: ClassVar[int] = 3
        more: list = field(default_factory=list)

        def area(self) -> Any:
            return self.a * self.b * self.k

    class Pair(NamedTuple):
        u: Any
        v: Any = 1.5

        def product(self) -> Any:
            return self.u * self.v

    Point = namedtuple("Point", "lo, hi", defaults=[0.5])
    Body = make_dataclass("Body", ["m", "w"])
    rect, pair, body = Rect(x[0]), Pair(x[0], x[1]), Body(x[0], x[1])
    other = dataclasses.replace(rect, b=x[1])
    body.m += x[2]
    u, v = pair._replace(v=x[2])
    points = [Point(v, v * v) for v in (x[0], x[1])] + [Point(x[2])]
    total = sum(p.lo * p.hi for p in points)
    return rect.area() * other.area() + len(rect.more) + pair.product() + u * v + body.m * body.w + total


@program(X, analytic=True)
def a_class_made_in_each_round_of_a_loop(x):
    total = 0.0
    for i in range(3):

        @dataclass
        class Line:
            w: Any

            def at(self, v: Any) -> Any:
                return self.w * v + i

        total += Line(x[i]).at(x[0])
    return total


def power(k):
    class Power:
        def __init__(self, c: Any) -> None:
            self.c = c

        def __call__(self, t: Any) -> Any:
            return self.c * t**k

    return Power


@program(X, analytic=True)
def classes_that_a_function_returns(x):
    Square, Cube = power(2), power(3)
    return Square(x[0])(x[1]) + Cube(x[1])(x[2])


@program(X)
def an_object_that_is_entered_and_run_through(x):
    class Held:
        def __init__(self) -> None:
            self.n = 0

        def __iter__(self) -> Any:
            return iter([x[0], x[1]])

        def __getitem__(self, i: Any) -> Any:
            return x[i] * 2

        def __enter__(self) -> Any:
            self.n = self.n + 1
            return self

        def __exit__(self, *error: object) -> bool:
            return False

    held, total = Held(), 0.0
    with held as inside:
        for v in inside:
            total += v * inside[2]
    return total + held.n


@program(X)
def a_method_that_calls_itself_on_a_part(x):
    class Node:
        def __init__(self, v: Any, after: Any = None) -> None:
            self.v, self.after = v, after

        def total(self) -> Any:
            return self.v**2 + (self.after.total() if self.after is not None else 0.0)

    return Node(x[0], Node(x[1], Node(x[2]))).total()


# attributes of functions


@program(X)
def a_function_that_counts_its_calls(x):
    def inner(v):
        inner.calls += 1
        return v * inner.calls

    inner.calls = 0
    total = 0.0
    for k in range(3):
        total = total + inner(x[k])
    return total**2


@program(X, analytic=True)
def a_function_that_adds_up(x):
    def add(v):
        add.total = add.total + v * v

    add.total = 0.0
    for k in range(len(x)):
        add(x[k])
    return add.total * 2 * x[0]


@program(X)
def a_function_that_remembers(x):
    def step(v):
        step.history.append(v)
        step.latest["v"] = v * x[1]
        return v * v

    step.history, step.latest = [], {}
    y = x[0]
    for _ in range(3):
        y = step(y) * 0.5
    other = step
    other.factor = x[2] if x[2] > 0 else x[1]
    return y + sum(step.history) * step.latest["v"] * step.factor


# managers


@program(X)
def a_manager_that_writes_and_writes_back(x):
    @contextmanager
    def scaled(a, s):
        a *= s
        yield a
        a /= s

    u = x.copy()
    with scaled(u, 3.0) as v:
        total = np.sum(v**2)
    return total + np.sum(u)


@program(X)
def a_manager_that_assigns_outer_variables(x):
    @contextmanager
    def tracked(k):
        nonlocal total
        total = total + k
        try:
            yield total
        finally:
            total = total * x[0]

    total = 0.0
    with tracked(1.0) as t:
        s = t * x[1]
    for i in range(2):
        with tracked(x[i]):
            s = s + x[i] * total
    return s * total


@program(X)
def a_manager_with_others(x):
    @contextmanager
    def shifted(a, by=0.5):
        a += by * x[2]
        yield
        a -= by

    u, v = x * 1.0, x * 2.0
    with shifted(u), shifted(v, by=x[0]), np.errstate(all="ignore"):
        total = np.sum(u * v)
    return total + np.sum(u * v)


# dicts with defaults


@program(X)
def lists_by_key(x):
    groups = defaultdict(list)
    for i, v in enumerate(x):
        groups[i % 2].append(v)
    fixed = defaultdict(list)
    fixed["a"].append(x[0])
    fixed["b"].append(x[1])
    fixed["a"].append(x[2])
    return sum(sum(g) ** 2 for g in groups.values()) + sum(fixed["a"]) * fixed["b"][0]


@program(X)
def sums_by_key(x):
    d = defaultdict(float)
    for k, v in zip(["a", "b", "a"], x):
        d[k] += v * v
    other = defaultdict(float, {"a": x[0]})
    other["a"] *= x[1]
    other["b"] -= x[2]
    total = 0.0
    for k in other:
        total += other[k] ** 2
    if "c" in other:
        total += 100.0
    total += other.get("c", 5.0) * x[0]
    return d["a"] * d["b"] + total + len(other) + other["c"] * isinstance(other, dict)


@program(X)
def arrays_by_key_and_a_default_that_moves(x):
    d = defaultdict(lambda: np.zeros(3))
    d["p"] += x
    d["q"] += x * 2
    d["p"] *= x
    e = defaultdict(lambda: x[0] * 2)
    e["a"] += x[1]
    plain = dict(e)
    return np.sum(d["p"]) + np.sum(d["q"] ** 2) + e["a"] * e["b"] * plain["a"]


# functions chosen by class


@dataclass
class Square:
    r: Any


@dataclass
class Circle(Square):
    k: Any = 1.0


@functools.singledispatch
def cost(v, k=1.0):
    raise TypeError("no cost")


@cost.register(numbers.Number)
def _(v, k=1.0):
    return v * v * v * k


@cost.register(list)
@cost.register(tuple)
def _(v, k=1.0):
    return sum(cost(e, k=k) for e in v)


@cost.register
def _(v: np.ndarray, k=1.0):
    return np.sum(np.sin(v)) * k


@cost.register(Square)
def _(v, k=1.0):
    return v.r**2 * k


@cost.register(Circle)
def _(v, k=1.0):
    return v.r**2 * v.k * np.pi


@program(X)
def numbers_and_arrays_by_class(x):
    return cost(x[0]) + cost(x, k=x[1]) * cost(2.0)


@program(X)
def containers_by_class(x):
    return cost((x[0], x)) * cost([x[0], x[2]], x[1])


@program(X)
def objects_by_class(x):
    total = 0.0
    for shape in (Square(x[0]), Circle(x[1]), Circle(x[2], x[0])):
        total += cost(shape) * 2
    return total + cost(Square(x[0]), x[1])


# copies


@program(X)
def a_copy_of_a_list_is_changed(x):
    a = [x[0], x[1]]
    b = copy.copy(a)
    b[0] = b[0] * 3
    b.append(x[2])
    return a[0] * b[0] + b[2] ** 2 + len(a)


@program(X)
def a_copy_of_a_dict_is_changed(x):
    a = {"k": x[0], "m": x[1]}
    b = copy.copy(a)
    b["k"] = x[2] * x[2]
    return a["k"] * b["k"] + b["m"]


@program(normal(4))
def a_copy_or_the_thing_itself(x):
    def own(v):
        if isinstance(v, list):
            return list(v)
        return v

    rows = list()
    rows.append(x[0])
    mine = own(rows)
    mine.append(x[1])
    mine[0] = mine[0] * x[2]
    return rows[0] * mine[0] * mine[1] + own(x[3])


@program(X, analytic=True)
def a_factory_that_counts_its_calls(x):
    """What makes a value that is missing is called where one is, and not otherwise."""
    made = 0.0
    log = []

    def start() -> Any:
        nonlocal made
        made += 1.0
        log.append(x[0])
        return x[1]

    table = defaultdict(start)
    for k in range(4):
        table[k % 2] += x[2] * k
    return table[0] * table[1] * made + sum(log)


@program(X, analytic=True)
def one_class_made_twice(x):
    """`super` in a class that a function makes anew each time that it is called."""

    def made(k: float) -> Any:
        class Base:
            def value(self) -> Any:
                return x[0] * k

        class Child(Base):
            def value(self) -> Any:
                return super().value() * x[1] + k

        return Child

    first, second = made(1.0), made(2.0)
    return first().value() * second().value() * x[2]


@functools.singledispatch
def by_number(v: Any) -> Any:
    return v * 2


@by_number.register(float)
def _of_python(v: Any) -> Any:
    return v * v


@by_number.register(np.generic)
def _of_numpy(v: Any) -> Any:
    return v * 5


@by_number.register(deque)
def _of_queue(v: Any) -> Any:
    return v[0] * 7


@program(X)
def a_number_of_two_classes(x):
    """`np.float64` inherits from `float`, too, but from NumPy's class first."""
    return by_number(x[0]) + by_number(float(x[1])) + by_number(deque([x[2], x[0]]))


@program(X)
def derivatives_of_methods_of_a_class_inside(x):
    class Model:
        def __init__(self, w: Any) -> None:
            self.w = w

        def loss(self, v: Any) -> Any:
            return v**2 * self.w

        def slope(self, v: Any) -> Any:
            return grad(self.loss)(v)

        @staticmethod
        def cube(v: Any) -> Any:
            return v**3

    model = Model(x[0])
    return grad(model.loss)(x[1]) * model.slope(x[2]) + grad(Model.cube)(x[0])
