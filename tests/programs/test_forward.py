"""Forward mode on all programs: the value, and the tangent against the gradient of reverse mode (the dot-product identity).

What forward mode refuses and reverse mode does not is passed over, for the reasons that are listed; how many are not is counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp, linearize
from tests.programs import test_programs as first
from tests.programs.cases import CASES, Case
from tests.sampling import some

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
KNOWN = ()


def pushed(case: Case, ways: dict[int, Any]) -> tuple[Any, Any]:
    """The value and the tangent along directions in some arguments."""
    return jvp(case.function, first.fresh(case.args), [ways.get(k) for k in range(len(case.args))])


def ways_of(case: Case) -> dict[int, Any]:
    rng = np.random.default_rng(4)
    return {k: first.direction(case.args[k], rng) for k in case.argnums}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_tangent(case: Case) -> None:
    ways = ways_of(case)
    bars = grad(case.function, case.argnums)(*first.fresh(case.args))
    try:
        value, tangent = pushed(case, ways)
    except SourceADError as error:
        assert any(reason in str(error) for reason in KNOWN), error
        pytest.skip(str(error.reason))
    expected = case.function(*first.fresh(case.args))
    assert np.array_equal(value, expected) and type(value) is type(expected)
    pairs = [p for bar, k in zip(bars, case.argnums) for p in zip(first.leaves(bar, ways[k]), first.leaves(ways[k]))]
    slope = sum(float(np.sum(b * d)) for b, d in pairs)
    scale = max(1.0, sum(float(np.sum(np.abs(b * d))) for b, d in pairs))
    single = first.tolerance(case) > 1e-4
    error = abs(float(np.squeeze(tangent)) - slope)
    assert error <= (1e-4 if single else 1e-12) * scale


@pytest.mark.parametrize("case", some(CASES, lambda case: case.name), ids=lambda case: case.name)
def test_linear(case: Case) -> None:
    """What `linearize` gives is what `jvp` gives."""
    ways = ways_of(case)
    try:
        expected = pushed(case, ways)[1]
    except SourceADError as error:
        pytest.skip(str(error.reason))
    tangent = linearize(case.function, *first.fresh(case.args))[1](*(ways.get(k) for k in range(len(case.args))))
    assert type(tangent) is type(expected) and np.shape(tangent) == np.shape(expected)
    assert np.max(np.abs(tangent - expected), initial=0.0) <= 1e-9 * max(1.0, np.max(np.abs(expected), initial=0.0))
