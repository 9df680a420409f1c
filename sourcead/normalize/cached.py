"""What a cached function gives is one object for all calls with the same arguments: nothing may be written into it.

Guarantee: a program in which a cached function is looked into, as if it were called each time, has the same value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.program import attributes
from sourcead.normalize.watched import MISSING

WRITING = CHANGING | {"fill", "put", "resize", "partition"}


def given(found: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What the call of a cached function gives, under a name that is noted."""
    if not isinstance(found, gast.AST) or isinstance(found, gast.Constant):
        return found
    name = scope.names.temporary("cached")
    scope.flat.emit(nodes.assign(name, found), node, scope, out)
    scope.names.cached[name] = node
    return nodes.name(name)


def check(body: Sequence[Stmt], scope: Activation) -> None:
    """Raise if something is written that may be what a cached function has given."""
    if not scope.names.cached:
        return
    statements = [n for s in body for n in nodes.walk(s)]
    reached = set(scope.names.cached)
    count = 0
    while count < len(reached):
        count = len(reached)
        for item in statements:
            goal = item.targets[0] if isinstance(item, gast.Assign) else item.target if isinstance(item, gast.For) else None
            source = item.value if isinstance(item, gast.Assign) else item.iter if isinstance(item, gast.For) else None
            if isinstance(goal, gast.Name) and _may_be_part(source, reached, scope):
                reached.add(goal.id)
    for item in statements:
        changed = _changed(item)
        if changed in reached:
            raise scope.error(next(iter(scope.names.cached.values())),
                              "what a cached function gives is changed afterwards, and so may be what it gives the next time",
                              "Change a copy of it.")  # fmt: skip


def _may_be_part(source: Expr | None, reached: set[str], scope: Activation) -> bool:
    """Whether an operation may give something that is, or shares memory with, a variable."""
    if isinstance(source, (gast.BinOp, gast.UnaryOp, gast.Compare)) or source is None:
        return False
    if isinstance(source, gast.Call):
        parts = nodes.dotted(source.func) or ["?"]
        binding = scope.names.env.get(parts[0])
        target = MISSING if binding is None else attributes(binding.value, parts[1:])
        if isinstance(target, np.ufunc) or target in (np.array, np.copy, np.sum, np.dot, len, float, int):
            return False
    return any(n in reached for n in nodes.names(source))


def _changed(item: Any) -> str | None:
    """The variable that a statement changes in place."""
    goal = item.targets[0] if isinstance(item, gast.Assign) else item.target if isinstance(item, gast.AugAssign) else None
    if isinstance(goal, gast.Subscript) and isinstance(goal.value, gast.Name):
        return str(goal.value.id)
    if isinstance(item, gast.AugAssign) and isinstance(goal, gast.Name):
        return str(goal.id)
    if isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute) and item.func.attr in WRITING:
        return str(item.func.value.id) if isinstance(item.func.value, gast.Name) else None
    return None


__all__ = ["check", "given"]
