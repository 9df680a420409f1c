"""Arguments stay as they are, whatever a function changes in them: lists, what is in them, attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sourcead import grad, jvp, value_and_grad, vjp


@dataclass
class Thing:
    """A list and an array."""

    items: list[float]
    a: Any


def popped(xs: Any) -> Any:
    return xs.pop() * xs[0]


def popped_by_a_helper(xs: Any) -> Any:
    return popped(xs) * 2.0


def popped_in_a_loop(xs: Any) -> Any:
    t = 1.0
    while xs:
        t = t * xs.pop()
    return t


def popped_in_a_branch(xs: Any) -> Any:
    x = xs.pop() if xs[0] > 0 else 1.0
    return x * xs[0]


def made_longer(xs: Any) -> Any:
    xs += [xs[0] * 2]
    return xs[-1] * xs[0]


def element_updated(xs: Any) -> Any:
    xs[0] += 1.0
    return np.sum(xs[0] ** 2)


def element_written_in_a_loop(xs: Any) -> Any:
    for v in xs:
        v[0] = 2.0
    return np.sum(xs[0] ** 2)


def element_unpacked_and_updated(xs: Any) -> Any:
    a, b = xs
    a *= 2
    return np.sum(xs[0] * b)


def attribute_made_longer(t: Any) -> Any:
    t.items += [2.0 * t.items[0]]
    return t.items[-1] * t.items[0]


def attribute_popped(t: Any) -> Any:
    return t.items.pop() * t.items[0] * np.sum(t.a)


NUMBERS: Callable[[], Any] = lambda: [2.5, 2.0, 3.0]  # noqa: E731
ARRAYS: Callable[[], Any] = lambda: [np.array([1.0, 2.0]), np.array([4.0, 3.0])]  # noqa: E731
THING: Callable[[], Any] = lambda: Thing([2.5, 2.0], np.array([1.0, 2.0]))  # noqa: E731
CASES = [
    (popped, NUMBERS),
    (popped_by_a_helper, NUMBERS),
    (popped_in_a_loop, NUMBERS),
    (popped_in_a_branch, NUMBERS),
    (made_longer, NUMBERS),
    (element_updated, ARRAYS),
    (element_written_in_a_loop, ARRAYS),
    (element_unpacked_and_updated, ARRAYS),
    (attribute_made_longer, THING),
    (attribute_popped, THING),
]


@pytest.mark.parametrize(("f", "make"), CASES, ids=[f.__name__ for f, _ in CASES])
def test_argument_is_as_it_was(f: Callable[..., Any], make: Callable[[], Any]) -> None:
    derivatives: list[Callable[[Any], Any]] = [grad(f), value_and_grad(f), lambda z: vjp(f, z), lambda z: jvp(f, (z,), (make(),))]
    for derivative in derivatives:
        given = make()
        derivative(given)
        assert repr(given) == repr(make())
