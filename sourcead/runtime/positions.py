"""Positions: those of an array, and those that values decide, where zeros begin and end."""

from __future__ import annotations

from typing import Any

import numpy as np


def indices(*shape: Any) -> list[tuple[int, ...]]:
    """The indices that `np.ndindex(*shape)` gives."""
    return list(np.ndindex(*shape))


def nonzero_span(x: Any, trim: str = "fb") -> tuple[int, int]:
    """Where what `np.trim_zeros(x, trim)` leaves of a vector begins and ends."""
    places = np.flatnonzero(x)
    if not len(places):
        return 0, 0
    sides = trim.lower()
    return int(places[0]) if "f" in sides else 0, int(places[-1]) + 1 if "b" in sides else len(x)


def leading_zeros(p: Any) -> int:
    """How many coefficients of a polynomial are zeros in front, the last one left aside."""
    places = np.flatnonzero(p)
    return int(places[0]) if len(places) else len(p) - 1


def remainder_start(rest: Any) -> int:
    """Where the remainder that `np.polydiv` gives begins: coefficients in front that are 0 but for rounding are left out."""
    start = 0
    while start < len(rest) - 1 and np.allclose(rest[start], 0, rtol=1e-14):
        start += 1
    return start
