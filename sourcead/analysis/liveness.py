"""Liveness: which names may still be read after each statement.

Guarantee: a name that is not live after a statement is bound anew before it is read again, whichever way control takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import gast

from sourcead.analysis.walk import assigned, reads, statements
from sourcead.nodes import Stmt
from sourcead.normalize.marks import is_guard


class Liveness:
    """The live names after each statement, as the bits of a number: a set for each would take the square of a body's length.

    `live`: the names that are live where the body ends.
    """

    def __init__(self, body: Sequence[Stmt], live: Iterable[str] = ()) -> None:
        self._names: list[str] = []
        self._bits: dict[str, int] = {}
        self._after: dict[int, int] = {}
        self._before = self._block(body, self._mask(live))

    def __getitem__(self, statement: int) -> set[str]:
        """The names that are live after the statement of that `id`."""
        return self._set(self._after[statement])

    def __contains__(self, statement: int) -> bool:
        return statement in self._after

    @property
    def before(self) -> set[str]:
        """The names that are live where the body begins."""
        return self._set(self._before)

    def _set(self, mask: int) -> set[str]:
        return {name for name, bit in zip(self._names, reversed(f"{mask:b}"), strict=False) if bit == "1"}

    def _mask(self, names: Iterable[str]) -> int:
        mask = 0
        for name in names:
            bit = self._bits.get(name)
            if bit is None:
                bit = self._bits[name] = 1 << len(self._names)
                self._names.append(name)
            mask |= bit
        return mask

    def _block(self, body: Sequence[Stmt], live: int) -> int:
        for statement in reversed(body):
            self._after[id(statement)] = self._after.get(id(statement), 0) | live
            live = self._above(statement, live)
        return live

    def _above(self, statement: Stmt, live: int) -> int:
        own = self._mask(reads(statement))
        if isinstance(statement, gast.Raise):  # what an outer handler reads is added there
            return own
        if is_guard(statement):
            return self._guarded(statement, live) | own
        if isinstance(statement, gast.If):
            return self._block(statement.body, live) | self._block(statement.orelse, live) | own
        if isinstance(statement, (gast.For, gast.While)):
            return self._loop(statement, live | own)
        bound = assigned(statement)
        return (live & ~self._mask((bound,)) if bound is not None else live) | own

    def _guarded(self, statement: Stmt, live: int) -> int:
        """What the handler reads is live throughout the body."""
        handler = self._block(statement.orelse, live)
        body = self._block(statement.body, live | handler)
        for inner in statements(statement.body):
            self._after[id(inner)] |= handler
        return body | handler

    def _loop(self, statement: Stmt, around: int) -> int:
        target = self._mask((statement.target.id,)) if isinstance(statement, gast.For) else 0
        while True:
            inside = self._block(statement.body, around) & ~target
            if inside | around == around:
                return around
            around |= inside
