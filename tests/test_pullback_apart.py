"""A pullback stands for the place where it was taken: what is bound outside of the function may change afterwards."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, vjp

X = np.array([0.3, 0.7])
A = np.array([[1.0, 2.0], [3.0, 4.0]])
ROWS = [np.array([1.0, 2.0])]
TABLE = {"w": np.array([1.0, 2.0])}


class Model:
    def __init__(self) -> None:
        self.w, self.k, self.parts = np.array([1.0, 2.0]), 3.0, [np.array([2.0, 1.0])]


MODEL = Model()


def of_an_array(x: Any) -> Any:
    return np.sum((A @ x) ** 2)


def of_a_default(x: Any, a: Any = A) -> Any:
    return np.sum((a @ x) ** 2)


def of_an_object(x: Any) -> Any:
    return np.sum((MODEL.w * x) ** 2) * MODEL.k


def of_a_list(x: Any) -> Any:
    return np.sum((ROWS[0] * x) ** 2)


def of_a_dict(x: Any) -> Any:
    return np.sum((TABLE["w"] * x) ** 2)


def of_a_list_in_an_object(x: Any) -> Any:
    return np.sum((MODEL.parts[0] * x) ** 2)


def of_a_closure() -> Callable[..., Any]:
    def f(x: Any) -> Any:
        return np.sum((A * x) ** 2)

    b = A

    def g(x: Any) -> Any:
        return f(x) + np.sum((b @ x) ** 2)

    return g


def again(x: Any, n: int) -> Any:
    return x if n == 0 else again(MODEL.w * x, n - 1)


def of_a_function_that_calls_itself(x: Any) -> Any:
    return np.sum(again(x, 3))


def changed(array: np.ndarray) -> Callable[[], Any]:
    """Changes an array in place, and gives what puts it back."""

    def change() -> Any:
        before = array.copy()
        array[...] = 9.0
        return lambda: array.__setitem__(..., before)

    return change


def replaced(name: str, value: Any) -> Callable[[], Any]:
    """Sets an attribute of the model anew, and gives what puts it back."""

    def change() -> Any:
        before = getattr(MODEL, name)
        setattr(MODEL, name, value)
        return lambda: setattr(MODEL, name, before)

    return change


CASES = {
    "array": (of_an_array, changed(A)), "default": (of_a_default, changed(A)), "attribute": (of_an_object, changed(MODEL.w)),
    "attribute set anew": (of_an_object, replaced("w", X)), "number set anew": (of_an_object, replaced("k", 50.0)),
    "list": (of_a_list, changed(ROWS[0])), "dict": (of_a_dict, changed(TABLE["w"])), "closure": (of_a_closure(), changed(A)),
    "recursion": (of_a_function_that_calls_itself, changed(MODEL.w)),
    "recursion, attribute set anew": (of_a_function_that_calls_itself, replaced("w", X)),
    "list in an object": (of_a_list_in_an_object, changed(MODEL.parts[0])),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_outside_may_change(name: str) -> None:
    function, change = CASES[name]
    _, pullback = vjp(function, X)
    expected = pullback(1.0)[0]
    put_back = change()
    found = pullback(1.0)[0]
    put_back()
    np.testing.assert_array_equal(found, expected)


SETTINGS = ModuleType("settings")
SETTINGS.w = np.array([1.0, 2.0])
QUEUE = deque([np.array([1.0, 2.0])])
DEEP = [[[[[np.array([1.0, 2.0])]]]]]


class Base:
    """An array that a class inherits, and an object in an object."""

    w = np.array([1.0, 2.0])


class Derived(Base):
    """The class that inherits."""


MODEL.inner = Model()  # type: ignore[attr-defined]


def of_a_module(x: Any) -> Any:
    return np.sum((SETTINGS.w * x) ** 2)


def of_a_class(x: Any) -> Any:
    return np.sum((Base.w * x) ** 2)


def of_an_inherited_attribute(x: Any) -> Any:
    return np.sum((Derived.w * x) ** 2)


def of_an_object_in_an_object(x: Any) -> Any:
    return np.sum((MODEL.inner.w * x) ** 2)  # type: ignore[attr-defined]


def of_a_queue(x: Any) -> Any:
    return np.sum((QUEUE[0] * x) ** 2)


def of_lists_in_lists(x: Any) -> Any:
    return np.sum((DEEP[0][0][0][0][0] * x) ** 2)


@pytest.mark.parametrize(
    ("f", "array"),
    [
        (of_a_module, SETTINGS.w),
        (of_a_class, Base.w),
        (of_an_inherited_attribute, Base.w),
        (of_an_object_in_an_object, MODEL.inner.w),  # type: ignore[attr-defined]
        (of_a_queue, QUEUE[0]),
        (of_lists_in_lists, DEEP[0][0][0][0][0]),
    ],
)
def test_wherever_an_array_is(f: Callable[..., Any], array: np.ndarray) -> None:
    pullback = vjp(f, X)[1]
    found = pullback(1.0)[0]
    array *= 5
    np.testing.assert_array_equal(pullback(1.0)[0], found)
    array /= 5


@dataclass
class Pair:
    first: Any
    second: Any


VALUES: tuple[tuple[Callable[[np.ndarray], Any], Callable[[Any], Any], Any], ...] = (
    (lambda x: [x[0] * 2.0, x[0] * 3.0], lambda v: v.__setitem__(0, round(v[0])), [1.0, 1.0]),
    (lambda x: [x[0] * 2.0, x[0] * 3.0], lambda v: v.pop(), [1.0, 1.0]),
    (lambda x: {"a": x * 2.0, "b": x[0] * 3.0}, lambda v: v.clear(), {"a": np.ones(2), "b": 1.0}),
    (lambda x: {"a": x * 2.0, "b": x[0] * 3.0}, lambda v: v.update(a=np.ones(2, int)), {"a": np.ones(2), "b": 1.0}),
    (lambda x: (x[1], [x * 2.0]), lambda v: v[1].append(1.0), (1.0, [np.ones(2)])),
    (lambda x: Pair(x * 2.0, [x[0]]), lambda v: vars(v).update(first=3), Pair(np.ones(2), [1.0])),
    (lambda x: Pair(x * 2.0, [x[0]]), lambda v: v.second.clear(), Pair(np.ones(2), [1.0])),
    (lambda x: x * 2.0, lambda v: setattr(v, "shape", (2, 1)), np.ones(2)),
)


@pytest.mark.parametrize(("f", "change", "cotangent"), VALUES)
def test_the_containers_of_a_value_are_the_callers(f, change, cotangent) -> None:
    value, pullback = vjp(f, np.array([1.0, 2.0]))
    before = pullback(cotangent)[0]
    change(value)
    np.testing.assert_array_equal(pullback(cotangent)[0], before)
    with pytest.raises(InputTypeError):
        pullback("no cotangent")
