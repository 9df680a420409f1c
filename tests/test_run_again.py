"""Functions that are run again in the reverse sweep: gradients that stay calls; what may not be run twice; what has changed since."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sourcead as sa
from sourcead import InputTypeError, UnsupportedSyntaxError, grad, hessian, jacrev, jvp, value_and_grad, vjp

X = np.array([0.4, -0.7, 1.3])
V = np.array([0.3, 1.1, -0.6])
W = np.array([1.0, 2.0, 3.0])
COUNT = {"n": 0}
SCALE = 2.0
RNG = np.random.default_rng(0)


def running(x: Any) -> Any:
    """A list that a branch binds anew: the gradient's text keeps it under two names."""
    xs, total = [], 0.0
    for v in x * W:
        total = total + (v * xs[-1] if xs else v**2)
        xs.append(v * total * 0.5)
        if v > 0:
            xs = []
    return total


def swapped(x: Any, c: Any = 1.5) -> Any:
    u, v = x.copy(), np.zeros_like(x)
    for _ in range(3):
        v[1:] = u[:-1] * u[1:] * 0.5
        v[0] = u[0] ** 2 * 0.3 * c
        u, v = v, u
    return np.sum(u)


def of_two(x: Any, y: Any) -> Any:
    return running(x) * np.sum(y**2)


def penalty(x: Any) -> Any:
    return np.sum(grad(running)(x) ** 2) + running(x)


def penalty_of_swapped(x: Any) -> Any:
    return np.sum(grad(swapped)(x, x[0]) ** 2)


def descended(x: Any) -> Any:
    z = x * 1.0
    for _ in range(3):
        z = z - 0.01 * grad(swapped)(z)
    return np.sum(z**2)


def of_a_closure(x: Any) -> Any:
    a = np.sum(x)

    def inner(z: Any) -> Any:
        return running(z) * a

    return np.sum(grad(inner)(x) ** 2)


def by_two(x: Any) -> Any:
    first, second = grad(of_two, (0, 1))(x, x * 2.0)
    return np.sum(first * second)


def with_value(x: Any) -> Any:
    value, slope = value_and_grad(running)(x)
    return value * np.sum(slope**2)


def pulled(x: Any) -> Any:
    value, pullback = vjp(running, x)
    return np.sum(pullback(value)[0])


FUNCTIONS = [penalty, penalty_of_swapped, descended, of_a_closure, by_two, with_value, pulled]


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_gradients_that_stay_calls(f: Callable[..., Any]) -> None:
    found, value = grad(f)(X), f(X)
    each = [(f(X + 1e-6 * e) - f(X - 1e-6 * e)) / 2e-6 for e in np.eye(3)]
    np.testing.assert_allclose(found, each, rtol=1e-6, atol=1e-7)
    assert f(X) == value
    if f is not with_value:
        np.testing.assert_allclose(jvp(f, (X,), (V,))[1], found @ V, rtol=1e-10)


@pytest.mark.parametrize("f", [running, swapped], ids=lambda f: f.__name__)
def test_pullback_of_a_gradient(f: Callable[..., Any]) -> None:
    slope = grad(f)
    value, pullback = vjp(slope, X)
    np.testing.assert_array_equal(value, slope(X))
    for way in (V, V**2):
        np.testing.assert_allclose(pullback(way)[0], jvp(slope, (X,), (way,))[1], rtol=1e-12)
    np.testing.assert_allclose(jacrev(slope)(X), hessian(f)(X), rtol=1e-12, atol=1e-14)


def weighted(x: Any) -> Any:
    return np.sum(W * x**2) * SCALE


def in_steps(x: Any) -> Any:
    for _ in sa.checkpointed(range(4), budget=2):
        x = np.sin(x * W) * SCALE
    return np.sum(x)


class Slotted:
    """A place for a number, without a dict."""

    __slots__ = ("level",)

    def __init__(self, level: float) -> None:
        self.level = level


QUEUE = deque([2.0, 3.0])
SLOTTED = Slotted(2.0)


def by_queue(x: Any) -> Any:
    return np.sum(x**2) * QUEUE[0]


