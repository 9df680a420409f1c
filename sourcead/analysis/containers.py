"""Lists and dicts that are changed while another name still reaches them.

A flow-sensitive points-to analysis of the containers that a program makes. An object is a place in the program where one is
made, and whether it is the newest made there (a recency abstraction: Balakrishnan, Reps, "Recency-Abstraction for Heap-Allocated
Storage", 2006), so that a list made anew in each iteration is not taken for the one of the iteration before.
Guarantee: a change of a container that is not reported is seen through no other name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.aliases import COPYING, sources
from sourcead.analysis.helpers import is_owning
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import Loop, changed_container, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import (
    Array,
    DictOf,
    Drawing,
    Fixed,
    LinearMap,
    ListOf,
    Maybe,
    Number,
    Record,
    Type,
    Unknown,
    is_float,
    present,
)

Thing = tuple[object, str]  # where it is made, and "new" or "old"
Things = frozenset[Thing]
NOTHING: Things = frozenset()
CONTAINERS = (Fixed, ListOf, DictOf, Record)
OF_NUMBERS = (gast.Sub, gast.Div, gast.FloorDiv, gast.Pow, gast.MatMult)  # operators of numbers and arrays alone
FILLED = (np.zeros_like, np.ones_like, np.empty_like)
SPREADING = ("extend", "extendleft", "update")  # methods that put in what another container holds
GIVING = ("get", "pop", "popitem", "setdefault")  # methods that give an element


@dataclass
class State:
    """What names refer to, and what containers hold, at one point of the program."""

    names: dict[str, Things] = field(default_factory=dict)
    holds: dict[Thing, Things] = field(default_factory=dict)
    multiple: Things = NOTHING  # what containers may hold at more than one place
    repeated: Things = NOTHING  # what one container may hold at more than one place
    entered: Things = NOTHING  # containers of which elements may have got names

    def copy(self) -> State:
        """A state that changes on its own."""
        return State(dict(self.names), dict(self.holds), self.multiple, self.repeated, self.entered)

    def joined(self, other: State) -> State:
        """What holds on either of two ways."""
        names, holds = _joined(self.names, other.names), _joined(self.holds, other.holds)
        multiple, repeated = self.multiple | other.multiple, self.repeated | other.repeated
        return State(names, holds, multiple, repeated, self.entered | other.entered)

    def make(self, place: object, inside: Things) -> Things:
        """A new container; the newest so far of this place becomes an old one."""
        new, old = (place, "new"), (place, "old")
        self.names = {n: _aged(t, new, old) for n, t in self.names.items()}
        held = {k: _aged(t, new, old) for k, t in self.holds.items()}
        held[old] = held.get(old, NOTHING) | held.pop(new, NOTHING)
        self.multiple, self.repeated = _aged(self.multiple, new, old), _aged(self.repeated, new, old)
        self.entered = _aged(self.entered, new, old)
        inside = _aged(inside, new, old)
        self.holds = held
        self.count(inside)
        held[new] = inside
        return frozenset({new})

    def count(self, added: Things, gone: Things = NOTHING) -> None:
        """Note what a container gets that another place may hold already, other than containers that are gone."""
        held = NOTHING.union(*(held for holder, held in self.holds.items() if holder not in gone)) if added else NOTHING
        self.multiple |= {t for t in added if t[1] == "old" or t in held}

    def put(self, goal: Things, put_in: Things, gone: Things = NOTHING) -> None:
        """Let containers hold more."""
        self.count(put_in, gone)
        added = self.reach(put_in)
        for thing in goal:
            self.repeated |= added & self.holds.get(thing, NOTHING)
            self.holds[thing] = self.holds.get(thing, NOTHING) | added

    def is_alone(self, things: Things, live: Iterable[str]) -> bool:
        """Whether each of what is in a container stands at one place only, and has no name that is read later."""
        several = any(sum(t in held for holder, held in self.holds.items() if holder != t) > 1 for t in things)
        return not several and not things & self.multiple and not any(things & self.names.get(n, NOTHING) for n in live)

    def take_out(self, place: object, things: Things) -> Things:
        """One of what stands alone in a container, taken out: another one than those that stay, and so is what it holds."""
        made = self.make(place, NOTHING)
        self.holds[place, "new"] = self.inside(things)
        return made

    def inside(self, things: Things) -> Things:
        """What containers hold."""
        return NOTHING.union(*(self.holds.get(t, NOTHING) for t in things))

    def reach(self, things: Things) -> Things:
        """Containers, and all that they hold, at whatever depth."""
        while not self.inside(things) <= things:
            things = things | self.inside(things)
        return things


def _aged(things: Things, new: Thing, old: Thing) -> Things:
    return things - {new} | {old} if new in things else things


def _joined(left: dict, right: dict) -> dict:  # type: ignore[type-arg]
    return {k: left.get(k, NOTHING) | right.get(k, NOTHING) for k in {**left, **right}}


@dataclass(frozen=True)
class Change:
    """A statement changes a container that `name` refers to, while `other` reaches it and is read later.

    `multiple`: containers may hold it at more than one place. `direct`: `other` may be the container itself, not only hold it.
    """

    statement: Stmt
    name: str
    other: str
    multiple: bool = False
    direct: bool = True


def is_container(value: Type) -> bool:
    """Whether a value of this type may be a container that can be changed, or hold one."""
    return isinstance(value, (*CONTAINERS, Unknown)) and not isinstance(value, (Maybe, LinearMap, Drawing))


def is_array(value: Type) -> bool:
    """Whether a value of this type is an array, or nothing."""
    return isinstance(present(value), Array)


def is_list_or_dict(value: Type | None) -> bool:
    """Whether a value is a list or dict, which `+=`, `*=` and `|=` change."""
    return isinstance(value, (ListOf, DictOf)) or (isinstance(value, Fixed) and value.kind == "list")


def extends_element(statement: gast.AugAssign, typing: Typing) -> bool:
    """Whether a statement extends a list that is an element of a list or dict: `rows[i] += ys`."""
    base, element = typing.name(statement.target.value.id), typing.expr(nodes.load(statement.target))
    return isinstance(base, (ListOf, DictOf)) and isinstance(element, ListOf) and isinstance(statement.op, gast.Add)


def _may_be_nothing(value: Type) -> bool:
    """Whether a value of this type may be None, or have it in it."""
    if isinstance(value, (Fixed, Record)):
        return any(map(_may_be_nothing, value.elements if isinstance(value, Fixed) else value.values))
    if isinstance(value, (ListOf, DictOf)):
        return isinstance(value, DictOf) or value.element is None or _may_be_nothing(value.element)
    return not isinstance(value, (Number, Array))


def all_shared_changes(program: Program, typing: Typing, *, updates: bool = False) -> list[Change]:
    """All changes of containers that another name may see, one for each such name.

    `updates`: those too of arrays that are updated where they stand in tuples and records, as these are stored anew.
    """
    return list(_run(program, typing, updates=updates).found.values())


def changes_of_given(program: Program, typing: Typing) -> list[Change]:
    """The changes of lists and dicts that a global variable has been given: `other`."""
    return list(_run(program, typing).given.values())


def _run(program: Program, typing: Typing, *, updates: bool = False) -> _PointsTo:
    work = _PointsTo(typing, Liveness(program.tree.body), updates=updates)
    state = State()
    for param in program.params:
        if is_container(typing.name(param)):
            parts: Thing = (f"{param}[...]", "old")
            state.names[param] = state.make(param, frozenset({parts}))
            state.holds[parts] = frozenset({parts})
        elif work.follows(typing.name(param)):
            state.names[param] = state.make(param, NOTHING)
    state.multiple = NOTHING  # that an argument holds nothing twice is found out when it is passed
    work.block(program.tree.body, state)
    return work


class _PointsTo:
    """One run of the analysis."""

    def __init__(self, typing: Typing, live: Liveness, *, updates: bool) -> None:
        self.typing, self.live = typing, live
        self.found: dict[tuple[int, str], Change] = {}
        self.given: dict[int, Change] = {}
        self.following: Stmt | None = None
        kinds = [typing.name(n) for n in (*typing.program.params, *typing.types)]
        self.arrays = any(isinstance(k, (ListOf, DictOf)) and k.element is not None and is_array(k.element) for k in kinds)
        self.updates = {id(s) for s in statements(typing.program.tree.body) if self.stores_anew(s)} if updates else set[int]()
        self.arrays = self.arrays or bool(self.updates)

    def follows(self, value: Type) -> bool:
        """Whether values of a type are told apart: containers, and arrays where lists hold some."""
        return is_container(value) or (self.arrays and is_array(value))

    def block(self, body: Sequence[Stmt], state: State) -> State:
        for statement, following in zip_longest(body, body[1:]):
            self.following = following
            state = self.step(statement, state)
        return state

    def step(self, statement: Stmt, state: State) -> State:
        if isinstance(statement, gast.If):
            return self.block(statement.body, state.copy()).joined(self.block(statement.orelse, state.copy()))
        if isinstance(statement, Loop):
            return self.loop(statement, state)
        if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name):
            self.changes(statement, state)
            name, known = statement.targets[0].id, NOTHING
            if not isinstance(statement.value, (gast.Name, gast.List, gast.Tuple, gast.Dict)):
                state.entered |= self.among([statement.value], state)
            if self.follows(self.typing.name(name)):
                known = self.value(statement.value, statement, state)
            state.names[name] = known
            return state
        self.written(statement, state)
        self.changes(statement, state)
        if (found := self.gives(statement)) is not None:
            state.names[found[0]] = self.things([found[1]], state)
        return state

    def gives(self, statement: Stmt | None) -> tuple[str, str] | None:
        """What stands for a global variable that a statement assigns, and the name of what it gets."""
        call = statement.value if isinstance(statement, gast.Expr) else None
        if (
            not isinstance(call, gast.Call)
            or self.typing.callee(call.func) is not setattr
            or not isinstance(call.args[2], gast.Name)
        ):
            return None
        return f"<{call.args[0].id}>.{call.args[1].value}", call.args[2].id

    def seen_outside(self, statement: Stmt, name: str, changed: Things, state: State) -> None:
        """Note what is changed while a global variable reaches it, but by an update whose result it gets at once."""
        again = self.gives(self.following)
        updated = isinstance(statement, gast.AugAssign) and again is not None and getattr(statement.target, "id", "") == again[1]
        for other, known in state.names.items():
            at_once = updated and again is not None and again[0] == other
            if other.startswith("<") and not at_once and changed & state.reach(known):
                self.given[id(statement)] = Change(statement, name, other.rpartition(".")[2])

    def loop(self, statement: Stmt, state: State) -> State:
        while True:
            inside = state.copy()
            if isinstance(statement, gast.For):
                over = self.among([statement.iter], inside)
                inside.entered |= over
                keys = isinstance(self.typing.expr(statement.iter), DictOf)
                inside.names[statement.target.id] = NOTHING if keys else inside.inside(over)
            after = state.joined(self.block(statement.body, inside))
            if after == state:
                return after
            state = after

    def written(self, statement: Stmt, state: State) -> None:
        """An array that lists hold at more than one place must not be written."""
        place = stored(statement)
        name = place.value.id if place is not None else getattr(getattr(statement, "target", None), "id", None)
        update = isinstance(statement, gast.AugAssign) and place is not None
        update = update and isinstance(self.typing.name(place.value.id), (ListOf, DictOf))  # type: ignore[union-attr]
        if place is not None and update and isinstance(self.typing.expr(nodes.load(place)), Array):
            if state.inside(state.names.get(place.value.id, NOTHING)) & state.multiple:
                self.found[id(statement), place.value.id] = Change(statement, place.value.id, place.value.id, multiple=True)
        elif place is not None and id(statement) in self.updates:
            self.changed_inside(statement, place.value.id, state, mirrored=False)
        if self.arrays and name is not None and isinstance(self.typing.name(name), Array):
            if state.names.get(name, NOTHING) & state.multiple and not isinstance(statement, gast.For):
                self.found[id(statement), name] = Change(statement, name, name, multiple=True)

    def stores_anew(self, statement: Stmt) -> bool:
        """Whether a statement updates an array in a tuple or record."""
        place = stored(statement) if isinstance(statement, gast.AugAssign) else None
        if place is None or isinstance(self.typing.name(place.value.id), (Array, ListOf, DictOf)):
            return False
        return isinstance(self.typing.expr(nodes.load(place)), Array)

    def changed_inside(self, statement: Stmt, name: str, state: State, *, mirrored: bool) -> None:
        """What stands in a container is changed there or stored anew; `mirrored`: as an element that has other names."""
        owners = state.names.get(name, NOTHING)
        inside = state.inside(owners)
        self.seen_outside(statement, name, inside, state)
        if inside & (state.multiple if mirrored else state.repeated):
            self.found[id(statement), name] = Change(statement, name, name, multiple=True)
        for other in sorted(self.live[id(statement)] - {name}):
            if not is_container(self.typing.name(other)):
                continue
            known = state.names.get(other, NOTHING)
            if inside & known or any(inside & state.holds.get(holder, NOTHING) for holder in state.reach(known) - owners):
                self.found[id(statement), other] = Change(statement, name, other, multiple=not mirrored)

    def arrays_of(self, name: str, state: State) -> Things:
        """The arrays that a name may be, or that are in it."""
        found = state.names.get(name, NOTHING)
        return state.inside(state.reach(found)) if is_container(self.typing.name(name)) else found

    def things(self, names: Iterable[str], state: State) -> Things:
        return NOTHING.union(*(state.names.get(n, NOTHING) for n in names))

    def value(self, value: Expr, statement: Stmt, state: State) -> Things:
        """What the value of an operation may be."""
        operands = self.things(nodes.free_names(value), state)
        if isinstance(value, gast.Name):
            return operands
        if is_array(self.typing.expr(value)):
            found = NOTHING.union(*(self.arrays_of(n, state) for n in sources(value, self.typing)))
            return found or state.make(id(statement), NOTHING)
        if self.is_numeric(value):
            return state.make(id(statement), NOTHING) if self.arrays else NOTHING
        if isinstance(value, (gast.List, gast.Tuple, gast.Dict)):
            made = state.make(id(statement), operands)
            twice = self.repeated(value, state)
            state.multiple, state.repeated = state.multiple | twice, state.repeated | twice
            return made
        if isinstance(value, gast.Subscript):
            inside = state.inside(self.things(nodes.free_names(value.value), state))
            return state.make(id(statement), inside) if isinstance(value.slice, gast.Slice) else inside
        if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr in GIVING:
            owner = self.things(nodes.free_names(value.func.value), state)
            given = self.things({n for a in value.args for n in nodes.free_names(a)}, state)
            pair = state.make(id(statement), state.inside(owner)) if value.func.attr == "popitem" else NOTHING
            is_one = value.func.attr == "pop" and isinstance(self.typing.expr(value), CONTAINERS)
            if is_one and state.is_alone(state.inside(owner), self.live[id(statement)]):
                return state.take_out(id(statement), state.inside(owner)) | given
            return state.inside(owner) | given | pair
        if isinstance(value, gast.BinOp) or (isinstance(value, gast.Call) and self.is_copy(value)):
            made = state.make(id(statement), state.inside(operands))
            state.repeated |= self.repeated_inside(value, state)
            return made
        if isinstance(value, gast.Call) and self.typing.callee(value.func) is runtime.sequence:
            return operands
        if isinstance(value, gast.Call) and self.is_new(value):
            return self.own(statement, self.typing.expr(value), state)
        return state.make(id(statement), state.reach(operands)) | state.reach(operands)

    def own(self, statement: Stmt, kind: Type, state: State) -> Things:
        """A new container, with new ones in it: they hold what they hold once."""
        inside = self.parts(f"{id(statement)}", kind, state)
        made = state.make(id(statement), inside)
        state.multiple -= state.reach(inside)
        return made

    def parts(self, place: str, kind: Type, state: State) -> Things:
        """What is in new containers, one thing for all at a depth; for all below where nothing is known of them."""
        elements = kind.elements if isinstance(kind, Fixed) else kind.values if isinstance(kind, Record) else ()
        elements = (kind.element,) if isinstance(kind, ListOf) and kind.element is not None else elements
        if not isinstance(kind, Unknown) and not any(map(self.follows, elements)):
            return NOTHING
        inside = f"{place}[...]"
        found: Thing = (inside, "old")
        below = [self.parts(inside, e, state) for e in elements if not isinstance(e, Unknown)]
        state.holds[found] = NOTHING.union(*below, {found} if len(below) < max(len(elements), 1) else NOTHING)
        return frozenset({found})

    def repeated(self, value: Expr, state: State) -> Things:
        """What stands at several places of a list, tuple or dict that is written out."""
        parts = value.values if isinstance(value, gast.Dict) else value.elts
        held = [self.things(nodes.free_names(p), state) for p in parts]
        return frozenset(t for t in NOTHING.union(*held) if sum(t in h for h in held) > 1)

    def repeated_inside(self, value: Expr, state: State) -> Things:
        """What stands at several places of `xs * n` and of `xs + ys`."""
        if not isinstance(value, gast.BinOp) or not isinstance(value.op, (gast.Add, gast.Mult)):
            return NOTHING
        left, right = (state.inside(self.things(nodes.free_names(side), state)) for side in (value.left, value.right))
        return left & right if isinstance(value.op, gast.Add) else left | right

    def is_numeric(self, value: Expr) -> bool:
        """Whether an operation, on whatever it is, gives a number or an array of its own."""
        if isinstance(value, gast.BinOp):
            leaves = [self.typing.expr(value.left), self.typing.expr(value.right)]
            return isinstance(value.op, OF_NUMBERS) or any(isinstance(k, Array) or is_float(k) for k in leaves)
        return isinstance(value, gast.Call) and self.typing.callee(value.func) in FILLED

    def is_new(self, call: gast.Call) -> bool:
        """Whether a call gives a container of its own, which shares nothing with others."""
        callee = self.typing.callee(call.func)
        if callee is runtime.add:  # gives the one where the other is None
            return not any(_may_be_nothing(self.typing.expr(a)) for a in call.args)
        return is_owning(callee)

    def is_copy(self, call: gast.Call) -> bool:
        callee = self.typing.callee(call.func)
        method = callee is self.typing.program.MISSING and isinstance(call.func, gast.Attribute)
        return callee is reversed or any(callee is c for c in COPYING) or (method and call.func.attr == "copy")

    def changes(self, statement: Stmt, state: State) -> None:
        """The container that a statement changes, and what goes into it: values, or what other containers hold."""
        place = stored(statement)
        if place is not None and is_container(self.typing.name(place.value.id)):
            element = self.typing.expr(nodes.load(place)) if isinstance(statement, gast.AugAssign) else None
            if is_list_or_dict(element):
                self.changed_inside(statement, place.value.id, state, mirrored=extends_element(statement, self.typing))
                self.change(statement, place.value.id, NOTHING, state)
                added = state.inside(self.among([statement.value], state))
                state.put(state.inside(state.names.get(place.value.id, NOTHING)), added)
            elif not isinstance(element, Array):  # an array that is updated stays where it is
                self.change(statement, place.value.id, self.among([statement.value], state), state)
        elif isinstance(statement, gast.AugAssign) and isinstance(statement.target, gast.Name):
            if is_container(self.typing.name(statement.target.id)):
                self.spread(statement, statement.target.id, [statement.value], state)
        elif (name := changed_container(statement)) is not None:
            if is_container(self.typing.name(name)) and name in self.typing.types:
                call = statement.value
                if call.func.attr in SPREADING:
                    self.spread(statement, name, call.args, state)
                else:
                    self.change(statement, name, self.among(call.args, state), state)
                if call.keywords:
                    self.change(statement, name, self.among([k.value for k in call.keywords], state), state)

    def spread(self, statement: Stmt, name: str, values: Sequence[Expr], state: State) -> None:
        """A container gets what others hold; those may be there for nothing else."""
        given = self.among(values, state)
        known = state.reach(self.things(self.live[id(statement)], state))
        self.change(statement, name, state.inside(given), state, gone=given - known - state.entered)

    def among(self, values: Sequence[Expr], state: State) -> Things:
        return self.things({n for v in values for n in nodes.free_names(v)}, state)

    def change(self, statement: Stmt, name: str, put_in: Things, state: State, gone: Things = NOTHING) -> None:
        goal = state.names.get(name, NOTHING)
        self.seen_outside(statement, name, goal, state)
        for other in sorted(self.live[id(statement)] - {name}):
            if is_container(self.typing.name(other)) and goal & state.reach(state.names.get(other, NOTHING)):
                before = self.found.get((id(statement), other))
                multiple = bool(goal & state.multiple) or (before is not None and before.multiple)
                direct = bool(goal & state.names.get(other, NOTHING)) or (before is not None and before.direct)
                self.found[id(statement), other] = Change(statement, name, other, multiple, direct)
        state.put(goal, put_in, gone)


__all__ = ["Change", "all_shared_changes", "changes_of_given"]
