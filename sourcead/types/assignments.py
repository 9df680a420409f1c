"""Which names a program assigns once, and by which names it changes containers."""

from __future__ import annotations

from collections.abc import Iterable

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.changing import CHANGING


def assigned_once(tree: gast.FunctionDef) -> frozenset[str]:
    """The names that have one assignment, outside loops and branches."""
    count: dict[str, int] = {}

    def visit(body: Iterable[Stmt], weight: int) -> None:
        for statement in body:
            if isinstance(statement, (gast.Assign, gast.AugAssign)):
                goal = statement.targets[0] if isinstance(statement, gast.Assign) else statement.target
                if isinstance(goal, gast.Name):
                    count[goal.id] = count.get(goal.id, 0) + weight
            for field_name in ("body", "orelse"):
                visit(getattr(statement, field_name, ()), 2)

    visit(tree.body, 1)
    return frozenset(name for name, times in count.items() if times == 1)


def changing(tree: gast.FunctionDef) -> frozenset[str]:
    """The names of containers that statements change."""
    found = set()
    for node in nodes.walk(tree):
        if isinstance(node, gast.Subscript) and isinstance(node.ctx, gast.Store) and isinstance(node.value, gast.Name):
            found.add(node.value.id)
        elif isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
            found.add(node.target.id)
        elif isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute) and isinstance(node.func.value, gast.Name):
            if node.func.attr in CHANGING:
                found.add(node.func.value.id)
    return frozenset(found)
