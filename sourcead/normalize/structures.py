"""Arguments that are objects, or lists, tuples and dicts that hold some: what they are made of.

Guarantee: two arguments of one structure have the same classes, attributes, lengths and keys at every place, and the same texts,
truth values and functions; what else they hold are the values of parameters of their own.
"""

from __future__ import annotations

import functools
import numbers
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MemberDescriptorType, SimpleNamespace
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.normalize import classes, containers, objects
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.objects import COMPUTED, Instance
from sourcead.runtime.containers import HIDDEN, REGISTERED
from sourcead.runtime.trees import like as like_object
from sourcead.runtime.trees import rebuilt

DEEPEST = 24  # objects inside objects
KEYS = {str, int, bool, type(None)}
SIMPLE = (str, bytes, bool, type(None))


@dataclass(frozen=True, eq=False)
class Structure:
    """The class of an object, list, tuple or dict, and what is under each of its attributes, indices or keys.

    A part is a structure, a `Known` value, `VALUE` (the value of a parameter), `COMPUTED` or `HIDDEN`. One for all equal ones.
    """

    kind: type
    keys: tuple[Any, ...]
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Known:
    """A value on which the program depends: a text, a truth value, None, a function."""

    value: object

    def __hash__(self) -> int:
        return hash(type(self.value))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Known) or type(self.value) is not type(other.value):
            return False
        return self.value is other.value or (isinstance(self.value, SIMPLE) and self.value == other.value)


VALUE = object()
_known: dict[object, Structure] = {}


class EndlessError(Exception):
    """An object holds itself."""


# what values are made of


def is_structured(kind: type) -> bool:
    """Whether objects of a class are taken apart: a class of the user's that does with attributes what Python does."""
    key: Any = kind
    return kind in REGISTERED or _is_structured(key)


@functools.lru_cache(maxsize=4096)
def _is_structured(kind: Any) -> bool:
    if kind is SimpleNamespace:
        return True
    library = (kind.__module__ or "").split(".")[0]
    if library == "sourcead" or library in sys.stdlib_module_names:
        return False
    if issubclass(kind, numbers.Number) or not classes.is_made_here(kind):
        return False
    return not classes.why_unknown(kind) and (not issubclass(kind, tuple) or classes.is_named_tuple(kind))


