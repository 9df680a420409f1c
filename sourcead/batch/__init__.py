"""A derivative along several directions at once: its tangents, or its cotangents, get an axis of directions.

A derivative is linear in the tangents or cotangents that it is given, and takes each direction the same way: where no test and no
index depends on them, one run can carry many.

Guarantee: along each direction the result is that of the derivative that was given. What the stage cannot give the axis raises
`NotBatchedError`, which is for the caller: it runs the derivative for one direction after another.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Sequence
from dataclasses import replace

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.walk import assigned, blocks, statements, stored
from sourcead.batch.core import AXIS, CONTAINERS, Batching, NotBatchedError, along
from sourcead.batch.expressions import rewritten
from sourcead.batch.types import found_types, mirroring
from sourcead.differentiate.adjoint import Derivative
from sourcead.differentiate.names import Namer
from sourcead.differentiate.parts import as_value
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.marks import is_border, is_guard
from sourcead.optimize.context import Context
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, ListOf, Number, Record, Type, Unknown, may_vary

BUILTINS = {"np": np, "rt": runtime, "float": float, "len": len, "range": range, "slice": slice, "reversed": reversed}
OPERATIONS = (gast.Add, gast.Sub, gast.Mult, gast.Div)
ADDING = ("append", "insert", "extend")

__all__ = ["NotBatchedError", "batch"]


def batch(raw: Derivative) -> Derivative:
    """The derivative whose seeds, and with them all that depends on them, have the directions' axis, the last one.

    There are at least two directions. Raises `NotBatchedError`.
    """
    body = [*raw.forward, *raw.reverse]
    taken = {*nodes.names(body), *raw.program.env, *raw.program.params, *raw.seeds, *raw.temporaries}
    stage = _Stage(raw, Namer(taken).fresh("count"))
    stage.find_names(body)
    forward, reverse = stage.block(raw.forward), stage.block(raw.reverse)
    gradients = [stage.b.full(g) if _is_given(g) else nodes.copy(g) for g in raw.gradients]
    used = stage.b.count in {n for s in [*forward, *reverse, *gradients] for n in nodes.names(s)}
    first = [nodes.assign(stage.b.count, stage.length())] if used else []
    before = [*first, *forward] if _reads(raw.forward, raw.seeds) else forward
    after = reverse if before is not forward else [*first, *reverse]
    return replace(
        raw, typing=stage.typed(), forward=before, reverse=after, gradients=gradients,
        temporaries=raw.temporaries - {stage.b.count},
    )  # fmt: skip


def _is_given(gradient: Expr) -> bool:
    return not (isinstance(gradient, gast.Constant) and gradient.value is None)


def _reads(body: Sequence[Stmt], names: Sequence[str]) -> bool:
    """Whether a sweep starts from these seeds."""
    return not set(names).isdisjoint(nodes.names(body))


class _Stage:
    """One derivative's statements."""

    def __init__(self, raw: Derivative, count: str) -> None:
        self.raw = raw
        program = raw.program
        known = {n: Binding(v, None, n) for n, v in BUILTINS.items() if n not in raw.typing.types}
        typing = replace(raw.typing, program=replace(program, env={**known, **program.env}))
        body = [*raw.forward, *raw.reverse]
        typing = mirroring(typing, found_types(body, typing))
        self.b = Batching(typing, count, rewritten, set(raw.seeds), _unbound(raw.forward))
        self.context = Context(typing, raw.aliases, raw.temporaries, raw.primal_names, frozenset(raw.seeds))

    def length(self) -> Expr:
        """How many directions there are."""
        for seed in self.raw.seeds:
            found = _leaf(nodes.name(seed), self.raw.typing.name(seed))
            if found is not None:
                return nodes.subscript(nodes.attribute(found, "shape"), nodes.constant(-1))
        raise NotBatchedError

    def typed(self) -> Typing:
        """The types of what has the axis now."""
        typing, names = self.raw.typing, self.b.names
        cotangents = {n: along(t) if n in names else t for n, t in typing.cotangents.items()}
        cotangents[self.b.count] = Number("int64", size=AXIS.size, unit=False)
        others = {n: along(t) for n, t in self.b.typing.types.items() if n in names}
        return replace(typing, types=ChainMap(others, typing.types), cotangents=cotangents)

    # names

    def find_names(self, body: Sequence[Stmt]) -> None:
        """All names whose value depends on the direction, or that share memory with one that is written."""
        context, flat = self.context.seeing(body), list(statements(body))
        self.b.written = frozenset(m for s in flat for n in _written(s) for m in (n, *context.memory(n)))
        before, own = -1, self.raw.primal_names
        while before != len(self.b.names):
            before = len(self.b.names)
            for statement in flat:
                for name, writes in self._gains(statement):
                    if name in own:
                        raise NotBatchedError  # the program's own values are the same in each direction
                    self.b.names |= {name, *(context.memory(name) - own if writes else ())}

    def _gains(self, statement: Stmt) -> Iterator[tuple[str, bool]]:
        """The names that get what depends on the direction, and whether it is written into their memory."""
        place, name, value = stored(statement), assigned(statement), getattr(statement, "value", None)
        if place is not None:
            if self.b.carries(value):
                yield nodes.base_name(place), True
        elif isinstance(statement, gast.For):
            if name is not None and self.b.carries(statement.iter):
                yield name, False
        elif name is not None:
            if self.b.carries(value):
                yield name, isinstance(statement, gast.AugAssign)
        elif isinstance(statement, gast.Expr) and isinstance(value, gast.Call) and any(map(self.b.carries, value.args)):
            writes = value.args[0] if self.b.method(value) == "" else value.func.value  # type: ignore[attr-defined]
            yield nodes.base_name(writes), True

    # statements

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        """Statements with the axis."""
        return [self._kept(self._statement(s), s) for s in body]

    def _kept(self, new: Stmt, old: Stmt) -> Stmt:
        """A statement with what is noted of the one that it stands for."""
        for key, value in old.__dict__.items():
            if key not in old._fields:
                setattr(new, key, value)
        return new

    def _statement(self, statement: Stmt) -> Stmt:
        if not (self.b.mentions(statement) or (assigned(statement) or "") in self.b.names) and not blocks(statement):
            return nodes.copy(statement)
        if is_border(statement) or is_guard(statement):
            raise NotBatchedError
        if isinstance(statement, (gast.If, gast.While)):
            if self.b.carries(statement.test):
                raise NotBatchedError
            body = self.block(statement.body)
            test = self.b.expr(statement.test)
            return (
                nodes.while_(test, body)
                if isinstance(statement, gast.While)
                else nodes.if_(test, body, self.block(statement.orelse))
            )
        if isinstance(statement, gast.For):
            return self._loop(statement)
        if isinstance(statement, gast.AugAssign):
            return self._update(statement)
        if isinstance(statement, gast.Assign):
            return self._assign(statement)
        return self._called(statement)

    def _loop(self, statement: gast.For) -> Stmt:
        kind = self.b.type(statement.iter)
        if self.b.carries(statement.iter) and isinstance(kind, (Array, Unknown)) and self._is_number(statement.target.id):
            raise NotBatchedError  # its numbers would be views
        return nodes.for_(nodes.copy(statement.target), self.b.expr(statement.iter), self.block(statement.body))

    def _is_number(self, name: str) -> bool:
        return not isinstance(self.b.typing.name(name), Array)

    def _assign(self, statement: gast.Assign) -> Stmt:
        goal, value = statement.targets[0], statement.value
        if isinstance(goal, gast.Name):
            if goal.id not in self.b.names:
                return nodes.assign(goal.id, self.b.expr(value))
            return nodes.assign(goal.id, self._value_of(goal.id, value))
        if not isinstance(goal, gast.Subscript):
            raise NotBatchedError
        base = self.b.type(goal.value)
        if not self.b.carries(goal.value):
            return nodes.assign(
                nodes.store(nodes.subscript(self.b.expr(goal.value), self.b.expr(goal.slice))), self.b.expr(value)
            )
        place = self._place(goal)
        return nodes.assign(nodes.store(place), self.b.wide(value, base) if isinstance(base, Array) else self.b.full(value))

    def _place(self, goal: gast.Subscript) -> Expr:
        """A part of what has the axis."""
        return self.b.expr(nodes.load(goal))

    def _value_of(self, name: str, value: Expr) -> Expr:
        """What a name with the axis is given."""
        b, kind = self.b, self.b.typing.name(name)
        if isinstance(kind, (Array, Number)):
            have = b.type(value)
            if isinstance(kind, Array) and kind.dims is None:
                raise NotBatchedError
            if isinstance(have, (Array, Number)) and b.rank(value) != b.rank(nodes.name(name)):
                raise NotBatchedError
            if not isinstance(have, (Array, Number, Unknown)):
                raise NotBatchedError
            if not b.carries(value):
                return b.plain(value, kind)
        elif isinstance(kind, Unknown):
            raise NotBatchedError
        return b.full(value)

    def _update(self, statement: gast.AugAssign) -> Stmt:
        goal, value, op = statement.target, statement.value, type(statement.op)
        base = nodes.load(goal) if isinstance(goal, gast.Name) else nodes.load(goal).value
        if not self.b.carries(base):
            place = self.b.expr(nodes.load(goal))
            return nodes.augassign(place, op, self.b.expr(value))
        kind = self.b.type(nodes.load(goal))
        if op not in OPERATIONS or not isinstance(kind, (Array, Number)):
            raise NotBatchedError
        place, amount = self.b.expr(nodes.load(goal)), self.b.wide(value, kind)
        if isinstance(kind, Number) and not isinstance(self.b.type(base), Array):
            return nodes.assign(nodes.store(place), nodes.binop(nodes.copy(place), op, amount))
        if isinstance(goal, gast.Name) and isinstance(kind, Number):
            return nodes.assign(goal.id, nodes.binop(place, op, amount))
        return nodes.augassign(place, op, amount)

    def _called(self, statement: Stmt) -> Stmt:
        """A call for what it changes."""
        call = statement.value if isinstance(statement, gast.Expr) else None
        if not isinstance(call, gast.Call) or call.keywords:
            raise NotBatchedError
        if self.b.function(call) in (runtime.scatter_add, np.add.at, np.subtract.at):
            base, index, value = call.args
            if not isinstance(self.b.type(base), Array) or not self.b.carries(base):
                raise NotBatchedError
            place, wide = as_value(self.b.index(index)), self.b.wide(value, self.b.type(base))
            return nodes.expression(nodes.call(nodes.copy(call.func), self.b.expr(base), place, wide))
        method = self.b.method(call)
        base = call.func.value if method else None
        if base is None or not isinstance(self.b.type(base), CONTAINERS) or method not in (*ADDING, "pop", "clear", "reverse"):
            raise NotBatchedError
        if not self.b.carries(base):
            raise NotBatchedError
        args = [self.b.expr(a) for a in call.args]
        if method in ADDING:
            args[-1] = self.b.full(call.args[-1])
        return nodes.expression(nodes.call(nodes.attribute(self.b.expr(base), method), *args))


