"""Calls that write into an array that they are given: `out=`, `np.add.at`, `np.copyto`, `x.fill`, …, as stores.

Guarantee: a call that stays a call writes into none of its arguments, as far as what it calls is known.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.program import MISSING

WAY_OUT = "Write it as an assignment: `x[...] = ...`, `x[mask] = ...`."
WHERE_WAY_OUT = "Select with `np.where`, or assign to `x[mask]`."
# Functions and methods that write into an argument and are not followed.
FUNCTIONS = frozenset([np.put, np.place, np.putmask, np.put_along_axis, operator.setitem, operator.delitem])
METHODS = frozenset(["put", "itemset", "partition", "resize", "setfield", "shuffle", "__setitem__", "__delitem__", "setflags"])
IN_PLACE = (
    "iadd",
    "isub",
    "imul",
    "itruediv",
    "ifloordiv",
    "imod",
    "ipow",
    "imatmul",
    "iand",
    "ior",
    "ixor",
    "ilshift",
    "irshift",
)


def written(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr | None:
    """The value of a call that writes into an array, the write appended as a store; None for any other call."""
    keywords = {k.arg: k.value for k in node.keywords}
    name = node.func.attr if isinstance(node.func, gast.Attribute) else getattr(target, "__name__", "")
    owner = getattr(target, "__self__", None)
    if isinstance(owner, np.ufunc) and name in ("at", "reduceat", "accumulate", "reduce"):
        return _at(owner, node, scope, out) if name == "at" else _into(target, node, keywords, scope, out)
    if target is np.copyto and len(node.args) == 2 and not keywords:
        return _stored(node.args[0], lambda goal: scope.flat.value(node.args[1], scope, out), node, scope, out)
    if target is np.fill_diagonal and len(node.args) == 2 and not keywords:
        return _stored(node.args[0], lambda goal: _helper("with_diagonal", [goal], node.args[1:], scope, out), node, scope, out)
    if target is MISSING and name == "fill" and len(node.args) == 1 and not keywords:
        return _stored(node.func.value, lambda goal: scope.flat.value(node.args[0], scope, out), node, scope, out)
    if _is_refused(target, name, keywords):
        raise scope.error(node, f"`{name}` writes into an array, in a way that is not differentiated", WAY_OUT)
    return _into(target, node, keywords, scope, out)


def _is_refused(target: Any, name: str, keywords: dict[str, Any]) -> bool:
    if any(target is f for f in (np.copyto, np.fill_diagonal, *FUNCTIONS)):
        return True
    if name in METHODS or (name.startswith("__i") and name.strip("_") in IN_PLACE):
        return target is MISSING or not inspect.isfunction(target)
    if getattr(target, "__module__", None) in ("operator", "_operator") and name in IN_PLACE:
        return True
    copies = keywords.get("copy")
    return target is np.nan_to_num and copies is not None and not (isinstance(copies, gast.Constant) and copies.value is True)


def _into(target: Any, node: gast.Call, keywords: dict[str, Any], scope: Activation, out: list[Stmt]) -> Expr | None:
    """`f(x, out=y)`: `y[...] = f(x)`."""
    position = None if target is MISSING or not isinstance(target, Hashable) else _position_of_out(target)
    goal, args = keywords.pop("out", None), list(node.args)
    if goal is None and position is not None and len(args) == position + 1:
        goal = args.pop()
    if goal is None:
        return None
    if isinstance(goal, gast.Tuple) and len(goal.elts) == 1:
        goal = goal.elts[0]
    call = gast.copy_location(gast.Call(node.func, args, [gast.keyword(k, v) for k, v in keywords.items()]), node)
    if isinstance(goal, gast.Constant) and goal.value is None:
        return scope.flat.value(call, scope, out)
    if "where" in keywords:
        raise scope.error(node, "what `where=` leaves in `out=` is not differentiated", WHERE_WAY_OUT)
    return _stored(goal, lambda _: scope.flat.value(call, scope, out), node, scope, out)


@cache
def _position_of_out(target: Any) -> int | None:
    """The position of the argument `out` of a NumPy function."""
    if isinstance(target, np.ufunc):
        return target.nin if target.nout == 1 else None
    if target is np.dot:
        return 2
    if (getattr(target, "__module__", None) or "").split(".")[0] != "numpy":
        return None
    try:
        found = inspect.signature(target).parameters
    except (TypeError, ValueError):
        return None
    plain = [name for name, p in found.items() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return plain.index("out") if "out" in plain else None


def _at(function: np.ufunc, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """`np.add.at(x, index, y)`: an element that the index names twice gets both parts."""
    helper = "added_at" if function is np.add else "subtracted_at" if function is np.subtract else None
    if helper is None or len(node.args) != 3 or node.keywords:
        raise scope.error(node, f"`np.{function.__name__}.at` is not differentiated", "Write a loop over the indices.")
    return _stored(node.args[0], lambda goal: _helper(helper, [goal], node.args[1:], scope, out), node, scope, out)


def _helper(name: str, before: list[Expr], args: list[Any], scope: Activation, out: list[Stmt]) -> Expr:
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    parts = [*before, *(scope.flat.atom(a, scope, out) for a in args)]
    return nodes.call(nodes.attribute(nodes.name(rt), name), *parts)


def _stored(goal: Any, make: Callable[[Expr], Expr], node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """Store what `make` gives into all of an array; the value of the call is the array."""
    array = nodes.name(scope.flat.named(goal, scope, out))
    name = scope.names.temporary("new")
    scope.flat.emit(nodes.assign(name, nodes.at(make(array), scope.place(node))), node, scope, out)
    place = nodes.subscript(nodes.name(array.id), nodes.constant(Ellipsis))
    scope.flat.emit(nodes.assign(place, nodes.name(name)), node, scope, out)
    return array
