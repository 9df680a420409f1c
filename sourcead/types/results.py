"""The types of what functions return that stay calls: a fixpoint, since such a function calls itself.

Guarantee: the type covers every result of the function for arguments of these types. (A call that was not looked into yet has
no result, so what depends on it is left out; all is repeated until nothing grows.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sourcead.normalize import Callee, Program
from sourcead.types.values import Static, Type, Unknown, generic, join

MOST_SIGNATURES = 24
MOST_ROUNDS = 12
PULLBACK = Static(object())  # what is known of a pullback

Infer = Callable[..., Any]


class NothingYetError(Exception):
    """What is asked for depends on a call whose result is not known yet."""


def program_for(callee: Callee, types: Mapping[str, Type]) -> tuple[Program, dict[str, Type]]:
    """A callee's program for arguments of these types, and the types without what holds for one call only."""
    general = {n: generic(t) for n, t in types.items()}
    statics = {n: t.value for n, t in general.items() if isinstance(t, Static) and callable(t.value)}
    return callee.program(statics), general


@dataclass
class Results:
    """The results found so far, by program and types of the arguments; `None`: nothing yet."""

    infer: Infer
    found: dict[object, Type | None] = field(default_factory=dict)
    programs: list[Program] = field(default_factory=list)  # kept, so that each `id` stays one program's
    visited: set[object] = field(default_factory=set)
    grows: bool = False

    def of(self, callee: Callee, types: Mapping[str, Type]) -> Type | None:
        """The result of a callee as far as it is known."""
        program, general = program_for(callee, types)
        key = (id(program.tree), tuple(general.items()))
        if key not in self.found and len(self.found) >= MOST_SIGNATURES:
            return Unknown()
        if key in self.visited:
            return self.found[key]
        self.visited.add(key)
        self.programs.append(program)
        before = self.found.setdefault(key, None)
        typing = self.infer(program, general, results=self)
        try:
            after = join(before, generic(typing.expr(program.tree.body[-1].value)))
        except NothingYetError:
            after = before
        self.grows = self.grows or after != before
        self.found[key] = after
        return after


def result_of(callee: Callee, types: Mapping[str, Type], infer: Infer) -> Type:
    """The type of a callee's result."""
    table = Results(infer)
    for _ in range(MOST_ROUNDS):
        table.visited, table.grows = set(), False
        found = table.of(callee, types)
        if not table.grows:
            return Unknown() if found is None else found
    return Unknown()
