"""Fourier transforms by others: of Hermitian spectra, and of real arrays along several axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.fourier import TRANSPOSED


def hfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
    """`np.fft.hfft`."""
    return np.fft.irfft(np.conjugate(a), n, axis, TRANSPOSED[norm])


def ihfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
    """`np.fft.ihfft`."""
    return np.conjugate(np.fft.rfft(a, n, axis, TRANSPOSED[norm]))


def rfft2(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    """`np.fft.rfft2`."""
    if axes is not None:
        return rfftn(a, s, axes, norm)
    if s is None:
        return np.fft.fft(np.fft.rfft(a, norm=norm), axis=-2, norm=norm)
    return np.fft.fft(np.fft.rfft(a, s[1], norm=norm), s[0], axis=-2, norm=norm)


def irfft2(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    """`np.fft.irfft2`."""
    if axes is not None:
        return irfftn(a, s, axes, norm)
    if s is None:
        return np.fft.irfft(np.fft.ifft(a, axis=-2, norm=norm), norm=norm)
    return np.fft.irfft(np.fft.ifft(a, s[0], axis=-2, norm=norm), s[1], norm=norm)


def rfftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    """`np.fft.rfftn`: the last axis first."""
    if axes is None and s is None:
        return _others(np.fft.fftn, np.fft.rfft(a, norm=norm), norm)
    if axes is None:
        axes = tuple(range(-len(s), 0))
    if s is None:
        return np.fft.fftn(np.fft.rfft(a, axis=axes[-1], norm=norm), axes=axes[:-1], norm=norm)
    return np.fft.fftn(np.fft.rfft(a, s[-1], axes[-1], norm), s[:-1], axes[:-1], norm)


def irfftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    """`np.fft.irfftn`: the last axis last."""
    if axes is None and s is None:
        return np.fft.irfft(_others(np.fft.ifftn, a, norm), norm=norm)
    if axes is None:
        axes = tuple(range(-len(s), 0))
    if s is None:
        return np.fft.irfft(np.fft.ifftn(a, axes=axes[:-1], norm=norm), axis=axes[-1], norm=norm)
    return np.fft.irfft(np.fft.ifftn(a, s[:-1], axes[:-1], norm), s[-1], axes[-1], norm)


def _others(transform: Any, x: Any, norm: Any) -> Any:
    """A transform along all axes but the last."""
    if np.ndim(x) == 1:
        return x
    if np.ndim(x) == 2:
        return transform(x, axes=(0,), norm=norm)
    if np.ndim(x) == 3:
        return transform(x, axes=(0, 1), norm=norm)
    return transform(x, axes=tuple(range(np.ndim(x) - 1)), norm=norm)


DEFINITIONS = {f"np.fft.{f.__name__}": f for f in (hfft, ihfft, rfft2, irfft2, rfftn, irfftn)}
