"""Structures as vectors: what is in the vector, the exact inverse, what is refused, an optimiser that knows vectors only."""

from __future__ import annotations

import math
import pickle
from collections import OrderedDict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from sourcead import InputTypeError, SourceADError, grad, ravel, value_and_grad

W = np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0]])


def same_value(x: Any) -> Any:
    return x


class Pair(NamedTuple):
    """Two values."""

    one: Any
    other: Any


@dataclass(frozen=True)
class Layer:
    """A part of a model."""

    w: np.ndarray
    b: float
    act: Any = same_value
    name: str = "layer"
    size: int = 3


class Slotted:
    """An object without a dict."""

    __slots__ = ("a", "b")

    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a, b


@dataclass
class Computing:
    """An object that keeps what it computed."""

    x: np.ndarray
    tags: list[str] = field(default_factory=list)

    @cached_property
    def total(self) -> float:
        return float(np.sum(self.x))


def same(one: Any, other: Any) -> None:
    """Raise unless two leaves are equal, of one type and dtype."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other


def test_all_numbers_in_order() -> None:
    tree = {"w": W, "more": [1.5, (np.float32(2.0), None)], "pair": Pair(3.0, np.array(4.0)), "empty": np.zeros((0, 2)), 5: []}
    vector, unravel = ravel(tree)
    np.testing.assert_array_equal(vector, [*W.ravel(), 1.5, 2.0, 3.0, 4.0])
    assert vector.dtype == np.float64
    back = unravel(vector + 1)
    assert list(back) == list(tree)
    same(back["w"], W + 1)
    same(back["more"][0], 2.5)
    same(back["more"][1][0], np.float32(3.0))
    assert back["more"][1][1] is None
    assert type(back["pair"]) is Pair
    same(back["pair"].other, np.array(5.0))
    same(back["empty"], np.zeros((0, 2)))
    assert back[5] == []


def test_whole_numbers_truth_values_texts_and_functions_are_constants() -> None:
    whole = np.array([1, 2])
    tree = {"n": 3, "yes": True, "text": "a", "whole": whole, "f": math.sin, "x": 0.5, "mask": W > 0, "k": np.int32(4)}
    vector, unravel = ravel(tree)
    np.testing.assert_array_equal(vector, [0.5])
    whole[0] = 7
    back = unravel(np.array([2.0]))
    same(back["whole"], np.array([1, 2]))
    same(back["mask"], W > 0)
    assert (back["n"], back["yes"], back["text"], back["f"], back["x"]) == (3, True, "a", math.sin, 2.0)
    back["whole"][1] = 9
    same(unravel(vector)["whole"], np.array([1, 2]))
    np.testing.assert_array_equal(ravel(3)[0], [])
    assert ravel(3)[1]([]) == 3


def test_objects() -> None:
    tree = [Layer(W, 0.5), Slotted(1.0, np.array([2.0])), SimpleNamespace(z=3.0), Computing(np.array([1.0, 2.0]), ["t"])]
    assert tree[3].total == 3.0
    vector, unravel = ravel(tree)
    np.testing.assert_array_equal(vector, [*W.ravel(), 0.5, 1.0, 2.0, 3.0, 1.0, 2.0])
    layer, slotted, space, computing = unravel(2 * vector)
    assert (type(layer), layer.b, layer.act, layer.name, layer.size) == (Layer, 1.0, same_value, "layer", 3)
    same(layer.w, 2 * W)
    same(slotted.b, np.array([4.0]))
    assert (slotted.a, space.z) == (2.0, 6.0)
    assert computing.total == 6.0
    assert computing.tags == ["t"]


def test_dtypes() -> None:
    assert ravel([np.float32(1.0), np.zeros(2, np.float32)])[0].dtype == np.float32
    tree = (np.array([1 + 2j, 3]), 0.5, np.arange(4.0).reshape(2, 2).T, np.zeros(1, ">f8"))
    vector, unravel = ravel(tree)
    assert vector.dtype == np.complex128
    for one, other in zip(unravel(vector), tree):
        same(one, other)
    same(unravel(vector.real)[0], np.array([1 + 0j, 3]))
    with pytest.raises(InputTypeError, match=r"`tree\[1\]` is real, and gets an imaginary part"):
        unravel(vector + 1j)


def test_the_result_shares_no_memory() -> None:
    vector, unravel = ravel(W)
    back = unravel(vector)
    assert not np.shares_memory(vector, W)
    assert not np.shares_memory(back, vector)


def test_the_inverse_can_be_pickled() -> None:
    vector, unravel = ravel({"layer": Layer(W, 0.5)})
    same(pickle.loads(pickle.dumps(unravel))(vector)["layer"].w, W)


@pytest.mark.parametrize("vector", [np.zeros(3), np.zeros((2, 1)), 0.0, np.array(["a", "b"]), []])
def test_a_vector_that_does_not_fit(vector: Any) -> None:
    with pytest.raises(InputTypeError, match="the structure holds 2 numbers"):
        ravel({"a": 1.0, "b": np.zeros(1)})[1](vector)


def test_what_is_refused() -> None:
    endless: list[Any] = [1.0]
    endless.append(endless)
    masked = np.ma.masked_array([1.0], [True])
    for leaf in ({1.0}, Fraction(1, 2), OrderedDict(a=1.0), np.array([1.0, None]), masked, endless, np.random.default_rng()):
        try:
            ravel({"x": leaf})
        except InputTypeError as error:
            assert "tree['x']" in str(error)
        else:
            assert isinstance(leaf, np.random.Generator)


def test_the_vector_of_a_gradient() -> None:
    params = {"w": W, "n": 2, "layer": Layer(W[0], 0.5)}

    def loss(p: Any) -> Any:
        return np.sum(p["w"] ** p["n"]) + p["layer"].b * np.sum(p["layer"].w)

    vector, unravel = ravel(params)
    gradient = grad(loss)(params)
    np.testing.assert_allclose(unravel.vector(gradient), [*2 * W.ravel(), *[0.5] * 3, np.sum(W[0])])
    np.testing.assert_array_equal(unravel.vector(params), vector)
    for wrong in ({"w": W}, {**params, "w": W[0]}, {**params, "layer": {"w": 1.0}}, {**params, "w": W * 1j}, [1.0]):
        with pytest.raises(InputTypeError):
            unravel.vector(wrong)


def test_inside_a_function_it_is_refused() -> None:
    vector, unravel = ravel({"w": W})
    with pytest.raises(SourceADError):
        grad(lambda v: np.sum(unravel(v)["w"] ** 2))(vector)


def test_an_optimiser_that_knows_vectors_only() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    rng = np.random.default_rng(0)
    xs = rng.normal(size=(20, 3))
    ys = xs @ W.T + np.array([0.5, -1.0])
    params = {"w": np.zeros((2, 3)), "b": np.zeros(2), "power": 2}

    def loss(p: Any) -> Any:
        return np.mean((xs @ p["w"].T + p["b"] - ys) ** p["power"])

    vector, unravel = ravel(params)
    step = value_and_grad(loss)

    def objective(v: Any) -> Any:
        value, gradient = step(unravel(v))
        return value, unravel.vector(gradient)

    best = unravel(optimize.minimize(objective, vector, jac=True, tol=1e-12).x)
    np.testing.assert_allclose(best["w"], W, atol=1e-5)
    np.testing.assert_allclose(best["b"], [0.5, -1.0], atol=1e-5)
    assert best["power"] == 2
