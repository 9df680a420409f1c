"""Functions made by `functools.singledispatch`: the class of the first argument chooses what is called.

Guarantee: of the classes that the argument is of, the most special one decides; a program is made again after another `register`.
"""

from __future__ import annotations

from itertools import combinations
from types import FunctionType, MappingProxyType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.definitions.python import STANDS_FOR
from sourcead.nodes import Stmt
from sourcead.normalize import choices, constants
from sourcead.normalize.activation import Activation, Instance
from sourcead.normalize.iterators import builtin
from sourcead.normalize.known import Choice
from sourcead.normalize.program import Binding
from sourcead.normalize.watched import Items

TWOFOLD = (np.float64, np.complex128, np.str_, np.bytes_)  # which are Python's and NumPy's


def is_dispatched(target: Any) -> bool:
    """Whether a callee is such a function."""
    return isinstance(target, FunctionType) and isinstance(getattr(target, "registry", None), MappingProxyType)


def call(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The call of the function that is registered for the class of the first argument."""
    if not node.args:
        raise scope.error(node, "the argument whose class decides what is called is not given by its position", "Give it first.")
    scope.depend(node.func)
    registered = Items(target.registry)
    scope.names.depend([Binding(registered[Items.KEYS], registered, Items.KEYS)])
    scope.names.depend([Binding(made, registered, kind) for kind, made in target.registry.items()])
    values = [*node.args, *(k.value for k in node.keywords)]
    found = scope.flat.things(values, scope, out)
    args = [scope.placeholder(f, v) for f, v in zip(found, values)]
    keywords = [gast.keyword(k.arg, a) for k, a in zip(node.keywords, args[len(node.args) :])]
    chosen = _chosen(target, found[0], args[0], node, scope, out)
    again = gast.Call(scope.placeholder(chosen, node.func), args[: len(node.args)], keywords)
    if isinstance(chosen, Choice):
        return choices.call(chosen, gast.copy_location(again, node), scope, out)
    return scope.flat.whatever(gast.copy_location(again, node), scope, out)


def _chosen(target: Any, found: Any, argument: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The function that is called: known for an object of the program, else one of those that are registered."""
    if isinstance(found, Instance):
        return _function(target.dispatch(STANDS_FOR.get(found.kind, found.kind)), scope)
    kinds = [k for k in target.registry if k is not object]
    chosen: Any = _function(target.registry[object], scope)
    for kind in reversed(_most_special_first([*kinds, *_of_several(kinds)])):
        test = scope.names.temporary(f"is_{kind.__name__}")
        value = scope.flat.atom(argument, scope, out)
        asked = nodes.call(builtin("isinstance", scope), value, constants.constant(kind, kind.__name__, scope))
        scope.flat.emit(nodes.assign(test, asked), node, scope, out)
        chosen = Choice(nodes.name(test), _function(target.dispatch(kind), scope), chosen)
    return chosen


def _function(value: Any, scope: Activation) -> Any:
    return constants.constant(value, getattr(value, "__name__", "function"), scope)


def _of_several(kinds: list[type]) -> list[type]:
    """The classes of numbers and texts that inherit from two of these, of which neither inherits from the other."""
    found = [[k for k in kinds if issubclass(both, k)] for both in TWOFOLD]
    apart = [any(not issubclass(a, b) and not issubclass(b, a) for a, b in combinations(some, 2)) for some in found]
    return [both for both, some, several in zip(TWOFOLD, found, apart) if several and both not in some]


def _most_special_first(kinds: list[type]) -> list[type]:
    """Classes in an order in which none comes after one that it inherits from."""
    left, found = list(kinds), list[type]()
    while left:
        first = next(k for k in left if not any(other is not k and issubclass(other, k) for other in left))
        left.remove(first)
        found.append(first)
    return found