def by_slot(x: Any) -> Any:
    return np.sum(x**2) * SLOTTED.level


@pytest.mark.parametrize(
    ("f", "change"), [(by_queue, lambda v: QUEUE.__setitem__(0, v)), (by_slot, lambda v: setattr(SLOTTED, "level", v))],
    ids=["deque", "slots"],
)  # fmt: skip
def test_what_has_changed_in_a_container(f: Callable[..., Any], change: Callable[[float], None]) -> None:
    value, pullback = vjp(sa.checkpoint(f), X)
    np.testing.assert_allclose(pullback(1.0)[0], 4 * X)
    change(5.0)
    try:
        with pytest.raises(InputTypeError, match="has changed since the value was computed"):
            pullback(1.0)
    finally:
        change(2.0)
    np.testing.assert_allclose(pullback(1.0)[0], 4 * X)


@pytest.mark.parametrize("f", [sa.checkpoint(weighted), in_steps, grad(running)], ids=["checkpoint", "checkpointed", "gradient"])
def test_what_is_read_again_has_changed(f: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    value, pullback = vjp(f, X)
    seed = np.ones_like(value) if np.ndim(value) else 1.0
    found = pullback(seed)[0]
    monkeypatch.setitem(globals(), "W", W * 2)
    with pytest.raises(InputTypeError, match="`W` has changed since the value was computed"):
        pullback(seed)
    monkeypatch.undo()
    np.testing.assert_array_equal(pullback(seed)[0], found)
    W[0] = 5.0
    with pytest.raises(InputTypeError, match="`W` has changed"):
        pullback(seed)
    W[0] = 1.0
    np.testing.assert_array_equal(pullback(seed)[0], found)


def drawing(x: Any) -> Any:
    return np.sum(x**2 * np.random.standard_normal(3))


def drawing_outside(x: Any) -> Any:
    return np.sum(x**2 * RNG.standard_normal(3))


def drawing_given(x: Any, rng: Any) -> Any:
    return np.sum(x**2 * rng.standard_normal(3))


def timed(x: Any) -> Any:
    return np.sum(x**2) * time.time()


def counting(x: Any) -> Any:
    COUNT["n"] += 1
    return np.sum(x**2)


def setting(x: Any) -> Any:
    global SCALE
    SCALE = SCALE + 1.0
    return np.sum(x**2)


def counting_steps(x: Any) -> Any:
    for _ in sa.checkpointed(range(6), budget=2):
        x = np.sin(x)
        COUNT["n"] += 1
    return np.sum(x)


def counting_gradients(x: Any) -> Any:
    COUNT["n"] += 1
    return running(x)


def penalty_that_counts(x: Any) -> Any:
    return np.sum(grad(counting_gradients)(x) ** 2)


@pytest.mark.parametrize("f", [drawing, drawing_outside, timed], ids=lambda f: f.__name__)
def test_chance_is_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(InputTypeError, match="would draw other random numbers or read another clock") as error:
        grad(sa.checkpoint(f))(X)
    assert error.value.location is not None


def test_chance_that_is_given_is_refused() -> None:
    with pytest.raises(InputTypeError, match="would draw other random numbers"):
        grad(sa.checkpoint(drawing_given))(X, np.random.default_rng(0))


@pytest.mark.parametrize("f", [sa.checkpoint(counting), sa.checkpoint(setting), counting_steps, penalty_that_counts])
def test_changes_outside_are_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(UnsupportedSyntaxError, match="run again, and would change what is outside once more") as error:
        grad(f)(X)
    assert error.value.location is not None


def written_after_a_gradient(x: Any) -> Any:
    found = np.sum(grad(running)(x) ** 2)
    W[0] = 5.0
    return found


def written_between_gradients(x: Any) -> Any:
    found = 0.0
    for k in range(2):
        found = found + np.sum(grad(running)(x) ** 2)
        W[1] = k + 3.0
    return found


@pytest.mark.parametrize("f", [written_after_a_gradient, written_between_gradients])
def test_what_a_gradient_reads_is_not_changed_meanwhile(f: Callable[..., Any]) -> None:
    with pytest.raises(sa.SourceADError):
        grad(f)(X)
