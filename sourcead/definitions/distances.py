"""Distances of `scipy.spatial.distance`; that of equal points has the derivative 0, as a norm has."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.spatial.distance

from sourcead import runtime as rt
from sourcead.definitions.standard import as_array

BY_DIFFERENCES = ("euclidean", "sqeuclidean", "cityblock", "chebyshev", "minkowski")


def _apart(u: Any, v: Any) -> Any:
    return as_array(u) - as_array(v)


def _euclidean(u: Any, v: Any) -> Any:
    return np.linalg.norm(_apart(u, v))


def _sqeuclidean(u: Any, v: Any) -> Any:
    return np.sum((_apart(u, v)) ** 2)


def _cityblock(u: Any, v: Any) -> Any:
    return np.sum(np.abs(_apart(u, v)))


def _chebyshev(u: Any, v: Any) -> Any:
    return np.max(np.abs(_apart(u, v)))


def _minkowski(u: Any, v: Any, p: Any = 2) -> Any:
    rt.check_order(p)
    if p == np.inf:
        return _chebyshev(u, v)
    return np.sum(np.abs(_apart(u, v)) ** p) ** (1 / p)


def _cosine(u: Any, v: Any) -> Any:
    u, v = as_array(u), as_array(v)
    return 1 - u @ v / np.sqrt((u @ u) * (v @ v))


def _correlation(u: Any, v: Any) -> Any:
    u, v = as_array(u), as_array(v)
    return _cosine(u - np.mean(u), v - np.mean(v))


def _braycurtis(u: Any, v: Any) -> Any:
    return np.sum(np.abs(_apart(u, v))) / np.sum(np.abs(as_array(u) + as_array(v)))


def _canberra(u: Any, v: Any) -> Any:
    sizes = np.abs(u) + np.abs(v)
    return np.nansum(np.abs(_apart(u, v)) / np.where(np.equal(sizes, 0), 1.0, sizes))


def _mahalanobis(u: Any, v: Any, VI: Any) -> Any:  # noqa: N803 (SciPy's name)
    apart = _apart(u, v)
    return np.sqrt(apart @ VI @ apart)


def _between(apart: Any, metric: Any, p: Any) -> Any:
    """The distances of pairs of points, by their differences."""
    if metric == "euclidean":
        return np.linalg.norm(apart, axis=-1)
    if metric == "sqeuclidean":
        return np.sum(apart**2, axis=-1)
    if metric == "cityblock":
        return np.sum(np.abs(apart), axis=-1)
    if metric == "chebyshev" or p == np.inf:
        return np.max(np.abs(apart), axis=-1)
    return np.sum(np.abs(apart) ** p, axis=-1) ** (1 / p)


def _cdist(XA: Any, XB: Any, metric: Any = "euclidean", *, p: Any = 2) -> Any:  # noqa: N803
    ones, others = as_array(XA), as_array(XB)
    if metric == "cosine":
        lengths = np.linalg.norm(ones, axis=1)[:, None] * np.linalg.norm(others, axis=1)
        return 1 - ones @ others.T / lengths
    if metric not in BY_DIFFERENCES:
        return scipy.spatial.distance.cdist(XA, XB, metric)
    return _between(ones[:, None] - others, metric, p)


def _pdist(X: Any, metric: Any = "euclidean", *, p: Any = 2) -> Any:  # noqa: N803
    if metric not in BY_DIFFERENCES:
        return scipy.spatial.distance.pdist(X, metric)
    points = as_array(X)
    one, other = np.triu_indices(np.shape(X)[0], 1)
    return _between(points[one] - points[other], metric, p)


DEFINITIONS = {
    "scipy.spatial.distance.euclidean": _euclidean,
    "scipy.spatial.distance.sqeuclidean": _sqeuclidean,
    "scipy.spatial.distance.cityblock": _cityblock,
    "scipy.spatial.distance.chebyshev": _chebyshev,
    "scipy.spatial.distance.minkowski": _minkowski,
    "scipy.spatial.distance.cosine": _cosine,
    "scipy.spatial.distance.correlation": _correlation,
    "scipy.spatial.distance.braycurtis": _braycurtis,
    "scipy.spatial.distance.canberra": _canberra,
    "scipy.spatial.distance.mahalanobis": _mahalanobis,
    "scipy.spatial.distance.cdist": _cdist,
    "scipy.spatial.distance.pdist": _pdist,
}
