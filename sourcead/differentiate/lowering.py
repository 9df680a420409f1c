"""Runtime helpers in a rule's formula become plain NumPy where the types are known.

Guarantee: a lowered call has the value of the helper; where the types do not decide, the helper stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gast
import numpy as np

from sourcead import algebra, nodes, runtime
from sourcead.analysis.walk import assigned, blocks
from sourcead.differentiate.contractions import lower_contract, lower_exchanged
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Dim, Dims, Fixed, ListOf, Number, Static, Type, fills, same_shape, shape_of

STRUCTURED = (
    "rt.scaled", "rt.unarray", "rt.unblock", "rt.unblock_diag", "rt.unchoose", "rt.uncolumn_stack",
    "rt.unconcatenate", "rt.undstack", "rt.unhstack", "rt.unmax_items", "rt.unmulti_dot", "rt.unselect",
    "rt.unsorted", "rt.unspliced_x", "rt.unspliced_y", "rt.unstack", "rt.unsum_items", "rt.untaken", "rt.unvstack",
    "rt.unwithout",
)  # fmt: skip


def lower(formula: Expr, typing: Typing) -> Expr:
    """The formula with each `rt.` call and shape query replaced where types allow."""

    def change(node: Any) -> Any:
        if not isinstance(node, gast.Call):
            return node
        name = ".".join(nodes.dotted(node.func) or ())
        lowering = LOWERINGS.get(name)
        found = None if lowering is None else lowering(node, typing)
        return node if found is None else found

    return nodes.transform(formula, change)


def gives_structure(formula: Expr) -> bool:
    """Whether the value of a rule's formula has the structure of its operand."""
    return isinstance(formula, gast.Call) and ".".join(nodes.dotted(formula.func) or ()) in STRUCTURED


def as_float(node: Expr, typing: Typing) -> Expr:
    """What stands for a cotangent as floating-point numbers, whatever it is computed from."""
    found = algebra.as_float(node)
    kind = typing.expr(found)
    if isinstance(kind, (Number, Array)) and np.dtype(kind.dtype).kind in "biu":
        return nodes.binop(nodes.constant(1.0), gast.Mult, found)
    if isinstance(found, gast.Call) and gives_structure(found):
        return nodes.at(gast.Call(found.func, [as_float(found.args[0], typing), *found.args[1:]], found.keywords), found)
    return found


def representative(name: str, typing: Typing) -> str:
    """A parameter (or an earlier variable) that certainly has the shape of `name`, else `name`."""
    dims = shape_of(typing.types.get(name, Number("float64")))
    if not dims or name in typing.program.params:
        return name
    for param in typing.program.params:
        if same_shape(shape_of(typing.types[param]), dims):
            return param
    if name in typing.program.temporaries:
        made = typing.program.temporaries
        for other in sorted(typing.types, key=lambda n: n in made):
            found = typing.types[other]
            if other in typing.once and isinstance(found, Array) and same_shape(found.dims, dims):
                if other == name or _is_made_before(other, name, typing.program):
                    return other
    return name


def _is_made_before(other: str, name: str, program: Program) -> bool:
    """Whether a variable has its value wherever another one has: it is assigned before it, in its block or one around it."""
    tree, homes = program.results.get("homes", (None, {}))
    if tree is not program.tree:
        homes = dict(_homes(program.tree.body, ()))
        program.results["homes"] = program.tree, homes
    first, second = homes.get(other), homes.get(name)
    if first is None or second is None or len(first) > len(second):
        return False
    around, (block, place) = first[:-1], first[-1]
    return second[: len(around)] == around and second[len(around)][0] == block and place < second[len(around)][1]


