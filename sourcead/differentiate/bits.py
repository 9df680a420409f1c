"""Bytes of differentiated numbers that are read as other numbers: these follow the value, and have no derivative.

Guarantee: no number that is differentiated comes through its bytes into another number unnoticed. Reals that are read as complex
numbers of the same precision, and the reverse, are the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr
from sourcead.normalize import Program
from sourcead.types.functions import class_given, dtype_given
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Number

METHODS = {"view": np.ndarray.view, "byteswap": np.ndarray.byteswap, "getfield": np.ndarray.getfield}
FUNCTIONS = (np.frombuffer, *METHODS.values())


def check_bits(program: Program, typing: Typing, varied: Iterable[str]) -> None:
    """Raise where the bytes of differentiated numbers become other numbers."""
    known = set(varied)
    for statement in statements(program.tree.body):
        call = getattr(statement, "value", None)
        if not isinstance(call, gast.Call) or not nodes.free_names(call) & known:
            continue
        function, operands = typing.callee(call.func), [*call.args]
        if isinstance(call.func, gast.Attribute) and call.func.attr in METHODS and function is typing.program.MISSING:
            function, operands = METHODS[call.func.attr], [call.func.value, *operands]
        if any(function is f for f in FUNCTIONS) and not _is_same(function, operands, call, typing):
            raise UnsupportedSyntaxError(
                "the bytes of numbers that are differentiated are read as other numbers here: these have no derivative",
                way_out="Compute with the numbers themselves, or say that what is read is constant: `stop_gradient(...)`.",
                location=nodes.location(call) or nodes.location(statement),
            )


def _is_same(function: object, operands: list[Expr], call: gast.Call, typing: Typing) -> bool:
    """Whether a view is of the same numbers: its dtype is that of the array, or complex for real numbers, or the reverse."""
    base, *given = map(typing.expr, [*operands, *(k.value for k in call.keywords)])
    if function is not np.ndarray.view or len(given) > 1:
        return False
    if not given or class_given(given[0]) is not None:  # a view of another class is known by its type
        return True
    dtype = dtype_given(given[0])
    if dtype is None or dtype.kind not in "fc" or not isinstance(base, (Array, Number)):
        return False
    return np.zeros(0, dtype).real.dtype == np.zeros(0, base.dtype).real.dtype
