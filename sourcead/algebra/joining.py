"""Sums that are none: lists, tuples and texts, which `+` joins and `*` repeats."""

from __future__ import annotations

from collections.abc import Callable

import gast

from sourcead.nodes import Expr


def joins(node: Expr, sequence: Callable[[Expr], bool]) -> bool:
    """Whether an expression joins or repeats what is a sequence, or is one itself."""
    if isinstance(node, gast.BinOp):
        if not isinstance(node.op, (gast.Add, gast.Mult)):
            return False
        return joins(node.left, sequence) or joins(node.right, sequence)
    if isinstance(node, (gast.List, gast.Tuple)) or (isinstance(node, gast.Constant) and isinstance(node.value, (str, bytes))):
        return True
    return isinstance(node, (gast.Name, gast.Subscript, gast.Call)) and sequence(node)
