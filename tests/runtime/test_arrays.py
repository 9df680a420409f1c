"""Broadcasting and indexing helpers, against the dot-product identity or by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import runtime as rt

RNG = np.random.default_rng(3)


@pytest.mark.parametrize("narrow", [(), (1,), (3,), (2, 1), (1, 3), (2, 3), (4, 1, 3), (1, 1, 1)])
def test_unbroadcast(narrow: tuple[int, ...]) -> None:
    x, g = RNG.standard_normal(narrow), RNG.standard_normal((4, 2, 3))
    made = rt.unbroadcast(g, x)
    assert np.shape(made) == narrow
    d = RNG.standard_normal(narrow)
    assert np.sum(made * d) == pytest.approx(np.sum(g * np.broadcast_to(d, g.shape)))


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_unreduce(axis: object, keepdims: bool) -> None:
    x = RNG.standard_normal((2, 3, 4))
    out = np.sum(x, axis=axis, keepdims=keepdims)  # type: ignore[call-overload]
    g = RNG.standard_normal(np.shape(out))
    assert np.sum(rt.unreduce(g, x.shape, axis, keepdims) * x) == pytest.approx(np.sum(g * out))


def test_repeated_elements() -> None:
    goal = np.zeros(4)
    rt.scatter_add(goal, np.array([0, 0, 3]), np.array([1.0, 2.0, 5.0]))
    assert goal.tolist() == [3.0, 0.0, 0.0, 5.0]


def test_of_elements_stored_twice_the_last_counts() -> None:
    bar = np.array([1.0, 2.0, 3.0])
    assert rt.take_stored(bar, np.array([1, 1, 0])).tolist() == [0.0, 2.0, 1.0]
    mask = np.array([True, False, True])
    assert rt.take_stored(bar, mask).tolist() == [1.0, 3.0]


@pytest.mark.parametrize("shape", [(4, 4), (5, 3), (3, 5), (3, 3, 3)])
@pytest.mark.parametrize("values", [(), (1,), (2,), (7,)])
def test_filled_diagonal(shape: tuple[int, ...], values: tuple[int, ...]) -> None:
    """Values are repeated, or cut, to the length of the diagonal: the dot-product identity."""
    v, g = RNG.standard_normal(values), RNG.standard_normal(shape)
    made = rt.undiagonal_fill(g, v)
    assert np.shape(made) == values
    assert np.sum(made * v) == pytest.approx(np.sum(g * rt.with_diagonal(np.zeros(shape), v)))


def test_added_and_subtracted_at_repeated_places() -> None:
    x = np.zeros(3)
    assert rt.added_at(x, [0, 0, 2], np.array([1.0, 2.0, 5.0])).tolist() == [3.0, 0.0, 5.0]
    assert rt.subtracted_at(x, [0, 0], 1.0).tolist() == [-2.0, 0.0, 0.0]
    assert x.tolist() == [0.0, 0.0, 0.0]
