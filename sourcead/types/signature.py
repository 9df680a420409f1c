"""The signature of a call: the abstract values of its arguments.

Guarantee: two calls of equal signature run the same specialised function correctly. Lengths are not in a signature (only
which of them are 1), values only where they are asked for.
"""

from __future__ import annotations

import numbers
from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np

from sourcead.errors import InputTypeError
from sourcead.normalize import Form, Given
from sourcead.normalize.structures import EndlessError, contents, inside
from sourcead.types.values import (
    Array,
    Dim,
    Fixed,
    Foreign,
    LinearMap,
    ListOf,
    Number,
    Record,
    Static,
    Type,
    Unknown,
    generic,
    has_own_operators,
    is_foreign,
    is_linear_map,
    join,
    loosened,
)

PLAIN_ARRAY = "Pass a plain array: `np.asarray(...)`, or `.filled(...)` for a masked one; a plain number: `float(...)`."
KEYED = {np.ndarray, float, complex, bool, int, str, type(None)}  # types whose values hold nothing


def type_of(value: object, path: str) -> Type:
    """The abstract value of an argument; `path` is its name in the program, after which lengths are called."""
    if isinstance(value, np.ndarray):
        _check_plain(value, path)
        dims = tuple(Dim(f"{path}:{axis}", n == 1) for axis, n in enumerate(value.shape))
        return Array(value.dtype.name, dims) if value.dtype.kind in "biufc" else Static(value.dtype)
    if isinstance(value, np.generic):
        return Number(value.dtype.name, weak=False) if value.dtype.kind in "biufc" else Static(value)
    if isinstance(value, bool):
        return Number("bool", value=value)
    if has_own_operators(value):
        return Foreign()
    if isinstance(value, int):
        if value < 0:  # -1 is no length, but may stand for one
            return Number("int64")
        return Number("int64", size=path, unit=value == 1)
    if type(value) is float or type(value) is complex:
        return Number("complex128" if type(value) is complex else "float64")
    if isinstance(value, numbers.Number):
        return Static(value)
    if type(value) in (list, tuple, dict):
        return _container_type(value, path)
    if isinstance(value, tuple):
        return Unknown()
    return LinearMap(np.dtype(value.dtype).name) if is_linear_map(value) else Static(value)  # type: ignore[attr-defined]


def type_outside(value: object, path: str) -> Type:
    """The abstract value of what is bound outside: keys may come to its dicts."""
    return loosened(type_of(value, path))


def _check_plain(array: np.ndarray, path: str) -> None:
    """Raise for an array whose operators are not those of arrays: a matrix, a masked array, one with units."""
    kind = type(array)
    if is_foreign(kind):
        raise InputTypeError(
            f"`{path}` is of type {kind.__module__}.{kind.__qualname__}, whose operators are not those of arrays",
            way_out=PLAIN_ARRAY,
        )


def _container_type(value: object, path: str) -> Type:
    if isinstance(value, dict):
        return Record(tuple(value), tuple(type_of(v, f"{path}[{k!r}]") for k, v in value.items()))
    assert isinstance(value, (list, tuple))
    elements = tuple(type_of(v, f"{path}[{i}]") for i, v in enumerate(value))
    if isinstance(value, tuple):
        return Fixed("tuple", elements)
    general = [generic(e) for e in elements]
    joined: Type | None = None
    for element in general:
        joined = element if joined is None else join(joined, element)
    if elements and not _uniform(joined):
        return Fixed("list", elements)
    return ListOf(joined)


def _uniform(value: Type | None) -> bool:
    """Whether a joined element type still tells what the elements are."""
    if isinstance(value, (Fixed,)):
        return all(map(_uniform, value.elements))
    if isinstance(value, Record):
        return all(map(_uniform, value.values))
    if isinstance(value, ListOf):
        return value.element is None or _uniform(value.element)
    return isinstance(value, (Number, Static)) or (isinstance(value, Array) and value.dims is not None)


def form_of(found: Type) -> Form | Given | None:
    """What a program may depend on of an argument of this type, besides the type."""
    if isinstance(found, Static):
        return Given(found.value) if found.value is None or isinstance(found.value, str) or callable(found.value) else None
    if isinstance(found, Fixed) and found.kind == "tuple":
        return Form("tuple", (), tuple(map(form_of, found.elements)))
    if isinstance(found, Record) and found.exact:
        return Form("dict", found.keys, tuple(map(form_of, found.values)))
    return None


def fast_key(value: object) -> Hashable:
    """A key that is cheap to compute and decides the signature: exact shapes and dtypes."""
    kind: Any = type(value)
    if kind is np.ndarray:
        return (value.dtype, value.shape)  # type: ignore[attr-defined]
    if kind is float or kind is complex:
        return kind
    if kind is bool:
        return (kind, value)
    if kind is int:
        return value if -2 < value < 2 else 2 if value > 0 else -1  # type: ignore[operator,return-value]
    if (kind is list or kind is tuple) and KEYED.issuperset(map(type, value)):  # type: ignore[call-overload]
        return (kind, *map(fast_key, value))  # type: ignore[call-overload]
    if kind is dict and KEYED.issuperset(map(type, value.values())):  # type: ignore[attr-defined]
        return (kind, *value, *map(fast_key, value.values()))  # type: ignore[misc,attr-defined]
    if isinstance(value, np.generic):
        return (kind,) if value.dtype.kind in "biufc" else (kind, id(value))
    if isinstance(value, np.ndarray):
        return (kind, value.dtype, value.shape)
    if kind is str or value is None:
        return (kind, value)
    try:
        return _held_key(value, (), False)
    except EndlessError:
        return (kind, id(value))


def close_key(value: object) -> Hashable:
    """A key that decides the signature and each whole number in an argument."""
    return (fast_key(value), *_whole_numbers(value, ()))


def _whole_numbers(value: Any, around: tuple[int, ...]) -> Iterator[int]:
    if type(value) is int:
        yield value
    elif type(value) in (list, tuple, dict):
        around = inside(value, around)
        for part in value.values() if type(value) is dict else value:
            yield from _whole_numbers(part, around)


def _held_key(value: Any, around: tuple[int, ...], whole: bool) -> Hashable:
    """The key of what may hold something; `around`: what holds it; `whole`: objects in it are not taken apart."""
    kind = type(value)
    if kind is list or kind is tuple:
        names, parts = (), value
    else:
        held = None if whole and kind is not dict else contents(value)
        if held is None and kind is dict:
            held, whole = value, True
        if held is None:
            return fast_key(value) if isinstance(value, (np.generic, np.ndarray)) else (kind, id(value))
        names, parts = held, held.values()  # type: ignore[assignment]
    if KEYED.issuperset(map(type, parts)):
        return (kind, *names, *map(fast_key, parts))
    around = inside(value, around)
    return (kind, *names, *[fast_key(v) if type(v) in KEYED else _held_key(v, around, whole) for v in parts])
