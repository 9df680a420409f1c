"""Generator functions: what runs over one is put where it yields.

Guarantee: the statements of the generator and of the loop over it run in turn, as Python runs them, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import guards, questions, sources
from sourcead.normalize.activation import NO_PARAMETERS, Activation
from sourcead.normalize.exits import GUARDED, Frame, own_nodes, structured
from sourcead.normalize.known import Running, changed_names
from sourcead.normalize.objects import UNDECIDED, Instance
from sourcead.normalize.scope import local_names

WAY_OUT = "Loop over it where it is made, or make a list of it: `list(...)`."
STOP = "<stop>"  # tells, in the generator, that the loop over it is left


def loop(node: gast.For, scope: Activation, out: list[Stmt]) -> bool:
    """Write out a loop over a generator; whether it was one."""
    if not questions.is_generator_call(node.iter, scope):
        return False
    last = node.body[-1]
    leaves = isinstance(last, gast.If) and any(isinstance(s, gast.Break) for s in last.body)
    body = node.body[:-1] if leaves else node.body
    names = [n for s in [node.target, *body] for n in nodes.walk(s) if isinstance(n, gast.Name)]
    stored = {n.id for n in names if not isinstance(n.ctx, gast.Load)}

    def enter(value: Any, inner: Activation, inside: list[Stmt]) -> None:
        found = _given(value, inner, inside)
        _forget(body, scope)
        before = dict(scope.stand_in)
        scope.flat.bind_thing(node.target, found, node, scope, inside)
        for statement in body:
            scope.flat.statement(statement, scope, inside)
        _check_objects(before, node, scope)

    stop = scope.flat.pure(last.test, scope) if isinstance(last, gast.If) and leaves else None
    run = started(node.iter, stored, stop, scope, out)
    _, block = scope.repeated(node, out, lambda block: run(enter, block))
    out += block
    return True


def _check_objects(before: Mapping[str, Any], node: Any, scope: Activation) -> None:
    """A name that stands for an object must stand for the same one when the body is entered again."""
    for name, found in before.items():
        if isinstance(found, Instance) and scope.stand_in.get(name) is not found:
            raise scope.error(node, f"which object `{name}` is in this loop is known only when the program runs",
                              "Change the object's attributes instead, or give each object a name of its own.")  # fmt: skip


def _given(value: Any, inner: Activation, inside: list[Stmt]) -> Any:
    """What is yielded, as an atom or a known value."""
    return nodes.constant(None) if value is None else inner.flat.thing(value, inner, inside)


def _forget(body: Sequence[Stmt], scope: Activation) -> None:
    """What a loop's body binds may stand for something else each time that it is entered."""
    bound = local_names(gast.FunctionDef("body", NO_PARAMETERS, list(body), [], None, None, []))
    functions = {n for n in bound if n in scope.stand_in and not isinstance(scope.stand_in[n], Instance)}
    scope.stand_in.update({n: UNDECIDED for n in functions})
    scope.names.facts.forget({v for n in bound | changed_names(body) if (v := scope.current(n))} | scope.names.rebound)


Enter = Callable[[Any, Activation, list[Stmt]], None]


def started(
    call: gast.Call, stored: set[str], stop: Expr | None, scope: Activation, out: list[Stmt]
) -> Callable[[Enter, list[Stmt]], None]:
    """Evaluate the arguments of a generator function; what comes back runs it, with what it is given where it yields.

    `stored` are the names that the loop over it assigns; `stop` tells there, after an element, that no other is asked for.
    """
    if isinstance(call, gast.Name):
        inner = _used(scope.lookup(call.id, call), call, scope)
    else:
        inner = _checked(scope.flat.started(call, {scope.current(n) or n for n in stored}, scope, out), call, scope)
    given, region, names = dict(inner.stand_in), scope.names.region, scope.names

    def run(enter: Enter, block: list[Stmt]) -> None:
        def entered(value: Any, where: Activation, inside: list[Stmt]) -> None:
            before, names.region = names.region, (*names.region, names.number())
            enter(value, where, inside)
            names.region = before

        around, names.region = names.region, region  # the generator itself is run once
        inner.entered, inner.stand_in = entered, dict(given)
        if stop is not None:
            inner.stand_in[STOP] = stop
        result = scope.names.temporary("result")
        inner.local[result] = result
        body = [s for item in inner.node.body for s in _stopping(item, stop is not None, inner)]
        flat = structured(guards.plain(body, inner), Frame(scope.names, result))
        for flag in inner.flat.frame_flags(flat):
            inner.local.setdefault(flag, flag)
        scope.names.active += [scope, inner]
        for item in flat:
            inner.flat.statement(item, inner, block)
        del scope.names.active[-2:]
        names.region = around

    return run


