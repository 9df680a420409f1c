"""Shortens a random program that goes wrong: `python -m tests.reduce_program SEED`."""

from __future__ import annotations

import sys

from tests import random_programs
from tests.generator import program
from tests.limits import OutOfTimeError, time_limit


def is_wrong(seed: int, text: str, args: tuple[object, ...]) -> bool:
    """Whether a text still goes wrong (an unknown name does not count)."""
    random_programs.program = lambda _: (text, args)  # type: ignore[assignment]
    try:
        with time_limit(5):
            outcome, why = random_programs.check(seed)
    except (NameError, SyntaxError, OutOfTimeError):
        return False
    return outcome == "wrong" and "NameError" not in why


def reduced(seed: int) -> str:
    """The program of a seed with every line removed that is not needed to go wrong."""
    text, args = program(seed)
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("def f(")) + 1
    changed = True
    while changed:
        changed = False
        for position in range(len(lines) - 1, start - 1, -1):
            for width in (4, 3, 2, 1):
                shorter = lines[:position] + lines[position + width :]
                if is_wrong(seed, "\n".join(shorter) + "\n", args):
                    lines, changed = shorter, True
                    break
        last = lines[-1].removeprefix("    return ").split(" + ")
        for position in range(len(last)):
            rest = last[:position] + last[position + 1 :]
            shorter = [*lines[:-1], "    return " + " + ".join(rest)]
            if rest and is_wrong(seed, "\n".join(shorter) + "\n", args):
                lines, changed = shorter, True
                break
    return "\n".join(lines[start - 1 :])


if __name__ == "__main__":
    for item in sys.argv[1:]:
        print(reduced(int(item)))
