"""Derivatives of derivatives: orders, nesting with closed-over values, what was rebound, threads."""

from __future__ import annotations

import functools
import math
import pickle
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad, value_and_grad, vjp
from tests.sources import module_from

SCALE = 2.0


def power(x: Any) -> Any:
    return x**5 * np.sin(x)


def loop(x: Any) -> Any:
    t = x
    for k in range(3):
        t = t * np.tanh(x) + k * x**2
    return t


def branch(x: Any) -> Any:
    if x > 0:
        return np.exp(x) * x
    return -x


def scaled(x: Any) -> Any:
    return SCALE * np.sum(x**3)


def whole(x: Any, n: int = 3) -> Any:
    return np.sum(x**n)


def written(x: Any) -> Any:
    x[0] = x[1] ** 2
    return np.sum(x**3)


@pytest.mark.parametrize(("f", "orders"), [(power, 6), (branch, 6), (loop, 3)])
def test_orders(f: Any, orders: int) -> None:
    derivative = f
    for _ in range(orders):
        below, derivative = derivative, grad(derivative)
        slope = (below(0.7 + 1e-6) - below(0.7 - 1e-6)) / 2e-6
        assert derivative(0.7) == pytest.approx(slope, rel=1e-6)


def test_second_derivative_is_readable() -> None:
    second = grad(grad(branch))
    assert second(0.3) == pytest.approx(math.exp(0.3) * 2.3)
    assert "rt." not in second.source and "tape" not in second.source


def test_hessian_times_a_direction() -> None:
    x, v = np.array([0.3, -1.2, 2.0]), np.array([1.0, 0.5, -2.0])
    gradient, pullback = vjp(grad(scaled), x)
    np.testing.assert_allclose(gradient, 6 * x**2)
    np.testing.assert_allclose(pullback(v)[0], 12 * x * v)
    np.testing.assert_allclose(pullback(2 * v)[0], 24 * x * v)


def test_value_and_gradient_of_a_derivative() -> None:
    value, slope = value_and_grad(grad(power))(0.4)
    assert (value, slope) == (grad(power)(0.4), pytest.approx(grad(grad(power))(0.4)))


def nested(x: Any) -> Any:
    return grad(lambda y: x * y)(x)


def nested_product(x: Any) -> Any:
    return x * grad(lambda y: x + y)(1.0)


def nested_twice(x: Any) -> Any:
    return grad(lambda y: grad(lambda z: x * y * z * z)(y))(x)


@pytest.mark.parametrize(("f", "slope"), [(nested, 1.0), (nested_product, 1.0), (nested_twice, 16.0)])
def test_perturbations_are_not_confused(f: Any, slope: float) -> None:
    """Siskind, Pearlmutter, "Perturbation confusion and referential transparency" (2005)."""
    assert grad(f)(2.0) == pytest.approx(slope)


def test_a_global_that_is_rebound(tmp_path: Path) -> None:
    text = "import numpy as np\nfrom sourcead import grad\nK = 2.0\ndef f(x):\n    return np.sum(K * x**3)\ndef g(x):\n    return np.sum(grad(f)(x) ** 2)\n"
    module = module_from(text, tmp_path)
    second, outer, x = grad(grad(lambda t: module.f(t))), grad(module.g), np.array([0.5, 2.0])
    for k in (2.0, 3.0, 2.0):
        module.K = k
        assert second(0.5) == pytest.approx(6 * k * 0.5)
        np.testing.assert_allclose(outer(x), 36 * k**2 * x**3)


def test_a_callee_that_is_redefined(tmp_path: Path) -> None:
    text = "import numpy as np\nfrom sourcead import grad\ndef h(x):\n    return x**2\ndef f(x):\n    return h(x) * x\ndf = grad(f)\ndef g(x):\n    return df(x) * x\n"
    module = module_from(text, tmp_path)
    outer = grad(module.g)
    assert outer(2.0) == pytest.approx(9 * 2.0**2)
    module.h = np.sin
    assert outer(2.0) == pytest.approx(2 * 2 * np.cos(2) + np.sin(2) - 2 * 2 * np.sin(2) + 2 * np.cos(2) - 0)


def test_types_of_arguments() -> None:
    assert grad(grad(power))(1) == pytest.approx(grad(grad(power))(1.0))
    x = np.array([0.5, 1.5])
    np.testing.assert_allclose(vjp(grad(whole), x)[1](np.ones(2))[0], 6 * x)
    single = vjp(grad(scaled), x.astype(np.float32))[1](np.ones(2, np.float32))[0]
    assert single.dtype == np.float32


def test_arguments_that_are_written_stay() -> None:
    x = np.array([0.5, 1.5])
    _, pullback = vjp(grad(written), x)
    np.testing.assert_allclose(pullback(np.array([0.0, 1.0]))[0], [0.0, 30 * 1.5**4 + 6 * 1.5])
    np.testing.assert_array_equal(x, [0.5, 1.5])


def test_partial_applications_and_pickles() -> None:
    second = grad(grad(functools.partial(whole, n=4)))
    assert second(2.0) == pytest.approx(48.0)
    assert pickle.loads(pickle.dumps(grad(grad(power))))(0.7) == pytest.approx(grad(grad(power))(0.7))


def test_threads() -> None:
    second, found = grad(grad(loop)), []
    workers = [threading.Thread(target=lambda: found.append(second(0.7))) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [second(0.7)] * 8


def own_derivative(x: Any, n: int) -> Any:
    return x**2 if n == 0 else x * grad(own_derivative)(x, n - 1)


def test_a_function_that_calls_its_own_derivative() -> None:
    with pytest.raises(UnsupportedSyntaxError, match="calls its own derivative"):
        grad(own_derivative)(2.0, 1)


def test_closures_over_different_derivatives() -> None:
    def summed(derivative: Any) -> Any:
        return grad(lambda x: np.sum(derivative(x) * 2.0))

    def cube(x: Any) -> Any:
        for _ in range(1):
            x = x**3
        return np.sum(x)

    def wave(t: Any) -> Any:
        for _ in range(1):
            t = np.sin(t)
        return np.sum(t)

    x = np.array([0.3, 0.7])
    one, other = grad(wave), grad(cube)
    for derivative in (one, other):
        found = summed(derivative)(x)
        np.testing.assert_allclose(found, -2 * np.sin(x) if derivative is one else 12 * x)
