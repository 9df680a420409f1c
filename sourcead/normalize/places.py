"""Attributes, elements of objects, and objects themselves as targets of assignments."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType, ModuleType
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import callables, classes, conversions, objects, order, outside, protocols, questions
from sourcead.normalize.activation import Activation, Instance
from sourcead.normalize.watched import MISSING


def is_objects(goal: Any, scope: Activation) -> bool:
    """Whether a target is an attribute, an object, or an element of an object."""
    if isinstance(goal, gast.Attribute) or isinstance(questions.peek(goal, scope), Instance):
        return True
    return isinstance(goal, gast.Subscript) and isinstance(questions.peek(goal.value, scope), Instance)


def bind(goal: Any, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> bool:
    """Assign to an attribute, to an element of an object, or assign an object; False where neither is an object."""
    if isinstance(goal, gast.Name) and outside.is_object(found, scope):
        if goal.id in scope.globals:
            raise scope.error(node, f"a function or object is given to the global variable `{goal.id}`", "Return it.")
        scope.stand_in[goal.id] = found
    elif isinstance(goal, gast.Attribute):
        owner, found = order.stored(found, goal, scope, out, lambda: objects.behind(scope.flat.thing(goal.value, scope, out)))
        if not isinstance(owner, Instance):
            raise _no_target(goal, scope)
        classes.store(owner, goal.attr, found, goal, scope, out)
    elif isinstance(goal, gast.Subscript) and isinstance(questions.peek(goal.value, scope), Instance):
        protocols.store_item(questions.peek(goal.value, scope), goal, found, scope, out)
    elif questions.method(found, "__iter__") and isinstance(goal, (gast.Tuple, gast.List)):
        scope.flat.bind(goal, conversions.iterated(found, node, scope, out), node, scope, out)
    elif isinstance(found, Instance) and isinstance(goal, (gast.Tuple, gast.List)):
        parts = _gathered(goal, protocols.elements(found, goal, scope), scope, out)
        if len(parts) != len(goal.elts):
            raise scope.error(goal, f"{len(parts)} values are unpacked into {len(goal.elts)} names")
        goals = [g.value if isinstance(g, gast.Starred) else g for g in goal.elts]
        order.each(goals, parts, node, scope, out, lambda g, v: scope.flat.bind(g, v, node, scope, out))
    elif not isinstance(found, gast.AST):
        if not isinstance(goal, gast.Name):
            raise scope.error(goal, "an object cannot be kept there", "Keep it under a name of its own.")
        objects.bind_name(goal.id, found, node, scope, out)
    else:
        return False
    return True


def _gathered(goal: Any, parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Any]:
    """What is unpacked into each name: of one with a star, the list of what the others leave."""
    star = next((k for k, g in enumerate(goal.elts) if isinstance(g, gast.Starred)), None)
    if star is None or len(parts) < len(goal.elts) - 1:
        return list(parts)
    end = len(parts) - (len(goal.elts) - 1 - star)
    rest = callables.grouped("list", [], list(parts[star:end]), goal, scope, out)
    if isinstance(rest, gast.AST) and not isinstance(rest, gast.Name):
        name = scope.names.temporary("rest")
        scope.flat.emit(nodes.assign(name, rest), goal, scope, out)
        rest = nodes.name(name)
    return [*parts[:star], rest, *parts[end:]]


def _no_target(goal: Any, scope: Activation) -> Exception:
    """The error for an attribute, or an element, of what is no object of the program."""
    owner = scope.resolve(goal.value)
    if isinstance(goal, gast.Attribute) and owner is not MISSING and not isinstance(owner, (ModuleType, type, FunctionType)):
        text = ".".join(nodes.dotted(goal.value) or ["it"])
        return scope.error(
            goal,
            f"this assignment target is not differentiated: `{text}` is an object outside of the function",
            "Pass the object as an argument, `grad(Model.loss, 1)(model, x)`: it is left as it was. Or return the value.",
        )
    return scope.error(goal, "this assignment target is not differentiated", "Assign to a name, an element or a slice.")


def augment(node: gast.AugAssign, scope: Activation, out: list[Stmt]) -> None:
    """`p.x op= e`, `ps[0] op= e`, or `p op= e` for an object."""
    goal, place = node.target, node.target
    if isinstance(goal, (gast.Attribute, gast.Subscript)):
        owner = objects.behind(scope.flat.thing(goal.value, scope, out))
        if not isinstance(owner, Instance):
            raise _no_target(goal, scope)
        holder = classes.hold(owner, goal.value, scope)
        if isinstance(goal, gast.Attribute):
            place = nodes.attribute(holder, goal.attr)
        else:
            index = classes.hold(scope.flat.thing(goal.slice, scope, out), goal.slice, scope)
            place = nodes.subscript(holder, index)
        place = gast.copy_location(place, goal)
    mark = len(out)
    before, after = scope.flat.things([nodes.load(place) if not hasattr(place, "lineno") else place, node.value], scope, out)
    if isinstance(place, gast.Subscript):
        scope.stand_in[place.slice.id] = order.unchanged(scope.stand_in[place.slice.id], mark, node, scope, out)
    if isinstance(before, Instance) or isinstance(after, Instance):
        found = protocols.binary(node.op, before, after, node, scope, out, update=True)
    else:
        name = scope.names.temporary(before.id if isinstance(before, gast.Name) else "updated")
        own = isinstance(before, gast.Name) and questions.is_slot(place, before, scope)
        if own:
            scope.flat.emit(gast.AugAssign(nodes.store(before), node.op, after), node, scope, out)
            found = before
        else:
            scope.flat.emit(nodes.assign(name, before), node, scope, out)
            scope.flat.emit(gast.AugAssign(nodes.target(name), node.op, after), node, scope, out)
            found = nodes.name(name)
    found = classes.materialized(found, node, scope, out)
    scope.flat.bind(place, found, node, scope, out)


def attributes_written(goals: Sequence[Any], scope: Activation) -> set[str]:
    """The variables of the attributes and elements of objects that are assigned."""
    found = [questions.peek(n, scope) for g in goals for n in nodes.walk(g) if isinstance(n, (gast.Attribute, gast.Subscript))]
    return {f".{f.id}" for f in found if isinstance(f, gast.Name)}
