"""Forward mode: tangents of structures, what does not fit, nesting, Jacobians by columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sourcead import (
    AliasError,
    InputTypeError,
    UnsupportedSyntaxError,
    check_grads,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
)
from sourcead.derivative import PushForward
from sourcead.tools.check import GradientMismatchError

X = np.array([0.4, -1.1, 0.7])
A = np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0]])
WAY = np.array([1.0, -0.5, 2.0])


def residuals(x: Any, a: Any = A) -> Any:
    return np.sin(a @ x) * x[0]


def of_params(params: Any, x: Any) -> Any:
    return {"out": np.tanh(params["w"] @ x + params["b"]), "norm": np.sum(params["w"] ** 2)}


def smooth(x: Any) -> Any:
    return np.sum(np.exp(-x) * x**3) / (1.0 + np.sum(x**2))


def differences(f: Any, x: np.ndarray, way: np.ndarray, h: float = 1e-6) -> np.ndarray:
    return (f(x + h * way) - f(x - h * way)) / (2 * h)


def test_value_and_tangent() -> None:
    value, tangent = jvp(residuals, (X,), (WAY,))
    np.testing.assert_array_equal(value, residuals(X))
    np.testing.assert_allclose(tangent, differences(residuals, X, WAY), rtol=1e-8)


def test_an_argument_that_does_not_move() -> None:
    _, tangent = jvp(residuals, (X, A), (None, A * 0.3))
    np.testing.assert_allclose(tangent, differences(lambda a: residuals(X, a), A, A * 0.3), rtol=1e-8)
    value, tangent = jvp(residuals, (X, A), (None, None))
    np.testing.assert_array_equal(tangent, np.zeros(2))
    np.testing.assert_array_equal(value, residuals(X))


def test_tangents_of_dicts() -> None:
    params = {"w": A, "b": np.array([0.1, -0.2])}
    way = {"w": A * 0.5, "b": np.array([1.0, 2.0])}
    value, tangent = jvp(of_params, (params, X), (way, WAY))
    assert tangent.keys() == value.keys()

    def along(t: float) -> Any:
        return of_params({k: v + t * way[k] for k, v in params.items()}, X + t * WAY)["out"]

    np.testing.assert_allclose(tangent["out"], (along(1e-6) - along(-1e-6)) / 2e-6, rtol=1e-8)
    assert tangent["norm"] == pytest.approx(np.sum(A**2))


@dataclass
class Model:
    """Parameters in an object."""

    w: np.ndarray
    rate: float
    steps: int = 3


def simulated(model: Model, x: Any) -> Any:
    for _ in range(model.steps):
        x = x + model.rate * np.tanh(model.w * x)
    return x


def test_tangents_of_objects() -> None:
    model, way = Model(X * 2, 0.3), Model(WAY, 0.7)

    def along(t: float) -> Any:
        return simulated(Model(X * 2 + t * WAY, 0.3 + t * 0.7), X)

    _, tangent = jvp(simulated, (model, X), (way, None))
    np.testing.assert_allclose(tangent, (along(1e-6) - along(-1e-6)) / 2e-6, rtol=1e-8)


@pytest.mark.parametrize(
    ("args", "tangents", "reason"),
    [
        ((X,), (WAY[:2],), r"the tangent of `x` has the shape (2,), and the argument (3,)"),
        ((X,), (WAY * 1j,), "the tangent of `x` is of type complex128, and the argument of type float64"),
        ((X,), (WAY, WAY), "1 arguments were given, and 2 tangents"),
        ((X,), ([1.0, 2.0],), r"the tangent of `x` has the shape (2,), and the argument (3,)"),
    ],
)
def test_a_tangent_that_does_not_fit(args: Any, tangents: Any, reason: str) -> None:
    with pytest.raises(InputTypeError) as caught:
        jvp(residuals, args, tangents)
    assert reason in str(caught.value)


def test_structures_that_do_not_fit() -> None:
    params = {"w": A, "b": np.array([0.1, -0.2])}
    with pytest.raises(InputTypeError, match="`params` has other keys than the argument"):
        jvp(of_params, (params, X), ({"w": A}, None))
    with pytest.raises(InputTypeError, match=r"`params\['b'\]` has the shape"):
        jvp(of_params, (params, X), ({"w": A, "b": np.zeros(3)}, None))
    with pytest.raises(InputTypeError, match="is of type dict, and the argument of type Model"):
        jvp(simulated, (Model(X, 0.3), X), ({"w": X, "rate": 0.1}, None))


def test_tangents_are_left_alone_and_results_are_new() -> None:
    def f(x: Any) -> Any:
        x[0] = 2.0
        return x

    x, way = X.copy(), WAY.copy()
    _, tangent = jvp(f, (x,), (way,))
    np.testing.assert_array_equal(tangent, [0.0, -0.5, 2.0])
    np.testing.assert_array_equal((x, way), (X, WAY))
    _, same = jvp(lambda x: x + 1.0, (x,), (way,))
    assert not np.shares_memory(same, way)


def test_a_local_name_like_that_of_a_tangent() -> None:
    def f(x: Any) -> Any:
        x_dot = np.sin(x)
        return x_dot * x

    np.testing.assert_allclose(jvp(f, (X,), (WAY,))[1], (np.cos(X) * X + np.sin(X)) * WAY)


def test_variadic_arguments() -> None:
    def f(scale: Any, *parts: Any) -> Any:
        return scale * sum(p**2 for p in parts)

    _, tangent = jvp(f, (2.0, 3.0, 4.0), (1.0, 0.5, 0.25))
    assert tangent == pytest.approx(25.0 + 2.0 * (2 * 3 * 0.5 + 2 * 4 * 0.25))


def test_jacobians_agree() -> None:
    for argnums in (0, 1, (1, 0)):
        columns, rows = jacfwd(residuals, argnums)(X, A), jacrev(residuals, argnums)(X, A)
        for one, other in zip(np.atleast_1d(columns) if argnums == 0 else columns, rows):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(jacobian(residuals)(X), jacrev(residuals)(X), rtol=1e-13)
    np.testing.assert_allclose(jacobian(lambda s: s * A)(2.0), A)


def test_jacobian_by_a_dict() -> None:
    params = {"w": A, "b": np.array([0.1, -0.2])}
    found = jacfwd(lambda p: of_params(p, X)["out"])(params)
    expected = jacrev(lambda p: of_params(p, X)["out"])(params)
    for key in params:
        np.testing.assert_allclose(found[key], expected[key], rtol=1e-12)


def test_second_order_in_all_orders_of_modes() -> None:
    expected = jacrev(grad(smooth))(X)
    np.testing.assert_allclose(hessian(smooth)(X), expected, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(hvp(smooth, (X,), (WAY,))[0], expected @ WAY, rtol=1e-12)
    push = PushForward(smooth, "x")
    np.testing.assert_allclose(jvp(push, (X, WAY), (WAY, None))[1][1], WAY @ expected @ WAY, rtol=1e-11)
    by_x = grad(lambda x: jvp_of_smooth(x))(X)
    np.testing.assert_allclose(by_x, expected @ WAY, rtol=1e-11)


PUSH = PushForward(smooth, "x")


def jvp_of_smooth(x: Any) -> Any:
    return PUSH(x, WAY)[1]


def test_orders_up_to_six() -> None:
    def f(x: Any) -> Any:
        return np.exp(0.5 * x) * x

    derivative: Any = f
    for order in range(1, 7):
        derivative = grad(derivative)
        assert derivative(0.8) == pytest.approx(np.exp(0.4) * (0.5**order * 0.8 + order * 0.5 ** (order - 1)), rel=1e-12)


def test_no_perturbation_is_confused() -> None:
    """d/dx (x * d/dy (x + y)) is 1, not 2 (Siskind, Pearlmutter, "Perturbation confusion and referential transparency", 2005)."""

    def f(x: Any) -> Any:
        return x * grad(lambda y: x + y)(1.0)

    assert grad(f)(3.0) == 1.0
    assert jvp(f, (3.0,), (1.0,))[1] == 1.0


def test_linearize() -> None:
    value, derivative = linearize(residuals, X, A)
    np.testing.assert_array_equal(value, residuals(X))
    one, other = derivative(WAY, None), derivative(None, A)
    np.testing.assert_allclose(derivative(2 * WAY, -A), 2 * one - other, rtol=1e-12)


def test_elementwise_grad() -> None:
    np.testing.assert_allclose(elementwise_grad(np_like)(X), 3 * X**2 * np.cos(X**3))
    by_x, by_k = elementwise_grad(lambda x, k: k * x**2, (0, 1))(X, np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose((by_x, by_k), (2 * X * [1.0, 2.0, 3.0], X**2))


def np_like(x: Any) -> Any:
    return np.sin(x**3)


def test_check_grads_in_forward_mode() -> None:
    check_grads(smooth, (X,), modes=("fwd", "rev"), order=2)
    check_grads(lambda p, x: np.sum(of_params(p, x)["out"]), ({"w": A, "b": A[:, 0]}, X), modes=("fwd",))
    with pytest.raises(GradientMismatchError, match="tangent by argument 0"):
        check_grads(lambda x: np.sum(np.abs(x)), (np.array([1e-9, 1.0]),), modes=("fwd",))
    with pytest.raises(ValueError, match="modes"):
        check_grads(smooth, (X,), modes=("sideways",))


def test_what_numpy_reads_after_writing_it_is_refused() -> None:
    def f(x: Any) -> Any:
        u = x.copy()
        u[::2] = u[:2]
        return u

    with pytest.raises(AliasError, match="what it has just written"):
        jvp(f, (X,), (WAY,))


def test_nothing_moves() -> None:
    def f(a: Any, *b: Any, k: Any = 2.0) -> Any:
        return a * sum(b) * k

    assert jvp(f, (2.0, 3.0, 4.0), (None, None, None)) == (28.0, 0.0)


def test_tangents_have_the_dtype_of_what_is_put_together() -> None:
    def of_complex(x: Any) -> Any:
        y = np.array([1 + 2j, x[0], x[1] * x[2]])
        y[1] = x[2] * (1 + 1j)
        return np.sum(np.real(y * y * (2 - 1j)))

    def of_single(x: Any) -> Any:
        return np.array([np.float32(2.0), x[0], x[1]]) * x

    assert jvp(of_complex, (X,), (WAY,))[1] == pytest.approx(differences(of_complex, X, WAY), rel=1e-8)
    assert np.sum(grad(of_complex)(X) * WAY) == pytest.approx(differences(of_complex, X, WAY), rel=1e-8)
    assert jvp(of_single, (X.astype(np.float32),), (WAY,))[1].dtype == np.float32


def test_a_default_that_moves_in_a_dict_of_constants() -> None:
    table = {1: 2.0}

    def f(x: Any, k: Any, d: Any) -> Any:
        return d.get(k, x[0]) * x[1]

    for key in (1, 5):
        try:
            found = jvp(f, (X, key, table), (WAY, None, None))[1]
        except UnsupportedSyntaxError as error:
            assert "stands for what may be missing in a dict that is not" in str(error)
        else:
            assert found == pytest.approx(differences(lambda x, key=key: f(x, key, table), X, WAY), rel=1e-8)


def test_a_check_inside_a_function_is_refused_by_name() -> None:
    def f(x: Any) -> Any:
        check_grads(np_like, (x,))
        return np.sum(x)

    with pytest.raises(UnsupportedSyntaxError, match="`check_grads` is called inside a function that is differentiated"):
        grad(f)(X)
