"""What `match` takes for a sequence and for a mapping, what can be taken apart, and dicts made of others."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Set
from typing import Any

import numpy as np

from sourcead.errors import UnsupportedSyntaxError


class ReflectedError(TypeError):
    """An array comes first in an operation with an object: NumPy takes the object for an element, or for an array."""


class FewerError(Exception):
    """An iterator has fewer elements than the generated function was made for."""


class NoResultError(TypeError):
    """A function has ended without a result."""


def is_sequence(value: object) -> bool:
    """Whether a sequence pattern may match: a list, a tuple, …, but no string; an array since NumPy 2.5."""
    match value:
        case [*_]:
            return True
    return False


def is_mapping(value: object) -> bool:
    """Whether a mapping pattern may match: a dict, …."""
    match value:
        case {}:
            return True
    return False


def global_value(module: Any, name: str) -> Any:
    """What a module has under a name now; a `NameError` where it has nothing."""
    if not hasattr(module, name):
        raise NameError(f"name {name!r} is not defined")
    return getattr(module, name)


def check_length(items: Any, count: int, more: bool = False) -> int:
    """The length of what is taken apart into `count` values, or into at least as many; any other raises as Python does."""
    if isinstance(items, (Mapping, Set)):
        raise TypeError(f"a derivative takes no {type(items).__name__} apart: make a list of it first")
    length = len(items)
    told = f", got {length}" if length < count or sys.version_info >= (3, 14) else ""
    if length < count:
        raise ValueError(f"not enough values to unpack (expected {'at least ' if more else ''}{count}{told})")
    if length > count and not more:
        raise ValueError(f"too many values to unpack (expected {count}{told})")
    return length


def check_arithmetic(value: Any, name: str) -> None:
    """Raise for a list or tuple, which `+` and `*` join and repeat: where the derivative is one of numbers and arrays."""
    if isinstance(value, (list, tuple)):
        raise UnsupportedSyntaxError(
            f"`{name}` is a {type(value).__name__} that is joined or repeated, and it holds values that are differentiated:"
            " that it is no array is known only when the function runs",
            way_out="Build the list by `append` from an empty one, or keep its length and the kinds of its elements fixed.",
        )


def check_extension(value: Any, name: str) -> None:
    """Raise for an array that a list gets by `+=`: NumPy makes an array of both."""
    if isinstance(value, (np.ndarray, np.generic)):
        raise UnsupportedSyntaxError(
            f"`{name}` is a list, of which `+=` with an array makes an array: that it is one is known only when it runs",
            way_out=f"Write `{name}.extend(...)`, or `np.asarray({name}) + ...`.",
        )


def rest_of(table: Mapping[Any, Any], *keys: object) -> dict[Any, Any]:
    """A dict of what a mapping holds under other keys than these."""
    return {key: value for key, value in table.items() if key not in keys}


def merged(*tables: Mapping[Any, Any]) -> dict[Any, Any]:
    """One dict of what several hold, a later one before an earlier one: `{**a, **b}`."""
    return {key: value for table in tables for key, value in dict(table).items()}


def formatted(text: str, *values: object) -> str:
    """The text of an f-string: `f"k{i}"` is `formatted("k{}", i)`."""
    return text.format(*values)
