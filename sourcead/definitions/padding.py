"""`np.pad` by what is not linear in the array."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions.asking import is_function


def pad(array: Any, pad_width: Any, mode: Any = "constant", **given: Any) -> Any:
    """`np.pad`, by the largest, the smallest or the middle elements."""
    if not is_function(mode) and (mode == "maximum" or mode == "minimum" or mode == "median"):
        return _by_statistics(array, rt.pad_pairs(pad_width, np.ndim(array)), mode, **given)
    return np.pad(array, pad_width, mode, **given)


def _by_statistics(array: Any, widths: Any, mode: str, stat_length: Any = None) -> Any:
    """With a statistic of the first and of the last elements along each axis."""
    found = np.asarray(array)
    lengths = rt.pad_pairs(np.size(array) if stat_length is None else stat_length, np.ndim(array))
    for axis in range(np.ndim(array)):
        rows = np.moveaxis(found, axis, 0)
        before = np.repeat(_statistic(rows[: lengths[axis, 0]], mode), widths[axis, 0], axis=0)
        after = np.repeat(_statistic(rows[max(len(rows) - lengths[axis, 1], 0) :], mode), widths[axis, 1], axis=0)
        found = np.moveaxis(np.concatenate((before, rows, after)), 0, axis)
    return found


def _statistic(rows: Any, mode: str) -> Any:
    if mode == "maximum":
        return np.max(rows, axis=0, keepdims=True)
    if mode == "minimum":
        return np.min(rows, axis=0, keepdims=True)
    middle = np.median(rows, axis=0, keepdims=True)
    if rows.dtype.kind in "fc":
        return middle
    return (np.round(middle) if rows.dtype.kind in "iu" else middle).astype(rows.dtype)


DEFINITIONS = {"np.pad": pad}
