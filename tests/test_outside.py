"""Things outside of a function that get differentiated values and give them back: refused; logs and texts: not."""

from __future__ import annotations

import io
import logging
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad

STATE: ContextVar[float] = ContextVar("STATE")
QUEUE: deque[float] = deque()
LOG = logging.getLogger("sourcead.tests")
TEXT = io.StringIO()


def by_a_context_variable(x: float) -> float:
    STATE.set(x * x)
    return STATE.get() * x


def by_a_queue(x: float) -> float:
    QUEUE.append(x * x)
    return QUEUE.pop()


def by_a_queue_in_a_loop(x: float) -> float:
    total = 0.0
    for k in range(3):
        QUEUE.append(x * k)
        total += QUEUE.popleft()
    return total


@pytest.mark.parametrize("f", [by_a_context_variable, by_a_queue, by_a_queue_in_a_loop])
def test_refused(f: Callable[[float], float]) -> None:
    with pytest.raises(
        UnsupportedSyntaxError, match="which is outside of the function, gets values that are differentiated"
    ) as caught:
        grad(f)(3.0)
    assert caught.value.location is not None and "test_outside.py" in str(caught.value)


def logged(x: float) -> float:
    if LOG.isEnabledFor(logging.DEBUG):
        LOG.debug("x is %s", x)
    LOG.debug("its square is %s", x * x)
    return x * x


def written(x: float) -> float:
    TEXT.write(f"{x:.2f}")
    return x * x


def only_kept(x: float) -> float:
    QUEUE.append(x)
    return x * x


@pytest.mark.parametrize("f", [logged, written, only_kept])
def test_not_refused(f: Callable[[float], float]) -> None:
    assert grad(f)(3.0) == 6.0


def test_in_place_of_a_thing_inside() -> None:
    def f(x: float) -> float:
        inside = deque([x])
        inside.append(x * x)
        return inside.pop() * inside.pop()

    assert grad(f)(3.0) == pytest.approx(27.0)
    assert np.isfinite(f(3.0))
