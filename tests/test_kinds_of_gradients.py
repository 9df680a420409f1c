"""A gradient has the dtype of its argument, is a number where that is one, and can be written into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import grad

X, Y = np.full(3, 0.5), np.full(3, 0.25)
SINGLE = np.full(3, 0.5, np.float32)
TOP = np.array(0.3)


def added(x, y):
    return np.sum(x + 0.1 * y)


def difference(x, y):
    return np.mean(x - y)


def multiples(x, y):
    return np.sum(x * 2 + y * 3)


def added_in_double(x, y):
    return np.sum(np.add(x, y, dtype=np.float64))


def bound_again(x, y):
    for _ in range(3):
        y = x + 0.1 * y
    return np.sum(y)


def joined(x, y):
    return np.sum(np.concatenate((x, y)))


def along_the_last_axis(x, y):
    return np.sum(np.concatenate((x, y), axis=-1))


def stacked(x, y):
    return np.sum(np.stack((x, y), 1))


def beside(x, y):
    return np.sum(np.hstack((x, y)))


def turned(x, y):
    return np.sum(np.stack((x, y)).T)


def multiplied(w, s):
    return w * s


def multiplied_by_a_sum(w, s):
    return np.sum(w * np.sum(s))


def product_of_numbers(s, t):
    return np.vdot(s, t)


MIXED = [added, difference, multiples, added_in_double, bound_again]
JOINED = [joined, along_the_last_axis, stacked, beside, turned]
OF_NUMBERS = [(multiplied, (TOP, 0.4)), (multiplied_by_a_sum, (TOP, 0.4)), (product_of_numbers, (0.3, 0.4))]


@pytest.mark.parametrize("function", MIXED)
@pytest.mark.parametrize("args", [(SINGLE, Y), (X, SINGLE), (SINGLE, SINGLE), (X, Y)])
@pytest.mark.parametrize("which", [0, 1, (0, 1)])
def test_dtype(function: Callable[..., Any], args: tuple[Any, ...], which: Any) -> None:
    found = grad(function, which)(*args)
    wanted = grad(function, which)(X, Y)
    places, found, wanted = (which, found, wanted) if isinstance(which, tuple) else ((which,), (found,), (wanted,))
    for place, one, other in zip(places, found, wanted):
        assert one.dtype == args[place].dtype
        np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize("function", JOINED)
@pytest.mark.parametrize("which", [0, (0, 1)])
def test_can_be_written_into(function: Callable[..., Any], which: Any) -> None:
    found = grad(function, which)(X, Y)
    for one in found if isinstance(which, tuple) else (found,):
        one[0] = 5.0
        assert one.tolist() == [5.0, 1.0, 1.0]


@pytest.mark.parametrize(("function", "args"), OF_NUMBERS)
@pytest.mark.parametrize("which", [0, 1])
def test_is_a_number(function: Callable[..., Any], args: tuple[Any, ...], which: int) -> None:
    found = grad(function, which)(*args)
    assert isinstance(found, np.ndarray if isinstance(args[which], np.ndarray) else float)
    np.testing.assert_allclose(found, float(args[1 - which]))
