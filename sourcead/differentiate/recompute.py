"""Demands of the reverse sweep, and which overwritten temporaries are recomputed rather than saved.

Guarantee: an expression that stands for a temporary has its value wherever the reverse sweep evaluates it, given the saves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import gast

from sourcead import nodes
from sourcead.analysis.aliases import chain
from sourcead.analysis.recorded import Demand, Saves, find_saves, shape_is_fixed
from sourcead.analysis.walk import all_blocks, assigned, changed_container, element_read, reads, statements, stored
from sourcead.differentiate.course import Course
from sourcead.differentiate.formulas import OUT, Formula, G
from sourcead.differentiate.records import LIST_CHANGES, Facts, Record
from sourcead.differentiate.templates import find_templates
from sourcead.nodes import Expr, Stmt
from sourcead.types import shapes
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Number
from sourcead.types.values import Record as RecordType

CHEAP = (gast.Add, gast.Sub, gast.Mult, gast.Div)
MOST_OPERATIONS = 4
NOTHING = Demand()


def result_of(statement: Stmt) -> Expr:
    """The value that a statement leaves in the place it writes, as an expression."""
    goal = statement.targets[0] if isinstance(statement, gast.Assign) else statement.target
    return nodes.load(goal)


def demand_of(record: Record, facts: Facts, zeros: Demand = NOTHING) -> Demand:
    """What the reverse of a record evaluates."""
    old: list[Expr] = list(zeros.old)
    new: list[Expr] = list(zeros.new)
    statement = record.statement
    if isinstance(statement, gast.For):
        old.append(statement.iter)
    if record.kind in ("gather", "element") and isinstance(statement, gast.Assign):
        old.append(element_read(statement.value)[1])  # type: ignore[index]
    place = stored(statement)
    if place is not None and record.kind in ("store", "update"):
        old.append(place.slice)
    old += record.reads
    new += record.results
    for formula in record.formulas:
        operands, results = split_formula(formula, statement)
        old += operands
        new += results
    for name in sorted(_located(record, facts)):
        old += view_indices(name, facts)
    return Demand(tuple(old), tuple(new))


def _located(record: Record, facts: Facts) -> set[str]:
    """The names of which the reverse of a record needs the place, not the value."""
    found = {f.operand for f in record.formulas} | {m.target for m in record.transfers} | {m.source for m in record.transfers}
    statement, place = record.statement, stored(record.statement)
    if place is not None:
        found.add(place.value.id)
    if record.kind == "update" and isinstance(statement.target, gast.Name):
        found.add(statement.target.id)
    if record.kind in ("gather", "element"):
        found.add(element_read(statement.value)[0])  # type: ignore[index]
    if record.kind in LIST_CHANGES:  # what is put in gets what is taken out of the list's cotangent
        found |= nodes.free_names(statement.value)
    return {n for n in found if n in facts.aliases.views and facts.aliases.is_written(n)}


def view_indices(name: str, facts: Facts) -> list[Expr]:
    """The indices by which a view of a written array, and what it is a view of, are taken."""
    view = facts.aliases.views.get(name)
    if view is None or not facts.aliases.is_written(name):
        return []
    taken = view.step(nodes.constant(0.0))
    return [taken, *view_indices(view.base, facts)]


def split_formula(formula: Formula, statement: Stmt) -> tuple[list[Expr], list[Expr]]:
    """What a formula reads of the values before the statement, and of its result."""
    found = nodes.substitute(formula.value, {G: nodes.constant(0.0)})
    old = nodes.substitute(found, {OUT: nodes.constant(0.0), "<old>": _old(statement)})
    new = [result_of(statement)] if OUT in nodes.free_names(found) else []
    return [old], new


def _old(statement: Stmt) -> Expr:
    return result_of(statement) if isinstance(statement, gast.AugAssign) else nodes.constant(0.0)


class Recompute(Course):
    """Which temporaries an expression of the reverse sweep is to recompute, and the saves that remain."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self.virtual: set[str] = set()
        self.shaped = _shaped(facts)
        templates = find_templates(facts)
        self.demanded = {key: demand_of(record, facts, templates[key]) for key, record in facts.records.items()}
        self.saves = Saves()
        self.quiet = [loop for loop in self.all if isinstance(loop, gast.For) and self._is_quiet(loop)]

    def _is_quiet(self, loop: gast.For) -> bool:
        """Whether a loop has nothing to reverse: it runs backwards only where it fills tapes."""
        return all(self.facts.records[id(s)].kind == "none" for s in statements([loop]))

    def run(self) -> None:
        """Decide what is recomputed: a temporary that would be saved, if that saves no more than before."""
        self.saves = self._saves()
        for _ in range(20):
            wanted = {n for n in self._saved_names() if n not in self.virtual and self._cheap(n)}
            if not wanted:
                break
            before, kept = set(self.virtual), self.saves
            self.virtual |= wanted
            self.saves = self._saves()
            if self.saves.cost() > kept.cost():
                self.virtual, self.saves = before, kept
                break
        self._narrow()

    def _narrow(self) -> None:
        """One at a time, what did not pay together."""
        for name in sorted(n for n in self._saved_names() if n not in self.virtual and self._cheap(n)):
            kept = self.saves
            self.virtual.add(name)
            self.saves = self._saves()
            if self.saves.cost() >= kept.cost():
                self.virtual.discard(name)
                self.saves = kept

    def _saved_names(self) -> set[str]:
        marked = self.saves.before | self.saves.after
        return {n for n in (assigned(s) for s in self.all if id(s) in marked) if n is not None}

    def _saves(self) -> Saves:
        """What is saved; a loop that is not run backwards demands nothing of what it runs over."""
        while True:
            saves = self._saves_without({id(loop) for loop in self.quiet})
            kept = saves.before | saves.after | saves.parts
            quiet = [loop for loop in self.quiet if not any(id(s) in kept for s in statements([loop]))]
            if len(quiet) == len(self.quiet):
                return saves
            self.quiet = quiet

    def _saves_without(self, quiet: set[int]) -> Saves:
        facts = self.facts
        demands: dict[int, Demand] = {}
        for key, record in facts.records.items():
            found = self.demanded[key] if key not in quiet else NOTHING
            old = tuple(self.expand(e, record.statement) for e in found.old)
            new = tuple(e if not self._is_virtual_result(e) else self.expand(e, record.statement) for e in found.new)
            place = stored(record.statement)
            index = () if place is None else (self.expand(place.slice, record.statement),)
            demands[key] = Demand(old, (*new, *self._shape_demand(record)), index)
        return find_saves(facts.program.tree.body, demands, facts.typing, facts.aliases)

    def _shape_demand(self, record: Record) -> list[Expr]:
        """The cotangent of what a statement binds may start as zeros of its shape."""
        name = assigned(record.statement)
        if name not in self.shaped or record.kind == "none" or isinstance(record.statement, gast.AugAssign):
            return []
        return [nodes.call("np.zeros_like", nodes.name(name))]

    def _is_virtual_result(self, node: Expr) -> bool:
        return isinstance(node, gast.Name) and node.id in self.virtual

    def _cheap(self, name: str) -> bool:
        """Whether recomputing a temporary costs about what saving it would."""
        statement = self.definition.get(name)
        if not isinstance(statement, gast.Assign):
            return False
        value = statement.value
        if name in self.shaped:
            return False  # its cotangent is made like the array itself
        if self.facts.aliases.is_written(name) and not isinstance(value, (gast.Subscript, gast.Attribute)):
            return False  # the array that is written must be that array
        if isinstance(value, gast.BinOp):
            return isinstance(value.op, CHEAP) and self._operations(value, 0) <= MOST_OPERATIONS
        if isinstance(value, gast.UnaryOp):
            return True
        if isinstance(value, (gast.Compare, gast.Name)):
            return True
        if isinstance(value, gast.Subscript):
            if self.facts.program.pulls(value):
                return False
            base = self.facts.typing.expr(value.value)
            if isinstance(base, (Fixed, ListOf, DictOf, RecordType)):
                return not any(self._writes_to(s, [value.value.id]) for s in self.all)
            return isinstance(base, Array) and self._basic(value.slice)
        return isinstance(value, gast.Attribute) and value.attr in ("T", "mT", "shape", "size", "ndim")

    def _operations(self, value: Expr, depth: int) -> int:
        total = int(isinstance(value, gast.BinOp))
        for name in nodes.names(value):
            statement = self.definition.get(name)
            if depth < MOST_OPERATIONS and isinstance(statement, gast.Assign) and name in self.facts.program.temporaries:
                if isinstance(statement.value, (gast.BinOp, gast.UnaryOp)):
                    total += self._operations(statement.value, depth + 1)
        return total

    def _basic(self, index: Expr) -> bool:
        parts = index.elts if isinstance(index, gast.Tuple) else [index]
        return all(shapes.index_kind(p, self.facts.typing) != "array" for p in parts)

    def expand(self, node: Expr, reader: Stmt) -> Expr:
        """The expression with views of written arrays and recomputed temporaries written out, as `reader` sees them."""
        mapping: dict[str, Expr] = {}
        for name in sorted(nodes.free_names(node)):
            if name == assigned(reader) and not isinstance(reader, gast.AugAssign) and name not in self.virtual:
                continue
            found = self._written_out(name, reader)
            if found is not None:
                mapping[name] = found
        return nodes.substitute(node, mapping) if mapping else node

    def _written_out(self, name: str, reader: Stmt) -> Expr | None:
        statement = self.definition.get(name)
        if not isinstance(statement, gast.Assign) or name in self.facts.program.params:
            return None
        aliases = self.facts.aliases
        is_view = name in aliases.views and aliases.is_written(name) and not isinstance(self.facts.type(name), Number)
        if not is_view and name not in self.virtual:
            return None
        view = aliases.views.get(name) if is_view else None
        value = self.expand(statement.value if view is None else view.step(nodes.name(view.base)), statement)
        located = set(chain(name, aliases.views)) if is_view else set()  # their binding matters, not their content
        read = nodes.free_names(value)
        holders = {n for n in located & read if not isinstance(self.facts.type(n), Array)}
        same = self.unchanged(statement, reader, read, memory=False) and self.unchanged(statement, reader, holders, held=True)
        return value if same and self.unchanged(statement, reader, read - located, memory=True) else None


