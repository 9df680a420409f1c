"""The order of evaluation, where methods change objects while an expression is evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.activation import Activation


def in_order(parts: Sequence[Any], scope: Activation, out: list[Stmt], one: Any) -> list[Any]:
    """What `one` gives for each part; what a later part's methods assign is kept as it was for the earlier ones."""
    found: list[Any] = []
    marks: list[int] = []
    for position, part in enumerate(parts):
        found.append(one(part, parts[position + 1 :], scope, out))
        marks.append(len(out))
        scope.names.pending.append(found[-1])
    del scope.names.pending[len(scope.names.pending) - len(parts) :]
    if not scope.names.instances:
        return found
    for position in reversed(range(len(parts))):
        item, later = found[position], out[marks[position] :]
        if isinstance(item, gast.Name) and any(item.id in nodes.names(goal) for s in later for goal in _goals(s)):
            name = scope.names.temporary(f"{item.id}_old")
            out.insert(marks[position], nodes.at(nodes.assign(name, item), scope.place(parts[position])))
            found[position] = nodes.name(name)
    return found


def _goals(statement: Stmt) -> list[Any]:
    """The names that a statement assigns, at whatever depth."""
    found = [n.targets[0] for n in nodes.walk(statement) if isinstance(n, gast.Assign)]
    found += [n.target for n in nodes.walk(statement) if isinstance(n, (gast.AugAssign, gast.For))]
    return [g for g in found if isinstance(g, gast.Name)]
