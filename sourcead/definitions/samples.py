"""Statistics of samples, as `scipy.stats` has them. What leaves NaN out, or cuts the sample, has no definition."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import special, stats

from sourcead import runtime as rt
from sourcead.definitions.standard import as_array

EPSILON = np.finfo(float).eps
NORMAL = float(2 * np.sqrt(2) * special.erfinv(0.5))  # the interquartile range of the standard normal distribution


class Correlation(NamedTuple):
    """What `scipy.stats.pearsonr` gives."""

    statistic: Any
    pvalue: Any


class Regression:
    """What `scipy.stats.linregress` gives; `intercept_stderr` is no part of the tuple that it is taken for."""

    def __init__(self, slope: Any, intercept: Any, rvalue: Any, pvalue: Any, stderr: Any, intercept_stderr: Any) -> None:
        self.slope = slope
        self.intercept = intercept
        self.rvalue = rvalue
        self.pvalue = pvalue
        self.stderr = stderr
        self.intercept_stderr = intercept_stderr

    def __iter__(self) -> Any:
        return iter((self.slope, self.intercept, self.rvalue, self.pvalue, self.stderr))

    def __getitem__(self, index: Any) -> Any:
        return (self.slope, self.intercept, self.rvalue, self.pvalue, self.stderr)[index]


def zscore(a: Any, axis: Any = 0, ddof: Any = 0, nan_policy: Any = "propagate") -> Any:
    """The deviations from the mean in units of the standard deviation; NaN where that is 0."""
    if nan_policy != "propagate":
        return stats.zscore(a, axis, ddof, nan_policy)
    a = as_array(a)
    mean, std = np.mean(a, axis=axis, keepdims=True), np.std(a, axis=axis, ddof=ddof, keepdims=True)
    return np.where(std <= np.abs(EPSILON * mean), np.nan, (a - mean) / std)


def zmap(scores: Any, compare: Any, axis: Any = 0, ddof: Any = 0, nan_policy: Any = "propagate") -> Any:
    """Scores by the mean and the standard deviation of others."""
    if nan_policy != "propagate":
        return stats.zmap(scores, compare, axis, ddof, nan_policy)
    compare = as_array(compare)
    mean, std = np.mean(compare, axis=axis, keepdims=True), np.std(compare, axis=axis, ddof=ddof, keepdims=True)
    return (as_array(scores) - mean) / std


def skew(a: Any, axis: Any = 0, bias: Any = True, nan_policy: Any = "propagate", *, keepdims: Any = False) -> Any:
    """The third moment by the second one to the power of 1.5."""
    if nan_policy != "propagate":
        return stats.skew(a, axis, bias, nan_policy)
    a = as_array(a)
    mean = np.mean(a, axis=axis, keepdims=True)
    square = (a - mean) ** 2
    m2 = np.mean(square, axis=axis, keepdims=keepdims)
    m3 = np.mean(square * (a - mean), axis=axis, keepdims=keepdims)
    n = np.size(a) // np.size(m2)
    found = m3 / m2**1.5 if bias or n < 3 else ((n - 1.0) * n) ** 0.5 / (n - 2.0) * m3 / m2**1.5
    return np.where(m2 <= (EPSILON * np.reshape(mean, np.shape(m2))) ** 2, np.nan, found)[()]


def kurtosis(
    a: Any, axis: Any = 0, fisher: Any = True, bias: Any = True, nan_policy: Any = "propagate", *, keepdims: Any = False
) -> Any:
    """The fourth moment by the square of the second one, less 3 for `fisher`."""
    if nan_policy != "propagate":
        return stats.kurtosis(a, axis, fisher, bias, nan_policy)
    a = as_array(a)
    mean = np.mean(a, axis=axis, keepdims=True)
    square = (a - mean) ** 2
    m2 = np.mean(square, axis=axis, keepdims=keepdims)
    m4 = np.mean(square**2, axis=axis, keepdims=keepdims)
    n = np.size(a) // np.size(m2)
    if bias or n < 4:
        found = m4 / m2**2
    else:
        found = 1.0 / (n - 2) / (n - 3) * ((n**2 - 1.0) * m4 / m2**2 - 3 * (n - 1) ** 2.0) + 3.0
    found = np.where(m2 <= (EPSILON * np.reshape(mean, np.shape(m2))) ** 2, np.nan, found)[()]
    if fisher:
        return found - 3
    return found


def moment(
    a: Any, order: Any = 1, axis: Any = 0, nan_policy: Any = "propagate", *, center: Any = None, keepdims: Any = False
) -> Any:
    """A central moment, or one about another center."""
    if nan_policy != "propagate" or np.ndim(order) > 0:
        return stats.moment(a, order, axis, nan_policy)
    a = as_array(a)
    if center is not None:
        return np.mean((a - center) ** order, axis=axis, keepdims=keepdims)
    if order == 1:
        return 0.0 * np.mean(a, axis=axis, keepdims=keepdims)
    return np.mean((a - np.mean(a, axis=axis, keepdims=True)) ** order, axis=axis, keepdims=keepdims)


def _mean(a: Any, axis: Any, weights: Any, keepdims: Any) -> Any:
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    return np.average(a, axis=axis, weights=weights, keepdims=keepdims)


def gmean(
    a: Any, axis: Any = 0, dtype: Any = None, weights: Any = None, *, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The geometric mean."""
    if nan_policy != "propagate" or dtype is not None:
        return stats.gmean(a, axis, dtype, weights, nan_policy=nan_policy)
    return np.exp(_mean(np.log(a), axis, weights, keepdims))


