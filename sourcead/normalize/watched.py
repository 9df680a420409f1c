"""What is watched of things outside, beside what names are bound to: attributes, elements, their kinds, shapes of arrays.

Each holder is looked up like the names in a globals dict, and gives one and the same object while nothing changes.
"""

from __future__ import annotations

import builtins
from types import BuiltinMethodType, MethodType
from typing import Any

import numpy as np

MISSING = object()


class Attributes:
    """An object's attributes, looked up like the names in a globals dict; a method is its function, or what its class has."""

    def __init__(self, owner: object) -> None:
        self.owner = owner

    def __getitem__(self, key: str) -> Any:
        found = getattr(self.owner, key, MISSING)
        if found is MISSING:
            raise KeyError(key)
        if isinstance(found, BuiltinMethodType) and found.__self__ is self.owner:  # another object each time
            return getattr(type(self.owner), key, found)
        return found.__func__ if isinstance(found, MethodType) else found

    def get(self, key: str, default: Any = None) -> Any:
        """The attribute, or `default`."""
        try:
            return self[key]
        except KeyError:
            return default


class Builtins(Attributes):
    """Python's own functions under their names, unless a globals dict, the owner, has something else there."""

    owner: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.owner[key] if key in self.owner else vars(builtins)[key]


class Kinds(Attributes):
    """The classes of an object's attributes."""

    def __getitem__(self, key: str) -> Any:
        return type(super().__getitem__(key))


NUMBERS = {float, complex, int}
_keys: dict[object, object] = {}  # one object for all that are equal


class Items(Attributes):
    """The elements of a list, tuple or dict, looked up like the names in a globals dict; its keys or length under `KEYS`."""

    KEYS = "<keys>"

    def __getitem__(self, key: Any) -> Any:
        owner: Any = self.owner
        if key == self.KEYS:
            found = tuple(owner) if isinstance(owner, dict) else len(owner)
            return _keys.setdefault((type(found), found), found)
        try:
            return owner[key]
        except IndexError:
            raise KeyError(key) from None


class Contents(Attributes):
    """Of which kinds the elements of a list, tuple or dict are, under `KINDS`: elements of the same kinds may come and go."""

    KINDS = "<kinds>"

    def __init__(self, owner: Any) -> None:
        super().__init__(owner)
        self.names = tuple(owner) if type(owner) is dict else ()
        self.known: Any = None

    def __getitem__(self, key: str) -> Any:
        owner = self.owner
        if type(owner) is dict:  # what is known of a dict outside is known of these keys
            owner = {k: owner[k] for k in self.names if k in owner}
        found = kinds_of(owner)
        if found != self.known:
            self.known = found
        return self.known  # one object while nothing changes


def kinds_of(value: Any) -> Any:
    """What a generated function may depend on of an element of a container: its kind, rank, dtype, and texts as they are."""
    kind = type(value)
    if kind is np.ndarray:
        return value.dtype, tuple([n == 1 for n in value.shape])
    if kind is list:
        kinds = set(map(type, value))
        if len(kinds) == 1 and kinds <= NUMBERS:
            return kind, *kinds
        found = [kinds_of(v) for v in value]
        return (kind, found[0]) if len(set(found)) == 1 else (kind, tuple(found))
    if kind is tuple or kind is dict:
        return kind, tuple(value) if kind is dict else None, *map(kinds_of, value.values() if kind is dict else value)
    if kind is int:
        return value if -2 < value < 2 else 2 if value > 0 else -1
    if kind in NUMBERS or isinstance(value, np.generic):
        return kind
    return kind, value if isinstance(value, (str, bool)) else Same(value)


class Members(Attributes):
    """How many attributes a class and those that it inherits from have: one more may hide an attribute of an object."""

    COUNT = "<members>"

    def __getitem__(self, key: str) -> Any:
        found = tuple([len(vars(kind)) for kind in self.owner.__mro__])  # type: ignore[attr-defined]
        return _keys.setdefault(found, found)


class Shape(Attributes):
    """The shape of an array, which may be set where the array is."""

    KEY = "<shape>"

    def __init__(self, owner: Any) -> None:
        super().__init__(owner)
        self.known = owner.shape

    def __getitem__(self, key: str) -> Any:
        if self.owner.shape != self.known:  # type: ignore[attr-defined]
            self.known = self.owner.shape  # type: ignore[attr-defined]
        return self.known  # one object while nothing changes


class Same:
    """Equal to what stands for the same object."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)
