"""What is bound outside of a function and changed by it: the reverse sweep reads it as it is when the function has run.

Guarantee: no derivative is computed of what something outside was before it was changed; a function that needs that is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.walk import assigned, own_expressions, statements, stored
from sourcead.errors import Location, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.meeting import met_by_calls
from sourcead.normalize.program import INSIDE, attributes
from sourcead.normalize.watched import MISSING, Items
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed, ListOf, Number

ELEMENT = ".[]"  # at the end of a path: an element of it


@dataclass(frozen=True)
class _Step:
    """A statement, its place in the text, the loops around it, what the tests around it tell."""

    statement: Stmt
    place: int
    loops: frozenset[int]
    absent: tuple[tuple[Expr, Expr], ...]  # keys that are not in the dicts beside them where it runs

    def may_follow(self, other: _Step) -> bool:
        """Whether this may run after another one has."""
        return self.place > other.place or bool(self.loops & other.loops)


class Outside:
    """The names of a program that are things outside, by their paths."""

    def __init__(self, program: Program, typing: Typing) -> None:
        self.env, self.typing = program.env, typing
        self.known: dict[str, set[str]] = {}
        for statement in statements(program.tree.body):
            name, value = assigned(statement), getattr(statement, "value", None)
            if isinstance(value, gast.Call) and self._is_own(name, value):
                continue
            if isinstance(statement, gast.For) and self._is_memory(statement.target.id):
                self._bind(statement.target.id, statement.iter, ELEMENT)
            if isinstance(statement, gast.Assign) and name is not None and isinstance(value, _SHARING) and self._is_memory(name):
                self._bind(name, value, ELEMENT if isinstance(value, gast.Subscript) else "")

    def _bind(self, name: str, value: Expr, last: str) -> None:
        """Note what a name may be by what it is bound to; `last`: how the path to it goes on."""
        found = self.paths(value) or {p for n in sorted(may_alias(value)) for p in self._roots(n) if not self._is_module(n)}
        if found:
            self.known.setdefault(name, set()).update(f"{p}{last}" for p in found)

    def _is_module(self, name: str) -> bool:
        return name in self.env and isinstance(self.env[name].value, ModuleType)

    def _is_memory(self, name: str) -> bool:
        return not isinstance(self.typing.name(name), Number)

    def _is_own(self, name: str | None, call: gast.Call) -> bool:
        """Whether a call makes a list of its own, of numbers: of what it is made from, nothing is shared."""
        kind = None if name is None else self.typing.name(name)
        held = kind.elements if isinstance(kind, Fixed) else (kind.element,) if isinstance(kind, ListOf) else (None,)
        return self.typing.callee(call.func) in (list, sorted) and all(isinstance(e, Number) for e in held)

    def _roots(self, name: str) -> set[str]:
        return self.known.get(name, {name} if name in self.env else set())

    def paths(self, node: Expr | None) -> set[str]:
        """The paths to the things outside that a name or an attribute may be."""
        parts = nodes.dotted(node) if node is not None else None
        return set() if parts is None else {".".join([root, *parts[1:]]) for root in self._roots(parts[0])}

    def written(self, statement: Stmt) -> set[str]:
        """The things of which a statement may change one."""
        place, call = stored(statement), getattr(statement, "value", None)
        if place is not None:
            return self.paths(place.value)
        if isinstance(statement, gast.AugAssign):
            return self.paths(nodes.load(statement.target)) if self._is_memory(statement.target.id) else set()
        if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in CHANGING:
            is_module = isinstance(self.typing.callee(call.func.value), ModuleType)  # `np.add`
            return set() if is_module else self.paths(call.func.value)
        return set()

    def read(self, statement: Stmt) -> set[tuple[str, bool]]:
        """The things that a statement reads, other than to give one a name, and whether it reads an element of them alone."""
        if assigned(statement) in self.known:
            return set()
        return {found for e in own_expressions(statement) for found in self._inside(e, False)}

    def _inside(self, node: Expr, is_element: bool) -> Iterator[tuple[str, bool]]:
        paths = self.paths(node) if isinstance(node, (gast.Name, gast.Attribute)) else set()
        yield from ((path, is_element) for path in sorted(paths))
        for part in nodes.parts(node) if not paths else ():
            yield from self._inside(part, isinstance(node, gast.Subscript) and part is node.value)

    def is_new(self, step: _Step) -> bool:
        """Whether a statement puts an element under a key that is not there: it changes none of those that are."""
        place = stored(step.statement)
        if place is None:
            return False
        return any(self.paths(d) == self.paths(place.value) and nodes.equal(k, place.slice) for k, d in step.absent)


_SHARING = (gast.Name, gast.Attribute, gast.Subscript, gast.Call)


def check_changed(program: Program, typing: Typing, varied: Collection[str], *, forward: bool) -> None:
    """Raise where a derivative may need what something outside was before the program changed it.

    A tangent is computed beside its value, and needs nothing that was before. What a class has that the program makes would be as
    the last run has left it.
    """
    found = met_by_calls(program)
    if found is not None:
        raise _refused(nodes.location(found[1]), ".".join(found[2].parts))
    outside = Outside(program, typing)
    tests = {assigned(s): s.value for s in statements(program.tree.body) if isinstance(s, gast.Assign)}
    steps = [_Step(s, k, *around) for k, (s, *around) in enumerate(_placed(program.tree.body, frozenset(), (), tests))]
    writes = [(step, path) for step in steps for path in sorted(outside.written(step.statement))]
    for write, path in writes:
        root, _, attribute = path.partition(".")
        if getattr(program.env[root].value, INSIDE, False):
            raise UnsupportedSyntaxError(
                f"`{attribute.partition('.')[0]}` is an attribute of a class that is made here, and is changed",
                way_out="Set it in `__init__`, or define the class outside the function.",
                location=nodes.location(write.statement),
            )
    _check_keys(program, writes)
    if forward or not writes:
        return
    moving: dict[str, _Step] = {}  # what is computed of such a thing in a loop, and where that is changed
    for step in _until_steady(steps, moving):
        known = [moving[n] for n in sorted(_names(step.statement) & moving.keys())]
        before = [
            write
            for write, path in writes
            for thing, is_element in outside.read(step.statement)
            if meet(thing, path) and write.may_follow(step)
            if not ((is_element or thing.startswith(f"{path}{ELEMENT}")) and outside.is_new(write))
        ]
        goal = _goal(step.statement)
        if (known or before) and _is_varied(step.statement, goal, varied):
            write = (known or before)[0]
            thing = min(outside.written(write.statement), default="").partition(ELEMENT)[0]
            raise _refused(nodes.location(write.statement), thing)
        again = before if step.loops else []  # what a loop reads is read again when it runs backwards
        if goal is not None and (known or again):
            moving.setdefault(goal, (known or again)[0])


def _check_keys(program: Program, writes: Sequence[tuple[_Step, str]]) -> None:
    """Raise where what the program is made for changes in it: the keys of a dict outside, a text or function held there."""
    bound = [b for b in program.dependencies if isinstance(b.holder, Items)]
    counted = {id(b.holder.owner) for b in bound if b.key == Items.KEYS}  # type: ignore[union-attr]
    held = {(id(b.holder.owner), b.key) for b in bound if isinstance(b.value, str) or callable(b.value)}  # type: ignore[union-attr]
    watched = counted | {owner for owner, _ in held}
    for write, path in writes if watched else ():
        root, *rest = path.split(".")
        thing: Any = MISSING if "[]" in rest else attributes(program.env[root].value, rest)
        if thing is not MISSING and id(thing) not in watched:
            continue
        place = stored(write.statement)
        key = MISSING if place is None else nodes.literal(place.slice, MISSING)
        if type(key) is int and key < 0 and type(thing) is list:
            key += len(thing)
        known = (
            key is not MISSING and type(thing) in (list, dict) and key in (thing if type(thing) is dict else range(len(thing)))
        )
        if not known or (id(thing), key) in held:
            raise UnsupportedSyntaxError(
                f"`{path}`, which is outside of the function, changes here, and what it holds beforehand is relied on",
                way_out="Make it inside the function.",
                location=nodes.location(write.statement),
            )


def _until_steady(steps: Sequence[_Step], moving: dict[str, _Step]) -> Iterator[_Step]:
    count = -1
    while count != len(moving):
        count = len(moving)
        yield from steps


def _placed(
    body: Sequence[Stmt], loops: frozenset[int], absent: tuple[tuple[Expr, Expr], ...], tests: Mapping[str | None, Expr]
) -> Iterator[tuple[Any, ...]]:
    for statement in body:
        inside = loops | {id(statement)} if isinstance(statement, (gast.For, gast.While)) else loops
        yield statement, inside, absent
        for field, kind in (("body", gast.NotIn), ("orelse", gast.In)):
            test: Any = getattr(statement, "test", None) if isinstance(statement, gast.If) else None
            test = tests.get(test.id) if isinstance(test, gast.Name) else test
            told = isinstance(test, gast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], kind)
            known = (*absent, (test.left, test.comparators[0])) if told else absent
            yield from _placed(getattr(statement, field, None) or [], inside, known, tests)


def _names(statement: Stmt) -> set[str]:
    return {n for e in own_expressions(statement) for n in nodes.names(e)}


def _goal(statement: Stmt) -> str | None:
    place = stored(statement)
    return assigned(statement) if place is None else nodes.base_name(place)


def _is_varied(statement: Any, goal: str | None, varied: Collection[str]) -> bool:
    """Whether a derivative is computed of a statement, or of one that it decides about, as a loop about how often it runs."""
    if goal is not None and not isinstance(statement, gast.For):
        return goal in varied
    return any(_goal(s) in varied for field in ("body", "orelse") for s in statements(getattr(statement, field, None) or []))


def meet(one: str, other: str) -> bool:
    """Whether a thing is another, or one of them is a part of the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _refused(location: Location | None, thing: str) -> Exception:
    return UnsupportedSyntaxError(
        f"`{thing}`, which is outside of the function, is changed here, and the derivative may need what it was before",
        way_out="Change a copy that is made inside the function, and return it (`has_aux=True`).",
        location=location,
    )
