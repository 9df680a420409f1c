"""Which arrays surely lie in memory row by row, so that `reshape` and `ravel` of them are views.

Guarantee: an array that is called contiguous is C-contiguous in every run, whatever the layout of the arguments; so is what
NumPy computes from such arrays alone, and what it makes in one dimension (npyiter keeps the order of the axes).
"""

from __future__ import annotations

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, statements
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.rules import registry
from sourcead.types import shapes
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, Number, Type, shape_of

# Functions, and how many arguments they may be given by position before one of them may be an order.
MAKERS: dict[object, int] = {np.zeros: 2, np.ones: 2, np.empty: 2, np.full: 3, np.eye: 3, np.identity: 2, np.outer: 2}
LIKE: dict[object, int] = {np.zeros_like: 2, np.ones_like: 2, np.empty_like: 2, np.full_like: 3}
MOST = {"copy": 0, "flatten": 0, "astype": 1, "ravel": 0}


def is_flat(value: Type) -> bool:
    """Whether a value has one dimension."""
    dims = shape_of(value)
    return dims is not None and len(dims) == 1


def contiguous_names(program: Program, typing: Typing) -> frozenset[str]:
    """The names that are bound to C-contiguous arrays alone."""
    made: dict[str, list[Stmt]] = {}
    for statement in statements(program.tree.body):
        name = assigned(statement)
        if name is not None and not isinstance(statement, gast.AugAssign):
            made.setdefault(name, []).append(statement)
    found = {n for n in made if n not in program.params and isinstance(typing.name(n), Array)}
    while True:
        before = len(found)
        for name in [n for n in made if n in found]:
            if not all(_makes(s, found, typing) for s in made[name]):
                found.discard(name)
        if len(found) == before:
            return frozenset(found)


def _makes(statement: Stmt, known: set[str], typing: Typing) -> bool:
    """Whether a statement binds a C-contiguous array, if the known ones are."""
    if not isinstance(statement, gast.Assign):
        return False
    value = statement.value
    if isinstance(value, gast.Name):
        return value.id in known
    if isinstance(value, (gast.BinOp, gast.UnaryOp, gast.Compare)):
        operands = [n for n in nodes.parts(value) if isinstance(n, (gast.Name, gast.Constant, gast.UnaryOp))]
        if isinstance(value, gast.BinOp) and isinstance(value.op, gast.MatMult):
            return all((d := shape_of(typing.expr(o))) is not None and len(d) <= 2 for o in operands)
        return _keeps(operands, known, typing)
    if isinstance(value, gast.Subscript):
        return isinstance(value.value, gast.Name) and value.value.id in known and _leading(value.slice, typing)
    return isinstance(value, gast.Call) and _call(value, known, typing)


def _keeps(operands: list[Expr], known: set[str], typing: Typing) -> bool:
    """Whether an elementwise result of these operands is contiguous."""
    return all(
        (isinstance(o, gast.Name) and o.id in known) or isinstance(typing.expr(o), Number) or is_flat(typing.expr(o))
        for o in operands
    )


def _leading(index: Expr, typing: Typing) -> bool:
    """Whether an index takes a part that lies in one piece: integers, then at most one slice without a step."""
    parts = list(index.elts) if isinstance(index, gast.Tuple) else [index]
    kinds = [shapes.index_kind(p, typing) for p in parts]
    while kinds and kinds[0] == "int":
        kinds.pop(0)
        parts.pop(0)
    if not parts:
        return True
    return kinds[0] == "slice" and parts[0].step is None and all(_is_all(p) for p in parts[1:])


def _is_all(part: Expr) -> bool:
    return isinstance(part, gast.Slice) and part.lower is part.upper is part.step is None


def reshaped_base(call: gast.Call, typing: Typing) -> tuple[str, str, list[Expr]] | None:
    """The name of the array that a call of `reshape` or `ravel` is about, which of them, and the shape that is asked for."""
    function, args, attr = typing.callee(call.func), call.args, ""
    if function is np.reshape or function is np.ravel:
        attr = "reshape" if function is np.reshape else "ravel"
    elif function is typing.program.MISSING and isinstance(call.func, gast.Attribute):
        attr, args = call.func.attr, [call.func.value, *args]
    if attr not in ("reshape", "ravel") or call.keywords or not args or not isinstance(args[0], gast.Name):
        return None
    shape = list(args[1:])
    if (attr == "ravel" and shape) or not isinstance(typing.expr(args[0]), Array):
        return None
    if not all(isinstance(typing.expr(p), (Number, Fixed)) for p in shape):
        return None  # the order may be one of them
    return args[0].id, attr, shape


def _call(call: gast.Call, known: set[str], typing: Typing) -> bool:
    found = reshaped_base(call, typing)
    if found is not None:
        return found[0] in known
    if not all(k.arg in ("dtype", "fill_value", "shape") for k in call.keywords):
        return False
    function = typing.callee(call.func)
    if function is typing.program.MISSING and isinstance(call.func, gast.Attribute):
        base, attr = call.func.value, call.func.attr
        if not isinstance(typing.expr(base), Array) or len(call.args) > MOST.get(attr, -1):
            return False
        return attr in ("copy", "flatten") or (isinstance(base, gast.Name) and base.id in known)
    if function is np.ascontiguousarray:
        return len(call.args) == 1
    if isinstance(function, np.ufunc):
        return function.signature is None and function.nout == 1 and _keeps(call.args, known, typing)
    if not registry.is_hashable(function):
        return False
    if len(call.args) <= LIKE.get(function, -1):
        return bool(call.args) and isinstance(call.args[0], gast.Name) and call.args[0].id in known
    return len(call.args) <= MAKERS.get(function, -1)
