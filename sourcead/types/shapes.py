"""Types of what needs no call to be known: attributes, indexing, matrix products, elements of containers."""

from __future__ import annotations

import enum
from typing import Protocol

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.types import maps
from sourcead.types.signature import type_of
from sourcead.types.values import (
    Array,
    DictOf,
    Dim,
    Dims,
    Fixed,
    Foreign,
    LinearMap,
    ListOf,
    Loose,
    Number,
    Record,
    SetOf,
    Static,
    Type,
    Unknown,
    as_dict,
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
    if isinstance(base, Foreign) and attr not in ("shape", "ndim", "size", "dtype"):
        return base
    dims = shape_of(base)
    if isinstance(base, Static) and isinstance(base.value, np.dtype) and attr in ("kind", "char", "name", "type"):
        return Static(getattr(base.value, attr))
    if isinstance(base, Static) and isinstance(base.value, enum.Enum) and attr == "value":
        return type_of(base.value.value, f"{base.value}.value")
    if isinstance(base, Fixed) and attr in base.fields:
        return base.elements[base.fields.index(attr)]
    if isinstance(base, LinearMap):
        return maps.attribute(base, attr)
    if not isinstance(base, (Array, Number)):
        return Unknown()
    if attr == "ndim" and dims is not None:
        return Number("int64", value=len(dims))
    if attr == "shape" and dims is not None:
        return Fixed("tuple", tuple(map(length, dims)))
    if attr == "size":
        return length(dims[0]) if dims is not None and len(dims) == 1 else Number("int64")
    if attr == "T" and isinstance(base, Array):
        return Array(base.dtype, None if dims is None else dims[::-1])
    if attr == "mT" and isinstance(base, Array) and (dims is None or len(dims) > 1):
        return Array(base.dtype, None if dims is None else (*dims[:-2], dims[-1], dims[-2]))
    if attr == "dtype":
        return Static(np.dtype(base.dtype))
    if attr in ("real", "imag"):
        dtype = np.zeros(0, base.dtype).real.dtype.name
        return Array(dtype, dims) if isinstance(base, Array) else Number(dtype, base.weak)
    return Unknown()


def length(dim: Dim) -> Number:
    """The int that is a dimension's length."""
    if dim.unit is True:
        return Number("int64", unit=True, value=1)
    return Number("int64", size=dim.size, unit=dim.unit)


def element(base: Type) -> Type:
    """Type of the values that iterating over `base` gives."""
    if isinstance(base, Array) and base.dims:
        return _array_or_number(base.dtype, base.dims[1:])
    if isinstance(base, (ListOf, SetOf)):
        return Unknown() if base.element is None else generic(base.element)
    if isinstance(base, DictOf):
        return Unknown() if base.key is None else base.key
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
    if isinstance(left, LinearMap) and isinstance(right, LinearMap):
        known = left.dtype is not None and right.dtype is not None
        return LinearMap(np.result_type(left.dtype, right.dtype).name if known else None)
    if isinstance(left, Foreign) or isinstance(right, Foreign):
        return Foreign()
    left, right = maps.dense(left), maps.dense(right)
    a, b = shape_of(left), shape_of(right)
    if not isinstance(left, Array) or not isinstance(right, Array):
        return Unknown()
    dtype = np.result_type(left.dtype, right.dtype).name
    if a is None or b is None:
        return Array(dtype, None) if len(a or b or ()) > 1 else Unknown()  # two vectors give a number
    if not a or not b:
        return Unknown()
    if len(b) == 1:
        return _array_or_number(dtype, a[:-1])
    if len(a) == 1:
        return Array(dtype, b[:-2] + b[-1:])
    batch = broadcast(a[:-2], b[:-2])
    assert batch is not None
    return Array(dtype, (*batch, a[-2], b[-1]))


def dot(left: Type, right: Type) -> Type:
    """Type of `np.dot(left, right)`: of stacks of matrices it is all products of two of them."""
    a, b = shape_of(left), shape_of(right)
    found = matmul(left, right)
    if a and b and len(b) > 1 and max(len(a), len(b)) > 2 and isinstance(found, Array):
        return Array(found.dtype, (*a[:-1], *b[:-2], b[-1]))
    return found


def cross(left: Type, right: Type) -> Type:
    """Type of `np.cross(left, right)`: an array also of two vectors of two elements, of no dimensions."""
    a, b = shape_of(left), shape_of(right)
    if not isinstance(left, Array) or not isinstance(right, Array) or not a or not b:
        return Unknown()
    dtype = np.result_type(left.dtype, right.dtype).name
    three = next((dims[-1] for dims in (a, b) if dims[-1].size == "=3"), None)
    batch = broadcast(a[:-1], b[:-1])
    return Array(dtype, None if three is None or batch is None else (*batch, three))


def sequence_binop(kind: str, left: Type, right: Type) -> Type:
    """Type of `left + right` or `left * right` where one is a tuple or a list."""
    if kind == "Add" and isinstance(left, Fixed) and isinstance(right, Fixed) and left.kind == right.kind:
        return Fixed(left.kind, left.elements + right.elements)
    if kind == "Add":
        return join(left, right)
    if kind == "Mult":
        sequence, count = (left, right) if isinstance(left, (Fixed, ListOf)) else (right, left)
        if isinstance(sequence, Fixed) and isinstance(count, Number) and isinstance(count.value, int):
            return Fixed(sequence.kind, sequence.elements * count.value)
        if isinstance(sequence, Fixed) and sequence.kind == "list":
            return join(ListOf(None), sequence)
        return sequence if isinstance(sequence, ListOf) else Unknown()
    return Unknown()


def subscript(base: Type, index: Expr, typer: Typer) -> Type:
    """Type of `base[index]`."""
    if isinstance(base, Foreign):
        return base
    if isinstance(base, Array):
        return _indexed(base, index, typer)
    constant = nodes.literal(index, _NO_CONSTANT)
    if isinstance(base, Record) and constant in base.keys:
        return base.values[base.keys.index(constant)]
    if isinstance(base, Record) and constant is _NO_CONSTANT and base.values:
        return element(Fixed("tuple", base.values))
    if isinstance(base, Fixed):
        if isinstance(constant, int) and -len(base.elements) <= constant < len(base.elements):
            return base.elements[constant]
        if isinstance(index, gast.Slice):
            bounds = [None if b is None else nodes.literal(b, _NO_CONSTANT) for b in (index.lower, index.upper, index.step)]
            if all(b is None or isinstance(b, int) for b in bounds):
                return Fixed(base.kind, base.elements[slice(*bounds)])
            return ListOf(element(base)) if base.elements else base
        return element(base)
    if isinstance(base, ListOf) and not base.view:
        return base if isinstance(index, gast.Slice) else element(base)
    if isinstance(base, DictOf):
        return Unknown() if base.element is None else generic(base.element)
    if isinstance(base, Static) and isinstance(base.value, range):
        return Static(range(0)) if isinstance(index, gast.Slice) else Number("int64")
    if isinstance(base, Static) and isinstance(base.value, tuple) and isinstance(constant, int):
        return _part_of_constant(base.value[constant]) if -len(base.value) <= constant < len(base.value) else Unknown()
    return Unknown()


def _part_of_constant(value: object) -> Type:
    """Type of an element of a tuple that is known."""
    if type(value) is int:
        return Number("int64", unit=value == 1, value=value)
    return Static(value) if isinstance(value, (str, tuple, type(None))) else Unknown()


_NO_CONSTANT = object()


def _indexed(base: Array, index: Expr, typer: Typer) -> Type:
    parts = list(index.elts) if isinstance(index, gast.Tuple) else [index]
    if base.dims is None:
        return Array(base.dtype, None)
    kinds = [_index_kind(p, typer) for p in parts]
    if len(parts) == 1 and isinstance(whole := typer.expr(parts[0]), Fixed) and whole.kind == "tuple":
        return _at_tuple(base.dtype, base.dims, whole.elements)
    if "unknown" in kinds and set(kinds) <= {"unknown", "int"} and (len(kinds) == 1 or len(kinds) == len(base.dims)):
        of_floats = np.dtype(base.dtype).kind in "fc"  # a number, if these are whole numbers
        return Loose(np.dtype(base.dtype).kind) if of_floats else Unknown()
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
    if isinstance(found, Fixed) and found.kind == "tuple":
        return "unknown"  # an index of several axes, which may take a view
    return "array" if isinstance(found, (Array, ListOf, Fixed, Number)) else "unknown"


def _sliced(dim: Dim, part: Expr) -> Dim:
    """A slice's length: that of the whole, or the whole less a constant, is known by name."""
    assert isinstance(part, gast.Slice)
    lower, upper, step = (0 if b is None else nodes.literal(b, _NO_CONSTANT) for b in (part.lower, part.upper, part.step))
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


def _at_tuple(dtype: str, dims: Dims, index: tuple[Type, ...]) -> Type:
    """Type of `base[index]` for a tuple that is one value."""
    if len(index) <= len(dims) and all(isinstance(e, Number) and e.dtype != "bool" for e in index):
        return _array_or_number(dtype, dims[len(index) :])
    return Array(dtype, None)


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


def stored(base: Type, index: Expr, value: Type, key: Type) -> Type:
    """Type of a container after `base[index] = value` (an array keeps its own); `key` is the type of the index."""
    constant = nodes.literal(index, _NO_CONSTANT)
    if isinstance(base, Record):
        if constant in base.keys:
            at = base.keys.index(constant)
            return Record(base.keys, (*base.values[:at], join(base.values[at], value), *base.values[at + 1 :]), base.exact)
        if constant is not _NO_CONSTANT:
            return Record((*base.keys, constant), (*base.values, value), exact=False)
    if isinstance(base, (DictOf, Record)):
        return join(base, DictOf(generic(key), generic(value)))
    if isinstance(index, gast.Slice) and isinstance(base, (ListOf, Fixed)):  # the elements of what is stored
        empty = isinstance(value, ListOf) and value.element is None
        return join(join(ListOf(None), base), ListOf(None if empty else generic(element(value))))
    if isinstance(base, ListOf):
        return join(base, ListOf(value))
    if isinstance(base, Fixed):
        if isinstance(constant, int) and -len(base.elements) <= constant < len(base.elements):
            at = constant % len(base.elements)
            return Fixed(base.kind, (*base.elements[:at], join(base.elements[at], value), *base.elements[at + 1 :]))
        return join(join(ListOf(None), base), ListOf(value))
    return base


def _set_method(base: SetOf, method: str, args: list[Type]) -> Type:
    if method == "pop":
        return element(base)
    if method in ("union", "intersection", "difference", "symmetric_difference"):
        parts = [SetOf(element(a)) for a in args]
        found: Type = base
        for part in parts:
            found = join(found, part)
        return found
    return Number("bool") if method.startswith("is") else Unknown()


def _dict_method(base: DictOf, method: str, args: list[Type]) -> Type:
    key, value = element(base), Unknown() if base.element is None else base.element
    if method == "copy":
        return base
    if method in ("get", "pop", "setdefault") and args:
        default = args[1] if len(args) == 2 else Static(None)
        return value if method == "pop" and len(args) == 1 else default if base.element is None else join(value, default)
    views = {"keys": key, "values": value, "items": Fixed("tuple", (key, value))}
    return ListOf(views[method], view=True) if method in views and not args else Unknown()


def container_method(base: Type, method: str, args: list[Type]) -> Type:
    """Type of `base.method(*args)` for lists, tuples and dicts."""
    if isinstance(base, Record) and method == "get" and args and isinstance(args[0], Static) and args[0].value in base.keys:
        found = base.values[base.keys.index(args[0].value)]
        return found if base.exact else join(found, args[1] if len(args) == 2 else Static(None))
    known = args and isinstance(args[0], Static) and isinstance(base, Record) and base.exact
    if isinstance(base, Record) and method in ("get", "pop", "setdefault") and args and not known:
        base = as_dict(base)
    if isinstance(base, DictOf):
        return _dict_method(base, method, args)
    if method == "copy":
        return base
    if method in ("index", "count"):
        return Number("int64")
    if isinstance(base, Record) and base.exact and method == "keys":
        return Static(base.keys)
    if isinstance(base, Record) and base.exact and method in ("items", "values"):
        keys = [Static(k) if isinstance(k, str) else Unknown() for k in base.keys]
        pairs = tuple(Fixed("tuple", pair) for pair in zip(keys, base.values))
        return Fixed("view", pairs if method == "items" else base.values)
    if isinstance(base, SetOf):
        return _set_method(base, method, args)
    if method in ("pop",) and isinstance(base, (ListOf, Fixed)):
        return element(base)
    return Unknown()


def is_fancy(index: Expr, typing: Typer) -> bool:
    """Whether an index is an array, or may be one."""
    parts = index.elts if isinstance(index, gast.Tuple) else [index]
    return any(index_kind(p, typing) in ("array", "unknown") for p in parts)


def is_mask(index: Expr, typing: Typer) -> bool:
    """Whether an index is an array of booleans, which names each element once."""
    kind = typing.expr(index)
    return isinstance(kind, Array) and kind.dtype == "bool"
