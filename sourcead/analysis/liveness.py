"""Liveness: which names may still be read after each statement.

Guarantee: a name that is not live after a statement is bound anew before it is read again, whichever way control takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead.analysis.walk import assigned, reads
from sourcead.nodes import Stmt


def live_after(body: Sequence[Stmt]) -> dict[int, set[str]]:
    """By `id` of the statement: the names that are live after it."""
    found: dict[int, set[str]] = {}
    _block(body, set(), found)
    return found


def _block(body: Sequence[Stmt], live: set[str], found: dict[int, set[str]]) -> set[str]:
    for statement in reversed(body):
        found[id(statement)] = found.get(id(statement), set()) | live
        live = _before(statement, live, found)
    return live


def _before(statement: Stmt, live: set[str], found: dict[int, set[str]]) -> set[str]:
    if isinstance(statement, gast.If):
        return _block(statement.body, live, found) | _block(statement.orelse, live, found) | reads(statement)
    if isinstance(statement, (gast.For, gast.While)):
        return _loop(statement, live, found)
    bound = assigned(statement)
    return (live - {bound} if bound is not None else live) | reads(statement)


def _loop(statement: Stmt, live: set[str], found: dict[int, set[str]]) -> set[str]:
    target = {statement.target.id} if isinstance(statement, gast.For) else set()
    around = live | reads(statement)
    while True:
        inside = _block(statement.body, around, found) - target
        if inside <= around:
            return around
        around = around | inside
