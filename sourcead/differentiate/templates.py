"""Zeros of the reverse sweep: of which primal values it needs the shape, and when.

Guarantee: where the reverse sweep makes zeros for a cotangent, the primal value that they are made like is the one that the
cotangent belongs to. (A shape that never changes needs nothing: `analysis.recorded.value_reads`.)
"""

from __future__ import annotations

from collections.abc import Mapping

import gast

from sourcead import nodes
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.recorded import Demand
from sourcead.analysis.walk import Loop, assigned, changed_container, definitions, element_read, exposed, statements, stored
from sourcead.differentiate.records import CHANGES, Facts, Path, Record, bound_leaves, leaves
from sourcead.nodes import Expr, Stmt
from sourcead.types.values import Array, DictOf, Number


def touched(statement: Stmt, facts: Facts) -> list[tuple[str, Path]]:
    """The cotangents that the reverse of a statement contributes to or uses up."""
    record = facts.records[id(statement)]
    operands = [f.operand for f in record.formulas if f.operand != "<old>"]
    found: list[tuple[str, Path]] = [(n, p) for n in operands for p in leaves(facts.type(n))]
    for move in record.transfers:
        found += [(move.target, move.target_path), (move.source, move.source_path)]
    if record.kind == "transfer":
        found += bound_leaves(statement, facts)
    name, base = assigned(statement), base_of(record)
    if base is not None:
        found.append((base, ()))
    if record.kind in CHANGES:
        arguments = statement.value.args if isinstance(statement.value, gast.Call) else [statement.value]
        found += [(a.id, p) for a in arguments if isinstance(a, gast.Name) for p in paths(a.id, facts)]
    if name is not None and record.kind != "none" and not isinstance(statement, gast.For):
        found += [(name, p) for p in paths(name, facts)]
    if isinstance(statement, gast.For) and facts.is_active(statement.target.id):
        found += [(n, ()) for n in nodes.names(statement.iter) if facts.is_active(n)]
    return found


def base_of(record: Record) -> str | None:
    """The array or list of which a statement reads or writes a part."""
    statement, place = record.statement, stored(record.statement)
    if record.kind in ("gather", "element") and isinstance(statement, gast.Assign):
        return element_read(statement.value)[0]  # type: ignore[index]
    if record.kind in ("store", "update", "replace", "put") and place is not None:
        return place.value.id  # type: ignore[no-any-return]
    return changed_container(statement) if record.kind in CHANGES else None


def paths(name: str, facts: Facts) -> list[Path]:
    """The leaves of a name that has a cotangent."""
    return list(leaves(facts.type(name))) if facts.is_active(name) else []


def find_templates(facts: Facts) -> Mapping[int, Demand]:
    """By `id` of the statement: the zeros that its reverse may make, of values before it (`old`) and after it (`new`)."""
    found: dict[int, Demand] = {}
    live = Liveness(facts.program.tree.body)
    for statement in statements(facts.program.tree.body):
        record = facts.records[id(statement)]
        base = base_of(record)
        old = {base} if base is not None else set()
        new: set[str] = set()
        if isinstance(statement, gast.If):
            old |= _inside(statement, facts) - definitions([statement])
        elif isinstance(statement, Loop):
            new |= _inside(statement, facts) - local_names(statement, live)
        found[id(statement)] = Demand(_zeros(old, facts), _zeros(new, facts))
    return found


def _inside(statement: Stmt, facts: Facts) -> set[str]:
    blocks = [*statement.body, *getattr(statement, "orelse", [])]
    return {n for s in statements(blocks) for n, _ in touched(s, facts) if facts.is_active(n)}


def local_names(loop: Stmt, live: Liveness) -> set[str]:
    """The names that an iteration binds before it reads them, and that nothing reads afterwards."""
    local = definitions(loop.body) - exposed(loop.body) - live[id(loop)]
    return local | ({loop.target.id} if isinstance(loop, gast.For) else set())


def _zeros(names: set[str], facts: Facts) -> tuple[Expr, ...]:
    out = []
    for name in sorted(names):
        kind = facts.type(name)
        if isinstance(kind, Array):
            out.append(nodes.call("np.zeros_like", nodes.name(name)))
        elif not isinstance(kind, Number) and (not isinstance(kind, DictOf) or facts.mirrors(name)):
            out.append(nodes.call("rt.zeros_like", nodes.name(name)))
    return tuple(out)
