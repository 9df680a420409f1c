"""Products of arrays, one factor of which has the directions' axis."""

from __future__ import annotations

import gast
import numpy as np

from sourcead import nodes
from sourcead.batch.core import Batching
from sourcead.batch.families import UnfitError, again, arguments, constant, int_axis
from sourcead.nodes import Expr
from sourcead.types.values import Array, Number


def product(b: Batching, x: Expr, y: Expr) -> Expr:
    """`x @ y`."""
    left, right = b.rank(x), b.rank(y)
    if b.carries(x) and b.carries(y):
        raise UnfitError
    if b.carries(y):
        if right == 1:
            return nodes.binop(b.expr(x), gast.MatMult, b.expr(y))
        if right == 2:
            return nodes.call("np.tensordot", b.expr(x), b.expr(y), nodes.constant(1))
        if left <= right:
            turned = nodes.binop(b.expr(x), gast.MatMult, _direction_first(b.expr(y)))
            return _direction_last(turned)
        raise UnfitError
    if right <= 2:
        other = b.expr(y) if right == 1 else nodes.attribute(b.expr(y), "T")
        return nodes.binop(other, gast.MatMult, b.expr(x))
    if right <= left:
        return _direction_last(nodes.binop(_direction_first(b.expr(x)), gast.MatMult, b.expr(y)))
    raise UnfitError


def _direction_first(x: Expr) -> Expr:
    return nodes.call("np.moveaxis", x, nodes.constant(-1), nodes.constant(0))


def _direction_last(x: Expr) -> Expr:
    return nodes.call("np.moveaxis", x, nodes.constant(0), nodes.constant(-1))


def matmul(b: Batching, call: gast.Call) -> Expr:
    """`np.matmul(x, y)`."""
    given = arguments(call, "x", "y")
    return product(b, given["x"], given["y"])


def dot(b: Batching, call: gast.Call) -> Expr:
    """`np.dot(x, y)`, and `np.inner` of vectors."""
    given = arguments(call, "x", "y")
    ranks = [b.rank(v) for v in given.values()]
    if 0 in ranks:
        result = b.type(call)
        return nodes.binop(b.wide(given["x"], result), gast.Mult, b.wide(given["y"], result))
    is_inner = (nodes.dotted(call.func) or [""])[-1] in ("inner", "vdot")
    if max(ranks) > (1 if is_inner else 2) or _is_complex(b, given["x"]):
        raise UnfitError
    return product(b, given["x"], given["y"])


def _is_complex(b: Batching, node: Expr) -> bool:
    kind = b.type(node)
    return not isinstance(kind, (Array, Number)) or np.dtype(kind.dtype).kind == "c"


def outer(b: Batching, call: gast.Call) -> Expr:
    """`np.outer(x, y)` of vectors."""
    given = arguments(call, "x", "y")
    x, y = given["x"], given["y"]
    if b.rank(x) != 1 or b.rank(y) != 1:
        raise UnfitError
    none, whole = nodes.constant(None), gast.Slice(None, None, None)
    left = [nodes.copy(whole), none] if b.carries(x) else [nodes.copy(whole), none, none]
    column = nodes.subscript(b.expr(x), nodes.tuple_(nodes.copy_all(left)))
    return nodes.binop(column, gast.Mult, b.wide(y, b.type(call)))


def contraction(b: Batching, call: gast.Call) -> Expr:
    """`np.tensordot(x, y, axes)` where `y` alone depends on the direction: the last axis of the result is its last."""
    given = arguments(call, "x", "y", "axes")
    x, y = given["x"], given["y"]
    if b.carries(x) or "axes" not in given:
        raise UnfitError
    axes = given["axes"]
    if type(nodes.literal(axes, None)) is int:
        return again(call, b.expr(x), b.expr(y), nodes.copy(axes))
    if not isinstance(axes, (gast.Tuple, gast.List)) or len(axes.elts) != 2:
        raise UnfitError
    sides = [int_axis(side, b.rank(v)) for side, v in zip(axes.elts, (x, y))]
    return again(call, b.expr(x), b.expr(y), nodes.tuple_(map(constant, sides)))


def solved(b: Batching, call: gast.Call) -> Expr:
    """`np.linalg.solve(a, y)` for a vector: the directions are the columns of the right-hand side."""
    given = arguments(call, "a", "y")
    if b.carries(given["a"]) or b.rank(given["a"]) != 2 or b.rank(given["y"]) != 1:
        raise UnfitError
    return again(call, b.expr(given["a"]), b.expr(given["y"]))
