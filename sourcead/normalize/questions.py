"""Questions about objects that are answered without writing a statement.

Guarantee: an answer holds whichever way the program came; where it does not, there is none, or an error.
"""

from __future__ import annotations

import copy
import dataclasses
import operator
from collections.abc import Container
from typing import Any

import gast

from sourcead import nodes
from sourcead.definitions.python import STANDS_FOR, Deque
from sourcead.normalize import classes, objects, outside
from sourcead.normalize.activation import Activation, Inner, unwrapped
from sourcead.normalize.exits import own_nodes
from sourcead.normalize.known import ELSEWHERE, Form, Given, Group, Running
from sourcead.normalize.objects import ABSENT, UNDECIDED, Bound, Instance
from sourcead.normalize.watched import MISSING
from sourcead.normalize.ways import UndecidedError
from sourcead.runtime.containers import HIDDEN

ONE = {abs: "__abs__", len: "__len__", float: "__float__", int: "__int__", bool: "__bool__", round: "__round__"}
ARITHMETIC = {
    gast.Add: operator.add, gast.Sub: operator.sub, gast.Mult: operator.mul, gast.Mod: operator.mod,
    gast.FloorDiv: operator.floordiv,
}  # fmt: skip
ORDERING = {
    gast.Eq: operator.eq, gast.NotEq: operator.ne, gast.Lt: operator.lt, gast.LtE: operator.le, gast.Gt: operator.gt,
    gast.GtE: operator.ge,
}  # fmt: skip
ASKING = (isinstance, hasattr, getattr, setattr, callable, type, dataclasses.replace, *ONE)


def method(owner: Any, name: str) -> bool:
    """Whether an object's class has a special method of the user's."""
    found = objects.class_attribute(owner.kind, name) if isinstance(owner, Instance) else None
    return (callable(found) or isinstance(found, Inner)) and not _is_objects(owner, name)


def _is_objects(owner: Instance, name: str) -> bool:
    found = objects.class_attribute(owner.kind, name)
    return any(found is vars(b).get(name, ABSENT) for b in (object, tuple))


def truth(found: Any) -> bool | None:
    """Whether an object is true, if that is known without a call."""
    if not isinstance(found, Instance):
        return True
    if found.kind is Deque and isinstance(found.slots.get("items"), Instance):
        return bool(found.slots["items"].slots)
    if found.is_container or (classes.is_named_tuple(found.kind) and not method(found, "__len__")):
        return bool(found.slots)
    return None if method(found, "__bool__") or method(found, "__len__") else True


def key_of(owner: Instance, index: Any, node: Any, scope: Activation) -> Any:
    """The element that an index names."""
    known, key = known_key(index, scope)
    if not known:
        raise UndecidedError(f"which of these objects is meant {classes.RUN_TIME}",
                             way_out="Index with constants, or loop over them.", location=scope.place(node))  # fmt: skip
    count = len(owner.slots)
    if not (key in owner.slots if owner.kind is dict else isinstance(key, int) and -count <= key < count):
        raise scope.error(node, f"there is no element {key!r} here")
    return key if owner.kind is dict else list(owner.slots)[key]


def known_key(index: Any, scope: Activation) -> tuple[bool, Any]:
    """Whether an index is known now, and what it is."""
    found = known_value(index, scope)
    return found is not ELSEWHERE, found


def _number(node: Any, scope: Activation) -> float | None:
    """The number that an expression is, if that is known now."""
    found = known_value(node, scope)
    return found if type(found) in (int, float) else None


def whole(node: Any, scope: Activation) -> int | None:
    """The whole number that an expression is, if that is known now."""
    found = known_value(node, scope)
    return found if type(found) is int else None


