"""Parts and sums of tuples, lists and dicts whose elements are known one by one, written out: `t[1:]` as `(t[1], t[2])`.

Guarantee: the program computes the same. A name that is rebound between its parts' reads does not occur, since a part is one
statement's. A variable stands for an element only where it, the tuple and the sum are bound once, in this order, in one block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import gast

from sourcead import nodes, runtime
from sourcead.analysis.walk import all_blocks, assigned
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Fixed, Number, Record, is_float

LONGEST = 16  # elements of tuples that are joined
FEW = 4  # numbers whose sum is written out


def spread(program: Program, typing: Typing) -> Program:
    """The program with parts of fixed containers as displays of their elements."""
    return _Spreading(program, typing).run()


class _Spreading(Rewriting):
    """The rewriting of one program."""

    def __init__(self, program: Program, typing: Typing) -> None:
        super().__init__(program, typing)
        self.bound: dict[str, tuple[int, int]] = {}  # of variables that are bound once: the block, and the place in it
        self.displays: dict[str, list[Expr]] = {}  # what the tuples, and lists that are read once, are displays of
        again: set[str] = set(program.params)
        named = Counter(nodes.names(program.tree))
        for block in all_blocks(program.tree.body):
            for place, statement in enumerate(block):
                name = assigned(statement)
                if name is None:
                    continue
                again |= {name} & self.bound.keys()
                self.bound[name] = (id(statement.body), -1) if isinstance(statement, gast.For) else (id(block), place)
                made = statement.value if isinstance(statement, gast.Assign) else None
                if isinstance(made, gast.Tuple) or (isinstance(made, gast.List) and named[name] == 2):
                    self.displays[name] = made.elts
        self.bound = {n: at for n, at in self.bound.items() if n not in again}

    def written(self, statement: gast.Assign, display: Expr | list[Expr]) -> list[Stmt]:
        """The reads of the elements, and the display, or the sum of those that stand in a list."""
        out: list[Stmt] = []
        parts = display if isinstance(display, list) else display.values if isinstance(display, gast.Dict) else display.elts
        for position, part in enumerate(parts):
            if isinstance(part, gast.Subscript):
                name = self.temporary(f"{part.value.id}_{part.slice.value}")
                out.append(nodes.at(nodes.assign(name, nodes.at(part, statement.value)), statement))
                parts[position] = nodes.name(name)
        while isinstance(display, list) and len(parts) > 2:
            total = self.temporary("total")
            out.append(nodes.at(nodes.assign(total, nodes.binop(parts.pop(0), gast.Add, parts.pop(0))), statement))
            parts.insert(0, nodes.name(total))
        whole = nodes.binop(parts[0], gast.Add, parts[1]) if isinstance(display, list) else display
        return [*out, nodes.at(nodes.assign(statement.targets[0], nodes.at(whole, statement.value)), statement)]

    def found(self, statement: Stmt) -> Expr | list[Expr] | None:
        """What a statement assigns as a display of elements of containers that are known, or those it sums; None for others."""
        if not isinstance(statement, gast.Assign) or not isinstance(statement.targets[0], gast.Name):
            return None
        value = statement.value
        if isinstance(value, gast.Subscript) and isinstance(value.slice, gast.Slice):
            return self.slice(value)
        if isinstance(value, gast.BinOp):
            return self.joined(value, statement.targets[0].id)
        if isinstance(value, gast.Call) and value.args and isinstance(value.args[0], gast.Name):
            function = self.program.resolve(value.func)
            if function is runtime.rest_of:
                return self.rest(value)
            if function is runtime.merged:
                return self.merged(value.args)
            if function is sum and len(value.args) == 1 and not value.keywords:
                return self.summed(value.args[0].id, statement.targets[0].id)
        return None

    def slice(self, value: gast.Subscript) -> Expr | None:
        kind = self.typing.name(value.value.id)
        bounds = [_integer(b) for b in (value.slice.lower, value.slice.upper, value.slice.step)]
        if not isinstance(kind, Fixed) or "unknown" in bounds:
            return None
        positions = range(len(kind.elements))[slice(*bounds)]  # type: ignore[misc,arg-type]
        parts = [_part(value.value.id, k) for k in positions]
        return nodes.list_(parts) if kind.kind == "list" else nodes.tuple_(parts)

    def joined(self, value: gast.BinOp, goal: str) -> Expr | None:
        """`t + u`, and `t * 2`."""
        if isinstance(value.op, gast.Add):
            sides = [value.left, value.right]
        else:
            count = nodes.literal(value.right, None) if isinstance(value.op, gast.Mult) else None
            sides = [value.left] * count if isinstance(count, int) and 0 < count <= LONGEST else []
        kinds = [self.typing.name(s.id) if isinstance(s, gast.Name) else None for s in sides]
        parts = [
            self.element(s.id, k, goal)
            for s, kind in zip(sides, kinds)
            if isinstance(kind, Fixed)
            for k in range(len(kind.elements))
        ]
        made = {kind.kind for kind in kinds if isinstance(kind, Fixed)}
        if len(made) != 1 or not all(isinstance(kind, Fixed) for kind in kinds) or len(parts) > LONGEST:
            return None
        if made == {"list"}:
            return nodes.list_(parts)
        self.displays[goal] = list(parts)
        return nodes.tuple_(parts)

    def summed(self, name: str, goal: str) -> list[Expr] | None:
        """The few floating-point numbers that are added."""
        kind = self.typing.name(name)
        if not isinstance(kind, Fixed) or not 1 < len(kind.elements) <= FEW:
            return None
        plain = all(isinstance(e, Number) and is_float(e) for e in kind.elements)
        if len(kind.elements) > 2 and any(isinstance(e, Number) and (e.weak or e.mixed) for e in kind.elements):
            return None  # Python's own numbers are summed with a correction
        return [self.element(name, k, goal) for k in range(len(kind.elements))] if plain else None

    def element(self, name: str, position: int, goal: str) -> Expr:
        """An element of a container, by the variable that a tuple was made of, where both were bound right before `goal`."""
        made = self.displays.get(name, [])
        element = made[position] if name in self.bound and position < len(made) else None
        if not isinstance(element, gast.Name) or not {name, goal, element.id} <= self.bound.keys():
            return _part(name, position)
        (first, a), (second, b), (third, c) = (self.bound[n] for n in (element.id, name, goal))
        return nodes.name(element.id) if first == second == third and a < b < c else _part(name, position)

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
