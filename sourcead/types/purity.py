"""Which functions change nothing, so that they may be called on stand-ins, and their calls moved or left out."""

from __future__ import annotations

import numpy as np

from sourcead import runtime
from sourcead.rules import registry

PURE_MODULES = ("numpy", "math", "builtins", "scipy", "_operator", "operator")


def is_pure(function: object) -> bool:
    """Whether a function may be called for its type alone: NumPy's, SciPy's and Python's own, but no random numbers, no I/O."""
    module = getattr(function, "__module__", None) or ""
    if isinstance(function, np.ufunc) or function is runtime.masked:
        return True
    if function in (print, input, open, exec, eval, next, iter, setattr, delattr):
        return False
    if module.startswith("numpy.random") or registry.home(function) not in PURE_MODULES:
        return bool(registry.lookup(function))
    return True
