"""Loops that are written out over functions, beside iterators of plain values: each round gets its own."""

# ruff: noqa: B007

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import grad, runtime
from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])
FUNCTIONS = [np.sin, np.cos]


def reversed_numbers(x: Any) -> Any:
    for k, f in zip(reversed([2.0, 3.0]), FUNCTIONS):
        x = f(x) * k
    return np.sum(x)


def reversed_texts(x: Any) -> Any:
    names = ["a", "b"]
    for f, k in zip(FUNCTIONS, reversed(names)):
        x = f(x) * (2.0 if k == "a" else 3.0)
    return np.sum(x)


def reversed_ranges(x: Any) -> Any:
    for k, f in zip(reversed(range(2)), FUNCTIONS):
        x = f(x) * (k + 1)
    return np.sum(x)


def reversed_values(x: Any) -> Any:
    for v, f in zip(reversed([x[0], x[1]]), FUNCTIONS):
        x = f(x) * v
    return np.sum(x)


def pairs_beside_functions(x: Any) -> Any:
    for (a, b), f in zip(zip([x[0], x[1]], reversed([1.0, 2.0])), FUNCTIONS):
        x = f(x) * a * b
    return np.sum(x)


def numbered_texts(x: Any) -> Any:
    for (i, k), f in zip(enumerate(["b", "a"]), FUNCTIONS):
        x = f(x) * (2.0 if k == "a" else 3.0) * (i + 1)
    return np.sum(x)


def functions_in_a_branch(x: Any) -> Any:
    f: Any = np.sin
    for key, mode in zip(reversed(["a", "b"]), ["a", "c", "b"]):
        if mode is None:
            for f in FUNCTIONS:
                x = x * 2.0
        elif mode == "c":
            x = f(x) * {"a": 0.8, "b": 1.2}.get(key, 0.9)
    return np.sum(x)


def iterator_of_what_changes(x: Any) -> Any:
    ks: Any = [2.0, 3.0, 4.0]
    for k, f in zip((q for q in ks), FUNCTIONS):
        x = f(x) * k
        ks[1] = 7.0
    return np.sum(x)


RIGHT = (
    reversed_numbers, reversed_texts, reversed_ranges, reversed_values, pairs_beside_functions, numbered_texts,
    functions_in_a_branch,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, (iterator_of_what_changes,), X)


class Scale:
    def __init__(self, k: Any) -> None:
        self.k = k


def objects_over_rows(x: Any, rows: Any) -> Any:
    scales = [Scale(1.0), Scale(2.0)]
    scales = [Scale(s.k * np.sum(row)) for s, row in zip(scales, rows * 2.0)]
    return np.sum(x) * sum([s.k for s in scales])


def test_fewer_rows_than_objects_are_an_error() -> None:
    rows = np.arange(6.0).reshape(3, 2)
    assert grad(objects_over_rows)(X, rows).tolist() == [22.0] * 3
    with pytest.raises(runtime.FewerError, match="gives fewer than 2 rounds"):
        grad(objects_over_rows)(X, rows[:1])
