"""Memory and time of the gradient of a long loop. `python -m tests.benchmarks.memory`.

The state is an array, and the step is not linear. `plain` remembers what each step needs; `default` and `20 slots` run over
`checkpointed(...)`. Peak memory is what `tracemalloc` sees, in states; time is of another run. The theory of `revolve` says how many
states are stored at most and how many steps run again, besides the one run of each that is reversed at once: what is counted stands
beside it. A plain gradient of all the steps would take gigabytes: it is measured on a tenth of them.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcead import checkpointed, grad
from sourcead.revolve import fewest_steps, slots_for
from tests.benchmarks.timing import table

HEAD = ("loop", "steps", "peak, states", "stored, by theory", "steps run again, by theory", "time, s", "time a step, µs")
SLOTS = 20


def plain(u: np.ndarray, k: float, n: int) -> float:
    """The loop that remembers each step."""
    for _ in range(n):
        u = u + k * (np.roll(u, 1) - 2.0 * u + np.roll(u, -1)) - k * u**3
    return np.sum(u**2)


def default(u: np.ndarray, k: float, n: int) -> float:
    """The loop with about `sqrt(2 * n)` stored states."""
    for _ in checkpointed(range(n)):
        u = u + k * (np.roll(u, 1) - 2.0 * u + np.roll(u, -1)) - k * u**3
    return np.sum(u**2)


def budgeted(u: np.ndarray, k: float, n: int) -> float:
    """The loop with a number of stored states."""
    for _ in checkpointed(range(n), budget=SLOTS):
        u = u + k * (np.roll(u, 1) - 2.0 * u + np.roll(u, -1)) - k * u**3
    return np.sum(u**2)


def measured(f: Callable[..., Any], u: np.ndarray, n: int) -> tuple[float, float]:
    """Peak memory in states, and seconds."""
    gradient = grad(f, (0, 1))
    gradient(u, 0.1, 3)
    start = time.perf_counter()
    gradient(u, 0.1, n)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    gradient(u, 0.1, n)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / u.nbytes, seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=100_000)
    options = parser.parse_args()
    u, rows = np.linspace(0.0, 1.0, options.size), []
    for name, f, slots in (
        ("plain", plain, 0),
        ("default", default, slots_for(options.steps)),
        (f"{SLOTS} slots", budgeted, SLOTS),
    ):
        n = options.steps if slots else options.steps // 10
        peak, seconds = measured(f, u, n)
        again = fewest_steps(n, slots) if slots else 0
        rows.append([name, f"{n}", f"{peak:.1f}", f"{slots or n}", f"{again}", f"{seconds:.1f}", f"{seconds / n * 1e6:.0f}"])
    print(table(HEAD, rows))


if __name__ == "__main__":
    main()
