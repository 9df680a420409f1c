"""Types of what needs no call to be known: attributes, indexing, matrix products, elements of containers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import gast
import numpy as np

from sourcead import runtime
from sourcead.nodes import Expr
from sourcead.types.values import (
    Array,
    Dim,
    Dims,
    Fixed,
    ListOf,
    Number,
    Record,
    Static,
    Type,
    Unknown,
    broadcast,
    generic,
    join,
    shape_of,
)

UNIT = Dim("1", True)
UNKNOWN_DIM = Dim(None, None)


class Typer(Protocol):
    """What gives an expression its type."""

    def expr(self, node: Expr) -> Type:
        """Type of an expression."""


def attribute(base: Type, attr: str) -> Type:
    """Type of `base.attr`."""
    dims = shape_of(base)
    if isinstance(base, Static) and isinstance(base.value, np.dtype) and attr in ("kind", "char", "name", "type"):
        return Static(getattr(base.value, attr))
    if not isinstance(base, (Array, Number)):
        return Unknown()
    if attr == "ndim" and dims is not None:
        return Number("int64", value=len(dims))
    if attr == "shape" and dims is not None:
        return Fixed("tuple", tuple(map(_length, dims)))
    if attr == "size":
        return _length(dims[0]) if dims is not None and len(dims) == 1 else Number("int64")
    if attr == "T" and isinstance(base, Array):
        return Array(base.dtype, None if dims is None else dims[::-1])
    if attr == "dtype":
        return Static(np.dtype(base.dtype))
    if attr in ("real", "imag"):
        dtype = np.zeros(0, base.dtype).real.dtype.name
        return Array(dtype, dims) if isinstance(base, Array) else Number(dtype, base.weak)
    return Unknown()


def _length(dim: Dim) -> Number:
    if dim.unit is True:
        return Number("int64", unit=True, value=1)
    return Number("int64", size=dim.size, unit=dim.unit)


def element(base: Type) -> Type:
    """Type of the values that iterating over `base` gives."""
    if isinstance(base, Array) and base.dims:
        return _array_or_number(base.dtype, base.dims[1:])
    if isinstance(base, ListOf):
        return Unknown() if base.element is None else generic(base.element)
    if isinstance(base, Fixed) and base.elements:
        found: Type | None = None
        for item in base.elements:
            found = join(found, item)
        return found or Unknown()
    if isinstance(base, Static) and isinstance(base.value, range):
        return Number("int64")
    return Unknown()


def _array_or_number(dtype: str, dims: Dims) -> Type:
    return Array(dtype, dims) if dims else Number(dtype, weak=False)


def matmul(left: Type, right: Type) -> Type:
    """Type of `left @ right`."""
    a, b = shape_of(left), shape_of(right)
    if not isinstance(left, Array) or not isinstance(right, Array):
        return Unknown()
    dtype = np.result_type(left.dtype, right.dtype).name
    if a is None or b is None or not a or not b:
        return Array(dtype, None)
    if len(b) == 1:
        return _array_or_number(dtype, a[:-1])
    if len(a) == 1:
        return Array(dtype, b[:-2] + b[-1:])
    batch = broadcast(a[:-2], b[:-2])
    assert batch is not None
    return Array(dtype, (*batch, a[-2], b[-1]))


def subscript(base: Type, index: Expr, typer: Typer) -> Type:
    """Type of `base[index]`."""
    if isinstance(base, Array):
        return _indexed(base, index, typer)
    constant = _constant_index(index)
    if isinstance(base, Record) and constant in base.keys:
        return base.values[base.keys.index(constant)]
    if isinstance(base, Fixed):
        if isinstance(constant, int) and -len(base.elements) <= constant < len(base.elements):
            return base.elements[constant]
        if isinstance(index, gast.Slice):
            bounds = [None if b is None else _constant_index(b) for b in (index.lower, index.upper, index.step)]
            if all(b is None or isinstance(b, int) for b in bounds):
                return Fixed(base.kind, base.elements[slice(*bounds)])
            return ListOf(element(base)) if base.elements else base
        return element(base)
    if isinstance(base, ListOf):
        return base if isinstance(index, gast.Slice) else element(base)
    if isinstance(base, Static) and isinstance(base.value, range) and not isinstance(index, gast.Slice):
        return Number("int64")
    return Unknown()


def _constant_index(index: Expr) -> Any:
    if isinstance(index, gast.Constant):
        return index.value
    if isinstance(index, gast.UnaryOp) and isinstance(index.op, gast.USub) and isinstance(index.operand, gast.Constant):
        return -index.operand.value
    return _NO_CONSTANT


_NO_CONSTANT = object()


def _indexed(base: Array, index: Expr, typer: Typer) -> Type:
    parts = list(index.elts) if isinstance(index, gast.Tuple) else [index]
    if base.dims is None:
        return Array(base.dtype, None)
    kinds = [_index_kind(p, typer) for p in parts]
    if "array" in kinds or "unknown" in kinds:
        return _fancy(base, parts, kinds, typer)
    consumed = sum(k in ("int", "slice") for k in kinds)
    ellipsis = "ellipsis" in kinds
    if ellipsis:
        at = kinds.index("ellipsis")
        fill = len(base.dims) - consumed
        parts[at : at + 1] = [gast.Slice(None, None, None)] * fill
        kinds[at : at + 1] = ["slice"] * fill
    dims, rest = [], list(base.dims)
    for part, kind in zip(parts, kinds):
        if kind == "new":
            dims.append(UNIT)
        elif not rest:
            return Unknown()
        elif kind == "int":
            rest.pop(0)
        else:
            dims.append(_sliced(rest.pop(0), part))
    if ellipsis:
        return Array(base.dtype, tuple(dims + rest))  # a view, in no dimensions too
    return _array_or_number(base.dtype, tuple(dims + rest))


def index_kind(part: Expr, typer: Typer) -> str:
    """What one part of an index is: int, slice, new (None), ellipsis, array (fancy or mask) or unknown."""
    return _index_kind(part, typer)


def _index_kind(part: Expr, typer: Typer) -> str:
    if isinstance(part, gast.Slice):
        return "slice"
    if isinstance(part, gast.Constant) and part.value is None:
        return "new"
    if isinstance(part, gast.Constant) and part.value is Ellipsis:
        return "ellipsis"
    found = typer.expr(part)
    if isinstance(found, Number) and found.dtype != "bool":
        return "int"
    if isinstance(found, Static) and found.value is None:
        return "new"
    return "array" if isinstance(found, (Array, ListOf, Fixed, Number)) else "unknown"


def _sliced(dim: Dim, part: Expr) -> Dim:
    """A slice's length: that of the whole, or the whole less a constant, is known by name."""
    assert isinstance(part, gast.Slice)
    lower, upper, step = (0 if b is None else _constant_index(b) for b in (part.lower, part.upper, part.step))
    if part.step is None and part.upper is None and lower == 0:
        return dim
    if part.lower is None and part.upper is None and step == -1:
        return dim
    ends = isinstance(lower, int) and isinstance(upper, int) and lower >= 0 and (part.upper is None or upper < 0)
    if part.step is not None or not ends or dim.size is None:
        return UNKNOWN_DIM
    return Dim(less(dim.size, lower - upper), None)


