"""Things outside of a function that get differentiated values and give them back: refused, as arrays of other classes; logs: not."""

from __future__ import annotations

import io
import logging
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, check_grads, grad, jvp

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


KNOWN: dict[str, np.ndarray] = {}
LIST: list[np.ndarray] = []


def by_a_dict(x: np.ndarray) -> float:
    KNOWN.update(a=x)
    return np.sum(KNOWN["a"] ** 2)


def by_a_default(x: np.ndarray) -> float:
    KNOWN.pop("a", None)
    KNOWN.setdefault("a", x)
    return np.sum(KNOWN["a"] ** 2)


def by_a_default_that_is_used(x: np.ndarray) -> float:
    first = KNOWN.setdefault("b", x)
    return np.sum(first * KNOWN["b"])


def by_a_list(x: np.ndarray) -> float:
    LIST.clear()
    LIST.append(x)
    return np.sum(LIST[0] ** 2)


@pytest.mark.parametrize("transform", [grad, lambda f: lambda x: jvp(f, (x,), (x,))], ids=["grad", "jvp"])
@pytest.mark.parametrize("f", [by_a_dict, by_a_default, by_a_default_that_is_used, by_a_list])
def test_containers(f: Callable[[np.ndarray], float], transform: Callable[[object], Callable[[np.ndarray], object]]) -> None:
    """What a method puts into them is read by another name, which the program gives them where they are indexed."""
    with pytest.raises(UnsupportedSyntaxError, match="which is outside of the function, gets values"):
        transform(f)(np.array([0.3, 0.7]))


def by_a_matrix(x: np.ndarray) -> float:
    return np.sum(np.asarray(np.asmatrix(np.ones((2, 2))) * np.outer(x, x)))


def by_a_view_that_is_a_matrix(x: np.ndarray) -> float:
    return np.sum(np.asarray(np.ones((2, 2)).view(np.matrix).T * np.outer(x, x)))


def by_a_row_of_a_matrix(x: np.ndarray) -> float:
    return np.sum(np.asarray(np.asmatrix(np.ones((2, 2)))[0] * np.outer(x, x)))


def by_a_masked_array(x: np.ndarray) -> float:
    return np.sum(np.ma.masked_where(np.array([True, False]), np.ones(2)) * x)


def by_a_masked_array_and_a_function(x: np.ndarray) -> float:
    return np.sum(np.multiply(x, np.ma.masked_where(np.array([True, False]), np.ones(2)) + 1))


def by_itself_as_a_matrix(x: np.ndarray) -> float:
    square = np.outer(x, x).view(np.matrix)
    return np.sum(np.asarray(square * square))


FOREIGN = [
    by_a_matrix,
    by_a_row_of_a_matrix,
    by_a_view_that_is_a_matrix,
    by_a_masked_array,
    by_a_masked_array_and_a_function,
    by_itself_as_a_matrix,
]


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("f", FOREIGN)
def test_arrays_with_operators_of_their_own(f: Callable[[np.ndarray], float]) -> None:
    """Made in the function: their products were taken for those of arrays."""
    with pytest.raises(UnsupportedSyntaxError, match="whose operators are not those of arrays"):
        grad(f)(np.array([0.3, 0.7]))


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_matrix_that_becomes_an_array() -> None:
    def f(x):
        return np.sum(np.asarray(np.asmatrix(np.ones((2, 2)))) * np.outer(x, x))

    check_grads(f, (np.array([0.3, 0.7]),), order=1, modes=("rev", "fwd"))
