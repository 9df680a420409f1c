"""Operators, indices, loops and Python's own functions applied to objects: calls of the methods that Python would call.

Guarantee: the method is the one that Python finds; where an object has none, there is an error.
"""

from __future__ import annotations

import builtins
import dataclasses
import operator
from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import classes, objects
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.objects import ABSENT, UNDECIDED, Bound, Instance

BINARY = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "Pow": "pow", "MatMult": "matmul", "FloorDiv": "floordiv",
    "Mod": "mod", "BitAnd": "and", "BitOr": "or", "BitXor": "xor", "LShift": "lshift", "RShift": "rshift",
}  # fmt: skip
UNARY = {"USub": "__neg__", "UAdd": "__pos__", "Invert": "__invert__"}
COMPARED = {
    "Eq": ("__eq__", "__eq__"), "NotEq": ("__ne__", "__ne__"), "Lt": ("__lt__", "__gt__"), "LtE": ("__le__", "__ge__"),
    "Gt": ("__gt__", "__lt__"), "GtE": ("__ge__", "__le__"),
}  # fmt: skip
ONE = {abs: "__abs__", len: "__len__", float: "__float__", int: "__int__", bool: "__bool__", round: "__round__"}
ASKING = (isinstance, hasattr, getattr, setattr, callable, type, dataclasses.replace, dataclasses.asdict, dataclasses.astuple, *ONE)
LONGEST = 64


def method(owner: Any, name: str) -> bool:
    """Whether an object's class has a special method of the user's."""
    return isinstance(owner, Instance) and callable(objects.class_attribute(owner.kind, name)) and not _is_objects(owner, name)


def _is_objects(owner: Instance, name: str) -> bool:
    found = objects.class_attribute(owner.kind, name)
    return any(found is vars(b).get(name, ABSENT) for b in (object, tuple))


