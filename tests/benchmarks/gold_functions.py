"""Ten functions, each with the adjoint that an expert would write by hand: what generated adjoints are measured against.

Each hand-written adjoint takes its primal's arguments and returns what `grad(primal, argnums)` returns. A case makes arguments at
two sizes: the first is small (overheads show), the second large (arithmetic dominates).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Rng = np.random.Generator


@dataclass(frozen=True)
class Gold:
    """A primal, its hand-written adjoint, what it is differentiated by, and arguments of a size."""

    primal: Callable[..., Any]
    adjoint: Callable[..., Any]
    argnums: int | tuple[int, ...]
    make_args: Callable[[Rng, Any], tuple[Any, ...]]
    sizes: tuple[Any, Any]

    @property
    def name(self) -> str:
        return self.primal.__name__

    def args(self, large: bool = False) -> tuple[Any, ...]:
        """Arguments, the same ones each time."""
        return self.make_args(np.random.default_rng(1), self.sizes[large])


def logistic(w, b, x, y):
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def logistic_grad(w, b, x, y):
    # Forward sweep
    z = x @ w + b
    e = np.exp(-z)
    p = 1 / (1 + e)
    # Reverse sweep
    p_bar = ((1 - y) / (1 - p) - y / p) / y.size
    z_bar = p_bar * p**2 * e
    w_bar = x.T @ z_bar
    b_bar = np.sum(z_bar)
    return w_bar, b_bar


def logistic_args(rng: Rng, size: tuple[int, int]) -> tuple[Any, ...]:
    n, features = size
    x = rng.standard_normal((n, features)) / np.sqrt(features)
    return rng.standard_normal(features), 0.3, x, (rng.random(n) > 0.5).astype(float)


def branch(x, k):
    if x > 1:
        y = k * x**2
    elif x > 0:
        y = np.sin(x) * k
    else:
        y = 0.1 * x
    return y * x


def branch_grad(x, k):
    # Forward sweep
    if x > 1:
        y = k * x**2
    elif x > 0:
        y = np.sin(x) * k
    else:
        y = 0.1 * x
    # Reverse sweep
    x_bar = y
    if x > 1:
        x_bar = x_bar + x * k * 2 * x
    elif x > 0:
        x_bar = x_bar + x * k * np.cos(x)
    else:
        x_bar = x_bar + x * 0.1
    return x_bar


def branch_args(rng: Rng, size: float) -> tuple[Any, ...]:
    return size, 1.7


def newton(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def newton_grad(a):
    # Forward sweep
    x = a
    x_tape = []
    while abs(x * x - a) > 1e-12 * a:
        x_tape.append(x)
        x = 0.5 * (x + a / x)
    # Reverse sweep
    x_bar = 1.0
    a_bar = 0.0
    while x_tape:
        x = x_tape.pop()
        a_bar += 0.5 * x_bar / x
        x_bar = 0.5 * (x_bar - x_bar * a / x**2)
    a_bar += x_bar
    return a_bar


def newton_args(rng: Rng, size: float) -> tuple[Any, ...]:
    return (size,)


def rnn(w, u, xs):
    h = np.zeros(w.shape[0])
    for x in xs:
        h = np.tanh(w @ h + u @ x)
    return np.sum(h**2)


def rnn_grad(w, u, xs):
    # Forward sweep
    h = np.zeros(w.shape[0])
    h_tape = []
    for x in xs:
        h_tape.append(h)
        h = np.tanh(w @ h + u @ x)
    # Reverse sweep
    h_bar = 2 * h
    w_bar = np.zeros_like(w)
    u_bar = np.zeros_like(u)
    for x in reversed(xs):
        t_bar = h_bar * (1 - h**2)
        h = h_tape.pop()
        w_bar += np.outer(t_bar, h)
        u_bar += np.outer(t_bar, x)
        h_bar = w.T @ t_bar
    return w_bar, u_bar


def rnn_args(rng: Rng, size: tuple[int, int, int]) -> tuple[Any, ...]:
    hidden, inputs, steps = size
    w = 0.8 * rng.standard_normal((hidden, hidden)) / np.sqrt(hidden)
    return w, rng.standard_normal((hidden, inputs)), rng.standard_normal((steps, inputs))


def heat(u0, steps):
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] += 0.2 * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u)


def heat_grad(u0, steps):
    # Reverse sweep
    u_bar = np.ones_like(u0)
    for _ in range(steps):
        t_bar = 0.2 * u_bar[1:-1]
        u_bar[2:] += t_bar
        u_bar[1:-1] -= 2 * t_bar
        u_bar[:-2] += t_bar
    return u_bar


def heat_args(rng: Rng, size: tuple[int, int]) -> tuple[Any, ...]:
    points, steps = size
    return rng.standard_normal(points), steps


def burgers(u0, nu, steps):
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] = u[1:-1] - 0.1 * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def burgers_grad(u0, nu, steps):
    # Forward sweep
    u = u0.copy()
    u_tape = []
    for _ in range(steps):
        u_tape.append(u[1:-1].copy())
        u[1:-1] = u[1:-1] - 0.1 * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    # Reverse sweep
    u_bar = 2 * u
    nu_bar = 0.0
    for _ in range(steps):
        u[1:-1] = u_tape.pop()
        t_bar = u_bar[1:-1].copy()
        u_bar[1:-1] = t_bar * (1 - 0.1 * (2 * u[1:-1] - u[:-2]) - 2 * nu)
        u_bar[:-2] += t_bar * (0.1 * u[1:-1] + nu)
        u_bar[2:] += t_bar * nu
        nu_bar += np.sum(t_bar * (u[2:] - 2 * u[1:-1] + u[:-2]))
    return u_bar, nu_bar


def burgers_args(rng: Rng, size: tuple[int, int]) -> tuple[Any, ...]:
    points, steps = size
    return 0.5 * rng.standard_normal(points), 0.1, steps


def mlp(params, x, y):
    h = x
    for layer in params:
        h = np.tanh(h @ layer["w"] + layer["b"])
    return np.sum((h - y) ** 2)


def mlp_grad(params, x, y):
    # Forward sweep
    h = x
    h_tape = []
    for layer in params:
        h_tape.append(h)
        h = np.tanh(h @ layer["w"] + layer["b"])
    # Reverse sweep
    h_bar = 2 * (h - y)
    params_bar = []
    for layer in reversed(params):
        t_bar = h_bar * (1 - h**2)
        h = h_tape.pop()
        params_bar.append({"w": h.T @ t_bar, "b": np.sum(t_bar, axis=0)})
        h_bar = t_bar @ layer["w"].T
    params_bar.reverse()
    return params_bar


def mlp_args(rng: Rng, size: tuple[int, tuple[int, ...]]) -> tuple[Any, ...]:
    n, widths = size
    params = [
        {"w": rng.standard_normal((m, k)) / np.sqrt(m), "b": rng.standard_normal(k)}
        for m, k in zip(widths, widths[1:], strict=False)
    ]
    return params, rng.standard_normal((n, widths[0])), rng.standard_normal((n, widths[-1]))


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def helper_calls(w, x):
    return np.sum(softplus(x @ w))


def helper_calls_grad(w, x):
    # Forward sweep
    s = x @ w
    # Reverse sweep, through softplus(s)
    e = np.exp(-np.abs(s))
    s_bar = (s > 0) - e / (1 + e) * np.sign(s)
    w_bar = x.T @ s_bar
    return w_bar


def helper_calls_args(rng: Rng, size: tuple[int, int]) -> tuple[Any, ...]:
    n, features = size
    return rng.standard_normal(features), rng.standard_normal((n, features))


def triangular(l, b):
    x = b.copy()
    for i in range(len(x)):
        for j in range(i):
            x[i] -= l[i, j] * x[j]
        x[i] /= l[i, i]
    return np.sum(x)


def triangular_grad(l, b):
    # Forward sweep
    x = b.copy()
    for i in range(len(x)):
        for j in range(i):
            x[i] -= l[i, j] * x[j]
        x[i] /= l[i, i]
    # Reverse sweep
    x_bar = np.ones_like(x)
    l_bar = np.zeros_like(l)
    for i in reversed(range(len(x))):
        x_bar[i] /= l[i, i]
        l_bar[i, i] -= x_bar[i] * x[i]
        for j in reversed(range(i)):
            l_bar[i, j] -= x_bar[i] * x[j]
            x_bar[j] -= x_bar[i] * l[i, j]
    return l_bar, x_bar


def triangular_args(rng: Rng, size: int) -> tuple[Any, ...]:
    return np.tril(rng.standard_normal((size, size))) / size + 4 * np.eye(size), rng.standard_normal(size)


def logsumexp(x):
    return np.log(np.sum(np.exp(x)))


def logsumexp_grad(x):
    # Forward sweep
    e = np.exp(x - np.max(x))
    # Reverse sweep
    x_bar = e / np.sum(e)
    return x_bar


def logsumexp_args(rng: Rng, size: int) -> tuple[Any, ...]:
    return (rng.standard_normal(size),)


GOLD = (
    Gold(logistic, logistic_grad, (0, 1), logistic_args, ((20, 3), (5000, 50))),
    Gold(branch, branch_grad, 0, branch_args, (2.0, 0.4)),
    Gold(newton, newton_grad, 0, newton_args, (3.7, 3.7e12)),
    Gold(rnn, rnn_grad, (0, 1), rnn_args, ((4, 3, 6), (128, 64, 50))),
    Gold(heat, heat_grad, 0, heat_args, ((12, 7), (2000, 100))),
    Gold(burgers, burgers_grad, (0, 1), burgers_args, ((12, 7), (2000, 100))),
    Gold(mlp, mlp_grad, 0, mlp_args, ((7, (3, 5, 4, 2)), (256, (64, 128, 128, 10)))),
    Gold(helper_calls, helper_calls_grad, 0, helper_calls_args, ((9, 3), (5000, 50))),
    Gold(triangular, triangular_grad, (0, 1), triangular_args, (6, 60)),
    Gold(logsumexp, logsumexp_grad, 0, logsumexp_args, (5, 100_000)),
)
