"""Filters of images: what lies beyond the borders, which elements a window covers, cotangents of weights and of chosen elements.

Modes are those of `scipy.ndimage`: one for all axes, or one for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Axis, Shape

Border = tuple[tuple[int, int], ...]  # how far an array is continued before and after each axis
CONSTANT = ("constant", "grid-constant")


def _each(value: Any, count: int) -> list[Any]:
    """A value for each of some axes."""
    return [value] * count if isinstance(value, str) or np.ndim(value) == 0 else list(value)


def _axes(axes: Axis, ndim: int) -> tuple[int, ...]:
    return tuple(range(ndim)) if axes is None else tuple(int(a) % ndim for a in np.atleast_1d(axes))


def border(ndim: int, reach: Any, axes: Axis = None) -> Border:
    """A border on both sides of some axes, by one `reach` for all of them or one for each."""
    found = [(0, 0)] * ndim
    axes = _axes(axes, ndim)
    for axis, width in zip(axes, _each(reach, len(axes)), strict=True):
        found[axis] = (int(width), int(width))
    return tuple(found)


def gaussian_border(ndim: int, sigma: Any, axes: Axis = None, truncate: float = 4.0, radius: Any = None) -> Border:
    """The border that a Gaussian filter looks at."""
    count = len(_axes(axes, ndim))
    widths = [int(truncate * float(s) + 0.5) for s in _each(sigma, count)]
    return border(ndim, [w if r is None else r for w, r in zip(widths, _each(radius, count), strict=True)], axes)


def sign(ndim: int, order: Any, axes: Axis = None) -> int:
    """-1 for a derivative of odd order, 1 for one of even order."""
    return -1 if sum(_each(order, len(_axes(axes, ndim)))) % 2 else 1


def mirrored(origin: Any, size: Any) -> Any:
    """The origins of a window that is turned round."""
    if np.ndim(origin) == np.ndim(size) == 0:
        return -origin - (1 - int(size) % 2)
    count = max(np.size(origin), np.size(size))
    return [mirrored(o, s) for o, s in zip(_each(origin, count), _each(size, count), strict=True)]


def _pairs(width: Any, ndim: int) -> list[tuple[int, int]]:
    return [(int(before), int(after)) for before, after in np.broadcast_to(width, (ndim, 2))]


def _sources(n: int, before: int, after: int, mode: str) -> Any:
    """The places of the elements that continue an axis of `n`."""
    places = np.arange(-before, n + after)
    if mode in ("wrap", "grid-wrap"):
        return places % n
    if mode in ("reflect", "grid-mirror"):
        places = places % (2 * n)
        return np.minimum(places, 2 * n - 1 - places)
    if mode == "mirror":
        places = places % max(2 * n - 2, 1)
        return np.minimum(places, max(2 * n - 2, 1) - places) if n > 1 else places
    return np.clip(places, 0, n - 1)


def bordered(x: Any, width: Border | int, mode: Any = "reflect", cval: Any = 0.0) -> Any:
    """`x` continued beyond its borders as a filter continues it."""
    x = np.asarray(x)
    for axis, (pair, kind) in enumerate(zip(_pairs(width, x.ndim), _each(mode, x.ndim), strict=True)):
        if kind in CONSTANT and any(pair):
            x = np.pad(x, [pair if a == axis else (0, 0) for a in range(x.ndim)], constant_values=cval)
        elif any(pair):
            x = np.take(x, _sources(x.shape[axis], *pair, kind), axis)
    return x


def folded(bar: Any, shape: Shape, width: Border | int, mode: Any = "reflect") -> Any:
    """The cotangent `bar` of `bordered(x, width, mode)`, of the `shape` of `x`: the border is added to where it is from."""
    for axis, (pair, kind) in enumerate(zip(_pairs(width, len(shape)), _each(mode, len(shape)), strict=True)):
        if not any(pair):
            continue
        before, n = pair[0], shape[axis]
        rows = np.moveaxis(bar, axis, 0)
        found = np.array(rows[before : before + n])
        if kind not in CONSTANT:
            sources = _sources(n, *pair, kind)
            np.add.at(found, sources[:before], rows[:before])
            np.add.at(found, sources[before + n :], rows[before + n :])
        bar = np.moveaxis(found, 0, axis)
    return bar if np.any(width) else np.array(bar)


def window(ndim: int, size: Any = None, footprint: Any = None, origin: Any = 0, axes: Axis = None, flipped: bool = False) -> Any:
    """Where the elements under a window are, from the one that it is for: a row for each; `flipped`: on the other side."""
    axes = _axes(axes, ndim)
    sizes = np.shape(footprint) if footprint is not None else [max(int(s), 1) for s in _each(size, len(axes))]
    covered = np.ones(sizes, bool) if footprint is None else np.asarray(footprint, bool)
    starts = [s // 2 + o if s > 1 else 0 for s, o in zip(sizes, _each(origin, len(axes)), strict=True)]
    found = np.zeros((np.count_nonzero(covered), ndim), int)
    found[:, axes] = np.argwhere(covered) - starts
    return -found if flipped else found


def heights(structure: Any, footprint: Any = None, minus: bool = False) -> Any:
    """What is added to the elements under a window, in the order of `window`."""
    structure = np.asarray(structure)
    structure = structure.astype(float) if structure.dtype.kind in "biu" else structure  # a height below may be asked for
    flat = np.ravel(structure) if footprint is None else structure[np.asarray(footprint, bool)]
    return -flat if minus else flat


def unheights(g: Any, structure: Any, footprint: Any = None, minus: bool = False) -> Any:
    """The cotangent `g` of `heights`, of the shape of `structure`."""
    found = np.zeros(np.shape(structure), np.asarray(g).dtype)
    found[np.ones(np.shape(structure), bool) if footprint is None else np.asarray(footprint, bool)] = g
    return -found if minus else found


def _reached(places: Any) -> Border:
    """The border that a window looks at."""
    return tuple((max(-int(low), 0), max(int(high), 0)) for low, high in zip(places.min(0), places.max(0), strict=True))


def _parts(shape: Shape, places: Any, width: Border) -> Iterator[tuple[slice, ...]]:
    """For each place of a window the part of a bordered array that is under it."""
    for place in places:
        yield tuple(slice(w[0] + int(p), w[0] + int(p) + n) for p, w, n in zip(place, width, shape, strict=True))


def _chosen(x: Any, out: Any, places: Any, mode: Any, cval: Any, added: Any) -> tuple[list[Any], Any]:
    """For each place of a window which elements under it were chosen, and the shares of those that are equal: NaN of NaN."""
    wide, lost = bordered(x, _reached(places), mode, cval), np.isnan(out)
    parts = [wide[part] for part in _parts(np.shape(x), places, _reached(places))]
    near = [0.0] * len(parts)
    if added is not None:  # a sum may be rounded in another way
        unit = 4 * np.finfo(np.asarray(out).dtype).eps
        near = [unit * (np.abs(part) + np.abs(a)) for part, a in zip(parts, added, strict=True)]
        parts = [part.astype(float) + a for part, a in zip(parts, added, strict=True)]
    chosen = [np.equal(part, out) | (np.abs(part - out) <= room) | lost for part, room in zip(parts, near, strict=True)]
    count = np.sum(chosen, axis=0)
    if not np.all(count):
        raise ValueError("a filter has given an element that is not under its window: its derivative is not known")
    return chosen, np.where(lost, np.nan, 1 / count).astype(np.asarray(out).dtype)


def unselected(g: Any, x: Any, out: Any, places: Any, mode: Any = "reflect", cval: Any = 0.0, added: Any = None) -> Any:
    """The cotangent `g` of a filter that chooses `out` of the elements at `places`, of the shape of `x`; equal ones share evenly.

    `added`: numbers that are added to the elements before one is chosen.
    """
    width, (chosen, shares) = _reached(places), _chosen(x, out, places, mode, cval, added)
    found = np.zeros([n + sum(w) for n, w in zip(np.shape(x), width)], np.result_type(g, shares))
    share = g * shares
    for part, equal in zip(_parts(np.shape(x), places, width), chosen, strict=True):
        np.add(found[part], share, out=found[part], where=equal)
    return folded(found, np.shape(x), width, mode)


def selected_dot(dx: Any, x: Any, out: Any, places: Any, mode: Any = "reflect", cval: Any = 0.0, added: Any = None) -> Any:
    """The tangent of a filter that chooses `out` of the elements at `places`, in the direction `dx`."""
    width, (chosen, shares) = _reached(places), _chosen(x, out, places, mode, cval, added)
    wide = bordered(np.broadcast_to(dx, np.shape(x)), width, mode)
    parts = zip(_parts(np.shape(x), places, width), chosen, strict=True)
    return shares * sum(np.where(equal, wide[part], 0) for part, equal in parts)


def unadded(g: Any, x: Any, out: Any, places: Any, mode: Any, cval: Any, added: Any) -> Any:
    """The cotangent of `added` in such a filter."""
    chosen, shares = _chosen(x, out, places, mode, cval, added)
    return np.stack([np.sum(g * shares, where=equal) for equal in chosen])


def added_dot(d: Any, x: Any, out: Any, places: Any, mode: Any, cval: Any, added: Any) -> Any:
    """The tangent of such a filter in the direction `d` of `added`."""
    chosen, shares = _chosen(x, out, places, mode, cval, added)
    return shares * sum(np.where(equal, d[k], 0) for k, equal in enumerate(chosen))


def _weights(g: Any, x: Any, places: Any, mode: Any, cval: Any) -> Any:
    """The cotangent of the weights of elements at `places` in a filter of `x`."""
    width = _reached(places)
    wide = bordered(x, width, mode, cval)
    return np.stack([np.sum(g * wide[part]) for part in _parts(np.shape(x), places, width)])


def correlate_w(
    g: Any, x: Any, shape: Sequence[int], mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0, axes: Axis = None
) -> Any:
    """The cotangent of weights of a `shape` in `scipy.ndimage.correlate`."""
    return np.reshape(_weights(g, x, window(np.ndim(x), shape, None, origin, axes), mode, cval), shape)


def convolve_w(
    g: Any, x: Any, shape: Sequence[int], mode: Any = "reflect", cval: Any = 0.0, origin: Any = 0, axes: Axis = None
) -> Any:
    """The cotangent of weights of a `shape` in `scipy.ndimage.convolve`."""
    return np.reshape(_weights(g, x, window(np.ndim(x), shape, None, origin, axes, flipped=True), mode, cval), shape)
