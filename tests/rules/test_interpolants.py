"""Interpolants of SciPy that are made before, and those that are made where they are differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import interpolate

from sourcead import MissingRuleError, check_grads, grad, value_and_grad
from tests.rules import splines
from tests.rules.splines import PLACES, VALUES

POINTS = np.array([0.13, 0.47, 0.77, 0.03])
GRID = np.sin(np.arange(40.0) ** 2).reshape(8, 5)
LINES = {
    "bounded": interpolate.interp1d(PLACES, VALUES),
    "filled": interpolate.interp1d(PLACES, VALUES, bounds_error=False, fill_value=(1.0, 2.0)),
    "extended": interpolate.interp1d(PLACES, VALUES, fill_value="extrapolate"),
    "cubic": interpolate.interp1d(PLACES, VALUES, kind="cubic"),
    "quadratic": interpolate.interp1d(PLACES, VALUES, kind="quadratic", fill_value="extrapolate"),
    "steps": interpolate.interp1d(PLACES, VALUES, kind="nearest"),
}
SURFACES = {
    "bounded": interpolate.RegularGridInterpolator((PLACES, np.arange(5.0)), GRID),
    "extended": interpolate.RegularGridInterpolator((PLACES, np.arange(5.0)), GRID, bounds_error=False, fill_value=None),
    "filled": interpolate.RegularGridInterpolator((PLACES, np.arange(5.0)), GRID, bounds_error=False, fill_value=0.5),
    "turned": interpolate.RegularGridInterpolator((PLACES[::-1], np.arange(5.0)), GRID),
}
spline: Any = splines.cubic


def of_points(called: Callable[..., Any]) -> Callable[..., Any]:
    def f(x: Any) -> Any:
        return np.sum(called(x) ** 2 * x)

    return f


def of_rows(called: Callable[..., Any]) -> Callable[..., Any]:
    def f(x: Any) -> Any:
        return np.sum(called(np.stack([x, 3 * x], 1)) ** 2)

    return f


def agrees(f: Callable[..., Any], *args: Any) -> None:
    """Value and derivatives."""
    assert value_and_grad(f)(*args)[0] == pytest.approx(f(*args), rel=1e-13)
    check_grads(f, args, tuple(range(len(args))))


@pytest.mark.parametrize("name", LINES)
def test_interpolants_of_numbers(name: str) -> None:
    agrees(of_points(LINES[name]), POINTS)
    agrees(of_points(LINES[name]), np.outer(POINTS, POINTS))


@pytest.mark.parametrize("name", ["filled", "extended"])
def test_beyond_the_ends(name: str) -> None:
    agrees(of_points(LINES[name]), 2 * POINTS - 0.2)
    agrees(of_rows(SURFACES[name]), 2 * POINTS - 0.2)


@pytest.mark.parametrize("name", SURFACES)
def test_interpolants_on_grids(name: str) -> None:
    agrees(of_rows(SURFACES[name]), POINTS)


def of_pair(x: Any, y: Any) -> Any:
    return np.sum(SURFACES["bounded"]((x, 3 * y)) ** 2)


def test_coordinates_apart() -> None:
    agrees(of_pair, POINTS, POINTS[::-1].copy())


def out_of_bounds(x: Any) -> Any:
    return np.sum(LINES["bounded"](x))


def test_bounds_are_kept() -> None:
    with pytest.raises(ValueError, match="out of the bounds"):
        grad(out_of_bounds)(POINTS + 5)
    with pytest.raises(ValueError, match="out of the bounds"):
        grad(of_rows(SURFACES["bounded"]))(POINTS + 5)


def by_name(x: Any) -> Any:
    return np.sum(spline(x) ** 2)


def test_another_interpolant_under_the_name() -> None:
    global spline
    derivative = grad(by_name)
    first = derivative(POINTS)
    spline = splines.monotone
    second = derivative(POINTS)
    spline = splines.cubic
    np.testing.assert_allclose(first, 2 * splines.cubic(POINTS) * splines.cubic(POINTS, 1))
    np.testing.assert_allclose(second, 2 * splines.monotone(POINTS) * splines.monotone(POINTS, 1))


def passed(x: Any, called: Any) -> Any:
    return np.sum(called(x) ** 2)


def test_interpolants_that_are_passed() -> None:
    derivative = grad(passed)
    for called in (splines.cubic, splines.monotone, splines.b_spline):
        np.testing.assert_allclose(derivative(POINTS, called), 2 * called(POINTS) * called(POINTS, 1))


def test_generated_text() -> None:
    derivative = grad(by_name)
    derivative(POINTS)
    assert "2 * spline(x) * spline(x, 1)" in derivative.source


def with_too_much(x: Any) -> Any:
    return np.sum(splines.cubic(x, 0, None, 4))


def scattered(x: Any) -> Any:
    return np.sum(interpolate.griddata(np.stack([PLACES, PLACES**2], 1), x, np.array([[0.3, 0.2]])))


@pytest.mark.parametrize("f", [with_too_much, scattered])
def test_what_is_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(MissingRuleError) as raised:
        grad(f)(VALUES)
    assert "test_interpolants.py" in str(raised.value) and "^^^" in str(raised.value)


def test_few_values_are_refused() -> None:
    def f(y: Any) -> Any:
        return np.sum(interpolate.CubicSpline(np.arange(3.0), y)(POINTS))

    with pytest.raises(ValueError, match="needs 4 values"):
        grad(f)(np.ones(3))


def changed_afterwards(y: Any) -> Any:
    values = y * 1.0
    made = interpolate.CubicSpline(PLACES, values)
    line = interpolate.interp1d(PLACES, values)
    values[2] = 5 * y[0]
    return np.sum(made(POINTS) ** 2 * line(POINTS)) + values[2]


def test_values_that_change_afterwards() -> None:
    agrees(changed_afterwards, VALUES)


def at_one_point(x: Any) -> Any:
    return SURFACES["bounded"](x[:2])[0] * np.sum(LINE_ON_GRID(x))


LINE_ON_GRID = interpolate.RegularGridInterpolator((PLACES,), VALUES)


def test_points_along_one_axis() -> None:
    """A point alone is a row of one, and numbers are the points of a grid with one axis."""
    agrees(at_one_point, np.linspace(0.2, 0.6, 3) * PLACES[2] + PLACES[1])


def test_values_on_a_grid_are_numbers() -> None:
    with pytest.raises(ValueError, match="one axis for each"):
        grad(lambda v: np.sum(interpolate.RegularGridInterpolator((PLACES,), v)(PLACES[1:2])))(GRID)


def table_of_products(x: Any) -> Any:
    table = np.outer(np.sin(PLACES * x[0]), np.cos(np.arange(5.0) * x[1]))
    return np.sum(interpolate.RegularGridInterpolator((PLACES, np.arange(5.0)), table)(np.stack([x * 0.5, x * 2.1], -1)) ** 2)


def test_second_order_of_a_grid_made_inside() -> None:
    check_grads(table_of_products, (np.array([0.31, 0.62, 0.47]),), order=2, modes=("rev", "fwd"))
