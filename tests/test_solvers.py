"""Solvers, integrals and differential equations of SciPy, called inside a function that is differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, check_grads, grad, hessian, jvp, stop_gradient, value_and_grad

optimize = pytest.importorskip("scipy.optimize")
integrate = pytest.importorskip("scipy.integrate")

A = (0.5, 0.7)
SCALE = 1.3
TIMES = np.linspace(0.0, 1.5, 5)


def closure(a, b):
    return optimize.brentq(lambda z: z**3 - a * z - b * SCALE, 0, 5, xtol=1e-14) ** 2


def cubic(z, a, b):
    return z**3 - a * z - b


def arguments(a, b):
    return optimize.toms748(cubic, 0, 5, (a, b), xtol=1e-14) * optimize.bisect(cubic, 0, 5, (b, a), xtol=1e-14)


class Model:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def equation(self, z):
        return z**3 - self.a * z - self.b


def method(a, b):
    return optimize.brenth(Model(a * b, b).equation, 0, 5, xtol=1e-14)


FIXED = Model(0.3, 1.2)


def method_of_an_object_outside(a, b):
    return optimize.ridder(lambda z: FIXED.equation(z) - a * b, 0, 5, xtol=1e-14)


def root_in_a_root(a, b):
    def inner(y):
        return optimize.brentq(lambda z: z**3 - a * z - y, 0, 5, xtol=1e-14)

    return optimize.brentq(lambda y: y - 0.3 * inner(y) - b, 0, 5, xtol=1e-14)


def root_of_a_gradient(a, b):
    return optimize.brentq(grad(lambda z: (z - a) ** 2 + b * np.exp(z)), -5.0, 5.0, xtol=1e-14)


def in_a_loop(a, b):
    total = 0.0
    for i in range(3):
        total = total + optimize.brentq(lambda z: z**3 - a * z - b * (i + 1), 0, 5, xtol=1e-14) * b
    return total


def one_of_two(a, b):
    if a > 0.1:

        def f(z):
            return z - a * b
    else:

        def f(z):
            return z**3 - a

    return optimize.brentq(f, -5, 5, xtol=1e-14)


def newton_for_each(a, b):
    z = optimize.newton(lambda z: z**3 - a * z - b, np.array([2.0, 3.0]), tol=1e-14)
    return np.sum(z**2)


def what_tells_of_a_root(a, b):
    found = optimize.root_scalar(lambda z: (z**3 - a * z - b, 3 * z**2 - a), x0=2.0, fprime=True, method="newton", xtol=1e-14)
    return found.root * found.iterations if found.converged else 0.0


def cross(x, a, b):
    return [x[0] ** 2 + a * x[1] - 2, x[1] ** 3 - b * x[0]]


def system(a, b):
    found = optimize.root(cross, [1.0, 1.0], args=(a, b), tol=1e-14)
    return np.sum(found.x**2) + found.success


def unpacked(a, b):
    x, y = optimize.fsolve(lambda x: cross(x, a, b), [1, 1], xtol=1e-14)
    return x * y


def fixed(a, b):
    return np.sum(optimize.fixed_point(lambda z: np.cos(a * z) * b, np.array([0.5, 0.4]), xtol=1e-14))


def least(a, b):
    def bowl(u):
        return np.cosh(u[0] - a) + 0.5 * (u[1] - b * u[0]) ** 2

    def slopes(u):
        return np.array([np.sinh(u[0] - a) - b * (u[1] - b * u[0]), u[1] - b * u[0]])

    found = optimize.minimize(bowl, np.zeros(2), jac=slopes, options={"gtol": 1e-13})
    return found.x[1] * b + found.fun


def fit(a, b):
    t = np.linspace(0, 1, 7)
    y = a * np.exp(b * t) + 0.01 * np.sin(9 * t)

    def slopes(p):
        return np.stack([np.exp(p[1] * t), p[0] * t * np.exp(p[1] * t)], 1)

    found = optimize.least_squares(
        lambda p: p[0] * np.exp(p[1] * t) - y, [1.0, 1.0], slopes, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    return found.x[0] * found.x[1] + found.cost


def area(a, b):
    w = np.array([1.0, 2.0, 3.0]) * a
    value, _ = integrate.quad(lambda t: np.sum(np.sin(w * t)) * b, 0, w[1])
    return value * value


def half_line(a, b):
    return integrate.quad(lambda t, c: np.exp(-c * t) * b, 0, np.inf, args=(a,))[0]


def volume(a, b):
    return integrate.dblquad(lambda y, x: a * x * y**2 + np.sin(b * x * y), 0, a, lambda x: x, lambda x: 2 * x + b)[0]


def limit_of_an_area(a, b):
    return optimize.brentq(lambda u: integrate.quad(lambda t: np.exp(-a * t), 0, u)[0] - b, 0, 5, xtol=1e-14)


def pendulum(y, t, a, b):
    return [y[1], -a * np.sin(y[0]) - b * y[1]]


def swing(a, b):
    y = integrate.odeint(pendulum, [a, 0.3], TIMES, args=(a, b), rtol=1e-11, atol=1e-11)
    return np.sum(y**2)


def times_that_move(a, b):
    y = integrate.odeint(lambda t, y: -a * y + b * t, b, TIMES * a, tfirst=True, rtol=1e-11, atol=1e-11)
    return np.sum(np.sin(y))


def end_of_a_swing(a, b):
    found = integrate.solve_ivp(lambda t, y: pendulum(y, t, a, b), (0, 1.5), [b, 0.3], rtol=1e-10, atol=1e-10)
    return found.y[0, -1] * 2 + found.success


def span_that_moves(a, b):
    def rate(t, y, c):
        return np.array([y[1], -c * np.sin(y[0]) - b * y[1] * t])

    times = np.array([0.6, 0.8, 0.9])
    start = np.array([b, 0.3])
    found = integrate.solve_ivp(rate, (a, 1.5 * b), start, "DOP853", times, args=(a,), rtol=1e-10, atol=1e-10)
    return np.sum(found.y**2)


def stiff(a, b):
    found = integrate.solve_ivp(
        lambda t, y: -a * y * y, (0, b), [1.0], "Radau", np.linspace(0, b, 4), jac=lambda t, y: -2 * a * np.array([y]),
        rtol=1e-9, atol=1e-9,
    )  # fmt: skip
    return np.sum(found.y)


def names_of_ours(k, out):
    bars, unit, row, slope_of, kept, w, s, n, t, x, integrated, evolved, rate = np.arange(1.0, 14.0) * k + out

    def f(z):
        return z**3 + z - bars - unit * row - slope_of - kept - w - x

    def g(y):
        return integrated + y * integrate.quad(lambda q: np.exp(-q * rate * unit - n * t), 0, k)[0]

    y = integrate.odeint(
        lambda y, time: np.sin(y * k) * unit - rate * 0.1 * out + s * 0.01,
        [unit, evolved * 0.1],
        TIMES * out,
        rtol=1e-11,
        atol=1e-11,
    )
    return optimize.brentq(f, -50, 50, xtol=1e-14) * g(s) + np.sum(y)


def rates_that_read_nothing_around(a, b):
    y = integrate.odeint(lambda y, t: -y * y, [a, b], TIMES * b, rtol=1e-11, atol=1e-11)
    found = integrate.solve_ivp(lambda t, y: -y, (a, 2), np.array([b]), t_eval=[1.0, 1.0 + a], rtol=1e-10, atol=1e-10)
    return np.sum(y**2) + np.sum(found.y)


PROGRAMS = (
    closure, arguments, method, method_of_an_object_outside, root_in_a_root, root_of_a_gradient, in_a_loop, one_of_two,
    newton_for_each, what_tells_of_a_root, system, unpacked, fixed, least, fit, area, half_line, volume, limit_of_an_area,
    swing, times_that_move, end_of_a_swing, span_that_moves, stiff, names_of_ours,
    rates_that_read_nothing_around,
)  # fmt: skip
each = pytest.mark.parametrize("f", PROGRAMS)


def slopes(f: Callable[..., Any], step: float = 1e-5) -> list[Any]:
    """Central differences by both arguments."""
    step = 1e-3 if "fit" in (f.__name__, getattr(f, "__wrapped__", f).__name__) else step  # what it finds is less exact
    a, b = A
    ends = [(f(a + step, b), f(a - step, b)), (f(a, b + step), f(a, b - step))]
    return [(np.asarray(ahead) - behind) / (2 * step) for ahead, behind in ends]


@each
def test_central_differences(f: Callable[..., Any]) -> None:
    value, found = value_and_grad(f, (0, 1))(*A)
    assert value == pytest.approx(f(*A), rel=1e-14)
    np.testing.assert_allclose(found, slopes(f), rtol=2e-5)
    np.testing.assert_allclose(jvp(f, A, (1.0, -2.0))[1], found[0] - 2 * found[1], rtol=1e-6)


@each
def test_second_order(f: Callable[..., Any]) -> None:
    found = hessian(lambda x: f(x[0], x[1]))(np.array(A))
    expected = np.stack(slopes(grad(f, (0, 1))))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("f", [closure, system, least, half_line, end_of_a_swing])
def test_all_ways_of_second_order(f: Callable[..., Any]) -> None:
    check_grads(f, A, order=2, modes=("fwd", "rev"))


def test_what_an_expert_would_have_written() -> None:
    derivative = grad(closure, (0, 1))
    derivative(*A)
    assert "brentq_vjp(a, b)" in derivative.source
    assert "brentq_pullback(" in derivative.source


def test_third_order() -> None:
    cube_root = grad(grad(grad(lambda a: optimize.brentq(lambda z: z**3 - a, 0, 5, xtol=1e-15))))
    assert cube_root(1.7) == pytest.approx(10 / 27 * 1.7 ** (-8 / 3), rel=1e-10)


def test_a_global_variable_that_is_bound_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    derivatives = grad(closure, (0, 1)), hessian(lambda x: closure(x[0], x[1]))
    for scale in (1.3, 2.0):
        monkeypatch.setattr(f"{__name__}.SCALE", scale)
        np.testing.assert_allclose(derivatives[0](*A), slopes(closure), rtol=1e-6)
        np.testing.assert_allclose(derivatives[1](np.array(A)), np.stack(slopes(grad(closure, (0, 1)))), rtol=1e-6)


def test_a_function_that_is_bound_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    derivatives = grad(arguments, (0, 1)), grad(swing, (0, 1))
    for rate in (pendulum, lambda y, t, a, b: [y[1] * b, -a * y[0]]):
        monkeypatch.setattr(f"{__name__}.pendulum", rate)
        np.testing.assert_allclose(derivatives[0](*A), slopes(arguments), rtol=1e-5)
        np.testing.assert_allclose(derivatives[1](*A), slopes(swing), rtol=1e-5)
        monkeypatch.setattr(f"{__name__}.cubic", lambda z, a, b: z**3 - 2 * a * z - b * b)


def upper(x):
    return 2 * x


def triangle(a):
    return integrate.dblquad(lambda y, x: a * x * y, 0, a, 0.0, upper)[0]


def test_a_limit_that_is_bound_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = grad(triangle)
    for factor in (2, 3):
        monkeypatch.setattr(f"{__name__}.upper", lambda x, factor=factor: factor * x)
        assert derivative(0.5) == pytest.approx(5 * factor**2 * 0.5**4 / 8)


def test_a_bracket_and_a_start_do_not_count() -> None:
    assert grad(lambda a: optimize.brentq(lambda z: z - 1.0, -a, a))(2.0) == 0
    assert np.all(grad(lambda x: np.sum(optimize.fsolve(lambda z: z**3 - 1.0, x)))(np.ones(2) * 2) == 0)


def test_what_is_stopped_stays() -> None:
    assert grad(lambda a: optimize.brentq(lambda z: z - stop_gradient(a) * 2, 0, 5) * a)(1.5) == pytest.approx(3.0)


def on_a_bound(a):
    return optimize.minimize_scalar(lambda z: (z - a) ** 2, bounds=(0.0, 1.0), method="bounded").x


def not_converged(a):
    return optimize.root(lambda z: z**3 - a, [30.0], options={"maxfev": 3}).x[0]


def double_root(a):
    return optimize.newton(lambda z: (z - a) ** 2, 1.0, tol=1e-3) + optimize.fsolve(lambda z: 0.0 * z * a, [0.5])[0]


@pytest.mark.parametrize("f", [on_a_bound, not_converged, double_root])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_does_not_solve_the_equation(f: Callable[..., Any]) -> None:
    with pytest.raises(ArithmeticError, match="solution"):
        grad(f)(2.0)
    with pytest.raises(ArithmeticError, match="solution"):
        jvp(f, (2.0,), (1.0,))


@pytest.mark.filterwarnings("ignore:Excess work")
def test_an_equation_that_cannot_be_solved_backwards() -> None:
    def f(a):
        return integrate.solve_ivp(lambda t, y: -200.0 * (y - a), (0.0, 1.0), [a * 2], "Radau").y[0, -1]

    assert jvp(f, (1.5,), (1.0,))[1] == pytest.approx(1.0, rel=1e-3)
    found = grad(lambda a: integrate.odeint(lambda y, t: -20.0 * (y - a), [a * 2], [0.0, 5.0])[-1, 0])
    with pytest.raises(ArithmeticError, match="cannot be solved backwards"):
        found(1.5)


def test_an_equation_that_is_not_solved_to_its_end() -> None:
    def f(a):
        return integrate.solve_ivp(lambda t, y: y * y * a, (0.0, 2.0), [1.0]).y[0, -1]

    with pytest.raises(ArithmeticError, match="not solved up to the end"), np.errstate(all="ignore"):
        grad(f)(1.0)


@pytest.mark.parametrize("part", [lambda y: np.sum(y), lambda y: y[0, 1], lambda y: np.sum(y[:, ::2]), lambda y: y[0][1]])
def test_states_at_times_that_the_solver_chooses(part: Callable[[Any], Any]) -> None:
    """They move with the solver's steps: the last state alone has a derivative."""

    def f(a):
        return part(integrate.solve_ivp(lambda t, y: -a * y, (0, 2), [1.0]).y)

    for derivative in (grad(f), lambda a: jvp(f, (a,), (1.0,))):
        with pytest.raises((SourceADError, ValueError), match="Pass `t_eval`"):
            derivative(0.5)