def _written(statement: Stmt) -> Iterator[str]:
    """The names that a statement writes into, or hands to a call that may."""
    place = stored(statement)
    if place is not None:
        yield nodes.base_name(place)
    elif isinstance(statement, gast.AugAssign):
        yield assigned(statement) or ""
    elif isinstance(statement, gast.Expr):
        call = statement.value
        if not (isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in CHANGING):
            yield from nodes.names(statement)  # a method of a list puts arrays into it as they are


def _unbound(body: Sequence[Stmt]) -> frozenset[str]:
    """The names that are None on some way."""
    return frozenset(
        assigned(s) or "" for s in statements(body) if isinstance(s, gast.Assign) and nodes.literal(s.value, ...) is None
    )


def _leaf(node: Expr, kind: Type) -> Expr | None:
    """A number or array in a structure."""
    if isinstance(kind, (Array, Number)):
        return node if may_vary(kind) else None
    parts: list[tuple[object, Type]] = []
    if isinstance(kind, Fixed):
        parts = list(enumerate(kind.elements))
    elif isinstance(kind, Record) and kind.exact:
        parts = list(zip(kind.keys, kind.values))
    elif isinstance(kind, ListOf) and kind.element is not None:
        parts = [(0, kind.element)]
    for key, part in parts:
        found = _leaf(nodes.subscript(nodes.copy(node), nodes.constant(key)), part)
        if found is not None:
            return found
    return None
