"""Arrays that are joined and stacked: the cotangent of each is a part of the whole's."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(3, 2), numbers(3, 4), argnums=(0, 1))
def columns_and_rows_joined(m, n):
    wide = np.concatenate([m, n, m], axis=-1)
    tall = np.concatenate((m.T, n.T))
    return np.sum(wide**3) + np.sum(tall**2) + np.sum(np.hstack([m, n]) ** 2) + np.sum(np.concatenate([m, n], axis=None) ** 3)


@program(numbers(6), numbers(2, seed=1), argnums=(0, 1))
def vectors_stacked(x, w):
    rows = np.vstack([w, x[:2]])
    columns = np.stack([w, x[:2], w], axis=1) * np.stack([w, w * w, x[4:]], -1)
    return np.sum(rows**3) + np.sum(columns**2)


@program(numbers(6), numbers(2, seed=1), argnums=(0, 1))
def joined_in_a_loop(x, w):
    """A queue, as an array that is made anew, and an array that grows."""
    y = x * 1.0
    for _ in range(3):
        y = np.concatenate([y[1:], y[:1] * w[0]])
        x = np.concatenate((w, x))
    return np.sum(y**3) + np.sum(x**2)


@program(numbers(6), numbers(2, seed=1), argnums=(0, 1))
def numbers_joined_with_arrays(x, w):
    """Boundary values before and after, in lists."""
    u = x * 2
    u = np.concatenate([[w[0]], u, [w[1], u[0]], np.array([1.0, 2.0])])
    return np.sum((u[2:] - 2 * u[1:-1] + u[:-2]) ** 2)


@program(numbers(6), numbers(2, seed=1), argnums=(0, 1))
def joined_and_written(x, w):
    """What is joined is written afterwards, and so is the result."""
    y = x.copy()
    z = np.concatenate([y, y])
    z[1:] *= 2.0
    y[0] = w[0] * z[-1]
    return np.sum(z**2) + np.sum(y**3) + np.sum(np.concatenate([y[:0], y]) * 2)


@program(numbers(6), numbers(2, seed=1), argnums=(0, 1))
def lists_of_arrays_that_are_written(x, w):
    """What a list holds is read as a whole, then written."""
    items = [x * 1.0, x * 2]
    t = 0.0
    for k in range(3):
        z = np.concatenate(items)
        t = t + np.sum(z**3) + np.max(items) ** 2
        items[0][k] = w[0] * t * 0.01
        items[1] *= 1.1
    return t


@program(numbers(4), numbers(2, seed=1), argnums=(0, 1), analytic=True)
def rows_and_columns_by_index(x, w):
    """`np.r_` and `np.c_`: what is indexed is joined."""
    padded = np.r_[w[0], x, 0.0, w]
    table = np.c_[x, x**2, np.ones(4)]
    wide = np.c_[table, x]
    return np.sum(padded[1:] * padded[:-1]) + np.sum(table @ np.r_[w, 1.0]) + np.sum(wide**3) + np.sum(np.r_[table, wide[:, 1:]])


@program(numbers(4).astype(np.float32), 0.5)
def numbers_joined_in_single_precision(x, w):
    return np.sum(np.r_[w, x, 1.0] ** 2)
