"""How long a derivation takes, source text to compiled function. `python -m tests.benchmarks.derivation`.

Each measurement derives a function from a file of its own, so no cache of a derivative answers. Targets: 100 ms for each of the
gold functions; straight-line functions of 10, 100 and 1000 statements at most linear, the longest in 10 s.
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import math
import statistics
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from sourcead import grad
from tests.benchmarks import gold_functions
from tests.benchmarks.gold_functions import GOLD, Gold
from tests.benchmarks.timing import once, table, verdict

FIRST_CALL, LONGEST = 100.0, 10.0  # ms, s
LENGTHS = (10, 100, 1000)

_fresh = count(1)


def module_of(text: str, folder: Path) -> Any:
    """A module loaded from a new file; the text is moved down by some lines, so no two functions have equal code."""
    number = next(_fresh)
    path = folder / f"derived_{number}.py"
    path.write_text("#\n" * number + text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def derivation(function: Callable[..., Any], argnums: int | tuple[int, ...], args: tuple[Any, ...]) -> float:
    """Seconds from the function to its compiled derivative."""
    return once(lambda: grad(function, argnums).specialize(*args))


def straight_line(length: int) -> str:
    """A function of so many assignments: products, sums and elementary functions of the latest values."""
    forms = ("np.sin({0}) * x", "{0} + 0.5 * {1}", "{0} * {1} - 0.1", "np.exp(-({0} ** 2))", "{1} / (2.0 + np.cos({0}))")
    lines = ["import numpy as np", "", "", "def line(x):", "    y0 = np.tanh(x)"]
    for k in range(1, length):
        form = forms[k % len(forms)].format(f"y{k - 1}", f"y{max(k - 2, 0)}")
        lines.append(f"    y{k} = {form}")
    lines.append(f"    return np.sum(y{length - 1})")
    return "\n".join(lines) + "\n"


def gold_row(gold: Gold, text: str, folder: Path, repeats: int) -> list[str]:
    """First derivation in this process, and the median of further ones."""
    args = gold.args()
    times = [1e3 * derivation(getattr(module_of(text, folder), gold.name), gold.argnums, args) for _ in range(repeats + 1)]
    return [gold.name, verdict(times[0], FIRST_CALL, 1), verdict(statistics.median(times[1:]), FIRST_CALL, 1)]


def line_row(length: int, folder: Path, repeats: int) -> tuple[list[str], float]:
    """One length's line of the table, and its seconds: the median."""
    functions = [module_of(straight_line(length), folder).line for _ in range(repeats)]
    seconds = statistics.median(derivation(f, 0, (np.linspace(0.1, 0.9, 7),)) for f in functions)
    return [str(length), verdict(seconds, LONGEST, 3), f"{1e3 * seconds / length:.2f}"], seconds


def failed(title: str, error: Exception, columns: int) -> list[str]:
    reason = (str(error).splitlines() or [""])[-1][:60]
    return [title, f"{type(error).__name__}: {reason}", *[""] * (columns - 2)]


def gold_table(folder: Path, repeats: int) -> None:
    text = inspect.getsource(gold_functions)
    rows = []
    for gold in GOLD:
        try:
            rows.append(gold_row(gold, text, folder, repeats))
        except Exception as error:  # the table shows whatever fails
            rows.append(failed(gold.name, error, 3))
    print(table(("function", "first ms", "later ms"), rows))
    print(f"Target: {FIRST_CALL:.0f} ms; the first row also pays for what is loaded once. `!` misses.\n")


def line_table(folder: Path, repeats: int) -> None:
    rows, seconds = [], {}
    for length in LENGTHS:
        try:
            cells, seconds[length] = line_row(length, folder, repeats)
            rows.append(cells)
        except Exception as error:  # the table shows whatever fails
            rows.append(failed(str(length), error, 3))
    print(table(("statements", "s", "ms each"), rows))
    for shorter, longer in zip(LENGTHS, LENGTHS[1:], strict=False):
        if shorter in seconds and longer in seconds:
            order = math.log(seconds[longer] / seconds[shorter]) / math.log(longer / shorter)
            print(f"{shorter} to {longer} statements: time grows with power {verdict(order, 1.05)}")
    print(f"Target: at most linear, {LENGTHS[-1]} in {LONGEST:.0f} s.")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gold_table(Path(folder), options.repeats)
        line_table(Path(folder), options.repeats)


if __name__ == "__main__":
    main()
