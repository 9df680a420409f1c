"""Filters of `scipy.signal` by simpler functions: of images, there and back, by other rates, by medians."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.signal

from sourcead import runtime as rt
from sourcead.definitions import spectra
from sourcead.definitions.spectra import EXTENSIONS, extended, from_end, sideways, to_end

ZEROS = ("fill", "pad")
BOUNDARIES = (*ZEROS, "wrap", "circular", "symm", "symmetric")


def _continued(image: Any, border: Any, boundary: Any, fillvalue: Any) -> Any:
    """An image with a border."""
    if boundary == "fill" or boundary == "pad":
        return np.pad(image, border, constant_values=fillvalue)
    if boundary == "wrap" or boundary == "circular":
        return np.pad(image, border, mode="wrap")
    return np.pad(image, border, mode="symmetric")


def convolve2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    """`scipy.signal.convolve2d`."""
    if mode not in ("full", "same", "valid") or boundary not in BOUNDARIES:
        return scipy.signal.convolve2d(in1, in2, mode, boundary)
    if mode == "valid" or (boundary in ZEROS and isinstance(fillvalue, int) and fillvalue == 0):
        return scipy.signal.convolve2d(in1, in2, mode)
    rows, columns = np.shape(in2)
    if mode == "full":
        whole = _continued(in1, ((rows - 1, rows - 1), (columns - 1, columns - 1)), boundary, fillvalue)
        return scipy.signal.convolve2d(whole, in2, "valid")
    wide = _continued(in1, ((rows // 2, (rows - 1) // 2), (columns // 2, (columns - 1) // 2)), boundary, fillvalue)
    return scipy.signal.convolve2d(wide, in2, "valid")


def correlate2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    """`scipy.signal.correlate2d`: the centre of an even number of rows is the later one."""
    if mode not in ("full", "same", "valid") or boundary not in BOUNDARIES:
        return scipy.signal.correlate2d(in1, in2, mode, boundary)
    if mode == "valid" or (boundary in ZEROS and isinstance(fillvalue, int) and fillvalue == 0):
        return scipy.signal.correlate2d(in1, in2, mode)
    rows, columns = np.shape(in2)
    if mode == "full":
        whole = _continued(in1, ((rows - 1, rows - 1), (columns - 1, columns - 1)), boundary, fillvalue)
        return scipy.signal.correlate2d(whole, in2, "valid")
    wide = _continued(in1, (((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2)), boundary, fillvalue)
    return scipy.signal.correlate2d(wide, in2, "valid")


def sosfilt(sos: Any, x: Any, axis: Any = -1, zi: Any = None) -> Any:
    """`scipy.signal.sosfilt`: with a state, one section after the other."""
    if zi is None:
        return scipy.signal.sosfilt(sos, x, axis)
    sos = np.asarray(sos)
    x = np.asarray(x, np.result_type(x, sos, zi))
    states = []
    for k in range(len(sos)):
        x, state = scipy.signal.lfilter(sos[k, :3], sos[k, 3:], x, axis, zi[k])
        states.append(state)
    return x, np.stack(states)


def filtfilt(
    b: Any, a: Any, x: Any, axis: Any = -1, padtype: Any = "odd", padlen: Any = None, method: Any = "pad",
) -> Any:  # fmt: skip
    """`scipy.signal.filtfilt`: forth and back, from the state that goes on with the first sample."""
    if method != "pad" or padtype not in EXTENSIONS:
        return scipy.signal.filtfilt(b, a, x, axis, padtype, padlen, method)
    x = to_end(x, axis)
    border = rt.edge(np.shape(x)[-1], padlen, max(np.size(a), np.size(b)), padtype)
    whole = extended(x, border, padtype)
    state = scipy.signal.lfilter_zi(b, a)
    forth = scipy.signal.lfilter(b, a, whole, -1, state * whole[..., :1])[0]
    back = scipy.signal.lfilter(b, a, forth[..., ::-1], -1, state * forth[..., -1:])[0][..., ::-1]
    return from_end(back[..., border : np.shape(back)[-1] - border], axis)


def sosfiltfilt(sos: Any, x: Any, axis: Any = -1, padtype: Any = "odd", padlen: Any = None) -> Any:
    """`scipy.signal.sosfiltfilt`."""
    if padtype not in EXTENSIONS:
        return scipy.signal.sosfiltfilt(sos, x, axis, padtype)
    x = to_end(x, axis)
    sos = np.asarray(sos)
    x = np.asarray(x, np.result_type(x, sos))
    border = rt.edge(np.shape(x)[-1], padlen, rt.section_taps(sos), padtype)
    states = scipy.signal.sosfilt_zi(sos)
    back = _sections(sos, _sections(sos, extended(x, border, padtype), states)[..., ::-1], states)[..., ::-1]
    return from_end(back[..., border : np.shape(back)[-1] - border], axis)


def _sections(sos: Any, x: Any, states: Any) -> Any:
    """One section after the other, from states that go on with the first sample."""
    first = x[..., :1]
    for k in range(len(states)):
        x = scipy.signal.lfilter(sos[k][:3], sos[k][3:], x, -1, states[k] * first)[0]
    return x


def savgol_filter(
    x: Any, window_length: Any, polyorder: Any, deriv: Any = 0, delta: Any = 1.0, axis: Any = -1, mode: Any = "interp",
    cval: Any = 0.0,
) -> Any:  # fmt: skip
    """`scipy.signal.savgol_filter`: polynomials through windows; with `mode="interp"` those of the first and the last go on."""
    if window_length % 2 == 0 or mode not in ("interp", "mirror", "nearest", "constant", "wrap"):
        return scipy.signal.savgol_filter(x, window_length, polyorder, mode=mode)
    weights = scipy.signal.savgol_coeffs(window_length, polyorder, deriv=deriv, delta=delta)
    x = to_end(x, axis)
    half = window_length // 2
    if mode == "interp":
        fit = rt.edge_fit(window_length, polyorder, deriv, delta, x.dtype)
        if np.shape(x)[-1] < window_length:
            raise ValueError("If mode is 'interp', window_length must be less than or equal to the size of x.")
        first = x[..., :window_length] @ fit[:, :half]
        last = x[..., -window_length:] @ fit[:, half + 1 :]
        return from_end(np.concatenate((first, _inside(weights, x, window_length), last), -1), axis)
    border = sideways(np.ndim(x), half)
    if mode == "constant":
        wide = np.pad(x, border, constant_values=cval)
    elif mode == "wrap":
        wide = np.pad(x, border, mode="wrap")
    elif mode == "nearest":
        wide = np.pad(x, border, mode="edge")
    else:
        wide = np.pad(x, border, mode="reflect")
    return from_end(_inside(weights, wide, window_length), axis)


def _inside(weights: Any, x: Any, count: Any) -> Any:
    """A convolution where it needs nothing from outside."""
    if np.ndim(x) == 1:
        return np.convolve(x, weights, "valid")
    return scipy.signal.lfilter(weights, 1.0, x)[..., count - 1 :]


def resample(x: Any, num: Any, t: Any = None, axis: Any = 0, window: Any = None) -> Any:
    """`scipy.signal.resample` of a real signal: its transform with more frequencies, or with fewer."""
    if np.iscomplexobj(x) or callable(window):
        return scipy.signal.resample(x, num, t, axis, window)
    x = to_end(x, axis)
    count = np.shape(x)[-1]
    spectrum = np.fft.rfft(x)
    if window is not None:
        shape = (
            np.fft.fftshift(scipy.signal.get_window(window, count)) if isinstance(window, (str, tuple)) else np.asarray(window)
        )
        spectrum = spectrum * rt.half_window(shape)
    factors = rt.resampling(count, num)
    found = from_end(np.fft.irfft(spectrum[..., : len(factors)] * factors, num), axis)
    if t is None:
        return found
    return found, t[0] + (t[1] - t[0]) * (count / num) * np.arange(num)


def resample_poly(
    x: Any, up: Any, down: Any, axis: Any = 0, window: Any = ("kaiser", 5.0), padtype: Any = "constant", cval: Any = None,
) -> Any:  # fmt: skip
    """`scipy.signal.resample_poly`."""
    if up == down:
        return np.copy(x)
    if cval is not None or padtype not in ("constant", "mean", "median", "minimum", "maximum"):
        return scipy.signal.resample_poly(x, up, down, axis, window, padtype, cval)
    divisor = math.gcd(up, down)
    up, down = up // divisor, down // divisor
    x = to_end(x, axis)
    if isinstance(window, (str, tuple)):
        rate = max(up, down)
        h = up * np.asarray(scipy.signal.firwin(20 * rate + 1, 1.0 / rate, window=window), x.dtype)
    else:
        h = up * np.asarray(window)
    before, after, first, count = rt.polyphase(np.shape(h)[0], np.shape(x)[-1], up, down)
    h = np.pad(h, (before, after))
    if padtype == "constant":
        return from_end(scipy.signal.upfirdn(h, x, up, down)[..., first : first + count], axis)
    if padtype == "mean":
        level = np.mean(x, -1, keepdims=True)
    elif padtype == "median":
        level = np.median(x, -1, keepdims=True)
    elif padtype == "minimum":
        level = np.min(x, -1, keepdims=True)
    else:
        level = np.max(x, -1, keepdims=True)
    return from_end(scipy.signal.upfirdn(h, x - level, up, down)[..., first : first + count] + level, axis)


def decimate(x: Any, q: Any, n: Any = None, ftype: Any = "iir", axis: Any = -1, zero_phase: Any = True) -> Any:
    """`scipy.signal.decimate`."""
    x = to_end(x, axis)
    if ftype == "iir":
        sos = np.asarray(scipy.signal.cheby1(8 if n is None else n, 0.05, 0.8 / q, output="sos"), x.dtype)
        filtered = sosfiltfilt(sos, x) if zero_phase else scipy.signal.sosfilt(sos, x)
        return from_end(filtered[..., ::q], axis)
    if ftype != "fir":
        return scipy.signal.decimate(x, q, n, ftype)
    b = np.asarray(scipy.signal.firwin((20 * q if n is None else n) + 1, 1.0 / q, window="hamming"), x.dtype)
    if zero_phase:
        return from_end(resample_poly(x, 1, q, -1, b), axis)
    return from_end(scipy.signal.upfirdn(b, x, 1, q)[..., : -(-np.shape(x)[-1] // q)], axis)


def medfilt(volume: Any, kernel_size: Any = None) -> Any:
    """`scipy.signal.medfilt`."""
    return np.median(rt.windows(volume, rt.kernel(kernel_size, np.ndim(volume))), -1)


def medfilt2d(input: Any, kernel_size: Any = 3) -> Any:
    """`scipy.signal.medfilt2d`."""
    return medfilt(input, kernel_size)


def wiener(im: Any, mysize: Any = None, noise: Any = None) -> Any:
    """`scipy.signal.wiener`."""
    box = np.ones(rt.box(mysize, np.ndim(im)))
    mean = scipy.signal.correlate(im, box, "same") / np.size(box)
    variance = scipy.signal.correlate(im**2, box, "same") / np.size(box) - mean**2
    level = np.mean(variance) if noise is None else noise
    return np.where(variance < level, mean, (im - mean) * (1 - level / variance) + mean)


NAMES = (
    convolve2d, correlate2d, sosfilt, filtfilt, sosfiltfilt, savgol_filter, resample, resample_poly, decimate,
    medfilt, medfilt2d, wiener,
)  # fmt: skip
DEFINITIONS = {**spectra.DEFINITIONS, **{f"scipy.signal.{function.__name__}": function for function in NAMES}}
