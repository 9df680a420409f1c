"""The forward sweep: the primal's statements, with what the reverse sweep needs saved on the way.

Guarantee: apart from saves, counters and copies of what is saved, the sweep is the primal, statement by statement.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import gast

from sourcead import nodes
from sourcead.analysis.aliases import chain, sources
from sourcead.analysis.dependence import Nest
from sourcead.analysis.raising import Classes, caught_by, may_be_caught
from sourcead.analysis.recorded import Saves
from sourcead.analysis.walk import Loop, assigned, statements, stored
from sourcead.differentiate.names import Namer
from sourcead.differentiate.records import Facts
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import is_caught, is_guard, joined, split
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Number


class Recording:
    """The names of tapes and counters, and the statements that fill and empty them."""

    def __init__(self, facts: Facts, saves: Saves, namer: Namer) -> None:
        body = facts.program.tree.body
        self.typing, self.aliases, self.namer = facts.typing, facts.aliases, namer
        self.nest = Nest(body, facts.program.params)
        kept = saves.before | saves.after | saves.parts
        self.idle = {
            id(block)
            for block in statements(body)
            if isinstance(block, (Loop, gast.If))
            and not any(id(s) in kept or facts.records[id(s)].kind != "none" for s in statements([block]))
        }
        self.saves = replace(saves, tests=saves.tests - self.idle, trips=saves.trips - self.idle)

    def is_idle(self, block: Stmt) -> bool:
        """Whether the reverse sweep has nothing to do for a branch or a loop."""
        return id(block) in self.idle

    def in_loop(self, statement: Stmt) -> bool:
        """Whether a statement may run many times."""
        return bool(self.nest.loops[id(statement)])

    def keeper(self, statement: Stmt, what: str, wish: str) -> str:
        """The name of the tape (in a loop) or of the variable that keeps a value of this statement."""
        if self.in_loop(statement):
            outermost = id(self.nest.loops[id(statement)][0])
            if what == "after":  # taken back at the end of its block: in another order than the others
                return self.namer.of(("tape", id(statement)), f"{wish}_tape")
            return self.namer.of(("tape", what, wish, outermost), f"{wish}_tape")
        return self.namer.of((what, id(statement)), f"{wish}_{'was' if what != 'test' else 'taken'}")

    def keep(self, statement: Stmt, what: str, wish: str, value: Expr) -> Stmt:
        """The statement that saves a value."""
        name = self.keeper(statement, what, wish)
        if self.in_loop(statement):
            return nodes.expression(nodes.call(nodes.attribute(nodes.name(name), "append"), value))
        return nodes.assign(name, value)

    def kept(self, statement: Stmt, what: str, wish: str) -> Expr:
        """The saved value, taken back."""
        name = nodes.name(self.keeper(statement, what, wish))
        return nodes.call(nodes.attribute(name, "pop")) if self.in_loop(statement) else name

    def counter(self, loop: Stmt) -> str:
        """The name of the variable that counts a loop's iterations."""
        return self.namer.of(("count", id(loop)), "count")

    def counter_tape(self, loop: Stmt) -> str:
        """The tape of a counter inside another loop."""
        return self.namer.of(("count tape", id(loop)), f"{self.counter(loop)}_tape")

    def driving_tape(self, loop: Stmt) -> str | None:
        """A tape that gets one value in each iteration of a `while` loop and from nowhere else: it counts."""
        if not isinstance(loop, gast.While) or self.in_loop(loop):
            return None
        for statement in loop.body:
            name = assigned(statement)
            if id(statement) in self.saves.before | self.saves.after and name is not None:
                tape = self.keeper(statement, "name" if id(statement) in self.saves.before else "after", name)
                if sum(t == tape for t in self._pushes(self.body_of(loop))) == 1:
                    return tape
        return None

    def body_of(self, loop: Stmt) -> Sequence[Stmt]:
        """All statements whose tapes are made where the loop's are."""
        return [s for s in statements(loop.body)]

    def _pushes(self, body: Sequence[Stmt]) -> list[str]:
        found = []
        for statement in body:
            name, place = assigned(statement), stored(statement)
            if id(statement) in self.saves.before and name is not None:
                found.append(self.keeper(statement, "name", name))
            if id(statement) in self.saves.after and name is not None:
                found.append(self.keeper(statement, "after", name))
            if id(statement) in self.saves.parts:
                base = place.value.id if place is not None else name
                found.append(self.keeper(statement, "part", str(base)))
        return found

    def tapes(self, body: Sequence[Stmt]) -> list[str]:
        """The tapes that the statements of an outermost loop fill, in order."""
        found = self._pushes([s for s in statements(body)])
        for statement in statements(body):
            if id(statement) in self.saves.tests and self.in_loop(statement):
                found.append(self.keeper(statement, "test", outcome(statement)))
            if isinstance(statement, Loop) and id(statement) in self.saves.trips and self.in_loop(statement):
                found.append(self.counter_tape(statement))
        return list(dict.fromkeys(found))


