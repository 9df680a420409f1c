"""The types of what functions return that stay calls: a fixpoint, since such a function calls itself.

Guarantee: the type covers every result of the function for arguments of these types. (A call that was not looked into yet has
no result, so what depends on it is left out; all is repeated until nothing grows.)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sourcead.errors import SourceADError
from sourcead.normalize import Callee, Derived, Program
from sourcead.types.values import Number, Static, Type, Unknown, generic, join

MOST_SIGNATURES = 24
MOST_ALIKE = 2  # signatures of one function, before they are joined
MOST_ROUNDS = 12
PULLBACK = Static(object())  # what is known of a pullback

Infer = Callable[..., Any]


class NothingYetError(Exception):
    """What is asked for depends on a call whose result is not known yet."""


class NoProgramError(Exception):
    """A derivative has no program for arguments of some types: there is an error where it is called, if it is."""


def program_for(callee: Callee, types: Mapping[str, Type]) -> tuple[Program, dict[str, Type]]:
    """A callee's program for arguments of these types, and the types without what holds for one call only."""
    general = {n: _general(t) for n, t in types.items()}
    if isinstance(callee.function, Derived):
        try:
            return callee.function.typed(general), general
        except SourceADError as error:
            raise NoProgramError from error
    statics = {n: t.value for n, t in general.items() if isinstance(t, Static) and callable(t.value)}
    return callee.program(statics), general


def _general(value: Type) -> Type:
    found = generic(value)
    return replace(found, unit=None) if isinstance(found, Number) else found


Key = tuple[int, tuple[tuple[str, Type], ...]]


def key_of(program: Program, types: Mapping[str, Type], known: Iterable[Key]) -> Key:
    """A key of a call: of one that covers it, and all like it, where there are many calls of one function."""
    key = (id(program.tree), tuple(types.items()))
    alike = [dict(held) for tree, held in known if tree == key[0]]
    if len(alike) < MOST_ALIKE or key in known:
        return key
    joined = dict(types)
    for other in alike:
        joined = {n: join(t, other[n]) for n, t in joined.items()}
    return key[0], tuple(joined.items())


@dataclass
class Results:
    """The results found so far, by program and types of the arguments; `None`: nothing yet."""

    infer: Infer
    found: dict[Key, Type | None] = field(default_factory=dict)
    programs: list[Program] = field(default_factory=list)  # kept, so that each `id` stays one program's
    visited: set[object] = field(default_factory=set)
    grows: bool = False

    def of(self, callee: Callee, types: Mapping[str, Type]) -> Type | None:
        """The result of a callee as far as it is known."""
        try:
            program, general = program_for(callee, types)
        except NoProgramError:
            return Unknown()
        key = key_of(program, general, self.found)
        if key not in self.found and len(self.found) >= MOST_SIGNATURES:
            return Unknown()
        if key in self.visited:
            return self.found[key]
        self.visited.add(key)
        self.programs.append(program)
        before = self.found.setdefault(key, None)
        typing = self.infer(program, dict(key[1]), results=self)
        after = before
        with contextlib.suppress(NothingYetError):  # where no way through it returns yet
            after = join(before, generic(typing.expr(program.tree.body[-1].value)))
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
