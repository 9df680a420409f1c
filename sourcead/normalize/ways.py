"""What names and attributes stand for after a branch, and in a loop: one thing whichever way was taken, or `UNDECIDED`.

Guarantee: an object that is one or another by what ran before has its attributes in the same variables each way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import objects
from sourcead.normalize.known import Choice
from sourcead.normalize.objects import ABSENT, UNDECIDED, Instance

State = list[tuple[Instance, dict[Any, Any], set[Any]]]


@dataclass(frozen=True)
class End:
    """One way's end: its statements (None: there is no place for more), what names and attributes are, what refers to what."""

    block: list[Stmt] | None
    stand_in: dict[str, Any]
    slots: dict[int, dict[Any, Any]]
    maybe: dict[int, set[Any]]
    count: dict[int, int]
    taken: list[str] = field(default_factory=list)  # the variable that tells that this way was taken


def snapshot(scope: Any) -> State:
    """What the attributes of all objects are now."""
    return [(i, dict(i.slots), set(i.maybe)) for i in scope.names.instances]


def restore(before: State) -> None:
    """Let the attributes be what they were."""
    for item, slots, maybe in before:
        item.slots, item.maybe = dict(slots), set(maybe)


def branches(scope: Any, ways: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each way gives (its statements); afterwards what stands for different things is merged, or undecided."""
    before, start = scope.stand_in, snapshot(scope)
    found, ends = [], []
    for way in ways:
        scope.stand_in = dict(before)
        restore(start)
        block = way()
        found.append(block)
        slots = {id(i): dict(i.slots) for i in scope.names.instances}
        maybe = {id(i): set(i.maybe) for i in scope.names.instances}
        ends.append(End(block if isinstance(block, list) else None, scope.stand_in, slots, maybe, objects.references(scope)))
    scope.stand_in = dict(ends[0].stand_in)
    for item, _, _ in start:
        _join_slots(item, ends, scope)
    names = dict.fromkeys(n for end in ends for n in end.stand_in)
    joined = {n: _joined(n, [e.stand_in.get(n, ABSENT) for e in ends], ends, scope, n in scope.stored) for n in names}
    scope.stand_in = {n: item for n, item in joined.items() if item is not ABSENT}
    return found


def interrupted(scope: Any, touched: Sequence[tuple[Any, Any]], changed: Iterable[str]) -> None:
    """What a guarded body may or may not have changed when it raised is undecided."""
    for item, key in touched:
        if isinstance(item, Instance):
            if key not in item.slots:
                item.maybe.add(key)
            item.slots[key] = UNDECIDED
    names = {key for item, key in touched if not isinstance(item, Instance)}
    _forget({n for n in {*changed, *names} if n in scope.stand_in}, scope)


def _forget(names: Iterable[str], scope: Any) -> None:
    """What some names stand for is known only when the program runs; the number of one that has a variable is there."""
    for name in names:
        if name in scope.stored and isinstance(scope.stand_in[name], gast.Constant):
            del scope.stand_in[name]
        else:
            scope.stand_in[name] = UNDECIDED


def _joined(name: str, found: list[Any], ends: Sequence[End], scope: Any, stored: bool) -> Any:
    known = [f for f in found if f is not ABSENT]
    if stored and all(isinstance(f, gast.Constant) for f in known):  # the variable has the number, too
        return known[0] if len(known) == len(found) and all(objects.same(known[0], f) for f in known) else ABSENT
    if len(known) < len(found) and stored:
        return UNDECIDED
    if all(objects.same(known[0], f) for f in known):
        return known[0]
    return _merged(name, known, [e for e, f in zip(ends, found) if f is not ABSENT], scope)


def _merged(name: str, found: list[Any], ends: Sequence[End], scope: Any) -> Any:
    """One object for several; each way brings its own into the variables of the new one."""
    first = found[0]
    if any(e.block is None for e in ends):
        return UNDECIDED
    if all(objects.is_function(f, scope) for f in found):
        return _choice(found, ends, scope)
    if not isinstance(first, Instance):
        return UNDECIDED
    slots = [e.slots.get(id(f), {}) for e, f in zip(ends, found)]
    if not all(first.kind is getattr(f, "kind", None) and set(s) == set(slots[0]) for f, s in zip(found, slots)):
        return UNDECIDED
    made = objects.make(first.kind, name, scope, fixed=first.fixed, named=True)
    if any(not f.is_value and e.count.get(id(f), 0) != 1 for f, e in zip(found, ends)) or any(f.torn for f in found):
        for item in found:
            objects.tear(item)
        made.torn = not made.fixed
    for key in slots[0]:
        made.slots[key] = _joined_slot(made, key, [s[key] for s in slots], ends, scope)
        made.maybe |= {k for e, f in zip(ends, found) for k in e.maybe.get(id(f), ())}
    return made


def _choice(found: list[Any], ends: Sequence[End], scope: Any) -> Any:
    """One function after one way and another after the other: a variable tells which way was taken."""
    if len(found) != 2:
        return UNDECIDED
    name = next((e.taken[0] for e in ends if e.taken), "")
    if not name:
        name = scope.names.temporary("taken")
        for value, end in zip((True, False), ends):
            assert end.block is not None
            end.block.insert(0, nodes.assign(name, nodes.constant(value)))
            end.taken.append(name)
    return Choice(nodes.name(name), *found)


def _join_slots(item: Instance, ends: Sequence[End], scope: Any) -> None:
    """What the attributes of an object are that was there before."""
    ways = [e.slots.get(id(item), item.slots) for e in ends]
    joined: dict[Any, Any] = {}
    for key in dict.fromkeys(k for way in ways for k in way):
        found = [way.get(key, ABSENT) for way in ways]
        if ABSENT in found:
            item.maybe.add(key)
        joined[key] = _joined_slot(item, key, found, ends, scope)
    item.maybe |= {k for e in ends for k in e.maybe.get(id(item), ())}
    item.slots = joined


def _joined_slot(item: Instance, key: Any, found: list[Any], ends: Sequence[End], scope: Any) -> Any:
    known = [f for f in found if f is not ABSENT]
    there = [e for e, f in zip(ends, found) if f is not ABSENT]
    if len(known) < len(found) and (item.is_container or objects.class_attribute(item.kind, key) is not ABSENT):
        return UNDECIDED
    if all(objects.same(known[0], f) for f in known):
        return known[0]
    if all(isinstance(f, Instance) for f in known):
        return _merged(f"{item.wish}_{objects.word(key)}", known, there, scope)
    if any(e.block is None for e in there):
        return UNDECIDED
    if all(objects.is_function(f, scope) for f in known):
        return _choice(known, there, scope)
    if not all(isinstance(f, gast.AST) for f in known):
        return UNDECIDED
    name = objects.own(item, key, scope)
    for end, value in zip(there, known):
        if not (isinstance(value, gast.Name) and value.id == name):
            assert end.block is not None
            end.block.append(nodes.assign(name, nodes.copy(value)))
    return nodes.name(name)


# loops


def repeated(loop: Any, scope: Any, out: list[Stmt], way: Callable[[list[Stmt]], Any], bound: set[str]) -> tuple[Any, list[Stmt]]:
    """What `way` gives, and the loop's body, which it fills; what it changes is in the same variables before and after."""
    plain = set(scope.stored) - set(scope.stand_in)
    while True:
        mark, start, facts = len(out), snapshot(scope), scope.names.facts.state()
        before, torn = dict(scope.stand_in), sum(i.torn for i, _, _ in start)
        functions = {n for n in bound if n in before and not isinstance(before[n], Instance)}
        _forget(functions, scope)
        at_start = dict(scope.stand_in)
        body: list[Stmt] = []
        found: list[Any] = []
        once = _Once(body, found, way, at_start, start, loop, scope)
        scope.branches(once.run, lambda: None)
        needed = scope.names.needed.pop(id(loop), [])
        for name in sorted(plain & set(scope.stand_in)):
            raise _undecided(name, loop, scope)
        if not needed and torn == sum(i.torn for i, _, _ in start):
            return found[0], body
        del out[mark:]
        restore(start)
        scope.names.facts.reset(facts)
        scope.stand_in = before
        for action in needed:
            action(out)


@dataclass(frozen=True)
class _Once:
    """One run of a loop's body, which ends in the state in which it started; what it takes for that is noted as needed."""

    body: list[Stmt]
    found: list[Any]
    way: Callable[[list[Stmt]], Any]
    at_start: dict[str, Any]
    start: State
    loop: Any
    scope: Any

    def run(self) -> None:
        self.found.append(self.way(self.body))
        needed: list[Any] = []
        for item, slots, _ in self.start:
            for key in list(item.slots):
                _settle_slot(item, key, slots.get(key, ABSENT), self.body, needed, self.loop, self.scope)
        for name, first in self.at_start.items():
            last = self.scope.stand_in.get(name)
            if last is not first and (isinstance(first, Instance) or isinstance(last, Instance)):
                _settle_name(name, first, last, self.body, needed, self.loop, self.scope)
        self.scope.names.needed[id(self.loop)] = needed


class UndecidedError(UnsupportedSyntaxError):
    """Which object is meant in a loop depends on what ran before."""


def _undecided(what: str, loop: Any, scope: Any) -> UndecidedError:
    return UndecidedError(
        f"which object `{what}` is in this loop is known only when the program runs",
        way_out="Change the object's attributes instead, or give each object a name of its own.",
        location=scope.place(loop),
    )


def _settle_name(name: str, first: Any, last: Any, body: list[Stmt], needed: list[Any], loop: Any, scope: Any) -> None:
    """`name` is another object at the end of the body: its attributes go into the variables of the one at the start."""
    if not isinstance(first, Instance) or not first.is_like(last):
        raise _undecided(name, loop, scope)
    count = objects.references(scope)
    others = count.get(id(first), 0)
    if not objects.movable(first, last, scope) or not _steady(first, last):
        raise _undecided(name, loop, scope)
    if others == 0 and not last.maybe and _pinned(first):
        if not last.is_value and count.get(id(last), 0) > 1:
            objects.tear(last)
            objects.tear(first)
        objects.move(first, last, loop, scope, body)
        scope.stand_in[name] = first
        return
    if others and not first.is_value:
        objects.tear(first)
        objects.tear(last)

    def separate(out: list[Stmt]) -> None:
        scope.stand_in[name] = objects.copied(first, name, loop, scope, out) if others else first
        _pin_all(scope.stand_in[name], loop, scope, out)

    needed.append(separate)


def _steady(first: Any, last: Any) -> bool:
    """Whether two things are one, or differ in no more than what variables hold: not in the objects and functions they have."""
    if objects.same(first, last):
        return True
    if isinstance(first, Instance) and first.is_like(last):
        return all(_steady(slot, last.slots[key]) for key, slot in first.slots.items())
    return isinstance(first, gast.AST) and isinstance(last, gast.AST)


def _pinned(item: Instance) -> bool:
    """Whether the attributes of an object, and of those in it, are in variables of their own."""
    for key, slot in item.slots.items():
        if key not in item.pinned if isinstance(slot, gast.AST) else isinstance(slot, Instance) and not _pinned(slot):
            return False
    return True


def _pin_all(item: Instance, loop: Any, scope: Any, out: list[Stmt]) -> None:
    for key, slot in list(item.slots.items()):
        if isinstance(slot, Instance):
            _pin_all(slot, loop, scope, out)
        elif isinstance(slot, gast.AST):
            pin(item, key, loop, scope, out)


def pin(item: Instance, key: Any, loop: Any, scope: Any, out: list[Stmt]) -> None:
    """Let an attribute be in a variable of the object's own from here on."""
    item.pinned.add(key)
    if key in item.slots:
        objects.put(item, key, item.slots[key], loop, scope, out)
    else:
        item.slots[key] = nodes.name(objects.own(item, key, scope))
        item.maybe.add(key)


def _settle_slot(item: Instance, key: Any, first: Any, body: list[Stmt], needed: list[Any], loop: Any, scope: Any) -> None:
    last = item.slots[key]
    if first is not ABSENT and objects.same(first, last):
        return
    label = f"{item.wish}.{key}" if isinstance(key, str) and not item.is_container else f"{item.wish}[{key!r}]"
    if isinstance(first, Instance) and first.is_like(last):
        count = objects.references(scope)
        if count.get(id(first), 0) == 0 and objects.movable(first, last, scope) and _steady(first, last):
            if not last.is_value and count.get(id(last), 0) > 1:
                objects.tear(last)
                objects.tear(first)
            objects.move(first, last, loop, scope, body)
            item.slots[key] = first
            return
        raise _undecided(label, loop, scope)
    fits = isinstance(last, gast.AST) and (first is ABSENT or isinstance(first, gast.AST))
    if not fits or (first is ABSENT and (item.is_container or objects.class_attribute(item.kind, key) is not ABSENT)):
        raise _undecided(label, loop, scope)
    needed.append(lambda out: pin(item, key, loop, scope, out))
