"""Indices: of elements, slices and tuples of those, each part an atom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import order, questions
from sourcead.normalize.activation import Activation, Instance, constant_binding


def index(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An index of atoms, slices of atoms, and tuples of those."""
    if isinstance(node, (gast.Slice, gast.Tuple)):
        found = iter(scope.flat.operands(list(_leaves(node)), scope, out))
        return _with_leaves(node, found)
    return scope.flat.atom(node, scope, out)


def _leaves(node: Any) -> Iterator[Any]:
    """The expressions that an index is made of, in the order of evaluation."""
    if isinstance(node, gast.Slice):
        yield from (p for p in (node.lower, node.upper, node.step) if p is not None)
    elif isinstance(node, gast.Tuple):
        for element in node.elts:
            yield from _leaves(element)
    else:
        yield node


def _with_leaves(node: Any, found: Iterator[Expr]) -> Expr:
    if isinstance(node, gast.Slice):
        return gast.Slice(*(None if p is None else next(found) for p in (node.lower, node.upper, node.step)))
    return nodes.tuple_([_with_leaves(e, found) for e in node.elts]) if isinstance(node, gast.Tuple) else next(found)


def place(node: gast.Subscript, scope: Activation, out: list[Stmt]) -> gast.Subscript:
    """An element or slice that is stored into."""
    if is_flat(node.value, scope):
        node = _of_flat(node, scope, out)
    base: Expr = nodes.name(scope.flat.named(node.value, scope, out))
    mark = len(out)
    where = index(node.slice, scope, out)
    return nodes.subscript(order.unchanged(base, mark, node, scope, out), where)


def is_flat(node: Any, scope: Activation, *, part: bool = False) -> bool:
    """Whether an expression is the `flat` of an array of the program; `part`: a slice of one, which is no view."""
    if part:
        return isinstance(node.slice, gast.Slice) and is_flat(node.value, scope)
    flat = isinstance(node, gast.Attribute) and node.attr == "flat" and not scope.is_constant(node)
    return flat and not isinstance(questions.peek(node.value, scope), Instance)


def check_kept(node: Any, scope: Activation) -> None:
    """Raise for the `flat` of an array that gets a name."""
    if is_flat(node, scope):
        raise scope.error(node, "what runs over the elements of an array is kept under a name",
                          "Keep the array, and write `.flat` where the elements are read or stored.")  # fmt: skip


def copied(found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """A copy of a part of an array."""
    part = scope.names.temporary("part")
    scope.flat.emit(nodes.assign(part, found), node, scope, out)
    return nodes.call(nodes.attribute(nodes.name(part), "copy"))


def _of_flat(node: gast.Subscript, scope: Activation, out: list[Stmt]) -> gast.Subscript:
    """`x.flat[i]` as a place of `x`: at the indices along its axes that `i` stands for, whatever the layout of `x`."""
    module = nodes.name(scope.names.bind("np", constant_binding(np, "np")))
    base = scope.placeholder(nodes.name(scope.flat.named(node.value.value, scope, out)), node)

    def function(name: str) -> Expr:
        return scope.placeholder(nodes.attribute(module, name), node)

    count = nodes.call(function("arange"), nodes.attribute(base, "size"))
    chosen = nodes.subscript(count, node.slice)
    where = nodes.call(function("unravel_index"), chosen, nodes.attribute(base, "shape"))
    found = nodes.subscript(base, where)
    for part in nodes.walk(found):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, node)
    return found


def unchanged(goal: gast.Subscript, mark: int, node: Any, scope: Activation, out: list[Stmt]) -> gast.Subscript:
    """A place as it was before the statements after a mark."""
    base = order.unchanged(goal.value, mark, node, scope, out)
    leaves = [order.unchanged(leaf, mark, node, scope, out) for leaf in _leaves(goal.slice)]
    return nodes.subscript(base, _with_leaves(goal.slice, iter(leaves)))
