"""Special functions at places where formulas of their derivatives have no number."""

from __future__ import annotations

import numpy as np
from scipy import special

from sourcead import check_grads, grad


def test_the_reciprocal_of_the_gamma_function_at_its_zeros() -> None:
    def f(z):
        return np.sum(special.rgamma(z))

    zeros = np.array([0.0, -1.0, -2.0, -3.0, -4.0])
    np.testing.assert_allclose(grad(f)(zeros), [1.0, -1.0, 2.0, -6.0, 24.0])
    places = np.array([-3.0, -2.5, -1.0, 0.0, 0.125, 0.2, 0.25, 0.5, 3.0])
    check_grads(lambda z: np.sum(grad(f)(z) * np.arange(1.0, 10.0)), (places,))
