"""Bodies of `try` that raise half way: cut so that what a handler can see is the last thing that each part does.

Guarantee: a guarded body that raises has changed nothing that its handler, or what comes after, reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.raising import FLOATING, Classes, caught_by, may_be_caught, may_raise
from sourcead.analysis.walk import Loop, assigned, changed_container, statements, stored
from sourcead.differentiate.names import Namer
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.marks import EXCEPT, is_border, is_caught, is_end, is_guard, joined, manager, mark, split
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Unknown, is_float

WAY_OUT = "Compute into new variables, and assign them after the loop."


def with_whole_guards(program: Program, typing: Typing, aliases: Aliases) -> Program:
    """The program with each guarded body cut where it must be."""
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
    body = _Cutter(program.tree.body, typing, aliases, namer).block(program.tree.body)
    return replace(program, tree=nodes.function(program.name, program.params, body))


class _Cutter:
    """One program."""

    def __init__(self, body: Sequence[Stmt], typing: Typing, aliases: Aliases, namer: Namer) -> None:
        self.typing, self.aliases, self.namer = typing, aliases, namer
        self.live = Liveness(body)

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            if is_guard(statement):
                out += self.guard(statement)
            elif isinstance(statement, gast.If):
                branch = nodes.if_(statement.test, self.block(statement.body), self.block(statement.orelse))
                out.append(nodes.at(branch, statement))
            elif isinstance(statement, gast.For):
                new = nodes.for_(statement.target, statement.iter, self.block(statement.body))
                out.append(nodes.at(new, statement))
            elif isinstance(statement, gast.While):
                out.append(nodes.at(nodes.while_(statement.test, self.block(statement.body)), statement))
            else:
                out.append(statement)
        return out

    def guard(self, statement: gast.If) -> list[Stmt]:
        classes = caught_by(statement, self.typing)
        seen = Liveness(statement.orelse, self.live[id(statement)]).before
        first, second = split(statement.body)
        if not may_be_caught(first, classes, self.typing):
            return self.block([*first, *second])
        self.check_updates(first, classes, seen)
        parts = self.parts(first, classes, seen)
        handler = self.block(statement.orelse)
        if len(parts) == 1 and not any(self.spreads(s, classes, seen) for s in parts[0]):
            return [nodes.at(nodes.if_(statement.test, joined(self.block(parts[0]), self.block(second)), handler), statement)]
        return _Parts(self, statement, classes, seen, handler).written(parts, self.block(second))

    def parts(self, body: Sequence[Stmt], classes: Classes, seen: set[str]) -> list[list[Stmt]]:
        """The body cut after each effect that is seen, if something that may raise follows."""
        found: list[list[Stmt]] = [[]]
        inside, quiet = _borders(body, self.typing)
        for position, statement in enumerate(body):
            spreads = self.spreads(statement, classes, seen)
            rest = [s for k, s in enumerate(body) if k > position and k not in quiet]
            cut = spreads or (self.is_seen(statement, seen) and may_be_caught(rest, classes, self.typing))
            if cut and position in inside:
                raise refused(statement, "a `with` block in this `try` may be left half way")
            if spreads:
                found.append([])
            found[-1].append(statement)
            if cut:
                found.append([])
        return [part for part in found if part]

    def check_updates(self, body: Sequence[Stmt], classes: Classes, seen: set[str]) -> None:
        """NumPy reports a floating-point error when it has written, and whether it raises then is known only when it runs."""
        if not any(issubclass(c, k) or issubclass(k, c) for c in classes for k in FLOATING):
            return
        for statement in statements(body):
            if self._changed(statement, seen) and self.writes_first(statement):
                raise UnsupportedSyntaxError(
                    "this array has been written when a floating-point error or a warning of it is caught",
                    way_out="Catch the exception that is meant, or compute the new value first and assign it after the `try`.",
                    location=nodes.location(statement),
                )

    def writes_first(self, statement: Stmt) -> bool:
        """Whether a statement computes into an array: an update, `out=` (a store into all of it), a store as another dtype."""
        place = stored(statement)
        if isinstance(statement, gast.AugAssign):
            return isinstance(self.typing.expr(nodes.load(statement.target)), (Array, Unknown))
        if place is None or not isinstance(self.typing.name(place.value.id), (Array, Unknown)):
            return False
        whole = isinstance(place.slice, gast.Constant) and place.slice.value is Ellipsis
        value, base = self.typing.expr(statement.value), self.typing.name(place.value.id)
        is_cast = isinstance(value, Unknown) or (is_float(value) and getattr(value, "dtype", "") != getattr(base, "dtype", ""))
        return whole or is_cast

    def spreads(self, statement: Stmt, classes: Classes, seen: set[str]) -> bool:
        """Whether a branch or a loop has an effect that is seen before something in it that may raise."""
        if isinstance(statement, Loop):
            return self.is_seen(statement, seen) and may_be_caught([statement], classes, self.typing)
        if not isinstance(statement, gast.If):
            return False
        return any(len(self.parts(b, classes, seen)) > 1 or any(self.spreads(s, classes, seen) for s in b)
                   for b in (statement.body, statement.orelse))  # fmt: skip

    def is_seen(self, statement: Stmt, seen: set[str]) -> bool:
        """Whether a statement changes, itself or in its blocks, what the handler or what comes after it reads."""
        return any(self._changed(s, seen) for s in statements([statement]))

    def _changed(self, statement: Stmt, seen: set[str]) -> bool:
        name, place = assigned(statement), stored(statement)
        if name is not None and name in seen:
            return True
        written = place.value.id if place is not None else changed_container(statement)
        if isinstance(statement, gast.AugAssign) and name is not None and isinstance(self.typing.name(name), (Array, Unknown)):
            written = name
        return written is not None and bool(self.aliases.class_of(written) & seen)


def _borders(body: Sequence[Stmt], typing: Typing) -> tuple[set[int], set[int]]:
    """The positions in a body that are inside a `with` block, and the ends of those whose manager raises nothing at its end."""
    inside, quiet, around = set(), set(), list[Expr]()
    for position, statement in enumerate(body):
        if is_end(statement):
            header = around.pop()
            if isinstance(header, gast.Call) and typing.callee(header.func) is np.errstate:
                quiet.add(position)
        elif around:
            inside.add(position)
        header = manager(statement)
        if header is not None:
            around.append(header)
    return inside, quiet


def refused(node: Stmt, reason: str) -> UnsupportedSyntaxError:
    """The error for a body that cannot be cut."""
    return UnsupportedSyntaxError(reason, way_out=WAY_OUT, location=nodes.location(node))


class _Parts:
    """A guarded body in several parts: each runs only if none before it has failed, the handler runs last."""

    def __init__(self, cutter: _Cutter, statement: gast.If, classes: Classes, seen: set[str], handler: list[Stmt]) -> None:
        self.cutter, self.statement, self.classes, self.seen, self.handler = cutter, statement, classes, seen, handler
        self.failed = cutter.namer.fresh("failed")
        self.error = handler[0].targets[0].id if handler and is_caught(handler[0]) else None
        if self.error is None and any(_is_bare(s) for s in statements(handler)):
            self.error = cutter.namer.fresh("error")

    def written(self, parts: Sequence[Sequence[Stmt]], rest: list[Stmt]) -> list[Stmt]:
        handler = self.handler[1:] if self.handler and is_caught(self.handler[0]) else self.handler
        for statement in statements(handler):
            if _is_bare(statement):
                statement.exc = nodes.name(str(self.error))
        start = [self.assign(self.failed, nodes.constant(False))]
        after = [nodes.at(self.branch_on_failure(handler, rest), self.statement)] if handler or rest else []
        return [*start, *self.sequence(parts), *after]

    def assign(self, name: str, value: Expr) -> Stmt:
        return nodes.at(nodes.assign(name, value), self.statement)

    def branch_on_failure(self, handler: list[Stmt], rest: list[Stmt]) -> gast.If:
        if not handler:
            return nodes.if_(nodes.not_(nodes.name(self.failed)), rest)
        return nodes.if_(nodes.name(self.failed), handler, rest)

    def sequence(self, parts: Sequence[Sequence[Stmt]]) -> list[Stmt]:
        """Each part runs if the one before it has not failed."""
        if not parts:
            return []
        written, rest = self.part(parts[0]), self.sequence(parts[1:])
        if not rest or not may_be_caught(parts[0], self.classes, self.cutter.typing):
            return [*written, *rest]
        last = written[-1]
        if len(written) == 1 and is_guard(last):
            return [nodes.at(nodes.if_(last.test, joined(last.body, rest), last.orelse), last)]
        return [*written, nodes.at(nodes.if_(nodes.not_(nodes.name(self.failed)), rest), parts[1][0])]

    def part(self, part: Sequence[Stmt]) -> list[Stmt]:
        if not self.cutter.spreads(part[0], self.classes, self.seen):
            return self.guarded(self.cutter.block(part))
        whole = part[0]
        if any(map(is_border, statements([whole]))):
            raise refused(whole, "a `with` block in this `try` may be left half way")
        if isinstance(whole, gast.If) and not is_guard(whole):
            return self.branch(whole)
        if isinstance(whole, gast.For):
            return self.loop(whole)
        raise refused(whole, "the handler of a `try` around this may see what it has done so far")

    def guarded(self, body: list[Stmt]) -> list[Stmt]:
        """One part with its own handler, which takes a note."""
        if not may_be_caught(body, self.classes, self.cutter.typing):
            return body
        note = [self.assign(self.failed, nodes.constant(True))]
        if self.error is not None:
            caught = self.cutter.namer.fresh("caught_error")
            note = [self.assign(caught, mark(EXCEPT)), self.assign(self.error, nodes.name(caught)), *note]
        return [nodes.at(nodes.if_(nodes.copy(self.statement.test), body, note), body[0])]

    def inner(self, body: Sequence[Stmt]) -> list[Stmt]:
        return self.sequence(self.cutter.parts(body, self.classes, self.seen))

    def branch(self, whole: gast.If) -> list[Stmt]:
        if may_raise(whole.test, self.classes, self.cutter.typing):
            raise refused(whole, "the test of a branch that is left half way may raise too")
        return [nodes.at(nodes.if_(whole.test, self.inner(whole.body), self.inner(whole.orelse)), whole)]

    def loop(self, whole: gast.For) -> list[Stmt]:
        """The loop ends where a part of its body fails."""
        head = nodes.for_(whole.target, whole.iter, [])
        if may_be_caught([nodes.at(head, whole)], self.classes, self.cutter.typing):
            raise refused(whole, "what this loop runs over may raise too")
        body: list[Stmt] = list(whole.body)
        last = body[-1] if body else None
        own = body.pop() if isinstance(last, gast.If) and last.body and isinstance(last.body[0], gast.Break) else None
        inner, stop = self.inner(body), nodes.name(self.failed)
        if own is not None:
            if isinstance(own.test, gast.Name):
                inner.append(nodes.if_(stop, [self.assign(own.test.id, nodes.constant(True))]))
            stop = own.test  # which may be certain
        inner.append(nodes.if_(stop, [gast.Break()]))
        return [nodes.at(nodes.for_(whole.target, whole.iter, inner), whole)]


def _is_bare(statement: Stmt) -> bool:
    return isinstance(statement, gast.Raise) and statement.exc is None


__all__ = ["with_whole_guards"]
