"""The benchmark's functions as tracing tools want them: no in-place updates. `np` is the module's own name, bound anew in a copy.

`Problem`s that are not gold functions are at the end: the Rosenbrock function and a scalar recurrence.
"""

from __future__ import annotations

import numpy as np

from tests.benchmarks.gold_functions import Gold, Rng


def logistic(w, b, x, y):
    z = np.dot(x, w) + b
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def branch(x, k):
    if x > 1:
        y = k * x**2
    elif x > 0:
        y = np.sin(x) * k
    else:
        y = 0.1 * x
    return y * x


def newton(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def rnn(w, u, xs):
    h = np.zeros(w.shape[0])
    for x in xs:
        h = np.tanh(np.dot(w, h) + np.dot(u, x))
    return np.sum(h**2)


def heat(u0, steps):
    u = u0
    for _ in range(steps):
        inner = u[1:-1] + 0.2 * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = np.concatenate((u[:1], inner, u[-1:]))
    return np.sum(u)


def burgers(u0, nu, steps):
    u = u0
    for _ in range(steps):
        inner = u[1:-1] - 0.1 * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = np.concatenate((u[:1], inner, u[-1:]))
    return np.sum(u**2)


def mlp(params, x, y):
    h = x
    for layer in params:
        h = np.tanh(np.dot(h, layer["w"]) + layer["b"])
    return np.sum((h - y) ** 2)


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def helper_calls(w, x):
    return np.sum(softplus(np.dot(x, w)))


def triangular(l, b):
    xs = []
    for i in range(b.shape[0]):
        x = b[i]
        for j in range(i):
            x = x - l[i, j] * xs[j]
        xs.append(x / l[i, i])
    total = 0.0
    for x in xs:
        total = total + x
    return total


def logsumexp(x):
    return np.log(np.sum(np.exp(x)))


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def rosenbrock_grad(x):
    t = x[1:] - x[:-1] ** 2
    x_bar = np.zeros_like(x)
    x_bar[1:] = 200 * t
    x_bar[:-1] -= 400 * x[:-1] * t + 2 * (1 - x[:-1])
    return x_bar


def rosenbrock_args(rng: Rng, size: int):
    return (rng.standard_normal(size),)


def recurrence(x, steps):
    y = x
    for _ in range(steps):
        y = y + 0.001 * (x - y * y)
    return y


def recurrence_grad(x, steps):
    # Forward sweep
    y = x
    y_tape = []
    for _ in range(steps):
        y_tape.append(y)
        y = y + 0.001 * (x - y * y)
    # Reverse sweep
    y_bar = 1.0
    x_bar = 0.0
    for _ in range(steps):
        y = y_tape.pop()
        x_bar += 0.001 * y_bar
        y_bar -= 0.002 * y * y_bar
    return x_bar + y_bar


def recurrence_args(rng: Rng, size: int):
    return 0.7, size


MORE = (
    Gold(rosenbrock, rosenbrock_grad, 0, rosenbrock_args, (10, 1000)),
    Gold(recurrence, recurrence_grad, 0, recurrence_args, (1000, 1000)),
)
