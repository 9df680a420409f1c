"""`global`, `nonlocal` and imports inside a function: statements that say what names are.

Guarantee: a name that is imported stands for what Python would bind it to; what is assigned is a variable of the program.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import shared
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.scope import assigned_outside


def declared(node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`global` and `nonlocal` change nothing where a name is read alone; it may be assigned if it is known whose it is."""
    for name in sorted(assigned_outside(scope.node) & set(node.names)):
        if isinstance(node, gast.Global):
            shared.share(name, node, scope)
        elif scope.outer is None or not scope.outer.knows(name):
            raise scope.error(node, f"`{name}`, a variable outside the differentiated function, is assigned", shared.WAY_OUT)


def imported(node: Any, scope: Activation, out: list[Stmt]) -> None:
    """An import binds its names to what is imported: it is done when the program is made."""
    for item in node.names:
        if isinstance(node, gast.Import):
            root = item.name.split(".")[0]
            value: Any = importlib.import_module(item.name)
            known, value = (item.asname, value) if item.asname else (root, sys.modules[root])
        else:
            package = scope.function.__globals__.get("__package__")
            module = importlib.import_module("." * node.level + (node.module or ""), package)
            known, value = item.asname or item.name, getattr(module, item.name, None)
            value = importlib.import_module(f"{module.__name__}.{item.name}") if value is None else value
        if known in scope.globals:
            reason = f"the global variable `{known}` is given what is imported here"
            raise scope.error(node, reason, "Import it outside the function.")
        scope.stand_in[known] = nodes.name(scope.names.bind(known, constant_binding(value, known)))
