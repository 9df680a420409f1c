"""All stages on one screen: from a program in normal form and the types of its arguments to a compiled derivative."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import CellType, ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.assemble import assemble
from sourcead.batch import batch
from sourcead.compile import Generated, compile_function
from sourcead.differentiate.adjoint import HOLOMORPHIC, differentiate, output_place, seed_name
from sourcead.differentiate.tangents import push_forward
from sourcead.errors import InputTypeError
from sourcead.normalize import Program
from sourcead.normalize.program import attributes
from sourcead.normalize.scope import MODULES
from sourcead.optimize import Context, optimize
from sourcead.printer import to_source
from sourcead.rules.names import CALLED, meant, reserved
from sourcead.types.values import Type

WRITTEN = (*CALLED, "list", "dict", "tuple", "zip", "enumerate")  # Python's functions that generated code may call
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
    _check_parameters(function, program)
    bound = namespace(raw.program)
    _spell_modules(function, program, bound)
    source = to_source(function)
    compiled = compile_function(source, function.name, bound)
    return Generated(source, compiled, raw.written_params, output_place(program))


def _check_parameters(function: gast.FunctionDef, program: Program) -> None:
    """Raise if the text has one of Python's functions, or what a module has, by a name that a parameter has."""
    for node in nodes.walk(function):
        called = isinstance(node, gast.Call) and isinstance(node.func, gast.Name)
        name = node.func if called else getattr(node, "value", None) if isinstance(node, gast.Attribute) else None
        own = name.id if isinstance(name, gast.Name) and name.id in program.arguments else ""
        if called and own in program.env and own not in WRITTEN:
            continue  # the function that was passed
        if (called and hasattr(builtins, own)) or (not called and reserved(own) and hasattr(meant(own), node.attr)):
            what = "one of Python's own functions" if called else "a module"
            raise InputTypeError(f"the parameter `{own}` has the name that derivatives have for {what}",
                                 way_out="Give it another name.", location=program.places.get(own))  # fmt: skip


def _spell_modules(function: gast.FunctionDef, program: Program, bound: dict[str, Any]) -> None:
    """Let modules, and their functions, have the names by which the user imported them."""
    taken = {*bound, *nodes.names(function)}
    own = [
        b for b in (*program.env.values(), *program.dependencies) if isinstance(b.holder, (dict, CellType)) and b.key not in taken
    ]
    known = {id(b.value): b for b in own if callable(b.value) or isinstance(b.value, ModuleType)}

    def spelled(node: Any) -> Any:
        parts = nodes.dotted(node) if isinstance(node, (gast.Name, gast.Attribute)) else None
        root = bound.get(parts[0]) if parts is not None else None
        value = attributes(root, parts[1:]) if parts is not None and any(root is m for m in MODULES.values()) else None
        binding = known.get(id(value))
        if binding is None:
            return node
        bound[binding.key] = value
        return gast.copy_location(nodes.name(binding.key), node)

    nodes.changed(function, spelled)


def namespace(program: Program) -> dict[str, Any]:
    """The globals of a generated function: what the primal's names are bound to, NumPy and the runtime."""
    bound: dict[str, Any] = {"np": np, "rt": runtime}
    bound.update({name: binding.value for name, binding in program.env.items()})
    return bound
