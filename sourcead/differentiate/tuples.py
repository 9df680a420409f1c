"""Tuples whose length is not known, or changes, made lists: `t = tuple(x)`, `t = t + (v,)` in a loop.

Guarantee: the program computes the same. Only variables change that hold nothing but tuples and are read where a list is the
same: by an element or a slice, in sums and products, in loops, and by functions that ask for a sequence. As an index of an array,
as a key, as a result and in a question about its kind a tuple stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.walk import assigned, statements, stored
from sourcead.differentiate.rewriting import Rewriting
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed, ListOf, Number, Static

OF_ARRAYS = (np.dot, np.vdot, np.inner, np.outer, np.matmul, np.cross, np.kron, np.convolve, np.correlate, np.interp)
PLAIN = (len, sum, max, min, sorted, list, tuple, enumerate, zip, reversed, any, all, runtime.sequence, runtime.check_length)


def check_stores(program: Program, typing: Typing) -> None:
    """Raise where an element of a tuple is assigned, which Python refuses."""
    for statement in statements(program.tree.body):
        place = stored(statement)
        kind = None if place is None else typing.expr(nodes.load(place.value))
        if place is not None and isinstance(kind, Fixed) and kind.kind == "tuple":
            raise UnsupportedSyntaxError(
                "an element of a tuple is assigned: it does not change",
                way_out="Make it a list.",
                location=nodes.location(place) or nodes.location(statement),
            )


def without_updates(program: Program, typing: Typing) -> Program:
    """The program with `t = t + more` for `t += more` of tuples and texts, which do not change."""
    if not any(isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name) for s in statements(program.tree.body)):
        return program
    return _Updates(program, typing).run()


def tuples_as_lists(program: Program, typing: Typing, varied: Callable[[str], bool]) -> Program:
    """The program in which tuples of no fixed length, and those tied to them, are lists where lists do as well."""
    if not any(_is_made(s, typing) for s in statements(program.tree.body)):
        return program
    tied = _Tied(program, typing)
    groups = [g for g in tied.groups(tied.bound | tied.shown) if any(not isinstance(typing.name(n), Fixed) for n in g)]
    names = {n for group in groups if any(map(varied, group)) for n in group}
    return _AsLists(program, typing, names).run() if names else program


def _is_made(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement binds a display of a tuple, or what `tuple` gives."""
    value = statement.value if isinstance(statement, gast.Assign) else None
    return isinstance(value, gast.Tuple) or (isinstance(value, gast.Call) and typing.callee(value.func) is tuple)


class _Updates(Rewriting):
    """The rewriting of updates."""

    def __init__(self, program: Program, typing: Typing) -> None:
        super().__init__(program, typing)
        tied = _Tied(program, typing)
        self.tuples = {n for group in tied.groups(tied.bound) for n in group}

    def found(self, statement: Stmt) -> bool | None:
        """Whether a statement updates a tuple or a text."""
        if not isinstance(statement, gast.AugAssign) or not isinstance(statement.target, gast.Name):
            return None
        kind = self.typing.expr(statement.value)
        is_text = isinstance(kind, Static) and isinstance(kind.value, str)
        return True if statement.target.id in self.tuples or is_text else None

    def written(self, statement: gast.AugAssign, found: bool) -> list[Stmt]:
        """The assignment."""
        value = nodes.at(gast.BinOp(nodes.load(statement.target), statement.op, statement.value), statement)
        return [nodes.at(nodes.assign(statement.target.id, value), statement)]


class _AsLists(Rewriting):
    """The rewriting of tuples; `names` are those of the variables."""

    def __init__(self, program: Program, typing: Typing, names: set[str]) -> None:
        super().__init__(program, typing)
        self.names = names
        self.env["list"] = self.env.get("list", program.builtin("list"))

    def found(self, statement: Stmt) -> bool | None:
        """Whether a statement makes one of the tuples."""
        return True if assigned(statement) in self.names and _is_made(statement, self.typing) else None

    def written(self, statement: gast.Assign, found: bool) -> list[Stmt]:
        """The list in its place."""
        value = statement.value
        if isinstance(value, gast.Tuple):
            made = nodes.list_(value.elts)
        else:
            made = nodes.call(nodes.name("list"), *value.args) if value.args else nodes.list_([])
        return [nodes.at(nodes.assign(statement.targets[0], nodes.at(made, value)), statement)]


class _Tied:
    """The variables of a program that hold tuples alone, by groups that are bound to each other or made of each other."""

    def __init__(self, program: Program, typing: Typing) -> None:
        self.typing = typing
        self.group: dict[str, set[str]] = {}
        self.made: set[str] = set()  # bound to a display or to what `tuple` gives
        self.bound: set[str] = set(program.params)  # bound to something else
        self.fine: set[int] = set()  # the readings that a list allows
        for statement in statements(program.tree.body):
            self._bind(statement)
        for node in nodes.walk(program.tree):
            self._read(node)
        reads = [n for n in nodes.walk(program.tree) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)]
        places = (stored(s) for s in statements(program.tree.body))
        self.shown = {n.id for n in reads if id(n) not in self.fine} | {nodes.base_name(p) for p in places if p is not None}

    def groups(self, left_out: Collection[str]) -> Iterator[set[str]]:
        """The groups of tuples of which none is left out."""
        for group in {id(g): g for g in self.group.values()}.values():
            if group & self.made and not group & set(left_out):
                yield group

    def _tie(self, *names: str) -> None:
        group = set(names).union(*(self.group.get(n, ()) for n in names))
        self.group.update(dict.fromkeys(group, group))

    def _bind(self, statement: Stmt) -> None:
        name = assigned(statement)
        if name is None:
            return
        value = getattr(statement, "value", None)
        if isinstance(statement, gast.AugAssign) and isinstance(self.typing.name(name), ListOf):
            self.bound.add(name)
            self._allow(value)  # a list gets the elements of a tuple
            return
        if isinstance(statement, gast.AugAssign):
            value = gast.BinOp(gast.Name(name, gast.Load(), None, None), statement.op, value)
        sources = None if isinstance(statement, gast.For) else self._sources(value)
        if sources is None:
            self.bound.add(name)
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
            of_all = isinstance(function, np.ufunc) or any(function is f for f in (*PLAIN, *OF_ARRAYS))
            of_numpy = (getattr(function, "__module__", None) or "").split(".")[0] == "numpy"
            for argument in node.args if of_all else node.args[:1] if of_numpy else ():
                self._allow(argument)

    def _allow(self, node: Expr) -> None:
        if isinstance(node, gast.Name):
            self.fine.add(id(node))
