"""Second derivatives of the programs: the product of the Hessian with a vector, against central differences of the gradient.

In forward mode over reverse, or in reverse mode over reverse where that is refused; some in both.

None is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp, vjp
from tests.programs import test_programs as first
from tests.programs.cases import CASES, Case
from tests.sampling import some

FLOATS = [c for c in CASES if c.name not in ("guards.own_exception",)]  # its values overflow
BOTH = {c.name for c in some(FLOATS, lambda case: case.name)}
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def flat(tree: Any) -> np.ndarray:
    parts: Iterator[Any] = (np.ravel(np.asarray(leaf, dtype=float)) for leaf in first.leaves(tree))
    return np.concatenate([*parts, np.zeros(0)])


def slope(case: Case, derivative: Any, way: Any, step: float) -> np.ndarray:
    """Central difference of the gradient along a direction."""
    number = case.argnums[0]
    ends = []
    for sign in (step, -step):
        args = list(first.fresh(case.args))
        args[number] = first.mapped(lambda leaf, d, s=sign: leaf + s * d, args[number], way)
        ends.append(flat(derivative(*args)))
    return (ends[0] - ends[1]) / (2 * step)


def by_reverse(case: Case, derivative: Any, way: Any) -> Any:
    """Reverse over reverse."""
    return vjp(derivative, *first.fresh(case.args))[1](way)[case.argnums[0]]


def by_forward(case: Case, derivative: Any, way: Any) -> Any:
    """Forward over reverse."""
    tangents = [way if k == case.argnums[0] else None for k in range(len(case.args))]
    return jvp(derivative, first.fresh(case.args), tangents)[1]


@pytest.mark.parametrize("case", FLOATS, ids=lambda case: case.name)
def test_hessian_product(case: Case) -> None:
    derivative = grad(case.function, case.argnums[0])
    way = first.direction(case.args[case.argnums[0]], np.random.default_rng(3))
    found = []
    for product in (by_forward, by_reverse):
        if not found or case.name in BOTH:
            with contextlib.suppress(SourceADError):
                found.append(flat(product(case, derivative, way)))
    assert found
    single = first.tolerance(case) > 1e-4
    expected = [slope(case, derivative, way, h) for h in ((1e-2, 3e-2) if single else (1e-5, 1e-6))]
    scale = max(1.0, np.abs(expected[0]).max(initial=0.0))
    noise = 10 * np.abs(expected[0] - expected[1]).max(initial=0.0)
    for product in found:
        np.testing.assert_allclose(product, expected[0], rtol=0, atol=(0.1 if single else 1e-5) * scale + noise)
