"""`np.r_[...]` and `np.c_[...]` of arrays and numbers, as `np.concatenate` of them.

A slice among the items is `np.arange`, or `np.linspace` where its step is an imaginary number.
Guarantee: the program computes the same; where another object is indexed, or texts are among the items, it stays.
"""

from __future__ import annotations

import gast
import numpy as np

from sourcead import nodes
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types import rows
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Number, Static


def without_rows(program: Program, typing: Typing) -> Program:
    """The program with such indexing written as calls; the same object where there is none."""
    return _Rows(program, typing).run()


class _Rows(Rewriting):
    """The rewriting of one program."""

    def found(self, statement: Stmt) -> list[Expr] | None:
        """The arrays that are joined, numbers made such; None where it is not known what is."""
        value = statement.value if isinstance(statement, gast.Assign) else None
        rank = self.rank(value) if isinstance(value, gast.Subscript) else None
        if rank is None:
            return None
        items = [self.range(i) if isinstance(i, gast.Slice) else i for i in rows.parts(value.slice)]  # type: ignore[union-attr]
        if any(i is None for i in items):
            return None
        kinds = [self.typing.expr(i) for i in items]
        arrays = [k for k in kinds if isinstance(k, Array)]
        if not arrays or not all(isinstance(k, (Array, Number)) for k in kinds):
            return None
        dtype = np.result_type(*(rows.sample(k) for k in kinds if isinstance(k, (Array, Number)))).name
        found = [self.part(i, k, rank, dtype) for i, k in zip(items, kinds) if isinstance(k, (Array, Number))]
        return None if any(f is None for f in found) else [f for f in found if f is not None]

    def rank(self, value: gast.Subscript) -> int | None:
        base = self.typing.expr(value.value)
        return rows.rank_of(base.value) if isinstance(base, Static) else None

    def range(self, item: gast.Slice) -> Expr | None:
        """The array that a slice stands for; None where it is not known."""
        parts = [p for p in (item.lower, item.upper, item.step) if p is not None]
        if item.upper is None or not all(isinstance(self.typing.expr(p), Number) for p in parts):
            return None
        step, first = nodes.literal(item.step, None), item.lower if item.lower is not None else nodes.constant(0)
        if isinstance(step, complex):
            return nodes.call(self.of_numpy("linspace"), first, item.upper, nodes.constant(int(abs(step))))
        return nodes.call(
            self.of_numpy("arange"),
            *([] if item.lower is None and item.step is None else [first]),
            *parts[item.lower is not None :],
        )

    def part(self, item: Expr, kind: Array | Number, rank: int, dtype: str) -> Expr | None:
        """One of the arrays; None for one of more dimensions than are known to be joined alike."""
        if isinstance(kind, Number):
            shape = nodes.constant(1) if rank == 1 else nodes.tuple_([nodes.constant(1), nodes.constant(1)])
            given = [] if dtype == "float64" else [self.of_numpy(dtype)]
            return nodes.call(self.of_numpy("full"), shape, item, *given)
        if kind.dims is None or not 1 <= len(kind.dims) <= 2:
            return None
        if len(kind.dims) < rank:
            return nodes.call(self.of_numpy("expand_dims"), item, nodes.constant(1))
        return item

    def written(self, statement: gast.Assign, parts: list[Expr]) -> list[Stmt]:
        """The arrays under names of their own, and what joins them."""
        rank, names, out = self.rank(statement.value), list[Expr](), list[Stmt]()
        for part in parts:
            if not isinstance(part, gast.Name):
                name = self.temporary("part")
                out.append(nodes.assign(name, nodes.at(part, statement.value)))
                part = nodes.name(name)
            names.append(part)
        items = self.temporary("items")
        out.append(nodes.assign(items, nodes.list_(names)))
        axis = [] if rank == 1 else [nodes.constant(1)]
        call = nodes.at(nodes.call(self.of_numpy("concatenate"), nodes.name(items), *axis), statement.value)
        out.append(nodes.assign(statement.targets[0], call))
        return [nodes.at(s, statement) for s in out]
