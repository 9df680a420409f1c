"""The test in front of a specialised function passes what has the same key, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import grad
from sourcead.dispatch import guarded
from sourcead.types.signature import fast_key


def passes(made_for: Any, given: Any, checks: Any = ()) -> bool:
    hits = [0]
    call: Callable[..., Any] = guarded(lambda x: "found", [made_for], checks, hits, lambda x: "otherwise")
    found = call(given)
    assert hits[0] == (found == "found")
    return bool(found == "found")


class Spring:
    stiffness = 1.0


SPRING = Spring()
ENDLESS: list[Any] = [1.0]
ENDLESS.append(ENDLESS)
VALUES = [
    np.ones(3), np.zeros(3), np.ones(4), np.ones((3, 1)), np.ones(3, np.float32), np.ones(3, ">f8"), np.array(1.0), np.array("a"), 1.0, 2.0,
    1, 0, -1, 2, 7, True, False, 1j, None, "a", "b", (1.0, 2), (1.0, 2.0), [1.0], {"a": np.ones(3)}, {"a": np.ones(2)}, {"b": np.ones(3)},
    np.float32(1), np.float64(1), np.int64(1), np.sin, SPRING, -2, [], (), {}, ENDLESS,
    [{"w": np.ones((2, 3)), "b": np.ones(3)}, {"w": np.ones((3, 1)), "b": np.ones(1)}],
    [{"w": np.zeros((2, 3)), "b": np.ones(3)}, {"w": np.ones((3, 1)), "b": np.zeros(1)}],
    [{"w": np.ones((2, 3)), "b": np.ones(3)}, {"b": np.ones(1), "w": np.ones((3, 1))}],
    [{"w": np.ones((2, 3)), "b": np.ones(3)}, {"w": np.ones((3, 1)), "b": np.ones(1, np.float32)}],
    [{"w": np.ones((2, 3)), "b": np.ones(3)}], ({"w": np.ones((2, 3)), "b": np.ones(3)},), {"a": [1.0, (2, None)]}, {"a": [2.0, (7, None)]},
    {"a": [1.0, (-2, None)]}, {"a": [1.0, (2, True)]}, {"a": [1.0, (2, None), "s"]}, {"a": [1.0, (2, None), "t"]}, {1: [1.0]},
    {"a": [SPRING]}, [[1.0] * 8] * 8,
]  # fmt: skip


@pytest.mark.parametrize("made_for", VALUES, ids=range(len(VALUES)))
def test_as_the_keys_say(made_for: Any) -> None:
    for given in VALUES:
        assert passes(made_for, given) is (fast_key(made_for) == fast_key(given)), given


def test_checks() -> None:
    held = {"K": 2.0}
    checks = [(held, "K", held["K"])]
    assert passes(1.0, 3.0, checks)
    held["K"] = 3.0
    assert not passes(1.0, 3.0, checks)
    del held["K"]
    assert not passes(1.0, 3.0, checks)


def test_signatures_that_alternate() -> None:
    derivative = grad(lambda x, k: np.sum(x**2) * k)
    for _ in range(3):
        assert derivative(np.ones(2), 1.0).tolist() == [2.0, 2.0]
        assert derivative(np.ones((2, 1)), 2).tolist() == [[4.0], [4.0]]
        assert derivative(3.0, k=0.5) == 3.0
    assert derivative.cache_info().misses == 3


def test_a_signature_for_good_after_many_that_alternate() -> None:
    derivative = grad(lambda x: np.sum(x**2))
    for _ in range(20):
        assert derivative(np.ones(2)).tolist() == [2.0, 2.0]
        assert derivative(3.0) == 6.0
    for _ in range(100):
        assert derivative(np.ones((2, 1))).tolist() == [[2.0], [2.0]]
    assert derivative.cache_info().misses == 3


def named(type, list, len=2.0, *, _=1.0):  # the parameters have the names of what the test uses
    return np.sum(type * list) * len * _


def test_parameters_by_their_names() -> None:
    derivative = grad(lambda x, /, type=2.0, _missing=3.0: np.sum(x) * type * _missing)
    x = np.ones(2)
    for _ in range(2):
        assert derivative(x).tolist() == [6.0, 6.0]
        assert derivative(x, _missing=1.0).tolist() == [2.0, 2.0]
        assert derivative(x, 1.0, 1.0).tolist() == [1.0, 1.0]
        with pytest.raises(TypeError, match="multiple values for argument 'type'"):
            derivative(x, 1.0, type=1.0)
        with pytest.raises(TypeError, match="required"):
            derivative()
        with pytest.raises(TypeError, match="positional-only|required"):
            derivative(x=x)
    both = grad(named, ("type", "len"))
    for _ in range(2):
        bars = both(x, x, _=2.0)
        assert bars[0].tolist() == [4.0, 4.0] and bars[1] == 4.0
        assert both(list=x, type=x)[1] == 2.0


def test_derivatives_are_called_apart() -> None:
    one, other = grad(lambda x: x * x), grad(lambda x: x * x * x)
    for _ in range(3):
        assert (one(3.0), other(3.0)) == (6.0, 27.0)
