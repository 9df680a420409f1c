"""`for` loops and comprehensions: over a name, or over a range of indices."""

from __future__ import annotations

import builtins
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import unroll
from sourcead.normalize.activation import Activation, constant_binding


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> None:
    """`for target in iterable: body`."""
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


def _builtin(name: str, scope: Activation) -> Expr:
    binding = constant_binding(getattr(builtins, name), name)
    return nodes.name(scope.names.bind(name, type(binding)(binding.value, vars(builtins), name)))


def _is(node: Any, function: object, scope: Activation) -> bool:
    return isinstance(node, gast.Call) and not node.keywords and scope.resolve(node.func) is function


def _header(goal: Any, iterable: Any, scope: Activation, out: list[Stmt], body: list[Stmt]) -> tuple[str, Expr]:
    """The loop's variable and what it runs over; what binds the user's targets goes to the front of the body."""
    if _is(iterable, range, scope):
        return _target(goal, scope, body), _range(iterable, scope, out)
    if _is(iterable, reversed, scope) and _is(iterable.args[0], range, scope):
        inner = _range(iterable.args[0], scope, out)
        return _target(goal, scope, body), nodes.call(_builtin("reversed", scope), inner)
    if any(_is(iterable, f, scope) for f in (enumerate, zip, reversed)):
        return _by_index(goal, iterable, scope, out, body)
    return _target(goal, scope, body), nodes.name(scope.flat.named(iterable, scope, out))


def _target(goal: Any, scope: Activation, body: list[Stmt]) -> str:
    """The variable of a loop; a pattern is taken apart in the body."""
    if isinstance(goal, gast.Name):
        return scope.variable(goal.id)
    name = scope.names.temporary("item")
    scope.flat.bind(goal, nodes.name(name), goal, scope, body)
    return name


def _range(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    return nodes.call(_builtin("range", scope), *(scope.flat.atom(a, scope, out) for a in node.args))


def _by_index(goal: Any, iterable: gast.Call, scope: Activation, out: list[Stmt], body: list[Stmt]) -> tuple[str, Expr]:
    """`enumerate`, `zip` and `reversed` as a loop over indices."""
    lengths: list[Expr] = []
    index = scope.names.temporary("i")
    backwards = _is(iterable, reversed, scope)
    inner = iterable.args[0] if backwards else iterable
    _elements(goal, inner, nodes.name(index), scope, out, body, lengths)
    count = lengths[0]
    if len(lengths) > 1:
        name = scope.names.temporary("n_items")
        scope.flat.emit(nodes.assign(name, nodes.call(_builtin("min", scope), *lengths)), iterable, scope, out)
        count = nodes.name(name)
    run = nodes.call(_builtin("range", scope), count)
    return index, nodes.call(_builtin("reversed", scope), run) if backwards else run


def _elements(
    goal: Any, iterable: Any, index: Expr, scope: Activation, out: list[Stmt], body: list[Stmt], lengths: list[Expr]
) -> None:
    """Bind a target to the elements of an iterable at an index, and note the iterable's length."""
    if _is(iterable, enumerate, scope) and isinstance(goal, gast.Tuple) and len(goal.elts) == 2:
        counter: Expr = index
        if len(iterable.args) == 2:
            start = scope.flat.atom(iterable.args[1], scope, out)
            counter = nodes.name(scope.names.temporary("number"))
            scope.flat.emit(nodes.assign(counter.id, nodes.binop(index, gast.Add, start)), iterable, scope, body)
        scope.flat.bind(goal.elts[0], counter, goal, scope, body)
        _elements(goal.elts[1], iterable.args[0], index, scope, out, body, lengths)
    elif _is(iterable, zip, scope) and isinstance(goal, gast.Tuple) and len(goal.elts) == len(iterable.args):
        for part, source in zip(goal.elts, iterable.args):
            _elements(part, source, index, scope, out, body, lengths)
    elif _is(iterable, range, scope) and len(iterable.args) == 1:
        lengths.append(scope.flat.atom(iterable.args[0], scope, out))
        scope.flat.bind(goal, index, goal, scope, body)
    elif _is(iterable, reversed, scope):
        raise scope.error(
            iterable, "`reversed` inside another iterator is not differentiated", "Reverse it with a slice: `xs[::-1]`."
        )
    else:
        name = _sequence(iterable, scope, out)
        length = scope.names.temporary(f"n_{name}")
        scope.flat.emit(nodes.assign(length, nodes.call(_builtin("len", scope), nodes.name(name))), iterable, scope, out)
        lengths.append(nodes.name(length))
        read = nodes.at(nodes.subscript(nodes.name(name), index), scope.place(iterable))
        if isinstance(goal, gast.Name):
            scope.flat.emit(nodes.assign(scope.variable(goal.id), read), goal, scope, body)
        else:
            element = scope.names.temporary("element")
            scope.flat.emit(nodes.assign(element, read), goal, scope, body)
            scope.flat.bind(goal, nodes.name(element), goal, scope, body)


def _sequence(iterable: Any, scope: Activation, out: list[Stmt]) -> str:
    """An iterable under a name, as a sequence that can be indexed."""
    source = scope.flat.named(iterable, scope, out)
    name = scope.names.temporary(f"{source}_seq")
    helper = scope.names.bind("rt", constant_binding(runtime, "rt"))
    call = nodes.call(nodes.attribute(nodes.name(helper), "sequence"), nodes.name(source))
    scope.flat.emit(nodes.assign(name, call), iterable, scope, out)
    return name


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
    if not any(_is(iterable, f, scope) for f in (range, enumerate, zip, reversed)):
        iterable_name = scope.flat.named(iterable, scope, out)
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
