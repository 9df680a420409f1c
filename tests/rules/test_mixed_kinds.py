"""Operations of which one argument is real and the other complex: the gradient by the real one is real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg

from sourcead import UnsupportedSyntaxError, grad, jvp

RNG = np.random.default_rng(3)
REAL = RNG.normal(size=(3, 3)) + 3 * np.eye(3)
OTHER = RNG.normal(size=(3, 3))
COMPLEX = REAL + 1j * OTHER
TALL = RNG.normal(size=(5, 3))
MATRIX = scipy.sparse.csr_array(REAL)
HERMITIAN = scipy.sparse.csr_array(COMPLEX @ COMPLEX.conj().T)

CALLS: dict[str, tuple[Callable[[Any, Any], Any], Any, Any]] = {
    "lstsq": (lambda a, b: np.linalg.lstsq(a, b, rcond=None)[0], TALL + 1j, TALL[:, 0]),
    "lstsq of many": (lambda a, b: np.linalg.lstsq(a, b, rcond=None)[0], TALL + 1j, TALL[::-1]),
    "residuals": (lambda a, b: np.linalg.lstsq(a, b, rcond=None)[1], TALL + 1j * TALL**2, TALL[:, 0]),
    "lstsq of SciPy": (lambda a, b: scipy.linalg.lstsq(a, b)[0], TALL + 1j, TALL[:, 0]),
    "residuals of SciPy": (lambda a, b: scipy.linalg.lstsq(a, b)[1], TALL + 1j * TALL**2, TALL[:, 0]),
    "solve_banded": (lambda a, b: scipy.linalg.solve_banded((1, 1), a, b), COMPLEX, REAL[0]),
    "solveh_banded": (lambda a, b: scipy.linalg.solveh_banded(a, b, lower=True), COMPLEX[:2] + [[9], [0]], OTHER[0]),
    "solve": (np.linalg.solve, COMPLEX, REAL),
    "solve_sylvester": (lambda a, b: scipy.linalg.solve_sylvester(a, a, b), COMPLEX, REAL),
    "eigh": (lambda a, b: scipy.linalg.eigh(a, b)[0], COMPLEX + COMPLEX.conj().T, REAL @ REAL.T),
    "cg": (lambda a, b: scipy.sparse.linalg.cg(HERMITIAN, b, rtol=1e-13)[0] * a, COMPLEX[0], REAL[0]),
    "spsolve": (lambda a, b: scipy.sparse.linalg.spsolve((MATRIX @ HERMITIAN).tocsc(), b) * a, COMPLEX[0], REAL[0]),
}


def differentiated(f: Callable[[Any, Any], Any], a: Any, b: Any) -> None:
    """Check the gradients by each argument and by both, and the tangents."""

    def length(a: Any, b: Any) -> Any:
        return np.sum(np.abs(f(a, b) + (0.3 - 0.5j)) ** 2)

    for which in ((0,), (1,), (0, 1)):
        found = grad(length, which)(a, b)
        for k, slopes in zip(which, found, strict=True):
            way = np.cos(1 + np.arange(np.size((a, b)[k]))).reshape(np.shape((a, b)[k]))
            ahead, behind = (length(*(x + step * way if n == k else x for n, x in enumerate((a, b)))) for step in (1e-6, -1e-6))
            assert slopes.dtype == (a, b)[k].dtype
            assert np.sum(slopes * way).real == pytest.approx((ahead - behind) / 2e-6, rel=1e-5, abs=1e-7)
            along = jvp(length, (a, b), tuple(way if n == k else None for n in range(2)))[1]
            assert along == pytest.approx((ahead - behind) / 2e-6, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("f", "a", "b"), CALLS.values(), ids=CALLS.keys())
def test_complex_and_real(f: Callable[[Any, Any], Any], a: Any, b: Any) -> None:
    differentiated(f, a, b)


@pytest.mark.parametrize("name", ["lstsq", "residuals of SciPy", "solve_banded", "solve", "solve_sylvester"])
def test_real_and_complex(name: str) -> None:
    f, a, b = CALLS[name]
    differentiated(f, np.real(a), b * (1 - 0.5j))


@pytest.mark.parametrize(
    "f",
    [
        lambda a, b: scipy.sparse.linalg.spsolve((MATRIX + scipy.sparse.diags(a)).tocsc(), b),
        lambda a, b: scipy.sparse.kron(scipy.sparse.diags(a), MATRIX[:1, :1]) @ b,
    ],
)
def test_complex_entries(f: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(UnsupportedSyntaxError, match="real or complex"):
        grad(lambda a, b: np.sum(np.abs(f(a, b)) ** 2), 1)(COMPLEX[0], REAL[0])
