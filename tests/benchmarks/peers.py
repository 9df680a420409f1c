"""Time per gradient beside other tools. `python -m tests.benchmarks.peers`.

Columns: the hand-written adjoint; sourcead, called with its dispatch, and what its `.specialize` gives, both timed in turns with
the hand-written adjoint, with their ratios to it; then autograd, tangent-ad and `jax.jit` on the CPU, where they are installed
(`pip install "sourcead[dev]"`). Tracing tools get a form without in-place updates in their own NumPy, JAX its own control flow;
tangent-ad gets the primal, or a form in the words it knows. A cell says `wrong` where the gradient is not the hand-written
adjoint's, or which error was raised.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import warnings
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from sourcead import grad
from tests.benchmarks import peer_functions
from tests.benchmarks.gold import relative_error
from tests.benchmarks.gold_functions import GOLD, Gold
from tests.benchmarks.timing import median_seconds, paired, table, verdict
from tests.limits import OutOfTimeError, time_limit

Call = Callable[..., Any]
Maker = Callable[[Gold, tuple[Any, ...]], Call]

LIMIT = 120  # seconds for one cell
OVER_HAND = 1.2
TOLERANCE = 1e-9


class WrongGradientError(Exception):
    """A gradient is not the hand-written adjoint's."""


def copy_with(namespace: Any) -> ModuleType:
    """A copy of peer_functions whose `np` is another namespace."""
    spec = importlib.util.find_spec(peer_functions.__name__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name], held = module, sys.modules[spec.name]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.modules[spec.name] = held
    module.np = namespace  # type: ignore[attr-defined]
    return module


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def ours(gold: Gold, args: tuple[Any, ...]) -> Call:
    return grad(gold.primal, gold.argnums)


def specialized(gold: Gold, args: tuple[Any, ...]) -> Call:
    return grad(gold.primal, gold.argnums).specialize(*args)  # type: ignore[no-any-return]


def autograd_maker() -> Maker:
    """Gradients by autograd of the functional forms."""
    import autograd
    import autograd.numpy

    forms = copy_with(autograd.numpy)
    return lambda gold, args: autograd.grad(getattr(forms, gold.name), gold.argnums)


def tangent_maker() -> Maker:
    """Gradients by tangent-ad, of the primal or of a form in the words it knows."""
    import tangent

    from tests.benchmarks import tangent_functions

    def derived(function: Call, gold: Gold) -> Call:
        wrt = (gold.argnums,) if isinstance(gold.argnums, int) else gold.argnums
        return tangent.grad(function, wrt=wrt)

    def make(gold: Gold, args: tuple[Any, ...]) -> Call:
        form = getattr(tangent_functions, gold.name, None)
        return derived(form or gold.primal, gold)

    return make


def jax_maker() -> Maker:
    """Compiled gradients by JAX in float64; ints (numbers of steps) are static."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from tests.benchmarks import jax_functions

    forms = copy_with(jax.numpy)

    def make(gold: Gold, args: tuple[Any, ...]) -> Call:
        form = getattr(jax_functions, gold.name, None) or getattr(forms, gold.name)
        static = tuple(i for i, a in enumerate(args) if isinstance(a, int))
        compiled = jax.jit(jax.grad(form, gold.argnums), static_argnums=static)
        held = [a if i in static else jax.tree.map(jax.numpy.asarray, a) for i, a in enumerate(args)]
        return lambda *_: jax.block_until_ready(compiled(*held))

    return make


PEERS: tuple[tuple[str, str, Callable[[], Maker]], ...] = (
    ("autograd", "autograd", autograd_maker),
    ("tangent-ad", "tangent", tangent_maker),
    ("jax.jit", "jax", jax_maker),
)


def check(call: Call, gold: Gold, args: tuple[Any, ...]) -> None:
    """Raise WrongGradientError unless a call gives what the hand-written adjoint gives."""
    error = relative_error(call(*args), gold.adjoint(*args))
    if not error <= TOLERANCE:
        raise WrongGradientError


def cells(make: Maker, gold: Gold, args: tuple[Any, ...], measured: Callable[[Call], list[str]], width: int) -> list[str]:
    """What is measured of a gradient, or why there is none."""
    try:
        with time_limit(LIMIT):
            call = make(gold, args)
            check(call, gold, args)
            return measured(partial(call, *args))
    except OutOfTimeError:
        reason = f"over {LIMIT} s"
    except WrongGradientError:
        reason = "wrong"
    except Exception as error:  # the table shows whatever fails
        reason = type(error).__name__
    return [reason, *[""] * (width - 1)]


def microseconds(call: Call) -> list[str]:
    return [f"{median_seconds(call) * 1e6:,.1f}"]


def beside(adjoint: Call) -> Callable[[Call], list[str]]:
    """Microseconds a gradient, and over those of the hand-written adjoint: the two in turns."""

    def measured(call: Call) -> list[str]:
        times = paired(call, adjoint)
        return [f"{times.first * 1e6:,.1f}", verdict(times.ratio, OVER_HAND)]

    return measured


def row(title: str, gold: Gold, args: tuple[Any, ...], peers: list[Maker | None]) -> list[str]:
    """One problem's line of the table."""
    adjoint = partial(gold.adjoint, *args)
    own = [c for make in (ours, specialized) for c in cells(make, gold, args, beside(adjoint), 2)]
    others = [c for make in peers for c in (["not installed"] if make is None else cells(make, gold, args, microseconds, 1))]
    return [title, *microseconds(adjoint), *own, *others]


def problems() -> list[tuple[str, Gold, bool]]:
    """Title, function, whether at its large size."""
    rows = [(gold.name, gold, False) for gold in GOLD]
    rosenbrock, recurrence = peer_functions.MORE
    burgers = next(gold for gold in GOLD if gold.name == "burgers")
    rows.append(("Rosenbrock, n = 10", rosenbrock, False))
    rows.append(("scalar recurrence, 1000 steps", recurrence, False))
    rows.append(("in-place stencil, 100 steps of 2000 points", burgers, True))
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only rows whose title holds one of these")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    makers = [prepare() if installed(module) else None for _, module, prepare in PEERS]
    chosen = [p for p in problems() if not options.words or any(word in p[0] for word in options.words)]
    rows = [row(title, gold, gold.args(large), makers) for title, gold, large in chosen]
    print(table(("µs per gradient", "hand", "called", "ratio", "specialized", "ratio", *(title for title, *_ in PEERS)), rows))
    print(f"Target: {OVER_HAND}x of hand; `!` misses. A call's dispatch is what `tests.benchmarks.overhead` measures.")
    print(f"NumPy {np.__version__}, one thread, float64.")


if __name__ == "__main__":
    main()
