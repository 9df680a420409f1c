"""Functions of Python's own library, of numbers, arrays and what holds them."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions.asking import is_given


def _complex(real: Any, imag: Any = None) -> Any:
    if imag is not None:
        return float(real) + 1j * float(imag)
    if np.iscomplexobj(real):
        return real + 0j
    return float(real) + 0j


def _copy(x: Any) -> Any:
    if isinstance(x, np.ndarray):
        return x.copy()
    if isinstance(x, list):
        return list(x)
    if isinstance(x, dict):
        return dict(x)
    return x


def _deepcopy(x: Any) -> Any:
    return rt.copy(x)


class Deque:
    """What stands for a `collections.deque`: its elements in a list."""

    def __init__(self, items: Any, maxlen: Any) -> None:
        self.items = items
        self.maxlen = maxlen

    def append(self, value: Any) -> None:
        """Put a value at the end; the first falls out of a full one."""
        self.items.append(value)
        if self.maxlen is not None and len(self.items) > self.maxlen:
            self.items.pop(0)

    def appendleft(self, value: Any) -> None:
        """Put a value in front; the last falls out of a full one."""
        self.items.insert(0, value)
        if self.maxlen is not None and len(self.items) > self.maxlen:
            self.items.pop()

    def pop(self) -> Any:
        """Take the last value out."""
        return self.items.pop()

    def popleft(self) -> Any:
        """Take the first value out."""
        return self.items.pop(0)

    def extend(self, values: Any) -> None:
        """Put values at the end."""
        for value in values:
            self.append(value)

    def extendleft(self, values: Any) -> None:
        """Put values in front, one after another."""
        for value in values:
            self.appendleft(value)

    def rotate(self, n: Any = 1) -> None:
        """Let the last values be the first."""
        if len(self.items) > 0:
            count = n % len(self.items)
            self.items = self.items[len(self.items) - count :] + self.items[: len(self.items) - count]

    def reverse(self) -> None:
        """Turn the order round."""
        self.items.reverse()

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: Any) -> Any:
        return self.items[place]

    def __setitem__(self, place: Any, value: Any) -> None:
        self.items[place] = value

    def __iter__(self) -> Any:
        return iter(self.items)


def _deque(iterable: Any = None, maxlen: Any = None) -> Any:
    if not is_given(iterable):
        return Deque([], maxlen)
    if maxlen is None:
        return Deque(list(iterable), None)
    made = Deque([], maxlen)
    made.extend(iterable)
    return made


class DefaultDict:
    """What stands for a `collections.defaultdict`: a dict, and what makes a value for a key that is not there."""

    def __init__(self, factory: Any, table: Any) -> None:
        self.default_factory = factory
        self.table = table

    def __getitem__(self, key: Any) -> Any:
        if self.default_factory is not None and key not in self.table:
            self.table[key] = self.default_factory()
        return self.table[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.table[key] = value

    def __contains__(self, key: Any) -> bool:
        return key in self.table

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Any:
        return iter(self.table)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value at a key, without making one."""
        return self.table.get(key, default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value at a key, which is put there first where there is none."""
        return self.table.setdefault(key, default)

    def __delitem__(self, key: Any) -> None:
        del self.table[key]

    def pop(self, key: Any, *default: Any) -> Any:
        """Take the value at a key out; `default` where there is none."""
        return self.table.pop(key, *default)

    def update(self, other: Any) -> None:
        """Put what another dict holds into this one."""
        self.table.update(other)

    def clear(self) -> None:
        """Take everything out."""
        self.table.clear()

    def keys(self) -> Any:
        """The keys, in the order in which they came."""
        return self.table.keys()

    def values(self) -> Any:
        """The values, in the order of the keys."""
        return self.table.values()

    def items(self) -> Any:
        """Keys with their values."""
        return self.table.items()


def _defaultdict(default_factory: Any = None, table: Any = None, /, **more: Any) -> Any:
    return DefaultDict(default_factory, dict(**more) if table is None else dict(table, **more))


class Iterator:
    """What stands for an iterator over a sequence that is kept: the sequence, and how many elements were taken from it."""

    def __init__(self, elements: Any) -> None:
        self.elements = elements
        self.taken = 0

    def __next__(self) -> Any:
        if self.taken >= len(self.elements):
            raise StopIteration
        self.taken += 1
        return self.elements[self.taken - 1]

    def or_else(self, default: Any) -> Any:
        """The next element; `default` where none is left."""
        if self.taken >= len(self.elements):
            return default
        self.taken += 1
        return self.elements[self.taken - 1]

    def __iter__(self) -> Any:
        while self.taken < len(self.elements):
            self.taken += 1
            yield self.elements[self.taken - 1]

    def rest(self) -> Any:
        """The list of what is left."""
        start = self.taken
        self.taken = len(self.elements)
        return list(self.elements[start:])

    def in_twos(self) -> Any:
        """What `zip(it, it)` gives."""
        while self.taken + 1 < len(self.elements):
            self.taken += 2
            yield self.elements[self.taken - 2], self.elements[self.taken - 1]
        self.taken = len(self.elements)

    def in_threes(self) -> Any:
        """What `zip(it, it, it)` gives."""
        while self.taken + 2 < len(self.elements):
            self.taken += 3
            yield self.elements[self.taken - 3], self.elements[self.taken - 2], self.elements[self.taken - 1]
        self.taken = len(self.elements)


STANDS_FOR: dict[Any, type] = {Deque: collections.deque, DefaultDict: collections.defaultdict}  # what `isinstance` and `type` see


for _kind, _shown in STANDS_FOR.items():
    _kind.__name__ = _shown.__name__  # in messages
Iterator.__name__ = "iterator"


def _prod(iterable: Any, /, *, start: Any = 1) -> Any:
    found = start
    for value in iterable:
        found = found * value
    return found


def _dist(p: Any, q: Any, /) -> Any:
    return np.linalg.norm(np.array(p) - np.array(q))


def _iter(x: Any) -> Any:
    return Iterator(rt.sequence(x))


DEFINITIONS = {
    "collections.defaultdict": _defaultdict, "collections.deque": _deque, "complex": _complex, "copy.copy": _copy,
    "copy.deepcopy": _deepcopy, "iter": _iter, "math.dist": _dist, "math.prod": _prod,
}  # fmt: skip
