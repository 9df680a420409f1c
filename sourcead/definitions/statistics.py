"""Statistics, what ignores NaN, sorting and searching."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions.standard import as_array


def amax(a: Any, axis: Any = None, **given: Any) -> Any:
    """The largest."""
    return np.max(a, axis=axis, **given)


def amin(a: Any, axis: Any = None, **given: Any) -> Any:
    """The smallest."""
    return np.min(a, axis=axis, **given)


def ptp(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The largest less the smallest."""
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


def nanprod(a: Any, axis: Any = None, **given: Any) -> Any:
    """The product of what is not NaN."""
    return np.prod(np.where(np.isnan(a), 1, a), axis=axis, **given)


def nancumsum(a: Any, axis: Any = None) -> Any:
    """Running sums of what is not NaN."""
    return np.cumsum(np.where(np.isnan(a), 0, a), axis=axis)


def nancumprod(a: Any, axis: Any = None) -> Any:
    """Running products of what is not NaN."""
    return np.cumprod(np.where(np.isnan(a), 1, a), axis=axis)


def average(a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False) -> Any:
    """The mean, or the mean by weights, and their sum if it is asked for."""
    a, weights = as_array(a), as_array(weights)
    if weights is None:
        mean = np.mean(a, axis=axis, keepdims=keepdims)
        if not returned:
            return mean
        return mean, np.full(np.shape(mean), np.size(a) / np.size(mean), dtype=np.result_type(mean))
    if np.ndim(weights) == np.ndim(a):
        total = np.sum(weights, axis=axis, keepdims=keepdims)
        mean = np.sum(a * weights, axis=axis, keepdims=keepdims) / total
    elif isinstance(axis, tuple):
        total = np.sum(weights)
        mean = np.tensordot(a, weights, (axis, tuple(range(len(axis))))) / total
        if keepdims:
            mean = np.expand_dims(mean, axis)
    else:
        along = np.moveaxis(a, axis, -1)
        total = np.sum(weights)
        mean = np.sum(along * weights, axis=-1) / total
        if keepdims:
            mean = np.expand_dims(mean, axis)
    if not returned:
        return mean
    return mean, np.broadcast_to(total, np.shape(mean)).copy()


def _variables(m: Any, rowvar: bool) -> Any:
    """What is observed as rows, in double precision."""
    if not isinstance(m, np.ndarray):
        return _variables_of(np.array(m, dtype=float), rowvar)
    if m.dtype == np.float64 or m.dtype == np.complex128:
        return _variables_of(m, rowvar)
    return _variables_of(m.astype(np.result_type(m, np.float64)), rowvar)


def _variables_of(m: Any, rowvar: bool) -> Any:
    if np.ndim(m) == 1:
        return m[None]
    return m if rowvar else m.T


def cov(
    m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: Any = None, fweights: Any = None, aweights: Any = None
) -> Any:
    """Covariances of the variables, the rows of `m` (its columns without `rowvar`) and of `y`."""
    rows = _variables(m, rowvar)
    if y is not None:
        rows = np.concatenate((rows, _variables(y, rowvar)), axis=0)
    lost = ddof if ddof is not None else 0 if bias else 1
    if fweights is None and aweights is None:
        centred = rows - np.mean(rows, axis=1, keepdims=True)
        left, count = centred, np.shape(rows)[1] - lost
    else:
        if fweights is None:
            weights = aweights
        elif aweights is None:
            weights = fweights
        else:
            weights = np.multiply(fweights, aweights)
        total = np.sum(weights)
        count = total - lost if aweights is None else total - lost * np.sum(weights * np.asarray(aweights)) / total
        centred = rows - np.sum(rows * weights, axis=1, keepdims=True) / total
        left = centred * weights
    found = (left @ np.conjugate(centred.T) if np.iscomplexobj(centred) else left @ centred.T) * np.true_divide(1, count)
    return np.squeeze(found) if y is None and np.shape(rows)[0] == 1 else found


def corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    """Correlations of the variables."""
    found = np.cov(x, y, rowvar)
    if np.ndim(found) == 0:
        return found / found
    spread = np.sqrt(np.real(np.diag(found)))
    return found / np.outer(spread, spread)


def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:
    """The edges between which elements are counted."""
    if np.ndim(bins) > 0:
        return np.asarray(bins)
    if range is not None:
        first, last = range
    else:
        first, last = np.min(a), np.max(a)
    if isinstance(bins, str):
        return np.linspace(first, last, rt.bin_count(a, bins, range) + 1)
    if first == last:
        return np.linspace(first - 0.5, last + 0.5, bins + 1)
    return np.linspace(first, last, bins + 1)


def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """How many elements there are between edges, or the sum of their weights."""
    edges = np.histogram_bin_edges(a, bins, range)
    if weights is None:
        counts = rt.counted((a,), (edges,)).astype(int)
    else:
        counts = rt.totals(weights, (a,), (edges,))
    if density:
        return counts / np.diff(edges) / np.sum(counts), edges
    return counts, edges


