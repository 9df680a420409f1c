"""Second derivatives whose gradient cannot be differentiated again: found by the gradient of the tangent."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import sourcead
from sourcead import AliasError, adjoint_hook, check_grads, custom_vjp, grad, hessian, hvp, insert_grad_of, jvp
from sourcead.derivative import Derivative, PushForward

SCALE = 2.0
X = np.array([0.4, -0.7, 1.3])
V = np.array([0.3, 1.1, -0.6])


def running(x: Any) -> Any:
    """A list that a branch binds anew: the gradient's text keeps it under two names."""
    xs, total = [], 0.0
    for v in x:
        total = total + (v * xs[-1] if xs else v**2)
        xs.append(v * total * SCALE)
        if v > 0:
            xs = []
    return total


def of_number(x: Any) -> Any:
    xs, total = [], 0.0
    for k in range(4):
        total = total + (x * xs[-1] if xs else x**2)
        xs.append(np.sin(k * total))
        if k == 1:
            xs = []
    return total


@dataclass
class Point:
    """Two numbers and a text."""

    a: float
    b: float
    name: str = "p"


def of_point(p: Any, n: int) -> Any:
    return of_number(p.a) * p.b**n


def of_dict(d: Any) -> Any:
    return running(d["x"]) * d["s"] ** 2


def differences(f: Callable[..., Any], x: np.ndarray, v: np.ndarray, h: float = 1e-5) -> Any:
    return (grad(f)(x + h * v) - grad(f)(x - h * v)) / (2 * h)


@pytest.mark.parametrize("f", [running, of_number], ids=lambda f: f.__name__)
def test_gradient_is_refused(f: Callable[..., Any]) -> None:
    """These are programs of which the first order is refused; if it is not any more, others must be found."""
    gradient, x = Derivative(f, "grad", 0), X if f is running else 0.7
    with pytest.raises(AliasError):
        PushForward(gradient, ("x",))(x, x)


def test_jvp_of_gradient() -> None:
    value, tangent = jvp(grad(running), (X,), (V,))
    np.testing.assert_allclose(value, grad(running)(X), rtol=1e-14)
    np.testing.assert_allclose(tangent, differences(running, X, V), rtol=1e-8)


def test_hessian_and_product() -> None:
    found = hessian(running)(X)
    np.testing.assert_allclose(found, found.T, rtol=1e-12)
    np.testing.assert_allclose(found @ V, differences(running, X, V), rtol=1e-8)
    np.testing.assert_allclose(hvp(running, (X,), (V,))[0], found @ V, rtol=1e-12)


def test_gradient_of_gradient() -> None:
    second = grad(grad(of_number))
    expected = (grad(of_number)(0.7 + 1e-5) - grad(of_number)(0.7 - 1e-5)) / 2e-5
    found = second(0.7)
    assert isinstance(found, float)
    np.testing.assert_allclose(found, expected, rtol=1e-8)
    assert "total_dot" in second.source
    assert pickle.loads(pickle.dumps(second))(0.7) == found
    assert second(1) == second(1.0)  # a whole number is taken for a float


def test_structures() -> None:
    d = {"x": X, "s": 0.5}
    (found,) = hvp(of_dict, (d,), ({"x": V, "s": 0.2},))
    gradients = [grad(of_dict)({"x": X + h * V, "s": 0.5 + 0.2 * h}) for h in (1e-5, -1e-5)]
    for key, part in found.items():
        np.testing.assert_allclose(part, (gradients[0][key] - gradients[1][key]) / 2e-5, rtol=1e-7)
    p, way = Point(0.7, 0.4), Point(0.3, -0.2)
    product, none = hvp(of_point, (p, 3), (way, None))
    assert none is None
    ends = [grad(of_point)(Point(0.7 + 0.3 * h, 0.4 - 0.2 * h), 3) for h in (1e-5, -1e-5)]
    for key in ("a", "b"):
        np.testing.assert_allclose(getattr(product, key), (getattr(ends[0], key) - getattr(ends[1], key)) / 2e-5, rtol=1e-7)


def test_globals_and_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = grad(running)
    for scale in (2.0, 0.5):
        monkeypatch.setitem(globals(), "SCALE", scale)
        for x, v in ((X, V), (X[:2], V[:2]), (np.append(X, 0.2), np.append(V, 0.1))):
            np.testing.assert_allclose(jvp(gradient, (x,), (v,))[1], differences(running, x, v), rtol=1e-8)


CALLS: list[float] = []


def noted(x: Any) -> Any:
    CALLS.append(1.0)
    return running(x)


def test_function_runs_once() -> None:
    CALLS.clear()
    jvp(grad(noted), (X,), (V,))
    assert len(CALLS) == 1
    assert np.all(np.array([0.4, -0.7, 1.3]) == X)


def doubled(g: Any) -> Any:
    return 2.0 * g


def hooked(x: Any) -> Any:
    return running(adjoint_hook(x, doubled))


def hooked_by_its_module(x: Any) -> Any:
    return running(sourcead.adjoint_hook(x * 1.0, doubled))


def with_a_block(x: Any) -> Any:
    y = x * 1.0
    with insert_grad_of(y) as y_bar:
        y_bar = 2.0 * y_bar
    return running(y)


@custom_vjp
def straight(x: Any) -> Any:
    return np.round(x)


straight.defvjp(lambda x: (x, ()), lambda _, g: (g,))


def estimated(x: Any) -> Any:
    return running(straight(x) + x)


@pytest.mark.parametrize("f", [hooked, hooked_by_its_module, with_a_block, estimated], ids=lambda f: f.__name__)
def test_derivatives_of_the_users_own_are_not_turned(f: Callable[..., Any]) -> None:
    """What acts on the derivative makes it another one than that of the value: its own derivative is not symmetric."""
    with pytest.raises(AliasError):
        jvp(grad(f), (X,), (V,))


def test_check_grads_of_second_order() -> None:
    check_grads(running, (X,), order=2, modes=("rev", "fwd"))
    check_grads(of_number, (0.7,), order=2, modes=("rev", "fwd"))
    check_grads(of_dict, ({"x": X, "s": 1.3},), order=2, modes=("rev", "fwd"))
