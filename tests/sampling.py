"""Which cases run: some of them where there are many of a kind, all with `SOURCEAD_TESTS=all` in the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
EVERY = 4


def some(cases: Sequence[Case]) -> list[Case]:
    """Every fourth case, or all."""
    return list(cases if os.environ.get("SOURCEAD_TESTS") == "all" else cases[::EVERY])
