"""What a program may call to act on its own derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sourcead.runtime.trees import copy


def stop_gradient(x: Any) -> Any:
    """A copy of `x` that counts as a constant: its derivative is zero, in either mode.

    `x` is an array, a number, or lists, tuples and dicts of them.
    """
    return copy(x)


def adjoint_hook(x: Any, hook: Callable[[Any], Any]) -> Any:
    """A copy of `x`, whose cotangent is passed through `hook` in the reverse sweep: to print, clip, reverse or stop at it.

    `hook` is called once, with the whole cotangent of what this function gave; its result, of the same shape, takes the place of
    the cotangent, and None leaves it as it is. Forward mode does not call it.
    """
    return copy(x)


def hooked(hook: Callable[[Any], Any], bar: Any, x: Any) -> Any:
    """The cotangent `bar` of `x` after `hook`; `ValueError` where that has another shape."""
    whole = np.broadcast_to(bar, np.shape(x)).copy() if isinstance(x, np.ndarray) else bar
    found = hook(whole)
    if found is None:
        return whole
    if np.shape(found) != np.shape(x):
        raise ValueError(f"the hook gave a cotangent of shape {np.shape(found)} for a value of shape {np.shape(x)}")
    return found
