"""Forms of functions that join and split whose derivatives are of first order alone, or that are refused."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import MissingRuleError, check_grads, grad
from tests.generator import make

HEADER = "import numpy as np\n\n\n"
Z = np.random.default_rng(8).uniform(0.2, 0.9, (2, 3, 4))
X, ROW = Z[:, :, 0].copy(), Z[0, 0].copy()


@pytest.mark.parametrize(
    "call, argument",
    [
        ("np.apply_along_axis(np.cumsum, 1, x)", X),
        ("np.apply_along_axis(lambda row: row**2, 0, x)", X),
        ("np.apply_along_axis(lambda row: np.outer(row, row), 1, x)", Z),
    ],
)
def test_first_order(call: str, argument: np.ndarray) -> None:
    f = make(HEADER + f"def f(x):\n    y = {call}\n    return np.sum(y**2 * np.cos(np.arange(y.size)).reshape(y.shape))\n")
    check_grads(f, (argument,))


@pytest.mark.parametrize(
    "call",
    [
        "np.einsum(x, [int(x.sum() < 100)], [1])",
        "np.einsum('i->', x, dtype=np.float32)",
    ],
)
def test_refused(call: str) -> None:
    f = make(HEADER + f"def f(x):\n    return np.sum({call})\n")
    with pytest.raises(MissingRuleError):
        grad(f)(ROW)


@pytest.mark.parametrize("name", ["sqrt", "log", "log2", "log10"])
def test_scimath_leaves_the_real_numbers(name: str) -> None:
    f = make(HEADER + f"def f(x):\n    return np.sum(np.abs(np.lib.scimath.{name}(x)))\n")
    with pytest.raises(ValueError, match="gives complex"):
        grad(f)(np.array([0.5, -0.5]))


def test_longer_and_shorter() -> None:
    """Lengths that are the longer of two are taken for neither."""
    f = make(HEADER + "def f(x, y):\n    return np.sum(np.convolve(x, y, 'same') ** 2) + np.sum(np.polyadd(x, y) ** 3)\n")
    for x, y in ((ROW, ROW[:2]), (ROW[:2], ROW), (ROW, ROW)):
        check_grads(f, (x, y), (0, 1))
