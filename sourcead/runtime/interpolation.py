"""Cotangents of interpolation, convolution and polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np


def _cell(x: Any, xp: Any) -> Any:
    """The interval between two of the `xp` in which `x` is; the first and the last one for what lies outside."""
    return np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)


def interp_slope(x: Any, xp: Any, fp: Any) -> Any:
    """The derivative of `np.interp(x, xp, fp)` by `x`: 0 outside of `xp`."""
    xp, fp = _floats(xp), _floats(fp)
    cell = _cell(x, xp)
    inside = np.logical_and(np.greater_equal(x, xp[0]), np.less_equal(x, xp[-1]))
    return np.where(inside, (fp[cell + 1] - fp[cell]) / (xp[cell + 1] - xp[cell]), 0)


def _floats(x: Any) -> Any:
    """An array whose differences are no integers, which may wrap around."""
    x = np.asarray(x)
    return x.astype(float) if x.dtype.kind in "biu" else x


def uninterp(g: Any, x: Any, xp: Any) -> Any:
    """The cotangent of `fp` in `np.interp(x, xp, fp)`: each of `g` to the two values next to `x`."""
    x, xp = _floats(x), _floats(xp)
    cell = _cell(x, xp)
    part = np.clip((x - xp[cell]) / (xp[cell + 1] - xp[cell]), 0, 1)
    found = np.zeros(len(xp), np.result_type(g, part))
    np.add.at(found, cell, g * (1 - part))
    np.add.at(found, cell + 1, g * part)
    return found


def uninterp_dot(bar: Any, x: Any, xp: Any) -> Any:
    """The tangent of `uninterp(1.0, x, xp)` where each of `x` moves by `bar` between the `xp`."""
    x, xp = _floats(x), _floats(xp)
    cell = _cell(x, xp)
    inside = np.logical_and(np.greater_equal(x, xp[0]), np.less_equal(x, xp[-1]))
    moved = np.where(inside, bar / (xp[cell + 1] - xp[cell]), 0)
    found = np.zeros(len(xp), moved.dtype)
    np.subtract.at(found, cell, moved)
    np.add.at(found, cell + 1, moved)
    return found


def between(g: Any, x: Any, xp: Any, left: Any = None, right: Any = None) -> Any:
    """`g`, and 0 where `np.interp` gives `left` or `right`."""
    if left is not None:
        g = np.where(np.less(x, xp[0]), 0, g)
    if right is not None:
        g = np.where(np.greater(x, xp[-1]), 0, g)
    return g


def in_full(g: Any, x: Any, y: Any, mode: str, reverses: bool = False) -> Any:
    """The cotangent of a convolution or correlation of a `mode`, with zeros for what the full one has besides.

    `reverses`: it is a correlation, which NumPy computes the other way round where `y` is the longer one.
    """
    n, m = np.size(x), np.size(y)
    less = min(n, m) - 1
    before = {"full": 0, "valid": less, "same": (less + (reverses and n < m)) // 2}[mode]
    return np.pad(g, (before, n + m - 1 - before - np.size(g)))


def unpolyval(g: Any, x: Any, p: Any) -> Any:
    """The cotangent of the coefficients in `np.polyval(p, x)`."""
    return np.ravel(g) @ np.vander(np.ravel(x), len(p))
