"""The cost of whole Jacobians and Hessians, dense and sparse. `python -m tests.benchmarks.jacobians`.

Of a residual with three diagonals the Jacobian, by columns and by rows, of Rosenbrock's function the Hessian, all of n numbers:
dense by sweeps that carry many directions, and by one sweep for each; sparse with a pattern that is given, with one found from the
program and kept, and with one found at each call. JAX beside them, where it is installed: `jax.jacfwd`, `jax.jacrev` and
`jax.hessian`, dense (in double precision), compiled and not. All in milliseconds, medians.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from types import FunctionType
from typing import Any
from unittest import mock

import numpy as np

from sourcead import hessian, jacfwd, jacrev, sparse_hessian, sparse_jacobian, sweeps
from tests.benchmarks.timing import median_seconds, paired, table

HEAD = (
    "function", "n", "primal µs", "dense", "one by one", "ratio", "sparse, given", "sparse, kept", "sparse, found", "sweeps",
    "JAX, jit", "JAX",
)  # fmt: skip


def residual(u: Any) -> Any:
    """A residual whose Jacobian has three diagonals."""
    w = np.concatenate([np.zeros(1), u, np.zeros(1)])
    return w[2:] - 2.0 * u + w[:-2] + np.exp(u) * w[2:]


def rosenbrock(x: Any) -> Any:
    """A function whose Hessian has three diagonals."""
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def found_anew(make: Callable[..., Any], x: np.ndarray) -> Callable[[], Any]:
    """A call that finds the pattern and its colours again."""
    compute = make()

    def call() -> Any:
        compute._plans.clear()
        return compute(x)

    return call


def one_by_one(call: Callable[[], Any]) -> Callable[[], Any]:
    """A call that takes one sweep for each direction."""

    def alone() -> Any:
        with mock.patch.multiple(sweeps, _columns_together=lambda *_: None, _rows_together=lambda *_: None):
            return call()

    return alone


def jax_call(name: str, f: Callable[..., Any], x: np.ndarray, *, compiled: bool) -> Callable[[], Any] | None:
    """The dense matrix by JAX; None where JAX is not installed."""
    if find_spec("jax") is None:
        return None
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    compute, point = getattr(jax, name)(FunctionType(f.__code__, {"np": jnp})), jnp.asarray(x)
    compute = jax.jit(compute) if compiled else compute
    return lambda: compute(point).block_until_ready()


def row(f: Any, dense: Any, sparse: Any, other: str, n: int, rounds: int) -> list[str]:
    """One line of the table."""
    x = np.linspace(-1.0, 1.0, n)
    kept = sparse(f)
    given = sparse(f, sparsity=kept.pattern(x))
    together = partial(dense(f), x)
    calls: Sequence[Any] = (
        partial(given, x), partial(kept, x), found_anew(partial(sparse, f), x),
        *(jax_call(other, f, x, compiled=compiled) for compiled in (True, False)),
    )  # fmt: skip
    np.testing.assert_allclose(kept(x).toarray(), together(), rtol=1e-12)
    np.testing.assert_allclose(one_by_one(together)(), together(), rtol=1e-12)
    both = paired(one_by_one(together), together, rounds=rounds)
    times = ["" if call is None else f"{median_seconds(call, rounds=rounds) * 1e3:.3f}" for call in calls]
    primal = median_seconds(partial(f, x), rounds=rounds) * 1e6
    dense_times = [f"{both.second * 1e3:.3f}", f"{both.first * 1e3:.3f}", f"{both.ratio:.1f}"]
    return [
        f"{dense.__name__} of {f.__name__}",
        f"{n}",
        f"{primal:.1f}",
        *dense_times,
        *times[:3],
        f"{kept.sweeps(x)}",
        *times[3:],
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", default=(10, 100, 1000))
    options = parser.parse_args()
    cases = (
        (residual, jacfwd, sparse_jacobian, "jacfwd"),
        (residual, jacrev, sparse_jacobian, "jacrev"),
        (rosenbrock, hessian, sparse_hessian, "hessian"),
    )
    print(table(HEAD, [row(*case, n, options.rounds) for case in cases for n in options.sizes]))


if __name__ == "__main__":
    main()
