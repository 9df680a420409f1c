"""Lists that change: the cotangent of a list mirrors what the primal does to the list.

Guarantee: at each point of the reverse sweep the cotangent of a list has as many elements as the list has there in the primal:
what was appended is popped, what was popped is appended, what was inserted is taken out of its place.
"""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.walk import assigned, changed_container, stored
from sourcead.differentiate.cotangents import Cotangents
from sourcead.differentiate.names import Namer
from sourcead.differentiate.recompute import Recompute
from sourcead.differentiate.records import Facts, Record, leaves, structure
from sourcead.nodes import Expr, Stmt
from sourcead.types.values import Number, Type


class ListReversal:
    """The part of a reverse sweep that deals with lists that change."""

    facts: Facts
    recompute: Recompute
    bars: Cotangents
    namer: Namer

    def _restore(self, statement: Stmt) -> None:
        raise NotImplementedError

    def _list_change(self, record: Record) -> None:
        statement = record.statement
        getattr(self, f"_undo_{record.kind}")(record, str(changed_container(statement) or stored(statement).value.id))  # type: ignore[union-attr]
        self._restore(statement)

    def _mirror(self, name: str) -> Expr:
        """The cotangent of a list, all that was contributed to it written."""
        place = self.bars.place(name)
        self.bars.ensure(place.variable)
        self.bars.flush_variable(place.variable)
        self.bars.settle([place.variable])
        return nodes.load(place.expr)

    def _contributed(self, argument: Expr, value: Expr) -> None:
        """Hand what was taken out of a list's cotangent on to what had been put in."""
        if not isinstance(argument, gast.Name) or not self.facts.is_active(argument.id):
            self.bars.out.append(nodes.expression(value))
            return
        kind = self.facts.type(argument.id)
        element = nodes.name(self.namer.fresh(f"{argument.id}_bar"))
        self.facts.typing.cotangents[element.id] = kind
        self.bars.out.append(nodes.assign(element.id, value))
        for path in leaves(kind):
            part: Expr = element
            for step in path:
                part = nodes.subscript(part, nodes.constant(step))
            self.bars.add(self.bars.place(argument.id, path), part)

    def _undo_append(self, record: Record, name: str) -> None:
        pop = nodes.attribute(self._mirror(name), "pop")
        self._contributed(record.statement.value.args[0], nodes.call(pop))

    def _undo_insert(self, record: Record, name: str) -> None:
        index, argument = record.statement.value.args
        mirror = self._mirror(name)
        if isinstance(index, gast.Constant) and index.value == 0:
            self._contributed(argument, nodes.call(nodes.attribute(mirror, "pop"), nodes.constant(0)))
            return
        index = self.recompute.expand(nodes.copy(index), record.statement)
        self._contributed(argument, nodes.call("rt.take_out", mirror, index))

    def _undo_extend(self, record: Record, name: str) -> None:
        (argument,) = record.statement.value.args
        count = self.recompute.expand(nodes.call("len", nodes.copy(argument)), record.statement)
        self._contributed(argument, nodes.call("rt.take_items", self._mirror(name), count))

    def _undo_reverse(self, record: Record, name: str) -> None:
        if self.bars.exists(self.bars.place(name).variable):
            self.bars.out.append(nodes.expression(nodes.call(nodes.attribute(self._mirror(name), "reverse"))))

    def _undo_pop(self, record: Record, name: str) -> None:
        statement = record.statement
        value = self._popped_bar(str(assigned(statement)))
        mirror = self._mirror(name)
        args = statement.value.args
        last = not args or (isinstance(args[0], gast.UnaryOp) and getattr(args[0].operand, "value", None) == 1)
        if last:
            call = nodes.call(nodes.attribute(mirror, "append"), value)
        elif isinstance(args[0], gast.Constant):
            call = nodes.call(nodes.attribute(mirror, "insert"), args[0], value)
        else:
            index = self.recompute.expand(nodes.copy(args[0]), statement)
            call = nodes.call("rt.put_back", mirror, index, value)
        self.bars.out.append(nodes.expression(call))

    def _popped_bar(self, name: str) -> Expr:
        """The cotangent of what was taken out of a list."""
        kind = self.facts.type(name)
        active = self.facts.is_active(name)
        found = {path: self.bars.take(name, path) if active else None for path in leaves(kind)}
        if all(part is None for part in found.values()):
            return nodes.constant(0.0) if isinstance(kind, Number) else nodes.call("rt.zeros_like", nodes.name(name))
        parts = {p: v if v is not None else self.bars.zero(self.bars.place(name, p)) for p, v in found.items()}
        return self.bars.owned(structure(kind, parts), force=True)

    def _undo_replace(self, record: Record, name: str) -> None:
        """`xs[i] = v`: what the element had is now `v`'s, and the element before it starts from zero."""
        statement = record.statement
        if not self.bars.exists(self.bars.place(name).variable):
            return
        self._mirror(name)
        index = self.recompute.expand(nodes.copy(stored(statement).slice), statement)  # type: ignore[union-attr]
        kind = _element(self.facts, statement)
        target = self.bars.part(name, index, kind)
        if isinstance(statement.value, gast.Name) and self.facts.is_active(statement.value.id):
            self._contributed(statement.value, nodes.load(target.expr))
        if isinstance(kind, Number):
            self.bars.reset(target)
            return
        before = nodes.name(self.facts.replaced[id(statement)])
        zero = nodes.call("rt.zeros_like", self.recompute.expand(before, statement))
        self.bars.out.append(nodes.assign(target.expr, zero))


def _element(facts: Facts, statement: Stmt) -> Type:
    """The type of the elements of the list that a statement stores into."""
    return facts.typing.expr(nodes.load(statement.targets[0]))
