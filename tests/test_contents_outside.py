"""What a list, tuple or dict outside holds may be replaced by something of another kind: the derivative is that of what is there now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import jvp, value_and_grad

X = np.array([0.3, 0.2, -0.7, 0.5])
TABLE: dict[str, Any] = {}
NESTED: dict[str, Any] = {"inner": {}}
ROWS: list[Any] = []
WHOLE: list[Any] = []
PAIRS: list[Any] = []
HELD: tuple[list[Any], ...] = ([],)


class Settings:
    """An object outside whose list is changed in place."""

    def __init__(self) -> None:
        self.factors: list[Any] = []


SETTINGS = Settings()
KINDS: tuple[tuple[Any, Any], ...] = (
    (1.5, np.full((2, 4), 0.5)), (np.ones(4), np.full((3, 4), 2.0)), (np.ones((1, 4)), np.ones((2, 4))), (1.0, 1j), (1, 2.5), (2, 1),
    (np.float32(1.5), 2.5), (np.ones(4, np.float32), np.full(4, 0.1)), (np.ones(4), 3.0),
)  # fmt: skip


def fill(value: Any) -> None:
    TABLE["w"], NESTED["inner"]["w"] = value, value
    ROWS[:], PAIRS[:], SETTINGS.factors[:] = [value], [(value, 2.0)], [value]
    WHOLE[:] = [value, 2.0] if np.ndim(value) else [value]
    HELD[0][:] = [value]


def of_a_dict(x: Any) -> Any:
    return np.sum(np.abs(x * TABLE["w"] + 0.3))


def of_a_dict_in_a_dict(x: Any) -> Any:
    w = NESTED["inner"]["w"]
    return np.sum(np.abs(np.sin(x) * w * w))


def of_a_loop(x: Any) -> Any:
    for row in ROWS:
        x = np.abs(np.sin(x * row))
    return np.sum(x)


def of_pairs(x: Any) -> Any:
    total = 0.0
    for row, factor in PAIRS:
        total = total + factor * np.sum(np.abs(x * row) ** 2)
    return total


def of_a_list_in_a_tuple(x: Any) -> Any:
    return np.sum(np.abs(x * HELD[0][0])) * len(HELD[0])


def of_an_attribute(x: Any) -> Any:
    return np.sum(np.abs(x * SETTINGS.factors[0] + 1.0))


def of_more_elements(x: Any) -> Any:
    return np.sum(np.abs(x * WHOLE[0])) * np.abs(np.sum(WHOLE[-1])) * len(WHOLE)


FUNCTIONS = (of_a_dict, of_a_dict_in_a_dict, of_a_loop, of_pairs, of_a_list_in_a_tuple, of_an_attribute, of_more_elements)


def differences(f: Callable[[Any], Any]) -> np.ndarray:
    return np.array([(f(X + 1e-6 * e) - f(X - 1e-6 * e)) / 2e-6 for e in np.eye(4)])


@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.parametrize("kinds", KINDS, ids=str)
def test_elements_of_another_kind(f: Callable[[Any], Any], kinds: tuple[Any, Any]) -> None:
    derivative = value_and_grad(f)
    for value in (*kinds, kinds[0]):
        fill(value)
        found, bar = derivative(X)
        assert found == f(X) and bar.shape == X.shape
        np.testing.assert_allclose(bar, differences(f), rtol=1e-6, atol=1e-7)
        assert jvp(f, (X,), (X,))[1] == pytest.approx(differences(f) @ X, rel=1e-6)


def test_elements_of_the_same_kind_do_not_cost_a_derivation() -> None:
    fill(1.5)
    derivative = value_and_grad(of_a_dict)
    derivative(X)
    before = derivative.cache_info().misses
    TABLE["w"] = 2.5
    TABLE["more"] = 1.0
    assert derivative(X)[0] == of_a_dict(X)
    assert derivative.cache_info().misses == before
    del TABLE["more"]


def by_a_method(x: Any) -> Any:
    WHOLE.append(1.0)
    return np.sum(x) * TABLE.get("w", 1.0)


def test_methods_of_what_is_outside_do_not_cost_a_look_at_it() -> None:
    fill(1.5)
    derivative = value_and_grad(by_a_method)
    for _ in range(3):
        assert derivative(X)[0] == np.sum(X) * 1.5
    assert derivative.cache_info().misses == 1 and len(WHOLE) == 4
