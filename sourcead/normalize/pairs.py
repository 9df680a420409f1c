"""Calls that stay calls: of functions that call themselves, directly or through others.

Such a function has a derivative of its own, which the caller's derivative calls (`sourcead.differentiate.calls`). An inner
function is made a function of its own first: the variables of the functions around it become its parameters (`closures`).
Guarantee: all that a callee reads of its caller's variables is among the arguments of the call.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import SourceADError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, closures, within
from sourcead.normalize.activation import Activation, Bound, Inner, Instance, constant_binding, unwrapped
from sourcead.normalize.patterns import locate
from sourcead.normalize.program import STEADY, Callee, Custom, Lifted, attribute_bindings, attributes
from sourcead.normalize.scope import find_binding, local_names
from sourcead.normalize.watched import MISSING

DEEPEST = 16  # objects inside objects that a function goes down
DEFINED = "sourcead.definitions."
MOST = 128  # calls that go down objects, in one program


def stays_call(identity: Any, made: Inner | None, scope: Activation) -> bool:
    """Whether a call of this function is not inlined: the function may call itself."""
    if (getattr(identity, "__module__", None) or "").startswith(DEFINED):  # it calls what it is passed, which may call it anew
        return False
    if any(identity is other for other in scope.chain):
        return made is None or not _is_other(made, scope)
    if made is not None:
        return _reaches(made, made)
    return any(target is identity for target in _called_by(identity, scope))


def _is_other(made: Inner, scope: Activation) -> bool:
    """Whether an inner function is another closure than those of this text that are being called, and was there before them."""
    around = [a.outer for a in [*scope.names.active, scope] if a.node is made.node]
    return all(outer is not made.scope for outer in around) and not any(made.node is other for other in made.scope.chain)


def descends(identity: Any, bound: Mapping[str, Any], scope: Activation) -> bool:
    """Whether a function that calls itself is passed other objects than in the calls of it around this one: it goes down them."""
    around = [held for other, held in scope.names.descents if other is identity]
    ended = any(isinstance(bound.get(p), gast.Constant) and bound[p].value is None for held in around[-1:] for p in held)
    if not ended and not any(isinstance(found, Instance) for found in bound.values()):
        return False
    if len(around) >= DEEPEST or scope.names.descended >= MOST:
        return False
    return all(any(bound.get(p) is not o for p, o in held.items()) for held in around)


def _called_by(function: Any, scope: Activation) -> Iterator[Any]:
    """The functions that a function calls, and those that they call, as far as their names tell."""
    todo, seen = [function], {id(function)}
    while todo:
        for target in _callees(todo.pop(), scope):
            yield target
            if id(target) not in seen:
                seen.add(id(target))
                todo.append(target)


def _callees(function: Any, scope: Activation) -> Iterator[Any]:
    """The functions with source that a function's text calls."""
    if not isinstance(function, FunctionType) or (function.__module__ or "").split(".")[0] in STEADY:
        return
    try:
        node = locate(function).node
    except SourceADError:  # it is not known what it calls; it will be refused where it is inlined
        return
    inner = (n for n in nodes.walk(node) if isinstance(n, (gast.FunctionDef, gast.Lambda)))
    own = {name for one in inner for name in local_names(one)}
    for item in nodes.walk(node):
        parts = nodes.dotted(item.func) if isinstance(item, gast.Call) else None
        if parts is None or parts[0] in own:
            continue
        binding = find_binding(function, parts[0])
        target = MISSING if binding is None else unwrapped(attributes(binding.value, parts[1:]))[0]
        if isinstance(target, FunctionType) and not scope.is_primitive(target):
            yield target


def _reaches(start: Inner, goal: Inner) -> bool:
    """Whether an inner function calls another one, through whatever other inner functions."""
    todo, seen = [start], {(id(start.node), id(start.scope))}
    while todo:
        for found in closures.inner_callees(todo.pop()):
            if found.node is goal.node and found.scope is goal.scope:
                return True
            if (id(found.node), id(found.scope)) not in seen:
                seen.add((id(found.node), id(found.scope)))
                todo.append(found)
    return False


