"""What the stage knows of a program: which names have the directions' axis, and how an expression gets it.

The axis is the last one. So elements, rows and slices of the leading axes are taken and stored as before, and NumPy's
broadcasting, which aligns the last axes, leaves two such values as they are; a plain array beside one gets an axis of length 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.aliases import may_alias
from sourcead.nodes import Expr
from sourcead.types.infer import Typing
from sourcead.types.shapes import index_kind
from sourcead.types.values import (
    Array,
    DictOf,
    Dim,
    Fixed,
    ListOf,
    Number,
    Record,
    Static,
    Type,
    Unknown,
    is_float,
    mapped,
    may_vary,
    shape_of,
)

AXIS = Dim("<directions>", False)
CONTAINERS = (Fixed, ListOf, DictOf, Record)
SINGLE = ("float16", "float32", "complex64")
SHAPES = ("shape", "dtype", "ndim", "size")  # attributes that do not depend on values


class NotBatchedError(Exception):
    """A program does not go along several directions at once, as far as this stage knows."""


def along(kind: Type) -> Type:
    """The type of a value of type `kind` with the directions' axis."""

    def longer(leaf: Array | Number) -> Type:
        dims = shape_of(leaf)
        return Array(leaf.dtype, None if dims is None else (*dims, AXIS)) if is_float(leaf) else leaf

    return mapped(kind, longer)


