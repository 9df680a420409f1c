"""Timing that survives a busy machine: both sides of a comparison in turns, medians of many rounds, no garbage collector.

The allocator is as in a process that has freed a large array before. Until then glibc hands what a call frees back to the system, and
the next call pays for a hundred page faults, if the call had arrays of more than 128 KiB in all.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from sourcead.derivative import without_collection

LARGEST = 32 * 2**20  # bytes; glibc adapts to freed blocks up to this size

Thunk = Callable[[], Any]


@dataclass(frozen=True)
class Paired:
    """Medians over the rounds: seconds a call of each side, first over second, first minus second (seconds)."""

    first: float
    second: float
    ratio: float
    difference: float


@contextmanager
def no_collector() -> Iterator[None]:
    """The garbage collector off, after it has run once, and an allocator that keeps what is freed."""
    np.empty(LARGEST - 2**16, np.uint8)  # freed at once
    gc.collect()
    with without_collection():
        yield


def _seconds(call: Thunk, loops: int) -> float:
    steps = range(loops)
    start = perf_counter()
    for _ in steps:
        call()
    return (perf_counter() - start) / loops


def _loops(call: Thunk, chunk: float) -> int:
    """How many calls take about `chunk` seconds."""
    loops = 1
    while (taken := _seconds(call, loops) * loops) < chunk / 4 and loops < 1_000_000:
        loops *= 4
    return max(1, round(loops * chunk / max(taken, 1e-9)))


def paired(first: Thunk, second: Thunk, *, rounds: int = 41, chunk: float = 2e-3) -> Paired:
    """Time two calls in turns; in each round who goes first alternates, and the round's ratio is of neighbours in time."""
    with no_collector():
        loops = max(_loops(first, chunk), _loops(second, chunk))
        firsts, seconds = [], []
        for k in range(rounds):
            if k % 2:
                seconds.append(_seconds(second, loops))
                firsts.append(_seconds(first, loops))
            else:
                firsts.append(_seconds(first, loops))
                seconds.append(_seconds(second, loops))
    both = list(zip(firsts, seconds, strict=True))
    return Paired(
        statistics.median(firsts),
        statistics.median(seconds),
        statistics.median(a / b for a, b in both),
        statistics.median(a - b for a, b in both),
    )


def median_seconds(call: Thunk, *, rounds: int = 11, chunk: float = 5e-3) -> float:
    """Seconds a call, median of the rounds."""
    with no_collector():
        loops = _loops(call, chunk)
        return statistics.median(_seconds(call, loops) for _ in range(rounds))


def once(call: Thunk) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    call()
    return perf_counter() - start


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns, the first to the left, the others to the right."""
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        aligned = [
            cell.ljust(width) if k == 0 else cell.rjust(width) for k, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(aligned) + " |"

    rule = [("-" * width if k == 0 else "-" * (width - 1) + ":") for k, width in enumerate(widths)]
    return "\n".join([line(head), line(rule), *(line(row) for row in rows)])


def verdict(value: float, target: float, digits: int = 2) -> str:
    """The value, with a mark where it misses its target (an upper bound)."""
    return f"{value:.{digits}f}{'' if value <= target else ' !'}"
