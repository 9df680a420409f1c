"""Loops that are written out: an iteration is the steps that give the loop's target its value, and a copy of the body."""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.nodes import Stmt


def entered(step: list[Stmt], body: list[Stmt]) -> list[Stmt]:
    """An iteration; where it takes a pair apart at once, the pair is not made."""
    pair = step[-1].value if isinstance(step[-1], gast.Assign) else None
    if not isinstance(pair, gast.Tuple):
        return [*step, *body]
    target = step[-1].targets[0].id
    parts = [n for s in body for n in nodes.walk(s) if isinstance(n, gast.Subscript) and _is_part(n, target)]
    if len(parts) < sum(n == target for s in body for n in nodes.names(s)):
        return [*step, *body]
    taken = {id(n) for n in parts}
    new = [nodes.changed(s, lambda n: nodes.copy(pair.elts[n.slice.value]) if id(n) in taken else n) for s in body]
    return [*step[:-1], *new]


def _is_part(node: gast.Subscript, target: str) -> bool:
    name = isinstance(node.value, gast.Name) and node.value.id == target
    return name and isinstance(node.slice, gast.Constant) and node.slice.value in (0, 1)
