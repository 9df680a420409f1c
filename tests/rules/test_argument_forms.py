"""Forms of calls whose derivative was wrong, of another kind, or raised: as users write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.integrate
import scipy.interpolate
import scipy.spatial.distance

from sourcead import MissingRuleError, check_grads, grad, jacrev, jvp, value_and_grad, vjp

RNG = np.random.default_rng(3)
STACK = RNG.normal(size=(2, 3, 3))
X = RNG.uniform(0.2, 0.9, (2, 3))


def test_second_derivatives_of_dot_of_stacks() -> None:
    weight = RNG.normal(size=(2, 3, 2, 3))
    check_grads(lambda a: np.sum(weight * np.dot(a, a)), (STACK,), order=2)


@pytest.mark.parametrize("limits", [(-np.inf, np.inf), (0, np.inf), (-np.inf, 0.5)])
def test_second_derivatives_of_integrals_to_infinity(limits: tuple[float, float]) -> None:
    def f(s: Any) -> Any:
        return scipy.integrate.quad(lambda q: np.exp(-s * q**2), limits[0], limits[1])[0]

    step = 1e-5
    expected = (grad(f)(0.4 + step) - grad(f)(0.4 - step)) / (2 * step)
    np.testing.assert_allclose(jvp(grad(f), (0.4,), (1.0,))[1], expected, rtol=1e-6)
    np.testing.assert_allclose(grad(grad(f))(0.4), expected, rtol=1e-6)


def test_several_cotangents_of_elements_after_dots() -> None:
    found = jacrev(lambda x: x[..., [0, 2, 2]])(X)
    np.testing.assert_array_equal(found, np.einsum("ij,kl->ikjl", np.eye(2), np.eye(3)[[0, 2, 2]]))


def test_the_tangent_of_a_tuple_that_a_call_makes() -> None:
    value, tangent = jvp(lambda x, y: tuple([x * 2, y]), (X, X + 1j), (X, 1j * X))
    assert isinstance(tangent, tuple)
    np.testing.assert_array_equal(tangent[0], value[0])
    np.testing.assert_array_equal(tangent[1], 1j * X)


@pytest.mark.parametrize(
    "make",
    [lambda s: np.reshape(s, (1, 1)), lambda s: np.asarray(s), lambda s: np.expand_dims(s, 0), lambda s: np.vstack([s, s])],
)
def test_cotangents_of_numbers_are_no_views(make: Any) -> None:
    def f(s: Any) -> Any:
        total = 0.0
        for k in range(3):
            total = total + s * k
        return total, make(s)

    value, pullback = vjp(f, 0.5)
    given = 1.0, np.ones_like(value[1])
    first = pullback(given)[0]
    assert first == pullback(given)[0] == 3 + np.size(value[1])
    assert not isinstance(first, np.ndarray)
    np.testing.assert_array_equal(given[1], np.ones_like(value[1]))


@pytest.mark.parametrize(
    "function",
    [np.sum, np.mean, np.max, np.linalg.norm, np.sqrt, np.abs, lambda k: np.power(k, 2), lambda k: np.interp(k, [0, 1], [0, 2])],
)
def test_arrays_without_dimensions_have_such_gradients(function: Any) -> None:
    for f in (function, lambda k: np.real(function(k) * (1 + 2j))):
        found = grad(lambda k, f=f: f(k) * 1.0)(np.array(0.6))
        assert isinstance(found, np.ndarray) and found.shape == () and found.dtype == float


def test_parts_of_pythons_complex_numbers() -> None:
    for f, expected in ((lambda z: z.real * 2, 2), (lambda z: np.imag(z) * 2, -2j), (lambda z: abs(z), 0.6 - 0.8j)):
        found = grad(f)(3 + 4j)
        assert isinstance(found, complex)
        np.testing.assert_allclose(found, expected)


def test_series_of_pythons_numbers_are_in_double_precision() -> None:
    np.testing.assert_allclose(grad(lambda s: np.i0(s) * 1.0)(0.4), 0.20402675573357058, rtol=1e-14)


def test_other_metrics_are_refused_where_they_are_called() -> None:
    with pytest.raises(MissingRuleError, match="pdist"):
        grad(lambda x: np.sum(scipy.spatial.distance.pdist(x, "canberra")))(X)


def test_interpolants_of_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="as long as the first axis|is a spline"):
        grad(lambda y: scipy.interpolate.interp1d(np.arange(3.0), y)(0.5)[0])(X)


def test_a_variable_called_value() -> None:
    def f(s: Any, t: Any) -> Any:
        found = 1
        for value in [s, t]:
            found = found * value
        return found

    assert value_and_grad(f, (0, 1))(0.4, 0.7) == (f(0.4, 0.7), (0.7, 0.4))
    assert vjp(f, 0.4, 0.7)[1](1.0) == (0.7, 0.4)


def test_variables_called_like_functions_that_generated_code_calls() -> None:
    def f(x: Any) -> Any:
        reversed = 1.0
        for k in range(3):
            reversed = reversed * np.sin(x[0, k]) + x[1, 0]
            x = x * reversed
        return np.sum(x)

    check_grads(f, (X,))
