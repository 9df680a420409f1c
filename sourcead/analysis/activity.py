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
from sourcead.types.values import DictOf, LinearMap, may_vary

CONTROL = (gast.If, gast.While, gast.Return)


def active_names(program: Program, typing: Typing, aliases: Aliases, varied: frozenset[str]) -> frozenset[str]:
    """The names that are both varied and useful."""
    body = list(statements(program.tree.body))
    steps = [(_outputs(s), reads(s)) for s in reversed(body) if not isinstance(s, CONTROL)]
    return varied & _grown(reads(body[-1]), steps, typing, aliases)


def varied_names(program: Program, typing: Typing, aliases: Aliases, wrt: Iterable[str]) -> frozenset[str]:
    """The names that depend on a differentiated argument."""
    body = statements(program.tree.body)
    steps = [(reads(s), _varying(s, typing)) for s in body if not (isinstance(s, CONTROL) or is_constant(s, typing))]
    return _grown(set(wrt), steps, typing, aliases)


def _grown(start: set[str], steps: list[tuple[set[str], set[str]]], typing: Typing, aliases: Aliases) -> frozenset[str]:
    """The names that the first come to: of each step, one of the names on its left gives all on its right."""
    found = _with_aliases(start, typing, aliases)
    while True:
        before = len(found)
        for given, gained in steps:
            if not (gained <= found or given.isdisjoint(found)):
                found |= _with_aliases(gained, typing, aliases)
        if len(found) == before:
            return frozenset(found)


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


def _varying(statement: Stmt, typing: Typing) -> set[str]:
    """The names that a statement changes and that may have a derivative."""
    return {n for n in _outputs(statement) if may_vary(typing.name(n)) and n not in typing.program.env}


def is_constant(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement's value has no derivative: comparisons, shapes, calls of functions known to be flat."""
    if not isinstance(statement, gast.Assign):
        return False
    value = statement.value
    if isinstance(value, gast.Compare) or (isinstance(value, gast.UnaryOp) and isinstance(value.op, gast.Not)):
        return True
    if isinstance(value, gast.Subscript):  # no operation makes a sparse matrix whose entries have a derivative
        return isinstance(typing.expr(value), LinearMap)
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
