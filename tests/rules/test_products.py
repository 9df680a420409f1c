"""Products of vectors in forms that NumPy is about to give up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import check_grads

FLAT, SPACE = np.array([0.4, -1.3]), np.array([0.7, 0.2, -0.9])
MANY = np.array([[0.1, 0.8], [-0.6, 0.3], [1.1, 0.5]])


@pytest.mark.filterwarnings("ignore:Arrays of 2-dimensional vectors:DeprecationWarning")
@pytest.mark.parametrize(
    ("x", "y"), [(FLAT, FLAT[::-1] * 2), (FLAT, SPACE), (SPACE, FLAT), (MANY, FLAT), (FLAT, MANY * 2), (SPACE, MANY)]
)
def test_cross_products_of_vectors_of_two_elements(x: Any, y: Any) -> None:
    check_grads(lambda x, y: np.sum(np.cross(x, y) ** 2), (x, y), (0, 1), order=2)
