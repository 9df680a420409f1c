"""`sorted`, `min`, `max` with `key=` or `default=`, `xs.sort(key=...)`: the order is found first, then the values are taken.

Guarantee: the keys are computed in the order of the elements, once each; equal keys keep the order of their elements.
"""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments
from sourcead.normalize.activation import Activation
from sourcead.normalize.consumed import as_list
from sourcead.normalize.iterators import builtin, helper, own_name
from sourcead.normalize.known import LONGEST, Form
from sourcead.normalize.watched import MISSING


def by_key(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr | None:
    """The value of a call that orders by a key or has a default; None for any other call."""
    keywords = {k.arg: k.value for k in node.keywords}
    keys = [k for k in keywords if not (k == "key" and isinstance(keywords[k], gast.Constant) and keywords[k].value is None)]
    method = isinstance(node.func, gast.Attribute) and node.func.attr == "sort" and "key" in keys
    if target is sorted and "key" in keys and len(node.args) == 1:
        return _sorted(node.args[0], keywords, node, scope, out)
    if method and not node.args:
        return _sort(node, keywords, scope, out)
    if (target is min or target is max) and keys and set(keys) <= {"key", "default"}:
        return _extreme(target, node, keywords, scope, out)
    return None


def _define(wish: str, value: Expr, node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    name = scope.names.temporary(wish)
    scope.flat.emit(nodes.assign(name, nodes.at(value, scope.place(node))), node, scope, out)
    return nodes.name(name)


def _sequence(part: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    source = scope.flat.named(as_list(part, scope), scope, out)
    return _define(f"{source}_seq", helper("sequence", scope, nodes.name(source)), part, scope, out)


def _keys(source: gast.Name, key: Any, node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    """`[key(x) for x in source]`."""
    item = own_name("item", scope)
    scope.local[source.id] = source.id
    if isinstance(key, gast.Attribute) and nodes.dotted(key) is not None and scope.resolve(key) is MISSING:  # `table.get`
        made: Any = gast.copy_location(gast.Lambda(_one(item), gast.Call(key, [nodes.name(item)], [])), key)
        made.body = gast.copy_location(made.body, key)
        key = made
    function = scope.placeholder(scope.flat.thing(key, scope, out), key)
    call = gast.copy_location(gast.Call(function, [nodes.name(item)], []), node)
    loop = gast.comprehension(nodes.target(item), nodes.name(source.id), [], 0)
    keys = gast.copy_location(gast.ListComp(call, [loop]), node)
    return nodes.name(scope.flat.named(keys, scope, out))


def _one(name: str) -> gast.arguments:
    """The parameters of a function of one."""
    parameter = gast.Name(name, gast.Param(), None, None)
    return gast.arguments([parameter], [], None, [], [], None, [])


def _positions(source: gast.Name, keywords: dict[str, Any], node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    found = _keys(source, keywords["key"], node, scope, out)
    reverse = [scope.flat.atom(keywords["reverse"], scope, out)] if "reverse" in keywords else []
    return _define("positions", helper("order", scope, found, *reverse), node, scope, out)


def _sorted(part: Any, keywords: dict[str, Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    source = _sequence(part, scope, out)
    return helper("taken", scope, source, _positions(source, keywords, node, scope, out))


def _sort(node: gast.Call, keywords: dict[str, Any], scope: Activation, out: list[Stmt]) -> Expr:
    source = nodes.name(scope.flat.named(node.func.value, scope, out))
    positions = _positions(source, keywords, node, scope, out)
    ordered = _define(f"{source.id}_sorted", helper("taken", scope, nodes.name(source.id), positions), node, scope, out)
    whole = nodes.subscript(nodes.name(source.id), gast.Slice(None, None, None))
    scope.flat.emit(nodes.assign(whole, ordered), node, scope, out)
    return nodes.constant(None)


def _extreme(target: Any, node: gast.Call, keywords: dict[str, Any], scope: Activation, out: list[Stmt]) -> Expr:
    """`max(xs, key=f, default=d)`; several arguments are a tuple of them."""
    part = node.args[0] if len(node.args) == 1 else gast.copy_location(nodes.tuple_(node.args), node)
    if set(keywords) == {"key"}:
        known = scope.flat.thing(as_list(part, scope), scope, out)
        if _may_differ(known, scope):
            return _best(known, keywords["key"], target, node, scope, out)
        part = scope.placeholder(known, part)
    source = _sequence(part, scope, out)
    default = [scope.flat.atom(keywords["default"], scope, out)] if "default" in keywords else []

    def best(block: list[Stmt]) -> Expr:
        if "key" not in keywords:
            return nodes.call(builtin(target.__name__, scope), nodes.name(source.id))
        keys = _keys(source, keywords["key"], node, scope, block)
        at = _define("position", helper("first_of", scope, keys, nodes.constant(target is max)), node, scope, block)
        return nodes.subscript(nodes.name(source.id), at)

    if not default:
        return best(out)
    result = scope.names.temporary("chosen")

    def given() -> list[Stmt]:
        block: list[Stmt] = []
        scope.flat.emit(nodes.assign(result, nodes.at(best(block), scope.place(node))), node, scope, block)
        return block

    def none() -> list[Stmt]:
        return [nodes.at(nodes.assign(result, default[0]), scope.place(node))]

    body, orelse = scope.branches(given, none)
    length = _define("n_items", nodes.call(builtin("len", scope), nodes.name(source.id)), node, scope, out)
    test = gast.Compare(length, [gast.Gt()], [nodes.constant(0)])
    scope.flat.emit(nodes.if_(test, body, orelse), node, scope, out)
    return nodes.name(result)


def _may_differ(found: Any, scope: Activation) -> bool:
    """Whether a value is a short sequence whose elements need not be alike: a tuple, or structures."""
    form = scope.names.facts.of(found) if isinstance(found, gast.Name) else None
    if not isinstance(form, Form) or form.kind == "dict" or not 0 < len(form.parts) <= LONGEST:
        return False
    return form.kind == "tuple" or any(isinstance(p, Form) for p in form.parts)


def _best(found: Any, key: Any, target: Any, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """The first element of the largest (smallest) key, one comparison after the other."""
    items = arguments.elements(found, node, scope, out).items  # type: ignore[union-attr]
    function = scope.placeholder(scope.flat.thing(key, scope, out), key)
    best, best_key = scope.names.temporary("best"), scope.names.temporary("best_key")
    for number, item in enumerate(items):
        call = gast.copy_location(gast.Call(function, [scope.placeholder(item, node)], []), node)
        made = scope.flat.value(call, scope, out)
        if number == 0:
            scope.flat.emit(nodes.assign(best, nodes.copy(item)), node, scope, out)
            scope.flat.emit(nodes.assign(best_key, made), node, scope, out)
            continue
        other = _define("key", made, node, scope, out)
        test = gast.Compare(other, [gast.Gt() if target is max else gast.Lt()], [nodes.name(best_key)])
        body = [nodes.assign(best, nodes.copy(item)), nodes.assign(best_key, nodes.copy(other))]
        scope.names.facts.forget({best})
        scope.flat.emit(nodes.if_(test, [nodes.at(s, scope.place(node)) for s in body]), node, scope, out)
    return nodes.name(best)
