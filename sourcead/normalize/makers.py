"""Which expressions make functions or objects, told by how they are written.

Guarantee: what is said to make one may not; then a loop is written out that need not be.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from types import FunctionType, MethodType
from typing import Any, Literal

import gast
import numpy as np

from sourcead import nodes
from sourcead.errors import SourceNotFoundError
from sourcead.normalize import callables, classes, questions
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.exits import own_nodes
from sourcead.normalize.objects import Instance
from sourcead.normalize.patterns import locate
from sourcead.normalize.program import attributes
from sourcead.normalize.scope import find_binding
from sourcead.normalize.watched import MISSING

Kind = Literal["function", "object"]


def will_hold_functions(name: str, value: Any, scope: Activation) -> bool:
    """Whether an empty list or dict that a name is given is filled with functions later."""
    if not _is_empty(value):
        return False
    made = {n.name for n in nodes.walk(scope.node) if isinstance(n, gast.FunctionDef)}
    return any(_is_made(s, made, scope) for s in _stored(name, scope))


def will_hold_objects(name: str, value: Any, scope: Activation) -> bool:
    """Whether an empty list that a name is given is filled with objects later."""
    if not _is_empty(value) or not isinstance(value, gast.List):
        return False
    made = set(_objects(scope))
    return any(makes_known(s, scope, made) for s in _stored(name, scope))


def _objects(scope: Activation) -> Iterator[str]:
    """Variables that are given objects: made here, or the elements of a list of some."""
    for item in nodes.walk(scope.node):
        if isinstance(item, gast.Assign) and makes_known(item.value, scope):
            yield from (g.id for g in item.targets if isinstance(g, gast.Name))
        elif isinstance(item, gast.For):
            yield from _elements(item.target, item.iter, scope)


def _elements(goal: Any, iterable: Any, scope: Activation) -> Iterator[str]:
    """The variables of a loop that are given the objects of a list, or of one of several that are gone through together."""
    if isinstance(goal, gast.Tuple) and isinstance(iterable, gast.Call) and scope.resolve(iterable.func) in (enumerate, zip):
        parts = [gast.Constant(None, None), *iterable.args] if scope.resolve(iterable.func) is enumerate else iterable.args
        for part, each in zip(goal.elts, parts):
            yield from _elements(part, each, scope)
    elif isinstance(goal, gast.Name):
        held = questions.peek(iterable, scope)
        if isinstance(held, Instance) and held.kind is list and any(isinstance(s, Instance) for s in held.slots.values()):
            yield goal.id


def _is_empty(value: Any) -> bool:
    return (isinstance(value, gast.List) and not value.elts) or (isinstance(value, gast.Dict) and not value.keys)


def _stored(name: str, scope: Activation) -> Iterator[Any]:
    """What a function puts into the container of a name."""
    for item in nodes.walk(scope.node):
        if isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute):
            if item.func.attr in ("append", "update", "setdefault") and nodes.dotted(item.func.value) == [name]:
                yield from [*item.args, *(k.value for k in item.keywords)]
        elif isinstance(item, gast.Assign) and isinstance(item.targets[0], gast.Subscript):
            if nodes.dotted(item.targets[0].value) == [name]:
                yield item.value


def _is_made(node: Any, made: set[str], scope: Activation) -> bool:
    if "function" in _made_kinds(node, scope):
        return True
    if isinstance(node, (gast.Tuple, gast.List)):
        return any(_is_made(e, made, scope) for e in node.elts)
    if isinstance(node, gast.Name) and (node.id in made or scope.knows(node.id)):
        return node.id in made or callables.is_known(node, scope)
    parts = nodes.dotted(node)
    binding = None if parts is None or scope.knows(parts[0]) else find_binding(scope.function, parts[0])
    return binding is not None and callable(attributes(binding.value, parts[1:]))  # type: ignore[index]


def _is_partial(node: Any, scope: Activation) -> bool:
    """Whether an expression is a partial application, made by the name of the module's `partial`."""
    parts = nodes.dotted(node.func) if isinstance(node, gast.Call) else None
    binding = None if parts is None or scope.knows(parts[0]) else find_binding(scope.function, parts[0])
    return binding is not None and attributes(binding.value, parts[1:]) in (functools.partial, np.vectorize)  # type: ignore[index]


def makes_known(made: Any, scope: Activation, names: AbstractSet[str] = frozenset()) -> bool:
    """Whether an element of a container is a function or an object, or holds one; `names`: variables that are."""
    if isinstance(made, (gast.Tuple, gast.List)):
        return any(makes_known(e, scope, names) for e in made.elts)
    if isinstance(made, gast.IfExp):
        return makes_known(made.body, scope, names) or makes_known(made.orelse, scope, names)
    if isinstance(made, gast.ListComp):
        own = {n for part in made.generators for n in _elements(part.target, part.iter, scope)}
        return makes_known(made.elt, scope, names | own)
    return (isinstance(made, gast.Name) and made.id in names) or bool(_made_kinds(made, scope))


def _made_kinds(made: Any, scope: Activation) -> set[Kind]:
    """Which of functions and objects an expression makes."""
    if isinstance(made, gast.Lambda) or _is_partial(made, scope):
        return {"function"}
    parts = nodes.dotted(made.func) if isinstance(made, gast.Call) else None
    if parts is None or (not scope.knows(parts[0]) and find_binding(scope.function, parts[0]) is None):
        return set()
    target = scope.resolve(made.func)
    return {"object"} if classes.is_made_here(target) or target is dataclasses.replace else _given_kinds(target, scope)


def _given_kinds(target: Any, scope: Activation) -> set[Kind]:
    """Which of functions and objects that it makes a function returns."""
    owner: Any = None
    if isinstance(target, Inner):
        node, function = target.node, target.scope.function
    else:
        owner, function = (target.__self__, target.__func__) if isinstance(target, MethodType) else (None, target)
        if not isinstance(function, FunctionType) or scope.is_primitive(function):
            return set()
        try:
            node = locate(function).node
        except SourceNotFoundError:
            return set()
    if isinstance(node, gast.Lambda):
        return _kinds(node.body, node, function, owner)
    inside = [n for statement in node.body for n in own_nodes(statement)]
    made: dict[str, set[Kind]] = {n.name: {"function"} for n in inside if isinstance(n, gast.FunctionDef)}
    for item in inside:
        if isinstance(item, gast.Assign) and (kinds := _kinds(item.value, node, function, owner)):
            made.update({g.id: kinds for g in item.targets if isinstance(g, gast.Name)})
    given = [n.value for n in inside if isinstance(n, gast.Return)]
    return {
        k
        for v in given
        for k in _kinds(v, node, function, owner) | (made.get(v.id, set()) if isinstance(v, gast.Name) else set())
    }


def _kinds(value: Any, node: Any, function: Any, owner: Any) -> set[Kind]:
    """Which of functions and objects an expression in a function makes; a class method's first parameter is its class."""
    if isinstance(value, gast.Lambda):
        return {"function"}
    parts = nodes.dotted(value.func) if isinstance(value, gast.Call) else None
    if parts is None:
        return set()
    if isinstance(owner, type) and node.args.args and parts[0] == node.args.args[0].id:
        target = attributes(owner, parts[1:])
    else:
        binding = find_binding(function, parts[0])
        target = MISSING if binding is None else attributes(binding.value, parts[1:])
    return {"function"} if target is functools.partial else {"object"} if classes.is_made_here(target) else set()
