"""`insert_grad_of`: blocks that run in the reverse sweep, what they may do there, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import (
    AliasError,
    SourceADError,
    UnsupportedSyntaxError,
    check_grads,
    grad,
    insert_grad_of,
    jvp,
    value_and_grad,
    vjp,
)

X = np.array([0.3, 1.2, -0.7])
W = np.array([[0.5, -0.1, 0.2], [0.3, 0.4, -0.6]])
SEEN: list[Any] = []


def clipped_norm(w: Any, x: Any, limit: Any) -> Any:
    y = np.tanh(w @ x)
    with insert_grad_of(y) as y_bar:
        norm = np.linalg.norm(y_bar)
        SEEN.append((norm, y.copy()))
        if norm > limit:
            y_bar *= limit / norm
    return np.sum(y**2)


def steps(x: Any, n: Any) -> Any:
    s = 0.0
    for k in range(n):
        x = np.sin(x * (k + 1))
        with insert_grad_of(x) as b:
            SEEN.append((k, x, b))
            b = np.clip(b, -0.1, 0.1)
        s = s + np.sum(x * x)
    return s


def test_a_cotangent_is_changed_and_values_are_read() -> None:
    SEEN.clear()
    y = np.tanh(W @ X)
    bar = 2 * y * (0.1 / np.linalg.norm(2 * y))
    derivative = grad(clipped_norm)
    np.testing.assert_allclose(derivative(W, X, 0.1), np.outer(bar * (1 - y**2), X))
    assert len(SEEN) == 1
    assert SEEN[0][0] == pytest.approx(np.linalg.norm(2 * y))
    np.testing.assert_array_equal(SEEN[0][1], y)
    assert "y_bar = rt.hooked(y_hook, 2 * y, y, (limit, y))" in derivative.source
    check_grads(clipped_norm, (W, X, 100.0), modes=("rev", "fwd"))


def test_the_function_itself_runs_the_block_on_zeros() -> None:
    SEEN.clear()
    assert clipped_norm(W, X, 0.1) == pytest.approx(np.sum(np.tanh(W @ X) ** 2))
    assert [norm for norm, _ in SEEN] == [0.0]


def test_forward_mode_leaves_it_out() -> None:
    SEEN.clear()
    tangent = jvp(clipped_norm, (W, X, 0.1), (W, None, None))[1]
    y = np.tanh(W @ X)
    assert tangent == pytest.approx(np.sum(2 * y * (1 - y**2) * (W @ X))) and not SEEN


def test_in_a_loop_it_runs_in_reverse_order_at_its_point() -> None:
    values = [X]
    for k in range(3):
        values.append(np.sin(values[-1] * (k + 1)))
    bar, expected = np.zeros(3), []
    for k in reversed(range(3)):
        bar = bar + 2 * values[k + 1]
        expected.append((k, values[k + 1], bar))
        bar = np.clip(bar, -0.1, 0.1) * np.cos(values[k] * (k + 1)) * (k + 1)
    for found in (grad(steps), lambda *args: vjp(steps, *args)[1](1.0)[0], lambda *args: value_and_grad(steps)(*args)[1]):
        SEEN.clear()
        np.testing.assert_allclose(found(X, 3), bar)
        for (k, x, b), (k_seen, x_seen, b_seen) in zip(expected, SEEN, strict=True):
            assert k == k_seen
            np.testing.assert_allclose(x_seen, x)
            np.testing.assert_allclose(b_seen, b)


def test_what_a_block_keeps_does_not_change_later() -> None:
    def f(x: Any) -> Any:
        y = x * 1.0
        with insert_grad_of(y) as bar:
            SEEN.append(bar)
        y[0] = y[1] * y[2]
        return np.sum(y * y) + np.sum(x)

    SEEN.clear()
    check_grads(f, (X,))
    product = 2 * X[1] * X[2]
    np.testing.assert_allclose(SEEN[0], [0.0, 2 * X[1] + product * X[2], 2 * X[2] + product * X[1]])


def test_in_callees_branches_and_inner_functions() -> None:
    scale = 3.0

    def helper(v: Any, limit: Any) -> Any:
        if limit > 0:
            with insert_grad_of(v) as bar:
                bar[0] = limit * scale
        return v * 2.0

    def f(x: Any, limit: Any) -> Any:
        y = x * x
        return np.sum(helper(y, limit)) + np.sum(y)

    np.testing.assert_allclose(grad(f)(X, -1.0), 6 * X)
    np.testing.assert_allclose(grad(f)(X, 5.0), 2 * X * np.array([15.0 + 1.0, 3.0, 3.0]))


def test_of_an_array_written_before_and_after() -> None:
    def f(x: Any) -> Any:
        u = np.zeros(3)
        u[:] = x * x
        with insert_grad_of(u) as bar:
            bar *= 2.0
        u[1] = 2.0 * u[0]
        return np.sum(u * u)

    value, found = value_and_grad(f)(X)
    u = X * X
    assert value == pytest.approx(f(X)) and value == pytest.approx(u[0] ** 2 + 4 * u[0] ** 2 + u[2] ** 2)
    np.testing.assert_allclose(found, 2 * np.array([10 * u[0], 0.0, 2 * u[2]]) * 2 * X)


def test_of_numbers_and_structures() -> None:
    def f(params: Any) -> Any:
        with insert_grad_of(params) as bar:
            bar["b"] = 7.0
        c = params["b"] * 2.0
        with insert_grad_of(c) as c_bar:
            c_bar = c_bar + 1.0
        return np.sum(params["w"] ** 2) * c

    found = grad(f)({"w": X, "b": 0.5})
    np.testing.assert_allclose(found["w"], 2 * X)
    assert found["b"] == 7.0
    assert f({"w": X, "b": 0.5}) == pytest.approx(np.sum(X**2))


def test_an_error_in_a_block_shows_the_users_line() -> None:
    def f(x: Any) -> Any:
        y = x * 2.0
        with insert_grad_of(y) as bar:
            raise RuntimeError(f"of {len(bar)}")
        return np.sum(y)

    with pytest.raises(RuntimeError, match="of 3") as caught:
        grad(f)(X)
    assert str(caught.traceback[-1].path) == __file__ and "raise RuntimeError" in str(caught.traceback[-1].statement)


def test_values_that_are_read_cannot_be_changed() -> None:
    def f(x: Any) -> Any:
        y = x * x
        with insert_grad_of(y) as bar:
            np.negative(y, out=y)
            bar[0] = 0.0
        return np.sum(y * x)

    with pytest.raises(ValueError, match="read-only"):
        grad(f)(X)


def test_another_shape() -> None:
    def f(x: Any) -> Any:
        with insert_grad_of(x) as bar:
            bar = bar[:2]
        return np.sum(x**2)

    with pytest.raises(ValueError, match=r"a cotangent of shape \(2,\) for a value of shape \(3,\)"):
        grad(f)(X)


def leaves(x):
    y = x * 2.0
    with insert_grad_of(y) as bar:
        return np.sum(bar)
    return np.sum(y)


def breaks(x):
    for _ in range(3):
        x = x * 2.0
        with insert_grad_of(x) as bar:
            if bar[0] > 0:
                break
    return np.sum(x)


def writes_a_name(x):
    total = 0.0
    y = x * 2.0
    with insert_grad_of(y) as bar:
        total += bar[0]
    return np.sum(y) + total


def writes_an_array(x):
    log = np.zeros(3)
    y = x * 2.0
    with insert_grad_of(y) as bar:
        log[0] = bar[0]
    return np.sum(y) + log[0]


def appends(x, log):
    y = x * 2.0
    with insert_grad_of(y) as bar:
        log.append(bar)
    return np.sum(y)


def no_variable(x):
    with insert_grad_of(x[0]) as bar:
        print(bar)
    return np.sum(x)


def two_managers(x):
    with insert_grad_of(x) as bar, np.errstate(all="ignore"):
        print(bar)
    return np.sum(x)


def nested(x):
    with insert_grad_of(x) as bar:
        with insert_grad_of(x) as again:
            print(bar, again)
    return np.sum(x)


def used_later(x):
    with insert_grad_of(x) as bar:
        print(bar)
    if x[0] > 0:
        bar = x * 2.0
    return np.sum(x * bar)


def reads_a_function(x):
    def twice(v):
        return 2 * v

    with insert_grad_of(x) as bar:
        bar = twice(bar)
    return np.sum(x)


@pytest.mark.parametrize(
    ("function", "args", "reason", "marked"),
    [
        (leaves, (X,), "this leaves a block that runs in the reverse sweep", "return np.sum(bar)"),
        (breaks, (X,), "this leaves a block that runs in the reverse sweep", "break"),
        (writes_a_name, (X,), "the block changes `total`, which is used outside it", "total"),
        (writes_an_array, (X,), "the block changes `log`, which is used outside it", "log[0]"),
        (appends, (X, []), "the block changes `log`, which is used outside it", "log.append(bar)"),
        (no_variable, (X,), "`insert_grad_of` takes a variable of the function that it stands in", "x[0]"),
        (two_managers, (X,), "`insert_grad_of` stands with another manager", "insert_grad_of(x)"),
        (nested, (X,), "`insert_grad_of` stands in a block of `insert_grad_of`", "with insert_grad_of(x) as again:"),
        (used_later, (X,), "`bar`, the cotangent, is used outside the block too", "bar"),
        (reads_a_function, (X,), "this use of an inner function is not differentiated", "insert_grad_of(x)"),
    ],
)
def test_refused(function: Callable[..., Any], args: tuple[Any, ...], reason: str, marked: str) -> None:
    with pytest.raises(UnsupportedSyntaxError) as caught:
        grad(function)(*args)
    place, line, caret, *reasons = str(caught.value).split("\n")
    assert reasons[0] == reason and len(reasons) == 2 and place.startswith(__file__)
    assert line[caret.index("^") : caret.rindex("^") + 1] == marked


def test_memory_under_another_name() -> None:
    def f(x: Any) -> Any:
        u = x * x
        v = u[1:]
        with insert_grad_of(u) as bar:
            bar *= 2.0
        v += 1.0
        return np.sum(u * u)

    with pytest.raises(AliasError, match="`u` may share memory with `v`"):
        grad(f)(X)


def test_second_derivatives_are_refused() -> None:
    with pytest.raises(SourceADError, match="hooked"):
        grad(lambda x: grad(clipped_norm, 1)(W, x, 1.0)[0])(X)
