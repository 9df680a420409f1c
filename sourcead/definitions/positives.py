"""Logarithmic densities of `scipy.stats` for variables that are positive, and for two that are cut from the normal one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from sourcead.definitions.standard import as_array, logarithmic, positive, standardized

LOG_2PI = np.log(2 * np.pi)


def _halfnorm_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.where(z < 0, -np.inf, np.log(2 / np.pi) / 2 - z**2 / 2), scale)


def _halfcauchy_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.where(z < 0, -np.inf, np.log(2 / np.pi) - np.log1p(z**2)), scale)


def _rayleigh_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.where(z <= 0, -np.inf, np.log(np.where(z <= 0, 1.0, z)) - z**2 / 2), scale)


def _maxwell_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.where(z <= 0, -np.inf, np.log(2 / np.pi) / 2 + 2 * np.log(np.where(z <= 0, 1.0, z)) - z**2 / 2), scale)


def _lognorm_logpdf(x: Any, s: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    inside = np.log(np.where(z <= 0, 1.0, z))
    return logarithmic(
        np.where(z <= 0, -np.inf, -(inside**2) / (2 * positive(s) ** 2) - inside - np.log(positive(s)) - LOG_2PI / 2), scale
    )


def _weibull_min_logpdf(x: Any, c: Any, loc: Any = None, scale: Any = None) -> Any:
    z, shape = standardized(x, loc, scale), positive(c)
    inside = np.where(z <= 0, 0.0, z)
    return logarithmic(np.where(z < 0, -np.inf, np.log(shape) + special.xlogy(shape - 1, inside) - inside**shape), scale)


def _lomax_logpdf(x: Any, c: Any, loc: Any = None, scale: Any = None) -> Any:
    z, shape = standardized(x, loc, scale), positive(c)
    return logarithmic(np.where(z < 0, -np.inf, np.log(shape) - (shape + 1) * np.log1p(np.where(z <= 0, 0.0, z))), scale)


def _invgamma_logpdf(x: Any, a: Any, loc: Any = None, scale: Any = None) -> Any:
    z, shape = standardized(x, loc, scale), positive(a)
    inside = np.where(z <= 0, 1.0, z)
    return logarithmic(np.where(z <= 0, -np.inf, -(shape + 1) * np.log(inside) - special.gammaln(shape) - 1.0 / inside), scale)


def _invgauss_logpdf(x: Any, mu: Any, loc: Any = None, scale: Any = None) -> Any:
    z, mean = standardized(x, loc, scale), positive(mu)
    inside = np.where(z <= 0, 1.0, z)
    return logarithmic(
        np.where(z <= 0, -np.inf, -LOG_2PI / 2 - 1.5 * np.log(inside) - (1 - inside / mean) ** 2 / (2 * inside)), scale
    )


def _f_logpdf(x: Any, dfn: Any, dfd: Any, loc: Any = None, scale: Any = None) -> Any:
    z, n, m = standardized(x, loc, scale), positive(dfn), positive(dfd)
    inside = np.where(z <= 0, 0.0, z)
    ratio = m / 2 * np.log(m) + n / 2 * np.log(n) + special.xlogy(n / 2 - 1, inside) - (n + m) / 2 * np.log(m + n * inside)
    return logarithmic(np.where(z < 0, -np.inf, ratio - special.betaln(n / 2, m / 2)), scale)


def _skewnorm_logpdf(x: Any, a: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.log(2) - z**2 / 2 - LOG_2PI / 2 + special.log_ndtr(as_array(a) * z), scale)


def _truncnorm_logpdf(x: Any, a: Any, b: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    low, high = as_array(a), as_array(b)
    mass = special.log_ndtr(np.where(low > 0, -low, high))  # from the side where there is more of it
    less = special.log_ndtr(np.where(low > 0, -high, low))
    value = -(z**2) / 2 - LOG_2PI / 2 - mass - np.log1p(-np.exp(less - mass))
    return logarithmic(np.where(low < high, np.where((z < low) | (z > high), -np.inf, value), np.nan), scale)


LOGPDFS: dict[str, Callable[..., Any]] = {
    "halfnorm": _halfnorm_logpdf, "halfcauchy": _halfcauchy_logpdf, "rayleigh": _rayleigh_logpdf, "maxwell": _maxwell_logpdf,
    "lognorm": _lognorm_logpdf, "weibull_min": _weibull_min_logpdf, "lomax": _lomax_logpdf, "invgamma": _invgamma_logpdf,
    "invgauss": _invgauss_logpdf, "f": _f_logpdf, "skewnorm": _skewnorm_logpdf, "truncnorm": _truncnorm_logpdf,
}  # fmt: skip
