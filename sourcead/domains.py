"""The arguments of a call by which a derivative is asked for: whether they have one, and are real or complex as it wants them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from inspect import BoundArguments
from typing import Any

import numpy as np

from sourcead.derivative import Derivative
from sourcead.differentiate.adjoint import COMPLEX_WAY_OUT, HOLOMORPHIC_WAY_OUT
from sourcead.errors import InputTypeError
from sourcead.normalize.structures import contents
from sourcead.signatures import signature_of
from sourcead.trees import is_complex, is_inexact, leaves


def arguments_of(f: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """All arguments of a call by the parameters' names, defaults filled in."""
    bound = signature_of(f).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments


def with_floats(arguments: dict[str, Any], wrt: Sequence[str]) -> dict[str, Any]:
    """The arguments, in which whole numbers to differentiate by are floats."""
    return {n: float(a) if n in wrt and type(a) is int else a for n, a in arguments.items()}


def passed(f: Callable[..., Any], arguments: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """All arguments of a call, which `arguments_of` gives, as the function takes them: by position and by name."""
    bound = BoundArguments(signature_of(f), OrderedDict(arguments))
    return bound.args, bound.kwargs


def leaves_of(derivative: Derivative, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The leaves of the arguments by which a derivative is asked for, by where they stand; raises for one that has none."""
    found = {}
    for name in derivative.wrt:
        value = arguments[name]
        if contents(value) is None and type(value) not in (int, dict) and not is_inexact(value):
            kind = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
            raise InputTypeError(
                f"the argument `{name}` is of type {kind}: it has no gradient",
                way_out="Differentiate by floating-point numbers, arrays, and structures of them.",
            )
        found.update({name + path.removeprefix("tree"): leaf for path, leaf in leaves(value).items()})
    return found


def check_complex(value: Any, wrt: Mapping[str, Any]) -> None:
    """Raise unless the result of a holomorphic function, and all numbers that it is differentiated by, are complex."""
    reals = {path for path, leaf in wrt.items() if is_inexact(leaf) and not is_complex(leaf)}
    lost = next((path for path, leaf in wrt.items() if path in reals or (type(leaf) is int and path.isidentifier())), None)
    if lost is not None:
        raise InputTypeError(
            f"with `holomorphic=True` arguments are complex, and `{lost}` is real",
            way_out="Pass complex numbers (`x + 0j`, `x.astype(complex)`), or differentiate by other arguments.",
        )
    if not np.iscomplexobj(value):
        raise InputTypeError("the result is real", way_out=HOLOMORPHIC_WAY_OUT)


def check_real(wrt: Mapping[str, Any]) -> None:
    """Raise where a number that a real function is differentiated by is complex."""
    lost = next((path for path, leaf in wrt.items() if is_complex(leaf)), None)
    if lost is not None:
        raise InputTypeError(
            f"`{lost}` is complex: one tangent is not enough for an element of it",
            way_out="Use `holomorphic=True` for a holomorphic function, `jacrev` for a real one, `jvp` for one direction.",
        )


def check_result_real(value: Any) -> None:
    """Raise for a complex result of a function whose derivative is asked for as of a real one."""
    if np.iscomplexobj(value):
        raise InputTypeError("the result is complex", way_out=COMPLEX_WAY_OUT)
