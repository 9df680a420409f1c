"""Matrices of `scipy.sparse` whose entries are differentiated: made of arrays, added, multiplied, cut, solved with.

Only the entries vary; where they stand does not. What is not made here of arrays stays a matrix of SciPy, with constant entries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
import scipy.sparse.linalg

from sourcead import runtime as rt
from sourcead.definitions.asking import is_matrix


class Entries:
    """A matrix by its entries; `starred`: whether `*` multiplies element by element, as for the arrays of `scipy.sparse`."""

    __array_priority__ = 10.1
    ndim = 2

    def __init__(self, entries: Any, rows: Any, columns: Any, shape: Any, starred: Any) -> None:
        self._entries = entries
        self._rows = rows
        self._columns = columns
        self.shape = shape
        self._starred = starred

    def _with(self, entries: Any) -> Any:
        return Entries(entries, self._rows, self._columns, self.shape, self._starred)

    def __matmul__(self, other: Any) -> Any:
        """A product with another such matrix, one of SciPy, a vector or a matrix."""
        if is_matrix(other):
            return self @ _constant(other, self._starred)
        if isinstance(other, Entries):
            left, right = rt.entries_pairs(self._columns, other._rows)
            found = self._entries[left] * other._entries[right]
            return Entries(found, self._rows[left], other._columns[right], (self.shape[0], other.shape[1]), self._starred)
        return rt.entries_product(self._entries, self._rows, self._columns, self.shape[0], other)

    def __rmatmul__(self, other: Any) -> Any:
        """A matrix of SciPy, a vector or a matrix times this one."""
        if is_matrix(other):
            return _constant(other, self._starred) @ self
        return np.transpose(rt.entries_product(self._entries, self._columns, self._rows, self.shape[1], np.transpose(other)))

    def dot(self, other: Any) -> Any:
        """`self @ other`."""
        return self @ other

    def __mul__(self, other: Any) -> Any:
        """A multiple; of matrices, the product with another one."""
        if is_matrix(other):
            return self.multiply(other) if self._starred else self @ other
        if isinstance(other, Entries):
            if self._starred:
                raise NotImplementedError("products of the elements of two matrices with differentiated entries are not known")
            return self @ other
        return self._with(self._entries * rt.one_number(other))

    def __rmul__(self, other: Any) -> Any:
        """A multiple; of matrices, the product with another one."""
        if is_matrix(other):
            return _constant(other, self._starred) * self
        return self._with(rt.one_number(other) * self._entries)

    def __truediv__(self, other: Any) -> Any:
        """A part."""
        return self._with(self._entries / rt.one_number(other))

    def __neg__(self) -> Any:
        return self._with(-self._entries)

    def _joined(self, entries: Any, rows: Any, columns: Any) -> Any:
        return Entries(
            np.concatenate((self._entries, entries)), np.concatenate((self._rows, rows)),
            np.concatenate((self._columns, columns)), self.shape, self._starred,
        )  # fmt: skip

    def __add__(self, other: Any) -> Any:
        """A sum with such a matrix, or one of SciPy."""
        if isinstance(other, Entries):
            return self._joined(other._entries, other._rows, other._columns)
        entries, rows, columns = rt.entries_of(other)
        return self._joined(entries, rows, columns)

    def __radd__(self, other: Any) -> Any:
        """A sum with a matrix of SciPy."""
        return self + other

    def __sub__(self, other: Any) -> Any:
        """A difference to such a matrix, or one of SciPy."""
        if isinstance(other, Entries):
            return self._joined(-other._entries, other._rows, other._columns)
        entries, rows, columns = rt.entries_of(other)
        return self._joined(-entries, rows, columns)

    def __rsub__(self, other: Any) -> Any:
        """The difference of a matrix of SciPy to this one."""
        return -self + other

    @property
    def T(self) -> Any:  # noqa: N802 (SciPy's name)
        """The transpose."""
        return Entries(self._entries, self._columns, self._rows, (self.shape[1], self.shape[0]), self._starred)

    def transpose(self) -> Any:
        """The transpose."""
        return self.T

    def tocsr(self, copy: Any = False) -> Any:
        """The matrix: its form is no matter here."""
        return self

    def tocsc(self, copy: Any = False) -> Any:
        """The matrix."""
        return self

    def tocoo(self, copy: Any = False) -> Any:
        """The matrix."""
        return self

    def asformat(self, format: Any, copy: Any = False) -> Any:
        """The matrix."""
        return self

    def copy(self) -> Any:
        """The matrix, which is never changed."""
        return self

    def toarray(self) -> Any:
        """An array of its elements."""
        found = np.zeros(self.shape, self._entries.dtype)
        np.add.at(found, (self._rows, self._columns), self._entries)
        return found

    def diagonal(self, k: Any = 0) -> Any:
        """The elements of a diagonal."""
        chosen = np.flatnonzero(self._columns - self._rows == k)
        found = np.zeros(np.shape(np.diagonal(np.zeros(self.shape), k)), self._entries.dtype)
        np.add.at(found, np.minimum(self._rows, self._columns)[chosen], self._entries[chosen])
        return found

    def trace(self, offset: Any = 0) -> Any:
        """The sum of a diagonal."""
        return np.sum(self._entries[np.flatnonzero(self._columns - self._rows == offset)])

    def sum(self, axis: Any = None) -> Any:
        """The sum of all elements; of an array, of rows or columns too."""
        if axis is None:
            return np.sum(self._entries)
        if not self._starred:
            raise NotImplementedError("sums of the rows of a matrix with differentiated entries: A @ np.ones(n)")
        return self @ np.ones(self.shape[1]) if axis % 2 == 1 else np.ones(self.shape[0]) @ self

    def multiply(self, other: Any) -> Any:
        """The product of each element with one of an array or a matrix of SciPy, or with a number."""
        if is_matrix(other):
            return self._with(self._entries * rt.entries_at(other, self._rows, self._columns, self.shape))
        if isinstance(other, Entries):
            raise NotImplementedError("products of the elements of two matrices with differentiated entries are not known")
        rt.check_elements(other)
        return self._with(self._entries * np.broadcast_to(other, self.shape)[self._rows, self._columns])

    def __getitem__(self, key: Any) -> Any:
        """A part: by slices, by an array and a slice, by `np.ix_`."""
        chosen, rows, columns, shape = rt.entries_part(self._rows, self._columns, self.shape, key)
        return Entries(self._entries[chosen], rows, columns, (shape[0], shape[1]), self._starred)


class Solver:
    """What solves with a matrix whose entries are differentiated, again and again."""

    def __init__(self, matrix: Any) -> None:
        self._matrix = matrix
        self._factors = rt.entries_factors(matrix._entries, matrix._rows, matrix._columns, matrix.shape)

    def solve(self, b: Any, trans: Any = "N") -> Any:
        """The solution for a vector, or the columns of a matrix."""
        found, transposed = self._matrix, trans != "N"
        if transposed:
            return rt.entries_solve(found._entries, found._columns, found._rows, b, rt.entries_transposed(self._factors))
        return rt.entries_solve(found._entries, found._rows, found._columns, b, self._factors)

    def __call__(self, b: Any) -> Any:
        """The solution."""
        return self.solve(b)


def _constant(matrix: Any, starred: Any) -> Any:
    """A matrix of SciPy by its entries."""
    entries, rows, columns = rt.entries_of(matrix)
    return Entries(entries, rows, columns, (matrix.shape[0], matrix.shape[1]), starred)


def _size(places: Any) -> Any:
    return np.max(places) + 1


def _made(arg1: Any, shape: Any, starred: Any, by_rows: Any) -> Any:
    """A matrix of entries and where they stand, or of such a matrix."""
    if isinstance(arg1, Entries):
        return Entries(arg1._entries, arg1._rows, arg1._columns, arg1.shape, starred)
    if len(arg1) == 3:
        entries, places, starts = arg1
        lines = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        found = shape if shape is not None else (len(starts) - 1, _size(places)) if by_rows else (_size(places), len(starts) - 1)
        rows, columns = (lines, np.asarray(places)) if by_rows else (np.asarray(places), lines)
        return Entries(np.asarray(entries), rows, columns, found, starred)
    if not isinstance(arg1[1], (tuple, list)) and np.ndim(arg1[1]) == 0:  # a shape alone
        nowhere = np.zeros(0, int)
        return Entries(np.zeros(0), nowhere, nowhere, arg1, starred)
    entries, (rows, columns) = arg1
    found = shape if shape is not None else (_size(rows), _size(columns))
    return Entries(np.asarray(entries), np.asarray(rows), np.asarray(columns), found, starred)


def csr_matrix(arg1: Any, shape: Any = None) -> Any:
    """`scipy.sparse.csr_matrix`."""
    if isinstance(arg1, (tuple, Entries)):
        return _made(arg1, shape, False, True)
    return scipy.sparse.csr_matrix(arg1, shape)


def csc_matrix(arg1: Any, shape: Any = None) -> Any:
    """`scipy.sparse.csc_matrix`."""
    if isinstance(arg1, (tuple, Entries)):
        return _made(arg1, shape, False, False)
    return scipy.sparse.csc_matrix(arg1, shape)


def coo_matrix(arg1: Any, shape: Any = None) -> Any:
    """`scipy.sparse.coo_matrix`."""
    if isinstance(arg1, (tuple, Entries)):
        return _made(arg1, shape, False, True)
    return scipy.sparse.coo_matrix(arg1, shape)


def csr_array(arg1: Any, shape: Any = None) -> Any:
    """`scipy.sparse.csr_array`."""
    if isinstance(arg1, (tuple, Entries)):
        return _made(arg1, shape, True, True)
    return scipy.sparse.csr_array(arg1, shape)


def csc_array(arg1: Any, shape: Any = None) -> Any:
    """`scipy.sparse.csc_array`."""
    if isinstance(arg1, (tuple, Entries)):
        return _made(arg1, shape, True, False)
    return scipy.sparse.csc_array(arg1, shape)


def coo_array(arg1: Any, shape: Any = None) -> Any:
    """`scipy.sparse.coo_array`."""
    if isinstance(arg1, (tuple, Entries)):
        return _made(arg1, shape, True, True)
    return scipy.sparse.coo_array(arg1, shape)


def _diagonals(diagonals: Any, offsets: Any, shape: Any, starred: Any) -> Any:
    """A matrix by its diagonals: lists of equal lengths."""
    shape = rt.shape_of_diagonals(diagonals, offsets) if shape is None else shape
    rows, columns = rt.places_of_diagonals(offsets, shape)
    return Entries(rt.joined_diagonals(diagonals, offsets, shape), rows, columns, (shape[0], shape[1]), starred)


def diags(diagonals: Any, offsets: Any = 0, shape: Any = None, format: Any = None) -> Any:
    """`scipy.sparse.diags` of one diagonal, or of lists of them."""
    if isinstance(offsets, int):
        return _diagonals([np.asarray(diagonals)], [offsets], shape, False)
    return _diagonals(diagonals, offsets, shape, False)


def diags_array(diagonals: Any, /, *, offsets: Any = 0, shape: Any = None, format: Any = None) -> Any:
    """`scipy.sparse.diags_array` of one diagonal, or of lists of them."""
    if isinstance(offsets, int):
        return _diagonals([np.asarray(diagonals)], [offsets], shape, True)
    return _diagonals(diagonals, offsets, shape, True)


def spsolve(A: Any, b: Any, permc_spec: Any = None, use_umfpack: Any = True) -> Any:  # noqa: N803 (SciPy's name)
    """`scipy.sparse.linalg.spsolve`."""
    if isinstance(A, Entries):
        found = Solver(A).solve(b)
        return found[:, 0] if np.ndim(b) == 2 and np.shape(b)[1] == 1 else found
    return scipy.sparse.linalg.spsolve(A, b, permc_spec, use_umfpack)


def splu(A: Any) -> Any:  # noqa: N803
    """`scipy.sparse.linalg.splu`."""
    return Solver(A) if isinstance(A, Entries) else scipy.sparse.linalg.splu(A)


def factorized(A: Any) -> Any:  # noqa: N803
    """`scipy.sparse.linalg.factorized`."""
    return Solver(A) if isinstance(A, Entries) else scipy.sparse.linalg.factorized(A)


def issparse(x: Any) -> Any:
    """`scipy.sparse.issparse`."""
    return True if isinstance(x, Entries) else scipy.sparse.issparse(x)


DEFINITIONS = {
    "scipy.sparse.csr_matrix": csr_matrix, "scipy.sparse.csc_matrix": csc_matrix, "scipy.sparse.coo_matrix": coo_matrix,
    "scipy.sparse.csr_array": csr_array, "scipy.sparse.csc_array": csc_array, "scipy.sparse.coo_array": coo_array,
    "scipy.sparse.diags": diags, "scipy.sparse.diags_array": diags_array, "scipy.sparse.linalg.spsolve": spsolve,
    "scipy.sparse.linalg.splu": splu, "scipy.sparse.linalg.factorized": factorized, "scipy.sparse.issparse": issparse,
}  # fmt: skip
