"""Every case of every rule in forward mode, against reverse mode by the dot-product identity, and of second order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp
from tests.generator import make
from tests.rules.test_rules import COMPLEX, HEADER, function_of, one_each, some_calls
from tests.sampling import last

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:.*row_stack:DeprecationWarning")


def ways_of(args: Sequence[Any], active: Sequence[int]) -> list[Any]:
    """Directions in some arguments, None for others."""
    rng = np.random.default_rng(6)
    ways = [rng.standard_normal(np.shape(a)) if np.shape(a) else float(rng.standard_normal()) for a in args]
    return [w if k in active else None for k, w in enumerate(ways)]


def slope(bars: Sequence[Any], ways: Sequence[Any], active: Sequence[int]) -> tuple[float, float]:
    """The inner product of gradients with directions, and how large its terms are."""
    terms = [np.sum(bar * ways[k]) for bar, k in zip(bars, active, strict=True)]
    return float(np.real(sum(terms))), max(1.0, *(float(np.sum(np.abs(b * ways[k]))) for b, k in zip(bars, active)))


@one_each
def test_dot_product(call: str) -> None:
    f, args, active = function_of(call)
    for chosen in (active, *((k,) for k in last(active))):  # all at once, and some one at a time
        ways = ways_of(args, chosen)
        value, tangent = jvp(f, args, ways)
        expected, scale = slope(grad(f, chosen)(*args), ways, chosen)
        assert abs(tangent - expected) <= 1e-12 * scale
        assert value == pytest.approx(f(*args), rel=1e-14)


@one_each
def test_second_order(call: str) -> None:
    """Forward over reverse is symmetric: the Hessian's product with one direction, times another, is that the other way round."""
    f, args, active = function_of(call)
    one, other = ways_of(args, active), [None if w is None else np.cos(3 + np.asarray(w)) for w in ways_of(args, active)]
    try:
        products = [jvp(grad(f, active), args, ways)[1] for ways in (one, other)]
    except SourceADError:
        if not call.startswith("rt.") and ".values()" not in call:  # helpers of generated code, and dicts of any keys
            raise
        pytest.skip("refused")
    (left, scale), (right, _) = slope(products[0], other, active), slope(products[1], one, active)
    assert abs(left - right) <= 1e-10 * scale
    step = 1e-6
    ends = [grad(f, active)(*(a if w is None else a + s * w for a, w in zip(args, one))) for s in (step, -step)]
    for found, ahead, behind in zip(products[0], *ends, strict=True):
        expected = (ahead - behind) / (2 * step)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * max(1.0, float(np.max(np.abs(expected), initial=0.0))))


@some_calls
def test_single_precision(call: str) -> None:
    f, args, active = function_of(call)
    small = [a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype == float else a for a in args]
    ways = ways_of(args, active)
    value, tangent = jvp(f, small, ways)
    if not call.startswith(("rt.", "scipy.stats.", "np.percentile")):  # helpers have the precision of cotangents
        assert np.result_type(tangent) == np.result_type(value)
    expected = jvp(f, args, ways)[1]
    assert tangent == pytest.approx(expected, rel=5e-3, abs=5e-3)


@pytest.mark.parametrize("call", COMPLEX)
def test_complex(call: str) -> None:
    """The tangent of a real function of complex arguments, against differences along a complex direction."""
    f = make(HEADER + f"def f(z):\n    m = np.array([[z[0], 1.0], [1j * z[1], z[1]]])\n    return np.sum(({call}) * 1.5)\n")
    z, way = np.array([0.5 + 0.8j, 1.2 - 0.4j]), np.array([0.3 - 0.7j, 1.1 + 0.2j])
    value, tangent = jvp(f, (z,), (way,))
    expected = (f(z + 1e-6 * way) - f(z - 1e-6 * way)) / 2e-6
    np.testing.assert_allclose(tangent, expected, rtol=1e-7, atol=1e-8)
    assert np.real(np.sum(grad(f)(z) * way)) == pytest.approx(tangent, rel=1e-12)
