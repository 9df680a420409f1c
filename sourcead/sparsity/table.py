"""The table of families, by function object."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.sparsity import families as by
from sourcead.sparsity import helpers
from sourcead.sparsity.families import Family, UnfitError, elementwise, moved, scalar
from sourcead.sparsity.tracked import Tracking

MOVING = (
    "reshape ravel transpose swapaxes moveaxis rollaxis expand_dims squeeze broadcast_to flip fliplr flipud rot90 roll repeat "
    "tile diag diagonal diagflat tril triu take delete resize split array_split hsplit vsplit dsplit matrix_transpose unstack"
)
REDUCING = "sum prod mean std var max min amax amin ptp median any all nansum nanprod nanmax nanmin nanmean argmax argmin"
JOINING = "concatenate stack hstack vstack dstack column_stack block"
ENTERING = "ascontiguousarray atleast_1d atleast_2d atleast_3d"


def _named(names: str, family: Family) -> Iterator[tuple[Any, Family]]:
    """NumPy's functions of these names, as far as this version has them."""
    return ((getattr(np, name), family) for name in names.split() if hasattr(np, name))


def _entries() -> Iterator[tuple[Any, Family]]:
    first = moved((0,))
    yield from _named(MOVING, first)
    yield from _named(ENTERING, moved((0,), allowed=(), alone=True))
    yield from _named(JOINING, moved((0,), allowed=("axis",)))
    yield from _named(REDUCING, by.reduction)
    yield from _named("shape ndim size result_type", by.unchanged)
    yield from _named("round nan_to_num sinc i0 clip", elementwise)
    yield from _named("cumsum cumprod", by.cumulative)
    yield from _named("zeros_like ones_like empty_like", by.blank)
    yield from _named("array copy", by.copied)
    yield np.asarray, by.entered
    yield from [(np.pad, by.padded), (np.append, moved((0, 1), allowed=("axis",))), (np.insert, moved((0, 2), allowed=("axis",)))]
    yield from [(np.compress, moved((1,), allowed=("axis",))), (np.extract, moved((1,), allowed=())), (np.take_along_axis, first)]
    yield from [(np.diff, by.difference), (np.sort, by.sorted_along), (np.convolve, by.convolution), (np.einsum, by.contraction)]
    yield from [
        (np.where, by.chosen),
        (np.interp, by.interpolated),
        (np.full, by.filled),
        (np.full_like, by.filled),
        (sum, by.summed),
        (isinstance, by.unchanged),
    ]
    yield from ((f, by.matmul) for f in (*by.PRODUCTS, np.outer, np.inner))
    yield from ((f, elementwise) for f in _operators())
    yield from ((f, scalar) for f in (float, int, bool, complex, round, pow, divmod, max, min))
    yield from ((f, scalar) for f in vars(math).values() if _of_numbers(f))
    yield from _helpers()


def _helpers() -> Iterator[tuple[Any, Family]]:
    """What generated code calls."""
    first = moved((0,))
    yield from [
        (runtime.added_at, helpers.added),
        (runtime.subtracted_at, helpers.added),
        (runtime.untake, helpers.untaken),
        (runtime.unmax, helpers.spread),
    ]
    yield from [
        (runtime.take_stored, helpers.taken_stored),
        (runtime.after_putmask, helpers.masked),
        (runtime.masked, helpers.masked),
    ]
    yield from [(runtime.add, helpers.plus), (runtime.unbroadcast, helpers.unbroadcast), (runtime.unsum_items, helpers.seeds)]
    yield from ((f, elementwise) for f in (runtime.quotient, runtime.power_x, runtime.power_y))
    yield from ((f, by.unchanged) for f in (callable, runtime.is_sequence, runtime.is_mapping))
    yield from ((f, by.blank) for f in (runtime.zeros_like, runtime.ones_like, runtime.scalar_seed))
    yield from ((f, helpers.structure_copied) for f in (runtime.copy, runtime.own, runtime.stop_gradient))
    for helper in (runtime.unreduce, runtime.unreshape, runtime.untranspose, runtime.transposed, runtime.undiag, runtime.unstack):
        yield helper, first


def _of_numbers(function: Any) -> bool:
    """Whether a function of `math` takes numbers alone."""
    return callable(function) and getattr(function, "__name__", "") not in ("fsum", "prod", "dist", "sumprod")


def _operators() -> list[Any]:
    names = "add sub mul truediv floordiv mod pow neg pos abs lt le eq ne ge gt and_ or_ xor invert lshift rshift"
    return [*(getattr(operator, n) for n in names.split()), abs]


@lru_cache(maxsize=1)
def _table() -> dict[int, tuple[Any, Family]]:
    return {id(function): (function, family) for function, family in _entries()}


def family_of(function: Any) -> Family | None:
    """The family of an operation; None where it is not known."""
    found = _table().get(id(function))
    if found is not None:
        return found[1]
    if isinstance(function, np.ufunc) and function.signature is None:
        return _called_ufunc
    return None


def _called_ufunc(run: Tracking, function: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    if len(args) != function.nin:
        raise UnfitError
    return elementwise(run, function, args, keywords)
