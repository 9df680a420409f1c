"""Interpolants of `scipy.interpolate`: made before, without derivatives of their own, or made of what is differentiated."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import scipy.interpolate
import scipy.linalg

from sourcead import runtime as rt


class Hermite:
    """A piecewise cubic by values and slopes at places; `order`: which derivative of it this is."""

    def __init__(self, x: Any, y: Any, slopes: Any, extrapolate: Any = True, order: Any = 0) -> None:
        self.x = x
        self.y = y
        self.slopes = slopes
        self.extrapolate = extrapolate
        self.order = order

    def __call__(self, x: Any, nu: Any = 0) -> Any:
        """Values, or those of a derivative."""
        order = self.order + nu
        places = np.asarray(x)
        k = np.clip(np.searchsorted(self.x, places, side="right") - 1, 0, np.shape(self.x)[0] - 2)
        width = _columns(self.x[k + 1] - self.x[k], self.y)
        d = _columns(places - self.x[k], self.y)
        slope = (self.y[k + 1] - self.y[k]) / width
        bend = (self.slopes[k] + self.slopes[k + 1] - 2 * slope) / width
        third, second = bend / width, (slope - self.slopes[k]) / width - bend
        if order == 0:
            found = self.y[k] + d * (self.slopes[k] + d * (second + d * third))
        elif order == 1:
            found = self.slopes[k] + d * (2 * second + 3 * d * third)
        elif order == 2:
            found = 2 * second + 6 * d * third
        elif order == 3:
            found = 6 * third
        else:
            raise NotImplementedError("of an interpolant that is made here, derivatives up to the third are known")
        if self.extrapolate:
            return found
        return np.where(_columns((places < self.x[0]) | (places > self.x[-1]), self.y), np.nan, found)

    def derivative(self, nu: Any = 1) -> Any:
        """A derivative as an interpolant."""
        return Hermite(self.x, self.y, self.slopes, self.extrapolate, self.order + nu)

    def antiderivative(self) -> Any:
        """The integral from the first place on."""
        return Primitive(self)

    def integrate(self, a: Any, b: Any) -> Any:
        """The integral between two places."""
        return Primitive(self)(b) - Primitive(self)(a)


class Primitive:
    """The integral of a piecewise cubic from its first place on."""

    def __init__(self, cubic: Any) -> None:
        self.cubic = cubic

    def __call__(self, x: Any, nu: Any = 0) -> Any:
        """Values, or those of a derivative."""
        if nu > 0:
            return self.cubic(x, nu - 1)
        if self.cubic.order > 0:
            return self.cubic(x, -1) - self.cubic(self.cubic.x[0], -1)
        knots, y, slopes, places = self.cubic.x, self.cubic.y, self.cubic.slopes, np.asarray(x)
        k = np.clip(np.searchsorted(knots, places, side="right") - 1, 0, np.shape(knots)[0] - 2)
        h = _columns(np.diff(knots), y)
        whole = h * (y[1:] + y[:-1]) / 2 + h**2 * (slopes[:-1] - slopes[1:]) / 12
        before = np.concatenate([np.zeros_like(whole[:1]), np.cumsum(whole, axis=0)])
        d, slope = _columns(places - knots[k], y), (y[1:] - y[:-1]) / h
        bend = (slopes[1:] + slopes[:-1] - 2 * slope) / h
        second, third = ((slope - slopes[:-1]) / h - bend)[k], (bend / h)[k]
        found = before[k] + d * (y[k] + d * (slopes[k] / 2 + d * (second / 3 + d * third / 4)))
        if self.cubic.extrapolate:
            return found
        return np.where(_columns((places < knots[0]) | (places > knots[-1]), y), np.nan, found)

    def derivative(self, nu: Any = 1) -> Any:
        """What is integrated, or a derivative of it."""
        return Hermite(self.cubic.x, self.cubic.y, self.cubic.slopes, self.cubic.extrapolate, self.cubic.order + nu - 1)


def _columns(x: Any, y: Any) -> Any:
    """`x` with axes of length 1 for those that values have besides the first one."""
    if np.ndim(y) == 1:
        return x
    return np.reshape(x, np.shape(x) + (1,) * (np.ndim(y) - 1))


def _spline_slopes(x: Any, y: Any, bc_type: Any) -> Any:
    """The slopes of a cubic whose second derivative is continuous."""
    width = np.diff(x)
    h = _columns(width, y)
    slope = np.diff(y, axis=0) / h
    inner = 3 * (h[1:] * slope[:-1] + h[:-1] * slope[1:])
    if bc_type == "not-a-knot":
        left, right = x[2:3] - x[:1], x[-1:] - x[-3:-2]
        one, other = _columns(left, y), _columns(right, y)
        first = ((h[:1] + 2 * one) * h[1:2] * slope[:1] + h[:1] ** 2 * slope[1:2]) / one
        last = (h[-1:] ** 2 * slope[-2:-1] + (2 * other + h[-1:]) * h[-2:-1] * slope[-1:]) / other
        ends = width[1:2], left, right, width[-2:-1]
    elif bc_type == "natural":
        first, last = 3 * (y[1:2] - y[:1]), 3 * (y[-1:] - y[-2:-1])
        ends = 2 * width[:1], width[:1], width[-1:], 2 * width[-1:]
    else:
        zero = np.zeros_like(width[:1])
        first, last = np.zeros_like(y[:1]), np.zeros_like(y[:1])
        ends = zero + 1, zero, zero, zero + 1
    above = np.concatenate((np.zeros_like(width[:1]), ends[1], width[:-1]))
    middle = np.concatenate((ends[0], 2 * (width[:-1] + width[1:]), ends[3]))
    below = np.concatenate((width[1:], ends[2], np.zeros_like(width[:1])))
    return scipy.linalg.solve_banded((1, 1), np.stack((above, middle, below)), np.concatenate((first, inner, last)))


def cubic_spline(x: Any, y: Any, axis: Any = 0, bc_type: Any = "not-a-knot", extrapolate: Any = None) -> Any:
    """`scipy.interpolate.CubicSpline` of at least four values."""
    if axis != 0 or bc_type not in ("not-a-knot", "natural", "clamped") or extrapolate == "periodic":
        return scipy.interpolate.CubicSpline(x, y, axis, bc_type, extrapolate)
    x, y = np.array(x), np.array(y)
    rt.check_places(x, y, 4)
    return Hermite(x, y, _spline_slopes(x, y, bc_type), True if extrapolate is None else extrapolate)


def make_interp_spline(x: Any, y: Any, k: Any = 3, t: Any = None, bc_type: Any = None, axis: Any = 0) -> Any:
    """`scipy.interpolate.make_interp_spline` of third degree, whose ends are no knots."""
    if k != 3 or t is not None or axis != 0 or (bc_type is not None and bc_type not in ("not-a-knot", "natural", "clamped")):
        return scipy.interpolate.make_interp_spline(x, y, k, t, bc_type, axis)
    return cubic_spline(x, y, 0, "not-a-knot" if bc_type is None else bc_type)


def cubic_hermite_spline(x: Any, y: Any, dydx: Any, axis: Any = 0, extrapolate: Any = None) -> Any:
    """`scipy.interpolate.CubicHermiteSpline`."""
    if axis != 0 or extrapolate == "periodic":
        return scipy.interpolate.CubicHermiteSpline(x, y, dydx, axis, extrapolate)
    x, y = np.array(x), np.array(y)
    rt.check_places(x, y, 2)
    return Hermite(x, y, np.array(dydx), True if extrapolate is None else extrapolate)


def _end_slope(one: Any, other: Any, slope: Any, beyond: Any) -> Any:
    """The slope at an end by three points, that of a curve that goes no other way than the values."""
    found = ((2 * one + other) * slope - one * beyond) / (one + other)
    limited = np.where((np.sign(slope) != np.sign(beyond)) & (np.abs(found) > 3 * np.abs(slope)), 3 * slope, found)
    return np.where(np.sign(found) != np.sign(slope), 0.0, limited)


def pchip(x: Any, y: Any, axis: Any = 0, extrapolate: Any = None) -> Any:
    """`scipy.interpolate.PchipInterpolator` of at least three values."""
    if axis != 0 or extrapolate == "periodic":
        return scipy.interpolate.PchipInterpolator(x, y, axis, extrapolate)
    x, y = np.array(x), np.array(y)
    rt.check_places(x, y, 3)
    h = _columns(np.diff(x), y)
    slope = np.diff(y, axis=0) / h
    turns = slope[1:] * slope[:-1] <= 0
    one, other = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    before, after = np.where(turns, 1.0, slope[:-1]), np.where(turns, 1.0, slope[1:])
    inner = np.where(turns, 0.0, (one + other) / (one / before + other / after))
    first = _end_slope(h[:1], h[1:2], slope[:1], slope[1:2])
    last = _end_slope(h[-1:], h[-2:-1], slope[-1:], slope[-2:-1])
    return Hermite(x, y, np.concatenate((first, inner, last)), True if extrapolate is None else extrapolate)


def akima(x: Any, y: Any, axis: Any = 0, *, method: Any = "akima", extrapolate: Any = None) -> Any:
    """`scipy.interpolate.Akima1DInterpolator` of at least three values."""
    if axis != 0 or extrapolate == "periodic" or method not in ("akima", "makima"):
        return scipy.interpolate.Akima1DInterpolator(x, y, axis, method=method, extrapolate=extrapolate)
    x, y = np.array(x), np.array(y)
    rt.check_places(x, y, 3)
    inner = np.diff(y, axis=0) / _columns(np.diff(x), y)
    before, after = 2 * inner[:1] - inner[1:2], 2 * inner[-1:] - inner[-2:-1]
    m = np.concatenate((2 * before - inner[:1], before, inner, after, 2 * after - inner[-1:]))
    change = np.abs(np.diff(m, axis=0))
    if method == "makima":
        total = np.abs(m[1:] + m[:-1])
        one, other = change[2:] + 0.5 * total[2:], change[:-2] + 0.5 * total[:-2]
    else:
        one, other = change[2:], change[:-2]
    both = one + other
    straight = both <= 1e-9 * np.max(both)
    weighted = m[1:-2] + other / np.where(straight, 1.0, both) * (m[2:-1] - m[1:-2])
    return Hermite(x, y, np.where(straight, 0.5 * (m[3:] + m[:-3]), weighted), False if extrapolate is None else extrapolate)


class Kept:
    """An interpolant with bounds."""

    def __init__(self, inner: Any, fill_value: Any, bounds_error: Any) -> None:
        self.inner = inner
        self.fill_value = fill_value
        self.bounds_error = bounds_error

    def __call__(self, x: Any) -> Any:
        """Values."""
        places = self.inner.x
        if self.fill_value == "extrapolate":
            return self.inner(x)
        if self.bounds_error:
            return self.inner(rt.inside(x, places[0], places[-1]))
        if isinstance(self.fill_value, tuple):
            return _outside(self.inner(x), x, places, self.fill_value[0], self.fill_value[1])
        return _outside(self.inner(x), x, places, self.fill_value, self.fill_value)


def _outside(found: Any, x: Any, places: Any, below: Any, above: Any) -> Any:
    """What is found between the first place and the last one, and what is given beyond them."""
    return np.where(np.less(x, places[0]), below, np.where(np.greater(x, places[-1]), above, found))


class Line:
    """Lines between values, and what is beyond them."""

    def __init__(self, x: Any, y: Any, fill_value: Any, bounds_error: Any) -> None:
        self.x = x
        self.y = y
        self.fill_value = fill_value
        self.bounds_error = bounds_error

    def __call__(self, x: Any) -> Any:
        """Values."""
        if self.fill_value == "extrapolate":
            return _on_lines(x, self.x, self.y)
        if self.bounds_error:
            return np.interp(rt.inside(x, self.x[0], self.x[-1]), self.x, self.y)
        if isinstance(self.fill_value, tuple):
            return np.interp(x, self.x, self.y, self.fill_value[0], self.fill_value[1])
        return np.interp(x, self.x, self.y, self.fill_value, self.fill_value)


def _on_lines(x: Any, xp: Any, fp: Any) -> Any:
    """Lines between values that go on beyond the first and the last."""
    k = np.clip(np.searchsorted(xp, x), 1, len(xp) - 1)
    return (fp[k] - fp[k - 1]) / (xp[k] - xp[k - 1]) * (x - xp[k - 1]) + fp[k - 1]


def interp1d(
    x: Any, y: Any, kind: Any = "linear", axis: Any = -1, copy: Any = True, bounds_error: Any = None, fill_value: Any = np.nan,
    assume_sorted: Any = False,
) -> Any:  # fmt: skip
    """`scipy.interpolate.interp1d` of numbers, by lines or by a cubic spline."""
    if kind not in ("linear", "slinear", "cubic", 1, 3) or not copy:
        return scipy.interpolate.interp1d(x, y, kind, axis, copy, bounds_error, fill_value, assume_sorted)
    x, y = np.array(x), np.array(y)
    count = 4 if kind == "cubic" or kind == 3 else 2
    if not assume_sorted:
        order = np.argsort(x, kind="stable")
        rt.check_places(x[order], y, count, True)
        x, y = x[order], y[order]
    else:
        rt.check_places(x, y, count, True)
    strict = True if bounds_error is None else bounds_error
    if kind == "cubic" or kind == 3:
        return Kept(Hermite(x, y, _spline_slopes(x, y, "not-a-knot")), fill_value, strict)
    return Line(x, y, fill_value, strict)


MADE: WeakKeyDictionary[Any, FunctionType | None] = WeakKeyDictionary()  # one for each, so that it is known again


def of_interpolant(function: object) -> FunctionType | None:
    """The definition of an interpolant that was made before and gives no derivatives itself; None for anything else."""
    if not isinstance(function, (scipy.interpolate.interp1d, scipy.interpolate.RegularGridInterpolator)):
        return None
    if function not in MADE:
        MADE[function] = _of_one(function) if isinstance(function, scipy.interpolate.interp1d) else _of_grid(function)
    return MADE[function]


def _of_one(function: Any) -> Any:
    """What stands for an `interp1d`."""
    x, y = np.asarray(function.x), np.asarray(function.y)
    if y.ndim != 1:
        return None
    steps = function._kind in ("nearest", "nearest-up", "previous", "next")
    spline = getattr(function, "_spline", None)
    if steps:
        return _constant(function)
    if function._kind != "linear":
        return None if spline is None or np.isnan(y).any() else _bounded(_of_spline(spline), function, x)
    if function._extrapolate:
        return _lined(x, y)
    return _bounded(_lined(x, y), function, x)


def _constant(function: Callable[..., Any]) -> Any:
    """What changes in steps alone."""

    def call(x: Any) -> Any:
        return function(rt.stop_gradient(x))

    return call


def _lined(x: Any, y: Any) -> Any:
    def call(q: Any) -> Any:
        return _on_lines(np.asarray(q), x, y)

    return call


def _of_spline(spline: Any) -> Any:
    def call(q: Any) -> Any:
        return spline(q)[..., 0]

    return call


def _bounded(inner: Any, function: Any, x: Any) -> Any:
    """An interpolant with its bounds."""
    low, high = x[0], x[-1]
    if function._extrapolate:
        return inner
    if function.bounds_error:

        def checked(q: Any) -> Any:
            return inner(rt.inside(q, low, high))

        return checked
    below, above = (float(np.ravel(v)[0]) for v in (function._fill_value_below, function._fill_value_above))

    def filled(q: Any) -> Any:
        return np.where(np.less(q, low), below, np.where(np.greater(q, high), above, inner(q)))

    return filled


class Grid:
    """Values on a grid, and lines along each axis between them."""

    def __init__(self, points: Any, values: Any, bounds_error: Any, fill_value: Any) -> None:
        self.grid = rt.ascending(points, np.shape(values))
        self.values = np.flip(np.asarray(values), rt.descending(points))
        self.bounds_error = bounds_error
        self.fill_value = fill_value

    def __call__(self, xi: Any) -> Any:
        """Values at points, whose coordinates are along the last axis, or in a tuple."""
        return _on_grid(self.grid, self.values, xi, self.bounds_error, self.fill_value)


def _on_grid(grid: Any, values: Any, xi: Any, bounds_error: Any, fill_value: Any) -> Any:
    lows, highs = rt.borders(grid)
    if isinstance(xi, tuple):
        points = np.stack(xi, -1)
    else:
        points = np.asarray(xi)
        if np.ndim(points) == 1:
            points = np.reshape(points, (-1, len(grid)))
    if bounds_error:
        points = rt.inside(points, lows, highs)
    flat = np.reshape(points, (-1, len(grid)))
    k, corners = rt.cells(grid, flat), rt.corners(grid)
    start, end = rt.ends(grid, k)
    share = (flat - start) / (end - start)
    weights = np.prod(np.where(corners, share, 1 - share), axis=-1)
    found = np.sum(weights * np.take(np.ravel(values), rt.corner_places(values, k + corners)), axis=0)
    if not bounds_error and fill_value is not None:
        found = np.where(np.any((flat < lows) | (flat > highs), axis=-1), fill_value, found)
    return np.reshape(found, np.shape(points)[:-1])


def regular_grid_interpolator(
    points: Any, values: Any, method: Any = "linear", bounds_error: Any = True, fill_value: Any = np.nan,
    *, solver: Any = None, solver_args: Any = None,
) -> Any:  # fmt: skip
    """`scipy.interpolate.RegularGridInterpolator` of numbers, by lines."""
    if method != "linear":
        return scipy.interpolate.RegularGridInterpolator(
            points, values, method, bounds_error, fill_value, solver=solver, solver_args=solver_args
        )
    return Grid(points, values, bounds_error, fill_value)


def interpn(points: Any, values: Any, xi: Any, method: Any = "linear", bounds_error: Any = True, fill_value: Any = np.nan) -> Any:
    """`scipy.interpolate.interpn` of numbers, by lines."""
    if method != "linear":
        return scipy.interpolate.interpn(points, values, xi, method, bounds_error, fill_value)
    return Grid(points, values, bounds_error, fill_value)(xi)


def _of_grid(function: Any) -> Any:
    """What stands for a `RegularGridInterpolator` of numbers, by lines along each axis; None for any other."""
    grid, values = tuple(np.asarray(g) for g in function.grid), np.asarray(function.values)
    if values.ndim != len(grid) or any(len(g) < 2 for g in grid) or function.method not in ("linear", "nearest"):
        return None
    if function.method == "nearest":
        return _constant(function)
    bounds_error, fill_value = function.bounds_error, function.fill_value

    def call(xi: Any) -> Any:
        return _on_grid(grid, values, xi, bounds_error, fill_value)

    return call


FINDERS = (of_interpolant,)
DEFINITIONS = {
    "scipy.interpolate.CubicSpline": cubic_spline,
    "scipy.interpolate.make_interp_spline": make_interp_spline,
    "scipy.interpolate.CubicHermiteSpline": cubic_hermite_spline,
    "scipy.interpolate.PchipInterpolator": pchip,
    "scipy.interpolate.Akima1DInterpolator": akima,
    "scipy.interpolate.interp1d": interp1d,
    "scipy.interpolate.RegularGridInterpolator": regular_grid_interpolator,
    "scipy.interpolate.interpn": interpn,
}
