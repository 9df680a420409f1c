"""The reversal of loops: which cotangents cross a loop's body, in which order the iterations are run again.

Guarantee: a cotangent that lives outside a loop exists before the reverse loop, and at the end of each of its iterations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import gast

from sourcead import nodes
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import statements
from sourcead.differentiate.cotangents import Cotangents, Place
from sourcead.differentiate.forward_sweep import Recording, is_break
from sourcead.differentiate.recompute import Recompute
from sourcead.differentiate.records import Facts, alias_error
from sourcead.differentiate.templates import local_names, paths, touched
from sourcead.nodes import Expr, Stmt
from sourcead.types.values import Fixed, ListOf
from sourcead.types.values import Record as RecordType


class LoopReversal:
    """The part of a reverse sweep that deals with loops."""

    facts: Facts
    recompute: Recompute
    recording: Recording
    bars: Cotangents
    live: Liveness

    def nested(self, body: Sequence[Stmt], before: Iterable[Stmt] = ()) -> list[Stmt]:
        """The reverse of an inner block."""
        raise NotImplementedError

    def _loop(self, statement: Stmt) -> None:
        inner = [s for s in statement.body if not is_break(s)]
        carried = self._outer_variables(statement)
        appended = self._appended(statement)
        self.bars.flush_all()
        for place in carried:
            if place.variable != appended:
                self.bars.ensure(place.variable)
        self.bars.flush_all()
        self.bars.masks = {}
        head: list[Stmt] = []
        if appended is not None:
            self.bars.out.append(nodes.assign(appended, nodes.list_([])))
        before = set(self.bars.present)
        body = self.nested(inner, head)
        wanted = [p for p in carried if p.variable not in self.bars.present and p.variable != appended]
        body += [nodes.assign(p.variable, self.bars.zero(p)) for p in wanted]
        if isinstance(statement, gast.For):
            body += self._target_contribution(statement, appended)
        self.bars.present = before | {p.variable for p in wanted} | ({appended} if appended is not None else set())
        self.bars.masks = {}
        if body:
            self._write_loop(statement, body)
        if appended is not None:
            self.bars.out.append(nodes.expression(nodes.call(nodes.attribute(nodes.name(appended), "reverse"))))

    def _outer_variables(self, loop: Stmt) -> list[Place]:
        """The cotangents that live outside a loop's body and that the body contributes to or uses up."""
        local = local_names(loop, self.live)
        found: dict[str, Place] = {}
        for statement in statements(loop.body):
            for name, path in touched(statement, self.facts):
                name = self._root(name)
                if name not in local and self.facts.is_active(name):
                    place = self.bars.place(name, path)
                    found.setdefault(place.variable, self.bars.places.get(place.variable, place))
        return [p for v, p in found.items() if v not in {self.bars.variable(n, q) for n in local for q in paths(n, self.facts)}]

    def _root(self, name: str) -> str:
        """The array that a view of a written array is a part of; any other name itself."""
        views = self.facts.aliases.views
        while name in views and self.facts.aliases.is_written(name):
            name = views[name].base
        return name

    def _appended(self, loop: Stmt) -> str | None:
        """The list cotangent that a loop over a list makes by appending: nothing else has contributed to it yet."""
        if not isinstance(loop, gast.For) or not isinstance(loop.iter, gast.Name):
            return None
        if not self.facts.is_active(loop.target.id) or not isinstance(self.facts.type(loop.iter.id), ListOf):
            return None
        variable = self.bars.place(loop.iter.id).variable
        inside = [n for s in statements(loop.body) for n, _ in touched(s, self.facts)]
        return None if self.bars.exists(variable) or loop.iter.id in inside else variable

    def _target_contribution(self, loop: gast.For, appended: str | None) -> list[Stmt]:
        """What an iteration gives to the list that the loop runs over."""
        target = loop.target.id
        if not self.facts.is_active(target):
            return []
        element = self._structure(target, self.facts.type(target), ())
        for path in paths(target, self.facts):
            self.bars.present.discard(self.bars.variable(target, path))
        if appended is not None:
            append = nodes.attribute(nodes.name(appended), "append")
            return [nodes.expression(nodes.call(append, element))]
        raise alias_error(target, loop.iter.id, loop)

    def _structure(self, name: str, kind: object, path: tuple[object, ...]) -> Expr:
        """The cotangent of a name as one value, in the name's structure."""
        if isinstance(kind, Fixed):
            parts = [self._structure(name, e, (*path, i)) for i, e in enumerate(kind.elements)]
            return nodes.tuple_(parts) if kind.kind == "tuple" else nodes.list_(parts)
        if isinstance(kind, RecordType):
            values = [self._structure(name, v, (*path, k)) for k, v in zip(kind.keys, kind.values)]
            return gast.Dict([nodes.constant(k) for k in kind.keys], values)
        place = self.bars.place(name, path)
        if place.variable in self.bars.present and place.whole:
            return nodes.name(place.variable)
        return self.bars.zero(place)

    def _write_loop(self, statement: Stmt, body: list[Stmt]) -> None:
        recording = self.recording
        counted = id(statement) in recording.saves.trips
        if isinstance(statement, gast.While):
            tape = recording.driving_tape(statement)
            if tape is not None:
                self.bars.out.append(nodes.while_(nodes.name(tape), body))
                return
            self.bars.out.append(nodes.for_("_", nodes.call("range", self._count(statement)), body))
            return
        iterable = self.recompute.expand(nodes.copy(statement.iter), statement)
        if counted:
            iterable = nodes.subscript(self._plain(iterable), gast.Slice(None, self._count(statement), None))
        target = statement.target.id
        used = target in {n for s in body for n in nodes.names(s)}
        ordered = used or not isinstance(statement.iter, gast.Call)
        if not used and isinstance(statement.iter, gast.Call):
            ordered = False
        self.bars.out.append(nodes.for_(target if used else "_", self._reversed(iterable) if ordered else iterable, body))

    def _plain(self, iterable: Expr) -> Expr:
        """An iterable that can be sliced: `reversed(range(n))` is `range(n)[::-1]`."""
        if isinstance(iterable, gast.Call) and nodes.dotted(iterable.func) == ["reversed"]:
            step = nodes.negative(nodes.constant(1))
            return nodes.subscript(iterable.args[0], gast.Slice(None, None, step))
        return iterable

    def _reversed(self, iterable: Expr) -> Expr:
        if isinstance(iterable, gast.Call) and nodes.dotted(iterable.func) == ["reversed"]:
            return iterable.args[0]
        return nodes.call("reversed", iterable)

    def _count(self, loop: Stmt) -> Expr:
        if not self.recording.in_loop(loop):
            return nodes.name(self.recording.counter(loop))
        tape = nodes.name(self.recording.counter_tape(loop))
        return nodes.call(nodes.attribute(tape, "pop"))
