"""Sums and products of what may be arrays by the types, and may be lists or tuples, too: `t = t + (v,)`.

Guarantee: where the derivative is one of arithmetic, the operation is no joining or repeating of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks, statements
from sourcead.differentiate.names import Namer
from sourcead.differentiate.records import no_structure
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.rules import registry
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, ListOf, Unknown

ARRAYS = ("numpy", "scipy", "math")  # what these give is no list, where its type is not known


def with_checked_sums(program: Program, typing: Typing, varied: Callable[[str], bool]) -> Program:
    """The program that raises where it joins or repeats what by its type may be an array; the same object where none does."""
    body = list(statements(program.tree.body))
    joined = [s for s in body if _joins(getattr(s, "value", None)) and varied(str(assigned(s))) and _is_open(s.value, typing)]
    if not joined:
        return program
    lists = _may_be_lists(body, typing)
    found: dict[int, list[str]] = {}
    for statement in joined:
        sides = [(side.id, side) for side in (statement.value.left, statement.value.right) if isinstance(side, gast.Name)]
        beside = any(isinstance(typing.expr(s), (Fixed, ListOf)) for s in (statement.value.left, statement.value.right))
        names = dict.fromkeys(n for n, side in sides if _is_open(side, typing) and n in lists)
        if names and beside:
            raise no_structure(statement.value, next(iter(names)))
        _check_count(statement.value, typing, varied)
        found[id(statement)] = list(names)
    if not any(found.values()):
        return program
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
    taken = set(namer.taken)
    tree = nodes.function(program.name, program.params, list(_checked(program.tree.body, found, namer)))
    return replace(program, tree=tree, temporaries=program.temporaries | (namer.taken - taken))


def _check_count(value: gast.BinOp, typing: Typing, varied: Callable[[str], bool]) -> None:
    """Raise where a list of differentiated values is repeated by what may be an array."""
    for side, other in ((value.left, value.right), (value.right, value.left)):
        sequence = isinstance(value.op, gast.Mult) and isinstance(typing.expr(side), (Fixed, ListOf))
        if sequence and isinstance(typing.expr(other), Unknown) and any(map(varied, nodes.free_names(side))):
            raise no_structure(value, nodes.base_name(side) if isinstance(side, gast.Name) else "this list")


def _checked(body: Sequence[Stmt], found: Mapping[int, Sequence[str]], namer: Namer) -> Iterator[Stmt]:
    """The statements, with a check before each that computes with what may be a list, whose result, nothing, has its own name."""
    for statement in body:
        new = nodes.copy(statement)
        for old, inner in zip(blocks(statement), blocks(new), strict=True):
            inner[:] = _checked(old, found, namer)
        for name in found.get(id(statement), ()):
            check = nodes.call("rt.check_arithmetic", nodes.name(name), nodes.constant(name))
            yield nodes.at(nodes.assign(namer.fresh("checked"), nodes.at(check, statement)), statement)
        yield new


def _joins(value: Expr | None) -> bool:
    return isinstance(value, gast.BinOp) and isinstance(value.op, (gast.Add, gast.Mult))


def _is_open(value: Expr, typing: Typing) -> bool:
    return isinstance(typing.expr(value), Unknown)


def _may_be_lists(body: Collection[Stmt], typing: Typing) -> set[str]:
    """The names of unknown types that may have a list or a tuple."""
    found: set[str] = set()
    while True:
        before = len(found)
        for statement in body:
            name = assigned(statement)
            if name is None or name in found or not isinstance(typing.name(name), Unknown):
                continue
            value = nodes.subscript(statement.iter, nodes.constant(0)) if isinstance(statement, gast.For) else statement.value
            if _may_be_list(value, found, typing):
                found.add(name)
        if len(found) == before:
            return found


def _may_be_list(value: Expr, known: set[str], typing: Typing) -> bool:
    kind = typing.expr(value)
    if not isinstance(kind, Unknown):
        return isinstance(kind, (Fixed, ListOf))
    if isinstance(value, gast.Name):
        return value.id in known
    if isinstance(value, gast.Subscript):
        return _may_be_list(value.value, known, typing) or not isinstance(typing.expr(value.value), (Array, Unknown))
    if isinstance(value, gast.IfExp):
        return _may_be_list(value.body, known, typing) or _may_be_list(value.orelse, known, typing)
    if isinstance(value, gast.BinOp):
        return _joins(value) and any(_may_be_list(side, known, typing) for side in (value.left, value.right))
    if isinstance(value, gast.Call) and typing.program.callee(value) is None:
        return registry.home(typing.callee(value.func)) not in ARRAYS
    return isinstance(value, gast.Call)
