"""Common subexpressions: what a block of the reverse sweep computes twice is computed once.

Guarantee: an expression is reused only where nothing that it reads has changed since.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks, statements
from sourcead.differentiate.names import Namer
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context, changes
from sourcead.types.values import Array


def name_common(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body with repeated array expressions of the reverse sweep under names."""
    namer = Namer({n for s in body for n in nodes.names(s)} | set(context.typing.program.env))
    return _block(list(body), context, namer)


def reuse_forward(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body in which the reverse sweep reads what the forward sweep has computed rather than computing it again."""
    steady = context.typing.once | context.typing.fixed | set(context.typing.program.env)
    known: dict[object, str] = {}
    out: list[Stmt] = []
    for statement in body:
        name = assigned(statement)
        if getattr(statement, "sweep", "") == "forward":
            value = getattr(statement, "value", None)
            if isinstance(statement, gast.Assign) and name in context.typing.once and isinstance(value, (gast.BinOp, gast.Call)):
                names = nodes.free_names(value)
                if (
                    names <= steady
                    and not any(context.aliases.is_written(n) for n in {*names, str(name)})
                    and context.is_pure(value)
                ):
                    known.setdefault(nodes.key(value), str(name))
            out.append(statement)
        else:
            out.append(_with_known(statement, known) if known else statement)
    return out


def _with_known(statement: Stmt, known: dict[object, str]) -> Stmt:
    def change(node: object) -> object:
        if isinstance(node, (gast.BinOp, gast.Call)):
            name = known.get(nodes.key(node))
            if name is not None:
                return nodes.name(name)
        return node

    if isinstance(statement, gast.Return):
        return statement
    return nodes.transform(statement, change)


def _block(body: list[Stmt], context: Context, namer: Namer) -> list[Stmt]:
    for statement in body:
        if getattr(statement, "sweep", "") == "reverse":
            for inner in blocks(statement):
                inner[:] = _block(inner, context, namer)
    position = 0
    while position < len(body):
        if getattr(body[position], "sweep", "") == "reverse":
            for candidate in _candidates(body[position], context):
                if _share(body, position, candidate, context, namer):
                    break
            else:
                position += 1
        else:
            position += 1
    return body


def _candidates(statement: Stmt, context: Context) -> list[Expr]:
    """The array operations of a statement, largest first."""
    if blocks(statement) or getattr(statement, "value", None) is None:
        return []
    found = [n for n in gast.walk(statement.value) if isinstance(n, (gast.BinOp, gast.Call, gast.UnaryOp))]
    return [n for n in found if isinstance(context.typing.expr(n), Array) and context.is_pure(n)]


def _share(body: list[Stmt], position: int, candidate: Expr, context: Context, namer: Namer) -> bool:
    wanted, needed = nodes.key(candidate), nodes.free_names(candidate)
    if assigned(body[position]) is not None and nodes.equal(candidate, body[position].value):  # type: ignore[attr-defined]
        return False
    places, total = [], 0
    for later in range(position, len(body)):
        statement = body[later]
        mine = not blocks(statement) and getattr(statement, "sweep", "") == "reverse"
        count = _count(statement, wanted) if mine else 0
        if count:
            places.append(later)
            total += count
        if needed & changes(statement, context):
            break
    if total < 2:
        return False
    name = namer.fresh(_title(candidate))
    context.typing.cotangents[name] = context.typing.expr(candidate)
    for place in places:
        body[place] = _replace(body[place], wanted, name)
    new = nodes.assign(name, nodes.copy(candidate))
    new.sweep = "reverse"
    body.insert(position, new)
    return True


def _title(candidate: Expr) -> str:
    """A name after what an expression holds."""
    parts = nodes.dotted(candidate.func) if isinstance(candidate, gast.Call) else None
    return f"{parts[-1]}_shared" if parts else "shared"


def _count(statement: Stmt, wanted: object) -> int:
    value = getattr(statement, "value", None)
    if value is None:
        return 0
    return sum(1 for n in gast.walk(value) if isinstance(n, (gast.BinOp, gast.Call, gast.UnaryOp)) and nodes.key(n) == wanted)


def _replace(statement: Stmt, wanted: object, name: str) -> Stmt:
    def change(node: object) -> object:
        same = isinstance(node, (gast.BinOp, gast.Call, gast.UnaryOp)) and nodes.key(node) == wanted
        return nodes.name(name) if same else node

    return nodes.transform(statement, change)


__all__ = ["name_common", "statements"]
