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
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.changing import CHANGING
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
        self.paths: dict[str, str] = {}
        for statement in statements(program.tree.body):
            name, value = assigned(statement), getattr(statement, "value", None)
            if isinstance(value, gast.Call) and self._is_own(name, value):
                continue
            if isinstance(statement, gast.Assign) and name is not None and isinstance(value, _SHARING) and self._is_memory(name):
                path = self.path(value)
                found = [p for p in ([path] if path else map(self._root, sorted(may_alias(value)))) if p]
                if found:
                    self.paths[name] = f"{found[0]}{ELEMENT}" if isinstance(value, gast.Subscript) else found[0]

    def _is_memory(self, name: str) -> bool:
        return not isinstance(self.typing.name(name), Number)

    def _is_own(self, name: str | None, call: gast.Call) -> bool:
        """Whether a call makes a list of its own, of numbers: of what it is made from, nothing is shared."""
        kind = None if name is None else self.typing.name(name)
        held = kind.elements if isinstance(kind, Fixed) else (kind.element,) if isinstance(kind, ListOf) else (None,)
        return self.typing.callee(call.func) in (list, sorted) and all(isinstance(e, Number) for e in held)

    def _root(self, name: str) -> str | None:
        return self.paths.get(name, name if name in self.env else None)

    def path(self, node: Expr | None) -> str | None:
        """The path to a thing outside, which a name or an attribute is."""
        parts = nodes.dotted(node) if node is not None else None
        root = self._root(parts[0]) if parts else None
        return None if root is None or parts is None else ".".join([root, *parts[1:]])

    def written(self, statement: Stmt) -> str | None:
        """The thing that a statement changes."""
        place, call = stored(statement), getattr(statement, "value", None)
        if place is not None:
            return self.path(place.value)
        if isinstance(statement, gast.AugAssign):
            return self.path(nodes.load(statement.target)) if self._is_memory(statement.target.id) else None
        if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in CHANGING:
            is_module = isinstance(self.typing.callee(call.func.value), ModuleType)  # `np.add`
            return None if is_module else self.path(call.func.value)
        return None

    def read(self, statement: Stmt) -> set[tuple[str, bool]]:
        """The things that a statement reads, other than to give one a name, and whether it reads an element of them alone."""
        if assigned(statement) in self.paths:
            return set()
        return {found for e in own_expressions(statement) for found in self._inside(e, False)}

    def _inside(self, node: Expr, is_element: bool) -> Iterator[tuple[str, bool]]:
        path = self.path(node) if isinstance(node, (gast.Name, gast.Attribute)) else None
        if path is not None:
            yield path, is_element
            return
        for part in nodes.parts(node):
            yield from self._inside(part, isinstance(node, gast.Subscript) and part is node.value)

    def is_new(self, step: _Step) -> bool:
        """Whether a statement puts an element under a key that is not there: it changes none of those that are."""
        place = stored(step.statement)
        if place is None:
            return False
        return any(self.path(d) == self.path(place.value) and nodes.equal(k, place.slice) for k, d in step.absent)


_SHARING = (gast.Name, gast.Attribute, gast.Subscript, gast.Call)


def check_changed(program: Program, typing: Typing, varied: Collection[str], *, forward: bool) -> None:
    """Raise where a derivative may need what something outside was before the program changed it.

    A tangent is computed beside its value, and needs nothing that was before. What a class has that the program makes would be as
    the last run has left it.
    """
    outside = Outside(program, typing)
    tests = {assigned(s): s.value for s in statements(program.tree.body) if isinstance(s, gast.Assign)}
    steps = [_Step(s, k, *around) for k, (s, *around) in enumerate(_placed(program.tree.body, frozenset(), (), tests))]
    writes = [(step, path) for step in steps if (path := outside.written(step.statement)) is not None]
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
    moving: dict[str, _Step] = {}  # what is computed of such a thing in a loop that changes it, and where that is
    for step in _until_steady(steps, moving):
        known = [moving[n] for n in sorted(_names(step.statement) & moving.keys())]
        before = [
            write
            for write, path in writes
            for thing, is_element in outside.read(step.statement)
            if _meet(thing, path) and write.may_follow(step)
            if not ((is_element or thing.startswith(f"{path}{ELEMENT}")) and outside.is_new(write))
        ]
        goal = _goal(step.statement)
        if (known or before) and _is_varied(step.statement, goal, varied):
            raise _refused((known or before)[0], outside)
        in_loop = [w for w in before if w.loops & step.loops]
        if goal is not None and (known or in_loop):
            moving.setdefault(goal, (known or in_loop)[0])


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
        yield statement, loops, absent
        inside = loops | {id(statement)} if isinstance(statement, (gast.For, gast.While)) else loops
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
    """Whether a derivative is computed of a statement, or of one that it decides about."""
    if goal is not None:
        return goal in varied
    return any(_goal(s) in varied for field in ("body", "orelse") for s in statements(getattr(statement, field, None) or []))


def _meet(one: str, other: str) -> bool:
    """Whether a thing is another, or one of them is a part of the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _refused(write: _Step, outside: Outside) -> Exception:
    thing = (outside.written(write.statement) or "").partition(ELEMENT)[0]
    return UnsupportedSyntaxError(
        f"`{thing}`, which is outside of the function, is changed here, and the derivative may need what it was before",
        way_out="Change a copy that is made inside the function, and return it (`has_aux=True`).",
        location=nodes.location(write.statement),
    )
