"""What decides a call: functions that are known values, and Python's functions of functions.

Guarantee: the function is called on the elements in Python's order, each once.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.definitions.python import DefaultDict, Iterator
from sourcead.nodes import Stmt
from sourcead.normalize import (
    arguments,
    callables,
    choices,
    constants,
    conversions,
    derivatives,
    dispatched,
    inside,
    made,
    makers,
    operators,
    protocols,
    questions,
    records,
)
from sourcead.normalize import solvers as solving
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.consumed import as_list
from sourcead.normalize.iterators import helper, is_call_of, own_name
from sourcead.normalize.known import LONGEST, Choice, Form, Getter, Group, Partial, Transformed
from sourcead.normalize.objects import Instance
from sourcead.normalize.watched import MISSING


def _reduce(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`functools.reduce(f, xs, start)`: over a known number of elements one call each, else a loop."""
    if len(node.args) not in (2, 3) or node.keywords:
        return None
    parts = [node.args[0], as_list(node.args[1], scope), *node.args[2:]]
    function, source, *start = [arguments.passed(a, parts[k + 1 :], scope, out) for k, a in enumerate(parts)]
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
    if start and not isinstance(start[0], gast.AST):
        raise scope.error(node, "how often an object is reduced here is known only when the program runs", "Write the loop out.")
    given = nodes.name(scope.flat.named(scope.placeholder(source, node.args[1]), scope, out))
    name, item = scope.names.temporary("reduced"), scope.names.temporary("item")
    if not start:
        in_order = scope.names.temporary(f"{given.id}_seq")
        scope.flat.emit(nodes.assign(in_order, helper("sequence", scope, given)), node, scope, out)
        given = nodes.name(in_order)
    values = scope.placeholder(given, node.args[1])
    first = start[0] if start else scope.flat.value(callables.at(nodes.subscript(values, nodes.constant(0)), node), scope, out)
    scope.flat.emit(nodes.assign(name, first), node, scope, out)
    scope.local.update({name: name, item: item})
    step = nodes.assign(name, callables.call(func, [nodes.name(name), nodes.name(item)], node, scope))
    rest = values if start else callables.at(nodes.subscript(values, gast.Slice(nodes.constant(1), None, None)), node)
    loop = nodes.for_(item, rest, [callables.at(step, node)])
    scope.flat.statement(callables.at(loop, node), scope, out)
    return nodes.name(name)


