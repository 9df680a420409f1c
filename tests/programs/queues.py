"""Queues of `collections.deque`, objects that are true as long as they hold something."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4), 0.3, argnums=(0, 1))
def the_last_few(x, s):
    window = deque([x[0]], maxlen=3)
    for v in x[1:]:
        window.append(v * s)
    return sum(window) * max(window)


@program(numbers(4), 0.3, argnums=(0, 1))
def first_in_first_out(x, s):
    waiting = deque([(0, x[0])])
    total = 0.0
    while waiting:
        k, v = waiting.popleft()
        total += v * s
        if k < 3:
            waiting.append((k + 1, v * x[k + 1]))
    return total


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def slopes_of_earlier_steps(x, s):
    slopes: Any = deque([-s * x], maxlen=2)
    u = x + 0.1 * slopes[0]
    for _ in range(4):
        slopes.append(-s * u + 0.1 * u**2)
        u = u + 0.1 * (1.5 * slopes[1] - 0.5 * slopes[0])
    return np.sum(u**2)


@program(numbers(4), 0.3, argnums=(0, 1))
def turned_and_put_in_front(x, s):
    items = deque(x, maxlen=4)
    items.rotate(2)
    items[1] = s
    items.appendleft(x[0] * s)
    items.extendleft([s * s])
    last = items.pop()
    items.reverse()
    return items[0] * items[1] * last + sum(v * v for v in items) + len(items) * s


class Pile:
    def __init__(self, items: Any) -> None:
        self.items = list(items)

    def __len__(self) -> int:
        return len(self.items)

    def take(self) -> Any:
        return self.items.pop()


@program(numbers(4), 0.3, argnums=(0, 1))
def while_there_is_something(x, s):
    pile = Pile(x)
    total = 0.0
    while pile:
        total = total * s + pile.take()
    return total if not pile else total * 2


@program(numbers(6))
def a_window_that_slides(x):
    """A queue without a length of its own, and the sum of what is in it."""
    window, total = deque(), 0.0
    for v in x:
        window.append(v)
        if len(window) > 3:
            window.popleft()
        total += sum(window) / len(window) * v
    return total
