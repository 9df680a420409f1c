"""What the program computes with whole numbers, booleans and in front of jumps, the reverse sweep computes in the same way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy as xp
import pytest

from sourcead import grad, value_and_grad

X = np.array([0.5, -1.2, 2.3])
MASK = np.array([True, False, True])
BYTES = np.array([1, 0, 3], np.uint8)
SMALL = np.array([1, 0, 2], np.int8)
HALVES = np.array([0.1, 0.2, 0.3], np.float16)
STEPS = np.array([0.3, 0.6, 0.7])
ONES = np.ones(3)


def difference_of_masks(x):
    return np.sum(x**2 * ((x > 0) * 1 - (x < 0) * 1))


def sum_of_masks(x):
    return np.sum(np.sin(x) * ((x > 0) * 1 + (x > -2) * 1))


def masks_added(x):
    return np.sum(x * ((x > 0) + (x < 1)))


def mask_added_to_itself(x, m):
    return np.sum((m + m) * x)


def mask_in_a_loop(x, m):
    total = 0.0
    for _ in range(3):
        total = total + np.sum((m + m) * x)
    return total


def powers_of_masks(x, m):
    return np.sum((m**1 + m**1) * x)


def below_zero(x, u):
    return np.sum((u - 1) * x)


def negative_bytes(x, u):
    return np.sum(-u * x)


def beyond_the_largest(x, b):
    return np.sum(b * 100 * x)


def sums_beyond_the_largest(x, b):
    return np.sum((b + 100 + 100) * np.sin(x))


def converted_afterwards(x, b):
    return np.sum((b * 100 * 2).astype(float) * np.sin(x))


def half_precision(x, h):
    return np.sum(h * 300 * 300 * x)


def whole_part(x):
    return x * int(x / 0.1)


def rounded(x):
    return x * round(x / 0.2)


def floors(x):
    return np.sum(x * xp.floor(x / 0.1))


def floor_of_a_product(x, a):
    return np.sum(x) * np.floor(a * 0.7 * 10)


def as_whole_numbers(x, a):
    return np.sum((a * 0.7 * 10).astype(int) * x)


def angle_of_a_negative_zero(x):
    return x * math.atan2(-0.0, x)


def signs_of_zeros(x, a):
    return np.sum(np.copysign(1, -(a - a)) * x) + 2 * np.sum(x * np.copysign(1.0, -0.0))


def no_number(x, a):
    return np.sum(x) * np.isnan(a * np.inf * 0)


CASES: list[tuple[Any, tuple[Any, ...], Any]] = [
    (difference_of_masks, (X,), [1, 2.4, 4.6]),
    (sum_of_masks, (X,), np.cos(X) * [2, 1, 2]),
    (masks_added, (X,), ONES),
    (mask_added_to_itself, (X, MASK), [1, 0, 1]),
    (mask_in_a_loop, (X, MASK), [3, 0, 3]),
    (powers_of_masks, (X, MASK), [2, 0, 2]),
    (below_zero, (X, BYTES), [0, 255, 2]),
    (negative_bytes, (X, BYTES), [255, 0, 253]),
    (beyond_the_largest, (X, SMALL), [100, 0, -56]),
    (sums_beyond_the_largest, (X, SMALL), np.cos(X) * [-55, -56, -54]),
    (converted_afterwards, (X, SMALL), np.cos(X) * [-56, 0, -112]),
    (half_precision, (X, HALVES), HALVES * np.float16(300) * np.float16(300)),
    (whole_part, (0.6,), 5.0),
    (rounded, (0.7,), 3.0),
    (floors, (STEPS,), [2, 5, 6]),
    (floor_of_a_product, (X, 3.0), 20 * ONES),
    (as_whole_numbers, (X, 3.0 * ONES), 20 * ONES),
    (angle_of_a_negative_zero, (-1.5,), -math.pi),
    (signs_of_zeros, (X, ONES), -3 * ONES),
    (no_number, (X, 1.0), ONES),
]


@pytest.mark.parametrize(("function", "args", "right"), CASES, ids=[c[0].__name__ for c in CASES])
def test_right(function: Any, args: tuple[Any, ...], right: Any) -> None:
    with np.errstate(over="ignore"):
        assert np.allclose(grad(function)(*args), right)
        value, bar = value_and_grad(function)(*args)
        assert value == function(*args)
        assert np.allclose(bar, right)


def promoted(x):
    return x * np.float64(2) + np.asarray(x).astype(np.float64)


def test_a_number_in_single_precision() -> None:
    for x in (np.array(0.3, np.float32), np.float32(0.3)):
        found = grad(promoted)(x)
        assert found == 3.0
        assert found.dtype == np.float32


def kept(x, kept_axes):
    return np.sum(np.sum(x, axis=1, keepdims=kept_axes) * x)


def test_whether_axes_are_kept_is_an_argument() -> None:
    x = np.arange(4.0).reshape(2, 2)
    for kept_axes in (0, 1, False, True):
        slopes = [(kept(x + h.reshape(2, 2), kept_axes) - kept(x - h.reshape(2, 2), kept_axes)) / 2e-6 for h in 1e-6 * np.eye(4)]
        assert np.allclose(np.ravel(grad(kept)(x, kept_axes)), slopes)
