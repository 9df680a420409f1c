"""Lists that are changed while a loop runs over them, or while they have another name, differentiated or not: right or refused."""

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


def extended_in_a_numbered_loop(x: Any) -> Any:
    us = [0.7, 0.9]
    for k, p in enumerate(us):
        x = np.sin(x * p)
        if k < 2:
            us.append(0.4)
    return np.sum(x)


def differentiated_in_a_numbered_loop(x: Any) -> Any:
    us = [x[0], x[1]]
    total = 0.0
    for k, u in enumerate(us):
        total += u
        if k < 2:
            us.append(u * 0.4)
    return total


def extended_beside_another(x: Any) -> Any:
    us = [0.7, 0.2]
    for p, q in zip(us, (1.0, 2.0, 3.0)):
        x = x * (p + q)
        if len(us) < 3:
            us += [0.4]
    return np.sum(x)


def extended_after_its_iterator(x: Any) -> Any:
    us = [0.7, 0.2]
    values = iter(us)
    us += [0.5]
    for v in values:
        x = x * v
    return np.sum(x)


def extended_with_two_names(x: Any) -> Any:
    us = [0.7]
    ws = us
    us += [0.5]
    return np.sum(x) * sum(ws)


def repeated_with_two_names(x: Any) -> Any:
    us = [0.7]
    ws = us
    us *= 2
    return np.sum(x) * sum(ws)


def extended_in_a_container(x: Any) -> Any:
    us = [0.7]
    box = [us]
    us += [0.5]
    return np.sum(x) * sum(box[0])


def rows_that_grow(x: Any) -> Any:
    rows = [[0.7], [0.9]]
    for k, row in enumerate(rows):
        row.append(0.1 * k)
    return np.sum(x) * sum(rows[0]) * sum(rows[1])


def others_that_grow(x: Any) -> Any:
    us = [0.7, 0.9]
    found = []
    for k, p in enumerate(us):
        found.append(x[k] * p)
        found += [x[k]]
    us += [0.3]
    return sum(found) * sum(us)


def rebound_in_its_loop(x: Any) -> Any:
    us, factors = [0.7] * 3, {"a": 0.5}
    for key in factors:
        x = x * factors[key]
    for p in us:
        x = np.tanh(x * (1.0 + p))
        if len(us) < 5:
            us = us + [0.7]
    return np.sum(x) * sum(us)


def grows_by_a_loop_within(x: Any) -> Any:
    us, count = [0.7, 0.9], 0
    for _ in us:
        if len(us) < 9:
            for q in (0.2, 0.3):
                us.append(q)
                count += 1
    us.append(0.1)
    return np.sum(np.tanh(x)) * us[-1] * count


def saved_while_it_grows(x: Any) -> Any:
    us = [0.2, 0.1]
    w = np.array([0.3, 0.4, 0.5])
    y = x * w
    for p in us:
        w[1] *= p
        if len(us) < 4:
            us.append(0.7)
    return np.sum(y * w)


RIGHT = (
    extended_with_two_names, last_changed_meanwhile, by_another_name, changed_afterwards, of_unknown_length, copied_and_changed, in_a_loop_around,
    by_a_function, with_an_end, rows_that_grow, others_that_grow, rebound_in_its_loop, grows_by_a_loop_within,
)  # fmt: skip

REFUSED = (
    grows_meanwhile, shortened_meanwhile, extended_meanwhile, extended_in_a_numbered_loop, differentiated_in_a_numbered_loop,
    extended_beside_another, extended_after_its_iterator, repeated_with_two_names,
    extended_in_a_container, saved_while_it_grows,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)