class _All(set[str]):
    """Every name."""

    def __contains__(self, name: object) -> bool:
        return True

    def __or__(self, other: Any) -> Any:
        return self


def kept(call: gast.Call, scope: Activation, out: list[Stmt]) -> Running:
    """The call of a generator function, which is run through later."""
    return Running(_checked(scope.flat.started(call, _All(), scope, out), call, scope), scope.names.region)


def expression(node: gast.GeneratorExp, scope: Activation, out: list[Stmt]) -> Running:
    """A generator expression that is run through later: the first iterable is evaluated now."""
    body: list[Any] = [gast.copy_location(gast.Expr(gast.copy_location(gast.Yield(node.elt), node)), node)]
    for number, part in reversed(list(enumerate(node.generators))):
        for condition in reversed(part.ifs):
            body = [gast.copy_location(nodes.if_(condition, body), condition)]
        iterable = part.iter if number else sources.now(part.iter, scope, out)
        body = [gast.copy_location(gast.For(part.target, iterable, body, [], None), node)]
    made = gast.copy_location(gast.FunctionDef("elements", NO_PARAMETERS, body, [], None, None, []), node)
    inner = Activation(scope.located, scope.names, scope.is_primitive, made, scope.flat, scope, (*scope.chain, made))
    inner.declare()
    return Running(inner, scope.names.region)


def _used(found: Running, node: Any, scope: Activation) -> Activation:
    if found.is_used:
        raise scope.error(node, "a generator is run through a second time", "Make a list of it.")
    if found.region != scope.names.region:
        raise scope.error(node, "a generator is run through in a branch or loop other than the one it is made in",
                          WAY_OUT)  # fmt: skip
    found.is_used = True
    return found.inner  # type: ignore[no-any-return]


def _checked(inner: Activation, call: Any, scope: Activation) -> Activation:
    if inner.chain[-1] in inner.chain[:-1]:
        raise scope.error(call, "a generator that calls itself is not differentiated", "Let a function build a list.")
    _check(inner)
    return inner


def _check(inner: Activation) -> None:
    """Raise for a generator that does more than yield."""
    plain = {id(s.value) for item in inner.node.body for s in own_nodes(item) if isinstance(s, gast.Expr)}
    for found in questions.yields(inner.node):
        if id(found) not in plain:
            raise inner.error(found, "what is sent to a generator is not followed", "Let it yield in a statement of its own.")
    for block in (n for s in inner.node.body for n in own_nodes(s) if isinstance(n, GUARDED)):
        inside = next((n for n in nodes.walk(block) if isinstance(n, (gast.Yield, gast.YieldFrom))), None)
        if inside is not None:
            raise inner.error(inside, "a generator that yields inside `try` or `with` is not differentiated", "Yield outside it.")


def _stopping(node: Stmt, stops: bool, inner: Activation) -> list[Stmt]:
    """A statement of a generator, which is left after an element if no other is asked for."""
    if isinstance(node, gast.Expr) and isinstance(node.value, gast.Yield):
        leave = gast.copy_location(nodes.if_(nodes.name(STOP), [gast.copy_location(gast.Return(None), node)]), node)
        gast.copy_location(leave.test, node)
        return [node, leave] if stops else [node]
    if isinstance(node, gast.Expr) and isinstance(node.value, gast.YieldFrom):
        item = inner.names.temporary("item")
        inner.local[item] = item
        again = gast.copy_location(gast.Expr(gast.copy_location(gast.Yield(nodes.name(item)), node)), node)
        new = gast.For(nodes.target(item), node.value.value, _stopping(again, stops, inner), [], None)
        return [gast.copy_location(new, node)]
    if isinstance(node, gast.Return):
        return [gast.copy_location(gast.Return(None), node)]
    if isinstance(node, (gast.If, gast.For, gast.While)):
        new = gast.copy_location(type(node)(**dict(gast.iter_fields(node))), node)
        new.body = [s for item in node.body for s in _stopping(item, stops, inner)]
        new.orelse = [s for item in node.orelse for s in _stopping(item, stops, inner)]
        return [new]
    return [node]


__all__ = ["expression", "kept", "loop", "started"]
