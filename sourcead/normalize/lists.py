"""Lists that grow: one that starts with elements starts empty, and they are appended to it.

Guarantee: the program computes the same; of two kinds of list, built by `append` or of a fixed length, each list is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gast

from sourcead import nodes
from sourcead.nodes import Stmt


def split_lists(body: list[Stmt]) -> list[Stmt]:
    """The body in which a list that is appended to has no elements when it is made."""
    growing = {name for name in map(_appended, _all(body)) if name is not None}
    return _block(body, growing) if growing else body


def _all(body: Sequence[Stmt]) -> Iterator[Stmt]:
    for statement in body:
        yield statement
        for block in (getattr(statement, "body", []), getattr(statement, "orelse", [])):
            yield from _all(block)


def _appended(statement: Stmt) -> str | None:
    call = statement.value if isinstance(statement, gast.Expr) else None
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr == "append":
        return call.func.value.id if isinstance(call.func.value, gast.Name) else None
    return None


def _block(body: Sequence[Stmt], growing: set[str]) -> list[Stmt]:
    out: list[Stmt] = []
    for statement in body:
        for block in (getattr(statement, "body", []), getattr(statement, "orelse", [])):
            block[:] = _block(block, growing)
        out += _split(statement, growing)
    return out


def _split(statement: Stmt, growing: set[str]) -> list[Stmt]:
    if not isinstance(statement, gast.Assign) or not isinstance(statement.value, gast.List) or not statement.value.elts:
        return [statement]
    goal = statement.targets[0]
    name = goal.id if isinstance(goal, gast.Name) else ""
    if name not in growing or any(name in nodes.free_names(e) for e in statement.value.elts):
        return [statement]
    made = [nodes.assign(name, nodes.list_([]))]
    for element in statement.value.elts:
        call = nodes.call(nodes.attribute(nodes.name(name), "append"), element)
        made.append(nodes.expression(nodes.at(call, nodes.location(element) or nodes.location(statement.value))))
    return [nodes.at(s, statement) for s in made]
