"""Cotangents of convolutions and filters of `scipy.signal`."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Axis, Shape


def _borders(shape: Shape, one: Shape, other: Shape, mode: str, axes: Axis, late: bool) -> list[tuple[int, int]]:
    """How many elements a full convolution has before and after those of a `mode`, which has this `shape`."""
    along = range(len(one)) if axes is None else [int(a) % len(one) for a in np.atleast_1d(axes)]
    found = []
    for k, (n, m) in enumerate(zip(one, other)):
        whole = n + m - 1 if k in along else max(n, m)
        before = {"full": 0, "same": (whole - n + late) // 2, "valid": whole - max(n, m)}[mode]
        found.append((before, whole - before - shape[k]))
    return found


def in_whole(g: Any, one: Shape, other: Shape, mode: str, axes: Axis = None, late: bool = False) -> Any:
    """The cotangent of a convolution of a `mode`, with zeros for what the full one has besides.

    `one`, `other`: the shapes of what is convolved; `late`: the centre is the later one of two.
    """
    return np.pad(g, _borders(np.shape(g), one, other, mode, axes, late))


def of_whole(whole: Any, shape: Shape, one: Shape, other: Shape, mode: str, axes: Axis = None, late: bool = False) -> Any:
    """What of a full convolution one of a `mode` has, which is of this `shape`."""
    borders = _borders(shape, one, other, mode, axes, late)
    return whole[tuple(slice(before, before + n) for (before, _), n in zip(borders, shape))].copy()


def lagged(v: Any, x: Any, shape: Shape, axis: int) -> Any:
    """The sums of `v[n] * x[n - k]` along an axis, and over all others, for each `k` below the length that `shape` has."""
    v, x = np.moveaxis(v, axis, -1), np.moveaxis(x, axis, -1)
    if not shape:
        return np.sum(v * x)
    length = np.shape(v)[-1]
    kept = [np.sum(v[..., k:] * x[..., : length - k]) for k in range(min(shape[0], length))]
    return np.stack(kept + [0.0 * kept[0]] * (shape[0] - len(kept)))


def monic(a: Any) -> Any:
    """The coefficients of a polynomial over the first one."""
    return np.atleast_1d(a) / np.atleast_1d(a)[0]


def leading(a: Any) -> Any:
    """The first coefficient of a polynomial."""
    return np.atleast_1d(a)[0]


def section(x: Any, start: int, shape: Shape, axis: int) -> Any:
    """What `x` has along an axis from `start` on, of the length that `shape` has there, zeros where it has nothing."""
    x = np.moveaxis(x, axis, -1)
    found = np.zeros((*np.shape(x)[:-1], shape[axis]), x.dtype)
    kept = x[..., max(start, 0) : max(start + shape[axis], 0)]
    found[..., max(-start, 0) : max(-start, 0) + np.shape(kept)[-1]] = kept
    return np.moveaxis(found, -1, axis)


def placed(x: Any, start: int, shape: Shape, axis: int) -> Any:
    """An array of the length that `shape` has along an axis, with `x` in it from `start` on: the transpose of `section`."""
    return section(x, -start, shape, axis)


def turned_filter(h: Any, up: int) -> Any:
    """A filter backwards, zeros before it, so that its last coefficient stands at a multiple of `up`."""
    return np.concatenate((np.zeros((1 - len(h)) % up, h.dtype), h[::-1]))


def lateness(h: Any, up: int) -> int:
    """By how many samples a filter is late that is turned."""
    return -((1 - len(h)) // up)


def without_gaps(x: Any, factor: int, axis: int) -> Any:
    """Every element of an axis whose place is a multiple of `factor`."""
    return np.moveaxis(np.moveaxis(x, axis, -1)[..., ::factor].copy(), -1, axis)


def with_gaps(x: Any, factor: int, axis: int, length: int | None = None) -> Any:
    """`x` with `factor - 1` zeros between its elements along an axis, of a given length there."""
    x = np.moveaxis(x, axis, -1)
    whole = (np.shape(x)[-1] - 1) * factor + 1
    found = np.zeros((*np.shape(x)[:-1], max(whole, length or 0)), x.dtype)
    found[..., :whole:factor] = x
    return np.moveaxis(found[..., :length], -1, axis)
