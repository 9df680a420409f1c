"""Stores of a part of a cotangent into another part of it, `u_bar[::2] = u_bar[:3]`: what is stored is copied first.

NumPy copies parts of one array in an order in which equal steps do no harm; with others it may read what it has just written.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.walk import statements
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context
from sourcead.types.values import Array


def copy_overlapping(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body in which what may overlap its goal is copied before it is stored."""
    out = nodes.copy_all(body)
    for statement in statements(out):
        goal = statement.targets[0] if isinstance(statement, gast.Assign) else None
        is_reverse = getattr(statement, "sweep", "") == "reverse"
        if is_reverse and isinstance(goal, gast.Subscript) and _may_overlap(goal, statement.value, context):
            is_array = isinstance(context.typing.expr(statement.value), Array)
            copied = nodes.call(nodes.attribute(statement.value, "copy")) if is_array else nodes.call("np.copy", statement.value)
            statement.value = nodes.at(copied, statement)
    return out


def _may_overlap(goal: gast.Subscript, value: Expr, context: Context) -> bool:
    base = nodes.base_name(goal)
    if not isinstance(context.typing.expr(goal.value), Array):
        return False  # the place in a list is given another array: nothing is copied
    if not isinstance(context.typing.expr(nodes.load(goal)), Array) or not may_alias(value) & ({base} | context.memory(base)):
        return False
    alike = isinstance(value, gast.Subscript) and nodes.equal(value.value, goal.value)
    return not (alike and _step(value.slice) == _step(goal.slice) is not None)


def _step(index: Expr) -> object:
    """The step of a slice that is written out; None for any other index."""
    if not isinstance(index, gast.Slice):
        return None
    return 1 if index.step is None else nodes.literal(index.step, None)
