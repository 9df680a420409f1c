"""Powers of Python's floats, which are complex where a negative number has an exponent that is not whole.

Guarantee: a function that asks for the real or imaginary part, the conjugate or the angle of what may be such a number, or for
the size of a power itself, is refused: its derivative would be that of a real number. (Such powers of NumPy's floats are NaN.)
"""

from __future__ import annotations

from collections.abc import Iterable

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, statements
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Number

PARTS = ("real", "imag", "conjugate")
OF_COMPLEX = (np.real, np.imag, np.conj, np.angle)
SIZES = (abs, np.abs)


def check_powers(program: Program, typing: Typing, varied: Iterable[str]) -> None:
    """Raise where a part of what may be a complex power is asked for."""
    known, powers = set(varied), set[str]()
    body = list(statements(program.tree.body))
    roots = {n for s in body if _is_root(getattr(s, "value", None), typing) and (n := assigned(s)) in known}
    count = -1
    while count != len(powers):
        count = len(powers)
        for statement in body:
            name, value = assigned(statement), getattr(statement, "value", None)
            if name in roots or (isinstance(value, (gast.BinOp, gast.UnaryOp, gast.Name)) and nodes.free_names(value) & powers):
                powers |= {name} if name is not None and _is_python(typing.name(name)) else set()
    for statement in body:
        value = getattr(statement, "value", None)
        if value is not None and _asks(value, powers, roots, typing):
            raise UnsupportedSyntaxError(
                "a power of a negative number of Python's is complex, and a part of such a number is asked for here",
                way_out="Make it complex before: `complex(a) ** b`; or write `np.float64(a) ** b`, which is NaN there.",
                location=nodes.location(statement),
            )


def _is_python(kind: object) -> bool:
    return isinstance(kind, Number) and kind.weak and np.dtype(kind.dtype).kind == "f"


def _is_root(value: Expr | None, typing: Typing) -> bool:
    """Whether an operation is a power of one of Python's floats with an exponent that may not be whole."""
    if not (isinstance(value, gast.BinOp) and isinstance(value.op, gast.Pow)) or not _is_python(typing.expr(value.left)):
        return False
    exponent = typing.expr(value.right)
    whole = isinstance(exponent, Number) and (
        np.dtype(exponent.dtype).kind in "biu" or (exponent.value is not None and float(np.real(exponent.value)).is_integer())
    )
    positive = typing.expr(value.left)
    return not whole and not (isinstance(positive, Number) and positive.value is not None and np.real(positive.value) >= 0)


def _asks(value: Expr, powers: set[str], roots: set[str], typing: Typing) -> bool:
    if isinstance(value, gast.Attribute):
        return value.attr in PARTS and bool(nodes.free_names(value) & powers)
    if not isinstance(value, gast.Call):
        return False
    if isinstance(value.func, gast.Attribute) and value.func.attr in PARTS and nodes.free_names(value.func.value) & powers:
        return True
    function = typing.callee(value.func)
    given = {n for a in value.args for n in nodes.free_names(a)}
    return any(function is f and given & powers for f in OF_COMPLEX) or any(function is f and given & roots for f in SIZES)
