"""`np.select` and `np.choose` of lists of known elements, as `np.where` in `np.where`: what is not chosen has no part in it.

Guarantee: the program computes the same.
"""

from __future__ import annotations

from typing import NamedTuple

import gast
import numpy as np

from sourcead import nodes
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed, may_vary

PARAMS = {np.select: ("condlist", "choicelist", "default"), np.choose: ("a", "choices", "mode")}


class Selection(NamedTuple):
    """So many choices, by conditions (`np.select`) or by places (`np.choose`); `other`: the default, or the mode."""

    by: Expr
    choices: gast.Name
    length: int
    other: Expr | None


def without_selections(program: Program, typing: Typing) -> Program:
    """The program with each such selection written out; the same object where there is none."""
    return _Selections(program, typing).run()


class _Selections(Rewriting):
    """The rewriting of one program."""

    def found(self, statement: Stmt) -> Selection | None:
        """A selection that can be written out."""
        call = statement.value if isinstance(statement, gast.Assign) else None
        params = self.params(call)
        if params is None:
            return None
        given = {**dict(zip(params, call.args)), **{k.arg: k.value for k in call.keywords}}  # type: ignore[union-attr]
        by, choices, other = map(given.get, params)
        kind = self.typing.name(choices.id) if isinstance(choices, gast.Name) else None
        if by is None or not isinstance(kind, Fixed) or not kind.elements or not given.keys() <= set(params):
            return None
        if params is PARAMS[np.choose] and (len(kind.elements) == 1 or not may_vary(kind)):
            return None
        if params is PARAMS[np.select]:
            conditions = self.typing.name(by.id) if isinstance(by, gast.Name) else None
            if not isinstance(conditions, Fixed) or len(conditions.elements) != len(kind.elements):
                return None
        return Selection(by, choices, len(kind.elements), other)

    def params(self, value: Expr | None) -> tuple[str, ...] | None:
        """The parameters of the function that is called, if it is one of the two."""
        function = self.typing.callee(value.func) if isinstance(value, gast.Call) else None
        return next((p for f, p in PARAMS.items() if f is function), None)

    def written(self, statement: gast.Assign, found: Selection) -> list[Stmt]:
        """The selection, its last choice first."""
        out, at = list[Stmt](), statement.value
        if self.params(at) is PARAMS[np.select]:
            tests = [nodes.subscript(nodes.copy(found.by), nodes.constant(k)) for k in range(found.length)]
            last = found.other or nodes.constant(0)
        else:
            place = self.place(found, out)
            tests = [gast.Compare(nodes.name(place), [gast.Eq()], [nodes.constant(k)]) for k in range(found.length - 1)]
            last = self.named(f"{found.choices.id}_{found.length - 1}", self.choice(found, found.length - 1), out)
        for k in reversed(range(len(tests))):
            test = self.named(f"is_{k}", tests[k], out)
            choice = self.named(f"{found.choices.id}_{k}", self.choice(found, k), out)
            call = nodes.at(nodes.call(self.of_numpy("where"), test, choice, last), at)
            if k == 0:
                out.append(nodes.assign(statement.targets[0], call))
            else:
                last = self.named("chosen", call, out)
        return [nodes.at(s, statement) for s in out]

    def place(self, found: Selection, out: list[Stmt]) -> str:
        """The places with what the mode makes of those that are none of a choice: for some, it raises."""
        numbers = self.named("numbers", nodes.list_(map(nodes.constant, range(found.length))), out)
        mode = {} if found.other is None else {"mode": found.other}
        return self.named("place", nodes.call(self.of_numpy("choose"), found.by, numbers, **mode), out).id

    def choice(self, found: Selection, k: int) -> Expr:
        """One of the choices."""
        return nodes.subscript(nodes.copy(found.choices), nodes.constant(k))

    def named(self, wish: str, value: Expr, out: list[Stmt]) -> gast.Name:
        """A name for a value."""
        name = self.temporary(wish)
        out.append(nodes.assign(name, value))
        return nodes.name(name)
