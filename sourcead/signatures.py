"""The parameters of a function that is differentiated, and which of them are chosen."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from sourcead.errors import InputTypeError
from sourcead.locate import no_source
from sourcead.normalize import CACHED

PLAIN = (bool, int, float, complex, str)  # what code that is loaded again makes anew, to the same effect
Argnums = int | str | Sequence[int | str]


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The parameters with which a function is called."""
    plain = function.__wrapped__ if isinstance(function, CACHED) else function  # type: ignore[attr-defined]
    try:
        return inspect.signature(plain, follow_wrapped=False)  # a wrapper is called as it is written
    except ValueError as error:  # what is not written in Python may have none
        raise no_source(function) from error


def check_parameters(function: Callable[..., Any], before: inspect.Signature) -> None:
    """Raise where a function has got other parameters or defaults than those that its derivative was made for."""
    now = signature_of(function).parameters.values()
    if len(now) != len(before.parameters) or not all(map(_alike, now, before.parameters.values())):
        raise InputTypeError(
            f"parameters or defaults of {getattr(function, '__name__', function)!r} changed after its derivative was made",
            way_out="Make the derivative anew: `grad(f)`.",
        )


def _alike(now: inspect.Parameter, before: inspect.Parameter) -> bool:
    values = now.default, before.default
    same = values[0] is values[1] or (type(values[0]) is type(values[1]) and type(values[0]) in PLAIN and values[0] == values[1])
    return same and (now.name, now.kind) == (before.name, before.kind)


def check_hashable(params: Sequence[str], args: Sequence[Any]) -> None:
    """A cached function takes arguments that can be looked up alone."""
    for name, value in zip(params, args, strict=True):
        if not isinstance(value, Hashable):
            raise InputTypeError(
                f"the function is cached, and cannot be called with an argument `{name}` of type {type(value).__name__}",
                way_out="Differentiate the function that is cached: its attribute `__wrapped__`.",
            )


def parameters_of(argnums: Argnums, params: tuple[str, ...], function: Callable[..., Any]) -> tuple[tuple[str, ...], bool]:
    """The names of the parameters to differentiate by, and whether one gradient (not a tuple) is asked for."""
    single = isinstance(argnums, (int, str, np.integer))
    wanted = [argnums] if isinstance(argnums, (int, str, np.integer)) else list(argnums)
    names = []
    for item in wanted:
        if isinstance(item, str) and item in params:
            names.append(item)
        elif isinstance(item, (int, np.integer)) and -len(params) <= item < len(params):
            names.append(params[item])
        else:
            raise InputTypeError(
                f"{getattr(function, '__name__', function)!r} has no parameter {item!r} to differentiate by",
                way_out=f"Its parameters are: {', '.join(params) or 'none'}.",
            )
    if len(set(names)) < len(names):
        twice = next(n for k, n in enumerate(names) if n in names[:k])
        raise InputTypeError(f"`argnums` has the parameter `{twice}` twice", way_out="Name each parameter once.")
    return tuple(names), single
