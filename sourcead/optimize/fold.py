"""Folding: a temporary that is used once goes back into the expression that uses it; copies of names disappear.

Guarantee: an expression is moved only past statements that change nothing it reads, and never into a loop.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import algebra, nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.raising import Classes, caught_by, may_be_caught, may_raise
from sourcead.analysis.walk import assigned, blocks, reads, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import is_border, is_caught, is_else, is_guard
from sourcead.optimize.context import Context, changes

TERMS = (gast.Add, gast.Sub, gast.Mult, gast.Div, gast.MatMult)
LONGEST = 20  # nodes of a statement that is still read at a glance


def fold(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body with single-use temporaries and plain copies folded."""
    body = list(body)
    while True:
        folder = _Folder(body, context)
        body = folder.block(body)
        if not folder.changed:
            return body


class _Folder:
    """One pass over all blocks."""

    def __init__(self, body: Sequence[Stmt], context: Context) -> None:
        self.context = context
        self.changed = False
        self.around: Classes = ()  # what the bodies around catch
        self.uses: dict[str, int] = {}
        self.bound: dict[str, int] = {}
        for statement in statements(body):
            for name in _all_reads(statement):
                self.uses[name] = self.uses.get(name, 0) + 1
            bound = assigned(statement)
            if bound is not None:
                self.bound[bound] = self.bound.get(bound, 0) + 1

    def block(self, body: list[Stmt]) -> list[Stmt]:
        position = 0
        while position < len(body):
            statement = body[position]
            around = self.around
            for inner in blocks(statement):
                if is_guard(statement) and inner is statement.body:
                    self.around = (*around, *caught_by(statement, self.context.typing))
                inner[:] = self.block(inner)
                self.around = around
            if self._try(body, position):
                self.changed = True
            else:
                position += 1
        return body

    def _try(self, body: list[Stmt], position: int) -> bool:
        """Fold the definition at `position` into its uses; True if the definition is gone."""
        statement = body[position]
        name = assigned(statement)
        if not isinstance(statement, gast.Assign) or name is None or self.bound[name] != 1:
            return False
        if self.context.typing.program.pulls(statement.value):
            return False
        if name not in self.context.temporaries or not self.context.is_pure(statement.value) or is_caught(statement):
            return False
        if _is_plain(statement.value) or self._is_sign(name, statement.value, body[position + 1 :]):
            return self._copy(body, position, name, statement.value)
        if self.uses.get(name, 0) != 1:
            return False
        return self._single(body, position, name, statement.value)

    def _is_sign(self, name: str, value: Expr, rest: Sequence[Stmt]) -> bool:
        """Whether a value is a name with another sign, which the sums and products that use it take over."""
        if name in self.context.primal or not nodes.is_sign(value):
            return False
        return all(_takes_sign(s, name) for s in rest if name in nodes.free_names(s))

    def _single(self, body: list[Stmt], position: int, name: str, value: Expr) -> bool:
        needed = nodes.free_names(value)
        for later in range(position + 1, len(body)):
            statement = body[later]
            if is_border(statement) or is_else(statement) or (self.around and self._out_of_turn(statement, name, value)):
                return False
            if name in _heads(statement):
                if _is_written(statement, name, value) or not self._fits(statement, name, value):
                    return False
                body[later] = _replaced(statement, name, value)
                del body[position]
                return True
            if any(name in nodes.free_names(s) for b in blocks(statement) for s in b):
                return False
            if needed & changes(statement, self.context):
                return False
        return False

    def _out_of_turn(self, statement: Stmt, name: str, value: Expr) -> bool:
        """Whether an expression whose exception is caught would be evaluated after another one that may raise too."""
        if not may_raise(value, self.around, self.context.typing):
            return False
        if name not in _heads(statement):
            return may_be_caught([statement], self.around, self.context.typing)
        return any(self._raises_before(head, name) for head in _head_expressions(statement))

    def _raises_before(self, node: Expr, name: str) -> bool:
        for part in nodes.parts(node):
            if name in nodes.free_names(part):
                return self._raises_before(part, name)
            if may_raise(part, self.around, self.context.typing):
                return True
        return False

    def _fits(self, statement: Stmt, name: str, value: Expr) -> bool:
        """Whether the statement is still read at a glance; the user's own expressions always go back."""
        if isinstance(statement, gast.While) or (isinstance(statement, gast.Return) and not isinstance(value, gast.Name)):
            display = isinstance(value, (gast.Tuple, gast.List, gast.Dict))
            return (display or name not in self.context.typing.cotangents) and not isinstance(statement, gast.While)
        if name in self.context.primal and getattr(statement, "sweep", "") != "reverse":
            return True
        total = sum(algebra.count_nodes(h) for h in _head_expressions(statement)) + algebra.count_nodes(value)
        return total <= LONGEST

    def _copy(self, body: list[Stmt], position: int, name: str, value: Expr) -> bool:
        """`name = other`: `other` stands in for `name` as long as neither changes."""
        needed = nodes.free_names(value)
        rest = body[position + 1 :]
        total = self.uses.get(name, 0)
        here = sum(n == name for s in rest for n in nodes.names(s))
        if here < total or not total:
            return False
        last = max(i for i, s in enumerate(rest) if name in nodes.free_names(s))
        for index, statement in enumerate(rest[: last + 1]):
            touched = changes(statement, self.context)
            harmless = index == last and isinstance(statement, (gast.Assign, gast.AugAssign)) and name not in touched
            if (needed & touched and not harmless) or name in touched:
                return False
        for index, statement in enumerate(rest[: last + 1]):
            if name in nodes.free_names(statement):
                body[position + 1 + index] = _replaced(statement, name, value)
        del body[position]
        return True


