"""The transforms: what a user calls."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sourcead.derivative import Argnums, Derivative, signature_of
from sourcead.errors import InputTypeError
from sourcead.normalize import transform
from sourcead.runtime.trees import rebuilt


@transform
def grad(f: Callable[..., Any] | None = None, argnums: Argnums = 0) -> Any:
    """The gradient of a scalar function, by reverse mode.

    Use it as `@grad`, `@grad(argnums=(0, 1))` or `grad(f, 1)`. `argnums` are positions or names of parameters; one of them gives
    one gradient, a tuple gives a tuple. A gradient has the structure, shape and dtype of its argument; for complex arguments of a
    real function it follows autograd and JAX (the conjugate of PyTorch's).

    Raises `UnsupportedSyntaxError`, `MissingRuleError`, `SourceNotFoundError`, `InputTypeError` or `AliasError`, each with the
    place in the function, where a gradient cannot be proved right.
    """
    return _transform(f, "grad", argnums)


@transform
def value_and_grad(f: Callable[..., Any] | None = None, argnums: Argnums = 0) -> Any:
    """Like `grad`, but the result is `(value, gradient)`; the value is the primal's, bit for bit."""
    return _transform(f, "value_and_grad", argnums)


def _transform(f: Callable[..., Any] | None, kind: str, argnums: Argnums) -> Any:
    if f is None:
        return lambda function: Derivative(function, kind, argnums)
    return Derivative(f, kind, argnums)


def vjp(f: Callable[..., Any], *args: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """The value of `f(*args)` and its pullback, which maps a cotangent of the value to a tuple of cotangents, one an argument.

    The cotangent has the value's structure and shapes. The pullback may be called any number of times, in any thread.
    """
    value, pullback = _vjp_of(f)(*args)
    return value, lambda cotangent: pullback(_like(value, cotangent))


def _like(value: Any, cotangent: Any) -> Any:
    """The cotangent with numbers where the value has numbers: arrays without dimensions could be changed in place."""
    if isinstance(value, dict) and isinstance(cotangent, dict):
        return {k: _like(value[k], c) if k in value else c for k, c in cotangent.items()}
    if isinstance(value, (list, tuple)) and type(cotangent) in (list, tuple) and len(value) == len(cotangent):
        return type(cotangent)(map(_like, value, cotangent))
    is_number = isinstance(cotangent, np.ndarray) and cotangent.ndim == 0 and not isinstance(value, np.ndarray)
    return cotangent[()] if is_number else cotangent


def hvp(f: Callable[..., Any], args: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, ...]:
    """The Hessian of the scalar function `f` at `args` times `tangents`: a tuple, one product an argument.

    Each tangent has its argument's structure and shapes, and so has each product. The Hessian is not made: the gradient is
    differentiated again, in reverse (the Hessian is symmetric).
    """
    _, pullback = vjp(_gradient_of(f), *args)
    return pullback(tuple(tangents))


def jacrev(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The Jacobian of a function whose result is an array or number, one reverse sweep for each element of the result.

    The Jacobian by an array of shape `s` has the shape of the result followed by `s`; by a structure it is a structure of those.
    `argnums` as in `grad`. Raises `InputTypeError` where the result is neither an array nor a number.
    """
    derivative = Derivative(f, "vjp", argnums)

    def jacobian(*args: Any, **kwargs: Any) -> Any:
        value, pullback = derivative(*args, **kwargs)
        if not isinstance(value, (np.ndarray, np.number, float, complex)):
            raise InputTypeError(
                f"the result is of type {type(value).__name__}: it has no Jacobian",
                way_out="Return an array, or use `vjp` for structures.",
            )
        shape, size = np.shape(value), np.size(value)
        if not size:
            raise InputTypeError("the result is empty: it has no Jacobian", way_out="Return at least one element.")
        units = np.eye(size, dtype=np.asarray(value).dtype).reshape((size, *shape))
        rows = [tuple(g for g, wanted in zip(pullback(_like(value, u)), derivative.wanted) if wanted) for u in units]
        found = [_stacked([row[k] for row in rows], shape) for k in range(len(rows[0]))]
        ordered = tuple(found[k] for k in derivative.order)
        return ordered[0] if derivative.single else ordered

    return functools.wraps(f)(jacobian)


def hessian(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The Hessian of a scalar function by one array or number, of the shape of the argument twice."""
    return jacrev(grad(f, argnums), argnums)


def _stacked(rows: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """Cotangents of the elements of a result of this shape as one array, in their structure."""
    first = rows[0]
    if isinstance(first, dict):
        return {k: _stacked([row[k] for row in rows], shape) for k in first}
    if isinstance(first, (list, tuple)):
        return rebuilt(first, [_stacked([row[k] for row in rows], shape) for k in range(len(first))])
    return np.stack([np.asarray(row) for row in rows]).reshape((*shape, *np.shape(first)))


@functools.lru_cache(maxsize=64)
def _vjp_of(f: Callable[..., Any]) -> Derivative:
    count = len(signature_of(f).parameters)
    return Derivative(f, "vjp", tuple(range(count)))


@functools.lru_cache(maxsize=64)
def _gradient_of(f: Callable[..., Any]) -> Derivative:
    count = len(signature_of(f).parameters)
    return Derivative(f, "grad", tuple(range(count)))
