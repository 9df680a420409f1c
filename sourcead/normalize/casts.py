"""Arguments that say how NumPy computes, and not what: `dtype=`, `casting=`, `order=`, `subok=`; subscripts that are lists.

Guarantee: what is computed in another dtype has its operands in that dtype first; the value is NumPy's but for rounding.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.watched import MISSING
from sourcead.rules import registry

SPREAD = ("axis", "dtype", "out", "ddof", "keepdims")
TOTAL = ("axis", "dtype", "out", "keepdims", "initial", "where")
RUNNING = ("axis", "dtype", "out")
ORDERS: dict[str, tuple[str, ...]] = {  # the parameters after the array, of functions and of methods
    **dict.fromkeys(("sum", "prod", "nansum", "nanprod"), TOTAL),
    **dict.fromkeys(("mean", "nanmean"), ("axis", "dtype", "out", "keepdims")),
    **dict.fromkeys(("var", "std", "nanvar", "nanstd"), SPREAD),
    **dict.fromkeys(("cumsum", "cumprod", "nancumsum", "nancumprod"), RUNNING),
    "trace": ("offset", "axis1", "axis2", "dtype", "out"),
}
FUNCTIONS = {id(getattr(np, name)): order for name, order in ORDERS.items()}
MEANS = {"mean", "nanmean", "var", "std", "nanvar", "nanstd"}  # whose value is cut to whole numbers, too
OF_UFUNCS = {"reduce": TOTAL, "accumulate": RUNNING}
RENAMED = {"dtype": "dtype", "correction": "ddof"}  # what makes a call another one, and its other name
LETTERS = string.ascii_uppercase + string.ascii_lowercase  # subscripts in their order
NEUTRAL = ("casting", "order", "subok")
JOINING = (np.concatenate, np.stack, np.hstack, np.vstack)
QUANTILES = (np.median, np.quantile, np.percentile, np.nanmedian, np.nanquantile, np.nanpercentile)
USUAL: dict[Any, dict[str, Any]] = {
    np.array: {"copy": True, "order": "K", "subok": False, "ndmin": 0},
    np.asarray: {"order": "K"},
    **{quantile: {"overwrite_input": False} for quantile in QUANTILES},
}  # what is so anyway


def plain(target: Any, node: gast.Call, scope: Activation) -> gast.Call:
    """A call without such arguments; the same node where there are none."""
    if isinstance(target, np.ufunc):
        return _of_ufunc(target, node, scope)
    if target is np.einsum:
        return _with_text(node)
    usual = next((found for function, found in USUAL.items() if function is target), None)
    if usual is not None:
        kept = [k for k in node.keywords if k.arg not in usual or nodes.literal(k.value, MISSING) != usual[k.arg]]
        return gast.copy_location(gast.Call(node.func, node.args, kept), node)
    order = _order(target, node)
    if order is None or any(isinstance(a, gast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        return node
    method = target is MISSING
    first = 0 if method else 1
    given = dict(zip(order, node.args[first:]))
    known = {k.arg: k.value for k in node.keywords}
    if len(node.args) - first > len(order) or given.keys() & known.keys() or not RENAMED.keys() & {*given, *known}:
        return node
    named = {RENAMED.get(n, n): v for n, v in {**given, **known}.items()}
    dtype = named.pop("dtype", nodes.constant(None))
    if getattr(target, "__name__", getattr(node.func, "attr", "")) in MEANS and _is_of_whole(dtype, scope):
        return node
    if _is_none(named.get("out")):
        del named["out"]
    keywords = [gast.keyword(k, v) for k, v in named.items()]
    func, args = node.func, list(node.args[:first])
    if not _is_none(dtype) and method:
        func = gast.copy_location(nodes.attribute(_cast(node.func.value, dtype, node, scope), node.func.attr), node.func)
    elif not _is_none(dtype):
        args = [_cast(args[0], dtype, node, scope)]
    return gast.copy_location(gast.Call(func, args, keywords), node)


def respelled(target: Any, node: gast.Call, scope: Activation) -> gast.Call | None:
    """A call that says of its result how NumPy makes it, as one or two that do not; None for any other."""
    if any(isinstance(a, gast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        return None
    known = {k.arg: k.value for k in node.keywords}
    if target is MISSING and isinstance(node.func, gast.Attribute) and node.func.attr == "astype":
        return _converted(node.func, list(node.args), known, node, scope)
    if any(target is f for f in JOINING) and known.keys() & {"dtype", "casting"} and not _is_of_whole(known.get("dtype"), scope):
        kept = [k for k in node.keywords if k.arg not in ("dtype", "casting")]
        joined = gast.copy_location(gast.Call(node.func, node.args, kept), node)
        dtype = known.get("dtype", nodes.constant(None))
        return joined if _is_none(dtype) else _cast(joined, dtype, node, scope)
    if target is np.einsum and known.keys() & {"dtype", "casting", "order"} and not _is_of_whole(known.get("dtype"), scope):
        return _summed(list(node.args), known, node, scope)
    return None


def _converted(func: Any, args: list[Expr], known: dict[str, Expr], node: gast.Call, scope: Activation) -> gast.Call | None:
    """`x.astype(dtype, copy=False)` is `np.asarray(x, dtype)`; what is so anyway is dropped."""
    given = {**dict(zip(("dtype", "order", "casting", "subok", "copy"), args)), **known}
    dtype, order, copied = given.get("dtype"), given.get("order", nodes.constant("K")), given.get("copy", nodes.constant(True))
    if len(given) < 2 or dtype is None or nodes.literal(order, "") != "K":
        return None
    if nodes.literal(copied, MISSING) is False:
        return _cast(func.value, dtype, node, scope)
    return gast.copy_location(gast.Call(func, [dtype], []), node) if nodes.literal(copied, MISSING) is True else None


def _summed(args: list[Expr], known: dict[str, Expr], node: gast.Call, scope: Activation) -> gast.Call | None:
    """An Einstein sum in a dtype is one of operands of that dtype, if no operand is written with its subscripts as a list."""
    dtype, order = known.get("dtype", nodes.constant(None)), known.get("order", nodes.constant("K"))
    if not args or not isinstance(nodes.literal(args[0], None), str):
        return None
    if "casting" not in known and not _is_none(dtype) and not _is_wide(dtype, scope):  # NumPy may refuse it
        return None
    if not _is_none(dtype):
        args[1:] = [_cast(a, dtype, node, scope) for a in args[1:]]
    kept = [k for k in node.keywords if k.arg not in ("dtype", "casting", "order")]
    plain = gast.copy_location(gast.Call(node.func, args, kept), node)
    if nodes.literal(order, "") == "K":
        return plain
    return _cast(plain, nodes.constant(None), node, scope, [gast.keyword("order", order)])


def _with_text(node: gast.Call) -> gast.Call:
    """An Einstein sum whose subscripts are written as lists of whole numbers, `np.einsum(x, [0, 1], y, [1])`, with a text."""
    lists = [_labels(a) for a in node.args[1::2]]
    last = _labels(node.args[-1]) if len(node.args) % 2 else None
    if not lists or None in lists or (len(node.args) % 2 and last is None) or isinstance(node.args[0], gast.Constant):
        return node
    text = ",".join(map(str, lists)) + ("" if last is None else f"->{last}")
    return gast.copy_location(gast.Call(node.func, [nodes.constant(text), *node.args[: 2 * len(lists) : 2]], node.keywords), node)


def _labels(node: Expr) -> str | None:
    """A list of subscripts as a text; None where it is none."""
    if not isinstance(node, (gast.List, gast.Tuple)):
        return None
    known: list[Any] = [getattr(e, "value", None) for e in node.elts]
    if not all(k is Ellipsis or (type(k) is int and 0 <= k < len(LETTERS)) for k in known):
        return None
    return "".join("..." if k is Ellipsis else LETTERS[k] for k in known)


def _order(target: Any, node: gast.Call) -> tuple[str, ...] | None:
    """The parameters after the array that a call fills in their order."""
    if target is MISSING:
        return ORDERS.get(node.func.attr) if isinstance(node.func, gast.Attribute) else None
    owner = getattr(target, "__self__", None)
    if isinstance(owner, np.ufunc):
        return OF_UFUNCS.get(target.__name__) if node.args else None
    return FUNCTIONS.get(id(target)) if node.args else None


def _of_ufunc(function: np.ufunc, node: gast.Call, scope: Activation) -> gast.Call:
    known = {k.arg: k.value for k in node.keywords if k.arg is not None}
    if not known.keys() & {*NEUTRAL, "dtype"} or any(isinstance(a, gast.Starred) for a in node.args):
        return node
    dtype, args = known.get("dtype"), list(node.args)
    if "casting" not in known and _is_of_whole(dtype, scope):  # NumPy refuses what would be cut
        return node
    dropped = set(NEUTRAL) if nodes.literal(known.get("order", nodes.constant("K")), "") == "K" else {"casting", "subok"}
    if _is_none(dtype) or any(r.kind == "elementwise" for r in registry.lookup(function)):
        dropped.add("dtype")
        if not _is_none(dtype) and dtype is not None:
            args[: function.nin] = [_cast(a, dtype, node, scope) for a in args[: function.nin]]
    return gast.copy_location(gast.Call(node.func, args, [k for k in node.keywords if k.arg not in dropped]), node)


def _is_wide(dtype: Expr, scope: Activation) -> bool:
    """Whether a dtype is known, and holds all numbers."""
    known: Any = dtype.value if isinstance(dtype, gast.Constant) else scope.resolve(dtype)
    return known is not MISSING and np.dtype(known) in (np.float64, np.complex128)


def _is_of_whole(dtype: Expr | None, scope: Activation) -> bool:
    """Whether a dtype is known, and one of whole numbers or of booleans."""
    known: Any = getattr(dtype, "value", None) if isinstance(dtype, gast.Constant) else MISSING
    if dtype is not None and nodes.dotted(dtype) is not None:
        known = scope.resolve(dtype)
    return known is not MISSING and known is not None and np.dtype(known).kind in "biu"


def _is_none(value: Any) -> bool:
    return isinstance(value, gast.Constant) and value.value is None


def _cast(value: Expr, dtype: Expr, node: gast.Call, scope: Activation, more: Sequence[gast.keyword] = ()) -> gast.Call:
    """`np.asarray(value, dtype)`."""
    module = nodes.name(scope.names.bind("np", constant_binding(np, "np")))
    function = scope.placeholder(nodes.attribute(module, "asarray"), node)
    return gast.copy_location(gast.Call(function, [value, dtype], list(more)), node)


__all__ = ["plain", "respelled"]
