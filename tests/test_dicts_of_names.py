"""Dicts of names and elements, `dict(zip(NAMES, x))`, whose names change, or are more than the elements."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, jvp, value_and_grad
from sourcead.runtime import FewerError

X = np.array([0.3, -0.7, 1.2, 0.5])
NAMES: list[str] = []


def of_names(x: Any) -> Any:
    d = dict(zip(NAMES, x))
    return d["a"] * 2 + sum(v**2 for v in d.values()) * len(d)


def that_changes_the_names(x: Any) -> Any:
    NAMES.append("more")
    d = dict(zip(NAMES, x))
    NAMES.pop()
    return sum(d.values()) * len(d)


def with_fewer_elements(x: Any) -> Any:
    return sum(dict(zip(("a", "b", "c"), x[:2])).values())


def test_names_that_change() -> None:
    derivative = value_and_grad(of_names)
    for names in (["a", "b"], ["b", "a"], ["c", "b", "a"], ["a"]):
        NAMES[:] = names
        value, bar = derivative(X)
        expected = [(of_names(X + 1e-6 * e) - of_names(X - 1e-6 * e)) / 2e-6 for e in np.eye(4)]
        assert value == of_names(X)
        np.testing.assert_allclose(bar, expected, rtol=1e-7, atol=1e-8)
        assert jvp(of_names, (X,), (X,))[1] == pytest.approx(expected @ X, rel=1e-7)


def test_names_that_the_function_changes() -> None:
    NAMES[:] = ["a", "b"]
    with pytest.raises(UnsupportedSyntaxError, match="`NAMES`, which is outside of the function, changes here"):
        value_and_grad(that_changes_the_names)(X)


def test_fewer_elements_than_names() -> None:
    with pytest.raises(FewerError, match="`zip` gives fewer than 3 pairs"):
        value_and_grad(with_fewer_elements)(X)