def call(
    identity: Any, made: Inner | None, inner: Activation, bound: Mapping[str, Any], held: int, at: gast.Call, scope: Activation
) -> Expr:
    """The call: `bound` says what the callee's parameters get, the first `held` of them for good."""
    lost = next((p for p, found in bound.items() if isinstance(found, (Bound, Instance))), None)
    if lost is not None:
        raise scope.error(at, f"`{lost}` is an object, and the function that it is passed to calls itself",
                          "Pass the object's attributes.")  # fmt: skip
    spec = inner.node.args
    if spec.vararg is not None and isinstance(bound.get(spec.vararg.id), gast.AST):
        raise scope.error(at, "how many arguments a function that calls itself gets here is known only when the program runs",
                          "Pass a list instead.")  # fmt: skip
    names = [p.id for p in [*spec.posonlyargs, *spec.args]]
    first, rest, only = names[:held], names[held:], [p.id for p in spec.kwonlyargs]
    functions = {p: bound[p] for p in bound if not isinstance(bound[p], gast.AST)}
    keywords: list[gast.keyword] = []
    if functions or made is not None:
        callee, hidden, function = closures.lifted(inner, made, functions, {p: bound[p] for p in first}, at, scope)
        arguments = [*(bound[p] for p in [*rest, *only] if p not in functions), *hidden]
    else:
        callee, function = _global(identity, [_value(bound[p], scope) for p in first], at, scope)
        arguments = [bound[p] for p in rest]
        keywords = [gast.keyword(p, nodes.copy(bound[p])) for p in only]
    scope.names.callees[".".join(nodes.dotted(function) or ())] = callee
    scope.names.facts.passed_on([b for b in bound.values() if isinstance(b, gast.AST)])
    return gast.Call(function, nodes.copy_all(arguments), keywords)


def outside(target: Custom | Lifted, first: Sequence[object], node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """The call of a function whose derivative is given, or of one that was made of an inner function.

    `first` is the object that it is a method of.
    """
    given, keywords = scope.flat.arguments(node, scope, out)
    if isinstance(target, Custom):
        if first and target.moves_first:
            raise scope.error(node.func, f"the rule of the method `{target.__name__}` takes the object with what moves",  # type: ignore[attr-defined]
                              "Give `nondiff_argnums=(0,)` with the method: its rule then takes the object first.")  # fmt: skip
        target = target.bound(first[0]) if first else target
        located = locate(target.entry)
        inner = Activation(located, scope.names, scope.is_primitive, located.node, scope.flat, None, (*scope.chain, target))
        bound = arguments.bind(located.node, given, keywords, arguments.defaults(inner), node, scope)
    else:
        bound = dict(zip(inspect.signature(target).parameters, given, strict=True))
    lost = next((p for p, found in bound.items() if not isinstance(found, gast.AST)), None)
    if lost is not None:
        raise scope.error(node, f"`{lost}` is an object, or a function that is defined inside, "
                          "and is passed to a function whose derivative is given",
                          "Pass the numbers and arrays that are in it.")  # fmt: skip
    scope.depend(node.func)
    callee, function = _global(target, [], node, scope)
    scope.names.callees[".".join(nodes.dotted(function) or ())] = callee
    scope.names.facts.passed_on(list(bound.values()))
    return nodes.at(gast.Call(function, nodes.copy_all(bound[p] for p in callee.params), []), node)


def _value(held: Any, scope: Activation) -> Any:
    """The value of an expression that is a constant, or a dotted name for one."""
    if isinstance(held, gast.Constant):
        return held.value
    root, *rest = nodes.dotted(held) or [""]
    value = scope.names.env[root].value
    scope.names.depend(attribute_bindings(value, rest))
    return attributes(value, rest)


def _global(function: Any, first: list[Any], at: gast.Call, scope: Activation) -> tuple[Callee, Expr]:
    """A function with a name of its own: the callee, and the expression that calls it."""
    key = (id(function), *map(id, first))
    callee = scope.names.known.get(key)
    if callee is None:
        callee = scope.flat.callee(functools.partial(function, *first) if first else function)
        scope.names.known[key] = callee
    if not first and not isinstance(at.func, gast.Lambda) and scope.resolve(at.func) is function:
        return callee, scope.flat.pure(at.func, scope)
    binding = constant_binding(callee.function, function.__name__)
    return callee, nodes.name(scope.names.bind(function.__name__, binding))


def lifted(target: Lifted, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """A call of a function that was made of an inner one: its statements, unless it calls itself."""
    program = scope.flat.callee(target).program({})
    if node.keywords or within.calls_itself(target, program):
        return outside(target, [], node, scope, out)
    given, _ = scope.flat.arguments(node, scope, out)
    if not all(isinstance(found, gast.AST) for found in given):
        return outside(target, [], node, scope, out)
    return within.placed(program, given, scope, out)


def named(function: Custom, at: gast.Call, scope: Activation) -> tuple[Callee, Expr]:
    """A function that was made for one call: the callee, and its name."""
    return _global(function, [], at, scope)


__all__ = ["call", "lifted", "named", "outside", "stays_call"]
