"""The cost of whole Jacobians and Hessians, dense and sparse. `python -m tests.benchmarks.jacobians`.

Of a residual with three diagonals the Jacobian, of Rosenbrock's function the Hessian, both of n numbers: dense, one sweep for each
of them; sparse with a pattern that is given, with one found from the program and kept, and with one found at each call. JAX beside
them, where it is installed: `jax.jacfwd` and `jax.hessian`, compiled, dense (in double precision). All in milliseconds, medians.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from types import FunctionType
from typing import Any

import numpy as np

from sourcead import hessian, jacobian, sparse_hessian, sparse_jacobian
from tests.benchmarks.timing import median_seconds, table

HEAD = ("function", "n", "primal µs", "dense", "sparse, given", "sparse, kept", "sparse, found", "sweeps", "JAX, dense")


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


def jax_call(name: str, f: Callable[..., Any], x: np.ndarray) -> Callable[[], Any] | None:
    """The dense matrix by JAX; None where JAX is not installed."""
    if find_spec("jax") is None:
        return None
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    compute, point = jax.jit(getattr(jax, name)(FunctionType(f.__code__, {"np": jnp}))), jnp.asarray(x)
    return lambda: compute(point).block_until_ready()


def row(f: Any, dense: Any, sparse: Any, other: str, n: int, rounds: int) -> list[str]:
    """One line of the table."""
    x = np.linspace(-1.0, 1.0, n)
    kept = sparse(f)
    given = sparse(f, sparsity=kept.pattern(x))
    calls: Sequence[Any] = (
        partial(dense(f), x), partial(given, x), partial(kept, x), found_anew(partial(sparse, f), x), jax_call(other, f, x)
    )  # fmt: skip
    np.testing.assert_allclose(kept(x).toarray(), dense(f)(x), rtol=1e-12)
    times = ["" if call is None else f"{median_seconds(call, rounds=rounds) * 1e3:.3f}" for call in calls]
    primal = median_seconds(partial(f, x), rounds=rounds) * 1e6
    return [f.__name__, f"{n}", f"{primal:.1f}", *times[:4], f"{kept.sweeps(x)}", times[4]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", default=(10, 100, 1000))
    options = parser.parse_args()
    cases = ((residual, jacobian, sparse_jacobian, "jacfwd"), (rosenbrock, hessian, sparse_hessian, "hessian"))
    print(table(HEAD, [row(*case, n, options.rounds) for case in cases for n in options.sizes]))


if __name__ == "__main__":
    main()
