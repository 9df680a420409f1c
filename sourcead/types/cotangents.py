"""Types of what the helpers give that make cotangents of structures and add them up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.types import entries, probe, shapes
from sourcead.types.values import (
    Array,
    Dim,
    Fixed,
    ListOf,
    Maybe,
    Number,
    Record,
    Static,
    Type,
    Unknown,
    generic,
    is_view,
    mapped,
    present,
)

LEAVES = (Number, Array)
NOTHING = Static(None)


def zeros(value: Type) -> Type:
    """The type of zeros in the structure of a value: whole numbers become floats, what is no number None."""
    if isinstance(value, (Fixed, Record)):
        parts = value.elements if isinstance(value, Fixed) else value.values
        made = tuple(map(zeros, parts))
        return replace(value, elements=made) if isinstance(value, Fixed) else replace(value, values=made)
    if isinstance(value, ListOf):
        return ListOf(None if value.element is None else zeros(value.element))
    if isinstance(value, LEAVES):
        dtype = value.dtype if np.dtype(value.dtype).kind in "fc" else "float64"
        return Array(dtype, value.dims) if isinstance(value, Array) else Number(dtype, weak=value.weak)
    if isinstance(value, Maybe):
        found = zeros(value.element)
        return Maybe(found) if isinstance(found, LEAVES) else Unknown()
    return NOTHING if isinstance(value, Static) else Unknown()


def zeros_to_fill(value: Type) -> Type:
    """The type of zeros into which parts can be stored: lists in place of tuples."""
    if isinstance(value, (ListOf, Fixed)):
        found = replace(value, kind="list", fields=()) if isinstance(value, Fixed) else value
        return mapped(found, zeros) if all(map(_is_filled, _elements(value))) else Unknown()
    return zeros(value) if isinstance(value, (*LEAVES, Maybe)) else Unknown()


def _elements(value: ListOf | Fixed) -> tuple[Type, ...]:
    if isinstance(value, Fixed):
        return value.elements
    return () if value.element is None else (value.element,)


def _is_filled(value: Type) -> bool:
    return isinstance(value, LEAVES)


def _sum(args: list[Type]) -> Type | None:
    return added(*args) if len(args) == 2 and not all(isinstance(a, LEAVES) for a in args) else None


def added(a: Type, b: Type) -> Type:
    """The type of the sum of two structures, leaf by leaf."""
    if NOTHING in (a, b):
        return b if a == NOTHING else a
    if isinstance(a, LEAVES) and isinstance(b, LEAVES):
        return probe.elementwise(np.add, a, b)
    if isinstance(a, Fixed) and isinstance(b, Fixed) and len(a.elements) == len(b.elements):
        return replace(a, elements=tuple(map(added, a.elements, b.elements)))
    if isinstance(a, ListOf) and isinstance(b, (ListOf, Fixed)) and not is_view(a):
        parts = [_element(a), _element(b)]
        return ListOf(None) if None in parts else ListOf(added(*map(generic, parts)))  # type: ignore[arg-type]
    if isinstance(a, Record) and isinstance(b, Record) and a.exact and b.exact and a.keys == b.keys:
        return replace(a, values=tuple(map(added, a.values, b.values)))
    return Unknown()


def _element(value: ListOf | Fixed) -> Type | None:
    """The type of the elements, None where there are none so far."""
    if isinstance(value, ListOf):
        return value.element
    return shapes.element(value) if value.elements else None


def _shares(position: int, *, each: bool = False) -> Callable[[list[Type]], Type | None]:
    """Cotangents for an argument, of a number or an array; `each`: of the elements of a list."""

    def found(args: list[Type]) -> Type | None:
        given: Type | None = args[0]
        if each:
            given = _element(given) if isinstance(given, (ListOf, Fixed)) else None
        known = isinstance(given, LEAVES) and given.dtype == "float64" and len(args) > position
        return _like(args[position]) if known else None

    return found


def _like(value: Type) -> Type:
    """The type of cotangents of a value, of which each is a sum."""
    if isinstance(value, Fixed):
        return replace(value, elements=tuple(map(_like, value.elements)))
    if isinstance(value, ListOf) and not is_view(value):
        return ListOf(None if value.element is None else _like(value.element))
    if isinstance(value, Number) and value.dtype == "float64":
        return Number("float64", weak=False, mixed=True)
    if isinstance(value, Array) and value.dtype == "float64" and value.dims:
        return generic(value)
    return Unknown()


def _part(args: list[Type]) -> Type | None:
    return args[0] if isinstance(args[0], ListOf) else None


def _units(args: list[Type]) -> Type | None:
    found = args[0]
    if isinstance(found, Array) and found.dims is not None:
        return Array("float64", (Dim(None, False), *found.dims))
    return Array("float64", (Dim(None, True),)) if isinstance(found, Number) else None


def _take_stored(args: list[Type]) -> Type | None:
    """The type of what a store put in: where a mask says where, nobody knows how many there are."""
    base, index = args
    parts = index.elements if isinstance(index, Fixed) else (index,)
    if not isinstance(base, Array) or not any(isinstance(p, Array) and p.dtype == "bool" for p in parts):
        return None
    if base.dims is None or not isinstance(index, Array) or index.dims is None:
        return Array(base.dtype, None)
    return Array(base.dtype, (shapes.UNKNOWN_DIM, *base.dims[len(index.dims) :]))


def filled_like(args: list[Type]) -> Type | None:
    """The type of an array like another one; of None, which has no elements, none is asked for."""
    found = present(args[0]) if len(args) == 1 else Unknown()
    return found if isinstance(found, Array) else None


FUNCTIONS: dict[Any, Callable[[list[Type]], Type | None]] = {
    runtime.add: _sum,
    runtime.zeros_like: lambda args: zeros(args[0]),
    runtime.zeros_to_fill: lambda args: zeros_to_fill(args[0]),
    runtime.shaped: lambda args: zeros(args[1]),
    runtime.scaled: lambda args: zeros(args[1]),
    runtime.checked: lambda args: zeros(args[1]),
    runtime.product_of_others: lambda args: zeros(args[0]),
    runtime.norm_direction: lambda args: zeros(args[0]),
    runtime.real_parts: lambda args: zeros(args[1]),
    runtime.units: _units,
    runtime.take_stored: _take_stored,
    runtime.unsum_items: _shares(1),
    runtime.unmax_items: _shares(1),
    runtime.unarray: _shares(1),
    runtime.unconcatenate: _shares(1),
    runtime.unjoined_diagonals: _shares(1),
    **entries.FUNCTIONS,
    runtime.unjoin_x: _part,
    runtime.unjoin_y: _part,
    runtime.unrepeat_items: _shares(1, each=True),
    runtime.unspliced_x: _shares(1, each=True),
    runtime.unspliced_y: _shares(3, each=True),
    runtime.unwithout: _shares(1, each=True),
    runtime.untaken: _shares(1, each=True),
    runtime.unsorted: _shares(1, each=True),
}
