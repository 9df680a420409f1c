"""Numbers that are read back from a text: what the text was made of is differentiated, and the way through it is not.

Guarantee: no number that is differentiated comes through a text into another number unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.walk import assigned, changed_container, reads, statements, stored
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Static

MAKERS = (
    str, repr, ascii, format, np.array2string, np.array_str, np.array_repr, np.format_float_positional,
    np.format_float_scientific, runtime.formatted,
)  # fmt: skip
READERS = (
    float, int, complex, np.float16, np.float32, np.float64, np.complex64, np.complex128, np.int64, np.array, np.asarray,
    np.fromstring,
)  # fmt: skip


def check_texts(program: Program, typing: Typing, varied: Iterable[str]) -> None:
    """Raise where a number is read from a text that was made of differentiated values."""
    texts = _texts(program, typing, set(varied))
    for statement in statements(program.tree.body):
        value = getattr(statement, "value", None)
        if isinstance(value, gast.Call) and any(typing.callee(value.func) is f for f in READERS):
            if reads(statement) & texts:
                raise UnsupportedSyntaxError(
                    "a number is read from a text here, and the text was made of values that are differentiated",
                    way_out="Use the number itself, or `round` it.",
                    location=nodes.location(value) or nodes.location(statement),
                )


def _texts(program: Program, typing: Typing, varied: set[str]) -> set[str]:
    """The names that hold a text made of differentiated values, or what was taken from one."""
    found: set[str] = set()
    while True:
        before = len(found)
        for statement in statements(program.tree.body):
            place = stored(statement)
            name = changed_container(statement) or (assigned(statement) if place is None else place.value.id)
            if name is not None and _passes(statement, found, varied, typing):
                found.add(name)
        if len(found) == before:
            return found


def _passes(statement: Stmt, texts: set[str], varied: set[str], typing: Typing) -> bool:
    value = getattr(statement, "value", getattr(statement, "iter", None))
    if value is None or isinstance(value, gast.Compare):
        return False
    if isinstance(value, gast.Subscript):
        return value.value.id in texts  # a text that is a key chooses, and is not part of what is chosen
    return bool(nodes.free_names(value) & (texts | varied if _makes_text(value, typing) else texts))


def _makes_text(value: Expr, typing: Typing) -> bool:
    if isinstance(value, gast.JoinedStr):
        return True
    if isinstance(value, gast.BinOp):
        kind = typing.expr(value.left)
        return isinstance(kind, Static) and isinstance(kind.value, str)
    if not isinstance(value, gast.Call):
        return False
    method = isinstance(value.func, gast.Attribute) and value.func.attr in ("format", "join", "__str__", "__repr__", "__format__")
    return method or any(typing.callee(value.func) is maker for maker in MAKERS)
