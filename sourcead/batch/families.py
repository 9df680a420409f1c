"""How the operations of a family take a directions' axis, the last one, in their first argument or in any.

A family is a function of the stage and a call that depends on the direction; it gives the expression with the axis, or raises
`NotBatchedError`. Methods of arrays come as calls of the function of that name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.batch.core import CONTAINERS, Batching, NotBatchedError, with_axis
from sourcead.nodes import Expr
from sourcead.types.values import Array, Fixed, ListOf, Number, Static, Type, Unknown, is_float

Family = Callable[[Batching, gast.Call], Expr]
ALL = object()  # the axis None


class UnfitError(NotBatchedError):
    """A family does not know a call; it may be made for one direction after another."""


def arguments(call: gast.Call, *names: str) -> dict[str, Expr]:
    """A call's arguments by the names of the parameters; raises for others."""
    if len(call.args) > len(names) or any(isinstance(a, gast.Starred) for a in call.args):
        raise UnfitError
    found = dict(zip(names, call.args))
    for keyword in call.keywords:
        if keyword.arg not in names or keyword.arg in found:
            raise UnfitError
        found[keyword.arg] = keyword.value
    return found


def again(call: gast.Call, *args: Expr, **keywords: Expr) -> Expr:
    """The same function of other arguments."""
    return nodes.call(nodes.copy(call.func), *args, **keywords)


def first_alone(b: Batching, given: dict[str, Expr], name: str = "x") -> Expr:
    """The first argument, which alone depends on the direction, with the axis."""
    if not b.carries(given[name]) or any(b.carries(v) for n, v in given.items() if n != name):
        raise UnfitError
    return b.expr(given[name])


def int_axis(node: Expr | None, rank: int, default: Any = ALL) -> Any:
    """An axis that is a literal, counted from the front: an int, a tuple, or `ALL` for None."""
    value = default if node is None else _literal(node)
    if value is ALL or value is None:
        return ALL
    values = value if isinstance(value, tuple) else (value,)
    if not all(type(v) is int and -rank <= v < rank for v in values):
        raise UnfitError
    counted = tuple(v % rank for v in values)
    return counted if isinstance(value, tuple) else counted[0]


def _literal(node: Expr) -> Any:
    if isinstance(node, (gast.Tuple, gast.List)):
        return tuple(nodes.literal(e, ...) for e in node.elts)
    return nodes.literal(node, ...)


def constant(value: Any) -> Expr:
    """An axis as an expression."""
    return nodes.tuple_(map(nodes.constant, value)) if isinstance(value, tuple) else nodes.constant(value)


# elementwise


def elementwise(b: Batching, call: gast.Call) -> Expr:
    """Operands are broadcast."""
    if call.keywords:
        raise UnfitError
    result = b.type(call)
    return again(call, *(b.wide(a, result) for a in call.args))


def converted(b: Batching, call: gast.Call) -> Expr:
    """A number of another type: `float(x)`, `np.float32(x)`."""
    x = first_alone(b, arguments(call, "x"))
    have, want = b.type(call.args[0]), b.type(call)
    if not isinstance(have, (Number, Array)) or not is_float(want) or not is_float(have):
        raise NotBatchedError
    assert isinstance(want, (Number, Array))
    if b.rank(call.args[0]):
        return nodes.call(nodes.attribute(x, "reshape"), nodes.name(b.count))
    same = have.dtype == want.dtype
    return x if same else nodes.call(nodes.attribute(x, "astype"), nodes.attribute(nodes.name("np"), want.dtype))


def same(b: Batching, call: gast.Call) -> Expr:
    """The first argument alone depends on the direction, and the axes are not touched."""
    x, *rest = call.args
    if any(b.carries(v) for v in [*rest, *(k.value for k in call.keywords)]):
        raise UnfitError
    return again(call, b.expr(x), *map(b.expr, rest), **{k.arg: b.expr(k.value) for k in call.keywords})


def array(b: Batching, call: gast.Call) -> Expr:
    """`np.array` of an array, a number, or lists of numbers or arrays."""
    given = arguments(call, "x", "dtype", "copy", "order")
    kind = b.type(given["x"])
    if isinstance(kind, Array) or (isinstance(kind, Unknown) and b.carries(given["x"])):
        return same(b, call)
    if isinstance(kind, Number) or not isinstance(kind, (Fixed, ListOf)):
        raise UnfitError
    return again(call, b.full(given["x"]), **{n: b.expr(v) for n, v in given.items() if n != "x"})


