"""Functions that are changed where they are: code that is loaded again into them, and defaults that are set anew."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, grad, jvp

X = np.array([0.5, 2.0])


def helper(x: Any, power: float = 2.0, *, scale: float = 1.0) -> Any:
    return scale * np.sum(x**power)


def loss(x: Any) -> Any:
    return helper(x) * 3


def settled(x: Any, weight: float = 2.0) -> Any:
    return weight * np.sum(x**2)


def other_helper(x: Any, power: float = 2.0, *, scale: float = 1.0) -> Any:
    return scale * np.sum(np.sin(x)) + power


def other_loss(x: Any) -> Any:
    return helper(x) * 5


def test_code() -> None:
    function = FunctionType(loss.__code__, globals())
    gradient = grad(function)
    np.testing.assert_allclose(gradient(X), 6 * X)
    function.__code__ = other_loss.__code__
    np.testing.assert_allclose(gradient(X), 10 * X)
    np.testing.assert_allclose(jvp(function, (X,), (X,))[1], 10 * X @ X)


def test_code_and_defaults_of_what_it_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = grad(loss)
    np.testing.assert_allclose(gradient(X), 6 * X)
    monkeypatch.setattr(helper, "__defaults__", (3.0,))
    np.testing.assert_allclose(gradient(X), 9 * X**2)
    monkeypatch.setitem(helper.__kwdefaults__, "scale", 2.0)
    np.testing.assert_allclose(gradient(X), 18 * X**2)
    monkeypatch.setattr(helper, "__code__", other_helper.__code__)
    np.testing.assert_allclose(gradient(X), 6 * np.cos(X))


def test_its_own_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = grad(settled)
    np.testing.assert_allclose(gradient(X), 4 * X)
    monkeypatch.setattr(settled, "__defaults__", (float("2"),))
    np.testing.assert_allclose(gradient(X), 4 * X)
    monkeypatch.setattr(settled, "__defaults__", (3.0,))
    with pytest.raises(InputTypeError, match="defaults of 'settled' changed"):
        gradient(X)
    np.testing.assert_allclose(grad(settled)(X), 6 * X)
