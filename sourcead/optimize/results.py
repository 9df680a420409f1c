"""`w, v = np.linalg.eigh(a)`: what gives several arrays is taken apart in the statement that calls it, if more than one is read.

Guarantee: each name stands for one array of the result from there on. (A tuple is no target in the normal form, so this comes
after all that looks at statements.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context
from sourcead.types.values import Fixed


def name_results(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body in which the results of a call have names."""
    body = list(body)
    uses: dict[str, int] = {}
    bound: dict[str, int] = {}
    _count(body, uses, bound)
    return _block(body, context, uses, bound)


def _count(body: Sequence[Stmt], uses: dict[str, int], bound: dict[str, int]) -> None:
    """How often each name stands in a body, and how often one is assigned there."""
    for statement in body:
        for name in nodes.names(statement):
            uses[name] = uses.get(name, 0) + 1
        for part in nodes.walk(statement):
            for goal in getattr(part, "targets", [getattr(part, "target", None)]):
                for name in nodes.names(goal) if goal is not None else ():
                    bound[name] = bound.get(name, 0) + 1


def _block(body: list[Stmt], context: Context, uses: dict[str, int], bound: dict[str, int]) -> list[Stmt]:
    position = 0
    while position < len(body):
        statement = body[position]
        for inner in blocks(statement):
            inner[:] = _block(inner, context, uses, bound)
        name = assigned(statement) if isinstance(statement, gast.Assign) else None
        kind = context.typing.name(name) if name in context.temporaries else None
        if isinstance(kind, Fixed) and kind.kind == "tuple" and isinstance(statement.value, gast.Call) and bound[str(name)] == 1:
            body = _apart(body, position, str(name), kind, context, uses, bound)
        position += 1
    return body


def _apart(
    body: list[Stmt], position: int, name: str, kind: Fixed, context: Context, uses: dict[str, int], bound: dict[str, int]
) -> list[Stmt]:
    """The body with `name`, which a statement binds, taken apart; the same where that cannot be or says no more."""
    statement, rest = body[position], body[position + 1 :]
    reads = [n for s in rest for n in nodes.walk(s) if _place(n, name) is not None]
    places = {_place(n, name) for n in reads}
    if len(places) < 2 or len(reads) + 1 != uses[name] or not all(p in range(len(kind.elements)) for p in map(int, places)):  # type: ignore[arg-type]
        return body
    goals: dict[int, str] = {}
    for other in rest:
        goal, place = assigned(other), _place(getattr(other, "value", None), name)
        if isinstance(other, gast.Assign) and isinstance(other.targets[0], gast.Name) and place is not None:
            if bound[str(goal)] == 1 and not context.aliases.is_written(str(goal)):
                goals.setdefault(place, str(goal))
    for place in sorted(map(int, places - set(goals))):  # type: ignore[arg-type]
        wish = kind.fields[place].lower() if kind.fields else f"{name}_{place}"
        while wish in uses or wish in context.typing.program.env or wish in goals.values():
            wish += "_"
        goals[place] = wish
        context.typing.cotangents[wish] = kind.elements[place]

    def named(node: Any) -> Any:
        place = _place(node, name)
        return node if place is None else nodes.name(goals[place])

    kept = [s for s in rest if not (_place(getattr(s, "value", None), name) is not None and assigned(s) in goals.values())]
    targets = gast.Tuple([nodes.target(goals.get(k, "_")) for k in range(len(kind.elements))], gast.Store())
    new = gast.Assign([targets], statement.value, None)
    new.sweep = getattr(statement, "sweep", "")  # type: ignore[attr-defined]
    return [*body[:position], nodes.at(new, statement), *(nodes.transform(s, named) for s in kept)]


def _place(node: Expr | None, name: str) -> int | None:
    """`k`, of `name[k]`."""
    if not isinstance(node, gast.Subscript) or not isinstance(node.value, gast.Name) or node.value.id != name:
        return None
    return node.slice.value if isinstance(node.slice, gast.Constant) and type(node.slice.value) is int else None
