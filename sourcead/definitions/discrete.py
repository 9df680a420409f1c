"""Probabilities of the discrete distributions of `scipy.stats`: 0 where `k - loc` is no whole number of the support.

By `k` they have no derivative but 0: between whole numbers they are constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from sourcead import runtime as rt
from sourcead.definitions.standard import as_array, density, positive, shifted


def _bernoulli_pmf(k: Any, p: Any, loc: Any = None) -> Any:
    number = shifted(k, loc)
    return np.where(
        np.equal(number, 1), as_array(p), np.where(np.equal(number, 0), 1 - rt.probability(as_array(p)), 0 * as_array(p))
    )


def _bernoulli_logpmf(k: Any, p: Any, loc: Any = None) -> Any:
    number = shifted(k, loc)
    one, other = np.equal(number, 1), np.equal(number, 0)
    return np.where(one | other, special.xlogy(one, p) + special.xlog1py(other, -rt.probability(as_array(p))), -np.inf)


def _bernoulli_cdf(k: Any, p: Any, loc: Any = None) -> Any:
    number = shifted(k, loc)
    return np.where(np.less(number, 0), 0.0, np.where(np.less(number, 1), 1 - rt.probability(as_array(p)), 1.0))


def _poisson_logpmf(k: Any, mu: Any, loc: Any = None) -> Any:
    number = shifted(k, loc)
    count = np.floor(number)
    value = special.xlogy(count, mu) - special.gammaln(count + 1) - rt.positive(mu, True)
    return np.where((number < 0) | np.not_equal(number, count), -np.inf, value)


def _poisson_cdf(k: Any, mu: Any, loc: Any = None) -> Any:
    count = np.floor(shifted(k, loc))
    return np.where(count < 0, 0.0, special.gammaincc(np.where(count < 0, 0, count) + 1, mu))


def _geom_logpmf(k: Any, p: Any, loc: Any = None) -> Any:
    number = shifted(k, loc)
    count = np.floor(number)
    return np.where(
        (number < 1) | np.not_equal(number, count), -np.inf, special.xlog1py(count - 1, -rt.probability(as_array(p))) + np.log(p)
    )


def _nbinom_logpmf(k: Any, n: Any, p: Any, loc: Any = None) -> Any:
    number = shifted(k, loc)
    count = np.floor(number)
    ways = special.gammaln(as_array(n) + count) - special.gammaln(count + 1) - special.gammaln(positive(n))
    value = ways + as_array(n) * np.log(p) + special.xlog1py(count, -rt.probability(as_array(p)))
    return np.where((number < 0) | np.not_equal(number, count), -np.inf, value)


def _binom_logpmf(k: Any, n: Any, p: Any, loc: Any = None) -> Any:
    number, size = shifted(k, loc), as_array(n)
    count = np.floor(number)
    outside = (number < 0) | (number > size) | np.not_equal(number, count)
    inside = np.where(outside, 0.0, count)
    ways = special.gammaln(size + 1) - (special.gammaln(inside + 1) + special.gammaln(size - inside + 1))
    chance = rt.probability(as_array(p))
    value = ways + special.xlogy(inside, chance) + special.xlog1py(size - inside, -chance)
    wrong = np.not_equal(size, np.floor(size)) | (size < 0) | np.isnan(chance)
    return np.where(wrong, np.nan, np.where(outside, -np.inf, value))


LOGPMFS: dict[str, Callable[..., Any]] = {
    "bernoulli": _bernoulli_logpmf,
    "poisson": _poisson_logpmf,
    "geom": _geom_logpmf,
    "nbinom": _nbinom_logpmf,
    "binom": _binom_logpmf,
}

DEFINITIONS = {
    **{f"scipy.stats.{name}.logpmf": logpmf for name, logpmf in LOGPMFS.items()},
    **{f"scipy.stats.{name}.pmf": density(logpmf) for name, logpmf in LOGPMFS.items()},
    "scipy.stats.bernoulli.pmf": _bernoulli_pmf,
    "scipy.stats.bernoulli.cdf": _bernoulli_cdf,
    "scipy.stats.poisson.cdf": _poisson_cdf,
}
