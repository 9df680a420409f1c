"""Functions that are chosen by what is computed: a call of such a one is a branch.

Guarantee: the function that Python would call is called, on arguments that are evaluated once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import builtin
from sourcead.normalize.known import Choice, Group

MOST = 8  # of so many functions one is chosen by an index
WAY_OUT = "Give each function a name of its own, and choose between their results."


def is_callable(found: Any, scope: Activation) -> bool:
    """Whether an atom or known value is a function, one or another."""
    return callable(scope.object_of(found)) if isinstance(found, gast.AST) else not isinstance(found, Group)


def settle(blocks: list[list[Stmt]], node: Any, scope: Activation) -> None:
    """Let names that stand for one function in one block and for another in the other stand for the choice."""
    pairs = {n: p for n, p in scope.split.items() if all(is_callable(f, scope) for f in p)}
    if pairs:
        test = _flag(blocks, node, scope)
        scope.stand_in.update({n: Choice(nodes.name(test), *pair) for n, pair in pairs.items()})


def _flag(blocks: list[list[Stmt]], node: Any, scope: Activation) -> str:
    """A variable that tells which block was run."""
    name = scope.names.temporary("taken")
    for value, block in zip((True, False), blocks):
        block.insert(0, nodes.at(nodes.assign(name, nodes.constant(value)), scope.place(node)))
    return name


def either(
    node: Any, one: Callable[[list[Stmt]], Any], other: Callable[[list[Stmt]], Any], scope: Activation
) -> tuple[list[list[Stmt]], Any]:
    """Two blocks, and the value that they give: a variable, or a choice of functions."""
    result, found = scope.names.temporary("chosen"), list[Any]()

    def run(way: Callable[[list[Stmt]], Any]) -> list[Stmt]:
        block: list[Stmt] = []
        made = way(block)
        found.append(made)
        if isinstance(made, gast.AST) and not is_callable(made, scope):
            scope.flat.emit(nodes.assign(result, made), node, scope, block)
        return block

    blocks = scope.branches(lambda: run(one), lambda: run(other))
    settle(blocks, node, scope)
    functions = [not isinstance(f, gast.AST) or is_callable(f, scope) for f in found]
    if not any(functions):
        return blocks, nodes.name(result)
    if not all(is_callable(f, scope) for f in found):
        raise scope.error(node, "which function or container this is, is known only when the program runs", WAY_OUT)
    return blocks, Choice(nodes.name(_flag(blocks, node, scope)), *found)


def call(target: Choice, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The call of a function that was chosen."""
    values = [*node.args, *(k.value for k in node.keywords)]
    args = [scope.placeholder(found, part) for found, part in zip(scope.flat.things(values, scope, out), values)]
    keywords = [gast.keyword(k.arg, a) for k, a in zip(node.keywords, args[len(node.args) :])]

    def called(function: Any) -> Callable[[list[Stmt]], Any]:
        again = gast.Call(scope.placeholder(function, node.func), args[: len(node.args)], keywords)
        return lambda block: scope.flat.whatever(gast.copy_location(again, node), scope, block)

    blocks, found = either(node, called(target.one), called(target.other), scope)
    scope.flat.emit(nodes.if_(nodes.copy(target.test), *blocks), node, scope, out)
    return found


def among(group: Group, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    """`fs[k]`: one of a few functions; None where they are not such."""
    if not 0 < len(group.items) <= MOST or not all(is_callable(i, scope) for i in group.items):
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


__all__ = ["among", "call", "either", "is_callable", "settle"]
