"""The derivatives of `x ** y` where the exponent is not a literal, and roots."""

from __future__ import annotations

from typing import Any

import numpy as np


def power_x(g: Any, x: Any, y: Any) -> Any:
    """`g * y * x ** (y - 1)`, and 0 where `y` is 0; of the broadcast shape."""
    return g * (y * np.power(x, np.where(y == 0, 1, np.subtract(y, 1)), dtype=_dtype(x, y)))


def power_y(g: Any, x: Any, y: Any, out: Any) -> Any:
    """`g * out * log(x)`, and 0 where `x` is 0 (unless `y` is negative); of the broadcast shape."""
    zero = np.equal(x, 0) & np.greater_equal(np.real(y), 0)
    return g * (out * np.log(np.where(zero, 1, x), dtype=_dtype(x, y)))


def norm_root(x: Any, n: Any) -> Any:
    """The root of order `n`, whose derivative counts as zero at zero."""
    return x ** (1 / n)


def _dtype(*operands: Any) -> Any:
    """The floating dtype that an operation on the operands has: Python numbers do not widen it."""
    found = np.result_type(*operands)
    return found if found.kind in "fc" else np.float64
