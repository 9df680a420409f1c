"""Tuples whose length is not known, or changes, made lists: `t = tuple(x)`, `t = t + (v,)` in a loop.

Guarantee: the program computes the same. Only variables change that hold nothing but tuples and are read where a list is the
same: by an element or a slice, in sums and products, in loops, and by functions that ask for a sequence. As an index of an array,
as a key, as a result and in a question about its kind a tuple stays one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gast

from sourcead import nodes, runtime
from sourcead.analysis.walk import assigned, statements
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed, Number

PLAIN = (len, sum, max, min, sorted, list, tuple, enumerate, zip, reversed, any, all, runtime.sequence, runtime.check_length)


def open_tuples(program: Program, typing: Typing) -> frozenset[str]:
    """The variables that hold tuples of no fixed length, and those tied to them, where lists do as well."""
    found = _Tied(program, typing)
    return frozenset(n for group in found.groups() if any(not isinstance(typing.name(n), Fixed) for n in group) for n in group)


def as_lists(program: Program, typing: Typing, names: frozenset[str]) -> Program:
    """The program in which these variables hold lists."""
    body = nodes.copy_all(program.tree.body)
    for statement in statements(body):
        if assigned(statement) in names:
            _make_list(statement, typing)
    tree = nodes.function(program.name, program.params, _without_updates(body, names))
    return replace(program, tree=tree, env={**program.env, "list": program.env.get("list", program.builtin("list"))})


def _make_list(statement: Stmt, typing: Typing) -> None:
    value = statement.value
    if isinstance(value, gast.Tuple):
        statement.value = nodes.at(nodes.list_(value.elts), value)
    elif isinstance(value, gast.Call):
        empty = not value.args
        statement.value = nodes.at(nodes.list_([]) if empty else nodes.call(nodes.name("list"), *value.args), value)


def _without_updates(body: list[Stmt], names: frozenset[str]) -> list[Stmt]:
    """The statements with `t = t + more` for `t += more`: a tuple does not change."""
    for statement in statements(body):
        for block in (getattr(statement, "body", None), getattr(statement, "orelse", None)):
            if block:
                block[:] = [_plain(s) if _updates(s, names) else s for s in block]
    return [_plain(s) if _updates(s, names) else s for s in body]


def _updates(statement: Stmt, names: frozenset[str]) -> bool:
    return isinstance(statement, gast.AugAssign) and assigned(statement) in names


def _plain(statement: gast.AugAssign) -> Stmt:
    value = nodes.at(gast.BinOp(nodes.load(statement.target), statement.op, statement.value), statement)
    return nodes.at(nodes.assign(statement.target.id, value), statement)


class _Tied:
    """The variables of a program that hold tuples alone, by groups that are bound to each other or made of each other."""

    def __init__(self, program: Program, typing: Typing) -> None:
        self.typing = typing
        self.group: dict[str, set[str]] = {}
        self.made: set[str] = set()  # bound to a display or to what `tuple` gives
        self.other: set[str] = set(program.params)  # bound to something else
        self.fine: set[int] = set()  # the readings that a list allows
        for statement in statements(program.tree.body):
            self._bound(statement)
        for node in nodes.walk(program.tree):
            self._read(node)
        reads = [n for n in nodes.walk(program.tree) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)]
        self.other |= {n.id for n in reads if id(n) not in self.fine}

    def groups(self) -> Iterator[set[str]]:
        """The groups of which no variable is anything else."""
        for group in {id(g): g for g in self.group.values()}.values():
            if group & self.made and not group & self.other:
                yield group

    def _tie(self, *names: str) -> None:
        group = set(names).union(*(self.group.get(n, ()) for n in names))
        self.group.update(dict.fromkeys(group, group))

    def _bound(self, statement: Stmt) -> None:
        name = assigned(statement)
        if name is None:
            return
        value = getattr(statement, "value", None)
        if isinstance(statement, gast.AugAssign):
            value = gast.BinOp(gast.Name(name, gast.Load(), None, None), statement.op, value)
        sources = None if isinstance(statement, gast.For) else self._sources(value)
        if sources is None:
            self.other.add(name)
            return
        if isinstance(value, (gast.Tuple, gast.Call)):
            self.made.add(name)
        self.fine |= {id(n) for n in sources}
        self._tie(name, *(n.id for n in sources))

    def _sources(self, value: Expr) -> list[gast.Name] | None:
        """The variables that a value is a tuple of the elements of; None where it is none that is known."""
        if isinstance(value, gast.Name):
            return [value]
        if isinstance(value, gast.Tuple):
            return []
        if isinstance(value, gast.Call):
            known = self.typing.callee(value.func) is tuple and len(value.args) < 2 and not value.keywords
            return [] if known else None
        if isinstance(value, gast.Subscript):
            return [value.value] if isinstance(value.slice, gast.Slice) and isinstance(value.value, gast.Name) else None
        if isinstance(value, gast.BinOp) and isinstance(value.op, (gast.Add, gast.Mult)):
            sides = [value.left, value.right]
            if isinstance(value.op, gast.Mult):
                sides = [s for s in sides if not isinstance(self.typing.expr(s), Number)]
            return sides if sides and all(isinstance(s, gast.Name) for s in sides) else None
        return None

    def _read(self, node: Expr) -> None:
        if isinstance(node, gast.Subscript) and not isinstance(node.slice, gast.Slice):
            self._allow(node.value)
        elif isinstance(node, gast.For):
            self._allow(node.iter)
        elif isinstance(node, (gast.If, gast.While)):
            self._allow(node.test)
        elif isinstance(node, gast.Compare) and isinstance(node.ops[0], (gast.In, gast.NotIn)):
            self._allow(node.comparators[0])
        elif isinstance(node, gast.Call):
            function = self.typing.callee(node.func)
            if any(function is f for f in PLAIN) or (getattr(function, "__module__", None) or "").split(".")[0] == "numpy":
                for argument in node.args:
                    self._allow(argument)

    def _allow(self, node: Expr) -> None:
        if isinstance(node, gast.Name):
            self.fine.add(id(node))
