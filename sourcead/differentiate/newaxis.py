"""Axes that an index adds to a number of NumPy's, added by a function: `np.sum(x)[None]` is `np.expand_dims(np.sum(x), 0)`.

Guarantee: the program computes the same. A number of Python's has no such index.
"""

from __future__ import annotations

from collections.abc import Collection

import gast

from sourcead import nodes
from sourcead.differentiate.rewriting import Rewriting
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.types import shapes
from sourcead.types.infer import Typing
from sourcead.types.values import Number


def with_axes(program: Program, typing: Typing, varied: Collection[str]) -> Program:
    """The program without such indices of differentiated numbers; the same object where there is none."""
    return _Axes(program, typing, varied).run()


class _Axes(Rewriting):
    """The rewriting of one program."""

    def __init__(self, program: Program, typing: Typing, varied: Collection[str]) -> None:
        super().__init__(program, typing)
        self.varied = varied

    def found(self, statement: Stmt) -> int | None:
        """How many axes a statement adds to a number, if it does nothing else."""
        value = statement.value if isinstance(statement, gast.Assign) else None
        if not isinstance(value, gast.Subscript) or not isinstance(value.value, gast.Name) or value.value.id not in self.varied:
            return None
        kind = self.typing.name(value.value.id)
        if not isinstance(kind, Number) or kind.weak or kind.mixed:
            return None
        parts = value.slice.elts if isinstance(value.slice, gast.Tuple) else [value.slice]
        kinds = [shapes.index_kind(p, self.typing) for p in parts]
        return kinds.count("new") or None if set(kinds) <= {"new", "ellipsis"} and kinds.count("ellipsis") < 2 else None

    def written(self, statement: gast.Assign, found: int) -> list[Stmt]:
        """The function, for one axis or for several."""
        axis = nodes.constant(0) if found == 1 else nodes.tuple_(map(nodes.constant, range(found)))
        made = nodes.call(self.of_numpy("expand_dims"), statement.value.value, axis)
        return [nodes.at(nodes.assign(statement.targets[0], nodes.at(made, statement.value)), statement)]
