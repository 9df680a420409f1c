"""Cotangents of reductions and of running sums and products."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Axis, Shape, unreduce


def ties(x: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The weights of `x` in its maximum (or minimum) `out` over `axis`: 1, or even shares where several are equal."""
    equal = np.equal(x, unreduce(out, np.shape(x), axis, keepdims))
    return equal / np.sum(equal, axis=axis, keepdims=True, dtype=_float(x))


def max_dot(dx: Any, x: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The tangent in the direction `dx` of a maximum (or minimum) `out` of `x` over `axis`: of ties the mean."""
    if axis is not None:
        return np.sum(dx * ties(x, out, axis, keepdims), axis=axis, keepdims=keepdims)
    chosen = np.asarray(dx)[np.equal(x, out)]
    found = chosen[0] if chosen.size == 1 else np.divide(np.sum(chosen), chosen.size, dtype=chosen.dtype)
    return np.reshape(found, np.shape(out)) if keepdims else found


def unmax(g: Any, x: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The cotangent `g` of a maximum (or minimum) `out` over `axis`, of the shape of `x`; ties share it evenly."""
    equal = np.equal(x, unreduce(out, np.shape(x), axis, keepdims))
    g = np.broadcast_to(g, np.shape(out))  # a cotangent that is the same everywhere may come as a number
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return equal * (g / np.sum(equal, axis=axis, keepdims=True, dtype=_float(x)))


def unmax_where(g: Any, x: Any, out: Any, axis: Axis, keepdims: bool, where: Any) -> Any:
    """The cotangent `g` of a maximum (or minimum) over those `x` that `where` chooses; nothing where another value was larger."""
    equal = np.equal(x, unreduce(out, np.shape(x), axis, keepdims)) & where
    g = np.broadcast_to(g, np.shape(out))
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return equal * (g / np.maximum(np.sum(equal, axis=axis, keepdims=True, dtype=_float(x)), 1))


def count_where(shape: Shape, axis: Axis, keepdims: bool, where: Any) -> Any:
    """How many elements a reduction of `shape` over `axis` takes together, of those that `where` chooses."""
    return np.sum(np.broadcast_to(where, shape), axis=axis, keepdims=keepdims)


def _float(x: Any) -> Any:
    found = np.asarray(x).dtype
    return found if found.kind == "f" else np.float64


def product_of_others(x: Any, axis: Axis) -> Any:
    """For each element the product of all others that `np.prod(x, axis)` multiplies it with; exact with zeros."""
    if axis is None:
        return np.reshape(_products_of_others(np.ravel(x)), np.shape(x))
    if not isinstance(axis, tuple):
        return np.moveaxis(_products_of_others(np.moveaxis(x, axis, -1)), -1, axis)
    last = tuple(range(-len(axis), 0))
    rows = np.moveaxis(x, axis, last)
    flat = np.reshape(rows, np.shape(rows)[: np.ndim(rows) - len(axis)] + (-1,))  # noqa: RUF005 (a star is not differentiated)
    return np.moveaxis(np.reshape(_products_of_others(flat), np.shape(rows)), last, axis)


def _products_of_others(x: Any) -> Any:
    """For each element of the last axis the product of all others."""
    ones = np.ones_like(x[..., :1])
    before = np.cumprod(np.concatenate([ones, x[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([ones, x[..., :0:-1]], axis=-1), axis=-1)
    return before * after[..., ::-1]


def centered(x: Any, axis: Axis) -> Any:
    """`x` less its mean over `axis`, twice: what rounding leaves of equal elements is small compared to their standard deviation.

    So the derivative of a standard deviation that is 0 but for rounding is 0 too.
    """
    found = x - np.mean(x, axis=axis, keepdims=True)
    return found - np.mean(found, axis=axis, keepdims=True)


def uncumsum(g: Any, shape: Shape, axis: int | None) -> Any:
    """The cotangent `g` of `np.cumsum(x, axis)`: sums from the end, of the `shape` of `x`."""
    along = 0 if axis is None else axis
    return np.reshape(np.flip(np.cumsum(np.flip(g, along), along), along), shape)


def cumprod_x(g: Any, x: Any, axis: int | None) -> Any:
    """The cotangent `g` of `np.cumprod(x, axis)`, of the shape of `x`; exact with zeros."""
    rows = np.ravel(x) if axis is None else np.moveaxis(x, axis, 0)
    g = g if axis is None else np.moveaxis(g, axis, 0)
    before = np.concatenate([np.ones_like(rows[:1]), np.cumprod(rows[:-1], axis=0)])
    found = np.array(g, dtype=np.result_type(g, rows))
    for k in reversed(range(len(rows) - 1)):
        found[k] += rows[k + 1] * found[k + 1]
    found *= before
    return np.reshape(found, np.shape(x)) if axis is None else np.moveaxis(found, 0, axis)


def cumprod_x_dot(dx: Any, x: Any, axis: int | None) -> Any:
    """The tangent of `np.cumprod(x, axis)` in the direction `dx`; exact with zeros."""
    rows, turned = (np.ravel(v) if axis is None else np.moveaxis(v, axis, 0) for v in (x, dx))
    before = np.concatenate([np.ones_like(rows[:1]), np.cumprod(rows[:-1], axis=0)])
    found = before * turned
    for k in range(1, len(rows)):
        found[k] += rows[k] * found[k - 1]
    return found if axis is None else np.moveaxis(found, 0, axis)


def undiff(g: Any, shape: Shape, n: int, axis: int) -> Any:
    """The cotangent `g` of `np.diff(x, n, axis)`; `shape` is that of `x`, of which there may be no difference."""
    if np.size(g) == 0:
        return np.zeros(shape, g.dtype)
    edge = np.zeros_like(np.take(g, [0], axis))
    for _ in range(n):
        g = -np.diff(np.concatenate([edge, g, edge], axis=axis), axis=axis)
    return g
