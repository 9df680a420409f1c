"""Names and other targets bound to values, or to what is known while the program is made.

Guarantee: a function, and a container that holds one, has no variable: its name stands for it.
"""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import arguments, callables
from sourcead.normalize.activation import Activation
from sourcead.normalize.known import Group, holds_functions


def name(goal: Any, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Give a name an operation's value; a function has no variable."""
    if isinstance(found, gast.AST) and not callable(scope.object_of(found)) and not callables.is_function(found, scope):
        scope.flat.emit(nodes.assign(scope.variable(goal.id), found), node, scope, out)
        return
    if goal.id in scope.outside:
        raise scope.error(node, f"a function is given to the outer variable `{goal.id}`", "Return the function.")
    scope.stand_in[goal.id] = found


def target(goal: Any, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Assign an atom or a known value to any kind of target."""
    if isinstance(goal, gast.Name):
        name(goal, found, node, scope, out)
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
            for part, item in zip(goal.elts, now):
                target(part, item, node, scope, out)
            return
    if isinstance(goal, gast.Subscript) and isinstance(goal.value, gast.Name):
        owner = scope.lookup(goal.value.id, goal)
        if isinstance(owner, Group) and owner.holder is None:
            callables.stored(owner, scope.flat.thing(goal.slice, scope, out), found, goal, scope)
            return
    if not isinstance(found, gast.AST):
        found = scope.flat.atom(scope.placeholder(found, node), scope, out)
    scope.flat.bind(goal, found, node, scope, out)


def augmented(node: gast.AugAssign, scope: Activation, out: list[Stmt]) -> None:
    """`x += e`: what `x` is, is read before `e` is evaluated."""
    current = scope.lookup(node.target.id, node)
    if not isinstance(current, gast.AST) or node.target.id in scope.stand_in:
        before = gast.copy_location(nodes.name(node.target.id), node)
        plain = gast.copy_location(nodes.binop(before, type(node.op), node.value), node)
        name(node.target, scope.flat.whatever(plain, scope, out), node, scope, out)
        return
    old = scope.flat.held(current, [node.value], node, scope, out)
    found = scope.flat.atom(node.value, scope, out)
    goal = scope.variable(node.target.id)
    if old.id != goal:
        scope.flat.emit(nodes.assign(goal, old), node, scope, out)
    scope.flat.emit(gast.AugAssign(nodes.target(goal), node.op, found), node, scope, out)
