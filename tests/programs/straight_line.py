"""Assignments, arithmetic, broadcasting, reductions, shapes, indexing that reads."""

from __future__ import annotations

import math

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(6), analytic=True)
def squared_differences(x):
    y = x[1:] - x[:-1]
    return np.sum(y**2)


@program(numbers(5), numbers(1, 5), numbers(4, 1), argnums=(0, 1, 2), analytic=True)
def broadcasting_on_all_sides(x, y, z):
    return np.sum(np.exp(x * 0.1) * y + z * x)


@program(numbers(3, 4), numbers(4), argnums=(0, 1), analytic=True)
def layer_norm(x, gain):
    mean = x.mean(axis=1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return np.sum((x - mean) / np.sqrt(variance + 1e-5) * gain)


@program(numbers(4, 3))
def cross_entropy(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(4), [0, 1, 2, 0]]))


@program(numbers(10), analytic=True)
def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


@program(numbers(3, 3), numbers(3), argnums=(0, 1))
def linear_algebra(a, b):
    m = a @ a.T + 3 * np.eye(3)
    x = np.linalg.solve(m, b)
    low = np.linalg.cholesky(m)
    return x @ b + np.sum(np.log(np.diag(low))) + np.linalg.det(m) * 0.01 + np.trace(np.linalg.inv(m))


@program(numbers(6))
def joins_and_norms(x):
    a, b = x[:3], x[3:]
    c = np.concatenate([a * b, b])
    d = np.stack([a, b]).T
    return np.sum(c**2) + np.sum(d[1:] * 2) + np.prod(x) + np.linalg.norm(x) + np.std(x) + np.var(x)


@program(numbers(6))
def reshapes_and_sorts(x):
    y = x.reshape(2, 3)
    z = y.ravel()
    w = y.T.flatten()
    return z @ w + y.sum(axis=0).max() + np.cumsum(x)[-1] + np.sort(x)[2] * x.mean()


@program(numbers(5), 0.3, argnums=(0, 1))
def normal_density(x, mu):
    sigma = np.abs(x[0]) + 1
    return np.sum(-0.5 * ((x - mu) / sigma) ** 2 - np.log(sigma) - 0.5 * np.log(2 * np.pi))


@program(1.5)
def math_functions(x):
    return math.sin(x) * math.exp(-x) + x**3 / math.sqrt(1 + x * x)


@program(2.2, 3.0, argnums=(0, 1))
def scalar_operators(x, y):
    z = x**y
    return z * abs(x - y) + max(x, y) + x // 1


@program(numbers(4).astype(np.float32))
def single_precision(x):
    return np.sum(x * np.arange(4.0)) * np.sum(x)


@program(np.abs(numbers(5)) - 0.5)
def nested_where(x):
    return np.sum(np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), x**2))


@program(np.array([0.0, 1.0, -2.0]))
def where_with_a_branch_that_is_not_finite(x):
    return np.sum(np.where(x > 0.5, np.log(x), 3.0 * x))


@program(numbers(5), analytic=True)
def repeated_fancy_index(x):
    i = np.array([0, 0, 3])
    y = x[i]
    return np.sum(y**2 * np.array([1.0, 2.0, 3.0]))


@program(numbers(2, 3), numbers(3), argnums=(0, 1))
def batch_norm_by_rebinding(a, s):
    a = a * s
    a -= a.mean(axis=0)
    a /= np.sqrt((a**2).sum(axis=0) + 1.0)
    return np.sum(a[0] * s) + a.max()


@program(numbers(5), analytic=True)
def what_cancels(x):
    return np.sum(np.cumsum(x - x)) + np.sum(np.cumsum(np.sqrt(x * x + 1) ** 2)) + np.sum(np.cumsum(x / x) * 0)


@program(numbers(3, 4), numbers(4, 2), numbers(2), argnums=(0, 1, 2), analytic=True)
def affine_chain(x, w, b):
    return np.sum(np.tanh(np.dot(x, w) + b) ** 2)


@program(numbers(4, 3), analytic=True)
def axis_zero(x):
    return np.sum(np.sum(x, axis=0) ** 3) + np.sum(np.mean(x, axis=0, keepdims=True) * x)


@program(numbers(4), numbers(5), argnums=(0, 1), analytic=True)
def outer_products(a, b):
    m = np.outer(a, b)
    return np.sum(m * m) + np.sum(a[:, None] * b[None, :])


@program(numbers(5), analytic=True)
def polynomial_by_horner(x):
    return np.sum(((2.0 * x - 3.0) * x + 1.5) * x - 0.5)


@program(numbers(3), numbers(3), argnums=(0, 1), analytic=True)
def gaussian_kernel(x, y):
    d = x[:, np.newaxis] - y[np.newaxis, :]
    return np.sum(np.exp(-0.5 * d**2))


@program(numbers(3, 3), analytic=True)
def quadratic_form_of_itself(a):
    return np.trace(a @ a.T @ a) + np.sum(np.diag(a) ** 2)


@program(numbers(6))
def quantities_with_kinks(x):
    return np.sum(np.maximum(x, 0)) + np.sum(np.abs(x)) + np.minimum(x, 0.2).sum() + np.clip(x, -0.5, 0.5).sum()


@program(0.7, analytic=True)
def one_number(t):
    return np.sin(t) * np.exp(-0.3 * t) / (1 + t**2)


@program(np.array(0.7), analytic=True)
def zero_dimensional(t):
    return t * t + np.sin(t)


@program(numbers(2, 3, 4), analytic=True)
def higher_rank(x):
    y = np.transpose(x, (2, 0, 1))
    return np.sum(y[1:] * y[:-1]) + np.sum(np.swapaxes(x, 0, 1)[0] ** 2)
