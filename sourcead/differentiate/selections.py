"""`np.select` of lists whose elements are known one by one, as `np.where` in `np.where`: what is not chosen has no part in it.

Guarantee: the program computes the same.
"""

from __future__ import annotations

import gast
import numpy as np

from sourcead import nodes
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed

PARAMS = ("condlist", "choicelist", "default")


def without_selections(program: Program, typing: Typing) -> Program:
    """The program with each such selection written out; the same object where there is none."""
    return _Selections(program, typing).run()


class _Selections(Rewriting):
    """The rewriting of one program."""

    def found(self, statement: Stmt) -> tuple[gast.Name, gast.Name, Expr] | None:
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

    def written(self, statement: gast.Assign, found: tuple[gast.Name, gast.Name, Expr]) -> list[Stmt]:
        """The selection, its last choice first."""
        conditions, choices, last = found
        kind = self.typing.name(conditions.id)
        count = len(kind.elements) if isinstance(kind, Fixed) else 0
        out = list[Stmt]()
        for k in reversed(range(count)):
            parts = []
            for name in (conditions.id, choices.id):
                parts.append(self.temporary(f"{name}_{k}"))
                out.append(nodes.assign(parts[-1], nodes.subscript(nodes.name(name), nodes.constant(k))))
            call = nodes.call(nodes.attribute(nodes.name(self.module), "where"), *map(nodes.name, parts), last)
            goal = statement.targets[0] if k == 0 else nodes.target(self.temporary("chosen"))
            out.append(nodes.assign(goal, nodes.at(call, statement.value)))
            last = nodes.load(goal)
        return [nodes.at(s, statement) for s in out]
