"""The places of `insert_grad_of`: in the forward sweep, the value goes on under its own name where that is safe.

Guarantee: what is written in place later is a copy, as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context
from sourcead.types.values import Array


def without_places(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The statements without calls of `rt.inserted`."""
    steady = context.typing.once | context.typing.fixed
    same: dict[str, Expr] = {}
    for statement in statements(body):
        source, goal = _source(statement), getattr(statement, "targets", [None])[0]
        if source is not None and {source, goal.id} <= steady and not _is_written(source, goal.id, context):
            same[goal.id] = nodes.substitute(nodes.name(source), same)
    if not any(_source(s) for s in statements(body)):
        return list(body)

    def change(node: Any) -> Any:
        source = _source(node)
        if source is not None:
            node.value = _value(source, node.targets[0].id, context)
        return node

    kept = [s for s in body if not (_source(s) and s.targets[0].id in same)]
    return [nodes.substitute(nodes.transform(s, change), same) for s in kept]


def _source(statement: Any) -> str | None:
    """The variable of which a statement marks a place."""
    value = statement.value if isinstance(statement, gast.Assign) else None
    marks = isinstance(value, gast.Call) and nodes.dotted(value.func) == ["rt", "inserted"]
    return value.args[0].id if marks and isinstance(value.args[0], gast.Name) else None  # type: ignore[union-attr]


def _is_written(source: str, goal: str, context: Context) -> bool:
    return context.aliases.is_written(source) or context.aliases.is_written(goal)


def _value(source: str, goal: str, context: Context) -> Expr:
    """The variable, or a copy of it."""
    if context.is_number(source) or not _is_written(source, goal, context):
        return nodes.name(source)
    is_array = isinstance(context.typing.name(source), Array)
    return nodes.call(nodes.attribute(nodes.name(source), "copy")) if is_array else nodes.call("rt.copy", nodes.name(source))
