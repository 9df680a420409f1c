"""Operators, indices, loops and Python's own functions applied to objects: calls of the methods that Python would call.

Guarantee: the method is the one that Python finds; where an object has none, there is an error.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.definitions.python import STANDS_FOR
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import classes, objects, order, questions
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.objects import Instance

BINARY = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "Pow": "pow", "MatMult": "matmul", "FloorDiv": "floordiv",
    "Mod": "mod", "BitAnd": "and", "BitOr": "or", "BitXor": "xor", "LShift": "lshift", "RShift": "rshift",
}  # fmt: skip
UNARY = {"USub": "__neg__", "UAdd": "__pos__", "Invert": "__invert__"}
COMPARED = {
    "Eq": ("__eq__", "__eq__"), "NotEq": ("__ne__", "__ne__"), "Lt": ("__lt__", "__gt__"), "LtE": ("__le__", "__ge__"),
    "Gt": ("__gt__", "__lt__"), "GtE": ("__ge__", "__le__"),
}  # fmt: skip


def special(owner: Instance, name: str, args: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`type(owner).name(owner, *args)`."""
    found = objects.class_attribute(owner.kind, name)
    return classes.invoke(found, [owner, *args], [], node, scope, out, depends=(owner.kind, name))


def _refused(node: Any, owner: Any, name: str, scope: Activation) -> Exception:
    return scope.error(node, f"`{owner.kind.__name__}` has no `{name}` that can be followed")  # type: ignore[no-any-return]


def binary(op: Any, left: Any, right: Any, node: Any, scope: Activation, out: list[Stmt], *, update: bool = False) -> Any:
    """`left op right` where one of them is an object."""
    word = BINARY[type(op).__name__]
    if update and questions.method(left, f"__i{word}__"):
        return special(left, f"__i{word}__", [right], node, scope, out)
    if update and isinstance(left, Instance) and left.kind is list and isinstance(op, gast.Add):
        _extend(left, [right], node, scope, out)
        return left
    if isinstance(left, Instance) and isinstance(right, Instance) and left.kind is right.kind and left.kind in (list, tuple):
        return _joined_containers(op, left, right, node, scope, out)
    first, other = f"__{word}__", f"__r{word}__"
    above = isinstance(right, Instance) and isinstance(left, Instance) and right.kind is not left.kind
    if above and issubclass(right.kind, left.kind) and questions.method(right, other):
        found = special(right, other, [left], node, scope, out)
        if not _is_declined(found, scope):
            return found
    if questions.method(left, first):
        found = special(left, first, [right], node, scope, out)
        if not _is_declined(found, scope):
            return found
    if questions.method(right, other):
        _check_first(left, right, node, scope, out)
        found = special(right, other, [left], node, scope, out)
        if not _is_declined(found, scope):
            return found
    raise _refused(node, left if isinstance(left, Instance) else right, first if isinstance(left, Instance) else other, scope)


def _is_declined(found: Any, scope: Activation) -> bool:
    """Whether a method says that it does not know the other operand."""
    return isinstance(found, gast.AST) and scope.object_of(found) is NotImplemented


