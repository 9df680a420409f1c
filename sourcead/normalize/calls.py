"""Calls: of primitives, which are one operation, and of the user's functions, which are inlined.

Guarantee: arguments are evaluated in the caller's order, once; an inlined function sees its own globals, closure and defaults.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.locate import Located
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import (
    changing,
    classes,
    conversions,
    effects,
    guards,
    iterators,
    objects,
    ordering,
    pairs,
    protocols,
    questions,
    unrolled,
)
from sourcead.normalize.activation import Activation, Bound, Inner, Instance, constant_binding, unwrapped
from sourcead.normalize.exits import Frame, has_early_exit, structured
from sourcead.normalize.patterns import locate
from sourcead.normalize.program import MISSING, Attributes, Binding, attributes
from sourcead.normalize.scope import find_binding
from sourcead.normalize.unsupported import first_unsupported

REFUSED = (eval, exec, compile, globals, locals, vars, setattr, delattr, __import__, memoryview)
METHODS_OF_TYPES = (types.MethodDescriptorType, types.WrapperDescriptorType)  # `np.ndarray.sort(x)` is `x.sort()`
CHANGING = changing.CHANGING | {"fill", "put", "resize", "partition", "itemset", "setfield", "setflags"}


DONE = object()  # a call that was about objects, and is a value already


def call(node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """A call as one operation, or as the value of an inlined function."""
    if any(isinstance(a, gast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        starred = next((a for a in node.args if isinstance(a, gast.Starred)), node)
        raise scope.error(starred, "unpacking into a call is not differentiated", "Write the arguments out.")
    goal, scope.goal = scope.goal, ""
    target, node = _about_objects(node, goal, scope, out)
    if target is DONE:
        return node
    if isinstance(target, METHODS_OF_TYPES) and node.args and target.__objclass__ in (np.ndarray, list, dict, set):
        method = gast.copy_location(gast.Attribute(node.args[0], target.__name__, gast.Load()), node)
        return call(gast.copy_location(gast.Call(method, node.args[1:], node.keywords), node), scope, out)
    if isinstance(target, Inner):
        scope.goal = goal
        return _inline(target.node, target.scope.located, target, node, scope, out, [], {}, target.node)
    if not isinstance(node.func, gast.Lambda) and (target is MISSING or scope.is_primitive(unwrapped(target)[0])):
        stored = ordering.by_key(target, node, scope, out) or effects.written(target, node, scope, out)
        if stored is not None:
            return stored
    if target is MISSING and isinstance(node.func, gast.Attribute):
        base = scope.flat.atom(node.func.value, scope, out)
        if not isinstance(base, gast.Name) and nodes.dotted(base) is None:  # a method of a constant
            base = nodes.name(scope.flat.named(node.func.value, scope, out))
        return _plain(nodes.attribute(base, node.func.attr), node, scope, out)
    if target is MISSING:
        raise scope.error(node.func, "which function is called here is known only when the program runs",
                          "Pass the function as an argument of its own, or call it by a name.")  # fmt: skip
    if any(target is refused for refused in REFUSED):
        raise scope.error(node, f"what `{target.__name__}` does cannot be followed", "Write the statements out.")
    function, before, keywords = unwrapped(target)
    if isinstance(node.func, gast.Attribute) or not scope.is_primitive(function):
        scope.depend(node.func)
    bound = [_bound_to(v, node.func, scope) for v in before]
    named = {k: _constant(v, k, scope) for k, v in keywords.items()}
    if scope.is_primitive(function):
        if not isinstance(target, functools.partial):
            return _plain(scope.flat.pure(node.func, scope), node, scope, out)
        plain = _plain(_constant(function, getattr(function, "__name__", "function"), scope), node, scope, out)
        given = {k.arg for k in plain.keywords}
        plain.args[:0] = bound
        plain.keywords += [gast.keyword(k, v) for k, v in named.items() if k not in given]
        return plain
    located = locate(function)
    scope.goal = goal
    return _inline(located.node, located, None, node, scope, out, bound, named, function)


def _about_objects(node: gast.Call, goal: str, scope: Activation, out: list[Stmt]) -> tuple[Any, Any]:
    """The callee of a call, and the call; or `DONE` and the value of a call that is about objects."""
    func = node.func
    if isinstance(func, gast.Attribute) and isinstance(func.value, gast.Call):
        found = classes.of_super(node, scope, out)
        if found is not objects.ABSENT:
            return DONE, found
    if isinstance(func, gast.Subscript) and isinstance(questions.peek(func.value, scope), Instance):
        func = classes.hold(scope.flat.thing(func, scope, out), func, scope)
        node = gast.copy_location(gast.Call(func, node.args, node.keywords), node)
    if isinstance(func, gast.Attribute) and questions.may_be_object(func.value, scope):
        held = classes.hold(scope.flat.thing(func.value, scope, out), func.value, scope)
        func = gast.copy_location(nodes.attribute(held, func.attr), func)
        node = gast.copy_location(gast.Call(func, node.args, node.keywords), node)
    target = scope.resolve(func)
    if isinstance(func, gast.Attribute) and getattr(questions.peek(func.value, scope), "is_container", False):
        return DONE, classes.call_method(questions.peek(func.value, scope), func.attr, node, scope, out)
    if isinstance(target, Bound):
        return DONE, classes.call_bound(target, node, scope, out)
    if isinstance(target, Instance):
        return DONE, classes.call_special(target, "__call__", node, scope, out)
    if classes.is_made_here(target):
        return DONE, classes.construct(target, node, scope, out, goal)
    if target is MISSING and isinstance(func, gast.Attribute):
        owner = scope.flat.peek(func.value, scope)
        if isinstance(owner, Instance):
            return DONE, classes.call_method(owner, func.attr, node, scope, out)
    if target is object.__setattr__ and node.args and isinstance(scope.flat.peek(node.args[0], scope), Instance):
        return DONE, protocols.ask(node, setattr, scope, out)
    if conversions.is_conversion(target, node) and _gives_object(node.args[0], scope):
        owner = scope.flat.thing(node.args[0], scope, out)
        if target is list or target is tuple:
            owner = conversions.iterated(owner, node, scope, out)
        if isinstance(owner, Instance):
            return DONE, conversions.converted(target, owner, node, scope, out)
        held = classes.hold(owner, node.args[0], scope)
        node = gast.copy_location(gast.Call(func, [held], []), node)
    if questions.is_asking(target) and node.args:
        if questions.may_be_object(node.args[0], scope):
            held = classes.hold(scope.flat.thing(node.args[0], scope, out), node.args[0], scope)
            node = gast.copy_location(gast.Call(func, [held, *node.args[1:]], node.keywords), node)
        if target is getattr and len(node.args) == 2 and not node.keywords and questions.is_text(node.args[1]):
            place = gast.copy_location(nodes.attribute(node.args[0], node.args[1].value), node)
            return DONE, scope.flat.value(place, scope, out)
        if questions.is_about_objects(node, target, scope):
            return DONE, protocols.ask(node, target, scope, out)
    return target, node


def _gives_object(node: Any, scope: Activation) -> bool:
    if isinstance(questions.peek(node, scope), Instance):
        return True
    if iterators.as_list(node, scope) is not node:
        return False
    return unrolled.may_give_objects(node, scope)


def _plain(function: Expr, node: gast.Call, scope: Activation, out: list[Stmt]) -> gast.Call:
    parts = [*node.args, *(k.value for k in node.keywords)]
    if iterators.consumes(scope.resolve(node.func), node):
        parts = [iterators.as_list(part, scope) for part in parts]
    args = scope.flat.operands(parts, scope, out)
    count = len(node.args)
    keywords = [gast.keyword(k.arg, v) for k, v in zip(node.keywords, args[count:])]
    args = args[:count]
    if count > 2 and not keywords and any(scope.resolve(node.func) is f for f in (max, min)):
        items = scope.names.temporary("items")
        scope.flat.emit(nodes.assign(items, nodes.list_(args)), node, scope, out)
        args = [nodes.name(items)]
    return gast.Call(function, args, keywords)


def _bound_to(value: Any, func: Any, scope: Activation) -> Expr:
    """An expression for what a method is bound to, for an object that is called, or for what a partial application holds."""
    kind: Any = type(value)
    if not isinstance(func, gast.Lambda) and scope.resolve(func) is value:
        scope.names.depend([Binding(Attributes(kind)["__call__"], Attributes(kind), "__call__")])
        return scope.flat.pure(func, scope)  # type: ignore[no-any-return]
    if isinstance(func, gast.Attribute) and scope.resolve(func.value) is value:
        return scope.flat.pure(func.value, scope)  # type: ignore[no-any-return]
    return _constant(value, "bound", scope)


def _constant(value: Any, name: str, scope: Activation) -> Expr:
    """An expression for a value that is known now: a literal, or a name bound to it."""
    if value is None or (type(value) in (bool, int, float, str) and value == value):
        return nodes.constant(value)
    return nodes.name(scope.names.bind(name, constant_binding(value, name)))


def _inline(
    node: Any, located: Located, made: Inner | None, at: gast.Call, scope: Activation, out: list[Stmt],
    before: Sequence[Expr], keywords: Mapping[str, Expr], identity: object,
) -> Expr:  # fmt: skip
    outer = None if made is None else made.scope
    goal, scope.goal = scope.goal, ""
    inner = Activation(located, scope.names, scope.is_primitive, node, scope.flat, outer, (*scope.chain, identity))
    given = arguments(at, scope, out)
    defaults = _defaults(inner) if made is None else made.defaults
    bound = _bind(inner, [*before, *given[0]], {**keywords, **given[1]}, defaults, at, scope)
    if pairs.stays_call(identity, made, scope):
        return pairs.call(identity, made, inner, bound, len(before), at, scope)
    scope.names.active.append(scope)
    _enter(inner, bound, at, scope, out)
    inner.declare()
    body = node.body if isinstance(node.body, list) else [gast.copy_location(nodes.return_(node.body), node.body)]
    found = _run(body, inner, at, scope, out, goal)
    scope.names.active.pop()
    return found


def arguments(at: gast.Call, scope: Activation, out: list[Stmt]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments as atoms; functions are passed as what they are."""
    parts = [*at.args, *(k.value for k in at.keywords)]
    found = scope.flat.in_order(parts, scope, out, _argument)
    return found[: len(at.args)], {k.arg: v for k, v in zip(at.keywords, found[len(at.args) :])}


