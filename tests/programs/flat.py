"""`x.flat`: read, run over, and written, whatever the layout of `x`; `np.r_` and `np.c_` with slices; conversions that do not copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.programs.cases import numbers, program

WEIGHTS = (0.4, -0.7, 0.2)


@program(numbers(4))
def sums_of_what_stands_in_a_row(x):
    y = np.outer(x, x[:3])
    return sum(p * q for p, q in zip(y.flat, y.T.flat)) + y.flat[5] ** 2 * len(y.flat) + np.sum(y.flat[2:9:3])


@program(numbers(4))
def a_diagonal_that_grows(x):
    y = np.outer(x, x)
    y.flat[:: len(x) + 1] += 1.0
    return np.linalg.slogdet(y)[1]


@program(numbers(4))
def elements_of_a_transposed_array_written(x):
    y = np.outer(x, x[:3])
    y.T.flat[3] = x[1] * 5.0
    y.T.flat[1:4] *= x[:3]
    y[:, ::2].flat[[0, 5]] = x[:2]
    return np.sum(y**2 * np.arange(12.0).reshape(4, 3))


@program(numbers(4))
def written_while_a_loop_runs_over_it(x):
    y = np.outer(x, x)
    for k, v in enumerate(y.flat):
        y.flat[k] = v * x[0] + y[0, 0]
    return np.sum(y**2)


@dataclass
class Sheet:
    flat: Any


@program(numbers(4))
def an_attribute_of_that_name(x):
    sheet = Sheet(x * 2.0)
    sheet.flat[1] = x[0]
    sheet.flat *= 2.0
    return np.sum(sheet.flat**2)


@program(numbers(4))
def ranges_among_rows(x):
    n = len(x)
    row = np.r_[0:3, x, x[0], 5:1:-2, 0.0 : x[1] : 4j]
    return np.sum(np.c_[0:n, x] ** 2) * np.sum(row**2) + np.sum(np.r_[:n, -1:1:5j, x][n:] ** 3)


@program(numbers(4))
def converted_without_a_copy(x):
    y = x.astype(np.float64, copy=False)
    z = np.concatenate([y, x * 2.0], dtype=float, casting="same_kind")
    w = np.einsum("i,i->i", z, np.stack([x, y], dtype=float).ravel(), dtype=float, order="C")
    return np.sum(w) + np.sum(x.astype(float, casting="safe", copy=True) ** 2)


@program(numbers(3))
def displays_of_lists_and_arrays(x):
    spread = np.repeat(x, [1, 2, 3]) * 1j + x.repeat([0, 3, 3])
    rows = np.array([[0.5, 2.0, -1.0], x * 2.0]) * 1j
    return np.sum(np.abs(rows @ x) ** 2) + np.sum(np.abs(spread) ** 2)


@program(numbers(4))
def rows_joined_in_a_loop(x):
    h = c = np.zeros(2)
    w = np.outer(np.arange(8.0), x[:3])
    for v in WEIGHTS:
        i, f, o, g = np.split(w @ np.r_[h, v] + x[3], 4)
        c = np.tanh(f) * c + np.sin(i) * g
        h = np.cos(o) * np.tanh(c)
    return np.sum(h) ** 2
