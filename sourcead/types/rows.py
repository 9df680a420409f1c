"""The type of `np.r_[...]` and `np.c_[...]`: arrays and numbers joined; the rank and the dtype are known, no lengths."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.types.values import Array, Dim, Number, Static, Type, Unknown

RANKS = ((np.r_, 1), (np.c_, 2))  # the dimensions that a number gets


def rank_of(thing: object) -> int | None:
    """The dimensions that a number gets; None for anything else than these two objects."""
    return next((rank for known, rank in RANKS if thing is known), None)


def parts(index: Expr) -> list[Expr]:
    """What is joined."""
    return list(index.elts) if isinstance(index, gast.Tuple) else [index]


def sample(kind: Array | Number) -> Any:
    """What NumPy finds the dtype of a result by."""
    return np.dtype(kind.dtype).type(1).item() if isinstance(kind, Number) and kind.weak else np.dtype(kind.dtype)


def joined(base: Type, index: Expr, typing: Any) -> Type | None:
    """What an index of them gives; None for any other base."""
    rank = rank_of(base.value) if isinstance(base, Static) else None
    if rank is None:
        return None
    kinds = [_range(p, typing) if isinstance(p, gast.Slice) else typing.expr(p) for p in parts(index)]
    ranks = {_rank(k, rank) for k in kinds}
    (found,) = ranks if len(ranks) == 1 else (None,)
    if found is None:
        return Unknown()
    return Array(np.result_type(*[sample(k) for k in kinds if isinstance(k, (Array, Number))]).name, (Dim(None, None),) * found)


def _rank(kind: Type, least: int) -> int | None:
    if isinstance(kind, Number):
        return least
    return max(len(kind.dims), least) if isinstance(kind, Array) and kind.dims is not None else None


def _range(part: gast.Slice, typing: Any) -> Type:
    """The array that a slice stands for."""
    bounds = [typing.expr(p) for p in (part.lower, part.upper, part.step) if p is not None]
    if part.upper is None or not all(isinstance(b, Number) for b in bounds):
        return Unknown()
    if isinstance(nodes.literal(part.step, None), complex):
        return Array("float64", (Dim(None, None),))
    return Array(np.result_type(*[sample(b) for b in bounds if isinstance(b, Number)]).name, (Dim(None, None),))
