"""Which cases run: some of them where there are many of a kind, all with `SOURCEAD_TESTS=all` in the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from zlib import crc32

Case = TypeVar("Case")
EVERY = 10
ALL = os.environ.get("SOURCEAD_TESTS") == "all"


def some(cases: Iterable[Case], name: Callable[[Case], str] = str) -> list[Case]:
    """About one case of so many, or all; whether one runs depends on its name alone, not on the others that there are."""
    return [case for case in cases if ALL or crc32(name(case).encode()) % EVERY == 0]


def firsts(groups: Iterable[Sequence[Case]]) -> list[Case]:
    """The first case of each group, and some of the others."""
    found = [list(cases) for cases in groups if cases]
    return [cases[0] for cases in found] + some(case for cases in found for case in cases[1:])


def last(cases: Sequence[Case]) -> list[Case]:
    """The last case, or all."""
    return list(cases if ALL else cases[-1:])
