"""Arguments and surroundings that one does not think of: a right result or a clear error."""

from __future__ import annotations

import importlib
import threading
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, SourceNotFoundError, UnsupportedSyntaxError, grad, jvp, value_and_grad
from tests.sources import module_from

FACTOR = 2.0
X6 = np.linspace(-1.0, 1.5, 6)
settings = SimpleNamespace(weight=2.0)


def energy(x):
    y = x * x
    y[1:] += y[:-1] * x[1:]
    return np.sum(y)


def smooth(x):
    return np.sum(np.sin(x) * x)


def weighted(x, w):
    return np.sum(np.exp(x * w) + w)


def scaled(x):
    return np.sum(FACTOR * x)


def set_weight(x):
    return np.sum(settings.weight * x)


def power_of(n):
    def power(t):
        return t**n

    return power


def times(n, g):
    def scaled(x):
        return n * np.sum(g(x**2 + 1.0))

    return scaled


def applied(x, h):
    return np.sum(h(x))


class Spring:
    """A spring with a stiffness; two of one stiffness are equal, so it has no hash."""

    def __init__(self, stiffness):
        self.stiffness = stiffness

    def __eq__(self, other):
        return isinstance(other, Spring) and self.stiffness == other.stiffness

    def __call__(self, x):
        return self.stiffness * np.sum(x**3)

    def energy(self, x, y=1.0):
        return self.stiffness * np.sum(x**2) * y


def slope(f: Any, x: Any, step: float = 1e-6) -> Any:
    out = np.zeros(np.shape(x))
    for index in np.ndindex(*np.shape(x)):
        ahead, behind = np.array(x, dtype=float), np.array(x, dtype=float)
        ahead[index] += step
        behind[index] -= step
        out[index] = (f(ahead) - f(behind)) / (2 * step)
    return out


X = np.array([0.3, -1.2, 2.0, 0.7])


def test_empty() -> None:
    for f in (smooth, energy):
        bar = grad(f)(np.zeros(0))
        assert bar.shape == (0,) and bar.dtype == float
    assert grad(weighted, (0, 1))(np.zeros((0, 3)), np.ones(3))[1].tolist() == [0.0, 0.0, 0.0]


def test_zero_dimensional() -> None:
    bar = grad(smooth)(np.array(0.5))
    assert np.shape(bar) == () and bar == pytest.approx(np.cos(0.5) * 0.5 + np.sin(0.5))
    bar = grad(smooth)(np.float64(0.5))
    assert np.shape(bar) == () and bar == pytest.approx(np.cos(0.5) * 0.5 + np.sin(0.5))


def test_a_unit_dimension_on_a_later_call() -> None:
    derivative = grad(weighted, (0, 1))
    for x, w in [
        (X, X[:4]),
        (X[:1], X),
        (X, X[:1]),
        (X[:, None], X),
        (X.reshape(2, 2), X[:2]),
        (X, np.array(0.5)),
        (X[:1], X[:1]),
    ]:
        found = derivative(x, w)
        assert [np.shape(b) for b in found] == [np.shape(x), np.shape(w)]
        np.testing.assert_allclose(found[0], slope(lambda v, w=w: weighted(v, w), x), rtol=1e-6)
        np.testing.assert_allclose(found[1], slope(lambda v, x=x: weighted(x, v), w), rtol=1e-6)


@pytest.mark.parametrize("f", [smooth, energy])
def test_single_precision(f: Any) -> None:
    bar = grad(f)(X.astype(np.float32))
    assert bar.dtype == np.float32
    np.testing.assert_allclose(bar, grad(f)(X), rtol=1e-5)


def test_memory_layouts() -> None:
    def f(a):
        return np.sum(a[1:] * a[:-1]) + np.sum(a @ a.T)

    a = np.arange(12.0).reshape(3, 4) / 7
    expected = grad(f)(a)
    np.testing.assert_allclose(expected, slope(f, a), rtol=1e-6)
    for other in (np.asfortranarray(a), np.repeat(a, 2, axis=1)[:, ::2], a[::-1][::-1], a.T.copy().T):
        np.testing.assert_array_equal(grad(f)(other), expected)
    np.testing.assert_array_equal(grad(f)(a[::-1, ::-1]), grad(f)(a[::-1, ::-1].copy()))


def test_read_only() -> None:
    x = X.copy()
    x.flags.writeable = False
    np.testing.assert_allclose(grad(energy)(x), slope(energy, X), rtol=1e-6)
    bar = grad(smooth)(x)
    bar += 1.0  # the result is the caller's own


