"""Programs from simulation, inverse problems, statistics and machine learning."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(3, 3), numbers(3), argnums=(0, 1), analytic=True)
def richardson_iteration(a, b):
    x = np.zeros(3)
    for _ in range(5):
        x = x - 0.1 * (a @ x - b)
    return x @ x


@program(numbers(3), numbers(3, seed=3), argnums=(0, 1), analytic=True)
def symplectic_euler(q, p):
    dt = 0.1
    for _ in range(10):
        p = p - dt * q**3
        q = q + dt * p
    return 0.5 * np.sum(p**2) + np.sum(q**4) / 4


@program(numbers(3), analytic=True)
def runge_kutta(y):
    def f(y, t):
        return np.array([y[1], -y[0], y[2] * t])

    t = 0.0
    h = 0.1
    for _ in range(5):
        k1 = f(y, t)
        k2 = f(y + h / 2 * k1, t + h / 2)
        k3 = f(y + h / 2 * k2, t + h / 2)
        k4 = f(y + h * k3, t + h)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t = t + h
    return np.sum(y**2)


@program(numbers(4, 2), analytic=True)
def potential_of_particles(pos):
    n = pos.shape[0]
    e = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            d = pos[i] - pos[j]
            e += 1.0 / np.sqrt(np.sum(d**2) + 0.1)
    return e


@program(numbers(8), 0.05, argnums=(0, 1))
def burgers(u0, nu):
    u = u0.copy()
    for _ in range(6):
        u[1:-1] = u[1:-1] - 0.1 * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


@program(numbers(3, 3), numbers(3, 2), numbers(5, 2), argnums=(0, 1, 2), analytic=True)
def recurrent_network(w, u, xs):
    h = np.zeros(3)
    for x in xs:
        h = np.tanh(w @ h + u @ x)
    return np.sum(h**2)


@program(numbers(4, 4) + 5 * np.eye(4), numbers(4), argnums=(0, 1))
def gaussian_elimination(a, b):
    m = a.copy()
    r = b.copy()
    n = len(b)
    for k in range(n):
        for i in range(k + 1, n):
            c = m[i, k] / m[k, k]
            m[i, k:] -= c * m[k, k:]
            r[i] -= c * r[k]
    x = np.zeros(n)
    for k in range(n - 1, -1, -1):
        x[k] = (r[k] - m[k, k + 1 :] @ x[k + 1 :]) / m[k, k]
    return np.sum(x**2)


@program(np.array([0.2, 0.5, 0.3]), numbers(3), numbers(3, seed=5), numbers(7), argnums=(0, 1, 2))
def gaussian_mixture(alpha, mu, log_sigma, data):
    sigma = np.exp(log_sigma)
    z = (data[:, None] - mu) / sigma
    inner = np.log(alpha) - 0.5 * z**2 - log_sigma
    top = np.max(inner, axis=1)
    return np.sum(top + np.log(np.sum(np.exp(inner - top[:, None]), axis=1)))


@program(np.abs(numbers(4, 4)) + 0.1, np.array([0.1, 0.2, 0.3, 0.4]), [0, 2, 1, 3, 3])
def hidden_markov_likelihood(a, start, observed):
    a = a / a.sum(axis=1, keepdims=True)
    state = start
    loglik = 0.0
    for o in observed:
        state = state @ a
        weight = state[o] + 0.1
        loglik = loglik + np.log(weight)
        state = state * np.where(np.arange(4) == o, 1.0, 0.1) / weight
    return loglik


@program(numbers(6, 2), numbers(6), np.array([0.3, -0.2]), argnums=2)
def conjugate_gradients(a, y, x0):
    x = x0.copy()
    r = a.T @ (y - a @ x)
    p = r.copy()
    rs = r @ r
    for _ in range(2):
        ap = a.T @ (a @ p)
        step = rs / (p @ ap + 1e-9)
        x += step * p
        r -= step * ap
        new = r @ r
        p = r + (new / (rs + 1e-9)) * p
        rs = new
    return np.sum(x**2) + np.sum(x0 * x)


@program(numbers(5), numbers(5), argnums=(0, 1))
def convolution_by_hand(x, k):
    out = np.zeros(9)
    for i in range(5):
        out[i : i + 5] += x[i] * k
    return np.sum(out**2)


@program(numbers(12), numbers(2), argnums=(0, 1), analytic=True)
def autoregressive_residuals(series, phi):
    total = 0.0
    for t in range(2, len(series)):
        e = series[t] - phi[0] * series[t - 1] - phi[1] * series[t - 2]
        total += e * e
    return total


@program(numbers(5, 3), numbers(3), numbers(5))
def ridge_regression(x, w, y):
    r = x @ w - y
    return 0.5 * np.mean(r**2) + 0.1 * np.dot(w, w)


@program(numbers(4, 4))
def attention(x):
    q, k, v = x[:, :2], x[:, 2:], x
    s = q @ k.T / np.sqrt(2)
    s = s - s.max(axis=-1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=-1, keepdims=True)
    return np.sum((p @ v) ** 2)


@program(1.1, 0.4, argnums=(0, 1))
def shooting(v, drag):
    x, y, vx, vy = 0.0, 0.0, v, 2.0 * v
    while y >= 0:
        vx -= 0.05 * drag * vx
        vy -= 0.05 * (drag * vy + 1.0)
        x += 0.05 * vx
        y += 0.05 * vy
    return x


@program(numbers(6), 0.4)
def adam(x, rate):
    m = np.zeros_like(x)
    v = np.zeros_like(x)
    for t in range(1, 5):
        g = 2 * x + np.cos(x)
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g**2
        x = x - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return np.sum(x**2)
