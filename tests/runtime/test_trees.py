"""Copies of structures keep what is shared."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import runtime as rt


def test_shared_memory_stays_shared() -> None:
    u = np.arange(6.0)
    tree = (u, [u, u[1:4], u.reshape(2, 3).T], {"v": u[::-2]}, 1.0)
    made = rt.copy(tree)
    assert made[1][0] is made[0] and not np.shares_memory(made[0], u)
    made[0][:] = np.arange(6.0) * 10
    assert made[1][1].tolist() == [10.0, 20.0, 30.0]
    assert made[1][2].tolist() == (np.arange(6.0) * 10).reshape(2, 3).T.tolist()
    assert made[2]["v"].tolist() == [50.0, 30.0, 10.0]
    assert u.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_fortran_order() -> None:
    u = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    whole, part = rt.copy((u, u[:, 1]))
    whole[0, 1] = 7.0
    assert part[0] == 7.0


def test_zeros_like() -> None:
    made = rt.zeros_like({"a": np.ones(2, np.float32), "b": [1, (2.0, None)]})
    assert made["a"].dtype == np.float32 and made["b"] == [0.0, (0.0, None)]


def test_add() -> None:
    assert rt.add([1.0, {"a": 2.0}], [3.0, {"a": None}]) == [4.0, {"a": 2.0}]
    assert rt.add(None, 1.0) == 1.0


def test_scalar_seed() -> None:
    assert rt.scalar_seed(2.5) == 1.0
    assert rt.scalar_seed(np.ones((1, 1))).tolist() == [[1.0]]
    for bad in (np.ones(2), np.zeros(0), [1.0], (1.0, 2.0)):
        with pytest.raises(rt.NotScalarError):
            rt.scalar_seed(bad)


def test_own_arrays_share_nothing() -> None:
    whole = np.ones(4)
    first, (second, spread) = rt.own([whole[:3], (whole, np.broadcast_to(1.0, 3))])
    second[0] = spread[0] = 2.0
    assert first.tolist() == [1.0] * 3 and spread.tolist() == [2.0, 1.0, 1.0] and whole[0] == 1.0
