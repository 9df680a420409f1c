"""`for` loops and comprehensions: over a name, or over a range of indices."""

from __future__ import annotations

import functools
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import (
    checkpoints,
    classes,
    collected,
    conversions,
    generators,
    protocols,
    questions,
    retried,
    sources,
    unroll,
    walks,
)
from sourcead.normalize.activation import Activation, Instance
from sourcead.normalize.consumed import as_list, filtered
from sourcead.normalize.iterators import builtin, by_index, check_keywords, is_call_of, is_iterator, own_name
from sourcead.normalize.ways import UndecidedError


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> None:
    """`for target in iterable: body`, without `else`."""
    if checkpoints.for_loop(node, scope, out):
        return
    node = _written(node, scope, out)
    if _by_next(node, scope, out) or generators.loop(node, scope, out):
        return
    given = node.iter
    iterable = sources.evaluated(sources.letters(given), scope, out)
    node = gast.copy_location(gast.For(node.target, iterable, node.body, [], None), node)
    if not unroll.for_loop(node, given, scope, out):
        written = functools.partial(unroll.counted, node, given, scope, out)
        retried.attempt(lambda: _loop(node, scope, out), written, UndecidedError, scope, out)
    sources.released(given, node.iter, scope)


def while_loop(node: gast.While, scope: Activation, out: list[Stmt]) -> None:
    """`while test: body`, without `else`; a walk from object to object is written out."""
    written = functools.partial(walks.while_loop, node, scope, out)
    kind = UnsupportedSyntaxError if _asks_objects(node.test, scope) else UndecidedError
    retried.attempt(lambda: _while(node, scope, out), written, kind, scope, out)


def _asks_objects(test: Any, scope: Activation) -> bool:
    """Whether a test, or a part of it, asks something of objects that is known."""
    parts = test.values if isinstance(test, gast.BoolOp) else [test]
    return bool(scope.names.instances) and any(questions.decided(p, scope) is not None for p in parts)


def _while(node: gast.While, scope: Activation, out: list[Stmt]) -> None:
    goes_on = scope.names.temporary("goes_on")

    def run(body: list[Stmt]) -> Expr:
        condition: Expr = nodes.name(goes_on)
        asked = protocols.asked(node.test, scope)
        plain = scope.flat.is_pure(asked, scope)
        if plain:
            condition = scope.flat.pure(asked, scope)
        else:
            scope.flat.emit(nodes.assign(goes_on, scope.flat.value(asked, scope, out)), node, scope, out)
        for item in node.body:
            scope.flat.statement(item, scope, body)
        if not plain:
            scope.flat.emit(nodes.assign(goes_on, scope.flat.value(asked, scope, body)), node, scope, body)
        return condition

    condition, body = scope.repeated(node, out, run)
    scope.flat.emit(nodes.while_(condition, body), node, scope, out)


def _by_next(node: gast.For, scope: Activation, out: list[Stmt]) -> bool:
    """Write a loop over an object that is its own iterator as one that asks for the next element; whether it was one."""
    kind = scope.resolve(node.iter.func) if isinstance(node.iter, gast.Call) else None
    found = questions.peek(node.iter, scope)
    kind = found.kind if isinstance(found, Instance) else kind
    if not isinstance(kind, type) or not classes.is_made_here(kind) or not conversions.is_own_iterator(kind):
        return False
    owner = classes.hold(scope.flat.thing(node.iter, scope, out), node.iter, scope)
    ended, last = own_name("ended", scope), node.body[-1]
    leaves = isinstance(last, gast.If) and any(isinstance(s, gast.Break) for s in last.body)
    taken = gast.Assign([node.target], gast.Call(nodes.attribute(owner, "__next__"), [], []), None)
    caught = gast.ExceptHandler(nodes.name("<StopIteration>"), None, [nodes.assign(ended, nodes.constant(True))])
    goes_on: Expr = nodes.not_(nodes.name(ended))
    rest = node.body[:-1] if leaves else node.body
    test = gast.BoolOp(gast.And(), [goes_on, nodes.not_(last.test)]) if leaves else goes_on
    body: list[Stmt] = [gast.Try([taken], [caught], [], []), nodes.if_(nodes.copy(goes_on), [*rest] or [gast.Pass()])]
    for item in (nodes.assign(ended, nodes.constant(False)), nodes.while_(test, body)):
        for part in nodes.walk(item):
            if not hasattr(part, "lineno"):
                gast.copy_location(part, node)
        scope.flat.statement(item, scope, out)
    return True


