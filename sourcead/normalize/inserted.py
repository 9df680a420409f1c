"""Blocks of `insert_grad_of`: what runs in the reverse sweep is a function of the cotangent and of what the block reads.

    with insert_grad_of(x) as x_bar: ...     x = rt.inserted(x, x_hook, (what the block reads,))

The function is compiled in its place in the user's file. Guarantee: a block that does more than look at values, and change the
cotangent, is refused.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.locate import Located
from sourcead.nodes import Stmt
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.program import attributes
from sourcead.normalize.scope import OWN, find_binding, local_names
from sourcead.normalize.unsupported import unsupported

FUNCTIONS = (gast.FunctionDef, gast.Lambda)
LEAVING = (gast.Return, gast.Yield, gast.YieldFrom, gast.Await)
OUTSIDE = "The block may change the cotangent alone; keep other things in a global list or dict."

_known: dict[tuple[object, int, int, int], str] = {}  # names of blocks, by code, globals and place


def plain(located: Located) -> Located:
    """A function without blocks of `insert_grad_of`."""
    blocks = [n for n in nodes.walk(located.node) if _is_inserted(n, located)]
    if not blocks:
        return located
    bound = frozenset(located.function.__code__.co_freevars)
    return dataclasses.replace(located, node=_Blocks(located, blocks).without(located.node, located.node, bound))


def _is_inserted(node: Any, located: Located) -> bool:
    return isinstance(node, gast.With) and any(_manager(i.context_expr, located) for i in node.items)


def _manager(call: Any, located: Located) -> bool:
    """Whether a manager is an `insert_grad_of`."""
    parts = nodes.dotted(call.func) if isinstance(call, gast.Call) else None
    binding = None if parts is None else find_binding(located.function, parts[0])
    return binding is not None and attributes(binding.value, (parts or [])[1:]) is runtime.insert_grad_of


@dataclasses.dataclass(frozen=True)
class _Blocks:
    """The blocks of one function."""

    located: Located
    blocks: list[Any]

    def without(self, node: Any, function: Any, bound: frozenset[str]) -> Any:
        """A copy of a node of `function` in which blocks are assignments; `bound`: the variables of the functions around it."""
        if isinstance(node, FUNCTIONS):
            function, bound = node, bound | local_names(node) | _declared(node)
        made = nodes.copy(node)
        for field in node._fields:
            part = getattr(node, field, None)
            if isinstance(part, list):
                setattr(made, field, [self.without(p, function, bound) if isinstance(p, ast.AST) else p for p in part])
            elif isinstance(part, (gast.stmt, gast.expr)):
                setattr(made, field, self.without(part, function, bound))
        return self._assignment(node, function, bound) if _is_inserted(node, self.located) else made

    def _assignment(self, node: Any, function: Any, bound: frozenset[str]) -> Stmt:
        name, bar = self._names(node, function)
        spec = gast.FunctionDef(f"{name}_hook", _parameters([bar]), list(node.body), [], None, None, [])
        own = local_names(spec)
        self._check(node, function, bound, bar, own)
        loaded = {n.id for s in node.body for n in nodes.walk(s) if isinstance(n, gast.Name)}
        reads = sorted((loaded - own) & bound)
        given = [nodes.name(name), nodes.name(self._function(node, name, bar, reads)), nodes.tuple_(map(nodes.name, reads))]
        made = nodes.assign(name, nodes.call(nodes.attribute(nodes.name("<rt>"), "inserted"), *given))
        for part in nodes.walk(made):
            gast.copy_location(part, node.items[0].context_expr)
        return made

    def _names(self, node: Any, function: Any) -> tuple[str, str]:
        """The variable, and what its cotangent is called."""
        item = node.items[0]
        call, goal = item.context_expr, item.optional_vars
        if len(node.items) != 1:
            raise self._error(call, "`insert_grad_of` stands with another manager", "Give it a `with` of its own.")
        given = call.args[0] if len(call.args) == 1 and not call.keywords else None
        if not isinstance(given, gast.Name) or given.id not in local_names(function):
            raise self._error(given or call, "`insert_grad_of` takes a variable of the function that it stands in",
                              "Give the value a name first: `y = ...`, and use that name later.")  # fmt: skip
        if goal is not None and not isinstance(goal, gast.Name):
            raise self._error(goal, "the cotangent is given to something other than a name", "Write `as x_bar`.")
        if goal is not None and goal.id == given.id:
            raise self._error(goal, f"`{goal.id}` is the value, and the cotangent too", "Give the cotangent another name.")
        return given.id, f"{given.id}_bar" if goal is None else goal.id

    def _check(self, node: Any, function: Any, bound: frozenset[str], bar: str, own: set[str]) -> None:
        """Raise for what a block must not do; `own`: the names that it binds."""
        inside = [n for s in node.body for n in nodes.walk(s)]
        leaving = next(_leaving(node.body, False), None)
        if leaving is not None:
            raise self._error(
                leaving, "this leaves a block that runs in the reverse sweep", "Leave the function after the block."
            )
        nested = next((n for n in inside if _is_inserted(n, self.located)), None)
        if nested is not None:
            raise self._error(nested, "`insert_grad_of` stands in a block of `insert_grad_of`", "Put one after the other.")
        declared = next((n for n in inside if isinstance(n, (gast.Global, gast.Nonlocal))), None)
        if declared is not None:
            raise self._error(declared, "a variable outside the block is assigned in it", OUTSIDE)
        elsewhere = {n.id for n in _walk_but(function, self.blocks) if isinstance(n, gast.Name)}
        for part in inside:
            name = self._changed(part, bound - own)
            if isinstance(part, gast.Name) and not isinstance(part.ctx, gast.Load) and part.id in elsewhere | _declared(function):
                name = part.id
            if name is not None:
                raise self._error(part, f"the block changes `{name}`, which is used outside it", OUTSIDE)
        if bar in elsewhere:
            raise self._error(node.items[0].optional_vars or node.items[0].context_expr,
                              f"`{bar}`, the cotangent, is used outside the block too", "Give it a name of its own.")  # fmt: skip

    def _changed(self, part: Any, outer: frozenset[str] | set[str]) -> str | None:
        """The variable of the function that a node of a block changes in place."""
        place = part if isinstance(part, (gast.Subscript, gast.Attribute)) and not isinstance(part.ctx, gast.Load) else None
        if isinstance(part, gast.Call) and isinstance(part.func, gast.Attribute) and part.func.attr in CHANGING:
            place = part.func
        while isinstance(place, (gast.Subscript, gast.Attribute)):
            place = place.value
        return place.id if isinstance(place, gast.Name) and place.id in outer else None

    def _function(self, node: Any, name: str, bar: str, reads: list[str]) -> str:
        """The block as a function, under a name that statements may read."""
        plain = self.located.function
        key = (plain.__code__, id(plain.__globals__), node.lineno, node.col_offset)
        if key not in _known:
            last = gast.copy_location(nodes.return_(nodes.name(bar)), node.body[-1])
            title = f"{name}_hook"
            made = gast.FunctionDef(title, _parameters([bar, *reads]), [*nodes.copy_all(node.body), last], [], None, None, [])
            tree = ast.fix_missing_locations(gast.gast_to_ast(gast.Module([gast.copy_location(made, node)], [])))
            code = compile(tree, self.located.filename, "exec", dont_inherit=True)
            inner = next(c for c in code.co_consts if hasattr(c, "co_code"))
            _known[key] = f"<{title}#{len(_known)}>"
            OWN[_known[key]] = FunctionType(inner, plain.__globals__, title)
        return _known[key]

    def _error(self, node: Any, reason: str, way_out: str) -> Exception:
        place = self.located.place(node) if hasattr(node, "lineno") else None
        return unsupported(node, place, reason, way_out)


def _parameters(names: list[str]) -> Any:
    return nodes.function("block", names, []).args


def _declared(function: Any) -> set[str]:
    """The names that a function declares to be variables outside."""
    body = function.body if isinstance(function.body, list) else []
    return {n for s in body for d in nodes.walk(s) if isinstance(d, (gast.Global, gast.Nonlocal)) for n in d.names}


def _walk_but(node: Any, left_out: list[Any]) -> Iterator[Any]:
    """The nodes of a tree but for what stands in some blocks."""
    yield node
    for part in nodes.parts(node):
        if any(part is b for b in left_out):
            for item in part.items:
                yield from nodes.walk(item.context_expr)
        else:
            yield from _walk_but(part, left_out)


def _leaving(body: list[Stmt], in_loop: bool) -> Iterator[Any]:
    """The statements that leave a block; loops that stand in it may be left."""
    for item in body:
        if isinstance(item, LEAVING) or (isinstance(item, (gast.Break, gast.Continue)) and not in_loop):
            yield item
        elif not isinstance(item, (*FUNCTIONS, gast.ClassDef)):
            yield from _leaving(nodes.parts(item), in_loop or isinstance(item, (gast.For, gast.While)))


__all__ = ["plain"]
