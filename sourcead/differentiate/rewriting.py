"""A program in which single statements are written in another way, each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sourcead import nodes
from sourcead.analysis.walk import blocks, statements
from sourcead.differentiate.names import Namer, with_numpy
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing


class Rewriting:
    """The rewriting of one program: which statements, and as what; `made` are the temporaries."""

    def __init__(self, program: Program, typing: Typing) -> None:
        self.program, self.typing = program, typing
        self.module, self.env = with_numpy(program)
        self.namer = Namer({*nodes.names(program.tree), *self.env, *program.params})
        self.made: set[str] = set()

    def found(self, statement: Stmt) -> Any:
        """What is known of a statement that is written in another way; None for any other."""
        raise NotImplementedError

    def written(self, statement: Any, found: Any) -> list[Stmt]:
        """The statements in its place."""
        raise NotImplementedError

    def run(self) -> Program:
        """The program; the same object where nothing is written in another way."""
        if not any(self.found(s) is not None for s in statements(self.program.tree.body)):
            return self.program
        tree = nodes.function(self.program.name, self.program.params, self._block(nodes.copy_all(self.program.tree.body)))
        return replace(self.program, tree=tree, temporaries=self.program.temporaries | self.made, env=self.env)

    def temporary(self, wish: str) -> str:
        """A fresh name that may be folded away."""
        name = self.namer.fresh(wish)
        self.made.add(name)
        return name

    def of_numpy(self, name: str) -> Expr:
        """One of NumPy's functions or types."""
        return nodes.attribute(nodes.name(self.module), name)

    def _block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            for inner in blocks(statement):
                inner[:] = self._block(inner)
            found = self.found(statement)
            out += [statement] if found is None else self.written(statement, found)
        return out
