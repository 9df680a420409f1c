"""Things outside that a function changes: the change is made; a derivative that may need what they were before is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad, jvp, value_and_grad


class Holder:
    """Something outside with attributes that are changed in place."""

    def __init__(self) -> None:
        self.weights = np.ones(2)
        self.log = [1.0]
        self.rate = 0.5


HOLDER = Holder()
NUMBERS = [1.0]
WEIGHTS = np.ones(2)
KNOWN: dict[int, float] = {}


def reset() -> None:
    HOLDER.weights, HOLDER.log = np.ones(2), [1.0]
    NUMBERS[:] = [1.0]
    WEIGHTS[:] = 1.0
    KNOWN.clear()


def outside_now() -> str:
    return repr((HOLDER.weights, HOLDER.log, NUMBERS, WEIGHTS, KNOWN))


def element_of_an_attribute(x: float) -> float:
    before = x * HOLDER.weights[0]
    HOLDER.weights[0] += 1
    return before * HOLDER.weights[0]


def attribute_under_another_name(x: float) -> float:
    log = HOLDER.log
    log.append(3.0)
    return x * sum(HOLDER.log)


def list_that_nothing_reads(x: float) -> float:
    for some in (HOLDER.log, NUMBERS):
        some.append(2.0)
    return x * x


def count_in_a_loop(x: float) -> float:
    total = x
    for _ in range(3):
        NUMBERS[0] += 1
        total = total * HOLDER.rate * x
    return total


def values_kept_for_later(x: float) -> float:
    total = x
    for k in range(4):
        total = total * known(k % 2)
    return total * known(1)


def known(k: int) -> float:
    if k not in KNOWN:
        KNOWN[k] = float(np.exp(0.1 * k))
    return KNOWN[k]


@pytest.mark.parametrize(
    "f", [element_of_an_attribute, attribute_under_another_name, list_that_nothing_reads, count_in_a_loop, values_kept_for_later]
)
def test_what_is_changed_outside_is_changed(f: Callable[[float], float]) -> None:
    reset()
    value, now = f(1.3), outside_now()
    expected = difference(f)
    for _ in range(2):
        reset()
        found, slope = value_and_grad(f)(1.3)
        assert found == pytest.approx(value)
        assert slope == pytest.approx(expected, rel=1e-6)
        assert outside_now() == now


def list_in_a_loop(x: float) -> float:
    total = x
    for _ in range(3):
        NUMBERS[0] += 1
        total = total * NUMBERS[0] * x
    return total


def array_in_a_loop(x: float) -> float:
    total = x
    for _ in range(3):
        WEIGHTS[0] += 1
        total = np.sin(total * WEIGHTS[0]) * x
    return total


def attribute_in_a_loop(x: float) -> float:
    weights = HOLDER.weights
    total = x
    for _ in range(3):
        weights *= 2.0
        total = total * weights[1] * x
    return total


def array_that_is_read_before(x: float) -> float:
    y = np.array([x, x]) * HOLDER.weights
    HOLDER.weights[:] = 4.0
    return np.sum(y * y * HOLDER.weights)


@pytest.mark.parametrize("f", [list_in_a_loop, array_in_a_loop, attribute_in_a_loop, array_that_is_read_before])
def test_what_it_was_before_is_not_known(f: Callable[[float], float]) -> None:
    reset()
    with pytest.raises(UnsupportedSyntaxError, match="which is outside of the function, is changed here") as caught:
        grad(f)(1.3)
    assert caught.value.location is not None and "test_changed_outside.py" in str(caught.value)
    expected = difference(f)
    assert jvp(f, (1.3,), (1.0,))[1] == pytest.approx(expected, rel=1e-6)


def difference(f: Callable[[float], float]) -> float:
    values = []
    for step in (1e-6, -1e-6):
        reset()
        values.append(f(1.3 + step))
    reset()
    return (values[0] - values[1]) / 2e-6


def attribute_of_a_class_inside(x: float) -> float:
    class Counter:
        counts = [1.0]

    counts = Counter().counts
    counts.append(2.0)
    return x * sum(Counter.counts)


def test_what_a_class_inside_has_is_not_changed() -> None:
    for called in (lambda: grad(attribute_of_a_class_inside)(1.3), lambda: jvp(attribute_of_a_class_inside, (1.3,), (1.0,))):
        with pytest.raises(UnsupportedSyntaxError, match="`counts` is an attribute of a class that is made here, and is changed"):
            called()
