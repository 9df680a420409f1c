"""Some of the programs, rewritten so that they compute the same; `python -m tests.rewritten_programs` takes all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewritten_programs import WAYS, run


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("module", ["copies", "decided", "science"])
def test_the_same_or_refused(way: str, module: str, tmp_path: Path) -> None:
    found = run(way, module, tmp_path)
    assert [line for line in found if line[1] == "wrong"] == []
    assert sum(outcome == "same" for _, outcome, _ in found) > len(found) / 2
