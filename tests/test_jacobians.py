"""Jacobians, Hessians and their products with vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, elementwise_grad, grad, hessian, hvp, jacfwd, jacobian, jacrev

X = np.array([0.4, -1.1, 0.7])
A = np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0]])


def residuals(x: Any, a: Any = A) -> Any:
    return np.sin(a @ x) * x[0]


def rosenbrock(x: Any) -> Any:
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def coupled(x: Any, t: Any) -> Any:
    total = 0.0
    for k in range(len(x)):
        total += t * x[k] ** (k + 2)
    return total * np.cos(t)


def of_params(params: Any, x: Any) -> Any:
    return np.tanh(params["w"] @ x + params["b"])


def differences(f: Any, x: np.ndarray, h: float = 1e-6) -> np.ndarray:
    columns = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size).reshape(-1, *x.shape)]
    return np.moveaxis(np.reshape(columns, (*x.shape, *np.shape(columns[0]))), range(x.ndim), range(-x.ndim, 0))


def test_jacobian_of_an_array() -> None:
    found = jacrev(residuals)(X)
    assert found.shape == (2, 3)
    np.testing.assert_allclose(found, differences(residuals, X), rtol=1e-7)


def test_jacobian_by_several_arguments_in_the_order_asked_for() -> None:
    by_a, by_x = jacrev(residuals, argnums=("a", 0))(X, A)
    assert by_a.shape == (2, 2, 3)
    np.testing.assert_allclose(by_x, jacrev(residuals)(X))
    np.testing.assert_allclose(by_a, differences(lambda a: residuals(X, a), A), rtol=1e-7, atol=1e-9)


def test_jacobian_of_a_number_is_its_gradient() -> None:
    np.testing.assert_allclose(jacrev(rosenbrock)(X), grad(rosenbrock)(X))


def test_jacobian_by_a_dict() -> None:
    params = {"w": A, "b": np.array([0.1, -0.2])}
    found = jacrev(of_params)(params, X)
    assert found["w"].shape == (2, 2, 3)
    np.testing.assert_allclose(found["b"], np.diag(1 - of_params(params, X) ** 2))


def test_hessian() -> None:
    found = hessian(rosenbrock)(X)
    np.testing.assert_allclose(found, differences(grad(rosenbrock), X), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found, found.T)
    assert hessian(lambda t: t**3 * np.sin(t))(0.5) == pytest.approx(
        6 * 0.5 * np.sin(0.5) + 6 * 0.25 * np.cos(0.5) - 0.125 * np.sin(0.5)
    )


def test_product_with_vectors() -> None:
    v = np.array([1.0, -2.0, 0.5])
    np.testing.assert_allclose(hvp(rosenbrock, (X,), (v,))[0], hessian(rosenbrock)(X) @ v)
    by_x, by_t = hvp(coupled, (X, 0.3), (v, 2.0))
    step = 1e-6
    ahead, behind = (grad(coupled, (0, 1))(X + s * v, 0.3 + 2 * s) for s in (step, -step))
    np.testing.assert_allclose(by_x, (ahead[0] - behind[0]) / (2 * step), rtol=1e-6)
    assert by_t == pytest.approx((ahead[1] - behind[1]) / (2 * step), rel=1e-6)


def test_refusals() -> None:
    with pytest.raises(InputTypeError, match="it has no Jacobian"):
        jacrev(lambda x: (x, x))(X)
    with pytest.raises(InputTypeError, match="the result is empty"):
        jacrev(lambda x: x[:0])(X)


def stretched(x, y=1.0):
    return x * y * 1.5


def square(x):
    return x * x


@pytest.mark.parametrize("jacobian_of", [jacfwd, jacrev, jacobian, elementwise_grad])
def test_by_whole_numbers_as_floats(jacobian_of) -> None:
    assert jacobian_of(stretched)(2) == 1.5
    assert jacobian_of(stretched, (0, 1))(2, 3.0) == (4.5, 3.0)
    assert jacobian_of(stretched, "y")(2, y=3) == 3.0
    assert jacobian_of(square)(2) == 4.0
    assert jacobian_of(lambda x, n: x**n)(2, 3) == 12.0
    for lost in (np.int64(2), True, np.array([1, 2])):
        with pytest.raises(InputTypeError, match="has no gradient"):
            jacobian_of(stretched)(lost)


def test_by_whole_numbers_inside_a_program() -> None:
    def literal(x):
        return x * (jacrev(square)(2) + jacfwd(square)(2) + jacobian(square)(2) + elementwise_grad(square)(2))

    def passed(x, n):
        return x * (jacrev(square)(n) + jacrev(lambda y, k: y**k)(n, 2))

    assert grad(literal)(3.0) == 16.0
    assert grad(passed)(3.0, 2) == 8.0
