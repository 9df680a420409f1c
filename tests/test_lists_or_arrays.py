"""Sums and products of what may be an array by its type, and is a list or tuple: they are joined, and not added."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, check_grads, jvp, value_and_grad

X = np.array([0.7, -1.3, 1.9, 0.4])


def lists_in_a_list(x: Any) -> Any:
    out: list[Any] = []
    for v in x:
        if v > 1 and out:
            out[-1] = out[-1] + [v]
        else:
            out.append([v])
    return sum(sum(o) * len(o) for o in out)


def one_list_and_another(x: Any) -> Any:
    out: list[Any] = []
    for v in x:
        if v > 1 and out:
            out[-1] = out[-1] + out[0]
        else:
            out.append([v])
    return sum(sum(o) * len(o) for o in out)


def lists_repeated(x: Any) -> Any:
    out: list[Any] = []
    for v in x:
        if v > 1 and out:
            out[-1] = out[-1] * 2
        else:
            out.append([v])
    return sum(sum(o) * len(o) for o in out)


def a_tuple_that_gets_longer(x: Any) -> Any:
    t: Any = (x[0],)
    for v in x:
        t = t + (v * t[-1],)
    return t[-1]


def a_tuple_that_gets_longer_at_its_start(x: Any) -> Any:
    t: Any = (x[0],)
    for v in x:
        t = (v * t[-1],) + t
    return sum(t) * t[0]


def a_tuple_that_is_doubled(x: Any) -> Any:
    t: Any = (x[0],)
    for _ in x:
        t = t + t
    return sum(t) * t[0]


def pairs_that_are_reduced(x: Any) -> Any:
    t = functools.reduce(operator.add, [(v, v * v) for v in x])
    return t[1] * t[-1]


def nothing_at_first(x: Any) -> Any:
    cur: Any = None
    for v in x:
        cur = [v] if cur is None else cur + [v * cur[-1]]
    return cur[-1] * cur[0]


REFUSED = (
    lists_in_a_list,
    one_list_and_another,
    lists_repeated,
    pairs_that_are_reduced,
    nothing_at_first,
)


@pytest.mark.parametrize("function", REFUSED)
def test_refused(function: Any) -> None:
    with pytest.raises(UnsupportedSyntaxError) as caught:
        value_and_grad(function)(X)
    assert caught.value.way_out
    with pytest.raises(UnsupportedSyntaxError) as caught:
        jvp(function, (X,), (X,))
    assert caught.value.way_out


def arrays_in_a_list(x: Any) -> Any:
    out: list[Any] = [np.ones(2), x[0]]
    for v in x[1:]:
        if v > 1:
            out[-1] = out[-1] + out[0] * v
        else:
            out.append(v * out[0])
    return sum(np.sum(o) for o in out)


def arrays_and_lists(x: Any) -> Any:
    u = x
    for _ in range(2):
        u = [1.0, x[1], 2.0, 3.0] + u * (1.0, x[0], 2.0, x[2])
    return np.sum(u**2)


TUPLES = (a_tuple_that_gets_longer, a_tuple_that_gets_longer_at_its_start, a_tuple_that_is_doubled)


@pytest.mark.parametrize("function", [arrays_in_a_list, arrays_and_lists, *TUPLES])
def test_right(function: Any) -> None:
    check_grads(function, (X,), order=1, modes=("rev", "fwd"))
