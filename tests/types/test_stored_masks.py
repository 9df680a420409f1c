"""Second derivatives of stores under a mask: how many elements it picks is known only when the program runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import check_grads

X = np.array([0.7, 1.3, -0.6])


def number_under_a_mask(x: Any) -> Any:
    a = x * 1.0
    a[a > 0] = x[0] ** 2
    return np.sum(a**2) * x[1]


def number_in_rows_under_a_mask(x: Any) -> Any:
    a = np.outer(x, x)
    a[x > 0] = x[0] ** 2
    return np.sum(a**2) * x[1]


def row_in_rows_under_a_mask(x: Any) -> Any:
    a = np.outer(x, x)
    a[x > 0] = x
    return np.sum(a**2) * x[1]


def number_in_columns_under_a_mask(x: Any) -> Any:
    a = np.outer(x, x)
    a[:, x > 0] = x[0] ** 2
    return np.sum(a**2) * x[1]


def number_under_a_mask_of_all_axes(x: Any) -> Any:
    a = np.outer(x, x)
    a[a > 0] = x[0] ** 2
    return np.sum(a**2) * x[1]


@pytest.mark.parametrize(
    "function",
    [number_under_a_mask, number_in_rows_under_a_mask, row_in_rows_under_a_mask, number_in_columns_under_a_mask, number_under_a_mask_of_all_axes],
)  # fmt: skip
def test_second_derivatives(function: Callable[..., Any]) -> None:
    check_grads(function, (X,), order=2)
