"""An attribute or element that a loop gives an object which has another name too: right, or refused where one is changed later."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.613, 0.741, 0.937])


class Pair:
    """Two numbers."""

    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a, b


class Holder:
    """One object."""

    def __init__(self, held: Any) -> None:
        self.held = held


def only_read(x: Any) -> Any:
    k = Pair(x[0], 0.5)
    d = {"o": k}
    k = Pair(x[1], 0.7)
    for _ in range(2):
        d["o"] = k
    return d["o"].b * d["o"].a * k.a + k.b


def changed_in_the_loop(x: Any) -> Any:
    h = Holder(Pair(x[0], 0.5))
    for i in range(2):
        k = Pair(x[1] * i, x[2])
        h.held = k
        k.b += x[0]
    return h.held.b * h.held.a


def the_first_one_is_changed(x: Any) -> Any:
    h = Holder(Pair(x[0], 0.5))
    g = Holder(h.held)
    for i in range(2):
        k = Pair(x[1] * i, h.held.a)
        h.held = k
    g.held.b += x[0]
    return h.held.b * h.held.a + g.held.b


def element_changed_later(x: Any) -> Any:
    d = {"o": Pair(x[0], 0.5)}
    k = Pair(x[1], 0.7)
    for _ in range(2):
        d["o"] = k
    k.b += np.sum(x)
    return d["o"].b


def attribute_changed_later(x: Any) -> Any:
    h, k = Holder(Pair(x[0], 0.5)), Pair(x[1], x[2])
    for _ in range(2):
        h.held = k
    k.b += x[0]
    return h.held.b


def changed_by_the_attribute(x: Any) -> Any:
    h, k = Holder(Pair(x[0], 0.5)), Pair(x[1], x[2])
    for _ in range(2):
        h.held = k
    h.held.b += x[0]
    return k.b


def changed_after_a_while_loop(x: Any) -> Any:
    h, k = Holder(Pair(x[0], 0.5)), Pair(x[1], x[2])
    i = 0
    while i < 2:
        h.held, i = k, i + 1
    k.a = k.b * 2
    return h.held.a


RIGHT = [only_read, changed_in_the_loop, the_first_one_is_changed]
REFUSED = [element_changed_later, attribute_changed_later, changed_by_the_attribute, changed_after_a_while_loop]
test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)
