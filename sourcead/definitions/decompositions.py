"""Functions of matrices by others.

A definition that calls the function that it stands for means the library's: it passes on what the rule of that is for.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def eigvalsh(a: Any, UPLO: Any = "L") -> Any:  # noqa: N803
    """The eigenvalues alone."""
    if UPLO == "L":
        return np.linalg.eigh(a)[0]
    return np.linalg.eigh(a, UPLO)[0]


def svd(a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False) -> Any:
    """Singular values and vectors, or the values alone."""
    if hermitian:
        return np.linalg.svd(a, full_matrices, compute_uv, hermitian)
    if not compute_uv:
        return np.linalg.svd(a, full_matrices=False)[1]
    if not full_matrices:
        return np.linalg.svd(a, full_matrices=False)
    return np.linalg.svd(a)


def svdvals(x: Any, /) -> Any:
    """The singular values alone."""
    return np.linalg.svd(x, full_matrices=False)[1]


DEFINITIONS = {
    "np.linalg.eigvalsh": eigvalsh,
    "np.linalg.svd": svd,
    "np.linalg.svdvals": svdvals,
}
