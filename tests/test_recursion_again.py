"""Second and higher derivatives of functions that call themselves, against central differences of one order less."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    UnsupportedSyntaxError,
    checkpoint,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacrev,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)
from tests.programs.recursion import fft


def product(x: Any, n: int) -> Any:
    return x if n == 0 else np.sin(x) * product(x, n - 1)


def even(x: Any, n: int) -> Any:
    return np.cos(x) if n == 0 else x * odd(x, n - 1)


def odd(x: Any, n: int) -> Any:
    return x if n == 0 else np.sin(x) * even(x, n - 1) + x


def fibonacci(x: Any, n: int) -> Any:
    return x if n < 2 else fibonacci(x, n - 1) * np.cos(x) + fibonacci(x, n - 2) * x


def until_small(x: Any, _: int) -> Any:
    """How deep it goes depends on the value."""
    return np.exp(x) if x < 0.1 else np.sin(x) * until_small(x * 0.6, 0)


def inner(x: Any, n: int) -> Any:
    y = x * 0.5

    def go(k: int, v: Any) -> Any:
        return v * y if k == 0 else np.sin(go(k - 1, v * x)) + y

    return go(n, x)


def inner_mutual(x: Any, n: int) -> Any:
    y = np.exp(x)

    def one(k: int) -> Any:
        return x * y if k == 0 else np.sin(two(k - 1)) * x

    def two(k: int) -> Any:
        return x if k == 0 else one(k - 1) * y + one(k - 1)

    return one(n)


def descent(f: Callable[[Any], Any], x: Any, n: int) -> Any:
    return f(x) if n == 0 else f(x) * descent(f, x * 0.5, n - 1)


def of_a_function(x: Any, n: int) -> Any:
    return descent(np.sin, x, n)


def of_a_lambda(x: Any, n: int) -> Any:
    return descent(lambda t: np.sin(t * x), x, n)


def in_a_loop(x: Any, n: int) -> Any:
    s = 0.5
    for k in range(n):
        s = s * product(s * x, k) + x
    return s


def with_a_keyword(x: Any, n: int, *, scale: Any = 2.0) -> Any:
    return x * scale if n == 0 else np.sin(with_a_keyword(x, n - 1, scale=scale * x))


class Chain:
    def __init__(self, rate: float) -> None:
        self.rate = rate

    def value(self, x: Any, n: int) -> Any:
        return x if n == 0 else self.rate * np.sin(self.value(x, n - 1)) * x


chain = Chain(1.5)


def of_a_method(x: Any, n: int) -> Any:
    return chain.value(x, n) * 2.0


@checkpoint
def run_again(x: Any, n: int) -> Any:
    return product(x, n) ** 2


def checkpointed(x: Any, n: int) -> Any:
    return run_again(x, n) * x


def gradient_inside(x: Any, n: int) -> Any:
    return grad(product)(x, n) * x


SCALAR = [
    product, even, fibonacci, until_small, inner, inner_mutual, of_a_function, of_a_lambda, in_a_loop, with_a_keyword, of_a_method,
    checkpointed, gradient_inside,
]  # fmt: skip


def slope(f: Callable[[Any], Any], x: Any, way: Any = 1.0, step: float = 1e-5) -> Any:
    return (f(x + step * way) - f(x - step * way)) / (2 * step)


def push(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, n: jvp(f, (x, n), (1.0, None))[1]


@pytest.mark.parametrize("f", SCALAR, ids=lambda f: f.__name__)
def test_second_order(f: Callable[..., Any]) -> None:
    first = grad(f)
    expected = slope(lambda x: first(x, 4), 0.7)
    found = {
        "reverse over reverse": grad(first)(0.7, 4),
        "forward over reverse": jvp(first, (0.7, 4), (1.0, None))[1],
        "forward over forward": jvp(push_of(f), (0.7, 4), (1.0, None))[1],
        "reverse over forward": grad(push_of(f))(0.7, 4),
        "product": hvp(lambda x: f(x, 4), (0.7,), (1.0,))[0],
    }
    for way, value in found.items():
        assert value == pytest.approx(expected, rel=1e-7, abs=1e-8), way


def push_of(f: Callable[..., Any]) -> Callable[..., Any]:
    def pushed(x: Any, n: Any) -> Any:
        return jvp(f, (x, n), (1.0, None))[1]

    return pushed


@pytest.mark.parametrize("f", [fibonacci, inner], ids=lambda f: f.__name__)
def test_third_order(f: Callable[..., Any]) -> None:
    second = grad(grad(f))
    expected = slope(lambda x: second(x, 4), 0.7)
    assert grad(second)(0.7, 4) == pytest.approx(expected, rel=1e-7)
    assert jvp(second, (0.7, 4), (1.0, None))[1] == pytest.approx(expected, rel=1e-7)
    assert grad(push_of(grad(f)))(0.7, 4) == pytest.approx(expected, rel=1e-7)
    assert jvp(push_of(push_of(f)), (0.7, 4), (1.0, None))[1] == pytest.approx(expected, rel=1e-7)


def test_fourth_order() -> None:
    """Of x * x * ... * x."""

    def power(x: Any, n: int) -> Any:
        return 1.0 if n == 0 else x * power(x, n - 1)

    f: Any = power
    for order, factor in enumerate((7, 42, 210, 840), start=1):
        f = grad(f)
        assert f(1.3, 7) == pytest.approx(factor * 1.3 ** (7 - order), rel=1e-12)


def halves(v: Any) -> Any:
    if v.size == 1:
        return v[0] ** 3
    m = v.size // 2
    return np.sin(halves(v[:m])) * halves(v[m:]) + halves(v[:m])


def merged(v: Any) -> Any:
    """Of an array: sorted halves are merged, by a weight of each place."""
    return np.sum(sorted_by_merging(v) * np.arange(1.0, v.size + 1.0)) ** 2


def sorted_by_merging(v: Any) -> Any:
    if v.size == 1:
        return v * v
    m = v.size // 2
    left, right = sorted_by_merging(v[:m]), sorted_by_merging(v[m:])
    out = np.zeros(v.size)
    i, j = 0, 0
    for k in range(v.size):
        if j == right.size or (i < left.size and left[i] <= right[j]):
            out[k] = left[i]
            i += 1
        else:
            out[k] = right[j]
            j += 1
    return out


def transformed(x: Any) -> Any:
    re, im = fft(x, np.zeros_like(x))
    return np.sum((re**2 + im**2) ** 2 * np.arange(x.size)) / 100.0


def mapped(v: Any) -> Any:
    return np.sum(steps(v, 3) ** 2)


def steps(v: Any, n: int) -> Any:
    return v if n == 0 else steps(np.sin(v) * v[::-1] + np.sum(v), n - 1)


def in_place(x: Any) -> Any:
    work = np.zeros(3)
    s = 0.0
    for i in range(3):
        work[i] = x[i] * 2.0
        s = s + scaled(work, 2) * x[i] + s * 0.5
    return s


def scaled(x: Any, n: int) -> Any:
    if n == 0:
        return np.sum(x)
    x = x.copy()
    x[0] = x[1] * x[0]
    return scaled(x, n - 1) * x[0]


def nested(x: Any) -> Any:
    return tree((((x[0],), (x[1],)), (x[2],))) * x[0]


def tree(t: Any) -> Any:
    if len(t) == 1:
        return t[0] ** 2
    return np.sin(tree(t[0])) * tree(t[1])


def unchanged(v: Any) -> Any:
    return np.sum(given_back(v, 2) * v**2)


def given_back(v: Any, n: int) -> Any:
    return v if n == 0 else given_back(v, n - 1)


def ever_shorter(v: Any) -> Any:
    return shorter(v, 2)


def shorter(v: Any, n: int) -> Any:
    rest = v[1:] if n else v
    return np.sum(rest**2) if n == 0 else np.sum(rest) * shorter(rest, n - 1)


ARRAYS = [(halves, 5), (merged, 5), (transformed, 4), (mapped, 3), (in_place, 3), (nested, 3), (unchanged, 3), (ever_shorter, 4)]


@pytest.mark.parametrize(("f", "size"), ARRAYS, ids=[f.__name__ for f, _ in ARRAYS])
def test_arrays(f: Callable[..., Any], size: int) -> None:
    rng = np.random.default_rng(1)
    x, way = rng.normal(size=size), rng.normal(size=size)
    before = x.copy()
    first = grad(f)
    expected = slope(first, x, way)
    scale = np.abs(expected).max()
    found = {
        "forward over reverse": jvp(first, (x,), (way,))[1],
        "reverse over reverse": vjp(first, x)[1](way)[0],
        "reverse over forward": grad(lambda x: jvp(f, (x,), (way,))[1])(x),
        "product": hvp(f, (x,), (way,))[0],
    }
    for name, value in found.items():
        np.testing.assert_allclose(value, expected, atol=1e-7 * scale, rtol=1e-6, err_msg=name)
    twice = jvp(lambda x: jvp(f, (x,), (way,))[1], (x,), (way,))[1]
    assert twice == pytest.approx(way @ expected, rel=1e-6)
    np.testing.assert_array_equal(x, before)


def test_hessian_and_jacobians() -> None:
    x = np.array([0.3, -0.4, 0.8])
    units = np.eye(3)
    expected = np.stack([slope(grad(mapped), x, unit) for unit in units])
    for found in (hessian(mapped)(x), jacfwd(grad(mapped))(x), jacrev(grad(mapped))(x)):
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


RATE = 2.0


def rated(x: Any, n: int) -> Any:
    return x if n == 0 else np.sin(RATE * rated(x, n - 1))


def helped(x: Any, n: int) -> Any:
    return x if n == 0 else helper(helped(x, n - 1)) * x


def helper(v: Any) -> Any:
    return np.sin(v)


def test_what_is_bound_anew_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for f, name, value in ((rated, "RATE", 3.0), (rated, "RATE", 4), (helped, "helper", np.tanh), (helped, "helper", np.exp)):
        second, product_ = grad(grad(f)), grad(f)
        for change in (False, True):
            if change:
                monkeypatch.setitem(globals(), name, value)
            first = grad(f)
            expected = slope(functools.partial(lambda g, x: g(x, 3), first), 0.4)
            assert second(0.4, 3) == pytest.approx(expected, rel=1e-7)
            assert jvp(product_, (0.4, 3), (1.0, None))[1] == pytest.approx(expected, rel=1e-7)


def test_arguments_of_other_types() -> None:
    second = grad(grad(product))
    expected = second(0.7, 3)
    for x in (np.float64(0.7), np.array(0.7), np.float32(0.7)):
        found = second(x, 3)
        assert found == pytest.approx(expected, rel=1e-5)
        assert np.asarray(found).dtype == np.asarray(x).dtype
    column = np.array([[0.7], [0.2]])
    each = vjp(lambda v: vjp(lambda w: product(w, 3), v)[1](np.ones_like(v))[0], column)[1](np.ones_like(column))[0]
    np.testing.assert_allclose(each, [[expected], [second(0.2, 3)]], rtol=1e-12)


def test_in_many_threads() -> None:
    second = grad(grad(fibonacci))
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(second(0.7, 5))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert found[0] == pytest.approx(slope(lambda x: grad(fibonacci)(x, 5), 0.7), rel=1e-7)


def test_text() -> None:
    """The value of a call is run again where the cotangents of its arguments are, and its pullback is a function of these."""
    second = grad(grad(product))
    second(0.7, 3)
    assert second.source == (
        "def product_grad_grad(x, n):\n"
        "    # Forward sweep\n"
        "    if not n == 0:\n"
        "        sin_x = np.sin(x)\n"
        "        n_minus_one = n - 1\n"
        "        product_x, product_x_pullback = product_vjp(x, n_minus_one)\n"
        "    if not n == 0:\n"
        "        _, product_pullback_x_pullback = product_pullback_vjp(x, n_minus_one, sin_x)\n"
        "        cos_x = np.cos(x)\n"
        "    # Reverse sweep\n"
        "    if n == 0:\n"
        "        product_x_bar = 0.0\n"
        "        sin_x_bar = 0.0\n"
        "        x_bar = 0.0\n"
        "    else:\n"
        "        product_pullback_x_bars = product_pullback_x_pullback(1.0)\n"
        "        product_x_bar = cos_x\n"
        "        x_bar = product_pullback_x_bars[0] - product_x * np.sin(x)\n"
        "        sin_x_bar = product_pullback_x_bars[2]\n"
        "    if not n == 0:\n"
        "        x_bar += product_x_pullback(product_x_bar)[0] + sin_x_bar * np.cos(x)\n"
        "    return x_bar\n"
    )
    first = grad(product)
    first(0.7, 3)
    assert "product_x, product_x_pullback = product_vjp(x, n - 1)" in first.source  # the first one runs nothing again


def test_linearize_again() -> None:
    value, linear = linearize(grad(product), 0.7, 3)
    assert value == grad(product)(0.7, 3)
    assert linear(2.0, None) == pytest.approx(2.0 * grad(grad(product))(0.7, 3), rel=1e-12)
    both = value_and_grad(grad(product))(0.7, 3)
    assert both == pytest.approx((value, linear(1.0, None)), rel=1e-12)


def calls_its_own_derivative(x: Any, n: int) -> Any:
    return x if n == 0 else x * grad(calls_its_own_derivative)(x, n - 1)


def test_what_calls_its_own_derivative_is_refused() -> None:
    with pytest.raises(UnsupportedSyntaxError, match="calls its own derivative"):
        grad(calls_its_own_derivative)(0.7, 2)


RNG = np.random.default_rng(0)


def drawing(y: Any, n: int) -> Any:
    return np.sum(y**2) if n == 0 else drawing(y * RNG.normal(), n - 1) * np.sum(y)


def test_second_derivatives_run_values_again() -> None:
    def of(x: Any) -> Any:
        return drawing(x, 3)

    x = np.array([0.7, 1.3])
    assert np.shape(grad(of)(x)) == (2,)
    with pytest.raises(InputTypeError, match="run again, and would"):
        hvp(of, (x,), (x,))
