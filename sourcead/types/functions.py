"""Types of what functions give that tell more of it than a call on stand-ins could: lengths, structures, values."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.runtime.contractions import labels, spelled
from sourcead.types import cotangents, probe, shapes
from sourcead.types.signature import type_of
from sourcead.types.values import (
    Array,
    DictOf,
    Dim,
    Dims,
    Fixed,
    Foreign,
    ListOf,
    Number,
    Record,
    SetOf,
    Static,
    Type,
    Unknown,
    broadcast,
    generic,
    is_foreign,
    is_view,
    join,
    shape_of,
)

PYTHON = {"f": "float64", "c": "complex128", "i": "int64", "u": "int64", "b": "bool"}  # the dtype of Python's numbers, by kind


def _len(args: list[Type]) -> Type | None:
    base = args[0] if args else Unknown()
    if isinstance(base, Array) and base.dims:
        return shapes.length(base.dims[0])
    if isinstance(base, Fixed):
        return Number("int64", value=len(base.elements))
    if isinstance(base, Record) and base.exact:
        return Number("int64", value=len(base.keys))
    return Number("int64")


def reshaped(base: Array, args: list[Type]) -> Type:
    """Type of `base.reshape(*args)`."""
    sizes = list(args[0].elements) if len(args) == 1 and isinstance(args[0], Fixed) else args
    if not all(isinstance(s, Number) for s in sizes):
        return Array(base.dtype, None)
    if (
        len(sizes) == 1
        and isinstance(sizes[0], Number)
        and sizes[0].value == -1
        and base.dims is not None
        and len(base.dims) == 1
    ):
        return base
    return Array(base.dtype, tuple(_dim_of(s) for s in sizes if isinstance(s, Number)))


def _dim_of(size: Number) -> Dim:
    """The dimension that a number given as a length makes."""
    if isinstance(size.value, int):
        return shapes.UNKNOWN_DIM if size.value < 0 else Dim(f"={size.value}" if size.value != 1 else "1", size.value == 1)
    return Dim(size.size, size.unit)


def _reshape(args: list[Type]) -> Type | None:
    if len(args) != 2:
        return None
    if isinstance(args[0], ListOf) and isinstance(args[0].element, Number) and args[0].element.dtype == "float64":
        return reshaped(Array("float64", (shapes.UNKNOWN_DIM,)), args[1:])
    return reshaped(args[0], args[1:]) if isinstance(args[0], Array) else None


def _broadcast_to(args: list[Type]) -> Type | None:
    if len(args) != 2 or not isinstance(args[0], (Array, Number)):
        return None
    sizes = args[1].elements if isinstance(args[1], Fixed) else (args[1],)
    if not all(isinstance(s, Number) for s in sizes):
        return None
    return Array(args[0].dtype, tuple(_dim_of(s) for s in sizes if isinstance(s, Number)))


def filled(args: list[Type]) -> Type | None:
    """A new array of a shape that is given: a length, or a tuple of lengths."""
    sizes = args[0].elements if args and isinstance(args[0], Fixed) else args
    if len(args) != 1 or not all(isinstance(s, Number) and np.dtype(s.dtype).kind in "iu" for s in sizes):
        return None
    return Array("float64", tuple(_dim_of(s) for s in sizes if isinstance(s, Number)))


def _listed(base: Array, args: list[Type]) -> Type:
    """Type of `x.tolist()`: lists in lists of Python's numbers."""
    kind = np.dtype(base.dtype).kind
    if base.dims is None or kind not in PYTHON:
        return Unknown()
    found: Type = Number(PYTHON[kind])
    for _ in base.dims:
        found = ListOf(found)
    return found


def dtype_given(value: Type) -> np.dtype[Any] | None:
    """The dtype that an argument denotes; None where it is not known, and where it is none."""
    known: Any = value.value if isinstance(value, Static) else None
    try:
        return None if known is None else np.dtype(known)
    except TypeError:
        return None