def _loop(node: gast.For, scope: Activation, out: list[Stmt]) -> None:
    def repeated(body: list[Stmt]) -> tuple[str, Expr]:
        found = _header(node.target, node.iter, scope, out, body)
        for item in node.body:
            scope.flat.statement(item, scope, body)
        return found

    (target, iterable), body = scope.repeated(node, out, repeated)
    scope.flat.emit(nodes.for_(target, iterable, body), node, scope, out)


def _written(node: gast.For, scope: Activation, out: list[Stmt]) -> gast.For:
    """A loop over a generator expression, `filter` or `map` of one as the loops that it is: each element is made in its turn."""
    node = gast.copy_location(gast.For(node.target, sources.stepped(node.iter, scope, out), node.body, [], None), node)
    made = _generator(node.iter, scope, out)
    if made is None:
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
    return _written(body[0], scope, out)


def _generator(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`filter`, and `map` or `enumerate` of a generator, as a generator expression; None for any other iterable."""
    if is_call_of(node, filter, scope) and len(node.args) == 2:
        test = node.args[0] if isinstance(node.args[0], gast.Constant) else scope.flat.now(node.args[0], scope, out)
        return filtered(gast.copy_location(gast.Call(node.func, [test, node.args[1]], []), node), scope)
    if not _runs_over_generator(node, scope):
        return node if isinstance(node, gast.GeneratorExp) else None
    if scope.resolve(node.func) is map:
        function, source = scope.flat.now(node.args[0], scope, out), _source(node.args[1], scope, out)
        made: Any = gast.Call(function, [source.elt], [])
    else:
        source, count = _source(node.args[0], scope, out), own_name("number", scope)
        start = scope.flat.atom([*node.args[1:], *(k.value for k in node.keywords), nodes.constant(0)][0], scope, out)
        scope.flat.emit(nodes.assign(count, nodes.binop(start, gast.Sub, nodes.constant(1))), node, scope, out)
        after = gast.copy_location(nodes.binop(nodes.name(count), gast.Add, nodes.constant(1)), node)
        number = gast.copy_location(gast.NamedExpr(nodes.target(count), after), node)
        made = nodes.tuple_([number, source.elt])
    return gast.copy_location(gast.GeneratorExp(gast.copy_location(made, node), source.generators), node)


def _source(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What a generator gives, as a generator expression."""
    if not questions.is_generator_call(node, scope):
        return _generator(node, scope, out)
    item = own_name("item", scope)
    part = gast.comprehension(nodes.target(item), node, [], 0)
    return gast.copy_location(gast.GeneratorExp(nodes.name(item), [part]), node)


def _runs_over_generator(node: Any, scope: Activation) -> bool:
    """Whether an iterable is `map` or `enumerate` of a generator."""
    if not isinstance(node, gast.Call) or not node.args:
        return False
    function = scope.resolve(node.func)
    if function is map:
        return len(node.args) == 2 and not node.keywords and _is_generator(node.args[1], scope)
    return function is enumerate and _is_generator(node.args[0], scope)


def _is_generator(node: Any, scope: Activation) -> bool:
    if isinstance(node, gast.GeneratorExp) or is_call_of(node, filter, scope):
        return True
    return questions.is_generator_call(node, scope) or _runs_over_generator(node, scope)


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
        variable: str = scope.variable(goal.id)
        scope.names.facts.forget({variable})  # it is another one in each round
        return variable
    name = scope.names.temporary("item")
    scope.flat.bind(goal, nodes.name(name), goal, scope, body)
    return name


def _range(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    return nodes.call(builtin("range", scope), *(scope.flat.atom(a, scope, out) for a in node.args))


def comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`[e for x in xs if c]` and `{k: v for x in xs}`: written out over functions and objects, else a loop that collects."""
    first = node.generators[0]
    run = sources.evaluated(sources.stepped(first.iter, scope, out), scope, out)
    own = gast.comprehension(first.target, run, first.ifs, first.is_async)
    made = [node.key, node.value] if isinstance(node, gast.DictComp) else [node.elt]
    kind = gast.DictComp if isinstance(node, gast.DictComp) else gast.ListComp
    node = gast.copy_location(kind(*made, [own, *node.generators[1:]]), node)
    found = collected.comprehension(node, scope, out)
    if found is None:
        found = (_dict_comprehension if kind is gast.DictComp else _list_comprehension)(node, scope, out)
    sources.released(first.iter, run, scope)
    return found


def _list_comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    result = scope.names.temporary("items")
    scope.flat.emit(nodes.assign(result, nodes.list_([])), node, scope, out)

    def innermost(body: list[Stmt]) -> None:
        element = scope.flat.atom(node.elt, scope, body)
        append = nodes.call(nodes.attribute(nodes.name(result), "append"), element)
        scope.flat.emit(nodes.expression(nodes.at(append, scope.place(node.elt))), node.elt, scope, body)

    _comprehended(node, list(node.generators), scope, out, innermost)
    return nodes.name(result)


def _dict_comprehension(node: gast.DictComp, scope: Activation, out: list[Stmt]) -> Expr:
    result = scope.names.temporary("table")
    scope.flat.emit(nodes.assign(result, gast.Dict([], [])), node, scope, out)

    def innermost(body: list[Stmt]) -> None:
        key = scope.flat.atom(node.key, scope, body)
        element = scope.flat.atom(node.value, scope, body)
        scope.flat.emit(nodes.assign(nodes.subscript(nodes.name(result), key), element), node, scope, body)

    _comprehended(node, list(node.generators), scope, out, innermost)
    return nodes.name(result)


def _comprehended(node: Any, parts: list[Any], scope: Activation, out: list[Stmt], innermost: Any) -> None:
    """The loops of a comprehension; its variables are its own."""
    if not parts:
        innermost(out)
        return
    first = parts[0]
    if first.is_async:
        raise scope.error(node, "asynchronous code is not differentiated")
    own = [t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)]
    made = [node.key, node.value] if isinstance(node, gast.DictComp) else [node.elt]
    loop = gast.copy_location(gast.For(first.target, first.iter, [gast.Expr(p) for p in [*first.ifs, *made]], [], None), node)
    inner = _generator(first.iter, scope, out)
    if inner is not None:
        inside = _each(node, parts, scope, innermost)
        _comprehended(inner, list(inner.generators), scope, out, lambda body: inside(inner.elt, scope, body))
        return
    if questions.is_generator_call(first.iter, scope):
        run = generators.started(first.iter, set(), None, scope, out)
        _, body = scope.repeated(loop, out, lambda body: run(_each(node, parts, scope, innermost), body))
        out += body
        return
    fresh = {n: scope.names.fresh(n) for n in own}

    def round_(body: list[Stmt]) -> tuple[str, Expr]:
        before = {n: (scope.local.get(n), scope.stand_in.pop(n, None)) for n in own}
        target, iterable = _comprehension_header(first, fresh, scope, out, body)
        _chosen(first.ifs, lambda inside: _comprehended(node, parts[1:], scope, inside, innermost), scope, body)
        _leave(before, scope)
        return target, iterable

    (target, iterable), body = scope.repeated(loop, out, round_)
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


def _leave(before: dict[str, tuple[Any, Any]], scope: Activation) -> None:
    """Names stand for what they stood for before a comprehension."""
    for name, (local, stand_in) in before.items():
        scope.local.pop(name, None)
        if local is not None:
            scope.local[name] = local
        if stand_in is not None:
            scope.stand_in[name] = stand_in


def _each(node: Any, parts: list[Any], scope: Activation, innermost: Any) -> Any:
    """What a comprehension does with each element of a generator."""
    first = parts[0]

    def inside(made: Any, where: Activation, body: list[Stmt]) -> None:
        element = nodes.constant(None) if made is None else where.flat.atom(made, where, body)
        own = [t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)]
        before = {n: (scope.local.get(n), scope.stand_in.pop(n, None)) for n in own}
        scope.local.update({n: scope.names.fresh(n) for n in own})
        scope.flat.bind(first.target, element, first.target, scope, body)
        _chosen(first.ifs, lambda block: _comprehended(node, parts[1:], scope, block, innermost), scope, body)
        _leave(before, scope)

    return inside
