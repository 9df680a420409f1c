"""All stages on one screen: from a program in normal form and the types of its arguments to a compiled derivative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.assemble import assemble
from sourcead.batch import batch
from sourcead.compile import Generated, compile_function
from sourcead.differentiate.adjoint import HOLOMORPHIC, differentiate, output_place, seed_name
from sourcead.differentiate.tangents import push_forward
from sourcead.normalize import Program
from sourcead.optimize import Context, optimize
from sourcead.printer import to_source
from sourcead.spelling import check_parameters, spell_modules
from sourcead.types.values import Type

BATCHED, CLOSED = "batched_", "closed_"


def derive(program: Program, arguments: Mapping[str, Type], wrt: Sequence[str], kind: str, *, single: bool) -> Generated:
    """The derivative of `program` by `wrt`; `single`: a gradient, not a tuple of one.

    `kind` is grad, value_and_grad, vjp or pullback (reverse mode), or jvp (forward mode); grad_aux and value_and_grad_aux are of
    the first of two results. `_holomorphic` at the end: the complex derivative of a complex result. `batched_` before vjp or jvp:
    along several directions at once, the last axis of tangents and cotangents; raises `NotBatchedError` where that is not known.
    `closed_` before all: it calls no closures, so that it can be derived again.
    """
    program = replace(program, results={}, closed=kind.startswith(CLOSED))
    kind = kind.removeprefix(CLOSED)
    batched, kind = kind.startswith(BATCHED), kind.removeprefix(BATCHED)
    holomorphic, kind = kind.endswith(HOLOMORPHIC), kind.removesuffix(HOLOMORPHIC)
    if kind == "jvp":
        raw = push_forward(program, arguments, wrt)
    else:
        seed = seed_name(program.arguments) if kind == "pullback" else ""
        raw = differentiate(
            program, arguments, wrt, seeded=kind == "vjp", seed=seed, aux=kind.endswith("_aux"), holomorphic=holomorphic
        )
    if batched:
        raw = batch(raw)
    primal = frozenset(raw.program.env) | raw.primal_names
    context = Context(raw.typing, raw.aliases, raw.temporaries, primal, frozenset(raw.seeds))
    context = context.seeing([*raw.forward, *raw.reverse])
    function = assemble(raw, wrt, kind, single, lambda body: optimize(body, context, [*program.params, *raw.seeds]), context)
    check_parameters(function, program)
    bound = namespace(raw.program)
    spell_modules(function, program, bound)
    source = to_source(function)
    compiled = compile_function(source, function.name, bound)
    return Generated(source, compiled, raw.written_params, output_place(program))


def namespace(program: Program) -> dict[str, Any]:
    """The globals of a generated function: what the primal's names are bound to, NumPy and the runtime."""
    bound: dict[str, Any] = {"np": np, "rt": runtime}
    bound.update({name: binding.value for name, binding in program.env.items()})
    return bound
