"""All programs along several directions at once: tangents, cotangents, and tangents of the gradient, against one direction at a time.

What the stage does not batch is passed over: those skips are counted as `not batched`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad
from sourcead.batch import NotBatchedError
from sourcead.derivative import Derivative, PushForward
from sourcead.directions import fitted
from sourcead.sweeps import PullMany, PushMany
from tests.programs import test_programs as first
from tests.programs.cases import CASES, Case
from tests.sampling import some

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
COUNT = 3
each = pytest.mark.parametrize("case", some(CASES, lambda case: case.name), ids=lambda case: case.name)


def stacked(trees: list[Any]) -> Any:
    """Structures as one, the leaves of which have an axis for what was several of them."""
    return first.mapped(lambda *parts: np.stack([np.asarray(p) for p in parts], axis=-1), *trees)


def ways(case: Case) -> list[list[Any]]:
    """Directions: for each of them a tangent for each argument that moves."""
    rng = np.random.default_rng(11)
    args = first.fresh(case.args)
    found = [[first.direction(args[k], rng) for k in case.argnums] for _ in range(COUNT)]
    return [[fitted(args[k], way, "x") for k, way in zip(case.argnums, one)] for one in found]


def same(case: Case, found: Any, singles: list[Any]) -> None:
    """Compare what was found together with what each direction gives."""
    for k, single in enumerate(singles):
        for one, many in zip(first.leaves(single), first.leaves(found), strict=True):
            one, many = np.asarray(one), np.asarray(many)
            if one.dtype.kind not in "fc":
                continue
            part = many if many.ndim == one.ndim else many[..., k]
            assert part.shape == one.shape
            scale = max(1.0, np.abs(one).max(initial=0.0)) if np.isfinite(one).all() else 1.0
            single_precision = first.tolerance(case) > 1e-4
            np.testing.assert_allclose(part, one, rtol=0, atol=(1e-4 if single_precision else 1e-12) * scale)


def pushes(case: Case, function: Callable[..., Any]) -> None:
    """The tangents of a function, together and one by one."""
    directions = ways(case)
    try:
        single = PushForward(function, case.argnums)
        expected = [single(*first.fresh(case.args), *way) for way in directions]
    except SourceADError as error:
        pytest.skip(str(error.reason))
    many = [stacked([way[k] for way in directions]) for k in range(len(case.argnums))]
    try:
        value, found = PushMany(function, case.argnums)(*first.fresh(case.args), *many)
    except NotBatchedError:
        pytest.skip("not batched")
    same(case, found, [tangent for _, tangent in expected])
    for one, other in zip(first.leaves(value), first.leaves(expected[0][0]), strict=True):
        assert np.array_equal(one, other, equal_nan=True)


@each
def test_tangents(case: Case) -> None:
    pushes(case, case.function)


@each
def test_tangents_of_the_gradient(case: Case) -> None:
    pushes(case, grad(case.function, case.argnums))


@each
def test_cotangents(case: Case) -> None:
    bars = np.random.default_rng(12).standard_normal(COUNT)
    value, pullback = Derivative(case.function, "vjp", case.argnums)(*first.fresh(case.args))
    bars = np.broadcast_to(bars, (*np.shape(value), COUNT)).copy()
    expected = [[pullback(np.asarray(bars[..., k])[()])[n] for n in case.argnums] for k in range(COUNT)]
    try:
        _, together = PullMany(case.function, case.argnums)(*first.fresh(case.args))
    except NotBatchedError:
        pytest.skip("not batched")
    found = together(bars)
    same(case, [found[n] for n in case.argnums], expected)