def special(owner: Instance, name: str, args: list[Any], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`type(owner).name(owner, *args)`."""
    found = objects.class_attribute(owner.kind, name)
    return classes.invoke(found, [owner, *args], [], node, scope, out, depends=(owner.kind, name))


def _refused(node: Any, owner: Any, name: str, scope: Activation) -> Exception:
    return scope.error(node, f"`{owner.kind.__name__}` has no `{name}` that can be followed")  # type: ignore[no-any-return]


def binary(op: Any, left: Any, right: Any, node: Any, scope: Activation, out: list[Stmt], *, update: bool = False) -> Any:
    """`left op right` where one of them is an object."""
    word = BINARY[type(op).__name__]
    if update and method(left, f"__i{word}__"):
        return special(left, f"__i{word}__", [right], node, scope, out)
    if isinstance(left, Instance) and isinstance(right, Instance) and left.kind is right.kind and left.kind in (list, tuple):
        return _joined_containers(op, left, right, node, scope, out)
    first, other = f"__{word}__", f"__r{word}__"
    above = isinstance(right, Instance) and isinstance(left, Instance) and right.kind is not left.kind
    if above and issubclass(right.kind, left.kind) and method(right, other):
        return special(right, other, [left], node, scope, out)
    if method(left, first):
        return special(left, first, [right], node, scope, out)
    if method(right, other):
        return special(right, other, [left], node, scope, out)
    raise _refused(node, left if isinstance(left, Instance) else right, first if isinstance(left, Instance) else other, scope)


def _joined_containers(op: Any, left: Instance, right: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Instance:
    if not isinstance(op, gast.Add):
        raise _refused(node, left, "operator", scope)
    return container(left.kind, dict(enumerate([*left.slots.values(), *right.slots.values()])), node, scope, out)


def unary(op: Any, operand: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`op operand` for an object."""
    if isinstance(op, gast.Not):
        known = truth(operand)
        if known is not None:
            return nodes.constant(not known)
    name = UNARY.get(type(op).__name__, "__bool__")
    if not method(operand, name):
        raise _refused(node, operand, name, scope)
    found = special(operand, name, [], node, scope, out)
    if isinstance(op, gast.Not):
        return nodes.not_(classes.materialized(found, node, scope, out))
    return found


def truth(found: Any) -> bool | None:
    """Whether an object is true, if that is known without a call."""
    if not isinstance(found, Instance):
        return True
    if found.is_container or (classes.is_named_tuple(found.kind) and not method(found, "__len__")):
        return bool(found.slots)
    return None if method(found, "__bool__") or method(found, "__len__") else True


def compare(node: gast.Compare, operands: list[Any], scope: Activation, out: list[Stmt]) -> Any:
    """`left op right` where one of them is an object."""
    if len(operands) != 2:
        raise scope.error(node, "a chain of comparisons of objects is not differentiated", "Compare two at a time.")
    left, right = operands
    kind = type(node.ops[0]).__name__
    if kind in ("Is", "IsNot"):
        if any(getattr(o, "torn", False) or getattr(o, "fixed", False) for o in operands) and left is not right:
            if all(isinstance(o, Instance) for o in operands):
                raise scope.error(node, f"whether these are one object {classes.RUN_TIME}", "Compare what they hold.")
        return nodes.constant((left is right) == (kind == "Is"))
    if kind not in COMPARED:
        raise scope.error(node, "this comparison of objects is not differentiated")
    first, other = COMPARED[kind]
    if method(left, first) and not classes.is_generated(left.kind, first):
        return special(left, first, [right], node, scope, out)
    if method(right, other) and not classes.is_generated(right.kind, other):
        return special(right, other, [left], node, scope, out)
    if kind == "NotEq" and method(left, "__eq__") and not classes.is_generated(left.kind, "__eq__"):
        return nodes.not_(classes.materialized(special(left, "__eq__", [right], node, scope, out), node, scope, out))
    raise scope.error(node, "this comparison of objects cannot be followed", "Compare their attributes.")


# containers of objects


def container(kind: type, parts: dict[Any, Any], node: Any, scope: Activation, out: list[Stmt]) -> Instance:
    """A list, tuple or dict that holds objects."""
    made = objects.make(kind, {list: "items", tuple: "pair", dict: "table"}[kind], scope)
    scope.names.pending.append(made)
    for key, part in parts.items():
        objects.put(made, key, part, node, scope, out)
    made.fixed = kind is tuple
    scope.names.pending.remove(made)
    return made


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


def subscript(owner: Instance, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    """`owner[index]`."""
    if owner.is_container or (classes.is_named_tuple(owner.kind) and not method(owner, "__getitem__")):
        if isinstance(node.slice, gast.Slice):
            return _sliced(owner, node, scope, out)
        index = scope.flat.atom(node.slice, scope, out)
        return classes.slot(owner, key_of(owner, index, node, scope), node, scope)
    if not method(owner, "__getitem__"):
        raise _refused(node, owner, "__getitem__", scope)
    return special(owner, "__getitem__", [_index(node.slice, scope, out)], node, scope, out)


def _index(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    if isinstance(node, gast.Slice):
        raise scope.error(node, "a slice that is passed to `__getitem__` is not differentiated", "Use a method with a name.")
    return scope.flat.thing(node, scope, out)


def _sliced(owner: Instance, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Instance:
    bounds = []
    for part in (node.slice.lower, node.slice.upper, node.slice.step):
        found = None if part is None else scope.flat.atom(part, scope, out)
        value = found.operand if isinstance(found, gast.UnaryOp) else found
        if value is not None and not isinstance(value, gast.Constant):
            raise scope.error(node, f"which of these objects are meant {classes.RUN_TIME}", "Slice with constants.")
        bounds.append(None if value is None else -value.value if value is not found else value.value)
    parts = list(owner.slots.values())[slice(*bounds)]
    return container(owner.kind if owner.is_container else tuple, dict(enumerate(parts)), node, scope, out)


def store_item(owner: Instance, goal: gast.Subscript, found: Any, scope: Activation, out: list[Stmt]) -> None:
    """`owner[index] = found`."""
    if owner.kind in (list, dict):
        index = scope.flat.atom(goal.slice, scope, out)
        new = owner.kind is dict and isinstance(index, gast.Constant) and index.value not in owner.slots
        classes.write(owner, index.value if new else key_of(owner, index, goal, scope), found, goal, scope, out)
    elif method(owner, "__setitem__"):
        result = special(owner, "__setitem__", [_index(goal.slice, scope, out), found], goal, scope, out)
        classes.materialized(result, goal, scope, out)
    else:
        raise _refused(goal, owner, "__setitem__", scope)


def container_method(owner: Instance, name: str, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A method of a list or dict that holds objects."""
    if owner.kind is list and name == "append" and len(node.args) == 1:
        found = scope.flat.thing(node.args[0], scope, out)
        classes.write(owner, len(owner.slots), found, node, scope, out)
        return nodes.constant(None)
    if owner.kind is dict and not node.args and name in ("values", "keys", "items"):
        pairs = [container(tuple, {0: nodes.constant(k), 1: v}, node, scope, out) for k, v in owner.slots.items()]
        parts = {"values": list(owner.slots.values()), "keys": [nodes.constant(k) for k in owner.slots], "items": pairs}[name]
        return container(tuple, dict(enumerate(parts)), node, scope, out)
    raise scope.error(node, f"`{name}` of a {owner.kind.__name__} of objects is not differentiated", "Index it, or loop over it.")


def elements(owner: Any, node: Any, scope: Activation) -> list[Any]:
    """What a loop over an object gives, where that is known."""
    if owner.kind is dict:
        return [nodes.constant(k) for k in owner.slots]
    plain = owner.is_container or (classes.is_named_tuple(owner.kind) and not method(owner, "__iter__"))
    if not plain:
        raise scope.error(node, f"a loop over an object of `{owner.kind.__name__}` is not differentiated",
                          "Loop over what it holds.")  # fmt: skip
    return [classes.slot(owner, k, node, scope) for k in owner.slots]


# loops over objects


def unrolled(node: gast.For, scope: Activation, out: list[Stmt], run: Callable[..., None]) -> bool:
    """Write out a loop over a container of objects; False for any other loop."""
    found = rows(node.iter, scope, out)
    if found is None:
        return False
    if len(found) > LONGEST:
        raise scope.error(node.iter, f"a loop over more than {LONGEST} objects is not differentiated",
                          "Keep the numbers of all objects in arrays.")  # fmt: skip
    leaves = bool(node.body) and isinstance(node.body[-1], gast.If) and any(isinstance(s, gast.Break) for s in node.body[-1].body)
    body, stop = (node.body[:-1], node.body[-1].test) if leaves else (node.body, None)
    kept = [i for row in found for i in _leaves(row) if isinstance(i, Instance)]
    scope.names.pending += kept
    _rows(node, found, body, stop, scope, out, run)
    for item in kept:
        scope.names.pending.remove(item)
    return True


def _leaves(row: Any) -> list[Any]:
    return [i for part in row for i in _leaves(part)] if isinstance(row, list) else [row]


def _rows(node: Any, found: list[Any], body: list[Stmt], stop: Any, scope: Activation, out: list[Stmt], run: Any) -> None:
    if not found:
        return
    bind_row(node.target, found[0], node, scope, out)
    run(body, scope, out)
    if stop is None:
        _rows(node, found[1:], body, stop, scope, out, run)
    elif len(found) > 1:

        def rest() -> list[Stmt]:
            block: list[Stmt] = []
            _rows(node, found[1:], body, stop, scope, block, run)
            return block

        test = nodes.not_(scope.flat.pure(stop, scope))
        goes_on, ends = scope.branches(rest, lambda: [])
        scope.flat.emit(nodes.if_(test, goes_on, ends), node, scope, out)


def bind_row(goal: Any, row: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Bind a loop's target to a row of `zip` or `enumerate`, or to one element."""
    if not isinstance(row, list):
        scope.flat.bind(goal, row, node, scope, out)
    elif isinstance(goal, (gast.Tuple, gast.List)) and len(goal.elts) == len(row):
        for part, item in zip(goal.elts, row):
            bind_row(part, item, node, scope, out)
    else:
        scope.flat.bind(goal, container(tuple, dict(enumerate(row)), node, scope, out), node, scope, out)


def rows(node: Any, scope: Activation, out: list[Stmt]) -> list[Any] | None:
    """What a loop over an expression gives, if it runs over objects (`zip` gives lists); None for any other expression."""
    if isinstance(node, gast.Call) and not node.keywords and node.args:
        function = scope.resolve(node.func)
        if any(function is f for f in (enumerate, zip, reversed)):
            return _combined(function, node, scope, out)
    found = peek(node, scope)
    if found is None and isinstance(node, (gast.Call, gast.List, gast.Tuple)) and mentions(node, scope):
        found = scope.flat.thing(node, scope, out)
    return elements(found, node, scope) if isinstance(found, Instance) else None


def _combined(function: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> list[Any] | None:
    parts = [rows(a, scope, out) for a in (node.args[:1] if function is enumerate else node.args)]
    known = [len(p) for p in parts if p is not None]
    if not known:
        return None
    if function is reversed:
        return parts[0][::-1] if parts[0] is not None else None
    if function is enumerate:
        assert parts[0] is not None
        start = scope.flat.atom(node.args[1], scope, out) if len(node.args) > 1 else nodes.constant(0)
        if not isinstance(start, gast.Constant):
            raise scope.error(node, f"where the numbers start {classes.RUN_TIME}", "Start with a constant.")
        return [[nodes.constant(start.value + k), item] for k, item in enumerate(parts[0])]
    if any(p is None for p in parts):
        raise scope.error(node, "objects in step with a sequence whose length is not known are not differentiated",
                          "Loop over `enumerate` of the objects, and index the other sequence.")  # fmt: skip
    return [list(row) for row in zip(*parts)]  # type: ignore[arg-type]


# what is known without a statement


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


def is_slot(place: Any, found: gast.Name, scope: Activation) -> bool:
    """Whether an attribute or element is in a variable of its own."""
    owner = peek(place.value, scope) if isinstance(place, (gast.Attribute, gast.Subscript)) else None
    return isinstance(owner, Instance) and found.id in owner.variables.values() and not owner.torn


def mentions(node: Any, scope: Activation) -> bool:
    """Whether something in an expression stands for an object."""
    return any(isinstance(n, gast.Name) and isinstance(peek(n, scope), Instance) for n in nodes.walk(node))


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


def ask(node: gast.Call, target: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A call of one of Python's own functions on an object."""
    if target in (isinstance, hasattr, callable):
        return nodes.constant(asked(node, target, scope))
    owner = peek(node.args[0], scope)
    if not isinstance(owner, Instance):
        raise scope.error(node, f"what `{target.__name__}` gives here {classes.RUN_TIME}")
    if target is type:
        return classes.constant(owner.kind, scope)
    if target is setattr:
        found = scope.flat.thing(node.args[2], scope, out)
        classes.store(owner, constant_name(node, scope), found, node, scope, out)
        return nodes.constant(None)
    if target is getattr:
        name = constant_name(node, scope)
        if len(node.args) == 3 and name not in owner.slots and not hasattr(owner.kind, name):
            return scope.flat.value(node.args[2], scope, out)
        return classes.attribute(owner, name, node, scope, out)
    if target is dataclasses.replace:
        return classes.replaced(owner, node.keywords, node, scope, out)
    return _one(owner, target, node, scope, out)


def _one(owner: Instance, target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    name = ONE.get(target)
    plain = owner.is_container or classes.is_named_tuple(owner.kind)
    if target is len and plain and not method(owner, "__len__"):
        return nodes.constant(len(owner.slots))
    if target is bool and truth(owner) is not None:
        return nodes.constant(truth(owner))
    if target is bool and not method(owner, "__bool__"):
        name = "__len__"
    if name is None or not method(owner, name):
        raise scope.error(node, f"what `{target.__name__}` gives for an object of `{owner.kind.__name__}` cannot be followed",
                          "Write out the attributes.")  # fmt: skip
    found = special(owner, name, [], node, scope, out)
    if name == "__len__" and target is bool:
        return gast.Compare(classes.materialized(found, node, scope, out), [gast.NotEq()], [nodes.constant(0)])
    return found


__all__ = ["Expr", "builtins", "operator"]
