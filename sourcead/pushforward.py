"""Forward mode as a callable: `f_jvp(*arguments, *tangents)` gives the value and its tangent.

Guarantee: what runs was derived for arguments and tangents of one structure; a tangent that does not fit its argument is refused.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sourcead.compile import Generated
from sourcead.derivative import Argnums, Derivative, Known
from sourcead.differentiate.tangents import seed_names
from sourcead.errors import InputTypeError
from sourcead.normalize import Program
from sourcead.types.values import Type

OBJECT_WAY_OUT = "Pass the numbers and arrays that are in it as arguments of their own, or use reverse mode."


class PushForward(Derivative):
    """The derivative of a function in the direction of tangents of some of its arguments, which follow the arguments."""

    def __init__(self, function: Callable[..., Any], argnums: Argnums) -> None:
        super().__init__(function, "jvp", argnums)
        self._own = self._params
        self._params = (*self._own, *seed_names(self._own, self._wrt).values())
        plain = [inspect.Parameter(p, inspect.Parameter.POSITIONAL_OR_KEYWORD) for p in self._params]
        self._signature = self.__signature__ = inspect.Signature(plain)
        self._count, self._plain = len(self._params), True

    def __reduce__(self) -> tuple[Any, ...]:
        return PushForward, (self.primal, self._argnums)

    def _program_for(self, known: Known, types: Mapping[str, Type], named: Mapping[str, Any]) -> tuple[Program, Generated | None]:
        return super()._program_for(self._of_own(known), self._of_own(types), self._of_own(named))

    def _made(self, program: Program, types: dict[str, Type], named: Mapping[str, Any]) -> Generated:
        taken = next((n for n in self._wrt if n in program.taken), None)
        if taken is not None:
            raise InputTypeError(
                f"the argument `{taken}` is an object: it has no tangent",
                way_out=OBJECT_WAY_OUT,
                location=program.places.get(taken),
            )
        return super()._made(program, self._of_own(types), self._of_own(named))

    def _of_own(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """What is known of the primal's own arguments."""
        return {n: v for n, v in table.items() if n in self._own or n not in self._params}


def fitted(value: Any, tangent: Any, name: str) -> Any:
    """A tangent in the structure, shapes and dtypes of its argument; None counts as zeros.

    Raises `InputTypeError` where its structure or a shape is another, or where it is complex and the argument is real.
    """
    if isinstance(value, dict):
        if tangent is not None and (not isinstance(tangent, dict) or tangent.keys() != value.keys()):
            raise _misfit(name, "has other keys than the argument")
        return {k: fitted(v, None if tangent is None else tangent[k], f"{name}[{k!r}]") for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if tangent is not None and (not isinstance(tangent, (list, tuple)) or len(tangent) != len(value)):
            raise _misfit(name, "has another length than the argument")
        parts = [fitted(v, None if tangent is None else tangent[k], f"{name}[{k}]") for k, v in enumerate(value)]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return _fitted_leaf(value, tangent, name)


def _fitted_leaf(value: Any, tangent: Any, name: str) -> Any:
    dtype = getattr(value, "dtype", None) or np.asarray(value).dtype
    if dtype.kind not in "fc":
        return np.zeros(np.shape(value)) if isinstance(value, np.ndarray) else 0.0 if dtype.kind in "biu" else None
    found = np.zeros(np.shape(value)) if tangent is None else np.asarray(tangent)
    if found.shape != np.shape(value):
        raise _misfit(name, f"has the shape {found.shape}, and the argument {np.shape(value)}")
    if found.dtype.kind not in "biuf" and dtype.kind == "f":
        raise _misfit(name, f"is of type {found.dtype}, and the argument of type {dtype}")
    if isinstance(value, np.ndarray):
        return np.asarray(found, dtype, order="C")
    return type(value)(found[()])


def _misfit(name: str, reason: str) -> InputTypeError:
    return InputTypeError(
        f"the tangent of `{name}` {reason}", way_out="A tangent has the structure and the shapes of its argument."
    )
