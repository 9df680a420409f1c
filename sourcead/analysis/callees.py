"""What functions that stay calls do to their arguments: which they write, and which their result may share memory with.

Guarantee: what is not listed is neither written nor shared. (A fixpoint from nothing, as in `sourcead.types.results`.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, changed_container, own_expressions, statements, stored
from sourcead.normalize import Callee, Custom, Derived, Program
from sourcead.types.infer import Typing, infer
from sourcead.types.results import MOST_SIGNATURES, Key, NoProgramError, key_of, program_for
from sourcead.types.values import Array, Number, Static, Type

TABLE = "effects"


@dataclass(frozen=True)
class Effects:
    """The parameters that a function writes, those that its result may share with; whether parts of that may share memory."""

    written: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    joined: bool = False


@dataclass
class _Table:
    """The effects found so far."""

    find_aliases: Callable[[Program, Typing], Any]
    found: dict[Key, Effects] = field(default_factory=dict)
    visited: set[object] = field(default_factory=set)
    results: dict[Key, dict[object, Any]] = field(default_factory=dict)
    grows: bool = False

    def of(self, callee: Callee, types: Mapping[str, Type]) -> Effects:
        """The effects of a callee as far as they are known; of a derivative, which changes no argument, what it may share."""
        given = isinstance(callee.function, Derived)
        try:
            program, general = program_for(callee, types)
        except NoProgramError:
            return Effects(shared=frozenset(callee.params), joined=True)
        key = key_of(program, general, self.found)
        if key not in self.found and len(self.found) >= MOST_SIGNATURES:
            return Effects(frozenset() if given else frozenset(callee.params), frozenset(callee.params), joined=True)
        if key in self.visited:
            return self.found[key]
        self.visited.add(key)
        before = self.found.setdefault(key, Effects())
        own = replace(program, results=self.results.setdefault(key, {TABLE: self}))
        after = self.of_program(own, infer(own, dict(key[1])))
        written = frozenset() if given else before.written | after.written
        after = Effects(written, before.shared | after.shared, before.joined or after.joined)
        self.grows = self.grows or after != before
        self.found[key] = after
        return after

    def of_program(self, program: Program, typing: Typing) -> Effects:
        """The effects of a program, with those of what it calls as far as they are known."""
        given, plain = _result(program)
        aliases = self.find_aliases(plain, typing)
        changed = set(_changed(plain, typing))
        reach = set().union(*map(aliases.class_of, changed)) if changed else set()
        written = frozenset(p for p in program.params if aliases.is_written(p) or p in reach)
        shared = frozenset(p for p in program.params for n in given if aliases.share(p, n))
        return Effects(written, shared, _is_joined(program, typing, aliases.share))


def _result(program: Program) -> tuple[set[str], Program]:
    """The names that a program gives, and the program without the tuple of them, which makes none a part of another."""
    *body, last = program.tree.body
    held = body[-1] if body else None
    if not isinstance(held, gast.Assign) or not isinstance(held.value, gast.Tuple) or not isinstance(last.value, gast.Name):
        return nodes.free_names(last.value), program
    if assigned(held) != last.value.id or any(assigned(s) == last.value.id for s in statements(body[:-1])):
        return nodes.free_names(last.value), program
    ended = nodes.function(program.name, program.params, [*body[:-1], nodes.return_(nodes.constant(None))])
    return nodes.free_names(held.value), replace(program, tree=ended)


def _is_joined(program: Program, typing: Typing, share: Callable[[str, str], bool]) -> bool:
    """Whether parts of what a program gives may share memory with one another."""
    value = program.tree.body[-1].value
    held = program.tree.body[-2] if len(program.tree.body) > 1 else None
    if isinstance(value, gast.Name) and isinstance(held, gast.Assign) and assigned(held) == value.id:
        value = held.value if isinstance(held.value, gast.Tuple) else value
    parts = list(value.elts) if isinstance(value, gast.Tuple) else [value]
    kinds = [typing.expr(part) for part in parts]
    if not all(isinstance(kind, (Array, Number, Static)) for kind in kinds):
        return True
    names = [p.id for p, kind in zip(parts, kinds) if isinstance(kind, Array) and isinstance(p, gast.Name)]
    return any(share(a, b) for k, a in enumerate(names) for b in names[:k])


def _changed(program: Program, typing: Typing) -> list[str]:
    """The names by which a program changes a container, or passes something on to what writes it."""
    found = []
    for statement in statements(program.tree.body):
        place = stored(statement)
        if place is not None:
            found.append(place.value.id)
        if isinstance(statement, gast.AugAssign):
            found += [n for n in [assigned(statement)] if n is not None]  # a list grows by `+=`
        container = changed_container(statement)
        if container is not None and program.callee(statement.value) is None:
            found.append(container)
        for call in calls_of(statement):
            callee = program.callee(call)
            if callee is not None:
                written = effects_of(callee, call, typing).written
                found += [a.id for p, a in callee.arguments(call).items() if p in written and isinstance(a, gast.Name)]
    return found


def written_by(program: Program, types: Mapping[str, Type], find_aliases: Callable[..., Any]) -> frozenset[str]:
    """The parameters that a program may write, for arguments of these types."""
    table = _Table(find_aliases)
    while True:
        table.visited, table.grows = set(), False
        own = replace(program, results={TABLE: table})
        found = table.of_program(own, infer(own, types))
        if not table.grows:
            return found.written


def calls_of(statement: nodes.Stmt) -> list[gast.Call]:
    """The calls in a statement's own expressions."""
    return [n for head in own_expressions(statement) for n in nodes.walk(head) if isinstance(n, gast.Call)]


def effects_of(callee: Callee, call: gast.Call, typing: Typing, find_aliases: Callable[..., Any] | None = None) -> Effects:
    """The effects of a call; `find_aliases` is needed where no table is at work yet."""
    found = effects_inside(callee, call, typing, find_aliases)
    if isinstance(callee.function, Custom):  # it sees to that when it runs
        return Effects(found.written - callee.function.state, joined=found.joined)
    return found


def effects_inside(callee: Callee, call: gast.Call, typing: Typing, find_aliases: Callable[..., Any] | None = None) -> Effects:
    """The effects of the statements that a call stands for."""
    if isinstance(callee.function, Derived) and not callee.function.stays:  # it changes no argument; what it gives may be one
        return Effects(shared=frozenset(callee.params))
    types = typing.passed(callee, call)
    table = typing.program.results.get(TABLE)
    if table is not None:
        return table.of(callee, types)  # type: ignore[no-any-return]
    key = (TABLE, id(callee.function), tuple(types.items()))
    if key not in typing.program.results:
        assert find_aliases is not None
        typing.program.results[key] = _settled(callee, types, find_aliases)
    return typing.program.results[key]  # type: ignore[no-any-return]


def _settled(callee: Callee, types: Mapping[str, Type], find_aliases: Callable[..., Any]) -> Effects:
    table = _Table(find_aliases)
    while True:
        table.visited, table.grows = set(), False
        found = table.of(callee, types)
        if not table.grows:
            return found
