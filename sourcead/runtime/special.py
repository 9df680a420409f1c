"""Derivatives of special functions that SciPy does not have.

Moore, "Algorithm AS 187: derivatives of the incomplete gamma integral", 1982; DLMF, 8.7.1 and 8.9.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np

TINY = 1e-18  # of a sum: what is added no more, its derivatives neither
ENOUGH = 1e-15  # of a continued fraction: what changes nothing
MOST_TERMS = 100_000


def gammainc_a(a: Any, x: Any, digamma_a: Any, gammaln_a: Any) -> Any:
    """The derivative by `a` of the regularised lower incomplete gamma function, exact in both its tails.

    A power series below `x = a`, a continued fraction above. The digamma function of `a` and the logarithm of its gamma function
    are given.
    """
    precision = np.result_type(a, x)
    a, x = np.asarray(a, np.float64), np.asarray(x, np.float64)
    inside = (x > 0) & (x < np.inf) & (a > 0)
    lower = inside & (x <= a)
    upper = inside & (x > a)
    total, total_a = _series(np.where(lower, a, 1.0), np.where(lower, x, 0.5))
    fraction, fraction_a = _fraction(np.where(upper, a, 1.0), np.where(upper, x, 2.0))
    log_x = np.log(np.where(inside, x, 1.0))
    scale = np.where(inside, np.exp(a * log_x - np.where(inside, x, 0.0) - gammaln_a), 0.0)
    below = (total * (log_x - digamma_a) + total_a) * scale
    above = (fraction * (log_x - digamma_a) + fraction_a) * scale
    return np.where(lower, below, -above).astype(precision)


def _series(a: Any, x: Any) -> tuple[Any, Any]:
    """The sum of `x**n / (a * (a + 1) * ... * (a + n))`, and its derivative by `a`."""
    term, slope = 1 / a, 1 / a
    total, total_a = term, -term * slope
    count = 0
    while count < MOST_TERMS and np.any(np.abs(term) * (1 + slope) ** 2 > TINY * np.abs(total)):
        count += 1
        term = term * x / (a + count)
        slope = slope + 1 / (a + count)
        total = total + term
        total_a = total_a - term * slope
    return total, total_a


def _fraction(a: Any, x: Any) -> tuple[Any, Any]:
    """The integral of `(1 + t)**(a - 1) * exp(-x * t)` over positive `t`, a continued fraction, and its derivative by `a`."""
    size = x + 1 - a
    d, e = 1 / size, 0 / size  # of what is above and what is below, in Lentz's method
    d_a, e_a = d * d, e
    total, slope = d, d
    change, change_a, count = 1.0, 1.0, 0
    while count < MOST_TERMS and np.any(np.maximum(np.abs(change), np.abs(change_a)) > ENOUGH):
        count += 1
        size = size + 2
        factor = count * (a - count)
        c, c_a = size + factor * e, factor * e_a + count * e - 1
        b, b_a = size + factor * d, factor * d_a + count * d - 1
        d, d_a = 1 / b, -b_a / b**2
        e, e_a = 1 / c, -c_a / c**2
        change, change_a = c * d - 1, c_a * e - b_a * d
        total = total * (c * d)
        slope = slope + change_a
    return total, total * slope


def ratio(x: Any, y: Any) -> Any:
    """`x / y`, and 0 where both are 0."""
    nothing = np.equal(x, 0) & np.equal(y, 0)
    return np.where(nothing, 0.0, x / np.where(nothing, 1.0, y))


def positive(x: Any, zero: bool = False) -> Any:
    """`x` where it is positive (or `zero`), NaN elsewhere."""
    return np.where(np.greater_equal(x, 0) if zero else np.greater(x, 0), x, np.nan)[()]


def probability(x: Any) -> Any:
    """`x` where it is between 0 and 1, NaN elsewhere."""
    return np.where(np.greater_equal(x, 0) & np.less_equal(x, 1), x, np.nan)[()]


def exp_difference(x: Any, y: Any) -> Any:
    """`exp(x - y)`, and 0 where `x` is minus infinity."""
    return np.exp(x - np.where(np.isneginf(x), 0.0, y))


def poisson_entropy_mu(mu: Any) -> Any:
    """The derivative by `mu` of the entropy of Poisson's distribution: the mean of `log((k + 1) / mu)`."""
    mean = np.expand_dims(mu, -1)
    largest = float(np.max(mu, initial=0.0))
    counts = np.arange(int(largest + 12 * np.sqrt(largest) + 40))
    logs = np.concatenate((np.zeros(1), np.cumsum(np.log(counts[1:]))))
    return np.sum(np.exp(counts * np.log(mean) - mean - logs) * np.log((counts + 1) / mean), axis=-1)


def simplex(x: Any, alpha: Any) -> Any:
    """The point of a simplex of which the last coordinate may be left out, with as many as `alpha` has."""
    if np.shape(x)[0] == np.shape(alpha)[0]:
        return x
    return np.concatenate((x, 1 - np.sum(x, axis=0, keepdims=True)))


def dirichlet_x(x: Any, alpha: Any) -> Any:
    """The derivative of Dirichlet's logarithmic density, by the coordinates that are given."""
    slopes = np.transpose((np.asarray(alpha) - 1) / np.transpose(simplex(x, alpha)))
    return slopes if np.shape(x)[0] == np.shape(alpha)[0] else slopes[:-1] - slopes[-1]
