"""Types of matrices of `scipy.sparse` that are given by their entries (see `sourcead.runtime.entries`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcead import runtime
from sourcead.types import shapes
from sourcead.types.values import Array, Fixed, LinearMap, Number, Type, Unknown

PLACES = Array("int64", (shapes.UNKNOWN_DIM,))
PAIR = Fixed("tuple", (PLACES, PLACES))


def _is_double(*values: Type) -> bool:
    return all(isinstance(v, Array) and v.dtype == "float64" and v.dims is not None for v in values)


def _solution(args: list[Type]) -> Type | None:
    """The type of the solution with a matrix by its entries: that of the right-hand side."""
    return args[3] if _is_double(args[0], args[3]) else None


def _product(args: list[Type]) -> Type | None:
    """The type of the product of a matrix by its entries."""
    x = args[4]
    return Array("float64", (shapes.UNKNOWN_DIM, *x.dims[1:])) if _is_double(args[0], x) and x.dims else None  # type: ignore[union-attr]


def _entries(args: list[Type]) -> Type | None:
    """The type of entries that a product has."""
    return Array("float64", (shapes.UNKNOWN_DIM,)) if _is_double(args[0], args[2]) else None


def _diagonals(args: list[Type]) -> Type | None:
    """The type of diagonals that are joined."""
    held = args[0].elements if isinstance(args[0], Fixed) else ()
    kinds = {v.dtype if isinstance(v, (Array, Number)) else None for v in held}
    known = kinds and kinds <= {"float64", "complex128"}
    return Array("complex128" if "complex128" in kinds else "float64", (shapes.UNKNOWN_DIM,)) if known else None


def _entries_of(args: list[Type]) -> Type | None:
    """The type of the entries, rows and columns of a matrix."""
    known = isinstance(args[0], LinearMap) and args[0].dtype == "float64"
    return Fixed("tuple", (Array("float64", (shapes.UNKNOWN_DIM,)) if known else Unknown(), PLACES, PLACES))


def _part_of(args: list[Type]) -> Type | None:
    """The type of which entries a part has, where they stand, and its shape."""
    return Fixed("tuple", (PLACES, PLACES, PLACES, Fixed("tuple", (Number("int64"), Number("int64")))))


FUNCTIONS: dict[Any, Callable[[list[Type]], Type | None]] = {
    runtime.entries_of: _entries_of,
    runtime.entries_at: lambda args: Array("float64", (shapes.UNKNOWN_DIM,)) if args[0] == LinearMap("float64") else None,
    runtime.entries_solve: _solution,
    runtime.entries_product: _product,
    runtime.entries_sampled: _entries,
    runtime.entries_pairs: lambda args: PAIR,
    runtime.entries_part: _part_of,
    runtime.joined_diagonals: _diagonals,
    runtime.shape_of_diagonals: lambda args: Fixed("tuple", (Number("int64"), Number("int64"))),
    runtime.places_of_diagonals: lambda args: PAIR,
}
