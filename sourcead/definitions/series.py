"""The classes of `np.polynomial`: series of powers or of orthogonal polynomials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre, polynomial


class Series:
    """What stands for a `np.polynomial.Polynomial` and its like; the places of its domain are mapped to those of its window."""

    def __init__(self, coef: Any, domain: Any, window: Any, functions: Any) -> None:
        self.coef = coef
        self.domain = domain
        self.window = window
        self.functions = functions

    def __call__(self, arg: Any) -> Any:
        """Values."""
        value, _, _ = self.functions
        if self.domain is None:
            return value(arg, self.coef)
        shift, scale = self.mapparms()
        return value(shift + scale * arg, self.coef)

    def mapparms(self) -> Any:
        """What is added to a place of the domain after what it is multiplied by, to give one of the window."""
        if self.domain is None:
            return 0.0, 1.0
        low, high = self.domain
        first, last = self.window
        return (high * first - low * last) / (high - low), (last - first) / (high - low)

    def degree(self) -> Any:
        """The highest degree."""
        return len(self.coef) - 1

    def deriv(self, m: Any = 1) -> Any:
        """A derivative."""
        _, derivative, _ = self.functions
        scale = self.mapparms()[1]
        return Series(derivative(self.coef, m) * scale**m, self.domain, self.window, self.functions)

    def integ(self, m: Any = 1) -> Any:
        """An integral from 0 on, in the window."""
        _, _, integral = self.functions
        scale = self.mapparms()[1]
        return Series(integral(self.coef, m) / scale**m, self.domain, self.window, self.functions)


def _class(module: Any, short: str, window: tuple[float, float]) -> Callable[..., Any]:
    """What stands for the call of a class."""
    functions = tuple(getattr(module, short + name) for name in ("val", "der", "int"))

    def make(coef: Any, domain: Any = None, window: Any = window, symbol: Any = "x") -> Any:
        return Series(np.asarray(coef), domain, window, functions)

    return make


DEFINITIONS = {
    "np.polynomial.Polynomial": _class(polynomial, "poly", (-1.0, 1.0)),
    "np.polynomial.Chebyshev": _class(chebyshev, "cheb", (-1.0, 1.0)),
    "np.polynomial.Legendre": _class(legendre, "leg", (-1.0, 1.0)),
    "np.polynomial.Hermite": _class(hermite, "herm", (-1.0, 1.0)),
    "np.polynomial.HermiteE": _class(hermite_e, "herme", (-1.0, 1.0)),
    "np.polynomial.Laguerre": _class(laguerre, "lag", (0.0, 1.0)),
}
