"""Complex numbers: gradients of real functions, derivatives of holomorphic ones, Jacobians, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    UnsupportedSyntaxError,
    check_grads,
    elementwise_grad,
    grad,
    hessian,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    value_and_grad,
    vjp,
)

Z = np.array([1 + 2j, 0.5 - 1j, -0.3 + 0.4j])
X = np.array([0.4, -1.1, 0.7])
POINT = 1.3 - 0.4j
JACOBIANS = pytest.mark.parametrize("transform", [jacrev, jacfwd, jacobian])


def wave(z: Any) -> Any:
    return np.exp(1j * z) * z**2


def total(z: Any) -> Any:
    return np.sum(wave(z))


def wave_slope(z: Any) -> Any:
    return np.exp(1j * z) * (1j * z**2 + 2 * z)


def through(x: Any) -> Any:
    """Real to complex to real."""
    z = np.exp((0.5 + 1j) * x) * (1 + x)
    return np.sum(np.abs(z[1:] - z[:-1]) ** 2) + np.real(np.sum(z**3) * z[0])


def test_holomorphic_derivative() -> None:
    np.testing.assert_allclose(grad(total, holomorphic=True)(Z), wave_slope(Z))
    assert grad(wave, holomorphic=True)(POINT) == pytest.approx(wave_slope(POINT))
    value, slope = value_and_grad(wave, holomorphic=True)(POINT)
    assert (value, slope) == pytest.approx((wave(POINT), wave_slope(POINT)))
    (value, more), slope = value_and_grad(lambda z: (wave(z), 5), has_aux=True, holomorphic=True)(POINT)
    assert (value, more, slope) == pytest.approx((wave(POINT), 5, wave_slope(POINT)))
    slope, more = grad(lambda z: (wave(z), 5), has_aux=True, holomorphic=True)(POINT)
    assert (slope, more) == pytest.approx((wave_slope(POINT), 5))
    np.testing.assert_allclose(elementwise_grad(wave, holomorphic=True)(Z), wave_slope(Z))

    @grad(argnums=("b", 0), holomorphic=True)
    def f(a: Any, b: Any) -> Any:
        return a["u"] * b**2 + a["n"]

    by_b, by_a = f({"u": POINT, "n": 2}, 2j)
    assert by_b == pytest.approx(POINT * 4j)
    assert by_a["u"] == pytest.approx(-4)


def test_holomorphic_derivatives_of_derivatives_and_inside() -> None:
    second = grad(grad(lambda z: z**5, holomorphic=True), holomorphic=True)
    assert second(POINT) == pytest.approx(20 * POINT**3)

    def f(z: Any) -> Any:
        return np.abs(grad(lambda w: w**3, holomorphic=True)(z)) ** 2

    assert grad(f)(POINT) == pytest.approx(grad(lambda z: np.abs(3 * z**2) ** 2)(POINT))
    np.testing.assert_allclose(hessian(lambda z: np.sum(z**3) * z[0], holomorphic=True)(Z)[1:, 1:], np.diag(6 * Z[1:] * Z[0]))


@JACOBIANS
def test_jacobians_of_holomorphic_functions(transform: Any) -> None:
    matrix = np.arange(12.0).reshape(4, 3) * (1 - 0.5j)
    found = transform(lambda z: matrix @ wave(z), holomorphic=True)(Z)
    np.testing.assert_allclose(found, matrix * wave_slope(Z))
    by_parts = transform(lambda p: p["a"] * wave(p["b"]), holomorphic=True)({"a": POINT, "b": Z})
    np.testing.assert_allclose(by_parts["a"], wave(Z))
    np.testing.assert_allclose(by_parts["b"], np.diag(POINT * wave_slope(Z)))


def test_the_gradient_of_a_real_function() -> None:
    """It is df/dx - i df/dy: twice the derivative by z, not by its conjugate."""

    def f(z: Any) -> Any:
        return np.sum(np.real(z) ** 2 * np.imag(z) + 3 * np.imag(z))

    np.testing.assert_allclose(grad(f)(Z), 2 * Z.real * Z.imag - 1j * (Z.real**2 + 3))
    np.testing.assert_allclose(grad(lambda z: np.sum(np.abs(z) ** 2))(Z), 2 * np.conj(Z))
    np.testing.assert_allclose(jacrev(lambda z: np.abs(z) ** 2)(Z), np.diag(2 * np.conj(Z)))
    np.testing.assert_allclose(jacobian(lambda z: np.stack([np.abs(z) ** 2, z.real]))(Z)[0], np.diag(2 * np.conj(Z)))


def test_real_to_complex_to_real() -> None:
    found = grad(through)(X)
    assert found.dtype == float
    slopes = [(through(X + e) - through(X - e)) / 2e-6 for e in np.eye(3) * 1e-6]
    np.testing.assert_allclose(found, slopes, rtol=1e-7)
    np.testing.assert_allclose(jacfwd(through)(X), found, rtol=1e-12)
    second = [(grad(through)(X + e) - grad(through)(X - e)) / 2e-6 for e in np.eye(3) * 1e-6]
    np.testing.assert_allclose(hessian(through)(X), second, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("transform", [jacfwd, jacobian])
def test_jacobian_of_a_complex_result_by_real_numbers(transform: Any) -> None:
    np.testing.assert_allclose(transform(wave)(X), np.diag(wave_slope(X)))
    found = transform(lambda x: np.sum(wave(x)))(X)
    np.testing.assert_allclose(found, wave_slope(X))


def test_a_complex_result_has_no_gradient() -> None:
    """A gradient would lose the derivative of the imaginary part."""
    for transform in (grad, value_and_grad):
        for argument in (Z, X):
            with pytest.raises(InputTypeError, match="the output is complex"):
                transform(lambda z: np.sum(z * 1j))(argument)
    with pytest.raises(InputTypeError, match="the output is complex"):
        grad(lambda z: (np.sum(z * 1j), z), has_aux=True)(Z)
    for jacobian_of in (jacrev, elementwise_grad):
        with pytest.raises(InputTypeError, match="the result is complex"):
            jacobian_of(wave)(X)


def test_complex_arguments_have_no_columns() -> None:
    for transform in (jacfwd, hessian):
        with pytest.raises(InputTypeError, match=r"`p\['b'\]` is complex"):
            transform(lambda p: np.sum(np.abs(p["b"]) ** 2))({"a": X, "b": Z})
    with pytest.raises(InputTypeError, match="`z` is complex"):
        jacobian(wave)(Z)


@pytest.mark.parametrize("transform", [grad, value_and_grad, jacrev, jacfwd, jacobian, elementwise_grad, hessian])
def test_holomorphic_takes_complex_arguments_and_gives_complex_results(transform: Any) -> None:
    with pytest.raises(InputTypeError, match="with `holomorphic=True` arguments are complex, and `x` is"):
        transform(lambda x: np.sum(x * 1j), holomorphic=True)(X)
    with pytest.raises(InputTypeError, match="arguments are complex"):
        transform(lambda x: x * 1j, holomorphic=True)(2)
    with pytest.raises(InputTypeError, match="arguments are complex, and `p"):
        transform(lambda p: np.sum(p[0] * p[1]), holomorphic=True)([Z, 0.5])
    with pytest.raises(InputTypeError, match="is real"):
        transform(lambda z: np.sum(np.abs(z) ** 2), holomorphic=True)(Z)


def test_an_output_of_a_type_known_only_when_it_runs() -> None:
    from sourcead.runtime import ComplexityError, scalar_seed

    assert scalar_seed(1j, True) == 1.0
    with pytest.raises(ComplexityError, match="complex"):
        scalar_seed(np.ones(1, complex))
    with pytest.raises(ComplexityError, match="real"):
        scalar_seed(1.0, True)


def test_a_tangent_and_a_pullback_of_any_function() -> None:
    """Of a function that is not holomorphic: u dx, v dy and their transposes."""

    def f(z: Any) -> Any:
        return np.conj(z) * z.real

    way = np.array([1j, 2.0, 1 - 1j])
    step = (f(Z + 1e-6 * way) - f(Z - 1e-6 * way)) / 2e-6
    np.testing.assert_allclose(jvp(f, (Z,), (way,))[1], step, rtol=1e-8)
    seed = np.array([0.5, 1j, -2 + 2j])
    (found,) = vjp(f, Z)[1](seed)
    assert np.real(np.sum(found * way)) == pytest.approx(np.real(np.sum(seed * step)), rel=1e-7)
    assert abs(np.sum(seed * step)) > 1


def test_as_jax() -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def of(np: Any) -> dict[str, Any]:
        return {
            "through": lambda x: np.sum(np.abs(np.exp((0.5 + 1j) * x) * (1 + x)) ** 2),
            "real": lambda z: np.sum(np.abs(z) ** 3 * np.real(z)) + np.imag(np.prod(z)),
            "holomorphic": lambda z: np.sum(np.exp(1j * z) * z**2),
            "vector": lambda z: np.exp(1j * z) * np.sum(z),
            "rows": lambda z: np.abs(z) ** 2 * np.imag(np.sum(z**2)),
        }

    ours, theirs = of(np), of(jnp)
    cases = [
        (grad(ours["through"]), jax.grad(theirs["through"]), X),
        (grad(ours["real"]), jax.grad(theirs["real"]), Z),
        (jacrev(ours["rows"]), jax.jacrev(theirs["rows"]), Z),
        (jacfwd(ours["vector"]), jax.jacfwd(theirs["vector"]), X),
    ]
    for own, other in ((grad, jax.grad), (jacrev, jax.jacrev), (jacfwd, jax.jacfwd), (jacobian, jax.jacrev)):
        cases.append((own(ours["holomorphic"], holomorphic=True), other(theirs["holomorphic"], holomorphic=True), Z))
        if own is not grad:
            cases.append((own(ours["vector"], holomorphic=True), other(theirs["vector"], holomorphic=True), Z))
    cases.append((hessian(ours["holomorphic"], holomorphic=True), jax.hessian(theirs["holomorphic"], holomorphic=True), Z))
    for own, other, at in cases:
        np.testing.assert_allclose(own(at), other(at), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    "f",
    [
        lambda a: ((-a) ** 0.5).imag,
        lambda a: ((-a) ** 0.3 * 2 + a).real,
        lambda a: abs((-a) ** 0.5),
        lambda a: np.imag((-a) ** a),
        lambda a: (a - (-a) ** 1.5).conjugate() * a,
    ],
)
def test_powers_of_negative_floats_have_no_derivative_of_real_numbers(f: Any) -> None:
    with pytest.raises(UnsupportedSyntaxError, match="a power of a negative number of Python's is complex"):
        grad(f)(2.0)


def test_powers_of_negative_numbers_that_are_made_complex() -> None:
    check_grads(lambda a: (complex(-a) ** 0.5).imag + abs(complex(-a) ** 0.3) + a**2.5 + abs(a**3), (2.0,), order=1)
    with np.errstate(invalid="ignore"):
        assert np.isnan(grad(lambda a: abs((-np.float64(a)) ** 0.5))(2.0))
