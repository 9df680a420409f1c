"""Which functions change nothing, so that they may be called on stand-ins, and their calls moved or left out."""

from __future__ import annotations

import numpy as np

from sourcead import runtime
from sourcead.rules import registry

PURE_MODULES = ("numpy", "math", "builtins", "scipy", "_operator", "operator")


def is_drawing(thing: object) -> bool:
    """Whether an object gives random numbers."""
    return isinstance(thing, (np.random.Generator, np.random.RandomState))


def is_pure(function: object) -> bool:
    """Whether a function may be called for its type alone: NumPy's, SciPy's and Python's own, but no random numbers, no I/O."""
    module = getattr(function, "__module__", None) or ""
    if isinstance(function, np.ufunc) or function is runtime.masked:
        return True
    if function in (print, input, open, exec, eval, next, iter, setattr, delattr):
        return False
    if (
        module.startswith("numpy.random")
        or getattr(function, "__name__", "") == "rvs"
        or is_drawing(getattr(function, "__self__", None))
    ):
        return False
    return registry.home(function) in PURE_MODULES or bool(registry.lookup(function))
