"""Lists: what is put into them and taken out, in the primal and in the cotangents that mirror them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sourcead.runtime.trees import add, rebuilt, zeros_like


def put_back(xs_bar: list[Any], index: int, g: Any) -> None:
    """The reverse of `x = xs.pop(index)`: put the cotangent `g` of `x` where it was; in place."""
    xs_bar.insert(index if index >= 0 else len(xs_bar) + 1 + index, g)


def take_out(xs_bar: list[Any], index: int) -> Any:
    """The reverse of `xs.insert(index, x)`: take the cotangent of `x` out; in place."""
    before = len(xs_bar) - 1
    return xs_bar.pop(max(before + index, 0) if index < 0 else min(index, before))


def take_items(xs_bar: list[Any], count: int) -> list[Any]:
    """The reverse of `xs.extend(ys)`: take the cotangents of the last `count` elements out; in place."""
    found = xs_bar[len(xs_bar) - count :]
    del xs_bar[len(xs_bar) - count :]
    return found


def spliced(xs: list[Any], part: slice, ys: Sequence[Any]) -> list[Any]:
    """What `xs` is after `xs[part] = ys`, as a new list."""
    out = list(xs)
    out[part] = ys
    return out


def unspliced_x(g: Any, xs: list[Any], part: slice, ys: Sequence[Any]) -> list[Any]:
    """The cotangent `g` of `spliced(xs, part, ys)` for `xs`: zero for the elements that were replaced."""
    came_from = spliced(list(range(len(xs))), part, [-1] * len(ys))
    found = zeros_like(xs)
    for position, index in enumerate(came_from):
        if index >= 0:
            found[index] = g[position]
    return found  # type: ignore[no-any-return]


def unspliced_y(g: Any, xs: list[Any], part: slice, ys: Sequence[Any]) -> Any:
    """The cotangent `g` of `spliced(xs, part, ys)` for `ys`."""
    came_from = spliced([-1] * len(xs), part, list(range(len(ys))))
    return rebuilt(ys, (g[position] for position, index in sorted(enumerate(came_from), key=lambda p: p[1]) if index >= 0))


def without(xs: list[Any], part: slice) -> list[Any]:
    """What `xs` is after `del xs[part]`, as a new list."""
    out = list(xs)
    del out[part]
    return out


def unwithout(g: Any, xs: list[Any], part: slice) -> list[Any]:
    """The cotangent `g` of `without(xs, part)` for `xs`."""
    found = zeros_like(xs)
    for index, item in zip(without(list(range(len(xs))), part), g, strict=True):
        found[index] = item
    return found  # type: ignore[no-any-return]


def order(keys: Sequence[Any], reverse: bool = False) -> list[int]:
    """The positions of the keys in their order; equal keys stay in theirs."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)


def taken(xs: Sequence[Any], positions: Sequence[int]) -> list[Any]:
    """The elements of `xs` at the positions."""
    return [xs[k] for k in positions]


def untaken(g: Any, xs: Sequence[Any], positions: Sequence[int]) -> Any:
    """The cotangent `g` of `taken(xs, positions)` for `xs`."""
    found = [zeros_like(x) for x in xs]
    for position, item in zip(positions, g, strict=True):
        found[position] = add(found[position], item)
    return rebuilt(xs, found)


def unsorted(g: Any, xs: Any, reverse: bool = False) -> Any:
    """The cotangent `g` of `sorted(xs, reverse=reverse)` for `xs`; equal elements get equal shares."""
    positions = order(xs, reverse)
    found: list[Any] = [0.0] * len(positions)
    start = 0
    for end in range(1, len(positions) + 1):
        if end == len(positions) or xs[positions[end]] != xs[positions[start]]:
            share = sum(g[start:end]) / (end - start)
            for position in positions[start:end]:
                found[position] = share
            start = end
    return rebuilt(xs, found)


def chosen(choices: Iterable[tuple[int, ...]]) -> np.ndarray:
    """Choices of positions, one a row."""
    return np.array(list(choices), dtype=int)


def first_of(keys: Sequence[Any], largest: bool) -> int:
    """The position of the first of the largest, or smallest, keys."""
    positions = range(len(keys))
    return max(positions, key=keys.__getitem__) if largest else min(positions, key=keys.__getitem__)
