"""Dead code: statements whose effect nothing reads are removed, tapes that nothing needs too.

Guarantee: the result, and the order of what is kept, do not change; statements with effects outside the function are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.raising import ANY, Classes, caught_by, may_be_caught, may_raise
from sourcead.analysis.walk import assigned, reads, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import is_end, is_guard, joined, manager, split
from sourcead.optimize.context import Context


def remove_dead(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body without dead statements."""
    while True:
        useless = _useless_tapes(body)
        before = sum(1 for _ in statements(body))
        body = _Dead(context, useless).block(body, context.outside)
        if sum(1 for _ in statements(body)) == before:
            return list(body)


def popped(value: Expr) -> str | None:
    """The tape that `tape.pop()` takes from."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr == "pop":
        return nodes.base_name(value.func.value) if isinstance(value.func.value, gast.Name) else None
    return None


def _useless_tapes(body: Sequence[Stmt]) -> set[str]:
    """Lists that are only appended to, or popped from with the value thrown away."""
    lists, used = set(), set()
    for statement in statements(body):
        value: Any = getattr(statement, "value", None)
        if isinstance(statement, gast.Assign) and isinstance(value, gast.List) and not value.elts and assigned(statement):
            lists.add(assigned(statement))
            continue
        harmless = isinstance(statement, gast.Expr) and isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute)
        if harmless and value.func.attr in ("append", "pop", "reverse") and isinstance(value.func.value, gast.Name):
            used |= {n for a in value.args for n in nodes.names(a)}
            continue
        if not isinstance(statement, gast.Delete):
            used |= reads(statement)
    return {name for name in lists if name is not None and name not in used}


class _Dead:
    """One backward pass: `live`, the names that are read after a statement, becomes those that are read from it on."""

    def __init__(self, context: Context, useless: set[str]) -> None:
        self.context, self.useless = context, useless
        self.around: Classes = ()  # what the bodies around catch

    def block(self, body: Sequence[Stmt], live: set[str]) -> list[Stmt]:
        kept: list[list[Stmt]] = [self.statement(statement, live) for statement in reversed(body)]
        return self._without_empty([statement for part in reversed(kept) for statement in part])

    def _without_empty(self, body: list[Stmt]) -> list[Stmt]:
        """The block without `with` blocks that have nothing left in them."""
        out: list[Stmt] = []
        for statement in body:
            header = manager(out[-1]) if out and is_end(statement) else None
            if header is not None and self.context.is_pure(header):
                out.pop()
            else:
                out.append(statement)
        return out

    def _is_needed(self, node: Expr) -> bool:
        """Whether an expression must be evaluated though nothing reads its value."""
        return not self.context.is_pure(node) or may_raise(node, self.around, self.context.typing)

    def _guard(self, statement: gast.If, live: set[str]) -> list[Stmt]:
        """A body in which nothing that is caught can be raised needs no handler."""
        classes = caught_by(statement, self.context.typing)
        first, second = split(statement.body)
        if not may_be_caught(first, classes, self.context.typing):
            return self.block([*first, *second], live)
        caught = set(live)
        rest, orelse = self.block(second, live), self.block(statement.orelse, caught)
        live |= caught
        around, self.around = self.around, (*self.around, *classes)
        body = self.block(first, live)
        self.around = around
        live |= caught | nodes.free_names(statement.test)
        return [_like(nodes.if_(statement.test, joined(body, rest), orelse), statement)]

    def statement(self, statement: Stmt, live: set[str]) -> list[Stmt]:
        if is_guard(statement):
            return self._guard(statement, live)
        if isinstance(statement, gast.If):
            return self._branch(statement, live)
        if isinstance(statement, (gast.For, gast.While)):
            return self._loop(statement, live)
        if isinstance(statement, gast.Pass):
            return []
        if isinstance(statement, gast.Delete) and nodes.base_name(statement.targets[0]) in self.useless:
            return []
        if isinstance(statement, gast.Expr):
            return self._effect(statement, live)
        name, place = assigned(statement), stored(statement)
        if name is not None:
            return self._binding(statement, name, live)
        if place is not None:
            base = nodes.base_name(place)
            if not self.context.memory(base) & live and not self._is_needed(statement.value) and not self._is_caught(statement):
                return []
        live |= reads(statement)
        return [statement]

    def _is_caught(self, statement: Stmt) -> bool:
        return bool(self.around) and may_be_caught([statement], self.around, self.context.typing)

    def _binding(self, statement: Stmt, name: str, live: set[str]) -> list[Stmt]:
        in_place = isinstance(statement, gast.AugAssign) and not self.context.is_number(name)
        needed = bool(self.context.memory(name) & live) if in_place else name in live
        if needed:
            if not isinstance(statement, gast.AugAssign):
                live.discard(name)
            new = statement
        elif popped(statement.value) is not None:
            new = nodes.expression(statement.value)
        elif isinstance(statement, gast.AugAssign) and self._is_caught(statement):
            new = statement
        elif self._is_run_again(statement) or not self._is_needed(statement.value):
            return []
        elif manager(statement) is not None or not isinstance(statement, gast.Assign):
            new = statement
        else:
            new = _like(nodes.expression(statement.value), statement)
        live |= reads(statement)
        return [new]

    def _is_run_again(self, statement: Stmt) -> bool:
        """Whether a statement calls a function that the reverse sweep runs again, whatever it raises."""
        program, name = self.context.typing.program, assigned(statement)
        callee = program.callee(getattr(statement, "value", None))
        return callee is not None and not callee.pulls and name in program.pulled and not self.around

    def _effect(self, statement: gast.Expr, live: set[str]) -> list[Stmt]:
        call = statement.value
        if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute):
            base = call.func.value
            if call.func.attr in ("append", "pop", "reverse") and isinstance(base, gast.Name) and base.id in self.useless:
                return []
            if nodes.dotted(call.func) == ["rt", "scatter_add"] and not self.context.memory(nodes.base_name(call.args[0])) & live:
                return []
            if call.func.attr == "append" and isinstance(base, gast.Name) and not self.context.memory(base.id) & live:
                return []
        if not self._is_needed(call) and (isinstance(call, gast.Call) or not may_raise(call, ANY, self.context.typing)):
            return []
        live |= reads(statement)
        return [statement]

    def _branch(self, statement: gast.If, live: set[str]) -> list[Stmt]:
        live_orelse = set(live)
        body, orelse = self.block(statement.body, live), self.block(statement.orelse, live_orelse)
        live |= live_orelse
        if not body and not orelse and not self._is_needed(statement.test):
            return []
        test = statement.test
        if not body and orelse:
            test, body, orelse = negated(test), orelse, []
        live |= nodes.free_names(test)
        return [_like(nodes.if_(test, body or [gast.Pass()], orelse), statement)]

    def _loop(self, statement: Stmt, live: set[str]) -> list[Stmt]:
        target = {statement.target.id} if isinstance(statement, gast.For) else set()
        read = reads(statement)  # by a `for` loop all the while: what its list holds may change in it
        around = live | (read if isinstance(statement, gast.While) else {n for n in read if not self.context.is_number(n)})
        while True:
            inside = set(around)
            body = self.block(statement.body, inside)
            inside -= target
            if inside <= around:
                break
            around = around | inside
        if _only_breaks(body) and isinstance(statement, gast.For) and not self._is_needed(statement.iter):
            return []
        if isinstance(statement, gast.For):
            unused = statement.target.id not in {n for s in body for n in nodes.names(s)} and statement.target.id not in live
            new = nodes.for_("_" if unused else statement.target.id, statement.iter, body)
            around = around | reads(statement)
        else:
            new = nodes.while_(statement.test, body or [gast.Pass()])
        live |= around
        return [_like(new, statement)]


def _only_breaks(body: Sequence[Stmt]) -> bool:
    return all(isinstance(s, gast.Break) or (isinstance(s, gast.If) and _only_breaks(s.body + s.orelse)) for s in body)


def negated(test: Expr) -> Expr:
    """`not test`, as one writes it."""
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    return nodes.not_(test)


def _like(new: Stmt, old: Stmt) -> Stmt:
    """Hand the sweep that a statement belongs to, and its origin, on to its successor."""
    if hasattr(old, "sweep"):
        new.sweep = old.sweep  # type: ignore[attr-defined]
    return nodes.at(new, old)
