"""Transposes of transposes: `a_T.T`, where `a_T` is `a.T`, is `a`.

Guarantee: a name stands for the same array wherever one is put in the place of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.nodes import Stmt
from sourcead.optimize.context import Context


def cancel_transposes(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The statements without transposes that cancel each other."""
    steady = context.typing.once | context.typing.fixed
    known: dict[str, str] = {}
    for statement in statements(body):
        if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name) and _is_transpose(statement.value):
            name, inner = statement.targets[0].id, statement.value.value
            if isinstance(inner, gast.Name) and {name, inner.id} <= steady:
                known[name] = inner.id

    def cancelled(node: Any) -> Any:
        if not _is_transpose(node):
            return node
        if isinstance(node.value, gast.Name) and node.value.id in known:
            return nodes.name(known[node.value.id])
        return node.value.value if _is_transpose(node.value) else node

    if not known and not any(_is_transpose(n) and _is_transpose(n.value) for s in body for n in nodes.walk(s)):
        return list(body)
    return [nodes.transform(s, cancelled) for s in body]


def _is_transpose(node: Any) -> bool:
    return isinstance(node, gast.Attribute) and node.attr == "T"
