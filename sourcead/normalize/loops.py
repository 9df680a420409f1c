"""`for` loops and comprehensions: over a name, or over a range of indices."""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import unroll
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import as_list, builtin, by_index, check_keywords, filtered, is_call_of, is_iterator, own_name


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> None:
    """`for target in iterable: body`."""
    node = _written(node, scope, out)
    if unroll.for_loop(node, scope, out):
        return
    body: list[Stmt] = []

    def repeated() -> tuple[str, Expr]:
        found = _header(node.target, node.iter, scope, out, body)
        for item in node.body:
            scope.flat.statement(item, scope, body)
        return found

    target, iterable = scope.repeated(node, repeated)
    scope.flat.emit(nodes.for_(target, iterable, body), node, scope, out)


def _written(node: gast.For, scope: Activation, out: list[Stmt]) -> gast.For:
    """A loop over a generator expression or `filter` as the loops that it is: each element is made in its turn."""
    made = node.iter
    if is_call_of(made, filter, scope) and len(made.args) == 2:
        made = filtered(gast.copy_location(gast.Call(made.func, [_now(made.args[0], scope, out), made.args[1]], []), made), scope)
    elif not isinstance(made, gast.GeneratorExp):
        return node
    own = {t.id: own_name(t.id, scope) for g in made.generators for t in nodes.walk(g.target) if isinstance(t, gast.Name)}
    first = made.generators[0].iter  # which is evaluated outside
    made = nodes.rename(made, own)
    made.generators[0].iter = first
    last = node.body[-1]
    leaves = [last] if isinstance(last, gast.If) and any(isinstance(s, gast.Break) for s in last.body) else []
    bound = gast.copy_location(gast.Assign([node.target], made.elt, None), made.elt)
    body = [bound, *node.body[: len(node.body) - len(leaves)]]
    for part in reversed(made.generators):
        for condition in reversed(part.ifs):
            body = [gast.copy_location(nodes.if_(condition, body), condition)]
        body = [gast.copy_location(gast.For(part.target, part.iter, [*body, *nodes.copy_all(leaves)], [], None), node)]
    return body[0]


def _now(function: Any, scope: Activation, out: list[Stmt]) -> Any:
    if isinstance(function, gast.Constant):
        return function
    return scope.placeholder(scope.flat.thing(function, scope, out), function)


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
    known = unroll.comprehension(node, scope, out)
    if known is not None:
        return known
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
    known = unroll.comprehension(node, scope, out)
    if known is not None:
        return known
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
    before = {n: (scope.local.get(n), scope.stand_in.pop(n, None)) for n in own}
    body: list[Stmt] = []
    fresh = {n: scope.names.fresh(n) for n in own}
    held: list[Stmt] = []
    iterable = first.iter
    if not is_iterator(iterable, scope):
        iterable_name = scope.flat.named(as_list(iterable, scope), scope, out)
        scope.local.update(fresh)
        target, run = _target(first.target, scope, body), nodes.name(iterable_name)
    else:
        scope.local.update(fresh)
        target, run = _header(first.target, iterable, scope, held, body)
        out += held
    inside = body
    for condition in first.ifs:
        test = scope.flat.test(condition, scope, inside)
        branch: list[Stmt] = []
        inside.append(nodes.at(nodes.if_(test, branch), scope.place(condition)))
        inside = inside[-1].body  # type: ignore[attr-defined]
    _comprehended(node, generators[1:], scope, inside, innermost)
    scope.flat.emit(nodes.for_(target, run, body), node, scope, out)
    for name, (local, stand_in) in before.items():
        scope.local.pop(name, None)
        if local is not None:
            scope.local[name] = local
        if stand_in is not None:
            scope.stand_in[name] = stand_in