def _check_first(left: Any, right: Instance, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Let a program that has an array first be refused: NumPy's operators come before those of an object, but where it waits."""
    kind = right.kind
    if not isinstance(left, gast.AST) or isinstance(left, gast.Constant) or _waits(kind):
        return
    names = scope.names
    tested: list[Expr] = [nodes.attribute(nodes.name(names.bind("np", constant_binding(np, "np"))), "ndarray")]
    if hasattr(kind, "__len__") and hasattr(kind, "__getitem__"):
        tested.append(nodes.attribute(nodes.copy(tested[0].value), "generic"))
    called = nodes.call(
        nodes.name(names.bind("isinstance", constant_binding(isinstance, "isinstance"))), nodes.copy(left), nodes.tuple_(tested)
    )
    error = nodes.attribute(nodes.name(names.bind("rt", constant_binding(runtime, "rt"))), "ReflectedError")
    scope.flat.emit(gast.If(called, [nodes.at(gast.Raise(error, None), scope.place(node))], []), node, scope, out)


def _waits(kind: type) -> bool:
    """Whether an array on the left leaves an operation to objects of a class."""
    if hasattr(kind, "__array_ufunc__"):
        return kind.__array_ufunc__ is None
    priority = getattr(kind, "__array_priority__", 0)
    return isinstance(priority, (int, float)) and priority > 0


def _joined_containers(op: Any, left: Instance, right: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Instance:
    if not isinstance(op, gast.Add):
        raise _refused(node, left, "operator", scope)
    return container(left.kind, dict(enumerate([*left.slots.values(), *right.slots.values()])), node, scope, out)


def asked(node: Any, scope: Activation) -> Any:
    """A test; where it is an object, which is true by its `__len__` or `__bool__`, the call that asks it."""
    if isinstance(node, (gast.Name, gast.Attribute)) and questions.truth(questions.peek(node, scope)) is None:
        return gast.copy_location(gast.Call(gast.copy_location(nodes.name("bool"), node), [node], []), node)
    return node


def unary(op: Any, operand: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`op operand` for an object."""
    if isinstance(op, gast.Not):
        known = questions.truth(operand)
        if known is not None:
            return nodes.constant(not known)
        if not questions.method(operand, "__bool__"):
            empty = classes.materialized(special(operand, "__len__", [], node, scope, out), node, scope, out)
            return gast.Compare(empty, [gast.Eq()], [nodes.constant(0)])
    name = UNARY.get(type(op).__name__, "__bool__")
    if not questions.method(operand, name):
        raise _refused(node, operand, name, scope)
    found = special(operand, name, [], node, scope, out)
    if isinstance(op, gast.Not):
        return nodes.not_(classes.materialized(found, node, scope, out))
    return found


def compare(node: gast.Compare, operands: list[Any], scope: Activation, out: list[Stmt]) -> Any:
    """`left op right` where one of them is an object."""
    if len(operands) != 2:
        raise scope.error(node, "a chain of comparisons of objects is not differentiated", "Compare two at a time.")
    left, right = operands
    kind = type(node.ops[0]).__name__
    if kind in ("Is", "IsNot"):
        same = questions.are_one(left, right) if all(isinstance(o, Instance) for o in operands) else left is right
        if same is None:
            raise scope.error(node, f"whether these are one object {classes.RUN_TIME}", "Compare what they hold.")
        return nodes.constant(same == (kind == "Is"))
    if kind in ("In", "NotIn") and questions.method(right, "__contains__"):
        found = classes.materialized(special(right, "__contains__", [left], node, scope, out), node, scope, out)
        return found if kind == "In" else nodes.not_(found)
    if kind not in COMPARED:
        raise scope.error(node, "this comparison of objects is not differentiated")
    first, other = COMPARED[kind]
    for one, name, rest in ((left, first, right), (right, other, left)):
        if questions.method(one, name) and not classes.is_generated(one.kind, name):
            if one is right:
                _check_first(left, right, node, scope, out)
            found = special(one, name, [rest], node, scope, out)
            if not _is_declined(found, scope):
                return found
    if kind == "NotEq" and questions.method(left, "__eq__") and not classes.is_generated(left.kind, "__eq__"):
        return nodes.not_(classes.materialized(special(left, "__eq__", [right], node, scope, out), node, scope, out))
    raise scope.error(node, "this comparison of objects cannot be followed", "Compare their attributes.")


# containers of objects


def container(kind: type, parts: dict[Any, Any], node: Any, scope: Activation, out: list[Stmt]) -> Instance:
    """A list, tuple or dict that holds objects."""
    made = objects.make(kind, "items" if kind is list else "pair" if kind is tuple else "table", scope)
    scope.names.pending.append(made)
    for key, part in parts.items():
        objects.put(made, key, part, node, scope, out)
    made.fixed = kind is tuple
    scope.names.pending.remove(made)
    return made


def subscript(owner: Instance, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    """`owner[index]`."""
    if owner.is_container or (classes.is_named_tuple(owner.kind) and not questions.method(owner, "__getitem__")):
        if isinstance(node.slice, gast.Slice):
            return _sliced(owner, node, scope, out)
        return classes.slot(owner, _key(owner, node, scope, out), node, scope)
    if not questions.method(owner, "__getitem__"):
        raise _refused(node, owner, "__getitem__", scope)
    return special(owner, "__getitem__", [_index(node.slice, scope, out)], node, scope, out)


def _key(owner: Instance, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    known = questions.known_key(node.slice, scope)[0]
    return questions.key_of(owner, node.slice if known else scope.flat.atom(node.slice, scope, out), node, scope)


def _index(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What a method gets for an index: slices as objects."""
    return scope.flat.thing(_with_slices(node), scope, out)


def _with_slices(node: Any) -> Any:
    if isinstance(node, gast.Tuple):
        return gast.copy_location(nodes.tuple_([_with_slices(e) for e in node.elts]), node)
    if not isinstance(node, gast.Slice):
        return node
    bounds = [nodes.constant(None) if b is None else b for b in (node.lower, node.upper, node.step)]
    made = gast.copy_location(nodes.call(nodes.name("<slice>"), *bounds), node)
    for part in nodes.walk(made):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, node)
    return made


def _sliced(owner: Instance, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Instance:
    bounds: list[Any] = []
    for part in (node.slice.lower, node.slice.upper, node.slice.step):
        known, value = (True, None) if part is None else questions.known_key(part, scope)
        bounds.append(value)
        if not known:
            raise scope.error(node, f"which of these objects are meant {classes.RUN_TIME}", "Slice with constants.")
    parts = list(owner.slots.values())[slice(*bounds)]
    return container(owner.kind if owner.is_container else tuple, dict(enumerate(parts)), node, scope, out)


def store_item(owner: Instance, goal: gast.Subscript, found: Any, scope: Activation, out: list[Stmt]) -> None:
    """`owner[index] = found`."""
    if owner.kind in (list, dict):
        known, key = questions.known_key(goal.slice, scope)
        new = owner.kind is dict and known and key not in owner.slots
        key, found = order.stored(found, goal, scope, out, lambda: key if new else _key(owner, goal, scope, out))
        classes.write(owner, key, found, goal, scope, out)
    elif questions.method(owner, "__setitem__"):
        index, found = order.stored(found, goal, scope, out, lambda: _index(goal.slice, scope, out))
        result = special(owner, "__setitem__", [index, found], goal, scope, out)
        classes.materialized(result, goal, scope, out)
    else:
        raise _refused(goal, owner, "__setitem__", scope)


def is_plain_tuple(owner: Instance) -> bool:
    """Whether an object is a tuple of numbers, arrays and the like."""
    is_tuple = owner.kind is tuple or classes.is_named_tuple(owner.kind)
    return is_tuple and all(isinstance(s, gast.AST) for s in owner.slots.values())


def container_method(owner: Instance, name: str, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A method of a list or dict that holds objects."""
    change = CHANGES.get(name) if owner.kind is list and not node.keywords else None
    if change is not None and len(node.args) in change[0]:
        found = scope.flat.things(node.args, scope, out)
        return change[1](owner, found, node, scope, out)
    if name == "copy" and not node.args:
        return container(owner.kind, dict(owner.slots), node, scope, out)
    if owner.kind is dict and name == "get" and len(node.args) in (1, 2) and questions.known_key(node.args[0], scope)[0]:
        key = questions.known_key(node.args[0], scope)[1]
        default = scope.flat.things(node.args[1:], scope, out) or [nodes.constant(None)]
        return classes.slot(owner, key, node, scope) if key in owner.slots else default[0]
    if owner.kind is dict and not node.args and name in ("values", "keys", "items"):
        pairs = [container(tuple, {0: nodes.constant(k), 1: v}, node, scope, out) for k, v in owner.slots.items()]
        parts = {"values": list(owner.slots.values()), "keys": [nodes.constant(k) for k in owner.slots], "items": pairs}[name]
        return container(tuple, dict(enumerate(parts)), node, scope, out)
    raise scope.error(node, f"`{name}` of a {owner.kind.__name__} of objects is not differentiated", "Index it, or loop over it.")


def _append(owner: Instance, found: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    classes.write(owner, len(owner.slots), found[0], node, scope, out)
    return nodes.constant(None)


def _extend(owner: Instance, found: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    if not isinstance(found[0], Instance):
        raise scope.error(node, f"how many elements are added to these objects {classes.RUN_TIME}", "Add them one by one.")
    for item in elements(found[0], node, scope):
        classes.write(owner, len(owner.slots), item, node, scope, out)
    return nodes.constant(None)


def _insert(owner: Instance, found: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    items = _objects_only(owner, node, scope)
    items.insert(_position(found[0], node, scope), found[1])
    _refill(owner, items, node, scope)
    return nodes.constant(None)


def _pop(owner: Instance, found: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    items = _objects_only(owner, node, scope)
    position = _position(found[0], node, scope) if found else -1
    if not -len(items) <= position < len(items):
        raise scope.error(node, f"there is no element {position!r} here")
    gone = items.pop(position)
    _refill(owner, items, node, scope)
    return gone


def _reverse(owner: Instance, found: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    _refill(owner, _objects_only(owner, node, scope)[::-1], node, scope)
    return nodes.constant(None)


def _position(found: Any, node: Any, scope: Activation) -> int:
    number = questions.whole(found, scope) if isinstance(found, gast.AST) else None
    if number is None:
        raise scope.error(node, f"which of these objects is meant {classes.RUN_TIME}", "Write a number.")
    return number


def _objects_only(owner: Instance, node: Any, scope: Activation) -> list[Any]:
    """The elements of a list that holds objects alone, which move without a statement."""
    found = [classes.slot(owner, k, node, scope) for k in owner.slots]
    if not all(isinstance(f, Instance) for f in found):
        raise scope.error(node, "a list of objects and numbers is changed in a way that is not differentiated",
                          "Keep the numbers in a list of their own.")  # fmt: skip
    return found


def _refill(owner: Instance, items: list[Any], node: Any, scope: Activation) -> None:
    classes.check_writable(owner, node, scope)
    if not all(isinstance(i, Instance) for i in items):
        raise scope.error(node, "a number is put among objects in a way that is not differentiated", "Append it.")
    if scope.names.guarded:
        scope.names.touched += [(owner, k) for k in range(max(len(items), len(owner.slots)))]
    owner.slots = dict(enumerate(items))


CHANGES: dict[str, tuple[tuple[int, ...], Any]] = {
    "append": ((1,), _append), "extend": ((1,), _extend), "insert": ((2,), _insert), "pop": ((0, 1), _pop),
    "reverse": ((0,), _reverse),
}  # fmt: skip


def elements(owner: Any, node: Any, scope: Activation) -> list[Any]:
    """What a loop over an object gives, where that is known."""
    if owner.kind is dict:
        return [nodes.constant(k) for k in owner.slots]
    plain = owner.is_container or (classes.is_named_tuple(owner.kind) and not questions.method(owner, "__iter__"))
    if not plain:
        raise scope.error(node, f"a loop over an object of `{owner.kind.__name__}` is not differentiated",
                          "Loop over what it holds.")  # fmt: skip
    return [classes.slot(owner, k, node, scope) for k in owner.slots]


def ask(node: gast.Call, target: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A call of one of Python's own functions on an object."""
    if target in (isinstance, hasattr, callable):
        return nodes.constant(questions.asked(node, target, scope))
    owner = questions.peek(node.args[0], scope)
    if not isinstance(owner, Instance):
        raise scope.error(node, f"what `{target.__name__}` gives here {classes.RUN_TIME}")
    if target is type:
        return classes.constant(STANDS_FOR.get(owner.kind, owner.kind), scope)
    if target is setattr:
        found = scope.flat.thing(node.args[2], scope, out)
        classes.store(owner, questions.constant_name(node, scope), found, node, scope, out)
        return nodes.constant(None)
    if target is getattr:
        name = questions.constant_name(node, scope)
        if len(node.args) == 3 and name not in owner.slots and objects.class_attribute(owner.kind, name) is objects.ABSENT:
            return scope.flat.whatever(node.args[2], scope, out)
        return classes.attribute(owner, name, node, scope, out)
    if target is dataclasses.replace:
        return classes.replaced(owner, node.keywords, node, scope, out)
    return _one(owner, target, node, scope, out)


def _one(owner: Instance, target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    name = questions.ONE.get(target)
    plain = owner.is_container or classes.is_named_tuple(owner.kind)
    if target is len and plain and not questions.method(owner, "__len__"):
        return nodes.constant(len(owner.slots))
    if target is bool and questions.truth(owner) is not None:
        return nodes.constant(questions.truth(owner))
    if target is bool and not questions.method(owner, "__bool__"):
        name = "__len__"
    if name is None or not questions.method(owner, name):
        raise scope.error(node, f"what `{target.__name__}` gives for an object of `{owner.kind.__name__}` cannot be followed",
                          "Write out the attributes.")  # fmt: skip
    found = special(owner, name, [], node, scope, out)
    if name == "__len__" and target is bool:
        return gast.Compare(classes.materialized(found, node, scope, out), [gast.NotEq()], [nodes.constant(0)])
    return found
