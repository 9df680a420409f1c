"""Calls: of primitives, which are one operation, and of the user's functions, which are inlined.

Guarantee: arguments are evaluated in the caller's order, once; an inlined function sees its own globals, closure and defaults.
"""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.errors import SourceNotFoundError
from sourcead.locate import Located
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import (
    arguments,
    cached,
    callables,
    casts,
    checkpoints,
    classes,
    constants,
    consumed,
    conversions,
    decisions,
    defined,
    derivatives,
    displays,
    effects,
    functionals,
    generators,
    guards,
    objects,
    order,
    ordering,
    pairs,
    protocols,
    questions,
    sources,
)
from sourcead.normalize.activation import CACHED, Activation, Bound, Inner, Instance, constant_binding, unwrapped
from sourcead.normalize.exits import Frame, has_early_exit, structured
from sourcead.normalize.known import Given, Group
from sourcead.normalize.objects import UNDECIDED
from sourcead.normalize.patterns import locate
from sourcead.normalize.program import Binding, Custom, Derived, Lifted, attributes
from sourcead.normalize.scope import find_binding
from sourcead.normalize.unsupported import first_unsupported
from sourcead.normalize.watched import MISSING, Attributes

# transforms that take and give more than a function
GIVING = ("sourcead.custom", "sourcead.again")
OUTSIDE = (*GIVING, "sourcead.api", "sourcead.jacobians", "sourcead.tools.check")
REFUSED = (eval, exec, compile, globals, locals, vars, setattr, delattr, __import__, memoryview, super)

CONSUMING = (sum, max, min, sorted, any, all, set, np.array, np.stack, np.mean, np.sum)
DONE = object()  # a call that was about objects, and is a value already


