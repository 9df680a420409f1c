"""Values beside what they depend on.

An array has an array of the numbers of sets (see `sets`) of its shape and strides, made by the same views: what is written into a
view of the one is written into the same view of the other.

Guarantee: no value is taken out of a `Tracked` but by `Tracking`, which notes it where it may steer the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead.sparsity.sets import Sets

PLAIN = (str, bytes, type(None), type, np.dtype, slice, range, type(Ellipsis), frozenset)


class NotFollowedError(Exception):
    """What a program does with its values is not followed."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """An array or number; `sets` has its shape. `varies`: whether its value may be another at the next call."""

    value: Any
    sets: Any
    varies: bool

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise NotFollowedError

    def __bool__(self) -> bool:
        raise NotFollowedError


def is_active(value: Any) -> bool:
    """Whether numbers of this kind have a derivative."""
    return np.asarray(value).dtype.kind in "fc"


def same_layout(value: np.ndarray, numbers: np.ndarray) -> bool:
    """Whether two arrays have the same shape, and the same strides counted in elements."""
    if value.shape != numbers.shape:
        return False
    pairs = zip(value.shape, value.strides, numbers.strides)
    return all(n < 2 or a * numbers.itemsize == b * value.itemsize for n, a, b in pairs) or not value.size


def _laid(value: np.ndarray) -> np.ndarray:
    """New memory for the sets of an array: of its shape, and of its strides counted in elements."""
    made = np.empty_like(value, np.int64)
    if same_layout(value, made):
        return made
    strides = [abs(s) // value.itemsize for s in value.strides]
    buffer = np.zeros(sum((n - 1) * s for n, s in zip(value.shape, strides)) + 1, np.int64)
    made = np.lib.stride_tricks.as_strided(buffer, value.shape, [8 * s for s in strides], writeable=True)
    return np.flip(made, tuple(k for k, s in enumerate(value.strides) if s < 0))


def leaves(value: Any) -> Iterator[Any]:
    """What is in a structure of tuples, lists and dicts."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    else:
        yield value


def mapped(value: Any, change: Any) -> Any:
    """A structure with each of its leaves changed."""
    if isinstance(value, dict):
        return {k: mapped(v, change) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        items = [mapped(v, change) for v in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, slice):
        return slice(*(change(part) for part in (value.start, value.stop, value.step)))
    return change(value)


class Tracking:
    """The sets of one run, and whether values steered it (`steady`: they did not)."""

    def __init__(self, sets: Sets) -> None:
        self.sets = sets
        self.steady = True

    # in

    def wrapped(self, value: Any, numbers: Any = 0, *, varies: bool = True) -> Any:
        """A value that an operation gave; `numbers` are the sets of all its elements, or one for all of them."""
        if isinstance(value, np.ndarray):
            return self._array(value, numbers, varies)
        if isinstance(value, (float, complex, np.inexact)):
            number = int(numbers) if np.size(numbers) == 1 else self.sets.union(numbers)
            return Tracked(value, number, varies) if varies or number else value
        if isinstance(value, (int, np.integer, np.bool_)):
            return Tracked(value, 0, True) if varies else value
        if isinstance(value, (list, tuple, dict)):
            number = self.sets.union(numbers)
            return mapped(value, lambda item: self.wrapped(item, number, varies=varies))
        if isinstance(value, PLAIN) or not (varies or np.any(numbers)):
            self.steady = self.steady and not varies  # what a value tells may be another text at the next call
            return value
        raise NotFollowedError

    def _array(self, value: np.ndarray, numbers: Any, varies: bool) -> Tracked:
        """A new array: what it depends on is laid out like it."""
        if value.dtype.kind not in "fciub" or type(value) is not np.ndarray:
            raise NotFollowedError
        active = is_active(value)
        laid = _laid(value)
        if any(n > 1 and not stride for n, stride in zip(laid.shape, laid.strides)):
            numbers = self.sets.union(numbers)  # one place for several elements
        laid[...] = numbers if active else 0
        return self.paired(value, laid, varies or active)

    def paired(self, value: Any, numbers: Any, varies: bool) -> Tracked:
        """An array and the array of its sets, which is laid out like it."""
        if not same_layout(value, numbers):
            raise NotFollowedError
        return Tracked(value, numbers, varies)

    def constant(self, value: Any) -> Tracked:
        """An array that the program does not make: nothing that depends on inputs may be written into it."""
        found = self.wrapped(value)
        found.sets.flags.writeable = False
        return found  # type: ignore[no-any-return]

    # out

    def look(self, value: Any) -> Any:
        """The values in a structure, where they may steer the program; arrays are read only."""
        return mapped(value, self._looked)

    def _looked(self, value: Any) -> Any:
        if isinstance(value, Tracked) and value.varies:
            self.steady = False
        return bare(value)

    def numbers(self, value: Any) -> Any:
        """The sets of what may be an array, a number or nested lists of them."""
        if isinstance(value, Tracked):
            return value.sets
        if isinstance(value, (list, tuple)) and any(isinstance(v, Tracked) for v in leaves(value)):
            return np.array([self.numbers(v) for v in value], np.int64)
        return 0

    def all_of(self, value: Any) -> int:
        """The union of all the sets in a structure."""
        return self.sets.union(np.array([self.sets.union(v.sets) for v in leaves(value) if isinstance(v, Tracked)] or [0]))


def bare(value: Any) -> Any:
    """The value itself; of an array a view that cannot be written."""
    if not isinstance(value, Tracked):
        return value
    if not isinstance(value.value, np.ndarray):
        return value.value
    found = value.value.view()
    found.flags.writeable = False
    return found


def values(value: Any) -> Any:
    """The values in a structure, where they steer nothing."""
    return mapped(value, bare)


def varies(value: Any) -> bool:
    """Whether something in a structure may be another at the next call."""
    return any(isinstance(v, Tracked) and v.varies for v in leaves(value))


def shares(value: Any, operands: Any) -> bool:
    """Whether an array may share memory with one in a structure of operands."""
    arrays = [v.value for v in leaves(operands) if isinstance(v, Tracked) and isinstance(v.value, np.ndarray)]
    results = [v for v in leaves(value) if isinstance(v, np.ndarray)]
    return any(np.may_share_memory(r, a) for r in results for a in arrays)
