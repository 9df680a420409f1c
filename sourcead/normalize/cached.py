"""What a cached function gives is one object for all calls with the same arguments: nothing may be written into it.

Guarantee: a program in which a cached function is looked into, as if it were called each time, has the same value. One that may
give another value when it is run again (it reads what may change, draws random numbers, changes something) is called as it is,
for arguments by which nothing is differentiated.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.errors import SourceADError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import CACHED, Activation, Inner
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.patterns import locate
from sourcead.normalize.program import STEADY, Custom, attributes
from sourcead.normalize.scope import find_binding, local_names, names_outside
from sourcead.normalize.watched import MISSING

KEEPING: list[Callable[[Any], Custom]] = []
CODE = (ModuleType, FunctionType, BuiltinFunctionType, type, np.ufunc, CACHED, type(np.sum))
AGAIN_WAY_OUT = "Compute what it keeps before, and pass it as an argument; or do without the cache."
WRITING = CHANGING | {"fill", "put", "resize", "partition"}


def keeping(maker: Callable[[Any], Custom]) -> Callable[[Any], Custom]:
    """Mark what makes a function that stays a call of a cached one."""
    KEEPING.append(maker)
    return maker


def as_it_is(target: Any, node: Any, scope: Activation) -> Custom | None:
    """What stays a call of a cached function that may give another value when it is run again; None for any other callee."""
    plain = target
    while isinstance(plain, (functools.partial, MethodType)):
        plain = plain.func if isinstance(plain, functools.partial) else plain.__func__
    read = changeable(plain.__wrapped__) if isinstance(plain, CACHED) else None
    if read is None:
        return None
    if plain is not target:
        raise again(read, node, scope)
    return KEEPING[0](target)


def unchanging(function: Any, node: Any, scope: Activation) -> Any:
    """A function that may be looked into in place of a call of what is cached."""
    is_inner = isinstance(function, Inner)
    read = changeable_in(function.node, function.scope.function) if is_inner else changeable(function)
    if read is not None:
        raise again(read, node, scope)
    return function


def again(read: str, node: Any, scope: Activation) -> Exception:
    """The error for a cached function that would be run again."""
    reason = f"a cached function reads or changes `{read}`, which may be something else when it is run again"
    return scope.error(node, reason, AGAIN_WAY_OUT)


def changeable(function: Any, seen: frozenset[int] = frozenset()) -> str | None:
    """Something that a function reads or changes and that may be another the next time: what is no code; None for nothing."""
    function = function.__wrapped__ if isinstance(function, CACHED) else function
    if isinstance(function, type):
        methods = [f for k in function.__mro__ for f in vars(k).values() if isinstance(f, FunctionType)]
        return next((r for f in methods if (r := changeable(f, seen)) is not None), None)
    if id(function) in seen or not isinstance(function, FunctionType):
        return None
    if (function.__module__ or "").split(".")[0] in STEADY:
        return None
    try:
        node = locate(function).node
    except SourceADError:  # what it reads is not known
        return function.__name__
    return changeable_in(node, function, seen | {id(function)})


def changeable_in(node: Any, function: FunctionType, seen: frozenset[int] = frozenset()) -> str | None:
    """The same of a function's tree, with the function in which it stands."""
    inner = [n for n in nodes.walk(node) if isinstance(n, (gast.FunctionDef, gast.Lambda))]
    own = set().union(*(local_names(n) for n in [node, *inner])) | {n.name for n in inner if isinstance(n, gast.FunctionDef)}
    params = {p.id for p in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]}
    assigned = names_outside(node, gast.Global) | names_outside(node, gast.Nonlocal)
    if assigned:
        return min(assigned)
    for parts in _mentioned(node):
        name = ".".join(parts)
        if parts[0] in own:
            if parts[0] in params and len(parts) > 1:  # an object is looked up as itself, and may change
                return name
            continue
        binding = find_binding(function, parts[0])
        thing = MISSING if binding is None else binding.value
        for attribute in parts[1:]:
            thing = thing if _is_steady(thing) else attributes(thing, [attribute])
        if _is_steady(thing) and not _draws(attributes(binding.value if binding else None, parts[1:])):
            continue
        if not isinstance(thing, CODE) or not _is_code(thing):
            return name
        lost = changeable(thing, seen)
        if lost is not None:
            return lost
    return None


