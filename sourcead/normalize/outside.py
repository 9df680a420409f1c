"""Lists, tuples and dicts of objects that are bound outside of the function: globals, closure variables, attributes of those.

Guarantee: each element is a name of the program, bound where the element is; another element, length or order is noticed.
"""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import gast

from sourcead import nodes
from sourcead.normalize import classes, constants, objects, structures
from sourcead.normalize.activation import Activation, Bound, Inner
from sourcead.normalize.objects import Instance
from sourcead.normalize.program import Binding, attribute_bindings
from sourcead.normalize.scope import find_binding
from sourcead.normalize.watched import MISSING, Items

LONGEST = 64


def peek(node: Any, scope: Activation) -> Any:
    """What a dotted name stands for that is no variable of the program: an `Instance` for such a container; None for all else."""
    parts = nodes.dotted(node)
    if parts is None:
        return None
    if scope.knows(parts[0]):
        found = None if scope.is_undecided(parts[0]) else scope.lookup(parts[0], node)
        inner = nodes.dotted(found) if isinstance(found, gast.AST) else None
        binding = None if inner is None else scope.names.env.get(inner[0])
        steps = [*(inner or [])[1:], *parts[1:]]
    else:
        binding, steps = find_binding(scope.function, parts[0]), parts[1:]
    if binding is None or isinstance(binding.value, ModuleType):
        return None
    value = _plain_attribute(binding.value, steps)
    return _group(value, parts[-1], [binding, *attribute_bindings(binding.value, steps)], scope)


def taken(found: Any, scope: Activation) -> Any:
    """An expression of the program, or the `Instance` for it where it is such a container."""
    parts = nodes.dotted(found) if isinstance(found, gast.AST) else None
    binding = None if parts is None else scope.names.env.get(parts[0])
    if parts is None or binding is None or isinstance(binding.value, ModuleType):
        return found
    value = _plain_attribute(binding.value, parts[1:])
    return _group(value, parts[-1], [binding, *attribute_bindings(binding.value, parts[1:])], scope) or found


def property_of(node: Any, scope: Activation) -> Any:
    """The property that a dotted name of an outside object ends in, and the object's class; None if it is none."""
    owner = scope.resolve(node.value)
    kind = type(owner)
    if owner is MISSING or isinstance(owner, (Inner, Instance, Bound)) or not classes.is_made_here(kind):
        return None
    found = objects.class_attribute(kind, node.attr)
    return (found, kind) if isinstance(found, property) else None


def _plain_attribute(value: Any, names: list[str]) -> Any:
    """`value.a.b`, where no property is asked."""
    for name in names:
        if isinstance(inspect.getattr_static(type(value), name, None), property):
            return MISSING
        value = getattr(value, name, MISSING)
    return value


def _group(value: Any, wish: str, bindings: list[Binding], scope: Activation) -> Instance | None:
    if type(value) not in objects.CONTAINERS or not _holds_objects(value):
        return None
    scope.names.depend([b for b in bindings if b.holder is not None])
    return _made(value, wish, scope)


def _holds_objects(value: Any) -> bool:
    held = structures.contents(value)
    if held is None or len(held) > LONGEST:
        return False
    return any(structures.is_structured(type(v)) or (type(v) in objects.CONTAINERS and _holds_objects(v)) for v in held.values())


def _made(value: Any, wish: str, scope: Activation) -> Instance:
    known = scope.names.groups.get(id(value))
    if known is not None:
        return known  # type: ignore[no-any-return]
    found = objects.make(type(value), wish, scope, fixed=True)
    scope.names.groups[id(value)] = found
    holder = Items(value)
    scope.names.depend([Binding(holder[Items.KEYS], holder, Items.KEYS)])
    for key, item in (structures.contents(value) or {}).items():
        here = f"{wish}_{objects.word(key)}"
        is_group = type(item) in objects.CONTAINERS and _holds_objects(item)
        is_text = isinstance(item, (str, bool, type(None)))
        if is_group or is_text or callable(item) or structures.is_structured(type(item)):
            scope.names.depend([Binding(item, holder, key)])
        if is_group:
            found.slots[key] = _made(item, here, scope)
        else:
            name = nodes.constant(item) if is_text else nodes.name(scope.names.bind(here, Binding(item, holder, key)))
            found.slots[key] = name
    return found


def text(node: Any, scope: Activation) -> str | None:
    """The text that is bound outside to a name or attribute, or at a constant key of a dict or list; noted where it is used."""
    if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Constant):
        owner, key = _content(node.value, scope), node.slice.value
        value = Items(owner).get(key) if type(owner) in objects.CONTAINERS else None
        if not isinstance(value, str):
            return None
        while isinstance(node, gast.Subscript):
            owner, key = _content(node.value, scope), node.slice.value
            scope.names.depend([Binding(owner[key], Items(owner), key)])
            node = node.value
        scope.depend(node)
        return value
    if not isinstance(node, (gast.Name, gast.Attribute)) or not isinstance(value := _content(node, scope), str):
        return None
    scope.depend(node)
    return value


def _content(node: Any, scope: Activation) -> Any:
    """What is bound outside to a name or attribute, or held there at constant keys; None for anything else."""
    if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Constant):
        owner = _content(node.value, scope)
        return Items(owner).get(node.slice.value) if type(owner) in objects.CONTAINERS else None
    parts = nodes.dotted(node)
    if parts is None or scope.knows(parts[0]) or parts[0] in scope.globals:
        return None
    binding = find_binding(scope.function, parts[0])
    return None if binding is None else _plain_attribute(binding.value, parts[1:])


def known_keys(node: Any, scope: Activation) -> list[Any] | None:
    """The texts or whole numbers that a display, a text, or a tuple or list outside holds, which are watched; None for others."""
    if isinstance(node, (gast.Tuple, gast.List)):
        found = [getattr(e, "value", None) for e in node.elts]
    elif isinstance(node, gast.Constant):
        found = list(node.value) if isinstance(node.value, str) else []
    else:
        held = scope.resolve(node)
        if type(held) not in (tuple, list, str) or len(held) > LONGEST:
            return None
        scope.depend(node)
        holder: Any = Items(held)
        if type(held) is list:
            places: list[Any] = [Items.KEYS, *range(len(held))]
            scope.names.depend([Binding(holder[k], holder, k) for k in places])
        found = list(held)
    return found if found and all(type(k) in (str, int) for k in found) else None


def is_plain(value: dict[Any, Any]) -> bool:
    """Whether a dict has few keys that can be written out, and no functions or objects in it."""
    known = len(value) <= LONGEST and all(isinstance(k, (str, int)) for k in value)
    return known and not _holds_objects(value) and not constants.has_functions(value)


def watch_keys(value: Any, scope: Activation) -> None:
    """Note the keys of the dicts that are bound outside, since those of a dict made of them are known by theirs."""
    if type(value) is dict:
        holder = Items(value)
        scope.names.depend([Binding(holder[Items.KEYS], holder, Items.KEYS)])
    if type(value) in objects.CONTAINERS and len(value) <= LONGEST:
        for item in value.values() if type(value) is dict else value:
            watch_keys(item, scope)


def is_object(found: Any, scope: Activation) -> bool:
    """Whether an expression is the name of an object or function that is bound outside."""
    parts = nodes.dotted(found) if isinstance(found, gast.AST) else None
    if parts is None or len(parts) > 1 or parts[0] not in scope.names.env:
        return False
    binding = scope.names.env[parts[0]]
    return isinstance(binding.holder, Items) and (callable(binding.value) or structures.is_structured(type(binding.value)))
