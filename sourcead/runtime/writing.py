"""Arrays after a function has written into them, as copies, and the cotangents of what was written.

The cotangent of what a function puts into an array is found by letting it put numbers that tell where they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def after_put(x: Any, ind: Any, v: Any, mode: Any = "raise") -> Any:
    """A copy of `x` after `np.put(x, ind, v, mode)`."""
    return _after(np.put, x, ind, v, mode)


def unput(g: Any, ind: Any, v: Any, mode: Any = "raise") -> Any:
    """The cotangent `g` of `after_put(x, ind, v, mode)` for `v`."""
    return _from_places(g, v, lambda source, origin: np.put(source, ind, origin, mode))


def after_place(x: Any, mask: Any, vals: Any) -> Any:
    """A copy of `x` after `np.place(x, mask, vals)`."""
    return _after(np.place, x, mask, vals)


def unplace(g: Any, mask: Any, vals: Any) -> Any:
    """The cotangent `g` of `after_place(x, mask, vals)` for `vals`."""
    return _from_places(g, vals, lambda source, origin: np.place(source, mask, origin))


def after_putmask(x: Any, mask: Any, values: Any) -> Any:
    """A copy of `x` after `np.putmask(x, mask, values)`."""
    return _after(np.putmask, x, mask, values)


def unputmask(g: Any, mask: Any, values: Any) -> Any:
    """The cotangent `g` of `after_putmask(x, mask, values)` for `values`."""
    return _from_places(g, values, lambda source, origin: np.putmask(source, mask, origin))


def after_put_along_axis(x: Any, indices: Any, values: Any, axis: int | None) -> Any:
    """A copy of `x` after `np.put_along_axis(x, indices, values, axis)`."""
    return _after(np.put_along_axis, x, indices, values, axis)


def unput_along_axis(g: Any, indices: Any, values: Any, axis: int | None) -> Any:
    """The cotangent `g` of `after_put_along_axis(x, indices, values, axis)` for `values`."""
    return _from_places(g, values, lambda source, origin: np.put_along_axis(source, indices, origin, axis))


def _after(write: Callable[..., Any], x: Any, *args: Any) -> Any:
    found = np.array(x)
    write(found, *args)
    return found


def _from_places(g: Any, values: Any, write: Callable[[Any, Any], None]) -> Any:
    """What flows to `values` from the places where `write(array, values)` puts them; those put nowhere get nothing."""
    g, shape, size = np.asarray(g), np.shape(values), np.size(values)
    source = np.full(g.shape, -1)
    write(source, np.arange(size).reshape(shape))
    values_bar = np.zeros(size, g.dtype)
    np.add.at(values_bar, source[source >= 0], g[source >= 0])
    return values_bar.reshape(shape)[()]


def masked(function: Callable[..., Any], where: Any, old: Any, *args: Any) -> Any:
    """A copy of `old` after `function(*args, out=old, where=where)`."""
    found = np.array(old)
    function(*args, out=found, where=where)
    return found


def rounds(x: Any, index: Any) -> list[tuple[Any, Any]]:
    """`index` as indices into `x` that name no element twice, each with the positions in `x[index]` that it stands for.

    What `function.at(x, index, y)` does to an element that `index` names several times is done once in each round.
    """
    where = np.arange(np.size(x)).reshape(np.shape(x))[index].ravel()
    order = np.argsort(where, kind="stable")
    first = np.searchsorted(where[order], where[order])
    turn = np.empty_like(order)
    turn[order] = np.arange(len(order)) - first
    parts = [np.flatnonzero(turn == k) for k in range(turn.max(initial=-1) + 1)]
    shape = np.shape(x)
    return [(where[part] if len(shape) == 1 else np.unravel_index(where[part], shape), part) for part in parts]


def spread_at(x: Any, index: Any, y: Any) -> Any:
    """`y`, which goes to `x[index]`, as one number for each element that `index` names, in one dimension."""
    return np.broadcast_to(y, np.shape(np.asarray(x)[index])).flatten()


def unspread_at(g: Any, x: Any, index: Any, y: Any) -> Any:
    """The cotangent `g` of `spread_at(x, index, y)` for `y`."""
    from_y = np.broadcast_to(np.arange(np.size(y)).reshape(np.shape(y)), np.shape(np.asarray(x)[index])).ravel()
    y_bar = np.zeros(np.size(y), np.asarray(g).dtype)
    np.add.at(y_bar, from_y, g)
    return y_bar.reshape(np.shape(y))[()]