def less(size: str, by: int) -> str:
    """The name of a length that is `by` less than another, and not below 0 (constants folded)."""
    stem, _, number = size.rpartition("-")
    if stem and number.isdigit():
        return f"{stem}-{int(number) + by}"
    return f"{size}-{by}"


def _fancy(base: Array, parts: list[Expr], kinds: list[str], typer: Typer) -> Type:
    if len(parts) == 1 and kinds == ["array"] and base.dims:
        index = typer.expr(parts[0])
        if isinstance(index, Array) and index.dims is not None:
            if index.dtype != "bool":
                return _array_or_number(base.dtype, tuple(index.dims) + base.dims[1:])
            rest = base.dims[len(index.dims) :]
            return Array(base.dtype, (UNKNOWN_DIM, *rest))
        if isinstance(index, (Fixed, ListOf)):
            return Array(base.dtype, (UNKNOWN_DIM, *base.dims[1:]))
    together = len(parts) == len(kinds) <= len(base.dims or ()) and set(kinds) <= {"array", "int"}
    indices = [_index_dims(typer.expr(p)) for p in parts]
    if together and None not in indices and base.dims is not None:
        joined: Dims | None = ()
        for dims in indices:
            joined = broadcast(joined, dims)
        return _array_or_number(base.dtype, (joined or ()) + base.dims[len(parts) :])
    return Array(base.dtype, None)


