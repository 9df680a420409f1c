"""Calls: of primitives, which are one operation, and of the user's functions, which are inlined.

Guarantee: arguments are evaluated in the caller's order, once; an inlined function sees its own globals, closure and defaults.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.locate import Located, locate
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import effects
from sourcead.normalize.activation import Activation, Inner, constant_binding, unwrapped
from sourcead.normalize.exits import Frame, has_early_exit, structured
from sourcead.normalize.program import MISSING
from sourcead.normalize.unsupported import first_unsupported

REFUSED = (eval, exec, compile, globals, locals, vars, setattr, delattr, __import__)
SEQUENCE_TAKERS = (sum, max, min, list, tuple, any, all, sorted)


def call(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """A call as one operation, or as the value of an inlined function."""
    if any(isinstance(a, gast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        starred = next((a for a in node.args if isinstance(a, gast.Starred)), node)
        raise scope.error(starred, "unpacking into a call is not differentiated", "Write the arguments out.")
    target = scope.resolve(node.func)
    if isinstance(target, Inner):
        return _inline(target.node, target.scope.located, target.scope, node, scope, out, [], {}, target.node)
    if not isinstance(node.func, gast.Lambda) and (target is MISSING or scope.is_primitive(target)):
        stored = effects.written(target, node, scope, out)
        if stored is not None:
            return stored
    if target is MISSING and isinstance(node.func, gast.Attribute):
        base = scope.flat.atom(node.func.value, scope, out)
        return _plain(nodes.attribute(base, node.func.attr), node, scope, out)
    if target is MISSING:
        raise scope.error(node.func, "which function is called here is known only when the program runs",
                          "Pass the function as an argument of its own, or call it by a name.")  # fmt: skip
    if any(target is refused for refused in REFUSED):
        raise scope.error(node, f"what `{target.__name__}` does cannot be followed", "Write the statements out.")
    function, before, keywords = unwrapped(target)
    if scope.is_primitive(target) or scope.is_primitive(function):
        return _plain(scope.flat.pure(node.func, scope), node, scope, out)
    scope.depend(node.func, target)
    bound = [_constant(v, "bound", scope) for v in before]
    named = {k: _constant(v, k, scope) for k, v in keywords.items()}
    located = locate(function)
    return _inline(located.node, located, None, node, scope, out, bound, named, function)


def _plain(function: Expr, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    args = [scope.flat.atom(a, scope, out) for a in node.args]
    return gast.Call(function, args, [gast.keyword(k.arg, scope.flat.atom(k.value, scope, out)) for k in node.keywords])


def _constant(value: Any, name: str, scope: Activation) -> Expr:
    """An expression for a value that is known now: a literal, or a name bound to it."""
    if value is None or (type(value) in (bool, int, float, str) and value == value):
        return nodes.constant(value)
    return nodes.name(scope.names.bind(name, constant_binding(value, name)))


def _inline(
    node: Any, located: Located, outer: Activation | None, at: gast.Call, scope: Activation, out: list[Stmt],
    before: Sequence[Expr], keywords: Mapping[str, Expr], identity: object,
) -> Expr:  # fmt: skip
    if any(identity is other for other in scope.chain):
        raise scope.error(at, "a function that calls itself is not differentiated", "Write the recursion as a loop.")
    inner = Activation(located, scope.names, scope.is_primitive, node, scope.flat, outer, (*scope.chain, identity))
    arguments = _arguments(at, scope, out)
    bound = _bind(inner, [*before, *arguments[0]], {**keywords, **arguments[1]}, at, scope)
    _enter(inner, bound, at, scope, out)
    inner.declare()
    body = node.body if isinstance(node.body, list) else [gast.copy_location(nodes.return_(node.body), node.body)]
    return _run(body, inner, at, scope, out)


def _arguments(at: gast.Call, scope: Activation, out: list[Stmt]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments as atoms; functions are passed as what they are."""

    def argument(node: Any) -> Any:
        if isinstance(node, gast.Lambda):
            return Inner(node, scope)
        if isinstance(node, gast.Name):
            found = scope.lookup(node.id, node)
            if isinstance(found, Inner):
                return found
        return scope.flat.atom(node, scope, out)

    return [argument(a) for a in at.args], {k.arg: argument(k.value) for k in at.keywords}


