"""The cost of derivatives of the gold functions, as ratios in one run. `python -m tests.benchmarks.orders`.

Each ratio is of generated functions, with no dispatch in front of them: tangent over primal, gradient over primal, the product of
the Hessian with a vector over the gradient (forward over reverse). The Hessian of Rosenbrock's function of n numbers follows, over
its gradient. `!` marks a product that costs more than three gradients.
"""

from __future__ import annotations

import argparse
from functools import partial

import numpy as np

from sourcead import grad, hessian
from sourcead.derivative import PushForward
from tests.benchmarks.gold_functions import GOLD, Gold
from tests.benchmarks.timing import median_seconds, paired, table, verdict

PRODUCT = 3.0
HEAD = ("function", "primal µs", "tangent / primal", "gradient / primal", "Hessian product / gradient")


def row(gold: Gold, large: bool, rounds: int) -> list[str]:
    """One function's line of the table; the arguments are the directions too."""
    args = gold.args(large)
    moving = gold.argnums if isinstance(gold.argnums, tuple) else (gold.argnums,)
    ways = tuple(args[k] for k in moving)
    gradient = grad(gold.primal, moving)
    calls = (
        partial(gold.primal, *args),
        partial(PushForward(gold.primal, moving).specialize(*args, *ways), *args, *ways),
        partial(gradient.specialize(*args), *args),
        partial(PushForward(gradient, moving).specialize(*args, *ways), *args, *ways),
    )
    tangent, reverse = (paired(calls[k], calls[0], rounds=rounds) for k in (1, 2))
    product = paired(calls[3], calls[2], rounds=rounds)
    name = f"{gold.name}{', large' if large else ''}"
    return [name, f"{tangent.second * 1e6:.1f}", f"{tangent.ratio:.2f}", f"{reverse.ratio:.2f}", verdict(product.ratio, PRODUCT)]


def rosenbrock(x: np.ndarray) -> float:
    """The function of many numbers whose Hessian is timed."""
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    print(table(HEAD, [row(gold, large, options.rounds) for gold in GOLD for large in (False, True)]))
    rows = []
    for n in (10, 100, 1000):
        x = np.linspace(-1.0, 1.0, n)
        whole, one = (
            median_seconds(partial(hessian(rosenbrock), x), rounds=5),
            median_seconds(partial(grad(rosenbrock), x), rounds=5),
        )
        rows.append([f"{n}", f"{whole * 1e3:.2f}", f"{whole / one / n:.2f}"])
    print(table(("n", "Hessian ms", "Hessian / (n gradients)"), rows))


if __name__ == "__main__":
    main()
