"""Comprehensions over functions or objects, or that make some, written out (see `unroll`).

Guarantee: the elements come in the comprehension's order; its variables are its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import callables, makers, questions, unroll
from sourcead.normalize.activation import Activation
from sourcead.normalize.consumed import as_list
from sourcead.normalize.decisions import decided
from sourcead.normalize.iterators import helper
from sourcead.normalize.known import Group
from sourcead.normalize.objects import UNDECIDED


def comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A list, generator or dict of functions or objects, or over some, written out; None for any other comprehension."""
    first, made = node.generators[0], node.value if isinstance(node, gast.DictComp) else node.elt
    wanted = makers.makes_known(made, scope) or (unroll.unpacks(first.target, [made]) and unroll.is_counted(first.iter, scope))
    known = unroll.is_over_known(first.iter, scope) or unroll.looks_up(first.iter, node, scope)
    if len(node.generators) > 1 or first.is_async:
        return _nested(node, scope, out) if known else None
    if not known and not wanted:
        return None
    rounds = _made_over(first, node, scope, out)
    inner = Activation(scope.located, scope.names, scope.is_primitive, node, scope.flat, scope, scope.chain, is_part=True)
    inner.local = {t.id: scope.names.fresh(t.id) for t in nodes.walk(first.target) if isinstance(t, gast.Name)}
    scope.names.active.append(scope)
    if makers.makes_known(made, scope):
        rounds = _all_demanded(rounds, first.iter, scope, out)
    found = (_appended if any(r.test is not None for r in rounds) else _collected)(node, rounds, inner, out)
    scope.names.active.pop()
    return found


