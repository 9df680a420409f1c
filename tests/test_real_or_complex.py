"""Names that hold real numbers at one place and complex ones at another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import check_grads
from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.2, 0.9, 0.5])


def sum_from_zero(x: Any) -> Any:
    total = 0.0
    for k in range(4):
        total = total + x[k] * np.exp(1j * k * x[0])
    return abs(total) * np.abs(total * 1j)


def number_to_complex(x: Any) -> Any:
    total = float(x[0])
    for k in range(3):
        total = total * 1j + total * x[k]
    return abs(total) + total.real * total.imag


def in_one_branch(x: Any) -> Any:
    s = x[0]
    if x[1] > 0:
        s = s * 1j + x[1]
    return abs(s)


def real_again(x: Any) -> Any:
    s = x[0]
    for k in range(4):
        s = s + x[k] * 1j
        s = s.real if k == 2 else s
        s = np.exp(s)
    return np.abs(s)


def updated_as_real(x: Any) -> Any:
    s = 0
    for k in range(3):
        s += x[k]
        s += abs(s) * 1j
        s = abs(s)
    return abs(s)


def loop_variable(x: Any) -> Any:
    total = 0.0
    for z in x:
        for _ in range(2):
            z = z * 1j + z
        total = total + abs(z)
    return total


def stored(x: Any) -> Any:
    s, u = x[0], np.zeros(4, complex)
    for k in range(4):
        u[k] = s
        s = s + x[k] * 1j
        s = s if k % 2 else abs(s)
    return np.sum(np.abs(u))


class Total:
    def __init__(self) -> None:
        self.z = 0.0

    def add(self, z: Any) -> None:
        self.z = self.z + z


def attribute(x: Any) -> Any:
    total, k = Total(), 0
    while k < 4:
        total.add(x[k] * np.exp(1j * k * x[0]))
        k += 1
    return abs(total.z) * total.z.real


def power(v: Any) -> Any:
    n = len(v)
    if n == 1:
        return v
    even, odd = power(v[::2]), power(v[1::2])
    moved = np.exp(-2j * np.pi * np.arange(n // 2) / n) * odd
    return np.concatenate([even + moved, even - moved])


def transform(x: Any) -> Any:
    return np.sum(np.abs(power(x + 0j)) * np.arange(4))


def array_sum_from_zero(x: Any) -> Any:
    total = 0
    for k in range(3):
        total = total + x * np.exp(1j * k * x)
    size = np.abs(total)
    return np.sum(np.abs(size * (1 + 2j) + total))


def norm_of_unknown(x: Any) -> Any:
    total = 0
    for k in range(3):
        total = total + x * np.exp(1j * k * x)
    return np.linalg.norm(total)


def array_in_one_branch(x: Any) -> Any:
    z = x
    if x[0] > 0:
        z = z * 1j + x
    return np.sum(np.abs(z))


def elements_of_both(x: Any) -> Any:
    total = 0.0
    for z in [x[0], x[0] * 1j]:
        total = total + abs(z) * x[1]
    return total


def appended_in_turn(x: Any) -> Any:
    parts = []
    for k in range(3):
        parts.append(x[0] * 1j if k % 2 else x[0])
    return abs(parts[0] + parts[1]) + abs(sum(parts))


def transformed_unknown(x: Any) -> Any:
    total = 0.0
    for k in range(3):
        total = total + x * k
    return np.sum(np.abs(np.fft.fft(total)))


def transform_of_reals(x: Any) -> Any:
    return np.sum(np.abs(power(x)) * np.arange(4))


def in_a_tuple(x: Any) -> Any:
    pair = (x[0], x[1])
    for _ in range(3):
        u, v = pair
        pair = (u * 1j, v)
    return abs(pair[0] + pair[1])


def kept_in_a_list(x: Any) -> Any:
    s, kept = x[0], []
    for k in range(4):
        kept.append(s)
        s = s + x[k] * 1j
    return abs(sum(kept))


RIGHT = [
    sum_from_zero, number_to_complex, in_one_branch, real_again, updated_as_real, loop_variable, stored, attribute, appended_in_turn,
    transform, array_sum_from_zero, norm_of_unknown, array_in_one_branch, elements_of_both,
]  # fmt: skip
REFUSED = [transformed_unknown, transform_of_reals, in_a_tuple, kept_in_a_list]
test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)


@pytest.mark.parametrize("function", [array_sum_from_zero, norm_of_unknown, array_in_one_branch])
def test_second_order(function: Any) -> None:
    check_grads(function, (X,), order=2, modes=("rev",))
