"""Dependence of array elements: can a later write hit an element that was read before?

Indices are affine in loop variables; the order of iterations and the bounds of `range` loops are linear inequalities; the
question is whether they have a common rational solution with equal indices (Fourier-Motzkin elimination; Banerjee, "Dependence
Analysis for Supercomputing", 1988). Guarantee: `disjoint` is True only where no such solution exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Union

import gast

from sourcead import nodes
from sourcead.analysis.walk import Loop, assigned, blocks, statements
from sourcead.nodes import Expr, Stmt

Affine = dict[str, Fraction]  # coefficients by variable; the constant under ""
LIMIT = 400  # inequalities at which elimination gives up


@dataclass(frozen=True)
class Access:
    """`name[index]` (all of it where `index` is None) read or written by a statement; `after`: as the statement leaves it."""

    name: str
    index: Union[Expr, None]
    statement: Stmt
    after: bool = False


class Nest:
    """The loops around each statement, their order, and the single definitions of names."""

    def __init__(self, body: Sequence[Stmt], params: Iterable[str]) -> None:
        self.loops: dict[int, tuple[Stmt, ...]] = {}
        self.order: dict[int, int] = {}
        self.definition: dict[str, Expr | None] = {}
        self.inside: dict[str, bool] = {}
        self.homes: dict[int, tuple[int, ...]] = {}  # the blocks that hold a statement, outermost first
        self.makers: dict[str, Stmt] = {}
        self._number(body, (), ())
        for statement in statements(body):
            name = assigned(statement)
            if name is not None and not isinstance(statement, gast.For):
                once = name not in self.definition and isinstance(statement, gast.Assign) and name not in params
                self.definition[name] = statement.value if once else None
                self.makers[name] = statement
                self.inside[name] = bool(self.loops[id(statement)]) or not once
        self.targets = {s.target.id for s in statements(body) if isinstance(s, gast.For)}

    def _number(self, body: Sequence[Stmt], loops: tuple[Stmt, ...], around: tuple[int, ...]) -> None:
        home = (*around, id(body))
        for statement in body:
            self.loops[id(statement)] = loops
            self.homes[id(statement)] = home
            self.order[id(statement)] = len(self.order)
            inner = (*loops, statement) if isinstance(statement, Loop) else loops
            for block in blocks(statement):
                self._number(block, inner, home)

    def precedes(self, define: Stmt, reader: Stmt) -> bool:
        """Whether a definition runs before a reader in each iteration: its block is the reader's or one around it."""
        home = self.homes[id(define)]
        return self.order[id(define)] < self.order[id(reader)] and self.homes[id(reader)][: len(home)] == home

    def may_precede(self, first: Stmt, second: Stmt) -> bool:
        """Whether `first` may run before (or as) `second` runs."""
        if self.order[id(first)] <= self.order[id(second)]:
            return True
        return bool(self.common(first, second))

    def common(self, first: Stmt, second: Stmt) -> tuple[Stmt, ...]:
        """The loops that both statements are in."""
        pairs = zip(self.loops[id(first)], self.loops[id(second)])
        return tuple(a for a, b in pairs if a is b)

    def affine(self, node: Expr, tag: str, shared: set[str], at: Stmt) -> Affine | None:
        """An index, as `at` evaluates it, as an affine form; loop variables that are not shared by both sides get the tag."""
        if isinstance(node, gast.Constant):
            return {"": Fraction(node.value)} if type(node.value) is int else None
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
            inner = self.affine(node.operand, tag, shared, at)
            return None if inner is None else _scaled(inner, Fraction(-1))
        if isinstance(node, gast.Name):
            return self._affine_name(node.id, tag, shared, at)
        if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Add, gast.Sub, gast.Mult)):
            left, right = self.affine(node.left, tag, shared, at), self.affine(node.right, tag, shared, at)
            return None if left is None or right is None else _combined(node.op, left, right)
        return None

    def _affine_name(self, name: str, tag: str, shared: set[str], at: Stmt) -> Affine | None:
        value, maker = self.definition.get(name), self.makers.get(name)
        if name in self.targets:  # if nothing else gives it a value
            return {name if name in shared else f"{name}@{tag}": Fraction(1)} if maker is None else None
        if not self.inside.get(name, False):
            found = None if value is None or maker is None else self.affine(value, tag, shared, maker)
            return found if found is not None else {name: Fraction(1)}
        if value is None or maker is None or not self.precedes(maker, at):
            return None  # another round of the loop may have bound it
        return self.affine(value, tag, shared, maker)


def _scaled(form: Affine, by: Fraction) -> Affine:
    return {k: v * by for k, v in form.items()}


def _plus(left: Affine, right: Affine, sign: int = 1) -> Affine:
    out = dict(left)
    for k, v in right.items():
        out[k] = out.get(k, Fraction(0)) + sign * v
    return {k: v for k, v in out.items() if v or k == ""}


def _combined(op: object, left: Affine, right: Affine) -> Affine | None:
    if isinstance(op, gast.Mult):
        for number, form in ((left, right), (right, left)):
            if set(number) <= {""}:
                return _scaled(form, number.get("", Fraction(0)))
        return None
    return _plus(left, right, -1 if isinstance(op, gast.Sub) else 1)


def disjoint(read: Access, write: Access, nest: Nest) -> bool:
    """Whether no run of `write` that follows a run of `read` touches what was read."""
    if read.name != write.name or read.index is None or write.index is None:
        return False
    cases = list(_orders(read, write, nest))
    pairs = list(zip(_parts(read.index), _parts(write.index)))
    return all(any(_differ(a, b, case, read, write, nest) for a, b in pairs) for case in cases)


