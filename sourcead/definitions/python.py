"""Functions of Python's own library, of numbers, arrays and what holds them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt


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


def _deque(iterable: Any = (), maxlen: Any = None) -> Any:
    if maxlen is None:
        return Deque(list(iterable), None)
    made = Deque([], maxlen)
    made.extend(iterable)
    return made


DEFINITIONS = {"collections.deque": _deque, "complex": _complex, "copy.copy": _copy, "copy.deepcopy": _deepcopy}
