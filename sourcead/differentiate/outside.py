"""What stands outside of a function: arrays, lists and dicts that it writes into; objects with operators of their own.

Guarantee: nothing that is differentiated goes into something outside and comes back under another name unnoticed, or through an
operator that is not NumPy's or Python's own.
"""

from __future__ import annotations

from collections.abc import Collection
from logging import Logger
from types import BuiltinFunctionType, FunctionType, ModuleType

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.walk import assigned, changed_container, own_expressions, statements, stored
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.marks import manager
from sourcead.types.infer import Typing
from sourcead.types.signature import PLAIN_ARRAY
from sourcead.types.values import Foreign, Number, Static

PLAIN = (type(None), str, bytes, tuple, list, dict, set, frozenset, range, slice, bool, int, float, complex)

FOREIGN = "an array whose operators are not those of arrays, or a number of such a kind, meets values that are differentiated"
KEEPING_NOTHING = (ModuleType, type, FunctionType, BuiltinFunctionType, np.ufunc, Logger)  # nothing comes back from their methods


def check_outside(program: Program, typing: Typing, varied: Collection[str]) -> None:
    """Raise where values that are differentiated reach something outside in such a way."""
    body, known = list(statements(program.tree.body)), set(varied)
    names = _names(body, program)
    _check_operators(body, typing, known)
    _check_given(body, typing)
    _check_methods(body, program, known, names)
    for statement in body:
        place = stored(statement)
        written = changed_container(statement) if place is None else place.value.id
        gets = nodes.free_names(getattr(statement, "value", None) or nodes.constant(0))
        if written not in names or not ({written} | gets) & known:
            continue
        others = {n for n, path in names.items() if n != written and _is_of(path, names[written])}
        if any(others & _read(s) or _mentions(s, names[written]) for s in body):
            raise UnsupportedSyntaxError(
                f"`{names[written]}`, which is outside of the function, gets values that are differentiated and is read again",
                way_out="Make it inside the function, or give it a name there that is used for both.",
                location=nodes.location(statement),
            )


def _check_given(body: list[Stmt], typing: Typing) -> None:
    """Raise where what `with` or `next` of something outside gives is changed: it may be known outside by another name."""
    given = {str(assigned(s)) for s in body if assigned(s) is not None and _is_given(s, typing)}
    count = -1
    while given and count != len(given):
        count = len(given)
        given |= {str(assigned(s)) for s in body if isinstance(s, gast.Assign) and assigned(s) and may_alias(s.value) & given}
    for statement in body if given else ():
        place = stored(statement)
        changed = changed_container(statement) if place is None else place.value.id
        if changed is None and isinstance(statement, gast.AugAssign):
            changed = assigned(statement)
        changes = not isinstance(statement, gast.Expr) or getattr(statement.value, "func", None) is None
        changes = changes or (isinstance(statement.value.func, gast.Attribute) and statement.value.func.attr in CHANGING)
        if changed in given and changes and not isinstance(typing.name(changed), Number):
            raise UnsupportedSyntaxError(
                f"`{changed}` is changed here, and what `with` or `next` gave may be something outside",
                way_out="Change a copy of it, or reach it by its name.",
                location=nodes.location(statement),
            )


def _is_given(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement binds what a manager, or an iterator that is not followed, gives."""
    value = getattr(statement, "value", None)
    is_next = isinstance(value, gast.Call) and typing.callee(value.func) is next
    return isinstance(statement, gast.Assign) and (manager(statement) is not None or is_next)


def _check_operators(body: list[Stmt], typing: Typing, known: set[str]) -> None:
    for statement in body:
        value = getattr(statement, "value", None)
        if not isinstance(value, (gast.BinOp, gast.Call)) or not nodes.free_names(value) & known:
            continue
        sides = [typing.expr(side) for side in (value.left, value.right)] if isinstance(value, gast.BinOp) else []
        foreign = any(isinstance(typing.name(n), Foreign) for n in nodes.free_names(value))
        if foreign or any(isinstance(k, Static) and not isinstance(k.value, PLAIN) for k in sides):
            raise UnsupportedSyntaxError(
                "what an operator does with this object is not followed" if not foreign else FOREIGN,
                way_out=PLAIN_ARRAY if foreign else "Call a function, or make the object inside the function.",
                location=nodes.location(value) or nodes.location(statement),
            )


def _check_methods(body: list[Stmt], program: Program, known: set[str], names: dict[str, str]) -> None:
    """Raise for `thing.put(x)` if something else is asked of the thing: a queue, a context variable, whatever keeps a value."""
    for statement in body:
        call = statement.value if isinstance(statement, gast.Expr) or changed_container(statement) is not None else None
        if not isinstance(call, gast.Call) or not isinstance(call.func, gast.Attribute):
            continue
        path = nodes.dotted(call.func)
        if path is None or path[0] not in program.env or isinstance(program.resolve(call.func.value), KEEPING_NOTHING):
            continue
        thing, passed = ".".join(path[:-1]), [*call.args, *(k.value for k in call.keywords)]
        gets = any(nodes.free_names(a) & known for a in passed)
        others = {n for n, path in names.items() if _is_of(path, thing)}
        asking = (s for s in body if s is not statement and not isinstance(s, gast.Expr))
        if gets and any(others & _read(s) or _mentions(s, thing) for s in asking):
            raise UnsupportedSyntaxError(
                f"`{thing}`, which is outside of the function, gets values that are differentiated and is asked for some",
                way_out="Make it inside the function: a list, a dict, a `deque`.",
                location=nodes.location(call) or nodes.location(statement),
            )


def _names(body: list[Stmt], program: Program) -> dict[str, str]:
    """The variables that are bound to what is outside, by the path to it."""
    found = {}
    for statement in body:
        path = nodes.dotted(statement.value) if isinstance(statement, gast.Assign) and assigned(statement) else None
        if path and path[0] in program.env:
            found[str(assigned(statement))] = ".".join(path)
    return found


def _is_of(path: str, thing: str) -> bool:
    """Whether a path is that of a thing, or of an attribute of it."""
    return path == thing or path.startswith(f"{thing}.")


def _mentions(statement: Stmt, thing: str) -> bool:
    """Whether a statement reads a thing outside where it stands, other than to give it a name."""
    if isinstance(statement, gast.Assign) and assigned(statement) is not None and nodes.dotted(statement.value) is not None:
        return False
    parts = (n for e in own_expressions(statement) for n in nodes.walk(e) if isinstance(n, (gast.Name, gast.Attribute)))
    return any(_is_of(".".join(nodes.dotted(n) or ["?"]), thing) for n in parts)


def _read(statement: Stmt) -> set[str]:
    """The names that a statement reads, other than to write into them."""
    call = getattr(statement, "value", None)
    changed = changed_container(statement) if isinstance(statement, gast.Expr) else None
    found = {n for e in own_expressions(statement) for n in nodes.names(e)}
    return found - {changed} if call is not None else found
