"""The functions of `operator` as the operations that they are."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.activation import Activation

BINARY = {
    operator.add: gast.Add, operator.sub: gast.Sub, operator.mul: gast.Mult, operator.truediv: gast.Div, operator.pow: gast.Pow,
    operator.matmul: gast.MatMult, operator.floordiv: gast.FloorDiv, operator.mod: gast.Mod, operator.and_: gast.BitAnd,
    operator.or_: gast.BitOr, operator.xor: gast.BitXor, operator.concat: gast.Add,
}  # fmt: skip
UNARY = {operator.neg: gast.USub, operator.pos: gast.UAdd, operator.invert: gast.Invert, operator.not_: gast.Not}
COMPARING = {operator.lt: gast.Lt, operator.le: gast.LtE, operator.gt: gast.Gt, operator.ge: gast.GtE, operator.eq: gast.Eq,
             operator.ne: gast.NotEq, operator.is_: gast.Is, operator.is_not: gast.IsNot}  # fmt: skip


def binary(kind: Any) -> Callable[..., Any]:
    """`operator.add(x, y)` and its like, as an operation."""

    def written(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        if len(node.args) != 2 or node.keywords:
            return None
        return scope.flat.value(gast.copy_location(nodes.binop(node.args[0], kind, node.args[1]), node), scope, out)

    return written


def unary(kind: Any) -> Callable[..., Any]:
    """`operator.neg(x)` and its like, as an operation."""

    def written(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        if len(node.args) != 1 or node.keywords:
            return None
        return scope.flat.value(gast.copy_location(gast.UnaryOp(kind(), node.args[0]), node), scope, out)

    return written


def compared(kind: Any) -> Callable[..., Any]:
    """`operator.lt(x, y)` and its like, as a comparison."""

    def written(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        if len(node.args) != 2 or node.keywords:
            return None
        made = gast.Compare(node.args[0], [kind()], [node.args[1]])
        return scope.flat.value(gast.copy_location(made, node), scope, out)

    return written


def getitem(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`operator.getitem(x, key)`."""
    if len(node.args) != 2 or node.keywords:
        return None
    made = nodes.subscript(node.args[0], node.args[1])
    return scope.flat.whatever(gast.copy_location(made, node), scope, out)


def quotient_and_rest(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`divmod(x, y)`."""
    if len(node.args) != 2 or node.keywords:
        return None
    x, y = scope.flat.operands(node.args, scope, out)
    parts = []
    for kind, wish in ((gast.FloorDiv, "quotient"), (gast.Mod, "rest")):
        name = scope.names.temporary(wish)
        scope.flat.emit(nodes.assign(name, nodes.binop(nodes.copy(x), kind, nodes.copy(y))), node, scope, out)
        parts.append(nodes.name(name))
    return nodes.tuple_(parts)


def attribute(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`getattr(x, "name")`, the name written out."""
    name = scope.flat.thing(node.args[1], scope, out) if len(node.args) == 2 and not node.keywords else None
    if not isinstance(name, gast.Constant) or not isinstance(name.value, str):
        return None
    return scope.flat.whatever(gast.copy_location(nodes.attribute(node.args[0], name.value), node), scope, out)


HANDLERS: dict[Any, Callable[..., Any]] = {
    divmod: quotient_and_rest,
    getattr: attribute,
    operator.getitem: getitem,
    **{function: binary(kind) for function, kind in BINARY.items()},
    **{function: unary(kind) for function, kind in UNARY.items()},
    **{function: compared(kind) for function, kind in COMPARING.items()},
}
