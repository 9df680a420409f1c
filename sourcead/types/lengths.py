"""Functions of whose results a call on stand-ins tells no lengths or no dtype: the values of their arguments decide them.

Guarantee: what is said of the lengths and the dtype of a result holds for all values of the arguments; real numbers may be taken
for complex ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sourcead import runtime
from sourcead.types.values import Array, Dim, Fixed, ListOf, Number, Static, Type, Unknown

NAMES = (
    "nonzero", "flatnonzero", "argwhere", "extract", "compress", "trim_zeros", "bincount", "roots", "polydiv", "unique",
    "unique_all", "unique_counts", "unique_inverse", "unique_values", "union1d", "intersect1d", "setdiff1d", "setxor1d",
)  # fmt: skip
BY_VALUE = frozenset(getattr(np, name) for name in NAMES if hasattr(np, name))
COUNTED = frozenset([np.repeat, np.tile, np.delete])  # an array tells how often, or what
METHODS = frozenset(["nonzero", "compress"])
UNKNOWN = Dim(None, None)


def told(function: object, args: Sequence[Type], keywords: Mapping[str, Type], found: Type) -> Type:
    """What is known of the result of a function, of which a call on stand-ins gave `found`."""
    others = [*args[1:], *keywords.values()]
    if function is np.roots and isinstance(found, Array):
        return _loose(replace(found, dtype=np.result_type(found.dtype, np.complex64).name))
    if function in BY_VALUE or getattr(function, "__module__", "") == runtime.places.__name__:
        return _loose(found)
    if function in COUNTED and any(isinstance(t, (Array, Fixed, ListOf, Unknown)) for t in others):
        return _loose(found)
    if function is np.arange and not _is_counted(args, keywords):
        return _loose(found)
    if function is np.histogram_bin_edges and any(isinstance(t, Static) and isinstance(t.value, str) for t in others):
        return _loose(found)
    if function is np.real_if_close and not (isinstance(args[0], (Array, Number)) and np.dtype(args[0].dtype).kind != "c"):
        return Unknown()  # the dtype too
    return found


def as_tried(function: object, args: Sequence[Type]) -> list[Type]:
    """The arguments of a call on stand-ins: of `np.repeat`, one count in place of many: no stand-in is as long."""
    many = len(args) > 1 and isinstance(args[1], Fixed) and all(isinstance(e, Number) for e in args[1].elements)
    repeated = function is np.repeat or (isinstance(function, str) and function == "repeat")
    if not repeated or not many:
        return list(args)
    return [args[0], Number("int64", value=2), *args[2:]]


def told_of_method(name: str, args: Sequence[Type], found: Type) -> Type:
    """The same of a method, whose array is the first argument."""
    counted = name == "repeat" and any(isinstance(t, (Array, Fixed, ListOf, Unknown)) for t in args[1:])
    return _loose(found) if name in METHODS or counted else found


def _is_counted(args: Sequence[Type], keywords: Mapping[str, Type]) -> bool:
    """Whether `np.arange` is told how far it goes by known numbers, and at most one whole one that is not: where it stops."""
    if any(not isinstance(a, Number) for a in args) or keywords.keys() - {"dtype"}:
        return False
    stop = args[: 1 if len(args) == 1 else 2][-1]
    return all(isinstance(a, Number) and (a.value is not None or (a is stop and np.dtype(a.dtype).kind in "iu")) for a in args)


def _loose(found: Type) -> Type:
    """A type without the lengths."""
    if isinstance(found, Array):
        return replace(found, dims=None if found.dims is None else (UNKNOWN,) * len(found.dims))
    return replace(found, elements=tuple(map(_loose, found.elements))) if isinstance(found, Fixed) else found
