"""Rules that users give for their own functions."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    MissingRuleError,
    check_grads,
    elementwise,
    grad,
    hessian,
    jvp,
    linear,
    nondifferentiable,
    rule,
)
from sourcead.rules import names, registry

X = np.array([0.3, 0.8, 1.7])


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Rules are for the whole process: what a test gives is taken away."""
    known, functions = dict(names.given), dict(registry.table().functions)
    yield
    names.given.clear()
    names.given.update(known)
    registry.table().functions.clear()
    registry.table().functions.update(functions)


def opaque(function: Any) -> Any:
    """A function without source."""
    return np.vectorize(function, otypes=[float], excluded=["nothing"])


sine, cosine = opaque(np.sin), opaque(np.cos)
library = SimpleNamespace(sine=sine, cosine=cosine, hypot=np.vectorize(np.hypot, otypes=[float]))


def smooth(x: Any, width: int) -> Any:
    return np.convolve(x, np.ones(width) / width, "same")


def test_elementwise_of_any_order() -> None:
    def f(x, a):
        return np.sum(sine(a * x) ** 2)

    with pytest.raises(MissingRuleError):
        grad(f)(X, 2.0)
    elementwise("sine(x)", x="g * cosine(x)", names={"sine": sine, "cosine": cosine})
    elementwise("cosine(x)", x="-g * sine(x)", names={"sine": sine, "cosine": cosine})
    np.testing.assert_allclose(grad(f)(X, 2.0), 2 * np.sin(4 * X), rtol=1e-14)
    np.testing.assert_allclose(hessian(f)(X, 2.0), np.diag(8 * np.cos(4 * X)), rtol=1e-13, atol=1e-14)
    check_grads(f, (X, 2.0), argnums=(0, 1), order=2, modes=("fwd", "rev"))


def test_functions_of_an_object_that_broadcast() -> None:
    elementwise("lib.hypot(x, y)", x="g * x / out", y="g * y / out", names={"lib": library})

    def f(x, y):
        return np.sum(library.hypot(x[:, None], y) ** 3)

    derivative = grad(f, (0, 1))
    derivative(X, X[:2])
    assert "lib.hypot" not in derivative.source and "library.hypot" in derivative.source  # as it is written in the function
    check_grads(f, (X, X[:2]), argnums=(0, 1), modes=("fwd", "rev"))


def test_linear() -> None:
    linear("smooth(x, width)", x="smooth(g, width)", names={"smooth": smooth})

    def f(x):
        return np.sum(np.sin(smooth(x, 3)))

    derivative = grad(f)
    derivative(X)
    assert "x_bar = smooth(np.cos(smooth(x, 3)), 3)" in derivative.source
    check_grads(f, (X,), order=2, modes=("fwd", "rev"))


def test_rule_for_both_modes() -> None:
    def solved(a: Any) -> Any:
        return np.linalg.inv(a)

    rule("solved(a)", a="-out.T @ g @ out.T", da="-out @ da @ out", names={"solved": solved})

    def f(a):
        return np.sum(solved(a) ** 2)

    matrix = np.array([[2.0, 0.3], [0.1, 1.5]])
    derivative = grad(f)
    derivative(matrix)
    assert "solved(a)" in derivative.source
    check_grads(f, (matrix,), order=2, modes=("fwd", "rev"))


def test_nondifferentiable() -> None:
    rounded = opaque(np.round)
    nondifferentiable(rounded)

    def f(x):
        return np.sum(x * rounded(x))

    np.testing.assert_array_equal(grad(f)(X), np.round(X))
    assert jvp(f, (X,), (np.ones(3),))[1] == np.sum(np.round(X))


def test_names_that_mean_something_else() -> None:
    def sixth(x):
        return x / 6

    def f(x, sixth):
        return np.sum(x) * sixth

    def g(x):
        lib = np.exp(x)  # a variable with the name of what rules mention
        return np.sum(library.sine(x) * lib)

    elementwise("lib.sine(x)", x="g * lib.cosine(x)", names={"lib": library})
    check_grads(g, (X,), modes=("fwd", "rev"))
    rule("sixth(x)", x="g / 6", dx="dx / 6", names={"sixth": sixth})
    with pytest.raises(InputTypeError, match="the parameter `sixth` has a name that your derivative rules"):
        grad(f)(X, 2.0)


@pytest.mark.parametrize(
    ("pattern", "formula", "given", "reason"),
    [
        ("lib.tangent(x)", "g", {"lib": library}, r"it is not known what `lib.tangent` is"),
        ("np.sin(x)", "g * np.cos(x)", {}, "`np.sin` has a rule already"),
        ("sine(x)", "g * cosine(x)", {"sine": sine}, "a formula of `sine\\(x\\)` mentions `cosine`"),
        ("sine(x)", "g * np.cos(x)", {"sine": sine, "np": library}, "`np` stands for something else in rules"),
        ("sine", "g", {"sine": sine}, "`sine` is no call"),
        ("unknown(x)", "g", {}, "it is not known what `unknown` is"),
    ],
)
def test_what_is_refused(pattern: str, formula: str, given: Any, reason: str) -> None:
    with pytest.raises(InputTypeError, match=reason):
        elementwise(pattern, x=formula, names=given)


def test_one_name_has_one_meaning() -> None:
    elementwise("sine(x)", x="g * np.cos(x)", names={"sine": sine})
    with pytest.raises(InputTypeError, match="`sine` stands for something else in rules"):
        elementwise("cosine(x)", x="-g * sine(x)", names={"cosine": cosine, "sine": library.hypot})
