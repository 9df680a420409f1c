"""Types of what the helpers of a reverse sweep give that have the structure of one of their arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, statements
from sourcead.differentiate.lowering import shape_sizes
from sourcead.nodes import Expr, Stmt
from sourcead.types.infer import Typing
from sourcead.types.values import (
    Array,
    Dim,
    Dims,
    ListOf,
    Number,
    Type,
    Unknown,
    broadcast,
    join,
    mapped,
    shape_of,
)

MIRRORS = {  # the position of that argument
    "rt.unconcatenate": 1, "rt.unvstack": 1, "rt.unhstack": 1, "rt.unarray": 1, "rt.unsum_items": 1, "rt.unmax_items": 1,
    "rt.own": 0, "rt.copy": 0, "rt.zeros_like": 0, "rt.zeros_along": 0, "rt.add": 0, "rt.unbroadcast": 1, "rt.unmax": 1,
    "rt.moved": 1,
    "rt.centered": 0, "rt.norm_direction": 0, "rt.cofactor": 0, "rt.sort_x": 1, "rt.cumprod_x": 1,
    "rt.product_of_others": 0, "np.linalg.inv": 0, "rt.uncholesky": 1, "rt.cholesky_dot": 1, "rt.solve_transposed": 1,
    **{f"rt.{p}_{x}": k for p in ("matmul", "dot", "inner", "cross", "kron", "tensordot") for k, x in ((1, "x"), (2, "y"))},
}  # fmt: skip
SHAPED = (  # those that are given the shape
    "rt.unreshape", "rt.unreduce", "rt.untake", "rt.untake_along_axis", "rt.uncumsum", "rt.unrepeat", "rt.untile", "rt.unpad",
    "rt.undiag", "rt.undiagonal", "rt.untrace",
)  # fmt: skip

ELEMENTWISE = ("rt.power_x", "rt.power_y", "rt.power_xy", "rt.quotient")


class MirrorTyping(Typing):
    """The types of a derivative's expressions."""

    def _call(self, node: gast.Call) -> Type:
        position = MIRRORS.get(".".join(nodes.dotted(node.func) or ()))
        if position is not None and position < len(node.args):
            found = floating(self.expr(node.args[position]))
            if not isinstance(found, Unknown):
                return found
        found = super()._call(node)
        if isinstance(found, Unknown) and ".".join(nodes.dotted(node.func) or ()) in ELEMENTWISE:
            return _broadcast([self.expr(a) for a in node.args])
        if nodes.dotted(node.func) == ["rt", "transposed"]:
            kind = self.expr(node.args[0])
            if isinstance(kind, Array) and kind.dims and len(kind.dims) > 1:
                return Array(kind.dtype, (*kind.dims[:-2], kind.dims[-1], kind.dims[-2]))
        if isinstance(found, Unknown) and nodes.dotted(node.func) == ["rt", "unstack"]:
            return self._unstacked(node.args[0])
        if isinstance(found, Unknown) and len(node.args) > 1 and ".".join(nodes.dotted(node.func) or ()) in SHAPED:
            return self._shaped(node.args[0], node.args[1])
        return found

    def _unstacked(self, g: Expr) -> Type:
        """The type of the parts of an array along an axis."""
        value = self.expr(g)
        if not isinstance(value, Array) or not value.dims:
            return Unknown()
        rest = tuple(Dim(None, None) for _ in value.dims[1:])
        return ListOf(Array(value.dtype, rest) if rest else Number(value.dtype, weak=False))

    def _shaped(self, g: Expr, shape: Expr) -> Type:
        """The type of what has a shape that is given."""
        value, dims = self.expr(g), shape_sizes(shape, self)
        if dims is None or not isinstance(value, (Array, Number)):
            return Unknown()
        dtype = floating(value).dtype  # type: ignore[union-attr]
        return Array(dtype, dims) if dims else Number(dtype, weak=False)


def _broadcast(kinds: Sequence[Type]) -> Type:
    """The type of an elementwise result in floating-point numbers."""
    dims: Dims | None = ()
    dtypes: list[Any] = []
    for kind in kinds:
        if not isinstance(kind, (Array, Number)):
            return Unknown()
        dims = broadcast(dims, shape_of(kind))
        weak = isinstance(kind, Number) and kind.weak
        dtypes.append(kind.dtype if not weak else 0j if np.dtype(kind.dtype).kind == "c" else 0.0)
    dtype = np.result_type(*dtypes).name
    return Array(dtype, dims) if dims is None or dims else Number(dtype, weak=False)


def floating(kind: Type) -> Type:
    """The type of the cotangent of a value of this type: what is whole has one that is a float."""

    def as_float(leaf: Array | Number) -> Type:
        if np.dtype(leaf.dtype).kind not in "biu":
            return leaf
        return Number("float64") if isinstance(leaf, Number) else replace(leaf, dtype="float64")

    return mapped(kind, as_float)


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
        if name is None or not isinstance(statement, gast.Assign):
            continue
        if isinstance(typing.name(name), Unknown) or name in found:
            kind = mirroring(typing, found).expr(statement.value)
            if isinstance(kind, Unknown):
                unknown.add(name)
            found[name] = join(found.get(name), kind)
    return {n: t for n, t in found.items() if n not in unknown}
