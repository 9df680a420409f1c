"""`y, y_pullback = f_vjp(x)`: the pair that a derivative gives, taken apart in the statement that calls it; and `a, b = x` again.

Guarantee: nothing else reads the pair; of what the user takes apart the length is checked. (A tuple is no target in the normal
form, so this comes last.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks
from sourcead.nodes import Stmt
from sourcead.optimize.context import Context


def unpack(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body with the results of derivatives, and of pullbacks, taken apart where they are made."""
    reads: dict[str, int] = {}
    for statement in body:
        for name in nodes.names(statement):
            reads[name] = reads.get(name, 0) + 1
    return _block(list(body), context, reads)


def _block(body: list[Stmt], context: Context, reads: dict[str, int]) -> list[Stmt]:
    out: list[Stmt] = []
    while body:
        statement = body.pop(0)
        for inner in blocks(statement):
            inner[:] = _block(list(inner), context, reads)
        again = _checked(statement)
        if again is not None:
            out += _apart(statement, *again, body)
            continue
        count, name = _parts(statement, context), assigned(statement)
        found = _Found({}, [], [], []) if not count or name is None else _taken(name, body)
        if not found.goals or reads[str(name)] != 1 + len(found.goals):
            out.append(statement)
            continue
        del body[: len(found.all)]
        out += found.before
        targets = gast.Tuple([nodes.target(found.goals.get(k, "_")) for k in range(count)], gast.Store())
        new = gast.Assign([targets], statement.value, None)
        new.sweep = getattr(statement, "sweep", "")  # type: ignore[attr-defined]
        out += [nodes.at(new, statement), *found.after]
    return out


def _checked(statement: Stmt) -> tuple[str, int] | None:
    """What a statement checks to have a certain length, and that."""
    call = statement.value if isinstance(statement, gast.Expr) else None
    if not isinstance(call, gast.Call) or nodes.dotted(call.func) != ["rt", "check_length"] or len(call.args) != 2:
        return None
    return (call.args[0].id, call.args[1].value) if isinstance(call.args[0], gast.Name) else None


def _apart(check: Stmt, name: str, count: int, body: list[Stmt]) -> list[Stmt]:
    """A check and the reads that follow it as `a, b = name`, which checks too; the reads are taken from the body."""
    found = _taken(name, body)
    whole = set(found.goals) <= set(range(count)) and name not in found.goals.values()
    if not found.goals or not whole or found.before:
        return [check]
    del body[: len(found.all)]
    parts = [nodes.target(found.goals.get(k, "_")) for k in range(count)]
    new = gast.Assign([gast.Tuple(parts, gast.Store())], nodes.name(name), None)
    new.sweep = getattr(check, "sweep", "")  # type: ignore[attr-defined]
    return [nodes.at(new, check), *found.after]


@dataclass
class _Found:
    """The statements that take a pair apart: what they bind, and what is put on tapes before and after."""

    goals: dict[int, str]
    before: list[Stmt]
    after: list[Stmt]
    all: list[Stmt]


def _taken(name: str, body: Sequence[Stmt]) -> _Found:
    found = _Found({}, [], [], [])
    for statement in body:
        part, kept = _part_of(statement, name), _kept_on_tape(statement)
        if part is not None and part[0] not in found.goals:
            found.goals[part[0]] = part[1]
        elif kept is not None and name not in kept:
            (found.after if kept & set(found.goals.values()) else found.before).append(statement)
        else:
            break
        found.all.append(statement)
    return found


def _kept_on_tape(statement: Stmt) -> set[str] | None:
    """The names that `tape.append(x)` reads, of a tape of the forward sweep."""
    call = statement.value if isinstance(statement, gast.Expr) else None
    if not isinstance(call, gast.Call) or not isinstance(call.func, gast.Attribute) or call.func.attr != "append":
        return None
    tape = call.func.value
    is_tape = isinstance(tape, gast.Name) and tape.id.rstrip("0123456789").endswith("_tape")
    return set().union(*map(nodes.free_names, call.args)) if is_tape else None


def _parts(statement: Stmt, context: Context) -> int:
    """How many parts the value of a statement has, if it is what a derivative or a pullback gives."""
    value = statement.value if isinstance(statement, gast.Assign) else None
    if not isinstance(value, gast.Call):
        return 0
    callee = context.typing.program.callee(value)
    if callee is not None and callee.pulls:
        return 2
    return context.pullbacks.get(getattr(value.func, "id", ""), 0)


def _part_of(statement: Stmt, name: str) -> tuple[int, str] | None:
    """The position and the new name, of a statement `new = name[position]`."""
    value, goal = getattr(statement, "value", None), assigned(statement)
    if not isinstance(statement, gast.Assign) or goal is None or not isinstance(value, gast.Subscript):
        return None
    if not isinstance(value.value, gast.Name) or value.value.id != name or not isinstance(value.slice, gast.Constant):
        return None
    return int(value.slice.value), goal
