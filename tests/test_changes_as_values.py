"""Methods that change a list, a dict or an array, called where their result, None, is a value: the change counts all the same."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([1.3, 0.7, 0.4])


def of_a_condition(x: Any) -> Any:
    us = [x[0]]
    us.append(x[1]) if x[0] > 0 else None
    return sum(us)


def of_a_short_circuit(x: Any) -> Any:
    us = [x[0]]
    x[0] > 0 and us.append(x[1] * x[2])
    return sum(us)


def of_a_comprehension(x: Any) -> Any:
    us: list[Any] = []
    [us.append(v * v) for v in x]
    return sum(us)


def of_a_generator(x: Any) -> Any:
    us = [x[0]]
    any(us.append(v**3) for v in x)
    return sum(us)


def bound_to_a_name(x: Any) -> Any:
    us = [x[0]]
    _ = us.extend(x * x)
    done = us.reverse() is None
    return us[0] * 2 + us[-1] * us[1] * done


def or_another_value(x: Any) -> Any:
    us = [x[0]]
    factor = us.append(x[1]) or 2.0
    return us[0] * us[1] * factor


def sorted_in_an_expression(x: Any) -> Any:
    y = x * 2
    done = y.sort() is None
    return np.sum(y * np.array([1.0, 2.0, 3.0])) * done


def of_dicts(x: Any) -> Any:
    d: dict[int, Any] = {}
    done = [d.update({k: x[k] ** 2}) for k in range(3)]
    return (d[0] + 2 * d[1] * d[2]) * len(done)


def once_each(x: Any) -> Any:
    us, seen = [], set()
    for k in (0, 1, 0):
        if not (k in seen or seen.add(k)):
            us.append(x[k] * x[2])
    return sum(us)


def of_plain_numbers(x: Any) -> Any:
    us = [0.3]
    pair = (us.append(0.5), len(us))
    return np.sum(x * x) * pair[1] * sum(us)


def while_a_loop_runs(x: Any) -> Any:
    us = [0.7, 0.4]
    return np.sum(x) * sum([v for k, v in enumerate(us) if (us.append(0.1) if k < 1 else True)])


RIGHT = (
    of_a_condition, of_a_short_circuit, of_a_comprehension, of_a_generator, bound_to_a_name, or_another_value,
    sorted_in_an_expression, of_dicts, once_each, of_plain_numbers,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, (while_a_loop_runs,), X)
