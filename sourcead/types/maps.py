"""Types of what is made with matrices of `scipy.sparse`, and with linear operators."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sourcead.types.values import Array, Dim, Fixed, LinearMap, ListOf, Number, Static, Type, Unknown

SAME = frozenset(
    ["copy", "transpose", "tocsr", "tocsc", "tocoo", "tolil", "todok", "todia", "tobsr", "asformat", "conj", "conjugate"]
)
CONVERTED = frozenset(
    f"{form}_{kind}" for form in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr") for kind in ("matrix", "array")
)
UNIT = frozenset(["eye", "identity", "eye_array"])
MADE = (
    CONVERTED
    | UNIT
    | {
        "diags",
        "diags_array",
        "spdiags",
        "kron",
        "kronsum",
        "hstack",
        "vstack",
        "bmat",
        "block_array",
        "block_diag",
        "tril",
        "triu",
    }
)
SOLVERS = frozenset(["spsolve", "solve", "cg", "bicg", "bicgstab", "cgs", "gmres"])
ANY = Dim(None, None)


def dense(value: Type) -> Type:
    """What a product with a sparse matrix gives is what it would be with an array of its entries."""
    if not isinstance(value, LinearMap):
        return value
    return Unknown() if value.dtype is None else Array(value.dtype, (ANY, ANY))


def attribute(base: LinearMap, attr: str) -> Type:
    """Type of `base.attr`."""
    if attr == "T":
        return base
    if attr == "shape":
        return Fixed("tuple", (Number("int64"), Number("int64")))
    return Number("int64") if attr == "nnz" else Unknown()


def method(base: LinearMap, name: str, args: list[Type], keywords: dict[str, Type]) -> Type | None:
    """Type of what a method gives; None where it is that of a product."""
    if name in ("dot", "matvec", "matmat") and len(args) == 1:
        return None
    if name in SAME and "dtype" not in keywords:
        return base
    if name == "reshape" and len(args[0].elements if args and isinstance(args[0], Fixed) else args) == 2:
        return base
    if name in ("toarray", "diagonal") and base.dtype is not None and not args and not keywords:
        return Array(base.dtype, (ANY, ANY) if name == "toarray" else (ANY,))
    return Unknown()


def arithmetic(kind: str, left: Type, right: Type) -> Type:
    """Type of an operation on matrices and numbers."""
    if isinstance(left, (LinearMap, Number)) and isinstance(right, (LinearMap, Number)):
        maps = isinstance(left, LinearMap) and isinstance(right, LinearMap)
        if (kind in ("Add", "Sub") and maps) or (kind == "Mult") or (kind == "Div" and isinstance(right, Number)):
            return LinearMap(_common(left, right))
    return Unknown()


def _common(left: LinearMap | Number, right: LinearMap | Number) -> str | None:
    if left.dtype is None or right.dtype is None or np.dtype(left.dtype).kind != "f":
        return None
    return left.dtype if left.dtype == right.dtype == "float64" or _is_whole(right) else None


def _is_whole(value: LinearMap | Number) -> bool:
    return isinstance(value, Number) and value.weak and value.dtype in ("int64", "float64", "bool")


def made(name: str, args: list[Type], keywords: dict[str, Type]) -> Type | None:
    """Type of what a function of `scipy.sparse` makes; None for other functions."""
    if name not in MADE:
        return None
    if "dtype" in keywords or len(args) > 2:
        return LinearMap(None)
    if name in CONVERTED and args and isinstance(args[0], (LinearMap, Array)):
        return LinearMap(args[0].dtype)
    return LinearMap("float64" if name in UNIT else _held(args[: 2 if name in ("kron", "kronsum") else 1]))


def _held(values: Sequence[Type | None]) -> str | None:
    """The dtype of a matrix that is made of these: None where it is not known."""
    found = set()
    for value in values:
        if isinstance(value, (Fixed, ListOf)):
            found.add(_held(value.elements if isinstance(value, Fixed) else [value.element]))
        elif isinstance(value, Number) and value.weak and value.dtype != "int64":
            found.add(value.dtype)
        elif value != Static(None):  # a block of zeros
            found.add(value.dtype if isinstance(value, (Array, LinearMap)) else None)
    known = bool(found) and found <= {"float64", "complex128"}
    return np.result_type(*found).name if known else None  # type: ignore[arg-type]


def solved(name: str, args: list[Type]) -> Type:
    """Type of what a solver gives for a matrix (or what has its factors) and a right-hand side."""
    if name not in SOLVERS or len(args) < 2:
        return Unknown()
    right = args[1]
    matrix = args[0].dtype if isinstance(args[0], LinearMap) else "float64"
    if not isinstance(right, Array) or right.dims is None or matrix is None or (name == "spsolve" and len(right.dims) == 2):
        return Unknown()  # a column is given back as a vector
    dtype = np.result_type(right.dtype, matrix).name
    if name in ("spsolve", "solve"):
        return Array(dtype, right.dims)
    return Fixed("tuple", (Array(dtype, right.dims[:1]), Number("int64")))
