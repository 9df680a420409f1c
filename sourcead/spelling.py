"""By which names a generated function calls modules and their functions: those of the user, which no parameter may hide."""

from __future__ import annotations

import builtins
from types import CellType, ModuleType
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import InputTypeError
from sourcead.normalize import Program
from sourcead.normalize.program import attributes
from sourcead.normalize.scope import MODULES
from sourcead.rules.names import CALLED, meant, reserved

WRITTEN = (*CALLED, "list", "dict", "tuple", "zip", "enumerate")  # Python's functions that generated code may call


def check_parameters(function: gast.FunctionDef, program: Program) -> None:
    """Raise if the text has one of Python's functions, or what a module has, by a name that a parameter has."""
    for node in nodes.walk(function):
        called = isinstance(node, gast.Call) and isinstance(node.func, gast.Name)
        name = node.func if called else getattr(node, "value", None) if isinstance(node, gast.Attribute) else None
        own = name.id if isinstance(name, gast.Name) and name.id in program.arguments else ""
        if called and own in program.env and own not in WRITTEN:
            continue  # the function that was passed
        if (called and hasattr(builtins, own)) or (not called and reserved(own) and hasattr(meant(own), node.attr)):
            what = "one of Python's own functions" if called else "a module"
            raise InputTypeError(f"the parameter `{own}` has the name that derivatives have for {what}",
                                 way_out="Give it another name.", location=program.places.get(own))  # fmt: skip


def spell_modules(function: gast.FunctionDef, program: Program, bound: dict[str, Any]) -> None:
    """Let modules, and their functions, have the names by which the user imported them."""
    taken = {*bound, *nodes.names(function)}
    own = [
        b for b in (*program.env.values(), *program.dependencies) if isinstance(b.holder, (dict, CellType)) and b.key not in taken
    ]
    known = {id(b.value): b for b in own if callable(b.value) or isinstance(b.value, ModuleType)}

    def spelled(node: Any) -> Any:
        parts = nodes.dotted(node) if isinstance(node, (gast.Name, gast.Attribute)) else None
        root = bound.get(parts[0]) if parts is not None else None
        value = attributes(root, parts[1:]) if parts is not None and any(root is m for m in MODULES.values()) else None
        binding = known.get(id(value))
        if binding is None:
            return node
        bound[binding.key] = value
        return gast.copy_location(nodes.name(binding.key), node)

    nodes.changed(function, spelled)
