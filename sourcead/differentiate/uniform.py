"""Tuples and lists of known length that are read by numbers known only at run time: their elements get one type.

`xs = [a, b, c]` that is read as `xs[i]` is a list of any length; beside a tuple that is read so stands a list of its elements.
Guarantee: the program computes the same; what has elements of several kinds stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import gast

from sourcead import nodes
from sourcead.analysis.cells import constant_key
from sourcead.analysis.walk import assigned, blocks, changed_container, own_expressions, statements, stored
from sourcead.differentiate.names import Namer
from sourcead.differentiate.prepare import LONGEST_UNROLLED
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.changes import as_list
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, ListOf, Number, Record, Type


def make_uniform(program: Program, typing: Typing, varied: Callable[[str], bool]) -> Program:
    """The program in which what is indexed at run time is a list of one kind; the same object where nothing is to be done."""
    found = {n for n in _indexed(program.tree.body, typing) if varied(n) and is_uniform(typing.name(n))}
    return _Making(program, typing, found).program_made() if found else program


def _kind(name: str, typing: Typing) -> str:
    found = typing.name(name)
    return found.kind if isinstance(found, Fixed) else ""


def _indexed(body: Sequence[Stmt], typing: Typing) -> Iterator[str]:
    """The names of fixed tuples and lists that are read or written at a place which is not known, or looped over as a whole.

    Those of lists too that get a second name, which lists of another length have as well.
    """
    for statement in statements(body):
        name, value = assigned(statement), getattr(statement, "value", None)
        if isinstance(statement, gast.Assign) and name is not None and isinstance(value, gast.Name):
            if isinstance(typing.name(name), ListOf) and _kind(value.id, typing) == "list":
                yield value.id
        if isinstance(statement, gast.For) and isinstance(statement.iter, gast.Name):
            kind = typing.name(statement.iter.id)
            if isinstance(kind, Fixed) and _needs_loop(statement, kind):
                yield statement.iter.id
        for place in _places(statement):
            kind = typing.name(place.value.id)
            if _is_open(place, kind):
                yield place.value.id


def _is_open(place: gast.Subscript, kind: Type) -> bool:
    """Whether it is not known which element of a fixed tuple or list a place is."""
    return isinstance(kind, Fixed) and not isinstance(place.slice, gast.Slice) and constant_key(place.slice, kind) is None


def _needs_loop(statement: gast.For, kind: Fixed) -> bool:
    return len(kind.elements) > LONGEST_UNROLLED or any(isinstance(s, gast.Break) for s in statements(statement.body))


def _places(statement: Stmt) -> Iterator[gast.Subscript]:
    """The parts of variables that a statement itself reads or writes."""
    found = [*own_expressions(statement), *getattr(statement, "targets", []), *[getattr(statement, "target", None)]]
    for node in found:
        if node is not None:
            yield from (n for n in nodes.walk(node) if isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name))


def is_uniform(kind: Type) -> bool:
    """Whether the elements of a fixed tuple or list are of one kind."""
    return isinstance(kind, Fixed) and bool(kind.elements) and _is_known(as_list(kind))


def _is_known(kind: Type | None) -> bool:
    if isinstance(kind, ListOf):
        return kind.element is not None and _is_known(kind.element)
    if isinstance(kind, Fixed):
        return all(map(_is_known, kind.elements))
    if isinstance(kind, Record):
        return all(map(_is_known, kind.values))
    return isinstance(kind, (Array, Number))


def _is_made(name: str, body: Sequence[Stmt], display: type) -> bool:
    """Whether a variable has nothing but displays of one kind."""
    return all(isinstance(s, gast.Assign) and isinstance(s.value, display) for s in statements(body) if assigned(s) == name)


def _is_lasting(name: str, body: Sequence[Stmt], typing: Typing) -> bool:
    """Whether what a variable holds keeps its elements: a tuple, a new list that is only read, or no container is changed."""
    made = [s for s in statements(body) if assigned(s) == name]
    if _kind(name, typing) == "tuple" or (made and all(_is_new(s, typing) for s in made) and _is_read_by_parts(name, body)):
        return True
    places = [s for s in map(stored, statements(body)) if s is not None]
    return all(isinstance(typing.name(p.value.id), Array) for p in places) and not any(map(changed_container, statements(body)))


def _is_new(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement makes a sum of lists, or a copy of one."""
    value = getattr(statement, "value", None)
    copies = isinstance(value, gast.Call) and typing.callee(value.func) is list
    return isinstance(statement, gast.Assign) and (copies or isinstance(value, gast.BinOp))


