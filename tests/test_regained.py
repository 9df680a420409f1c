"""What has no derivative of its own: views of arrays that were bound anew, things outside that come back under another name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp

X = np.array([0.7, -0.4, 1.2, 0.5, 0.9, -0.3])
Y = np.array([1.1, 0.3, -0.6, 0.8, 0.2, 0.5])
BUF = np.zeros(6)
TAB = {"a": np.ones(6)}
LST = [np.ones(6), np.zeros(6)]


class Space:
    """Holds an array."""

    def __init__(self) -> None:
        self.u = np.zeros(6)

    def add(self, x: Any) -> None:
        u = self.u
        u += x

    def total(self) -> Any:
        return np.sum(self.u)


SPACE = Space()


def view_1(x, y):
    a = x.copy()
    v = a[1:4]
    w = v[::-1]
    if x[0] > 0:
        a = y * 1.0
    w *= 2.0
    return np.sum(a * x) + np.sum(w)


def view_2(x, y):
    a = x.copy()
    v = a[1:4]
    if x[0] > 0:
        a = y * 1.0
    v *= 2.0
    return np.sum(a * x)


def view_6(x, y):
    a = x.copy()
    w = a[1:][1:]
    if x[0] > 0:
        a = y * 1.0
    w[0] *= 2.0
    a *= 1.5
    return np.sum(a * x) + np.sum(w * w)


def view_7(x, y):
    a = x.copy()
    b = y * 1.0
    w = a[1:][1:]
    for i in range(3):
        a[i] *= 0.5
        a = a * b
    return np.sum(a * x) + np.sum(w * w)


def view_9(x, y):
    a = x.copy()
    b = y * 1.0
    for _ in range(3):
        w = a[1:]
        a = a * b
        w *= a[0]
    return np.sum(a * x) + np.sum(b)


def view_11(x, y):
    a = x.copy()
    i = 1
    v = a[i:]
    for _ in range(3):
        i = i + 1
        v *= 2.0
    return np.sum(a * x) * i


def view_12(x, y):
    a = x.copy()
    i = 1
    v = a[i:]
    if x[0] > 0:
        i = 2
    v *= 2.0
    return np.sum(a * x) * i


def view_13(x, y):
    a = x.copy()
    i = 1
    v = a[i:]
    w = v[1:]
    if x[0] > 0:
        i = 2
    w *= 2.0
    return np.sum(a * x * w[0]) * i


def outside_1(x):
    b = BUF
    b += x
    return np.sum(BUF)


def outside_3(x):
    b = BUF[1:]
    b += x[1:]
    return np.sum(BUF)


def outside_4(x):
    b = BUF[1:]
    b[0] = x[1]
    return np.sum(BUF)


def outside_5(x):
    LST[0][1:] = x[1:]
    return np.sum(LST[0])


def outside_6(x):
    b = LST[0]
    b[1:] = x[1:]
    return np.sum(LST[0])


def outside_7(x):
    TAB["a"][0] = x[1]
    return np.sum(TAB["a"])


def outside_8(x):
    b = TAB["a"]
    b[0] = x[1]
    return np.sum(TAB["a"])


def outside_15(x):
    BUF.T[1:] = x[1:]
    return np.sum(BUF)


def outside_16(x):
    BUF.reshape(2, 3)[0] = x[1:4]
    return np.sum(BUF)


def outside_17(x):
    for b in LST:
        b += x
    return np.sum(LST[0])


def outside_18(x):
    a, b = LST
    a += x
    return np.sum(LST[0])


def outside_21(x):
    BUF.flat[0] = x[1]
    return np.sum(BUF)


def outside_23(x):
    b = BUF
    b += x
    c = b * x
    return np.sum(c) + BUF[0]


def outside_26(x):
    b = np.asarray(BUF)
    b += x
    return np.sum(BUF)


def more_2(x):
    u = SPACE.u
    u += x
    return np.sum(SPACE.u)


def more_4(x):
    SPACE.add(x)
    return SPACE.total()


def more_9(x):
    g = BUF
    g += x
    g = g * 1.0
    return np.sum(BUF) + np.sum(g)


def more_10(x):
    (h,) = LST
    h[0] = x[0]
    return LST[0][0] * 2


def more_16(x):
    if x[0] > 0:
        u = BUF
    else:
        u = np.zeros(6)
    u += x
    return np.sum(BUF) + np.sum(u)


def more_17(x):
    np.add(BUF[1:], x[1:], out=BUF[1:])
    return np.sum(BUF)


def more_18(x):
    v = BUF[1:]
    np.copyto(v, x[1:])
    return np.sum(BUF)


def more_19(x):
    BUF[1:][0] = x[1]
    return np.sum(BUF)


def more_22(x):
    v = BUF[1:]
    v[0] = x[1]
    w = BUF[:3]
    return np.sum(w)


VIEWS = [view_1, view_2, view_6, view_7, view_9, view_11, view_12, view_13]
OUTSIDE = [
    outside_1,
    outside_3,
    outside_4,
    outside_5,
    outside_6,
    outside_7,
    outside_8,
    outside_15,
    outside_16,
    outside_17,
    outside_18,
    outside_21,
    outside_23,
    outside_26,
    more_2,
    more_4,
    more_9,
    more_10,
    more_16,
    more_17,
    more_18,
    more_19,
    more_22,
]


@pytest.fixture(autouse=True)
def fresh() -> None:
    """What is outside, as it was."""
    for array, value in ((BUF, 0.0), (TAB["a"], 1.0), (LST[0], 1.0), (LST[1], 0.0), (SPACE.u, 0.0)):
        array[:] = value


@pytest.mark.parametrize("f", VIEWS, ids=lambda f: f.__name__)
def test_views_of_what_was_bound_anew(f: Callable[..., Any]) -> None:
    args = (X, Y)[: f.__code__.co_argcount]
    with pytest.raises(SourceADError, match="may share memory with") as error:
        grad(f)(*args)
    assert error.value.location is not None and error.value.way_out


@pytest.mark.parametrize("f", OUTSIDE, ids=lambda f: f.__name__)
def test_things_outside_under_another_name(f: Callable[..., Any]) -> None:
    for derivative in (lambda: grad(f)(X), lambda: jvp(f, (X,), (Y,))):
        with pytest.raises(SourceADError, match="which is outside of the function") as error:
            derivative()
        assert error.value.location is not None and error.value.way_out


def by_one_name(x: Any) -> Any:
    b = BUF
    b += x
    c = b[1:]
    return np.sum(b * x) + np.sum(c)


def test_one_name_is_right() -> None:
    np.testing.assert_allclose(grad(by_one_name)(X), 2 * X + [0, 1, 1, 1, 1, 1], rtol=1e-12)


def without_dimensions(z: Any) -> Any:
    b = z.copy()
    c = b.reshape(1, 1)
    c[0, 0] *= b
    np.multiply(b, b, out=b)
    return b * z


def test_an_array_without_dimensions() -> None:
    np.testing.assert_allclose(grad(without_dimensions)(np.array(0.7)), 5 * 0.7**4, rtol=1e-12)


LOG: list[float] = []


class Giving:
    """A manager, and an iterator, that give what is outside."""

    def __enter__(self) -> Any:
        return LOG

    def __exit__(self, *_: Any) -> None:
        return None

    def __next__(self) -> Any:
        return LOG


GIVING = Giving()


def given_by_a_manager(x: Any) -> Any:
    with Giving() as log:
        log.append(2.0)
    return x[0] * len(LOG)


def given_by_an_iterator(x: Any) -> Any:
    log = next(GIVING)  # type: ignore[call-overload]
    more = log
    more.append(2.0)
    return x[0] * len(LOG)


@pytest.mark.parametrize("f", [given_by_a_manager, given_by_an_iterator])
def test_what_is_given_and_changed(f: Callable[..., Any]) -> None:
    for derivative in (lambda: grad(f)(X), lambda: jvp(f, (X,), (Y,))):
        with pytest.raises(SourceADError, match="is changed here, and what `with` or `next` gave"):
            derivative()
