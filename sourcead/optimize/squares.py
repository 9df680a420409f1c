"""Squares of numbers in products of the reverse sweep, written as products: `2 * x**2 * k` as `2 * x * x * k`.

Guarantee: only for numbers, of which `x * x` is computed in less time than `x**2`; arrays have `np.square` behind their `**`.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context
from sourcead.types.values import Number, is_float


def multiply_out(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The statements with the squares of named numbers in their products multiplied out."""

    def multiplied(node: Expr) -> Expr:
        if not (isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult)):
            return node
        base = _squared(node.right, context)
        if base is not None:
            node.left, node.right = nodes.binop(node.left, gast.Mult, base), nodes.copy(base)
        base = _squared(node.left, context)
        if base is not None:
            node.left = nodes.binop(base, gast.Mult, nodes.copy(base))
        return node

    for statement in statements(body):
        if getattr(statement, "sweep", "") == "reverse" and isinstance(statement, (gast.Assign, gast.AugAssign)):
            statement.value = nodes.changed(statement.value, multiplied)
    return list(body)


def _squared(node: Expr, context: Context) -> Expr | None:
    """`x` of `x**2`, where it is a number in a variable."""
    if not (isinstance(node, gast.BinOp) and isinstance(node.op, gast.Pow) and isinstance(node.left, gast.Name)):
        return None
    kind = context.typing.expr(node.left)
    two = isinstance(node.right, gast.Constant) and type(node.right.value) is int and node.right.value == 2
    return node.left if two and isinstance(kind, Number) and is_float(kind) else None
