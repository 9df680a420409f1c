"""Abstract values: what is known of a value before the program runs.

Guarantee: an abstract value describes every concrete value that the program can have there. Where something is not known,
the field says so (`None`) or the type is `Unknown`; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Union

import numpy as np


@dataclass(frozen=True)
class Dim:
    """A dimension's length: dimensions of equal `size` (not None) have equal lengths; `unit` tells whether it is 1."""

    size: str | None
    unit: bool | None


@dataclass(frozen=True)
class Array:
    """A NumPy array. `dims` is None where the rank is not known."""

    dtype: str
    dims: tuple[Dim, ...] | None


@dataclass(frozen=True)
class Number:
    """A scalar: a Python number (`weak`) or a NumPy one. `size` names the dimension that an int is the length of.

    `mixed`: it may also be a number of another kind, as after `s = 0` in one branch and `s = 0.5` in the other.
    """

    dtype: str
    weak: bool = True
    size: str | None = None
    unit: bool | None = None
    value: complex | None = None
    mixed: bool = False


@dataclass(frozen=True)
class Fixed:
    """A tuple, list, or view of a dict (`kind`: tuple, list, view) with one type for each element.

    `fields`: the names of the elements, of a tuple of a library's class that has such.
    """

    kind: str
    elements: tuple[Type, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListOf:
    """A list of any length whose elements all have one type (None: empty so far); `view`: what `d.values()` and its like give."""

    element: Type | None
    view: bool = False


@dataclass(frozen=True)
class SetOf:
    """A set whose elements all have one type (None: empty so far)."""

    element: Type | None


@dataclass(frozen=True)
class DictOf:
    """A dict with any keys, whose keys have one type and whose values have one type (None: empty so far)."""

    key: Type | None
    element: Type | None


@dataclass(frozen=True)
class Record:
    """A dict with these keys; where it is not `exact`, keys were added one by one, and some may not be there yet."""

    keys: tuple[object, ...]
    values: tuple[Type, ...]
    exact: bool = True


@dataclass(frozen=True)
class Static:
    """A value that has no derivative and is known: a function, a module, a string, None, a dtype."""

    value: object

    def __hash__(self) -> int:
        return hash(id(self.value))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Static) or type(self.value) is not type(other.value):
            return False
        simple = isinstance(self.value, (str, bytes, type(None), np.dtype, slice, range))
        return self.value is other.value or (simple and self.value == other.value)


@dataclass(frozen=True)
class Unknown:
    """Anything."""


@dataclass(frozen=True)
class LinearMap(Unknown):
    """A matrix or a linear operator of `scipy.sparse`: no rule takes one whose entries depend on what is differentiated by."""

    dtype: str | None


@dataclass(frozen=True)
class Loose(Unknown):
    """A number or an array of real numbers, or of complex ones (`kind`: f, c): which of both, and of what rank, is not known.

    A complex one may be a real number at first, as `total = 0` before `total = total + z`.
    """

    kind: str


@dataclass(frozen=True)
class Foreign(Unknown):
    """An array of a class whose operators are not those of arrays: a matrix, a masked array; a number of such a class."""


@dataclass(frozen=True)
class Drawing(Unknown):
    """A source of random numbers of NumPy."""


@dataclass(frozen=True)
class Maybe(Unknown):
    """None, or a number or an array of a type: whatever is computed from it, it was not None then."""

    element: Array | Number


BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
ARITHMETIC = tuple(f"__{n}__" for n in (*BINARY, *(f"r{n}" for n in BINARY), "neg", "pos", "abs"))
Type = Union[Array, Number, Fixed, ListOf, SetOf, DictOf, Record, LinearMap, Static, Unknown]
Dims = tuple[Dim, ...]


def is_foreign(kind: type[np.ndarray]) -> bool:
    """Whether the operators of a class of arrays are not those of arrays."""
    return kind.__mul__ is not np.ndarray.__mul__ or kind.__array_ufunc__ is not np.ndarray.__array_ufunc__