def call(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A call as one operation, or as the value of an inlined function, or what stands for it."""
    start = len(scope.names.placed)
    found = _call(node, scope, out)
    for owner, name in scope.names.placed[start:]:
        owner.stand_in.pop(name, None)
    del scope.names.placed[start:]
    return found


def _call(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    goal, scope.goal = scope.goal, ""
    node = callables.prepared(node, scope, out)
    target, node = _about_objects(node, goal, scope, out)
    if target is DONE:
        return node
    if isinstance(target, effects.METHODS_OF_TYPES) and node.args and target.__objclass__ in (np.ndarray, list, dict, set):
        method = gast.copy_location(gast.Attribute(node.args[0], target.__name__, gast.Load()), node)
        return call(gast.copy_location(gast.Call(method, node.args[1:], node.keywords), node), scope, out)
    copied = displays.copied(target, node, scope, out)
    if copied is not None:
        return scope.flat.whatever(copied, scope, out)
    decided = functionals.special(target, node, scope, out)
    if decided is not None:
        return decided
    scope.goal = goal
    again = casts.respelled(target, node, scope)
    return _followed(target, node, scope, out) if again is None else call(again, scope, out)


def _followed(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    goal, scope.goal = scope.goal, ""
    if questions.is_generator(target):
        return generators.kept(node, scope, out)
    if isinstance(target, Inner):
        scope.goal = goal
        found = _inline(target.node, target.scope.located, target, node, scope, out, [], {}, target.node)
        return cached.given(found, node, scope, out) if target.cached else found
    if not isinstance(node.func, gast.Lambda) and (target is MISSING or scope.is_primitive(unwrapped(target)[0])):
        node = casts.plain(target, node, scope)
        stored = ordering.by_key(target, node, scope, out) or effects.written(target, node, scope, out)
        if stored is not None:
            return stored
    if target is MISSING and isinstance(node.func, gast.Attribute):
        base = scope.flat.atom(node.func.value, scope, out)
        if not isinstance(base, gast.Name) and nodes.dotted(base) is None:  # a method of a constant
            base = nodes.name(scope.flat.named(node.func.value, scope, out))
        mark = len(out)
        found = _plain(nodes.attribute(base, node.func.attr), node, scope, out)
        found.func = nodes.attribute(order.unchanged(base, mark, node, scope, out), node.func.attr)
        return found
    if target is MISSING:
        raise scope.error(node.func, callables.RUN_TIME, callables.RUN_TIME_WAY_OUT)
    if any(target is refused for refused in REFUSED):
        raise scope.error(node, f"what `{target.__name__}` does cannot be followed", "Write the statements out.")
    _refuse_outside(target, node, scope)
    if isinstance(target, Lifted):
        return pairs.lifted(target, node, scope, out)
    if isinstance(target, Custom):
        return pairs.outside(target, [], node, scope, out)
    if isinstance(target, types.MethodType) and isinstance(target.__func__, Custom):
        return pairs.outside(target.__func__, [target.__self__], node, scope, out)
    if target is map or target is filter:
        raise scope.error(node, f"a `{target.__name__}` is kept as a value, which can be run through only once",
                          f"Make it a list: `list({target.__name__}(...))`.")  # fmt: skip
    meant = defined.meant(target, node, scope)
    if meant is not None:
        return _defined(meant, node, scope, out)
    if (kept := cached.as_it_is(target, node, scope)) is not None:
        return cached.given(pairs.outside(kept, [], node, scope, out), node, scope, out)
    function, before, keywords = unwrapped(target)
    scope.depend(node.func)
    named = {k: constants.constant(v, k, scope) for k, v in keywords.items()}
    if isinstance(function, Derived):
        return derivatives.call(function, before, named, node, scope, out)
    bound = [_bound_to(v, node.func, scope) for v in before]
    if scope.is_primitive(function):
        if not isinstance(target, functools.partial):
            return _plain(_spelled(node.func, function, scope), node, scope, out)
        plain = _plain(constants.constant(function, getattr(function, "__name__", "function"), scope), node, scope, out)
        given = {k.arg for k in plain.keywords}
        plain.args[:0] = bound
        plain.keywords += [gast.keyword(k, v) for k, v in named.items() if k not in given]
        return plain
    located = _located(function, node, scope)
    scope.goal = goal
    found = _inline(located.node, located, None, node, scope, out, bound, named, function)
    return cached.given(found, node, scope, out) if isinstance(target, CACHED) else found


def _defined(function: types.FunctionType, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A call of a function of a library, as the value of what it is defined to be; errors say where it is called."""
    if not isinstance(node.func, gast.Lambda):
        scope.depend(node.func)
    located = dataclasses.replace(locate(function), called_at=scope.place(node))
    return _inline(located.node, located, None, node, scope, out, [], {}, function)


def _spelled(func: Any, function: Any, scope: Activation) -> Expr:
    """The callee as the program writes it; what a definition was made for, as one would: `np.add`."""
    name = getattr(function, "__name__", "")
    if scope.located.called_at is None or not isinstance(func, gast.Name) or getattr(np, name, None) is not function:
        return scope.flat.pure(func, scope)  # type: ignore[no-any-return]
    return nodes.attribute(nodes.name(scope.names.bind("np", constant_binding(np, "np"))), name)


def _refuse_outside(target: Any, node: gast.Call, scope: Activation) -> None:
    """Raise for a call of what has its place outside of functions, or in the head of a loop."""
    if checkpoints.is_marked(target):
        raise scope.error(node, "`checkpointed` is used other than as what a `for` statement runs over",
                          "Write `for k in checkpointed(range(n)):`, and index inside the loop.")  # fmt: skip
    if getattr(target, "__module__", "") in OUTSIDE:
        made = target.__module__ in GIVING
        raise scope.error(node, f"`{target.__name__}` is called inside a function that is differentiated",
                          "Make the function before, outside." if made
                          else "Call `grad`, `value_and_grad`, `vjp` or `jvp` of the function inside.")  # fmt: skip


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
    if isinstance(target, types.MethodType) and isinstance(target.__func__, Inner):
        target = Bound(target.__func__, target.__self__)
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
    if any(target is f for f in CONSUMING) and node.args and questions.method(questions.peek(node.args[0], scope), "__iter__"):
        found = conversions.iterated(scope.flat.thing(node.args[0], scope, out), node, scope, out)
        held = classes.hold(found, node.args[0], scope)
        node = gast.copy_location(gast.Call(func, [held, *node.args[1:]], node.keywords), node)
    if questions.is_asking(target) and node.args:
        if questions.may_be_object(node.args[0], scope):
            held = classes.hold(scope.flat.thing(node.args[0], scope, out), node.args[0], scope)
            node = gast.copy_location(gast.Call(func, [held, *node.args[1:]], node.keywords), node)
        if questions.is_about_objects(node, target, scope):
            return DONE, protocols.ask(node, target, scope, out)
    return target, node


def _gives_object(node: Any, scope: Activation) -> bool:
    if isinstance(questions.peek(node, scope), Instance):
        return True
    if consumed.as_list(node, scope) is not node:
        return False
    return sources.may_give_objects(node, scope)


def _plain(function: Expr, node: gast.Call, scope: Activation, out: list[Stmt]) -> gast.Call:
    parts = [*node.args, *(k.value for k in node.keywords)]
    if consumed.consumes(scope.resolve(node.func), node):
        parts = [consumed.as_list(part, scope) for part in parts]
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
    return constants.constant(value, "bound", scope)


def _located(function: Any, at: gast.Call, scope: Activation) -> Located:
    """The callee's node; an error about its text says where it is called, and about what a definition calls, where that is."""
    try:
        found = locate(function)
        ours = (function.__module__ or "").startswith("sourcead.definitions")  # a method of what stands for an object
        called_at = scope.located.called_at or (scope.place(at) if ours else None)
        return found if called_at is None else dataclasses.replace(found, called_at=called_at)
    except SourceNotFoundError as error:
        if error.location is not None:
            raise
        raise SourceNotFoundError(error.reason, way_out=error.way_out, location=scope.place(at)) from error


def _inline(
    node: Any, located: Located, made: Inner | None, at: gast.Call, scope: Activation, out: list[Stmt],
    before: Sequence[Expr], keywords: Mapping[str, Expr], identity: object,
) -> Any:  # fmt: skip
    outer = None if made is None else made.scope
    goal, scope.goal = scope.goal, ""
    inner = Activation(located, scope.names, scope.is_primitive, node, scope.flat, outer, (*scope.chain, identity))
    given = passed(at, scope, out)
    defaults = arguments.defaults(inner) if made is None else made.defaults
    bound = arguments.bind(node, [*before, *given[0]], {**keywords, **given[1]}, defaults, at, scope)
    stays = pairs.stays_call(identity, made, scope)
    if stays and not pairs.descends(identity, bound, scope):
        return pairs.call(identity, made, inner, bound, len(before), at, scope)
    scope.names.descended += stays
    scope.names.descents.append((identity, {p: found for p, found in bound.items() if isinstance(found, Instance)}))
    scope.names.active.append(scope)
    _enter(inner, bound, at, scope, out)
    inner.declare()
    body = node.body if isinstance(node.body, list) else [gast.copy_location(nodes.return_(node.body), node.body)]
    found = _run(body, inner, at, scope, out, goal)
    scope.names.active.pop()
    scope.names.descents.pop()
    return found


def passed(at: gast.Call, scope: Activation, out: list[Stmt]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments as atoms; functions are passed as what they are."""
    parts = [*at.args, *(k.value for k in at.keywords)]
    found = scope.flat.in_order(parts, scope, out, arguments.passed)
    return found[: len(at.args)], {k.arg: v for k, v in zip(at.keywords, found[len(at.args) :])}


def inner(node: Any, scope: Activation, out: list[Stmt]) -> Inner:
    """The function that a definition or a lambda makes, its defaults evaluated."""
    spec = node.args
    positional = [p.id for p in [*spec.posonlyargs, *spec.args]]
    found = dict(zip(positional[len(positional) - len(spec.defaults) :], spec.defaults))
    found.update({p.id: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
    given = scope.flat.in_order(list(found.values()), scope, out, arguments.passed)
    kept = {n: scope.flat.fixed(v, node, scope, out) if isinstance(v, gast.AST) else v for n, v in zip(found, given)}
    return Inner(node, scope, kept, attributes=objects.of_function(node, scope))


def may_change(node: gast.Call, scope: Activation) -> bool:
    """Whether a call in a test must be looked into: of an inner function, of a function or method that may change something."""
    target = scope.resolve(node.func)
    if (target is not MISSING and functionals.is_followed(target)) or effects.writes(target, node):
        return True
    if target is MISSING:
        return isinstance(node.func, gast.Attribute) and node.func.attr in effects.CHANGING
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
            method = isinstance(item.func, gast.Attribute) and item.func.attr not in effects.CHANGING
            if effects.writes(target, item) or not (known or method):
                return True
    return False


def _enter(inner: Activation, bound: Mapping[str, Any], at: gast.Call, scope: Activation, out: list[Stmt]) -> None:
    """Let the parameters stand for their arguments; one that the callee assigns becomes a variable."""
    assigned = {n.id for n in nodes.walk(inner.node) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)}
    escapes = any(isinstance(n, (gast.FunctionDef, gast.Lambda)) for n in nodes.walk(inner.node) if n is not inner.node)
    updated = {n.target.id for n in nodes.walk(inner.node) if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name)}
    for name, passed in bound.items():
        if isinstance(passed, Instance):
            copied = name in assigned | updated
            inner.stand_in[name] = objects.kept(passed, name, at, scope, out) if copied else passed
        elif isinstance(passed, Group):
            items = [_kept(name, i, scope.names.rebound, at, scope, out) for i in passed.items]
            inner.stand_in[name] = passed if items == passed.items else Group(passed.kind, items, passed.keys, passed.region)
        elif not isinstance(passed, gast.AST) or callables.is_function(passed, scope):
            inner.stand_in[name] = passed
        elif name not in assigned | updated:
            changes = scope.names.rebound if not escapes else {n for n in nodes.names(passed) if n not in scope.names.env}
            inner.stand_in[name] = _kept(name, passed, changes, at, scope, out)
        else:
            scope.flat.emit(nodes.assign(inner.variable(name), passed), at, scope, out)
            if isinstance(passed, gast.Constant) and (passed.value is None or isinstance(passed.value, str)):
                scope.names.facts.forms[inner.local[name]] = Given(passed.value)


def _kept(name: str, passed: Any, changes: set[str], at: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An argument whose variable may change while the parameter stands for it, under a name of its own."""
    if not isinstance(passed, gast.Name) or passed.id not in changes:
        return passed
    copy = scope.names.temporary(name)
    scope.flat.emit(nodes.assign(copy, passed), at, scope, out)
    return nodes.name(copy)


def refuse_unsupported(body: Sequence[Stmt], scope: Activation) -> None:
    """Raise for a block that no stage knows."""
    found = first_unsupported(body)
    if found is not None:
        raise scope.error(found)


def _run(body: list[Stmt], inner: Activation, at: gast.Call, scope: Activation, out: list[Stmt], goal: str) -> Any:
    """The callee's statements, and its value as an operation."""
    refuse_unsupported(body, inner)
    body = _begun(guards.plain(body, inner), inner, out)
    if not has_early_exit(body) and body and isinstance(body[-1], gast.Return):
        for item in body[:-1]:
            inner.flat.statement(item, inner, out)
        last = body[-1].value
        if last is None:
            return nodes.constant(None)
        inner.goal = goal if isinstance(last, gast.Call) else ""
        return inner.flat.whatever(last, inner, out)
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
    if inner.is_undecided(result):
        raise scope.error(at, "what this call gives is known only when the program runs", callables.RUN_TIME_WAY_OUT)
    return inner.lookup(result, at)


def _begun(body: list[Stmt], inner: Activation, out: list[Stmt]) -> list[Stmt]:
    """What is left of the statements of a callee after those that no undecided test comes before; a decided one has one way."""
    while has_early_exit(body):
        first, rest = body[0], body[1:]
        if isinstance(first, gast.Return):
            return [first]
        if not has_early_exit([first]):
            inner.flat.statement(first, inner, out)
            body = rest
            continue
        outcome = decisions.decided(first.test, inner) if isinstance(first, gast.If) else UNDECIDED
        if outcome is UNDECIDED:
            return body
        body = [*(first.body if outcome else first.orelse), *rest]
    return body


def run_manager(
    function: Any, at: gast.Call, scope: Activation, out: list[Stmt], entered: Callable[..., None], assigned: set[str]
) -> None:
    """The statements of a manager's generator function, with `entered` in place of its `yield`; the block assigns `assigned`."""
    inner = _started(function, None, at, assigned, scope, out)
    inner.entered = entered
    leaving = next((n for n in nodes.walk(inner.node) if isinstance(n, gast.Return)), None)
    if leaving is not None:
        raise inner.error(leaving, "a manager that returns early is not differentiated", "Let it run to its end.")
    refuse_unsupported(inner.node.body, inner)
    frame = Frame(scope.names, "")
    for item in structured(guards.plain(inner.node.body, inner), frame):
        inner.flat.statement(item, inner, out)


def started(at: gast.Call, assigned: set[str], scope: Activation, out: list[Stmt]) -> Activation:
    """The activation of a generator function, its arguments evaluated; what runs over it assigns `assigned`."""
    at = callables.prepared(at, scope, out)
    target = scope.resolve(at.func)
    owner = scope.flat.peek(at.func.value, scope) if isinstance(at.func, gast.Attribute) else None
    if isinstance(owner, Instance):
        target = classes.attribute(owner, at.func.attr, at.func, scope, out)
    if isinstance(target, Inner):
        return _started(target.node, target, at, assigned, scope, out)
    if isinstance(target, Bound):
        return _started(target.function, None, at, assigned, scope, out, [target.owner])
    scope.depend(at.func)
    return _started(target, None, at, assigned, scope, out)


def _started(
    target: Any, made: Inner | None, at: gast.Call, assigned: set[str], scope: Activation, out: list[Stmt],
    first: Sequence[Any] = (),
) -> Activation:  # fmt: skip
    made = target if isinstance(target, Inner) else made
    function, before, held = (made.node, [], {}) if made is not None else unwrapped(target)
    located = made.scope.located if made is not None else _located(function, at, scope)
    node = located.node if made is None else made.node
    outer = None if made is None else made.scope
    inner = Activation(located, scope.names, scope.is_primitive, node, scope.flat, outer, (*scope.chain, function))
    given, keywords = passed(at, scope, out)
    bound_before = [constants.constant(v, "bound", scope) for v in before]
    named = {k: constants.constant(v, k, scope) for k, v in held.items()}
    defaults = arguments.defaults(inner) if made is None else made.defaults
    bound = arguments.bind(node, [*first, *bound_before, *given], {**named, **keywords}, defaults, at, scope)
    for name, found in bound.items():  # it keeps what it was given
        bound[name] = _kept(name, found, assigned | scope.names.rebound, at, scope, out)
    _enter(inner, bound, at, scope, out)
    inner.declare()
    return inner


def frame_flags(body: Sequence[Stmt]) -> set[str]:
    """The flags that structured code assigns: names without a place in the file."""
    found = set()
    for item in body:
        for part in nodes.walk(item):
            if isinstance(part, gast.Assign) and isinstance(part.targets[0], gast.Name) and isinstance(part.value, gast.Constant):
                if part.value.value is True or part.value.value is False:
                    found.add(part.targets[0].id)
    return found