def class_given(value: Type) -> type[np.ndarray] | None:
    """The class of arrays that an argument is; None where it is none."""
    known = value.value if isinstance(value, Static) else None
    return known if isinstance(known, type) and issubclass(known, np.ndarray) else None


def _viewed(base: Array, args: list[Type]) -> Type:
    """Type of `x.view(*args)`: the last dimension is shorter or longer as the numbers are longer or shorter."""
    kind = class_given(args[0]) if args else np.ndarray
    if kind is not None:
        return Foreign() if is_foreign(kind) else base
    dtype = dtype_given(args[0])
    if dtype is None or dtype.kind not in "biufc":
        return Unknown()
    if dtype.itemsize == np.dtype(base.dtype).itemsize:
        return replace(base, dtype=dtype.name)
    return Array(dtype.name, base.dims and (*base.dims[:-1], shapes.UNKNOWN_DIM))


def _same(args: list[Type]) -> Type | None:
    return args[0] if len(args) == 1 else None


def _found_array(args: list[Type]) -> Type | None:
    """What a solver gives, of so many dimensions."""
    rank = args[1].value if len(args) == 2 and isinstance(args[1], Number) else None
    return Array("float64", (shapes.UNKNOWN_DIM,) * rank) if type(rank) is int else None


def _solution_like(args: list[Type]) -> Type | None:
    """What a solver gives: it begins with a vector or a number in double precision."""
    start = args[1]
    if isinstance(start, (ListOf, Fixed)):
        nested = isinstance(shapes.element(start), (Array, ListOf, Fixed))
        return Unknown() if nested else Array("float64", (shapes.UNKNOWN_DIM,))
    if isinstance(start, Number):
        return Array("float64", (Dim("1", True),))
    known = isinstance(start, Array) and start.dtype in ("float64", "int64") and start.dims is not None and len(start.dims) == 1
    return Array("float64", start.dims) if known and isinstance(start, Array) else Unknown()


def _like(args: list[Type]) -> Type | None:
    return args[0] if len(args) == 1 and isinstance(args[0], Array) else None


def _int(args: list[Type]) -> Type | None:
    if not args or not isinstance(args[0], Number) or args[0].dtype != "int64":
        return Number("int64")
    return replace(args[0], weak=True, mixed=False)


def _float(args: list[Type]) -> Type | None:
    return Number("float64") if len(args) == 1 else None


def _range(args: list[Type]) -> Type | None:
    return Static(range(0))


def _shape(args: list[Type]) -> Type | None:
    return shapes.attribute(args[0], "shape") if args else Unknown()


def _ndim(args: list[Type]) -> Type | None:
    return shapes.attribute(args[0], "ndim") if len(args) == 1 and shape_of(args[0]) is not None else Number("int64")


def _rest_of(args: list[Type]) -> Type | None:
    taken = [a.value for a in args[1:] if isinstance(a, (Static, Number))]
    if not isinstance(args[0], Record) or len(taken) != len(args) - 1:
        return Unknown()
    left = [(k, v) for k, v in zip(args[0].keys, args[0].values) if k not in taken]
    return Record(tuple(k for k, _ in left), tuple(v for _, v in left))


def _merged(args: list[Type]) -> Type | None:
    found: dict[object, Type] = {}
    if any(isinstance(arg, DictOf) for arg in args):
        joined: Type = DictOf(None, None)
        for arg in args:
            joined = join(joined, arg)
        return joined
    for arg in args:
        if not isinstance(arg, Record):
            return Unknown()
        found.update(zip(arg.keys, arg.values))
    return Record(tuple(found), tuple(found.values()), all(arg.exact for arg in args if isinstance(arg, Record)))


def _extreme(args: list[Type]) -> Type | None:
    """`max` and `min` give one of the values, as it is."""
    if len(args) == 1:
        return shapes.element(args[0])
    found: Type | None = None
    for arg in args:
        found = join(found, generic(arg)) if isinstance(arg, Number) else None
        if found is None:
            return None
    return found


