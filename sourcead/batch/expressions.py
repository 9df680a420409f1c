"""Expressions that depend on the direction, rewritten so that they have the directions' axis."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.batch import families, products
from sourcead.batch.core import CONTAINERS, Batching, NotBatchedError
from sourcead.batch.table import METHODS, family_of, is_of_numbers
from sourcead.nodes import Expr
from sourcead.optimize.context import CHECKING, WRITING
from sourcead.types.purity import is_pure
from sourcead.types.values import Array, Number

AS_THEY_ARE = ("copy", "astype", "conj", "conjugate")  # methods that do not look at axes


def rewritten(b: Batching, node: Expr) -> Expr:
    """An expression that mentions names with the axis, over these."""
    method = _BY_NODE.get(type(node))
    if method is None:
        raise NotBatchedError
    return method(b, node)


def _name(b: Batching, node: gast.Name) -> Expr:
    return nodes.copy(node)


def _display(b: Batching, node: Any) -> Expr:
    part = b.full if b.carries(node) else b.expr
    return type(node)(list(map(part, node.elts)), gast.Load())


def _dict(b: Batching, node: gast.Dict) -> Expr:
    if any(k is None or b.carries(k) for k in node.keys):
        raise NotBatchedError
    return gast.Dict(nodes.copy_all(node.keys), [b.full(v) for v in node.values])


def _unary(b: Batching, node: gast.UnaryOp) -> Expr:
    if isinstance(node.op, gast.Not) and b.carries(node):
        raise NotBatchedError
    return gast.UnaryOp(node.op, b.expr(node.operand))


def _binary(b: Batching, node: gast.BinOp) -> Expr:
    if not b.carries(node):
        return gast.BinOp(b.expr(node.left), node.op, b.expr(node.right))
    if isinstance(node.op, gast.MatMult):
        try:
            return products.product(b, node.left, node.right)
        except families.UnfitError:
            call = nodes.call("np.matmul", node.left, node.right)
            return families.one_by_one(b, call, call.func)
    kinds = [b.type(node.left), b.type(node.right)]
    if any(isinstance(k, CONTAINERS) for k in kinds):
        if not all(isinstance(k, CONTAINERS) for k in kinds) or not isinstance(node.op, gast.Add):
            raise NotBatchedError
        return gast.BinOp(b.full(node.left), node.op, b.full(node.right))
    result = b.type(node)
    return gast.BinOp(b.wide(node.left, result), node.op, b.wide(node.right, result))


def _compare(b: Batching, node: gast.Compare) -> Expr:
    if not b.carries(node):
        return gast.Compare(b.expr(node.left), node.ops, [b.expr(c) for c in node.comparators])
    if len(node.comparators) != 1 or isinstance(node.ops[0], (gast.In, gast.NotIn, gast.Is, gast.IsNot)):
        raise NotBatchedError
    return gast.Compare(b.wide(node.left), node.ops, [b.wide(node.comparators[0])])


def _choice(b: Batching, node: gast.IfExp) -> Expr:
    if b.carries(node.test):
        raise NotBatchedError
    if not b.carries(node):
        return gast.IfExp(b.expr(node.test), b.expr(node.body), b.expr(node.orelse))
    return gast.IfExp(b.expr(node.test), b.full(node.body), b.full(node.orelse))


def _subscript(b: Batching, node: gast.Subscript) -> Expr:
    base = b.type(node.value)
    if not b.carries(node.value):
        if b.carries(node.slice):
            raise NotBatchedError
        return nodes.subscript(b.expr(node.value), b.expr(node.slice))
    if isinstance(base, Array):
        if base.dims is None:
            raise NotBatchedError
        return nodes.subscript(b.expr(node.value), b.index(node.slice))
    if not isinstance(base, CONTAINERS) or b.carries(node.slice):
        raise NotBatchedError
    return nodes.subscript(b.expr(node.value), b.expr(node.slice))


def _slice(b: Batching, node: gast.Slice) -> Expr:
    return gast.Slice(*(None if p is None else b.expr(p) for p in (node.lower, node.upper, node.step)))


def _attribute(b: Batching, node: gast.Attribute) -> Expr:
    value, kind = b.expr(node.value), b.type(node.value)
    if not b.carries(node.value):
        return nodes.attribute(value, node.attr)
    if not isinstance(kind, (Array, Number)):
        raise NotBatchedError
    if node.attr in ("real", "imag", "dtype"):
        return nodes.attribute(value, node.attr)
    rank = b.rank(node.value)
    if node.attr == "T":
        return families.transposed(value, tuple(reversed(range(rank))))
    if node.attr == "ndim":
        return nodes.constant(rank)
    if node.attr == "shape":
        return nodes.subscript(nodes.attribute(value, "shape"), gast.Slice(None, nodes.constant(-1), None))
    if node.attr == "size":
        return nodes.binop(nodes.attribute(value, "size"), gast.FloorDiv, nodes.name(b.count))
    raise NotBatchedError


def _call(b: Batching, node: gast.Call) -> Expr:
    method = b.method(node)
    if method:
        return _called_method(b, node, method)
    function = b.function(node)
    if not b.carries(node):
        return _of_shapes(b, node, function)
    if function is None or b.typing.program.callee(node) is not None or is_of_numbers(function):
        raise NotBatchedError
    return _by_family(b, node, function, node.func)


def _by_family(b: Batching, node: gast.Call, function: Any, text: Expr) -> Expr:
    """A call by the family of its function, else for one direction after another."""
    family = family_of(function)
    if family is not None:
        try:
            return family(b, node)
        except families.UnfitError:
            pass
    if not (is_pure(function) or _is_helper(function)) or _has_star(node):
        raise NotBatchedError
    return families.one_by_one(b, node, nodes.copy(text))


def _is_helper(function: Any) -> bool:
    """Whether a function of the runtime computes a value and does nothing else."""
    module, name = getattr(function, "__module__", ""), getattr(function, "__name__", "")
    return module.startswith("sourcead.runtime.") and not module.endswith(".hooks") and name not in (*WRITING, *CHECKING)


def _has_star(node: gast.Call) -> bool:
    return any(isinstance(a, gast.Starred) for a in node.args)


def _of_shapes(b: Batching, node: gast.Call, function: Any) -> Expr:
    """A call that asks for shapes and types of what has the axis."""
    if function in (np.shape, np.ndim, np.size) and len(node.args) == 1 and b.carries(node.args[0]):
        return _attribute(b, nodes.attribute(node.args[0], function.__name__))
    if function is len and isinstance(b.type(node.args[0]), Array) and not b.rank(node.args[0]):
        raise NotBatchedError
    if function is not len and any(b.carries(a) for a in [*node.args, *(k.value for k in node.keywords)]):
        raise NotBatchedError
    keywords = {k.arg: b.expr(k.value) for k in node.keywords}
    return nodes.call(nodes.copy(node.func), *map(b.expr, node.args), **keywords)


def _called_method(b: Batching, node: gast.Call, method: str) -> Expr:
    base, kind = node.func.value, b.type(node.func.value)
    if isinstance(kind, CONTAINERS):
        if method not in ("pop", "get", "copy") or any(map(b.carries, node.args)) or node.keywords:
            raise NotBatchedError
        if len(node.args) == 2:
            return nodes.call(nodes.attribute(b.expr(base), method), b.expr(node.args[0]), b.full(node.args[1]))
        return nodes.call(nodes.attribute(b.expr(base), method), *map(b.expr, node.args))
    if not b.carries(node):
        plain = nodes.call(nodes.attribute(b.expr(base), method), *map(b.expr, node.args))
        plain.keywords = [gast.keyword(k.arg, b.expr(k.value)) for k in node.keywords]
        if b.carries(base):
            raise NotBatchedError
        return plain
    if not isinstance(kind, (Array, Number)) and method not in AS_THEY_ARE:
        raise NotBatchedError
    if method == "item" and not node.args:
        found = b.expr(base)
        return nodes.call(nodes.attribute(found, "reshape"), nodes.name(b.count)) if b.rank(base) else found
    if method in AS_THEY_ARE and b.carries(base):
        found = nodes.call(nodes.attribute(b.expr(base), method), *map(b.expr, node.args))
        found.keywords = [gast.keyword(k.arg, b.expr(k.value)) for k in node.keywords]
        return found
    if method == "flatten" and not node.args:
        return families.flattened(b, nodes.call("np.flatten", base))
    if method not in METHODS or not hasattr(np, method):
        raise NotBatchedError
    call = nodes.call(f"np.{method}", base, *node.args)
    call.keywords = node.keywords
    if method in ("reshape", "transpose") and len(node.args) > 1:
        call.args = [base, nodes.tuple_(node.args)]
    return _by_family(b, call, getattr(np, method), call.func)


_BY_NODE: dict[type, Any] = {
    gast.Name: _name, gast.Tuple: _display, gast.List: _display, gast.Dict: _dict, gast.UnaryOp: _unary, gast.BinOp: _binary,
    gast.Compare: _compare, gast.IfExp: _choice, gast.Subscript: _subscript, gast.Slice: _slice, gast.Attribute: _attribute,
    gast.Call: _call,
}  # fmt: skip
