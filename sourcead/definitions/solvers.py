"""Roots, least points and fixed points, as `scipy.optimize` finds them, differentiated by what they solve.

Their values are the library's. A bracket and a start say where a solution is looked for: the solution does not depend on them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.optimize

from sourcead import runtime as rt
from sourcead.definitions.reports import Report, told

RTOL = 4 * np.finfo(float).eps  # SciPy's


class Root:
    """What is known of a root: it is differentiated, and what tells how it was found is not."""

    def __init__(self, root: Any, found: Any) -> None:
        self.root = root
        self.found = found

    converged = told("converged", "Whether it was found.")
    flag = told("flag", "Why the search ended.")
    iterations = told("iterations", "How many steps it took.")
    function_calls = told("function_calls", "How often the function was called.")
    method = told("method", "How it was found.")


class Solution(Report):
    """What is known of a solution: `x` and `fun` are differentiated, and what tells how it was found is not."""

    def __init__(self, x: Any, fun: Any, found: Any) -> None:
        self.x = x
        self.fun = fun
        self.found = found

    nit = told("nit", "How many steps it took.")
    nhev = told("nhev", "How often its Hessian was called.")


class Fit(Solution):
    """What is known of least squares: `cost` is differentiated, too."""

    @property
    def cost(self) -> Any:
        """Half of the sum of squares."""
        return 0.5 * np.sum(np.square(self.fun))


def _bracketed(solver: Callable[..., Any]) -> Callable[..., Any]:
    """A search between two ends."""

    def find(
        f: Any, a: Any, b: Any, args: Any = (), xtol: Any = 2e-12, rtol: Any = RTOL, maxiter: Any = 100, *, disp: Any = True
    ) -> Any:
        return rt.root(solver, rt.with_arguments(f, args), a, b, xtol=xtol, rtol=rtol, maxiter=maxiter, disp=disp)

    return find


brentq, brenth, bisect, ridder = map(
    _bracketed, (scipy.optimize.brentq, scipy.optimize.brenth, scipy.optimize.bisect, scipy.optimize.ridder)
)


def toms748(
    f: Any,
    a: Any,
    b: Any,
    args: Any = (),
    k: Any = 1,
    xtol: Any = 2e-12,
    rtol: Any = RTOL,
    maxiter: Any = 100,
    *,
    disp: Any = True,
) -> Any:
    """`scipy.optimize.toms748`."""
    return rt.root(
        scipy.optimize.toms748, rt.with_arguments(f, args), a, b, k=k, xtol=xtol, rtol=rtol, maxiter=maxiter, disp=disp
    )


def newton(
    func: Any, x0: Any, fprime: Any = None, args: Any = (), tol: Any = 1.48e-8, maxiter: Any = 50, fprime2: Any = None,
    x1: Any = None, rtol: Any = 0.0, *, disp: Any = True,
) -> Any:  # fmt: skip
    """`scipy.optimize.newton`."""
    f = rt.with_arguments(func, args)
    slope = None if fprime is None else rt.with_arguments(fprime, args)
    bend = None if fprime2 is None else rt.with_arguments(fprime2, args)
    if np.ndim(x0) == 0:
        return rt.root(scipy.optimize.newton, f, x0, slope, (), tol, maxiter, bend, x1, rtol, False, disp)
    found = rt.called(scipy.optimize.newton, f, x0, slope, (), tol, maxiter, bend, x1, rtol, False, disp)
    return rt.settled(f, rt.solution_like(found, x0))


def root_scalar(
    f: Any, args: Any = (), method: Any = None, bracket: Any = None, fprime: Any = None, fprime2: Any = None, x0: Any = None,
    x1: Any = None, xtol: Any = None, rtol: Any = None, maxiter: Any = None, options: Any = None,
) -> Any:  # fmt: skip
    """`scipy.optimize.root_scalar`; of what it gives, `root` is differentiated."""
    g = rt.with_arguments(f, args)
    slope, bend, equation = fprime, fprime2, g
    if callable(fprime):
        slope = rt.with_arguments(fprime, args)
    elif fprime is not None and fprime:
        equation = lambda x: g(x)[0]  # noqa: E731
    if callable(fprime2):
        bend = rt.with_arguments(fprime2, args)
    elif fprime2 is not None and fprime2:
        equation = lambda x: g(x)[0]  # noqa: E731
    found = rt.called(
        scipy.optimize.root_scalar, g, method=method, bracket=bracket, fprime=slope, fprime2=bend, x0=x0, x1=x1, xtol=xtol,
        rtol=rtol, maxiter=maxiter, options=options,
    )  # fmt: skip
    return Root(rt.settled_number(equation, float(found.root)), found)


def fixed_point(func: Any, x0: Any, args: Any = (), xtol: Any = 1e-8, maxiter: Any = 500, method: Any = "del2") -> Any:
    """`scipy.optimize.fixed_point`."""
    f = rt.with_arguments(func, args)
    found = rt.called(scipy.optimize.fixed_point, f, x0, xtol=xtol, maxiter=maxiter, method=method)
    if np.ndim(x0) == 0:
        return rt.settled_number(lambda x: f(x) - x, float(found))
    return rt.settled(lambda x: f(x) - x, rt.solution_like(found, x0))


def root(
    fun: Any, x0: Any, args: Any = (), method: Any = "hybr", jac: Any = None, tol: Any = None, *, options: Any = None
) -> Any:
    """`scipy.optimize.root`; of what it gives, `x` and `fun` are differentiated."""
    f = rt.with_arguments(fun, args)
    slopes, equation = jac, f
    if callable(jac):
        slopes = rt.with_arguments(jac, args)
    elif jac is not None and jac:
        equation = lambda x: f(x)[0]  # noqa: E731
    found = rt.called(scipy.optimize.root, f, x0, method=method, jac=slopes, tol=tol, options=options)
    x = rt.settled(equation, rt.solution_like(found.x, x0))
    return Solution(x, equation(x), found)


def fsolve(
    func: Any, x0: Any, args: Any = (), fprime: Any = None, *, col_deriv: Any = False, xtol: Any = 1.49012e-8, maxfev: Any = 0,
    band: Any = None, epsfcn: Any = None, factor: Any = 100, diag: Any = None,
) -> Any:  # fmt: skip
    """`scipy.optimize.fsolve`."""
    f = rt.with_arguments(func, args)
    slopes = None if fprime is None else rt.with_arguments(fprime, args)
    found = rt.called(scipy.optimize.fsolve, f, x0, (), slopes, False, col_deriv, xtol, maxfev, band, epsfcn, factor, diag)
    return rt.settled(f, rt.solution_like(found, x0))


def minimize(
    fun: Any, x0: Any, args: Any = (), method: Any = None, jac: Any = None, hess: Any = None, hessp: Any = None, *,
    tol: Any = None, options: Any = None,
) -> Any:  # fmt: skip
    """`scipy.optimize.minimize` without bounds and constraints; of what it gives, `x` and `fun` are differentiated."""
    f = rt.with_arguments(fun, args)
    slopes, objective = jac, f
    if callable(jac):
        slopes = rt.with_arguments(jac, args)
    elif jac is not None and jac not in ("2-point", "3-point", "cs") and jac:
        objective = lambda x: f(x)[0]  # noqa: E731
    bends = rt.with_arguments(hess, args) if callable(hess) else hess
    product = rt.with_arguments(hessp, args, 2) if callable(hessp) else hessp
    found = rt.called(
        scipy.optimize.minimize, f, x0, method=method, jac=slopes, hess=bends, hessp=product, tol=tol, options=options
    )
    x = rt.stationary(objective, rt.solution_like(found.x, x0))
    return Solution(x, objective(x), found)


def minimize_scalar(
    fun: Any, bracket: Any = None, bounds: Any = None, args: Any = (), method: Any = None, tol: Any = None, options: Any = None
) -> Any:
    """`scipy.optimize.minimize_scalar`; of what it gives, `x` and `fun` are differentiated."""
    f = rt.with_arguments(fun, args)
    found = rt.called(scipy.optimize.minimize_scalar, f, bracket=bracket, bounds=bounds, method=method, tol=tol, options=options)
    x = rt.stationary_number(f, float(found.x))
    return Solution(x, f(x), found)


def least_squares(
    fun: Any, x0: Any, jac: Any = "2-point", *, method: Any = "trf", ftol: Any = 1e-8, xtol: Any = 1e-8, gtol: Any = 1e-8,
    x_scale: Any = None, diff_step: Any = None, max_nfev: Any = None, args: Any = (),
) -> Any:  # fmt: skip
    """`scipy.optimize.least_squares` of plain squares; of what it gives, `x`, `fun` and `cost` are differentiated."""
    f = rt.with_arguments(fun, args)
    slopes = rt.with_arguments(jac, args) if callable(jac) else jac
    found = rt.called(
        scipy.optimize.least_squares, f, x0, slopes, method=method, ftol=ftol, xtol=xtol, gtol=gtol, x_scale=x_scale,
        diff_step=diff_step, max_nfev=max_nfev,
    )  # fmt: skip
    x = rt.stationary(lambda x: 0.5 * np.sum(np.square(f(x))), rt.solution_like(found.x, x0))
    return Fit(x, f(x), found)


DEFINITIONS = {
    "scipy.optimize.brentq": brentq,
    "scipy.optimize.brenth": brenth,
    "scipy.optimize.bisect": bisect,
    "scipy.optimize.ridder": ridder,
    "scipy.optimize.toms748": toms748,
    "scipy.optimize.newton": newton,
    "scipy.optimize.root_scalar": root_scalar,
    "scipy.optimize.fixed_point": fixed_point,
    "scipy.optimize.root": root,
    "scipy.optimize.fsolve": fsolve,
    "scipy.optimize.minimize": minimize,
    "scipy.optimize.minimize_scalar": minimize_scalar,
    "scipy.optimize.least_squares": least_squares,
}
