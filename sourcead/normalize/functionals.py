"""Python's functions of functions: `reduce`, `map`, `filter`, `sorted`, `min` and `max` with a key, and what decides a call.

Guarantee: the function is called on the elements in Python's order, each once.
"""

from __future__ import annotations

import builtins
import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.nodes import Stmt
from sourcead.normalize import arguments, callables, constants
from sourcead.normalize.activation import Activation, Inner, constant_binding
from sourcead.normalize.known import Form, Getter, Group, Partial
from sourcead.normalize.program import MISSING


def _reduce(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`functools.reduce(f, xs, start)`: over a known number of elements one call each, else a loop."""
    if len(node.args) not in (2, 3) or node.keywords:
        return None
    function, source, *start = [arguments.passed(a, node.args[k + 1 :], scope, out) for k, a in enumerate(node.args)]
    short = not isinstance(source, gast.AST) or _is_short(source, scope)
    found = arguments.elements(source, node.args[1], scope, out) if short else None
    func = scope.placeholder(function, node.args[0])
    if found is not None:
        items = [*start, *(found.items if found.kind != "dict" else map(nodes.constant, found.keys))]
        if not items:
            raise scope.error(node, "nothing is reduced here", "Give a start value.")
        total = items[0]
        for item in items[1:]:
            total = scope.flat.thing(callables.call(func, [total, item], node, scope), scope, out)
        return total
    values = scope.placeholder(nodes.name(scope.flat.named(scope.placeholder(source, node.args[1]), scope, out)), node.args[1])
    name, item = scope.names.temporary("reduced"), scope.names.temporary("item")
    first = start[0] if start else scope.flat.value(callables.at(nodes.subscript(values, nodes.constant(0)), node), scope, out)
    scope.flat.emit(nodes.assign(name, first), node, scope, out)
    scope.local.update({name: name, item: item})
    step = nodes.assign(name, callables.call(func, [nodes.name(name), nodes.name(item)], node, scope))
    rest = values if start else callables.at(nodes.subscript(values, gast.Slice(nodes.constant(1), None, None)), node)
    loop = nodes.for_(item, rest, [callables.at(step, node)])
    scope.flat.statement(callables.at(loop, node), scope, out)
    return nodes.name(name)


def _is_short(source: Any, scope: Activation) -> bool:
    """Whether a container's elements are better written out than looped over: their number is known, and they may differ."""
    return isinstance(source, gast.Name) and isinstance(scope.names.facts.of(source), Form)


def _comprehension(function: Any, sources: Sequence[Any], kept: str, node: Any, scope: Activation) -> Any:
    """`map` and `filter` as list comprehensions; the sources have been evaluated."""
    items = [f"<item {scope.names.number()}>" if len(sources) > 1 else "item" for _ in sources]
    goals = [callables.at(nodes.target(i), node) for i in items]
    goal = goals[0] if len(goals) == 1 else callables.at(gast.Tuple(goals, gast.Store()), node)
    iterable = sources[0]
    if len(sources) > 1:
        zipped = scope.placeholder(nodes.name(_bound(builtins.zip, "zip", scope)), node)
        iterable = callables.at(gast.Call(zipped, list(sources), []), node)
    read = [callables.at(nodes.name(i), node) for i in items]
    made = read[0] if function is None else callables.at(gast.Call(function, read, []), node)
    ifs = [made] if kept == "filter" else []
    return callables.at(gast.ListComp(nodes.copy(read[0]) if ifs else made, [gast.comprehension(goal, iterable, ifs, 0)]), node)


def _bound(value: Any, name: str, scope: Activation) -> str:
    return scope.names.bind(name, constant_binding(value, name))


def _mapped(kept: str) -> Callable[..., Any]:
    def written(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        if len(node.args) < 2 or node.keywords:
            return None
        first, *sources = [arguments.passed(a, node.args[k + 1 :], scope, out) for k, a in enumerate(node.args)]
        function = None if isinstance(first, gast.Constant) and kept == "filter" else scope.placeholder(first, node.args[0])
        places = [scope.placeholder(s, a) for s, a in zip(sources, node.args[1:])]
        return scope.flat.whatever(_comprehension(function, places, kept, node, scope), scope, out)

    return written


def _ordered(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`sorted(xs, key=f)`, `min(xs, key=f)`, `max(a, b, key=f)`: the keys, then the elements in their order."""
    keywords = {k.arg: k.value for k in node.keywords}
    key = keywords.pop("key", None)
    if key is None or not node.args or (isinstance(key, gast.Constant) and key.value is None):
        return None
    wanted = scope.resolve(node.func)
    if set(keywords) - ({"reverse"} if wanted is sorted else set()):
        raise scope.error(node, "this keyword is not differentiated together with `key`", "Leave it out.")
    several = len(node.args) > 1
    if wanted is not sorted:
        found = scope.flat.thing(callables.at(nodes.tuple_(node.args), node) if several else node.args[0], scope, out)
        short = not isinstance(found, gast.AST) or _is_short(found, scope)
        known = arguments.elements(found, node, scope, out) if short else None
        if known is not None and known.kind != "dict" and known.items:
            return _best(known.items, key, wanted, node, scope, out)
        node = callables.at(gast.Call(node.func, [scope.placeholder(found, node)], node.keywords), node)
        several = False
    whole = callables.at(nodes.tuple_(node.args), node) if several else node.args[0]
    values = scope.placeholder(nodes.name(scope.flat.named(whole, scope, out)), node)
    function = scope.placeholder(scope.flat.thing(key, scope, out), key)
    keys = _comprehension(function, [values], "map", node, scope)
    helper = {sorted: "order", min: "place_of_min", max: "place_of_max"}[wanted]
    rt = scope.placeholder(nodes.name(_bound(runtime, "rt", scope)), node)
    found = callables.at(gast.Call(nodes.attribute(rt, helper), [keys, *keywords.values()], []), node)
    place = scope.placeholder(nodes.name(scope.flat.named(found, scope, out)), node)
    if wanted is not sorted:
        return scope.flat.value(callables.at(nodes.subscript(values, place), node), scope, out)
    index = callables.at(nodes.target("i"), node)
    element = callables.at(nodes.subscript(values, callables.at(nodes.name("i"), node)), node)
    return scope.flat.value(callables.at(gast.ListComp(element, [gast.comprehension(index, place, [], 0)]), node), scope, out)


def _best(items: Sequence[Any], key: Any, wanted: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The first element of the largest (smallest) key, of a known number of elements."""
    function = scope.placeholder(scope.flat.thing(key, scope, out), key)
    best, best_key = scope.names.temporary("best"), scope.names.temporary("best_key")
    scope.flat.emit(nodes.assign(best, items[0]), node, scope, out)
    first = scope.flat.value(callables.call(function, [items[0]], node, scope), scope, out)
    scope.flat.emit(nodes.assign(best_key, first), node, scope, out)
    for item in items[1:]:
        other = scope.names.temporary("key")
        found = scope.flat.value(callables.call(function, [item], node, scope), scope, out)
        scope.flat.emit(nodes.assign(other, found), node, scope, out)
        test = gast.Compare(nodes.name(other), [gast.Gt() if wanted is max else gast.Lt()], [nodes.name(best_key)])
        body = [nodes.assign(best, nodes.copy(item)), nodes.assign(best_key, nodes.name(other))]
        scope.names.facts.forget({best})
        scope.flat.emit(nodes.if_(test, [nodes.at(s, scope.place(node)) for s in body]), node, scope, out)
    return nodes.name(best)


def special(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The value of a call that is decided here; None for any other call."""
    if isinstance(target, Group):
        raise scope.error(node.func, "a container is called", "Call one of its functions.")
    reading = isinstance(node.func, gast.Attribute) and node.func.attr in callables.READING
    if reading and callables.is_known(node.func.value, scope):
        owner = arguments.elements(scope.flat.thing(node.func.value, scope, out), node, scope, out)
        if owner is not None:
            return callables.method_value(owner, node, scope, out)
    if isinstance(target, Partial):
        return callables.applied(target, node, scope, out)
    if type(target) in callables.GETTERS:
        made, given = target.__reduce__()[:2]
        if isinstance(made, functools.partial):
            return None
        target = Getter(callables.GETTERS[type(target)], tuple(constants.constant(g, "key", scope) for g in given))
    if isinstance(target, Getter):
        return callables.got(target, node, scope, out)
    if target is MISSING and isinstance(node.func, gast.Attribute) and isinstance(node.func.value, gast.Name):
        owner = scope.lookup(node.func.value.id, node.func.value)
        return callables.method_value(owner, node, scope, out) if isinstance(owner, Group) else None
    try:
        handler = HANDLERS.get(target)
    except TypeError:  # an object without a hash
        return None
    return None if handler is None else handler(node, scope, out)


def is_followed(target: Any) -> bool:
    """Whether what is called is looked into, or decided here."""
    if isinstance(target, (Inner, Partial, Getter, Group)) or type(target) in callables.GETTERS:
        return True
    try:
        return target in HANDLERS and target not in (len, list, tuple, dict, min, max, callable)
    except TypeError:
        return False


HANDLERS: dict[Any, Callable[..., Any]] = {
    functools.partial: callables.partial_value, functools.reduce: _reduce, functools.wraps: callables.same, functools.lru_cache: callables.cached,  # noqa: E501
    functools.cache: callables.cached, map: _mapped("map"), filter: _mapped("filter"), sorted: _ordered, min: _ordered, max: _ordered,  # noqa: E501
    len: callables.with_group(callables.length), list: callables.with_group(callables.converted("list")), tuple: callables.with_group(callables.converted("tuple")), callable: callables.callable_value,  # noqa: E501
    dict: callables.with_group(callables.converted("dict")), reversed: callables.with_group(callables.converted("tuple", backwards=True)), operator.getitem: callables.getitem,  # noqa: E501
    **{function: callables.getter(kind) for function, kind in callables.GETTERS.items()},
    **{function: callables.binary(kind) for function, kind in callables.BINARY.items()},
    **{function: callables.unary(kind) for function, kind in callables.UNARY.items()},
    **{function: callables.compared(kind) for function, kind in callables.COMPARING.items()},
}  # fmt: skip
