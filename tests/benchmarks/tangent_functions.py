"""Functions with in-place updates in the words that tangent-ad knows: no `.copy()`, no `.shape`, no augmented assignment."""

from __future__ import annotations

import numpy as np


def heat(u0, steps):
    u = u0 * 1.0
    for _ in range(steps):
        u[1:-1] = u[1:-1] + 0.2 * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u)


def burgers(u0, nu, steps):
    u = u0 * 1.0
    for _ in range(steps):
        u[1:-1] = u[1:-1] - 0.1 * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def triangular(l, b):
    x = b * 1.0
    for i in range(len(x)):
        for j in range(i):
            x[i] = x[i] - l[i, j] * x[j]
        x[i] = x[i] / l[i, i]
    return np.sum(x)
