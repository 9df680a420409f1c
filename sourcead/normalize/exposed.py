"""Which variables a block may read before it assigns them.

Guarantee: a variable that is not listed is assigned by the block before each of its reads in it, whichever way the block runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.scope import local_names


def read_first(body: Sequence[Stmt]) -> set[str]:
    """The names that statements may read before they assign them."""
    found: set[str] = set()
    _block(body, set(), found)
    return found


def _block(body: Sequence[Stmt], assigned: set[str], found: set[str]) -> None:
    """Add what a block reads to `found` unless it is in `assigned`, which gets what the block assigns in any case."""
    for statement in body:
        if isinstance(statement, gast.If):
            _read(statement.test, assigned, found)
            ways = [set(assigned), set(assigned)]
            _block(statement.body, ways[0], found)
            _block(statement.orelse, ways[1], found)
            assigned |= ways[0] & ways[1]
        elif isinstance(statement, (gast.For, gast.While)):
            _read(statement.iter if isinstance(statement, gast.For) else statement.test, assigned, found)
            inside = set(assigned)
            if isinstance(statement, gast.For):
                _store(statement.target, inside, found)
            _block(statement.body, inside, found)
            _block(statement.orelse, set(assigned), found)
        elif isinstance(statement, gast.Try):
            for part in (statement.body, *(h.body for h in statement.handlers), statement.orelse, statement.finalbody):
                _block(part, set(assigned), found)
        elif isinstance(statement, gast.With):
            for item in statement.items:
                _read(item.context_expr, assigned, found)
                _store(item.optional_vars, assigned, found)
            _block(statement.body, assigned, found)
        else:
            _simple(statement, assigned, found)


def _simple(statement: Stmt, assigned: set[str], found: set[str]) -> None:
    if isinstance(statement, gast.Assign):
        _read(statement.value, assigned, found)
        for target in statement.targets:
            _store(target, assigned, found)
    elif isinstance(statement, gast.AugAssign):
        _read(statement.value, assigned, found)
        _read(statement.target, assigned, found)
    elif isinstance(statement, gast.FunctionDef):
        _read(statement, assigned, found)
        assigned.add(statement.name)
    else:
        _read(statement, assigned, found)


def _store(target: Any, assigned: set[str], found: set[str]) -> None:
    """What a target assigns; it reads the containers that it stores into."""
    if isinstance(target, gast.Name):
        assigned.add(target.id)
    elif isinstance(target, (gast.Tuple, gast.List)):
        for part in target.elts:
            _store(part, assigned, found)
    elif isinstance(target, gast.Starred):
        _store(target.value, assigned, found)
    elif target is not None:
        _read(target, assigned, found)


def _read(node: Any, assigned: set[str], found: set[str]) -> None:
    """What an expression or any other statement mentions, but for the variables of functions and comprehensions inside it."""
    own: set[str] = set()
    for part in nodes.walk(node):
        if isinstance(part, (gast.FunctionDef, gast.Lambda)):
            own |= local_names(part)
        elif isinstance(part, gast.comprehension):
            own |= {n.id for n in nodes.walk(part.target) if isinstance(n, gast.Name)}
    named = {n.target.id for n in nodes.walk(node) if isinstance(n, gast.NamedExpr)}
    found |= {n.id for n in nodes.walk(node) if isinstance(n, gast.Name) and n.id not in named} - own - assigned
    assigned |= named
