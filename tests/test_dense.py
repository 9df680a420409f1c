"""Some short random programs of each family: right in both modes, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dense.__main__ import FAMILIES
from tests.dense.base import checked

COUNT = 40


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_programs(family: str, tmp_path: Path) -> None:
    found = list(checked(FAMILIES[family], 0, COUNT, tmp_path))
    wrong = [(seed, mode, why) for seed, mode, outcome, why in found if outcome == "wrong"]
    assert not wrong
    assert sum(outcome == "right" for _, _, outcome, _ in found) > COUNT // 2
