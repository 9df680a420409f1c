"""How an expression reads: its length, its sign, whether it is short enough to be written twice."""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.algebra.collect import Shapes, terms_of
from sourcead.algebra.numbers import is_part
from sourcead.nodes import Expr


def split_sign(node: Expr) -> tuple[bool, Expr]:
    """(True, expression) where `node` is the negative of an expression that is written without its leading sign."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        return True, node.operand
    if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Mult, gast.Div, gast.MatMult)):
        negative, left = split_sign(node.left)
        return negative, nodes.binop(left, type(node.op), node.right) if negative else node
    if isinstance(node, gast.Call) and nodes.dotted(node.func) == ["np", "where"] and len(node.args) == 3:
        return False, node
    return False, node


def is_monomial(node: Expr, shapes: Shapes, most: int = 3) -> bool:
    """Whether an expression is a product of a number and a few names (or parts of them): cheap to write twice."""
    terms = terms_of(node, shapes)
    if len(terms) != 1 or terms[0].masks:
        return False
    factors = list(terms[0].factors.values())
    return len(factors) <= most and all(abs(f.power) == 1 and is_part(f.base) for f in factors)


def count_nodes(node: Expr) -> int:
    """How many operations, names and numbers an expression has: how long it reads."""
    return sum(isinstance(n, (gast.BinOp, gast.UnaryOp, gast.Name, gast.Constant, gast.Call)) for n in nodes.walk(node))
