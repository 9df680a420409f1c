"""Questions about objects that are answered without writing a statement.

Guarantee: an answer holds whichever way the program came; where it does not, there is none, or an error.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Container
from typing import Any

import gast

from sourcead import nodes
from sourcead.normalize import classes, objects
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.objects import ABSENT, UNDECIDED, Bound, Instance

ONE = {abs: "__abs__", len: "__len__", float: "__float__", int: "__int__", bool: "__bool__", round: "__round__"}
ASKING = (isinstance, hasattr, getattr, setattr, callable, type, dataclasses.replace, *ONE)


def method(owner: Any, name: str) -> bool:
    """Whether an object's class has a special method of the user's."""
    return isinstance(owner, Instance) and callable(objects.class_attribute(owner.kind, name)) and not _is_objects(owner, name)


def _is_objects(owner: Instance, name: str) -> bool:
    found = objects.class_attribute(owner.kind, name)
    return any(found is vars(b).get(name, ABSENT) for b in (object, tuple))


def truth(found: Any) -> bool | None:
    """Whether an object is true, if that is known without a call."""
    if not isinstance(found, Instance):
        return True
    if found.is_container or (classes.is_named_tuple(found.kind) and not method(found, "__len__")):
        return bool(found.slots)
    return None if method(found, "__bool__") or method(found, "__len__") else True


def key_of(owner: Instance, index: Any, node: Any, scope: Activation) -> Any:
    """The element that a constant index names."""
    found = index.operand if isinstance(index, gast.UnaryOp) and isinstance(index.op, gast.USub) else index
    if not isinstance(found, gast.Constant):
        raise scope.error(node, f"which of these objects is meant {classes.RUN_TIME}", "Index with constants, or loop over them.")
    key = -found.value if found is not index else found.value
    if owner.kind is dict:
        known = key in owner.slots
    else:
        known = isinstance(key, int) and -len(owner.slots) <= key < len(owner.slots)
    if not known:
        raise scope.error(node, f"there is no element {key!r} here")
    names = list(owner.slots)
    return key if owner.kind is dict else names[key]


def peek(node: Any, scope: Activation) -> Any:
    """What an expression stands for, if that can be told without writing a statement; None otherwise."""
    if isinstance(node, gast.Name):
        found = scope.lookup(node.id, node) if scope.knows(node.id) and not scope.is_undecided(node.id) else None
        return found if found is not UNDECIDED else None
    if isinstance(node, gast.Attribute):
        owner = peek(node.value, scope)
        if isinstance(owner, Instance) and not owner.is_container:
            found = owner.slots.get(classes.mangled(node.attr, scope))
            is_property = isinstance(objects.class_attribute(owner.kind, node.attr), property)
            return None if is_property or found is UNDECIDED else found
    if isinstance(node, gast.Subscript):
        owner = peek(node.value, scope)
        index = node.slice
        if isinstance(owner, Instance) and (owner.is_container or classes.is_named_tuple(owner.kind)):
            found = index.operand if isinstance(index, gast.UnaryOp) else index
            if isinstance(found, gast.Constant):
                slot = owner.slots.get(key_of(owner, index, node, scope))
                return None if slot is UNDECIDED else slot
    return None


def may_be_object(node: Any, scope: Activation) -> bool:
    """Whether an expression must be evaluated to tell whether it is an object."""
    if any(isinstance(n, gast.Call) for n in nodes.walk(node)):
        return True
    if not scope.names.instances or isinstance(node, (gast.Name, gast.Constant)):
        return False
    return peek(node, scope) is None and mentions(node, scope)


def is_slot(place: Any, found: gast.Name, scope: Activation) -> bool:
    """Whether an attribute or element is in a variable of its own."""
    owner = peek(place.value, scope) if isinstance(place, (gast.Attribute, gast.Subscript)) else None
    return isinstance(owner, Instance) and found.id in owner.variables.values() and not owner.torn


def mentions(node: Any, scope: Activation, own: Container[str] = ()) -> bool:
    """Whether something in an expression, names of its `own` aside, stands for an object."""
    return any(isinstance(n, gast.Name) and n.id not in own and isinstance(peek(n, scope), Instance) for n in nodes.walk(node))


def is_text(node: Any) -> bool:
    """Whether an expression is a literal that may be the name of an attribute."""
    return isinstance(node, gast.Constant) and isinstance(node.value, str) and node.value.isidentifier()


def is_asking(target: Any) -> bool:
    """Whether a callee is one of Python's own functions about objects."""
    return any(target is f for f in ASKING)


def is_about_objects(node: gast.Call, target: Any, scope: Activation) -> bool:
    """Whether a call asks something about an object."""
    return is_asking(target) and bool(node.args) and isinstance(peek(node.args[0], scope), (Instance, Bound, Inner))


