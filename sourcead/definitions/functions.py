"""Functions of NumPy that call a function for each element or index: `np.vectorize`, `np.fromfunction`, `np.fromiter`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def vectorized(function: Callable[..., Any], *arrays: Any) -> Any:
    """`np.vectorize(function)(*arrays)`: the function is called once more in front, for the kind of the first value.

    That kind is the kind of all values; it must not be a whole number or a tuple.
    """
    kind = function(*[np.ravel(a)[0] for a in arrays])
    if isinstance(kind, (int, np.integer, np.bool_, tuple)):
        raise TypeError(
            "np.vectorize: the first value decides for all, and is no floating-point number here: give `otypes=[float]`"
        )
    return of_floats(function, *arrays)


def of_floats(function: Callable[..., Any], *arrays: Any) -> Any:
    """`np.vectorize(function, otypes=[float])(*arrays)`."""
    if len(arrays) == 1:
        shape = np.shape(arrays[0])
        found = [function(u) for u in np.ravel(arrays[0]).tolist()]
    elif len(arrays) == 2:
        shape = np.broadcast_shapes(np.shape(arrays[0]), np.shape(arrays[1]))
        found = [function(u, v) for u, v in zip(_flat(arrays[0], shape), _flat(arrays[1], shape))]
    elif len(arrays) == 3:
        shape = np.broadcast_shapes(np.shape(arrays[0]), np.shape(arrays[1]), np.shape(arrays[2]))
        parts = _flat(arrays[0], shape), _flat(arrays[1], shape), _flat(arrays[2], shape)
        found = [function(u, v, w) for u, v, w in zip(parts[0], parts[1], parts[2])]
    else:
        shape = np.shape(np.broadcast_arrays(*arrays)[0])
        flat = [_flat(a, shape) for a in arrays]
        found = [function(*[us[k] for us in flat]) for k in range(len(flat[0]))]
    return np.reshape(np.array(found), shape)


def _flat(x: Any, shape: tuple[int, ...]) -> Any:
    """The elements of an array that is repeated to a shape, as Python's numbers."""
    return np.ravel(np.broadcast_to(x, shape)).tolist()


def fromfunction(function: Callable[..., Any], shape: Any, *, dtype: Any = float, **given: Any) -> Any:
    """`np.fromfunction`."""
    grid = np.indices(shape, dtype)
    if len(shape) == 1:
        return function(grid[0], **given)
    if len(shape) == 2:
        return function(grid[0], grid[1], **given)
    if len(shape) == 3:
        return function(grid[0], grid[1], grid[2], **given)
    return function(*grid, **given)


def fromiter(iterable: Iterable[Any], dtype: Any) -> Any:
    """`np.fromiter`."""
    return np.array(list(iterable), dtype)


DEFINITIONS = {"np.fromfunction": fromfunction, "np.fromiter": fromiter}