def _index_dims(index: Type) -> Dims | None:
    """The dimensions of an index array (not a mask); None where they are not known."""
    if isinstance(index, Number) and index.dtype != "bool":
        return ()
    if isinstance(index, Array) and index.dtype != "bool":
        return index.dims
    if isinstance(index, (Fixed, ListOf)):
        numbers = index.elements if isinstance(index, Fixed) else [index.element]
        if all(isinstance(e, Number) and e.dtype != "bool" for e in numbers):
            size = f"={len(index.elements)}" if isinstance(index, Fixed) else None
            return (Dim(size, len(index.elements) == 1 if isinstance(index, Fixed) else None),)
    return None


def stored(base: Type, index: Expr, value: Type) -> Type:
    """Type of a container after `base[index] = value` (an array keeps its own)."""
    constant = _constant_index(index)
    if isinstance(base, Record):
        if constant in base.keys:
            at = base.keys.index(constant)
            return Record(base.keys, (*base.values[:at], join(base.values[at], value), *base.values[at + 1 :]), base.exact)
        if constant is not _NO_CONSTANT:
            return Record((*base.keys, constant), (*base.values, value), exact=False)
        return Unknown()
    if isinstance(base, ListOf):
        return join(base, ListOf(value))
    if isinstance(base, Fixed):
        if isinstance(constant, int) and -len(base.elements) <= constant < len(base.elements):
            at = constant % len(base.elements)
            return Fixed(base.kind, (*base.elements[:at], join(base.elements[at], value), *base.elements[at + 1 :]))
        return join(join(ListOf(None), base), ListOf(value))
    return base


def container_method(base: Type, method: str, args: list[Type]) -> Type:
    """Type of `base.method(*args)` for lists, tuples and dicts."""
    if isinstance(base, Record) and method == "get" and args and isinstance(args[0], Static) and args[0].value in base.keys:
        found = base.values[base.keys.index(args[0].value)]
        return found if base.exact else join(found, args[1] if len(args) == 2 else Static(None))
    if method == "copy":
        return base
    if method in ("index", "count"):
        return Number("int64")
    if isinstance(base, Record) and base.exact and method == "keys":
        return Static(base.keys)
    if method in ("pop",) and isinstance(base, (ListOf, Fixed)):
        return element(base)
    return Unknown()


def _len(args: list[Type]) -> Type | None:
    base = args[0] if args else Unknown()
    if isinstance(base, Array) and base.dims:
        return _length(base.dims[0])
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
        return UNKNOWN_DIM if size.value < 0 else Dim(f"={size.value}" if size.value != 1 else "1", size.value == 1)
    return Dim(size.size, size.unit)


def _reshape(args: list[Type]) -> Type | None:
    return reshaped(args[0], args[1:]) if len(args) == 2 and isinstance(args[0], Array) else None


def _broadcast_to(args: list[Type]) -> Type | None:
    if len(args) != 2 or not isinstance(args[0], (Array, Number)):
        return None
    sizes = args[1].elements if isinstance(args[1], Fixed) else (args[1],)
    if not all(isinstance(s, Number) for s in sizes):
        return None
    return Array(args[0].dtype, tuple(_dim_of(s) for s in sizes if isinstance(s, Number)))


def _made(args: list[Type]) -> Type | None:
    """A new array of a shape that is given: a length, or a tuple of lengths."""
    sizes = args[0].elements if args and isinstance(args[0], Fixed) else args
    if len(args) != 1 or not all(isinstance(s, Number) and np.dtype(s.dtype).kind in "iu" for s in sizes):
        return None
    return Array("float64", tuple(_dim_of(s) for s in sizes if isinstance(s, Number)))


def _same(args: list[Type]) -> Type | None:
    return args[0] if len(args) == 1 else None


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
    return attribute(args[0], "shape") if args else Unknown()


def _ndim(args: list[Type]) -> Type | None:
    return attribute(args[0], "ndim") if len(args) == 1 and shape_of(args[0]) is not None else Number("int64")