def known_value(node: Any, scope: Activation) -> Any:
    """The text, number or None that an expression is, if that is known now; `ELSEWHERE` if it is not."""
    if isinstance(node, gast.Constant):
        return node.value
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = whole(node.operand, scope)
        return ELSEWHERE if inner is None else -inner
    if isinstance(node, gast.BinOp) and type(node.op) in ARITHMETIC:
        left: Any = whole(node.left, scope)
        right: Any = whole(node.right, scope)
        none = left is None or right is None or (right == 0 and isinstance(node.op, (gast.Mod, gast.FloorDiv)))
        return ELSEWHERE if none else ARITHMETIC[type(node.op)](left, right)
    if isinstance(node, gast.Call) and len(node.args) == 1 and scope.resolve(node.func) is len:
        return _known_length(peek(node.args[0], scope), scope)
    part = form_of(node, scope) if isinstance(node, gast.Subscript) else None
    if isinstance(part, Given):
        return scope.names.facts.rely(part).value
    found = peek(node, scope)
    if isinstance(found, gast.Constant):
        return found.value
    text = outside.text(node, scope)
    if text is not None:
        return text
    if not isinstance(found, gast.Name):
        return ELSEWHERE
    fact, binding = scope.names.facts.of(found), scope.names.env.get(found.id)
    if isinstance(fact, Given):
        return scope.names.facts.rely(fact).value
    is_fixed = binding is not None and binding.holder is None and isinstance(binding.value, (str, int, type(None)))
    return binding.value if is_fixed else ELSEWHERE  # type: ignore[union-attr]


def form_of(node: Any, scope: Activation) -> Any:
    """What is known of a variable, or of a part of one at a constant key."""
    if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Constant):
        whole = form_of(node.value, scope)
        return whole.get(node.slice.value) if isinstance(whole, Form) else None
    if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Slice) and isinstance(node.value, gast.Name):
        whole = peek(node.value, scope)
        read = nodes.subscript(whole, node.slice) if isinstance(whole, gast.Name) else None
        return None if read is None else scope.names.facts.of(read)
    found = peek(node, scope) if isinstance(node, gast.Name) else None
    return scope.names.facts.of(found) if isinstance(found, gast.Name) else None


def _known_length(found: Any, scope: Activation) -> Any:
    if isinstance(found, Instance) and found.is_container:
        return len(found.slots)
    if isinstance(found, Group):
        return len(found.items)
    form = scope.names.facts.of(found) if isinstance(found, gast.Name) else None
    return len(scope.names.facts.rely(form).parts) if isinstance(form, Form) else ELSEWHERE


def peek(node: Any, scope: Activation) -> Any:
    """What an expression stands for, if that can be told without writing a statement; None otherwise."""
    if isinstance(node, gast.Name):
        found = scope.lookup(node.id, node) if scope.knows(node.id) and not scope.is_undecided(node.id) else None
        return (outside.peek(node, scope) or found) if found is not UNDECIDED else None
    if isinstance(node, gast.Attribute):
        group = outside.peek(node, scope)
        if group is not None:
            return group
        owner = objects.behind(peek(node.value, scope))
        if isinstance(owner, Instance) and not owner.is_container:
            found = owner.slots.get(classes.mangled(node.attr, scope))
            is_property = isinstance(objects.class_attribute(owner.kind, node.attr), property)
            return None if is_property or found is UNDECIDED or found in (objects.COMPUTED, HIDDEN) else found
    if isinstance(node, gast.Subscript):
        owner = peek(node.value, scope)
        if isinstance(owner, Instance) and (owner.is_container or classes.is_named_tuple(owner.kind)):
            if not isinstance(node.slice, (gast.Slice, gast.Tuple)) and known_key(node.slice, scope)[0]:
                slot = owner.slots.get(key_of(owner, node.slice, node, scope))
                return None if slot is UNDECIDED else slot
    return None


def may_be_object(node: Any, scope: Activation) -> bool:
    """Whether an expression must be evaluated to tell whether it is an object."""
    if any(isinstance(n, gast.Call) for n in nodes.walk(node)):
        return True
    if not scope.names.instances or isinstance(node, (gast.Name, gast.Constant)):
        return False
    found = peek(node, scope)
    return (isinstance(found, gast.AST) and not isinstance(node, gast.Attribute)) or (found is None and mentions(node, scope))


def is_slot(place: Any, found: gast.Name, scope: Activation) -> bool:
    """Whether an attribute or element is in a variable of its own."""
    owner = peek(place.value, scope) if isinstance(place, (gast.Attribute, gast.Subscript)) else None
    return isinstance(owner, Instance) and found.id in owner.variables.values() and not owner.torn


def mentions(node: Any, scope: Activation, own: Container[str] = ()) -> bool:
    """Whether something in an expression, names of its `own` aside, stands for an object."""
    return any(isinstance(n, gast.Name) and n.id not in own and isinstance(peek(n, scope), Instance) for n in nodes.walk(node))


def is_asking(target: Any) -> bool:
    """Whether a callee is one of Python's own functions about objects."""
    return any(target is f for f in ASKING)


