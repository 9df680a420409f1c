"""Methods of universal functions: `np.add.reduce`, `np.multiply.outer` and their like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

PAIRS = (
    "add", "subtract", "multiply", "divide", "power", "float_power", "maximum", "minimum", "fmax", "fmin", "logaddexp",
    "logaddexp2", "arctan2", "hypot", "copysign", "heaviside", "fmod", "remainder", "floor_divide", "ldexp", "nextafter",
    "equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or", "logical_xor",
    "bitwise_and", "bitwise_or", "bitwise_xor",
)  # fmt: skip


def _outer(ufunc: Callable[..., Any]) -> Callable[..., Any]:
    """`ufunc.outer`."""

    def outer(a: Any, b: Any) -> Any:
        if np.ndim(b) == 0:
            return ufunc(a, np.asarray(b))
        if np.ndim(b) == 1:
            return ufunc(np.expand_dims(a, -1), b)
        return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(b)), b)

    return outer


def _reduce(function: Callable[..., Any]) -> Callable[..., Any]:
    """`ufunc.reduce`, where NumPy has a function for it."""

    def reduce(array: Any, axis: Any = 0, **given: Any) -> Any:
        return function(array, axis=axis, **given)

    return reduce


def _accumulate(function: Callable[..., Any]) -> Callable[..., Any]:
    """`ufunc.accumulate`, where NumPy has a function for it."""

    def accumulate(array: Any, axis: Any = 0, **given: Any) -> Any:
        return function(array, axis=axis, **given)

    return accumulate


DEFINITIONS = {
    **{f"np.{name}.outer": _outer(getattr(np, name)) for name in PAIRS},
    "np.add.reduce": _reduce(np.sum),
    "np.multiply.reduce": _reduce(np.prod),
    "np.maximum.reduce": _reduce(np.max),
    "np.minimum.reduce": _reduce(np.min),
    "np.add.accumulate": _accumulate(np.cumsum),
    "np.multiply.accumulate": _accumulate(np.cumprod),
}
