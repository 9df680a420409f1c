"""Arrays that are joined or stacked: the cotangent of each is a part of the whole's, `y_bar[: len(x)]`.

Guarantee: the list or tuple of arrays is written right where it is joined, and is used nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks, copied
from sourcead.differentiate.formulas import Formula, G, matched, narrowed, of_kind
from sourcead.differentiate.lowering import representative
from sourcead.differentiate.records import Facts, Record
from sourcead.nodes import Expr, Stmt
from sourcead.types.values import Array, Dim, Dims, Fixed, Number, Type

JOINING = (np.concatenate, np.hstack, np.stack, np.vstack)


@dataclass(frozen=True)
class _Element:
    """What is joined: an array, or a list of numbers of these kinds."""

    name: str
    dims: Dims
    kinds: tuple[Type, ...] | None = None


def join_records(facts: Facts) -> None:
    """Replace the records of joined arrays, and of the lists that they are joined from."""
    uses: dict[str, int] = {}
    for name in nodes.names(facts.program.tree.body):
        uses[name] = uses.get(name, 0) + 1
    _block(facts.program.tree.body, facts, uses)


def _block(body: list[Stmt], facts: Facts, uses: Mapping[str, int]) -> None:
    for position, statement in enumerate(body):
        for inner in blocks(statement):
            _block(inner, facts, uses)
        if not _is_joining(statement, facts):
            continue
        made = _making(statement.value.args[0].id, body[:position], facts, uses)
        elements = _elements(made[-1].value, facts) if made else None
        found = _formulas(statement.value, elements, facts) if elements else None
        if found is not None:
            facts.records.update({id(m): Record(m, "none") for m in made})
            facts.records[id(statement)] = Record(statement, "value", formulas=tuple(found))


def _making(name: str, before: Sequence[Stmt], facts: Facts, uses: Mapping[str, int]) -> list[Stmt]:
    """The statements right before that make a list: its display last, and before that a copy of it."""
    if not before or assigned(before[-1]) != name or not isinstance(before[-1], gast.Assign):
        return []
    if uses[name] != 2 or name not in facts.program.temporaries:
        return []
    source = copied(before[-1].value)
    return [before[-1], *(_making(source, before[:-1], facts, uses) if source is not None else [])]


def _is_joining(statement: Stmt, facts: Facts) -> bool:
    """Whether a statement joins the arrays of a list."""
    value = statement.value if isinstance(statement, gast.Assign) else None
    if not isinstance(value, gast.Call) or facts.records[id(statement)].kind != "value":
        return False
    return (
        bool(value.args) and isinstance(value.args[0], gast.Name) and any(facts.typing.callee(value.func) is f for f in JOINING)
    )


def _elements(display: Expr, facts: Facts) -> list[_Element] | None:
    """What a display joins, if that is nothing but names of arrays whose ranks are known, and lists of numbers."""
    if not isinstance(display, (gast.List, gast.Tuple)):
        return None
    found = []
    for item in display.elts:
        kind = facts.type(item.id) if isinstance(item, gast.Name) else None
        if isinstance(kind, Array) and kind.dims is not None:
            found.append(_Element(item.id, kind.dims))
        elif isinstance(kind, Fixed) and all(isinstance(e, Number) for e in kind.elements):
            found.append(_Element(item.id, (Dim(None, None),), kind.elements))
        else:
            return None
    return found


def _formulas(call: gast.Call, elements: Sequence[_Element], facts: Facts) -> list[Formula] | None:
    """The cotangents of what a call joins; None where the axis is not known, or NumPy joins them in another rank."""
    function, axis = facts.typing.callee(call.func), _axis(call)
    rank = len(elements[0].dims)
    if axis is None or any(k.arg != "axis" for k in call.keywords) or any(len(e.dims) != rank for e in elements):
        return None
    if rank == 0 and function is not np.stack:
        return None
    if function is np.hstack:
        axis = 0 if rank == 1 else 1
    stacked = function is np.stack or (rank == 1 and function is np.vstack)
    if stacked and any(e.kinds is not None for e in elements):
        return None
    axis %= rank + stacked
    places = _stacked(elements) if stacked else _joined(elements, axis, facts)
    whole = facts.typing.expr(call)
    return [_formula(e, axis, place, whole, facts) for e, place in zip(elements, places) if facts.is_active(e.name)]


def _formula(element: _Element, axis: int, place: Expr, whole: Type, facts: Facts) -> Formula:
    if element.kinds is not None:  # a list of numbers
        start = place.lower if place.lower is not None else nodes.constant(0)
        at = [nodes.subscript(nodes.name(G), _total(start, nodes.constant(k))) for k in range(len(element.kinds))]
        return Formula(element.name, nodes.list_([matched(part, whole, kind) for part, kind in zip(at, element.kinds)]))
    before = [gast.Slice(None, None, None) for _ in range(axis)]
    part = nodes.subscript(nodes.name(G), nodes.tuple_([*before, place]) if axis else place)
    value = of_kind(part, whole, element.name, facts.typing)
    return Formula(element.name, narrowed(value, facts.type(element.name), facts.typing.also({G: whole}).expr))


def _axis(call: gast.Call) -> int | None:
    """The axis of a call: the first where none is given."""
    given = [k.value for k in call.keywords if k.arg == "axis"] or call.args[1:2]
    value = nodes.literal(given[0], ...) if given else 0
    return value if type(value) is int and len(call.args) <= 2 else None


def _stacked(elements: Sequence[_Element]) -> list[Expr]:
    """The index of each array along the new axis."""
    return [nodes.constant(k) for k in range(len(elements))]


def _joined(elements: Sequence[_Element], axis: int, facts: Facts) -> Iterator[Expr]:
    """The slice of each array along the axis."""
    start: Expr | None = None
    for element in elements:
        size, last = _size(element, axis, facts), element is elements[-1]
        end = size if start is None else _total(start, size)
        yield gast.Slice(nodes.copy(start) if start is not None else None, None if last else nodes.copy(end), None)
        start = end


def _size(element: _Element, axis: int, facts: Facts) -> Expr:
    """How long an array is along an axis, said of a parameter where one is as long."""
    name, dim = element.name, element.dims[axis]
    if dim.unit or element.kinds is not None:
        return nodes.constant(1 if element.kinds is None else len(element.kinds))
    for param in facts.program.params if dim.size is not None else ():
        found = facts.type(param)
        equal = [k for k, d in enumerate(found.dims or ()) if d.size == dim.size] if isinstance(found, Array) else []
        if equal:
            name, axis = param, equal[0]
            break
    shown = nodes.name(representative(name, facts.typing))
    return nodes.call("len", shown) if axis == 0 else nodes.subscript(nodes.attribute(shown, "shape"), nodes.constant(axis))


def _total(left: Expr, right: Expr) -> Expr:
    """The sum of two sizes."""
    if isinstance(left, gast.Constant) and isinstance(right, gast.Constant):
        return nodes.constant(left.value + right.value)
    zero = isinstance(right, gast.Constant) and right.value == 0
    return nodes.copy(left) if zero else nodes.binop(nodes.copy(left), gast.Add, right)
