"""`np.vectorize` as NumPy computes it, or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad, value_and_grad

X = np.array([0.5, -0.3, 1.2])


@pytest.mark.parametrize("x", [X, X.astype(np.float32), X[:1], np.outer(X, X), np.array(0.7)])
def test_values_are_those_of_numpy(x: np.ndarray) -> None:
    def f(x: Any) -> Any:
        return np.sum(np.vectorize(lambda v, k: v * k if v > 0 else v**3)(x, 2.0))

    value, x_bar = value_and_grad(f)(x)
    assert value == f(x) and type(value) is type(f(x))
    assert x_bar.dtype == x.dtype
    np.testing.assert_allclose(x_bar, np.where(x > 0, 2.0, 3 * x**2), rtol=1e-6)


@pytest.mark.parametrize(
    "function", [lambda v: 0 if v > 0 else v, lambda v: v > 0, lambda v: (v, v), lambda v: 1 if v > 0 else v * 2]
)
def test_whole_numbers_and_tuples_first(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="the first value decides for all"):
        grad(lambda x: np.sum(np.vectorize(function)(x)[0] * x))(X)


def test_other_arguments_are_refused() -> None:
    with pytest.raises(UnsupportedSyntaxError, match=r"only `np.vectorize\(f\)`"):
        grad(lambda x: np.sum(np.vectorize(lambda v: x * v, signature="()->(n)")(x)))(X)
    with pytest.raises(UnsupportedSyntaxError, match=r"only `np.vectorize\(f\)`"):
        grad(lambda x: np.sum(np.vectorize(lambda v: v, otypes=[int])(x)))(X)
