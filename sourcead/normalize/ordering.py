"""`sorted`, `min`, `max` with `key=` or `default=`, `xs.sort(key=...)`: the order is found first, then the values are taken.

Guarantee: the keys are computed in the order of the elements, once each; equal keys keep the order of their elements.
"""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import as_list, builtin, helper, own_name


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
    call = gast.copy_location(gast.Call(key, [nodes.name(item)], []), node)
    loop = gast.comprehension(nodes.target(item), nodes.name(source.id), [], 0)
    keys = gast.copy_location(gast.ListComp(call, [loop]), node)
    return nodes.name(scope.flat.named(keys, scope, out))


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
