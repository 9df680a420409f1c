"""`f(*xs)` where it is known only when the program runs how many elements `xs` has.

What the callee takes decides: a star parameter gets them all, named parameters get one each, and `max(*xs)` is `max(list)`.
Guarantee: a length that Python would refuse is refused when the program runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.errors import SourceADError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import objects, questions
from sourcead.normalize.activation import Activation, Inner, unwrapped
from sourcead.normalize.iterators import builtin, helper
from sourcead.normalize.objects import Bound, Instance
from sourcead.normalize.patterns import located
from sourcead.normalize.watched import MISSING


@dataclass(frozen=True, eq=False)
class Open:
    """What is unpacked: `value` holds an unknown number of elements."""

    value: Expr
    at: Any


@dataclass(frozen=True, eq=False)
class Rest:
    """What a star parameter gets, as one value."""

    value: Expr


@dataclass(frozen=True)
class _Taken:
    """What a callee takes by position: how many it must get, whether there may be fewer, and whether there may be more."""

    count: int
    optional: bool
    more: bool


def given(args: Sequence[Any], node: gast.Call, scope: Activation, out: list[Stmt]) -> list[Any] | None:
    """The arguments of a call, one of which is `Open`, as others; None if the callee does not tell how many it takes."""
    target = scope.resolve(node.func) if nodes.dotted(node.func) is not None else MISSING
    if target is max or target is min:
        items = _joined(args, node, scope, out)
        _demand(items, 2, True, node, scope, out)
        return [items]
    taken = _taken(target, node, scope)
    opened = [k for k, a in enumerate(args) if isinstance(a, Open)]
    if taken is None:
        return None
    if taken.more and opened[0] >= taken.count:
        return [*args[: taken.count], Rest(_as_tuple(args[taken.count :], node, scope, out))]
    missing = taken.count - (len(args) - 1)
    if len(opened) > 1 or taken.optional or missing < 0 or (taken.more and opened[0] != len(args) - 1):
        return None
    whole = args[opened[0]]
    name: Any = nodes.name(scope.flat.named(scope.placeholder(whole.value, whole.at), scope, out))
    name = _joined([whole], node, scope, out) if name.id in scope.names.stars else _in_order(name, node, scope, out)
    _demand(name, missing, taken.more, node, scope, out)
    parts = [_element(name, k, node, scope, out) for k in range(missing)]
    if taken.more:
        left = gast.Subscript(nodes.copy(name), gast.Slice(nodes.constant(missing), None, None), gast.Load())
        rest = scope.names.temporary(f"{name.id}_rest")
        scope.flat.emit(nodes.assign(rest, left), node, scope, out)
        parts.append(Rest(_as_tuple([Open(nodes.name(rest), whole.at)], node, scope, out)))
    return [*args[: opened[0]], *parts, *args[opened[0] + 1 :]]


def _taken(target: Any, node: gast.Call, scope: Activation) -> _Taken | None:
    """What a callee takes; None where that is not known."""
    owner = questions.peek(node.func.value, scope) if isinstance(node.func, gast.Attribute) else None
    if isinstance(owner, Instance) and target is MISSING:
        target = Bound(objects.class_attribute(owner.kind, node.func.attr), owner)
    elif isinstance(target, Instance):
        target = Bound(objects.class_attribute(target.kind, "__call__"), target)
    if isinstance(target, np.ufunc):
        return _Taken(target.nin, False, False)
    function, before = (target.function, 1) if isinstance(target, Bound) else (target, 0)
    if function is MISSING or (before and not isinstance(function, (FunctionType, Inner))):
        return None
    if isinstance(function, type) and issubclass(function, tuple) and hasattr(function, "_fields"):
        return _Taken(len(function._fields), bool(function._field_defaults), False)  # type: ignore[attr-defined]
    if not isinstance(function, Inner):
        function, held, _ = unwrapped(function)
        before += len(held)
    try:
        spec = located(function).node.args
    except (SourceADError, AttributeError, TypeError):
        return None
    named = {k.arg for k in node.keywords}
    positional = [p.id for p in [*spec.posonlyargs, *spec.args]][before:]
    optional = bool(spec.defaults) or any(p in named for p in positional)
    return _Taken(len(positional), optional, spec.vararg is not None)


def _in_order(name: gast.Name, node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    """What is unpacked as something that can be indexed: of a dict, its keys."""
    items = scope.names.temporary(f"{name.id}_items")
    scope.flat.emit(nodes.assign(items, helper("sequence", scope, name)), node, scope, out)
    return nodes.name(items)


def _joined(args: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """One list of arguments."""
    if len(args) == 1 and isinstance(args[0], Open):
        made = gast.copy_location(gast.Call(nodes.name("<list>"), [scope.placeholder(args[0].value, args[0].at)], []), node)
        gast.copy_location(made.func, node)
        return nodes.name(scope.flat.named(made, scope, out))
    elements: list[Any] = []
    for item in args:
        one: Any = scope.placeholder(item.value if isinstance(item, Open) else item, node)
        elements.append(gast.copy_location(gast.Starred(one, gast.Load()), node) if isinstance(item, Open) else one)
    return nodes.name(scope.flat.named(gast.copy_location(nodes.list_(elements), node), scope, out))


def _as_tuple(args: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """One tuple of arguments."""
    name = scope.names.temporary("rest")
    scope.names.stars.add(name)
    made = nodes.at(nodes.call(builtin("tuple", scope), _joined(args, node, scope, out)), scope.place(node))
    scope.flat.emit(nodes.assign(name, made), node, scope, out)
    return nodes.name(name)


def _element(name: gast.Name, position: int, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    part = scope.names.temporary(f"{name.id}_{position}")
    scope.flat.emit(nodes.assign(part, nodes.subscript(nodes.copy(name), nodes.constant(position))), node, scope, out)
    return nodes.name(part)


def _demand(items: Expr, count: int, more: bool, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Raise, when the program runs, where there are not so many elements."""
    length = scope.names.temporary("length")
    scope.flat.emit(nodes.assign(length, nodes.call(builtin("len", scope), nodes.copy(items))), node, scope, out)
    test = gast.Compare(nodes.name(length), [gast.Lt() if more else gast.NotEq()], [nodes.constant(count)])
    reason = nodes.constant(f"{'at least ' if more else ''}{count} arguments are expected here")
    raised = nodes.at(gast.Raise(nodes.call(builtin("TypeError", scope), reason), None), scope.place(node))
    scope.flat.emit(nodes.if_(test, [raised]), node, scope, out)
