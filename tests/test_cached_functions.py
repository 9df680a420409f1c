"""Functions that `lru_cache` and `cache` keep the values of: a value is kept, whatever what it was computed of has become."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad, jvp, value_and_grad

X = np.array([0.5, 1.5, -0.4])
RNG = np.random.default_rng(0)
SETTINGS: dict[str, float] = {"k": 1.0}
LOG: list[float] = []
SCALE = 2.0


@functools.lru_cache(None)
def drawn(n: int) -> Any:
    return RNG.normal(size=n)


@functools.cache
def setting() -> Any:
    return SETTINGS["k"]


@functools.cache
def scale() -> Any:
    return SCALE


@functools.lru_cache(maxsize=4)
def logged(n: int) -> Any:
    LOG.append(1.0)
    return np.arange(n) * 0.5


@functools.cache
def by_another(n: int) -> Any:
    return helper(n)


def helper(n: int) -> Any:
    return np.full(n, SETTINGS["k"])


@functools.cache
def squared(v: Any) -> Any:
    return v**2 * SETTINGS["k"]


class Model:
    def __init__(self) -> None:
        self.k = 2.0

    @functools.lru_cache(None)  # noqa: B019
    def rate(self) -> Any:
        return self.k * 2.0


MODEL = Model()


def of_draws(x: Any) -> Any:
    return np.sum(drawn(3) * x**2)


def of_a_setting(x: Any) -> Any:
    return np.sum(setting() * x**2)


def of_a_number(x: Any) -> Any:
    return np.sum(scale() * x**2)


def of_a_log(x: Any) -> Any:
    return np.sum(logged(3) * x**2)


def of_a_helper(x: Any) -> Any:
    return np.sum(by_another(3) * x**2)


@pytest.mark.parametrize("f", [of_draws, of_a_setting, of_a_number, of_a_log, of_a_helper], ids=lambda f: f.__name__)
def test_what_is_kept(f: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (drawn, setting, scale, logged, by_another):
        cached.cache_clear()
    LOG.clear()
    value = f(X)
    monkeypatch.setitem(SETTINGS, "k", 5.0)
    monkeypatch.setitem(globals(), "SCALE", 7.0)
    each = [(f(X + 1e-6 * e) - f(X - 1e-6 * e)) / 2e-6 for e in np.eye(3)]
    for _ in range(2):
        found, slope = value_and_grad(f)(X)
        assert found == value
        np.testing.assert_allclose(slope, each, rtol=1e-7)
        np.testing.assert_allclose(jvp(f, (X,), (X,))[1], slope @ X, rtol=1e-12)
    assert len(LOG) == (f is of_a_log)


def differentiated(x: Any) -> Any:
    return squared(x[0])


def of_a_method(x: Any) -> Any:
    return x[0] * MODEL.rate()


def made_inside(x: Any) -> Any:
    @functools.cache
    def inner(n: int) -> Any:
        return RNG.normal() * n

    return x[0] * inner(2) + x[1] * inner(2)


def made_of_another(x: Any) -> Any:
    kept = functools.lru_cache(helper)
    return x[0] * kept(2)[0]


@pytest.mark.parametrize("f", [differentiated, of_a_method, made_inside, made_of_another], ids=lambda f: f.__name__)
def test_refused(f: Callable[..., Any]) -> None:
    for call in (lambda: grad(f)(X), lambda: jvp(f, (X,), (X,))):
        with pytest.raises(UnsupportedSyntaxError, match="cached function") as caught:
            call()
        assert caught.value.location is not None and caught.value.way_out


def test_a_cached_function_itself() -> None:
    with pytest.raises(UnsupportedSyntaxError, match="a cached function reads or changes `SETTINGS`"):
        grad(squared)(2.0)
