"""Spectra of signals as `scipy.signal` has them: of one, of two, in time; and what continues a signal."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import scipy.signal

from sourcead import runtime as rt

HANN = inspect.signature(scipy.signal.welch).parameters["window"].default
TUKEY = inspect.signature(scipy.signal.spectrogram).parameters["window"].default
TRENDS = ("constant", "linear", False)
SCALES = ("density", "spectrum")
AVERAGES = ("mean", "median")
EXTENSIONS = ("odd", "even", "constant", None)
BORDERS = (*EXTENSIONS, "zeros")


def detrend(data: Any, axis: Any = -1, type: Any = "linear", bp: Any = 0) -> Any:
    """`scipy.signal.detrend`: what is left beside the nearest lines."""
    if type == "constant" or type == "c":
        return data - np.mean(data, axis, keepdims=True)
    if type != "linear" and type != "l":
        return scipy.signal.detrend(data, axis, type)
    if axis != -1 and np.ndim(data) > 1:
        return np.moveaxis(_straightened(np.moveaxis(data, axis, -1), bp), -1, axis)
    return _straightened(data, bp)


def _straightened(x: Any, bp: Any) -> Any:
    """What is left of the last axis beside the nearest lines."""
    lines = rt.trend(np.shape(x)[-1], bp, x.dtype)
    return x - x @ lines @ lines.T


def _window(window: Any, count: Any) -> Any:
    """A window that is given by its name, or as it is."""
    if isinstance(window, (str, tuple)):
        return scipy.signal.get_window(window, count)
    return np.asarray(window)


def _given(window: Any) -> Any:
    """The length of a window that is given as it is."""
    if isinstance(window, (str, tuple)):
        return 0
    return len(window)


def _spectra(x: Any, win: Any, noverlap: Any, nfft: Any, detrended: Any, onesided: Any) -> Any:
    """Transforms of segments, each a row."""
    rows = rt.frames(x, np.shape(win)[0], np.shape(win)[0] - noverlap)
    if detrended == "constant":
        rows = rows - np.mean(rows, -1, keepdims=True)
    elif detrended == "linear":
        rows = _straightened(rows, 0)
    if onesided:
        return np.fft.rfft(win * rows, nfft)
    return np.fft.fft(win * rows, nfft)


def _frequencies(nfft: Any, fs: Any, onesided: Any) -> Any:
    if onesided:
        return np.fft.rfftfreq(nfft) * fs
    return np.fft.fftfreq(nfft) * fs


def _density(power: Any, win: Any, fs: Any, nfft: Any, scaling: Any, onesided: Any) -> Any:
    """Powers of frequencies by the unit that is asked for."""
    scale = 1.0 / (fs * np.sum(win * win)) if scaling == "density" else 1.0 / np.sum(win) ** 2
    if onesided:
        return power * (scale * rt.sides(nfft))
    return power * scale


def _averaged(power: Any, average: Any) -> Any:
    """The mean or the median of what segments give."""
    if average == "mean":
        return np.mean(power, -2)
    return np.median(power, -2) / rt.median_bias(np.shape(power)[-2])


def to_end(x: Any, axis: Any) -> Any:
    """`x` with an axis moved to the end."""
    if axis == -1 or np.ndim(x) == 1:
        return np.asarray(x)
    return np.moveaxis(x, axis, -1)


def from_end(x: Any, axis: Any) -> Any:
    """`x` with the last axis moved to where one was."""
    if axis == -1 or np.ndim(x) == 1:
        return x
    return np.moveaxis(x, -1, axis)


def welch(
    x: Any, fs: Any = 1.0, window: Any = HANN, nperseg: Any = None, noverlap: Any = None, nfft: Any = None,
    detrend: Any = "constant", return_onesided: Any = True, scaling: Any = "density", axis: Any = -1, average: Any = "mean",
) -> Any:  # fmt: skip
    """`scipy.signal.welch`."""
    if detrend not in TRENDS or scaling not in SCALES or average not in AVERAGES:
        return scipy.signal.welch(x, fs, window, detrend=detrend, scaling=scaling, average=average)
    x = to_end(x, axis)
    length, noverlap, nfft = rt.segmentation(np.shape(x)[-1], _given(window), nperseg, noverlap, nfft)
    win = _window(window, length)
    onesided = return_onesided and not np.iscomplexobj(x)
    spectra = _spectra(x, win, noverlap, nfft, detrend, onesided)
    power = _density(np.real(spectra) ** 2 + np.imag(spectra) ** 2, win, fs, nfft, scaling, onesided)
    return _frequencies(nfft, fs, onesided), from_end(_averaged(power, average), axis)


def csd(
    x: Any, y: Any, fs: Any = 1.0, window: Any = HANN, nperseg: Any = None, noverlap: Any = None, nfft: Any = None,
    detrend: Any = "constant", return_onesided: Any = True, scaling: Any = "density", axis: Any = -1, average: Any = "mean",
) -> Any:  # fmt: skip
    """`scipy.signal.csd`."""
    if detrend not in TRENDS or scaling not in SCALES or average not in AVERAGES:
        return scipy.signal.csd(x, y, fs, window, detrend=detrend, scaling=scaling, average=average)
    x, y = to_end(x, axis), to_end(y, axis)
    count = max(np.shape(x)[-1], np.shape(y)[-1])
    length, noverlap, nfft = rt.segmentation(count, _given(window), nperseg, noverlap, nfft)
    win = _window(window, length)
    onesided = return_onesided and not np.iscomplexobj(x)
    one = _spectra(rt.section(x, 0, (count,), -1), win, noverlap, nfft, detrend, onesided)
    other = _spectra(rt.section(y, 0, (count,), -1), win, noverlap, nfft, detrend, onesided)
    power = _density(np.conjugate(one) * other, win, fs, nfft, scaling, onesided)
    if average == "mean":
        found = np.mean(power, -2)
    else:
        found = _averaged(np.real(power), average) + 1j * _averaged(np.imag(power), average)
    return _frequencies(nfft, fs, onesided), from_end(found, axis)


def periodogram(
    x: Any, fs: Any = 1.0, window: Any = "boxcar", nfft: Any = None, detrend: Any = "constant", return_onesided: Any = True,
    scaling: Any = "density", axis: Any = -1,
) -> Any:  # fmt: skip
    """`scipy.signal.periodogram`: one segment."""
    if window is None:
        window = "boxcar"
    x = to_end(x, axis)
    if nfft is not None:
        x = x[..., :nfft]
    frequencies, power = welch(x, fs, window, np.shape(x)[-1], 0, nfft, detrend, return_onesided, scaling)
    return frequencies, from_end(power, axis)


def coherence(
    x: Any, y: Any, fs: Any = 1.0, window: Any = HANN, nperseg: Any = None, noverlap: Any = None, nfft: Any = None,
    detrend: Any = "constant", axis: Any = -1,
) -> Any:  # fmt: skip
    """`scipy.signal.coherence`."""
    frequencies, one = welch(x, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)
    other = welch(y, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)[1]
    both = csd(x, y, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)[1]
    return frequencies, (np.real(both) ** 2 + np.imag(both) ** 2) / one / other


def _spread(spectra: Any, axis: Any) -> Any:
    """Rows of frequencies as columns of times; the axis of the frequencies where that of the signal was."""
    if axis == -1:
        return np.swapaxes(spectra, -1, -2)
    if axis < 0:
        return np.moveaxis(spectra, -1, axis - 1)
    return np.moveaxis(spectra, -1, axis)


def spectrogram(
    x: Any, fs: Any = 1.0, window: Any = TUKEY, nperseg: Any = None, noverlap: Any = None, nfft: Any = None,
    detrend: Any = "constant", return_onesided: Any = True, scaling: Any = "density", axis: Any = -1, mode: Any = "psd",
) -> Any:  # fmt: skip
    """`scipy.signal.spectrogram`; without `mode="phase"`."""
    if detrend not in TRENDS or scaling not in SCALES or mode not in ("psd", "complex", "magnitude", "angle"):
        return scipy.signal.spectrogram(x, fs, window, detrend=detrend, scaling=scaling, mode=mode)
    x = to_end(x, axis)
    count = np.shape(x)[-1]
    length, noverlap, nfft = rt.segmentation(count, _given(window), nperseg, noverlap, nfft, 8)
    win = _window(window, length)
    onesided = return_onesided and not np.iscomplexobj(x)
    spectra = _spectra(x, win, noverlap, nfft, detrend, onesided)
    times = np.arange(length / 2, count - length / 2 + 1, length - noverlap) / fs
    if mode == "psd":
        found = _density(np.real(spectra) ** 2 + np.imag(spectra) ** 2, win, fs, nfft, scaling, onesided)
    else:
        found = spectra * np.sqrt(_density(1.0, win, fs, nfft, scaling, False))
        if mode == "magnitude":
            found = np.abs(found)
        elif mode == "angle":
            found = np.angle(found)
    return _frequencies(nfft, fs, onesided), times, _spread(found, axis)


def sideways(rank: Any, border: Any) -> Any:
    """The widths of a border along the last axis."""
    if rank == 1:
        return (border, border)
    if rank == 2:
        return ((0, 0), (border, border))
    if rank == 3:
        return ((0, 0), (0, 0), (border, border))
    return ((0, 0),) * (rank - 1) + ((border, border),)


def extended(x: Any, border: Any, kind: Any) -> Any:
    """A signal with a border on either side: its mirror image, turned about its ends, or its ends again."""
    if kind is None:
        return x
    if kind == "constant":
        return np.pad(x, sideways(np.ndim(x), border), mode="edge")
    left, right = x[..., border:0:-1], x[..., -2 : -border - 2 : -1]
    if kind == "even":
        return np.concatenate((left, x, right), -1)
    return np.concatenate((2 * x[..., :1] - left, x, 2 * x[..., -1:] - right), -1)


def stft(
    x: Any, fs: Any = 1.0, window: Any = HANN, nperseg: Any = 256, noverlap: Any = None, nfft: Any = None, detrend: Any = False,
    return_onesided: Any = True, boundary: Any = "zeros", padded: Any = True, axis: Any = -1, scaling: Any = "spectrum",
) -> Any:  # fmt: skip
    """`scipy.signal.stft`."""
    if boundary not in BORDERS or scaling not in ("spectrum", "psd") or detrend not in TRENDS:
        return scipy.signal.stft(x, fs, window, boundary=boundary, scaling=scaling, detrend=detrend)
    x = to_end(x, axis)
    length, noverlap, nfft = rt.segmentation(np.shape(x)[-1], _given(window), nperseg, noverlap, nfft)
    win = _window(window, length)
    onesided = return_onesided and not np.iscomplexobj(x)
    border = 0 if boundary is None else length // 2
    count = np.shape(x)[-1] + 2 * border
    if padded:
        count = rt.filled_up(count, length, length - noverlap)
    if boundary == "zeros":
        x = rt.placed(x, border, (count,), -1)
    elif padded:
        x = rt.placed(extended(x, border, boundary), 0, (count,), -1)
    else:
        x = extended(x, border, boundary)
    spectra = _spectra(x, win, noverlap, nfft, detrend, onesided)
    scale = 1.0 / np.sum(win) if scaling == "spectrum" else np.sqrt(1.0 / (fs * np.sum(win * win)))
    times = np.arange(length / 2, count - length / 2 + 1, length - noverlap) / fs
    if boundary is not None:
        times = times - length / 2 / fs
    return _frequencies(nfft, fs, onesided), times, _spread(spectra * scale, axis)


def istft(
    Zxx: Any, fs: Any = 1.0, window: Any = HANN, nperseg: Any = None, noverlap: Any = None, nfft: Any = None,  # noqa: N803
    input_onesided: Any = True, boundary: Any = True, time_axis: Any = -1, freq_axis: Any = -2, scaling: Any = "spectrum",
) -> Any:  # fmt: skip
    """`scipy.signal.istft`."""
    if scaling not in ("spectrum", "psd") or time_axis == freq_axis:
        return scipy.signal.istft(Zxx, fs, window, time_axis=time_axis, freq_axis=freq_axis, scaling=scaling)
    if time_axis == -1 and freq_axis == -2:
        rows = np.swapaxes(Zxx, -1, -2)
    else:
        rows = np.moveaxis(Zxx, (time_axis, freq_axis), (-2, -1))
    length, noverlap, nfft = rt.inverse_segmentation(np.shape(rows)[-1], input_onesided, nperseg, noverlap, nfft)
    win = _window(window, length)
    step = length - noverlap
    pieces = (np.fft.irfft(rows, nfft) if input_onesided else np.fft.ifft(rows, nfft))[..., :length]
    scale = np.sum(win) if scaling == "spectrum" else np.sqrt(fs * np.sum(win**2))
    count = length + (np.shape(rows)[-2] - 1) * step
    found = rt.overlapped(pieces * (scale * win), count, step)
    weight = rt.overlapped(np.broadcast_to(win**2, (np.shape(rows)[-2], length)), count, step)
    if boundary:
        found, weight = found[..., length // 2 : -(length // 2)], weight[length // 2 : -(length // 2)]
    found = found / np.where(weight > 1e-10, weight, 1.0)
    if time_axis != -1 and np.ndim(found) > 1:
        place, frequencies = time_axis % np.ndim(Zxx), freq_axis % np.ndim(Zxx)
        found = np.moveaxis(found, -1, place - (frequencies < place))
    return np.arange(np.shape(found)[0]) / fs, found


def hilbert(x: Any, N: Any = None, axis: Any = -1) -> Any:  # noqa: N803
    """`scipy.signal.hilbert`."""
    if np.iscomplexobj(x):
        return scipy.signal.hilbert(x, N, axis)
    x = to_end(x, axis)
    count = np.shape(x)[-1] if N is None else N
    return from_end(np.fft.ifft(np.fft.fft(x, count) * rt.analytic(count)), axis)


NAMES = (detrend, welch, csd, periodogram, coherence, spectrogram, stft, istft, hilbert)
DEFINITIONS = {f"scipy.signal.{function.__name__}": function for function in NAMES}