def has_own_operators(value: object) -> bool:
    """Whether a value is a number or a text of a class that computes in another way than Python's."""
    return _computes_otherwise(type(value))  # type: ignore[arg-type]


@cache
def _computes_otherwise(kind: Any) -> bool:
    base = next((b for b in (int, float, complex, str) if issubclass(kind, b)), None)
    if base is None or issubclass(kind, np.generic):
        return False
    return any(getattr(kind, n, None) is not getattr(base, n, None) for n in ARITHMETIC)


def is_float(value: Type) -> bool:
    """Whether a value of this type is a real or complex floating-point number or array."""
    return isinstance(value, (Array, Number)) and np.dtype(value.dtype).kind in "fc"


def number_kind(value: Type | None) -> str | None:
    """Whether a value is of real numbers (f; whole ones too) or of complex ones (c); None where it is neither, or not known."""
    if isinstance(value, Loose):
        return value.kind
    if isinstance(value, (Array, Number)):
        return {"c": "c", "f": "f", "i": "f", "u": "f", "b": "f"}.get(np.dtype(value.dtype).kind)
    return None


def may_vary(value: Type) -> bool:
    """Whether a value of this type can carry a derivative."""
    if isinstance(value, Fixed):
        return any(may_vary(e) for e in value.elements)
    if isinstance(value, Record):
        return any(may_vary(e) for e in value.values)
    if isinstance(value, (ListOf, SetOf, DictOf)):
        return value.element is None or may_vary(value.element)
    return (isinstance(value, Unknown) and not isinstance(value, Drawing)) or is_float(value)


def holds_whole_numbers(value: Type) -> bool:
    """Whether a value of this type is a whole number, or an array, a tuple or a list of nothing but such."""
    if isinstance(value, Fixed):
        return bool(value.elements) and all(map(holds_whole_numbers, value.elements))
    if isinstance(value, ListOf):
        return value.element is not None and holds_whole_numbers(value.element)
    return isinstance(value, (Number, Array)) and np.dtype(value.dtype).kind in "biu"


def is_mutable(value: Type) -> bool:
    """Whether a value of this type is a list or dict, or holds one."""
    if isinstance(value, Fixed):
        return value.kind == "list" or any(map(is_mutable, value.elements))
    return isinstance(value, (ListOf, SetOf, DictOf, Record))


def is_view(value: Type) -> bool:
    """Whether values of this type are views of dicts, as `d.values()`."""
    return isinstance(value, ListOf) and value.view


def mapped(kind: Type, change: Callable[[Array | Number], Type]) -> Type:
    """The type with its numbers and arrays changed, whatever holds them."""
    if isinstance(kind, (Array, Number)):
        return change(kind)
    if isinstance(kind, Fixed):
        return Fixed(kind.kind, tuple(mapped(e, change) for e in kind.elements))
    if isinstance(kind, ListOf):
        return ListOf(None if kind.element is None else mapped(kind.element, change), kind.view)
    if isinstance(kind, Record):
        return Record(kind.keys, tuple(mapped(v, change) for v in kind.values), kind.exact)
    if isinstance(kind, DictOf):
        return DictOf(kind.key, None if kind.element is None else mapped(kind.element, change))
    return kind


def loosened(kind: Type) -> Type:
    """The type of what is bound outside: keys may come to its dicts."""
    if isinstance(kind, Fixed):
        return Fixed(kind.kind, tuple(map(loosened, kind.elements)))
    return Record(kind.keys, tuple(map(loosened, kind.values)), exact=False) if isinstance(kind, Record) else kind


def is_mixed(value: Type) -> bool:
    """Whether arithmetic with a value of this type may give a number of another kind than its dtype tells."""
    if isinstance(value, Fixed):
        return any(map(is_mixed, value.elements))
    return (isinstance(value, Number) and value.mixed) or isinstance(value, (ListOf, DictOf))


