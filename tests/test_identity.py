"""Functions that are objects: looked up by what they are, not by what they equal; named or not; with attributes of any name."""

from __future__ import annotations

import functools
import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from sourcead import (
    SourceADError,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    sparse_hessian,
    sparse_jacobian,
    vjp,
)
from sourcead.identity import kept

X = np.array([1.0, 2.0])


@dataclass(frozen=True)
class Named:
    name: str
    w: float = field(compare=False, default=1.0)

    def __call__(self, x):
        return np.sum(self.w * x**2)


@dataclass
class Unhashable:
    w: float

    def __call__(self, x):
        return np.sum(self.w * x**2)


class Attributes:
    """An object whose attributes are called like those of what is made of it."""

    def __init__(self, w):
        self.w = w
        self._pull = self._kind = self._way = self._again = self._matrix = self.pattern = self._lookup = self.at = None

    def __call__(self, x):
        return np.sum(self.w * x**2)


class Owner:
    def __init__(self, w):
        self.w = w

    def value(self, x):
        return np.sum(self.w * x**2)


def weighted(x, w):
    return np.sum(w * x**2)


MAKERS = (
    functools.partial(Named, "same"),
    Unhashable,
    Attributes,
    lambda w: Owner(w).value,
    lambda w: functools.partial(weighted, w=w),
)
GRADIENTS: tuple[Callable[..., Any], ...] = (
    lambda f: grad(f)(X),
    lambda f: vjp(f, X)[1](1.0)[0],
    lambda f: jvp(f, (X,), (np.array([1.0, 0.0]),))[1] * np.array([1.0, 2.0]),
    lambda f: hvp(f, (X,), (X,))[0],
    lambda f: jacfwd(f)(X),
    lambda f: jacrev(f)(X),
    lambda f: jacobian(f)(X),
    lambda f: hessian(f)(X) @ X,
    lambda f: elementwise_grad(f)(X),
)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("gradient", GRADIENTS)
def test_each_object_has_its_own_derivative(make, gradient) -> None:
    held = [make(2.0), make(3.0)]
    for _ in range(2):
        for f, w in zip(held, (2.0, 3.0)):
            np.testing.assert_allclose(gradient(f), 2 * w * X)


@pytest.mark.parametrize("make", MAKERS[:4])
def test_linear_functions_and_sparse_matrices_of_objects(make) -> None:
    for w in (2.0, 3.0):
        f = make(w)
        assert linearize(f, X)[1](X) == pytest.approx(10 * w)
        np.testing.assert_allclose(sparse_hessian(f)(X).toarray(), 2 * w * np.eye(2))
        found = sparse_jacobian(f)
        np.testing.assert_allclose(found(X).toarray(), [2 * w * X])
        assert found.sweeps(X) == 1 and found.pattern(X).toarray().all()


def test_what_is_kept_is_dropped_and_not_mistaken() -> None:
    @kept(4)
    def made(f: Any) -> Any:
        return f.w

    held = [Unhashable(float(k)) for k in range(3)]
    assert [made(f) for f in held] == [0.0, 1.0, 2.0]
    lost = weakref.ref(held.pop())
    for k in range(50):  # an address may be used again once an object is gone
        assert made(Unhashable(float(k))) == k
    gc.collect()
    assert lost() is None


def counted(x):
    d: dict[int, Any] = {}
    for _ in range(2):
        k = int(10 * x) % 2
        d[k] = d.get(k, 1.0) * x * x
    return sum(d.values())


def product(x):
    return np.prod(np.array([x, x, np.cos(x)]))


@pytest.mark.parametrize(("gradient", "x"), [(grad(grad(counted)), 1.05), (grad(grad(grad(product))), 0.8)])
def test_a_derivative_that_was_called_is_differentiated_as_one_that_was_not(gradient, x) -> None:
    gradient(x)
    step = 1e-5
    expected = (gradient(x + step) - gradient(x - step)) / (2 * step)
    for derivative in (
        lambda: grad(gradient)(x),
        lambda: jvp(gradient, (x,), (1.0,))[1],
        lambda: vjp(gradient, x)[1](1.0)[0],
    ):
        try:
            found = derivative()
        except SourceADError:
            continue
        assert found == pytest.approx(expected, rel=1e-6)


def test_attributes_of_functions_that_mean_nothing_here() -> None:
    def f(x):
        return x * x

    f.tag, f._way, f.source = "t", "forward", "text"  # type: ignore[attr-defined]
    derivative = grad(f)
    assert derivative(3.0) == 6.0 and derivative.tag == "t" and derivative.source != "text"
