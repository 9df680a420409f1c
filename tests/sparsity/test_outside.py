"""A pattern that was found is found again where what a function reads outside has changed where it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import sparse_jacobian

X = np.array([1.0, 2.0, 3.0, 4.0])
TUPLE, SET, QUEUE, ARRAY, TABLE = ([1],), {1}, deque([1]), np.zeros(1), ({"k": 1},)


def by_a_list_in_a_tuple(x: Any) -> Any:
    return x * np.roll(x, TUPLE[0][0])


def by_a_set(x: Any) -> Any:
    return x * np.roll(x, len(SET))


def by_a_queue(x: Any) -> Any:
    return x * np.roll(x, len(QUEUE))


def by_the_shape_of_an_array(x: Any) -> Any:
    return x * np.roll(x, len(ARRAY))


def by_a_dict_in_a_tuple(x: Any) -> Any:
    return x * np.roll(x, TABLE[0]["k"])


@pytest.mark.parametrize(
    ("f", "change"),
    [
        (by_a_list_in_a_tuple, lambda: TUPLE[0].__setitem__(0, 2)),
        (by_a_set, lambda: SET.add(2)),
        (by_a_queue, lambda: QUEUE.append(2)),
        (by_the_shape_of_an_array, lambda: ARRAY.resize(2, refcheck=False)),
        (by_a_dict_in_a_tuple, lambda: TABLE[0].__setitem__("k", 2)),
    ],
)
def test_pattern_is_found_again(f: Callable[..., Any], change: Callable[[], Any]) -> None:
    jacobian = sparse_jacobian(f)
    for shift in (1, 2):
        found = jacobian(X).toarray()
        np.testing.assert_allclose(found, np.diag(np.roll(X, shift)) + X[:, None] * np.roll(np.eye(4), shift, axis=0), rtol=1e-12)
        if shift == 1:
            change()