def _is_only_read(name: str, body: Sequence[Stmt]) -> bool:
    """Whether a variable is made by displays, and read by its elements or its length: a list does as well as a tuple."""
    return _is_made(name, body, gast.Tuple) and _is_read_by_parts(name, body)


def _is_read_by_parts(name: str, body: Sequence[Stmt]) -> bool:
    """Whether a variable is read by its elements or its length, and not changed."""
    if any(place is not None and place.value.id == name for place in map(stored, statements(body))):
        return False
    reads = sum(1 for s in statements(body) for e in _expressions(s) for n in nodes.names(e) if n == name)
    plain = sum(1 for s in statements(body) for e in _expressions(s) for n in nodes.walk(e) if _is_part(n, name))
    loops = sum(1 for s in statements(body) if isinstance(s, gast.For) and isinstance(s.iter, gast.Name) and s.iter.id == name)
    return reads == plain + loops


def _expressions(statement: Stmt) -> list[Expr]:
    return [*own_expressions(statement), *(t for t in getattr(statement, "targets", []) if not isinstance(t, gast.Name))]


def _is_part(node: Expr, name: str) -> bool:
    """`name[i]` or `len(name)`."""
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Name) and node.func.id == "len":
        return isinstance(node.args[0], gast.Name) and bool(node.args[0].id == name)
    return isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name) and bool(node.value.id == name)


class _Making:
    """The rewriting of one program, and the temporaries that it makes."""

    def __init__(self, program: Program, typing: Typing, found: set[str]) -> None:
        self.program, self.typing = program, typing
        self.body = nodes.copy_all(program.tree.body)
        self.lists = {n for n in found - set(program.params) if _is_made(n, self.body, gast.List) or _is_only_read(n, self.body)}
        self.namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
        self.beside = {n: self.namer.fresh(f"{n}_items") for n in sorted(found - self.lists) if _is_lasting(n, self.body, typing)}
        self.made = set(self.beside.values())

    def program_made(self) -> Program:
        for statement in statements(self.body):
            if (
                assigned(statement) in self.lists
                and isinstance(statement, gast.Assign)
                and isinstance(statement.value, gast.Tuple)
            ):
                statement.value = nodes.at(nodes.list_(statement.value.elts), statement.value)
        first = [s for n in self.program.params if n in self.beside for s in self.items(n)]
        tree = nodes.function(self.program.name, self.program.params, first + self.block(self.body))
        uniform = self.program.uniform | self.lists | set(self.beside.values())
        return replace(self.program, tree=tree, uniform=uniform, temporaries=self.program.temporaries | self.made)

    def items(self, name: str) -> list[Stmt]:
        """The list beside a tuple, made of its elements."""
        kind = self.typing.name(name)
        assert isinstance(kind, Fixed)
        parts = {self.namer.fresh(f"{name}_{k}"): k for k in range(len(kind.elements))}
        self.made |= set(parts)
        reads = [nodes.assign(n, nodes.subscript(nodes.name(name), nodes.constant(k))) for n, k in parts.items()]
        return [*reads, nodes.assign(self.beside[name], nodes.list_(map(nodes.name, parts)))]

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        """The statements, with a list beside each such tuple, that is read in its place."""
        out: list[Stmt] = []
        for statement in body:
            for inner in blocks(statement):
                inner[:] = self.block(inner)
            self.redirect(statement)
            out.append(statement)
            name = assigned(statement)
            if name is not None and name in self.beside:
                made = [nodes.at(s, statement) for s in self.items(name)]
                if isinstance(statement, gast.For):
                    statement.body[:0] = made
                else:
                    out += made
        return out

    def redirect(self, statement: Stmt) -> None:
        """Let a statement read the list where it reads its tuple at a place that is not known."""
        if isinstance(statement, gast.For) and isinstance(statement.iter, gast.Name) and statement.iter.id in self.beside:
            kind = self.typing.name(statement.iter.id)
            if isinstance(kind, Fixed) and _needs_loop(statement, kind):
                statement.iter = nodes.name(self.beside[statement.iter.id])
        for place in _places(statement):
            kind = self.typing.name(place.value.id)
            if place.value.id in self.beside and _is_open(place, kind):
                place.value = nodes.name(self.beside[place.value.id])
