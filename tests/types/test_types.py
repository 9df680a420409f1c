"""Types of programs: they cover every value that a name has when the program runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead.types.signature import fast_key, type_of
from sourcead.types.values import Array, Dim, Fixed, ListOf, Number, Record, Static, Unknown, broadcast, fills, join

A = np.ones((2, 1))


def test_signature() -> None:
    assert type_of(A, "x") == Array("float64", (Dim("x:0", False), Dim("x:1", True)))
    assert type_of(1.5, "x") == Number("float64")
    assert type_of(np.float32(1), "x") == Number("float32", weak=False)
    assert type_of((1.0, A), "x") == Fixed(
        "tuple", (Number("float64"), Array("float64", (Dim("x[1]:0", False), Dim("x[1]:1", True))))
    )
    assert isinstance(type_of([A, A], "x"), ListOf)
    assert isinstance(type_of({"a": 1.0}, "x"), Record)
    assert isinstance(type_of("text", "x"), Static)


@pytest.mark.parametrize(
    "left, right, same",
    [
        (np.ones(3), np.zeros(3), True),
        (np.ones(3), np.ones(4), False),
        (np.ones(3), np.ones(3, np.float32), False),
        (1.0, 2.0, True),
        (1, 5, False),  # 1 may be a length of 1
        (3, 5, True),
        ([1.0, 2.0], [3.0, 4.0], True),
        ({"a": 1.0}, {"b": 1.0}, False),
        (np.float64(1), 1.0, False),
        ("a", "b", False),
    ],
)
def test_fast_keys(left: Any, right: Any, same: bool) -> None:
    assert (fast_key(left) == fast_key(right)) is same


def test_equal_keys_have_equal_types() -> None:
    values = [
        np.ones(3),
        np.ones((3, 1)),
        np.ones(1),
        np.ones(0),
        1.0,
        1,
        2,
        7,
        True,
        None,
        "a",
        (1.0, 2),
        [1.0],
        {"a": A},
        np.float32(1),
    ]
    for a in values:
        for b in values:
            if fast_key(a) == fast_key(b):
                assert type_of(a, "x") == type_of(b, "x")


def test_join() -> None:
    one, other = type_of(np.ones(3), "x"), type_of(np.ones(4), "y")
    assert join(one, other) == Array("float64", (Dim(None, False),))
    assert join(one, Number("float64")) == Unknown()
    assert join(Number("int64", value=1), Number("int64", value=2)) == Number("int64")
    assert join(None, one) == one


def test_broadcast() -> None:
    n, one, m = Dim("n", False), Dim("1", True), Dim("m", None)
    assert broadcast((n,), (one,)) == (n,)
    assert broadcast((one, n), (n, one)) == (n, n)
    assert broadcast((m,), (n,)) == (n,)
    assert broadcast((m,), (m,)) == (m,)
    assert broadcast((m,), (Dim("k", None),)) == (Dim(None, None),)


def test_fills() -> None:
    n, one, m = Dim("n", False), Dim("1", True), Dim("m", None)
    assert fills((n,), (m,)) and fills((one,), (one,)) and fills((m,), (m,))
    assert not fills((m,), (n,)) and not fills((n,), (one, n)) and not fills(None, (n,))
