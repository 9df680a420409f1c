"""Buffers that are made and written in a block, where another array of the same expression stands before it: each is its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.3, 0.7, -0.4])


def in_a_loop(x: Any) -> Any:
    zeros = np.zeros_like(x)
    w = x * 1.0
    for k in range(2):
        u = np.zeros_like(x)
        u[k] = x[k] * w[0]
        w = np.sin(w + u)
    return np.sum(w) * np.sum(np.cos(zeros + w))


def in_a_branch(x: Any) -> Any:
    zeros = np.zeros(3)
    y = x * x
    if x[0] > 0:
        v = np.zeros(3)
        v[1:] = y[1:]
    else:
        v = y
    return np.sum(np.cos(zeros) * v)


def in_a_try(x: Any) -> Any:
    zeros = np.zeros(3)
    try:
        u = np.zeros(3)
        u[0] = 0.7 * x[1]
        y = x * u[0]
    except ValueError:
        y = 2 * x
    return np.sum(y * np.cos(zeros))


def in_a_while(x: Any) -> Any:
    ones, k = np.ones_like(x), 0
    while k < 3:
        u = np.ones_like(x)
        u[k] *= x[k]
        x = np.sin(x * u)
        k += 1
    return np.sum(x * ones)


def in_nested_blocks(x: Any) -> Any:
    scaled = x * 2.0
    total = 0.0
    for k in range(3):
        if x[k] > 0:
            u = x * 2.0
            u[k] = 5.0
            total += np.sum(u * x)
    return total * np.sum(scaled)


def in_a_list_that_is_not_read(x: Any) -> Any:
    u = x * 1.0
    if np.sum(x) > 5.0:
        w = x
    else:
        both = [u.reshape(3, 1).T.reshape(-1), x * x]
        both[0] = x + x
        w = u
    return np.sum(w * x)


test_right, _ = pair_of_tests((in_a_list_that_is_not_read, in_a_loop, in_a_branch, in_a_try, in_a_while, in_nested_blocks), (), X)