def _is_written(statement: Stmt, name: str, value: Expr) -> bool:
    """Whether a statement writes into an array that has no other name."""
    place = stored(statement)
    fresh = isinstance(value, (gast.List, gast.Tuple, gast.Dict)) or not may_alias(value)
    return place is not None and nodes.base_name(place) == name and fresh


def _takes_sign(statement: Stmt, name: str) -> bool:
    """Whether a name is but a factor or a term of what a statement of the reverse sweep assigns."""
    if getattr(statement, "sweep", "") != "reverse" or not isinstance(statement, (gast.Assign, gast.AugAssign)):
        return False
    todo, found = [statement.value], 0
    for item in todo:
        if isinstance(item, gast.BinOp) and isinstance(item.op, TERMS):
            todo += [item.left, item.right]
        elif isinstance(item, gast.UnaryOp) and isinstance(item.op, gast.USub):
            todo.append(item.operand)
        found += isinstance(item, gast.Name) and item.id == name
    return found == sum(n == name for n in nodes.names(statement))


def _is_plain(value: Expr) -> bool:
    return nodes.is_atom(value)


def _head_expressions(statement: Stmt) -> list[Expr]:
    """The expressions of a statement itself, not of its blocks."""
    found = [getattr(statement, f, None) for f in ("value", "test", "iter")]
    goals = [*getattr(statement, "targets", []), getattr(statement, "target", None)]
    return [e for e in [*found, *goals] if e is not None]


def _heads(statement: Stmt) -> set[str]:
    return {n for e in _head_expressions(statement) for n in nodes.names(e)}


def _all_reads(statement: Stmt) -> list[str]:
    """The names a statement itself reads, as often as it does."""
    found = [n for e in _head_expressions(statement) for n in nodes.names(e)]
    bound = assigned(statement)
    if bound is not None and not isinstance(statement, gast.AugAssign) and bound in found:
        found.remove(bound)
    if not found and not _head_expressions(statement):
        found = list(reads(statement))
    return found


def _replaced(statement: Stmt, name: str, value: Expr) -> Stmt:
    """A copy of a statement with a name replaced, its sweep and origin handed on."""
    new = nodes.substitute(statement, {name: value})
    return new
