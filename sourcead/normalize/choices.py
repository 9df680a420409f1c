"""Expressions of which only a part is evaluated, and functions that are chosen by what is computed: a call of one is a branch.

Guarantee: the part that Python would evaluate is evaluated, the function that it would call is called, on arguments that are
evaluated once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import decisions, objects, questions
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import builtin
from sourcead.normalize.known import Choice, Group
from sourcead.normalize.objects import UNDECIDED, Instance

WAY_OUT = "Give each one a name of its own, and choose between their results."
MOST = 8  # of so many functions one is chosen by an index


def conditional(node: gast.IfExp, scope: Activation, out: list[Stmt]) -> Any:
    """`a if c else b`."""
    known = decisions.outcome(node.test, scope, out)
    if known is not UNDECIDED:
        return scope.flat.whatever(node.body if known else node.orelse, scope, out)
    result = scope.names.temporary("chosen")
    condition = scope.flat.test(node.test, scope, out)
    blocks = scope.branches(lambda: _chosen(node.body, result, scope), lambda: _chosen(node.orelse, result, scope))
    return _result(result, condition, blocks, node, scope, out)


def either(node: gast.BoolOp, scope: Activation, out: list[Stmt]) -> Any:
    """`a or b` outside a test: `b` is evaluated only if `a` does not decide."""
    rest = node.values[1] if len(node.values) == 2 else gast.BoolOp(node.op, node.values[1:])
    if not hasattr(rest, "lineno"):
        gast.copy_location(rest, node)
    known = decisions.decided(node.values[0], scope)
    if known is not UNDECIDED:
        return scope.flat.whatever(node.values[0] if known is isinstance(node.op, gast.Or) else rest, scope, out)
    found = scope.flat.whatever(node.values[0], scope, out)
    if isinstance(found, Instance):
        is_true = questions.truth(found)
        if is_true is None:
            raise scope.error(node.values[0], "whether this object is true is known only when the program runs",
                              "Ask for an attribute of it.")  # fmt: skip
        return found if is_true == isinstance(node.op, gast.Or) else scope.flat.whatever(rest, scope, out)
    result = scope.names.temporary("chosen")
    scope.local[result] = result
    scope.flat.bind_thing(nodes.target(result), found, node, scope, out)
    blocks = scope.branches(lambda: _chosen(rest, result, scope), lambda: [])
    decided: Expr = nodes.name(result)
    return _result(result, decided if isinstance(node.op, gast.And) else nodes.not_(decided), blocks, node, scope, out)


def _chosen(part: Any, result: str, scope: Activation) -> list[Stmt]:
    block: list[Stmt] = []
    scope.local[result] = result
    scope.flat.bind_thing(nodes.target(result), scope.flat.whatever(part, scope, block), part, scope, block)
    return block


def _result(result: str, condition: Expr, blocks: list[list[Stmt]], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What a name stands for after two blocks, which are appended."""
    scope.flat.emit(nodes.if_(condition, *blocks), node, scope, out)
    if scope.is_undecided(result):
        raise scope.error(node, "which function or object this is, is known only when the program runs", WAY_OUT)
    scope.local[result] = result
    found = scope.lookup(result, node)
    scope.stand_in.pop(result, None)
    scope.local.pop(result)
    return found


# functions


def call(target: Choice, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The call of a function that was chosen."""
    values = [*node.args, *(k.value for k in node.keywords)]
    args = [scope.placeholder(found, part) for found, part in zip(scope.flat.things(values, scope, out), values)]
    keywords = [gast.keyword(k.arg, a) for k, a in zip(node.keywords, args[len(node.args) :])]
    result = scope.names.temporary("chosen")

    def called(function: Any) -> Callable[[], list[Stmt]]:
        again = gast.Call(scope.placeholder(function, node.func), args[: len(node.args)], keywords)
        return lambda: _chosen(gast.copy_location(again, node), result, scope)

    blocks = scope.branches(called(target.one), called(target.other))
    return _result(result, nodes.copy(target.test), blocks, node, scope, out)


def among(group: Group, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    """`fs[k]`: one of a few functions; None where they are not such."""
    if not 0 < len(group.items) <= MOST or not all(objects.is_function(i, scope) for i in group.items):
        return None
    key = nodes.name(scope.flat.named(node.slice, scope, out))
    count = len(group.items)
    if group.kind != "dict":
        least = nodes.negative(nodes.constant(count))
        outside = nodes.not_(gast.Compare(least, [gast.LtE(), gast.Lt()], [key, nodes.constant(count)]))
        _refuse("IndexError", "index out of range", outside, node, scope, out)
        place = scope.names.temporary("place")
        scope.flat.emit(nodes.assign(place, nodes.binop(nodes.copy(key), gast.Mod, nodes.constant(count))), node, scope, out)
        key = nodes.name(place)
    tests = [_is(key, k, node, scope, out) for k in (group.keys if group.kind == "dict" else range(count))]
    if group.kind == "dict":
        none = nodes.not_(gast.BoolOp(gast.Or(), nodes.copy_all(tests)) if count > 1 else nodes.copy(tests[0]))
        _refuse("KeyError", "there is no such key", none, node, scope, out)
    found = group.items[-1]
    for test, item in zip(tests[-2::-1], group.items[-2::-1]):
        found = Choice(test, item, found)
    return found


def _is(key: Expr, value: Any, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    name = scope.names.temporary(f"is_{value}")
    test = gast.Compare(nodes.copy(key), [gast.Eq()], [nodes.constant(value)])
    scope.flat.emit(nodes.assign(name, test), node, scope, out)
    return nodes.name(name)


def _refuse(error: str, reason: str, test: Expr, node: Any, scope: Activation, out: list[Stmt]) -> None:
    raised = gast.Raise(nodes.call(builtin(error, scope), nodes.constant(reason)), None)
    scope.flat.emit(nodes.if_(test, [nodes.at(raised, scope.place(node))]), node, scope, out)


__all__ = ["among", "call", "conditional", "either"]