def is_about_objects(node: gast.Call, target: Any, scope: Activation) -> bool:
    """Whether a call asks something about an object."""
    if not is_asking(target) or not node.args:
        return False
    found = peek(node.args[0], scope)
    return isinstance(found, (Instance, Bound, Inner)) or (target is isinstance and outside.is_object(found, scope))


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
    if all(isinstance(s, gast.Constant) for s in (node.left, node.comparators[0])):
        return None
    kind = node.ops[0]
    left, right = sides
    numbers: list[Any] = [_number(s, scope) for s in (node.left, node.comparators[0])]
    if None not in numbers and type(kind) in ORDERING:
        return bool(ORDERING[type(kind)](*numbers))
    if isinstance(kind, (gast.Is, gast.IsNot)) and isinstance(right, gast.Constant) and right.value is None:
        if isinstance(left, (Instance, Bound, Inner)) or callable(scope.object_of(left)):
            return isinstance(kind, gast.IsNot)
        if isinstance(left, gast.Constant):
            return (left.value is None) == isinstance(kind, gast.Is)
    if isinstance(kind, (gast.Is, gast.IsNot)) and isinstance(left, Instance) and isinstance(right, Instance):
        same = are_one(left, right)
        return None if same is None else same == isinstance(kind, gast.Is)
    if all(isinstance(s, gast.Constant) and isinstance(s.value, (str, bool, type(None))) for s in sides):
        if isinstance(kind, (gast.Eq, gast.NotEq)):
            return (left.value == right.value) == isinstance(kind, gast.Eq)
    return None


def are_one(left: Instance, right: Instance) -> bool | None:
    """Whether two objects are one, if that is known now."""
    if left is not right and (left.torn or left.fixed or right.torn or right.fixed):
        return None
    return None if left is not right and left.origin is not None and right.origin is not None else left is right


def asked(node: gast.Call, target: Any, scope: Activation) -> bool | None:
    """The answer of `isinstance`, `hasattr` or `callable` for an object."""
    owner = peek(node.args[0], scope)
    value = scope.resolve_found(nodes.dotted(owner)) if outside.is_object(owner, scope) else MISSING
    if value is not MISSING and target is isinstance and len(node.args) == 2:
        return isinstance(value, _kinds(node, scope))
    if not isinstance(owner, Instance):
        return True if target is callable and isinstance(owner, (Bound, Inner)) else None
    if target is callable:
        return method(owner, "__call__")
    if len(node.args) != 2:
        return None
    if target is isinstance:
        return issubclass(STANDS_FOR.get(owner.kind, owner.kind), _kinds(node, scope))
    name = constant_name(node, scope)
    if name in owner.maybe:
        raise scope.error(node, f"whether `{owner.wish}` has `{name}` here {classes.RUN_TIME}", "Set it in `__init__`.")
    return name in owner.slots or objects.class_attribute(owner.kind, name) is not ABSENT


def _kinds(node: gast.Call, scope: Activation) -> tuple[type, ...]:
    """The classes that `isinstance` asks for."""
    kinds = node.args[1].elts if isinstance(node.args[1], gast.Tuple) else [node.args[1]]
    known = [scope.resolve(k) for k in kinds]
    if not all(isinstance(k, type) for k in known):
        raise scope.error(node, f"which class is meant here {classes.RUN_TIME}")
    return tuple(known)


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


def is_generator_call(node: Any, scope: Activation) -> bool:
    """Whether an expression is the call of a generator function, or the name of a generator."""
    if isinstance(node, gast.Name):
        return scope.knows(node.id) and not scope.is_undecided(node.id) and isinstance(scope.lookup(node.id, node), Running)
    if not isinstance(node, gast.Call) or nodes.dotted(node.func) is None:
        return False
    owner = peek(node.func.value, scope) if isinstance(node.func, gast.Attribute) else None
    if isinstance(owner, Instance):
        return is_generator(objects.class_attribute(owner.kind, node.func.attr))
    return is_generator(scope.resolve(node.func))


def is_generator(target: Any) -> bool:
    """Whether a callee is a generator function."""
    if isinstance(target, Inner):
        return isinstance(target.node, gast.FunctionDef) and bool(yields(target.node))
    target = target.function if isinstance(target, Bound) else target
    function = MISSING if target is MISSING else unwrapped(target)[0]
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & 0x20)


def yields(node: Any) -> list[Any]:
    """The places where a generator function yields."""
    return [n for s in node.body for n in own_nodes(s) if isinstance(n, (gast.Yield, gast.YieldFrom))]
