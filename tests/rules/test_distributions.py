"""Distributions of `scipy.stats` where their cases do not go: outside the support, at its ends, with parameters that are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from sourcead import MissingRuleError, check_grads, grad, value_and_grad
from sourcead.definitions import distributions
from tests.rules.cases_special import NAMES, NUMBERS, SHAPES

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
PARAMETERS = {"gamma": (2.5,), "chi2": (5.0,), "beta": (1.5, 2.5), "pareto": (1.7,), "t": (3.0,), "gennorm": (1.4,),
              "vonmises": (1.3,), "wrapcauchy": (0.4,), "lognorm": (0.8,), "weibull_min": (1.6,), "lomax": (1.3,),
              "invgamma": (2.2,), "invgauss": (0.7,), "f": (2.7, 5.2), "skewnorm": (1.4,), "truncnorm": (-0.8, 1.5)}  # fmt: skip
POINTS = np.array([-2.3, -0.6, 0.15, 0.35, 0.8, 1.3, 1.9, 4.0, 9.0, np.nan])


def method_of(name: str, method: str) -> Callable[..., Any]:
    """A function of points, location, scale and shapes."""
    called = getattr(getattr(stats, name), method)

    def f(x: Any, loc: Any, scale: Any, *shapes: Any) -> Any:
        return called(x, *shapes, loc, scale)

    return f


@pytest.mark.parametrize("name", sorted(SHAPES))
@pytest.mark.parametrize("method", ["pdf", "logpdf"])
def test_values_are_those_of_scipy(name: str, method: str) -> None:
    called = getattr(getattr(stats, name), method)

    def f(x: Any, *given: Any) -> Any:
        value = called(x, *given)
        return np.sum(np.where(np.isfinite(value), value, 0.0)), value

    for place in ((), (0.1, 0.7)):
        given = (*PARAMETERS.get(name, ()), *place)
        (_, value), slope = value_and_grad(f, has_aux=True)(POINTS, *given)
        expected = called(POINTS, *given)
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-300)
        outside = ~np.isfinite(stats_logpdf(name, given)) & ~np.isnan(POINTS)
        assert np.all(slope[outside] == 0)


def stats_logpdf(name: str, given: tuple[Any, ...]) -> Any:
    """Which of the points are in the support."""
    return getattr(stats, name).logpdf(POINTS, *given)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_parameters_that_are_none(name: str) -> None:
    shapes, f = PARAMETERS.get(name, ()), method_of(name, "pdf")
    for scale, given in ((-0.5, shapes), (np.zeros(1), shapes), *((0.7, (-1.3,) * len(shapes)) for _ in shapes[:1])):
        expected = f(0.3, 0.1, scale, *given)
        value = value_and_grad(f)(0.3, 0.1, scale, *given)[0]
        assert np.isnan(value) == np.isnan(expected)


def test_standard_methods_of_the_normal_distribution() -> None:
    for method in ("cdf", "sf", "logcdf", "logsf"):
        f = method_of("norm", method)
        assert np.isnan(value_and_grad(f)(0.3, 0.1, -1.0)[0])
        assert value_and_grad(f)(0.3, 0.1, 2.0)[0] == pytest.approx(f(0.3, 0.1, 2.0), rel=1e-15)
    assert grad(stats_logcdf)(-1e8) == pytest.approx(1e8, rel=1e-9)


def stats_logcdf(x: float) -> Any:
    """A tail that underflows."""
    return stats.norm.logcdf(x)


@pytest.mark.parametrize("name", ["expon", "gamma", "chi2", "beta", "pareto", "uniform"])
@pytest.mark.parametrize("method", ["cdf", "sf", "logcdf", "logsf"])
def test_distribution_functions_are_constant_outside(name: str, method: str) -> None:
    f, shapes = method_of(name, method), PARAMETERS.get(name, ())
    for point in (-3.0, *((9.0,) if name in ("beta", "uniform") else ())):
        assert grad(f, (0, 1, 2))(point, 0.2, 0.7, *shapes) == (0, 0, 0)


@pytest.mark.parametrize(
    ("a", "x"), [(2.0, 60.0), (0.3, 30.0), (0.5, 0.2), (40.0, 38.0), (40.0, 45.0), (1e3, 1.1e3), (1e-3, 1e-5)]
)
def test_incomplete_gamma_functions_by_their_shape(a: float, x: float) -> None:
    def tail(a: Any, x: Any) -> Any:
        return special.gammaincc(a, x) if x > a else special.gammainc(a, x)

    step = 1e-4 * a
    near = [tail(a + k * step, x) for k in (-2, -1, 1, 2)]
    expected = (near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * step)
    assert grad(tail)(a, x) == pytest.approx(expected, rel=1e-8)


def test_incomplete_gamma_functions_at_their_ends() -> None:
    def f(a: Any, x: Any) -> Any:
        return np.sum(special.gammainc(a, x))

    assert np.all(grad(f)(np.array([0.5, 2.0, 3.0]), np.array([0.0, np.inf, 0.0])) == 0)


def test_where_a_logarithm_is_multiplied_by_nothing() -> None:
    def f(x: Any, y: Any) -> Any:
        return np.sum(special.xlogy(x, y) + special.xlog1py(x, -y))

    by_x, by_y = grad(f, (0, 1))(np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.5, 0.5]))
    np.testing.assert_allclose(by_y, [0, 0, 0])
    assert by_x[0] == -np.inf
    np.testing.assert_allclose(by_x[1:], np.log(0.25))


FIXED = stats.gamma(2.0, scale=1.5)


def test_distributions_with_their_parameters() -> None:
    def made_inside(x: Any, m: Any, s: Any) -> Any:
        both = {"one": stats.norm(m, s), "other": stats.t(3, loc=m)}
        return sum(np.sum(d.logpdf(x)) for d in both.values()) + np.sum(stats.norm(loc=m).cdf(x))

    def made_before(x: Any, m: Any, s: Any) -> Any:
        return np.sum(FIXED.logpdf(x * m) + FIXED.cdf(s * x))

    def drawn(x: Any, m: Any, s: Any) -> Any:
        return np.sum(stats.norm(0, 1).rvs(3, random_state=4) * x) * m * s

    for f in (made_inside, made_before, drawn):
        check_grads(f, (np.array([0.2, 0.7, 1.4]), 1.3, 0.8), (0, 1, 2), order=2)


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_parameters_without_a_derivative_are_refused(name: str) -> None:
    f = method_of(name, "cdf")
    with pytest.raises(MissingRuleError, match=f"has no derivative rule for its argument `{NAMES[name].split(', ')[1]}`"):
        grad(f, 3)(0.3, 0.0, 1.0, *PARAMETERS[name])
    assert grad(f, 0)(0.3, 0.0, 1.0, *PARAMETERS[name]) == pytest.approx(method_of(name, "pdf")(0.3, 0.0, 1.0, *PARAMETERS[name]))


def test_orders_without_a_derivative_are_refused() -> None:
    def f(v: float, z: float) -> Any:
        return special.jv(v, z)

    with pytest.raises(MissingRuleError, match="`special.jv` has no derivative rule for its argument `v`"):
        grad(f)(1.5, 2.0)


def test_every_density_is_defined() -> None:
    assert set(SHAPES) == set(distributions.LOGPDFS)


@pytest.mark.parametrize("df", [0.3, 2.0, 50.0, 1e4, 1e7, 1e10, 1e15, 1e18])
def test_students_distribution_of_many_degrees_of_freedom(df: float) -> None:
    """Its constant is no difference of large numbers."""

    def density(x):
        return stats.t.pdf(x, df)

    value, slope = value_and_grad(density)(1.3)
    np.testing.assert_allclose(value, stats.t.pdf(1.3, df), rtol=1e-11)
    np.testing.assert_allclose(slope, -stats.t.pdf(1.3, df) * 1.3 * (1 + 1 / df) / (1 + 1.69 / df), rtol=1e-11)
    np.testing.assert_allclose(grad(lambda x: stats.t.cdf(x, df))(1.3), stats.t.pdf(1.3, df), rtol=1e-11)
