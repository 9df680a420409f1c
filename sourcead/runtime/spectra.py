"""Segments of signals, and what windows and sampling rates ask of them: for what stands for functions of `scipy.signal`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape


def frames(x: Any, length: int, step: int) -> Any:
    """Segments of the last axis, each a row: the first elements, those that begin `step` later, and so on."""
    if np.shape(x)[-1] < length:
        raise ValueError("window is longer than input signal")
    return np.lib.stride_tricks.sliding_window_view(x, length, axis=-1)[..., ::step, :].copy()


def overlapped(rows: Any, length: int, step: int) -> Any:
    """The sum of segments, each at its place in an axis of a given length: the transpose of `frames`."""
    found = np.zeros((*np.shape(rows)[:-2], length), rows.dtype)
    for k in range(np.shape(rows)[-2]):
        found[..., k * step : k * step + np.shape(rows)[-1]] += rows[..., k, :]
    return found


def segmentation(count: int, given: int, nperseg: Any, noverlap: Any, nfft: Any, part: int = 2) -> tuple[int, int, int]:
    """The length of segments, by how much they overlap, and the length of their transforms; `ValueError` for what is none.

    `count`: the length of the signal; `given`: that of a window, 0 where only its name is given; `part`: what part of a segment
    overlaps where nothing is said.
    """
    if given:
        if nperseg is not None and nperseg != given:
            raise ValueError("value specified for nperseg is different from length of window")
        if given > count:
            raise ValueError("window is longer than input signal")
        length = given
    else:
        length = min(256 if nperseg is None else int(nperseg), count)
    return _checked(length, length // part if noverlap is None else int(noverlap), length if nfft is None else int(nfft))


def inverse_segmentation(count: int, onesided: bool, nperseg: Any, noverlap: Any, nfft: Any) -> tuple[int, int, int]:
    """As `segmentation`, for a spectrum of `count` frequencies."""
    default = 2 * (count - 1) if onesided else count
    length = default if nperseg is None else int(nperseg)
    if nfft is None:
        nfft = length if onesided and length == default + 1 else default
    return _checked(length, length // 2 if noverlap is None else int(noverlap), int(nfft))


def _checked(length: int, overlap: int, whole: int) -> tuple[int, int, int]:
    if length < 1:
        raise ValueError("nperseg must be a positive integer")
    if whole < length:
        raise ValueError("nfft must be greater than or equal to nperseg.")
    if overlap >= length:
        raise ValueError("noverlap must be less than nperseg.")
    return length, overlap, whole


def filled_up(count: int, length: int, step: int) -> int:
    """The length of a signal that is filled up to a whole number of segments."""
    return count + (-(count - length) % step) % length


def sides(count: int) -> Any:
    """How many frequencies of a whole transform of a real signal each one of half of it stands for."""
    found = np.full(count // 2 + 1, 2.0)
    found[0] = 1.0
    if count % 2 == 0:
        found[-1] = 1.0
    return found


def analytic(count: int) -> Any:
    """The factors of frequencies that make a real signal an analytic one."""
    if count <= 0:
        raise ValueError("N must be positive.")
    found = np.zeros(count)
    found[: count // 2 + 1] = 2.0
    found[0] = 1.0
    if count % 2 == 0:
        found[count // 2] = 1.0
    return found


def trend(count: int, breakpoints: Any, dtype: Any) -> Any:
    """Orthonormal columns: lines between breakpoints, each zero elsewhere."""
    ends = np.unique(np.concatenate(([0], np.atleast_1d(breakpoints), [count])))
    if ends[-1] > count:
        raise ValueError("Breakpoints must be less than length of data along given axis.")
    found = np.zeros((count, 2 * len(ends) - 2))
    for k, (start, stop) in enumerate(pairwise(ends)):
        number = int(stop - start)
        basis = np.linalg.qr(np.stack((np.ones(number), np.arange(number) - (number - 1) / 2), 1))[0]
        found[start:stop, 2 * k : 2 * k + np.shape(basis)[1]] = basis
    return found.astype(dtype)


def edge_fit(length: int, degree: int, derivative: int, spacing: float, dtype: Any) -> Any:
    """What takes samples to a derivative, at each of them, of the polynomial that fits them best."""
    half = max((length - 1) / 2, 1.0)
    place = (np.arange(length) - (length - 1) / 2) / half
    basis, values = np.linalg.qr(np.polynomial.legendre.legvander(place, degree))
    slopes = np.polynomial.legendre.legder(np.eye(degree + 1), derivative) if derivative else np.eye(degree + 1)
    at = np.polynomial.legendre.legvander(place, len(slopes) - 1) @ slopes if len(slopes) else np.zeros((length, degree + 1))
    return (at @ np.linalg.solve(values, basis.T) / (half * spacing) ** derivative).T.astype(dtype)


def edge(count: int, padlen: Any, taps: int, padtype: Any) -> int:
    """By how many samples a signal is continued before it is filtered there and back."""
    found = 0 if padtype is None else 3 * taps if padlen is None else int(padlen)
    if count <= found:
        raise ValueError(f"The length of the input vector x must be greater than padlen, which is {found}.")
    return found


def section_taps(sos: Any) -> int:
    """How many coefficients a filter has that is given by sections."""
    sos = np.asarray(sos)
    return int(2 * len(sos) + 1 - min(np.sum(sos[:, 2] == 0), np.sum(sos[:, 5] == 0)))


def polyphase(taps: int, count: int, up: int, down: int) -> tuple[int, int, int, int]:
    """Zeros before and after a filter that resamples, and the first sample and the number of samples that are kept."""
    half = (taps - 1) // 2
    before = down - half % down
    first, kept, after = (half + before) // down, -(-count * up // down), 0
    while -(-((count - 1) * up + taps + before + after) // down) < kept + first:
        after += 1
    return before, after, first, kept


def resampling(count: int, wanted: int) -> Any:
    """The factors of the frequencies of a real signal that is resampled."""
    least = min(count, wanted)
    found = np.ones(least // 2 + 1)
    if least % 2 == 0 and wanted != count:
        found[-1] = 2.0 if wanted < count else 0.5
    return found * (wanted / count)


def half_window(window: Any) -> Any:
    """The mean of a window of frequencies and its mirror image, for those of a real signal."""
    half = len(window) // 2 + 1
    mirrored = np.concatenate((window[:1], window[:0:-1]))
    return (window[:half] + mirrored[:half]) / 2


def median_bias(count: int) -> float:
    """The median of powers of so many segments over their mean, for noise."""
    even = 2 * np.arange(1.0, (count - 1) // 2 + 1)
    return float(1 + np.sum(1.0 / (even + 1) - 1.0 / even))


def box(size: Any, rank: int) -> tuple[int, ...]:
    """The lengths of a window, the same along all axes where one is given."""
    return tuple(int(n) for n in (np.repeat(3, rank) if size is None else np.broadcast_to(size, rank)))


def kernel(size: Any, rank: int) -> tuple[int, ...]:
    """The lengths of a window, the same along all axes where one is given, odd ones."""
    found = box(size, rank)
    if any(n % 2 == 0 for n in found):
        raise ValueError("Each element of kernel_size should be odd.")
    return found


def windows(x: Any, sizes: Sequence[int]) -> Any:
    """For each element, what is around it in a box of these odd lengths, zeros outside; the last axis is that of the box."""
    padded = np.pad(x, [(n // 2, n // 2) for n in sizes])
    found = np.lib.stride_tricks.sliding_window_view(padded, tuple(sizes))
    return found.reshape(*np.shape(x), -1).copy()


def unwindows(boxes: Any, shape: Shape, sizes: Sequence[int]) -> Any:
    """The sum of what boxes have of each element: the transpose of `windows`."""
    found = np.zeros([n + 2 * (k // 2) for n, k in zip(shape, sizes)], boxes.dtype)
    for place, offset in enumerate(np.ndindex(*sizes)):
        found[tuple(slice(o, o + n) for o, n in zip(offset, shape))] += boxes[..., place]
    return found[tuple(slice(k // 2, k // 2 + n) for n, k in zip(shape, sizes))].copy()
