"""`linearize` by the transposed pullback; pullbacks and linear functions that outlive changes of what they were made of."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, checkpointed, custom_vjp, jvp, linearize, vjp
from sourcead.api import _vjp_of
from sourcead.transposed import transposed

X = np.array([0.3, -0.8, 1.2])
W = np.array([[0.2, -0.4, 0.1], [0.7, 0.3, -0.6]])
Z = X + 1j * X[::-1]


def layer(w, x):
    return np.tanh(w @ x), np.sum(w**2)


def of_dict(d, k):
    return {"a": d["b"] * np.exp(d["c"]) * k, "s": [d["b"] ** 2]}


def branches(x, flag):
    y = np.sin(x) if flag == "sin" else np.cos(x)
    return y * y[0] if y[0] > 0 else y + x


def kept_value(x):
    return np.tanh(x)


def part(x):
    return x[1:] * x[:-1], x


def loop(x, n):
    u = x.copy()
    for _ in range(n):
        u[1:] += np.sin(u[:-1])
        u = u * u[0]
    return u


def recursive(x, n):
    return x if n == 0 else np.sin(x) * recursive(x * 1.1, n - 1)


def slots(x, w):
    u = x
    for _ in checkpointed(range(6), budget=2):
        u = np.tanh(u * w)
    return u


@custom_vjp
def squared(x):
    return x * x


squared.defvjp(lambda x: (x * x, x), lambda x, bar: (2 * x * bar,))


def with_rule(x):
    return squared(x) * x


def complex_to_complex(z, k):
    return np.exp(z * k) * np.conj(z) + np.abs(z) + z.real * 1j


def complex_to_real(z):
    return np.abs(z) ** 2 + np.real(z * z)


def real_to_complex(x):
    return np.fft.fft(x) * np.exp(1j * x)


def number(x):
    return float(x[0]) * 2.0 + x[1] * x[2]


CALLS: list[tuple[Any, tuple[Any, ...], bool]] = [
    (layer, (W, X), True), (of_dict, ({"b": X, "c": 0.5}, 2), True), (branches, (X, "sin"), True), (kept_value, (X,), True),
    (part, (X,), True), (loop, (X, 3), False), (recursive, (X, 3), False), (slots, (X, 1.2), True),
    (complex_to_complex, (Z, 0.3 + 0.1j), True), (complex_to_real, (Z,), True), (real_to_complex, (X,), True),
    (kept_value, (X.astype(np.float32),), True), (kept_value, (0.3,), True), (number, (X,), True), (kept_value, (np.zeros((0, 2)),), True),
]  # fmt: skip
IDS = [f"{f.__name__}-{k}" for k, (f, _, _) in enumerate(CALLS)]


def moved(value: Any, rng: np.random.Generator) -> Any:
    """A tangent of a value: None for what does not move."""
    if isinstance(value, dict):
        return {k: moved(v, rng) for k, v in value.items()}
    if isinstance(value, (int, str)):
        return None
    way = rng.standard_normal(np.shape(value))
    way = way + 1j * rng.standard_normal(np.shape(value)) if np.iscomplexobj(value) else way
    return np.asarray(way, value.dtype) if isinstance(value, np.ndarray) else type(value)(way)


def same(found: Any, expected: Any) -> None:
    """Both are of the same structure, types and dtypes, and equal to rounding."""
    assert type(found) is type(expected)
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        for key in expected:
            same(found[key], expected[key])
    elif isinstance(expected, (list, tuple)):
        assert len(found) == len(expected)
        for one, other in zip(found, expected):
            same(one, other)
    elif expected is not None:
        assert np.asarray(found).dtype == np.asarray(expected).dtype
        np.testing.assert_allclose(found, expected, rtol=1e-5 if np.asarray(found).dtype == np.float32 else 1e-12)


@pytest.mark.parametrize(("f", "args", "is_kept"), CALLS, ids=IDS)
def test_as_forward_mode(f: Any, args: tuple[Any, ...], is_kept: bool) -> None:
    rng = np.random.default_rng(0)
    value, linear = linearize(f, *args)
    expected = f(*copy.deepcopy(args))
    assert str(value) == str(expected)
    for _ in range(2):
        ways = [moved(a, rng) for a in args]
        same(linear(*ways), jvp(f, args, ways)[1])
    value, pullback = _vjp_of(f)(*args)
    assert (transposed(f, pullback, value) is not None) is is_kept


def written(tree: Any) -> None:
    """Other numbers in all arrays of a structure, which are writable."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        for item in tree:
            written(item)
    if isinstance(tree, np.ndarray):
        tree[...] = 7


