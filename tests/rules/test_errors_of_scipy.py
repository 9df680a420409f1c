"""Arguments that SciPy refuses, or has no number for: so they are where they are differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import integrate, interpolate, sparse, stats
from scipy.spatial import distance

from sourcead import grad, value_and_grad

X = np.array([1.0, 2.0, 3.5, 4.0])
OTHER = np.array([0.5, 3.0, 3.0, 2.0])
SMALL = sparse.csr_array(np.eye(2))
RAISING: dict[str, Callable[[Any], Any]] = {
    "an order that is negative": lambda x: distance.minkowski(x, OTHER, -1),
    "an order that is zero": lambda x: distance.minkowski(x, OTHER, 0),
    "a place out of bounds": lambda x: np.sum(interpolate.interp1d(np.arange(4.0), x, fill_value=0.0)(np.array([-0.5, 1.5]))),
    "too few places": lambda x: np.sum(integrate.cumulative_trapezoid(x, x=np.arange(2.0))),
    "too few places for Simpson's rule": lambda x: integrate.simpson(x, x=np.arange(2.0)),
    "elements times a matrix of another shape": lambda x: sparse.diags(x).multiply(SMALL).sum(),
    "one diagonal twice": lambda x: sparse.diags([x, x], [0, 0]).sum(),
}


@pytest.mark.parametrize("f", RAISING.values(), ids=RAISING.keys())
def test_what_scipy_raises(f: Callable[[Any], Any]) -> None:
    with pytest.raises(ValueError):
        f(X)
    with pytest.raises(ValueError):
        grad(f)(X)


@pytest.mark.parametrize("other", [lambda: sparse.csr_array(np.eye(4)), lambda: sparse.diags(X)])
def test_elements_times_a_matrix_that_is_made_inside(other: Callable[[], Any]) -> None:
    with pytest.raises((TypeError, NotImplementedError), match="with differentiated entries"):
        grad(lambda x: np.sum(sparse.diags(x).multiply(other()) @ X))(X)


@pytest.mark.parametrize("f", [lambda x: stats.hmean(x), lambda x: stats.pmean(x, 2), lambda x: stats.pmean(x, -1.5)])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_means_of_negative_numbers_are_none(f: Callable[[Any], Any]) -> None:
    x = np.array([-1.0, 2.0, 3.0])
    value, slopes = value_and_grad(f)(x)
    assert np.isnan(f(x)) and np.isnan(value) and np.all(np.isnan(slopes))