def _size(args: list[Type]) -> Type | None:
    return shapes.attribute(args[0], "size") if len(args) == 1 else Number("int64")


def _list(args: list[Type]) -> Type | None:
    if not args:
        return ListOf(None)
    if isinstance(args[0], Fixed):
        return Fixed("list", args[0].elements)
    return args[0] if isinstance(args[0], ListOf) and not is_view(args[0]) else ListOf(shapes.element(args[0]))


def _taken(args: list[Type]) -> Type | None:
    """The type of a new list of the elements under some indices or keys of the first argument."""
    return ListOf(args[0].element) if args and isinstance(args[0], DictOf) else _first_list(args)


def _first_list(args: list[Type]) -> Type | None:
    """The type of a new list of some of the elements of the first argument."""
    if args and isinstance(args[0], Static) and isinstance(args[0].value, range):
        return ListOf(Number("int64"))
    if not args or not isinstance(args[0], (Fixed, ListOf, SetOf, DictOf, Array)):
        return None
    return ListOf(None if isinstance(args[0], ListOf) and args[0].element is None else generic(shapes.element(args[0])))


def _dict(args: list[Type]) -> Type | None:
    """`dict()`, or a copy of a dict."""
    if not args:
        return Record((), ())
    return args[0] if isinstance(args[0], DictOf) else Unknown()


def _global_value(args: list[Type]) -> Type | None:
    """A number of a module is of the kind that it has now: a program depends on that."""
    if len(args) != 2 or not isinstance(args[0], Static) or not isinstance(args[1], Static):
        return Unknown()
    found = type_of(getattr(args[0].value, str(args[1].value), None), "")
    return replace(found, size=None, unit=None, value=None) if isinstance(found, Number) else Unknown()


def _set(args: list[Type]) -> Type | None:
    """A set of the elements of the first argument."""
    made = _first_list(args[:1]) if args else ListOf(None)
    return SetOf(made.element) if isinstance(made, ListOf) else None


def _spliced(args: list[Type]) -> Type | None:
    parts = [_first_list(args[:1]), _first_list(args[2:])]
    return join(parts[0], parts[1]) if None not in parts else Unknown()


def _tuple(args: list[Type]) -> Type | None:
    if not args:
        return Fixed("tuple", ())
    if isinstance(args[0], Fixed):
        return Fixed("tuple", args[0].elements)
    return Unknown()


def _cross(args: list[Type]) -> Type | None:
    return shapes.cross(*args) if len(args) == 2 else None


def _sequence(args: list[Type]) -> Type | None:
    is_range = isinstance(args[0], Static) and isinstance(args[0].value, range)
    return args[0] if is_range or (isinstance(args[0], (Array, Fixed, ListOf)) and not is_view(args[0])) else None


def _where(args: list[Type]) -> Type | None:
    args = [as_array(a) if isinstance(a, Fixed) else a for a in args]
    if len(args) != 3 or not all(isinstance(a, (Array, Number)) for a in args):
        return Unknown()
    dims: Dims | None = ()
    for arg in args:
        dims = broadcast(dims, shape_of(arg))
    dtype = np.where(True, *[_one(a) for a in args[1:]]).dtype.name
    return Array(dtype, dims)


def _slice(args: list[Type]) -> Type | None:
    """A slice whose bounds are all known."""
    bounds = [a.value for a in args if isinstance(a, (Number, Static)) and (a.value is not None or a == Static(None))]
    return Static(slice(*bounds)) if len(bounds) == len(args) else None


def as_array(value: Fixed) -> Type:
    """The type of the array that a sequence of a known length is taken for."""
    try:
        return probe.probe(np.array, [value], {}).type
    except probe.UnprobedError:
        return value


def _untake(args: list[Type]) -> Type | None:
    g, shape = args[:2]
    if not isinstance(g, (Array, Number)) or not isinstance(shape, Fixed):
        return None
    return reshaped(Array(g.dtype, None), [shape])