def _bind(
    inner: Activation, args: Sequence[Any], keywords: Mapping[str, Any], at: gast.Call, scope: Activation
) -> dict[str, Any]:
    """The callee's parameters and what they get."""
    spec = inner.node.args
    if spec.vararg is not None or spec.kwarg is not None:
        raise scope.error(at, "a function with `*args` or `**kwargs` is not differentiated", "Name its parameters.")
    positional = [p.id for p in [*spec.posonlyargs, *spec.args]]
    if len(args) > len(positional):
        raise scope.error(at, f"the function takes {len(positional)} positional argument(s), {len(args)} are given")
    bound: dict[str, Any] = dict(zip(positional, args))
    for name, value in keywords.items():
        bound[name] = value
    defaults = _defaults(inner)
    for name in [*positional, *(p.id for p in spec.kwonlyargs)]:
        if name not in bound:
            if name not in defaults:
                raise scope.error(at, f"the argument `{name}` is missing")
            bound[name] = defaults[name]
    unknown = set(bound) - set(positional) - {p.id for p in spec.kwonlyargs}
    if unknown:
        raise scope.error(at, f"the function has no parameter `{min(unknown)}`")
    return bound


def _defaults(inner: Activation) -> dict[str, Any]:
    """The values of parameters that have one."""
    spec = inner.node.args
    positional = [p.id for p in [*spec.posonlyargs, *spec.args]]
    if inner.outer is not None:
        tail = positional[len(positional) - len(spec.defaults) :]
        found = dict(zip(tail, spec.defaults))
        found.update({p.id: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
        return {n: inner.outer.flat.pure(d, inner.outer) for n, d in found.items()}
    signature = inspect.signature(inner.function, follow_wrapped=False)
    known = {n: p.default for n, p in signature.parameters.items() if p.default is not p.empty}
    return {n: _constant(v, n, inner) for n, v in known.items()}


def _enter(inner: Activation, bound: Mapping[str, Any], at: gast.Call, scope: Activation, out: list[Stmt]) -> None:
    """Let the parameters stand for their arguments; one that the callee assigns becomes a variable."""
    assigned = {n.id for n in nodes.walk(inner.node) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)}
    updated = {n.target.id for n in nodes.walk(inner.node) if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name)}
    for name, passed in bound.items():
        if isinstance(passed, Inner) or name not in assigned | updated:
            inner.stand_in[name] = passed
        else:
            inner.local[name] = scope.names.fresh(name)
            scope.flat.emit(nodes.assign(inner.local[name], passed), at, scope, out)


def refuse_unsupported(body: Sequence[Stmt], scope: Activation) -> None:
    """Raise for a block that no stage knows."""
    found = first_unsupported(body)
    if found is not None:
        raise scope.error(found)


def _run(body: list[Stmt], inner: Activation, at: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """The callee's statements, and its value as an operation."""
    refuse_unsupported(body, inner)
    if not has_early_exit(body) and body and isinstance(body[-1], gast.Return):
        for item in body[:-1]:
            inner.flat.statement(item, inner, out)
        last = body[-1].value
        if last is None:
            return nodes.constant(None)
        return inner.flat.value(last, inner, out)  # type: ignore[no-any-return]
    result = scope.names.temporary("result")
    inner.local[result] = result
    frame = Frame(scope.names, result)
    flat = structured(body, frame)
    for flag in frame_flags(flat):
        inner.local.setdefault(flag, flag)
    if not any(isinstance(n, gast.Return) for s in body for n in nodes.walk(s)):
        for item in flat:
            inner.flat.statement(item, inner, out)
        return nodes.constant(None)
    for item in flat:
        inner.flat.statement(item, inner, out)
    return nodes.name(result)


def frame_flags(body: Sequence[Stmt]) -> set[str]:
    """The flags that structured code assigns: names without a place in the file."""
    found = set()
    for item in body:
        for part in nodes.walk(item):
            if isinstance(part, gast.Assign) and isinstance(part.targets[0], gast.Name) and isinstance(part.value, gast.Constant):
                if part.value.value is True or part.value.value is False:
                    found.add(part.targets[0].id)
    return found
