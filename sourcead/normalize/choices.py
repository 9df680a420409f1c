"""Expressions of which only a part is evaluated."""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import objects, questions
from sourcead.normalize.activation import Activation


def conditional(node: gast.IfExp, scope: Activation, out: list[Stmt]) -> Expr:
    """`a if c else b`."""
    known = questions.decided(node.test, scope) if scope.names.instances else None
    if known is not None:
        return scope.flat.value(node.body if known else node.orelse, scope, out)
    result = scope.names.temporary("chosen")
    condition = scope.flat.test(node.test, scope, out)
    body, orelse = scope.branches(lambda: _chosen(node.body, result, scope), lambda: _chosen(node.orelse, result, scope))
    scope.flat.emit(nodes.if_(condition, body, orelse), node, scope, out)
    return _result(result, node, scope)


def _chosen(part: Any, result: str, scope: Activation) -> list[Stmt]:
    block: list[Stmt] = []
    found = scope.flat.value(part, scope, block)
    if isinstance(found, gast.AST):
        scope.flat.emit(nodes.assign(result, found), part, scope, block)
        scope.stored.add(result)
    else:
        objects.bind_name(result, found, part, scope, block)
    return block


def _result(result: str, node: Any, scope: Activation) -> Expr:
    scope.local[result] = result
    found = scope.lookup(result, node)
    scope.stand_in.pop(result, None)
    scope.local.pop(result)
    return found  # type: ignore[no-any-return]


def either(node: gast.BoolOp, scope: Activation, out: list[Stmt]) -> Expr:
    """`a or b` outside a test: `b` is evaluated only if `a` does not decide."""
    rest = node.values[1] if len(node.values) == 2 else gast.BoolOp(node.op, node.values[1:])
    if not hasattr(rest, "lineno"):
        gast.copy_location(rest, node)
    found = scope.flat.value(node.values[0], scope, out)
    if not isinstance(found, gast.AST):
        known = questions.truth(found)
        if known is None:
            raise scope.error(node.values[0], "whether this object is true is known only when the program runs",
                              "Ask for an attribute of it.")  # fmt: skip
        return found if known == isinstance(node.op, gast.Or) else scope.flat.value(rest, scope, out)
    result = scope.names.temporary("chosen")
    scope.flat.emit(nodes.assign(result, found), node, scope, out)
    scope.stored.add(result)
    body, orelse = scope.branches(lambda: _chosen(rest, result, scope), lambda: [])
    decided: Expr = nodes.name(result)
    scope.flat.emit(nodes.if_(decided if isinstance(node.op, gast.And) else nodes.not_(decided), body, orelse), node, scope, out)
    return _result(result, node, scope)
