"""Small questions about statements that read or write parts of arrays, and about their formulas."""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, element_read, stored
from sourcead.differentiate.cotangents import index_value
from sourcead.differentiate.formulas import Formula, G
from sourcead.differentiate.records import Record
from sourcead.nodes import Expr


def part_of(record: Record) -> str | None:
    """The array of which a statement reads or writes a part: its cotangent is written in place."""
    statement, place = record.statement, stored(record.statement)
    if record.kind in ("gather", "element") and isinstance(statement, gast.Assign):
        return element_read(statement.value)[0]  # type: ignore[index]
    if record.kind in ("store", "update", "replace", "put"):
        return place.value.id if place is not None else assigned(statement)
    return None


def is_whole(index: Expr) -> bool:
    """Whether an index is `...` or `:`."""
    if isinstance(index, gast.Slice):
        return index.lower is index.upper is index.step is None
    return isinstance(index, gast.Constant) and index.value is Ellipsis


def own_and_others(record: Record) -> tuple[Formula, list[Formula]]:
    """The formulas of an update: the one for the place itself, and those of the other operands."""
    own = next(f for f in record.formulas if f.operand == "<old>")
    return own, [f for f in record.formulas if f.operand != "<old>"]


def is_inside(formula: Expr) -> bool:
    """Whether the cotangent stands inside a call or a matrix product, where a long expression is hard to read."""
    for node in nodes.walk(formula):
        if isinstance(node, gast.Call) or (isinstance(node, gast.BinOp) and isinstance(node.op, gast.MatMult)):
            if G in nodes.free_names(node):
                return True
    return False


def as_value(index: Expr) -> Expr:
    """An index as a value."""
    return index_value(index)
