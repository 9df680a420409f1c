"""Texts outside by which functions are chosen: they are read when the derivative is made, and watched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, jvp, value_and_grad

WAYS = {"tanh": np.tanh, "sin": np.sin}
SETTINGS: dict[str, Any] = {"way": "tanh", "n": 1, "inner": {"way": "tanh"}}
WAY = "tanh"
KEPT = {"f": np.tanh}
LISTED = [np.tanh]


class Model:
    way = "tanh"


MODEL = Model()


def by_a_dict(x: Any) -> Any:
    return WAYS[SETTINGS["way"]](x)


def by_a_dict_in_a_dict(x: Any) -> Any:
    return WAYS[SETTINGS["inner"]["way"]](x)


def by_a_global(x: Any) -> Any:
    return WAYS[WAY](x)


def by_an_attribute(x: Any) -> Any:
    return WAYS[MODEL.way](x)


def under_a_name(x: Any) -> Any:
    total = 0.0
    for _ in range(2):
        way = SETTINGS["way"]
        total = total + WAYS[way](x) * (2.0 if way == "tanh" else 3.0)
        way = "sin"
        total = total + WAYS[way](x)
    return total


def choose(way: str) -> None:
    global WAY
    WAY = SETTINGS["way"] = SETTINGS["inner"]["way"] = Model.way = way


@pytest.mark.parametrize("f", [by_a_dict, by_a_dict_in_a_dict, by_a_global, by_an_attribute, under_a_name])
def test_the_function_that_is_chosen_now(f: Any) -> None:
    derivative = value_and_grad(f)
    for way in ("tanh", "sin", "tanh"):
        choose(way)
        value, bar = derivative(1.5)
        assert value == f(1.5)
        assert bar == pytest.approx((f(1.5 + 1e-6) - f(1.5 - 1e-6)) / 2e-6, rel=1e-6)
        assert jvp(f, (1.5,), (1.0,))[1] == pytest.approx(bar, rel=1e-14)


def changed_before_use(x: Any) -> Any:
    SETTINGS["way"] = "sin"
    return WAYS[SETTINGS["way"]](x)


def updated_before_use(x: Any) -> Any:
    SETTINGS.update(way="sin")
    return WAYS[SETTINGS["way"]](x)


def a_function_of_a_dict_replaced(x: Any) -> Any:
    KEPT["f"] = np.sin
    return KEPT["f"](x)


def a_function_of_a_list_replaced(x: Any) -> Any:
    LISTED[0] = np.sin
    return LISTED[0](x)


CHANGED = (changed_before_use, updated_before_use, a_function_of_a_dict_replaced, a_function_of_a_list_replaced)


@pytest.mark.parametrize("f", CHANGED)
def test_what_is_relied_on_and_changed_is_refused(f: Any) -> None:
    for derived in (lambda: value_and_grad(f)(1.5), lambda: jvp(f, (1.5,), (1.0,))):
        choose("tanh")
        KEPT["f"] = LISTED[0] = np.tanh
        with pytest.raises(UnsupportedSyntaxError, match="what it holds beforehand is relied on"):
            derived()


def another_key(x: Any) -> Any:
    SETTINGS["n"] = 2
    return WAYS[SETTINGS["way"]](x)


def test_another_key_may_change() -> None:
    choose("tanh")
    assert value_and_grad(another_key)(1.5)[0] == np.tanh(1.5)