def join(left: Type | None, right: Type | None) -> Type:
    """The least type that covers both (None is the type of nothing)."""
    if left is None or right is None or left == right:
        found = left if right is None else right
        return Unknown() if found is None else found
    if isinstance(left, Array) and isinstance(right, Array):
        return _join_arrays(left, right)
    if isinstance(left, Number) and isinstance(right, Number):
        return _join_numbers(left, right)
    if isinstance(left, Fixed) and isinstance(right, Fixed) and left.kind == right.kind:
        if len(left.elements) == len(right.elements):
            fields = left.fields if left.fields == right.fields else ()
            return Fixed(left.kind, tuple(map(join, left.elements, right.elements)), fields)
    if isinstance(left, Record) and isinstance(right, Record) and left.keys == right.keys:
        return Record(left.keys, tuple(map(join, left.values, right.values)), left.exact and right.exact)
    if isinstance(left, Record) and isinstance(right, Record):
        return _join_records(left, right)
    if isinstance(left, (DictOf, Record)) and isinstance(right, (DictOf, Record)):
        return _join_dicts(as_dict(left), as_dict(right))
    if isinstance(left, SetOf) and isinstance(right, SetOf):
        return SetOf(_join_elements([e for e in (left.element, right.element) if e is not None]))
    if isinstance(left, ListOf) and isinstance(right, ListOf) and left.view and right.view:
        return ListOf(_join_elements([e for e in (left.element, right.element) if e is not None]), view=True)
    if _is_list(left) and _is_list(right):
        return ListOf(_join_elements([*_list_elements(left), *_list_elements(right)]))
    return _join_optional(left, right)


def _join_optional(left: Type, right: Type) -> Type:
    nothing = Static(None)
    parts = [present(t) for t in (left, right) if t != nothing]
    if len(parts) == 2 and not isinstance(left, Maybe) and not isinstance(right, Maybe):
        return Unknown()
    found = join(*parts) if len(parts) == 2 else parts[0]
    return Maybe(found) if isinstance(found, (Array, Number)) else Unknown()


def present(value: Type) -> Type:
    """The type of what is not None."""
    return value.element if isinstance(value, Maybe) else value


def _join_records(left: Record, right: Record) -> Type:
    """Dicts of different keys: each key may be missing."""
    one, other = dict(zip(left.keys, left.values)), dict(zip(right.keys, right.values))
    keys = (*left.keys, *(k for k in right.keys if k not in one))
    return Record(keys, tuple(join(one.get(k, other.get(k)), other.get(k, one.get(k))) for k in keys), exact=False)


def _join_dicts(left: DictOf, right: DictOf) -> Type:
    keys, elements = ([t for t in pair if t is not None] for pair in ((left.key, right.key), (left.element, right.element)))
    return DictOf(_join_elements(keys), _join_elements(elements))


def as_dict(value: DictOf | Record) -> DictOf:
    """A dict of certain keys as one of any keys."""
    if isinstance(value, DictOf):
        return value
    return DictOf(_join_elements([_key_type(k) for k in value.keys]), _join_elements(list(map(generic, value.values))))


def _key_type(key: object) -> Type:
    if isinstance(key, (bool, int, float)):
        return Number({bool: "bool", int: "int64", float: "float64"}[type(key)])
    return Fixed("tuple", tuple(map(_key_type, key))) if type(key) is tuple else Static(key)


def _join_arrays(left: Array, right: Array) -> Type:
    if left.dtype != right.dtype:
        return Unknown()
    if left.dims is None or right.dims is None or len(left.dims) != len(right.dims):
        return Array(left.dtype, None)
    return Array(left.dtype, tuple(map(join_dims, left.dims, right.dims)))


def join_dims(left: Dim, right: Dim) -> Dim:
    """A dimension that may be either."""
    return Dim(left.size if left.size == right.size else None, left.unit if left.unit == right.unit else None)


