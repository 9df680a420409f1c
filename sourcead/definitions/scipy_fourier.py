"""Transforms of SciPy to and from Hermitian spectra, by those of real arrays. Axes that are not given are `False`."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.fft


def _other(norm: Any) -> Any:
    """The norm with which the inverse transform has the factors of this one."""
    if norm is None or norm == "backward":
        return "forward"
    if norm == "forward":
        return "backward"
    return norm


def hfft(x: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
    """`scipy.fft.hfft`."""
    return scipy.fft.irfft(np.conjugate(x), n, axis, _other(norm))


def ihfft(x: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
    """`scipy.fft.ihfft`."""
    return np.conjugate(scipy.fft.rfft(x, n, axis, _other(norm)))


def hfft2(x: Any, s: Any = None, axes: Any = False, norm: Any = None) -> Any:
    """`scipy.fft.hfft2`."""
    if axes is False:
        return scipy.fft.irfft2(np.conjugate(x), s, norm=_other(norm))
    return scipy.fft.irfft2(np.conjugate(x), s, axes, _other(norm))


def ihfft2(x: Any, s: Any = None, axes: Any = False, norm: Any = None) -> Any:
    """`scipy.fft.ihfft2`."""
    if axes is False:
        return np.conjugate(scipy.fft.rfft2(x, s, norm=_other(norm)))
    return np.conjugate(scipy.fft.rfft2(x, s, axes, _other(norm)))


def hfftn(x: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    """`scipy.fft.hfftn`."""
    return scipy.fft.irfftn(np.conjugate(x), s, axes, _other(norm))


def ihfftn(x: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    """`scipy.fft.ihfftn`."""
    return np.conjugate(scipy.fft.rfftn(x, s, axes, _other(norm)))


DEFINITIONS = {f"scipy.fft.{f.__name__}": f for f in (hfft, ihfft, hfft2, ihfft2, hfftn, ihfftn)}