def histogram2d(x: Any, y: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """How many points there are in each cell, or the sum of their weights; and the edges."""
    x_bins = y_bins = bins
    if np.ndim(bins) > 0 if not isinstance(bins, (list, tuple)) else True:
        if len(bins) == 2:
            x_bins, y_bins = bins[0], bins[1]
    if range is None:
        x_edges = np.histogram_bin_edges(x, x_bins)
        y_edges = np.histogram_bin_edges(y, y_bins)
    else:
        x_edges = np.histogram_bin_edges(x, x_bins, range[0])
        y_edges = np.histogram_bin_edges(y, y_bins, range[1])
    if weights is None:
        counts = rt.counted((x, y), (x_edges, y_edges))
    else:
        counts = rt.totals(np.asarray(weights, dtype=float), (x, y), (x_edges, y_edges))
    if density:
        counts = counts / np.outer(np.diff(x_edges), np.diff(y_edges)) / np.sum(counts)
    return counts, x_edges, y_edges


def histogramdd(sample: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """How many points, rows of `sample`, there are in each cell, or the sum of their weights; and the edges."""
    columns = np.transpose(sample)
    edges = []
    for axis, column in enumerate(columns):
        limits = None if range is None else range[axis]
        edges.append(np.histogram_bin_edges(column, bins if np.ndim(bins) == 0 else bins[axis], limits))
    if weights is None:
        counts = rt.counted(columns, edges)
    else:
        counts = rt.totals(np.asarray(weights, dtype=float), columns, edges)
    if density:
        counts = counts / np.sum(counts)
        for axis, edge in enumerate(edges):
            counts = counts / np.reshape(np.diff(edge), [-1 if k == axis else 1 for k in builtins.range(len(edges))])
    return counts, edges


def diff(a: Any, n: Any = 1, axis: Any = -1, prepend: Any = None, append: Any = None) -> Any:
    """Differences of neighbours, of more elements before or behind."""
    if prepend is not None or append is not None:
        before = [] if prepend is None else [_along(a, prepend, axis)]
        behind = [] if append is None else [_along(a, append, axis)]
        return np.diff(np.concatenate([*before, a, *behind], axis), n, axis)
    if axis != -1:
        return np.diff(a, n, axis)
    if n != 1:
        return np.diff(a, n)
    return np.diff(a)


def _along(a: Any, more: Any, axis: Any) -> Any:
    """More elements along an axis; a number as one of them at each place."""
    if isinstance(more, (list, tuple)):
        return np.array(more)
    if np.ndim(more) > 0:
        return more
    return np.broadcast_to(more, np.shape(np.take(a, [0], axis)))


def union1d(ar1: Any, ar2: Any) -> Any:
    """The distinct elements of both."""
    return np.unique(np.concatenate((np.ravel(ar1), np.ravel(ar2))))


def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """The elements that are in one of both."""
    return np.sort(np.concatenate((np.setdiff1d(ar1, ar2, assume_unique), np.setdiff1d(ar2, ar1, assume_unique))))


def divided(x: Any, y: Any) -> Any:
    """Quotient and remainder."""
    return np.floor_divide(x, y), np.mod(x, y)


def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True) -> Any:
    """Numbers with one ratio between neighbours."""
    exponents = np.linspace(0, 1, num) if endpoint else np.linspace(0, 1, num, endpoint)
    if np.ndim(start) == 0 and np.ndim(stop) == 0:
        return start * (stop / start) ** exponents
    ratio = np.asarray(stop) / np.asarray(start)
    return start * ratio ** np.reshape(exponents, (-1,) + (1,) * np.ndim(ratio))


def logspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0) -> Any:
    """Powers of a base whose exponents have one distance between neighbours."""
    if endpoint:
        return np.power(base, np.linspace(start, stop, num))
    return np.power(base, np.linspace(start, stop, num, endpoint))


def cumulative_sum(x: Any, *, axis: Any = None, include_initial: bool = False) -> Any:
    """Running sums."""
    along = 0 if axis is None else axis
    if include_initial:
        return np.cumsum(np.concatenate((np.zeros_like(np.take(x, [0], axis=along)), x), axis=along), axis=along)
    return np.cumsum(x, axis=along)


def cumulative_prod(x: Any, *, axis: Any = None, include_initial: bool = False) -> Any:
    """Running products."""
    along = 0 if axis is None else axis
    if include_initial:
        return np.cumprod(np.concatenate((np.ones_like(np.take(x, [0], axis=along)), x), axis=along), axis=along)
    return np.cumprod(x, axis=along)


DEFINITIONS = {
    "np.amax": amax,
    "np.amin": amin,
    "np.ptp": ptp,
    "np.nanprod": nanprod,
    "np.nancumsum": nancumsum,
    "np.nancumprod": nancumprod,
    "np.average": average,
    "np.cov": cov,
    "np.corrcoef": corrcoef,
    "np.histogram_bin_edges": histogram_bin_edges,
    "np.histogram": histogram,
    "np.histogram2d": histogram2d,
    "np.histogramdd": histogramdd,
    "np.diff": diff,
    "np.union1d": union1d,
    "np.setxor1d": setxor1d,
    "np.divmod": divided,
    "np.geomspace": geomspace,
    "np.logspace": logspace,
    "np.cumulative_sum": cumulative_sum,
    "np.cumulative_prod": cumulative_prod,
}
