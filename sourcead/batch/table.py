"""Which family an operation is of; a line for each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.batch import families as by
from sourcead.batch import products
from sourcead.batch.families import Family, along_axis, shaped_back

METHODS = (  # of arrays, that do what NumPy's function of this name does
    "sum", "mean", "cumsum", "cumprod", "prod", "var", "std", "max", "min", "reshape", "ravel", "squeeze", "transpose",
    "swapaxes", "repeat", "take", "diagonal", "trace", "dot", "clip",
)  # fmt: skip


def _entries() -> Iterator[tuple[Any, Family]]:
    yield from ((f, by.elementwise) for f in (np.where, np.clip, np.real, np.imag, np.nan_to_num, np.angle, abs))
    yield from ((f, by.elementwise) for f in (runtime.quotient, runtime.power_x, runtime.power_y, runtime.power_xy))
    yield from ((f, by.converted) for f in (float, complex, np.float64, np.float32, np.float16, np.complex128, np.complex64))
    yield from ((f, by.same) for f in (np.copy, runtime.copy, runtime.own, np.zeros_like, np.ones_like, runtime.zeros_like))
    yield from ((f, by.array) for f in (np.array, np.asarray))
    yield from [(list, by.listed), (tuple, by.listed), (runtime.add, by.added), (runtime.moved, by.moved)]
    yield from [(np.ascontiguousarray, by.at_least(1)), (np.atleast_1d, by.at_least(1)), (np.atleast_2d, by.at_least(2))]
    yield from ((f, by.reduction) for f in (np.sum, np.mean, np.prod, np.var, np.std, np.max, np.min))
    yield from [(np.cumsum, by.running), (np.cumprod, by.running), (sum, by.listed_sum)]
    yield from [(np.flip, along_axis("axis", every=True)), (np.flipud, by.same), (np.fliplr, by.same), (np.trace, by.same)]
    yield from [(np.roll, along_axis("shift", "axis")), (np.diff, along_axis("n", "axis", default=-1))]
    yield from [(np.repeat, along_axis("repeats", "axis")), (np.take, along_axis("indices", "axis"))]
    yield from [(np.transpose, by.turned), (runtime.untranspose, by.turned), (runtime.transposed, by.last_two)]
    yield from [
        (np.swapaxes, by.moved_axes),
        (np.moveaxis, by.moved_axes),
        (np.expand_dims, by.expanded),
        (np.squeeze, by.squeezed),
    ]
    yield from [(np.reshape, by.reshaped), (runtime.unreshape, by.reshaped), (np.ravel, by.flattened)]
    yield from [(np.broadcast_to, by.spread), (np.full, by.filled), (np.full_like, by.filled), (np.tile, by.tiled)]
    yield from ((f, by.joined) for f in (np.concatenate, np.stack, np.vstack, np.hstack))
    yield from [(np.take_along_axis, by.taken_along), (np.linalg.solve, products.solved)]
    yield from [(np.matmul, products.matmul), (np.dot, products.dot), (np.inner, products.dot), (np.vdot, products.dot)]
    yield from [(np.outer, products.outer), (np.tensordot, products.contraction)]
    yield from _helpers()


def _helpers() -> Iterator[tuple[Any, Family]]:
    """What generated code calls."""
    yield from [(runtime.unreduce, by.unreduced), (runtime.unbroadcast, by.like_operand), (runtime.unsum_items, by.like_operand)]
    yield from [(runtime.untake, shaped_back("shape", "indices", "axis")), (runtime.uncumsum, shaped_back("shape", "axis"))]
    yield from [
        (runtime.unrepeat, shaped_back("shape", "repeats", "axis")),
        (runtime.undiff, shaped_back("shape", "n", "axis")),
    ]
    yield from [(runtime.unconcatenate, by.unjoined), (runtime.unstack, by.unstacked), (runtime.unarray, by.unarrayed)]
    yield from [(runtime.unmax, by.unmaximum), (runtime.max_dot, by.maximum_dot), (runtime.take_stored, by.stored)]


@lru_cache(maxsize=1)
def _table() -> dict[int, tuple[Any, Family]]:
    return {id(function): (function, family) for function, family in _entries()}


def family_of(function: Any) -> Family | None:
    """The family of an operation; None where it is not known."""
    found = _table().get(id(function))
    if found is not None:
        return found[1]
    if isinstance(function, np.ufunc) and function.signature is None and function.nout == 1:
        return by.elementwise
    return None


def is_of_numbers(function: Any) -> bool:
    """Whether a function takes Python's numbers alone."""
    return getattr(function, "__module__", "") in ("math", "cmath") or function in (math.fsum, round, pow, divmod)