def test_the_result_is_an_array_of_its_own() -> None:
    def f(x, y):
        return np.sum(x * y)

    x, y = X.copy(), X.copy() + 1
    x_bar, y_bar = grad(f, (0, 1))(x, y)
    assert not any(np.shares_memory(a, b) for a, b in [(x_bar, y), (x_bar, x), (y_bar, x), (y_bar, y), (x_bar, y_bar)])

    def g(x, y):
        return np.sum(x + y)

    x_bar, y_bar = grad(g, (0, 1))(x, y)
    assert not np.shares_memory(x_bar, y_bar)


def reshaped(x, y, n):
    return np.sum(np.reshape(x, (2, -1)) * np.reshape(y, (2, -1)))


def on_one_way(x, y, n):
    total = np.sum(x * y)
    if n > 3:
        total = total + np.tanh(x @ y)
    return total


def in_a_loop(x, y, n):
    for _ in range(n):
        y = y + x * 0.5
    return np.sum(x * y)


def in_a_list(x, y, n):
    parts = [x, x * 2.0]
    for _ in range(n):
        parts.append(parts[-1] * 0.5)
    return np.sum(parts[0] * y)


def flipped(x, y, n):
    z = x[::-1]
    if n > 3:
        z = z * 2.0
    return np.sum(z * y)


@pytest.mark.parametrize("f", [reshaped, on_one_way, in_a_loop, in_a_list, flipped])
@pytest.mark.parametrize("n", [0, 5])
def test_no_gradient_is_a_view_of_an_argument_on_any_way(f, n) -> None:
    args = (np.arange(1.0, 7.0) / 5, np.arange(6.0) / 7)
    bars = grad(f, (0, 1))(*args, n)
    assert not any(np.shares_memory(b, a) for b in bars for a in args)
    assert not np.shares_memory(*bars)


def test_not_finite() -> None:
    x = np.array([np.nan, np.inf, 1.0, -np.inf])
    with np.errstate(invalid="ignore"):
        value, bar = value_and_grad(smooth)(x)
    assert np.isnan(value) and np.isnan(bar[[0, 1, 3]]).all()
    assert bar[2] == pytest.approx(np.cos(1) + np.sin(1))


def test_the_source_changed_since_the_import(tmp_path: Path) -> None:
    module = module_from("def f(x):\n    return x * x\n", tmp_path)
    path = Path(module.__file__)
    path.write_text("def f(x):\n    return x * x * x\n", encoding="utf-8")
    with pytest.raises(SourceNotFoundError, match="changed"):
        grad(module.f)(2.0)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    spec.loader.exec_module(module)
    assert grad(module.f)(2.0) == 12.0


def test_a_global_that_is_rebound(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = grad(scaled)
    assert derivative(X).tolist() == [2.0] * 4
    monkeypatch.setitem(globals(), "FACTOR", 3.0)
    assert derivative(X).tolist() == [3.0] * 4
    monkeypatch.setitem(globals(), "FACTOR", np.array([[1.0], [2.0]]))
    assert derivative(X).tolist() == [3.0] * 4
    monkeypatch.setitem(globals(), "FACTOR", np.arange(4.0))
    assert derivative(X).tolist() == [0.0, 1.0, 2.0, 3.0]


def test_an_attribute_that_is_rebound() -> None:
    derivative = grad(set_weight)
    try:
        assert derivative(X).tolist() == [2.0] * 4
        settings.weight = 3.0
        assert derivative(X).tolist() == [3.0] * 4
        settings.weight = np.array([[1.0], [2.0]])
        assert derivative(X).tolist() == [3.0] * 4
        settings.weight = np.arange(4.0)
        assert derivative(X).tolist() == [0.0, 1.0, 2.0, 3.0]
    finally:
        settings.weight = 2.0


def test_a_helper_that_is_rebound(tmp_path: Path) -> None:
    module = module_from("def g(x):\n    return x * x\ndef f(x):\n    return g(x)\n", tmp_path)
    derivative = grad(module.f)
    assert derivative(3.0) == 6.0
    module.g = module_from("def g(x):\n    return x * x * x\n", tmp_path).g
    assert derivative(3.0) == 27.0


def test_a_helper_in_a_module_that_is_rebound(tmp_path: Path) -> None:
    helpers = module_from("K = 2.0\ndef g(x):\n    return K * x\n", tmp_path, "helpers")
    module = module_from("def f(x):\n    return helpers.g(x) * helpers.K\n", tmp_path)
    module.helpers = helpers
    derivative = grad(module.f)
    assert derivative(3.0) == 4.0
    helpers.K = 3.0
    assert derivative(3.0) == 9.0
    helpers.g = module_from("def g(x):\n    return x * x\n", tmp_path).g
    assert derivative(3.0) == 18.0


def test_closures_of_one_function() -> None:
    def power_of(n):
        def power(x):
            return x**n

        return power

    square, cube = grad(power_of(2)), grad(power_of(3))
    assert (square(2.0), cube(2.0), square(3.0)) == (4.0, 12.0, 6.0)


def test_two_threads() -> None:
    derivative = grad(energy)
    expected = {n: slope(energy, X[:n]) for n in (1, 2, 3, 4)}
    failures: list[Any] = []

    def work(seed: int) -> None:
        rng = np.random.default_rng(seed)
        for _ in range(50):
            n = int(rng.integers(1, 5))
            if not np.allclose(derivative(X[:n]), expected[n], rtol=1e-6):
                failures.append(n)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_closures_with_variables_of_one_name() -> None:
    square = power_of(2)
    for f in (times(2.0, power_of(3.0)), times(4.0, power_of(5.0)), times(2, square), times(3, square)):
        for x in (np.array([0.5, -1.0]), np.array([[0.3]]), 0.7):
            np.testing.assert_allclose(grad(f)(x), slope(f, x), atol=1e-5)


def test_bound_methods_partials_and_objects_that_are_called() -> None:
    x = np.array([0.5, -1.0])
    for k in (2.0, 3.0):
        spring = Spring(k)
        for f in (spring.energy, partial(Spring.energy, spring), partial(spring.energy, y=k), spring):
            np.testing.assert_allclose(grad(f)(x), slope(f, x), atol=1e-5)
            np.testing.assert_allclose(grad(applied)(x, f), slope(f, x), atol=1e-5)
        derivative = grad(spring.energy)
        derivative(x)
        spring.stiffness = 7.0
        np.testing.assert_allclose(derivative(x), 14.0 * x)
        assert grad(spring.energy, "y")(x, 1.0) == pytest.approx(7.0 * np.sum(x**2))


def test_functions_made_for_one_call() -> None:
    derivative = grad(applied)
    x = np.array([0.5, -1.0])
    for k in range(20):
        np.testing.assert_allclose(derivative(x, (lambda k: lambda t: t * t * k)(k)), 2 * k * x)
        np.testing.assert_allclose(derivative(x, partial(np.multiply, k)), [k, k])


def rows(x, n):
    return np.sum(x.reshape(n, 2) * np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))


