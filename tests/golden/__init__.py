"""Generated texts, kept as files: a change of the output is seen in the diff, byte for byte.

The gold functions, in forward mode and with the product of their Hessians too, and programs of `tests/programs` that show one construct each. `python -m tests.golden --update` writes them.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sourcead import grad
from sourcead.derivative import PushForward
from tests.benchmarks.gold_functions import GOLD
from tests.programs.cases import CASES

FOLDER = Path(__file__).parent
PROGRAMS = {
    "science": ("symplectic_euler", "runge_kutta", "potential_of_particles", "recurrent_network", "hidden_markov_likelihood",
                "conjugate_gradients", "autoregressive_residuals", "attention", "shooting", "adam"),
    "straight_line": ("layer_norm", "cross_entropy", "rosenbrock"),
    "control_flow": ("running_maximum", "return_and_break_in_a_loop_with_else", "nested_loops"),
    "in_place": ("five_point_stencil", "boundary_conditions", "masks", "rows_and_columns_scaled"),
    "recursion": ("fibonacci", "halves"),
    "guards": ("cholesky_or_eigenvalues",),
    "containers": ("network", "list_of_arrays"),
    "indexed": ("list_of_arrays_enumerated",),
    "lists": ("a_queue",),
    "objects": ("an_oscillator",),
    "joined": ("columns_and_rows_joined", "joined_in_a_loop"),
    "objects_arguments": ("a_dataclass", "a_network"),
}  # fmt: skip


@dataclass(frozen=True)
class Golden:
    """A function, and the arguments for which its text is kept."""

    name: str
    function: Any
    argnums: tuple[int, ...] | int
    args: tuple[Any, ...]
    kind: str = "grad"


def goldens() -> list[Golden]:
    """All functions whose text is kept."""
    for module in PROGRAMS:
        importlib.import_module(f"tests.programs.{module}")
    wanted = {f"{module}.{name}" for module, names in PROGRAMS.items() for name in names}
    cases = [Golden(c.name.replace(".", "_"), c.function, c.argnums, c.args) for c in CASES if c.name in wanted]
    gold = [
        Golden(g.name if kind == "grad" else f"{g.name}_{kind}", g.primal, g.argnums, g.args(), kind)
        for kind in ("grad", "jvp", "hvp")
        for g in GOLD
    ]
    return [*gold, *cases]


def stored(golden: Golden) -> Path:
    """The file that holds the text for a function."""
    return FOLDER / f"{golden.name}.py"


def generated(golden: Golden) -> str:
    """The text for a function at its arguments."""
    derivative = grad(golden.function, golden.argnums)
    if golden.kind == "grad":
        derivative.specialize(*golden.args)
        return derivative.source.strip("\n") + "\n"
    moving = golden.argnums if isinstance(golden.argnums, tuple) else (golden.argnums,)
    derivative = PushForward(golden.function if golden.kind == "jvp" else derivative, moving)
    derivative.specialize(*golden.args, *(golden.args[k] for k in moving))
    return derivative.source.strip("\n") + "\n"
