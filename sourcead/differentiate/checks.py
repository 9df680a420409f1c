"""What has no cotangent of its own: arrays under several names of which one is written, lists that grow after they were read.

Guarantee: after these checks each array that is written in place has one place for its cotangent wherever it is read.
"""

from __future__ import annotations

from collections.abc import Iterator

import gast

from sourcead import nodes
from sourcead.analysis.aliases import sources
from sourcead.analysis.walk import assigned, changed_container, statements, stored
from sourcead.differentiate.recompute import Recompute, base_of, uses
from sourcead.differentiate.records import Facts, alias_error
from sourcead.errors import AliasError, UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.types.values import Array, ListOf, Unknown


def check(facts: Facts, recompute: Recompute) -> None:
    """Raise for what has no place for its cotangent."""
    _check_views(facts, recompute)
    for statement in recompute.all:
        _check_untracked(statement, facts, recompute)
        _check_held(statement, facts, recompute)
        _check_growing(statement, facts, recompute)


def _check_views(facts: Facts, recompute: Recompute) -> None:
    """A view of an array that is written in place must be the same view wherever it is used."""
    for name, view in facts.aliases.views.items():
        if not facts.aliases.is_written(name) or not facts.is_active(name):
            continue
        define = recompute.definition[name]
        needed = {view.base, *nodes.free_names(getattr(define, "value", nodes.constant(0)))} - set(facts.program.env)
        for reader in recompute.all:
            if reader is not define and uses(reader, name) and not recompute.unchanged(define, reader, needed, memory=False):
                raise alias_error(name, view.base, define)


def _check_untracked(statement: Stmt, facts: Facts, recompute: Recompute) -> None:
    """A name that may or may not refer to a written array, by what ran before, has no place for its cotangent."""
    name, value = assigned(statement), getattr(statement, "value", None)
    if name is None or isinstance(statement, gast.AugAssign) or name in facts.aliases.views or isinstance(value, gast.Name):
        return
    if not facts.is_active(name) or not isinstance(facts.type(name), (Array, Unknown)):
        return
    shared = [n for n in sources(value, facts.typing) if facts.aliases.is_written(n) and facts.aliases.share(n, name)]
    if shared and _is_torn(name, name, statement, facts, recompute):
        raise alias_error(name, shared[0], statement)


def _check_held(statement: Stmt, facts: Facts, recompute: Recompute) -> None:
    """An array that is put into a container has its cotangent there: it must not be written under its other names."""
    for container, element in _held(statement):
        if isinstance(facts.type(container), (Array, Unknown)):
            continue
        if not facts.is_active(element) or not isinstance(facts.type(element), (Array, Unknown)):
            continue
        if facts.aliases.is_written(element) and _is_torn(container, element, statement, facts, recompute):
            raise AliasError(
                f"`{container}` holds `{element}`, which is written in place: what the gradient would be cannot be decided",
                way_out=f"Put a copy into it: `{element}.copy()`.",
                location=nodes.location(statement),
            )


def _held(statement: Stmt) -> Iterator[tuple[str, str]]:
    """The names that a statement puts into a container, with the container's."""
    value, name, place = getattr(statement, "value", None), assigned(statement), stored(statement)
    elements: list[nodes.Expr] = []
    container = name
    if name is not None and isinstance(value, (gast.Tuple, gast.List)):
        elements = list(value.elts)
    elif name is not None and isinstance(value, gast.Dict):
        elements = list(value.values)
    elif place is not None and isinstance(statement, gast.Assign):
        container, elements = place.value.id, [value]
    elif (container := changed_container(statement)) is not None:
        elements = list(statement.value.args)
    for element in elements:
        if isinstance(element, gast.Name) and container is not None:
            yield container, element.id


def _is_torn(name: str, element: str, define: Stmt, facts: Facts, recompute: Recompute) -> bool:
    """Whether what `name` reaches may be read after it was written under another name since `define` ran, or the reverse."""
    derived = _derived({name}, facts, recompute)
    others = facts.aliases.class_of(element) - derived
    for write in recompute.written_later(element, define):
        if not isinstance(facts.type(base_of(write)), (Array, Unknown)):
            continue
        if base_of(write) in derived and _read_later(others, write, recompute):
            return True
        if (name == element or base_of(write) not in derived) and _read_between(derived, define, write, recompute):
            return True
    return False


def _derived(names: set[str], facts: Facts, recompute: Recompute) -> set[str]:
    """The names, and those that may share memory with them since they were made from them."""
    found = set(names)
    while True:
        before = len(found)
        for statement in recompute.all:
            name = assigned(statement)
            if name is not None and found & set(sources(getattr(statement, "value", None), facts.typing)):
                found.add(name)
        if len(found) == before:
            return found


def _read_between(names: set[str], define: Stmt, write: Stmt, recompute: Recompute) -> bool:
    """Whether one of the names may be read after a write that followed their definition."""
    order, loops = recompute.nest.order, recompute.nest.loops
    binds = assigned(define) is not None
    for reader in recompute.all:
        if order[id(reader)] <= order[id(define)] or not any(uses(reader, n) for n in names):
            continue
        if order[id(define)] < order[id(write)] < order[id(reader)]:
            return True
        shared = [loop for loop in loops[id(write)] if loop in loops[id(reader)]]
        if shared and not (binds and shared[-1] in loops[id(define)] and recompute.precedes(define, reader)):
            return True
        if order[id(write)] < order[id(define)] and not shared and not (binds and _is_last(define, write, recompute)):
            return True
    return False


def _is_last(define: Stmt, write: Stmt, recompute: Recompute) -> bool:
    """Whether a definition runs after a write in each iteration of the loop around both."""
    common = recompute.nest.common(define, write)
    return bool(common) and any(s is define for s in common[-1].body)


def _read_later(names: set[str], write: Stmt, recompute: Recompute) -> bool:
    """Whether one of the names may be read after a write, not bound anew in between."""
    order, loops = recompute.nest.order, recompute.nest.loops
    for name in names:
        bound = recompute.definition.get(name)
        for reader in recompute.all:
            if reader is write or not uses(reader, name):
                continue
            if order[id(write)] < order[id(reader)]:
                return True
            shared = [loop for loop in loops[id(write)] if loop in loops[id(reader)]]
            anew = isinstance(bound, gast.Assign) and shared and shared[-1] in loops[id(bound)]
            if shared and not (anew and recompute.precedes(bound, reader)):
                return True
    return False


def _check_growing(statement: Stmt, facts: Facts, recompute: Recompute) -> None:
    """The reverse of what reads a list as a whole finds it as it is at the end."""
    if isinstance(statement, gast.For):
        inside = any(facts.records[id(s)].kind != "none" for s in statements(statement.body))
        names = nodes.free_names(statement.iter) if inside and isinstance(statement.iter, gast.Name) else set()
    else:
        formulas = facts.records[id(statement)].formulas if facts.records[id(statement)].kind == "value" else ()
        names = {n for f in formulas for n in nodes.free_names(f.value)}
    for name in sorted(names):
        if not isinstance(facts.type(name), ListOf) or not isinstance(statement, (gast.For, gast.Assign)):
            continue
        if any(changed_container(s) is not None for s in recompute.changed_later(name, statement)):
            raise UnsupportedSyntaxError(
                f"`{name}` is read as a whole here, and it grows afterwards",
                way_out=f"Read it by its elements, `{name}[i]`, or take what it holds now: `list({name})`.",
                location=nodes.location(statement),
            )
