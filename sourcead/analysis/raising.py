"""Raising: which exceptions the evaluation of an expression, or a statement, may end in.

Guarantee: an exception that is not in the answer is not raised by the operation, as far as what it calls is known.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import ELSE, EXCEPT, WITH, is_guard, is_mark
from sourcead.rules import registry
from sourcead.types.infer import Typing
from sourcead.types.purity import is_pure
from sourcead.types.values import Array, Fixed, ListOf, Number, Record

Classes = tuple[type[BaseException], ...]
WARNINGS: Classes = (RuntimeWarning, np.exceptions.ComplexWarning, DeprecationWarning, FutureWarning, UserWarning)
FLOATING: Classes = (FloatingPointError, *WARNINGS)
NUMBERS: Classes = (*FLOATING, ZeroDivisionError, OverflowError, ValueError, TypeError)
ARRAYS: Classes = (
    *FLOATING, OverflowError, ValueError, TypeError, MemoryError, IndexError, RuntimeError, np.exceptions.AxisError,
    AttributeError,
)  # fmt: skip
ANY: Classes = (BaseException,)
DIVIDING = (gast.Div, gast.FloorDiv, gast.Mod, gast.Pow)


def caught_by(guard: Stmt, typing: Typing) -> Classes:
    """The classes that the handler of a guarded body catches."""
    found = [typing.callee(c) for c in guard.test.args]
    return tuple(c for c in found if isinstance(c, type))


def may_be_caught(body: Iterable[Stmt], classes: Classes, typing: Typing) -> bool:
    """Whether statements, with their blocks, may end in an exception of one of these classes."""
    return any(_meets(raised(part, typing), classes) for part in statements(body))


def may_raise(node: Expr, classes: Classes, typing: Typing) -> bool:
    """Whether an expression may end in an exception of one of these classes."""
    return _meets(_of(node, typing), classes)


def _meets(found: set[type[BaseException]], classes: Classes) -> bool:
    return bool(classes) and (BaseException in found or any(issubclass(c, k) for c in found for k in classes))


def raised(statement: Stmt, typing: Typing) -> set[type[BaseException]]:
    """What a statement itself may raise, not its blocks."""
    if isinstance(statement, gast.Raise):
        kind = statement.exc.func if isinstance(statement.exc, gast.Call) else statement.exc
        known = typing.callee(kind) if kind is not None and nodes.dotted(kind) else None
        return {known} if isinstance(known, type) and issubclass(known, BaseException) else set(ANY)
    if is_guard(statement) or isinstance(statement, (gast.Pass, gast.Break, gast.Delete)):
        return set()
    found: set[type[BaseException]] = {AssertionError} if isinstance(statement, gast.Assert) else set()
    if isinstance(statement, gast.AugAssign):
        found |= _of(gast.BinOp(nodes.load(statement.target), statement.op, statement.value), typing)
    if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Subscript):
        found |= set(ARRAYS) | {KeyError}
    if isinstance(statement, gast.For):
        return found if _is_steady(statement.iter, typing) else found | set(ANY)
    heads = [getattr(statement, f, None) for f in ("value", "test", "msg")]
    return found.union(*(_of(h, typing) for h in heads if h is not None))


def _is_steady(node: Expr, typing: Typing) -> bool:
    """Whether what a loop runs over certainly can be run over."""
    if isinstance(node, gast.Call):
        return all(_is_steady(a, typing) for a in node.args) or all(isinstance(typing.expr(a), Number) for a in node.args)
    kind = typing.expr(node)
    return isinstance(kind, (Fixed, ListOf)) or (isinstance(kind, Array) and bool(kind.dims))


def _of(node: Expr, typing: Typing) -> set[type[BaseException]]:
    found: set[type[BaseException]] = set()
    for part in nodes.walk(node):
        found |= set(_operation(part, typing))
    return found


def _operation(node: Expr, typing: Typing) -> Classes:
    """What one operation raises, its operands aside."""
    if is_mark(node, WITH):
        header = node.args[0] if node.args else None
        return () if isinstance(header, gast.Call) and typing.callee(header.func) is np.errstate else ANY
    if is_mark(node, EXCEPT) or is_mark(node, ELSE):
        return ()
    if isinstance(node, gast.Call):
        return _call(node, typing)
    if isinstance(node, gast.Subscript):
        return _subscript(node, typing)
    if isinstance(node, gast.Attribute):
        return () if typing.callee(node) is not typing.program.MISSING or _has_attribute(node, typing) else ANY
    if isinstance(node, (gast.BinOp, gast.UnaryOp, gast.Compare)):
        return _arithmetic(node, typing)
    return ANY if isinstance(node, (gast.ListComp, gast.GeneratorExp, gast.DictComp)) else ()


def _has_attribute(node: gast.Attribute, typing: Typing) -> bool:
    """Whether an array or a number certainly has the attribute that is asked for."""
    kind = typing.expr(node.value)
    if isinstance(kind, Number):
        return hasattr(np.float64, node.attr) and hasattr(complex, node.attr)
    return isinstance(kind, Array) and hasattr(np.ndarray, node.attr)


def _arithmetic(node: Expr, typing: Typing) -> Classes:
    operands = (
        [node.operand] if isinstance(node, gast.UnaryOp)
        else [node.left, *node.comparators] if isinstance(node, gast.Compare)
        else [node.left, node.right]
    )  # fmt: skip
    kinds = [typing.expr(o) for o in operands]
    if all(isinstance(k, Number) for k in kinds):
        if isinstance(node, gast.BinOp) and isinstance(node.op, DIVIDING):
            return NUMBERS
        return () if isinstance(node, (gast.Compare, gast.UnaryOp)) else (*FLOATING, OverflowError)
    if isinstance(node, gast.UnaryOp) and (isinstance(node.op, gast.Not) or all(isinstance(k, Array) for k in kinds)):
        return (ValueError, MemoryError)
    if isinstance(node, gast.Compare) and all(isinstance(op, (gast.Is, gast.IsNot)) for op in node.ops):
        return ()
    known = all(isinstance(k, (Number, Array)) and k.dtype != "object" for k in kinds)
    return ARRAYS if known else ANY


def _subscript(node: gast.Subscript, typing: Typing) -> Classes:
    base, key = typing.expr(node.value), node.slice
    if isinstance(key, gast.Constant):
        if isinstance(base, Fixed) and isinstance(key.value, int) and 0 <= key.value < len(base.elements):
            return ()
        if isinstance(base, Record) and key.value in base.keys:
            return ()
    if isinstance(base, Array):
        return () if isinstance(key, gast.Slice) and base.dims else (IndexError, ValueError, TypeError, MemoryError, *WARNINGS)
    return (IndexError, KeyError, TypeError, ValueError) if isinstance(base, (Fixed, Record)) else ANY


def _call(node: gast.Call, typing: Typing) -> Classes:
    function = typing.callee(node.func)
    if function is typing.program.MISSING and isinstance(node.func, gast.Attribute):
        parts = nodes.dotted(node.func) or ["?"]
        if parts[0] == "rt":
            return ARRAYS
        if isinstance(typing.expr(node.func.value), (Array, Number)):
            return () if node.func.attr == "copy" else ARRAYS
        return () if node.func.attr == "append" else ANY
    module = getattr(function, "__module__", None) or ""
    if module.startswith("numpy.linalg"):
        return (*ARRAYS, np.linalg.LinAlgError)
    if function is isinstance or (isinstance(function, type) and issubclass(function, BaseException)):
        return ()
    if isinstance(function, np.ufunc) or (registry.lookup(function) and module.split(".")[0] in ("numpy", "math")):
        return ARRAYS
    return (*ARRAYS, KeyError, StopIteration) if is_pure(function) and module.split(".")[0] in ("numpy", "math") else ANY


__all__ = ["ANY", "FLOATING", "caught_by", "may_be_caught", "may_raise", "raised"]
