"""What inlined derivatives leave in a program: copies of what never changes, checks that the types answer, tuples taken apart.

Guarantee: the statements compute what they computed; a copy goes only where nothing is written in place, a check only where it
cannot fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.walk import Loop, all_blocks, assigned, changed_container, statements, stored
from sourcead.differentiate.changed import Outside
from sourcead.errors import AliasError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.marks import is_border
from sourcead.rules import registry
from sourcead.types.infer import Typing
from sourcead.types.shapes import UNKNOWN_DIM
from sourcead.types.values import Array, Number


def without_detours(program: Program, typing: Typing, aliases: Aliases) -> Program:
    """The program with the shorter statements."""
    _check_kept(program, aliases)
    steady = typing.once | (set(program.params) - {assigned(s) for s in statements(program.tree.body)})
    body, before = list(program.tree.body), 0
    while len(body) != before:
        before = len(body)
        displays = {assigned(s): list(s.value.elts) for s in body
                    if assigned(s) in steady and isinstance(getattr(s, "value", None), gast.Tuple)
                    and all(_is_steady(e, steady) for e in s.value.elts)}  # fmt: skip

        def shorter(node: Any, displays: Mapping[Any, list[Expr]] = displays) -> Any:
            if isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name):
                found = _element(node.value, displays) or _same(node.value, node.targets[0].id, typing, aliases)
                node.value = _copied(node.value) if found is None else nodes.copy(found)
            return node

        body = _computed_once([nodes.transform(s, shorter) for s in body], steady, typing, aliases)
        body = _without_copies(body, steady, program)
    return replace(program, tree=nodes.function(program.name, program.params, body))


def _computed_once(body: list[Stmt], steady: AbstractSet[str], typing: Typing, aliases: Aliases) -> list[Stmt]:
    """Statements in which what has been computed already, by the primal of a derivative for instance, is not computed again."""
    known: dict[object, str] = {}
    outside = Outside(typing.program, typing)
    if any(is_border(s) or outside.written(s) for s in statements(body)):  # what it does besides may differ
        return body
    held = _held(body)
    for statement in body:
        goal, value = assigned(statement) or "", getattr(statement, "value", None)
        if not isinstance(statement, gast.Assign) or value is None or goal not in steady or not _is_plain(value, typing):
            continue
        read = nodes.free_names(value) - typing.program.env.keys()
        if read <= steady and goal not in held and not any(map(aliases.is_written, {goal, *read})):
            found = known.setdefault(nodes.key(value), goal)
            statement.value = value if found == goal else nodes.name(found)
    return body


def _held(body: list[Stmt]) -> set[str]:
    """The names whose arrays are returned, or put into containers that are used: each must stay an array of its own."""
    count = Counter(n for s in body for n in nodes.names(s))
    found = set(nodes.names(body[-1]))
    for statement in statements(body):
        value, goal = getattr(statement, "value", None), assigned(statement)
        unused = isinstance(statement, gast.Assign) and goal is not None and count[goal] == 1
        if not unused and isinstance(value, (gast.Tuple, gast.List, gast.Dict, gast.Call, gast.Name)):
            is_container = not isinstance(value, gast.Call) or changed_container(statement) is not None
            found |= nodes.free_names(value) if is_container else set()
    return found


def _is_plain(value: Expr, typing: Typing) -> bool:
    """Whether an operation gives numbers that its operands alone decide."""
    if isinstance(value, gast.Call):
        function = typing.callee(value.func)
        if (
            not registry.is_hashable(function)
            or not registry.lookup(function)
            or registry.home(function) not in ("numpy", "math")
        ):
            return False
    elif not isinstance(value, (gast.BinOp, gast.UnaryOp)):
        return False
    return isinstance(typing.expr(value), (Array, Number))


def _is_steady(node: Expr, steady: AbstractSet[str]) -> bool:
    return node.id in steady if isinstance(node, gast.Name) else isinstance(node, gast.Constant)


def _element(value: Expr, displays: Mapping[Any, list[Expr]]) -> Expr | None:
    """What an element of a tuple that was written out is."""
    if not isinstance(value, gast.Subscript) or not isinstance(value.value, gast.Name):
        return None
    items, index = displays.get(value.value.id, []), nodes.literal(value.slice, None)
    return items[index] if type(index) is int and -len(items) <= index < len(items) else None


def _same(value: Expr, name: str, typing: Typing, aliases: Aliases) -> Expr | None:
    """What a copy, a check or a product with 1 gives back."""
    parts = nodes.dotted(value.func) if isinstance(value, gast.Call) else None
    if parts is None or parts[0] != "rt":
        return None
    if parts[1] == "scaled" and nodes.literal(value.args[0], None) == 1.0:
        found = value.args[1]
    elif parts[1] in ("copy", "kept") or (parts[1] == "checked" and _fits(*map(typing.expr, value.args))):
        found = value.args[0]
    else:
        return None
    kind = typing.expr(found)
    if parts[1] == "checked" and type(nodes.literal(found, None)) is int:
        return nodes.constant(float(nodes.literal(found, None)))
    safe = isinstance(kind, Array) and isinstance(found, gast.Name) and not any(map(aliases.is_written, (found.id, name)))
    return found if isinstance(kind, Number) or safe else None


def _copied(value: Expr) -> Expr:
    """What is kept, once that is known to be right, as a copy like any other."""
    return nodes.call("rt.copy", *value.args) if _is_kept(value) else value


def keeps(program: Program) -> bool:
    """Whether something is kept for what is called later."""
    return any(_is_kept(getattr(s, "value", None)) for s in statements(program.tree.body))


def _is_kept(value: Any) -> bool:
    return isinstance(value, gast.Call) and nodes.dotted(value.func) == ["rt", "kept"]


def _check_kept(program: Program, aliases: Aliases) -> None:
    """Raise where memory that a pullback or a linear function reads later is written in place after it was made."""
    order = {id(s): k for k, s in enumerate(statements(program.tree.body))}
    for block in all_blocks(program.tree.body):
        for statement in block:
            call = getattr(statement, "value", None)
            if not _is_kept(call):
                continue
            name = call.args[0].id  # type: ignore[union-attr]
            around = [s for s in program.tree.body if any(inner is statement for inner in statements([s]))]
            again = {id(s) for s in statements(around) if isinstance(around[0], Loop)}
            for write in statements(program.tree.body):
                changed = _changed(write)
                later = order[id(write)] > order[id(statement)] or id(write) in again
                if changed is not None and later and aliases.share(changed, name):
                    raise AliasError(
                        f"`{changed}` is changed in place here, and what `vjp` or `linearize` gave before may read it later",
                        way_out=f"Pass a copy of it: `{changed}.copy()`, or make a new one instead of changing it.",
                        location=nodes.location(write),
                    )


def _changed(statement: Stmt) -> str | None:
    """The variable whose memory a statement writes in place."""
    place = stored(statement)
    if place is not None:
        return nodes.base_name(place)
    return changed_container(statement) or (assigned(statement) if isinstance(statement, gast.AugAssign) else None)


def _fits(tangent: Any, value: Any) -> bool:
    """Whether a tangent certainly has the shape and the dtype of its value, or is a number for a float."""
    if isinstance(tangent, Number) and isinstance(value, Number):
        return value.dtype == "float64" and (tangent.dtype == "float64" or tangent.value is not None)
    known = isinstance(tangent, Array) and tangent.dims is not None and UNKNOWN_DIM not in tangent.dims
    return known and tangent == value and tangent.dtype.startswith(("float", "complex"))


def _without_copies(body: list[Stmt], steady: AbstractSet[str], program: Program) -> list[Stmt]:
    """Statements in which one name stands for both sides of `a = b`, if neither is ever given another value."""
    position = 0
    while position < len(body):
        statement = body[position]
        goal, value = assigned(statement) or "", getattr(statement, "value", None)
        others = [*body[:position], *body[position + 1 :]]
        if not isinstance(statement, gast.Assign) or goal not in steady or not _is_steady(value, steady):
            position += 1
        elif goal in program.temporaries and (isinstance(value, gast.Name) or not _has_parts(goal, others)):
            body = [nodes.substitute(s, {goal: value}) for s in others]
        elif isinstance(value, gast.Name) and value.id in program.temporaries - set(program.params):
            body = [nodes.rename(s, {value.id: goal}) for s in others]
        else:
            position += 1
    return body


def _has_parts(name: str, body: list[Stmt]) -> bool:
    """Whether a part or an attribute of a variable is taken, which cannot be written of a number."""
    parts = (n for s in body for n in nodes.walk(s) if isinstance(n, (gast.Attribute, gast.Subscript)))
    return any(isinstance(p.value, gast.Name) and p.value.id == name for p in parts)


__all__ = ["keeps", "without_detours"]