def _sum(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`sum(objects, start)`: their `+`, one after another; None for a sum of numbers."""
    values = [*node.args, *(k.value for k in node.keywords if k.arg == "start")]
    held = node.args[0].elts if node.args and isinstance(node.args[0], (gast.Tuple, gast.List)) else []
    whole = questions.peek(node.args[0], scope) if node.args else None
    inside = whole.slots.values() if isinstance(whole, Instance) and whole.is_container else []
    parts = [*(questions.peek(v, scope) for v in [*held, *values[1:]]), *inside]
    if not any(isinstance(p, Instance) for p in parts) and not any(makers.makes_known(v, scope) for v in [*held, *values[1:]]):
        return None
    source, *start = [arguments.passed(v, values[k + 1 :], scope, out) for k, v in enumerate(values)]
    found = arguments.elements(source, node.args[0], scope, out)
    if found is None:
        raise scope.error(node, "how many objects are added here is known only when the program runs", "Write the loop out.")
    total = start[0] if start else nodes.constant(0)
    for item in found.items:
        step = nodes.binop(scope.placeholder(total, node), gast.Add, scope.placeholder(item, node))
        total = scope.flat.thing(gast.copy_location(step, node), scope, out)
    return total


def _is_short(source: Any, scope: Activation) -> bool:
    """Whether a container's elements are better written out than looped over: their number is known, and they may differ."""
    form = scope.names.facts.of(source) if isinstance(source, gast.Name) else None
    return isinstance(form, Form) and form.kind != "array" and len(form.parts) <= LONGEST


def _any_or_all(wanted: bool) -> Callable[..., Any]:
    """`any(test for x in xs)`: a loop that is left where the answer is known."""

    def written(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        made = node.args[0] if len(node.args) == 1 and not node.keywords else None
        made = as_list(made, scope) if isinstance(made, gast.Call) else made
        if not isinstance(made, (gast.GeneratorExp, gast.ListComp)) or (made is node.args[0] and isinstance(made, gast.ListComp)):
            return None
        found, item = own_name("found", scope), own_name("item", scope)
        run = gast.copy_location(gast.GeneratorExp(made.elt, made.generators), made)
        test = nodes.name(item) if wanted else nodes.not_(nodes.name(item))
        stop = nodes.name(found) if wanted else nodes.not_(nodes.name(found))
        body = [nodes.if_(test, [nodes.assign(found, nodes.constant(wanted))]), nodes.if_(stop, [gast.Break()])]
        scope.flat.emit(nodes.assign(found, nodes.constant(not wanted)), node, scope, out)
        loop = gast.For(nodes.target(item), run, [callables.at(s, node) for s in body], [], None)
        scope.flat.statement(callables.at(loop, node), scope, out)
        return nodes.name(found)

    return written


def _next(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`next(x for x in xs if test)`, `next(iter(xs))`: a loop that is left at its first element."""
    made = node.args[0] if node.args else None
    if questions.method(questions.peek(made, scope), "__next__") and not node.keywords:
        return _next_of(node, scope, out)
    if is_call_of(made, iter, scope) and len(made.args) == 1:  # type: ignore[union-attr]
        item = own_name("item", scope)
        part = gast.comprehension(nodes.target(item), made.args[0], [], 0)  # type: ignore[union-attr]
        made = callables.at(gast.GeneratorExp(nodes.name(item), [part]), node)
    if not isinstance(made, gast.GeneratorExp) or len(node.args) > 2 or node.keywords:
        return None
    found, item, first = own_name("found", scope), own_name("item", scope), own_name("first", scope)
    step = [
        nodes.assign(first, nodes.name(item)),
        nodes.assign(found, nodes.constant(True)),
        nodes.if_(nodes.name(found), [gast.Break()]),
    ]
    missing = nodes.assign(first, node.args[1]) if len(node.args) == 2 else gast.Raise(nodes.name("StopIteration"), None)
    statements = [
        nodes.assign(found, nodes.constant(False)),
        gast.For(nodes.target(item), made, step, [], None),
        nodes.if_(nodes.not_(nodes.name(found)), [missing]),
    ]
    for statement in statements:
        scope.flat.statement(callables.at(statement, node), scope, out)
    return scope.flat.thing(nodes.name(first), scope, out)


def _iter(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`iter(xs)` is an object that has a definition; None for it, but an iterator's iterator is itself."""
    if len(node.args) == 2:
        raise scope.error(node, "what is called until it gives a last value is not followed", "Write a `while` loop.")
    held = questions.peek(node.args[0], scope) if node.args else None
    is_one = isinstance(held, Instance) and (held.kind is Iterator or conversions.is_own_iterator(held.kind))
    return scope.flat.thing(node.args[0], scope, out) if is_one else None


def _next_of(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`next(it)`, `next(it, default)` of an object that is an iterator."""
    owner = questions.peek(node.args[0], scope)
    if len(node.args) == 1:
        return protocols.special(owner, "__next__", [], node, scope, out)
    if owner.kind is not Iterator:
        raise scope.error(node, "what is given where this iterator has ended is not followed", "Catch `StopIteration`.")
    return protocols.special(owner, "or_else", scope.flat.things(node.args[1:2], scope, out), node, scope, out)


def special(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The value of a call that is decided here; None for any other call."""
    if isinstance(target, Group):
        raise scope.error(node.func, "a container is called", "Call one of its functions.")
    reading = isinstance(node.func, gast.Attribute) and node.func.attr in callables.READING
    if reading and callables.is_known(node.func.value, scope):
        owner = arguments.elements(scope.flat.thing(node.func.value, scope, out), node, scope, out)
        if owner is not None:
            return callables.method_value(owner, node, scope, out)
    if dispatched.is_dispatched(target):
        return dispatched.call(target, node, scope, out)
    if isinstance(target, Transformed):
        return derivatives.call_made(target, node, scope, out)
    if isinstance(target, Choice):
        return choices.call(target, node, scope, out)
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
    if handler is None and target in inside.CALLED:
        return inside.call(target, node, scope, out)
    if handler is None and target in solving.MAKERS:
        return solving.call(target, node, scope, out)
    if handler is None:
        return derivatives.made(target, node, scope, out) if target in derivatives.TRANSFORMS else None
    return handler(node, scope, out)


PLAIN = (len, float, int, list, tuple, dict, callable)  # which change nothing, though some calls of them are decided here


def is_followed(target: Any) -> bool:
    """Whether what is called is looked into, or decided here."""
    if isinstance(target, (Choice, Inner, Partial, Getter, Group, Transformed)) or type(target) in callables.GETTERS:
        return True
    if dispatched.is_dispatched(target):
        return True
    try:
        return target in derivatives.TRANSFORMS or (target in HANDLERS and target not in PLAIN)
    except TypeError:
        return False


def _zero(value: float) -> Callable[..., Any]:
    """`float()` and `int()` as the number that they give; None for other calls."""
    return lambda node, scope, out: None if node.args or node.keywords else nodes.constant(value)


def _sequence(kind: str) -> Callable[..., Any]:
    """`list()` and `tuple()` as `[]` and `()`; `list(fs)` of a known value."""
    known = callables.with_group(callables.converted(kind))

    def made(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        if not node.args and not node.keywords:
            return nodes.list_([]) if kind == "list" else nodes.tuple_([])
        return known(node, scope, out)

    return made


def _dict(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`dict(a=x, b=y)` as `{"a": x, "b": y}`; `dict(fs)` of a known value."""
    if not node.keywords and not node.args:
        return gast.Dict([], [])
    if node.keywords and not node.args and all(k.arg is not None for k in node.keywords):
        keys = [gast.copy_location(nodes.constant(k.arg), node) for k in node.keywords]
        return scope.flat.whatever(gast.copy_location(gast.Dict(keys, [k.value for k in node.keywords]), node), scope, out)
    written = _dict_comprehension(node, scope)
    if written is not None:
        return scope.flat.whatever(written, scope, out)
    if len(node.args) == 1 and questions.method(questions.peek(node.args[0], scope), "keys"):
        return _dict_of(node, scope, out)
    return callables.with_group(callables.converted("dict"))(node, scope, out)


def _dict_comprehension(node: gast.Call, scope: Activation) -> Any:
    """`dict((k, v) for ...)`, `dict(enumerate(xs))` as comprehensions, `dict(pairs, k=v)` as a display; None for any other."""
    first = node.args[0] if len(node.args) == 1 else None
    if not isinstance(first, (gast.Call, gast.GeneratorExp)) or any(k.arg is None for k in node.keywords):
        return None
    if node.keywords:
        keys = [callables.at(nodes.constant(k.arg), node) for k in node.keywords]
        inner = callables.at(gast.Call(node.func, [first], []), node)
        return callables.at(gast.Dict([None, *keys], [inner, *(k.value for k in node.keywords)]), node)
    if isinstance(first, gast.GeneratorExp) and isinstance(first.elt, gast.Tuple) and len(first.elt.elts) == 2:
        return callables.at(gast.DictComp(*first.elt.elts, first.generators), node)
    if not is_call_of(first, enumerate, scope) and not is_call_of(first, map, scope):
        return None
    names = [own_name("key", scope), own_name("value", scope)]
    pair = callables.at(gast.Tuple([nodes.target(n) for n in names], gast.Store()), node)
    key, value = (callables.at(nodes.name(n), node) for n in names)
    return callables.at(gast.DictComp(key, value, [gast.comprehension(pair, first, [], 0)]), node)


def _dict_of(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`dict(owner)` of an object that has keys: `{k: owner[k] for k in owner.keys()}`."""
    key, owner = own_name("key", scope), node.args[0]
    if questions.peek(owner, scope).kind is DefaultDict:  # to read a key may change it
        table = callables.at(nodes.attribute(owner, "table"), node)
        return scope.flat.whatever(callables.at(gast.Call(node.func, [table], []), node), scope, out)
    keys = callables.at(gast.Call(callables.at(nodes.attribute(owner, "keys"), node), [], []), node)
    read = callables.at(nodes.subscript(owner, callables.at(nodes.name(key), node)), node)
    loop = gast.comprehension(nodes.target(key), keys, [], 0)
    made = gast.DictComp(callables.at(nodes.name(key), node), read, [loop])
    return scope.flat.whatever(callables.at(made, node), scope, out)


HANDLERS: dict[Any, Callable[..., Any]] = {
    functools.partial: callables.partial_value,
    np.vectorize: callables.vectorized_value,
    sum: _sum,
    functools.reduce: _reduce,
    **dict.fromkeys(records.MAKERS, records.made),
    functools.wraps: callables.same,
    contextlib.contextmanager: callables.manager,
    functools.lru_cache: callables.cached,
    functools.cache: callables.cached,
    next: _next,
    iter: _iter,
    any: _any_or_all(True),
    all: _any_or_all(False),
    len: callables.with_group(callables.length),
    float: _zero(0.0),
    int: _zero(0),
    list: _sequence("list"),
    tuple: _sequence("tuple"),
    dict: _dict,
    reversed: callables.with_group(callables.converted("tuple", backwards=True)),
    callable: callables.callable_value,
    runtime.with_arguments: solving.with_arguments,
    runtime.instance: made.of_runtime,
    runtime.like: made.of_runtime,
    **{function: callables.getter(kind) for function, kind in callables.GETTERS.items()},
    **operators.HANDLERS,
}
