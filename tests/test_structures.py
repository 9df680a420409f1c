"""Arguments of all structures, in all transforms: a derivative has the structure of its argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    ravel,
    value_and_grad,
    vjp,
)
from sourcead.trees import Place, leaves

X = np.array([0.4, -1.1, 0.7])
Y = np.array([0.3, 0.9, -0.6])


class Pair(NamedTuple):
    """Two values."""

    one: Any
    other: Any


@dataclass
class Model:
    """Parameters in an object, and what is none."""

    w: Any
    b: Any
    deep: Any = None
    name: str = "model"
    steps: int = 2


class Plain:
    """An object with attributes, without a class of its own kind."""

    def __init__(self, w: Any, b: Any) -> None:
        self.w = w
        self.b = b

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other)


def core(w: Any, b: Any, x: Any) -> Any:
    return np.sum(np.sin(w * x) * w) * b**2


Of = Callable[[Any, Any], Any]
CASES: dict[str, tuple[Any, Of]] = {
    "dict": ({"w": X, "b": 0.5, "none": None}, lambda p, x: core(p["w"], p["b"], x)),
    "list": ([X, 0.5], lambda p, x: core(p[0], p[1], x)),
    "list with None": ([X, None, 0.5], lambda p, x: core(p[0], p[2], x)),
    "tuple": ((X, None, 0.5), lambda p, x: core(p[0], p[2], x)),
    "named tuple": (Pair(X, 0.5), lambda p, x: core(p.one, p.other, x)),
    "named tuple with None": (Pair(X, None), lambda p, x: core(p.one, 0.7, x)),
    "dataclass": (Model(X, 0.5), lambda p, x: core(p.w, p.b, x) * p.steps),
    "object": (Plain(X, 0.5), lambda p, x: core(p.w, p.b, x)),
    "nested": (
        {"m": Model(X, 0.5, deep=[1.5, {"z": Y}]), "t": (Pair(Y, 2.0), None)},
        lambda p, x: core(p["m"].w, p["m"].b, x) * np.sum(p["m"].deep[1]["z"] ** 2) * p["m"].deep[0] + p["t"][0].other ** 2,
    ),
    "nested containers": (
        {"l": [X, {"z": Y, "n": None, "k": 3}], "t": (0.5, None)},
        lambda p, x: core(p["l"][0], p["t"][0], x) * np.sum(p["l"][1]["z"] ** 2),
    ),
    "matrix": ({"m": np.outer(X, Y), "s": np.float64(0.5)}, lambda p, x: core(p["m"] @ x, p["s"], x)),
}
each = pytest.mark.parametrize("case", CASES)


def form(tree: Any, like: Any) -> None:
    """Raise unless a gradient has the classes, keys, attributes and shapes of its argument."""
    if isinstance(like, dict):
        assert list(tree) == list(like)
        for key in like:
            form(tree[key], like[key])
    elif isinstance(like, (list, tuple)):
        assert type(tree) is type(like)
        for one, other in zip(tree, like, strict=True):
            form(one, other)
    elif hasattr(like, "__dict__") and not isinstance(like, np.ndarray):
        assert type(tree) is type(like)
        form(vars(tree), vars(like))
    elif like is None or isinstance(like, str):
        assert tree == like
    else:
        assert np.shape(tree) == np.shape(like)
        assert np.asarray(tree).dtype == float


def reference(case: str) -> tuple[Any, Any, Any, Callable[[Any], Any], Callable[[Any], Any]]:
    """The argument, its vector and inverse, the function of the vector, and its central difference along each axis."""
    tree, f = CASES[case]
    vector, unravel = ravel(tree)

    def flat(v: Any) -> Any:
        return f(unravel(v), Y)

    def slopes(of: Callable[[Any], Any]) -> Any:
        return np.array([(np.asarray(of(vector + e)) - of(vector - e)) / 2e-6 for e in np.eye(vector.size) * 1e-6])

    return tree, vector, unravel, flat, slopes


@each
def test_gradients(case: str) -> None:
    tree, _, unravel, flat, slopes = reference(case)
    f, expected = CASES[case][1], slopes(flat)
    found = grad(f)(tree, Y)
    value, by_name = value_and_grad(f, ("p",))(tree, x=Y)
    out, pullback = vjp(f, tree, Y)
    for gradient in (found, by_name[0], pullback(1.0)[0]):
        form(gradient, tree)
        np.testing.assert_allclose(unravel.vector(gradient), expected, rtol=1e-7, atol=1e-8)
    assert value == out == f(tree, Y)
    (more, aux), with_aux = value_and_grad(lambda p, x: (f(p, x), x), "p", has_aux=True)(tree, Y)
    assert more == value
    np.testing.assert_array_equal(aux, Y)
    np.testing.assert_array_equal(unravel.vector(with_aux), unravel.vector(found))


@each
def test_tangents(case: str) -> None:
    tree, vector, unravel, flat, slopes = reference(case)
    f, way = CASES[case][1], np.linspace(0.5, -1.0, vector.size)
    expected = slopes(flat) @ way
    assert jvp(f, (tree, Y), (unravel(way), None))[1] == pytest.approx(expected, rel=1e-7)
    assert linearize(f, tree, Y)[1](unravel(way), None) == pytest.approx(expected, rel=1e-7)


@each
def test_jacobians(case: str) -> None:
    tree, vector, unravel, _, slopes = reference(case)
    f = CASES[case][1]

    def g(p: Any, x: Any) -> Any:
        return f(p, x) * x

    expected = slopes(lambda v: g(unravel(v), Y)).T
    for found in (jacrev(g)(tree, Y), jacfwd(g, "p")(tree, x=Y), jacobian(g, (1, 0))(tree, Y)[1]):
        rows = [unravel.vector(row_of(found, k)) for k in range(3)]
        np.testing.assert_allclose(rows, expected, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(unravel.vector(elementwise_grad(g)(tree, Y)), expected.sum(0), rtol=1e-6, atol=1e-8)


def row_of(tree: Any, k: int) -> Any:
    """One row of a Jacobian in a structure."""
    if isinstance(tree, dict):
        return {n: row_of(v, k) for n, v in tree.items()}
    if isinstance(tree, Pair):
        return Pair(*(row_of(v, k) for v in tree))
    if isinstance(tree, (list, tuple)):
        return type(tree)(row_of(v, k) for v in tree)
    if hasattr(tree, "__dict__"):
        made = object.__new__(type(tree))
        made.__dict__.update({n: row_of(v, k) for n, v in vars(tree).items()})
        return made
    return tree[k] if isinstance(tree, np.ndarray) else tree


@each
def test_second_derivatives(case: str) -> None:
    tree, vector, unravel, _, slopes = reference(case)
    f, way = CASES[case][1], np.linspace(0.5, -1.0, vector.size)
    expected = slopes(lambda v: unravel.vector(grad(f)(unravel(v), Y)))
    by_tree, by_x = hvp(f, (tree, Y), (unravel(way), None))
    form(by_tree, tree)
    assert by_x.shape == Y.shape
    np.testing.assert_allclose(unravel.vector(by_tree), way @ expected, rtol=1e-6, atol=1e-7)
    blocks = leaves(hessian(f)(tree, Y))
    for one in places(unravel):
        for other in places(unravel):
            block = blocks[one.path + other.path.removeprefix("tree")]
            assert block.shape == (*one.shape, *other.shape)
            part = expected[one.start : one.stop, other.start : other.stop]
            np.testing.assert_allclose(block, part.reshape(block.shape), rtol=1e-6, atol=1e-7)


def places(unravel: Any) -> list[Place]:
    return [p for p in unravel.places.values() if isinstance(p, Place)]


def test_hessian_by_several_arguments() -> None:
    def f(x: Any, p: Any) -> Any:
        return np.sum(x**2 * p["a"]) * p["b"]

    (xx, xp), of_p = hessian(f, (0, "p"))(X, {"a": Y, "b": 2.0})
    np.testing.assert_allclose(xx, np.diag(4 * Y))
    np.testing.assert_allclose(xp["a"], np.diag(4 * X))
    np.testing.assert_allclose(xp["b"], 2 * X * Y)
    np.testing.assert_allclose(of_p["a"][0], np.diag(4 * X))
    np.testing.assert_allclose(of_p["b"][0], 2 * X * Y)
    np.testing.assert_allclose(of_p["b"][1]["a"], X**2)
    assert of_p["b"][1]["b"] == 0.0


def test_positions_and_names() -> None:
    def f(a: Any, b: Any = 2.0, *, c: Any = 3.0) -> Any:
        return a * b**2 * c**3

    assert grad(f)(1.5) == pytest.approx(4.0 * 27.0)
    assert grad(f, "c")(1.5, c=2.0) == pytest.approx(1.5 * 4.0 * 12.0)
    assert grad(f, (-1, 0, "b"))(1.5, b=1.0) == pytest.approx((1.5 * 27.0, 27.0, 1.5 * 2.0 * 27.0))
    assert grad(f, [1])(1.5) == pytest.approx((1.5 * 4.0 * 27.0,))
    assert grad(f, np.int64(1))(1.5) == pytest.approx(1.5 * 4.0 * 27.0)
    for transform in (jacrev, jacfwd, jacobian):
        assert transform(f, ("c", 0))(a=1.5, c=1.0) == pytest.approx((1.5 * 4.0 * 3.0, 4.0))
    assert hessian(f, "c")(1.5, c=2.0) == pytest.approx(1.5 * 4.0 * 12.0)
    assert hvp(f, (1.5,), (1.0,)) == pytest.approx((0.0, 4.0 * 27.0, 4.0 * 27.0))


def test_variadic_arguments() -> None:
    def f(*parts: Any, **more: Any) -> Any:
        return np.sum(parts[0] * parts[1]) * more["k"]

    by_parts, by_more = grad(f, ("parts", "more"))(X, Y, k=2.0)
    np.testing.assert_allclose(by_parts, (2 * Y, 2 * X))
    assert by_more == {"k": pytest.approx(np.sum(X * Y))}
    np.testing.assert_allclose(jacfwd(f)(X, Y, k=2.0), (2 * Y, 2 * X))
    np.testing.assert_allclose(jacrev(f, "parts")(X, Y, k=2.0), (2 * Y, 2 * X))


def test_an_argument_without_gradient() -> None:
    def f(x: Any, mode: Any, mask: Any) -> Any:
        return np.sum(x[mask] ** 2) if mode == "square" else np.sum(x)

    product, none, also_none = hvp(f, (X, "square", X > 0), (Y, None, None))
    np.testing.assert_allclose(product, np.where(X > 0, 2 * Y, 0.0))
    assert none is also_none is None
    for transform in (grad, jacrev, jacfwd, jacobian, hessian):
        for name in ("mode", "mask"):
            with pytest.raises(InputTypeError, match=f"the argument `{name}` is of type"):
                transform(f, name)(X, "square", X > 0)


def test_whole_numbers_and_empty_arrays_in_a_jacobian() -> None:
    def f(p: Any) -> Any:
        return p["x"] * p["n"] + np.sum(p["none"])

    tree = {"x": X, "n": 2, "none": np.zeros(0), "mask": X > 0}
    for found in (jacrev(f)(tree), jacfwd(f)(tree)):
        np.testing.assert_allclose(found["x"], 2 * np.eye(3))
        np.testing.assert_array_equal(found["n"], np.zeros(3))
        assert found["none"].shape == (3, 0)
        np.testing.assert_array_equal(found["mask"], np.zeros((3, 3)))
    second = hessian(lambda p: np.sum(f(p) ** 2))(tree)
    np.testing.assert_allclose(second["x"]["x"], 8 * np.eye(3))
    np.testing.assert_array_equal(second["x"]["n"], np.zeros(3))
    np.testing.assert_array_equal(second["n"]["x"], np.zeros(3))


def test_hessian_product_of_a_function_that_counts() -> None:
    def f(x: Any, n: Any) -> Any:
        for k in range(n):
            x = x * x[k]
        return np.sum(x)

    product, none = hvp(f, (X[:3], 2), (Y[:3], None))
    assert none is None
    np.testing.assert_allclose(product, hessian(f)(X[:3], 2) @ Y[:3])
