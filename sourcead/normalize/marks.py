"""Marks: how `try` and `with` stand in the normal form, as an ordinary branch and as ordinary statements.

    if try(E, ...): body else: handler     `try: body except (E, ...): handler`; a body that raises has no effect that is seen
    else()                                 what follows it in a body is no longer guarded: the `else` of a `try`
    NAME = except()                        what was caught, as the first statement of a handler
    [NAME =] with(manager) ... with()      what stands between them runs inside `with manager [as NAME]:`

Their callees are words that no program can use as names. The printer alone knows how they are written in Python.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt

TRY, EXCEPT, ELSE, WITH = "try", "except", "else", "with"


def mark(word: str, *args: Expr) -> gast.Call:
    """A mark as an expression."""
    return gast.Call(nodes.name(word), list(args), [])


def is_mark(node: Expr, word: str) -> bool:
    """Whether an expression is a mark."""
    return isinstance(node, gast.Call) and isinstance(node.func, gast.Name) and node.func.id == word


def is_guard(statement: Stmt) -> bool:
    """Whether a statement is a body that may raise, and a handler."""
    return isinstance(statement, gast.If) and is_mark(statement.test, TRY)


def split(body: Sequence[Stmt]) -> tuple[list[Stmt], list[Stmt]]:
    """The guarded part of a guard's body, and what runs after it."""
    cut = next((k for k, s in enumerate(body) if is_else(s)), len(body))
    return list(body[:cut]), list(body[cut + 1 :])


def joined(guarded: Sequence[Stmt], after: Sequence[Stmt]) -> list[Stmt]:
    """The body of a guard of these parts."""
    return [*guarded, *([nodes.expression(mark(ELSE)), *after] if after else [])]


def is_else(statement: Stmt) -> bool:
    """Whether the guarded part of a body ends here."""
    return isinstance(statement, gast.Expr) and is_mark(statement.value, ELSE)


def is_caught(statement: Stmt) -> bool:
    """Whether a statement binds what was caught."""
    return isinstance(statement, gast.Assign) and is_mark(statement.value, EXCEPT)


def manager(statement: Stmt) -> Expr | None:
    """The manager of the `with` block that begins with a statement."""
    value = statement.value if isinstance(statement, (gast.Assign, gast.Expr)) else None
    return value.args[0] if is_mark(value, WITH) and value.args else None  # type: ignore[union-attr]


def is_end(statement: Stmt) -> bool:
    """Whether a `with` block ends here."""
    return isinstance(statement, gast.Expr) and is_mark(statement.value, WITH) and not statement.value.args


def is_border(statement: Stmt) -> bool:
    """Whether a `with` block begins or ends here: nothing that is computed moves past it."""
    return is_end(statement) or manager(statement) is not None


def always_raises(body: Sequence[Stmt]) -> bool:
    """Whether a block never runs to its end."""
    last = body[-1] if body else None
    if isinstance(last, gast.If) and not is_guard(last):
        return always_raises(last.body) and always_raises(last.orelse)
    return isinstance(last, gast.Raise)


def with_blocks(body: Sequence[Stmt]) -> dict[int, Stmt | None]:
    """By position: the `with` blocks that begin there; None where a statement stands inside one."""
    found: dict[int, Stmt | None] = {}
    open_at: list[int] = []
    for position, statement in enumerate(body):
        if manager(statement) is not None:
            open_at.append(position)
        elif is_end(statement):
            start = open_at.pop()
            if not open_at:
                goal = body[start].targets[0] if isinstance(body[start], gast.Assign) else None
                block = gast.With([gast.withitem(manager(body[start]), goal)], list(body[start + 1 : position]), None)
                block.comment = getattr(body[start], "comment", None)
                found |= {p: None for p in range(start, position + 1)} | {start: block}
    return found
