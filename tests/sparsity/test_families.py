"""What the families of operations say against what changes when an input does, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import runtime
from sourcead.sparsity.sets import BITS, Sets
from sourcead.sparsity.table import family_of
from sourcead.sparsity.tracked import NotFollowedError, Tracked, Tracking

STATE = np.random.default_rng(2)
V, M, K = STATE.uniform(0.5, 2.0, 6), STATE.uniform(0.5, 2.0, (3, 4)), STATE.uniform(0.5, 2.0, (4, 2))
SQUARE = STATE.uniform(0.5, 2.0, (3, 3))

# a function, the arguments (the first of floats is the input), keywords, whether the sets are exactly those that matter
CALLS: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], bool]] = [
    *((np.convolve, (V, V[:n].copy(), mode), {}, True) for n in (1, 2, 3) for mode in ("full", "same", "valid")),
    (np.convolve, (V[:2].copy(), V.copy()), {"mode": "same"}, True),
    (np.einsum, ("ij,jk->ik", M, K), {}, True),
    (np.einsum, ("ij,kj->ki", M, M.copy()), {}, True),
    (np.einsum, ("ij->j", M), {}, True),
    (np.einsum, ("i,j->ji", V, V.copy()), {}, True),
    (np.interp, (V, np.arange(4.0), np.arange(4.0) ** 2), {}, True),
    (np.cumsum, (M,), {"axis": 1}, True),
    (np.cumsum, (M,), {}, True),
    (np.diff, (V,), {"n": 2}, True),
    (np.diff, (M,), {"axis": 0}, True),
    (np.sum, (M,), {"axis": (0, 1)}, True),
    (np.mean, (M, -1), {"keepdims": True}, True),
    (np.var, (M, 0), {}, True),
    (np.max, (M,), {"axis": 1}, False),
    (np.sort, (M, 0), {}, False),
    (np.dot, (M, K), {}, True),
    (np.matmul, (V[:3].copy(), M), {}, True),
    (np.inner, (V, V.copy()), {}, True),
    (np.outer, (V, V[:2].copy()), {}, True),
    (np.pad, (M, ((1, 0), (0, 2))), {}, True),
    (np.pad, (V, 2, "reflect"), {}, True),
    (np.tril, (SQUARE,), {}, True),
    (np.roll, (M, (1, 2)), {"axis": (0, 1)}, True),
    (np.rot90, (M,), {}, True),
    (np.repeat, (V, [1, 0, 2, 1, 1, 1]), {}, True),
    (np.insert, (V, 2, 7.0), {}, True),
    (np.take, (M, [3, 0, 0]), {"axis": 1}, True),
    (np.diag, (V,), {"k": 1}, True),
    (np.diag, (SQUARE,), {}, True),
    (np.asarray, (V,), {"dtype": np.float32}, True),
    (np.where, (np.array([True, False] * 3), V, 2.0), {}, False),
    (np.clip, (V, None, 1.0), {}, False),
    (np.full_like, (np.zeros((2, 2)), 1.5), {}, True),
    (np.hypot, (M, M[0].copy()), {}, True),
    (runtime.unbroadcast, (M, V[:4].copy()), {}, True),
    (runtime.unbroadcast, (M, np.ones((3, 1))), {}, True),
    (runtime.unreduce, (V[:3].copy(), (3, 4), 1, False), {}, True),
    (runtime.added_at, (V, [0, 2, 0], V[:3].copy()), {}, True),
    (runtime.untake, (M, (3, 5), np.array([4, 1, 1, 0]), 1), {}, True),
]


def _changed(function: Any, args: list[Any], position: int, keywords: dict[str, Any]) -> np.ndarray:
    """Which elements of the result change with each element of an argument."""
    before = np.ravel(function(*args, **keywords))
    found = []
    for k in range(args[position].size):
        moved = args[position].copy()
        moved.flat[k] += 0.01
        found.append(np.ravel(function(*args[:position], moved, *args[position + 1 :], **keywords)) != before)
    return np.array(found).T


@pytest.mark.parametrize("function, args, keywords, exact", CALLS, ids=lambda v: getattr(v, "__name__", ""))
def test_family(function: Any, args: tuple[Any, ...], keywords: dict[str, Any], exact: bool) -> None:
    whole = [a if not isinstance(a, np.ndarray) else a.copy() for a in args]
    for position, value in enumerate(whole):
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            continue
        run = Tracking(Sets(value.size))
        tracked = [run.wrapped(a) if isinstance(a, np.ndarray) else a for a in whole]
        tracked[position] = run.wrapped(value, run.sets.units().reshape(value.shape))
        family = family_of(function)
        assert family is not None
        found = family(run, function, tuple(tracked), keywords)
        assert isinstance(found, Tracked)
        np.testing.assert_array_equal(found.value, function(*whole, **keywords))
        said = np.zeros((np.size(found.value), value.size), bool)
        for row, number in zip(said, np.ravel(found.sets).tolist()):
            row[run.sets.members(number)] = True
        changed = _changed(function, whole, position, keywords)
        assert said[changed].all()
        if exact and not (function is np.interp and position) and not (function is runtime.unbroadcast and position):
            np.testing.assert_array_equal(said, changed)


@pytest.mark.parametrize("size", [5, BITS + 5])
def test_sets(size: int) -> None:
    sets = Sets(size)
    units = sets.units()
    both = sets.join(units[:3], units[1:4], 0)
    assert [sets.members(k).tolist() for k in both] == [[0, 1], [1, 2], [2, 3]]
    assert sets.members(sets.union(both)).tolist() == [0, 1, 2, 3]
    assert sets.join(both, both)[1] == both[1] and sets.join(int(units[4]), 0) == units[4]
    assert [sets.members(k).size for k in sets.running(units, 0)[:4]] == [1, 2, 3, 4]
    assert sets.members(0).size == 0


def test_a_tracked_value_is_not_used_by_mistake() -> None:
    value = Tracked(1.0, 0, True)
    for use in (bool, hash, lambda v: v == 1.0, lambda v: v in [2.0]):
        with pytest.raises((NotFollowedError, TypeError)):
            use(value)
