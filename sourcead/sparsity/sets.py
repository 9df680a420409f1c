"""Sets of input elements, each stored once under a number, so that arrays of sets are arrays of whole numbers.

Guarantee: the set of a number never changes; number 0 is the empty set.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BITS = 4096  # sets of so few inputs are kept as the bits of a whole number
Numbers = Any  # a number of a set, or an array of them


class Sets:
    """The sets of `size` input elements that were met so far."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._empty: Any = 0 if size <= BITS else frozenset()
        self._members: list[Any] = [self._empty]
        self._numbers: dict[Any, int] = {self._empty: 0}
        self._joined: dict[tuple[int, int], int] = {}

    def units(self) -> np.ndarray:
        """The numbers of the sets of one element each, in order."""
        return np.array([self._number(1 << k if self.size <= BITS else frozenset((k,))) for k in range(self.size)], np.int64)

    def _number(self, members: Any) -> int:
        found = self._numbers.get(members)
        if found is None:
            found = self._numbers[members] = len(self._members)
            self._members.append(members)
        return found

    def members(self, number: int) -> np.ndarray:
        """The elements of a set, in order."""
        found = self._members[number]
        if isinstance(found, frozenset):
            return np.array(sorted(found), np.int64)
        raw = np.frombuffer(found.to_bytes(self.size // 8 + 1, "little"), np.uint8)
        return np.flatnonzero(np.unpackbits(raw, bitorder="little"))

    def join(self, *numbers: Numbers) -> Numbers:
        """The unions, element by element, broadcast."""
        found: Numbers = 0
        for item in numbers:
            found = self._pairs(found, item)
        return found

    def _pairs(self, a: Numbers, b: Numbers) -> Numbers:
        if not isinstance(a, np.ndarray) and not isinstance(b, np.ndarray):
            return self._pair(int(a), int(b))
        a, b = np.broadcast_arrays(a, b)
        found = np.maximum(a, b)  # right where one is the other, or empty
        apart = (a != b) & (a != 0) & (b != 0)
        if apart.any():
            count = len(self._members)
            keys, places = np.unique(a[apart] * count + b[apart], return_inverse=True)
            found = np.array(found)
            found[apart] = np.array([self._pair(*divmod(k, count)) for k in keys.tolist()], np.int64)[places]
        return found

    def _pair(self, a: int, b: int) -> int:
        if a == b or not a or not b:
            return a or b
        key = (a, b) if a < b else (b, a)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._number(self._members[a] | self._members[b])
        return found

    def union(self, numbers: Numbers) -> int:
        """The union of all."""
        found = self._empty
        for k in np.unique(numbers).tolist():
            found = found | self._members[k]
        return self._number(found)

    def along(self, numbers: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
        """The unions over these axes, which are dropped."""
        if not axes:
            return numbers
        rest = [k for k in range(numbers.ndim) if k not in axes]
        shape = tuple(numbers.shape[k] for k in rest)
        if not numbers.any():
            return np.zeros(shape, np.int64)
        lanes = np.transpose(numbers, [*rest, *axes]).reshape(int(np.prod(shape)), -1)
        return np.array([self.union(lane) for lane in lanes], np.int64).reshape(shape)

    def running(self, numbers: np.ndarray, axis: int) -> np.ndarray:
        """The unions of all up to each, along an axis."""
        found = np.array(np.moveaxis(numbers, axis, 0))
        for k in range(1, len(found)):
            found[k] = self.join(found[k - 1], found[k])
        return np.moveaxis(found, 0, axis)
