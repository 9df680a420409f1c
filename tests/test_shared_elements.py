"""Tangents of arrays that stand at several places of a list, or are elements and have a name, and are written in place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import jvp

A = np.array([[1.0, 0.3, -0.2], [0.5, -1.2, 0.4], [0.1, 0.2, 0.9]])


def rows_of_an_argument(a: Any) -> Any:
    rows = list(a)
    rows[0] = rows[1]
    rows[0][1] = 5.0
    return a[1, 1] * a[0, 0]


def a_row_put_in(a: Any) -> Any:
    b = a * 2
    rows = []
    for r in b:
        rows.append(r)
    rows[0] = b[1]
    rows[0][1] = 5.0
    return b[1, 1] * b[0, 0]


def rows_of_an_array(a: Any) -> Any:
    rows = list(a * 1.0)
    rows[0] = rows[1]
    rows[0][1] = 5.0
    return rows[1][1] * rows[0][0]


def a_row_with_a_name(a: Any) -> Any:
    rows = list(a * 1.0)
    r = rows[1]
    rows[0] = r
    r[2] = a[0, 0] ** 2
    return rows[0][2] * rows[1][2]


def rows_exchanged(a: Any) -> Any:
    b = a * 2
    rows = list(b)
    rows[0], rows[1] = rows[1], rows[0]
    rows[0][1] = a[0, 1] ** 2
    return b[1, 1] * b[0, 1] * np.sum(rows[2])


@pytest.mark.parametrize("function", [rows_of_an_argument, a_row_put_in, rows_of_an_array, a_row_with_a_name, rows_exchanged])
def test_tangent(function: Any) -> None:
    way = np.cos(A)
    value, tangent = jvp(function, (A.copy(),), (way,))
    expected = function((A + 1e-20j * way).astype(complex))
    assert np.isclose(value, expected.real) and np.isclose(tangent, expected.imag * 1e20)