def _homes(body: Sequence[Stmt], around: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Each variable, and where it is assigned: the blocks around it and the places in them, outermost first."""
    for place, statement in enumerate(body):
        here = (*around, (id(body), place))
        name = assigned(statement)
        if name is not None:
            yield name, here
        for block in blocks(statement):
            yield from _homes(block, here)


def shape_sizes(shape: Expr, typing: Typing) -> Dims | None:
    """The dimensions that a shape expression tells."""
    found = typing.expr(shape)
    if not isinstance(found, Fixed) or not all(isinstance(e, Number) for e in found.elements):
        return None
    return tuple(Dim(e.size if e.unit is not True else "1", e.unit) for e in found.elements if isinstance(e, Number))


def exceeds(node: Expr, shape: Expr, typing: Typing) -> bool:
    """Whether an expression has certainly more dimensions than a shape tells, or longer ones."""
    dims, room = shape_of(typing.expr(node)), shape_sizes(shape, typing)
    if dims is None or room is None:
        return False
    if len(dims) > len(room):
        return True
    return any(d.unit is False and r.unit is True for d, r in zip(reversed(dims), reversed(room)))


def known_shapes(typing: Typing) -> algebra.Shapes:
    """What the algebra asks about shapes and dtypes, answered by the types."""
    return algebra.Shapes(
        lambda node: isinstance(typing.expr(node), Number),
        lambda node, shape: fills(shape_of(typing.expr(node)), shape_sizes(shape, typing)),
        lambda node, whole: fills(shape_of(typing.expr(node)), shape_of(typing.expr(whole))),
        typing.is_integer,
        lambda node, shape: exceeds(node, shape, typing),
        lambda node: shape_of(typing.expr(node)) is not None,
        lambda node: isinstance(found := typing.expr(node), Number) and found.weak and found.dtype in ("int64", "bool"),
        lambda node: _is_joined(node, typing),
    )


def _is_joined(node: Expr, typing: Typing) -> bool:
    """Whether `+` joins an expression to others: a list, a tuple or a text."""
    kind = typing.expr(node)
    if isinstance(node, gast.Call) and any(typing.callee(node.func) is f for f in (str, repr, format, runtime.formatted)):
        return True
    return isinstance(kind, (Fixed, ListOf)) or (isinstance(kind, Static) and isinstance(kind.value, (str, bytes)))


def _shape(call: gast.Call, typing: Typing) -> Expr | None:
    operand = call.args[0]
    if isinstance(operand, gast.Name) and isinstance(typing.expr(operand), Array):
        return nodes.attribute(nodes.name(representative(operand.id, typing)), "shape")
    return nodes.tuple_([]) if isinstance(typing.expr(operand), Number) else None


def _size(call: gast.Call, typing: Typing) -> Expr | None:
    operand = call.args[0]
    if len(call.args) == 1 and isinstance(operand, gast.Name) and isinstance(typing.expr(operand), Array):
        return nodes.attribute(nodes.name(representative(operand.id, typing)), "size")
    return None


def _unreduce(call: gast.Call, typing: Typing) -> Expr | None:
    g, shape, axis, keepdims = call.args
    axis_value, kept = nodes.literal(axis, ...), nodes.literal(keepdims, ...)
    dims = shape_sizes(shape, typing)
    if dims is None or kept is ... or (axis_value is not None and not isinstance(axis_value, int)):
        return None
    if not dims:
        return g
    if axis_value is None or kept:
        return nodes.call("np.broadcast_to", g, shape)
    axis_value %= len(dims)
    if len(dims) == 1:
        return nodes.call("np.broadcast_to", g, shape)
    return nodes.call("np.broadcast_to", _with_axis(g, axis_value, len(dims)), shape)


def _with_axis(g: Expr, axis: int, rank: int) -> Expr:
    """A reduced cotangent with the axis back in: `g[:, None]`."""
    if axis == 0:
        return g
    whole = gast.Slice(None, None, None)
    parts = [nodes.constant(None) if k == axis else nodes.copy(whole) for k in range(rank)]
    return nodes.subscript(g, nodes.tuple_(parts))


def _count(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.count(shape, axis)`: how many elements a reduction takes together."""
    shape, axis = call.args
    dims, value = shape_sizes(shape, typing), nodes.literal(axis, ...)
    if dims is None or not (value is None or isinstance(value, int)):
        return None
    if not dims:
        return nodes.constant(1)
    if value is None and isinstance(shape, gast.Attribute):
        return nodes.attribute(shape.value, "size")
    if isinstance(value, int):
        return nodes.subscript(shape, nodes.constant(value))
    return None


def _unarray(call: gast.Call, typing: Typing) -> Expr | None:
    """The cotangent of an array made of numbers has theirs at the same places; an argument's keeps its structure."""
    g, operand = call.args
    kind = typing.expr(operand)
    if isinstance(kind, Array):
        return g
    if not isinstance(operand, gast.Name) or operand.id in typing.program.params or not isinstance(kind, Fixed):
        return None
    whole = typing.expr(g)
    real = not isinstance(whole, (Array, Number)) or np.dtype(whole.dtype).kind != "c"
    return g if real and all(isinstance(e, Number) and np.dtype(e.dtype).kind == "f" for e in kind.elements) else None


def _transposed(call: gast.Call, typing: Typing) -> Expr | None:
    return nodes.attribute(call.args[0], "T") if shape_rank(typing.expr(call.args[0])) == 2 else None


def _adjointed(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.adjointed(x)`: a real array is only transposed."""
    kind = typing.expr(call.args[0])
    if not isinstance(kind, Array) or np.dtype(kind.dtype).kind != "f":
        return None
    return nodes.attribute(call.args[0], "T") if shape_rank(kind) == 2 else nodes.call("rt.transposed", call.args[0])


def _conjugated(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.conjugated(x)`: a real array is its own conjugate."""
    kind = typing.expr(call.args[0])
    if not isinstance(kind, (Array, Number)):
        return None
    return call.args[0] if np.dtype(kind.dtype).kind == "f" else nodes.call("np.conjugate", call.args[0])


def _scaled_columns(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.scaled_columns(x, s)`: `x * s` for one matrix."""
    x, s = call.args
    rank = shape_rank(typing.expr(x))
    if rank is None:
        return None
    return nodes.substitute(nodes.parse_expr("x * s" if rank == 2 else "x * s[..., None, :]"), {"x": x, "s": s})


def _scaled_matrices(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.scaled_matrices(s, x)`: `s * x` for one matrix."""
    s, x = call.args
    return nodes.binop(s, gast.Mult, x) if isinstance(typing.expr(s), Number) else None


def _outer_last(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.outer_last(x, y)` of one vector each, or one matrix each."""
    x, y = call.args
    ranks = _ranks(x, y, typing)
    if ranks == (2, 2):
        return nodes.binop(x, gast.MatMult, nodes.attribute(y, "T"))
    return nodes.call("np.outer", x, y) if ranks == (1, 1) else None


def _triangle(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.triangle(x, lower, unit)`: `np.tril(x)` or its like."""
    x, lower, unit = call.args
    if not isinstance(lower, gast.Constant) or not isinstance(unit, gast.Constant):
        return None
    shift = ([nodes.constant(-1)] if lower.value else [nodes.constant(1)]) if unit.value else []
    return nodes.call("np.tril" if lower.value else "np.triu", x, *shift)


def _solve_transposed(call: gast.Call, typing: Typing) -> Expr | None:
    a, b = call.args
    return nodes.call("np.linalg.solve", nodes.attribute(a, "T"), b) if shape_rank(typing.expr(a)) == 2 else None


def shape_rank(value: Type) -> int | None:
    """The rank of an array, where it is known."""
    return len(value.dims) if isinstance(value, Array) and value.dims is not None else None


def _negative(call: gast.Call, typing: Typing) -> Expr | None:
    """`np.negative` of a whole number that is written out."""
    value = nodes.literal(call.args[0], None)
    if type(value) is not int:
        return None
    return nodes.constant(-value) if value <= 0 else nodes.negative(nodes.constant(value))


def _unpad(call: gast.Call, typing: Typing) -> Expr | None:
    """The part of a padded array that is not its border: `g[1:-1]`."""
    g, shape, width = call.args[:3]
    dims = shape_sizes(shape, typing)
    if dims is None or (len(call.args) == 4 and nodes.literal(call.args[3], "") != "constant"):
        return None
    found = typing.expr(width)
    parts = found.elements if isinstance(found, Fixed) else (found,) * 2
    if isinstance(found, Fixed) and len(parts) == 1 and not isinstance(parts[0], Fixed):
        parts = parts * 2
    pairs = [
        p.elements if isinstance(p, Fixed) else parts for p in (parts if isinstance(parts[0], Fixed) else (parts,) * len(dims))
    ]
    known = [[n.value if isinstance(n, Number) else None for n in pair] for pair in pairs]
    if len(pairs) == 1 < len(dims):
        known = known * len(dims)
    if len(known) == len(dims) and all(len(p) == 2 and all(type(n) is int for n in p) for p in known):
        slices = [gast.Slice(_bound(p[0]), _bound(-p[1]), None) for p in known]  # type: ignore[operator, arg-type]
    elif isinstance(width, gast.Name) and isinstance(found, Number):
        ends = [
            nodes.binop(nodes.copy(width), gast.Add, nodes.subscript(nodes.copy(shape), nodes.constant(k)))
            for k in range(len(dims))
        ]
        slices = [gast.Slice(nodes.copy(width), end, None) for end in ends]
    else:
        return None
    return nodes.subscript(g, nodes.tuple_(slices) if len(slices) > 1 else slices[0])


def _bound(place: int) -> Expr | None:
    """A bound of a slice: none where it would be the array's own."""
    return None if place == 0 else nodes.constant(place) if place > 0 else nodes.negative(nodes.constant(-place))


def _matmul_x(call: gast.Call, typing: Typing) -> Expr | None:
    g, x, y = call.args
    ranks = _ranks(x, y, typing)
    if ranks == (1, 1):
        return nodes.binop(g, gast.Mult, y)
    if ranks == (2, 1):
        return nodes.call("np.outer", g, y)
    if ranks == (1, 2):
        return nodes.binop(y, gast.MatMult, g)
    if ranks == (2, 2):
        return nodes.binop(g, gast.MatMult, nodes.attribute(y, "T"))
    return None


def _matmul_y(call: gast.Call, typing: Typing) -> Expr | None:
    g, x, y = call.args
    ranks = _ranks(x, y, typing)
    if ranks == (1, 1):
        return nodes.binop(g, gast.Mult, x)
    if ranks == (2, 1):
        return nodes.binop(nodes.attribute(x, "T"), gast.MatMult, g)
    if ranks == (1, 2):
        return nodes.call("np.outer", x, g)
    if ranks == (2, 2):
        return nodes.binop(nodes.attribute(x, "T"), gast.MatMult, g)
    return None


def _inner_x(call: gast.Call, typing: Typing) -> Expr | None:
    g, x, y = call.args
    if _ranks(x, y, typing) == (2, 2):
        return nodes.binop(g, gast.MatMult, y)
    if _ranks(x, y, typing) == (1, 2):
        return nodes.binop(nodes.attribute(y, "T"), gast.MatMult, g)
    return _matmul_x(call, typing)


def _inner_y(call: gast.Call, typing: Typing) -> Expr | None:
    g, x, y = call.args
    if _ranks(x, y, typing) == (2, 2):
        return nodes.binop(nodes.attribute(g, "T"), gast.MatMult, x)
    if _ranks(x, y, typing) == (1, 2):
        return nodes.call("np.outer", g, x)
    return _matmul_y(call, typing)


def _ranks(x: Expr, y: Expr, typing: Typing) -> tuple[int, int] | None:
    dims = [shape_of(typing.expr(v)) for v in (x, y)]
    if dims[0] is None or dims[1] is None:
        return None
    return len(dims[0]), len(dims[1])


def _unview(call: gast.Call, typing: Typing) -> Expr | None:
    g, _, x = call.args
    found, kind = typing.expr(g), typing.expr(x)
    return g if isinstance(found, Array) and isinstance(kind, Array) and found.dtype == kind.dtype else None  # type: ignore[no-any-return]


LOWERINGS: dict[str, Callable[[gast.Call, Typing], Expr | None]] = {
    "np.shape": _shape,
    "np.size": _size,
    "np.negative": _negative,
    "rt.unreduce": _unreduce,
    "rt.count": _count,
    "rt.unarray": _unarray,
    "rt.unpad": _unpad,
    "rt.unview": _unview,
    "rt.matmul_x": _matmul_x,
    "rt.matmul_y": _matmul_y,
    "rt.dot_x": _matmul_x,
    "rt.dot_y": _matmul_y,
    "rt.inner_x": _inner_x,
    "rt.inner_y": _inner_y,
    "rt.transposed": _transposed,
    "rt.adjointed": _adjointed,
    "rt.conjugated": _conjugated,
    "rt.scaled_columns": _scaled_columns,
    "rt.scaled_matrices": _scaled_matrices,
    "rt.solve_transposed": _solve_transposed,
    "rt.outer_last": _outer_last,
    "rt.triangle": _triangle,
    "rt.exchanged": lower_exchanged,
    "rt.contract": lambda call, typing: lower_contract(call, typing, shape_sizes),
}
