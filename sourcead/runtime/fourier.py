"""Cotangents of Fourier transforms."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Axis, Shape

TRANSPOSED: dict[Any, Any] = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}


def fitted(x: Any, shape: Shape, axes: Axis) -> Any:
    """`x` cut, or filled up with zeros, to the lengths that `shape` has along some axes."""
    for axis in range(x.ndim) if axes is None else np.atleast_1d(axes):
        length, wanted = x.shape[axis], shape[axis]
        if length > wanted:
            x = np.take(x, range(wanted), axis)
        elif length < wanted:
            border = [(0, wanted - length) if k == axis % x.ndim else (0, 0) for k in range(x.ndim)]
            x = np.pad(x, border)
    return x


def unirfft(g: Any, shape: Shape, axis: int, norm: str | None) -> Any:
    """The cotangent `g` of `np.fft.irfft(a, n, axis, norm)`, of the `shape` of `a`.

    All frequencies but the first, and the last where the length is even, stand for two.
    """
    length = np.shape(g)[axis]
    found = np.conjugate(np.fft.rfft(g, axis=axis, norm=TRANSPOSED[norm]))
    weights = np.full(length // 2 + 1, 2.0)
    weights[0] = 1.0
    if length % 2 == 0:
        weights[-1] = 1.0
    spread = [1] * np.ndim(g)
    spread[axis] = len(weights)
    return fitted(found * np.reshape(weights, spread), shape, axis)


def last_axes(s: Any, axes: Axis) -> Axis:
    """The axes along which a transform of several goes: the last ones where only the lengths `s` are given."""
    return tuple(range(-len(s), 0)) if axes is None and s is not None else axes


def lengths(shape: Shape, s: Any, axes: Axis) -> Shape:
    """The lengths that `shape` has along the axes of a transform of several."""
    axes = last_axes(s, axes)
    return tuple(shape) if axes is None else tuple(shape[a] for a in np.atleast_1d(axes))


def unirfftn(g: Any, shape: Shape, s: Any, axes: Axis, norm: Any) -> Any:
    """The cotangent `g` of `scipy.fft.irfftn(a, s, axes, norm)`, of the `shape` of `a`."""
    axes = last_axes(s, axes)
    *others, last = range(np.ndim(g)) if axes is None else np.atleast_1d(axes)
    inner = tuple(shape[a] if a == last % len(shape) else n for a, n in enumerate(np.shape(g)))
    found = np.fft.ifftn(unirfft(g, inner, last, norm), axes=others, norm=norm)
    return fitted(found, shape, tuple(others))


def weighted_ends(x: Any, axes: Axis, first: float, last: float = 1) -> Any:
    """`x` with weights for the first and for the last element along each of some axes."""
    for axis in range(np.ndim(x)) if axes is None else np.atleast_1d(axes):
        weights = np.ones(np.shape(x)[axis], np.asarray(x).dtype)
        weights[0] *= first
        weights[-1] *= last
        x = x * np.reshape(weights, [-1 if a == axis % np.ndim(x) else 1 for a in range(np.ndim(x))])
    return x
