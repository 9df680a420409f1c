"""Where the statements of a program stand: what is read or changed between two places.

A position is a statement's number in the order of the text; a rewritten copy of a statement has that of the one it is like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, changed_container, statements, stored
from sourcead.nodes import Stmt


class Positions:
    """The statements of one program, in order."""

    def __init__(self, body: Sequence[Stmt]) -> None:
        self.body = body

    def position(self, node: Stmt) -> int:
        """The position of a statement; 0 for one that the program does not have."""
        where = nodes.location(node)
        known = [k for s, k in self.all() if nodes.location(s) == where and type(s) is type(node) and nodes.equal(s, node)]
        return min(known, default=0)

    def all(self) -> Iterator[tuple[Stmt, int]]:
        """The statements and their positions."""
        return ((statement, position) for position, statement in enumerate(self.body))

    def uses(self, name: str) -> list[tuple[Stmt, int]]:
        """The statements of the program that read a name, and their positions."""
        found = []
        for statement, position in self.all():
            heads = [getattr(statement, f, None) for f in ("value", "test", "iter", "msg", "exc")]
            if any(name in nodes.names(h) for h in heads if h is not None):
                found.append((statement, position))
        return found

    def is_rebound(self, owner: str, view: str, made: Stmt) -> bool:
        """Whether a dict's name may be another's when a loop over a view of it starts."""
        start, uses = self.position(made), self.uses(view)
        bound = [(s, k) for s, k in self.all() if assigned(s) == owner and k > start]
        if any(k < use for _, k in bound for _, use in uses):
            return True
        for loop in (s for s, k in self.all() if isinstance(s, (gast.For, gast.While)) and k > start):
            inside = {id(s) for s in statements([loop])}
            if any(id(s) in inside for s, _ in bound) and any(id(s) in inside and s is not loop for s, _ in uses):
                return True
        return False

    def changes(self, owner: str, first: int, last: int) -> bool:
        """Whether a dict may change between two positions."""
        for statement, position in self.all():
            place, changed = stored(statement), changed_container(statement)
            if first < position < last and owner in (changed, None if place is None else place.value.id):
                return True
        return False
