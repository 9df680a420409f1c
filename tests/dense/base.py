"""What the families have in common: how a program is made, run and compared with differences."""

from __future__ import annotations

import contextlib
import itertools
import random
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np

from sourcead import SourceADError, grad, jvp
from tests.limits import OutOfTimeError, time_limit
from tests.sources import module_from

X, V = np.array([0.613, 0.741, 0.937]), np.array([1.0, -2.0, 0.5])
SECONDS = 20
OWN = (
    LookupError,
    ValueError,
    ArithmeticError,
    UnboundLocalError,
    TypeError,
    AttributeError,
    MemoryError,
    RecursionError,
    OutOfTimeError,
)


class Family:
    """One way to make programs: `text` gives a module with a function `f`, and `reset` if what is outside changes."""

    HEAD = ""
    MOST = 8  # statements of a body

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def text(self) -> str:
        """A module."""
        body = [*self.start(), *self.block(self.rng.randrange(3, self.MOST), 0), self.last()]
        return f"import numpy as np\n{self.HEAD}\ndef f(x):\n" + "".join(f"    {line}\n" for line in body)

    def block(self, count: int, depth: int) -> list[str]:
        """So many statements."""
        return [line for _ in range(count) for line in self.statement(depth)]

    def inner(self, most: int, depth: int) -> list[str]:
        """The lines of a block inside another."""
        return [f"    {line}" for line in self.block(self.rng.randrange(1, most + 1), depth + 1)]

    def one(self, *options: str) -> str:
        """One of some texts."""
        return self.rng.choice(options)

    def start(self) -> list[str]:
        """The first statements."""
        raise NotImplementedError

    def statement(self, depth: int) -> list[str]:
        """One statement, of one line or of several."""
        raise NotImplementedError

    def last(self) -> str:
        """What is returned."""
        raise NotImplementedError


def value(module: ModuleType, x: np.ndarray) -> float:
    """The value of a program, with what is outside as at first."""
    getattr(module, "reset", lambda: None)()
    return float(module.f(x))


def slope(module: ModuleType) -> float | None:
    """The derivative along a direction by differences; None where the program does not run, or is not smooth there."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.suppress(*OWN), time_limit(4):
        warnings.simplefilter("ignore")
        found = [(value(module, X + h * V) - value(module, X - h * V)) / (2 * h) for h in (1e-5, 1e-6)]
        if np.isfinite(found).all() and abs(found[0]) < 1e6 and abs(found[0] - found[1]) < 1e-5 * max(1.0, abs(found[0])):
            return found[1]
    return None


def check(text: str, folder: Path, *, forward: bool) -> tuple[str, str]:
    """(`right` | `skipped` | `refused` | `wrong`, why) for a program."""
    module = module_from(text, folder, "dense")
    try:
        expected = slope(module)
        if expected is None:
            return "skipped", ""
        getattr(module, "reset", lambda: None)()
        with warnings.catch_warnings(), np.errstate(all="ignore"), time_limit(SECONDS):
            warnings.simplefilter("ignore")
            found = float(jvp(module.f, (X,), (V,))[1] if forward else grad(module.f)(X) @ V)
    except SourceADError as error:
        return "refused", error.reason
    except Exception as error:  # whatever it is, it is a defect to be reported with its program
        return "wrong", f"{type(error).__name__}: {error}"
    finally:
        sys.modules.pop(module.__name__, None)
    right = abs(found - expected) < 1e-4 * max(1.0, abs(expected))
    return ("right", "") if right else ("wrong", f"found {found}, differences {expected}")


def checked(family: type[Family], first: int, count: int, folder: Path) -> Iterator[tuple[int, str, str, str]]:
    """(seed, mode, outcome, why) of programs, each in both modes."""
    for seed, forward in itertools.product(range(first, first + count), (False, True)):
        yield seed, "forward" if forward else "reverse", *check(family(seed).text(), folder, forward=forward)
