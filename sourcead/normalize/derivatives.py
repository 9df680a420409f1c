"""Derivatives inside a program: `grad(f)` is a known value, and its call stays a call until the types are known.

Guarantee: what an inner function reads of its caller's variables is among the arguments of its derivative's call, so that a
derivative of the caller sees it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, closures, constants, objects, pairs, parted, questions
from sourcead.normalize.activation import Activation, Inner, constant_binding, unwrapped
from sourcead.normalize.known import Transformed
from sourcead.normalize.objects import Bound, Instance
from sourcead.normalize.patterns import locate, located
from sourcead.normalize.program import Custom, Derived, Lifted
from sourcead.normalize.watched import MISSING

TRANSFORMS: set[Callable[..., Any]] = set()
STAYING: list[Callable[[Any], Custom | None]] = []
WAY_OUT = "Differentiate a function that is defined with `def` or `lambda`."
OBJECT_WAY_OUT = "Pass the numbers and arrays that are in it."


def transform(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark what makes a derivative of a function: `f, argnums` or, for a decorator, `argnums` alone."""
    TRANSFORMS.add(function)
    return function


def made(target: Callable[..., Any], node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`grad(g)`: a derivative, a known value for an inner function; `grad(argnums=1)`: what makes one."""
    bound = inspect.signature(target).bind_partial(*node.args, **{k.arg: k.value for k in node.keywords}).arguments
    function = bound.pop("f", None)
    found = Transformed(target, None, {n: _option(a, n, scope) for n, a in bound.items()})
    return found if function is None else applied(found, scope.flat.thing(function, scope, out), node, scope)


def _option(node: Any, name: str, scope: Activation) -> Any:
    """An option that is written out, or bound outside the program."""
    if isinstance(node, (gast.Tuple, gast.List)):
        return tuple(_option(e, name, scope) for e in node.elts)
    value = nodes.literal(node, MISSING)
    if value is MISSING and isinstance(node, (gast.Name, gast.Attribute)):
        value = scope.object_of(scope.flat.pure(node, scope))
        scope.depend(node)
    if value is MISSING:
        raise scope.error(node, f"what `{name}` is, is known only when the program runs", "Write it out: `argnums=(0, 1)`.")
    return value


def applied(found: Transformed, function: Any, node: gast.Call, scope: Activation) -> Any:
    """The derivative of a function that is known."""
    if isinstance(function, Instance) and questions.method(function, "__call__"):
        function = Bound(objects.class_attribute(function.kind, "__call__"), function)
    if isinstance(function, Bound) and not isinstance(function.owner, type):
        function = _of_method(function, node, scope)
    if isinstance(function, (Inner, Transformed)):
        return Transformed(found.transform, function, found.options)
    value = scope.object_of(function) if isinstance(function, gast.AST) else MISSING
    if isinstance(value, Inner):  # of a class that the program makes
        return Transformed(found.transform, value, found.options)
    if value is MISSING or not callable(value):
        raise scope.error(node, "which function is differentiated here is known only when the program runs", WAY_OUT)
    scope.depend_on(function)
    derivative = _derivative([found], value, id(value), scope)
    return constants.constant(derivative, f"{found.transform.__name__}_{getattr(value, '__name__', 'function')}", scope)


def _of_method(method: Bound, node: gast.Call, scope: Activation) -> Inner:
    """A function that calls a method of an object of the program: it sees the object's attributes as a closure does."""
    spec = located(method.function).node.args
    if spec.vararg is not None or spec.kwarg is not None or spec.defaults or any(d is not None for d in spec.kw_defaults):
        raise scope.error(node, "the derivative of a method with defaults, `*` or `**` is taken here",
                          "Differentiate a `lambda` that calls it.")  # fmt: skip
    params: list[Any] = [*spec.posonlyargs, *spec.args][1:]
    given = [nodes.name(p.id) for p in params]
    named = [gast.keyword(p.id, nodes.name(p.id)) for p in spec.kwonlyargs]
    call = gast.Call(nodes.name(".method"), given, named)
    arguments_ = gast.arguments(params, [], None, spec.kwonlyargs, spec.kw_defaults, None, [])
    made = nodes.at(gast.Lambda(arguments_, nodes.at(call, node)), node)
    around = Activation(scope.located, scope.names, scope.is_primitive, made, scope.flat, scope, scope.chain)
    around.stand_in[".method"] = method
    return Inner(made, around, holds=method)


def _derivative(transforms: Sequence[Transformed], function: Any, identity: int, scope: Activation) -> Derived:
    """The derivative by transforms, the innermost first: one for each function of the program."""
    known = (identity, *((t.transform, repr(t.options)) for t in transforms))
    if known not in scope.names.derivatives:
        for found in transforms:
            function = found.transform(function, **found.options)
        scope.names.derivatives[known] = function
    return scope.names.derivatives[known]  # type: ignore[no-any-return]


def call_made(found: Transformed, node: gast.Call, scope: Activation, out: list[Stmt], *, tangents: bool = False) -> Any:
    """The call of the derivative of an inner function; or of what makes a derivative, a decorator.

    `tangents`: the arguments of the function, all of them by position, are followed by tangents.
    """
    given, keywords = scope.flat.arguments(node, scope, out)
    if found.function is None:
        if len(given) != 1 or keywords:
            raise scope.error(node, "what makes a derivative takes one function", "Pass a function.")
        return applied(found, given[0], node, scope)
    transforms: list[Transformed] = []
    function: Any = found
    while isinstance(function, Transformed):
        transforms, function = [function, *transforms], function.function
    inner = Activation(function.scope.located, scope.names, scope.is_primitive, function.node, scope.flat, function.scope,
                       (*scope.chain, function.node))  # fmt: skip
    params = closures.local_params(function.node)
    own = given[: len(params)] if tangents else given
    bound = arguments.bind(function.node, own, keywords, function.defaults, node, scope)
    if _takes_objects(bound) and len(transforms) == 1 and not tangents and transforms[0].options.keys() <= {"argnums"}:
        kind = getattr(transforms[0].transform, "__name__", "")
        if kind in parted.MAKERS:
            wrt, single = _chosen(transforms[0].options.get("argnums", 0), list(bound), node, scope)
            return parted.call(kind, function, wrt, single, bound, node, scope, out, functools.partial(_called, node, scope, out))
    _check(bound, function.node, node, scope)
    transforms = [_of_own(t, params, node, scope) for t in transforms]
    callee, hidden, _ = closures.lifted(inner, function, {}, {}, node, scope)
    passed = [*(bound[p] for p in params), *hidden, *(given[len(params) :] if tangents else [])]
    return _call(_derivative(transforms, callee.function, id(callee), scope), passed, node, scope)


def _of_own(found: Transformed, params: Sequence[str], node: gast.Call, scope: Activation) -> Transformed:
    """A derivative by parameters that are named: other ones will follow the function's own."""
    if "argnums" not in inspect.signature(found.transform).parameters:
        return found
    names, single = _chosen(found.options.get("argnums", 0), params, node, scope)
    return Transformed(found.transform, None, {**found.options, "argnums": names[0] if single else tuple(names)})


def call(
    target: Derived, before: Sequence[Any], keywords: Mapping[str, Any], node: gast.Call, scope: Activation, out: list[Stmt]
) -> Any:
    """The call of a derivative that was made outside; `before` and `keywords` are what a partial application holds."""
    function: Any = target
    while isinstance(function, Derived):
        function = function.primal
    function, held, named = unwrapped(function)
    if isinstance(function, Lifted):
        given, others = scope.flat.arguments(node, scope, out)
        return _call(target, _all_given(target, given, others, node, scope), node, scope)
    located = locate(function)
    inner = Activation(located, scope.names, scope.is_primitive, located.node, scope.flat, None, (*scope.chain, function))
    given, others = scope.flat.arguments(node, scope, out)
    first = [constants.constant(v, "bound", scope) for v in [*held, *before]]
    defaults = {**arguments.defaults(inner), **{n: constants.constant(v, n, scope) for n, v in named.items()}}
    if target.tangents:
        return _call(target, _all_given(target, [*first[len(held) :], *given], {**keywords, **others}, node, scope), node, scope)
    bound = arguments.bind(located.node, [*first, *given], {**keywords, **others}, defaults, node, scope)
    if _takes_objects(bound) and target.primal is function and not first and target.kind in parted.MAKERS:
        primal = constants.constant(function, getattr(function, "__name__", "function"), scope)
        made = functools.partial(_called, node, scope, out)
        return parted.call(target.kind, primal, target.wrt, target.is_single, bound, node, scope, out, made)
    _check(bound, located.node, node, scope)
    return _call(target, [bound[p] for p in closures.local_params(located.node)][len(held) :], node, scope)


def _all_given(
    target: Derived, given: Sequence[Any], keywords: Mapping[str, Any], node: gast.Call, scope: Activation
) -> Sequence[Any]:
    """What is passed to a derivative that takes its arguments by position: in forward mode the last ones are tangents."""
    count = len(inspect.signature(target).parameters)  # type: ignore[arg-type]
    if keywords or len(given) != count or not all(isinstance(a, gast.AST) for a in given):
        raise scope.error(node, f"this derivative takes its {count} arguments by position",
                          "Pass numbers and arrays, all of them.")  # fmt: skip
    return given


def _takes_objects(bound: Mapping[str, Any]) -> bool:
    return any(isinstance(found, Instance) for found in bound.values())


def _chosen(argnums: Any, params: Sequence[str], node: Any, scope: Activation) -> tuple[list[str], bool]:
    """The parameters that `argnums` says, and whether it is one."""
    single = isinstance(argnums, (int, str, np.integer))
    asked = [argnums] if single else list(argnums)
    found = [params[int(a)] if isinstance(a, (int, np.integer)) and -len(params) <= a < len(params) else a for a in asked]
    if any(f not in params for f in found):
        raise scope.error(node, "by what is differentiated here is not known", f"The parameters are: {', '.join(params)}.")
    if len(set(found)) < len(found):
        raise scope.error(node, "`argnums` has a parameter twice", "Name each parameter once.")
    return found, single


def _called(node: gast.Call, scope: Activation, out: list[Stmt], found: Transformed, passed: Sequence[Expr]) -> Expr:
    """The call of the derivative of an inner function with these arguments."""
    return call_made(found, gast.copy_location(gast.Call(node.func, list(passed), []), node), scope, out)  # type: ignore[no-any-return]


def _check(bound: Mapping[str, Any], function: Any, node: gast.Call, scope: Activation) -> None:
    """Refuse what the statements of a derivative cannot be given."""
    if function.args.vararg is not None or function.args.kwarg is not None:
        raise scope.error(node, "the derivative of a function with `*` or `**` parameters is called here",
                          "Give the parameters names of their own.")  # fmt: skip
    lost = next((p for p, found in bound.items() if not isinstance(found, gast.AST)), None)
    if lost is not None:
        raise scope.error(node, f"`{lost}` is an object, or a function that is defined inside, and is passed to a derivative",
                          OBJECT_WAY_OUT)  # fmt: skip


def staying(maker: Callable[[Any], Custom | None]) -> Callable[[Any], Custom | None]:
    """Mark what makes a function that stays a call of a gradient; it gives None for what is no gradient."""
    STAYING.append(maker)
    return maker


def _call(derivative: Derived, passed: Sequence[Expr], node: gast.Call, scope: Activation) -> Expr:
    if scope.names.again:
        again = next((found for make in STAYING if (found := make(derivative)) is not None), None)
        if again is not None:
            callee, function = pairs.named(again, node, scope)
            scope.names.callees[".".join(nodes.dotted(function) or ())] = callee
            scope.names.facts.passed_on(passed)
            return nodes.at(gast.Call(function, nodes.copy_all(passed), []), node)
    named = getattr(derivative, "__name__", "f")
    wish = named if getattr(derivative, "stays", False) else f"{named}_derivative"
    name = scope.names.bind(wish, constant_binding(derivative, wish))
    if name not in scope.names.callees:
        scope.names.callees[name] = scope.flat.callee(derivative)
    scope.names.facts.passed_on(passed)
    params = inspect.signature(derivative).parameters.values()  # type: ignore[arg-type]
    given = list(zip(params, nodes.copy_all(passed), strict=True))
    args = [a for p, a in given if p.kind is not p.KEYWORD_ONLY]
    keywords = [gast.keyword(p.name, a) for p, a in given if p.kind is p.KEYWORD_ONLY]
    return nodes.at(gast.Call(nodes.name(name), args, keywords), node)
