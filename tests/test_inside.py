"""`jvp`, `vjp`, Jacobians and the like inside a function that is differentiated, in either mode, in any nesting."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from sourcead import (
    AliasError,
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
    value_and_grad,
    vjp,
)

A = np.array([0.3, 1.2, -0.7])
V = np.array([1.0, -0.5, 2.0])
W = np.array([[0.5, -0.1, 0.2], [0.3, 0.4, -0.6]])


def tangent_of_a_closure(x):
    y, y_dot = jvp(lambda y: x * np.sin(y), (x,), (1.0,))
    return y * y_dot


def pullback_of_a_closure(x):
    y, pull = vjp(lambda y: x * np.sin(y), x)
    return y * pull(2.0)[0]


def hessian_vector_product(x, v):
    return hvp(lambda y: np.sum(y**3) * x[0], (x,), (v,))[0] @ v


def heavy(a, k=0.5):
    return np.sum(np.tanh(a * k) ** 2)


class Weighted:
    def __init__(self, w):
        self.w = w

    def loss(self, x):
        return np.sum(np.sin(self.w * x) ** 2)


def hessian_vector_products_of_a_function_outside(x, v):
    by_a, by_k = hvp(heavy, (x, x[1]), (v, 0.3))
    return by_a @ x * by_k + hvp(Weighted(x * v).loss, (x,), (v,))[0] @ x


def linear_function(x):
    y, push = linearize(lambda y: np.exp(y) * x, x)
    return y * push(2.0) + push(x)


def variables_bound_anew_since(x):
    w = x * 2
    _, pull = vjp(lambda z: w * z * z, x)
    _, push = linearize(lambda z: w * z * z, x)
    w = w * 5
    x = x + 100.0
    return pull(w)[0] + push(w)


def cube(z, n):
    return z**3 * n


def of_a_function_outside(x):
    y, pull = vjp(cube, x, 2.0)
    g, h = pull(y)
    return g * h + jvp(cube, (x, x), (None, 1.0))[1]


def in_a_loop(x):
    s = 0.0
    for i in range(3):
        y, y_dot = jvp(lambda y: x * y * (i + 1), (x + i,), (x,))
        _, pull = vjp(lambda y: x * y * y, x * s)
        s = s + y_dot * y + pull(0.01)[0]
    return s


def in_a_branch(x):
    if x > 1:
        _, d = jvp(lambda y: np.sin(y), (x * x,), (x,))
    else:
        d = 0.0
    return d * x


def tangent_of_a_gradient(x):
    return jvp(grad(lambda y: x * y**3), (x,), (x,))[1]


def tangent_of_a_tangent(x):
    return jvp(lambda z: jvp(lambda y: x * y * z, (z,), (z * x,))[1], (x,), (1.0,))[1]


def pullback_of_a_pullback(x):
    def outer(z):
        _, pull = vjp(lambda y: x * y * y * z, z)
        return pull(z)[0]

    _, pull = vjp(outer, x)
    return pull(x)[0]


def gradient_of_a_pullback(x):
    return grad(lambda y: vjp(lambda z: z * z * y, y)[1](x)[0])(x)


def network(w, x):
    y, pull = vjp(lambda u: np.tanh(w @ u), x)
    (x_bar,) = pull(y)
    return np.sum(x_bar**2)


def penalty_of_the_tangent(w, x):
    y, y_dot = jvp(lambda u: np.tanh(w @ u), (x,), (x,))
    return np.sum(y_dot**2) + np.sum(y)


def with_loops_and_updates(x):
    def steps(u):
        u = u.copy()
        for k in range(1, 3):
            u[1:] += np.sin(u[:-1]) * k
        return u

    y, pull = vjp(steps, x)
    z, z_dot = jvp(steps, (x,), (y,))
    return np.sum(pull(y)[0] * z_dot) + np.sum(z)


def of_structures(x):
    y, pull = vjp(lambda u: {"a": np.sin(u), "b": (u * u, np.sum(u))}, x)
    return np.sum(pull({"a": y["a"], "b": (x, 3.0)})[0])


def passed_on(x):
    def applied(pull, bar):
        return pull(bar)[0]

    _, pull = vjp(lambda y: x * y**2, x)
    return applied(pull, x) + applied(pull, 2.0)


def values_and_tangents_of_gradients(x):
    (value, slope), (value_dot, slope_dot) = jvp(value_and_grad(lambda y: x * y**3), (x,), (1.0,))
    return value * slope + value_dot * slope_dot


def forward_jacobian(x):
    return np.sum(jacfwd(lambda y: np.sin(y) * x[0] * y[1])(x) ** 2)


def reverse_jacobian(x):
    return np.sum(jacrev(lambda y: np.sin(y) * x[0] * y[1])(x) ** 2)


def jacobian_by_a_matrix(w, x):
    def layer(w, x):
        return np.tanh(w @ x)

    return np.sum(jacrev(layer)(w, x) ** 2) + np.sum(jacobian(layer, 1)(w, x) ** 2)


def hessian_of_a_closure(x):
    return np.sum(hessian(lambda y: np.sum(y**3 * x) * y[0])(x) ** 2)


def slope_of_a_number(x):
    return jacfwd(lambda y: y**3 * x)(x)


def newton_steps(x):
    y = x
    for _ in range(3):
        residual = lambda z: z**3 + z - x  # noqa: E731
        y = y - np.linalg.solve(jacfwd(residual)(y), residual(y))
    return np.sum(y)


def slopes_of_elements(x):
    return np.sum(elementwise_grad(lambda y: np.sin(y) * x)(x) ** 2)


def pulled_more_than_once(x):
    y, pull = vjp(lambda u: u * u * x, x)
    s = y
    for k in range(3):
        s = s + pull(k * x)[0]
    return s * pull(1.0)[0] if x > 0 else s


def of_a_function_that_writes_its_argument(x):
    def swept(u):
        u[0] = u[1] * u[2]
        return np.sum(u**2)

    y, pull = vjp(swept, x)
    z, z_dot = jvp(swept, (x,), (x * 1.0,))
    return y * z_dot + np.sum(pull(z)[0] ** 2) + np.sum(x)


def with_trees(x):
    tree = {"a": x, "b": (x * 2, 3)}
    y, y_dot = jvp(lambda t: t["a"] * t["b"][0] * t["b"][1], (tree,), ({"a": x, "b": (x, 0.0)},))
    _, pull = vjp(lambda t: t["a"] * t["b"][0] * t["b"][1], tree)
    bar = pull(y)[0]
    return y_dot * bar["a"] + bar["b"][0]


def with_still_arguments(x):
    y, push = linearize(lambda u, w: np.tanh(w @ u), x, W)
    return np.sum(push(x, None) ** 2) + np.sum(push(None, W)) + np.sum(push(x, W * 2)) + np.sum(y)


def of_several_functions(x):
    def all_of(*us):
        return us[0] * us[1] * x

    s = jvp(all_of, (x, x), (1.0, 2.0))[1] + jvp(functools.partial(cube, n=2), (x,), (1,))[1]
    for f in [lambda u: u * x, lambda u: u * u * x]:
        s = s + jvp(f, (x,), (x,))[1]
    return s


def factorial(x, n):
    return x if n == 0 else x * factorial(x, n - 1)


def of_a_function_that_calls_itself(x):
    return jvp(lambda y: factorial(y, 3), (x,), (1.0,))[1]


CASES: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (tangent_of_a_closure, (2.0,)),
    (pullback_of_a_closure, (2.0,)),
    (hessian_vector_product, (A, V)),
    (hessian_vector_products_of_a_function_outside, (A, V)),
    (linear_function, (0.4,)),
    (variables_bound_anew_since, (2.0,)),
    (of_a_function_outside, (1.3,)),
    (in_a_loop, (0.7,)),
    (in_a_branch, (1.7,)),
    (in_a_branch, (0.7,)),
    (tangent_of_a_gradient, (2.0,)),
    (tangent_of_a_tangent, (2.0,)),
    (pullback_of_a_pullback, (1.5,)),
    (gradient_of_a_pullback, (1.5,)),
    (network, (W, A)),
    (penalty_of_the_tangent, (W, A)),
    (with_loops_and_updates, (A,)),
    (of_structures, (A,)),
    (passed_on, (1.5,)),
    (values_and_tangents_of_gradients, (1.5,)),
    (pulled_more_than_once, (1.3,)),
    (of_a_function_that_writes_its_argument, (A,)),
    (with_trees, (1.3,)),
    (with_still_arguments, (A,)),
    (of_several_functions, (1.3,)),
    (forward_jacobian, (A,)),
    (reverse_jacobian, (A,)),
    (jacobian_by_a_matrix, (W, A)),
    (hessian_of_a_closure, (A,)),
    (slope_of_a_number, (1.3,)),
    (newton_steps, (A,)),
    (slopes_of_elements, (A,)),
    (of_a_function_that_calls_itself, (1.3,)),
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_both_modes(function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    value, _ = value_and_grad(function)(*args)
    assert value == pytest.approx(function(*args), rel=1e-13)
    check_grads(function, args, modes=("rev", "fwd"))


def test_second_derivatives() -> None:
    check_grads(tangent_of_a_closure, (2.0,), modes=("rev", "fwd"), order=2)
    check_grads(pullback_of_a_closure, (2.0,), modes=("rev", "fwd"), order=2)


def test_perturbations_are_not_confused() -> None:
    """Siskind, Pearlmutter, "Perturbation confusion and referential transparency" (2005), in all pairs of modes."""

    def by_jvp(f: Any, x: Any) -> Any:
        return jvp(f, (x,), (1.0,))[1]

    def by_vjp(f: Any, x: Any) -> Any:
        return vjp(f, x)[1](1.0)[0]

    def confusing_jvp(x):
        return x * jvp(lambda y: x + y, (1.0,), (1.0,))[1]

    def confusing_vjp(x):
        return x * vjp(lambda y: x + y, 1.0)[1](1.0)[0]

    for outer in (by_jvp, by_vjp, lambda f, x: grad(f)(x)):
        for inner in (confusing_jvp, confusing_vjp):
            assert outer(inner, 1.0) == 1.0


def test_cotangents_and_tangents_must_fit() -> None:
    def pulled(x):
        _, pull = vjp(lambda y: y * x, x)
        return np.sum(pull(1.0)[0])

    def pushed(x):
        return np.sum(jvp(lambda y: y * x, (x,), (np.ones(1),))[1])

    for function in (pulled, pushed):
        with pytest.raises(ValueError, match=r"for a value of shape \(3,\)"):
            grad(function)(A)


def test_what_is_changed_after_a_pullback_was_made() -> None:
    def f(x):
        u = x.copy()
        u[1] = 2.0
        _, pull = vjp(lambda t: t * t, u)
        u[0] = 7.0
        return np.sum(pull(np.ones(3))[0] * u)

    def of_a_copy(x):
        u = x.copy()
        u[1] = 2.0
        _, pull = vjp(lambda t: t * t, u.copy())
        u[0] = 7.0
        return np.sum(pull(np.ones(3))[0] * u)

    with pytest.raises(AliasError, match="`u` is changed in place here, and what `vjp` or `linearize` gave before") as caught:
        grad(f)(A)
    assert caught.value.location is not None and caught.value.location.text.strip() == "u[0] = 7.0"
    check_grads(of_a_copy, (A,), modes=("rev", "fwd"))


def test_the_generated_text_is_short() -> None:
    gradient = grad(pullback_of_a_closure)
    gradient(2.0)
    assert "rt." not in gradient.source and "pair" not in gradient.source


def lengths_differ(x):
    return jvp(np.sin, (x,), (1.0, 2.0))[1]


def nothing_moves(x):
    return jvp(np.sin, (x,), (None,))[1]


def by_two(x):
    return np.sum(jacfwd(lambda y, z: y * z * x, (0, 1))(x, x)[0])


def how_many(x, n):
    xs = [x for _ in range(int(n))]
    return jvp(np.sin, xs, (x,))[1]


@pytest.mark.parametrize(
    ("function", "args", "reason"),
    [
        (lengths_differ, (1.0,), "1 arguments are given, and 2 tangents"),
        (nothing_moves, (1.0,), "no argument moves"),
        (by_two, (A,), "by what is differentiated here is not one parameter"),
        (how_many, (1.0, 1.5), "how many arguments these are is known only when the program runs"),
    ],
)
def test_refused(function: Callable[..., Any], args: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(UnsupportedSyntaxError, match=reason) as caught:
        grad(function)(*args)
    assert caught.value.location is not None and caught.value.way_out


OURS = (
    hessian_vector_products_of_a_function_outside,
    of_a_function_outside, with_loops_and_updates, of_structures, slopes_of_elements, of_a_function_that_writes_its_argument,
    with_trees, with_still_arguments, of_several_functions,
)  # fmt: skip
SAME = [c for c in CASES if c[0] not in OURS]


@pytest.mark.parametrize(("function", "args"), SAME, ids=lambda case: getattr(case, "__name__", ""))
def test_the_same_code_in_jax(function: Any, args: tuple[Any, ...]) -> None:
    jax = pytest.importorskip("jax")

    def product(f: Any, primals: Any, tangents: Any) -> Any:
        return (jax.jvp(jax.grad(f), primals, tangents)[1],)

    names = {n: getattr(jax, n) for n in ("grad", "hessian", "jacfwd", "jacrev", "jvp", "linearize", "value_and_grad", "vjp")}
    jax.config.update("jax_enable_x64", True)
    twin = FunctionType(function.__code__, {**globals(), **names, "np": jax.numpy, "hvp": product, "jacobian": jax.jacfwd})
    expected = jax.grad(twin)(*map(jax.numpy.asarray, args))
    np.testing.assert_allclose(grad(function)(*args), np.asarray(expected), rtol=1e-12)
