"""What dotted names of NumPy, SciPy and Python denote, and by which key a function is found again, however it is spelled.

Guarantee: nothing is imported: a name of a module that the user has not imported denotes nothing yet.
"""

from __future__ import annotations

import builtins
import collections
import copy
import math
import sys
from collections.abc import Hashable, Sequence
from types import MethodType, ModuleType
from typing import Any

import numpy as np

from sourcead import runtime

ROOTS: dict[str, Any] = {"np": np, "math": math, "copy": copy, "collections": collections, "rt": runtime}
OPTIONAL = ("scipy",)
CALLED = ("reversed", "range", "len", "float", "complex", "slice")  # built-in functions that generated code calls
BUILTINS = frozenset((
    *CALLED, "list", "dict", "tuple", "set", "bool", "int", "zip", "enumerate", "sorted", "map", "filter", "sum", "max", "min",
    "abs", "any", "all", "pow", "type", "iter", "next",
))  # fmt: skip
given: dict[str, Any] = {}  # what users call what their rules mention


def reserved(name: str) -> bool:
    """Whether generated code may mention a name, so that no variable of a program has it."""
    return name in ("np", "rt", "math") or name in OPTIONAL or name in given


def meant(name: str) -> Any:
    """What a reserved name stands for; None for a module that is not imported."""
    return given.get(name, ROOTS.get(name, sys.modules.get(name)))


def denoted(parts: Sequence[str]) -> Any:
    """What a dotted name denotes; None where this NumPy does not have it, or its module is not imported."""
    if parts[0] in OPTIONAL:
        return _imported(parts)
    if parts[0] not in ROOTS and parts[0] not in given:
        return getattr(builtins, parts[0], None)
    found = meant(parts[0])
    for part in parts[1:]:
        found = getattr(found, part, None)
    return found


def _imported(parts: Sequence[str]) -> Any:
    """What a name denotes in the innermost of its modules that is imported; a package imports no part of itself for it."""
    for count in range(len(parts) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(parts[:count]))
        if found is not None:
            for part in parts[count:]:
                found = vars(found).get(part) if isinstance(found, ModuleType) else getattr(found, part, None)
            return found
    return None


def key_of(function: Any) -> Hashable:
    """A key that is the same for each object by which a function is reached.

    A method of a universal function, or of a distribution, is another object each time it is asked for.
    """
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc) or isinstance(function, MethodType):
        return id(owner), getattr(function, "__name__", "")
    return id(function)
