"""`try` in all its forms, made into guarded bodies with one handler each.

Guarantee: what runs, in which order, and what is caught where, stays the same. A guarded body that comes out may still
have effects before it raises; `differentiate.partial` sees to those.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import contexts, ways
from sourcead.normalize.activation import Activation
from sourcead.normalize.marks import EXCEPT, TRY, joined, mark
from sourcead.normalize.program import Binding
from sourcead.normalize.unbound import check_deleted

LEAVING = (gast.Return, gast.Break, gast.Continue)


# on the user's own statements, before exits are made structured


def plain(body: Sequence[Stmt], scope: Activation) -> list[Stmt]:
    """The body of a function, whose `try` statements have either handlers or a `finally` then."""
    check_deleted(body, scope)
    return _block_plain(body, scope)


def _block_plain(body: Sequence[Stmt], scope: Activation) -> list[Stmt]:
    return [new for statement in body for new in _plain(statement, scope)]


def _plain(node: Stmt, scope: Activation) -> list[Stmt]:
    if isinstance(node, gast.Try):
        return _plain_try(node, scope)
    if isinstance(node, gast.With):
        return [gast.copy_location(s, node) for s in contexts.plain_with(node, _block_plain(node.body, scope), scope)]
    if isinstance(node, gast.If):
        return [gast.copy_location(nodes.if_(node.test, _block_plain(node.body, scope), _block_plain(node.orelse, scope)), node)]
    if isinstance(node, (gast.For, gast.While)):
        new = gast.copy_location(type(node)(**dict(gast.iter_fields(node))), node)
        new.body, new.orelse = _block_plain(node.body, scope), _block_plain(node.orelse, scope)
        return [new]
    return [node]


def _plain_try(node: gast.Try, scope: Activation) -> list[Stmt]:
    inner = _block_plain(node.body, scope)
    if node.handlers:
        handlers = [gast.copy_location(gast.ExceptHandler(h.type, h.name, _block_plain(h.body, scope)), h) for h in node.handlers]
        inner = [gast.copy_location(gast.Try(inner, handlers, _block_plain(node.orelse, scope), []), node)]
    if not node.finalbody:
        return inner
    leaving = next((n for s in node.finalbody for n in nodes.walk(s) if isinstance(n, LEAVING)), None)
    if leaving is not None:
        raise scope.error(leaving, "a `finally` block that leaves the block around it hides exceptions",
                          "Leave it after the `try`.")  # fmt: skip
    return [gast.copy_location(gast.Try(inner, [], [], _block_plain(node.finalbody, scope)), node)]


# to normal form


def try_statement(node: gast.Try, scope: Activation, out: list[Stmt]) -> None:
    """A plain `try` as guarded bodies."""
    if node.finalbody:
        _finally(node, scope, out)
        return
    guarded(
        node, lambda: _block(node.body, scope), lambda: _block(node.orelse, scope), lambda: _handlers(node, scope),
        _classes(node, scope), scope, out,
    )  # fmt: skip


Maker = Callable[[], list[Stmt]]


def guarded(
    node: Any, body: Maker, after: Maker, handler: Maker, classes: list[Expr], scope: Activation, out: list[Stmt]
) -> None:
    """Append a guarded body, what runs after it, and its handler, all given as functions that make them."""

    def inner() -> list[Stmt]:
        scope.names.guarded += 1
        found = body()
        scope.names.guarded -= 1
        changed.update(n for n in {**before, **scope.stand_in} if scope.stand_in.get(n) is not before.get(n))
        touched.extend(scope.names.touched[start:])
        now = scope.names.facts.forms
        lost.update(n for n in facts if now.get(n) is not facts[n])
        return joined(found, after())

    def other() -> list[Stmt]:
        ways.interrupted(scope, touched, changed)
        scope.names.facts.forget(lost)
        return handler()

    before, changed = dict(scope.stand_in), set[str]()
    facts, lost = dict(scope.names.facts.forms), set[str]()
    start, touched = len(scope.names.touched), list[Any]()
    first, second = scope.branches(inner, other)
    scope.flat.emit(nodes.if_(mark(TRY, *classes), first, second), node, scope, out)


def _builtin(name: str, scope: Activation) -> Expr:
    return nodes.name(scope.names.bind(name, Binding(getattr(builtins, name), vars(builtins), name)))


def _block(body: Sequence[Stmt], scope: Activation) -> list[Stmt]:
    out: list[Stmt] = []
    for item in body:
        scope.flat.statement(item, scope, out)
    return out


def _finally(node: gast.Try, scope: Activation, out: list[Stmt]) -> None:
    """`try: body finally: after`: what comes after runs too, then the exception goes on, where anybody can see that."""
    seen = scope.names.guarded or any(isinstance(n, gast.Expr) for s in node.finalbody for n in nodes.walk(s))
    if seen and not all(isinstance(s, gast.Pass) for s in node.finalbody):
        again = nodes.at(gast.Raise(None, None), scope.place(node))
        guarded(
            node, lambda: _block(node.body, scope), list, lambda: [*_block(node.finalbody, scope), again],
            [_builtin("BaseException", scope)], scope, out,
        )  # fmt: skip
    else:
        out += _block(node.body, scope)
    out += _block(node.finalbody, scope)


def _classes(node: gast.Try, scope: Activation) -> list[Expr]:
    """The exception classes that the handlers catch."""
    found: list[Expr] = []
    for handler in node.handlers:
        found += [c for c in _caught(handler, scope) if not any(nodes.equal(c, other) for other in found)]
    return found


def _caught(handler: Any, scope: Activation) -> list[Expr]:
    if handler.type is None:
        return [_builtin("BaseException", scope)]
    found: list[Expr] = []
    for part in handler.type.elts if isinstance(handler.type, gast.Tuple) else [handler.type]:
        kind = scope.resolve(part) if nodes.dotted(part) is not None else None
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise scope.error(part, "which exceptions are caught here is known only when the program runs",
                              "Name the exception classes.")  # fmt: skip
        if issubclass(kind, NameError):
            raise scope.error(part, "whether a variable is bound is not followed", "Bind it first: `y = None`, and ask for that.")
        found.append(scope.flat.pure(part, scope))
    return found


def _handlers(node: gast.Try, scope: Activation) -> list[Stmt]:
    """The handlers as one: the first whose class fits runs."""
    out: list[Stmt] = []
    only = node.handlers[0] if len(node.handlers) == 1 else None
    if only is not None and only.name is None:
        return _block(only.body, scope)
    error = scope.names.temporary("error") if only is None else scope.variable(only.name.id)
    scope.flat.emit(nodes.assign(error, mark(EXCEPT)), node, scope, out)
    out += _chain(node.handlers, error, scope) if only is None else _block(only.body, scope)
    return out


def _chain(handlers: Sequence[Any], error: str, scope: Activation) -> list[Stmt]:
    handler, rest = handlers[0], handlers[1:]

    def body() -> list[Stmt]:
        found: list[Stmt] = []
        if handler.name is not None:
            scope.flat.emit(nodes.assign(scope.variable(handler.name.id), nodes.name(error)), handler, scope, found)
        return found + _block(handler.body, scope)

    if not rest:
        return body()
    out: list[Stmt] = []
    classes = _caught(handler, scope)
    kind = classes[0]
    if len(classes) > 1:
        kind = nodes.name(scope.names.temporary("kinds"))
        scope.flat.emit(nodes.assign(kind.id, nodes.tuple_(classes)), handler, scope, out)
    which = scope.names.temporary(f"is_{(nodes.dotted(classes[0]) or ['caught'])[-1]}")
    test = nodes.call(_builtin("isinstance", scope), nodes.name(error), kind)
    scope.flat.emit(nodes.assign(which, test), handler, scope, out)
    first, second = scope.branches(body, lambda: _chain(rest, error, scope))
    scope.flat.emit(nodes.if_(nodes.name(which), first, second), handler, scope, out)
    return out


__all__ = ["guarded", "plain", "try_statement"]
