"""Cotangents of differences along axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Axis


def gradients(x: Any, spacing: Sequence[Any], axis: Axis, edge_order: Any) -> Any:
    """`np.gradient(x, *spacing, axis=axis, edge_order=edge_order)`."""
    return np.gradient(x, *spacing, axis=axis, edge_order=edge_order)


def ungradient(g: Any, x: Any, spacing: Sequence[Any], axis: Axis, edge_order: int) -> Any:
    """The cotangent of `x` in `np.gradient(x, *spacing, axis=axis, edge_order=edge_order)`."""
    rank = np.ndim(x)
    axes = tuple(range(rank)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    steps = [1.0] * len(axes) if not spacing else list(spacing) * (len(axes) if len(spacing) == 1 else 1)
    parts = g if isinstance(g, (list, tuple)) else [g]
    found = 0
    for part, a, step in zip(parts, axes, steps, strict=True):
        found = found + np.moveaxis(_along(np.moveaxis(np.asarray(part), a, 0), step, edge_order), 0, a)
    return found


def _along(g: Any, step: Any, edge_order: int) -> Any:
    """The cotangent of the differences along the first axis, which are weighted sums of neighbours."""
    n = len(g)
    step = np.asarray(step) * 1.0  # differences of integers may wrap around
    widths = np.full(n - 1, step) if np.ndim(step) == 0 else np.diff(step)
    before, after = (np.reshape(h, (-1,) + (1,) * (np.ndim(g) - 1)) for h in (widths[:-1], widths[1:]))
    found = np.zeros(np.shape(g), np.result_type(g, np.float32))
    found[:-2] -= g[1:-1] * after / (before * (before + after))
    found[1:-1] += g[1:-1] * (after - before) / (before * after)
    found[2:] += g[1:-1] * before / (after * (before + after))
    for k, weight in enumerate(_edge(widths[:2], edge_order)):
        found[k] += g[0] * weight
    for k, weight in enumerate(_edge(widths[::-1][:2], edge_order)):
        found[-1 - k] -= g[-1] * weight
    return found


def _edge(widths: Any, edge_order: int) -> tuple[Any, ...]:
    """The weights of the first elements in the first difference."""
    first = widths[0]
    if edge_order == 1:
        return -1 / first, 1 / first
    both = first + widths[1]
    return -(first + both) / (first * both), both / (first * widths[1]), -first / (widths[1] * both)