def _argument(node: Any, later: Sequence[Any], scope: Activation, out: list[Stmt]) -> Any:
    if isinstance(node, gast.Lambda):
        return inner(node, scope, out)
    if isinstance(node, gast.Name):
        found = scope.lookup(node.id, node)
        if isinstance(found, Inner):
            return found
    found = scope.flat.thing(node, scope, out)
    return scope.flat.held(found, later, node, scope, out) if isinstance(found, gast.AST) else found


def inner(node: Any, scope: Activation, out: list[Stmt]) -> Inner:
    """The function that a definition or a lambda makes, its defaults evaluated."""
    spec = node.args
    positional = [p.id for p in [*spec.posonlyargs, *spec.args]]
    found = dict(zip(positional[len(positional) - len(spec.defaults) :], spec.defaults))
    found.update({p.id: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
    defaults = {n: scope.flat.kept(_argument(d, [], scope, out), set(scope.local), d, scope, out) for n, d in found.items()}
    return Inner(node, scope, defaults)


def function_of(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What a name stands for that is given a function: a lambda, or another name of one; None for any other value."""
    if isinstance(node, gast.Lambda):
        return inner(node, scope, out)
    if not isinstance(node, (gast.Name, gast.Attribute)):
        return None
    target = scope.resolve(node)
    if isinstance(target, Inner):
        return target
    return scope.flat.pure(node, scope) if target is not MISSING and callable(target) else None


def may_change(node: gast.Call, scope: Activation) -> bool:
    """Whether a call in a test must be looked into: of an inner function, of a function or method that may change something."""
    target = scope.resolve(node.func)
    if isinstance(target, Inner) or any(k.arg == "out" for k in node.keywords):
        return True
    if target is MISSING:
        return isinstance(node.func, gast.Attribute) and node.func.attr in CHANGING
    function, _, _ = unwrapped(target)
    return target is next or (not scope.is_primitive(function) and _has_effects(locate(function), scope))


def _has_effects(located: Located, scope: Activation) -> bool:
    """Whether a function may change what it is passed: it stores, updates, or calls what may."""
    for item in nodes.walk(located.node):
        stores = isinstance(item, (gast.Subscript, gast.Attribute)) and isinstance(item.ctx, (gast.Store, gast.Del))
        if stores or isinstance(item, (gast.AugAssign, gast.Expr, gast.Global, gast.Nonlocal, gast.FunctionDef)):
            if item is not located.node and not (isinstance(item, gast.Expr) and isinstance(item.value, gast.Constant)):
                return True
        if isinstance(item, gast.Call):
            parts = nodes.dotted(item.func)
            binding = None if parts is None else find_binding(located.function, parts[0])
            target = MISSING if binding is None or parts is None else attributes(binding.value, parts[1:])
            known = target is not MISSING and scope.is_primitive(target)
            if not known and not (isinstance(item.func, gast.Attribute) and item.func.attr not in CHANGING):
                return True
    return False


def _bind(
    inner: Activation, args: Sequence[Any], keywords: Mapping[str, Any], defaults: Mapping[str, Any], at: gast.Call,
    scope: Activation,
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
    signature = inspect.signature(inner.function, follow_wrapped=False)
    known = {n: p.default for n, p in signature.parameters.items() if p.default is not p.empty}
    return {n: _constant(v, n, inner) for n, v in known.items()}


def _enter(inner: Activation, bound: Mapping[str, Any], at: gast.Call, scope: Activation, out: list[Stmt]) -> None:
    """Let the parameters stand for their arguments; one that the callee assigns becomes a variable."""
    assigned = {n.id for n in nodes.walk(inner.node) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)}
    updated = {n.target.id for n in nodes.walk(inner.node) if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name)}
    for name, passed in bound.items():
        if isinstance(passed, objects.Instance):
            copied = name in assigned | updated
            inner.stand_in[name] = objects.kept(passed, name, at, scope, out) if copied else passed
        elif not isinstance(passed, gast.AST) or name not in assigned | updated:
            inner.stand_in[name] = passed
        else:
            scope.flat.emit(nodes.assign(inner.variable(name), passed), at, scope, out)


def refuse_unsupported(body: Sequence[Stmt], scope: Activation) -> None:
    """Raise for a block that no stage knows."""
    found = first_unsupported(body)
    if found is not None:
        raise scope.error(found)


def _run(body: list[Stmt], inner: Activation, at: gast.Call, scope: Activation, out: list[Stmt], goal: str) -> Expr:
    """The callee's statements, and its value as an operation."""
    refuse_unsupported(body, inner)
    body = guards.plain(body, inner)
    if not has_early_exit(body) and body and isinstance(body[-1], gast.Return):
        for item in body[:-1]:
            inner.flat.statement(item, inner, out)
        last = body[-1].value
        if last is None:
            return nodes.constant(None)
        inner.goal = goal if isinstance(last, gast.Call) else ""
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
    return inner.lookup(result, at)  # type: ignore[no-any-return]


def run_manager(
    function: Any, at: gast.Call, scope: Activation, out: list[Stmt], entered: Callable[..., None], assigned: set[str]
) -> None:
    """The statements of a manager's generator function, with `entered` in place of its `yield`; the block assigns `assigned`."""
    located = locate(function)
    inner = Activation(located, scope.names, scope.is_primitive, located.node, scope.flat, None, (*scope.chain, function))
    given, keywords = arguments(at, scope, out)
    bound = _bind(inner, given, keywords, _defaults(inner), at, scope)
    for name, passed in bound.items():  # the manager keeps what it was given
        if isinstance(passed, gast.Name) and passed.id in assigned:
            kept = scope.names.temporary(name)
            scope.flat.emit(nodes.assign(kept, passed), at, scope, out)
            bound[name] = nodes.name(kept)
    _enter(inner, bound, at, scope, out)
    inner.declare()
    inner.entered = entered
    leaving = next((n for n in nodes.walk(located.node) if isinstance(n, gast.Return)), None)
    if leaving is not None:
        raise inner.error(leaving, "a manager that returns early is not differentiated", "Let it run to its end.")
    refuse_unsupported(located.node.body, inner)
    frame = Frame(scope.names, "")
    for item in structured(guards.plain(located.node.body, inner), frame):
        inner.flat.statement(item, inner, out)


def frame_flags(body: Sequence[Stmt]) -> set[str]:
    """The flags that structured code assigns: names without a place in the file."""
    found = set()
    for item in body:
        for part in nodes.walk(item):
            if isinstance(part, gast.Assign) and isinstance(part.targets[0], gast.Name) and isinstance(part.value, gast.Constant):
                if part.value.value is True or part.value.value is False:
                    found.add(part.targets[0].id)
    return found
