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