def _shaped(facts: Facts) -> set[str]:
    """The names of changing shape whose cotangent may start as zeros: parts of them are used, or other blocks use them."""
    body = facts.program.tree.body
    home: dict[str, set[int]] = {}
    found: set[str] = set()
    for block in all_blocks(body):
        for name in filter(None, map(assigned, block)):
            home.setdefault(name, set()).add(id(block))
    for block in all_blocks(body):
        for statement in block:
            found |= {n for n in reads(statement) if home.get(n, set()) != {id(block)}}
            record, place = facts.records.get(id(statement)), stored(statement)
            if place is not None:
                found.add(place.value.id)
            if record is not None and record.kind in ("gather", "element") and isinstance(statement, gast.Assign):
                found.add(element_read(statement.value)[0])  # type: ignore[index]
    found |= {base for name in found for base in chain(name, facts.aliases.views)}
    return {n for n in found if facts.is_active(n) and not _is_steady(n, facts)}


def _is_steady(name: str, facts: Facts) -> bool:
    """Whether the zeros of a name's cotangent are the same whenever they are made: a dict's are an empty dict."""
    sparse = isinstance(facts.type(name), DictOf) and not facts.mirrors(name)
    return sparse or shape_is_fixed(nodes.name(name), facts.typing)


def base_of(write: Stmt) -> str:
    """The array that a statement writes in place."""
    place = stored(write)
    return place.value.id if place is not None else changed_container(write) or str(assigned(write))


def uses(statement: Stmt, name: str) -> bool:
    """Whether a statement itself reads a name, or writes what it refers to."""
    if isinstance(statement, gast.AugAssign) and assigned(statement) == name:
        return True
    place = stored(statement)
    heads = [statement.value] if hasattr(statement, "value") and statement.value is not None else []
    heads += [statement.test] if isinstance(statement, (gast.If, gast.While)) else []
    heads += [statement.iter] if isinstance(statement, gast.For) else []
    return any(name in nodes.free_names(h) for h in heads) or (place is not None and name in nodes.free_names(place))


def expanded(record: Record, recompute: Recompute) -> Record:
    """The record with its formulas written out."""
    found = tuple(replace(f, value=recompute.expand(f.value, record.statement)) for f in record.formulas)
    return replace(record, formulas=found)


__all__ = ["Mapping", "Recompute", "base_of", "demand_of", "expanded", "result_of", "split_formula", "uses"]
