"""What a call of a derivative costs over the bare generated function. `python -m tests.benchmarks.overhead`.

Target: at most 3 µs for one to three array arguments; `.specialize(*args)` gives the generated function itself, so nothing there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np

from sourcead import grad
from tests.benchmarks.timing import paired, table, verdict

TARGET = 3.0  # µs


def one(x):
    return np.sum(x * x)


def two(x, y):
    return np.sum(x * y)


def three(x, y, z):
    return np.sum(x * y + z)


def branchy(x, scale, steps):
    for _ in range(steps):
        x = x * scale
    return np.sum(x)


def tree(params, x):
    return np.sum(x @ params["w"] + params["b"])


def cases() -> list[tuple[str, Callable[..., Any], tuple[Any, ...], bool]]:
    """Title, primal, arguments, whether the target is meant for it."""
    rng = np.random.default_rng(0)
    a, b, c = rng.standard_normal((3, 10))
    return [
        ("1 array", one, (a,), True),
        ("2 arrays", two, (a, b), True),
        ("3 arrays", three, (a, b, c), True),
        ("array, float, int", branchy, (a, 0.9, 2), False),
        ("dict of arrays, array", tree, ({"w": a, "b": 0.5}, np.outer(b, c)), False),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=101)
    options = parser.parse_args()
    rows = []
    for title, primal, args, bounded in cases():
        derivative = grad(primal)
        bare = derivative.specialize(*args)
        derivative(*args)
        times = paired(partial(derivative, *args), partial(bare, *args), rounds=options.rounds)
        over = times.difference * 1e6
        plain = "plain function" if isinstance(bare, FunctionType) else f"{type(bare).__name__} !"
        cells = [f"{times.second * 1e6:.2f}", f"{times.first * 1e6:.2f}"]
        rows.append([title, *cells, verdict(over, TARGET) if bounded else f"{over:.2f}", plain])
    print(table(("arguments", "bare µs", "called µs", "over µs", "specialize"), rows))
    print(f"Target: {TARGET} µs for arrays; `!` misses.")


if __name__ == "__main__":
    main()