def moved(b: Batching, call: gast.Call) -> Expr:
    """`rt.moved(x, out)`: a tangent in its value's shape and dtype, as an array of its own."""
    given = arguments(call, "x", "out")
    x, have, kind = first_alone(b, given), b.type(given["x"]), b.type(given["out"])
    if (
        not isinstance(have, (Array, Number))
        or not isinstance(kind, (Array, Number))
        or b.rank(given["x"]) != b.rank(given["out"])
    ):
        raise NotBatchedError
    return nodes.call("np.array", x, *([] if have.dtype == kind.dtype else [nodes.attribute(nodes.name("np"), kind.dtype)]))


def listed(b: Batching, call: gast.Call) -> Expr:
    """`list(xs)`, `tuple(xs)` of a structure; the sum of two."""
    if call.keywords or not all(isinstance(b.type(a), CONTAINERS) for a in call.args):
        raise NotBatchedError
    return again(call, *map(b.full, call.args))


def added(b: Batching, call: gast.Call) -> Expr:
    """`rt.add(x, y)`: leaf by leaf."""
    return again(call, *map(b.full, call.args))


def at_least(rank: int) -> Family:
    """`np.atleast_1d` and its like."""

    def family(b: Batching, call: gast.Call) -> Expr:
        x = first_alone(b, arguments(call, "x"))
        missing = rank - b.rank(call.args[0])
        if missing <= 0:
            return x
        return nodes.subscript(x, nodes.tuple_([nodes.constant(None)] * missing))

    return family


# reductions and running sums


def reduction(b: Batching, call: gast.Call) -> Expr:
    """`np.sum(x, axis, keepdims=...)`."""
    given = _placed(call, ("x", "axis"), ("keepdims", "ddof"))
    x, rank = first_alone(b, given), b.rank(given["x"])
    axis = int_axis(given.get("axis"), rank)
    if axis is ALL and not rank:  # the cotangent of a number that was spread over an array, before it is summed
        raise NotBatchedError
    if axis is ALL:
        axis = tuple(range(rank)) if rank != 1 else 0
    keywords = {n: b.expr(given[n]) for n in ("ddof", "keepdims") if n in given}
    return nodes.call(nodes.copy(call.func), x, axis=constant(axis), **keywords)


def _placed(call: gast.Call, positional: tuple[str, ...], keywords: tuple[str, ...]) -> dict[str, Expr]:
    given = arguments(call, *positional, *keywords)
    if len(call.args) > len(positional):
        raise UnfitError
    return given


def running(b: Batching, call: gast.Call) -> Expr:
    """`np.cumsum(x, axis)`: over all elements where there is no axis."""
    given = arguments(call, "x", "axis")
    x, rank = first_alone(b, given), b.rank(given["x"])
    axis = int_axis(given.get("axis"), rank) if rank else ALL
    if axis is ALL:
        x, axis = (x if rank == 1 else _flat(x, b)), 0
    return nodes.call(nodes.copy(call.func), x, axis=constant(axis))


def _flat(x: Expr, b: Batching) -> Expr:
    return nodes.call(nodes.attribute(x, "reshape"), nodes.constant(-1), nodes.name(b.count))


def listed_sum(b: Batching, call: gast.Call) -> Expr:
    """Python's `sum` of a list of numbers or arrays."""
    if len(call.args) != 1 or call.keywords or not isinstance(b.type(call.args[0]), (ListOf, Fixed)):
        raise NotBatchedError
    kind = b.type(call)
    if not isinstance(kind, Number):
        return again(call, b.full(call.args[0]))
    return again(call, b.full(call.args[0]), nodes.call("np.zeros", nodes.name(b.count)))


# axes


def along_axis(*names: str, default: Any = ALL, every: bool = False, counted: str = "axis") -> Family:
    """A function with an axis; `every`: None stands for all axes, else for the elements in one dimension."""

    def family(b: Batching, call: gast.Call) -> Expr:
        given = arguments(call, "x", *names)
        x, rank = first_alone(b, given), b.rank(given["x"])
        if not rank:
            raise UnfitError
        axis = int_axis(given.get(counted), rank, default)
        if axis is ALL:
            if not every and rank != 1:
                raise UnfitError
            axis = tuple(range(rank)) if every and rank > 1 else 0
        others = {n: b.expr(v) for n, v in given.items() if n not in ("x", counted)}
        return nodes.call(nodes.copy(call.func), x, **others, **{counted: constant(axis)})

    return family


