"""`class` statements inside a function.

Such a class is made when the program is: its methods are inner functions (`Inner`) of the activation around it. Guarantee: what
stands in the class is what Python would put there; what is known only when the program runs is refused.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import types
from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import bindings, calls, classes, constants
from sourcead.normalize.activation import Activation
from sourcead.normalize.program import INSIDE
from sourcead.normalize.records import WAY_OUT, once, value_of
from sourcead.normalize.watched import MISSING

MEMBERS = (property, staticmethod, classmethod, functools.cached_property)
SETTERS = ("setter", "getter", "deleter")


def class_statement(node: gast.ClassDef, scope: Activation, out: list[Stmt]) -> None:
    """Make a class, and give it its name."""
    found = constants.constant(_made(node, scope, out), node.name, scope)
    bindings.name(gast.copy_location(nodes.target(node.name), node), found, node, scope, out)


def _made(node: gast.ClassDef, scope: Activation, out: list[Stmt]) -> type:
    if node.keywords:
        raise scope.error(node.keywords[0].value, "a class with a metaclass or other options cannot be followed", WAY_OUT)
    bases = tuple(value_of(b, scope, out) for b in node.bases)
    methods: list[Any] = []
    members: dict[str, Any] = {"__module__": scope.function.__module__, "__qualname__": node.name, INSIDE: True}
    for item in node.body:
        _member(item, members, methods, scope, out)
    decorators = [_decorated(d, scope, out) for d in node.decorator_list]
    kind = once((node, bases, members), lambda: _class(node, bases, members, decorators, scope), scope)
    scope.names.methods.update({(id(m), id(scope)): kind for m in methods})
    return kind


def _class(node: gast.ClassDef, bases: Any, members: dict[str, Any], decorators: list[Any], scope: Activation) -> type:
    try:
        kind = types.new_class(node.name, bases, {}, lambda space: space.update(members))
    except TypeError as error:
        raise scope.error(node, str(error), WAY_OUT) from error
    for decorator in reversed(decorators):
        kind = decorator(kind)
    if not classes.is_made_here(kind):
        raise scope.error(node, f"what `{node.name}` inherits from cannot be followed", WAY_OUT)
    return kind


def _member(item: Any, members: dict[str, Any], methods: list[Any], scope: Activation, out: list[Stmt]) -> None:
    """Put what a statement of a class makes under its name."""
    if isinstance(item, gast.FunctionDef):
        methods.append(item)
        found: Any = calls.inner(item, scope, out)
        for decorator in reversed(item.decorator_list):
            found = _decorating(decorator, members, scope)(found)
        members[item.name] = found
    elif isinstance(item, gast.AnnAssign) and isinstance(item.target, gast.Name):
        written = ast.unparse(gast.gast_to_ast(item.annotation))
        members.setdefault("__annotations__", {})[item.target.id] = written
        if item.value is not None:
            members[item.target.id] = value_of(item.value, scope, out)
    elif isinstance(item, gast.Assign) and all(isinstance(g, gast.Name) for g in item.targets):
        value = value_of(item.value, scope, out)
        members.update({g.id: value for g in item.targets})
    elif isinstance(item, gast.ClassDef):
        members[item.name] = _made(item, scope, out)
    elif not (isinstance(item, gast.Pass) or (isinstance(item, gast.Expr) and isinstance(item.value, gast.Constant))):
        raise scope.error(item, "this statement in a class that is made here cannot be followed", WAY_OUT)


def _decorating(node: Any, members: dict[str, Any], scope: Activation) -> Callable[[Any], Any]:
    """The decorator of a method, which is applied when the program is made."""
    if isinstance(node, gast.Attribute) and isinstance(node.value, gast.Name) and node.attr in SETTERS:
        owner = members.get(node.value.id)
        if isinstance(owner, property):
            return getattr(owner, node.attr)  # type: ignore[no-any-return]
    found: Any = scope.resolve(node) if nodes.dotted(node) is not None else MISSING
    if not any(found is member for member in MEMBERS):
        raise scope.error(node, "what this decorator of a method does cannot be followed", WAY_OUT)
    return found  # type: ignore[no-any-return]


def _decorated(node: Any, scope: Activation, out: list[Stmt]) -> Callable[[Any], Any]:
    """The decorator of a class: `dataclass`, with options or without."""
    call = node if isinstance(node, gast.Call) else None
    func = node if call is None else call.func
    found = scope.resolve(func) if nodes.dotted(func) is not None else MISSING
    if found is not dataclasses.dataclass or (call is not None and call.args):
        raise scope.error(node, "what this decorator of a class does cannot be followed", WAY_OUT)
    options = {} if call is None else {str(k.arg): value_of(k.value, scope, out) for k in call.keywords}
    return lambda kind: dataclasses.dataclass(**options)(kind)
