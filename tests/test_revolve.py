"""The places at which states are stored, against the best ones found by trying all."""

from __future__ import annotations

from functools import cache

import pytest

from sourcead.revolve import distance, fewest_steps, repetitions, slots_for


@cache
def best(length: int, slots: int) -> int:
    """The fewest steps run again, by trying each place for the next store."""
    if length <= 1:
        return 0
    if slots == 1:
        return length * (length - 1) // 2
    return min(m + best(length - m, slots - 1) + best(m, slots) for m in range(1, length))


def found(length: int, slots: int) -> int:
    """The steps run again with the places that `distance` gives."""
    if length <= 1:
        return 0
    if slots == 1:
        return length * (length - 1) // 2
    m = distance(length, slots)
    assert 1 <= m < length
    return m + found(length - m, slots - 1) + found(m, slots)


@pytest.mark.parametrize("slots", range(1, 11))
def test_no_other_places_are_better(slots: int) -> None:
    for length in range(1, 61):
        assert found(length, slots) == fewest_steps(length, slots) == best(length, slots)


def test_the_number_of_slots_without_a_budget() -> None:
    for length in range(1, 400):
        slots = slots_for(length)
        assert repetitions(length, slots) <= 2
        assert slots == 1 or repetitions(length, slots - 1) > 2
        assert slots <= (2 * length) ** 0.5 + 1
