"""What stands in a program for calls of a library with functions in them: solutions of equations, least points, integrals.

Where a program is differentiated they are made calls of functions of its variables (`sourcead.normalize.solvers`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

RELATIVE, ABSOLUTE = 1e-3, 1e-6  # how far from the solution what a solver gives may be, by a step of Newton's method


def with_arguments(f: Callable[..., Any], args: Any, count: int = 1) -> Callable[..., Any]:
    """A function of the first `count` arguments of `f`, which is given `args`, a tuple, one argument, or None, after them."""
    rest = args if isinstance(args, tuple) else () if args is None else (args,)
    return lambda *first: f(*first, *rest)


def called(library: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """What a function of a library gives, as a constant: nothing is differentiated by what it depends on."""
    return library(*args, **options)


def root(library: Callable[..., Any], equation: Callable[..., Any], *args: Any, **options: Any) -> float:
    """The number that a function of a library finds as a root of an equation."""
    return float(library(equation, *args, **options))


def settled(equation: Callable[..., Any], x: Any) -> Any:
    """`x`, differentiated as what solves an equation."""
    return x


def stationary(function: Callable[..., Any], x: Any) -> Any:
    """`x`, differentiated as what makes the gradient of a function vanish."""
    return x


def settled_number(equation: Callable[..., Any], x: float) -> float:
    """A number, differentiated as what solves an equation."""
    return x


def stationary_number(function: Callable[..., Any], x: float) -> float:
    """A number, differentiated as what makes the derivative of a function vanish."""
    return x


def integral(f: Callable[..., Any], a: Any, b: Any, value: Any, *options: Any) -> Any:
    """`value`, differentiated as the integral of `f` from `a` to `b`; the options are those of `scipy.integrate.quad`."""
    return value


def flow(rate: Callable[..., Any], t0: Any, y0: Any, times: Any, states: Any, *options: Any) -> Any:
    """`states`, a row for each of the times, differentiated as those of `y' = rate(t, y)` that begins at `y0`."""
    return states


def found_array(found: Any, rank: int) -> Any:
    """What a solver gives, as an array of real numbers in double precision, of so many dimensions.

    Raises `TypeError` for complex numbers.
    """
    if np.iscomplexobj(found):
        raise TypeError("what is solved for is complex: its derivative is not known")
    return np.reshape(np.asarray(found, dtype=float), np.shape(found))


def check_retraced(state: Any, known: Any, rtol: Any) -> None:
    """Raise where a state that was solved for backwards is not the one that the solution passed through.

    Raises `ArithmeticError`.
    """
    allowed = (1e-4 + 30 * np.max(1.5e-8 if rtol is None else rtol)) * np.max(np.abs(known), initial=0.0) + 1e-6
    off = np.max(np.abs(state - known), initial=0.0)
    if not off <= allowed:
        raise ArithmeticError(
            f"the differential equation cannot be solved backwards: the state comes back {off:.3g} away from where it was. "
            "Ask for the state at more times, or use forward mode."
        )


def check_last(key: Any) -> None:
    """Raise unless a key is that of elements of the last of some states, by its number from the end.

    Raises `ValueError`.
    """
    if not isinstance(key, tuple) or len(key) != 2 or isinstance(key[1], slice) or np.ndim(key[1]) != 0 or key[1] != -1:
        raise ValueError(
            "without `t_eval` the times of `solve_ivp` are its own, and move with what is differentiated: states before the last "
            "have no derivative. Pass `t_eval`, or read the last state alone, as `y[:, -1]`."
        )


def solution_like(found: Any, start: Any) -> Any:
    """What a solver gives for a start, as an array of as many dimensions as it."""
    return np.asarray(found)


def check_solution(jacobian: Any, residual: Any, x: Any) -> None:
    """Raise where `x` is no solution: a step of Newton's method moves it far, or it moves no way alone.

    Raises `ArithmeticError`.
    """
    values = np.ravel(residual)
    try:
        step = np.linalg.solve(np.reshape(jacobian, (len(values), -1)), values)
    except np.linalg.LinAlgError:
        raise ArithmeticError("the solution is not alone there: the Jacobian of its equation is singular") from None
    size = np.max(np.abs(step), initial=0.0)
    if not size <= RELATIVE * np.max(np.abs(x), initial=0.0) + ABSOLUTE:
        raise ArithmeticError(
            f"what is differentiated as the solution of an equation does not solve it: a step of Newton's method moves it by "
            f"{size:.3g}. Did the solver converge, and does the solution lie inside its bounds?"
        )
