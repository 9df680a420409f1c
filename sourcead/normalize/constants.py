"""Objects from outside the program: what a constant is called in it, and the elements of containers of functions.

Guarantee: a program that was made for what a container held is made again when the container holds something else.
"""

from __future__ import annotations

from typing import Any

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.known import ELSEWHERE, SHARED, Group
from sourcead.normalize.program import Binding
from sourcead.normalize.watched import Items


def constant(value: Any, name: str, scope: Activation) -> Expr:
    """An expression for a value that is known now: a literal, or a name bound to it."""
    if value is None or (type(value) in (bool, int, float, str) and value == value):
        return nodes.constant(value)
    return nodes.name(scope.names.bind(name, constant_binding(value, name)))


def has_functions(value: Any) -> bool:
    """Whether a container of Python's own holds functions, at whatever depth."""
    if type(value) is dict:
        return any(map(has_functions, value.values()))
    return any(map(has_functions, value)) if type(value) in (list, tuple) else callable(value)


def element(value: Any, key: Any, path: Expr, scope: Activation) -> Any:
    """The element at a key of a container from outside, as a constant of the program; `ELSEWHERE` if there is none."""
    if type(value) not in (list, tuple, dict):
        return ELSEWHERE
    try:
        found = value[key]
    except (LookupError, TypeError):
        return ELSEWHERE
    scope.depend_on(path)
    wish = getattr(found, "__name__", None) or f"{(nodes.dotted(path) or ['value'])[-1]}_{key}"
    if type(value) is tuple:
        return constant(found, wish, scope)
    binding = Binding(found, Items(value), key)
    scope.names.depend([binding])
    return nodes.name(scope.names.bind(wish, binding))


def group(value: Any, path: Expr, at: Any, scope: Activation) -> Group | None:
    """The elements of a tuple, list or dict from outside; None for any other object."""
    if type(value) not in (list, tuple, dict):
        return None
    if type(value) is not tuple:
        scope.names.depend([Binding(Items(value)[Items.KEYS], Items(value), Items.KEYS)])
    keys = list(value) if type(value) is dict else list(range(len(value)))
    items = [element(value, k, path, scope) for k in keys]
    return Group(type(value).__name__, items, keys if type(value) is dict else [], SHARED)
