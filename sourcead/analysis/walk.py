"""Walking the statements of a normal form, and what each of them reads and assigns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import CHANGING

Loop = (gast.For, gast.While)


def blocks(statement: Stmt) -> list[list[Stmt]]:
    """The blocks inside a statement."""
    held = statement.__dict__
    return [b for b in (held.get("body"), held.get("orelse")) if b]


def all_blocks(body: list[Stmt]) -> Iterator[list[Stmt]]:
    """A block and all blocks inside it."""
    yield body
    for statement in body:
        for block in blocks(statement):
            yield from all_blocks(block)


def statements(body: Iterable[Stmt]) -> Iterator[Stmt]:
    """All statements, nested ones too, in the order of the text."""
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from statements(block)


def assigned(statement: Stmt) -> str | None:
    """The name that a statement itself binds (an in-place update of a name binds it too)."""
    if isinstance(statement, gast.Assign):
        goal = statement.targets[0]
    elif isinstance(statement, (gast.AugAssign, gast.For)):
        goal = statement.target
    else:
        return None
    return goal.id if isinstance(goal, gast.Name) else None


def bound_together(statement: Stmt) -> set[str]:
    """The names that `a, b = pair` binds, which stands only in text that is done."""
    goal = statement.targets[0] if isinstance(statement, gast.Assign) else None
    return {e.id for e in goal.elts if isinstance(e, gast.Name)} if isinstance(goal, gast.Tuple) else set()


def stored(statement: Stmt) -> gast.Subscript | None:
    """The place in a container or array that a statement writes."""
    if isinstance(statement, gast.Assign):
        goal = statement.targets[0]
    elif isinstance(statement, gast.AugAssign):
        goal = statement.target
    else:
        return None
    return goal if isinstance(goal, gast.Subscript) else None


def changed_container(statement: Stmt) -> str | None:
    """The container that a statement changes by calling its method: `xs.append(x)`, `x = xs.pop()`."""
    call = statement.value if isinstance(statement, (gast.Expr, gast.Assign)) else None
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and isinstance(call.func.value, gast.Name):
        checks = call.func.value.id == "rt" and call.func.attr.startswith("check_")  # and changes nothing
        if (isinstance(statement, gast.Expr) and not checks) or call.func.attr in CHANGING:
            return call.func.value.id  # type: ignore[no-any-return]
    return None


def element_read(value: Expr) -> tuple[str, Expr] | None:
    """The container and the index of `xs[i]` and of `d.get(k, ...)`."""
    if isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name):
        return value.value.id, value.slice
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and isinstance(value.func.value, gast.Name):
        return (value.func.value.id, value.args[0]) if value.func.attr == "get" and value.args else None
    return None


def copied(value: object) -> str | None:
    """The name of the structure that `rt.copy(xs)` copies."""
    if isinstance(value, gast.Call) and nodes.dotted(value.func) == ["rt", "copy"] and isinstance(value.args[0], gast.Name):
        return value.args[0].id  # type: ignore[no-any-return]
    return None


def own_expressions(statement: Stmt) -> list[Expr]:
    """The expressions of a statement itself (not those of the blocks inside it)."""
    return [e for e in (getattr(statement, f, None) for f in ("value", "test", "iter", "msg", "exc")) if e is not None]


def definitions(body: Iterable[Stmt]) -> set[str]:
    """All names that are bound in a block."""
    return {n for n in map(assigned, statements(body)) if n is not None}


def reads(statement: Stmt) -> set[str]:
    """The names that a statement itself reads (not those of the blocks inside it)."""
    if isinstance(statement, gast.Assign):
        found = nodes.free_names(statement.value)
        goal = statement.targets[0]
        return found if isinstance(goal, gast.Name) else found | nodes.free_names(goal)
    if isinstance(statement, gast.AugAssign):
        return nodes.free_names(statement.value) | nodes.free_names(statement.target)
    if isinstance(statement, gast.For):
        return nodes.free_names(statement.iter)
    if isinstance(statement, (gast.If, gast.While)):
        return nodes.free_names(statement.test)
    return nodes.free_names(statement)


def exposed(body: Sequence[Stmt]) -> set[str]:
    """The names that a block may read before it binds them."""
    found, bound = set(), set[str]()
    for statement in body:
        together = bound_together(statement)
        found |= reads(statement) - together - bound
        bound |= together
        if isinstance(statement, gast.If):
            then, other = statement.body, statement.orelse
            found |= (exposed(then) | exposed(other)) - bound
            bound |= surely_bound(then) & surely_bound(other)
        elif isinstance(statement, Loop):
            target = {statement.target.id} if isinstance(statement, gast.For) else set()
            found |= exposed(statement.body) - bound - target
        name = assigned(statement)
        if name is not None and not isinstance(statement, gast.For):
            bound.add(name)
    return found


def surely_bound(body: Sequence[Stmt], *, loops_run: bool = False) -> set[str]:
    """The names that a block binds whichever way it takes; `loops_run`: if each of its loops runs."""
    bound: set[str] = set()
    for statement in body:
        name = assigned(statement)
        bound |= bound_together(statement)
        if name is not None and (loops_run or not isinstance(statement, gast.For)):
            bound.add(name)
        if isinstance(statement, gast.If):
            ways = (surely_bound(b, loops_run=loops_run) for b in (statement.body, statement.orelse))
            bound |= set.intersection(*ways)
        elif loops_run and isinstance(statement, Loop):
            bound |= surely_bound(statement.body, loops_run=True)
    return bound


def with_bound(body: Sequence[Stmt], bound: set[str]) -> Iterator[tuple[Stmt, set[str]]]:
    """Each statement and the names that are bound when it is reached, whichever way control came; `bound` goes on to the end."""
    for statement in body:
        yield statement, bound
        name = assigned(statement)
        if isinstance(statement, gast.If):
            then, other = set(bound), set(bound)
            yield from with_bound(statement.body, then)
            yield from with_bound(statement.orelse, other)
            bound |= then & other
        elif isinstance(statement, Loop):
            yield from with_bound(statement.body, bound | {name} if name is not None else set(bound))
        elif name is not None:
            bound.add(name)
