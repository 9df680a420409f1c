"""Whether what a loop runs over may change while it runs: then an iterator reads it as Python's own does, at its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.watched import MISSING

PLACES = (gast.Subscript, gast.Attribute)


def may_change(sources: Sequence[Any], scope: Any) -> bool:
    """Whether the loop around may change a container, unless its iterator runs over ranges and constants alone."""
    loop = scope.names.loops[-1] if scope.names.loops else None
    if loop is None or all(_is_constant(source, scope) for source in sources):
        return False
    inside = [n for statement in loop.body for n in nodes.walk(statement)]
    return any(_changes(n, loop, scope) for n in inside)


def _is_constant(source: Any, scope: Any) -> bool:
    if isinstance(source, gast.Call):
        return scope.resolve(source.func) is range
    return isinstance(source, gast.Constant) or (
        isinstance(source, (gast.Tuple, gast.List)) and all(isinstance(e, gast.Constant) for e in source.elts)
    )


def _changes(node: Any, loop: Any, scope: Any) -> bool:
    if isinstance(node, PLACES) and not isinstance(node.ctx, gast.Load):
        return True
    if isinstance(node, gast.AugAssign):
        return not isinstance(node.target, gast.Name) or _may_be_shared(node.target.id, loop, scope)
    if not isinstance(node, gast.Call):
        return False
    if isinstance(node.func, gast.Attribute) and (node.func.attr in CHANGING or node.func.attr in ("fill", "at", "put")):
        return True
    if any(k.arg == "out" for k in node.keywords):
        return True
    function = scope.resolve(node.func)
    if isinstance(node.func, gast.Attribute) and function is MISSING:
        return False
    return not (callable(function) and scope.is_primitive(function))


def _may_be_shared(name: str, loop: Any, scope: Any) -> bool:
    """Whether what a name holds may have another name: it is the loop's own, or was given it by a mere assignment."""
    if any(isinstance(n, gast.Name) and n.id == name for n in nodes.walk(getattr(loop, "target", gast.Pass()))):
        return True
    given = [n.value for n in nodes.walk(scope.node) if isinstance(n, gast.Assign) for t in n.targets if _binds(t, name)]
    return not given or not all(isinstance(v, (gast.Constant, gast.BinOp)) for v in given)


def _binds(goal: Any, name: str) -> bool:
    return any(isinstance(n, gast.Name) and n.id == name for n in nodes.walk(goal))


def before(name: Expr, index: Expr, after: Expr, names: Sequence[str], run: Any, node: Any) -> Expr:
    """The first of a pair: the second one of the pair before, as it was read then."""
    kept, first = names

    def assigned(goal: str, value: Expr) -> list[Stmt]:
        return [nodes.at(nodes.assign(goal, value), run.scope.place(node))]

    test = gast.Compare(nodes.copy(index), [gast.Eq()], [nodes.constant(0)])
    ways = run.scope.branches(
        lambda: assigned(first, nodes.subscript(nodes.copy(name), nodes.copy(index))), lambda: assigned(first, nodes.name(kept))
    )
    run.scope.flat.emit(nodes.if_(test, *ways), node, run.scope, run.body)
    run.body += assigned(kept, nodes.subscript(nodes.copy(name), nodes.copy(after)))
    return nodes.name(first)
