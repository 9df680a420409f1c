"""The cost of derivatives of the gold functions, as ratios in one run. `python -m tests.benchmarks.orders`.

Each ratio is of generated functions, with no dispatch in front of them: tangent over primal, gradient over primal, the product of
the Hessian with a vector over the gradient (forward over reverse). The Hessian of Rosenbrock's function of n numbers follows, over
its gradient. `!` marks a product that costs more than three gradients.

With `--peers`, where they are installed, autograd (reverse over reverse) and JAX (forward over reverse, compiled) with the same ratios of
their own, by the first argument. Their Hessians of Rosenbrock's function are in milliseconds, JAX's compiled and not.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np

from sourcead import grad, hessian
from sourcead.derivative import PushForward
from tests.benchmarks.gold_functions import GOLD, Gold
from tests.benchmarks.jacobians import jax_call
from tests.benchmarks.peers import LIMIT, copy_with, installed
from tests.benchmarks.timing import median_seconds, paired, table, verdict
from tests.limits import OutOfTimeError, time_limit

PRODUCT = 3.0
HEAD = ("function", "primal µs", "tangent / primal", "gradient / primal", "Hessian product / gradient")
PEERS = ("autograd: gradient", "product", "JAX, jit: gradient", "product")
Calls = tuple[Callable[[], Any], Callable[[], Any], Callable[[], Any]]  # a value, a gradient, a product


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


def by_autograd(gold: Gold, args: tuple[Any, ...]) -> Calls:
    """The calls of autograd, by the first argument that moves."""
    import autograd
    import autograd.numpy

    function, argnum = getattr(copy_with(autograd.numpy), gold.name), _first(gold)
    product = autograd.hessian_vector_product(function, argnum)
    return partial(function, *args), partial(autograd.grad(function, argnum), *args), partial(product, *args, args[argnum])


def by_jax(gold: Gold, args: tuple[Any, ...]) -> Calls:
    """The compiled calls of JAX, by the first argument that moves."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from tests.benchmarks import jax_functions

    function = getattr(jax_functions, gold.name, None) or getattr(copy_with(jax.numpy), gold.name)
    argnum = _first(gold)
    static = tuple(i for i, a in enumerate(args) if isinstance(a, int))
    held = [a if i in static else jax.tree.map(jax.numpy.asarray, a) for i, a in enumerate(args)]
    gradient = jax.grad(function, argnum)

    def product(*args: Any) -> Any:
        def alone(x: Any) -> Any:
            return gradient(*args[:argnum], x, *args[argnum + 1 :])

        return jax.jvp(alone, (args[argnum],), (args[argnum],))[1]

    def compiled(f: Callable[..., Any]) -> Callable[[], Any]:
        call = jax.jit(f, static_argnums=static)
        return lambda: jax.block_until_ready(call(*held))

    return compiled(function), compiled(gradient), compiled(product)


def _first(gold: Gold) -> int:
    return gold.argnums[0] if isinstance(gold.argnums, tuple) else gold.argnums


def peer_cells(module: str, make: Callable[[Gold, tuple[Any, ...]], Calls], gold: Gold, large: bool, rounds: int) -> list[str]:
    """Gradient over value and product over gradient by another tool, or why there are none."""
    if not installed(module):
        return ["not installed", ""]
    try:
        with time_limit(LIMIT):
            value, gradient, product = make(gold, gold.args(large))
            found = [paired(gradient, value, rounds=rounds).ratio, paired(product, gradient, rounds=rounds).ratio]
    except OutOfTimeError:
        return [f"over {LIMIT} s", ""]
    except Exception as error:  # the table shows whatever fails
        return [type(error).__name__, ""]
    return [f"{ratio:.2f}" for ratio in found]


def hessian_row(n: int) -> list[str]:
    """The Hessian of Rosenbrock's function of n numbers."""
    x = np.linspace(-1.0, 1.0, n)
    whole = median_seconds(partial(hessian(rosenbrock), x), rounds=5)
    one = median_seconds(partial(grad(rosenbrock), x), rounds=5)
    others: list[Callable[[], Any] | None] = [None, None, None]
    if installed("autograd"):
        import autograd
        import autograd.numpy

        others[0] = partial(autograd.hessian(FunctionType(rosenbrock.__code__, {"np": autograd.numpy})), x)
    if installed("jax"):
        others[1:] = [jax_call("hessian", rosenbrock, x, compiled=compiled) for compiled in (True, False)]
    times = ["not installed" if call is None else f"{median_seconds(call, rounds=3) * 1e3:.2f}" for call in others]
    return [f"{n}", f"{whole * 1e3:.2f}", f"{whole / one / n:.2f}", *times]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--peers", action="store_true", help="the ratios of autograd and JAX too")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rows = []
    for gold in GOLD:
        for large in (False, True):
            rows.append(row(gold, large, options.rounds))
            for module, make in (("autograd", by_autograd), ("jax", by_jax)) if options.peers else ():
                rows[-1] += peer_cells(module, make, gold, large, options.rounds)
    print(table((*HEAD, *(PEERS if options.peers else ())), rows))
    head = ("n", "Hessian ms", "Hessian / (n gradients)", "autograd ms", "JAX, jit ms", "JAX ms")
    print(table(head, [hessian_row(n) for n in (10, 100, 1000)]))


if __name__ == "__main__":
    main()