@functools.lru_cache(maxsize=4096)
def _places(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The places for attributes that a class with `__slots__` has."""
    found = [(n, m) for base in reversed(kind.__mro__) for n, m in vars(base).items() if isinstance(m, MemberDescriptorType)]
    return tuple((n, m) for n, m in found if n != "__dict__")


@functools.lru_cache(maxsize=4096)
def _descriptors(kind: Any) -> frozenset[str]:
    """The names that a class has properties and the like under, which come before an object's own attributes."""
    names = {n for base in kind.__mro__ for n in vars(base)} - {"__dict__", "__weakref__", "__class__"}
    found = {n: objects.class_attribute(kind, n) for n in names}
    return frozenset(n for n, m in found.items() if m is not objects.ABSENT and hasattr(type(m), "__set__"))


def attributes(value: Any) -> dict[str, Any]:
    """An object's own attributes."""
    found = {}
    kind: Any = type(value)
    for name, place in _places(kind):
        try:
            found[name] = place.__get__(value)
        except AttributeError:  # not set
            continue
    found.update(getattr(value, "__dict__", ()))
    return found


def contents(value: Any) -> dict[Any, Any] | None:
    """What is under each attribute, index or key of a value that may have a structure; None for any other value."""
    kind: Any = type(value)
    if kind is dict:
        return value if KEYS.issuperset(map(type, value)) else None
    if kind is list or kind is tuple:
        return dict(enumerate(value))
    if not is_structured(kind):
        return None
    if kind in REGISTERED:
        return containers.contents(value, attributes(value))
    if issubclass(kind, tuple):
        return dict(zip(kind._fields, value))  # type: ignore[attr-defined]
    found = attributes(value)
    return found if all(map(str.isidentifier, found)) and found.keys().isdisjoint(_descriptors(kind)) else None


def inside(value: object, around: tuple[int, ...]) -> tuple[int, ...]:
    """`around`, what holds a value, with the value; raises `EndlessError` for one that holds itself."""
    if id(value) in around or len(around) > DEEPEST:
        raise EndlessError
    return (*around, id(value))


def structure_of(value: object) -> Structure | None:
    """The structure of an argument that is an object or holds one; None for any other argument."""
    try:
        found = _structure(value, ())
    except EndlessError:
        return None
    return found if isinstance(found, Structure) else None


def _structure(value: Any, around: tuple[int, ...]) -> Any:
    kind: Any = type(value)
    if value is HIDDEN:
        return HIDDEN
    if isinstance(value, SIMPLE) or (callable(value) and not is_structured(kind)):
        return Known(value)
    held = contents(value)
    if held is None:
        return VALUE
    around = inside(value, around)
    is_object = kind not in objects.CONTAINERS
    parts = tuple(_part(kind, k, v, around) if is_object else _structure(v, around) for k, v in held.items())
    if not is_object and not any(isinstance(p, Structure) for p in parts):
        return VALUE
    key = (kind, tuple(held), parts)
    return _known.setdefault(key, Structure(*key))


def _part(kind: type, name: str, value: Any, around: tuple[int, ...]) -> Any:
    """What is under an attribute."""
    member = objects.class_attribute(kind, name)
    if isinstance(member, functools.cached_property):
        return COMPUTED
    return _structure(value, around)


def may_hold_numbers(value: Any) -> bool:
    """Whether something that is not taken apart may hold numbers all the same: an object of an unknown class."""
    library = (type(value).__module__ or "").split(".")[0]
    return hasattr(value, "__dict__") and not callable(value) and library not in sys.stdlib_module_names


# the program's side


def leaves(structure: Structure, path: str) -> Iterator[str]:
    """Names for the values in a structure."""
    for key, part in zip(structure.keys, structure.parts):
        here = f"{path}_{objects.word(key)}"
        if part is VALUE:
            yield here
        elif isinstance(part, Structure):
            yield from leaves(part, here)


def values(structure: Structure, value: Any) -> Iterator[Any]:
    """The values in an argument, in the order of `leaves`."""
    held = contents(value)
    assert held is not None
    for key, part in zip(structure.keys, structure.parts):
        if part is VALUE:
            yield held[key]
        elif isinstance(part, Structure):
            yield from values(part, held[key])


def texts(structure: Structure, path: str) -> Iterator[str]:
    """How the values in a structure are written, in the order of `leaves`."""
    for key, part in zip(structure.keys, structure.parts):
        here = f"{path}[{key!r}]" if structure.kind in objects.CONTAINERS else f"{path}.{key}"
        if part is VALUE:
            yield here
        elif isinstance(part, Structure):
            yield from texts(part, here)


def together(structure: Structure, value: Any, found: Iterator[Any]) -> Any:
    """An argument of this structure with other values, in the order of `leaves`; None: the value that it has."""
    held = contents(value)
    assert held is not None
    parts = dict(held)
    for key, part in zip(structure.keys, structure.parts):
        if part is VALUE:
            parts[key] = held[key] if (given := next(found)) is None else given
        elif isinstance(part, Structure):
            parts[key] = together(part, held[key], found)
    if structure.kind is dict:
        return parts
    if structure.kind in objects.CONTAINERS:
        return rebuilt(value, parts.values())
    return like_object(value, **parts)


def things(structure: Structure, value: Any) -> Iterator[Any]:
    """The argument and the objects, lists and dicts in it that can be changed."""
    if structure.kind is not tuple and not classes.is_frozen(structure.kind):
        yield value
    held = contents(value)
    assert held is not None
    for key, part in zip(structure.keys, structure.parts):
        if isinstance(part, Structure):
            yield from things(part, held[key])


def entered(structure: Structure, wish: str, origin: str, names: Iterator[str], scope: Activation) -> Instance:
    """An argument as an object of the program whose attributes are parameters."""
    fixed = structure.kind is tuple or classes.is_frozen(structure.kind)
    made = objects.make(structure.kind, wish, scope, fixed=fixed, named=True, origin=origin)
    for key, part in zip(structure.keys, structure.parts):
        here = f"{wish}_{objects.word(key)}"
        if part is VALUE:
            made.variables[key] = next(names)
            scope.names.rebound.add(made.variables[key])
            made.slots[key] = nodes.name(made.variables[key])
        elif isinstance(part, Structure):
            made.slots[key] = entered(part, here, origin, names, scope)
        elif part is COMPUTED or part is HIDDEN:
            made.slots[key] = part
        elif isinstance(part.value, SIMPLE):
            made.slots[key] = nodes.constant(part.value)
        else:
            made.slots[key] = nodes.name(scope.names.bind(here, constant_binding(part.value, here)))
    return made


# the generated function's side


def reads(structure: Structure, source: Expr, names: Iterator[str]) -> Iterator[tuple[str, Expr]]:
    """The name of each value in an argument, and the expression that reads it."""
    for key, part in zip(structure.keys, structure.parts):
        if part is VALUE:
            yield next(names), _place(structure, source, key)
        elif isinstance(part, Structure):
            yield from reads(part, _place(structure, source, key), names)


def _place(structure: Structure, source: Expr, key: Any) -> Expr:
    if structure.kind in objects.CONTAINERS:
        return nodes.subscript(nodes.copy(source), nodes.constant(key))
    return nodes.attribute(nodes.copy(source), key)


def like(structure: Structure, source: Expr, names: Iterator[str], cotangents: Mapping[str, Expr | None]) -> Expr:
    """An argument's cotangent: of its structure, with the cotangents of its values (None: zeros), and all else as it is."""
    found: dict[Any, Expr] = {}
    for key, part in zip(structure.keys, structure.parts):
        place = _place(structure, source, key)
        if part is VALUE:
            bar = cotangents.get(name := next(names))
            found[key] = place if name not in cotangents else nodes.call("rt.zeros_like", place) if bar is None else bar
        else:
            found[key] = like(part, place, names, cotangents) if isinstance(part, Structure) else place
    changed: dict[Any, Expr] = {k: v for k, v in found.items() if not nodes.equal(v, _place(structure, source, k))}
    if not changed:
        return nodes.copy(source)
    if structure.kind is dict:
        return gast.Dict([nodes.constant(k) for k in found], list(found.values()))
    if structure.kind in (list, tuple):
        items: Sequence[Expr] = list(found.values())
        return nodes.list_(items) if structure.kind is list else nodes.tuple_(items)
    call = nodes.call("rt.like", nodes.copy(source))
    call.keywords = [gast.keyword(k, v) for k, v in changed.items()]
    return call


__all__ = ["Structure", "entered", "is_structured", "leaves", "like", "reads", "structure_of", "values"]