def _one(value: Type) -> Any:
    assert isinstance(value, (Array, Number))
    number = np.dtype(value.dtype).type(1)
    return number.item() if isinstance(value, Number) and value.weak else np.ones(1, value.dtype)


def _first(args: list[Type]) -> Type | None:
    return args[0] if args and isinstance(args[0], Array) else None


def _rounds(args: list[Type]) -> Type | None:
    part = Array("int64", (shapes.UNKNOWN_DIM,))
    flat = isinstance(args[0], Array) and args[0].dims is not None and len(args[0].dims) == 1
    return ListOf(Fixed("tuple", (part if flat else Unknown(), part)))


def _spread_at(args: list[Type]) -> Type | None:
    return Array(args[2].dtype, (shapes.UNKNOWN_DIM,)) if isinstance(args[2], (Array, Number)) else None


def _of_math() -> dict[Any, Callable[[list[Type]], Type | None]]:
    """Functions of `math`: what they give does not depend on what they are given; whole numbers are given for numbers alone."""
    integer = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "trunc"}
    several = {"frexp", "modf", "prod", "sumprod"}
    found: dict[Any, Callable[[list[Type]], Type | None]] = {}
    for name, function in vars(math).items():
        if callable(function) and name not in several:
            dtype = "int64" if name in integer else "bool" if name.startswith("is") and name != "isqrt" else "float64"
            found[function] = partial(_number_of, dtype)
    return found


def _number_of(dtype: str, args: list[Type]) -> Type | None:
    return Number(dtype) if dtype == "float64" or all(isinstance(a, (Array, Number)) for a in args) else None


def _arange(args: list[Type]) -> Type | None:
    """Steps between numbers that the program computes."""
    ints = all(isinstance(a, Number) and a.weak and a.dtype == "int64" for a in args)
    if not ints or all(isinstance(a, Number) and a.value is not None for a in args):
        return None
    if len(args) == 1 and (args[0].size is not None or args[0].unit is not None):  # type: ignore[union-attr]
        return None
    return Array(np.arange(1).dtype.name, (shapes.UNKNOWN_DIM,))


def split(args: list[Type], keywords: dict[str, Type]) -> Type | None:
    """The parts of an array that is split into some number of them."""
    if len(args) < 2 or not isinstance(args[0], Array) or not isinstance(args[1], Number) or not isinstance(args[1].value, int):
        return None
    part = Array(args[0].dtype, None if args[0].dims is None else (shapes.UNKNOWN_DIM,) * len(args[0].dims))
    return Fixed("list", (part,) * args[1].value)


def _unstack(args: list[Type]) -> Type | None:
    """A list of the parts of an array along an axis."""
    whole, axis = args
    if not isinstance(whole, Array) or not whole.dims or not isinstance(axis, Number) or not isinstance(axis.value, int):
        return None
    place = axis.value % len(whole.dims)
    dims = whole.dims[:place] + whole.dims[place + 1 :]
    return ListOf(Array(whole.dtype, dims) if dims else Number(whole.dtype, weak=False))


def _einsum(args: list[Type]) -> Type | None:
    """An Einstein sum has, for each label of its result, the length that the operands have for it together."""
    text, *operands = args
    if not isinstance(text, Static) or not isinstance(text.value, str) or not operands:
        return None
    dims = [shape_of(v) if isinstance(v, (Array, Number)) else None for v in operands]
    inputs, output = labels(text.value)
    if None in dims or len(inputs) != len(dims):
        return None
    width = max((len(d or ()) - len(p.replace("...", "")) for p, d in zip(inputs, dims)), default=0)
    rank = len(output.replace("...", "")) + (width if "..." in output else 0)
    inputs, output = spelled(inputs, output, [len(d or ()) for d in dims], rank)
    if any(len(p) != len(d or ()) for p, d in zip(inputs, dims)) or not set(output) <= set("".join(inputs)):
        return None  # NumPy will say so
    lengths: dict[str, Dims | None] = {}
    for part, known in zip(inputs, dims):
        for label, dim in zip(part, known or ()):
            lengths[label] = broadcast(lengths.get(label, ()), (dim,))
    dtype = np.result_type(*(np.dtype(v.dtype) for v in operands if isinstance(v, (Array, Number)))).name
    return Array(dtype, tuple((lengths[c] or ())[0] for c in output)) if output else Number(dtype, weak=False)


