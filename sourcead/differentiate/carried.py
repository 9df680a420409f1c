"""Exceptions that were caught: they may carry values that are differentiated, and what they carry is not followed.

Guarantee: nothing but texts, classes and whether there is one is read of an exception, whatever name or container it got into.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, own_expressions, statements, stored
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.marks import is_caught

ASKING = (type, isinstance, issubclass, len, bool, id)
TEXTS = (print, str, repr, format)
READING = (float, complex, eval, np.float64, np.array, np.asarray, np.fromstring)  # numbers of a text
CAUGHT = tuple(getattr(sys, n) for n in ("exc_info", "exception") if hasattr(sys, n))
HOLDING = (list, tuple, dict, set, sorted, reversed, enumerate, zip, iter, next)
METHODS = frozenset((
    "append", "appendleft", "extend", "insert", "pop", "popleft", "get", "setdefault", "update", "copy", "remove", "clear",
    "count", "index", "items", "keys", "values", "add",
))  # fmt: skip
WAY_OUT = "Use it in `raise`, `print`, `str` or `isinstance` only, and pass values by variables."


def check_carried(program: Program) -> None:
    """Raise where more is read of an exception than what is not differentiated."""
    body = list(statements(program.tree.body))
    caught, texts = {str(assigned(s)) for s in body if is_caught(s) or _calls(s, CAUGHT, program)}, set[str]()
    count = 0
    while caught and count != (count := len(caught) + len(texts)):
        for statement in body:
            read = {n for e in own_expressions(statement) for n in nodes.free_names(e)}
            if read & texts and _calls(statement, READING, program):
                raise _refused(statement.value, statement)
            if read & caught and not is_caught(statement):
                (texts if _calls(statement, TEXTS, program) or _is_text(statement) else caught).update(
                    _goals(statement, caught, program)
                )
            elif read & texts and not _calls(statement, ASKING, program):
                texts.update(_goals(statement, (), program))


def _refused(node: Expr, statement: Stmt) -> UnsupportedSyntaxError:
    location = nodes.location(node) or nodes.location(statement)
    return UnsupportedSyntaxError("what an exception carries is not differentiated", way_out=WAY_OUT, location=location)


def _calls(statement: Stmt, functions: Collection[object], program: Program) -> bool:
    value = getattr(statement, "value", None)
    return isinstance(value, gast.Call) and any(program.resolve(value.func) is f for f in functions)


def _is_text(statement: Stmt) -> bool:
    return isinstance(getattr(statement, "value", None), gast.JoinedStr)


def _goals(statement: Stmt, caught: Collection[str], program: Program) -> Iterator[str]:
    """The names that get an exception or its text, or a container that holds one, by a statement that reads one."""
    raising, bare = isinstance(statement, gast.Raise), isinstance(statement, gast.Expr)
    for node in (n for e in own_expressions(statement) for n in nodes.walk(e)):
        if not raising and _reads_more(node, caught, program, bare=bare):
            raise _refused(node, statement)
    place, name, value = stored(statement), assigned(statement), getattr(statement, "value", None)
    tests = isinstance(value, gast.Compare) or (isinstance(value, gast.UnaryOp) and isinstance(value.op, gast.Not))
    if place is not None:
        yield place.value.id
    elif name is not None and not tests and not _calls(statement, ASKING, program):
        yield name
    elif bare and isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
        if isinstance(value.func.value, gast.Name) and value.func.attr in METHODS:
            yield value.func.value.id


def _reads_more(node: Expr, caught: Collection[str], program: Program, *, bare: bool) -> bool:
    """Whether an attribute of an exception is read, or it is passed on to what may read one."""
    if isinstance(node, gast.Attribute):
        return isinstance(node.value, gast.Name) and node.value.id in caught and node.attr not in METHODS
    if not isinstance(node, gast.Call):
        return False
    given = [*node.args, *(k.value for k in node.keywords)]
    if not any(isinstance(a, gast.Name) and a.id in caught for a in given):
        return False
    if program.callee(node) is not None:
        return True
    function = program.resolve(node.func)
    holds = function is program.MISSING and isinstance(node.func, gast.Attribute) and node.func.attr in METHODS
    return not (bare or holds or any(function is f for f in (*TEXTS, *ASKING, *HOLDING)))


__all__ = ["check_carried"]