def decided(node: Any, scope: Activation) -> bool | None:
    """The truth of a test about objects, where it is known; None where it is not."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        inner = decided(node.operand, scope)
        return None if inner is None else not inner
    if isinstance(node, gast.BoolOp):
        return _decided_parts(node, scope)
    if isinstance(node, gast.Call):
        target = scope.resolve(node.func)
        if any(target is f for f in (isinstance, hasattr, callable)):
            return asked(node, target, scope) if is_about_objects(node, target, scope) else None
        return None
    if isinstance(node, gast.Compare) and len(node.ops) == 1:
        return _decided_comparison(node, scope)
    found = peek(node, scope) if isinstance(node, (gast.Name, gast.Attribute, gast.Subscript)) else None
    if isinstance(found, (Instance, Bound)):
        return truth(found)
    return bool(found.value) if isinstance(found, gast.Constant) and not isinstance(node, gast.Name) else None


def _decided_parts(node: gast.BoolOp, scope: Activation) -> bool | None:
    ends = isinstance(node.op, gast.Or)
    for part in node.values:
        found = decided(part, scope)
        if found is None or found == ends:
            return found
    return not ends


def _decided_comparison(node: gast.Compare, scope: Activation) -> bool | None:
    sides = [s if isinstance(s, gast.Constant) else peek(s, scope) for s in (node.left, node.comparators[0])]
    if not any(isinstance(s, (gast.Attribute, gast.Subscript, gast.Name)) for s in (node.left, node.comparators[0])):
        return None
    kind = node.ops[0]
    left, right = sides
    if isinstance(kind, (gast.Is, gast.IsNot)) and isinstance(right, gast.Constant) and right.value is None:
        if isinstance(left, (Instance, Bound)):
            return isinstance(kind, gast.IsNot)
        if isinstance(left, gast.Constant):
            return (left.value is None) == isinstance(kind, gast.Is)
    if all(isinstance(s, gast.Constant) and isinstance(s.value, (str, bool, type(None))) for s in sides):
        if isinstance(kind, (gast.Eq, gast.NotEq)):
            return (left.value == right.value) == isinstance(kind, gast.Eq)
    return None


def asked(node: gast.Call, target: Any, scope: Activation) -> bool | None:
    """The answer of `isinstance`, `hasattr` or `callable` for an object."""
    owner = peek(node.args[0], scope)
    if not isinstance(owner, Instance):
        return True if target is callable else None
    if target is callable:
        return method(owner, "__call__")
    if len(node.args) != 2:
        return None
    if target is isinstance:
        kinds = node.args[1].elts if isinstance(node.args[1], gast.Tuple) else [node.args[1]]
        known = [scope.resolve(k) for k in kinds]
        if not all(isinstance(k, type) for k in known):
            raise scope.error(node, f"which class is meant here {classes.RUN_TIME}")
        return issubclass(owner.kind, tuple(known))
    name = constant_name(node, scope)
    if name in owner.maybe:
        raise scope.error(node, f"whether `{owner.wish}` has `{name}` here {classes.RUN_TIME}", "Set it in `__init__`.")
    return name in owner.slots or hasattr(owner.kind, name)


def constant_name(node: gast.Call, scope: Activation) -> str:
    """The attribute's name in `getattr`, `setattr`, `hasattr`."""
    found = node.args[1]
    found = found if isinstance(found, gast.Constant) else peek(found, scope)
    if not isinstance(found, gast.Constant) or not isinstance(found.value, str):
        raise scope.error(node, f"which attribute is meant here {classes.RUN_TIME}", "Write it as `object.name`.")
    return found.value


def with_attributes(node: Any, scope: Activation, known: list[gast.Name]) -> Any:
    """A copy of an expression in which attributes of objects are what they stand for."""
    if isinstance(node, (gast.Attribute, gast.Subscript)):
        found = peek(node, scope)
        if isinstance(found, gast.AST):
            known.append(classes.hold(found, node, scope))
            return known[-1]
    new = copy.copy(node)
    for field, part in gast.iter_fields(node):
        if isinstance(part, list):
            setattr(new, field, [with_attributes(p, scope, known) if isinstance(p, gast.AST) else p for p in part])
        elif isinstance(part, gast.AST):
            setattr(new, field, with_attributes(part, scope, known))
    return new


def is_plain(node: Any, scope: Activation) -> bool:
    """Whether nothing in an expression stands for an object, but for attributes that are variables."""
    if not scope.names.instances:
        return True
    known: list[gast.Name] = []
    found = not mentions(with_attributes(node, scope, known), scope)
    for name in known:
        scope.stand_in.pop(name.id, None)
    return found