def _gradient(args: list[Type]) -> Type | None:
    """Differences along each axis, where no axis is named."""
    if not isinstance(args[0], Array) or not args[0].dims:
        return None
    found = Array(args[0].dtype if np.dtype(args[0].dtype).kind in "fc" else "float64", args[0].dims)
    return found if len(args[0].dims) == 1 else Fixed("tuple", (found,) * len(args[0].dims))


FUNCTIONS: dict[Any, Callable[[list[Type]], Type | None]] = {
    **_of_math(),
    len: _len,
    max: _extreme,
    min: _extreme,
    int: _int,
    float: _float,
    range: _range,
    **dict.fromkeys((bool, isinstance, issubclass, callable, hasattr, any, all), lambda args: Number("bool")),
    reversed: _same,
    slice: _slice,
    np.shape: _shape,
    np.size: _size,
    np.ndim: _ndim,
    list: _list,
    tuple: _tuple,
    set: _set,
    frozenset: _set,
    dict: _dict,
    np.where: _where,
    np.arange: _arange,
    np.einsum: _einsum,
    np.gradient: _gradient,
    np.reshape: _reshape,
    np.broadcast_to: _broadcast_to,
    np.copy: _like,
    np.cross: _cross,
    np.zeros: filled,
    np.ones: filled,
    np.empty: filled,
    runtime.unstack: _unstack,
    runtime.after_place: _first,
    runtime.added_at: _first,
    runtime.subtracted_at: _first,
    runtime.with_diagonal: _first,
    runtime.untake: _untake,
    runtime.after_put: _first,
    runtime.after_put_along_axis: _first,
    runtime.after_putmask: _first,
    runtime.masked: lambda args: _first(args[2:]),
    runtime.rest_of: _rest_of,
    runtime.rounds: _rounds,
    runtime.spread_at: _spread_at,
    runtime.merged: _merged,
    runtime.copy: _same,
    runtime.kept: _same,
    runtime.stop_gradient: _same,
    runtime.adjoint_hook: lambda args: _same(args[:1]),
    runtime.inserted: lambda args: _same(args[:1]),
    runtime.own: _same,
    runtime.apart: lambda args: _same(args[:1]),
    runtime.paired: lambda args: Number("float64"),
    runtime.sequence: _sequence,
    runtime.global_value: _global_value,
    runtime.check_length: lambda args: Number("int64"),
    runtime.check_arithmetic: lambda args: Static(None),
    runtime.first_of: lambda args: Number("int64"),
    runtime.order: lambda args: ListOf(Number("int64")),
    runtime.called: lambda args: Unknown(),
    runtime.found_array: _found_array,
    runtime.solution_like: _solution_like,
    runtime.pad_pairs: lambda args: Array("int64", (shapes.UNKNOWN_DIM, shapes.UNKNOWN_DIM)),
    runtime.chosen: lambda args: Array("int64", (shapes.UNKNOWN_DIM, shapes.UNKNOWN_DIM)),
    runtime.spliced: _spliced,
    runtime.taken: _taken,
    runtime.without: _first_list,
    sorted: _first_list,
    np.zeros_like: cotangents.filled_like,
    np.full_like: lambda args: cotangents.filled_like(args[:1]) if len(args) == 2 else None,
    np.ones_like: cotangents.filled_like,
    np.empty_like: cotangents.filled_like,
    **cotangents.FUNCTIONS,
}

METHODS: dict[str, Callable[[Array, list[Type]], Type]] = {"reshape": reshaped, "tolist": _listed, "view": _viewed}
KEYWORDED: dict[Any, Callable[[list[Type], dict[str, Type]], Type | None]] = dict.fromkeys(
    (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit), split
)