def hmean(
    a: Any, axis: Any = 0, dtype: Any = None, *, weights: Any = None, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The harmonic mean."""
    if nan_policy != "propagate" or dtype is not None:
        return stats.hmean(a, axis, dtype, nan_policy=nan_policy)
    return 1.0 / _mean(1.0 / rt.positive(as_array(a), True), axis, weights, keepdims)


def pmean(
    a: Any, p: Any, *, axis: Any = 0, dtype: Any = None, weights: Any = None, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The power mean."""
    if nan_policy != "propagate" or dtype is not None:
        return stats.pmean(a, p, axis=axis, dtype=dtype, nan_policy=nan_policy)
    if p == 0:
        return np.exp(_mean(np.log(a), axis, weights, keepdims))
    if np.isinf(p):
        raise NotImplementedError("Power mean only implemented for finite `p`")
    return _mean(rt.positive(as_array(a), True) ** p, axis, weights, keepdims) ** (1 / p)


def gstd(a: Any, axis: Any = 0, ddof: Any = 1, *, keepdims: Any = False, nan_policy: Any = "propagate") -> Any:
    """The geometric standard deviation."""
    if nan_policy != "propagate":
        return stats.gstd(a, axis, ddof, nan_policy=nan_policy)
    return np.exp(np.std(np.log(a), axis=axis, ddof=ddof, keepdims=keepdims))


def variation(a: Any, axis: Any = 0, nan_policy: Any = "propagate", ddof: Any = 0, *, keepdims: Any = False) -> Any:
    """The standard deviation by the mean."""
    if nan_policy != "propagate":
        return stats.variation(a, axis, nan_policy, ddof)
    return np.std(a, axis=axis, ddof=ddof, keepdims=keepdims) / np.mean(a, axis=axis, keepdims=keepdims)


def iqr(
    x: Any, axis: Any = None, rng: Any = (25, 75), scale: Any = 1.0, nan_policy: Any = "propagate",
    interpolation: Any = "linear", keepdims: Any = False,
) -> Any:  # fmt: skip
    """The difference of two percentiles."""
    if nan_policy != "propagate":
        return stats.iqr(x, axis, rng, scale, nan_policy, interpolation)
    low = np.percentile(x, min(rng), axis=axis, method=interpolation, keepdims=keepdims)
    found = np.percentile(x, max(rng), axis=axis, method=interpolation, keepdims=keepdims) - low
    if isinstance(scale, str):
        return found / NORMAL if scale == "normal" else stats.iqr(x, axis, rng, scale)
    return found / scale


def entropy(
    pk: Any, qk: Any = None, base: Any = None, axis: Any = 0, *, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The entropy of a distribution, or that relative to another one; both need not be normalized."""
    if nan_policy != "propagate":
        return stats.entropy(pk, qk, base, axis, nan_policy=nan_policy)
    p = 1.0 * as_array(pk) / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        terms = special.entr(p)
    else:
        terms = special.rel_entr(p, 1.0 * as_array(qk) / np.sum(qk, axis=axis, keepdims=True))
    found = np.sum(terms, axis=axis, keepdims=keepdims)
    if base is None:
        return found
    return found / math.log(base)


def pearsonr(x: Any, y: Any, *, alternative: Any = "two-sided", method: Any = None, axis: Any = 0) -> Any:
    """The correlation, and how probable one as large is of independent normal variables."""
    if alternative != "two-sided" or method is not None:
        return stats.pearsonr(x, y, alternative=alternative, method=method)
    one, other = as_array(x), as_array(y)
    one = one - np.mean(one, axis=axis, keepdims=True)
    other = other - np.mean(other, axis=axis, keepdims=True)
    one = one / np.sqrt(np.sum(one**2, axis=axis, keepdims=True))
    other = other / np.sqrt(np.sum(other**2, axis=axis, keepdims=True))
    r = np.clip(np.sum(one * other, axis=axis), -1.0, 1.0)
    half = np.shape(one)[axis] / 2 - 1
    return Correlation(r, 1.0 if half == 0 else 2 * special.betainc(half, half, (1 - np.abs(r)) / 2))


def linregress(
    x: Any, y: Any, alternative: Any = "two-sided", *, axis: Any = 0, nan_policy: Any = "propagate", keepdims: Any = False
) -> Any:
    """The line nearest to points, its correlation, and the standard error of its slope."""
    if alternative != "two-sided" or nan_policy != "propagate" or keepdims:
        return stats.linregress(x, y, alternative, nan_policy=nan_policy)
    xs, ys = as_array(x), as_array(y)
    one, other = xs - np.mean(xs, axis=axis, keepdims=True), ys - np.mean(ys, axis=axis, keepdims=True)
    ssxm, ssym = np.mean(one**2, axis=axis), np.mean(other**2, axis=axis)
    ssxym, center, freedom = np.mean(one * other, axis=axis), np.mean(xs, axis=axis), np.shape(one)[axis] - 2
    slope, r = ssxym / ssxm, ssxym / np.sqrt(ssxm * ssym)
    rest = np.maximum(1 - r**2, 0.0)
    pvalue = special.betainc(freedom / 2, 0.5, rest) if freedom > 0 else np.where(ssym > 0, 0.0, 1.0)
    stderr = np.sqrt(rest * ssym / ssxm / freedom) if freedom > 0 else 0.0 * slope
    return Regression(slope, np.mean(ys, axis=axis) - slope * center, r, pvalue, stderr, stderr * np.sqrt(ssxm + center**2))


NAMES = (
    zscore, zmap, skew, kurtosis, moment, gmean, hmean, pmean, gstd, variation, iqr, entropy, pearsonr, linregress,
)  # fmt: skip
DEFINITIONS = {f"scipy.stats.{function.__name__}": function for function in NAMES}