def test_second_derivatives_by_the_start_where_the_solver_chooses_its_times() -> None:
    def f(a, c):
        return integrate.solve_ivp(lambda t, y: -t * y, (a, 2.0), [c], rtol=1e-10, atol=1e-10).y[0, -1]

    value = 3 * np.exp(0.5**2 / 2 - 2)
    assert grad(grad(f))(0.5, 3.0) == pytest.approx(1.25 * value)
    assert jvp(grad(f), (0.5, 3.0), (1.0, None))[1] == pytest.approx(1.25 * value)
    assert jvp(grad(f, argnums=1), (0.5, 3.0), (1.0, None))[1] == pytest.approx(0.5 * value / 3)


def test_complex_states() -> None:
    with pytest.raises(TypeError, match="complex"):
        grad(lambda a: np.abs(integrate.solve_ivp(lambda t, y: 1j * a * y, (0.0, 1.0), [1.0 + 0.0j]).y[0, -1]))(1.0)


def counting(a):
    calls = [0.0]

    def f(z):
        calls[0] += a
        return z - a

    return optimize.brentq(f, 0, 5) + calls[0]


def counting_slopes(a):
    calls = [0.0]

    def slopes(z):
        calls[0] += a
        return np.array([[1.0]])

    return optimize.root(lambda z: z - a, [0.5], jac=slopes).x[0] + calls[0]