def forward_sweep(body: Sequence[Stmt], recording: Recording) -> list[Stmt]:
    """The statements of the forward sweep."""
    out: list[Stmt] = []
    for name in sorted(recording.saves.undefined):
        out.append(nodes.assign(name, nodes.constant(None)))
    return out + _block(body, recording)


def _block(body: Sequence[Stmt], recording: Recording) -> list[Stmt]:
    out: list[Stmt] = []
    for statement in body:
        if isinstance(statement, gast.Return):
            continue
        if isinstance(statement, Loop):
            if not recording.in_loop(statement):
                out += [nodes.assign(tape, nodes.list_([])) for tape in recording.tapes([statement])]
            out += _loop(statement, recording)
        elif isinstance(statement, gast.If):
            out += _branch(statement, recording)
        else:
            out += _simple(statement, recording)
    return out


def _simple(statement: Stmt, recording: Recording) -> list[Stmt]:
    saves, out = recording.saves, []
    name, place = assigned(statement), stored(statement)
    if id(statement) in saves.before and name is not None:
        out.append(recording.keep(statement, "name", name, nodes.name(name)))
    if id(statement) in saves.parts:
        base = place.value.id if place is not None else str(name)
        out.append(recording.keep(statement, "part", base, part_value(statement, recording.typing)))
    out.append(nodes.copy(statement))
    if id(statement) in saves.after and name is not None:
        out.append(recording.keep(statement, "after", name, nodes.name(name)))
    return out


def part_value(statement: Stmt, typing: Typing) -> Expr:
    """The part of an array that a statement is about to overwrite, as a value of its own."""
    goal = statement.targets[0] if isinstance(statement, gast.Assign) else statement.target
    value = nodes.load(goal)
    is_number = isinstance(typing.expr(value), Number)
    return value if is_number else nodes.call(nodes.attribute(value, "copy"))


def outcome(statement: Stmt) -> str:
    """What the variable that tells which way a branch went is named after."""
    return "caught" if is_guard(statement) else "taken"


def _guard(statement: gast.If, recording: Recording) -> list[Stmt]:
    """A body that may raise: what it did before it raised is undone."""
    first, second = split(statement.body)
    body, rest, handler = _block(first, recording), _block(second, recording), _block(statement.orelse, recording)
    before, undone = _undone(statement, recording)
    after: list[Stmt] = []
    if id(statement) in recording.saves.tests:
        caught = recording.namer.of(("taken", id(statement)), "caught")
        body.append(nodes.assign(caught, nodes.constant(False)))
        undone.append(nodes.assign(caught, nodes.constant(True)))
        if recording.in_loop(statement):
            after = [recording.keep(statement, "test", "caught", nodes.name(caught))]
    start = 1 if handler and is_caught(handler[0]) else 0
    handler[start:start] = undone
    return [*before, nodes.at(nodes.if_(nodes.copy(statement.test), joined(body, rest), handler), statement), *after]


def _undone(statement: gast.If, recording: Recording) -> tuple[list[Stmt], list[Stmt]]:
    """What remembers the state in front of a guarded body, and what brings it back: the tapes' lengths, overwritten names."""
    classes, typing = caught_by(statement, recording.typing), recording.typing
    before: list[Stmt] = []
    after: list[Stmt] = []
    guarded = split(statement.body)[0]
    early = _before_the_last(guarded, classes, typing)
    pushed = _before_the_last(guarded, classes, typing, recording.saves.before | recording.saves.parts)
    for tape in recording.tapes(pushed) if recording.in_loop(statement) else ():  # elsewhere each run makes its own
        length = recording.namer.of(("length", id(statement), tape), f"{tape}_length")
        before.append(nodes.assign(length, nodes.call("len", nodes.name(tape))))
        rest = nodes.subscript(nodes.name(tape), gast.Slice(nodes.name(length), None, None))
        after.append(gast.Delete([nodes.store(rest)]))
    names = {assigned(s) for s in statements(early) if id(s) in recording.saves.before}
    for name in sorted(n for n in names if n is not None and n not in recording.saves.fresh[id(statement)]):
        held = recording.namer.of(("held", id(statement), name), f"{name}_held")
        before.append(nodes.assign(held, nodes.name(name)))
        after.append(nodes.assign(name, nodes.name(held)))
    for name in sorted(_overwritten([s for s in statements(early) if id(s) in recording.saves.parts], statement, recording)):
        held = recording.namer.of(("held", id(statement), name), f"{name}_held")
        before.append(nodes.assign(held, nodes.call(nodes.attribute(nodes.name(name), "copy"))))
        after.append(nodes.assign(nodes.store(nodes.subscript(nodes.name(name), nodes.constant(Ellipsis))), nodes.name(held)))
    return before, after


