"""Last touches: sums and products of the reverse sweep collected once more, numbers in names closed up.

Guarantee: values that the primal computes are left alone; a name keeps the variable it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import gast
import numpy as np

from sourcead import algebra, nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.walk import statements, stored
from sourcead.differentiate import lowering
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context
from sourcead.types.values import Array, Number

NUMBERED = re.compile(r"^(.*(?:_bar|_dot|_tape|_term|_was|_new|shared|count|taken|caught))_?\d+$")


def collect(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The expressions of the reverse sweep in their simplest form."""
    shapes = lowering.known_shapes(context.typing)
    pullbacks = context.pullbacks

    def picked_apart(node: Expr) -> Expr:
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name) and node.func.id in pullbacks:
            *given, bar = node.args
            node.args = [*given, lowering.as_float(algebra.simplify(bar, shapes), context.typing)]
        return _read_only(_picked(node), context)

    exposed = _exposed(body, context)
    for statement in statements(body):
        if getattr(statement, "sweep", "") != "reverse" or not isinstance(statement, (gast.Assign, gast.AugAssign)):
            continue
        if not isinstance(statement.value, gast.Constant):
            before = may_alias(statement.value)
            picked = nodes.transform(statement.value, picked_apart)
            found = algebra.as_float(algebra.simplify(picked, shapes))
            statement.value = found if _is_whole(statement, picked, context) else lowering.as_float(found, context.typing)
            if isinstance(statement, gast.AugAssign) and isinstance(statement.op, (gast.Add, gast.Sub)):
                statement.value = _original(statement.value, context)
                _turn_sign(statement)
                _spread_by_goal(statement, context)
            elif may_alias(statement.value) - before:
                _own(statement, exposed, context)
    return list(body)


def _exposed(body: Sequence[Stmt], context: Context) -> set[str]:
    """The names whose memory a statement writes, or the function's result or a container holds."""
    found: set[str] = set()
    for statement in statements(body):
        place, value = stored(statement), getattr(statement, "value", None)
        if place is not None:
            found |= {nodes.base_name(place)} | (may_alias(value) if isinstance(value, gast.Name) else set())
        elif isinstance(statement, gast.AugAssign):
            found |= set(nodes.names(statement.target))
        elif isinstance(statement, gast.Return) and value is not None:
            found |= may_alias(value)
        elif isinstance(statement, gast.Expr) and isinstance(value, gast.Call):
            found |= set(nodes.names(value))
    return {other for name in found if not context.is_number(name) for other in context.memory(name)}


def _own(statement: gast.Assign, exposed: set[str], context: Context) -> None:
    """What has become another variable's array is copied, where one of both is seen elsewhere or changes."""
    goal, value = statement.targets[0], statement.value
    if not isinstance(goal, gast.Name) or context.is_number(goal.id):
        return
    if exposed & {goal.id, *may_alias(value)}:
        plain = isinstance(context.typing.expr(value), Array)
        statement.value = nodes.call(nodes.attribute(value, "copy")) if plain else nodes.call("rt.own", value)


def _is_whole(statement: Stmt, node: Expr, context: Context) -> bool:
    """Whether a statement computes integers or a mask: indices, not a cotangent."""
    goal = statement.targets[0] if isinstance(statement, gast.Assign) else statement.target
    name = None if isinstance(goal, (gast.Tuple, gast.List)) else context.typing.name(nodes.base_name(goal))
    kinds = [np.dtype(t.dtype).kind if isinstance(t, (Number, Array)) else "" for t in (context.typing.expr(node), name)]
    return kinds[0] in tuple("biu") and kinds[1] not in tuple("fc")


def _picked(node: Expr) -> Expr:
    """`(a, b)[1]` is `b`, where `a` costs nothing."""
    literal = isinstance(node, gast.Subscript) and isinstance(node.value, (gast.Tuple, gast.List))
    if literal and isinstance(node.slice, gast.Constant) and type(node.slice.value) is int:
        if all(map(nodes.is_atom, node.value.elts)):
            return node.value.elts[node.slice.value]
    return node


def _read_only(node: Expr, context: Context) -> Expr:
    """An operation without copies of the arrays that it reads."""
    if isinstance(node, gast.BinOp):
        node.left, node.right = _original(node.left, context), _original(node.right, context)
    return node


def _original(node: Expr, context: Context) -> Expr:
    copied = isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute) and node.func.attr == "copy" and not node.args
    return node.func.value if copied and isinstance(context.typing.expr(node.func.value), Array) else node


def _turn_sign(statement: gast.AugAssign) -> None:
    negative, positive = algebra.split_sign(statement.value)
    if negative:
        statement.op = gast.Sub() if isinstance(statement.op, gast.Add) else gast.Add()
        statement.value = positive


def _spread_by_goal(statement: gast.AugAssign, context: Context) -> None:
    """What is added to an array or to a part of one is spread over it by NumPy."""
    goal = context.typing.expr(nodes.load(statement.target))
    value = statement.value
    if (
        isinstance(value, gast.Call)
        and nodes.dotted(value.func) == ["np", "broadcast_to"]
        and isinstance(goal, Array)
        and goal.dims
    ):
        statement.value = value.args[0]


def renumber(body: Sequence[Stmt], context: Context, fixed: set[str]) -> list[Stmt]:
    """Generated names numbered in the order in which they appear: `t_bar`, `t_bar2`, … without gaps."""
    seen = [n for s in body for n in nodes.names(s)]
    made = [n for n in dict.fromkeys(seen) if n in context.temporaries and n not in context.primal and n not in fixed]
    taken = (set(seen) | fixed) - set(made)
    mapping: dict[str, str] = {}
    for name in made:
        stem = NUMBERED.sub(r"\1", name)
        wish, number = stem, 1
        while wish in taken:
            number += 1
            wish = f"{stem}{number}"
        taken.add(wish)
        mapping[name] = wish
    known = {new: context.typing.cotangents.get(old) for old, new in mapping.items()}
    for name, kind in known.items():  # which may have been that of a name that is gone
        context.typing.cotangents.pop(name, None)
        context.typing.cotangents.update({} if kind is None else {name: kind})
    return [nodes.rename(s, mapping) for s in body]