def _mentioned(part: Any) -> Iterator[list[str]]:
    """The longest dotted names in a tree."""
    parts = nodes.dotted(part) if isinstance(part, (gast.Name, gast.Attribute)) else None
    if parts is not None:
        yield parts
        return
    for inside in nodes.parts(part):
        yield from _mentioned(inside)


def _is_steady(thing: Any) -> bool:
    """Whether a thing is a module of a library."""
    return isinstance(thing, ModuleType) and thing.__name__.split(".")[0] in STEADY


def _draws(thing: Any) -> bool:
    """Whether a thing of a library gives something else each time."""
    source = getattr(thing, "__self__", None)
    return not (source is None or isinstance(source, ModuleType)) or thing is np.random.default_rng


def _is_code(thing: Any) -> bool:
    """Whether a function or module has nothing in it that changes."""
    if isinstance(thing, BuiltinFunctionType):
        return _is_steady(thing.__self__) if isinstance(thing.__self__, ModuleType) else thing.__self__ is None
    return True


def given(found: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What the call of a cached function gives, under a name that is noted."""
    if not isinstance(found, gast.AST) or isinstance(found, gast.Constant):
        return found
    name = scope.names.temporary("cached")
    scope.flat.emit(nodes.assign(name, found), node, scope, out)
    scope.names.cached[name] = node
    return nodes.name(name)


def check(body: Sequence[Stmt], scope: Activation) -> None:
    """Raise if something is written that may be what a cached function has given."""
    if not scope.names.cached:
        return
    statements = [n for s in body for n in nodes.walk(s)]
    reached = set(scope.names.cached)
    count = 0
    while count < len(reached):
        count = len(reached)
        for item in statements:
            goal = item.targets[0] if isinstance(item, gast.Assign) else item.target if isinstance(item, gast.For) else None
            source = item.value if isinstance(item, gast.Assign) else item.iter if isinstance(item, gast.For) else None
            if isinstance(goal, gast.Name) and _may_be_part(source, reached, scope):
                reached.add(goal.id)
    for item in statements:
        changed = _changed(item)
        if changed in reached:
            raise scope.error(next(iter(scope.names.cached.values())),
                              "what a cached function gives is changed afterwards, and so may be what it gives the next time",
                              "Change a copy of it.")  # fmt: skip


def _may_be_part(source: Expr | None, reached: set[str], scope: Activation) -> bool:
    """Whether an operation may give something that is, or shares memory with, a variable."""
    if isinstance(source, (gast.BinOp, gast.UnaryOp, gast.Compare)) or source is None:
        return False
    if isinstance(source, gast.Call):
        parts = nodes.dotted(source.func) or ["?"]
        binding = scope.names.env.get(parts[0])
        target = MISSING if binding is None else attributes(binding.value, parts[1:])
        if isinstance(target, np.ufunc) or target in (np.array, np.copy, np.sum, np.dot, len, float, int):
            return False
    return any(n in reached for n in nodes.names(source))


def _changed(item: Any) -> str | None:
    """The variable that a statement changes in place."""
    goal = item.targets[0] if isinstance(item, gast.Assign) else item.target if isinstance(item, gast.AugAssign) else None
    if isinstance(goal, gast.Subscript) and isinstance(goal.value, gast.Name):
        return str(goal.value.id)
    if isinstance(item, gast.AugAssign) and isinstance(goal, gast.Name):
        return str(goal.id)
    if isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute) and item.func.attr in WRITING:
        return str(item.func.value.id) if isinstance(item.func.value, gast.Name) else None
    return None


__all__ = ["again", "as_it_is", "changeable", "changeable_in", "check", "given", "keeping", "unchanging"]