def _overwritten(saving: Sequence[Stmt], guard: gast.If, recording: Recording) -> set[str]:
    """The arrays in front of a guarded body of which the statements overwrite a part that the reverse sweep reads."""
    found: set[str] = set()
    inside = {assigned(s) for s in statements(guard.body) if not isinstance(s, gast.AugAssign)}
    for statement in saving:
        place = stored(statement)
        name = place.value.id if place is not None else str(assigned(statement))
        root = [name, *chain(name, recording.aliases.views)][-1]
        made = recording.nest.definition.get(root) if root in inside else None
        if made is not None and not sources(made, recording.typing):
            continue  # in the body itself
        if root in inside or not isinstance(recording.typing.name(root), Array):
            raise UnsupportedSyntaxError(
                f"`{name}` is changed in a body that may raise, and what it was before is needed: that cannot be brought back",
                way_out="Give it a copy (`.copy()`), or change it after the `try`.",
                location=nodes.location(statement),
            )
        found.add(root)
    return found


def _before_the_last(body: Sequence[Stmt], classes: Classes, typing: Typing, saving: Collection[int] = ()) -> list[Stmt]:
    """The statements of a block that may be followed by one that raises, or that raise half way: those in `saving` save first."""
    found: list[Stmt] = []
    for position, statement in enumerate(body):
        in_parts = isinstance(statement, (Loop, gast.If)) or id(statement) in saving
        if may_be_caught(body[position if in_parts else position + 1 :], classes, typing):
            found.append(statement)
    return found


def _branch(statement: gast.If, recording: Recording) -> list[Stmt]:
    if is_guard(statement):
        return _guard(statement, recording)
    test, before, after = nodes.copy(statement.test), [], []
    if id(statement) in recording.saves.tests:
        taken = recording.namer.of(("taken", id(statement)), "taken")
        before = [nodes.assign(taken, test if _is_bool(test, recording.typing) else nodes.call("bool", test))]
        if recording.in_loop(statement):  # after what the branches put on the same tape
            after = [recording.keep(statement, "test", "taken", nodes.name(taken))]
        test = nodes.name(taken)
    body = _block(statement.body, recording)
    new = nodes.if_(test, body or [gast.Pass()], _block(statement.orelse, recording))
    return [*before, nodes.at(new, statement), *after]


def _is_bool(test: Expr, typing: Typing) -> bool:
    """Whether a test gives a value that stays what it is: a container is no longer empty once something is put into it."""
    return isinstance(test, (gast.Compare, gast.Constant)) or isinstance(typing.expr(test), Number)


def test_again(statement: gast.If, recording: Recording) -> Expr:
    """The outcome of an `if`'s test, in the reverse sweep."""
    if id(statement) not in recording.saves.tests:
        return nodes.copy(statement.test)
    if recording.in_loop(statement):
        return recording.kept(statement, "test", outcome(statement))
    return nodes.name(recording.namer.of(("taken", id(statement)), outcome(statement)))


def _loop(statement: Stmt, recording: Recording) -> list[Stmt]:
    body = _block([s for s in statement.body if not is_break(s)], recording)
    out: list[Stmt] = []
    after: list[Stmt] = []
    if id(statement) in recording.saves.trips and recording.driving_tape(statement) is None:
        count = recording.counter(statement)
        out.append(nodes.assign(count, nodes.constant(0)))
        body.append(nodes.augassign(count, gast.Add, nodes.constant(1)))
        if recording.in_loop(statement):
            tape = nodes.attribute(nodes.name(recording.counter_tape(statement)), "append")
            after.append(nodes.expression(nodes.call(tape, nodes.name(count))))
    body += [nodes.copy(s) for s in statement.body if is_break(s)]
    if isinstance(statement, gast.For):
        new: Stmt = nodes.for_(nodes.copy(statement.target), nodes.copy(statement.iter), body)
    else:
        new = nodes.while_(nodes.copy(statement.test), body)
    return [*out, nodes.at(new, statement), *after]


def is_break(statement: Stmt) -> bool:
    """Whether a statement is the `if stopped: break` that may end a loop's body."""
    return isinstance(statement, gast.If) and bool(statement.body) and isinstance(statement.body[0], gast.Break)
