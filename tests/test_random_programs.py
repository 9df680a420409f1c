"""2,000 random programs against central differences; `python -m tests.random_programs --count N` runs more."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.generator import program
from tests.random_programs import check

PARTS = 8  # which several processes may run side by side


@pytest.mark.parametrize("part", range(PARTS))
@hypothesis.settings(max_examples=2000 // PARTS, deadline=None, derandomize=True, phases=[hypothesis.Phase.generate])
@hypothesis.given(number=st.integers(0, 2**29))
def test_random_program(part: int, number: int) -> None:
    seed = number * PARTS + part
    outcome, why = check(seed)
    assert outcome != "wrong", f"seed {seed}: {why}\n{program(seed)[0]}"


def test_most_programs_are_checked() -> None:
    """A generator whose programs are refused or do not run proves nothing."""
    outcomes = [check(seed)[0] for seed in range(100)]
    assert outcomes.count("right") >= 90
