"""Tests of a table of functions of one array: those whose gradient is right, and those that are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, UnsupportedSyntaxError, check_grads, grad

Functions = Sequence[Callable[..., Any]]


def pair_of_tests(right: Functions, refused: Functions, x: np.ndarray) -> tuple[Callable[..., None], Callable[..., None]]:
    """A test of each kind."""

    @pytest.mark.parametrize("function", right)
    def test_right(function: Callable[..., Any]) -> None:
        check_grads(function, (x,), order=1, modes=("rev", "fwd"))

    @pytest.mark.parametrize("function", refused)
    def test_refused(function: Callable[..., Any]) -> None:
        with pytest.raises((AliasError, UnsupportedSyntaxError)) as caught:
            grad(function)(x)
        assert caught.value.location is not None and caught.value.way_out

    return test_right, test_refused