def turned(b: Batching, call: gast.Call) -> Expr:
    """`np.transpose(x, axes)`, `x.transpose(*axes)`, `rt.untranspose(x, axes)`."""
    x, *axes = call.args
    if call.keywords:
        (axes,) = [[k.value] for k in call.keywords if k.arg == "axes"] or [[]]
        if len(call.keywords) > 1:
            raise UnfitError
    rank = b.rank(x)
    wanted = int_axis(nodes.tuple_(axes) if len(axes) > 1 else axes[0] if axes else None, rank)
    order = tuple(reversed(range(rank))) if wanted is ALL or wanted == () else wanted
    if not isinstance(order, tuple):
        order = (order,)
    if (nodes.dotted(call.func) or [""])[-1] == "untranspose":
        order = tuple(int(k) for k in np.argsort(order))
    return transposed(b.expr(x), order)


def transposed(x: Expr, order: tuple[int, ...]) -> Expr:
    """An array whose axes but the last one stand in another order."""
    if order == tuple(range(len(order))):
        return x
    if order == (1, 0):
        return nodes.call("np.swapaxes", x, nodes.constant(0), nodes.constant(1))
    return nodes.call("np.transpose", x, constant((*order, len(order))))


def last_two(b: Batching, call: gast.Call) -> Expr:
    """`rt.transposed(x)`."""
    rank = b.rank(call.args[0])
    return nodes.call("np.swapaxes", b.expr(call.args[0]), nodes.constant(rank - 2), nodes.constant(rank - 1))


def moved_axes(b: Batching, call: gast.Call) -> Expr:
    """`np.swapaxes(x, a, b)`, `np.moveaxis(x, source, destination)`."""
    x, *axes = call.args
    if call.keywords or len(axes) != 2 or any(map(b.carries, axes)):
        raise UnfitError
    rank = b.rank(x)
    return again(call, b.expr(x), *(constant(int_axis(a, rank)) for a in axes))


def expanded(b: Batching, call: gast.Call) -> Expr:
    """`np.expand_dims(x, axis)`."""
    given = arguments(call, "x", "axis")
    x, axis = first_alone(b, given), _literal(given["axis"])
    more = len(axis) if isinstance(axis, tuple) else 1
    return again(call, x, constant(int_axis(given["axis"], b.rank(given["x"]) + more)))


def squeezed(b: Batching, call: gast.Call) -> Expr:
    """`np.squeeze(x, axis)`: there are several directions, so their axis stays."""
    given = arguments(call, "x", "axis")
    x = first_alone(b, given)
    axis = int_axis(given.get("axis"), b.rank(given["x"]))
    return again(call, x) if axis is ALL else again(call, x, constant(axis))


# shapes


def reshaped(b: Batching, call: gast.Call) -> Expr:
    """`np.reshape(x, shape)`, `x.reshape(*shape)`, `rt.unreshape(x, shape)`."""
    x, *shape = call.args
    if call.keywords or not shape or any(map(b.carries, shape)):
        raise UnfitError
    return nodes.call("np.reshape", b.expr(x), b.extended(shape[0] if len(shape) == 1 else nodes.tuple_(shape)))


def flattened(b: Batching, call: gast.Call) -> Expr:
    """`np.ravel(x)`, `x.flatten()`."""
    x, rank = first_alone(b, arguments(call, "x")), b.rank(call.args[0])
    found = x if rank == 1 else _flat(x, b)
    copies = (nodes.dotted(call.func) or [getattr(call.func, "attr", "")])[-1] == "flatten"
    return nodes.call(nodes.attribute(found, "copy")) if copies else found


def spread(b: Batching, call: gast.Call) -> Expr:
    """`np.broadcast_to(x, shape)`."""
    given = arguments(call, "x", "shape")
    return nodes.call("np.broadcast_to", first_alone(b, given), b.extended(given["shape"]))


