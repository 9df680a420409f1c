"""Loops that are run again and may leave an array as it was, and calls whose results share memory: with a later write, refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, check_grads, checkpoint, checkpointed, jvp, value_and_grad

X = np.array([0.7, -0.4, 1.2, 0.5])


def no_round(x: Any) -> Any:
    u = x.copy()
    v = u
    for _ in checkpointed(range(0), budget=2):
        u = u * 2.0
    u[0] = 3.0
    return np.sum(v * x)


def a_branch(x: Any) -> Any:
    u = x.copy()
    v = u
    for _ in checkpointed(range(3), budget=2):
        if x[0] > 99.0:
            u = u * 2.0
    v[0] = 3.0
    return np.sum(u * x)


def exchanged(x: Any) -> Any:
    u = x.copy()
    v = x * 2
    p, q = u, v
    for _ in checkpointed(range(3), budget=2):
        u, v = v, u
    u[0] = 5.0
    return np.sum(p * q)


def in_a_list(x: Any) -> Any:
    u = x.copy()
    kept = [u]
    for _ in checkpointed(range(3), budget=2):
        if x[0] > 99.0:
            u = u * 2.0
    kept[0][0] = 3.0
    return np.sum(u * x)


def two_names(x: Any) -> Any:
    u = x.copy()
    v = x * 2
    for _ in checkpointed(range(4), budget=2):
        u = u * 1.1
        v = u[1:]
    v[0] = 5.0
    return np.sum(u * u)


@checkpoint
def with_a_part(a: Any) -> Any:
    b = a * 2
    return b, b[1:]


@checkpoint
def twice(a: Any) -> Any:
    b = a * 2
    return b, b


def a_part(x: Any) -> Any:
    b, v = with_a_part(x)
    v[0] = 5.0
    return np.sum(b * b)


def the_same(x: Any) -> Any:
    b, v = twice(x)
    v *= x
    return np.sum(b * b)


@pytest.mark.parametrize("function", [no_round, a_branch, exchanged, in_a_list, two_names, a_part, the_same])
def test_refused(function: Any) -> None:
    for call in (lambda: value_and_grad(function)(X), lambda: jvp(function, (X,), (X,))):
        with pytest.raises(AliasError) as caught:
            call()
        assert caught.value.location is not None and caught.value.way_out


def written_afterwards(x: Any) -> Any:
    u = x.copy()
    for k in checkpointed(range(3), budget=2):
        u = u * x + k
    u[0] = x[1]
    return np.sum(u * x)


def of_a_copy(x: Any) -> Any:
    v = x * 2
    u = v.copy()
    for _ in checkpointed(range(3), budget=2):
        u = u * x
    v[0] = x[1]
    return np.sum(u * v)


def only_read(x: Any) -> Any:
    b, v = with_a_part(x)
    return np.sum(b * b) * np.sum(v)


@pytest.mark.parametrize("function", [written_afterwards, of_a_copy, only_read])
def test_right(function: Any) -> None:
    check_grads(function, (X,), order=1, modes=("rev", "fwd"))
