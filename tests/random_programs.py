"""Checks random programs against central differences: `python -m tests.random_programs --count 10000 --jobs 2`."""

from __future__ import annotations

import argparse
import collections
import functools
import gc
import multiprocessing
import re
import sys
import warnings
from typing import Any

import numpy as np

from sourcead import SourceADError, jvp, value_and_grad
from tests.generator import make, program

PART = 500  # programs that a process checks before a new one takes its place
ROUNDED = ("sourcead.", "np.vander")  # a derivative along one direction or many; powers, where NumPy multiplies on
ARGNUMS = ((0, 1, 2), (0, 1, 2), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))


def slope(f: Any, args: tuple[Any, ...], direction: list[Any], step: float) -> float:
    """Central difference of `f` along a direction in the first three arguments."""
    ahead = [a + step * d for a, d in zip(args, direction)]
    behind = [a - step * d for a, d in zip(args, direction)]
    return float((f(*ahead, *args[3:]) - f(*behind, *args[3:])) / (2 * step))


def derived(
    f: Any, args: tuple[Any, ...], argnums: tuple[int, ...], direction: list[Any], forward: bool
) -> tuple[Any, float, Any]:
    """The value, the slope along the direction, and the gradients, if it is by them that it was found."""
    if forward:
        value, tangent = jvp(f, args, [direction[k] if k in argnums else None for k in range(len(args))])
        return value, float(tangent), ()
    value, bars = value_and_grad(f, argnums)(*args)
    return value, sum(float(np.sum(b * direction[k])) for b, k in zip(bars, argnums)), bars


def check(seed: int, forward: bool = False) -> tuple[str, str]:
    """(`right` | `skipped` | `refused` | `wrong`, why) for the program of a seed; `forward`: in forward mode."""
    text, args = program(seed)
    f = make(text)
    state = np.random.default_rng(seed)
    direction = [state.standard_normal(args[0].shape), state.standard_normal(args[1].shape), float(state.standard_normal())]
    argnums = ARGNUMS[seed % len(ARGNUMS)]
    for position in {0, 1, 2} - set(argnums):
        direction[position] = direction[position] * 0.0
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            expected = f(args[0].copy(), args[1].copy(), *args[2:])
            slopes = [slope(f, args, direction, h) for h in (1e-5, 1e-6, 3e-7)]
        except (LookupError, ValueError, ArithmeticError, UnboundLocalError, TypeError):
            return "skipped", "the program does not run"
        scale = max(1.0, *map(abs, slopes))
        if abs(expected) * np.finfo(float).eps > 1e-5 * scale * 3e-7:  # what rounding leaves of a difference
            return "skipped", "too large for differences"
        if not np.isfinite(slopes).all() or scale > 1e6 or max(slopes) - min(slopes) > 1e-4 * scale:
            return "skipped", "not smooth"
        held = (args[0].copy(), args[1].copy())
        try:
            value, found, bars = derived(f, args, argnums, direction, forward)
        except SourceADError as error:
            return "refused", f"{type(error).__name__}: {error.reason}"
        except Exception as error:  # whatever it is, it is a defect to be reported with its program
            return "wrong", f"{type(error).__name__}: {error}"
    rounded = any(name in text for name in ROUNDED) and abs(value - expected) < 1e-14 * abs(expected)
    if value != expected and not rounded:
        return "wrong", f"value {value!r}, primal {expected!r}"
    if not (np.array_equal(held[0], args[0]) and np.array_equal(held[1], args[1])):
        return "wrong", "an argument was modified"
    arrays = [b for b in bars if isinstance(b, np.ndarray)]
    if any(np.shares_memory(b, a) for b in arrays for a in args[:2]) or (len(arrays) == 2 and np.shares_memory(*arrays)):
        return "wrong", "a gradient shares memory with an argument or another gradient"
    if abs(found - slopes[1]) > 2e-4 * scale:
        return "wrong", f"found {found!r}, central differences {slopes!r}"
    return "right", ""


def run(seeds: range, forward: bool = False) -> list[tuple[int, str, str]]:
    """(seed, outcome, why) of each program that is not right."""
    gc.set_threshold(100_000, 20, 20)  # trees are many small objects that live long
    found = [(seed, *check(seed, forward)) for seed in seeds]
    return [line for line in found if line[1] != "right"]


def shown(seed: int, why: str) -> str:
    """A wrong program, to be read."""
    text = program(seed)[0]
    return f"# seed {seed}: {why}\n{text[text.index('def f(') :]}"


def main() -> int:
    """Run, print every wrong program as it is found, then counts and refusals by reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="how many processes share the work")
    parser.add_argument("--forward", action="store_true", help="check tangents, not gradients")
    options = parser.parse_args()
    end = options.seed + options.count
    parts = [range(first, min(first + PART, end)) for first in range(options.seed, end, PART)]
    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=1) as pool:
        for part, found in zip(parts, pool.imap(functools.partial(run, forward=options.forward), parts)):
            counts.update(outcome for _, outcome, _ in found)
            counts["right"] += len(part) - len(found)
            reasons.update(re.sub("`[^`]*`", "`…`", why) for _, outcome, why in found if outcome == "refused")
            for seed, outcome, why in found:
                if outcome == "wrong":
                    print(shown(seed, why))
            print(f"to {part[-1]}: {dict(counts)}", flush=True)
    for reason, count in reasons.most_common():
        print(f"{count:6d}  {reason}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
