"""Functions that are known by their names, and whatever stands for them in a program, may be bound to others between calls."""

# ruff: noqa: B008

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
import operator
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sourcead import jvp, value_and_grad

X = np.array([0.3, -0.7, 1.2, 0.5])
F: Any = None
PLACE = SimpleNamespace(f=None)
Change = Callable[[], None]


def of_the_whole(x: Any) -> Any:
    return np.sum(F(x**2))


def of_two(x: Any) -> Any:
    return np.sum(F(x, x**2))


def of_two_by_attribute(x: Any) -> Any:
    return np.sum(PLACE.f(x, x**2))


def of_two_numbers(x: Any) -> Any:
    return F(x[0], x[1])


def of_a_list(x: Any) -> Any:
    return F([x[0] ** 2, x[1] ** 2, x[2]]) * 1.0


def of_a_list_by_attribute(x: Any) -> Any:
    return PLACE.f([x[0] ** 2, x[1] ** 2, x[2]]) * 1.0


def of_rows(x: Any) -> Any:
    return np.sum(F(x.reshape(2, 2)) ** 2)


def of_a_function_and_a_list(x: Any) -> Any:
    return F(lambda a, b: a * b, list(x))


def of_a_loop(x: Any) -> Any:
    total = 0.0
    for pair in F(x, x[::-1]):
        total = total + pair[0] * pair[1] ** 2
    return total


def of_a_range(x: Any) -> Any:
    total = 0.0
    for i in F(4):
        total = total + x[i] ** 2 * i + x[i]
    return total


def of_a_length(x: Any) -> Any:
    return np.sum(x**2) * F(x)


def of_a_buffer(x: Any) -> Any:
    z = np.zeros(4)
    F(z, x)
    return np.sum(z**2)


def of_places(x: Any) -> Any:
    z = np.zeros(3)
    F(z, [0, 1, 1, 2], x)
    return np.sum(z**2)


def of_pairs(x: Any) -> Any:
    total = 0.0
    for a, b in F(x, 2):
        total = total + a * b**2
    return total


def doubled(a: Any, b: Any) -> None:
    a[:] = 2 * b


def scaled(v: Any, k: float) -> Any:
    return v**2 * k


REBOUND: tuple[tuple[Callable[[Any], Any], Any, Any], ...] = (
    (of_the_whole, np.trapezoid, np.max), (of_the_whole, np.cov, np.var), (of_the_whole, np.sum, np.mean),
    (of_the_whole, functools.partial(np.power, 2.0), functools.partial(np.power, 4.0)),
    (of_the_whole, operator.itemgetter(1), operator.itemgetter(2)),
    (of_the_whole, operator.attrgetter("T"), operator.methodcaller("mean")),
    (of_the_whole, functools.partial(scaled, k=2.0), functools.partial(scaled, k=3.0)),
    (of_two, operator.mul, operator.add), (of_two, np.multiply, np.hypot), (of_two_by_attribute, operator.mul, operator.add),
    (of_two_by_attribute, np.dot, np.add), (of_two_numbers, math.hypot, math.atan2), (of_two_numbers, max, min),
    (of_a_list, sum, max), (of_a_list, sum, np.prod), (of_a_list_by_attribute, sum, max), (of_a_list_by_attribute, np.sum, min),
    (of_rows, functools.partial(np.sum, axis=0), functools.partial(np.sum, axis=1)), (of_rows, np.transpose, np.cumsum),
    (of_a_function_and_a_list, functools.reduce, lambda f, xs: sum(xs)),
    (of_a_loop, zip, lambda a, b: [(v, w) for w, v in zip(a, b)]), (of_a_range, range, lambda n: range(1, n)),
    (of_a_length, len, lambda a: 100), (of_a_buffer, np.copyto, doubled), (of_places, np.add.at, np.subtract.at),
    (of_pairs, itertools.combinations, itertools.permutations),
)  # fmt: skip


def by_builtins(x: Any) -> Any:
    total = 0.0
    for i in range(4):
        total = total + abs(x[i]) * i
    return total * len(x) + max(x[0], x[1])


SHADOWS: dict[str, Any] = {"abs": lambda v: v**3, "range": lambda n: [3], "len": lambda a: 2, "max": min}


class Model:
    """A class whose members change between calls."""

    def __init__(self, w: Any) -> None:
        self.w = w


