"""The derivative of a function at one place, as a linear function of tangents that keeps the values it needs.

A pullback is linear in its cotangent, and a program like any other: its own pullback maps tangents to the tangent of the value.
(Each of the two modes is the transpose of the other.) Guarantee: it is the derivative that forward mode gives. Where the pullback
cannot be transposed, as with loops whose values it takes from lists, there is none.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

import numpy as np

from sourcead.derivative import Derivative
from sourcead.directions import fitted
from sourcead.errors import SourceADError
from sourcead.runtime.trees import zeros_like
from sourcead.signatures import signature_of

_lost: weakref.WeakSet[CodeType] = weakref.WeakSet()  # of pullbacks that cannot be transposed


class Linear:
    """A linear function of a tuple of tangents, one for each parameter: None for what has no cotangent."""

    def __init__(self, params: Sequence[str], value: Any, function: Callable[[Any], tuple[Any]]) -> None:
        self.params, self.value, self.function = params, zeros_like(value), function

    def __call__(self, tangents: Sequence[Any]) -> Any:
        """The tangent of the value."""
        return _with_numbers(self.value, self.function(tuple(tangents))[0])

    def way(self, args: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, ...] | None:
        """Tangents of arguments as they are taken; None where they are not taken in that form."""
        if not len(args) == len(tangents) == len(self.params) or all(t is None for t in tangents):
            return None
        if not all(_moves(a) or (t is None and not isinstance(a, (list, tuple, dict))) for a, t in zip(args, tangents)):
            return None
        return tuple(fitted(a, t, n) if _moves(a) else None for a, t, n in zip(args, tangents, self.params))


def transposed(f: Callable[..., Any], pullback: Any, value: Any) -> Linear | None:
    """The derivative of `f` where it has this value, by its pullback."""
    parameters = signature_of(f).parameters.values()
    if not _moves(value) or pullback.__code__ in _lost or any(p.kind not in PLAIN for p in parameters):
        return None
    try:
        _, linear = Derivative(pullback, "vjp", 0)(zeros_like(value))
    except SourceADError:
        _lost.add(pullback.__code__)
        return None
    return Linear([p.name for p in parameters], value, linear)


PLAIN = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _with_numbers(value: Any, tangent: Any) -> Any:
    """A tangent with Python's numbers where the value has them."""
    if isinstance(value, dict):
        return {k: _with_numbers(v, tangent[k]) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_with_numbers, value, tangent))
    return type(value)(tangent) if type(value) in (float, complex) else tangent


def _moves(value: Any) -> bool:
    """Whether a value is floating-point or complex numbers and arrays, and tuples, lists and dicts of them, and nothing else."""
    held = value.values() if type(value) is dict else value if type(value) in (list, tuple) else None
    if held is not None:
        return bool(held) and all(map(_moves, held))
    return type(value) in (float, complex, np.ndarray, np.float64, np.float32) and np.asarray(value).dtype.kind in "fc"
