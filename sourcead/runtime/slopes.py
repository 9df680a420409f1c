"""Derivatives of elementwise functions that NumPy has no function for."""

from __future__ import annotations

from typing import Any

import numpy as np

NEAR = 1.0  # where the closed form of the slope of `sinc` loses digits


def sinc_slope(x: Any) -> Any:
    """The derivative of `np.sinc(x)`: a series near 0, where the closed form would lose all digits."""
    t = np.pi * x
    near = np.abs(t) < NEAR
    small = np.where(near, t, 0.0)
    far = np.where(near, NEAR, t)
    square = small * small
    series: Any = 18 / 121645100408832000
    for term in (
        -16 / 355687428096000,
        14 / 1307674368000,
        -12 / 6227020800,
        10 / 39916800,
        -8 / 362880,
        6 / 5040,
        -4 / 120,
        2 / 6,
    ):
        series = term + square * series
    return np.pi * np.where(near, -small * series, (np.cos(far) - np.sin(far) / far) / far)


def bessel_i(order: int, x: Any) -> Any:
    """The modified Bessel function of the first kind, of whole order: its power series, whose terms have one sign."""
    order = abs(int(order))
    half = np.asarray(x, dtype=np.result_type(np.asarray(x), np.float32)) / 2
    term = np.ones_like(half)
    for k in range(order):
        term = term * half / (k + 1)
    found, square, k = term, half * half, 1
    while True:
        term = term * square / (k * (k + order))
        if not np.any(np.abs(term) > 1e-17 * np.abs(found)):
            return found[()]
        found, k = found + term, k + 1
