"""The order of evaluation, where methods change objects while an expression is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    for position in reversed(range(len(parts) - 1)):
        found[position] = unchanged(found[position], marks[position], parts[position], scope, out)
    return found


def each(
    goals: Sequence[Any], values: Sequence[Any], node: Any, scope: Activation, out: list[Stmt], one: Callable[[Any, Any], None]
) -> None:
    """`one` for each target and its value, from the left; what a target assigns is kept as it was for the later values."""
    found = list(values)
    for position, goal in enumerate(goals):
        mark = len(out)
        one(goal, found[position])
        found[position + 1 :] = [unchanged(f, mark, node, scope, out) for f in found[position + 1 :]]


def stored(found: Any, node: Any, scope: Activation, out: list[Stmt], where: Callable[[], Any]) -> tuple[Any, Any]:
    """What `where` gives of a target, and the value that is stored there, which was there before."""
    mark = len(out)
    scope.names.pending.append(found)
    place = where()
    scope.names.pending.pop()
    return place, unchanged(found, mark, node, scope, out)


def unchanged(found: Any, mark: int, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An atom as it was before the statements after a mark: under another name, if one of them assigns its variable."""
    if not isinstance(found, gast.Name) or not any(g.id == found.id for s in out[mark:] for g in _goals(s)):
        return found
    name = scope.names.temporary(f"{found.id}_old")
    assign = nodes.at(nodes.assign(name, found), scope.place(node))
    out.insert(mark, assign)
    return nodes.name(name)


def _goals(statement: Stmt) -> list[Any]:
    """The names that a statement assigns, at whatever depth."""
    found = [n.targets[0] for n in nodes.walk(statement) if isinstance(n, gast.Assign)]
    found += [n.target for n in nodes.walk(statement) if isinstance(n, (gast.AugAssign, gast.For))]
    return [g for g in found if isinstance(g, gast.Name)]
