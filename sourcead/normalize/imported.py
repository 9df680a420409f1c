"""Functions of NumPy and `math` that are called by names of their own, on the user's own statements: as the module's attributes.

So that `sin(x)`, after `from numpy import sin`, and the `np.sin(x)` of a derivative rule are one and the same.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from types import BuiltinFunctionType, FunctionType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.locate import Located
from sourcead.normalize.scope import find_binding

FUNCTIONS = (np.ufunc, BuiltinFunctionType, FunctionType, type(np.sum))
NAMED = (gast.FunctionDef, gast.ClassDef, gast.ExceptHandler, gast.MatchAs, gast.MatchStar, gast.MatchMapping)
SPELLED = {
    id(value): (root, name)
    for root, module in (("<math>", math), ("<np>", np))
    for name, value in vars(module).items()
    if isinstance(value, FUNCTIONS) and getattr(value, "__name__", "") == name
}


def plain(located: Located) -> Located:
    """A function without calls of such names; it depends on what they are bound to."""
    called = {n.func.id for n in nodes.walk(located.node) if isinstance(n, gast.Call) and isinstance(n.func, gast.Name)}
    bindings = {n: b for n in called - _bound(located.node) if (b := find_binding(located.function, n)) is not None}
    spelled = {n: SPELLED[id(b.value)] for n, b in bindings.items() if id(b.value) in SPELLED}
    if not spelled:
        return located
    node = nodes.transform(located.node, functools.partial(_as_attribute, spelled))
    return dataclasses.replace(located, node=node, imported=tuple(sorted(spelled)))


def _as_attribute(spelled: dict[str, tuple[str, str]], node: Any) -> Any:
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Name) and node.func.id in spelled:
        root, name = spelled[node.func.id]
        module = gast.copy_location(nodes.name(root), node.func)
        node.func = gast.copy_location(nodes.attribute(module, name), node.func)
    return node


def _bound(node: Any) -> set[str]:
    """The names that a function, or one inside it, binds or declares."""
    found: set[str] = set()
    for item in nodes.walk(node):
        if isinstance(item, gast.Name) and not isinstance(item.ctx, gast.Load):
            found.add(item.id)
        elif isinstance(item, NAMED) and item is not node:
            found.add(getattr(item, "name", None) or getattr(item, "rest", None) or "")
        elif isinstance(item, (gast.Global, gast.Nonlocal)):
            found |= set(item.names)
        elif isinstance(item, (gast.Import, gast.ImportFrom)):
            found |= {(a.asname or a.name).partition(".")[0] for a in item.names}
    return found
