"""The normal form's grammar, checked."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import WITH, is_mark


class NotNormalError(AssertionError):
    """A tree is not in normal form: a defect of the stage that made it."""


def check_normal_form(tree: gast.FunctionDef) -> None:
    """Raise `NotNormalError` where a function breaks the grammar of `sourcead.normalize`."""
    if not tree.body or not isinstance(tree.body[-1], gast.Return):
        raise NotNormalError("a function ends with its one return")
    _block(tree.body[:-1])
    _need(_is_atom(tree.body[-1].value), tree.body[-1])


def _need(condition: bool, node: object) -> None:
    if not condition:
        raise NotNormalError(gast.dump(node))


def _block(body: Sequence[Stmt]) -> None:
    for statement in body:
        _statement(statement)


def _statement(node: Stmt) -> None:
    if isinstance(node, gast.Assign):
        _need(len(node.targets) == 1 and _is_place(node.targets[0]), node)
        plain = isinstance(node.targets[0], gast.Name)
        _need(_is_operation(node.value) if plain else _is_atom(node.value), node)
    elif isinstance(node, gast.AugAssign):
        _need(_is_place(node.target) and _is_atom(node.value), node)
    elif isinstance(node, gast.If):
        _block([s for s in node.body if not isinstance(s, gast.Break)])
        _block(node.orelse)
    elif isinstance(node, gast.For):
        _need(isinstance(node.target, gast.Name) and not node.orelse and _is_iterable(node.iter), node)
        _block(node.body)
    elif isinstance(node, gast.While):
        _need(not node.orelse, node)
        _block(node.body)
    else:
        _need(isinstance(node, (gast.Expr, gast.Assert, gast.Raise, gast.Pass)), node)


def _is_place(node: Expr) -> bool:
    return isinstance(node, gast.Name) or (
        isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name) and _is_index(node.slice)
    )


def _is_atom(node: Expr | None) -> bool:
    return node is not None and (nodes.is_atom(node) or nodes.dotted(node) is not None)


def _is_index(node: Expr) -> bool:
    if isinstance(node, gast.Slice):
        return all(p is None or _is_atom(p) for p in (node.lower, node.upper, node.step))
    return all(map(_is_index, node.elts)) if isinstance(node, gast.Tuple) else _is_atom(node)


def _is_iterable(node: Expr) -> bool:
    if isinstance(node, gast.Call) and len(node.args) == 1 and isinstance(node.args[0], gast.Call):
        node = node.args[0]
    return isinstance(node, gast.Name) or (isinstance(node, gast.Call) and all(map(_is_atom, node.args)))


def _is_operation(node: Expr) -> bool:
    if _is_atom(node):
        return True
    if isinstance(node, gast.BinOp):
        return _is_atom(node.left) and _is_atom(node.right)
    if isinstance(node, gast.UnaryOp):
        return _is_atom(node.operand)
    if isinstance(node, gast.Compare):
        return all(map(_is_atom, [node.left, *node.comparators]))
    if is_mark(node, WITH):
        return all(map(_is_operation, node.args))
    if isinstance(node, gast.Call):
        return nodes.dotted(node.func) is not None and all(map(_is_atom, [*node.args, *(k.value for k in node.keywords)]))
    if isinstance(node, gast.Subscript):
        return isinstance(node.value, gast.Name) and _is_index(node.slice)
    if isinstance(node, gast.Attribute):
        return _is_atom(node.value)
    if isinstance(node, (gast.Tuple, gast.List)):
        return all(map(_is_atom, node.elts))
    return isinstance(node, gast.Dict) and all(map(_is_atom, [*node.keys, *node.values]))
