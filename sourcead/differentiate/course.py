"""In which order the statements of a program run, and what may change between two of them.

Guarantee: what is said not to change, and not to be written, is not, whichever way control takes.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast

from sourcead.analysis.dependence import Nest
from sourcead.analysis.walk import assigned, changed_container, statements, stored
from sourcead.differentiate.records import Facts
from sourcead.nodes import Stmt
from sourcead.types.values import Array


class Course:
    """The statements of a program, where each name is defined, and what changes it."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.nest = Nest(facts.program.tree.body, facts.program.params)
        self.definition: dict[str, Stmt] = {}
        self.all = list(statements(facts.program.tree.body))
        for statement in self.all:
            name = assigned(statement)
            if name is not None and not isinstance(statement, gast.AugAssign):
                self.definition[name] = statement if name not in self.definition else gast.Pass()

    def unchanged(self, define: Stmt, reader: Stmt, names: Iterable[str], *, memory: bool = False, held: bool = False) -> bool:
        """Whether, when `reader` runs, the names are still bound as they were when `define` ran.

        `memory`: and hold what they did; `held`: the same objects, whatever is in these.
        """
        wanted = set(names)
        first, last = self.nest.order[id(define)], self.nest.order[id(reader)]
        around, inner = self.nest.loops[id(define)], self.nest.loops[id(reader)]
        if (
            inner[: len(around)] != around
            or last < first
            or (around and reader is not define and not self.precedes(define, reader))
        ):
            return False  # a round that does not come to the definition reads what another one left
        if len(inner) > len(around):
            last = max(self.nest.order[id(s)] for s in statements([inner[len(around)]]))
        for statement in self.all:
            if first < self.nest.order[id(statement)] <= last:
                later = {assigned(statement)} if statement is reader and inner == around else set()
                if self._disturbs(statement, wanted - later, memory) or (held and self._exchanges(statement, wanted)):
                    return False
        return True

    def written_later(self, name: str, statement: Stmt) -> list[Stmt]:
        """The in-place writes after a statement to memory that a name may refer to."""
        return [s for s in self.changed_later(name, statement) if changed_container(s) is None]

    def changed_later(self, name: str, statement: Stmt) -> list[Stmt]:
        """The statements that may run after a statement and change what a name refers to: its memory, or a list."""
        here, around = self.nest.order[id(statement)], self.nest.loops[id(statement)]
        found = []
        for other in self.all:
            again = bool(around) and self.nest.loops[id(other)][:1] == around[:1]
            if (again or self.nest.order[id(other)] > here) and self._writes_to(other, {name}):
                found.append(other)
        return found

    def precedes(self, define: Stmt, reader: Stmt) -> bool:
        """Whether a definition runs before a reader in each iteration: its block is the reader's or one around it."""
        return self.nest.precedes(define, reader)

    def blocks_around(self, statement: Stmt) -> tuple[int, ...]:
        """The blocks that hold a statement, outermost first."""
        return self.nest.homes[id(statement)]

    def _disturbs(self, statement: Stmt, names: set[str], memory: bool) -> bool:
        if assigned(statement) in names and not isinstance(statement, gast.AugAssign):
            return True
        return memory and self._writes_to(statement, names)

    def _exchanges(self, statement: Stmt, names: Iterable[str]) -> bool:
        """Whether a statement changes which objects containers hold."""
        place = stored(statement)
        holder = changed_container(statement) or (None if place is None else place.value.id)
        return holder is not None and not isinstance(self.facts.type(holder), Array) and self._writes_to(statement, names)

    def _writes_to(self, statement: Stmt, names: Iterable[str]) -> bool:
        name, place = assigned(statement), stored(statement)
        written = place.value.id if place is not None else name if isinstance(statement, gast.AugAssign) else None
        written = written or changed_container(statement)
        if written is None:
            return False
        return any(self.facts.aliases.share(written, n) for n in names)
