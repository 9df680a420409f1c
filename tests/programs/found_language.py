"""Programs that mix constructs of the language, and once failed, gave another gradient, or were refused."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from tests.programs.cases import program

X = np.array([1.5, -0.7, 2.2])


class Part:
    k = 2.0

    def __init__(self, v: Any) -> None:
        self.v = v

    @property
    def scaled(self) -> Any:
        return self.v * self.k

    @scaled.setter
    def scaled(self, v: Any) -> None:
        self.v = v / self.k

    def own(self) -> Any:
        return self.v

    @classmethod
    def made(cls, v: Any) -> Any:
        return cls(v)


class Whole(Part):
    k = 3.0

    @property
    def scaled(self) -> Any:
        return super().scaled * 2 + super().k

    @scaled.setter
    def scaled(self, v: Any) -> None:
        self.v = v * super().k

    def own(self) -> Any:
        method = super().own
        return method() + super().own()

    @classmethod
    def made(cls, v: Any) -> Any:
        make = super().made
        return make(v * 2)

    def __call__(self, *, k: Any = 1.0) -> Any:
        return self.scaled * k


@program(X, analytic=True)
def a_property_of_the_class_above(x):
    whole = Whole(x[0])
    return whole.scaled**2


@program(X, analytic=True)
def a_method_of_the_class_above_as_a_value(x):
    return Whole(x[0]).own() ** 2 + Whole.made(x[1]).own()


@program(X, analytic=True)
def properties_that_are_set_above_and_below(x):
    part, whole = Part(x[0]), Whole(x[1])
    part.scaled += x[2]
    whole.scaled *= 0.1
    whole.v -= part.v
    return part.scaled * whole(k=x[0])


@program(X)
def a_list_that_is_sorted_by_values_and_then_added_up(x):
    items = [(v, i) for i, v in enumerate(x)]
    items.sort(key=lambda pair: -pair[0])
    total = 0.0
    for rank, (v, i) in enumerate(items):
        total += v * (rank + 1) * (i + 1)
    plain = [v * 2 for v in x]
    plain.sort(key=lambda v: -v)
    total += plain[0]
    total += plain[1] ** 2
    return total


@program(X, analytic=True)
def a_dict_that_is_updated_by_names(x):
    d = {k: v * v for k, v in zip("abc", x)}
    e = d | {"a": x[1], "z": d["b"]}
    d.update(e, c=x[0])
    d.update(b=d["a"] * x[2])
    d |= {"q": sum(e.values())}
    return sum(v * (i + 1) for i, v in enumerate(d.values())) + e["c"]


@program(X, analytic=True)
def lists_and_dicts_that_are_made_by_their_names(x):
    rows, table, pair = list(), dict(), tuple()
    for v in x:
        rows.append(v * v)
    table["k"] = x[0] ** 2
    pair = (*pair, x[1])
    return sum(rows) * table["k"] * pair[0]


@program(X, 3)
def a_second_name_of_a_list_that_grows(x, n):
    xs = []
    for i in range(n):
        xs.append(x[i] ** 2)
    ys = xs
    rest = ys[1:]
    total = sum(rest) * ys[0]
    for v in ys:
        total += v * ys[1]
    xs.append(1.0)
    ys.insert(0, total)
    return total * len(xs) * xs[0]


@program(X)
def functions_composed_one_after_another(x):
    def compose(*functions):
        return functools.reduce(lambda f, g: lambda t: g(f(t)), functions)

    def twice(f):
        return lambda t: f(f(t))

    wrapped = np.sin
    for k in (x[0], x[1]):
        wrapped = (lambda g, k: lambda t: g(t) * k + t)(wrapped, k)
    found = compose(np.sin, lambda t: t * x[0], np.exp, lambda t: t + x[1])(x[2])
    return found + twice(twice(twice(lambda t: t * x[0] + 0.1)))(x[1]) * wrapped(x[2])


@program(X)
def another_function_in_each_round(x):
    f, u = np.sin, x * 1.0
    for k in range(3):
        f = np.cos if k == 1 else np.exp
        u = f(u) * 0.5
    return np.sum(u)


def shown(f, fs):
    """Names of the parameters of lambdas are no functions of the module."""
    return functools.reduce(lambda first, second: lambda t: second(first(t)), fs)(f)


def first(v):
    return shown(v, (np.sin, np.exp))


@program(X)
def a_parameter_that_has_the_name_of_a_function(x):
    return first(x[0]) * x[1]


@program(X, analytic=True)
def tuples_that_get_longer(x):
    t = ()
    for i in range(3):
        t = t + (x[i] ** 2,)
    u = (x[0], x[1])
    u += (x[2],)
    u += u[:2]
    first, *rest = u
    pairs = ((x[0], 1.0),)
    for _ in range(2):
        pairs += ((pairs[-1][0] * x[1], pairs[-1][1] + 1),)
    return t[0] * 3 + t[2] + first * rest[-1] + len(u) + sum(a * b for a, b in pairs)


@program(X)
def a_tuple_is_added_to_an_array(x):
    u = x
    for _ in range(2):
        u = u + (1.0, 2.0, x[0])
    return np.sum(u**2)


@program(X, analytic=True)
def a_manager_that_is_called(x):
    class Sum:
        total = 0.0

        def __enter__(self):
            self.items = []
            return self

        def __exit__(self, *error):
            self.total = sum(self.items)
            return False

        def __call__(self, v):
            self.items.append(v)

    with Sum() as add:
        for v in x:
            add(v * v)
    return add.total**2 + len(add.items)


@program(X, analytic=True)
def dicts_made_of_pairs(x):
    a = dict((k, v * v) for k, v in zip("abc", x))
    b = dict(enumerate(x))
    c = dict({"a": x[0]}.items(), c=x[2])
    d = dict(map(lambda v: (1 if v is x else 0, v * x), [x]))
    return sum(a.values()) * b[1] + c["c"] * c["a"] + sum(np.sum(v) for v in d.values())
