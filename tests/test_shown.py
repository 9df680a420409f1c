"""Jacobians, Hessians and elementwise derivatives that are made outside are differentiated again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    SourceADError,
    elementwise_grad,
    grad,
    hessian,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    sparse_jacobian,
    vjp,
)

X = np.array([1.0, 2.0])
JACOBIANS = (jacfwd, jacrev, jacobian)


def cubes(x, k=1.0):
    return k * np.sum(x**3) * x[0]


def by_name(x, *, k=1.0):
    return k * np.sum(x**3) * x[0]


def second(k, x):
    return k * np.sum(x**3) * x[0]


class Cubes:
    def __call__(self, x):
        return cubes(x)

    def method(self, x):
        return cubes(x)


HESSIAN = hessian(cubes)(X)
THIRD = np.stack([(hessian(cubes)(X + s) - hessian(cubes)(X - s)) / 2e-5 for s in 1e-5 * np.eye(2)], axis=-1)


@pytest.mark.parametrize("outer", JACOBIANS)
@pytest.mark.parametrize("inner", (*JACOBIANS, grad))
def test_jacobian_of_a_jacobian(outer, inner) -> None:
    np.testing.assert_allclose(outer(inner(cubes))(X), HESSIAN)
    for f in (Cubes(), Cubes().method, functools.partial(second, 1.0)):
        np.testing.assert_allclose(outer(inner(f))(X), HESSIAN)


@pytest.mark.parametrize("inner", JACOBIANS)
def test_other_derivatives_of_a_jacobian(inner) -> None:
    found = inner(cubes)
    np.testing.assert_allclose(jvp(found, (X,), (X,))[1], HESSIAN @ X)
    np.testing.assert_allclose(vjp(found, X)[1](X)[0], HESSIAN @ X)
    np.testing.assert_allclose(linearize(found, X)[1](X), HESSIAN @ X)
    np.testing.assert_allclose(sparse_jacobian(found)(X).toarray(), HESSIAN)
    np.testing.assert_allclose(grad(lambda x: found(x)[0] * x[1])(X), HESSIAN[0] * X[1] + found(X)[0] * np.array([0.0, 1.0]))
    assert grad(inner(lambda t: t**3))(2.0) == pytest.approx(12.0)
    assert inner(inner(lambda t: t * t * t))(2) == 12.0


def test_third_derivatives() -> None:
    for found in (jacfwd(hessian(cubes)), jacrev(hessian(cubes)), jacrev(jacrev(jacrev(cubes)))):
        np.testing.assert_allclose(found(X), THIRD, rtol=1e-6)
    thrice = elementwise_grad(elementwise_grad(elementwise_grad(lambda x: x**4)))
    np.testing.assert_allclose(thrice(X), 24 * X)
    np.testing.assert_allclose(jacrev(elementwise_grad(lambda x: x**3))(X), np.diag(6 * X))


def test_parameters() -> None:
    np.testing.assert_allclose(jacfwd(jacrev(cubes))(X, 3.0), 3 * HESSIAN)
    np.testing.assert_allclose(jacfwd(jacrev(cubes))(X, k=3.0), 3 * HESSIAN)
    np.testing.assert_allclose(jacfwd(jacrev(cubes, "k"), "x")(X), grad(cubes)(X))
    np.testing.assert_allclose(jacfwd(jacrev(by_name))(X, k=3.0), 3 * HESSIAN)
    np.testing.assert_allclose(jacfwd(jacrev(second, 1), 0)(x=X, k=3.0), grad(cubes)(X))
    both = jvp(jacrev(second, (0, 1)), (3.0, X), (1.0, X))[1]
    np.testing.assert_allclose(both[0], grad(cubes)(X) @ X)
    np.testing.assert_allclose(both[1], grad(cubes)(X) + 3 * HESSIAN @ X)


def test_linear_functions_of_jacobians_of_partial_applications() -> None:
    scale = [2.0]

    def scaled(x, k):
        return k * scale[0] * np.sum(x**3) * x[0]

    for inner in JACOBIANS:
        _, linear = linearize(inner(functools.partial(scaled, k=3.0)), X)
        np.testing.assert_allclose(linear(X), 6 * HESSIAN @ X)
    np.testing.assert_allclose(linearize(hessian(functools.partial(scaled, k=0.5)), X)[1](X), THIRD @ X, rtol=1e-6)


def test_a_function_that_is_named_after_a_jacobian() -> None:
    found = jacrev(lambda x: x**3)

    @functools.wraps(found)
    def doubled(x):
        return 2 * found(x)

    assert grad(doubled)(2.0) == pytest.approx(24.0)


def test_defaults_that_are_changed() -> None:
    def f(x, k=1.0):
        return k * x**2

    def outer(x):
        return derivative(x)

    derivative = jacrev(f)
    assert grad(outer)(3.0) == 2.0
    f.__defaults__ = (5.0,)
    derivative = jacrev(f)
    assert grad(outer)(3.0) == 10.0


def of_part(p):
    return p["a"] ** 2


REFUSED: tuple[tuple[Callable[..., Any], Any], ...] = (
    (jacrev(of_part), {"a": X}),
    (jacfwd(of_part), {"a": X}),
    (jacrev(lambda p: p[0] ** 2), [X, X]),
    (jacfwd(lambda p: p[0] ** 2), (X, X)),
    (jacrev(lambda z: z**3, holomorphic=True), 1 + 2j),
    (jacrev(lambda *c: c[0] ** 2), X),
)


@pytest.mark.parametrize(("found", "x"), REFUSED)
def test_what_is_refused(found, x) -> None:
    with pytest.raises(SourceADError):
        jvp(found, (x,), (x,))


def test_a_jacobian_by_a_structure_inside_a_program() -> None:
    def f(t, p):
        return t * np.sum(jacrev(lambda q: q[0] * 2.0)(p)[0])

    with pytest.raises(InputTypeError, match="list"):
        grad(f)(1.0, [X, X])
