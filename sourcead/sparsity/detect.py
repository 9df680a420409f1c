"""The pattern of a program's Jacobian at given arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead.normalize import Program
from sourcead.sparsity.interpret import Interpreter
from sourcead.sparsity.sets import Sets
from sourcead.sparsity.tracked import NotFollowedError, Tracked, Tracking, leaves, mapped

KEYS = (int, bool, str, bytes, type(None), type)


@dataclass(frozen=True)
class Found:
    """A pattern: the columns of each row one after the other, and where each row begins.

    `steady`: it is the same for all arguments of the same shapes.
    """

    columns: np.ndarray
    starts: np.ndarray
    steady: bool


def detect(program: Program, arguments: Mapping[str, Any], name: str) -> Found | None:
    """Which elements of the result depend on which of the argument `name`; None where that cannot be followed.

    The program runs once, on copies of the arguments. Whatever goes wrong in it goes wrong in the derivative too.
    """
    sets = Sets(int(np.size(arguments[name])))
    run = Tracking(sets)
    try:
        with np.errstate(all="ignore"):
            entered = {n: mapped(v, lambda leaf, n=n: _entered(run, leaf, n == name)) for n, v in arguments.items()}
            result = Interpreter(program, run, entered).result()
    except Exception:  # no pattern is always right
        return None
    if not isinstance(result, Tracked):
        numbers = np.zeros(np.shape(result), np.int64)
    else:
        numbers = np.broadcast_to(result.sets, np.shape(result.value))
    rows = [sets.members(k) for k in np.ravel(numbers).tolist()]
    starts = np.cumsum([0, *map(len, rows)])
    return Found(np.concatenate([*rows, np.zeros(0, np.int64)]), starts, run.steady)


def _entered(run: Tracking, value: Any, is_input: bool) -> Any:
    """An argument, or a part of one, as the program may change it."""
    if isinstance(value, np.ndarray):
        if value.ndim > 1 and not value.flags.c_contiguous:
            raise NotFollowedError  # what is a view of a copy may be a copy of it
        numbers = run.sets.units().reshape(value.shape) if is_input else 0
        return run.wrapped(np.array(value, order="C"), numbers)
    return run.wrapped(value, run.sets.units() if is_input else 0, varies=not isinstance(value, KEYS))


def key_of(arguments: Mapping[str, Any]) -> object:
    """What a steady pattern depends on: shapes, dtypes, and the values of whole numbers; None where it cannot be told."""
    parts: list[object] = []
    for name, value in arguments.items():
        if isinstance(value, (list, tuple, dict)):
            parts.append(repr(mapped(value, lambda _: 0)))
        for leaf in leaves(value):
            if isinstance(leaf, np.ndarray):
                parts.append((name, leaf.shape, leaf.dtype.str))
            elif isinstance(leaf, (float, complex, np.generic)):
                parts.append((name, type(leaf)))
            elif isinstance(leaf, KEYS):
                parts.append((name, type(leaf), leaf))
            else:
                return None
    return tuple(parts)
