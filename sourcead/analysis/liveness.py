"""Liveness: which names may still be read after each statement.

Guarantee: a name that is not live after a statement is bound anew before it is read again, whichever way control takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead.analysis.walk import assigned, reads, statements
from sourcead.nodes import Stmt
from sourcead.normalize.marks import is_guard


def live_after(body: Sequence[Stmt]) -> dict[int, set[str]]:
    """By `id` of the statement: the names that are live after it."""
    found: dict[int, set[str]] = {}
    _block(body, set(), found)
    return found


def live_before(body: Sequence[Stmt], live: set[str]) -> set[str]:
    """The names that are live where a block begins, given those that are where it ends."""
    return _block(body, live, {})


def _block(body: Sequence[Stmt], live: set[str], found: dict[int, set[str]]) -> set[str]:
    for statement in reversed(body):
        found[id(statement)] = found.get(id(statement), set()) | live
        live = _before(statement, live, found)
    return live


def _before(statement: Stmt, live: set[str], found: dict[int, set[str]]) -> set[str]:
    if isinstance(statement, gast.Raise):  # what an outer handler reads is added there
        return reads(statement)
    if is_guard(statement):
        return _guarded(statement, live, found)
    if isinstance(statement, gast.If):
        return _block(statement.body, live, found) | _block(statement.orelse, live, found) | reads(statement)
    if isinstance(statement, (gast.For, gast.While)):
        return _loop(statement, live, found)
    bound = assigned(statement)
    return (live - {bound} if bound is not None else live) | reads(statement)


def _guarded(statement: Stmt, live: set[str], found: dict[int, set[str]]) -> set[str]:
    """What the handler reads is live throughout the body."""
    handler = _block(statement.orelse, live, found)
    body = _block(statement.body, live | handler, found)
    for inner in statements(statement.body):
        found[id(inner)] |= handler
    return body | handler | reads(statement)


def _loop(statement: Stmt, live: set[str], found: dict[int, set[str]]) -> set[str]:
    target = {statement.target.id} if isinstance(statement, gast.For) else set()
    around = live | reads(statement)
    while True:
        inside = _block(statement.body, around, found) - target
        if inside <= around:
            return around
        around = around | inside
