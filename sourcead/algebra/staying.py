"""What the algebra leaves as it is: sums that are none, arithmetic that is not one of real numbers, and what may jump.

`+` joins lists, tuples and texts. Integers and booleans of NumPy's wrap around, and `True + True` is `True`: what the program
computes with them is marked as exact, and no term of it is put together with others. Where a function jumps, rounding in front of
it decides.
"""

from __future__ import annotations

from collections.abc import Callable

import gast

from sourcead import nodes
from sourcead.nodes import Expr

SMOOTH = frozenset((
    "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh",
    "tanh", "arcsinh", "arccosh", "arctanh", "sqrt", "cbrt", "square", "power", "hypot", "logaddexp", "sum", "mean", "prod",
    "cumsum", "outer", "dot", "matmul", "inner", "vdot", "einsum", "tensordot", "kron", "trace", "multiply", "add", "subtract",
    "divide", "negative", "abs", "absolute", "maximum", "minimum", "where", "real", "imag", "conjugate", "conj", "broadcast_to",
    "expand_dims", "reshape", "ravel", "transpose", "swapaxes", "moveaxis", "squeeze", "concatenate", "stack", "zeros_like",
    "ones_like", "array", "asarray", "ascontiguousarray", "float32", "float64",
))  # fmt: skip
JUMPING = frozenset((
    "floor", "ceil", "trunc", "fix", "rint", "round", "around", "sign", "copysign", "signbit", "heaviside", "isnan", "isinf",
    "isfinite", "isclose", "allclose", "floor_divide", "mod", "fmod", "remainder", "divmod", "modf", "frexp", "ldexp",
    "nextafter", "spacing", "digitize", "searchsorted", "argmax", "argmin", "argsort", "argpartition", "angle", "arctan2",
    "atan2", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "full", "full_like", "astype",
    "left_shift", "right_shift", "int64", "int32", "int8", "uint8",
))  # fmt: skip
METHODS = frozenset((
    "sum", "mean", "prod", "dot", "reshape", "ravel", "transpose", "swapaxes", "squeeze", "copy", "conj", "conjugate",
))  # fmt: skip


def mark_exact(node: Expr) -> None:
    """Let an operation of the program stay what it is, wherever it is written again."""
    node.exact = True


def stays(node: Expr, sequence: Callable[[Expr], bool]) -> bool:
    """Whether an operation is no arithmetic of real numbers."""
    return bool(node.__dict__.get("exact")) or (isinstance(node, gast.BinOp) and joins(node, sequence))


def joins(node: Expr, sequence: Callable[[Expr], bool]) -> bool:
    """Whether an expression joins or repeats what is a sequence, or is one itself."""
    if isinstance(node, gast.BinOp):
        if not isinstance(node.op, (gast.Add, gast.Mult)):
            return False
        last = not isinstance(node.right, gast.BinOp) or isinstance(node.op, gast.Mult)  # a sum inside is asked itself
        return joins(node.left, sequence) or (last and joins(node.right, sequence))
    if isinstance(node, (gast.List, gast.Tuple)) or (isinstance(node, gast.Constant) and isinstance(node.value, (str, bytes))):
        return True
    return isinstance(node, (gast.Name, gast.Subscript, gast.Call)) and sequence(node)


def first_number(function: Expr) -> int | None:
    """The first of a function's arguments that may be rounded in another way, after keys; None for a function that may jump."""
    if not _is_smooth(function):
        return None
    return 1 if isinstance(function, gast.Attribute) and function.attr in ("get", "pop", "setdefault") else 0


def _is_smooth(function: Expr) -> bool:
    if not isinstance(function, gast.Attribute) or function.attr in JUMPING:
        return False
    parts = nodes.dotted(function) or [""]
    return parts[0] not in ("np", "math") or function.attr in SMOOTH or parts[1] == "linalg"


def keeps(method: str) -> bool:
    """Whether a method's array may be rounded in another way."""
    return method in METHODS
