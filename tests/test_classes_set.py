"""Objects outside that are given another class between two calls: what their class decided is decided anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sourcead import jvp, value_and_grad


class First:
    c = 1.0

    @classmethod
    def scaled(cls, y: Any) -> Any:
        return y * cls.c

    def told(self, y: Any) -> Any:
        return y * self.c


class Second(First):
    c = 5.0

    def told(self, y: Any) -> Any:
        return y * 7.0


class Holder:
    def __init__(self, held: Any) -> None:
        self.held = held


O = First()  # noqa: E741
H = Holder(O)
ALL = [O, First()]


def by_isinstance(x: Any) -> Any:
    return x * (2.0 if isinstance(O, Second) else 3.0)


def by_type(x: Any) -> Any:
    return x * (2.0 if type(O) is Second else 3.0)


def by_a_pattern(x: Any) -> Any:
    match O:
        case Second():
            return 2.0 * x
        case _:
            return 3.0 * x


def by_a_class_method(x: Any) -> Any:
    return O.scaled(x)


def by_a_method(x: Any) -> Any:
    return O.told(x)


def by_an_attribute(x: Any) -> Any:
    return x * type(O).c


def held(x: Any) -> Any:
    return x * (2.0 if isinstance(H.held, Second) else 3.0)


def in_a_list(x: Any) -> Any:
    return sum(x * (2.0 if isinstance(o, Second) else 3.0) for o in ALL)


def in_a_list_by_a_method(x: Any) -> Any:
    return sum(o.told(x) for o in ALL)


@pytest.fixture(autouse=True)
def _first_again() -> Iterator[None]:
    yield
    O.__class__ = First


FUNCTIONS = [
    by_isinstance,
    by_type,
    by_a_pattern,
    by_a_class_method,
    by_a_method,
    by_an_attribute,
    held,
    in_a_list,
    in_a_list_by_a_method,
]


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_another_class(f: Callable[..., Any]) -> None:
    derivative = value_and_grad(f)
    for kind in (First, Second, First):
        O.__class__ = kind
        assert derivative(2.0) == (f(2.0), f(1.0))
        assert jvp(f, (2.0,), (1.0,)) == (f(2.0), f(1.0))
