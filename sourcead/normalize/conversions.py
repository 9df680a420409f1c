"""Objects made of other objects: copies, dicts and tuples of their attributes, what their `__iter__` gives.

Guarantee: what is shared with the object, and what is not, is as in Python.
"""

from __future__ import annotations

import copy
import dataclasses
from types import FunctionType
from typing import Any

import gast

from sourcead import nodes
from sourcead.definitions.python import Iterator
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import classes, objects, protocols, questions
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.iterators import helper, own_name
from sourcead.normalize.objects import Instance
from sourcead.normalize.patterns import located

OWN_COPIES = ("__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__")
CONVERSIONS = (copy.copy, copy.deepcopy, dataclasses.asdict, dataclasses.astuple, list, tuple)


def is_conversion(target: Any, node: gast.Call) -> bool:
    """Whether a call makes another object of its one argument."""
    return len(node.args) == 1 and not node.keywords and any(target is f for f in CONVERSIONS)


def converted(target: Any, owner: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`copy(owner)`, `deepcopy(owner)`, `asdict(owner)`, `astuple(owner)`, `list(owner)`, `tuple(owner)`."""
    if target is list or target is tuple:
        return protocols.container(target, dict(enumerate(protocols.elements(owner, node, scope))), node, scope, out)
    if target is copy.copy or target is copy.deepcopy:
        own = next((n for n in OWN_COPIES if not _is_plain(owner.kind, n)), None)
        if own is not None:
            raise scope.error(node, f"`{owner.kind.__name__}` has a `{own}`", "Make the copy with the class itself.")
        return _shallow(owner, node, scope, out) if target is copy.copy else _Deep(node, scope, out).copied(owner)
    if not dataclasses.is_dataclass(owner.kind):
        raise scope.error(node, f"`{owner.kind.__name__}` is no dataclass", "Write out the attributes.")
    return _fields_of(owner, dict if target is dataclasses.asdict else tuple, node, scope, out)


def _is_plain(kind: type, name: str) -> bool:
    found = objects.class_attribute(kind, name)
    return found is objects.ABSENT or any(found is vars(b).get(name) for b in (object, tuple)) or classes.is_named_tuple(kind)


def _shallow(owner: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Instance:
    made = objects.make(owner.kind, f"{owner.wish}_copy", scope)
    scope.names.pending.append(made)
    for key in owner.slots:
        objects.put(made, key, classes.slot(owner, key, node, scope), node, scope, out)
    made.fixed, made.maybe = classes.is_frozen(owner.kind) or owner.kind is tuple, set(owner.maybe)
    scope.names.pending.remove(made)
    return made


def _fields_of(found: Any, kind: type, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A dataclass as a dict or tuple of its fields, lists and dicts in it too; numbers and arrays are copied."""
    if not isinstance(found, Instance):
        return _own(found, node, scope, out)
    if dataclasses.is_dataclass(found.kind):
        names = [f.name for f in dataclasses.fields(found.kind)]
        goal, keys = kind, names if kind is dict else list(range(len(names)))
        parts = [_fields_of(classes.slot(found, n, node, scope), kind, node, scope, out) for n in names]
    elif found.is_container:
        goal, keys = found.kind, list(found.slots)
        parts = [_fields_of(classes.slot(found, k, node, scope), kind, node, scope, out) for k in keys]
    else:
        raise scope.error(node, f"what becomes of an object of `{found.kind.__name__}` here is not followed",
                          "Write out the attributes.")  # fmt: skip
    return protocols.container(goal, dict(zip(keys, parts)), node, scope, out)


def _own(found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    if isinstance(found, gast.Constant) or not isinstance(found, gast.Name) or found.id in scope.names.env:
        return found
    name = scope.names.temporary(f"{found.id}_copy")
    scope.flat.emit(nodes.assign(name, helper("copy", scope, nodes.copy(found))), node, scope, out)
    return nodes.name(name)


class _Deep:
    """A deep copy: what is one object in the original is one in the copy."""

    def __init__(self, node: Any, scope: Activation, out: list[Stmt]) -> None:
        self.node, self.scope, self.out = node, scope, out
        self.known: dict[int, Instance] = {}

    def copied(self, owner: Instance) -> Instance:
        """The copy, with copies of all that it holds."""
        found: list[gast.Name] = []
        self._values(owner, found, set())
        copies = self._copies({n.id: n for n in found})
        return self._made(owner, copies)

    def _values(self, owner: Instance, found: list[gast.Name], seen: set[int]) -> None:
        seen.add(id(owner))
        for key in owner.slots:
            item = classes.slot(owner, key, self.node, self.scope)
            if isinstance(item, Instance) and id(item) not in seen:
                self._values(item, found, seen)
            elif isinstance(item, gast.Name) and item.id not in self.scope.names.env:
                found.append(item)

    def _copies(self, names: dict[str, gast.Name]) -> dict[str, Expr]:
        if len(names) < 2:
            return {n: _own(item, self.node, self.scope, self.out) for n, item in names.items()}
        scope, whole = self.scope, self.scope.names.temporary("together")
        scope.flat.emit(nodes.assign(whole, nodes.tuple_(list(names.values()))), self.node, scope, self.out)
        copied = scope.names.temporary("copies")
        scope.flat.emit(nodes.assign(copied, helper("copy", scope, nodes.name(whole))), self.node, scope, self.out)
        found: dict[str, Expr] = {}
        for position, name in enumerate(names):
            own = scope.names.temporary(f"{name}_copy")
            part = nodes.subscript(nodes.name(copied), nodes.constant(position))
            scope.flat.emit(nodes.assign(own, part), self.node, scope, self.out)
            found[name] = nodes.name(own)
        return found

    def _made(self, owner: Instance, copies: dict[str, Expr]) -> Instance:
        if id(owner) in self.known:
            return self.known[id(owner)]
        made = self.known[id(owner)] = objects.make(owner.kind, f"{owner.wish}_copy", self.scope)
        self.scope.names.pending.append(made)
        for key, item in owner.slots.items():
            new = self._made(item, copies) if isinstance(item, Instance) else copies.get(getattr(item, "id", ""), item)
            objects.put(made, key, new, self.node, self.scope, self.out)
        made.fixed, made.maybe = classes.is_frozen(owner.kind) or owner.kind is tuple, set(owner.maybe)
        self.scope.names.pending.remove(made)
        return made


# iteration


def iterated(owner: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What a loop over an object runs over: the object, or what its `__iter__` gives an iterator of."""
    if not isinstance(owner, Instance) or not questions.method(owner, "__iter__"):
        return owner
    method = objects.class_attribute(owner.kind, "__iter__")
    if yields_elements(owner.kind):
        return _listed(owner, node, scope, out)
    place = located(method)
    definition = place.node
    body = _statements(definition)
    outer = method.scope if isinstance(method, Inner) else None
    inside = Activation(place, scope.names, scope.is_primitive, definition, scope.flat, outer)
    source = _run_over(body[0], inside) if len(body) == 1 else None
    if source is None:
        raise scope.error(node, f"what `{owner.kind.__name__}.__iter__` gives is not followed",
                          "Let it return `iter(...)` of what it holds, or loop over that.")  # fmt: skip
    shortened = gast.copy_location(gast.Return(source), body[0])
    plain = gast.FunctionDef(*[getattr(definition, f) for f in definition._fields])
    plain.body = [shortened]
    made = Inner(gast.copy_location(plain, definition), inside)
    found = classes.invoke(made, [owner], [], node, scope, out, depends=(owner.kind, "__iter__"))
    return classes.materialized(found, node, scope, out, "items")


def _listed(owner: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The list of what the generator function of an object gives."""
    if owner.kind is Iterator:
        return classes.materialized(protocols.special(owner, "rest", [], node, scope, out), node, scope, out)
    held, item = classes.hold(owner, node, scope), own_name("item", scope)
    call = gast.copy_location(gast.Call(gast.copy_location(nodes.attribute(held, "__iter__"), node), [], []), node)
    made = gast.ListComp(nodes.name(item), [gast.comprehension(nodes.target(item), call, [], 0)])
    found = scope.flat.thing(gast.copy_location(made, node), scope, out)
    scope.stand_in.pop(held.id)
    return found


def yields_elements(kind: type) -> bool:
    """Whether `__iter__` of a class is a generator function of more than one statement."""
    method = objects.class_attribute(kind, "__iter__")
    if not questions.is_generator(method):
        return False
    body = _statements(located(method).node)
    return len(body) > 1 or not isinstance(getattr(body[0], "value", None), gast.YieldFrom)


def is_own_iterator(kind: type) -> bool:
    """Whether `__iter__` of a class gives the object itself, which has a `__next__`."""
    method = objects.class_attribute(kind, "__iter__")
    if not isinstance(method, (FunctionType, Inner)) or not hasattr(kind, "__next__") or questions.is_generator(method):
        return False
    definition = located(method).node
    body, first = _statements(definition), next(iter([*definition.args.posonlyargs, *definition.args.args]), None)
    given = body[0].value if len(body) == 1 and isinstance(body[0], gast.Return) else None
    return first is not None and isinstance(given, gast.Name) and given.id == first.id


def _statements(node: Any) -> list[Any]:
    """The statements of a function, without its docstring."""
    return [s for s in node.body if not (isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant))]


def _run_over(statement: Any, inside: Activation) -> Any:
    """`e`, for `return iter(e)` and `yield from e`."""
    value = statement.value if isinstance(statement, (gast.Return, gast.Expr)) else None
    if isinstance(value, gast.YieldFrom):
        return value.value
    is_iter = isinstance(value, gast.Call) and len(value.args) == 1 and inside.resolve(value.func) is iter
    return value.args[0] if isinstance(value, gast.Call) and is_iter else None
