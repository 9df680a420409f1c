"""What second derivatives need of the cotangents of structures: each helper undoes one of the others'."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import unbroadcast
from sourcead.runtime.powers import _dtype
from sourcead.runtime.sequences import order
from sourcead.runtime.trees import _mapped, rebuilt, zeros_like


def rebroadcast(g: Any, bar: Any) -> Any:
    """The cotangent `g` of `unbroadcast(bar, x)`, of the shape of `bar`."""
    if np.shape(g) == np.shape(bar):
        return g
    return unbroadcast(np.broadcast_to(g, np.broadcast_shapes(np.shape(g), np.shape(bar))), bar)


def shrunk(g: Any, tree: Any) -> Any:
    """A structure of cotangents, each in the shape of the leaf of `tree` that was broadcast to it."""
    return _mapped(unbroadcast, g, tree) if tree is not None else None


def stored(like: Any, index: Any, g: Any) -> Any:
    """Zeros like `like` but for `g` at `index`; where `index` names an element twice, the last one stays."""
    found = zeros_like(like)
    found[index] = g
    return found


def sum_items(g: Any, bar: Any) -> Any:
    """The sum of the items of `g`, each repeated to the shape of `bar`."""
    total = np.zeros(np.shape(bar), np.asarray(bar).dtype)
    for item in g:
        total = total + rebroadcast(item, bar)
    return total if np.ndim(bar) else total[()]


def mean_where(g: Any, xs: Any, out: Any, bar: Any) -> Any:
    """The mean of those items of `g` whose item of `xs` equals `out`."""
    found = [item for item, x in zip(g, xs, strict=True) if x == out]
    return sum(found, start=0.0) / max(len(found), 1) if found else zeros_like(bar)


def rejoined_x(g: Any, bar: Any) -> Any:
    """The items of `g`, and zeros for those that `bar` has after them."""
    return rebuilt(bar, [*g, *zeros_like(list(bar[len(g) :]))])


def rejoined_y(g: Any, bar: Any) -> Any:
    """The items of `g`, and zeros for those that `bar` has before them."""
    return rebuilt(bar, [*zeros_like(list(bar[: len(bar) - len(g)])), *g])


def rerepeated(g: Any, bar: Any) -> Any:
    """The items of `g` over and over, as many as `bar` has."""
    return rebuilt(bar, [g[k % len(g)] for k in range(len(bar))])


def resorted(g: Any, xs: Any, reverse: bool = False) -> list[Any]:
    """The items of `g` in the order of `xs`; those of equal elements share theirs evenly."""
    positions = order(xs, reverse)
    found: list[Any] = []
    start = 0
    for end in range(1, len(positions) + 1):
        if end == len(positions) or xs[positions[end]] != xs[positions[start]]:
            share = sum([g[k] for k in positions[start:end]], start=0.0) / (end - start)
            found += [share] * (end - start)
            start = end
    return found


def power_xy(g: Any, x: Any, y: Any) -> Any:
    """`g` times the derivative of `y * x ** (y - 1)` by `y`; where `x` is 0, the logarithm counts as 0."""
    dtype = _dtype(x, y)
    logarithm = np.log(np.where(np.equal(x, 0), 1, x), dtype=dtype)
    return g * (np.power(x, np.subtract(y, 1), dtype=dtype) * (1 + y * logarithm))
