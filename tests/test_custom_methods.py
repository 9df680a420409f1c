"""Methods whose derivative the user gives, and functions with such a derivative that are taken from objects and classes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, check_grads, checkpoint, custom_jvp, custom_vjp, grad, implicit, jvp

X = np.array([0.3, 1.2, -0.7])


@custom_vjp
def sine(x):
    return np.sin(x)


sine.defvjp(lambda x: (np.sin(x), x), lambda x, g: (3 * g * np.cos(x),))


class Layer:
    def __init__(self, w: Any) -> None:
        self.w = w
        self.sine = sine

    @custom_vjp
    def whole(self, x):
        return np.tanh(self.w * x)

    @functools.partial(custom_vjp, nondiff_argnums=(0,))
    def of_others(self, x):
        return np.tanh(self.w * x)

    @functools.partial(custom_jvp, nondiff_argnums=(0,))
    def pushed(self, x):
        return np.tanh(self.w * x)

    @pushed.defjvp
    def pushed_jvp(self, primals, tangents):
        (x,) = primals
        (x_dot,) = tangents
        y = np.tanh(self.w * x)
        return y, 3 * (1 - y**2) * (self.w * x_dot)

    @custom_jvp
    def by_terms(self, x):
        return np.tanh(self.w * x)

    @custom_jvp
    def together(self, x):
        return np.tanh(self.w * x)

    @together.defjvp
    def together_jvp(primals, tangents):
        self, x = primals
        return np.tanh(self.w * x), tangents[1]

    @checkpoint
    def again(self, x):
        return np.tanh(self.w * x)

    @staticmethod
    @custom_vjp
    def static(x):
        return np.tanh(x)


# each rule gives three times the derivative, so that it shows which one was used
Layer.whole.defvjp(
    lambda self, x: (np.tanh(self.w * x), (self.w, np.tanh(self.w * x))),
    lambda residuals, g: (None, 3 * g * (1 - residuals[1] ** 2) * residuals[0]),
)
Layer.of_others.defvjp(
    lambda self, x: (np.tanh(self.w * x), x), lambda self, x, g: (3 * g * (1 - np.tanh(self.w * x) ** 2) * self.w,)
)
Layer.by_terms.defjvps(None, lambda x_dot, out, self, x: 3 * (1 - out**2) * self.w * x_dot)
Layer.static.defvjp(lambda x: (np.tanh(x), np.tanh(x)), lambda y, g: (3 * g * (1 - y**2),))

LAYER = Layer(2.0)
PLAIN = (1 - np.tanh(2 * X) ** 2) * 2


def whole(x):
    return np.sum(LAYER.whole(x))


def of_others(x):
    return np.sum(LAYER.of_others(x))


def pushed(x):
    return np.sum(LAYER.pushed(x))


def by_terms(x):
    return np.sum(LAYER.by_terms(x))


@pytest.mark.parametrize("function", [whole, of_others, pushed, by_terms])
def test_a_method_of_an_object_outside(function: Callable[..., Any]) -> None:
    assert function(X) == pytest.approx(np.sum(np.tanh(2 * X)))
    derivative = grad(function)
    np.testing.assert_allclose(derivative(X), 3 * PLAIN)
    np.testing.assert_allclose(grad(lambda x: np.sum(derivative(x)))(X).shape, (3,))


@pytest.mark.parametrize("function", [pushed, by_terms])
def test_a_tangent_of_a_method(function: Callable[..., Any]) -> None:
    assert jvp(function, (X,), (X,))[1] == pytest.approx(3 * PLAIN @ X)


def test_a_reverse_rule_of_a_method_in_forward_mode() -> None:
    with pytest.raises(UnsupportedSyntaxError, match="has a rule for reverse mode only") as caught:
        jvp(of_others, (X,), (X,))
    assert "LAYER.of_others(x)" in str(caught.value)


def test_the_object_changes_between_calls() -> None:
    layer = Layer(2.0)

    def f(x):
        return np.sum(layer.of_others(x) + layer.pushed(x))

    derivative = grad(f)
    np.testing.assert_allclose(derivative(X), 6 * PLAIN)
    layer.w = 1.0
    np.testing.assert_allclose(derivative(X), 6 * (1 - np.tanh(X) ** 2))
    assert derivative.cache_info().misses <= 2
    layer = Layer(3.0)
    np.testing.assert_allclose(derivative(X), 18 * (1 - np.tanh(3 * X) ** 2))


def test_checkpoint_and_implicit_of_methods() -> None:
    class Model:
        def __init__(self, c: float) -> None:
            self.c = c

        def solve(self, a):
            x = a
            for _ in range(60):
                x = x - (x**3 + self.c * x - a) / (3 * x**2 + self.c)
            return x

        root = implicit(lambda x, self, a: x**3 + self.c * x - a, solve)

    model = Model(2.0)
    check_grads(lambda x: np.sum(LAYER.again(x)), (X,), modes=("rev", "fwd"), order=2)
    check_grads(lambda a: model.root(a) ** 2, (1.5,), modes=("rev", "fwd"))


def test_functions_that_are_taken_from_objects_and_classes() -> None:
    bound = custom_vjp(LAYER.again)
    bound.defvjp(lambda x: (LAYER.again(x), x), lambda x, g: (3 * g * (1 - np.tanh(LAYER.w * x) ** 2) * LAYER.w,))

    def f(layer, x):
        return np.sum(layer.sine(x)) + np.sum(layer.static(x)) + np.sum(Layer.static(x)) + np.sum(bound(x))

    expected = 3 * (np.cos(X) + 2 * (1 - np.tanh(X) ** 2) + PLAIN)
    np.testing.assert_allclose(grad(f, 1)(LAYER, X), expected)
    np.testing.assert_allclose(grad(lambda x: f(LAYER, x))(X), expected)


def of_an_argument(layer, x):
    return np.sum(layer.whole(x))


def of_one_made_inside(x):
    layer = Layer(x[0])
    return np.sum(layer.whole(x))


def with_what_moves(x):
    return np.sum(LAYER.together(x))


@pytest.mark.parametrize(
    ("function", "args", "marked", "reason"),
    [
        (of_an_argument, (LAYER, X), "layer.whole", "`whole` has a derivative of its own, and is a method of an object that is"),
        (of_one_made_inside, (X,), "layer.whole", "`whole` has a derivative of its own, and is a method of an object that is"),
        (with_what_moves, (X,), "LAYER.together", "the rule of the method `together` takes the object with what moves"),
    ],
)
def test_refused(function: Callable[..., Any], args: tuple[Any, ...], marked: str, reason: str) -> None:
    with pytest.raises(UnsupportedSyntaxError) as caught:
        grad(function, len(args) - 1)(*args)
    place, line, caret, *reasons = str(caught.value).split("\n")
    assert place.startswith(__file__) and reasons[0].startswith(reason) and len(reasons) == 2
    assert line[caret.index("^") : caret.rindex("^") + 1] == marked


def test_the_way_out_for_objects_that_are_taken_apart() -> None:
    @custom_vjp
    def act(w, x):
        return np.tanh(w * x)

    act.defvjp(
        lambda w, x: (np.tanh(w * x), (w, x, np.tanh(w * x))),
        lambda r, g: (np.sum(g * (1 - r[2] ** 2) * r[1]), g * (1 - r[2] ** 2) * r[0]),
    )

    class Thin:
        def __init__(self, w: Any) -> None:
            self.w = w

        def act(self, x):
            return act(self.w, x)

    check_grads(lambda layer, x: np.sum(layer.act(x)), (Thin(1.5), X))