def _rest_of(args: list[Type]) -> Type | None:
    taken = [a.value for a in args[1:] if isinstance(a, (Static, Number))]
    if not isinstance(args[0], Record) or len(taken) != len(args) - 1:
        return Unknown()
    left = [(k, v) for k, v in zip(args[0].keys, args[0].values) if k not in taken]
    return Record(tuple(k for k, _ in left), tuple(v for _, v in left))


def _merged(args: list[Type]) -> Type | None:
    found: dict[object, Type] = {}
    for arg in args:
        if not isinstance(arg, Record):
            return Unknown()
        found.update(zip(arg.keys, arg.values))
    return Record(tuple(found), tuple(found.values()))


def _extreme(args: list[Type]) -> Type | None:
    """`max` and `min` give one of the values, as it is."""
    if len(args) == 1:
        return element(args[0])
    found: Type | None = None
    for arg in args:
        found = join(found, generic(arg)) if isinstance(arg, Number) else None
        if found is None:
            return None
    return found


def _size(args: list[Type]) -> Type | None:
    return attribute(args[0], "size") if len(args) == 1 else Number("int64")


def _list(args: list[Type]) -> Type | None:
    if not args:
        return ListOf(None)
    if isinstance(args[0], Fixed):
        return Fixed("list", args[0].elements)
    return args[0] if isinstance(args[0], ListOf) else ListOf(element(args[0]))


def _first_list(args: list[Type]) -> Type | None:
    """The type of a new list of some of the elements of the first argument."""
    if args and isinstance(args[0], Static) and isinstance(args[0].value, range):
        return ListOf(Number("int64"))
    if not args or not isinstance(args[0], (Fixed, ListOf, Array)):
        return None
    return ListOf(None if isinstance(args[0], ListOf) and args[0].element is None else generic(element(args[0])))


def _spliced(args: list[Type]) -> Type | None:
    parts = [_first_list(args[:1]), _first_list(args[2:])]
    return join(parts[0], parts[1]) if None not in parts else Unknown()


def _tuple(args: list[Type]) -> Type | None:
    if not args:
        return Fixed("tuple", ())
    if isinstance(args[0], Fixed):
        return Fixed("tuple", args[0].elements)
    return Unknown()


def _sequence(args: list[Type]) -> Type | None:
    is_range = isinstance(args[0], Static) and isinstance(args[0].value, range)
    return args[0] if is_range or isinstance(args[0], (Array, Fixed, ListOf)) else None


def _where(args: list[Type]) -> Type | None:
    if len(args) != 3 or not all(isinstance(a, (Array, Number)) for a in args):
        return Unknown()
    dims: Dims | None = ()
    for arg in args:
        dims = broadcast(dims, shape_of(arg))
    dtype = np.where(True, *[_one(a) for a in args[1:]]).dtype.name
    return Array(dtype, dims)


def _one(value: Type) -> Any:
    assert isinstance(value, (Array, Number))
    number = np.dtype(value.dtype).type(1)
    return number.item() if isinstance(value, Number) and value.weak else np.ones(1, value.dtype)


FUNCTIONS: dict[Any, Callable[[list[Type]], Type | None]] = {
    len: _len,
    max: _extreme,
    min: _extreme,
    int: _int,
    float: _float,
    range: _range,
    reversed: _same,
    np.shape: _shape,
    np.size: _size,
    np.ndim: _ndim,
    list: _list,
    tuple: _tuple,
    np.where: _where,
    np.reshape: _reshape,
    np.broadcast_to: _broadcast_to,
    np.copy: _like,
    np.zeros: _made,
    np.ones: _made,
    np.empty: _made,
    runtime.rest_of: _rest_of,
    runtime.merged: _merged,
    runtime.copy: _same,
    runtime.sequence: _sequence,
    runtime.first_of: lambda args: Number("int64"),
    runtime.order: lambda args: ListOf(Number("int64")),
    runtime.chosen: lambda args: Array("int64", (UNKNOWN_DIM, UNKNOWN_DIM)),
    runtime.spliced: _spliced,
    runtime.taken: _first_list,
    runtime.without: _first_list,
    sorted: _first_list,
    np.zeros_like: _like,
    np.ones_like: _like,
    np.empty_like: _like,
}
