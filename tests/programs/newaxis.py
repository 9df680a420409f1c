"""Axes that `None` adds to numbers, among arrays that get axes too."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4))
def a_sum_with_an_axis(x):
    return np.sum(np.sin(np.sum(x)[None]) * x) + np.max(x)[np.newaxis, None].sum()


@program(numbers(4))
def elements_joined(x):
    parts = []
    for v in x:
        parts.append(v[None] * v)
    return np.sum(np.concatenate(parts) ** 2)


@program(numbers(3, 4), numbers(4), argnums=(0, 1))
def norms_of_rows(a, x):
    total = np.zeros(2)
    for row in a:
        norm = np.sqrt(row @ row)
        total = total + np.concatenate([norm[None], (row @ x)[None]])
    return total @ total