@dataclasses.dataclass
class Record:
    """A class whose default changes between calls."""

    w: Any
    s: float = 2.0


FACTORS, KEYED, SQUARED = np.ones(4), functools.partial(scaled, k=2.0), np.vectorize(lambda v: v**2)


def with_factors(v: Any, factors: Any = np.ones(4)) -> Any:
    return np.sum(factors * v**2)


def of_a_member(x: Any) -> Any:
    made = Model(x)
    return np.sum(made.w**2) * getattr(made, "gain", 2.0)


def of_a_property(x: Any) -> Any:
    made = Model(x)
    return np.sum(made.w**2)


def of_a_default(x: Any) -> Any:
    made = Record(x)
    return np.sum(made.w**2) * made.s


def of_an_array(x: Any) -> Any:
    return np.sum(FACTORS * x**2)


def of_an_array_that_is_a_default(x: Any) -> Any:
    return with_factors(x)


def of_a_partial(x: Any) -> Any:
    return np.sum(KEYED(x))


def of_a_vectorized_function(x: Any) -> Any:
    return np.sum(SQUARED(x))


def add_a_property() -> None:
    Model.w = property(lambda self: self.held * 2, lambda self, v: setattr(self, "held", v))  # type: ignore[attr-defined]


def remove_a_property() -> None:
    del Model.w  # type: ignore[attr-defined]


def shape_of(array: Any, shape: tuple[int, ...]) -> Change:
    return lambda: setattr(array, "shape", shape)


def default_of_record(value: float) -> Change:
    return lambda: setattr(Record.__init__, "__defaults__", (value,))


IN_PLACE: tuple[tuple[Callable[[Any], Any], Change, Change], ...] = (
    (of_a_member, lambda: setattr(Model, "gain", 5.0), lambda: delattr(Model, "gain")),
    (of_a_property, add_a_property, remove_a_property),
    (of_a_default, default_of_record(5.0), default_of_record(2.0)),
    (of_an_array, shape_of(FACTORS, (4, 1)), shape_of(FACTORS, (4,))),
    (of_an_array_that_is_a_default, shape_of(with_factors.__defaults__[0], (4, 1)), shape_of(with_factors.__defaults__[0], (4,))),  # type: ignore[index]
    (of_a_partial, lambda: KEYED.keywords.update(k=3.0), lambda: KEYED.keywords.update(k=2.0)),
    (of_a_vectorized_function, lambda: setattr(SQUARED, "pyfunc", np.sin), lambda: setattr(SQUARED, "pyfunc", np.cos)),
)


def differences(f: Callable[[Any], Any]) -> np.ndarray:
    return np.array([(f(X + 1e-6 * e) - f(X - 1e-6 * e)) / 2e-6 for e in np.eye(4)])


def check(f: Callable[[Any], Any], changes: tuple[Change, ...]) -> None:
    """After each change, the derivative in both modes is that of the function as it is then."""
    derivative = value_and_grad(f)
    for change in changes:
        change()
        value, bar = derivative(X)
        assert value == pytest.approx(f(X), rel=1e-15) and np.shape(bar) == X.shape
        np.testing.assert_allclose(bar, differences(f), rtol=1e-6, atol=1e-7)
        assert jvp(f, (X,), (X,))[1] == pytest.approx(differences(f) @ X, rel=1e-6, abs=1e-8)


def bound(value: Any) -> Change:
    def change() -> None:
        globals()["F"] = PLACE.f = value

    return change


@pytest.mark.parametrize(("f", "before", "after"), REBOUND, ids=lambda v: getattr(v, "__name__", type(v).__name__))
def test_another_function_under_the_name(f: Callable[[Any], Any], before: Any, after: Any) -> None:
    check(f, (bound(before), bound(after), bound(before)))


@pytest.mark.parametrize("name", SHADOWS)
def test_a_global_hides_one_of_the_builtins(name: str) -> None:
    try:
        check(by_builtins, (lambda: None, lambda: globals().update({name: SHADOWS[name]}), lambda: globals().pop(name)))
    finally:
        globals().pop(name, None)


@pytest.mark.parametrize(("f", "there", "back"), IN_PLACE)
def test_what_stands_for_something_is_changed_where_it_is(f: Callable[[Any], Any], there: Change, back: Change) -> None:
    check(f, (lambda: None, there, back))