def bounded(a):
    return optimize.minimize(lambda z: (z[0] - a) ** 2, [0.0], bounds=[(0, 1)]).x[0]


def inverse_hessian(a):
    return optimize.minimize(lambda z: (z[0] - a) ** 2, [0.0]).hess_inv[0, 0]


def with_events(a):
    return integrate.solve_ivp(lambda t, y: -a * y, (0, 1), [1.0], events=lambda t, y: y[0] - 0.5).y[0, -1]


def weighted(a):
    return integrate.quad(lambda t: t * a, 0, 1, weight="cos", wvar=2.0)[0]


def arguments_that_are_not_known(a):
    return optimize.brentq(lambda z, c: z - c, 0, 5, args=a)


@pytest.mark.parametrize(
    ("f", "reason"),
    [
        (counting, "changes its argument `calls`"), (counting_slopes, "changes `calls`"),
         (bounded, "no parameter `bounds`"), (inverse_hessian, "no attribute `hess_inv`"),
        (with_events, "no parameter `events`"), (weighted, "no parameter `weight`"),
        (arguments_that_are_not_known, "how many further arguments"),
    ],
)  # fmt: skip
def test_refused(f: Callable[..., Any], reason: str) -> None:
    with pytest.raises(SourceADError, match=reason) as error:
        grad(f)(2.0)
    assert error.value.location is not None
