"""A program: what every stage takes and gives. One function in normal form, and what its non-local names are bound to."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from types import CellType
from typing import Any

import gast

from sourcead import nodes

MISSING = object()


@dataclass(frozen=True)
class Binding:
    """A non-local name: its value now, and where it is bound (a globals dict, a closure's cell, or nowhere)."""

    value: Any
    holder: dict[str, Any] | CellType | None
    key: str

    def current(self) -> Any:
        """The value that the name is bound to at this moment; `KeyError` or `ValueError` if it is unbound."""
        if self.holder is None:
            return self.value
        return self.holder.cell_contents if isinstance(self.holder, CellType) else self.holder[self.key]


@dataclass(frozen=True)
class Program:
    """A function in normal form (see the grammar in `sourcead.normalize`).

    `temporaries` are names that sourcead made, which may be folded back into expressions; `env` has every non-local name that
    the tree mentions; `dependencies` are the callables that were inlined.
    """

    name: str
    params: tuple[str, ...]
    tree: gast.FunctionDef
    temporaries: frozenset[str]
    env: Mapping[str, Binding]
    dependencies: tuple[Binding, ...] = ()

    MISSING = MISSING

    def resolve(self, node: nodes.Expr) -> Any:
        """The object that a dotted name denotes when its root is a non-local name; `MISSING` otherwise."""
        parts = nodes.dotted(node)
        if parts is None or parts[0] not in self.env:
            return MISSING
        return attributes(self.env[parts[0]].value, parts[1:])

    def builtin(self, name: str) -> Binding:
        """The binding of one of Python's own functions."""
        return Binding(getattr(builtins, name), vars(builtins), name)


def attributes(value: Any, names: list[str]) -> Any:
    """`value.a.b`, or `MISSING`."""
    for name in names:
        value = getattr(value, name, MISSING)
    return value
