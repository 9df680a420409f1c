"""Loops over lists of plain numbers whose elements are changed meanwhile or afterwards: each round in reverse has its own element."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])
LEVELS = (0.7, 0.9, 0.4)


def last_changed_meanwhile(x: Any) -> Any:
    us = [0.7, 0.9, np.tanh(0.9)]
    for p in us:
        x = np.sin(x + p)
        us[-1] = us[-1] * p
    return np.sum(x)


def by_another_name(x: Any) -> Any:
    us = [0.7, 0.9, np.tanh(0.9)]
    ws = us
    for p in us:
        x = np.sin(x + p)
        ws[-1] = ws[-1] * p
    return np.sum(x)


def changed_afterwards(x: Any) -> Any:
    us = [0.7, 0.9, np.tanh(0.9)]
    for p in us:
        x = np.sin(x + p)
    us[0] = 5.0
    return np.sum(x) * sum(us)


def of_unknown_length(x: Any) -> Any:
    us = []
    for k in range(len(x)):
        us.append(np.tanh(0.9 * k))
    for p in us:
        x = np.sin(x + p)
        us[2] += 1.0
    return np.sum(x)


def copied_and_changed(x: Any) -> Any:
    us = list(LEVELS)
    for p in us:
        x = np.sin(x * p)
    us[1] *= 3.0
    for p in us:
        x = np.sin(x * p)
    return np.sum(x)


def in_a_loop_around(x: Any) -> Any:
    us = [0.7, 0.9, np.tanh(0.9)]
    for _ in range(2):
        for p in us:
            x = np.sin(x * p)
            us[1] = us[1] * p
    return np.sum(x)


def change(us: Any, p: Any) -> None:
    us[-1] = us[-1] * p


def by_a_function(x: Any) -> Any:
    us = [0.7, 0.9, np.tanh(0.9)]
    for p in us:
        x = np.sin(x * p)
        change(us, p)
    return np.sum(x)


def with_an_end(x: Any) -> Any:
    us = [0.7, 0.9, 0.4]
    for p in us:
        if p > 1.0:
            break
        x = np.sin(x * p)
        us[2] += 0.9
    return np.sum(x)


def grows_meanwhile(x: Any) -> Any:
    us = [0.7, 0.9]
    for p in us:
        x = np.sin(x + p)
        us[0] = 2.0
        if len(us) < 6:
            us.append(p + 0.4)
    return np.sum(x)


def shortened_meanwhile(x: Any) -> Any:
    us = [0.7, 0.9, 0.4]
    for p in us:
        x = np.sin(x * p)
        us[1:] = [0.3]
    return np.sum(x)


def extended_meanwhile(x: Any) -> Any:
    us = [0.7, 0.9, 0.4]
    for p in us:
        x = np.sin(x * p)
        us += [0.5] if len(us) < 5 else []
    return np.sum(x)


RIGHT = (
    last_changed_meanwhile, by_another_name, changed_afterwards, of_unknown_length, copied_and_changed, in_a_loop_around,
    by_a_function, with_an_end,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, (grows_meanwhile, shortened_meanwhile, extended_meanwhile), X)
