"""What is known of an expression as the object itself; classes made by calls: `namedtuple`, `NamedTuple`, `make_dataclass`.

Guarantee: what is made here is what the call would make in each run; what depends on values is refused.
"""

from __future__ import annotations

import collections
import dataclasses
import typing
from collections.abc import Callable
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import constants, questions
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.known import ELSEWHERE
from sourcead.normalize.watched import MISSING

MAKERS = (collections.namedtuple, typing.NamedTuple, dataclasses.make_dataclass)
EVALUATED = (dataclasses.field, *MAKERS)
WAY_OUT = "Define the class outside the function."


def value_of(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The object that an expression gives in each run; raises for any other expression."""
    known = questions.known_value(node, scope)
    if known is not ELSEWHERE or isinstance(node, gast.Constant):
        return known
    if isinstance(node, (gast.Tuple, gast.List)):
        found = [value_of(e, scope, out) for e in node.elts]
        return tuple(found) if isinstance(node, gast.Tuple) else found
    if isinstance(node, gast.Dict) and None not in node.keys:
        return {value_of(k, scope, out): value_of(v, scope, out) for k, v in zip(node.keys, node.values)}
    if isinstance(node, gast.Call):
        target = scope.resolve(node.func) if nodes.dotted(node.func) is not None else MISSING
        if any(target is f for f in EVALUATED):
            return _evaluated(target, node, scope, out)
    elif isinstance(node, (gast.Name, gast.Attribute, gast.Lambda)):
        found = scope.flat.thing(node, scope, out)
        value = found if isinstance(found, Inner) else nodes.literal(found, scope.object_of(found))
        if value is not MISSING:
            return value
    raise scope.error(node, "what this is in a class that is made here is known only when the program runs",
                      "Set it in `__init__`, or define the class outside the function.")  # fmt: skip


def once(made_of: tuple[Any, ...], make: Callable[[], type], scope: Activation) -> type:
    """The class that is made of some things; one that was made of the same things before is the same class."""
    for other, kind in scope.names.classes:
        if len(other) == len(made_of) and all(same(a, b) for a, b in zip(other, made_of)):
            return kind
    kind = make()
    scope.names.classes.append((made_of, kind))
    return kind


def same(one: Any, other: Any) -> bool:
    """Whether two things that a class is made of are one: definitions of one text in one activation, equal constants."""
    if isinstance(one, Inner) and isinstance(other, Inner):
        defaults = list(one.defaults.items()), list(other.defaults.items())
        return one.node is other.node and one.scope is other.scope and same(*defaults)
    if isinstance(one, gast.AST) and isinstance(other, gast.AST):
        return one is other or (nodes.is_atom(one) and nodes.is_atom(other) and nodes.equal(one, other))
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, (property, staticmethod, classmethod)):
        parts = ("fget", "fset", "fdel") if isinstance(one, property) else ("__func__",)
        return all(same(getattr(one, p), getattr(other, p)) for p in parts)
    return one is other or (isinstance(one, (str, int, float, type(None))) and bool(one == other))


def _evaluated(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    args, keywords = _arguments(node, scope, out)
    if target is not dataclasses.field:
        keywords.setdefault("module", scope.function.__module__) if target is collections.namedtuple else None
    try:
        return target(*args, **keywords)
    except (TypeError, ValueError) as error:
        raise scope.error(node, str(error), WAY_OUT) from error


def _arguments(node: gast.Call, scope: Activation, out: list[Stmt]) -> tuple[list[Any], dict[str, Any]]:
    if any(k.arg is None for k in node.keywords) or any(isinstance(a, gast.Starred) for a in node.args):
        raise scope.error(node, "unpacking into a call is not differentiated here", "Write the arguments out.")
    args = [value_of(a, scope, out) for a in node.args]
    return args, {str(k.arg): value_of(k.value, scope, out) for k in node.keywords}


def made(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A class that a call makes."""
    made_of = (node, *_arguments(node, scope, out))
    kind = once(made_of, lambda: _evaluated(scope.resolve(node.func), node, scope, out), scope)
    kind.__module__ = scope.function.__module__
    return constants.constant(kind, kind.__name__, scope)
