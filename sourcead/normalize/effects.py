"""Calls that write into an array that they are given: `out=`, `np.add.at`, `np.copyto`, `x.fill`, …, as stores.

Guarantee: a call that stays a call writes into none of its arguments, as far as what it calls is known.
"""

from __future__ import annotations

import inspect
import itertools
import operator
from collections.abc import Callable, Mapping
from functools import cache
from types import MethodDescriptorType, ModuleType, WrapperDescriptorType
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import changing
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.watched import MISSING
from sourcead.rules import registry

WAY_OUT = "Write it as an assignment: `x[...] = ...`, `x[mask] = ...`."
WHERE_WAY_OUT = "Select with `np.where`, or assign to `x[mask]`."
# Functions that write into their first argument: what gives that argument as it is afterwards, and the parameters.
WRITERS: dict[Any, tuple[str, tuple[str, ...]]] = {
    np.put: ("after_put", ("a", "ind", "v", "mode")),
    np.place: ("after_place", ("arr", "mask", "vals")),
    np.putmask: ("after_putmask", ("a", "mask", "values")),
    np.put_along_axis: ("after_put_along_axis", ("arr", "indices", "values", "axis")),
    np.fill_diagonal: ("with_diagonal", ("a", "val")),
}
OPTIONAL = ("mode",)
REDUCTIONS = (np.sum, np.prod, np.mean, np.max, np.min, np.var, np.std, np.any, np.all)  # their `where=` chooses what is reduced
# Functions and methods that write into an argument and are not followed.
FUNCTIONS = frozenset([np.copyto, *WRITERS, operator.setitem, operator.delitem])
METHODS_OF_TYPES = (MethodDescriptorType, WrapperDescriptorType)  # `np.ndarray.sort(x)` is `x.sort()`
OUT_OF = {"reduce": 3, "accumulate": 3, "reduceat": 4, "outer": 64}  # methods of ufuncs: the position of `out`
METHODS = frozenset(["put", "itemset", "partition", "resize", "setfield", "shuffle", "__setitem__", "__delitem__", "setflags"])
NEW = (np.partition, np.resize)  # functions with the names of such methods, which give new arrays
CHANGING = changing.CHANGING | {"fill", "put", "resize", "partition", "itemset", "setfield", "setflags"}
IN_PLACE = frozenset(
    ["iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior", "ixor", "ilshift", "irshift"]
)


def writes(target: Any, node: gast.Call) -> bool:
    """Whether a call, as it is written, is of a function or method that may write into an argument."""
    name, owner = getattr(target, "__name__", ""), getattr(target, "__self__", None)
    if any(k.arg in ("out", "output") for k in node.keywords) or any(target is f for f in (*FUNCTIONS, runtime.scatter_add)):
        return True
    if isinstance(owner, np.ufunc):
        return name == "at" or len(node.args) > OUT_OF[name]
    if target is MISSING or not registry.is_hashable(target):
        return False
    method = isinstance(target, METHODS_OF_TYPES) or (owner is not None and not isinstance(owner, ModuleType))
    if (method and name in CHANGING) or _is_refused(target, name, {}):
        return True
    position = _position_of_out(target)
    return position is not None and len(node.args) > position


