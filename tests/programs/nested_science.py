"""Derivatives inside scientific programs: equations as losses, mechanics, learning to learn, penalties."""

import numpy as np

from sourcead import grad
from tests.programs.cases import numbers, program

X = numbers(3)
NETWORK = [(numbers(4, 1), numbers(4, seed=1)), (numbers(1, 4), numbers(1, seed=2))]
TASKS = [(numbers(5, 3, seed=k), numbers(5, seed=k)) for k in range(3)]


def network(params, x):
    for w, b in params[:-1]:
        x = np.tanh(w @ x + b)
    w, b = params[-1]
    return w @ x + b


def displacement(params, t):
    return network(params, np.array([t]))[0]


@program(NETWORK, [0.1, 0.5, 0.9])
def first_order_equation(params, ts):
    loss = 0.0
    for t in ts:
        du = grad(displacement, 1)(params, t)
        loss += (du + displacement(params, t)) ** 2
    return loss / len(ts) + (displacement(params, 0.0) - 1.0) ** 2


@program(NETWORK, [0.1, 0.5])
def second_order_equation(params, ts):
    d2 = grad(grad(displacement, 1), 1)
    return np.mean(np.array([(d2(params, t) + 4.0 * displacement(params, t)) ** 2 for t in ts]))


def task_loss(w, x, y):
    return np.mean((np.tanh(x @ w) - y) ** 2)


@program(X, TASKS, 0.1)
def learning_to_learn(w, tasks, lr):
    total = 0.0
    for x, y in tasks:
        g = grad(task_loss)(w, x, y)
        w_task = w - lr * g
        total = total + task_loss(w_task, x, y)
    return total / len(tasks)


def hamiltonian(q, p, k):
    return 0.5 * np.sum(p**2) + k * np.sum(1 - np.cos(q)) + 0.1 * np.sum(q[1:] * q[:-1])


dHdq = grad(hamiltonian, 0)
dHdp = grad(hamiltonian, 1)


@program(X, X[::-1].copy(), 1.3, 5, argnums=(0, 1, 2))
def leaps_of_a_chain(q, p, k, steps):
    h = 0.1
    q = q.copy()
    p = p.copy()
    for _ in range(steps):
        p -= 0.5 * h * dHdq(q, p, k)
        q += h * dHdp(q, p, k)
        p -= 0.5 * h * dHdq(q, p, k)
    return np.sum(q**2) + np.sum(p * q)


def energy(r, eps):
    total = 0.0
    n = len(r)
    for i in range(n):
        for j in range(i):
            d2 = np.sum((r[i] - r[j]) ** 2)
            s = 1.0 / d2**3
            total += 4 * eps * (s * s - s)
    return total


@program(0.7, [2 * numbers(3, 2), 2 * numbers(3, 2, seed=1)], [numbers(3, 2, seed=2), numbers(3, 2, seed=3)])
def force_matching(eps, rs, fs):
    loss = 0.0
    for r, f in zip(rs, fs):
        loss += np.sum((-grad(energy)(r, eps) - f) ** 2)
    return loss


def log_density(x, a):
    return -0.5 * np.sum((a @ x) ** 2) + np.sum(np.log1p(x**2))


@program(numbers(3, 3), X, argnums=(0, 1))
def score_norm(a, x):
    s = grad(log_density)(x, a)
    return 0.5 * np.sum(s**2) + np.sum(s)


class Model:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        return np.tanh(self.w @ x + self.b)


@program(Model(numbers(2, 3), numbers(2)), X, 1.0, argnums=(0, 1))
def gradient_penalty(model, x, target):
    g = grad(lambda z: np.sum(model(z)))(x)
    return (np.sqrt(np.sum(g**2) + 1e-9) - target) ** 2 + np.sum(model(x))


def lagrangian(q, v, m):
    return 0.5 * m * v**2 - 9.81 * m * (1 - np.cos(q))


def acceleration(q, v, m):
    dLdq = grad(lagrangian)(q, v, m)
    d2Ldv2 = grad(grad(lagrangian, 1), 1)(q, v, m)
    d2Ldqdv = grad(lambda qq: grad(lagrangian, 1)(qq, v, m))(q)
    return (dLdq - d2Ldqdv * v) / d2Ldv2


@program(0.5, 1.2, argnums=(0, 1))
def pendulum(q0, m):
    q, v = q0, 0.0
    for _ in range(8):
        a = acceleration(q, v, m)
        v = v + 0.05 * a
        q = q + 0.05 * v
    return q * v


@program(0.3, 2.0, argnums=(0, 1))
def least_by_newton(a, x0):
    def f(x):
        return (x - a) ** 4 + 0.5 * (x - 1) ** 2

    df = grad(f)
    d2f = grad(df)
    x = x0
    for _ in range(5):
        x = x - df(x) / d2f(x)
    return x


@program(X, {"act": "tanh", "scale": 2.0})
def with_settings(x, settings):
    act = {"tanh": np.tanh, "sin": np.sin}[settings["act"]]
    (g,) = (grad(lambda z: np.sum(act(z) * settings["scale"]))(x),)
    out = np.zeros(3)
    out[:] = g
    out[1:] += g[:-1] * x[1:]
    return np.sum(out**2)
