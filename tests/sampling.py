"""Which cases run: some of them where there are many of a kind, all with `SOURCEAD_TESTS=all` in the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TypeVar

Case = TypeVar("Case")
EVERY = 10


def some(cases: Sequence[Case]) -> list[Case]:
    """One case of so many, or all."""
    return list(cases if os.environ.get("SOURCEAD_TESTS") == "all" else cases[::EVERY])


def firsts(groups: Iterable[Sequence[Case]]) -> list[Case]:
    """The first case of each group, and some of the others."""
    found = [list(cases) for cases in groups if cases]
    return [cases[0] for cases in found] + some([case for cases in found for case in cases[1:]])