def written(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr | None:
    """The value of a call that writes into an array, the write appended as a store; None for any other call."""
    keywords = {k.arg: k.value for k in node.keywords}
    name = node.func.attr if isinstance(node.func, gast.Attribute) else getattr(target, "__name__", "")
    if target is MISSING and name == "update" and node.keywords and all(keywords):
        return _update(node, scope, out)
    owner = getattr(target, "__self__", None)
    if target is runtime.scatter_add:
        return _at(np.add, node, scope, out)
    if isinstance(owner, np.ufunc) and name in ("at", "reduceat", "accumulate", "reduce"):
        return _at(owner, node, scope, out) if name == "at" else _into(target, node, keywords, scope, out)
    found = _writer(target, name, node, keywords, scope, out)
    if found is not None:
        return found
    if _is_refused(target, name, keywords):
        raise scope.error(node, f"`{name}` writes into an array, in a way that is not differentiated", WAY_OUT)
    return _into(target, node, keywords, scope, out)


def _update(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """`d.update(e, k=v)` as `d.update(e)` and `d.update({"k": v})`."""
    parts = [*node.args, *(k.value for k in node.keywords)]
    held = [scope.placeholder(found, part) for found, part in zip(scope.flat.things(parts, scope, out), parts)]
    count = len(node.args)
    table = gast.Dict([gast.copy_location(nodes.constant(k.arg), node) for k in node.keywords], held[count:])
    if count:
        first = gast.copy_location(gast.Call(node.func, held[:count], []), node)
        scope.flat.statement(gast.copy_location(nodes.expression(first), node), scope, out)
    again = gast.Call(node.func, [gast.copy_location(table, node)], [])
    return scope.flat.whatever(gast.copy_location(again, node), scope, out)  # type: ignore[no-any-return]


def _writer(
    target: Any, name: str, node: gast.Call, keywords: Mapping[str, Any], scope: Activation, out: list[Stmt]
) -> Expr | None:
    """A function of NumPy, or a method, that is nothing but a store."""
    on_array = target is MISSING or isinstance(getattr(target, "__self__", None), np.ndarray)
    if on_array and name == "fill" and len(node.args) == 1 and not keywords:
        return _stored(node.func.value, lambda goal: scope.flat.value(node.args[0], scope, out), node, scope, out)
    if target is MISSING and name == "put":
        target, node = np.put, gast.copy_location(gast.Call(node.func, [node.func.value, *node.args], node.keywords), node)
    if target is np.copyto:
        return _copyto(node, scope, out)
    known = WRITERS.get(target) if registry.is_hashable(target) else None
    bound = None if known is None else bind(node, known[1], OPTIONAL)
    if known is None or bound is None:
        return None
    goal, *others = bound
    return _stored(goal, lambda array: _helper(known[0], [array], others, scope, out), node, scope, out)


def bind(node: gast.Call, params: tuple[str, ...], optional: tuple[str, ...]) -> list[Any] | None:
    """What a call passes to parameters, in their order; None where it passes something else, or leaves one out in the middle."""
    found = dict(zip(params, node.args))
    given = {k.arg: k.value for k in node.keywords}
    if len(node.args) > len(params) or given.keys() - set(params) or given.keys() & found.keys():
        return None
    found.update(given)
    wanted = [p for p in params if p in found or p not in optional]
    return [found[p] for p in wanted] if found.keys() == set(wanted) else None


def _copyto(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr | None:
    """`np.copyto(x, y, where=m)`: `x[...] = np.where(m, y, x)`."""
    keywords = [k for k in node.keywords if k.arg != "casting"]
    where = next((k.value for k in keywords if k.arg == "where"), None)
    plain = gast.copy_location(gast.Call(node.func, node.args, [k for k in keywords if k.arg != "where"]), node)
    bound = bind(plain, ("dst", "src"), ())
    if bound is None:
        return None
    goal, source = bound

    def chosen(array: Expr) -> Expr:
        if where is None:
            return scope.flat.value(source, scope, out)  # type: ignore[no-any-return]
        value, mask = scope.flat.operands([source, where], scope, out)
        return nodes.call(_numpy("where", scope), mask, value, array)

    return _stored(goal, chosen, node, scope, out)


def _numpy(name: str, scope: Activation) -> Expr:
    return nodes.attribute(nodes.name(scope.names.bind("np", constant_binding(np, "np"))), name)


def _is_refused(target: Any, name: str, keywords: Mapping[str, Any]) -> bool:
    if any(target is f for f in FUNCTIONS):
        return True
    if any(target is f for f in NEW):
        return False
    if name in METHODS or (name.startswith("__i") and name.strip("_") in IN_PLACE):
        return target is MISSING or not inspect.isfunction(target)
    if getattr(target, "__module__", None) in ("operator", "_operator") and name in IN_PLACE:
        return True
    copies = keywords.get("copy")
    return target is np.nan_to_num and copies is not None and not (isinstance(copies, gast.Constant) and copies.value is True)


def _into(target: Any, node: gast.Call, keywords: dict[str, Any], scope: Activation, out: list[Stmt]) -> Expr | None:
    """`f(x, out=y)`: `y[...] = f(x)`."""
    position = None if target is MISSING or not registry.is_hashable(target) else _position_of_out(target)
    goal, args = keywords.pop("out", None), list(node.args)
    if isinstance(target, np.ufunc) and target.nout > 1 and (goal is not None or len(args) > target.nin):
        return _into_several(target, node, goal, keywords, scope, out)
    if goal is None and position is not None and len(args) == position + 1:
        goal = args.pop()
    if goal is None:
        goal = _output(target, args, keywords, scope)
    where = keywords.get("where")
    if isinstance(target, np.ufunc) and isinstance(where, gast.Constant) and where.value is True:
        del keywords["where"]
    elif goal is None:
        return None
    if isinstance(goal, gast.Tuple) and len(goal.elts) == 1:
        goal = goal.elts[0]
    call = gast.copy_location(gast.Call(node.func, args, [gast.keyword(k, v) for k, v in keywords.items()]), node)
    if goal is None or (isinstance(goal, gast.Constant) and goal.value is None):
        return scope.flat.value(call, scope, out)
    if isinstance(target, np.ufunc) and keywords.keys() == {"where"}:
        return _given_back(goal, lambda array: _masked(node.func, array, args, where, scope, out), node, scope, out)
    if "where" in keywords and target not in REDUCTIONS and not (target is MISSING and node.func.attr == "sum"):
        raise scope.error(node, "what `where=` leaves in `out=` is not differentiated", WHERE_WAY_OUT)
    return _given_back(goal, lambda _: scope.flat.value(call, scope, out), node, scope, out)


def _into_several(target: np.ufunc, node: gast.Call, goal: Any, keywords: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """`f(x, out=(y, z))` of two results: each is stored."""
    goals = goal.elts if isinstance(goal, gast.Tuple) else node.args[target.nin :] if goal is None else []
    if not goals or keywords or any(isinstance(a, gast.Starred) for a in (*node.args, *goals)):
        name = target.__name__
        way_out = f"Write `y[...], z[...] = np.{name}(x)`, without `where=` and the like, or `np.{name}(x, out=(y, z))`."
        raise scope.error(node, f"where `{name}` writes its results is not known here", way_out)
    call = gast.copy_location(gast.Call(node.func, node.args[: target.nin], []), node)
    results = scope.flat.named(call, scope, out)
    parts = [nodes.subscript(nodes.name(results), nodes.constant(k)) for k in range(target.nout)]
    found = []
    for part, given in itertools.zip_longest(parts, goals):
        if given is None or (isinstance(given, gast.Constant) and given.value is None):
            name = scope.names.temporary("new")
            scope.flat.emit(nodes.assign(name, nodes.at(part, scope.place(node))), node, scope, out)
            found.append(nodes.name(name))
        else:
            found.append(_given_back(given, lambda _, part=part: part, node, scope, out))  # type: ignore[misc]
    return nodes.tuple_(found)


def _output(target: Any, args: list[Any], keywords: dict[str, Any], scope: Activation) -> Any:
    """The array that is given to a function of `scipy.ndimage` as `output`, and no more among its arguments; None for a dtype."""
    if not (getattr(target, "__module__", None) or "").startswith("scipy.ndimage"):
        return None
    order = list(inspect.signature(target).parameters)
    position = order.index("output") if "output" in order else len(args)
    given = keywords.get("output", args[position] if position < len(args) else None)
    if given is None or isinstance(given, gast.Constant) or isinstance(scope.resolve(given), (type, np.dtype)):
        return None
    keywords.pop("output", None)
    args[position : position + 1] = [nodes.constant(None)] * (position < len(args))
    return given


def _masked(function: Expr, array: Expr, args: list[Any], where: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """What an array holds after a function has written into it where a mask says so."""
    *operands, mask = scope.flat.operands([*args, where], scope, out)
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    helper = nodes.attribute(nodes.name(rt), "masked")
    return nodes.call(helper, scope.flat.pure(function, scope), mask, array, *operands)


@cache
def _position_of_out(target: Any) -> int | None:
    """The position of the argument `out` of a NumPy function."""
    if isinstance(target, np.ufunc):
        return target.nin
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
    count = function.nin + 1
    if len(node.args) != count or node.keywords or function.nout != 1:
        raise scope.error(node, f"`np.{function.__name__}.at` is called in a way that is not differentiated",
                          "Write a loop over the indices.")  # fmt: skip
    if helper is not None:
        return _stored(node.args[0], lambda goal: _helper(helper, [goal], node.args[1:], scope, out), node, scope, out)
    return _in_rounds(node, scope, out)


def _in_rounds(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """`np.multiply.at(x, index, y)`: a loop, in each round of which no element is named twice."""
    emit, names = scope.flat.emit, scope.names
    array = nodes.name(scope.flat.named(node.args[0], scope, out))
    index, *others = scope.flat.operands(node.args[1:], scope, out)

    def define(wish: str, value: Expr, block: list[Stmt]) -> Expr:
        name = names.temporary(wish)
        emit(nodes.assign(name, nodes.at(value, scope.place(node))), node, scope, block)
        return nodes.name(name)

    spread = [(getattr(y, "id", "value"), _helper("spread_at", [array, index, y], [], scope, out)) for y in others]
    wide = [define(f"{wish}_at", value, out) for wish, value in spread]
    rounds = define("rounds", _helper("rounds", [array, index], [], scope, out), out)
    one, body = names.temporary("one_round"), list[Stmt]()
    at = define("at", nodes.subscript(nodes.name(one), nodes.constant(0)), body)
    part = define("part", nodes.subscript(nodes.name(one), nodes.constant(1)), body)
    old = define(f"{array.id}_part", nodes.subscript(nodes.name(array.id), at), body)
    values = [define("value", nodes.subscript(y, nodes.copy(part)), body) for y in wide]
    operation = nodes.call(scope.flat.pure(node.func.value, scope), old, *values)
    new = define(f"{array.id}_new", operation, body)
    emit(nodes.assign(nodes.subscript(nodes.name(array.id), nodes.copy(at)), new), node, scope, body)
    emit(nodes.for_(one, rounds, body), node, scope, out)
    return nodes.constant(None)


def _helper(name: str, before: list[Expr], args: list[Any], scope: Activation, out: list[Stmt]) -> Expr:
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    parts = [*before, *scope.flat.operands(args, scope, out)]
    return nodes.call(nodes.attribute(nodes.name(rt), name), *parts)


def _stored(goal: Any, make: Callable[[Expr], Expr], node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """Store what `make` gives into all of an array; the value of the call is None."""
    _given_back(goal, make, node, scope, out)
    return nodes.constant(None)


def _given_back(goal: Any, make: Callable[[Expr], Expr], node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """Store what `make` gives into all of an array; the value of the call is the array."""
    array = nodes.name(scope.flat.named(goal, scope, out))
    name = scope.names.temporary("new")
    scope.flat.emit(nodes.assign(name, nodes.at(make(array), scope.place(node))), node, scope, out)
    place = nodes.subscript(nodes.name(array.id), nodes.constant(Ellipsis))
    scope.flat.emit(nodes.assign(place, nodes.name(name)), node, scope, out)
    return array
