"""When to store the state of a loop so that it can be reversed with few stores and few steps run again.

Guarantee: with at most `slots` states stored at once, the loop is reversed with the fewest steps run again that are possible.
(Griewank & Walther, "Algorithm 799: revolve", ACM TOMS 26, 2000: n steps and s slots need `r * n - beta(s + 1, r - 1)` of them,
where `beta(s, r) = comb(s + r, s)` and r is the least number with `beta(s, r) >= n`.)
"""

from __future__ import annotations

from functools import lru_cache
from math import comb


def repetitions(length: int, slots: int) -> int:
    """How often a step of `length` is run before its reversal, at most."""
    found = 0
    while comb(slots + found, slots) < length:
        found += 1
    return found


def fewest_steps(length: int, slots: int) -> int:
    """The number of steps that are run to reverse `length` of them, without the run of each that is reversed at once."""
    most = repetitions(length, slots)
    return most * length - comb(slots + most, slots + 1) if most else 0


@lru_cache(maxsize=4096)
def distance(length: int, slots: int) -> int:
    """How many steps after the stored start of `length` steps the next state is stored, when `slots` hold the start and others.

    The steps before and after it must be reversible with one repetition less, and with one slot less.
    """
    most = repetitions(length, slots)
    before, after = comb(slots + most - 1, slots), comb(slots + most - 2, slots - 1)
    return min(before, length - after) if most > 1 else 1


def slots_for(length: int) -> int:
    """The least number of slots with which no step is run more than twice before its reversal: about `sqrt(2 * length)`."""
    found = 1
    while comb(found + 2, 2) < length:
        found += 1
    return found
