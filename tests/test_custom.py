"""Functions whose derivative the user gives."""

from __future__ import annotations

import ctypes.util
import functools
from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    UnsupportedSyntaxError,
    check_grads,
    custom_jvp,
    custom_vjp,
    grad,
    hessian,
    jvp,
    value_and_grad,
    vjp,
)

X, Y = np.array([0.3, 1.2, -0.7]), np.array([1.0, 2.0, 0.5])


@custom_vjp
def scaled_sine(x, y):
    return np.sin(x) * y


def scaled_sine_fwd(x, y):
    return scaled_sine(x, y), (np.cos(x), np.sin(x), y)


def scaled_sine_bwd(residuals, g):
    cos_x, sin_x, y = residuals
    g *= 1.0  # it may do with `g` what it likes
    return cos_x * g * y, sin_x * g


scaled_sine.defvjp(scaled_sine_fwd, scaled_sine_bwd)


@custom_vjp
def clipped(x):
    return x


clipped.defvjp(lambda x: (x, None), lambda _, g: (np.clip(g, -0.5, 0.5),))


@custom_jvp
def softplus(x):
    return np.log(1.0 + np.exp(x))


softplus.defjvps(lambda x_dot, out, x: x_dot * (1.0 - np.exp(-out)))


@custom_jvp
def product(x, y):
    return np.sin(x) * y


@product.defjvp
def product_jvp(primals, tangents):
    (x, y), (x_dot, y_dot) = primals, tangents
    return product(x, y), np.cos(x) * x_dot * y + np.sin(x) * y_dot


@functools.partial(custom_vjp, nondiff_argnums=(1,))
def power(x, n):
    return x**n


power.defvjp(lambda x, n: (x**n, x), lambda n, x, g: (n * g * x ** (n - 1),))


def slopes(f: Any, x: Any) -> Any:
    steps = 1e-6 * np.eye(x.size).reshape((x.size, *x.shape))
    return np.array([(f(x + h) - f(x - h)) / 2e-6 for h in steps]).reshape(x.shape)


def test_a_rule_for_reverse_mode() -> None:
    def f(x, y):
        return np.sum(scaled_sine(x * 2.0, y) ** 2)

    check_grads(f, (X, Y), modes=("rev",))


def test_the_text() -> None:
    def f(x, y):
        z = scaled_sine(x, y)
        return np.sum(z * z)

    derivative = grad(f)
    derivative(X, Y)
    assert "z, z_residuals = scaled_sine_vjp(x, y)" in derivative.source
    assert "x_bar = scaled_sine_pullback(z_residuals, 2 * z)[0]" in derivative.source


def test_the_rule_is_what_counts() -> None:
    def f(x):
        return np.sum(clipped(x) ** 2)

    np.testing.assert_allclose(grad(f)(X), np.clip(2 * X, -0.5, 0.5))


def test_a_function_alone() -> None:
    assert grad(scaled_sine)(0.3, 2.0) == pytest.approx(2.0 * np.cos(0.3))
    np.testing.assert_allclose(vjp(scaled_sine, X, Y)[1](np.ones(3))[1], np.sin(X))
    assert scaled_sine(0.3, 2.0) == np.sin(0.3) * 2.0


def test_arrays_written_before_and_after() -> None:
    """What the rules keep is what the function was called with; its value has memory of its own."""

    def f(x):
        u = x * 2.0
        v = clipped(u)
        w = scaled_sine(u, v)
        v += 1.0
        v *= 0.1 * x
        u[0] = 3.0
        return np.sum(v * u * w * 0.1)

    def plain(x):
        u = x * 2.0
        v = u.copy()
        w = np.sin(u) * v
        v += 1.0
        v *= 0.1 * x
        u[0] = 3.0
        return np.sum(v * u * w * 0.1)

    assert f(X) == plain(X)
    np.testing.assert_allclose(grad(f)(X), slopes(plain, X), rtol=1e-6)  # no cotangent of `u` there is clipped


def test_in_a_loop_and_a_branch() -> None:
    def f(x):
        total = 0.0
        for k in range(3):
            x = power(x, k + 1) * 0.5 if k else scaled_sine(x, x)
            total = total + np.sum(softplus(x))
        return total

    np.testing.assert_allclose(grad(f)(X), slopes(f, X), rtol=1e-6)


def test_structures() -> None:
    @custom_vjp
    def both(a, b):
        return {"sum": a + b, "product": a * b}

    both.defvjp(
        lambda a, b: (both(a, b), (a, b)),
        lambda r, g: (g["sum"] + g["product"] * r[1], g["sum"] + g["product"] * r[0]),
    )

    def f(a, b):
        found = both(a, b)
        return np.sum(found["sum"] * found["product"] ** 2)

    for found, expected in zip(grad(f, (0, 1))(X, Y), (slopes(lambda a: f(a, Y), X), slopes(lambda b: f(X, b), Y))):
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_function_of_a_library() -> None:
    library = ctypes.CDLL(ctypes.util.find_library("m"))
    library.erf.restype, library.erf.argtypes = ctypes.c_double, [ctypes.c_double]

    def c_erf(x):
        return library.erf(x)

    erf = custom_vjp(c_erf)
    erf.defvjp(lambda x: (c_erf(x), x), lambda x, g: (g * 2.0 / np.sqrt(np.pi) * np.exp(-(x**2)),))

    def f(x):
        return erf(x) * x

    assert grad(f)(0.3) == pytest.approx((f(0.3 + 1e-6) - f(0.3 - 1e-6)) / 2e-6)


