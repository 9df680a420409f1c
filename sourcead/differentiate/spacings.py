"""`np.gradient` by places that are differentiated, as slopes between neighbours, which `np.diff` and arithmetic give.

The parabola through three neighbours has the mean of both slopes as its own, each weighted by the other's width; its slope at the
first of them is the first slope, less the share of the change of slopes that falls to it (B. Fornberg, 1988).
Guarantee: the program computes the same up to rounding; a step that is a number, or places that do not vary, stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, ListOf, Number

MODERN = int(np.__version__.partition(".")[0]) >= 2  # several gradients are a tuple
BEFORE = """\
widths = np.diff(places)
wide = np.reshape(widths, shape)
rows = np.moveaxis(x, axis, 0)
changes = np.diff(rows, axis=0)
slopes = changes / wide
before = wide[:-1]
after = wide[1:]
both = before + after
earlier = slopes[:-1]
later = slopes[1:]
by_after = after * earlier
by_before = before * later
weighted = by_after + by_before
middle = weighted / both
"""
ENDS = {1: "first = slopes[:1]\nlast = slopes[-1:]\n"}
ENDS[2] = """\
bend = later - earlier
change = bend / both
start = wide[:1]
opening = change[:1]
down = start * opening
lower = slopes[:1]
first = lower - down
end = wide[-1:]
closing = change[-1:]
up = end * closing
upper = slopes[-1:]
last = upper + up
"""
JOINED = "parts = [first, middle, last]\njoined = np.concatenate(parts)\nfound = np.moveaxis(joined, 0, axis)\n"


class _Along(NamedTuple):
    """A gradient along one axis."""

    x: Expr
    places: Expr
    axis: int
    edge_order: int
    rank: int


def with_slopes(program: Program, typing: Typing, varied: Iterable[str]) -> Program:
    """The program with slopes in place of gradients by places that vary; the same object where there is none."""
    return _Slopes(program, typing, frozenset(varied)).run()


def with_each_axis(program: Program, typing: Typing, varied: Iterable[str]) -> Program:
    """The program in which gradients along several axes, with places or steps that vary, are taken one by one."""
    return _Each(program, typing, frozenset(varied)).run()


class _Gradients(Rewriting):
    """The rewriting of the gradients of one program."""

    def __init__(self, program: Program, typing: Typing, varied: frozenset[str]) -> None:
        super().__init__(program, typing)
        self.varied = varied

    def gradient(self, statement: Stmt) -> tuple[gast.Call, list[int], int, int] | None:
        """A gradient with spacings that vary: the call, its axes, its order at the edges, the array's rank."""
        value = getattr(statement, "value", None)
        if assigned(statement) is None or not isinstance(value, gast.Call) or self.typing.callee(value.func) is not np.gradient:
            return None
        kind = self.typing.expr(value.args[0]) if value.args else None
        given = {k.arg: nodes.literal(k.value, None) for k in value.keywords}
        edge_order = given.get("edge_order", 1)
        known = isinstance(kind, Array) and kind.dims is not None and set(given) <= {"axis", "edge_order"}
        if not known or edge_order not in ENDS or not any(nodes.free_names(a) & self.varied for a in value.args[1:]):
            return None
        rank = len(kind.dims)  # type: ignore[union-attr, arg-type]
        axes = self.axes(next((k.value for k in value.keywords if k.arg == "axis"), None), rank)
        return None if axes is None else (value, axes, edge_order, rank)

    def axes(self, given: Expr | None, rank: int) -> list[int] | None:
        """The axes, from 0 on; None where they are not known."""
        if given is None or (isinstance(given, gast.Constant) and given.value is None):
            return list(range(rank))
        kind = self.typing.expr(given)
        each = [k.value if isinstance(k, Number) else None for k in (kind.elements if isinstance(kind, Fixed) else [kind])]
        return [a % rank for a in each] if all(type(a) is int and -rank <= a < rank for a in each) else None  # type: ignore[misc, operator]


class _Each(_Gradients):
    """Gradients along several axes, one by one."""

    def found(self, statement: Stmt) -> Any:
        found = self.gradient(statement)
        return found if found is not None and len(found[0].args) == len(found[1]) + 1 > 2 else None

    def written(self, statement: gast.Assign, found: Any) -> list[Stmt]:
        call, axes, edge_order, _ = found
        out, names = list[Stmt](), list[Expr]()
        order = {} if edge_order == 1 else {"edge_order": nodes.constant(edge_order)}
        for axis, spacing in zip(axes, call.args[1:], strict=True):
            names.append(nodes.name(self.temporary("part")))
            part = nodes.call(
                nodes.copy(call.func), nodes.copy(call.args[0]), nodes.copy(spacing), axis=nodes.constant(axis), **order
            )
            out.append(nodes.assign(names[-1].id, nodes.at(part, call)))
        display = nodes.tuple_(names) if MODERN else nodes.list_(names)
        out.append(nodes.assign(statement.targets[0], nodes.at(display, call)))
        return [nodes.at(s, statement) for s in out]


class _Slopes(_Gradients):
    """Gradients by places."""

    def found(self, statement: Stmt) -> _Along | None:
        found = self.gradient(statement)
        if found is None or len(found[0].args) != 2 or len(found[1]) != 1:
            return None
        call, axes, edge_order, rank = found
        x, places = call.args
        if isinstance(self.typing.expr(places), Number) or not isinstance(self.typing.expr(places), (Array, ListOf, Fixed)):
            return None
        return _Along(x, places, axes[0], edge_order, rank)

    def written(self, statement: gast.Assign, found: _Along) -> list[Stmt]:
        """The slopes, their means, and what they are at both ends."""
        shape = nodes.tuple_(nodes.constant(k) for k in (-1, *[1] * (found.rank - 1)))
        known: dict[str, Expr] = {"np": nodes.name(self.module), "places": found.places, "x": found.x, "shape": shape}
        known["axis"] = nodes.constant(found.axis)
        same = {"rows": "x", "found": "joined"} if found.axis == 0 else {}
        same |= {"wide": "widths"} if found.rank == 1 else {}
        out: list[Stmt] = []
        for step in nodes.parse_stmts(BEFORE + ENDS[found.edge_order] + JOINED):
            name = step.targets[0].id  # type: ignore[attr-defined]
            if name in same:
                known[name] = known[same[name]]
                continue
            value = nodes.substitute(step.value, known)  # type: ignore[attr-defined]
            known[name] = nodes.name(self.temporary(name))
            out.append(nodes.assign(known[name].id, nodes.at(value, statement.value)))
        out[-1].targets = statement.targets  # type: ignore[attr-defined]
        return [nodes.at(s, statement) for s in out]
