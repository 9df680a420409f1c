"""Keys of dicts that are known before the program runs."""

from __future__ import annotations

import gast

from sourcead.nodes import Expr
from sourcead.types.judge import Judge
from sourcead.types.values import Fixed, Number, Static, Type

UNKNOWN = object()  # stands for a key that is not known


def key_of(node: Expr, judge: Judge) -> object:
    """The key that an expression certainly is: a text, an int, None, a tuple of those; `UNKNOWN` for any other."""
    if isinstance(node, gast.Tuple):
        return _tuple([key_of(e, judge) for e in node.elts])
    return known_key(judge.expr(node))


def _tuple(parts: list[object]) -> object:
    return UNKNOWN if any(p is UNKNOWN for p in parts) else tuple(parts)


def known_key(value: Type) -> object:
    """The key that a value of this type is, if that is known."""
    if isinstance(value, Number) and value.weak and not value.mixed and type(value.value) is int:
        return value.value
    if isinstance(value, Static) and (value.value is None or isinstance(value.value, str)):
        return value.value
    if isinstance(value, Static) and isinstance(value.value, tuple):
        return value.value if all(isinstance(p, (str, int)) for p in value.value) else UNKNOWN
    return _tuple([known_key(e) for e in value.elements]) if isinstance(value, Fixed) and value.kind == "tuple" else UNKNOWN


def is_key(key: object) -> bool:
    """Whether a value can stand as a key in a program."""
    return key is None or type(key) in (str, int) or (isinstance(key, tuple) and all(map(is_key, key)))