def filled(b: Batching, call: gast.Call) -> Expr:
    """`np.full(shape, x)`, `np.full_like(x, number)`: a copy of what is broadcast."""
    shape, x = call.args
    if call.keywords or not b.carries(x):
        raise UnfitError
    is_like = (nodes.dotted(call.func) or [""])[-1] == "full_like"
    wanted = nodes.attribute(shape, "shape") if is_like else shape
    if is_like and b.type(shape) != b.type(call):
        raise UnfitError
    return nodes.call(nodes.attribute(nodes.call("np.broadcast_to", b.expr(x), b.extended(wanted)), "copy"))


def unreduced(b: Batching, call: gast.Call) -> Expr:
    """`rt.unreduce(g, shape, axis, keepdims)`."""
    given = arguments(call, "x", "shape", "axis", "keepdims")
    g, kept = first_alone(b, given), nodes.literal(given["keepdims"], ...)
    if kept is ...:
        raise UnfitError
    rank = b.rank(call)
    axis = int_axis(given["axis"], rank) if rank else ALL
    return again(call, g, b.extended(given["shape"]), constant(None if axis is ALL else axis), nodes.constant(kept))


def like_operand(b: Batching, call: gast.Call) -> Expr:
    """`rt.unbroadcast(g, x)`: of the second argument the shape counts, in a structure those of its leaves."""
    g, x = call.args
    if not b.carries(g) or isinstance(b.type(g), CONTAINERS):
        raise UnfitError
    return again(call, b.expr(g), b.expr(x) if b.carries(x) else nodes.call("rt.widened", b.expr(x), nodes.name(b.count)))


def shaped_back(*names: str, default: Any = ALL) -> Family:
    """`rt.untake(g, shape, ..., axis)`: the shape of the result is given, and an axis of it."""

    def family(b: Batching, call: gast.Call) -> Expr:
        given = arguments(call, "x", *names)
        g, rank = first_alone(b, given), b.rank(call)
        axis = int_axis(given.get("axis"), rank, default) if rank else ALL
        if axis is ALL:
            if rank != 1:
                raise UnfitError
            axis = 0
        new = {"shape": lambda v: b.extended(v), "axis": lambda v: constant(axis)}
        return again(call, g, *(new.get(n, b.expr)(given[n]) for n in names))

    return family


def stored(b: Batching, call: gast.Call) -> Expr:
    """`rt.take_stored(g, index)`."""
    g, index = call.args
    if not isinstance(b.type(g), Array):
        return same(b, call)
    return again(call, b.expr(g), b.index(index))


# joining


def joined(b: Batching, call: gast.Call) -> Expr:
    """`np.concatenate(xs, axis)`, `np.stack(xs, axis)` and their like."""
    name = (nodes.dotted(call.func) or [""])[-1]
    given = arguments(call, "x", "axis")
    ranks = _ranks(b.type(given["x"]))
    if len(ranks) != 1 or (name in ("vstack", "hstack") and "axis" in given):
        raise UnfitError
    (rank,) = ranks
    stacks = name == "stack" or (name == "vstack" and rank == 1) or (name == "hstack" and rank == 0)
    if name == "vstack" and rank == 0:
        raise UnfitError
    default = 1 if name == "hstack" and rank > 1 else 0
    axis = int_axis(given.get("axis"), rank + stacks, default)
    if axis is ALL:
        raise UnfitError
    return nodes.call("np.stack" if stacks else "np.concatenate", b.full(given["x"]), axis=constant(axis))


def _ranks(kind: Type) -> set[int]:
    """The ranks of the elements of a list or tuple."""
    elements = kind.elements if isinstance(kind, Fixed) else [kind.element] if isinstance(kind, ListOf) else []
    found = set()
    for element in elements:
        if not isinstance(element, (Array, Number)) or (isinstance(element, Array) and element.dims is None):
            raise UnfitError
        found.add(len(element.dims or ()) if isinstance(element, Array) else 0)
    return found


def unjoined(b: Batching, call: gast.Call) -> Expr:
    """`rt.unconcatenate(g, xs, axis)`: of `xs` the shapes count."""
    g, xs, axis = call.args
    ranks = _ranks(b.type(xs))
    found = int_axis(axis, b.rank(g), 0)
    if len(ranks) != 1 or 0 in ranks or found is ALL or not b.carries(g) or b.mentions(xs):
        raise UnfitError
    return again(call, b.expr(g), nodes.call("rt.widened", nodes.copy(xs), nodes.name(b.count)), constant(found))


