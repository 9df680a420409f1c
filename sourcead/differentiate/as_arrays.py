"""Lists and tuples of numbers that NumPy makes arrays of, made arrays before: `np.power(x, [a, b])`, `a[1:] = items`.

Guarantee: the program computes the same; where a rule computes with an operand, it finds a number or an array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import blocks, statements, stored
from sourcead.differentiate.formulas import ZERO, candidates, choose
from sourcead.differentiate.lowering import gives_structure
from sourcead.differentiate.names import Namer, with_numpy
from sourcead.errors import MissingRuleError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.rules import registry
from sourcead.rules.forms import Rule
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, ListOf, Number

LIBRARIES = ("numpy", "scipy")
SHAPES = (["np", "shape"], ["np", "size"], ["np", "ndim"])


def with_arrays(program: Program, typing: Typing, varied: Callable[[str], bool]) -> Program:
    """The program with an array in place of each such list; the same object where there is none."""
    found = {id(s): names for s in statements(program.tree.body) if (names := list(_lists(s, typing, varied)))}
    if not found:
        return program
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
    module, env = with_numpy(program)
    work = _Making(found, namer, module, set())
    tree = nodes.function(program.name, program.params, work.block(program.tree.body))
    return replace(program, tree=tree, temporaries=program.temporaries | work.made, env=env)


class _Making:
    """The rewriting of one program; `found`: of statements, the lists that they are to have as arrays."""

    def __init__(self, found: Mapping[int, list[str]], namer: Namer, module: str, made: set[str]) -> None:
        self.found, self.namer, self.module, self.made = found, namer, module, made

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            new = nodes.copy(statement)
            for old, inner in zip(blocks(statement), blocks(new), strict=True):
                inner[:] = self.block(old)
            names = {n: self.namer.fresh(f"{n}_array") for n in self.found.get(id(statement), ())}
            self.made |= set(names.values())
            for name, array in names.items():
                made = nodes.call(nodes.attribute(nodes.name(self.module), "array"), nodes.name(name))
                out.append(nodes.at(nodes.assign(array, nodes.at(made, statement)), statement))
            if names:
                new.value = nodes.at(nodes.rename(new.value, names), statement.value)
            out.append(new)
        return out


def _lists(statement: Stmt, typing: Typing, varied: Callable[[str], bool]) -> Iterator[str]:
    """The lists that an operation is to have as arrays, each once."""
    value = getattr(statement, "value", None)
    if isinstance(statement, gast.AugAssign) and isinstance(value, gast.Name):
        updated = isinstance(typing.expr(nodes.load(statement.target)), Array)
        if updated and isinstance(typing.name(value.id), (Fixed, ListOf)):
            yield value.id
        return
    place = stored(statement)
    if place is not None and isinstance(value, gast.Name) and isinstance(typing.name(value.id), ListOf) and varied(value.id):
        if isinstance(typing.name(place.value.id), Array):  # which takes it for an array
            yield value.id
        return
    if not isinstance(value, (gast.Call, gast.BinOp)):
        return
    held = {n for n in nodes.free_names(value) if isinstance(typing.name(n), (Fixed, ListOf))}
    if not held or not any(map(varied, nodes.free_names(value))):
        return
    if isinstance(value, gast.BinOp):
        sides = [typing.expr(side) for side in (value.left, value.right)]
        scalar = any(isinstance(kind, Number) and not kind.weak for kind in sides) and not isinstance(value.op, gast.Mult)
        if scalar or any(isinstance(kind, Array) for kind in sides):
            yield from sorted(held)
        return
    function = typing.callee(value.func)
    if not isinstance(function, np.ufunc) and registry.home(function) not in LIBRARIES:
        return
    rules, args, keywords = candidates(value, typing)
    try:
        rule, bound = choose(rules, args, keywords, value, typing)
    except MissingRuleError:
        return  # said where the derivative is made
    found = {a.id for p, a in bound.items() if isinstance(a, gast.Name) and a.id in held and _computes(rule, p)}
    yield from sorted(found)


def _computes(rule: Rule, param: str) -> bool:
    """Whether a rule computes with an operand itself: not with its shape alone, and not with its elements one by one."""
    formula = rule.vjp.get(param)
    if formula is None and rule.kind == "elementwise":
        return any(_mentions(f, param) for f in rule.vjp.values())
    if formula is None or nodes.equal(formula, ZERO) or gives_structure(formula):
        return False
    return rule.kind != "linear" or any(_mentions(f, param) for f in rule.vjp.values())


def _mentions(formula: Expr, param: str) -> bool:
    inside = [c for c in nodes.walk(formula) if isinstance(c, gast.Call) and nodes.dotted(c.func) in SHAPES]
    asked = sum(isinstance(a, gast.Name) and a.id == param for c in inside for a in c.args)
    return sum(isinstance(n, gast.Name) and n.id == param for n in nodes.walk(formula)) > asked
