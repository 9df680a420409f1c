"""Undoing what broadcasting and reductions do to shapes."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

Shape = tuple[int, ...]
Axis = int | tuple[int, ...] | None


def unbroadcast(g: Any, x: Any) -> Any:
    """`g`, of a shape to which `x` was broadcast, summed to the shape of `x` (a number for one); a smaller `g` is repeated."""
    found = _summed(g, np.shape(x))
    return found[()] if isinstance(found, np.ndarray) and found.ndim == 0 and not isinstance(x, np.ndarray) else found


def _summed(g: Any, shape: Shape) -> Any:
    if np.shape(g) == shape:
        return g
    if np.ndim(g) < len(shape):
        g = np.reshape(g, (1,) * (len(shape) - np.ndim(g)) + np.shape(g))
    lead = np.ndim(g) - len(shape)
    wide = np.shape(g)[lead:]
    unit = tuple(a for a, (n, m) in enumerate(zip(shape, wide), lead) if n == 1 and m != 1)
    g = np.sum(g, axis=unit, keepdims=True) if unit else g
    g = np.sum(g, axis=tuple(range(lead))) if lead else g
    return g if np.shape(g) == shape else np.broadcast_to(g, shape)


def unreduce(g: Any, shape: Shape, axis: Axis, keepdims: bool) -> Any:
    """The cotangent `g` of a reduction over `axis`, repeated to the `shape` that was reduced (a view)."""
    if shape == ():
        return g
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


def count(shape: Shape, axis: Axis) -> int:
    """How many elements a reduction of `shape` over `axis` takes together."""
    if axis is None:
        return prod(shape)
    return prod(shape[a] for a in axis) if isinstance(axis, tuple) else shape[axis]
