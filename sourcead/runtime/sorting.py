"""Derivatives of sorting; elements that are equal share evenly what flows to any of them."""

from __future__ import annotations

from typing import Any

import numpy as np


def sort_x(g: Any, x: Any, axis: int | None) -> Any:
    """The cotangent `g` of `np.sort(x, axis)`, of the shape of `x`."""
    _, shares, order = _rows(g, x, axis)
    found = np.empty_like(shares)
    np.put_along_axis(found, order, shares, -1)
    return np.reshape(found, np.shape(x)) if axis is None else np.moveaxis(found, -1, axis)


def sort_x_dot(dx: Any, x: Any, axis: int | None) -> Any:
    """The tangent of `np.sort(x, axis)` in the direction `dx`."""
    rows = np.ravel(x) if axis is None else np.moveaxis(x, axis, -1)
    turned = np.ravel(dx) if axis is None else np.moveaxis(dx, axis, -1)
    order = np.argsort(rows, axis=-1)
    found = even(np.take_along_axis(turned, order, -1), np.take_along_axis(rows, order, -1))
    return found if axis is None else np.moveaxis(found, -1, axis)


def _rows(g: Any, x: Any, axis: int | None) -> tuple[Any, Any, Any]:
    rows = np.ravel(x) if axis is None else np.moveaxis(x, axis, -1)
    g = g if axis is None else np.moveaxis(g, axis, -1)
    order = np.argsort(rows, axis=-1)
    return rows, even(g, np.take_along_axis(rows, order, -1)), order


def even(values: Any, keys: Any) -> Any:
    """`values` averaged over runs of equal `keys` on the last axis."""
    new = np.ones(keys.shape, bool)
    new[..., 1:] = keys[..., 1:] != keys[..., :-1]
    if new.all():
        return values
    group = np.cumsum(new) - 1
    flat = np.ravel(values)
    sums = (
        np.bincount(group, flat) if flat.dtype.kind != "c" else np.bincount(group, flat.real) + 1j * np.bincount(group, flat.imag)
    )
    return np.reshape((sums / np.bincount(group))[group], keys.shape).astype(values.dtype)
