"""What rules ask of the operands that they are for.

Guarantee: a condition holds only if it is certain from the types.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.rules.forms import Rule
from sourcead.types.infer import Typing
from sourcead.types.purity import is_drawing
from sourcead.types.values import Array, DictOf, Drawing, Fixed, LinearMap, ListOf, Loose, Number, Record, Static, Type

KNOWN = (
    "constant, positive, odd, zero, one, none, false, true, sequence, fixed, mapping, number, scalar, flat, count, valued, "
    "array, vector, matrix, unstacked, real, complex, map, SuperLU, drawing and `in` some texts or numbers"
)


def _is_container(value: Type | None) -> bool:
    return isinstance(value, (Fixed, ListOf, Record, DictOf))


def holds(value: Expr, condition: str, typing: Typing) -> bool:
    """Whether an operand is what a rule's `when` asks for; `ValueError` for a condition that is not known."""
    number = value.operand if isinstance(value, gast.UnaryOp) else value
    found = typing.expr(value)
    if condition == "none":
        return isinstance(value, gast.Constant) and value.value is None
    if condition in ("false", "true"):
        return isinstance(value, gast.Constant) and value.value is (condition == "true")
    if condition == "constant":
        return isinstance(number, gast.Constant) and isinstance(number.value, (int, float))
    if condition == "positive":
        return isinstance(value, gast.Constant) and type(value.value) in (int, float) and value.value > 0
    if condition.startswith("in "):
        known = found.value if isinstance(found, Static) else value.value if isinstance(value, gast.Constant) else None
        return known is not None and not isinstance(known, bool) and str(known) in condition.split()[1:]
    if " " in condition:  # each of several
        return all(holds(value, part, typing) for part in condition.split())
    if condition == "odd":
        sizes = value.elts if isinstance(value, gast.Tuple) else [value]
        return all(isinstance(s, gast.Constant) and type(s.value) is int and s.value % 2 == 1 for s in sizes)
    if condition == "zero":
        return isinstance(value, gast.Constant) and value.value == 0
    if condition == "one":
        return isinstance(value, gast.Constant) and value.value == 1 and not isinstance(value.value, bool)
    if condition in ("sequence", "fixed"):
        return isinstance(found, Fixed) or (condition == "sequence" and isinstance(found, ListOf))
    if condition == "scalar":
        return not _is_container(found)
    if condition == "flat":
        return not any(map(_is_container, found.elements if isinstance(found, Fixed) else [getattr(found, "element", None)]))
    if condition == "mapping":
        return isinstance(found, DictOf)
    if condition == "count":
        return isinstance(found, Number) and np.dtype(found.dtype).kind in "iub"
    if condition == "valued":
        return _is_valued(typing.callee(value))
    if condition in ("vector", "matrix"):
        return isinstance(found, Array) and found.dims is not None and len(found.dims) == (1 if condition == "vector" else 2)
    if condition == "array":
        return isinstance(found, Array)
    if condition == "unstacked":
        return isinstance(found, Number) or (isinstance(found, Array) and found.dims is not None and len(found.dims) <= 2)
    if condition == "drawing":
        return isinstance(found, Drawing) or (isinstance(found, Static) and is_drawing(found.value))
    if condition == "SuperLU":
        return isinstance(found, Static) and type(found.value).__name__ == condition
    if condition == "map":
        return isinstance(found, LinearMap)
    if condition == "number":
        return isinstance(found, Number)
    if condition in ("real", "complex"):
        return is_of(condition, found)
    raise ValueError(f"a rule asks for {condition!r}: {KNOWN} are known")


def is_of(kind: str, found: Type | None) -> bool:
    """Whether a value is real or complex, or a sequence of such values alone."""
    if isinstance(found, Fixed):
        return bool(found.elements) and all(is_of(kind, e) for e in found.elements)
    if isinstance(found, ListOf):
        return is_of(kind, found.element)
    if isinstance(found, Loose):
        return found.kind == kind[0].replace("r", "f")
    return isinstance(found, (Array, Number)) and (np.dtype(found.dtype).kind == "c") == (kind == "complex")


def has_complex(typing: Typing) -> bool:
    """Whether a program is known to compute with complex numbers somewhere."""
    named = (t for t in typing.types.values() if isinstance(t, (Array, Number)))
    written = (n.value for n in nodes.walk(typing.program.tree) if isinstance(n, gast.Constant))
    return any(np.dtype(t.dtype).kind == "c" for t in named) or any(isinstance(v, complex) for v in written)


def _is_valued(spline: object) -> bool:
    """Whether an interpolant has numbers for values, and no arrays."""
    coefficients = getattr(spline, "c", None)
    return isinstance(coefficients, np.ndarray) and coefficients.ndim == (1 if hasattr(spline, "t") else 2)


def is_flat(rules: Sequence[Rule], operands: Sequence[Expr], typing: Typing) -> bool:
    """Whether the derivative of an operation with these rules is zero wherever it exists."""
    flat = [r for r in rules if r.kind == "nondifferentiable"]
    return bool(flat) and all(holds(operands[0], c, typing) for r in flat for c in r.when.values())
