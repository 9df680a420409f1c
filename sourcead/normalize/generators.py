"""Generator functions: a loop over a call of one is the generator's body with the loop's in the place of its `yield`.

Guarantee: what a generator and its consumer do happens in the order in which Python does it. A generator that is consumed otherwise
(by `list`, `sum`, a comprehension, a loop over several `yield`s) has its values put into a list first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.locate import locate
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation, Inner, unwrapped
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.exits import own_nodes
from sourcead.normalize.program import MISSING

STOPPED = "<stopped>"
Yielded = Callable[[Expr, list[Stmt]], None]


def body_of(node: Any, scope: Activation) -> Any:
    """The definition of the generator function that an expression calls; None for any other expression."""
    if not isinstance(node, gast.Call):
        return None
    target = scope.resolve(node.func)
    if isinstance(target, Inner):
        found = target.node
    else:
        function = MISSING if target is MISSING else unwrapped(target)[0]
        if function is MISSING or scope.is_primitive(function):
            return None
        found = locate(function).node
    return found if is_generator(found) else None


def is_generator(node: Any) -> bool:
    """Whether a function's definition has a `yield` of its own."""
    return isinstance(node, gast.FunctionDef) and bool(_yields(node.body))


def _yields(body: list[Stmt]) -> list[Any]:
    return [n for s in body for n in own_nodes(s) if isinstance(n, (gast.Yield, gast.YieldFrom))]


def plain_body(node: Any, scope: Activation) -> list[Stmt]:
    """The generator's statements, `yield from xs` as a loop, checked to be of a kind that is followed."""
    body = [_without_from(s, scope) for s in node.body]
    found = _yields(body)
    whole = [s.value for s in _statements(body) if isinstance(s, gast.Expr)]
    for item in found:
        if item.value is None or not any(item is w for w in whole):
            raise scope.error(item, "a generator that is sent values is not differentiated", "Pass them as arguments.")
    for item in _statements(body):
        endless = isinstance(item, gast.While) and isinstance(item.test, gast.Constant) and item.test.value
        leaves = any(isinstance(n, (gast.Break, gast.Return)) for n in own_nodes(item))
        if endless and not leaves:
            raise scope.error(item, "a generator without an end is not differentiated", "Give it the number of its values.")
    return body


def _statements(body: list[Stmt]) -> list[Any]:
    return [n for s in body for n in own_nodes(s) if isinstance(n, gast.stmt)]


def _without_from(statement: Any, scope: Activation) -> Any:
    """A copy of a statement in which `yield from xs` is `for x in xs: yield x`."""
    if isinstance(statement, (gast.FunctionDef, gast.ClassDef)):
        return statement
    if isinstance(statement, gast.Expr) and isinstance(statement.value, gast.YieldFrom):
        item = scope.names.temporary("item")
        given = gast.copy_location(nodes.expression(gast.copy_location(gast.Yield(nodes.name(item)), statement.value)), statement)
        return gast.copy_location(nodes.for_(item, statement.value.value, [given]), statement)
    new = nodes.copy(statement)
    for field in ("body", "orelse"):
        if getattr(statement, field, None):
            setattr(new, field, [_without_from(s, scope) for s in getattr(statement, field)])
    return new


def runs_in_place(body: list[Stmt], consumer: list[Stmt]) -> bool:
    """Whether a loop's body can stand in the place of the `yield`: there is one."""
    return len(_yields(body)) == 1


def interferes(consumer: list[Stmt]) -> Any:
    """The first statement of a loop's body that may change what a generator reads between two of its values."""
    for statement in consumer:
        for item in own_nodes(statement):
            stores = isinstance(item, (gast.Subscript, gast.Attribute)) and isinstance(item.ctx, (gast.Store, gast.Del))
            calls = isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute) and item.func.attr in CHANGING
            if stores or calls or isinstance(item, gast.AugAssign) and isinstance(item.target, gast.Subscript):
                return item
    return None


def ending(body: list[Stmt], flag: str | None) -> list[Stmt]:
    """The generator's body that ends where the consumer has stopped."""
    if flag is None:
        return body
    out: list[Stmt] = []
    for statement in body:
        for field in ("body", "orelse"):
            if getattr(statement, field, None) and not isinstance(statement, (gast.FunctionDef, gast.ClassDef)):
                setattr(statement, field, ending(getattr(statement, field), flag))
        out.append(statement)
        if isinstance(statement, gast.Expr) and isinstance(statement.value, gast.Yield):
            leave = gast.copy_location(gast.Return(None), statement)
            out.append(gast.copy_location(nodes.if_(nodes.name(STOPPED), [leave]), statement))
    return out


def stop_flag(consumer: list[Stmt]) -> str | None:
    """The flag that tells that the consumer has stopped, if its body ends with `if flag: break`."""
    last = consumer[-1] if consumer else None
    if isinstance(last, gast.If) and last.body and isinstance(last.body[0], gast.Break) and isinstance(last.test, gast.Name):
        return last.test.id  # type: ignore[no-any-return]
    return None
