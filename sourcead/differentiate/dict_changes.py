"""Dicts of any keys: the cotangent of a dict is a dict of the keys that something was contributed to.

Guarantee: at each point of the reverse sweep, what the cotangent of a dict holds under a key that the dict has there in the
primal is that element's cotangent, and nothing stands for zero. (Under other keys there may be leftovers, which nothing takes.)
"""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.walk import changed_container, stored
from sourcead.differentiate.cotangents import Cotangents
from sourcead.differentiate.recompute import Recompute
from sourcead.differentiate.records import Facts, Record
from sourcead.nodes import Expr, Stmt
from sourcead.types.values import Number


class DictReversal:
    """The part of a reverse sweep that deals with stores into dicts."""

    facts: Facts
    recompute: Recompute
    bars: Cotangents

    def _restore(self, statement: Stmt) -> None:
        raise NotImplementedError

    def _mirror(self, name: str) -> Expr:
        """The cotangent of a container, all that was contributed to it written."""
        raise NotImplementedError

    def _contributed(self, argument: Expr, value: Expr) -> None:
        """Hand what was taken out of a container's cotangent on to what had been put in."""
        raise NotImplementedError

    def _dict_change(self, record: Record) -> None:
        statement = record.statement
        place = stored(statement)
        name = str(changed_container(statement) if place is None else place.value.id)
        if self.facts.mirrors(name):
            self._mirrored(record, name)
        elif self.bars.exists(self.bars.place(name).variable):
            mirror, key = self._mirror(name), self.recompute.expand(nodes.copy(record.reads[0]), statement)
            value = statement.value if place is not None else None
            if isinstance(value, gast.Name) and self.facts.is_active(value.id):
                self._contributed(value, nodes.call(nodes.attribute(mirror, "pop"), key, self._nothing(record, value.id)))
            else:
                self.bars.out.append(nodes.expression(nodes.call(nodes.attribute(mirror, "pop"), key, nodes.constant(None))))
            element = nodes.subscript(nodes.name(name), nodes.copy(record.reads[0]))
            self.bars.reset(self.bars.part(name, key, self.facts.typing.expr(element)))
        self._restore(statement)

    def _mirrored(self, record: Record, name: str) -> None:
        """The cotangent has all keys: what was under the key before, if anything, is there again, and starts from zero."""
        statement, mirror = record.statement, self._mirror(name)
        key, before = (self.recompute.expand(nodes.copy(e), statement) for e in record.reads)
        value = statement.value if stored(statement) is not None else None
        if value is not None:
            taken = nodes.call(nodes.attribute(mirror, "pop"), key)
            if isinstance(value, gast.Name) and self.facts.is_active(value.id):
                self._contributed(value, taken)
            else:
                self.bars.out.append(nodes.expression(taken))
        zero = nodes.assign(nodes.subscript(nodes.copy(mirror), nodes.copy(key)), nodes.call("rt.zeros_like", before))
        test = gast.Compare(nodes.copy(before), [gast.IsNot()], [nodes.constant(None)])
        self.bars.settle(self.facts.aliases.class_of(name))
        owner = self.recompute.expand(nodes.name(name), statement)
        again = nodes.assign(nodes.subscript(owner, nodes.copy(key)), nodes.copy(before))
        self.bars.out.append(nodes.if_(test, [zero, again]))

    def _nothing(self, record: Record, name: str) -> Expr:
        """What stands for the cotangent of a value that was put in, where nothing was contributed to it."""
        if isinstance(self.facts.type(name), Number):
            return nodes.constant(0.0)
        return self.recompute.expand(record.reads[1], record.statement)
