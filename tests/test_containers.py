"""Containers that a user registers: gradients in them, what may be read inside, what is refused."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    UnsupportedSyntaxError,
    check_grads,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacrev,
    jvp,
    ravel,
    register_container,
    value_and_grad,
    vjp,
)
from sourcead.runtime.containers import REGISTERED

X = np.array([0.4, -1.1, 0.7])
Y = np.array([0.3, 0.9, -0.6])


class Counting(type):
    """A metaclass that counts what is made."""

    made = 0

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        Counting.made += 1
        return super().__call__(*args, **kwargs)


class Layer(metaclass=Counting):
    """Weights and bias, a cache, and a setter that freezes."""

    __slots__ = ("_cache", "_parts", "act", "gain", "mode")

    def __new__(cls, *_: Any, **__: Any) -> Any:
        return object.__new__(cls)

    def __init__(self, w: Any, b: Any, mode: str = "sum") -> None:
        put = object.__setattr__
        put(self, "_parts", {"w": w, "b": b})
        put(self, "mode", mode)
        put(self, "gain", 2.0)
        put(self, "_cache", {("a", 1): 5.0})
        put(self, "act", math.tanh)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(name)

    @property
    def w(self) -> Any:
        return self._parts["w"]

    def __getitem__(self, key: str) -> Any:
        return self._parts[key]

    def energy(self, x: Any) -> Any:
        total = np.sum(np.sin(self.w * x) * self.w) * self["b"] ** 2
        return total if self.mode == "sum" else total / len(x)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register_container(
        Layer, lambda x: ({"_parts": x._parts}, x.mode), lambda mode, c: Layer(c["_parts"]["w"], c["_parts"]["b"], mode)
    )
    yield
    REGISTERED.pop(Layer, None)


def plain(w: Any, b: Any, x: Any) -> Any:
    return np.sum(np.sin(w * x) * w) * b**2


def energy(layer: Any, x: Any) -> Any:
    return layer.energy(x)


def test_a_gradient_is_a_container() -> None:
    by_w, by_b = grad(plain, (0, 1))(X, 0.5, Y)
    value, gradient = value_and_grad(energy)(Layer(X, 0.5), Y)
    assert value == plain(X, 0.5, Y)
    for found in (gradient, vjp(energy, Layer(X, 0.5), Y)[1](1.0)[0]):
        assert type(found) is Layer
        np.testing.assert_allclose(found.w, by_w)
        assert found["b"] == pytest.approx(by_b)
        assert found.mode == "sum"
    mean = grad(energy)(Layer(X, 0.5, "mean"), Y)
    np.testing.assert_allclose(mean.w, by_w / 3)
    assert mean.mode == "mean"


def test_the_function_is_derived_once() -> None:
    derivative = grad(energy)
    for scale in (1.0, 2.0, 3.0):
        derivative(Layer(scale * X, 0.5), Y)
    assert derivative.cache_info().misses == 1


def test_inside_structures() -> None:
    def f(p: Any, x: Any) -> Any:
        return p["layers"][0].energy(x) * p["layers"][1].energy(x) + p["shift"]

    found = grad(f)({"layers": [Layer(X, 0.5), Layer(Y, 1.5)], "shift": 1.0}, Y)
    np.testing.assert_allclose(found["layers"][1].w, grad(plain)(Y, 1.5, Y) * plain(X, 0.5, Y))
    assert found["shift"] == 1.0


def test_other_transforms() -> None:
    layer, way = Layer(X, 0.5), Layer(Y, -1.0)
    tangent = jvp(plain, (X, 0.5, Y), (Y, -1.0, None))[1]
    assert jvp(energy, (layer, Y), (way, None))[1] == pytest.approx(tangent)
    rows = jacrev(lambda w, x: plain(w, 0.5, x) * x)(X, Y)
    for transform in (jacrev, jacfwd):
        np.testing.assert_allclose(transform(lambda a, x: a.energy(x) * x)(layer, Y).w, rows)
    product, _ = hvp(energy, (layer, Y), (way, None))
    expected = hvp(plain, (X, 0.5, Y), (Y, -1.0, None))
    np.testing.assert_allclose(product.w, expected[0])
    assert product["b"] == pytest.approx(expected[1])
    np.testing.assert_allclose(hessian(energy)(layer, Y).w.w, hessian(plain)(X, 0.5, Y))
    check_grads(energy, (layer, Y), modes=("rev", "fwd"))


def test_as_a_vector() -> None:
    vector, unravel = ravel({"layer": Layer(X, 0.5, "mean")})
    np.testing.assert_array_equal(vector, [*X, 0.5])
    back = unravel(2 * vector)["layer"]
    assert (type(back), back.mode, back["b"]) == (Layer, "mean", 1.0)
    gradient = grad(lambda p: energy(p["layer"], Y))({"layer": back})
    np.testing.assert_allclose(unravel.vector(gradient)[:3], gradient["layer"].w)


def test_what_is_no_child_is_read_as_a_constant_or_refused() -> None:
    by_w = grad(lambda m: np.sum(m.w) * (2.0 if m.act is math.tanh and m.mode == "sum" else 1.0))(Layer(X, 0.5)).w
    np.testing.assert_array_equal(by_w, [2.0, 2.0, 2.0])
    for read in (lambda m: np.sum(m.w) * m.gain, lambda m: np.sum(m.w) * len(m._cache)):
        with pytest.raises(UnsupportedSyntaxError, match="is no child that `flatten` gives"):
            grad(read)(Layer(X, 0.5))


def test_writing_is_refused_and_arrays_are_left_alone() -> None:
    def writes(m: Any) -> Any:
        m.mode = "mean"
        return np.sum(m.w)

    def writes_array(m: Any) -> Any:
        m.w[0] = 3.0
        return np.sum(m.w**2)

    with pytest.raises(UnsupportedSyntaxError, match="cannot be changed"):
        grad(writes)(Layer(X, 0.5))
    layer = Layer(X.copy(), 0.5)
    np.testing.assert_array_equal(grad(writes_array)(layer).w, [0.0, 2 * X[1], 2 * X[2]])
    np.testing.assert_array_equal(layer.w, X)


def test_not_registered_it_is_refused() -> None:
    del REGISTERED[Layer]
    with pytest.raises(InputTypeError, match="is of type Layer: it has no gradient"):
        grad(energy)(Layer(X, 0.5), Y)


class Partial:
    """An object of which one attribute only is to have a gradient."""

    def __init__(self, w: Any, scale: Any) -> None:
        self.w = w
        self.scale = scale


class Open:
    """A class whose attributes are known when they are asked for."""

    def __getattr__(self, name: str) -> Any:
        return 1.0


class Asked(type):
    """A metaclass that answers `isinstance`."""

    def __instancecheck__(cls, other: Any) -> bool:
        return True


class Everything(metaclass=Asked):
    """A class of all objects."""


@pytest.mark.parametrize("kind", [OrderedDict, dict, np.ndarray, Open, Everything, 3, type("Table", (dict,), {})])
def test_classes_that_cannot_be_followed(kind: Any) -> None:
    with pytest.raises(InputTypeError, match="cannot be followed"):
        register_container(kind, lambda x: ({}, None), lambda aux, children: None)
    assert not isinstance(kind, type) or kind not in REGISTERED


@pytest.mark.parametrize(
    ("children", "reason"),
    [
        (lambda x: (x.w,), r"does not give `\(children, aux\)`"),
        (lambda x: ((x.w,), None), r"does not give `\(children, aux\)`"),
        (lambda x: ({"w": x.w * 2}, None), "the child `w` of a `Partial` is not what its attribute `w` gives"),
        (lambda x: ({"v": x.w}, None), "the child `v` of a `Partial` is not what its attribute `v` gives"),
    ],
)
def test_what_flatten_gives(children: Any, reason: str) -> None:
    try:
        register_container(Partial, children, lambda aux, c: Partial(c["w"], aux))
        with pytest.raises(InputTypeError, match=reason):
            grad(lambda m: np.sum(m.w))(Partial(X, 2.0))
    finally:
        del REGISTERED[Partial]


def test_registering_a_class_that_is_taken_apart_anyway() -> None:
    def f(m: Any) -> Any:
        return np.sum(m.w**2)

    derivative = grad(f)
    assert derivative(Partial(X, 2.0)).scale == 0.0
    register_container(Partial, lambda x: ({"w": x.w}, x.scale), lambda scale, c: Partial(c["w"], scale))
    try:
        found = derivative(Partial(X, 2.0))
        np.testing.assert_array_equal(found.w, 2 * X)
        assert found.scale == 2.0
        with pytest.raises(UnsupportedSyntaxError, match="`scale` of a `Partial` is no child"):
            grad(lambda m: np.sum(m.w) * m.scale)(Partial(X, 2.0))
    finally:
        del REGISTERED[Partial]
