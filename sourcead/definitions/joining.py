"""Splitting, joining, inserting, choosing, and functions applied along axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions import polynomials, scimath
from sourcead.definitions.asking import is_function


def append(arr: Any, values: Any, axis: Any = None) -> Any:
    """`np.append`."""
    if axis is None:
        return np.concatenate((np.ravel(arr), np.ravel(values)))
    return np.concatenate((arr, values), axis=axis)


def atleast_1d(*arys: Any) -> Any:
    """`np.atleast_1d` of one array or of several."""
    return np.atleast_1d(arys[0]) if len(arys) == 1 else tuple([np.atleast_1d(x) for x in arys])


def atleast_2d(*arys: Any) -> Any:
    """`np.atleast_2d` of one array or of several."""
    return np.atleast_2d(arys[0]) if len(arys) == 1 else tuple([np.atleast_2d(x) for x in arys])


def atleast_3d(*arys: Any) -> Any:
    """`np.atleast_3d` of one array or of several."""
    return np.atleast_3d(arys[0]) if len(arys) == 1 else tuple([np.atleast_3d(x) for x in arys])


def row_stack(tup: Any) -> Any:
    """`np.row_stack`, an older name of `np.vstack`."""
    return np.vstack(tup)


def unstack(x: Any, axis: Any = 0) -> Any:
    """`np.unstack`."""
    rows = x if axis == 0 else np.moveaxis(x, axis, 0)
    return tuple([rows[k] for k in range(len(rows))])


def rollaxis(a: Any, axis: Any, start: Any = 0) -> Any:
    """`np.rollaxis`."""
    place = axis % np.ndim(a)
    goal = start + np.ndim(a) if start < 0 else start
    return np.moveaxis(a, place, goal - 1 if place < goal else goal)


def diagflat(v: Any, k: Any = 0) -> Any:
    """`np.diagflat`."""
    return np.diag(np.ravel(v), k)


def broadcast_arrays(*args: Any) -> Any:
    """`np.broadcast_arrays`."""
    shape = np.broadcast_shapes(*[np.shape(x) for x in args])
    return tuple([np.broadcast_to(x, shape) for x in args])


def resize(a: Any, new_shape: Any) -> Any:
    """`np.resize` of what is not empty."""
    flat = np.ravel(a)
    return np.reshape(flat[np.arange(np.prod(new_shape)) % np.size(flat)], new_shape)


def trim_zeros(filt: Any, trim: Any = "fb") -> Any:
    """`np.trim_zeros` of a vector."""
    start, stop = rt.nonzero_span(filt, trim)
    return filt[start:stop]


def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """`np.piecewise`."""
    found = np.zeros_like(x)
    rest = True
    for condition, function in zip(condlist, funclist):
        where = np.asarray(condition)
        rest = np.logical_and(rest, np.logical_not(where))
        if is_function(function):
            found[where] = function(x[where], *args, **kw)
        else:
            found[where] = function
    if len(funclist) > len(condlist):
        last = funclist[-1]
        if is_function(last):
            found[rest] = last(x[rest], *args, **kw)
        else:
            found[rest] = last
    return found


def extract(condition: Any, arr: Any) -> Any:
    """`np.extract`."""
    return np.ravel(arr)[np.nonzero(np.ravel(condition))[0]]


def apply_along_axis(func1d: Callable[..., Any], axis: Any, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """`np.apply_along_axis`."""
    last = np.moveaxis(arr, axis, -1)
    lead = np.shape(last)[:-1]
    rows = np.reshape(last, (-1, np.shape(last)[-1]))
    found = np.stack([func1d(rows[k], *args, **kwargs) for k in range(len(rows))])
    whole = np.reshape(found, lead + np.shape(found)[1:])
    if np.ndim(found) == 1:
        return whole
    place = axis % np.ndim(arr)
    for k in range(np.ndim(found) - 1):
        whole = np.moveaxis(whole, np.ndim(arr) - 1 + k, place + k)
    return whole


def apply_over_axes(func: Callable[..., Any], a: Any, axes: Sequence[int]) -> Any:
    """`np.apply_over_axes`."""
    found = a
    chosen: Any = (axes,) if np.ndim(axes) == 0 else axes
    for axis in chosen:
        smaller = func(found, axis % np.ndim(a))
        found = smaller if np.ndim(smaller) == np.ndim(a) else np.expand_dims(smaller, axis % np.ndim(a))
    return found


def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """`np.ediff1d`."""
    steps = np.diff(np.ravel(ary))
    if to_end is None and to_begin is None:
        return steps
    if to_begin is None:
        return np.concatenate((steps, _in_line(to_end, steps)))
    if to_end is None:
        return np.concatenate((_in_line(to_begin, steps), steps))
    return np.concatenate((_in_line(to_begin, steps), steps, _in_line(to_end, steps)))


def _in_line(more: Any, steps: Any) -> Any:
    """More elements, in the dtype of the others."""
    return np.ravel(np.asarray(more, dtype=steps.dtype))


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """`np.interp`; with a period, between places that are brought into one, and their neighbours in the next ones."""
    if period is not None:
        length = np.abs(period)
        places = np.mod(xp, length)
        order = np.argsort(places)
        places, values = places[order], np.asarray(fp)[order]
        around = np.concatenate((places[-1:] - length, places, places[:1] + length))
        return np.interp(np.mod(x, length), around, np.concatenate((values[-1:], values, values[:1])))
    if left is None and right is None:
        return np.interp(x, xp, fp)
    return np.interp(x, xp, fp, left, right)


DEFINITIONS = {
    "np.interp": interp,
    "np.append": append,
    "np.atleast_1d": atleast_1d,
    "np.atleast_2d": atleast_2d,
    "np.atleast_3d": atleast_3d,
    "np.row_stack": row_stack,
    "np.unstack": unstack,
    "np.rollaxis": rollaxis,
    "np.diagflat": diagflat,
    "np.broadcast_arrays": broadcast_arrays,
    "np.resize": resize,
    "np.trim_zeros": trim_zeros,
    "np.piecewise": piecewise,
    "np.extract": extract,
    "np.apply_along_axis": apply_along_axis,
    "np.apply_over_axes": apply_over_axes,
    "np.ediff1d": ediff1d,
    **polynomials.DEFINITIONS,
    **scimath.DEFINITIONS,
}
