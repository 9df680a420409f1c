"""Objects outside of the function and as arguments: what is changed between two calls is noticed, what is passed is as it was."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from sourcead import InputTypeError, grad, value_and_grad, vjp
from sourcead.normalize.structures import structure_of
from sourcead.tools.check import check_grads
from tests.generator import make

X = np.array([0.5, -0.3, 0.8])


class Dense:
    """A layer."""

    def __init__(self, w: Any, function: Callable[..., Any] = np.tanh) -> None:
        self.w, self.function = w, function

    def __call__(self, x: Any) -> Any:
        return self.function(self.w * x)


class Scale:
    """Another one."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, x: Any) -> Any:
        return self.factor * x


class Model:
    """Layers in a row."""

    def __init__(self, *layers: Any) -> None:
        self.layers = list(layers)

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return np.sum(x)

    @grad
    def slope(self, x: Any) -> Any:
        return np.sum(self.layers[0].w * x)


LAYERS: list[Any] = []
TABLE: dict[str, Any] = {}


WITHOUT_MODULE = """
import typing
import numpy as np

class Pair(typing.NamedTuple):
    first: typing.Any
    second: typing.Any = 0.5

class Scale:
    def __init__(self, factor):
        self.factor = factor

def scaled(x):
    return Scale(2.0).factor * x

def f(x):
    match Pair(x, np.mean(x)):
        case Pair(first, k):
            return np.sum(scaled(first)) * k
    return 0.0
"""


def through_layers(x):
    for k, layer in enumerate(LAYERS):
        if isinstance(layer, Scale):
            x = x + k
        x = layer(x)
    return np.sum(x)


def through_a_table(x):
    total = 0.0
    for name, layer in TABLE.items():
        total = total + np.sum(layer(x)) * (2.0 if name == "a" else 1.0)
    return total * len(TABLE)


def assert_right(derivative: Any) -> None:
    check_grads(derivative, (X,))
    step = 1e-6 * np.eye(3)
    expected = [(derivative.primal(X + s) - derivative.primal(X - s)) / 2e-6 for s in step]
    np.testing.assert_allclose(derivative(X), expected, rtol=1e-6, atol=1e-8)


def change_an_attribute() -> None:
    LAYERS[1].factor = 7.0


def change_a_function() -> None:
    LAYERS[0].function = np.cos


def change_an_element() -> None:
    LAYERS[1] = Dense(5 * X)


def change_an_array() -> None:
    LAYERS[0].w[0] = 3.0


def change_the_order() -> None:
    LAYERS.reverse()


@pytest.mark.parametrize(
    "change",
    [
        change_an_attribute, change_a_function, change_an_element, change_an_array, change_the_order,
        lambda: LAYERS.append(Scale(0.3)), lambda: LAYERS.pop(0),
    ],
)  # fmt: skip
def test_a_changed_list_is_noticed(change: Callable[[], Any]) -> None:
    LAYERS[:] = [Dense(2 * X), Scale(3.0), Dense(X + 1, np.sin)]
    derivative = grad(through_layers)
    assert_right(derivative)
    change()
    assert_right(derivative)


def test_a_changed_table_is_noticed() -> None:
    TABLE.clear()
    TABLE.update(a=Scale(2.0), b=Dense(X))
    derivative = grad(through_a_table)
    assert_right(derivative)
    TABLE["c"] = Scale(4.0)
    assert_right(derivative)
    TABLE["b"] = TABLE.pop("a")
    assert_right(derivative)


def test_a_changed_class_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    LAYERS[:] = [Scale(3.0)]
    derivative = grad(through_layers)
    assert_right(derivative)
    monkeypatch.setattr(Scale, "__call__", lambda self, x: self.factor * x**2)
    assert_right(derivative)


def test_a_changed_model_is_noticed() -> None:
    model = Model(Dense(2 * X), Scale(3.0))
    derivative = grad(model)
    assert_right(derivative)
    model.layers.append(Dense(X))
    assert_right(derivative)
    model.layers = [Scale(9.0)]
    assert_right(derivative)


def test_layers_of_a_closure() -> None:
    layers = [Scale(2.0), Dense(X)]

    def f(x):
        for one, other in zip(layers, reversed(layers)):
            x = one(other(x))
        return np.sum(x)

    derivative = grad(f)
    assert_right(derivative)
    layers[0] = Scale(8.0)
    assert_right(derivative)


# arguments


@dataclass
class Params:
    """Weights."""

    w: Any
    b: Any = 0.0
    name: str = "a"


class Bag:
    """An object of any attributes."""


def linear(p, x):
    return np.sum(p.w * x) * (p.b if hasattr(p, "b") else 2.0)


