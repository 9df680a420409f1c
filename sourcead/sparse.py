"""Sparse Jacobians and Hessians: as few sweeps as the pattern of what is not zero allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead.api import as_numbers, grad, pushed
from sourcead.derivative import Derivative
from sourcead.domains import arguments_of, passed
from sourcead.errors import InputTypeError, SourceADError
from sourcead.identity import named_after
from sourcead.jacobians import hessian, jacobian
from sourcead.normalize import Program
from sourcead.normalize.meeting import arrays_outside
from sourcead.runtime.trees import copy
from sourcead.several import several
from sourcead.sparsity.colouring import columns, readable, stars
from sourcead.sparsity.detect import detect, key_of

TOLERANCE = {"f": 1e-3, "d": 1e-6}  # of the check of a pattern that is given, by the type's character
KEPT = 16  # patterns of one function
MOST_ROWS = 64  # that are looked at one by one where the check finds them wrong


@dataclass(frozen=True)
class Plan:
    """A pattern (CSR, of ones), and a colour for each column, or for each row (`by_rows`)."""

    pattern: Any
    colours: np.ndarray
    by_rows: bool = False

    @property
    def sweeps(self) -> int:
        """How many sweeps give the matrix."""
        return int(self.colours.max(initial=-1)) + 1


def sparse_jacobian(f: Callable[..., Any], argnums: int | str = 0, *, sparsity: Any = None) -> SparseJacobian:
    """The Jacobian of a function of an array as a `scipy.sparse.csr_array`, of the sizes of the result and of the argument.

    `f` returns an array or a number; arrays of more dimensions count as raveled in C order. `argnums` is one position or name.
    `sparsity` is the pattern of what may differ from zero, of the Jacobian's shape: what `scipy.sparse` takes, or an array of
    bools. Without it the pattern is found from the program: it runs once more, on sets of input elements, and where what an
    operation does is not known, all of its result depends on all of its operands; what cannot be followed at all gives a full
    pattern. A pattern so found is that at the arguments of the call, with the branches that they take; it is kept for later calls
    only where no value steers the program: no branch, index or length depends on one, and no constant matrix that is mostly
    zeros is multiplied with a vector (its zeros are left out of the pattern, of that call alone). `pattern(*args)` gives the
    pattern, `sweeps(*args)` how many sweeps it takes. All its entries are stored, zeros too: with the same pattern the structure
    is the same from call to call.

    Columns that share no row are found by one tangent together, or rows that share no column by one cotangent, whichever take
    fewer sweeps (Curtis, Powell, Reid, "On the Estimation of Sparse Jacobian Matrices", 1974; Coleman, Moré, "Estimation of
    Sparse Jacobian Matrices and Graph Coloring Problems", 1983). A new pattern is checked: the matrix times a vector is
    compared with a tangent. The dtype is the result's. Needs SciPy.

    Raises as `grad` does, and `InputTypeError` where the argument is no array or number of real floating-point numbers, where
    `sparsity` has another shape, or where it lacks entries, as far as its product with one vector shows at its first use.
    """
    return SparseJacobian(f, argnums, sparsity)


def sparse_hessian(f: Callable[..., Any], argnums: int | str = 0, *, sparsity: Any = None) -> SparseHessian:
    """The Hessian of a scalar function by one array, as a symmetric `scipy.sparse.csr_array`, forward over reverse.

    The pattern is that of the Jacobian of the gradient, whose generated program is followed as `sparse_jacobian` says; `sparsity`
    as there (made symmetric). Columns are taken together from which a symmetric matrix can be read: star colouring (Coleman,
    Moré, "Estimation of Sparse Hessian Matrices and Graph Coloring Problems", 1984). Errors as those of `sparse_jacobian`.
    """
    return SparseHessian(f, argnums, sparsity)


class SparseJacobian:
    """A function that gives the Jacobian; made by `sparse_jacobian`."""

    def __init__(self, f: Callable[..., Any], argnums: int | str, sparsity: Any) -> None:
        named_after(f, self)
        if not isinstance(argnums, (int, str)):
            raise InputTypeError("a sparse Jacobian is by one argument", way_out="Give one position or name as `argnums`.")
        self._f = f
        self._derivative = Derivative(f, "vjp", argnums)
        self._name = self._derivative.wrt[0]
        self._given = None if sparsity is None else _as_pattern(sparsity)
        self._plans: dict[object, tuple[Program | None, Plan]] = {}  # with the program that each was found from
        self._proved: list[Plan] = []  # those whose matrix agreed with a tangent

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The matrix at these arguments (those of the function)."""
        arguments = self._arguments(args, kwargs)
        plan = self._plan(arguments)
        if plan is None:
            return _csr(self._whole(arguments))
        found = self._matrix(plan, arguments)
        if not any(plan is proved for proved in self._proved):
            self._check(found, arguments)
            self._proved = [p for _, p in self._plans.values()]
        return found

    def pattern(self, *args: Any, **kwargs: Any) -> Any:
        """What may differ from zero at these arguments: a `scipy.sparse.csr_array` of bools."""
        arguments = self._arguments(args, kwargs)
        plan = self._plan(arguments)
        return _csr(np.ones(self._shape(arguments), bool)) if plan is None else plan.pattern.astype(bool)

    def sweeps(self, *args: Any, **kwargs: Any) -> int:
        """How many sweeps give the matrix at these arguments."""
        arguments = self._arguments(args, kwargs)
        plan = self._plan(arguments)
        return min(self._shape(arguments)) if plan is None else plan.sweeps

    def _arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """All arguments by their names; the one that moves is checked."""
        arguments = arguments_of(self._f, args, kwargs)
        value = arguments[self._name]
        if not isinstance(value, (np.ndarray, np.number, float, int)) or np.asarray(value).dtype.kind == "c":
            raise InputTypeError(
                f"the argument `{self._name}` is no array of real numbers: it has no sparse Jacobian",
                way_out="Pass an array, or use `jacobian` for structures.",
            )
        if type(value) is int:
            arguments[self._name] = float(value)
        several(self._f, (self._name,)).at(tuple(arguments.values()))
        return arguments

    # the pattern

    def _plan(self, arguments: dict[str, Any]) -> Plan | None:
        """How the matrix is found; None where all of it may differ from zero."""
        if self._given is not None:
            return self._given_plan(arguments)
        args, kwargs = passed(self._f, arguments)
        program, values = self._followed().program(args, **kwargs)
        own = key_of(values)
        key = None if own is None else (own, *(a.shape for a in arrays_outside(program)))
        kept = self._plans.get(key)
        if kept is not None and kept[0] is program:
            return kept[1]
        found = detect(program, values, self._name)
        if found is None:
            return None
        shape = (len(found.starts) - 1, int(np.size(arguments[self._name])))
        plan = self._coloured(_pattern_of(found.columns, found.starts, shape))
        if found.steady and key is not None:
            if len(self._plans) >= KEPT:
                self._plans.clear()
            self._plans[key] = program, plan
        return plan

    def _given_plan(self, arguments: dict[str, Any]) -> Plan:
        assert self._given is not None
        shape = self._shape(arguments) if not self._proved else (self._given.shape[0], int(np.size(arguments[self._name])))
        _check_shape(self._given.shape, shape)
        if None not in self._plans:
            self._plans[None] = None, self._coloured(self._given)
        return self._plans[None][1]

    def _check(self, found: Any, arguments: dict[str, Any]) -> None:
        """Compare the matrix times a vector with a tangent: a pattern that lacks entries gives wrong numbers."""
        value = arguments[self._name]
        rng = np.random.default_rng(0)
        vector = rng.uniform(0.5, 1.0, np.size(value)) * rng.choice([-1.0, 1.0], np.size(value))
        product = self._push(arguments, vector.reshape(np.shape(value)))[1]
        gap = np.abs(found @ vector - product)
        scale = abs(found) @ np.abs(vector) + np.abs(product)
        tolerance = TOLERANCE.get(np.asarray(product).dtype.char, 1e-6)
        wrong = np.flatnonzero(gap > tolerance * scale)
        wrong = wrong if wrong.size > MOST_ROWS else wrong[[not self._covers(found, int(r), arguments, tolerance) for r in wrong]]
        if wrong.size and self._given is None:
            raise SourceADError(
                f"the pattern that was found does not cover row {wrong[0]}: this is a defect of sourcead",
                way_out="Use `jacobian` or `hessian`, or give the pattern as `sparsity`.",
            )
        if wrong.size:
            raise InputTypeError(
                f"the sparsity lacks entries: those of row {wrong[0]} are not enough for the derivative",
                way_out="Give a pattern that covers all that may differ from zero, or none: it is found from the program.",
            )

    def _covers(self, found: Any, row: int, arguments: dict[str, Any], tolerance: float) -> bool:
        """Whether a row that a sweep gives is zero but for its entries; of numbers that cancel, sweeps give different ones."""
        whole, part = self._row(row, arguments), slice(found.indptr[row], found.indptr[row + 1])
        outside, scale = np.delete(whole, found.indices[part]), np.abs(whole).max(initial=0.0)
        gap = np.abs(whole[found.indices[part]] - found.data[part]).max(initial=0.0)
        most = max(scale, np.abs(found.data).max(initial=0.0))
        return bool(np.abs(outside).max(initial=0.0) <= tolerance * scale and gap <= tolerance * most)

    # what differs between the matrices

    def _followed(self) -> Derivative:
        """The derivative whose primal's pattern is the matrix's."""
        return self._derivative

    def _coloured(self, pattern: Any) -> Plan:
        by_column = Plan(pattern, columns(pattern))
        if by_column.sweeps <= int(np.diff(pattern.tocsc().indptr).max(initial=0)):
            return by_column  # rows take as many colours as a column has entries
        by_row = Plan(pattern, columns(pattern.T.tocsr()), by_rows=True)
        return by_row if by_row.sweeps < by_column.sweeps else by_column

    def _shape(self, arguments: dict[str, Any]) -> tuple[int, int]:
        args, kwargs = passed(self._f, arguments)
        return int(np.size(self._f(*copy(args), **copy(kwargs)))), int(np.size(arguments[self._name]))

    def _whole(self, arguments: dict[str, Any]) -> Any:
        args, kwargs = passed(self._f, arguments)
        found = jacobian(self._f, self._name)(*args, **kwargs)
        size = int(np.size(arguments[self._name]))
        return np.reshape(found, (np.size(found) // max(size, 1), size))

    def _push(self, arguments: dict[str, Any], tangent: Any) -> tuple[Any, Any]:
        """The value and its tangent, both raveled."""
        shape = np.shape(arguments[self._name])
        value, found = pushed(self._followed().primal, arguments, {self._name: tangent if shape else np.reshape(tangent, ())[()]})
        return np.ravel(value), np.ravel(found)

    def _row(self, row: int, arguments: dict[str, Any]) -> np.ndarray:
        """One row of the matrix, all of it."""
        value, pullback = self._derivative.at(tuple(arguments.values()))
        return self._pulled(value, pullback, np.arange(np.size(value)) == row)

    def _pulled(self, value: Any, pullback: Any, chosen: np.ndarray) -> np.ndarray:
        """The sum of some rows."""
        unit = chosen.astype(np.asarray(value).dtype).reshape(np.shape(value))
        return np.ravel(self._derivative.asked(pullback(as_numbers(value, unit))))

    def _matrix(self, plan: Plan, arguments: dict[str, Any]) -> Any:
        rows, places = _rows(plan.pattern), plan.pattern.indices
        if plan.by_rows:
            value, pullback = self._derivative.at(tuple(arguments.values()))
            _check_shape(plan.pattern.shape, (np.size(value), plan.pattern.shape[1]))
            if np.iscomplexobj(value):  # a cotangent gives the derivative of a real number
                return self._matrix(Plan(plan.pattern, columns(plan.pattern)), arguments)
            bars = [self._pulled(value, pullback, plan.colours == k) for k in range(plan.sweeps)]
            bars = bars or [np.zeros(plan.pattern.shape[1])]
            return _like(plan.pattern, np.stack(bars)[plan.colours[rows], places].astype(np.asarray(value).dtype))
        tangents = self._tangents(plan, arguments)
        return _like(plan.pattern, tangents[plan.colours[places], rows])

    def _tangents(self, plan: Plan, arguments: dict[str, Any]) -> np.ndarray:
        """The tangents of the colours' directions, one a row."""
        shape = np.shape(arguments[self._name])
        units = [(plan.colours == k).astype(float).reshape(shape) for k in range(plan.sweeps)]
        found = [self._push(arguments, unit)[1] for unit in units]
        for tangent in found[:1]:
            _check_shape(plan.pattern.shape, (tangent.size, plan.pattern.shape[1]))
        return np.stack(found) if found else np.zeros((1, plan.pattern.shape[0]))


class SparseHessian(SparseJacobian):
    """A function that gives the Hessian; made by `sparse_hessian`."""

    def __init__(self, f: Callable[..., Any], argnums: int | str, sparsity: Any) -> None:
        super().__init__(f, argnums, sparsity)
        self._gradient = grad(f, argnums)
        self._of_gradient = Derivative(self._gradient, "vjp", argnums)

    def _followed(self) -> Derivative:
        return self._of_gradient

    def _coloured(self, pattern: Any) -> Plan:
        if pattern.shape[0] != pattern.shape[1]:
            raise InputTypeError(f"the sparsity has the shape {pattern.shape}", way_out="A Hessian is square.")
        both = pattern + pattern.T
        both = _pattern_of(both.indices, both.indptr, pattern.shape)
        by_stars, by_columns = Plan(both, stars(both)), Plan(both, columns(both))
        return by_stars if by_stars.sweeps <= by_columns.sweeps else by_columns

    def _shape(self, arguments: dict[str, Any]) -> tuple[int, int]:
        size = int(np.size(arguments[self._name]))
        return size, size

    def _whole(self, arguments: dict[str, Any]) -> Any:
        args, kwargs = passed(self._f, arguments)
        return np.reshape(hessian(self._f, self._name)(*args, **kwargs), self._shape(arguments))

    def _row(self, row: int, arguments: dict[str, Any]) -> np.ndarray:
        value = arguments[self._name]
        unit = (np.arange(np.size(value)) == row).astype(float)
        return self._push(arguments, unit.reshape(np.shape(value)))[1]

    def _matrix(self, plan: Plan, arguments: dict[str, Any]) -> Any:
        """Each pair of entries is read at one place."""
        rows, places = _rows(plan.pattern), plan.pattern.indices
        tangents = self._tangents(plan, arguments)
        direct = readable(plan.pattern, plan.colours)
        twin = _twins(plan.pattern)
        own = direct & (~direct[twin] | (rows <= places))  # of two that can be read, the upper one
        first, second = np.where(own, places, rows), np.where(own, rows, places)
        return _like(plan.pattern, tangents[plan.colours[first], second])


def _check_shape(given: tuple[int, int], wanted: tuple[int, int]) -> None:
    if given != wanted:
        raise InputTypeError(
            f"the sparsity has the shape {given}, and the matrix {wanted}", way_out="Give a pattern of that shape."
        )


def _rows(pattern: Any) -> np.ndarray:
    """The row of each entry."""
    return np.repeat(np.arange(pattern.shape[0]), np.diff(pattern.indptr))


def _twins(pattern: Any) -> np.ndarray:
    """The position of the entry (j, i) for each entry (i, j) of a symmetric pattern in order."""
    return np.lexsort((_rows(pattern), pattern.indices))


def _pattern_of(places: Any, starts: Any, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    found = csr_array((np.ones(len(places), np.int8), places, starts), shape=shape)
    found.sort_indices()
    return found


def _like(pattern: Any, data: np.ndarray) -> Any:
    from scipy.sparse import csr_array

    return csr_array((data, pattern.indices.copy(), pattern.indptr.copy()), shape=pattern.shape)


def _csr(whole: Any) -> Any:
    """A matrix all of whose entries are stored."""
    rows, size = np.shape(whole)
    return _like(_pattern_of(np.tile(np.arange(size), rows), np.arange(rows + 1) * size, (rows, size)), np.ravel(whole))


def _as_pattern(sparsity: Any) -> Any:
    """A pattern that is given, as a CSR array of ones; zeros that are stored count."""
    from scipy.sparse import coo_array, issparse

    if not issparse(sparsity):
        sparsity = coo_array(np.asarray(sparsity) != 0)
    found = coo_array(sparsity).tocsr()
    return _pattern_of(found.indices, found.indptr, found.shape)