def _nested(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A comprehension of several loops over functions or objects, as the loops that it stands for."""
    if any(isinstance(n, gast.NamedExpr) for n in nodes.walk(node)):
        raise scope.error(node, "`:=` in a comprehension of several loops over objects or functions is not differentiated",
                          "Write the loops out.")  # fmt: skip
    inner = Activation(scope.located, scope.names, scope.is_primitive, node, scope.flat, scope, scope.chain)
    targets = [t for g in node.generators for t in nodes.walk(g.target) if isinstance(t, gast.Name)]
    inner.local = {t.id: scope.names.fresh(t.id) for t in targets}
    is_dict = isinstance(node, gast.DictComp)
    result = scope.names.temporary("table" if is_dict else "items")
    inner.local[result] = result
    if is_dict:
        body: list[Stmt] = [nodes.assign(nodes.subscript(nodes.name(result), node.key), node.value)]
    else:
        body = [nodes.expression(nodes.call(nodes.attribute(nodes.name(result), "append"), node.elt))]
    for part in reversed(node.generators):
        for condition in reversed(part.ifs):
            body = [nodes.if_(condition, body)]
        body = [nodes.for_(part.target, part.iter, body)]
    empty = gast.Dict([], []) if is_dict else nodes.list_([])
    body = [callables.at(s, node) for s in [nodes.assign(result, empty), *body]]
    inner.node = gast.copy_location(nodes.function("<comprehension>", [], body), node)
    scope.names.active.append(scope)
    for statement in body:
        scope.flat.statement(statement, inner, out)
    scope.names.active.pop()
    return inner.lookup(result, node)


def _all_demanded(rounds: Sequence[unroll.Round], at: Any, scope: Activation, out: list[Stmt]) -> list[unroll.Round]:
    """The rounds of which each makes an object: that one does not come, for want of elements beside the others, is an error."""
    tests = {nodes.key(one.test.left): one.test for one in rounds if one.test is not None}  # the last one of each length
    for test in tests.values():
        text = f"`zip` gives fewer than {len(rounds)} rounds: how many objects are made is not known beforehand"
        error = helper("FewerError", scope, nodes.constant(text))
        scope.flat.emit(nodes.if_(nodes.not_(nodes.copy(test)), [gast.Raise(error, None)]), at, scope, out)
    return [replace(one, test=None) for one in rounds]


def _made_over(first: Any, node: Any, scope: Activation, out: list[Stmt]) -> list[unroll.Round]:
    rounds = unroll.numbers_of(first.iter, scope)
    if rounds is None and (
        unroll.is_over_known(first.iter, scope) or (isinstance(first.iter, gast.Call) and unroll.is_counted(first.iter, scope))
    ):
        rounds = unroll.rounds_of(first.iter, scope, out)
    elif rounds is None:
        rounds = unroll.elements_of(scope.flat.thing(as_list(first.iter, scope), scope, out), first.iter, scope, out)
    if rounds is None:
        raise scope.error(first.iter, "how many objects or functions are made here is known only when the program runs",
                          "Make them over a tuple or a `range` of known length, or keep numbers in arrays.")  # fmt: skip
    return unroll.checked(rounds, first.iter, scope)


def _appended(node: Any, rounds: Sequence[unroll.Round], inner: Activation, out: list[Stmt]) -> Expr:
    """A comprehension of which it is not known which rounds come."""
    first = node.generators[0]
    is_dict = isinstance(node, gast.DictComp)
    result = inner.names.temporary("table" if is_dict else "items")
    inner.flat.emit(nodes.assign(result, gast.Dict([], []) if is_dict else nodes.list_([])), node, inner, out)

    def run(item: Any, block: list[Stmt]) -> None:
        _bind_own(first.target, item, node, inner, block)
        for condition in first.ifs:
            test = inner.flat.test(condition, inner, block)
            block.append(nodes.at(nodes.if_(test, []), inner.place(condition)))
            block = block[-1].body  # type: ignore[attr-defined]
        key = inner.flat.atom(node.key, inner, block) if is_dict else None
        element = inner.flat.atom(node.value if is_dict else node.elt, inner, block)
        if key is not None:
            inner.flat.emit(nodes.assign(nodes.subscript(nodes.name(result), key), element), node, inner, block)
        else:
            append = nodes.call(nodes.attribute(nodes.name(result), "append"), element)
            inner.flat.emit(nodes.expression(nodes.at(append, inner.place(node.elt))), node.elt, inner, block)

    unroll.run_all(rounds, run, None, node, inner, out)
    return nodes.name(result)


def _collected(node: Any, rounds: Sequence[unroll.Round], inner: Activation, out: list[Stmt]) -> Any:
    """A comprehension of which it is known which rounds come."""
    items: list[Any] = []
    keys: list[Any] = []
    first = node.generators[0]
    own = {t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)}
    for one in rounds:
        _bind_own(first.target, one.given(inner, out), node, inner, out)
        wanted = [decided(c, inner) for c in first.ifs]
        if UNDECIDED in wanted:
            raise inner.error(first.ifs[wanted.index(UNDECIDED)], "which objects or functions are taken is not known here",
                              "Choose by what is known beforehand.")  # fmt: skip
        if not all(wanted):
            continue
        held = {inner.local[n] for n in own if n in inner.local}
        if isinstance(node, gast.DictComp):
            keys.append(_key(inner.flat.thing(node.key, inner, out), held, node, inner, out))
        made = inner.flat.thing(node.value if isinstance(node, gast.DictComp) else node.elt, inner, out)
        items.append(_apart(made, held, node, inner, out))
        inner.names.pending.append(items[-1])
    del inner.names.pending[len(inner.names.pending) - len(items) :]
    kind = "dict" if isinstance(node, gast.DictComp) else "list"
    return callables.grouped(kind, keys, items, node, inner, out)


def _key(found: Any, held: set[str], node: Any, inner: Activation, out: list[Stmt]) -> Any:
    """A key as it is in this round: the constant, where it is known."""
    known, key = questions.known_key(found, inner)
    return nodes.constant(key) if known else _apart(found, held, node, inner, out)


def _apart(made: Any, held: set[str], node: Any, inner: Activation, out: list[Stmt]) -> Any:
    """An element that is the comprehension's variable, which the next round assigns."""
    if not isinstance(made, gast.Name) or made.id not in held:
        return made
    name = inner.names.temporary(made.id)
    inner.flat.emit(nodes.assign(name, made), node, inner, out)
    return nodes.name(name)


def _bind_own(goal: Any, item: Any, node: Any, inner: Activation, out: list[Stmt]) -> None:
    """Bind the comprehension's own variables: a constant stands for itself."""
    if isinstance(goal, gast.Name) and isinstance(item, gast.Constant):
        inner.stand_in[goal.id] = item
        return
    if isinstance(goal, gast.Tuple) and isinstance(item, Group) and len(item.items) == len(goal.elts):
        for part, value in zip(goal.elts, item.items):
            _bind_own(part, value, node, inner, out)
        return
    inner.is_part = False
    inner.flat.bind_thing(goal, item, node, inner, out)
    unroll.know(goal, item, inner)
    inner.is_part = True
