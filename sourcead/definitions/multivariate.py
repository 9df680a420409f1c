"""The multivariate normal distribution, and what `scipy.stats` computes of samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.definitions.standard import as_array, density, shifted


def _normal_logpdf(x: Any, mean: Any = None, cov: Any = 1) -> Any:
    centered = shifted(x, mean)
    if np.ndim(cov) == 0 and np.ndim(mean) == 0:
        return -(centered**2 / cov + np.log(2 * np.pi * cov)) / 2
    factor = np.linalg.cholesky(_matrix(as_array(cov), mean))
    if np.ndim(centered) <= 2:
        square = np.squeeze(np.sum(np.linalg.solve(factor, centered.T) ** 2, axis=0))
    else:
        rows = np.reshape(centered, (-1, np.shape(centered)[-1]))
        squares = np.sum(np.linalg.solve(factor, rows.T) ** 2, axis=0)
        square = np.squeeze(np.reshape(squares, np.shape(centered)[:-1]))
    return -(square + np.shape(factor)[0] * np.log(2 * np.pi)) / 2 - np.sum(np.log(np.diagonal(factor)))


def _normal_entropy(mean: Any = None, cov: Any = 1) -> Any:
    if np.ndim(cov) == 0 and np.ndim(mean) == 0:
        return (np.log(2 * np.pi * cov) + 1) / 2
    factor = np.linalg.cholesky(_matrix(as_array(cov), mean))
    return np.shape(factor)[0] * (np.log(2 * np.pi) + 1) / 2 + np.sum(np.log(np.diagonal(factor)))


def _matrix(cov: Any, mean: Any) -> Any:
    """The matrix of covariances that a number or a vector of variances stands for."""
    if np.ndim(cov) == 2:
        return cov
    if np.ndim(cov) == 1:
        return np.diag(cov)
    return cov * np.eye(np.size(mean))


def _sem(a: Any, axis: Any = 0, ddof: Any = 1) -> Any:
    count = np.size(a) if axis is None else np.shape(a)[axis]
    return np.std(a, axis=axis, ddof=ddof) / np.sqrt(count)


DEFINITIONS = {
    "scipy.stats.multivariate_normal.logpdf": _normal_logpdf,
    "scipy.stats.multivariate_normal.pdf": density(_normal_logpdf),
    "scipy.stats.multivariate_normal.entropy": _normal_entropy,
    "scipy.stats.sem": _sem,
}
