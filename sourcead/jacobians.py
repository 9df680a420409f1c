"""Jacobians and Hessians, whole or times a vector, from the derivatives of either mode."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sourcead.api import as_numbers, grad, jvp, pushed
from sourcead.derivative import Argnums, Derivative, signature_of
from sourcead.errors import InputTypeError
from sourcead.runtime.trees import rebuilt, zeros_like


def hvp(f: Callable[..., Any], args: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, ...]:
    """The Hessian of the scalar function `f` at `args` times `tangents`: a tuple, one product an argument.

    Each tangent has its argument's structure and shapes, and so has each product. The Hessian is not made: the gradient is
    differentiated in the direction of the tangents (Pearlmutter, "Fast exact multiplication by the Hessian", 1994).
    """
    return jvp(_gradient_of(f), args, tangents)[1]  # type: ignore[no-any-return]


def jacrev(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The Jacobian of a function whose result is an array or number, one reverse sweep for each element of the result.

    The Jacobian by an array of shape `s` has the shape of the result followed by `s`; by a structure it is a structure of those.
    `argnums` as in `grad`. Raises `InputTypeError` where the result is neither an array nor a number.
    """
    derivative = Derivative(f, "vjp", argnums)

    def jacobian(*args: Any, **kwargs: Any) -> Any:
        value, pullback = derivative(*args, **kwargs)
        return _by_rows(derivative, value, pullback)

    return functools.wraps(f)(jacobian)


def _by_rows(derivative: Derivative, value: Any, pullback: Callable[[Any], tuple[Any, ...]]) -> Any:
    """The Jacobian, one row for each element of the result."""
    _check_result(value)
    shape, size = np.shape(value), np.size(value)
    units = np.eye(size, dtype=np.asarray(value).dtype).reshape((size, *shape))
    rows = [pullback(as_numbers(value, u)) for u in units]
    return derivative.asked([None if rows[0][k] is None else _stacked(column, shape) for k, column in enumerate(zip(*rows))])


def _check_result(value: Any) -> None:
    if not isinstance(value, (np.ndarray, np.number, float, complex)):
        raise InputTypeError(
            f"the result is of type {type(value).__name__}: it has no Jacobian",
            way_out="Return an array, or use `vjp` for structures.",
        )
    if not np.size(value):
        raise InputTypeError("the result is empty: it has no Jacobian", way_out="Return at least one element.")


def jacfwd(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The Jacobian of a function, one tangent for each element of the arguments; the result has the structure of `jacrev`'s."""
    derivative = Derivative(f, "vjp", argnums)
    params = signature_of(f).parameters

    def jacobian(*args: Any, **kwargs: Any) -> Any:
        bound = signature_of(f).bind(*args, **kwargs)
        bound.apply_defaults()
        return derivative.asked([_by_columns(f, bound.arguments, n) if n in derivative.wrt else None for n in params])

    return functools.wraps(f)(jacobian)


def _by_columns(f: Callable[..., Any], arguments: Any, name: str) -> Any:
    """The Jacobian by one argument, in its structure."""

    def column(place: Callable[[Any], Any]) -> Any:
        value, tangent = pushed(f, arguments, {name: place(zeros_like(arguments[name]))})
        _check_result(value)
        return np.asarray(tangent)

    return _columns(arguments[name], column, lambda unit: unit)


def _columns(part: Any, column: Callable[..., Any], place: Callable[[Any], Any]) -> Any:
    """The Jacobian by a part of an argument; `place` puts a tangent of the part into one of the whole argument."""
    if isinstance(part, dict):
        return {k: _columns(v, column, functools.partial(_put, place, part, k)) for k, v in part.items()}
    if isinstance(part, (list, tuple)):
        return rebuilt(part, [_columns(v, column, functools.partial(_put, place, part, k)) for k, v in enumerate(part)])
    shape, size = np.shape(part), np.size(part)
    if np.asarray(part).dtype.kind not in "fciub":
        return None
    units = np.eye(size).reshape((size, *shape))
    found = [column(lambda _, unit=unit: place(unit if shape else 1.0)) for unit in units]
    return np.moveaxis(np.stack(found), 0, -1).reshape((*found[0].shape, *shape))


def _put(place: Callable[[Any], Any], whole: Any, key: Any, unit: Any) -> Any:
    """A tangent of a structure in which only one part moves."""
    still = zeros_like(whole)
    if isinstance(still, dict):
        return place({**still, key: unit})
    items = list(still)
    items[key] = unit
    return place(rebuilt(whole, items))


def jacobian(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The Jacobian of a function, by the mode that takes fewer sweeps: `jacfwd` where the result is larger, else `jacrev`.

    It has the shape of the result followed by that of the argument.
    """
    derivative, forward = Derivative(f, "vjp", argnums), jacfwd(f, argnums)

    def either(*args: Any, **kwargs: Any) -> Any:
        value, pullback = derivative(*args, **kwargs)
        _check_result(value)
        bound = signature_of(f).bind(*args, **kwargs)
        bound.apply_defaults()
        count = sum(_count(bound.arguments[name]) for name in derivative.wrt)
        return forward(*args, **kwargs) if count < np.size(value) else _by_rows(derivative, value, pullback)

    return functools.wraps(f)(either)


def _count(tree: Any) -> int:
    """How many numbers are in a structure."""
    if isinstance(tree, dict):
        return sum(map(_count, tree.values()))
    return sum(map(_count, tree)) if isinstance(tree, (list, tuple)) else np.size(tree)


def hessian(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The Hessian of a scalar function by one array or number, of the shape of the argument twice: forward over reverse."""
    return jacfwd(grad(f, argnums), argnums)


def _stacked(rows: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """Cotangents of the elements of a result of this shape as one array, in their structure."""
    first = rows[0]
    if isinstance(first, dict):
        return {k: _stacked([row[k] for row in rows], shape) for k in first}
    if isinstance(first, (list, tuple)):
        return rebuilt(first, [_stacked([row[k] for row in rows], shape) for k in range(len(first))])
    return np.stack([np.asarray(row) for row in rows]).reshape((*shape, *np.shape(first)))


@functools.lru_cache(maxsize=64)
def _gradient_of(f: Callable[..., Any]) -> Derivative:
    count = len(signature_of(f).parameters)
    return Derivative(f, "grad", tuple(range(count)))
