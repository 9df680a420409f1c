"""Powers of Python's floats, which are complex where the number is negative: right where it is positive, an error elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import check_grads, grad, jvp


def larger_root(a: Any) -> Any:
    return abs((-1 + (1 - 4 * a) ** 0.5) / 2)


def size_of_a_sum(a: Any) -> Any:
    return abs(a**0.5 + a)


def size_of_an_array(a: Any) -> Any:
    return np.linalg.norm(np.ones(3) * a**1.5)


def turned(a: Any) -> Any:
    return abs(a**0.5 * (1 + 2j))


def in_a_list(a: Any) -> Any:
    parts = [a**0.3]
    return abs(parts[0] * 3 + a)


@pytest.mark.parametrize("function, real, complex_", [
    (larger_root, 0.1, 0.8), (size_of_a_sum, 0.8, -0.8), (size_of_an_array, 0.8, -0.8), (turned, 0.8, -0.8), (in_a_list, 0.8, -0.8),
])  # fmt: skip
def test_powers(function: Any, real: float, complex_: float) -> None:
    check_grads(function, (real,), order=2, modes=("rev",))
    check_grads(function, (real,), order=1, modes=("fwd",))
    with pytest.raises(TypeError, match="a power of a negative number"):
        grad(function)(complex_)
    with pytest.raises(TypeError, match="a power of a negative number"):
        jvp(function, (complex_,), (1.0,))
