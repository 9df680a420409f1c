"""Tuples of no fixed length: where a list stands for one, and where the tuple stays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp


def read_by_elements(x):
    held = tuple(x)
    return held[0] * held[-1]


def asked_for_its_kind(x):
    held = tuple(x)
    return held[0] if isinstance(held, tuple) else held[1]


def is_a_key(x):
    held = tuple(x)
    return {held: 2.0}[held] * held[0]


def is_sometimes_a_list(x):
    held = tuple(x)
    if x[0] > 0:
        held = list(held)
    held += (x[1],)
    return held[-1] * held[0]


def is_the_result(x):
    held = ()
    for v in x:
        held += (v * v,)
    return held


X = np.array([0.3, 1.2, -0.7])


def test_a_list_stands_for_it() -> None:
    gradient = grad(read_by_elements)
    assert np.array_equal(gradient(X), [X[2], 0.0, X[0]])
    assert "list(x)" in gradient.source


@pytest.mark.parametrize("function", [asked_for_its_kind, is_a_key, is_sometimes_a_list])
def test_it_stays_where_a_list_would_show(function: Any) -> None:
    """Right or refused."""
    try:
        found = grad(function)(X)
    except SourceADError as error:
        assert error.location is not None
        return
    steps = np.eye(3) * 1e-6
    assert np.allclose(found, [(function(X + h) - function(X - h)) / 2e-6 for h in steps], atol=1e-6)


def test_a_result_is_a_tuple() -> None:
    with pytest.raises(SourceADError):
        jvp(is_the_result, (X,), (np.ones(3),))
