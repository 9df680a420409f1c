"""Integrals, as `scipy.integrate` has them.

The derivative under an integral presumes that what is integrated does not jump at a place that moves with what is differentiated.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.integrate

from sourcead import runtime as rt
from sourcead.definitions import flows
from sourcead.definitions.polynomials import trapezoid


def cumulative_trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1, initial: Any = None) -> Any:
    """`scipy.integrate.cumulative_trapezoid`."""
    if x is not None:
        rt.check_samples(x, y, axis)
    values = np.asarray(y) if axis == -1 else np.moveaxis(y, axis, -1)
    if axis != -1 and ((x is None and np.ndim(dx) > 0) or np.ndim(x) > 1):  # its axes are those of `y`, where they are
        steps = dx if x is None else np.diff(x, axis=axis)
        areas = np.moveaxis(steps * np.moveaxis(values[..., 1:] + values[..., :-1], -1, axis) / 2, axis, -1)
    else:
        widths = dx if x is None else np.diff(x)
        areas = widths * (values[..., 1:] + values[..., :-1]) / 2
    found = np.cumsum(areas, axis=-1)
    if initial is not None:
        if initial != 0:
            raise ValueError("`initial` must be `None` or `0`.")
        found = np.concatenate((np.zeros_like(found[..., :1]), found), axis=-1)
    return found if axis == -1 else np.moveaxis(found, -1, axis)


def simpson(y: Any, *, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    """`scipy.integrate.simpson`; the last of an odd number of intervals as in Cartwright (J. Math. Sci. Math. Educ., 2017)."""
    values = np.asarray(y) if axis == -1 else np.moveaxis(y, axis, -1)
    count = np.shape(values)[-1]
    last = count - 2 if count % 2 == 1 else count - 3
    if x is None:
        found = np.sum(values[..., 0:last:2] + 4.0 * values[..., 1 : last + 1 : 2] + values[..., 2 : last + 2 : 2], axis=-1) * (
            dx / 3
        )
        before = dx
        after = dx
    else:
        rt.check_samples(x, y, axis)
        places = np.moveaxis(x, axis, -1) if np.ndim(x) > 1 else np.asarray(x)
        steps = np.diff(places)
        left = steps[..., 0:last:2]
        right = steps[..., 1 : last + 1 : 2]
        both = left + right
        outer = values[..., 0:last:2] * (2 - rt.quotient(right, left)) + values[..., 2 : last + 2 : 2] * (
            2 - rt.quotient(left, right)
        )
        found = np.sum(both / 6 * (outer + values[..., 1 : last + 1 : 2] * both * rt.quotient(both, left * right)), axis=-1)
        before = steps[..., -2] if count > 2 else steps[..., -1]
        after = steps[..., -1]
    if count % 2 == 1:
        return found
    if count == 2:
        return 0.5 * after * (values[..., -1] + values[..., -2])
    alpha = rt.quotient(2 * after**2 + 3 * before * after, 6 * (after + before))
    beta = rt.quotient(after**2 + 3.0 * before * after, 6 * before)
    eta = rt.quotient(after**3, 6 * before * (before + after))
    return found + alpha * values[..., -1] + beta * values[..., -2] - eta * values[..., -3]


def romb(y: Any, dx: Any = 1.0, axis: Any = -1) -> Any:
    """`scipy.integrate.romb`."""
    values = np.asarray(y) if axis == -1 else np.moveaxis(y, axis, -1)
    weights = scipy.integrate.romb(np.eye(np.shape(values)[-1]))
    return dx * np.sum(values * weights, axis=-1)


def fixed_quad(func: Any, a: Any, b: Any, args: Any = (), n: Any = 5) -> Any:
    """`scipy.integrate.fixed_quad`."""
    f = rt.with_arguments(func, args)
    places, weights = np.polynomial.legendre.leggauss(n)
    x = (b - a) * (places + 1) / 2.0 + a
    return (b - a) / 2.0 * np.sum(weights * f(x), axis=-1), None


def quad(
    func: Any, a: Any, b: Any, args: Any = (), *, epsabs: Any = 1.49e-8, epsrel: Any = 1.49e-8, limit: Any = 50,
    points: Any = None,
) -> Any:  # fmt: skip
    """`scipy.integrate.quad`; of what it gives, the integral is differentiated, and the estimate of its error is not."""
    f = rt.with_arguments(func, args)
    found = rt.called(scipy.integrate.quad, f, a, b, epsabs=epsabs, epsrel=epsrel, limit=limit, points=points)
    return rt.integral(f, a, b, float(found[0]), epsabs, epsrel, limit, points), float(found[1])


def quad_vec(
    f: Any, a: Any, b: Any, epsabs: Any = 1e-200, epsrel: Any = 1e-8, norm: Any = "2", cache_size: Any = 100e6,
    limit: Any = 10000, workers: Any = 1, points: Any = None, quadrature: Any = None, *, args: Any = (),
) -> Any:  # fmt: skip
    """`scipy.integrate.quad_vec`; of what it gives, the integral is differentiated, and the estimate of its error is not."""
    g = rt.with_arguments(f, args)
    found = rt.called(
        scipy.integrate.quad_vec, g, a, b, epsabs=epsabs, epsrel=epsrel, norm=norm, cache_size=cache_size, limit=limit,
        workers=workers, points=points, quadrature=quadrature,
    )  # fmt: skip
    return rt.integral(g, a, b, found[0], epsabs, epsrel, limit, points), float(found[1])


def dblquad(func: Any, a: Any, b: Any, gfun: Any, hfun: Any, args: Any = (), epsabs: Any = 1.49e-8, epsrel: Any = 1.49e-8) -> Any:
    """`scipy.integrate.dblquad`."""
    f = rt.with_arguments(func, args, 2)

    def inner(x: Any) -> Any:
        low = gfun(x) if callable(gfun) else gfun
        high = hfun(x) if callable(hfun) else hfun
        return scipy.integrate.quad(lambda y: f(y, x), low, high, epsabs=epsabs, epsrel=epsrel)[0]

    return scipy.integrate.quad(inner, a, b, epsabs=epsabs, epsrel=epsrel)


def integrated(f: Any, a: Any, b: Any, like: Any, epsabs: Any, epsrel: Any, limit: Any, points: Any) -> Any:
    """The integral of a function whose values are like something."""
    if np.ndim(like) == 0:
        return scipy.integrate.quad(f, a, b, epsabs=epsabs, epsrel=epsrel, limit=limit, points=points)[0]
    return rt.shaped(scipy.integrate.quad_vec(f, a, b, epsabs=epsabs, epsrel=epsrel, points=points)[0], like)


DEFINITIONS = {
    "scipy.integrate.trapezoid": trapezoid,
    "scipy.integrate.cumulative_trapezoid": cumulative_trapezoid,
    "scipy.integrate.simpson": simpson,
    "scipy.integrate.romb": romb,
    "scipy.integrate.fixed_quad": fixed_quad,
    "scipy.integrate.quad": quad,
    "scipy.integrate.quad_vec": quad_vec,
    "scipy.integrate.dblquad": dblquad,
    **flows.DEFINITIONS,
}
