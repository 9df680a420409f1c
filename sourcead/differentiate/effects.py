"""`t = xs.append(x)` as the statement `xs.append(x)`, and `t = None`.

Guarantee: a list or dict is changed by a statement that binds nothing, unless the method takes something out of it.
"""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.walk import changed_container
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.normalize.changing import TAKING
from sourcead.types.infer import Typing
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Record, SetOf


def with_effects_apart(program: Program, typing: Typing) -> Program:
    """The program in which what changes a list or dict stands by itself; the same object where it did."""
    return _Apart(program, typing).run()


class _Apart(Rewriting):
    def found(self, statement: Stmt) -> gast.Call | None:
        """The call of a method that changes its object and gives None, of which something is bound."""
        name = changed_container(statement) if isinstance(statement, gast.Assign) else None
        if name is None or statement.value.func.attr in TAKING:
            return None
        known = isinstance(self.typing.name(name), (Array, DictOf, Fixed, ListOf, Record, SetOf))
        return statement.value if known else None

    def written(self, statement: gast.Assign, found: gast.Call) -> list[Stmt]:
        """The call, then what it gives."""
        nothing = nodes.assign(statement.targets[0], nodes.constant(None))
        return [nodes.at(s, statement) for s in (nodes.expression(found), nothing)]