def _join_numbers(left: Number, right: Number) -> Type:
    if left.dtype != right.dtype:
        numeric = {np.dtype(left.dtype).kind, np.dtype(right.dtype).kind}
        if not numeric <= set("fiu") or "f" not in numeric:
            return Unknown()
        dtype = left.dtype if np.dtype(left.dtype).kind == "f" else right.dtype
        if numeric == {"f"}:  # of single precision in the end: `total = 0.0`, then `total + x[k]`
            dtype = np.result_type(left.dtype, right.dtype).name
        return Number(dtype, left.weak and right.weak, mixed=True)
    return Number(
        left.dtype,
        left.weak and right.weak,
        left.size if left.size == right.size else None,
        left.unit if left.unit == right.unit else None,
        left.value if left.value == right.value else None,
        left.mixed or right.mixed or left.weak != right.weak,
    )


def _is_list(value: Type) -> bool:
    return (isinstance(value, ListOf) and not value.view) or (isinstance(value, Fixed) and value.kind == "list")


def _list_elements(value: Type) -> tuple[Type, ...]:
    if isinstance(value, Fixed):
        return value.elements
    assert isinstance(value, ListOf)
    return () if value.element is None else (value.element,)


def _join_elements(elements: list[Type]) -> Type | None:
    found: Type | None = None
    for element in elements:
        found = element if found is None else join(found, element)
    return found


def generic(value: Type) -> Type:
    """The type without what holds for one element of a list only: lengths and values."""
    if isinstance(value, Array) and value.dims is not None:
        return Array(value.dtype, tuple(Dim(None, d.unit) for d in value.dims))
    if isinstance(value, Number):
        return replace(value, size=None, value=None)
    if isinstance(value, Fixed):
        return replace(value, elements=tuple(map(generic, value.elements)))
    if isinstance(value, Record):
        return Record(value.keys, tuple(map(generic, value.values)), value.exact)
    if isinstance(value, Maybe):
        return _join_optional(generic(value.element), Static(None))
    return value


def is_linear_map(value: object) -> bool:
    """Whether a value is a matrix or a linear operator of `scipy.sparse`, which need not be installed."""
    return _maps(type(value)) and len(value.shape) == 2  # type: ignore[attr-defined, arg-type]


@cache
def _maps(kind: type) -> bool:
    home = {base.__module__.rpartition(".")[0] for base in kind.__mro__}
    return ("scipy.sparse.linalg" in home and hasattr(kind, "rmatvec")) or ("scipy.sparse" in home and hasattr(kind, "tocsr"))


def broadcast(left: Dims | None, right: Dims | None) -> Dims | None:
    """The dimensions of an elementwise result."""
    if left is None or right is None:
        return None
    if len(left) < len(right):
        left, right = right, left
    lead = len(left) - len(right)
    return left[:lead] + tuple(map(_broadcast_dim, left[lead:], right))


def _broadcast_dim(left: Dim, right: Dim) -> Dim:
    if left.unit is True:
        return right
    if right.unit is True or (left.size is not None and left.size == right.size):
        return left
    if left.unit is False:
        return left
    if right.unit is False:
        return right
    return Dim(None, None)


def same_shape(left: Dims | None, right: Dims | None) -> bool:
    """Whether two shapes are certainly equal."""
    if left is None or right is None or len(left) != len(right):
        return False
    return all((a.unit is True and b.unit is True) or (a.size is not None and a.size == b.size) for a, b in zip(left, right))


def fills(left: Dims | None, shape: Dims | None) -> bool:
    """Whether an array that can be broadcast to a shape has that shape already."""
    if left is None or shape is None or len(left) != len(shape):
        return False
    return all(a.unit is False or (a.unit and b.unit) or (a.size is not None and a.size == b.size) for a, b in zip(left, shape))


def shape_of(value: Type) -> Dims | None:
    """The dimensions of a number (none) or array; None where they are not known."""
    if isinstance(value, Number):
        return ()
    return value.dims if isinstance(value, Array) else None
