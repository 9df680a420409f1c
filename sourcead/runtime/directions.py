"""What derivatives along several directions at once need: the directions are the last axis of tangents and cotangents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def each(batched: Sequence[int], function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """`function` called for one direction after another; the arguments at the positions `batched` have the directions' axis."""
    count = _length(args[batched[0]])
    found = [
        function(*(along(a, k) if i in batched else a for i, a in enumerate(args)), **kwargs) for k in range(count)
    ]  # fmt: skip
    return joined(found)


def along(tree: Any, k: int) -> Any:
    """One direction of what has the directions' axis: an array or a number; structures leaf by leaf."""
    if isinstance(tree, (list, tuple)):
        return type(tree)(along(item, k) for item in tree)
    if isinstance(tree, dict):
        return {key: along(item, k) for key, item in tree.items()}
    return tree[..., k][()] if isinstance(tree, np.ndarray) else tree


def joined(found: Sequence[Any]) -> Any:
    """What was found for each direction, as one array with the directions' axis; structures leaf by leaf."""
    first = found[0]
    if isinstance(first, (list, tuple)):
        return type(first)(joined(items) for items in zip(*found, strict=True))
    if isinstance(first, dict):
        return {key: joined([item[key] for item in found]) for key in first}
    return None if first is None else np.stack([np.asarray(item) for item in found], axis=-1)


def _length(tree: Any) -> int:
    """How many directions there are."""
    while not isinstance(tree, np.ndarray):
        tree = next(iter(tree.values() if isinstance(tree, dict) else tree))
    return int(tree.shape[-1])


def repeated(x: Any, count: int) -> np.ndarray:
    """An array or a number, the same in each direction, in memory of its own."""
    return np.repeat(np.asarray(x)[..., None], count, axis=-1)


def widened(tree: Any, count: int) -> Any:
    """An array or a number, the same in each direction, as a view that is read alone; structures leaf by leaf."""
    if isinstance(tree, (list, tuple)):
        return type(tree)(widened(item, count) for item in tree)
    return np.broadcast_to(np.asarray(tree)[..., None], (*np.shape(tree), count))


def zeros_along(tree: Any, count: int) -> Any:
    """Zeros in the structure of `tree`, with the directions' axis; what is no number becomes None."""
    if isinstance(tree, (list, tuple)):
        items = [zeros_along(item, count) for item in tree]
        return type(tree)(*items) if hasattr(tree, "_fields") else type(tree)(items)
    if isinstance(tree, dict):
        return {key: zeros_along(item, count) for key, item in tree.items()}
    if not isinstance(tree, (bool, int, float, complex, np.number, np.bool_, np.ndarray)):
        return None
    dtype = np.asarray(tree).dtype
    return np.zeros((*np.shape(tree), count), dtype if dtype.kind in "fc" else np.float64)
