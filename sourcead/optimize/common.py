"""Common subexpressions: what a block of the reverse sweep computes twice is computed once.

Guarantee: an expression is reused only where nothing that it reads has changed since; what is put into a container is an array of
its own, as it may be written there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis import walk
from sourcead.analysis.aliases import may_alias, shared_parts
from sourcead.analysis.walk import assigned, blocks, changed_container, stored
from sourcead.differentiate.names import Namer
from sourcead.nodes import Expr, Stmt
from sourcead.optimize.context import Context, changes
from sourcead.types.values import Array

DISPLAYS = (gast.List, gast.Tuple, gast.Dict)
OPERATIONS = (gast.BinOp, gast.Call, gast.UnaryOp)


def name_common(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body with repeated array expressions of the reverse sweep under names."""
    namer = Namer({n for s in body for n in nodes.names(s)} | set(context.typing.program.env))
    return _block(list(body), context, namer, _own_memory(body, context))


def reuse_forward(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body in which the reverse sweep reads what the forward sweep has computed rather than computing it again."""
    own = _own_memory(body, context)
    changed = {n for s in walk.statements(body) if not blocks(s) for n in _contents(s, context)}
    steady = (context.typing.once | context.typing.fixed | set(context.typing.program.env)) - changed
    known: dict[object, str] = {}
    out: list[Stmt] = []
    for statement in body:
        name = assigned(statement)
        if getattr(statement, "sweep", "") == "forward":
            value = getattr(statement, "value", None)
            once = name in context.typing.once and name not in changed
            if isinstance(statement, gast.Assign) and once and isinstance(value, (gast.BinOp, gast.Call)):
                names = nodes.free_names(value)
                if (
                    names <= steady
                    and not any(context.aliases.is_written(n) for n in {*names, str(name)})
                    and context.is_pure(value)
                ):
                    known.setdefault(nodes.key(value), str(name))
            out.append(statement)
        else:
            out.append(_with_known(statement, known, own, context) if known else statement)
    return out


def _contents(statement: Stmt, context: Context) -> set[str]:
    """The names whose content, not binding, a statement without blocks changes."""
    binds = isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name)
    return changes(statement, context) - ({str(assigned(statement))} if binds else set())


def _own_memory(body: Sequence[Stmt], context: Context) -> set[str]:
    """The names whose arrays are written in place or returned: they must not be another name's array."""
    found: set[str] = set()
    pairs: list[tuple[str, str]] = []
    for statement in walk.statements(body):
        name, value = assigned(statement), getattr(statement, "value", None)
        if isinstance(statement, gast.Return):
            found |= nodes.free_names(statement)
        elif not blocks(statement):
            found |= _contents(statement, context)
            if name is not None and value is not None:
                pairs += [(name, source) for source in may_alias(value)]
    for _ in pairs:
        found |= {source for goal, source in pairs if goal in found}
    return found


def _with_known(statement: Stmt, known: dict[object, str], own: set[str], context: Context) -> Stmt:
    def change(node: object) -> object:
        if isinstance(node, (gast.BinOp, gast.Call)):
            name = known.get(nodes.key(node))
            if name is not None:
                return nodes.name(name)
        return node

    if isinstance(statement, gast.Return):
        return statement
    made = nodes.copy(statement)
    if inner := blocks(made):
        for block in inner:
            block[:] = [_with_known(s, known, own, context) for s in block]
        for head in ("test", "iter"):
            if (found := getattr(made, head, None)) is not None:
                setattr(made, head, nodes.changed(found, change))
        return made
    apart = _put_in(made, context) | _below(made, own)
    if assigned(statement) in own and isinstance(made, gast.Assign):
        apart.add(id(made.value))
    return nodes.changed(made, (lambda node: node if id(node) in apart else change(node)) if apart else change)


def _below(statement: Stmt, own: set[str]) -> set[int]:
    """The `id` of each expression of whose value a statement gives a view to a name whose array is written in place."""
    todo = [statement.value] if isinstance(statement, gast.Assign) and assigned(statement) in own else []
    found: set[int] = set()
    while todo:
        parts = shared_parts(todo.pop())
        found |= set(map(id, parts))
        todo += parts
    return found


def _put_in(statement: Stmt, context: Context) -> set[int]:
    """The `id` of each expression that becomes an element of a container: one that is an array may be written there."""
    value: Any = getattr(statement, "value", None)
    place = stored(statement)
    if changed_container(statement) is not None and isinstance(statement, gast.Expr):
        todo = [*value.args, *(k.value for k in value.keywords)]
    elif isinstance(statement, (gast.Assign, gast.AugAssign)):
        is_element = place is not None and not isinstance(context.typing.expr(nodes.load(place.value)), Array)
        todo = [value] if is_element or isinstance(value, DISPLAYS) else []
    else:
        return set()
    found: set[int] = set()
    while todo:
        node = todo.pop()
        found.add(id(node))
        if isinstance(node, DISPLAYS):
            todo += node.values if isinstance(node, gast.Dict) else node.elts
    return found


def _block(body: list[Stmt], context: Context, namer: Namer, own: set[str]) -> list[Stmt]:
    """Value numbering of one block: an expression is known by its text and by how often its names have changed so far."""
    for statement in body:
        if getattr(statement, "sweep", "") == "reverse":
            for inner in blocks(statement):
                inner[:] = _block(inner, context, namer, own)
    count: dict[object, int] = {}
    numbers = [_numbered(statement, version, count, context, own) for statement, version in _versions(body, context)]
    repeated = {key for key, times in count.items() if times > 1}
    return _rewritten(body, numbers, repeated, context, namer, own) if repeated else body


def _versions(body: list[Stmt], context: Context) -> Iterator[tuple[Stmt, dict[str, int]]]:
    """Each statement with the versions of the names that it reads."""
    version: dict[str, int] = {}
    for statement in body:
        yield statement, version
        for name in changes(statement, context):
            version[name] = version.get(name, 0) + 1


def _numbered(
    statement: Stmt, version: dict[str, int], count: dict[object, int], context: Context, own: set[str]
) -> dict[int, object]:
    """The value numbers of the array operations in a statement of the reverse sweep, by `id` of the node.

    `count` takes how often each is met; the parts of an operation that has been met are not met again.
    """
    found: dict[int, object] = {}
    apart = _put_in(statement, context) | _below(statement, own)

    def meet(node: Expr, counted: bool) -> None:
        if id(node) not in apart and _is_shareable(node, context):
            names = sorted(nodes.free_names(node))
            key = (nodes.key(node), tuple((n, version.get(n, 0)) for n in names))
            found[id(node)] = key
            if counted:
                count[key] = count.get(key, 0) + 1
                counted = count[key] == 1
        for part in nodes.parts(node):
            if not (isinstance(node, gast.BinOp) and nodes.is_sign(part)):  # a term or a factor: its sign goes into the sum
                meet(part, counted)

    value = getattr(statement, "value", None)
    if value is not None and not blocks(statement) and getattr(statement, "sweep", "") == "reverse":
        meet(value, counted=True)
    return found


def _is_shareable(node: Expr, context: Context) -> bool:
    """Whether a name may stand for the expression until what it reads changes: not for a view, which changes too."""
    operation = isinstance(node, OPERATIONS) and isinstance(context.typing.expr(node), Array)
    return operation and context.is_pure(node) and not may_alias(node)


def _rewritten(
    body: list[Stmt], numbers: list[dict[int, object]], repeated: set[object], context: Context, namer: Namer, own: set[str]
) -> list[Stmt]:
    """The body with each repeated value computed before its first use; the largest expressions first."""
    known: dict[object, str] = {}
    out: list[Stmt] = []
    for statement, number in zip(body, numbers):

        def shared(node: Expr, number: dict[int, object] = number) -> Expr:
            key = number.get(id(node))
            if key not in repeated:
                return _with_parts(node, shared)
            if key not in known:
                name = namer.fresh(_title(node))
                context.typing.cotangents[name] = context.typing.expr(node)
                new = nodes.assign(name, _with_parts(node, shared))
                new.sweep = "reverse"
                out.append(new)
                known[key] = name
            return nodes.name(known[key])

        if number:
            name = assigned(statement) if isinstance(statement, gast.Assign) else None
            new_name = name is not None and (name in own or number.get(id(statement.value)) not in known)
            statement.value = _with_parts(statement.value, shared) if new_name else shared(statement.value)
        out.append(statement)
    return out


def _with_parts(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The node with `change` applied to the expressions inside it."""
    for field, value in gast.iter_fields(node):
        if isinstance(value, gast.AST):
            setattr(node, field, change(value))
        elif isinstance(value, list):
            setattr(node, field, [change(v) if isinstance(v, gast.AST) else v for v in value])
    return node


def _title(candidate: Expr) -> str:
    """A name after what an expression holds."""
    parts = nodes.dotted(candidate.func) if isinstance(candidate, gast.Call) else None
    return f"{parts[-1]}_shared" if parts else "shared"
