"""Reverse mode: the statements reversed, each with its adjoint.

Guarantee: after the reverse sweep each differentiated parameter's cotangent is the derivative of the result, times the seed.
(Griewank, Walther, "Evaluating Derivatives", 2nd edition, chapters 3, 4, 6.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import gast
import numpy as np

from sourcead import algebra, nodes
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import Loop, assigned, element_read, stored
from sourcead.differentiate import results
from sourcead.differentiate.cotangents import Cotangents, Place, mask_of
from sourcead.differentiate.dict_changes import DictReversal
from sourcead.differentiate.formulas import OUT, Formula, G
from sourcead.differentiate.forward_sweep import Recording, is_break, test_again
from sourcead.differentiate.list_changes import ListReversal
from sourcead.differentiate.loop_reversal import LoopReversal
from sourcead.differentiate.names import Namer
from sourcead.differentiate.parts import as_value, is_inside, is_whole, own_and_others, part_of
from sourcead.differentiate.recompute import Recompute, base_of, result_of
from sourcead.differentiate.records import (
    DICT_CHANGES,
    LIST_CHANGES,
    Facts,
    Path,
    Record,
    alias_error,
    bound_leaves,
    has_tuple,
    leaves,
    structure,
    type_at,
)
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import WITH, always_raises, is_border, is_end, is_guard, manager, mark
from sourcead.types import shapes
from sourcead.types.values import Array, DictOf, Number, Unknown

HOOKED = ["rt", "hooked"]
SHORT = 8  # nodes of an expression that may stand inside another one
LONGEST = 20  # nodes of an expression that is still read at a glance


class ReverseSweep(LoopReversal, ListReversal, DictReversal):
    """Writes the reverse sweep of a program."""

    def __init__(self, facts: Facts, recompute: Recompute, recording: Recording, namer: Namer) -> None:
        self.facts, self.recompute, self.recording, self.namer = facts, recompute, recording, namer
        self.bars = Cotangents(facts, namer)
        self.live = Liveness(facts.program.tree.body)
        for record in facts.records.values():
            base = part_of(record)
            if base is not None and facts.is_active(base):
                self.bars.buffers.add(self.bars.place(base).variable)

    # blocks

    def block(self, body: Sequence[Stmt]) -> None:
        """Write the reverse of a block."""
        for statement in body:
            if id(statement) in self.recording.saves.after:
                self._restore_name(statement, "after")
        for statement in reversed(body):
            if isinstance(statement, (gast.If, Loop)) and self.recording.is_idle(statement):
                continue
            if isinstance(statement, gast.If):
                if not is_break(statement):
                    self._branch(statement)
            elif isinstance(statement, Loop):
                self._loop(statement)
            elif is_border(statement):
                self._border(statement, body)
            else:
                self._statement(statement)

    def nested(self, body: Sequence[Stmt], before: Iterable[Stmt] = ()) -> list[Stmt]:
        """The reverse of an inner block, with all its contributions written."""
        outer, self.bars.out = self.bars.out, list(before)
        self.block(body)
        self.bars.flush_all()
        inner, self.bars.out = self.bars.out, outer
        return inner

    def _branch(self, statement: gast.If) -> None:
        if is_guard(statement) and always_raises(statement.orelse):
            self.block(statement.body)
            return
        self.bars.flush_all()
        test = test_again(statement, self.recording)
        if is_guard(statement):  # which is kept is whether the handler ran
            statement = nodes.if_(test, statement.orelse, statement.body)
        start, masks = set(self.bars.present), dict(self.bars.masks)
        body = self.nested(statement.body)
        after_body, self.bars.present = self.bars.present, set(start)
        self.bars.masks = dict(masks)
        orelse = self.nested(statement.orelse)
        after_orelse = self.bars.present
        body += self._zeros(after_orelse - after_body, start)
        orelse += self._zeros(after_body - after_orelse, start)
        self.bars.present = after_body | after_orelse
        self.bars.masks = {}
        if not body and not orelse:
            if isinstance(test, gast.Call):
                self.bars.emit(nodes.expression(test))
            return
        if not body:
            test, body, orelse = nodes.not_(test), orelse, []
        self.bars.out.append(nodes.if_(test, body, orelse))

    def _zeros(self, variables: Iterable[str], start: set[str]) -> list[Stmt]:
        return [nodes.assign(v, self.bars.zero(self.bars.places[v])) for v in sorted(variables)]

    def _border(self, statement: Stmt, body: Sequence[Stmt]) -> None:
        """What runs under `np.errstate` is reversed under it."""
        depth, start = 0, body.index(statement)
        opening = statement
        for other in reversed(body[: start + 1]) if is_end(statement) else ():
            depth += 1 if is_end(other) else -1 if is_border(other) else 0
            if depth == 0:
                opening = other
                break
        header = manager(opening)
        if not isinstance(header, gast.Call) or self.facts.typing.callee(header.func) is not np.errstate:
            return
        self.bars.flush_all()
        self.bars.out.append(nodes.expression(mark(WITH, nodes.copy(header)) if is_end(statement) else mark(WITH)))

    # statements

    def _statement(self, statement: Stmt) -> None:
        record = self.facts.records[id(statement)]
        self.bars.expand = lambda node: self.recompute.expand(node, statement)
        if record.kind == "value":
            self._value(record)
        elif record.kind == "pulled":
            self._pulled(record)
        elif record.kind == "store":
            self._store(record)
        elif record.kind == "update":
            self._update(record)
        elif record.kind == "transfer":
            self._transfer(record)
            self._restore(statement)
        elif record.kind in LIST_CHANGES:
            self._list_change(record)
        elif record.kind in DICT_CHANGES:
            self._dict_change(record)
        elif record.kind in ("gather", "element"):
            self._gather(record)
        else:
            self._restore(statement)

    def _value(self, record: Record) -> None:
        statement, name = record.statement, assigned(record.statement)
        assert name is not None
        if self._is_move(record, name):
            self._move(record, name)
            return
        taken = self._taken(name, record.formulas)
        if taken is None:
            self._restore(statement)
            return
        g, formulas = taken
        early = [f for f in formulas if name not in nodes.free_names(f.value)]
        late = [f for f in formulas if name in nodes.free_names(f.value)]
        if any(OUT in nodes.free_names(f.value) for f in late):
            copy = self.namer.fresh(f"{name}_new")
            self.bars.out.append(nodes.assign(copy, nodes.name(name)))
            late = [Formula(f.operand, nodes.substitute(f.value, {OUT: nodes.name(copy)})) for f in late]
        if late and self.bars.disturbed(g, name):
            g = self.bars.name_value(g, f"{name}_bar")
        self.bars.held = nodes.free_names(g)
        self._contribute(early, g, statement)
        self._restore(statement)
        self._contribute(late, g, statement)
        self.bars.held = set()

    def _pulled(self, record: Record) -> None:
        """A call's result: the pullback is called once, for the cotangents of all operands."""
        statement, name, formulas = record.statement, str(assigned(record.statement)), record.formulas
        taken = results.taken(name, self.bars)
        if taken is None:
            self._restore(statement)
            return
        whole = taken[()] if () in taken else results.whole(name, taken, self.bars)
        first = formulas[0].value
        is_one = isinstance(first, gast.Call)  # which gives one cotangent
        bars: Expr = nodes.substitute(first if is_one else first.value, {G: whole})
        if len(formulas) > 1:
            variable = self.namer.fresh(f"{name}_bars")
            self.bars.out.append(nodes.assign(variable, bars))
            bars = nodes.name(variable)
        parts = [Formula(f.operand, bars if is_one else nodes.subscript(bars, f.value.slice)) for f in formulas]
        self._contribute(parts, nodes.constant(0.0), statement)
        self._restore(statement)

    def _taken(self, name: str, formulas: Sequence[Formula]) -> tuple[Expr, Sequence[Formula]] | None:
        """The cotangent of a name that a statement defines, and the formulas by it; None where there is none."""
        parts = results.taken(name, self.bars)
        if parts is None:
            return None
        if () not in parts:
            apart = results.by_results(name, formulas, parts, self.bars)
            return (results.whole(name, parts, self.bars), formulas) if apart is None else apart
        late = any(name in nodes.free_names(f.value) for f in formulas)
        return self._shared(parts[()], name, formulas, keep=late), formulas

    def _shared(self, value: Expr, name: str, formulas: Sequence[Formula], *, keep: bool) -> Expr:
        """A cotangent under a name of its own where it is used more than once or is long to read."""
        uses = sum(n == G for f in formulas for n in nodes.names(f.value))
        own = nodes.free_names(value)
        size = algebra.count_nodes(value)
        changes = keep and name in own
        monomial = algebra.is_monomial(value, self.bars.shapes)
        repeated = uses > 1 and not monomial
        nested = size > SHORT and not monomial and any(is_inside(f.value) for f in formulas)
        heavy = size > 2 and (repeated or nested or size > LONGEST)
        buffered = bool(own & self.bars.buffers) and uses > 1
        if not (heavy or changes or buffered) or not formulas:
            return value
        return self._named(value, name)

    def _named(self, value: Expr, name: str) -> Expr:
        """Compute a cotangent now; one that is spread from less is kept as that."""
        spread = None
        if isinstance(value, gast.Call) and nodes.dotted(value.func) == ["np", "broadcast_to"]:
            value, spread = value.args
            if algebra.count_nodes(value) <= 2 or algebra.is_monomial(value, self.bars.shapes):
                return nodes.call("np.broadcast_to", value, spread)
        variable = self.bars.variable(name)
        again = name not in self.facts.typing.once or self.facts.aliases.is_written(name)  # it has a whole cotangent too
        if variable in self.bars.present or self.bars.disturbed(value, variable) or (spread is not None and again):
            variable = self.namer.fresh(f"{name}_bar")
        if variable not in self.facts.typing.cotangents or spread is not None:
            self.facts.typing.cotangents[variable] = self.facts.typing.expr(value)
        mask = None
        self.bars.note_taken(variable, value)
        self.bars.settle([variable])
        mask = mask_of(value)
        if not (isinstance(value, gast.Name) and value.id == variable):
            self.bars.out.append(nodes.assign(variable, self.bars.owned(value, force=False)))
        self.bars.masks.pop(variable, None)
        if mask is not None:
            self.bars.masks[variable] = mask
        found = self.bars.masked(variable)
        return found if spread is None else nodes.call("np.broadcast_to", found, spread)

    def _contribute(self, formulas: Sequence[Formula], g: Expr, statement: Stmt, old: Expr | None = None) -> None:
        mapping: dict[str, Expr] = {G: g}
        if not isinstance(statement, gast.Expr):
            mapping[OUT] = self.recompute.expand(result_of(statement), statement)
        if old is not None:
            mapping["<old>"] = old
        for formula in formulas:
            value = self.bars.simplify(nodes.substitute(formula.value, mapping))
            if HOOKED in map(nodes.dotted, (n.func for n in nodes.walk(value) if isinstance(n, gast.Call))):
                value = self.bars.name_value(value, f"{formula.operand}_bar")  # once, however often it is used
            kind = self.facts.type(formula.operand)
            paths = list(leaves(kind))
            if paths == [()]:
                self.bars.add(self.bars.place(formula.operand), value)
                continue
            written = isinstance(value, gast.List) and all(len(path) == 1 for path in paths)
            whole = value if written else self.bars.name_value(value, f"{formula.operand}_bar")
            for path in paths:
                part = whole
                for step in path:
                    part = part.elts[step] if written else nodes.subscript(part, nodes.constant(step))
                self.bars.add(self.bars.place(formula.operand, path), part)

    # copies of arrays that are written in place

    def _is_move(self, record: Record, name: str) -> bool:
        statement = record.statement
        value = statement.value if isinstance(statement, gast.Assign) else None
        if not isinstance(value, gast.Name) or not self.facts.is_active(value.id):
            return False
        return self.facts.aliases.is_written(name) and isinstance(self.facts.type(name), (Array, Unknown))

    def _move(self, record: Record, name: str) -> None:
        """`name = other`: one array, whose cotangent goes back to the name that it had before."""
        statement = record.statement
        assert isinstance(statement, gast.Assign)
        other = statement.value.id
        if other in self.live[id(statement)]:
            raise alias_error(name, other, statement)
        source, goal = self.bars.place(name), self.bars.place(other)
        if not goal.whole or not source.whole:
            raise alias_error(name, other, statement)
        self.bars.flush_variable(source.variable)
        self.bars.settle([source.variable])
        if self.bars.exists(goal.variable):
            writes = [base_of(s) for s in self.recompute.written_later(name, statement)]
            if any(self.bars.exists(source.variable) or self.bars.place(w).variable != goal.variable for w in writes):
                raise alias_error(name, other, statement)
            self.bars.flush_variable(goal.variable)
        if source.variable in self.bars.present and goal.variable in self.bars.present:
            self.bars.add(goal, nodes.name(source.variable))
            self.bars.present.discard(source.variable)
            self.bars.flush_variable(goal.variable)
        elif source.variable in self.bars.present:
            self.bars.settle([goal.variable])
            self.bars.out.append(nodes.assign(goal.variable, nodes.name(source.variable)))
            self.bars.present.add(goal.variable)
            self.bars.present.discard(source.variable)
        self._restore(statement)

    # in place

    def _store(self, record: Record) -> None:
        statement = record.statement
        place = stored(statement)
        assert place is not None
        base = self.bars.place(place.value.id)
        index = self.recompute.expand(nodes.copy(place.slice), statement)
        kind = self.facts.typing.expr(nodes.load(place))
        if not self.bars.exists(base.variable):
            self._restore(statement)
            return
        if base.whole and is_whole(index):
            self._overwritten(record, place.value.id)
            return
        fancy = shapes.is_fancy(index, self.facts.typing)
        repeats = fancy and not shapes.is_mask(index, self.facts.typing)
        target = self.bars.part(place.value.id, index, kind, fancy=repeats)
        self.bars.flush_variable(base.variable)
        for formula in record.formulas:
            value = nodes.load(target.expr)
            if fancy:
                value = nodes.call("rt.take_stored", base.expr, as_value(index))
            elif isinstance(kind, Unknown):
                value = nodes.call("rt.own", value)
            elif not isinstance(kind, Number):
                value = nodes.call(nodes.attribute(value, "copy"))
            g = self._fresh_cotangent(value, formula.operand, kind)
            self.bars.taken |= nodes.free_names(g) if repeats else set()
            self._contribute([formula], g, statement)
        self.bars.reset(target)
        self._restore(statement)

    def _overwritten(self, record: Record, name: str) -> None:
        """`x[...] = value`: what `x` had before has no cotangent, as after `x = value`."""
        found = self.bars.take(name)
        if found is not None:
            g = self._shared(found, name, record.formulas, keep=False)
            self._contribute(record.formulas, g, record.statement)
        self._restore(record.statement)

    def _fresh_cotangent(self, value: Expr, operand: str, kind: object) -> Expr:
        variable = (
            self.namer.fresh(f"{operand}_bar") if self.bars.exists(self.bars.variable(operand)) else self.bars.variable(operand)
        )
        self.facts.typing.cotangents[variable] = kind  # type: ignore[assignment]
        if variable in self.bars.places:
            variable = self.namer.fresh(f"{operand}_bar")
            self.facts.typing.cotangents[variable] = kind  # type: ignore[assignment]
        self.bars.settle([variable])
        self.bars.out.append(nodes.assign(variable, value))
        return nodes.name(variable)

    def _update(self, record: Record) -> None:
        """`place op= value`."""
        statement = record.statement
        goal = statement.target
        if isinstance(goal, gast.Name):
            base_name, base = goal.id, self.bars.place(goal.id)
            place = base
            current = self.recompute.expand(nodes.name(goal.id), statement)
        else:
            base_name, base = goal.value.id, self.bars.place(goal.value.id)
            kind = self.facts.typing.expr(nodes.load(goal))
            index = self.recompute.expand(nodes.copy(goal.slice), statement)
            place = self.bars.part(goal.value.id, index, kind)
            base_now = self.recompute.expand(nodes.name(goal.value.id), statement)
            current = nodes.subscript(base_now, nodes.copy(index))
        if not self.bars.exists(base.variable):
            self._restore(statement)
            return
        self.bars.flush_variable(base.variable)
        own, others = own_and_others(record)
        passes = isinstance(own.value, gast.Name) and own.value.id == G
        inside = any(self.facts.aliases.share(base_name, f.operand) for f in others)
        g: Expr = nodes.load(place.expr)
        costly = not isinstance(place.type, Number)
        last = costly and not inside and OUT not in nodes.free_names(own.value)  # when others have read the place's cotangent
        if others and not (passes or last):
            g = self._fresh_cotangent(self.bars.owned(g, force=True), f"{base.variable.removesuffix('_bar')}_part", place.type)
        early = [f for f in others if not self._is_late(f, base_name)]
        late = self._with_new([f for f in others if f not in early], statement)
        own_late = self._is_late(own, base_name)
        if own_late:
            (own,) = self._with_new([own], statement)
        if inside and not passes:
            self.bars.reset(place)
        self._contribute(early, g, statement)
        if not (passes or own_late or last):
            self._scale(own, place, g, statement, inside)
        self._restore(statement)
        if not passes and own_late and not last:
            self._scale(own, place, g, statement, inside)
        self._contribute(late, g, statement, old=current)
        if not passes and last:
            self._scale(own, place, g, statement, inside)

    def _is_late(self, formula: Formula, base: str) -> bool:
        """Whether a formula of an update reads memory as it was before: to be evaluated after the restore."""
        found = nodes.free_names(formula.value) - {G, OUT}
        return "<old>" in found or any(self.facts.aliases.share(base, n) for n in found)

    def _with_new(self, formulas: list[Formula], statement: Stmt) -> list[Formula]:
        """The formulas with the statement's result under a name of its own, which the restore leaves alone."""
        if not any(OUT in nodes.free_names(f.value) for f in formulas):
            return formulas
        result = self.recompute.expand(result_of(statement), statement)
        kept = self.namer.fresh("new")
        self.facts.typing.cotangents[kept] = self.facts.typing.expr(result)
        self.bars.out.append(nodes.assign(kept, self.bars.owned(result, force=True)))
        return [Formula(f.operand, nodes.substitute(f.value, {OUT: nodes.name(kept)})) for f in formulas]

    def _scale(self, own: Formula, place: Place, g: Expr, statement: Stmt, inside: bool) -> None:
        """The place's own cotangent after an update that is not a mere sum; `inside`: as one contribution among others."""
        value = self.bars.simplify(nodes.substitute(own.value, {G: g, OUT: result_of(statement)}))
        if inside:
            self.bars.add(place, value)
            return
        self.bars.settle([place.variable])
        self.bars.masks.pop(place.variable, None)
        self.bars.taken.discard(place.variable)
        goal = place.expr
        if isinstance(value, gast.BinOp) and isinstance(value.op, (gast.Mult, gast.Div)):
            turned = isinstance(value.op, gast.Mult) and nodes.equal(value.right, g)
            if (turned or nodes.equal(value.left, g)) and nodes.equal(g, nodes.load(goal)):
                goal = goal if isinstance(goal, gast.Name) and isinstance(place.type, Array) else nodes.content(goal)
                self.bars.out.append(nodes.augassign(goal, type(value.op), value.left if turned else value.right))
                return
        self.bars.out.append(nodes.assign(nodes.content(goal), value))

    # structure

    def _transfer(self, record: Record) -> None:
        taken = {cell: self.bars.take(*cell) for cell in bound_leaves(record.statement, self.facts)}
        for move in record.transfers:
            value = taken[move.source, move.source_path]
            if value is not None:
                self.bars.add(self.bars.place(move.target, move.target_path), value)

    def _gather(self, record: Record) -> None:
        """`name = base[index]`, a read: the base's cotangent grows at the index."""
        statement = record.statement
        assert isinstance(statement, gast.Assign)
        name, read = statement.targets[0].id, element_read(statement.value)
        assert read is not None
        base, index = read[0], self.recompute.expand(nodes.copy(read[1]), statement)
        kind = self.facts.type(name)
        fancy = record.kind == "gather" and shapes.is_fancy(index, self.facts.typing)
        found: dict[Path, Expr] = {}
        for path in leaves(kind):
            value = self.bars.take(name, path)
            if value is None:
                continue
            if name in nodes.free_names(value) or name in nodes.free_names(index):
                value = self._named(value, name)
            if self.bars.place(base).variable in nodes.free_names(value):  # `x = x[1:]`
                value = self.bars.name_value(value, f"{name}_part_bar")
            found[path] = value
        if found and (has_tuple(kind) or isinstance(self.facts.type(base), DictOf)):  # whose parts cannot be changed one by one
            found = {(): structure(kind, found)}
        for path, value in found.items():
            self.bars.add(self.bars.part(base, index, type_at(kind, path), fancy=fancy, path=path), value)
        self._restore(statement)

    # restoring

    def _restore(self, statement: Stmt) -> None:
        """Undo a statement's effect on what the reverse sweep still reads."""
        if id(statement) in self.recording.saves.before:
            self._restore_name(statement, "name")
        if id(statement) in self.recording.saves.parts:
            place, name = stored(statement), assigned(statement)
            base = place.value.id if place is not None else str(name)
            goal = nodes.load(place) if place is not None else nodes.subscript(nodes.name(base), nodes.constant(Ellipsis))
            self.bars.settle(self.facts.aliases.class_of(base))
            goal = self.recompute.expand(goal, statement)
            self.bars.out.append(nodes.assign(goal, self.recording.kept(statement, "part", base)))

    def _restore_name(self, statement: Stmt, what: str) -> None:
        name = assigned(statement)
        assert name is not None
        self.bars.settle([name])
        self.bars.out.append(nodes.assign(name, self.recording.kept(statement, what, name)))
