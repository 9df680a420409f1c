"""Displays: dicts that are built key by key become ones, and cotangents that are ones are added element by element.

Guarantee: the program computes the same; nothing reads the dict before it is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks, stored
from sourcead.nodes import Expr, Stmt
from sourcead.types.values import Array, Fixed, Number, Type


def summed(one: Expr, other: Expr, kind: Type | None) -> Expr:
    """The sum of two cotangents of a value of this type; what is known to be nothing (None) leaves no trace."""
    if _is_none(one) or _is_none(other):
        return other if _is_none(one) else one
    if isinstance(kind, (Number, Array)):
        return nodes.binop(one, gast.Add, other)
    if isinstance(kind, Fixed) and all(isinstance(e, gast.Tuple) and len(e.elts) == len(kind.elements) for e in (one, other)):
        return nodes.tuple_([summed(a, b, k) for a, b, k in zip(one.elts, other.elts, kind.elements)])  # type: ignore[attr-defined]
    return nodes.call("rt.add", one, other)


def _is_none(node: Expr) -> bool:
    return isinstance(node, gast.Constant) and node.value is None


def displayed(body: Sequence[Stmt]) -> list[Stmt]:
    """The body with dicts that start empty and get keys one by one as displays, where nothing looks at them on the way."""
    out: list[Stmt] = []
    for statement in body:
        for inner in blocks(statement):
            inner[:] = displayed(inner)
        out.append(statement)
    for position, statement in enumerate(list(out)):
        value = statement.value if isinstance(statement, gast.Assign) else None
        if isinstance(value, gast.Dict) and not value.keys and isinstance(statement.targets[0], gast.Name):
            _gather(out, position, statement.targets[0].id)
    return [s for s in out if s is not None]


def _gather(body: list[Stmt], start: int, name: str) -> None:
    """Let the last of the stores that follow `name = {}` be a display of all that was stored."""
    held: dict[object, Expr] = {}
    found: list[int] = []
    for position in range(start + 1, len(body)):
        if body[position] is None:
            continue
        statement, place = body[position], stored(body[position])
        named = place is not None and place.value.id == name and isinstance(place.slice, gast.Constant)
        if named and isinstance(statement, gast.Assign) and name not in nodes.names(statement.value):
            held[place.slice.value] = statement.value  # type: ignore[union-attr]
            found.append(position)
        elif blocks(statement) or name in nodes.names(statement) or _binds(statement, held):
            break
    if found:
        made = nodes.assign(name, gast.Dict([nodes.constant(k) for k in held], list(held.values())))
        body[found[-1]] = nodes.at(made, body[found[-1]])
        for position in (start, *found[:-1]):
            body[position] = None  # type: ignore[call-overload]


def _binds(statement: Stmt, held: Mapping[object, Expr]) -> bool:
    """Whether a statement binds or updates a name that stands for one of these values."""
    return assigned(statement) in {n for v in held.values() for n in nodes.names(v)}
