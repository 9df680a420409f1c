"""Gradient time over primal time of much used functions, on a million elements. `python -m tests.benchmarks.functions`.

The gradient of `np.sum(f(x) * w)`, `w` fixed, so that nothing is trivial; each tool's gradient over the same primal in NumPy, in turns.
autograd and JAX (its compiled form, on the CPU) where they are installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from sourcead import grad
from tests.benchmarks.derivation import module_of
from tests.benchmarks.timing import paired, table

Call = Callable[..., Any]
FUNCTIONS = (
    "np.exp(x)", "np.log(x)", "np.sin(x)", "np.tanh(x)", "np.sqrt(x)", "x**2", "x**3", "1 / x", "np.abs(x)", "np.maximum(x, 0.5)",
    "np.where(x > 0.5, x, 0.0)", "x * w", "x / (1 + x)", "np.log1p(np.exp(x))", "np.cumsum(x)", "np.sum(x) * w", "np.mean(x) * w",
    "np.max(x) * w", "x[1:] * x[:-1]", "np.reshape(x, (1000, 1000)) @ w[:1000]",
)  # fmt: skip
TEXT = "import {module} as np\n\n\ndef f(x, w):\n    y = {call}\n    return np.sum(y * w[: np.size(y)])\n"


def forms(call: str, folder: Path, module: str) -> Call:
    """The function with a namespace of its own."""
    loaded: ModuleType = module_of(TEXT.format(call=call, module=module), folder)
    return loaded.f  # type: ignore[no-any-return]


def peers(call: str, folder: Path, x: Any, w: Any) -> list[tuple[str, Call | None]]:
    """The gradients of other tools."""
    found: list[tuple[str, Call | None]] = []
    if importlib.util.find_spec("autograd") is None:
        found.append(("autograd", None))
    else:
        import autograd

        found.append(("autograd", partial(autograd.grad(forms(call, folder, "autograd.numpy")), x, w)))
    if importlib.util.find_spec("jax") is None:
        return [*found, ("jax.jit", None)]
    import jax

    jax.config.update("jax_enable_x64", True)
    compiled = jax.jit(jax.grad(forms(call, folder, "jax.numpy")))
    held = jax.numpy.asarray(x), jax.numpy.asarray(w)
    return [*found, ("jax.jit", lambda: jax.block_until_ready(compiled(*held)))]


def row(call: str, folder: Path, size: int) -> list[str]:
    """One function's line: the primal's time, and each gradient's over it."""
    rng = np.random.default_rng(0)
    x, w = rng.uniform(0.1, 1.0, size), rng.standard_normal(size)
    primal = forms(call, folder, "numpy")
    ours = grad(primal).specialize(x, w)
    cells, seconds = [], math.nan
    for _, gradient in [("sourcead", partial(ours, x, w)), *peers(call, folder, x, w)]:
        if gradient is None:
            cells.append("not installed")
            continue
        times = paired(gradient, partial(primal, x, w), rounds=15)
        seconds = times.second
        cells.append(f"{times.ratio:.2f}")
    return [call, f"{1e3 * seconds:.2f}", *cells]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only functions whose text holds one of these")
    parser.add_argument("--size", type=int, default=1_000_000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    chosen = [c for c in FUNCTIONS if not options.words or any(word in c for word in options.words)]
    with tempfile.TemporaryDirectory() as folder:
        rows = [row(call, Path(folder), options.size) for call in chosen]
    print(table(("function", "primal ms", "sourcead", "autograd", "jax.jit"), rows))
    print(f"Gradient time over the primal's in NumPy, {options.size} elements of double precision.")


if __name__ == "__main__":
    main()