def _parts(index: Expr) -> list[Expr]:
    parts = list(index.elts) if isinstance(index, gast.Tuple) else [index]
    for k, part in enumerate(parts):
        if isinstance(part, gast.Constant) and (part.value is None or part.value is Ellipsis):
            return parts[:k]
    return parts


def _orders(read: Access, write: Access, nest: Nest) -> Iterator[tuple[int, tuple[Stmt, ...]]]:
    """The ways in which a write can follow a read: the depth at which a later iteration begins (or the same iteration)."""
    common = nest.common(read.statement, write.statement)
    for depth in range(len(common)):
        yield depth, common
    same = read.statement is write.statement
    if nest.order[id(read.statement)] < nest.order[id(write.statement)] or (same and not read.after):
        yield len(common), common


def _differ(a: Expr, b: Expr, case: tuple[int, tuple[Stmt, ...]], read: Access, write: Access, nest: Nest) -> bool:
    if isinstance(a, gast.Slice) or isinstance(b, gast.Slice):
        return False
    depth, common = case
    if not all(isinstance(loop, gast.For) for loop in common[:depth]):
        return False
    shared = {loop.target.id for loop in common[:depth]}
    left, right = nest.affine(a, "r", shared, read.statement), nest.affine(b, "w", shared, write.statement)
    if left is None or right is None:
        return False
    facts = _bounds(read.statement, "r", shared, nest) + _bounds(write.statement, "w", shared, nest)
    if depth < len(common):
        later = _later(common[depth])
        if later is None:
            return False
        facts.append(later)
    same_sign = _same_sign(left, right, facts)
    difference = _plus(left, right, -1)
    return same_sign and not _feasible([*facts, difference, _scaled(difference, Fraction(-1))])


def _same_sign(left: Affine, right: Affine, facts: list[Affine]) -> bool:
    """Equal numbers are equal places only if neither counts from the end, or both do."""
    minus = Fraction(-1)
    negative = [_plus(_scaled(f, minus), {"": minus}) for f in (left, right)]
    if not any(_feasible([*facts, n]) for n in negative):
        return True
    return not any(_feasible([*facts, f]) for f in (left, right))


def _range(loop: Stmt) -> tuple[Expr, Expr, int] | None:
    """(lowest, one past the highest, direction) of a loop over a range with step 1 or -1."""
    if not isinstance(loop, gast.For):
        return None
    call, direction = loop.iter, 1
    if isinstance(call, gast.Call) and nodes.dotted(call.func) == ["reversed"] and len(call.args) == 1:
        call, direction = call.args[0], -1
    if not isinstance(call, gast.Call) or nodes.dotted(call.func) != ["range"] or call.keywords:
        return None
    args = call.args
    if len(args) == 1:
        return nodes.constant(0), args[0], direction
    if len(args) == 2:
        return args[0], args[1], direction
    step = args[2]
    if isinstance(step, gast.UnaryOp) and isinstance(step.operand, gast.Constant) and step.operand.value == 1:
        one = nodes.constant(1)
        return nodes.binop(args[1], gast.Add, one), nodes.binop(args[0], gast.Add, one), -direction
    if isinstance(step, gast.Constant) and step.value == 1:
        return args[0], args[1], direction
    return None


def _bounds(statement: Stmt, tag: str, shared: set[str], nest: Nest) -> list[Affine]:
    """Facts `form >= 0` on the loop variables around a statement."""
    facts = []
    for loop in nest.loops[id(statement)]:
        found = _range(loop)
        if found is None:
            continue
        variable = nest.affine(nodes.name(loop.target.id), tag, shared, statement)
        low, high = (nest.affine(e, tag, shared, loop) for e in found[:2])
        if variable is None:
            continue
        if low is not None:
            facts.append(_plus(variable, low, -1))
        if high is not None:
            facts.append(_plus(_plus(high, variable, -1), {"": Fraction(-1)}))
    return facts


def _later(loop: Stmt) -> Affine | None:
    """The write's iteration follows the read's."""
    found = _range(loop)
    if found is None or not isinstance(loop, gast.For):
        return None
    read, write = {f"{loop.target.id}@r": Fraction(1)}, {f"{loop.target.id}@w": Fraction(1)}
    ahead = _plus(write, read, -1) if found[2] > 0 else _plus(read, write, -1)
    return _plus(ahead, {"": Fraction(-1)})


def _feasible(facts: list[Affine]) -> bool:
    """Whether inequalities `form >= 0` may have a common solution."""
    while True:
        variables = sorted({k for f in facts for k in f if k and f[k]})
        if any(not any(f.get(v) for v in f if v) and f.get("", Fraction(0)) < 0 for f in facts):
            return False
        if not variables or len(facts) > LIMIT:
            return True
        variable = min(variables, key=lambda v: sum(1 for f in facts if f.get(v)))
        lower = [f for f in facts if f.get(variable, 0) > 0]
        upper = [f for f in facts if f.get(variable, 0) < 0]
        rest = [f for f in facts if not f.get(variable)]
        facts = rest + [_eliminate(a, b, variable) for a in lower for b in upper]


def _eliminate(lower: Affine, upper: Affine, variable: str) -> Affine:
    summed = _plus(_scaled(lower, -upper[variable]), _scaled(upper, lower[variable]))
    summed.pop(variable, None)
    return summed
