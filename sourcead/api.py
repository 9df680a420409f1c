"""The transforms: what a user calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sourcead.derivative import Argnums, Derivative, signature_of
from sourcead.normalize import transform


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


def _vjp_of(f: Callable[..., Any]) -> Derivative:
    count = len(signature_of(f).parameters)
    return Derivative(f, "vjp", tuple(range(count)))
