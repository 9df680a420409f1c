"""The table of programs: a function, arguments, and what it is differentiated by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """A program; `analytic`: it also runs on complex numbers and is a power series there, so a complex step is exact."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    argnums: tuple[int, ...]
    analytic: bool
    number: int = 1  # of the function's cases

    @property
    def name(self) -> str:
        again = f"_{self.number}" if self.number > 1 else ""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}{again}"


CASES: list[Case] = []


def program(*args: Any, argnums: int | tuple[int, ...] = 0, analytic: bool = False) -> Callable[..., Any]:
    """Enter the decorated function into the table."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        number = 1 + sum(case.function is function for case in CASES)
        CASES.append(Case(function, args, argnums if isinstance(argnums, tuple) else (argnums,), analytic, number))
        return function

    return enter


def numbers(*shape: int, seed: int = 0) -> Any:
    """Normal random numbers."""
    return np.random.default_rng(seed + 7 * sum(shape)).standard_normal(shape)