@dataclass
class Batching:
    """The names that have the axis, and the rewriting of expressions; `count` is the name of the number of directions."""

    typing: Typing
    count: str
    rewrite: Callable[[Batching, Expr], Expr]
    names: set[str] = field(default_factory=set)
    unbound: frozenset[str] = frozenset()  # names that may be None
    written: frozenset[str] = frozenset()  # names whose memory may be written in place

    # questions

    def type(self, node: Expr) -> Type:
        """The type of an expression for one direction."""
        return self.typing.expr(node)

    def rank(self, node: Expr) -> int:
        """How many dimensions an expression has for one direction."""
        dims = shape_of(self.type(node))
        if dims is None:
            raise NotBatchedError
        return len(dims)

    def mentions(self, node: Expr) -> bool:
        """Whether an expression reads a name that has the axis."""
        return not self.names.isdisjoint(nodes.names(node))

    def carries(self, node: Expr) -> bool:
        """Whether the value of an expression depends on the direction."""
        if not self.mentions(node):
            return False
        if isinstance(node, gast.Name):
            return True
        if isinstance(node, gast.Attribute) and node.attr in SHAPES:
            return False
        if isinstance(node, gast.Call) and self.function(node) in (len, np.shape, np.ndim, np.size, np.result_type, isinstance):
            return False
        if isinstance(node, gast.Subscript) or (isinstance(node, gast.Call) and self.method(node) in ("pop", "get")):
            kind = self.type(node)  # an element of a structure that may hold other things too
            if not may_vary(kind) and not isinstance(kind, Unknown):
                return False
        return any(self.carries(part) for part in _expressions(node))

    def function(self, call: gast.Call) -> Any:
        """The object that a call's callee denotes; None where it is a method, or not known."""
        found = self.typing.callee(call.func)
        if found is not self.typing.program.MISSING:
            return found
        return None

    def method(self, call: gast.Call) -> str:
        """The name of the method that a call calls; empty for a function."""
        return call.func.attr if isinstance(call.func, gast.Attribute) and self.function(call) is None else ""

    # expressions

    def expr(self, node: Expr) -> Expr:
        """An expression over names that have the axis; it has the axis itself where it depends on the direction."""
        return self.rewrite(self, node) if self.mentions(node) else nodes.copy(node)

    def wide(self, node: Expr, result: Type | None = None) -> Expr:
        """An operand of an elementwise operation: a plain array gets an axis of length 1.

        `result`: the type of what is computed, which a Python number must not widen.
        """
        if self.carries(node):
            found, kind = self.expr(node), self.type(node)
            if isinstance(kind, Number) and kind.weak and isinstance(result, (Array, Number)) and result.dtype in SINGLE:
                return nodes.call(nodes.attribute(found, "astype"), nodes.attribute(nodes.name("np"), result.dtype))
            return found
        plain, kind = self.expr(node), self.type(node)
        if isinstance(kind, (Number, Static)):
            return plain
        if isinstance(kind, Array) and kind.dims is not None:
            return with_axis(plain, len(kind.dims))
        raise NotBatchedError

    def full(self, node: Expr) -> Expr:
        """An expression with the axis, whether it depends on the direction or not; what has no derivative stays as it is."""
        kind = self.type(node)
        if self.carries(node):
            return self.owned(self.expr(node), kind, node)
        if isinstance(node, (gast.Tuple, gast.List)):
            return type(node)([self.full(e) for e in node.elts], gast.Load())
        if isinstance(node, gast.Dict):
            return gast.Dict(nodes.copy_all(node.keys), [self.full(v) for v in node.values])
        if not may_vary(kind):
            return self.expr(node)
        return self.plain(node, kind)

    def plain(self, node: Expr, kind: Type) -> Expr:
        """What does not depend on the direction, as a value of type `kind` with the axis."""
        called = self.function(node) if isinstance(node, gast.Call) else None
        if called is runtime.zeros_like and not self.mentions(node):
            return nodes.call("rt.zeros_along", node.args[0], nodes.name(self.count))
        if isinstance(kind, CONTAINERS):
            if isinstance(node, (gast.List, gast.Tuple, gast.Dict)) and not (
                getattr(node, "elts", None) or getattr(node, "keys", None)
            ):
                return nodes.copy(node)  # empty
            raise NotBatchedError
        if not isinstance(kind, (Array, Number)):
            raise NotBatchedError
        zero = called is np.zeros_like or nodes.literal(node, None) == 0
        if zero and isinstance(kind, Array) and called is np.zeros_like:
            like = self.expr(node.args[0])
            plain = isinstance(like, gast.Name) and like.id not in self.unbound
            whole = nodes.attribute(like, "shape") if plain else nodes.call("np.shape", like)
            shape = nodes.binop(whole, gast.Add, self.tail())
            return _zeros(shape, kind.dtype)
        if zero and isinstance(kind, Number):
            return _zeros(nodes.name(self.count), kind.dtype)
        return nodes.call("rt.repeated", self.expr(node), nodes.name(self.count))

    def owned(self, found: Expr, kind: Type, node: Expr) -> Expr:
        """What was a number, and is now an array, in memory of its own: numbers do not change where they stand."""
        if isinstance(kind, Number) and not isinstance(node, gast.Name) and not self.written.isdisjoint(may_alias(found)):
            return nodes.call(nodes.attribute(found, "copy"))
        return found

    def tail(self) -> Expr:
        """`(count,)`: what is added to a shape."""
        return nodes.tuple_([nodes.name(self.count)])

    def extended(self, shape: Expr) -> Expr:
        """A shape with the number of directions at its end."""
        shape, kind = self.expr(shape), self.type(shape)
        if isinstance(shape, (gast.Tuple, gast.List)):
            return nodes.tuple_([*shape.elts, nodes.name(self.count)])
        if isinstance(kind, Number):
            return nodes.tuple_([shape, nodes.name(self.count)])
        if (isinstance(shape, gast.Attribute) and shape.attr == "shape") or (isinstance(kind, Fixed) and kind.kind == "tuple"):
            return nodes.binop(shape, gast.Add, self.tail())
        if isinstance(shape, gast.Call) and self.function(shape) is np.shape:
            return nodes.binop(shape, gast.Add, self.tail())
        raise NotBatchedError

    def index(self, index: Expr) -> Expr:
        """An index of an array, for the array with the axis."""
        parts = list(index.elts) if isinstance(index, gast.Tuple) else [index]
        for part in parts:
            if self.carries(part) or self._hides_dots(part):
                raise NotBatchedError
        kinds = [index_kind(p, self.typing) for p in parts]
        plain = [self.expr(p) for p in parts]
        if "ellipsis" in kinds[:-1]:
            plain.append(gast.Slice(None, None, None))
        return nodes.tuple_(plain) if isinstance(index, gast.Tuple) else plain[0]

    def _hides_dots(self, part: Expr) -> bool:
        """Whether what is not known of an index may be an ellipsis."""
        if isinstance(part, (gast.Slice, gast.Constant)) or (isinstance(part, gast.Call) and self.function(part) is slice):
            return False
        kind = self.type(part)
        if isinstance(kind, Fixed):
            return any(not isinstance(e, (Number, Array)) for e in kind.elements)
        return isinstance(kind, (Unknown, Record, DictOf)) or (isinstance(kind, ListOf) and not isinstance(kind.element, Number))


def _zeros(shape: Expr, dtype: str) -> Expr:
    more = [] if dtype == "float64" else [nodes.attribute(nodes.name("np"), dtype)]
    return nodes.call("np.zeros", shape, *more)


def with_axis(node: Expr, rank: int) -> Expr:
    """`x[:, None]`: an array of this rank with an axis of length 1 at its end."""
    if rank == 0:
        return node
    whole: Expr = gast.Slice(None, None, None) if rank == 1 else nodes.constant(Ellipsis)
    return nodes.subscript(node, nodes.tuple_([whole, nodes.constant(None)]))


def _expressions(node: Expr) -> list[Expr]:
    """The expressions right inside an expression."""
    return [p.value if isinstance(p, gast.keyword) else p for p in nodes.parts(node)]
