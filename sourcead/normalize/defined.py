"""Which definition a call of a library's function stands for.

Matrices of `scipy.sparse` that are made of what may vary are objects with entries; all others are constants.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import gast

from sourcead import nodes
from sourcead.definitions.table import definition
from sourcead.normalize.activation import Activation

ENTRIES = ("sourcead.definitions.entries", "sourcead.definitions.sparse_blocks")
TAKING = ("spsolve", "splu", "factorized", "issparse")


def meant(target: Any, node: gast.Call, scope: Activation) -> FunctionType | None:
    """The definition of what is called; None for what stands for itself, as a function does that its own definition calls."""
    found = definition(target)
    if found is None or found is scope.function or (found.__module__ in ENTRIES and not _has_entries(found, node, scope)):
        return None
    return found


def _has_entries(found: FunctionType, node: gast.Call, scope: Activation) -> bool:
    """Whether a matrix is an object with entries, or is made of what may vary."""
    given = [*node.args, *(k.value for k in node.keywords)]
    if not scope.names.with_entries or not given:
        return False
    if found.__name__ in TAKING:
        return scope.names.met_entries or (not isinstance(given[0], (gast.Name, gast.Attribute)) and _varies(given[0], scope))
    made = any(_varies(part, scope) for part in given)
    scope.names.met_entries = scope.names.met_entries or made
    return made


def _varies(part: Any, scope: Activation) -> bool:
    return any(isinstance(n, gast.Name) and scope.knows(n.id) for n in nodes.walk(part))
