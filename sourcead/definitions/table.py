"""The table of definitions: by the function object that each stands for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Hashable
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any

from sourcead.definitions import decompositions, fourier, functions, joining, padding, python, series, signals, statistics, ufuncs
from sourcead.rules.names import denoted, key_of

FAMILIES = (ufuncs, statistics, joining, padding, decompositions, series, signals, fourier, functions, python)
OPTIONAL_FAMILIES = {  # imported when these modules are
    "scipy.stats": "sourcead.definitions.distributions",
    "scipy.fft": "sourcead.definitions.scipy_fourier",
    "scipy.ndimage": "sourcead.definitions.ndimage",
    "scipy.linalg": "sourcead.definitions.scipy_linalg",
    "scipy.interpolate": "sourcead.definitions.scipy_interpolate",
    "scipy.signal": "sourcead.definitions.scipy_signal",
    "scipy.spatial.distance": "sourcead.definitions.distances",
    "scipy.optimize": "sourcead.definitions.solvers",
    "scipy.integrate": "sourcead.definitions.integrals",
    "scipy.sparse": "sourcead.definitions.sparse_blocks",
}


class Definitions:
    """Definitions by what they stand for."""

    def __init__(self) -> None:
        self.found: dict[Hashable, FunctionType] = {}
        self.held: list[object] = []
        self.finders: list[Callable[[object], FunctionType | None]] = []
        self.waiting = dict(OPTIONAL_FAMILIES)
        for family in FAMILIES:
            self.add(family)

    def add(self, family: ModuleType) -> None:
        """File the definitions of a file, of what this version of the library has."""
        self.finders += getattr(family, "FINDERS", ())
        for name, definition in family.DEFINITIONS.items():
            function = denoted(name.split("."))
            if function is not None:
                self.held.append(function)
                self.found[key_of(function)] = definition

    def of(self, function: object) -> FunctionType | None:
        """The definition of a function."""
        for module in [m for m in self.waiting if m in sys.modules]:
            self.add(importlib.import_module(self.waiting.pop(module)))
        found = self.found.get(key_of(function))
        if found is None:
            return next((made for made in (find(function) for find in self.finders) if made is not None), None)
        return found


@lru_cache(maxsize=1)
def table() -> Definitions:
    """The definitions of all families."""
    return Definitions()


def definition(function: Any) -> FunctionType | None:
    """What is differentiated in place of a function; None for one that stands for itself."""
    return table().of(function)
