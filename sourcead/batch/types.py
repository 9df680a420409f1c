"""Types of what the helpers of a reverse sweep give that have the structure of one of their arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, statements
from sourcead.nodes import Stmt
from sourcead.types.infer import Typing
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Number, Record, Type, Unknown, join

MIRRORS = {  # the position of that argument
    "rt.unconcatenate": 1, "rt.unvstack": 1, "rt.unhstack": 1, "rt.unarray": 1, "rt.unsum_items": 1, "rt.unmax_items": 1,
    "rt.own": 0, "rt.copy": 0, "rt.zeros_like": 0, "rt.zeros_along": 0, "rt.add": 0,
}  # fmt: skip


class MirrorTyping(Typing):
    """The types of a derivative's expressions."""

    def _call(self, node: gast.Call) -> Type:
        position = MIRRORS.get(".".join(nodes.dotted(node.func) or ()))
        if position is not None and position < len(node.args):
            found = floating(self.expr(node.args[position]))
            if not isinstance(found, Unknown):
                return found
        return super()._call(node)


def floating(kind: Type) -> Type:
    """The type of the cotangent of a value of this type: what is whole has one that is a float."""
    if isinstance(kind, (Number, Array)) and np.dtype(kind.dtype).kind in "biu":
        return Number("float64") if isinstance(kind, Number) else replace(kind, dtype="float64")
    if isinstance(kind, Fixed):
        return Fixed(kind.kind, tuple(map(floating, kind.elements)))
    if isinstance(kind, ListOf):
        return ListOf(None if kind.element is None else floating(kind.element), kind.view)
    if isinstance(kind, Record):
        return Record(kind.keys, tuple(map(floating, kind.values)), kind.exact)
    if isinstance(kind, DictOf):
        return DictOf(kind.key, None if kind.element is None else floating(kind.element))
    return kind


def mirroring(typing: Typing, found: Mapping[str, Type]) -> MirrorTyping:
    """The same types, and those of the names that were found besides."""
    held = {f.name: getattr(typing, f.name) for f in fields(Typing)}
    held["types"] = {**typing.types, **found}
    return MirrorTyping(**held)


def found_types(body: Sequence[Stmt], typing: Typing) -> dict[str, Type]:
    """The types of names of which nothing was known, by what they are given."""
    found: dict[str, Type] = {}
    unknown = set()
    for statement in statements(body):
        name = assigned(statement)
        if name is None or not isinstance(statement, gast.Assign) or name in typing.types:
            continue
        if isinstance(typing.name(name), Unknown) or name in found:
            kind = mirroring(typing, found).expr(statement.value)
            if isinstance(kind, Unknown):
                unknown.add(name)
            found[name] = join(found.get(name), kind)
    return {n: t for n, t in found.items() if n not in unknown}
