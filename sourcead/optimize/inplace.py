"""In-place accumulation: `x_bar = x_bar + e` becomes `x_bar += e` where nothing else can see the array.

Guarantee: a variable that is updated in place is never the same array as another name's, nor a view of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import assigned, blocks, statements
from sourcead.nodes import Stmt
from sourcead.optimize.context import Context


def accumulate_in_place(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body with safe accumulations done in place."""
    shared = _shared(body, context) | context.given
    body = [_rewrite(s, shared, context) for s in body]
    _drop_copies(body, body, Liveness(body), shared, context)
    return body


def assign_first(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The first contribution to a part of fresh zeros as an assignment: `x_bar[1:] = e` for `x_bar[1:] += e`."""
    out = list(body)
    for statement in out:
        for inner in blocks(statement):
            inner[:] = assign_first(inner, context)
    for start, statement in enumerate(out):
        name = assigned(statement)
        if name is not None and _is_zeros(statement) and name in context.typing.cotangents:
            _assign_first(out, start + 1, name, context.memory(name))
    return out


def _is_zeros(statement: Stmt) -> bool:
    value = getattr(statement, "value", None)
    is_call = isinstance(statement, gast.Assign) and isinstance(value, gast.Call)
    return is_call and nodes.dotted(value.func) == ["np", "zeros_like"]  # type: ignore[union-attr]


def _assign_first(block: list[Stmt], start: int, name: str, memory: frozenset[str]) -> None:
    """Of the contributions that follow zeros, the first that is added comes first."""
    for position in range(start, len(block)):
        found = block[position]
        if not isinstance(found, gast.AugAssign) or not _is_part(found.target, name) or memory & nodes.free_names(found.value):
            return
        if isinstance(found.op, gast.Add):
            new = gast.Assign([found.target], found.value, None)
            new.sweep = getattr(found, "sweep", "")  # type: ignore[attr-defined]
            block[start : position + 1] = [nodes.at(new, found), *block[start:position]]
            return


def _is_part(goal: nodes.Expr, name: str) -> bool:
    return isinstance(goal, gast.Subscript) and isinstance(goal.value, gast.Name) and goal.value.id == name


def _drop_copies(block: list[Stmt], body: list[Stmt], live: Liveness, shared: set[str], context: Context) -> None:
    """The copy of a cotangent that nothing reads afterwards is the cotangent itself."""
    for statement in block:
        for inner in blocks(statement):
            _drop_copies(inner, body, live, shared, context)
        if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name):
            source = _copy_of(statement.value)
            own = source in context.typing.cotangents and source not in live[id(statement)] and source not in shared
            if source is not None and own:
                statement.value = nodes.name(source)


def _copy_of(value: nodes.Expr) -> str | None:
    """The variable that `variable.copy()` copies."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr == "copy" and not value.args:
        return value.func.value.id if isinstance(value.func.value, gast.Name) else None
    return None


def _shared(body: Sequence[Stmt], context: Context) -> set[str]:
    """The names whose array another name, a list or an argument may hold too."""
    shared: set[str] = set()
    for statement in statements(body):
        name = assigned(statement)
        if isinstance(statement, gast.Assign):
            sources = may_alias(statement.value)
            shared |= sources
            if name is not None and sources:
                shared.add(name)
            if name is not None and isinstance(statement.value, gast.Call) and _unknown_result(statement.value, context):
                shared.add(name)
        elif isinstance(statement, gast.Expr) and isinstance(statement.value, gast.Call):
            call = statement.value
            if not (isinstance(call.func, gast.Attribute) and nodes.dotted(call.func) == ["rt", "scatter_add"]):
                shared |= {n for a in call.args for n in may_alias(a)}
        elif isinstance(statement, gast.For):
            shared |= nodes.free_names(statement.iter) | {statement.target.id}
    return {n for n in shared if not context.is_number(n)}


def _unknown_result(call: gast.Call, context: Context) -> bool:
    parts = nodes.dotted(call.func)
    if parts is not None and parts[0] == "np":
        return parts[-1] in ("broadcast_to",)
    return not (isinstance(call.func, gast.Attribute) and call.func.attr in ("copy", "sum", "dot", "astype"))


def _rewrite(statement: Stmt, shared: set[str], context: Context) -> Stmt:
    for block in blocks(statement):
        block[:] = [_rewrite(s, shared, context) for s in block]
    name = assigned(statement)
    if not isinstance(statement, gast.Assign) or name is None or name in shared or name not in context.typing.cotangents:
        return statement
    value = statement.value
    if isinstance(value, gast.BinOp) and isinstance(value.op, (gast.Add, gast.Sub)):
        if isinstance(value.left, gast.Name) and value.left.id == name and name not in nodes.free_names(value.right):
            new = nodes.augassign(name, type(value.op), value.right)
            if hasattr(statement, "sweep"):
                new.sweep = statement.sweep  # type: ignore[attr-defined]
            return nodes.at(new, statement)
    return statement