def test_a_length_that_is_to_be_found() -> None:
    for x, n in ((X6, 3), (X6, -1), (X6[:2], -1), (X6[:2], 1), (X6, -1)):
        np.testing.assert_allclose(grad(rows)(x, n), slope(lambda v: rows(v, n), x), atol=1e-6)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_arrays_with_operators_of_their_own() -> None:
    for array in (np.matrix([[1.0, 2.0], [3.0, 4.0]]), np.ma.masked_array([1.0, 2.0], mask=[False, True])):
        for argnum in (0, 1):
            args = [array, array]
            args[argnum] = np.asarray(array)
            with pytest.raises(InputTypeError, match="operators"):
                grad(weighted, argnum)(*args)


def of_fields(r):
    return np.sum(r["a"] * r["b"])


def with_fields(x):
    r = np.zeros(3, dtype=[("a", float), ("b", float)])
    r["a"] = x
    return np.sum(r["a"])


def test_structured_arrays() -> None:
    r = np.array([(1.0, 2.0), (3.0, 4.0)], dtype=[("a", float), ("b", float)])
    with pytest.raises(InputTypeError, match=r"(?s)`r` is a structured array: its fields have no gradient.*such as `r\['a'\]`"):
        grad(of_fields)(r)
    with pytest.raises(UnsupportedSyntaxError, match="`r` is a structured array: its fields are not differentiated"):
        grad(with_fields)(np.ones(3))


def sum_of_squares(x: Any) -> Any:
    return sum(v * v for v in x)


def scaled_square(c: Any) -> Any:
    return c["w"] ** 2 * c["n"]


@pytest.mark.parametrize("x", [[1, 2], [1, 2.5], (1, 2.5), [[1.0, 2.0], [3.0, 4]], [np.int64(1), 2.0], {"a": 1}])
def test_whole_numbers_in_what_looks_like_a_vector(x: Any) -> None:
    for transform in (grad, value_and_grad):
        with pytest.raises(InputTypeError, match="the argument `x` holds whole numbers"):
            transform(sum_of_squares)(x)
    if not isinstance(x, dict):
        with pytest.raises(InputTypeError, match="is not zero, and the argument is a whole number"):
            jvp(sum_of_squares, (x,), (x,))


def test_whole_numbers_beside_others_in_a_dict() -> None:
    assert grad(scaled_square)({"w": 2.0, "n": 3}) == {"w": 12.0, "n": 0.0}
    found = grad(sum_of_squares)
    assert found([1.0, 2.0]) == [2.0, 4.0]
    with pytest.raises(InputTypeError, match="among others"):
        found([1.0, 2])