def test_attributes_that_come_and_go() -> None:
    bag = Bag()
    bag.w = X
    derivative = grad(linear)
    assert vars(derivative(bag, X)).keys() == {"w"}
    bag.b = 3.0
    np.testing.assert_allclose(derivative(bag, X).b, X @ X)
    np.testing.assert_allclose(derivative(bag, X).w, 3 * X)
    del bag.b
    np.testing.assert_allclose(derivative(bag, X).w, 2 * X)


def chosen(p, x):
    return np.sum(p.w**2 * x) if p.name == "a" else np.sum(p.w**3 * x)


def test_texts_and_functions_of_an_object() -> None:
    derivative = grad(chosen)
    np.testing.assert_allclose(derivative(Params(X), X).w, 2 * X * X)
    np.testing.assert_allclose(derivative(Params(X, name="b"), X).w, 3 * X**2 * X)
    called = grad(lambda layer, x: np.sum(layer(x)))
    np.testing.assert_allclose(called(Dense(X, np.sin), X).w, np.cos(X * X) * X)
    np.testing.assert_allclose(called(Dense(X, np.cos), X).w, -np.sin(X * X) * X)


def test_lengths_of_lists_of_objects() -> None:
    derivative = grad(lambda model, x: model(x))
    for layers in ([Scale(2.0)], [Scale(2.0), Scale(3.0)], [Scale(0.5), Dense(X)], [Dense(X)]):
        check_grads(derivative, (Model(*layers), X), argnums=(0, 1))


def test_a_method_decorated_by_grad() -> None:
    model = Model(Dense(X.copy()))
    found = model.slope(2 * X)
    assert type(found) is Model and type(found.layers[0]) is Dense and found.layers[0].function is np.tanh
    np.testing.assert_allclose(found.layers[0].w, 2 * X)


def test_what_is_no_number_stays() -> None:
    params = Params(X, 2.0, "a name")
    found = grad(linear)(params, X)
    assert type(found) is Params and found.name == "a name" and found is not params
    out, pullback = vjp(linear, params, X)
    assert pullback(1.0)[0].name == "a name" and out == linear(params, X)


def test_the_argument_is_not_changed() -> None:
    def f(p, x):
        p.w = p.w * 2
        p.w[0] = x[0]
        p.name = "other"
        return np.sum(p.w * x)

    params = Params(X.copy())
    before = copy.deepcopy(params)
    grad(f)(params, X)
    assert params.name == before.name and np.array_equal(params.w, before.w) and params.b == before.b


def test_one_structure_for_all_that_are_equal() -> None:
    assert structure_of(Params(X)) is structure_of(Params(2 * X))
    assert structure_of(Params(X)) is not structure_of(Params(X, name="b"))
    assert structure_of([X, 1.0]) is None and structure_of(X) is None and structure_of(np.sin) is None
    bag = Bag()
    bag.me = bag
    assert structure_of(bag) is None


def test_objects_without_numbers() -> None:
    with pytest.raises(InputTypeError):
        grad(lambda p, x: np.sum(x))(Params(None, "b"), X)
    np.testing.assert_allclose(grad(lambda p, x: np.sum(x) * p.b, 1)(Params(None, 3), X), 3 * np.ones(3))


class Pair(NamedTuple):
    """A named tuple."""

    a: Any
    b: Any


def test_check_grads_of_objects() -> None:
    check_grads(lambda p: p.a.w @ p.a.w * p.b[1].b, (Pair(Params(X), [1.0, Params(None, 2.0)]),))


def test_text_without_a_module_name() -> None:
    """Classes and functions of executed text say that they are of `builtins`: they are followed all the same."""
    f = make(WITHOUT_MODULE)
    x = np.array([0.5, -1.2, 0.8])
    check_grads(f, (x,))
    assert value_and_grad(f)(x)[0] == f(x)


@dataclass
class Sized:
    w: np.ndarray
    n: int
    shape: tuple[int, int]
    index: np.ndarray
    name: str = "sized"


def sized(p):
    return np.sum(p.w[p.index] ** 2) * p.n * p.shape[0]


def test_whole_numbers_of_an_object_get_zeros() -> None:
    p = Sized(np.ones(3), 2, (3, 1), np.array([0, 2, 2]))
    for bar in (grad(sized)(p), vjp(sized, p)[1](1.0)[0]):
        assert type(bar) is Sized and np.array_equal(bar.w, [12.0, 0.0, 24.0])
        assert (bar.n, bar.shape, bar.name) == (0.0, (0.0, 0.0), "sized") and np.array_equal(bar.index, np.zeros(3))
    assert (p.n, p.shape) == (2, (3, 1))
