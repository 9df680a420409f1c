"""Defaults that a function changes: each call of the function finds what the calls before have left, so they are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, grad, hvp, jvp, value_and_grad, vjp

BUFFER = np.zeros(2)


class Log:
    def __init__(self) -> None:
        self.told = 0.0


def in_a_list(x: Any, seen: Any = []) -> Any:  # noqa: B006
    seen.append(1.0)
    return x**2 * len(seen)


def in_a_dict(x: Any, seen: Any = {"n": 0.0}) -> Any:  # noqa: B006
    seen["n"] += 1.0
    return x**2 * seen["n"]


def in_an_array(x: Any, seen: Any = BUFFER) -> Any:
    seen[0] += 1.0
    return x**2 * seen[0]


def in_an_object(x: Any, seen: Any = Log()) -> Any:  # noqa: B008
    seen.told += 1.0
    return x**2 * seen.told


FUNCTIONS = [in_a_list, in_a_dict, in_an_array, in_an_object]


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_a_default_is_refused(f: Callable[..., Any]) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: grad(f)(2.0),
        lambda: value_and_grad(f)(2.0),
        lambda: jvp(f, (2.0,), (1.0,)),
        lambda: vjp(grad(f), 2.0, *f.__defaults__),  # type: ignore[attr-defined]
        lambda: hvp(f, (2.0,), (1.0,)),
    ]
    for call in calls:
        with pytest.raises(AliasError, match="its default, which the next call finds changed"):
            call()


@pytest.mark.parametrize(("f", "seen"), list(zip(FUNCTIONS, [[], {"n": 0.0}, np.zeros(2), Log()], strict=True)))
def test_what_is_passed_is_not(f: Callable[..., Any], seen: Any) -> None:
    assert grad(f)(2.0, seen) == 4.0
    assert grad(f)(2.0, seen) == 4.0


def test_a_default_that_is_read() -> None:
    def f(x: Any, weights: Any = BUFFER + 2.0, n: Any = 2, more: Any = [1.0, 2.0]) -> Any:  # noqa: B006, B008
        n = n + 1
        return x**2 * weights[0] * n * more[1]

    assert grad(f)(2.0) == 48.0
