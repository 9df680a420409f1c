"""Ordinary differential equations, as `scipy.integrate` solves them.

The states are the library's. Their derivatives are those of the exact solution, found by equations that are solved in the same
way to the same tolerances; they are no derivatives of the steps that the library took. They presume that the right side does not
jump at a place that moves with what is differentiated.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.integrate

from sourcead import runtime as rt
from sourcead.definitions.asking import is_given
from sourcead.definitions.reports import Report, told


class Trajectory(Report):
    """What is known of a solution: `t` and `y` are differentiated, and what tells how it was found is not."""

    def __init__(self, t: Any, y: Any, found: Any) -> None:
        self.t = t
        self.y = y
        self.found = found

    nlu = told("nlu", "How many decompositions there were.")


class StatesWithoutTEval:
    """States at times that the solver chose: those move with what is differentiated, so the last state alone is known here."""

    INSTEAD = "Pass `t_eval`, or read the last state alone, as `y[:, -1]`."

    def __init__(self, last: Any) -> None:
        self.last = last

    def __getitem__(self, key: Any) -> Any:
        """The last state, or a part of it: `y[:, -1]`, `y[0, -1]`."""
        rt.check_last(key)
        return self.last[key[0]]


def odeint(
    func: Any, y0: Any, t: Any, args: Any = (), Dfun: Any = None, *, rtol: Any = None, atol: Any = None,  # noqa: N803
    tcrit: Any = None,
    h0: Any = 0.0, hmax: Any = 0.0, hmin: Any = 0.0, mxstep: Any = 0, tfirst: Any = False,
) -> Any:  # fmt: skip
    """`scipy.integrate.odeint`."""
    f = rt.with_arguments(func, args, 2)
    slopes = None if Dfun is None else rt.with_arguments(Dfun, args, 2)
    start = np.atleast_1d(np.asarray(y0))
    times = np.asarray(t)
    found = rt.called(
        scipy.integrate.odeint, f, start, times, Dfun=slopes, rtol=rtol, atol=atol, tcrit=tcrit, h0=h0, hmax=hmax, hmin=hmin,
        mxstep=mxstep, tfirst=tfirst,
    )  # fmt: skip
    if tfirst:
        return rt.flow(
            lambda t, y: np.atleast_1d(np.asarray(f(t, y))), times[0], start, times, rt.found_array(found, 2), None, rtol, atol
        )
    return rt.flow(
        lambda t, y: np.atleast_1d(np.asarray(f(y, t))), times[0], start, times, rt.found_array(found, 2), None, rtol, atol
    )


def solve_ivp(
    fun: Any, t_span: Any, y0: Any, method: Any = "RK45", t_eval: Any = None, *, args: Any = (), first_step: Any = None,
    max_step: Any = np.inf, rtol: Any = 1e-3, atol: Any = 1e-6, jac: Any = None,
) -> Any:  # fmt: skip
    """`scipy.integrate.solve_ivp` without events; of what it gives, `y` is differentiated."""
    f = rt.with_arguments(fun, args, 2)
    start = np.asarray(y0)
    begin, end = t_span
    options = {"first_step": first_step, "max_step": max_step, "rtol": rtol, "atol": atol}
    if callable(jac):
        slopes = rt.with_arguments(jac, args, 2)
        found = rt.called(scipy.integrate.solve_ivp, f, (begin, end), start, method=method, t_eval=t_eval, jac=slopes, **options)
    elif jac is not None:
        found = rt.called(scipy.integrate.solve_ivp, f, (begin, end), start, method=method, t_eval=t_eval, jac=jac, **options)
    else:
        found = rt.called(scipy.integrate.solve_ivp, f, (begin, end), start, method=method, t_eval=t_eval, **options)
    if not found.success:
        raise ArithmeticError("the differential equation was not solved up to the end")
    if is_given(t_eval):
        times = np.asarray(t_eval)
    else:
        times = np.append(np.append(np.reshape(begin, 1), rt.found_array(found.t, 1)[1:-1]), end)
    states = rt.flow(
        lambda t, y: np.atleast_1d(np.asarray(f(t, y))), begin, start, times, rt.found_array(found.y, 2).T, method, rtol, atol
    )
    if is_given(t_eval):
        return Trajectory(times, states.T, found)
    return Trajectory(times, StatesWithoutTEval(states[-1]), found)


def evolved(f: Any, t0: Any, y0: Any, times: Any, method: Any, rtol: Any, atol: Any) -> Any:
    """The states at some times: of `odeint`, if there is no method."""
    if method is None:
        whole = np.append(np.reshape(t0, 1), times)
        return scipy.integrate.odeint(f, y0, whole, rtol=rtol, atol=atol, tfirst=True)[1:]
    return scipy.integrate.solve_ivp(f, (t0, times[-1]), y0, method=method, t_eval=times, rtol=rtol, atol=atol).y.T


DEFINITIONS = {
    "scipy.integrate.odeint": odeint,
    "scipy.integrate.solve_ivp": solve_ivp,
}
