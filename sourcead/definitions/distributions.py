"""Densities and distribution functions of `scipy.stats`, with `loc` and `scale` as SciPy has them.

Outside the support a density is 0 and its derivatives too; parameters that SciPy gives NaN for give NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from sourcead import runtime as rt
from sourcead.definitions import discrete, frozen, multivariate, positives, samples
from sourcead.definitions.standard import as_array, checked, density, logarithmic, positive, standardized


def _norm_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(-(z**2) / 2 - np.log(2 * np.pi) / 2, scale)


def _norm_cdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    return special.ndtr(checked(x, loc, scale))


def _norm_logcdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    return special.log_ndtr(checked(x, loc, scale))


def _norm_sf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    return special.ndtr(-checked(x, loc, scale))


def _norm_logsf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    return special.log_ndtr(-checked(x, loc, scale))


def _logistic_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(special.log_expit(z) + special.log_expit(-z), scale)


def _cauchy_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    return logarithmic(-np.log(np.pi) - np.log1p(standardized(x, loc, scale) ** 2), scale)


def _laplace_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    return logarithmic(-np.abs(standardized(x, loc, scale)) - np.log(2), scale)


def _gumbel_r_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(-z - np.exp(-z), scale)


def _gumbel_l_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(z - np.exp(z), scale)


def _expon_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.where(z < 0, -np.inf, -z), scale)


def _uniform_logpdf(x: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.where((z < 0) | (z > 1), -np.inf, 0 * z), scale)


def _gamma_logpdf(x: Any, a: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    shape = positive(a)
    return logarithmic(np.where(z < 0, -np.inf, special.xlogy(shape - 1, z) - z) - special.gammaln(shape), scale)


def _chi2_logpdf(x: Any, df: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    half = positive(df) / 2
    kernel = np.where(z < 0, -np.inf, special.xlogy(half - 1, z) - z / 2)
    return logarithmic(kernel - special.gammaln(half) - np.log(2) * half, scale)


def _beta_logpdf(x: Any, a: Any, b: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    left, right = positive(a), positive(b)
    kernel = np.where((z < 0) | (z > 1), -np.inf, special.xlog1py(right - 1, -z) + special.xlogy(left - 1, z))
    return logarithmic(kernel - special.betaln(left, right), scale)


def _pareto_logpdf(x: Any, b: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.log(b) + np.where(z < 1, -np.inf, -(as_array(b) + 1) * np.log(np.where(z < 1, 1.0, z))), scale)


def _t_logpdf(x: Any, df: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    half = (positive(df) + 1) / 2
    constant = -special.betaln(as_array(df) / 2, 0.5) - np.log(as_array(df)) / 2  # no large numbers that cancel
    return logarithmic(constant - half * np.log1p(z**2 / as_array(df)), scale)


def _gennorm_logpdf(x: Any, beta: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    return logarithmic(np.log(as_array(beta) / 2) - special.gammaln(1 / as_array(beta)) - np.abs(z) ** as_array(beta), scale)


def _vonmises_logpdf(x: Any, kappa: Any, loc: Any = None, scale: Any = None) -> Any:
    kernel = kappa * special.cosm1(standardized(x, loc, scale))
    return logarithmic(kernel - np.log(2 * np.pi) - np.log(special.i0e(rt.positive(kappa, True))), scale)


def _wrapcauchy_logpdf(x: Any, c: Any, loc: Any = None, scale: Any = None) -> Any:
    z = standardized(x, loc, scale)
    inside = np.log((1 - positive(c) ** 2) / (2 * np.pi * (1 + as_array(c) ** 2 - 2 * as_array(c) * np.cos(z))))
    return logarithmic(np.where((z < 0) | (z > 2 * np.pi), -np.inf, inside), scale)


LOGPDFS: dict[str, Callable[..., Any]] = {
    "norm": _norm_logpdf, "logistic": _logistic_logpdf, "cauchy": _cauchy_logpdf, "laplace": _laplace_logpdf,
    "gumbel_r": _gumbel_r_logpdf, "gumbel_l": _gumbel_l_logpdf, "expon": _expon_logpdf, "uniform": _uniform_logpdf,
    "gamma": _gamma_logpdf, "chi2": _chi2_logpdf, "beta": _beta_logpdf, "pareto": _pareto_logpdf, "t": _t_logpdf,
    "gennorm": _gennorm_logpdf, "vonmises": _vonmises_logpdf, "wrapcauchy": _wrapcauchy_logpdf, **positives.LOGPDFS,
}  # fmt: skip

FINDERS = (frozen.of_frozen,)
DEFINITIONS = {
    **{f"scipy.stats.{name}.logpdf": logpdf for name, logpdf in LOGPDFS.items()},
    **{f"scipy.stats.{name}.pdf": density(logpdf) for name, logpdf in LOGPDFS.items()},
    "scipy.stats.norm.cdf": _norm_cdf,
    "scipy.stats.norm.logcdf": _norm_logcdf,
    "scipy.stats.norm.sf": _norm_sf,
    "scipy.stats.norm.logsf": _norm_logsf,
    **discrete.DEFINITIONS,
    **multivariate.DEFINITIONS,
    **samples.DEFINITIONS,
    **{f"scipy.stats.{name}": frozen.freezing(name) for name in (*LOGPDFS, *discrete.LOGPMFS, "multivariate_normal")},
}