def test_a_function_that_is_not_understood() -> None:
    @custom_vjp
    def strange(x):
        found = eval("x * x")  # noqa: S307
        return found

    strange.defvjp(lambda x: (x * x, x), lambda x, g: (2 * g * x,))

    def f(x):
        return np.sum(strange(x) * x)

    np.testing.assert_allclose(grad(f)(X), 3 * X**2)


def test_a_rule_for_both_modes() -> None:
    def f(x, y):
        return np.sum(product(softplus(x * y), y) ** 2)

    check_grads(f, (X, Y), order=2, modes=("fwd", "rev"))
    np.testing.assert_allclose(hessian(lambda x: np.sum(softplus(x)))(X), np.diag(np.exp(-X) / (1 + np.exp(-X)) ** 2))


def test_a_tangent_that_is_not_the_function_s() -> None:
    @custom_jvp
    def rounded(x):
        return np.round(x)

    rounded.defjvps(lambda x_dot, out, x: x_dot)

    def f(x):
        return np.sum(rounded(3 * x) * x)

    np.testing.assert_allclose(grad(f)(X), 3 * X + np.round(3 * X))
    assert jvp(f, (X,), (X,))[1] == pytest.approx(np.dot(X, 3 * X + np.round(3 * X)))


def test_rules_for_some_arguments() -> None:
    @custom_jvp
    def shifted(x, y):
        return x * x + np.floor(y)

    shifted.defjvps(lambda x_dot, out, x, y: 2.0 * x * x_dot, None)

    found = grad(lambda x, y: np.sum(shifted(x, y) * y), (0, 1))(X, Y)
    np.testing.assert_allclose(found[0], 2 * X * Y)
    np.testing.assert_allclose(found[1], X**2 + np.floor(Y))


def test_a_derivative_of_a_derivative() -> None:
    def slope(x):
        return np.sum(grad(lambda t: np.sum(scaled_sine(t, Y)))(x))

    np.testing.assert_allclose(grad(slope)(X), -np.sin(X) * Y)


def test_two_functions_of_one_text() -> None:
    def made(factor):
        @custom_vjp
        def f(x):
            return x

        f.defvjp(lambda x: (x, ()), lambda _, g: (factor * g,))
        return grad(lambda x: np.sum(f(x) * x))

    np.testing.assert_allclose(made(2.0)(X), 3 * X)
    np.testing.assert_allclose(made(5.0)(X), 6 * X)


def test_none_is_zero() -> None:
    @custom_vjp
    def f(x, y):
        return x * y

    f.defvjp(lambda x, y: (x * y, y), lambda y, g: (g * y, None))
    found = value_and_grad(lambda x, y: np.sum(f(x, y)), (0, 1))(X, Y)[1]
    np.testing.assert_array_equal(found[0], Y)
    np.testing.assert_array_equal(found[1], np.zeros(3))


def test_wrong_rules() -> None:
    @custom_vjp
    def f(x):
        return x * 2.0

    with pytest.raises(InputTypeError, match=r"has no rules"):
        grad(lambda x: np.sum(f(x)))(X)
    f.defvjp(lambda x: (x * 2.0, None), lambda _, g: (g[:2],))
    with pytest.raises(ValueError, match=r"a derivative of shape \(2,\) for a value of shape \(3,\)"):
        grad(lambda x: np.sum(f(x)))(X)
    with pytest.raises(InputTypeError, match=r"has its rules already"):
        f.defvjp(lambda x: (x, None), lambda _, g: (g,))


def test_refused() -> None:
    with pytest.raises(UnsupportedSyntaxError, match="rule for reverse mode only"):
        jvp(lambda x: np.sum(clipped(x)), (X,), (X,))
    with pytest.raises(InputTypeError, match="one of the `nondiff_argnums`"):
        grad(power, 1)(2.0, 3.0)
    with pytest.raises(InputTypeError, match="is not given by position"):
        custom_vjp(lambda *xs: xs)
    with pytest.raises(InputTypeError, match="has 1 parameters"):
        custom_vjp(lambda x: x, nondiff_argnums=(1,))
    with pytest.raises(InputTypeError, match="rules are given"):
        custom_jvp(lambda x: x).defjvps(None, None)

    class Box:
        def __init__(self, x):
            self.x = x

    def f(x):
        return np.sum(clipped(Box(x)))

    with pytest.raises(UnsupportedSyntaxError, match="`x` is an object"):
        grad(f)(X)


def test_an_error_says_where() -> None:
    def f(x):
        return np.sum(clipped(x))

    with pytest.raises(UnsupportedSyntaxError, match=r"test_custom.py:\d+:\d+\n.*clipped\(x\)"):
        jvp(f, (X,), (X,))


def test_a_tangent_of_another_shape_is_refused_in_reverse_mode_too() -> None:
    @custom_jvp
    def squared(x):
        return x * x

    @squared.defjvp
    def rule(primals, tangents):
        return primals[0] ** 2, 2 * primals[0][:1] * tangents[0][:1]

    x = np.arange(3.0)
    with pytest.raises(ValueError, match=r"derivative of shape \(1,\) for a value of shape \(3,\)"):
        grad(lambda x: np.sum(squared(x)))(x)
    assert grad(lambda x: np.sum(squared(x)))(x[:1]).tolist() == [0.0]
