"""Roots, least points and fixed points, as `scipy.optimize` finds them, differentiated by what they solve.

Their values are the library's. A bracket and a start say where a solution is looked for: the solution does not depend on them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.optimize

from sourcead import runtime as rt


def brentq(f: Any, a: Any, b: Any, args: Any = (), **given: Any) -> Any:
    """`scipy.optimize.brentq`."""
    return rt.root(scipy.optimize.brentq, rt.with_arguments(f, args), a, b, **given)


def brenth(f: Any, a: Any, b: Any, args: Any = (), **given: Any) -> Any:
    """`scipy.optimize.brenth`."""
    return rt.root(scipy.optimize.brenth, rt.with_arguments(f, args), a, b, **given)


def bisect(f: Any, a: Any, b: Any, args: Any = (), **given: Any) -> Any:
    """`scipy.optimize.bisect`."""
    return rt.root(scipy.optimize.bisect, rt.with_arguments(f, args), a, b, **given)


def ridder(f: Any, a: Any, b: Any, args: Any = (), **given: Any) -> Any:
    """`scipy.optimize.ridder`."""
    return rt.root(scipy.optimize.ridder, rt.with_arguments(f, args), a, b, **given)


def toms748(f: Any, a: Any, b: Any, args: Any = (), **given: Any) -> Any:
    """`scipy.optimize.toms748`."""
    return rt.root(scipy.optimize.toms748, rt.with_arguments(f, args), a, b, **given)


DEFINITIONS = {
    "scipy.optimize.brentq": brentq,
    "scipy.optimize.brenth": brenth,
    "scipy.optimize.bisect": bisect,
    "scipy.optimize.ridder": ridder,
    "scipy.optimize.toms748": toms748,
}
