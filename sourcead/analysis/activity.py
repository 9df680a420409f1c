"""Activity: which names depend on a differentiated argument (varied) and reach the result (useful).

Guarantee: a name outside `active` needs no cotangent. The analysis does not follow the flow of control (a name is active or it
is not), which is precise enough since each web of a variable has a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast

from sourcead.analysis.aliases import Aliases
from sourcead.analysis.walk import assigned, changed_container, reads, statements, stored
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.rules import registry
from sourcead.types.conditions import is_flat
from sourcead.types.infer import Typing
from sourcead.types.values import DictOf, may_vary


def active_names(program: Program, typing: Typing, aliases: Aliases, wrt: Iterable[str]) -> frozenset[str]:
    """The names that are both varied and useful."""
    body = list(statements(program.tree.body))
    varied = varied_names(program, typing, aliases, wrt)
    result = body[-1]
    useful = _grow(reads(result), body[::-1], typing, aliases, _useful_step)
    return frozenset(varied & useful)


def varied_names(program: Program, typing: Typing, aliases: Aliases, wrt: Iterable[str]) -> frozenset[str]:
    """The names that depend on a differentiated argument."""
    return frozenset(_grow(set(wrt), list(statements(program.tree.body)), typing, aliases, _varied_step))


def _grow(start: set[str], body: list[Stmt], typing: Typing, aliases: Aliases, step: object) -> set[str]:
    found = _with_aliases(start, typing, aliases)
    while True:
        before = len(found)
        for statement in body:
            new = step(statement, found, typing)  # type: ignore[operator]
            if not new <= found:
                found |= _with_aliases(new, typing, aliases)
        if len(found) == before:
            return found


def _with_aliases(names: set[str], typing: Typing, aliases: Aliases) -> set[str]:
    """Memory that is written in place varies for all its names at once."""
    out = set(names)
    for name in names:
        if aliases.is_written(name):
            out |= {n for n in aliases.class_of(name) if may_vary(typing.name(n))}
    return out


def _outputs(statement: Stmt) -> set[str]:
    """The names whose value a statement itself changes."""
    name, place, container = assigned(statement), stored(statement), changed_container(statement)
    if place is not None:
        return {place.value.id}
    return {n for n in (name, container) if n is not None}


def _varied_step(statement: Stmt, varied: set[str], typing: Typing) -> set[str]:
    if isinstance(statement, (gast.If, gast.While, gast.Return)) or is_constant(statement, typing):
        return set()
    if not reads(statement) & varied:
        return set()
    return {n for n in _outputs(statement) if may_vary(typing.name(n)) and n not in typing.program.env}


def _useful_step(statement: Stmt, useful: set[str], typing: Typing) -> set[str]:
    if isinstance(statement, (gast.If, gast.While, gast.Return)):
        return set()
    return reads(statement) if _outputs(statement) & useful else set()


def is_constant(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement's value has no derivative: comparisons, shapes, calls of functions known to be flat."""
    if not isinstance(statement, gast.Assign):
        return False
    value = statement.value
    if isinstance(value, gast.Compare) or (isinstance(value, gast.UnaryOp) and isinstance(value.op, gast.Not)):
        return True
    if isinstance(value, (gast.BinOp, gast.UnaryOp)):
        if isinstance(typing.expr(value), DictOf):  # `a | b`
            return False
        return is_flat(registry.operator(type(value.op).__name__), [], typing)
    if isinstance(value, gast.Attribute):
        return is_flat(registry.method(value.attr), [value.value], typing)
    if isinstance(value, gast.Call):
        function = typing.callee(value.func)
        if function is not typing.program.MISSING:
            return is_flat(registry.lookup(function), value.args, typing)
        return isinstance(value.func, gast.Attribute) and is_flat(registry.method(value.func.attr), [value.func.value], typing)
    return False
