"""Derivatives along several directions at once: each family of operations, text, and what is not batched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead.batch import NotBatchedError
from sourcead.derivative import Derivative, PushForward
from sourcead.sweeps import PullMany, PushMany

RNG = np.random.default_rng(5)
V, W, M, N = RNG.standard_normal(3), RNG.standard_normal(4), RNG.standard_normal((3, 4)), RNG.standard_normal((4, 2))
T, S = RNG.standard_normal((2, 3, 4)), RNG.standard_normal((3, 3)) + 3 * np.eye(3)
COUNT = 3


def elements(v: Any) -> Any:
    return np.where(v > 0, np.sin(v) * M.T, v / 2) - np.maximum(v, 0.1) + v[0] * np.hypot(v, 2.0)


def numbers(v: Any) -> Any:
    t = v[0]
    for k in range(3):
        t = t * v[k] + 1.5 * t
    return np.array([t, v[1], 2.0])


def products(m: Any) -> Any:
    return np.outer(M @ W, N.T @ (W @ m.T @ M)) @ (m @ N).T @ np.dot(m, N) + np.tensordot(T, m @ N, ([1], [0])).sum(axis=(0, 1))


def stacks_of_matrices(x: Any) -> Any:
    return (x @ N) * (M @ N) + np.matmul(M, x.transpose(0, 2, 1)).sum() + V @ x[0] @ N


def vectors(v: Any) -> Any:
    return np.outer(v, W) * (v @ S)[:, None] + np.inner(v, V) + np.dot(v, V) * np.vdot(V, v)


def reductions(m: Any) -> Any:
    a = np.sum(m * M, axis=-1) + m.mean(axis=1) + np.sum(m, axis=1, keepdims=True)[:, 0] * np.sum(m)
    return np.concatenate([a, np.cumsum(m[0]), np.cumsum(m), np.cumsum(m, axis=-1)[2], np.max(m, axis=0) * np.max(m)])


def spreads(m: Any) -> Any:
    return np.std(m, axis=-1) * np.var(m) + np.prod(m, axis=1) + np.linalg.norm(m, axis=1)


def shapes(m: Any) -> Any:
    a = m.T.reshape(2, -1) + np.reshape(m, (2, 6)) + m.ravel()[:6] + np.swapaxes(m, 0, -1).flatten()[6:]
    b = np.transpose(m[None], (2, 0, 1))[:, 0] + np.moveaxis(m[:, :, None], -1, 0).squeeze(0).T
    return np.concatenate([a.ravel(), b.ravel(), np.expand_dims(m, -1)[..., 0].ravel(), np.atleast_2d(m[0])[0]])


def orders(m: Any) -> Any:
    a = np.flip(m) + np.flip(m, axis=-1) + np.flipud(m) + np.fliplr(m) + np.roll(m, 1, axis=-1) + np.roll(m, 2, axis=0)
    b = np.diff(m) @ N[:3] + np.sort(m, axis=1)[:, :2] + np.take(m, [1, 1], axis=-1) + np.repeat(m[:, :1], 2, axis=1)
    return np.concatenate([a.ravel(), b.ravel(), np.tile(m[0], 2), np.take(m[0], [3, 0]), np.tile(m, (1, 2))[0]])


def joins(m: Any) -> Any:
    a = np.concatenate([m, M], axis=-1)[:, 2:6] + np.stack([m[0], W, m[2]]) + np.vstack([m[0], m[1], W])
    return np.hstack([a, np.hstack([m[0], m[1]])[:3, None], np.stack([m[:, 0], V], axis=-1)])


def triangles(s: Any) -> Any:
    return np.tril(s) @ np.triu(s, 1) + np.diag(np.diagonal(s)) * np.trace(s) + np.linalg.inv(s) + np.kron(s[:1, :1], s)


def systems(s: Any) -> Any:
    return np.linalg.solve(s, V) + np.linalg.solve(S, s @ V) + np.linalg.solve(S, s)[0] * np.linalg.det(s)


def in_place(v: Any) -> Any:
    u = np.zeros((4, 3))
    u[0] = v
    u[1:3] += v * 2
    for k in range(3):
        t = u[k, 1]
        u[k, 1] = 0.5
        u[k + 1, ::2] -= t * v[k]
    u[..., 0] *= v[1]
    u[[0, 2], 1] = v[:2]
    u[u > 0.2] *= 0.5
    np.add.at(u, (np.array([0, 0]), np.array([1, 1])), v[:2])
    return u.reshape(-1)[1:]


def lists(v: Any) -> Any:
    xs = [v * 2, v + 1]
    state = {"a": v[0], "b": 0.0}
    for k in range(3):
        xs.append(xs[-1] * v[k])
        state["b"] = state["b"] + state["a"] * v[k]
    xs[0] = xs[0] + state["b"]
    last = xs.pop()
    return sum(xs[:2]) * last + state["a"]


def indices(v: Any) -> Any:
    order = np.argsort(v)
    rows = M[order] * v[:, None]
    whole = rows[:, ::-1] + rows[-1] + rows[[2, 1, 0]] * rows[order, 1][:, None] + rows[..., 2][:, None]
    return whole + rows[1:, None, 1:].sum()


FUNCTIONS = [
    (elements, V), (numbers, V), (products, M), (stacks_of_matrices, T), (vectors, V), (reductions, M), (spreads, M), (shapes, M),
    (orders, M), (joins, M), (triangles, S), (systems, S), (in_place, V), (lists, V), (indices, V),
]  # fmt: skip
each = pytest.mark.parametrize(("function", "x"), FUNCTIONS, ids=lambda v: getattr(v, "__name__", ""))


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_tangents_along_several_directions(function: Callable[..., Any], x: np.ndarray, dtype: Any) -> None:
    if function is lists and dtype is np.float32:
        pytest.skip("a list of numbers of several kinds")
    x = x.astype(dtype)
    ways = np.random.default_rng(1).standard_normal((*x.shape, COUNT)).astype(dtype)
    single = [PushForward(function, 0)(x, np.ascontiguousarray(ways[..., k]))[1] for k in range(COUNT)]
    value, found = PushMany(function, 0)(x, ways)
    assert found.shape == (*np.shape(value), COUNT)
    assert found.dtype == single[0].dtype
    tolerance = 1e-12 if dtype is np.float64 else 1e-4
    np.testing.assert_allclose(found, np.stack(single, axis=-1), rtol=tolerance, atol=tolerance)


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_several_cotangents(function: Callable[..., Any], x: np.ndarray, dtype: Any) -> None:
    if function is lists and dtype is np.float32:
        pytest.skip("a list of numbers of several kinds")
    x = x.astype(dtype)
    value, pullback = Derivative(function, "vjp", 0)(x)
    bars = np.random.default_rng(2).standard_normal((*value.shape, COUNT)).astype(value.dtype)
    single = [pullback(np.ascontiguousarray(bars[..., k]))[0] for k in range(COUNT)]
    _, together = PullMany(function, 0)(x)
    (found,) = together(bars)
    (again,) = together(bars)
    assert found.dtype == dtype
    tolerance = 1e-12 if dtype is np.float64 else 1e-4
    np.testing.assert_allclose(found, np.stack(single, axis=-1), rtol=tolerance, atol=tolerance)
    assert np.array_equal(found, again)


def recurrence(w: Any, x: Any) -> Any:
    h = np.zeros(3)
    for row in x:
        h = np.tanh(w @ h + row)
    return h


def test_the_text_reads_as_for_one_direction() -> None:
    derivative = PushMany(recurrence, 0)
    derivative(S, T[0].T, np.ones((3, 3, COUNT)))
    assert derivative.source == (
        "def recurrence_jvp(w, x, w_dot):\n"
        "    count = w_dot.shape[-1]\n"
        "    h = np.zeros(3)\n"
        "    h_dot = np.zeros(h.shape + (count,))\n"
        "    for row in x:\n"
        "        total_dot = h @ w_dot + w @ h_dot\n"
        "        h = np.tanh(w @ h + row)\n"
        "        h_dot = total_dot * (1 - h**2)[:, None]\n"
        "    return h, h_dot\n"
    )


def factorial_like(x: Any, n: int) -> Any:
    return x if n == 0 else x * factorial_like(x, n - 1)


def test_a_function_that_calls_itself_is_not_batched() -> None:
    with pytest.raises(NotBatchedError):
        PushMany(factorial_like, 0)(V, 3, np.ones((3, COUNT)))
