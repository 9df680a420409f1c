"""`np.select` of lists whose elements are known one by one, as `np.where` in `np.where`: what is not chosen has no part in it.

Guarantee: the program computes the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import blocks, statements
from sourcead.differentiate.names import Namer, with_numpy
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed

PARAMS = ("condlist", "choicelist", "default")


def without_selections(program: Program, typing: Typing) -> Program:
    """The program with each such selection written out; the same object where there is none."""
    work = _Selections(program, typing)
    if not any(work.chosen(s) is not None for s in statements(program.tree.body)):
        return program
    tree = nodes.function(program.name, program.params, work.block(nodes.copy_all(program.tree.body)))
    return replace(program, tree=tree, temporaries=program.temporaries | work.made, env=work.env)


class _Selections:
    """The rewriting of one program, and the temporaries that it makes."""

    def __init__(self, program: Program, typing: Typing) -> None:
        self.typing = typing
        self.module, self.env = with_numpy(program)
        self.namer = Namer({*nodes.names(program.tree), *self.env, *program.params})
        self.made: set[str] = set()

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            for inner in blocks(statement):
                inner[:] = self.block(inner)
            found = self.chosen(statement)
            out += [statement] if found is None else self.written(statement, *found)
        return out

    def chosen(self, statement: Stmt) -> tuple[gast.Name, gast.Name, Expr] | None:
        """The conditions, the choices and the default of a selection that can be written out."""
        call = statement.value if isinstance(statement, gast.Assign) else None
        if not isinstance(call, gast.Call) or self.typing.callee(call.func) is not np.select:
            return None
        given = {**dict(zip(PARAMS, call.args)), **{k.arg: k.value for k in call.keywords}}
        conditions, choices = given.get("condlist"), given.get("choicelist")
        if not isinstance(conditions, gast.Name) or not isinstance(choices, gast.Name) or not given.keys() <= set(PARAMS):
            return None
        kinds = self.typing.expr(conditions), self.typing.expr(choices)
        lengths = {len(k.elements) for k in kinds if isinstance(k, Fixed)}
        if not all(isinstance(k, Fixed) for k in kinds) or len(lengths) > 1 or 0 in lengths:
            return None
        return conditions, choices, given.get("default", nodes.constant(0))

    def written(self, statement: gast.Assign, conditions: gast.Name, choices: gast.Name, default: Expr) -> list[Stmt]:
        """The selection, its last choice first."""
        kind = self.typing.name(conditions.id)
        count = len(kind.elements) if isinstance(kind, Fixed) else 0
        out, found = list[Stmt](), default
        for k in reversed(range(count)):
            parts = []
            for name in (conditions.id, choices.id):
                parts.append(self.temporary(f"{name}_{k}"))
                out.append(nodes.assign(parts[-1], nodes.subscript(nodes.name(name), nodes.constant(k))))
            call = nodes.call(nodes.attribute(nodes.name(self.module), "where"), *map(nodes.name, parts), found)
            goal = statement.targets[0] if k == 0 else nodes.target(self.temporary("chosen"))
            out.append(nodes.assign(goal, nodes.at(call, statement.value)))
            found = nodes.load(goal)
        return [nodes.at(s, statement) for s in out]

    def temporary(self, wish: str) -> str:
        name = self.namer.fresh(wish)
        self.made.add(name)
        return name
