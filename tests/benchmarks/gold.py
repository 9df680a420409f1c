"""Generated adjoints against hand-written ones: equality, statements, run time. `python -m tests.benchmarks.gold`.

The generated functions are those of `.specialize(*args)`: no dispatch is timed. `!` marks a figure that misses its target.
"""

from __future__ import annotations

import argparse
import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from sourcead import grad
from tests.benchmarks.gold_functions import GOLD, Gold
from tests.benchmarks.timing import paired, table, verdict

ERROR, STATEMENTS, TIME, COLUMNS = 1e-12, 1.25, 1.15, 88


def leaves(tree: Any) -> Iterator[np.ndarray]:
    """The arrays of a tuple, list or dict of them, in order."""
    if isinstance(tree, dict):
        for key in sorted(tree):
            yield from leaves(tree[key])
    elif isinstance(tree, (list, tuple)):
        for item in tree:
            yield from leaves(item)
    else:
        yield np.asarray(tree)


def relative_error(found: Any, expected: Any) -> float:
    """The largest difference of a leaf, relative to the leaf's largest element; infinite where structures or shapes differ."""
    pairs = list(zip(leaves(found), leaves(expected), strict=False))
    if len(pairs) != len(list(leaves(expected))) or len(pairs) != len(list(leaves(found))):
        return np.inf
    errors = [0.0]
    for a, b in pairs:
        if a.shape != b.shape or not np.isfinite(a).all():
            return np.inf
        errors.append(float(np.max(np.abs(a - b), initial=0.0) / max(np.max(np.abs(b), initial=0.0), 1e-300)))
    return max(errors)


def statements(source: str) -> int:
    """Statements of a function's body, nested ones counted; the `def` itself and its docstring are not."""
    tree = ast.parse(textwrap.dedent(source))
    count = sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return count - len(functions) - sum(ast.get_docstring(f) is not None for f in functions)


def longest_line(source: str) -> int:
    return max(map(len, source.splitlines()))


def same_arguments(call: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """Whether a call leaves its arguments as they were."""
    held = copy.deepcopy(args)
    call(*args)
    return all(np.array_equal(a, b) for a, b in zip(leaves(args), leaves(held), strict=True))


def row(gold: Gold, rounds: int) -> list[str]:
    """One function's line of the table."""
    derivative = grad(gold.primal, gold.argnums)
    cells, errors, clean = [], [], True
    source = ""
    for large in (False, True):
        args = gold.args(large)
        generated = derivative.specialize(*args)
        source = source or derivative.source
        errors.append(relative_error(generated(*args), gold.adjoint(*args)))
        clean = clean and same_arguments(generated, args)
        times = paired(partial(generated, *args), partial(gold.adjoint, *args), rounds=rounds)
        cells += [f"{times.second * 1e6:.1f}", f"{times.first * 1e6:.1f}", verdict(times.ratio, TIME)]
    ours, theirs = statements(source), statements(inspect.getsource(gold.adjoint))
    return [
        gold.name,
        f"{max(errors):.0e}{'' if max(errors) <= ERROR else ' !'}{'' if clean else ' args modified !'}",
        f"{ours}/{theirs}",
        verdict(ours / theirs, STATEMENTS),
        verdict(longest_line(source), COLUMNS, 0),
        "yes" if "rt." in source or "runtime" in source else "no",
        *cells,
    ]


HEAD = (
    "function", "error", "statements", "ratio", "columns", "runtime",
    "hand µs", "sourcead µs", "ratio", "large: hand µs", "sourcead µs", "ratio",
)  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="functions (all)")
    parser.add_argument("--rounds", type=int, default=41)
    options = parser.parse_args()
    rows = []
    for gold in GOLD:
        if options.names and gold.name not in options.names:
            continue
        try:
            rows.append(row(gold, options.rounds))
        except Exception as error:  # the table shows whatever fails
            rows.append([gold.name, f"{type(error).__name__}: {str(error).splitlines()[-1][:60]}", *[""] * (len(HEAD) - 2)])
    print(table(HEAD, rows))
    print(f"Targets: error {ERROR}, statements {STATEMENTS}x, {COLUMNS} columns, no runtime helper, time {TIME}x; `!` misses.")


if __name__ == "__main__":
    main()
