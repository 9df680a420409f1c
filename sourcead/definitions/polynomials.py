"""Polynomials by their coefficients, the highest power first, and sums over intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt


def polymul(a1: Any, a2: Any) -> Any:
    """`np.polymul`, which leaves out zeros in front of its factors."""
    return np.convolve(np.asarray(a1)[rt.leading_zeros(a1) :], np.asarray(a2)[rt.leading_zeros(a2) :])


def polydiv(u: Any, v: Any) -> Any:
    """`np.polydiv`."""
    if len(u) < len(v):
        return np.zeros(1), np.asarray(u) + 0.0
    count = len(u) - len(v) + 1
    padded = np.concatenate((np.zeros(count - 1), v, np.zeros(count)))
    rows = np.arange(count)[:, None] - np.arange(count) + count - 1
    quotient = np.linalg.solve(padded[rows], np.asarray(u)[:count])
    rest = np.asarray(u) - np.convolve(quotient, v)
    return quotient, np.take(rest, np.arange(rt.remainder_start(rest), len(rest)))


def polyder(p: Any, m: Any = 1) -> Any:
    """`np.polyder`."""
    found = np.asarray(p)
    for _ in range(m):
        found = found[:-1] * np.arange(len(found) - 1, 0, -1)
    return found


def polyint(p: Any, m: Any = 1, k: Any = None) -> Any:
    """`np.polyint`."""
    found = np.asarray(p)
    constants = np.zeros(m) if k is None else np.ravel(k) * np.ones(m)
    for step in range(m):
        found = np.concatenate((found / np.arange(len(found), 0, -1), constants[step : step + 1]))
    return found


def poly(seq_of_zeros: Any) -> Any:
    """`np.poly` of zeros, or of the eigenvalues of a matrix."""
    given = np.atleast_1d(seq_of_zeros)
    zeros = np.linalg.eigvals(given) if given.ndim == 2 else given
    found = np.ones(1)
    for zero in zeros:
        found = np.convolve(found, np.array([1.0, -zero]))
    return np.real(found) if given.ndim == 2 and not np.iscomplexobj(given) else found


def vander(x: Any, N: Any = None, increasing: Any = False) -> Any:  # noqa: N803 - NumPy's name
    """`np.vander`."""
    count = len(x) if N is None else N
    if increasing:
        return np.asarray(x)[:, None] ** np.arange(count)
    return np.asarray(x)[:, None] ** np.arange(count - 1, -1, -1)


def polyfit(x: Any, y: Any, deg: Any, rcond: Any = None, *, w: Any = None) -> Any:
    """`np.polyfit` without what tells how well it fits."""
    powers = np.vander(np.asarray(x) + 0.0, deg + 1)
    goal = np.asarray(y) + 0.0
    if w is not None:
        powers = powers * np.asarray(w)[:, None]
        goal = goal * np.asarray(w)[:, None] if np.ndim(y) == 2 else goal * np.asarray(w)
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    least = float(len(x) * np.finfo(powers.dtype).eps) if rcond is None else rcond
    found = np.linalg.lstsq(powers / scale, goal, least)[0]
    return found / scale[:, None] if np.ndim(y) == 2 else found / scale


def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    """`np.trapezoid`."""
    values = np.asarray(y) if axis == -1 else np.moveaxis(y, axis, -1)
    if axis != -1 and ((x is None and np.ndim(dx) > 0) or np.ndim(x) > 1):  # its axes are those of `y`, where they are
        widths = dx if x is None else np.diff(x, axis=axis)
        return np.sum(widths * np.moveaxis(values[..., 1:] + values[..., :-1], -1, axis), axis=axis) / 2
    return np.sum((dx if x is None else np.diff(x)) * (values[..., 1:] + values[..., :-1]), axis=-1) / 2


DEFINITIONS = {
    "np.polymul": polymul,
    "np.polydiv": polydiv,
    "np.polyder": polyder,
    "np.polyint": polyint,
    "np.poly": poly,
    "np.polyfit": polyfit,
    "np.vander": vander,
    "np.trapezoid": trapezoid,
}
