"""Integrals of samples, as `scipy.integrate` has them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions.polynomials import trapezoid


def cumulative_trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1, initial: Any = None) -> Any:
    """`scipy.integrate.cumulative_trapezoid`."""
    values = np.asarray(y) if axis == -1 else np.moveaxis(y, axis, -1)
    if x is None:
        widths = dx
    elif np.ndim(x) > 1 and axis != -1:
        widths = np.diff(np.moveaxis(x, axis, -1))
    else:
        widths = np.diff(x)
    found = np.cumsum(widths * (values[..., 1:] + values[..., :-1]) / 2, axis=-1)
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


DEFINITIONS = {
    "scipy.integrate.trapezoid": trapezoid,
    "scipy.integrate.cumulative_trapezoid": cumulative_trapezoid,
    "scipy.integrate.simpson": simpson,
}
