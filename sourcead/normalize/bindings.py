"""Names and other targets bound to values, or to what is known while the program is made.

Guarantee: a function, and a container that holds one, has no variable: its name stands for it.
"""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import arguments, callables, indices, objects, order, outside, places
from sourcead.normalize.activation import Activation
from sourcead.normalize.changing import TAKING
from sourcead.normalize.known import Form, Group, holds_functions
from sourcead.normalize.objects import Instance


def name(goal: Any, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Give a name an operation's value; a function has no variable."""
    plain = isinstance(found, gast.AST) and not outside.is_object(found, scope) and not callables.is_function(found, scope)
    if plain and not callable(scope.object_of(found)):
        scope.flat.emit(nodes.assign(scope.variable(goal.id), found), node, scope, out)
        return
    if goal.id in scope.outside | scope.declared.keys():
        kind = "outer" if goal.id in scope.outside else "global"
        raise scope.error(node, f"a function or object is given to the {kind} variable `{goal.id}`", "Return it.")
    objects.bind_name(goal.id, found, node, scope, out)


def target(goal: Any, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Assign an atom or a known value to any kind of target."""
    if isinstance(goal, gast.Name):
        name(goal, found, node, scope, out)
        return
    owner = scope.lookup(goal.value.id, goal) if isinstance(goal, gast.Subscript) and isinstance(goal.value, gast.Name) else None
    if isinstance(owner, Group) and owner.holder is None:
        now = scope.flat.fixed(found, node, scope, out) if isinstance(found, gast.AST) else found
        callables.stored(owner, scope.flat.thing(goal.slice, scope, out), now, goal, scope)
        return
    if isinstance(found, Instance) or places.is_objects(goal, scope):
        scope.flat.bind(goal, found, node, scope, out)
        return
    if isinstance(goal, (gast.Tuple, gast.List)) and not any(isinstance(e, gast.Starred) for e in goal.elts):
        form = scope.names.facts.of(found) if isinstance(found, gast.AST) else None
        if not isinstance(found, gast.AST) or holds_functions(form) or callables.is_function(found, scope):
            group = arguments.elements(found, node, scope, out)
            items = [] if group is None else [nodes.constant(k) for k in group.keys] if group.kind == "dict" else group.items
            if len(items) != len(goal.elts):
                raise scope.error(goal, f"{len(items)} values are unpacked into {len(goal.elts)} names", "Write as many names.")
            written = set(nodes.names(goal))
            now = [scope.flat.kept(i, written, node, scope, out) if isinstance(i, gast.AST) else i for i in items]
            order.each(goal.elts, now, node, scope, out, lambda g, v: target(g, v, node, scope, out))
            return
    if not isinstance(found, gast.AST):
        found = scope.flat.atom(scope.placeholder(found, node), scope, out)
    scope.flat.bind(goal, found, node, scope, out)


def augmented(node: gast.AugAssign, scope: Activation, out: list[Stmt]) -> None:
    """`x += e` and `x[i] += e`: what is there is read before `e` is evaluated."""
    if places.is_objects(node.target, scope):
        places.augment(node, scope, out)
        return
    if isinstance(node.target, gast.Name):
        _augmented_name(node, scope, out)
        return
    if not isinstance(node.target, gast.Subscript):
        raise scope.error(node.target, "this assignment target is not differentiated", "Assign to a name, an element or a slice.")
    goal = indices.place(node.target, scope, out)
    before = len(out)
    found = scope.flat.atom(node.value, scope, out)
    count = len(out)
    goal = indices.unchanged(goal, before, node, scope, out)
    before += len(out) - count  # after the copies of what the place is made of
    if not any(map(_has_effect, out[before:])):
        scope.flat.emit(gast.AugAssign(nodes.store(goal), node.op, found), node, scope, out)
        return
    old = scope.names.temporary("old")
    out.insert(before, nodes.at(nodes.assign(old, nodes.copy(goal)), scope.place(node)))
    scope.flat.emit(gast.AugAssign(nodes.target(old), node.op, found), node, scope, out)
    scope.flat.emit(nodes.assign(goal, nodes.name(old)), node, scope, out)


def _has_effect(statement: Stmt) -> bool:
    """Whether a statement may change a container that it does not make."""
    for item in nodes.walk(statement):
        if isinstance(item, gast.AugAssign) or (isinstance(item, gast.Expr) and isinstance(item.value, gast.Call)):
            return True
        if isinstance(item, gast.Assign):
            method = item.value.func if isinstance(item.value, gast.Call) else None
            taking = isinstance(method, gast.Attribute) and method.attr in TAKING
            if taking or isinstance(item.targets[0], gast.Subscript):
                return True
    return False


def _augmented_name(node: gast.AugAssign, scope: Activation, out: list[Stmt]) -> None:
    current = scope.lookup(node.target.id, node)
    if not isinstance(current, gast.AST) or node.target.id in scope.stand_in:
        _augmented_known(current, node, scope, out)
        return
    form = scope.names.facts.of(current)
    if isinstance(form, Form) and form.kind == "tuple" and isinstance(node.op, gast.Add):  # a tuple does not change
        scope.names.facts.rely(form)
        plain = gast.BinOp(gast.copy_location(nodes.name(node.target.id), node), node.op, node.value)
        scope.flat.statement(
            gast.copy_location(gast.Assign([node.target], gast.copy_location(plain, node), None), node), scope, out
        )
        return
    before = len(out)
    found = scope.flat.atom(node.value, scope, out)
    old = order.unchanged(current, before, node, scope, out)
    goal = scope.variable(node.target.id)
    if old.id != goal:
        found = scope.flat.fixed(found, node, scope, out) if nodes.key(found) == nodes.key(nodes.name(goal)) else found
        scope.flat.emit(nodes.assign(goal, old), node, scope, out)
    scope.flat.emit(gast.AugAssign(nodes.target(goal), node.op, found), node, scope, out)


def _augmented_known(current: Any, node: gast.AugAssign, scope: Activation, out: list[Stmt]) -> None:
    """`fs += [f]` of a list of functions changes it."""
    before = gast.copy_location(nodes.name(node.target.id), node)
    if isinstance(current, Group) and current.kind == "list" and isinstance(node.op, gast.Add):
        call = gast.Call(gast.copy_location(nodes.attribute(before, "extend"), node), [node.value], [])
        callables.method_value(current, gast.copy_location(call, node), scope, out)
        return
    plain = gast.copy_location(nodes.binop(before, type(node.op), node.value), node)
    name(node.target, scope.flat.whatever(plain, scope, out), node, scope, out)