@pytest.mark.parametrize(("f", "args", "is_kept"), [*CALLS, (with_rule, (X,), False)], ids=[*IDS, "with_rule"])
def test_changes_afterwards(f: Any, args: tuple[Any, ...], is_kept: bool) -> None:
    """What is done to the arguments and the value after the call does not reach the pullback nor the linear function."""
    args = copy.deepcopy(args)
    rng = np.random.default_rng(1)
    value, pullback = vjp(f, *args)
    bar, ways = moved(value, rng) if not isinstance(value, (tuple, dict)) else copy.deepcopy(value), [moved(a, rng) for a in args]
    bars = copy.deepcopy(pullback(bar))
    linear = linearize(f, *args)[1] if f is not with_rule else None
    tangent = copy.deepcopy(linear(*ways)) if linear is not None else None
    written(value)
    written(list(args))
    same(pullback(bar), bars)
    same(pullback(bar), bars)
    if linear is not None:
        same(linear(*ways), tangent)


def test_of_a_part_of_large_memory_that_part_is_copied() -> None:
    data = np.zeros((1000, 1000))
    _, pullback = vjp(lambda x: x**2, data[:2, :2])
    held = [cell.cell_contents for cell in pullback.__closure__ or ()]
    inner = next(h for h in held if callable(h) and getattr(h, "__closure__", None))
    arrays = [c.cell_contents for c in inner.__closure__]
    assert [a.base for a in arrays] == [None] and arrays[0].shape == (2, 2)


def test_what_is_not_shared_is_not_copied() -> None:
    value, pullback = _vjp_of(lambda x: np.exp(np.sin(x)) * 2)(X)
    before = [cell.cell_contents for cell in pullback.__closure__]
    from sourcead.kept import kept_apart

    kept_apart(pullback, value, (X,))
    after = [cell.cell_contents for cell in pullback.__closure__]
    assert [a is b for a, b in zip(before, after)].count(False) == sum(np.shares_memory(a, X) for a in before if np.ndim(a))


def test_the_function_is_not_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    def told(x):
        print("run")
        return np.sin(x) * x

    _, linear = linearize(told, X)
    linear(X)
    linear(2 * X)
    assert capsys.readouterr().out == "run\n"


def test_tangents_that_do_not_fit() -> None:
    _, linear = linearize(layer, W, X)
    with pytest.raises(TypeError, match="shape"):
        linear(W, W)
    with pytest.raises(TypeError, match="tangents"):
        linear(W)
    zero = linear(None, None)
    assert zero[0].tolist() == [0.0, 0.0] and zero[1] == 0.0


@pytest.mark.parametrize(
    ("f", "args", "bar", "reason"),
    [
        (number, (X,), X, r"the cotangent of `value` has the shape \(3,\), and the value \(\)"),
        (kept_value, (X,), np.ones((3, 1)), "shape"),
        (kept_value, (X,), 1.0, "shape"),
        (kept_value, (X,), 1j * X, "complex128, and the value of type float64"),
        (part, (X,), (X[1:],), "another length than the value"),
        (of_dict, ({"b": X, "c": 0.5}, 2), {"a": X}, "other keys than the value"),
    ],
)
def test_cotangents_that_do_not_fit(f: Any, args: tuple[Any, ...], bar: Any, reason: str) -> None:
    """A cotangent that would be broadcast gives a wrong gradient."""
    _, pullback = vjp(f, *args)
    with pytest.raises(InputTypeError, match=reason):
        pullback(bar)


def test_whole_numbers_move_too() -> None:
    _, linear = linearize(lambda x, k: x * k, X, 2)
    np.testing.assert_allclose(linear(None, 1.0), X)
    np.testing.assert_allclose(linear(X, None), 2 * X)


def with_default(x, k=2.0):
    return k * x**2


def with_power(x, n=2):
    return x**n * 2.0


def by_name(x, *, k=2.0):
    return k * x**2


def with_more(x, **more):
    return 2.0 * x**2


@pytest.mark.parametrize("f", [with_default, with_power, by_name, with_more])
def test_parameters_that_are_left_to_their_defaults(f: Any) -> None:
    value, linear = linearize(f, X)
    np.testing.assert_allclose(value, 2 * X**2)
    np.testing.assert_allclose(linear(W[0]), 4 * X * W[0])
    with pytest.raises(InputTypeError, match="1 arguments were given, and 2 tangents"):
        linear(W[0], 1.0)


def test_arguments_in_a_row() -> None:
    _, linear = linearize(lambda a, *xs: a * xs[0] * xs[1], X, W[0], W[1])
    np.testing.assert_allclose(linear(None, X, None), X * X * W[1])
    np.testing.assert_allclose(linear(X, None, X), X * W[0] * W[1] + X * W[0] * X)
