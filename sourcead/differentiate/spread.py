"""Parts of tuples, lists and dicts whose elements are known one by one, written out: `t[1:]` as `(t[1], t[2])`.

Guarantee: the program computes the same; a name that is rebound between its parts' reads does not occur, since a part is one
statement's.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes, runtime
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed, Record


def spread(program: Program, typing: Typing) -> Program:
    """The program with parts of fixed containers as displays of their elements."""
    return _Spreading(program, typing).run()


class _Spreading(Rewriting):
    """The rewriting of one program."""

    def written(self, statement: gast.Assign, display: Expr) -> list[Stmt]:
        """The reads of the elements, and the display."""
        out = []
        parts = display.values if isinstance(display, gast.Dict) else display.elts
        for position, part in enumerate(parts):
            if isinstance(part, gast.Subscript):
                name = self.namer.fresh(f"{part.value.id}_{part.slice.value}")
                self.made.add(name)
                out.append(nodes.at(nodes.assign(name, nodes.at(part, statement.value)), statement))
                parts[position] = nodes.name(name)
        return [*out, nodes.at(nodes.assign(statement.targets[0], nodes.at(display, statement.value)), statement)]

    def found(self, statement: Stmt) -> Expr | None:
        """What a statement assigns as a display of elements of containers that are known; None if it does not."""
        if not isinstance(statement, gast.Assign) or not isinstance(statement.targets[0], gast.Name):
            return None
        value = statement.value
        if isinstance(value, gast.Subscript) and isinstance(value.slice, gast.Slice):
            return self.slice(value)
        if isinstance(value, gast.Call) and value.args and isinstance(value.args[0], gast.Name):
            function = self.program.resolve(value.func)
            if function is runtime.rest_of:
                return self.rest(value)
            if function is runtime.merged:
                return self.merged(value.args)
        return None

    def slice(self, value: gast.Subscript) -> Expr | None:
        kind = self.typing.name(value.value.id)
        bounds = [_integer(b) for b in (value.slice.lower, value.slice.upper, value.slice.step)]
        if not isinstance(kind, Fixed) or "unknown" in bounds:
            return None
        positions = range(len(kind.elements))[slice(*bounds)]  # type: ignore[misc,arg-type]
        parts = [_part(value.value.id, k) for k in positions]
        return nodes.list_(parts) if kind.kind == "list" else nodes.tuple_(parts)

    def rest(self, value: gast.Call) -> Expr | None:
        kind = self.typing.name(value.args[0].id)
        if not isinstance(kind, Record) or not kind.exact or not all(isinstance(a, gast.Constant) for a in value.args[1:]):
            return None
        taken = [a.value for a in value.args[1:]]
        left = [k for k in kind.keys if k not in taken]
        return gast.Dict([nodes.constant(k) for k in left], [_part(value.args[0].id, k) for k in left])

    def merged(self, args: Sequence[Expr]) -> Expr | None:
        """Later values of a key replace earlier ones, at the earlier place."""
        found: dict[object, Expr] = {}
        for arg in args:
            kind = self.typing.name(arg.id) if isinstance(arg, gast.Name) else None
            if not isinstance(kind, Record) or not kind.exact:
                return None
            found.update({k: _part(arg.id, k) for k in kind.keys})
        return gast.Dict([nodes.constant(k) for k in found], list(found.values()))


def _part(name: str, key: object) -> gast.Subscript:
    return nodes.subscript(nodes.name(name), nodes.constant(key))


def _integer(node: Expr | None) -> int | str | None:
    found = None if node is None else nodes.literal(node, "unknown")
    return found if found is None or isinstance(found, int) else "unknown"
