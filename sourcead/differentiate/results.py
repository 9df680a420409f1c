"""Operations that give several arrays: their formulas by the cotangents of those that are used.

Guarantee: a formula is linear in the cotangents of the results together, so that a term which mentions only those of results that
nothing uses is zero, and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import gast

from sourcead import algebra, nodes
from sourcead.differentiate.cotangents import Cotangents
from sourcead.differentiate.formulas import Formula, G
from sourcead.differentiate.parts import is_inside
from sourcead.differentiate.records import Path, leaves, structure
from sourcead.nodes import Expr

LONG = 8  # nodes of a cotangent that has a name of its own inside a call
Parts = Mapping[Path, "Expr | None"]


def taken(name: str, bars: Cotangents) -> Parts | None:
    """The cotangents of the leaves of what a statement gives a name; None where there is none."""
    found = {path: bars.take(name, path) for path in leaves(bars.facts.type(name))}
    return None if all(part is None for part in found.values()) else found


def whole(name: str, parts: Parts, bars: Cotangents) -> Expr:
    """The cotangent of a structure, zeros where there is none of a leaf."""
    filled = {p: v if v is not None else bars.zero(bars.place(name, p)) for p, v in parts.items()}
    return bars.name_value(structure(bars.facts.type(name), filled), f"{name}_bar")


def by_results(name: str, formulas: Sequence[Formula], parts: Parts, bars: Cotangents) -> tuple[Expr, list[Formula]] | None:
    """All cotangents that there are, and the formulas over them; None where a formula needs the structure as a whole."""
    numbered = all(len(path) == 1 and str(path[0]).isdigit() for path in parts)  # not by the keys of a dict
    if not numbered or not all(_is_apart(f.value) for f in formulas):
        return None
    pruned = [replace(f, value=value) for f in formulas if (value := _pruned(f.value, parts)) is not None]
    again = any(name in nodes.free_names(f.value) for f in pruned)
    mapping: dict[int, Expr] = {}
    for (place,), part in parts.items():
        uses = [f for f in pruned if place in _mentioned(f.value)]
        value = part if part is not None else bars.zero(bars.place(name, (place,)))
        several = sum(_count(f.value, place) for f in uses) > 1
        long = algebra.count_nodes(value) > LONG and any(is_inside(f.value) for f in uses)
        moved = bool(nodes.free_names(value) & bars.buffers) if nodes.is_atom(value) else True
        if uses and (again or (moved and several) or long):
            value = bars.name_value(value, _wish(name, place, bars))
        mapping[int(str(place))] = value
    used = nodes.tuple_([mapping[int(str(place))] for (place,), part in parts.items() if part is not None])
    return used, [replace(f, value=_filled(f.value, mapping)) for f in pruned]


def _wish(name: str, place: object, bars: Cotangents) -> str:
    """What the cotangent of a result is called: after the name that the program gives the result."""
    for statement in bars.facts.program.tree.body:
        value = getattr(statement, "value", None)
        if isinstance(statement, gast.Assign) and _is_part(value, name, place) and isinstance(statement.targets[0], gast.Name):
            return f"{statement.targets[0].id}_bar"
    return bars.variable(name, (place,))


def _is_part(node: object, name: str, place: object = ...) -> bool:
    """Whether a node is `name[place]`, of any place where none is given."""
    if not isinstance(node, gast.Subscript) or not isinstance(node.value, gast.Name) or node.value.id != name:
        return False
    return isinstance(node.slice, gast.Constant) and type(node.slice.value) is int and place in (..., node.slice.value)


def _is_apart(formula: Expr) -> bool:
    """Whether a formula mentions the cotangent only as `g[0]`, `g[1]`, ..."""
    apart = sum(_is_part(n, G) for n in nodes.walk(formula))
    return apart == sum(isinstance(n, gast.Name) and n.id == G for n in nodes.walk(formula))


def _mentioned(formula: Expr) -> set[object]:
    """The results of which a formula mentions the cotangent."""
    return {n.slice.value for n in nodes.walk(formula) if isinstance(n, gast.Subscript) and _is_part(n, G)}


def _count(formula: Expr, place: object) -> int:
    return sum(_is_part(n, G, place) for n in nodes.walk(formula))


def _pruned(node: Expr, parts: Parts) -> Expr | None:
    """A formula without its terms that are zero; None where all are."""
    mentioned = _mentioned(node)
    if mentioned and all(parts[(place,)] is None for place in mentioned):
        return None
    if all(parts[(place,)] is not None for place in mentioned):
        return node
    if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Add, gast.Sub)):
        left, right = _pruned(node.left, parts), _pruned(node.right, parts)
        if left is None or right is None:
            negative = left is None and isinstance(node.op, gast.Sub)
            kept = right if left is None else left
            return gast.UnaryOp(gast.USub(), kept) if negative else kept
        return nodes.binop(left, type(node.op), right)
    inner = [part for part in nodes.parts(node) if _mentioned(part)]
    if len(inner) != 1:
        return node
    kept = _pruned(inner[0], parts)
    return nodes.transform(node, lambda part: kept if nodes.equal(part, inner[0]) else part) if kept is not None else None


def _filled(formula: Expr, mapping: Mapping[int, Expr]) -> Expr:
    """A formula over the cotangents themselves."""
    return nodes.transform(formula, lambda n: nodes.copy(mapping[n.slice.value]) if _is_part(n, G) else n)
