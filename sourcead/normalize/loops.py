"""`for` loops and comprehensions: over a name, or over a range of indices."""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import unrolled
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import as_list, builtin, by_index, check_keywords, is_call_of, is_iterator


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> None:
    """`for target in iterable: body`."""
    given = node.iter
    node = gast.copy_location(gast.For(node.target, unrolled.evaluated(given, scope, out), node.body, [], None), node)
    _for_loop(node, given, scope, out)
    unrolled.released(given, node.iter, scope)


def _for_loop(node: gast.For, given: Any, scope: Activation, out: list[Stmt]) -> None:
    if unrolled.unrolled(node, given, scope, out, _statements):
        return

    def repeated(body: list[Stmt]) -> tuple[str, Expr]:
        found = _header(node.target, node.iter, scope, out, body)
        _statements(node.body, scope, body)
        return found

    (target, iterable), body = scope.repeated(node, out, repeated)
    scope.flat.emit(nodes.for_(target, iterable, body), node, scope, out)


def _statements(body: list[Stmt], scope: Activation, out: list[Stmt]) -> None:
    for item in body:
        scope.flat.statement(item, scope, out)


def _header(goal: Any, iterable: Any, scope: Activation, out: list[Stmt], body: list[Stmt]) -> tuple[str, Expr]:
    """The loop's variable and what it runs over; what binds the user's targets goes to the front of the body."""
    if is_call_of(iterable, range, scope):
        return _target(goal, scope, body), _range(iterable, scope, out)
    if is_call_of(iterable, reversed, scope) and is_call_of(iterable.args[0], range, scope):
        inner = _range(iterable.args[0], scope, out)
        return _target(goal, scope, body), nodes.call(builtin("reversed", scope), inner)
    if is_call_of(iterable, iter, scope) and len(iterable.args) == 1:
        return _header(goal, iterable.args[0], scope, out, body)
    if is_iterator(iterable, scope):
        check_keywords(iterable, scope)
        return by_index(goal, iterable, scope, out, body)
    name = nodes.name(scope.flat.named(as_list(iterable, scope), scope, out))
    return _target(goal, scope, body), name


def _target(goal: Any, scope: Activation, body: list[Stmt]) -> str:
    """The variable of a loop; a pattern is taken apart in the body."""
    if isinstance(goal, gast.Name):
        return scope.variable(goal.id)
    name = scope.names.temporary("item")
    scope.flat.bind(goal, nodes.name(name), goal, scope, body)
    return name


def _range(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    return nodes.call(builtin("range", scope), *(scope.flat.atom(a, scope, out) for a in node.args))


def list_comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """`[e for x in xs if c]` as a loop that appends."""
    first = node.generators[0]
    run = unrolled.evaluated(first.iter, scope, out)
    own = gast.comprehension(first.target, run, first.ifs, first.is_async)
    own = gast.copy_location(gast.ListComp(node.elt, [own, *node.generators[1:]]), node)
    found = unrolled.comprehension(own, scope, out)
    found = _list_comprehension(own, scope, out) if found is None else found
    unrolled.released(first.iter, run, scope)
    return found  # type: ignore[no-any-return]


def _list_comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    result = scope.names.temporary("items")
    scope.flat.emit(nodes.assign(result, nodes.list_([])), node, scope, out)

    def innermost(body: list[Stmt]) -> None:
        element = scope.flat.atom(node.elt, scope, body)
        append = nodes.call(nodes.attribute(nodes.name(result), "append"), element)
        scope.flat.emit(nodes.expression(nodes.at(append, scope.place(node.elt))), node.elt, scope, body)

    _comprehended(node, list(node.generators), scope, out, innermost)
    return nodes.name(result)


def dict_comprehension(node: gast.DictComp, scope: Activation, out: list[Stmt]) -> Expr:
    """`{k: v for x in xs}` as a loop that stores."""
    result = scope.names.temporary("table")
    scope.flat.emit(nodes.assign(result, gast.Dict([], [])), node, scope, out)

    def innermost(body: list[Stmt]) -> None:
        key = scope.flat.atom(node.key, scope, body)
        element = scope.flat.atom(node.value, scope, body)
        scope.flat.emit(nodes.assign(nodes.subscript(nodes.name(result), key), element), node, scope, body)

    _comprehended(node, list(node.generators), scope, out, innermost)
    return nodes.name(result)


def _comprehended(node: Any, generators: list[Any], scope: Activation, out: list[Stmt], innermost: Any) -> None:
    """The loops of a comprehension; its variables are its own."""
    if not generators:
        innermost(out)
        return
    first = generators[0]
    if first.is_async:
        raise scope.error(node, "asynchronous code is not differentiated")
    own = [t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)]
    fresh = {n: scope.names.fresh(n) for n in own}
    parts = [node.key, node.value] if isinstance(node, gast.DictComp) else [node.elt]
    loop = gast.copy_location(gast.For(first.target, first.iter, [gast.Expr(p) for p in [*first.ifs, *parts]], [], None), node)

    def run(body: list[Stmt]) -> tuple[str, Expr]:
        before = {n: (scope.local.get(n), scope.stand_in.pop(n, None)) for n in own}
        target, iterable = _comprehension_header(first, fresh, scope, out, body)
        _chosen(first.ifs, lambda inside: _comprehended(node, generators[1:], scope, inside, innermost), scope, body)
        for name, (local, stand_in) in before.items():
            scope.local.pop(name, None)
            if local is not None:
                scope.local[name] = local
            if stand_in is not None:
                scope.stand_in[name] = stand_in
        return target, iterable

    (target, iterable), body = scope.repeated(loop, out, run)
    scope.flat.emit(nodes.for_(target, iterable, body), node, scope, out)


def _comprehension_header(
    first: Any, fresh: dict[str, str], scope: Activation, out: list[Stmt], body: list[Stmt]
) -> tuple[str, Expr]:
    if is_iterator(first.iter, scope):
        scope.local.update(fresh)
        return _header(first.target, first.iter, scope, out, body)
    name = scope.flat.named(as_list(first.iter, scope), scope, out)
    scope.local.update(fresh)
    return _target(first.target, scope, body), nodes.name(name)


def _chosen(conditions: list[Any], rest: Any, scope: Activation, out: list[Stmt]) -> None:
    """`rest`, if all conditions hold."""
    if not conditions:
        rest(out)
        return
    test = scope.flat.test(conditions[0], scope, out)

    def inside() -> list[Stmt]:
        block: list[Stmt] = []
        _chosen(conditions[1:], rest, scope, block)
        return block

    body, orelse = scope.branches(inside, lambda: [])
    out.append(nodes.at(nodes.if_(test, body, orelse), scope.place(conditions[0])))
