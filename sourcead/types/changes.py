"""Types of containers after a method has changed them, and of names that get further values."""

from __future__ import annotations

import numpy as np

from sourcead.types import shapes
from sourcead.types.values import DictOf, Fixed, ListOf, Number, Record, SetOf, Static, Type, Unknown, as_dict, generic, join


def changed(base: Type, method: str, args: list[Type]) -> Type:
    """The type of a container after `base.method(*args)`."""
    if isinstance(base, Fixed) and base.kind == "list":
        base = as_list(base)
    if isinstance(base, ListOf):
        return join(base, ListOf(_added(method, args)))
    if isinstance(base, SetOf):
        given = [generic(a) if method == "add" else shapes.element(a) for a in args] if method in ("add", "update") else []
        return join(base, SetOf(_joined(given)))
    if isinstance(base, DictOf):
        return _changed_dict(base, method, args)
    if isinstance(base, Record) and method in ("pop", "setdefault", "update", "popitem", "clear", "move_to_end"):
        return _changed_dict(as_dict(base), method, args)
    return base


def _joined(given: list[Type]) -> Type | None:
    found: Type | None = None
    for element in given:
        found = element if found is None else join(found, element)
    return found


def widened(start: Record, found: Type | None) -> Type:
    """The type of a dict that starts as `start` and that statements then made `found`: it may have either's values."""
    if not isinstance(found, Record):
        return start if found is None else found
    known = dict(zip(found.keys, found.values))
    keys = (*start.keys, *(k for k in found.keys if k not in start.keys))
    first = dict(zip(start.keys, start.values))
    values = tuple(join(first.get(k, known.get(k)), known.get(k, first.get(k))) for k in keys)
    return Record(keys, values, exact=found.exact and keys == start.keys)


def covering(before: Type | None, value: Type) -> Type:
    """The type of a name that gets another value: a number that is real at first and complex later is taken for complex."""
    if isinstance(before, Number) and isinstance(value, Number):
        kinds = {np.dtype(n.dtype).kind: n.dtype for n in (before, value)}
        if len(kinds) == 2 and "c" in kinds and "b" not in kinds:
            return Number(kinds["c"], before.weak and value.weak, mixed=True)
    return join(before, value)


def as_list(base: Fixed) -> ListOf:
    """A list of fixed length as one of any length."""
    found: Type | None = None
    for element in base.elements:
        found = generic(element) if found is None else join(found, generic(element))
    return ListOf(found)


def _added(method: str, args: list[Type]) -> Type | None:
    """The type of what a method puts into a list; None for nothing."""
    if method == "append" and len(args) == 1:
        return generic(args[0])
    if method == "insert" and len(args) == 2:
        return generic(args[1])
    if method == "extend" and len(args) == 1:
        given = args[0]
        if isinstance(given, ListOf):
            return given.element
        return as_list(given).element if isinstance(given, Fixed) else generic(shapes.element(given))
    return None if method in ("pop", "reverse", "sort", "clear", "remove", "index", "count", "copy") else Unknown()


def _changed_dict(base: DictOf, method: str, args: list[Type]) -> Type:
    if method == "setdefault" and args:
        return join(base, DictOf(generic(args[0]), generic(args[1]) if len(args) == 2 else Static(None)))
    if method == "update":
        given = [a for a in args if isinstance(a, (DictOf, Record))]
        return join(base, as_dict(given[0])) if len(given) == len(args) == 1 else Unknown()
    return base


__all__ = ["Number", "Static", "as_list", "changed"]
