"""Indices: of elements, slices and tuples of those, each part an atom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation


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


def place(node: gast.Subscript, later: Sequence[Any], scope: Activation, out: list[Stmt]) -> Expr:
    """An element or slice that is stored into, as it is now, though expressions are evaluated later."""
    base = scope.flat.held(nodes.name(scope.flat.named(node.value, scope, out)), [node.slice, *later], node, scope, out)
    where = index(node.slice, scope, out)
    leaves = [scope.flat.held(leaf, later, node, scope, out) for leaf in _leaves(where)] if later else _leaves(where)
    return nodes.subscript(base, _with_leaves(where, iter(leaves)))
