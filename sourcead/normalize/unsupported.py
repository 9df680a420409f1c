"""What the normal form has no place for: the reason and the way out, by kind of node."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import gast

from sourcead.errors import Location, UnsupportedSyntaxError

REASONS = {
    "AsyncWith": ("asynchronous code is not differentiated", "Differentiate a plain function that it calls."),
    "AsyncFor": ("asynchronous code is not differentiated", "Differentiate a plain function that it calls."),
    "AsyncFunctionDef": ("asynchronous code is not differentiated", "Differentiate a plain function that it calls."),
    "Await": ("asynchronous code is not differentiated", "Differentiate a plain function that it calls."),
    "TryStar": ("`except*` is not differentiated", "Use `except`."),
    "ClassDef": ("a class defined inside the function is not differentiated", "Define the class outside the function."),
    "Import": ("an import inside the function is not differentiated", "Import the module at the top of the file."),
    "ImportFrom": ("an import inside the function is not differentiated", "Import the module at the top of the file."),
    "Global": ("writing a global variable is not differentiated", "Pass the value as an argument and return it."),
    "Nonlocal": ("writing an outer variable is not differentiated", "Pass the value as an argument and return it."),
    "Yield": ("a generator is not differentiated", "Build a list, or write the loop out."),
    "YieldFrom": ("a generator is not differentiated", "Build a list, or write the loop out."),
    "GeneratorExp": ("a generator is kept as a value, which can be run through only once", "Make it a list: `[... for ...]`."),
    "Delete": ("deleting an element is not differentiated", "Build a new container without it."),
    "JoinedStr": ("a formatted string is not a number", "Use it in `print` or `raise` only."),
    "Set": ("a set has no order to differentiate by", "Use a list or a tuple."),
    "SetComp": ("a set has no order to differentiate by", "Use a list comprehension."),
    "Lambda": ("this use of a lambda is not differentiated", "Call it, or pass it to a function that calls it."),
    "FunctionDef": (
        "this use of an inner function is not differentiated",
        "Call it, or pass it to a function that calls it.",
    ),
    "Starred": ("unpacking into a call is not differentiated", "Write the arguments out."),
}


BLOCKS = ("AsyncWith", "AsyncFor", "TryStar")


def first_unsupported(body: Sequence[ast.AST]) -> ast.AST | None:
    """The first statement, at whatever depth, that no stage knows; functions inside are left to their calls."""
    for statement in body:
        if type(statement).__name__ in BLOCKS:
            return statement
        inner = [s for field in ("body", "orelse", "finalbody") for s in getattr(statement, field, None) or []]
        inner += [s for handler in getattr(statement, "handlers", ()) for s in handler.body]
        found = None if isinstance(statement, (gast.FunctionDef, gast.ClassDef)) else first_unsupported(inner)
        if found is not None:
            return found
    return None


def unsupported(node: ast.AST, location: Location | None, reason: str = "", way_out: str = "") -> UnsupportedSyntaxError:
    """The error for a node that is not supported."""
    kind = type(node).__name__
    default, out = REASONS.get(kind, (f"this construct ({kind}) is not differentiated", "Write it with simpler statements."))
    return UnsupportedSyntaxError(reason or default, way_out=way_out or out, location=location)
