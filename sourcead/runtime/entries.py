"""Sparse matrices by their entries: what stands for matrices of `scipy.sparse` whose entries are differentiated.

Entries stand at `rows` and `columns`; those at one place are summed, as in a matrix of `scipy.sparse` in coordinate form.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import unbroadcast

WAY_OUT = "build it of its entries: `csr_array((data, (rows, columns)), shape=...)`"


def _matrix(entries: Any, rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    """The matrix, in compressed columns."""
    from scipy.sparse import coo_array

    return coo_array((entries, (rows, columns)), shape=shape).tocsc()


def entries_product(entries: Any, rows: Any, columns: Any, count: int, x: Any) -> Any:
    """The product of a matrix of `count` rows with a vector or a matrix."""
    if hasattr(x, "tocsr"):
        raise TypeError(f"a matrix with differentiated entries is multiplied with one of scipy.sparse: {WAY_OUT}")
    return _matrix(entries, rows, columns, (count, np.shape(x)[0])) @ np.asarray(x)


def entries_sampled(u: Any, rows: Any, x: Any, columns: Any) -> Any:
    """The entries of the product of `u` with the transpose of `x` at given places: vectors, or matrices."""
    found = np.asarray(u)[rows] * np.asarray(x)[columns]
    return found if found.ndim == 1 else np.sum(found, axis=1)


class Factors:
    """The factors of a square matrix, or of its transpose, in double precision; `dtype`: that of the matrix."""

    def __init__(self, solver: Any, dtype: Any, transposed: bool = False) -> None:
        self.solver, self.dtype, self.transposed = solver, dtype, transposed

    def solve(self, b: Any) -> Any:
        """The solution for a vector, or the columns of a matrix; NaN where the matrix is singular."""
        b = np.asarray(b)
        if self.solver is None:
            return np.full(b.shape, np.nan)
        way, single = "T" if self.transposed else "N", np.result_type(self.dtype, b.dtype, np.float32)
        if b.dtype.kind == "c" and np.dtype(self.dtype).kind != "c":
            return (self.solver.solve(b.real, way) + 1j * self.solver.solve(b.imag, way)).astype(single)
        return self.solver.solve(b.astype(np.result_type(self.dtype, np.float64)), way).astype(single, copy=False)


def entries_factors(entries: Any, rows: Any, columns: Any, shape: tuple[int, int]) -> Factors:
    """The factors of a matrix; a singular one is warned of."""
    from scipy.sparse.linalg import MatrixRankWarning, splu

    if shape[0] != shape[1]:
        raise ValueError(f"matrix must be square (has shape {shape})")
    try:
        dtype = np.asarray(entries).dtype
        return Factors(splu(_matrix(entries, rows, columns, shape).astype(np.result_type(dtype, np.float64))), dtype)
    except RuntimeError as error:
        if "singular" not in str(error):
            raise
        warnings.warn("Matrix is exactly singular", MatrixRankWarning, stacklevel=2)
        return Factors(None, np.float64)


def entries_transposed(factors: Factors) -> Factors:
    """The factors of the transpose."""
    return Factors(factors.solver, factors.dtype, not factors.transposed)


def entries_solve(entries: Any, rows: Any, columns: Any, b: Any, factors: Factors) -> Any:
    """The solution of `A u = b` for a vector, or the columns of a matrix, by the factors of `A`."""
    return factors.solve(b)


def entries_of(matrix: Any) -> tuple[Any, Any, Any]:
    """The entries, rows and columns of a matrix of `scipy.sparse`."""
    if not hasattr(matrix, "tocoo"):
        raise TypeError(f"to a matrix with differentiated entries a {type(matrix).__name__} is added: {WAY_OUT}")
    found = matrix.tocoo()
    _check_real(found, "added to")
    return found.data, found.row.astype(np.int64), found.col.astype(np.int64)


def entries_at(matrix: Any, rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    """The elements of a matrix of `scipy.sparse` at places of one of some shape, to which it is broadcast."""
    from scipy.sparse import csr_matrix

    _check_real(matrix, "multiplied with")
    if np.broadcast_shapes(matrix.shape, shape) != tuple(shape):
        raise ValueError(f"a matrix of the shape {matrix.shape} is multiplied with one of the shape {tuple(shape)}")
    return np.asarray(csr_matrix(matrix)[rows % matrix.shape[0], columns % matrix.shape[1]]).ravel()


def check_elements(x: Any) -> None:
    """Raise for a matrix of `scipy.sparse` that a program makes: of which elements are multiplied is known of others alone."""
    if hasattr(x, "tocsr"):
        raise TypeError(
            "a matrix with differentiated entries is multiplied, element by element, with one of scipy.sparse that is made here: "
            "make it outside of the function, or multiply with its `toarray()`"
        )


def _check_real(matrix: Any, what: str) -> None:
    """Raise for complex entries, which are taken for real where their type is not known."""
    if matrix.dtype.kind == "c":
        raise TypeError(f"a complex matrix of scipy.sparse is {what} one with differentiated entries: {WAY_OUT}")


def entries_pairs(columns: Any, rows: Any) -> tuple[Any, Any]:
    """Which entries of two matrices meet in their product: those of which the column is the row."""
    columns, rows = np.asarray(columns), np.asarray(rows)
    order = np.argsort(rows, kind="stable")
    first, last = np.searchsorted(rows[order], columns, "left"), np.searchsorted(rows[order], columns, "right")
    counts = last - first
    left = np.repeat(np.arange(len(columns)), counts)
    within = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    return left, order[np.repeat(first, counts) + within]


def entries_part(rows: Any, columns: Any, shape: tuple[int, int], key: Any) -> tuple[Any, Any, Any, tuple[int, int]]:
    """Which entries a part of a matrix has, where they stand in it, and its shape; `key`: slices, or arrays for whole axes."""
    both = isinstance(key, tuple) and len(key) == 2
    first: Any = key[0] if both else key
    second: Any = key[1] if both else slice(None)
    if np.ndim(first) == 2 and np.ndim(second) == 2:  # of `np.ix_`
        first, second = np.ravel(first), np.ravel(second)
    elif not (isinstance(first, slice) or isinstance(second, slice)):
        raise TypeError(
            "of a matrix with differentiated entries parts by slices, by an array and a slice, and by np.ix_ are known"
        )
    chosen, places = _places(rows, np.arange(shape[0])[first])
    more, others = _places(np.asarray(columns)[chosen], np.arange(shape[1])[second])
    sizes = len(np.arange(shape[0])[first]), len(np.arange(shape[1])[second])
    return chosen[more], places[more], others, sizes


def _places(at: Any, kept: Any) -> tuple[Any, Any]:
    """Which entries are at the places that are kept, and where these are among them; one place may be kept several times."""
    if np.ndim(kept) != 1:
        raise TypeError("of a matrix with differentiated entries single rows and columns are taken by slices: A[i : i + 1]")
    return entries_pairs(at, kept)


def _length(shape: tuple[int, int], k: int) -> int:
    return min(shape[0] + min(k, 0), shape[1] - max(k, 0))


def shape_of_diagonals(diagonals: Any, offsets: Any) -> tuple[int, int]:
    """The shape of a square matrix by its first diagonal."""
    size = np.size(diagonals[0]) + abs(offsets[0])
    return size, size


def places_of_diagonals(offsets: Any, shape: tuple[int, int]) -> tuple[Any, Any]:
    """The rows and columns of diagonals, one after the other."""
    places = [np.arange(_length(shape, k)) for k in offsets]
    rows, columns = ([p + max(sign * k, 0) for p, k in zip(places, offsets)] for sign in (-1, 1))
    return np.concatenate(rows), np.concatenate(columns)


def joined_diagonals(diagonals: Any, offsets: Any, shape: tuple[int, int]) -> Any:
    """The elements of diagonals, one after the other: arrays, or numbers that are each element of theirs."""
    if len(diagonals) != len(offsets):
        raise ValueError("number of diagonals does not match the number of offsets")
    if len(set(offsets)) != len(offsets):
        raise ValueError("offset array contains duplicate values")
    return np.concatenate([np.broadcast_to(d, (_length(shape, k),)) for d, k in zip(diagonals, offsets)])


def unjoined_diagonals(g: Any, diagonals: Any, offsets: Any, shape: tuple[int, int]) -> list[Any]:
    """The cotangents of diagonals that were joined."""
    ends = np.cumsum([_length(shape, k) for k in offsets])
    return [unbroadcast(part, d) for part, d in zip(np.split(g, ends[:-1]), diagonals)]


def one_number(x: Any) -> Any:
    """A number by which a matrix is multiplied."""
    if np.ndim(x) != 0 or hasattr(x, "tocsr"):
        raise TypeError("a matrix with differentiated entries is multiplied with `*` by a number alone: write `@`, or `multiply`")
    return x