def unstacked(b: Batching, call: gast.Call) -> Expr:
    """`rt.unstack(g, axis)`: a list of the parts, which were numbers where `g` has one dimension."""
    g, axis = call.args
    rank = b.rank(g)
    found = again(call, b.expr(g), constant(int_axis(axis, rank)))
    return nodes.call("rt.own", found) if rank == 1 else found


def unarrayed(b: Batching, call: gast.Call) -> Expr:
    """`rt.unarray(g, xs)`: the elements of an array in a structure."""
    g, xs = call.args
    if not b.carries(g) or b.mentions(xs) or isinstance(b.type(xs), (Array, Number)):
        raise UnfitError
    return nodes.call("rt.own", again(call, b.expr(g), nodes.copy(xs)))


def tiled(b: Batching, call: gast.Call) -> Expr:
    """`np.tile(x, reps)`."""
    given = arguments(call, "x", "reps")
    x, reps, rank = first_alone(b, given), given["reps"], b.rank(given["x"])
    parts = list(reps.elts) if isinstance(reps, gast.Tuple) else [reps] if isinstance(b.type(reps), Number) else []
    if len(parts) != rank:
        raise UnfitError
    return again(call, x, nodes.tuple_([*map(b.expr, parts), nodes.constant(1)]))


def taken_along(b: Batching, call: gast.Call) -> Expr:
    """`np.take_along_axis(x, indices, axis)`."""
    given = arguments(call, "x", "indices", "axis")
    x, rank = first_alone(b, given), b.rank(given["x"])
    axis = int_axis(given["axis"], rank)
    if axis is ALL or b.rank(given["indices"]) != rank:
        raise UnfitError
    return again(call, x, with_axis(b.expr(given["indices"]), rank), constant(axis))


def unmaximum(b: Batching, call: gast.Call) -> Expr:
    """`rt.unmax(g, x, out, axis, keepdims)`: ties share what comes back."""
    given = arguments(call, "g", "x", "out", "axis", "keepdims")
    rank = b.rank(given["x"])
    if not rank or any(b.carries(v) for n, v in given.items() if n != "g") or b.rank(given["g"]) != b.rank(given["out"]):
        raise UnfitError
    shape = nodes.call("np.shape", b.expr(given["x"]))
    axis, kept = int_axis(given["axis"], rank), nodes.literal(given["keepdims"], ...)
    if kept is ...:
        raise UnfitError
    plain = [b.expr(given[n]) for n in ("x", "out", "axis", "keepdims")]
    back = nodes.call(
        "rt.unreduce", b.expr(given["g"]), nodes.binop(shape, gast.Add, b.tail()),
        constant(None if axis is ALL else axis), nodes.constant(kept),
    )  # fmt: skip
    return nodes.binop(with_axis(nodes.call("rt.ties", *plain), rank), gast.Mult, back)


def maximum_dot(b: Batching, call: gast.Call) -> Expr:
    """`rt.max_dot(dx, x, out, axis, keepdims)`: ties have equal weights."""
    given = arguments(call, "dx", "x", "out", "axis", "keepdims")
    rank, dx = b.rank(given["x"]), first_alone(b, given, "dx")
    if not rank or b.rank(given["dx"]) != rank:
        raise UnfitError
    plain = [b.expr(given[n]) for n in ("x", "out", "axis", "keepdims")]
    weights = with_axis(nodes.call("rt.ties", *plain), rank)
    axis = int_axis(given["axis"], rank)
    over = tuple(range(rank)) if axis is ALL else axis
    return nodes.call("np.sum", nodes.binop(dx, gast.Mult, weights), axis=constant(over), keepdims=plain[-1])


def one_by_one(b: Batching, call: gast.Call, function: Expr) -> Expr:
    """Any function of arrays: called for one direction after another."""
    if any(b.carries(k.value) for k in call.keywords):
        raise NotBatchedError
    kind = b.type(call)
    if isinstance(kind, Static) or (isinstance(kind, (Array, Number)) and not is_float(kind)):
        raise NotBatchedError
    positions = tuple(k for k, a in enumerate(call.args) if b.carries(a))
    if any(not isinstance(b.type(call.args[k]), (Array, Number)) for k in positions):
        raise NotBatchedError  # an empty list does not tell how many directions there are
    args = [b.full(a) if k in positions else b.expr(a) for k, a in enumerate(call.args)]
    keywords = {k.arg: b.expr(k.value) for k in call.keywords}
    return nodes.call("rt.each", constant(positions), function, *args, **keywords)
