"""The derivative of a program by reverse mode: forward sweep, reverse sweep, what is returned.

Guarantee: the generated function returns what its `kind` says, in the structure of the arguments, and changes no argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.aliases import Aliases
from sourcead.differentiate.checks import check
from sourcead.differentiate.forward_sweep import Recording, forward_sweep
from sourcead.differentiate.fused import fuse_records
from sourcead.differentiate.joined import join_records
from sourcead.differentiate.names import Namer, word
from sourcead.differentiate.ready import made_ready
from sourcead.differentiate.recompute import Recompute, expanded
from sourcead.differentiate.records import Facts, build_records, leaves, may_turn_complex, structure, type_at
from sourcead.differentiate.reverse import ReverseSweep
from sourcead.errors import InputTypeError, Location
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array, DictOf, Dim, Fixed, ListOf, Number, Record, Static, Type, may_vary

HOLOMORPHIC = "_holomorphic"
UNKNOWN = Dim(None, None)
COMPLEX_WAY_OUT = (
    "Use `holomorphic=True` for the complex derivative of a holomorphic function of complex numbers, `jvp` or `jacfwd` for the "
    "derivative by real numbers, `vjp` for the pullback; or return a real number (`np.real`, `np.abs`)."
)
HOLOMORPHIC_WAY_OUT = "Leave `holomorphic=True` out: the gradient of a real function is defined without it."
SCALAR_WAY_OUT = "Use `vjp` for outputs of more than one element, or reduce the output to a number (`np.sum`, `np.mean`)."


@dataclass(frozen=True)
class Derivative:
    """A generated function before it is optimised: its sweeps, and what the passes may ask about names."""

    program: Program
    typing: Typing
    aliases: Aliases
    forward: list[Stmt]
    reverse: list[Stmt]
    value: Expr
    gradients: list[Expr]
    seeds: tuple[str, ...]
    temporaries: frozenset[str]
    written_params: frozenset[str]
    primal_names: frozenset[str]
    arguments: Mapping[str, Type]
    ways: Mapping[str, str] = field(default_factory=dict)  # the seeds of forward mode, by the parameters


def seed_name(params: Sequence[str]) -> str:
    """The name of the parameter that is the cotangent of the result, and follows the others."""
    return Namer(params).fresh("bar")


def differentiate(
    program: Program, arguments: Mapping[str, Type], wrt: Sequence[str], *, seeded: bool = False, seed: str = "",
    aux: bool = False, holomorphic: bool = False,
) -> Derivative:  # fmt: skip
    """The sweeps of the derivative of `program` by the parameters `wrt`.

    `seeded`: the result's cotangent is given, and all parameters have one; `seed`: it is given, by this name; `aux`: it is the
    first of two results that is differentiated; `holomorphic`: it is complex, else real.
    """
    program = without_clashes(program, {seed}) if seed else program
    facts = made_ready(program, arguments, wrt)
    program, typing, aliases = facts.program, facts.typing, facts.aliases
    build_records(facts)
    fuse_records(facts)
    join_records(facts)
    recompute = Recompute(facts)
    recompute.run()
    check(facts, recompute)
    for key, record in facts.records.items():
        facts.records[key] = expanded(record, recompute)
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params, "np", "rt", *([seed] if seed else [])})
    recording = Recording(facts, recompute.saves, namer)
    forward = forward_sweep(program.tree.body, recording)
    sweep = ReverseSweep(facts, recompute, recording, namer)
    value = program.tree.body[-1].value
    how = {"holomorphic": holomorphic}
    seeds = _first_seeded(sweep, value, facts, **how) if aux else _seed(sweep, value, facts, seeded=seeded, given=seed, **how)
    sweep.block(program.tree.body)
    forward = [*(nodes.assign(n, nodes.constant(None)) for n in sorted(sweep.bars.unbound)), *forward]
    gradients = [
        _gradient(sweep, name, arguments[name]) if name in wrt else nodes.constant(None)
        for name in (program.params if seeded else wrt)
    ]
    written = {p for p in program.params if aliases.is_written(p)}
    made = set(namer.taken) - set(program.params)
    return Derivative(
        program, typing, aliases, forward, sweep.bars.out, value, gradients, seeds,
        frozenset(program.temporaries) | frozenset(made - set(nodes.names(program.tree))), frozenset(written),
        frozenset(nodes.names(program.tree)), arguments,
    )  # fmt: skip


def without_clashes(program: Program, seeds: Set[str]) -> Program:
    """The program without local names that are those of parameters that a derivative has besides its own."""
    used = set(nodes.names(program.tree))
    clashes = sorted((seeds & used) - set(program.params))
    if not clashes:
        return program
    namer = Namer({*used, *program.env, *program.params, *seeds})
    mapping = {name: namer.fresh(name) for name in clashes}
    return replace(
        program,
        tree=nodes.function(program.name, program.params, [nodes.rename(s, mapping) for s in program.tree.body]),
        temporaries=frozenset(mapping.get(n, n) for n in program.temporaries),
        env={mapping.get(n, n): b for n, b in program.env.items()},
        callees={mapping.get(n, n): c for n, c in program.callees.items()},
    )


def _seed(sweep: ReverseSweep, value: Expr, facts: Facts, *, seeded: bool, given: str, holomorphic: bool) -> tuple[str, ...]:
    """Give the result its cotangent."""
    bars = sweep.bars
    name = value.id if isinstance(value, gast.Name) else "out"
    kind = facts.typing.expr(value)
    if seeded or given:
        seed = given or (bars.variable(name) if isinstance(value, gast.Name) else bars.namer.fresh(f"{name}_bar"))
        if not isinstance(value, gast.Name) or not facts.is_active(name):
            return (seed,)
        paths = list(leaves(kind))
        if paths != [()]:
            seed = given or bars.namer.fresh(f"{name}_bar")
        for path in paths:
            part: Expr = nodes.name(seed)
            for step in path:
                part = nodes.subscript(part, nodes.constant(step))
            if path == ():
                bars.place(name)
                seed = given or bars.namer.fresh(f"{name}_bar")
                part = nodes.name(seed)
            bars.facts.typing.cotangents[seed] = kind
            bars.add(bars.place(name, path), part)
        return (seed,)
    _check_scalar(kind, output_place(facts.program), holomorphic)
    if isinstance(value, gast.Name) and facts.is_active(name):
        bars.add(bars.place(name), _one(kind, nodes.name(name), holomorphic))
    return ()


def _one(kind: Type, value: Expr, holomorphic: bool) -> Expr:
    """The cotangent 1 of a scalar."""
    if isinstance(kind, Number):
        return nodes.constant(1.0)
    if isinstance(kind, Array) and all(d.unit is True for d in kind.dims or (UNKNOWN,)):
        return nodes.call("np.ones_like", value)
    return nodes.call("rt.scalar_seed", value, *([nodes.constant(True)] if holomorphic else []))


def _first_seeded(sweep: ReverseSweep, value: Expr, facts: Facts, *, holomorphic: bool) -> tuple[str, ...]:
    """Give the first of two results its cotangent; what the second is does not matter."""
    kind, place = facts.typing.expr(value), output_place(facts.program)
    if not isinstance(kind, Fixed) or kind.kind != "tuple" or len(kind.elements) != 2:
        raise InputTypeError(
            "with `has_aux` the function returns two values in a tuple, the first of which is differentiated",
            way_out="Return `value, more`.", location=place,
        )  # fmt: skip
    _check_scalar(kind.elements[0], place, holomorphic)
    if isinstance(value, gast.Name) and facts.is_active(value.id) and may_vary(kind.elements[0]):
        first = sweep.bars.place(value.id, (0,))
        value = nodes.subscript(nodes.name(value.id), nodes.constant(0))
        sweep.bars.add(first, _one(kind.elements[0], value, holomorphic))
    return ()


def output_place(program: Program) -> Location | None:
    """Where the function returns its result."""
    last = program.tree.body[-1]
    return nodes.location(last.value) or nodes.location(last)


def _check_scalar(kind: Type, place: Location | None, holomorphic: bool) -> None:
    way_out = SCALAR_WAY_OUT
    if isinstance(kind, Static):
        raise InputTypeError(f"the output is of type {type(kind.value).__name__}: it has no gradient",
                             way_out="Return a floating-point number.", location=place)  # fmt: skip
    if isinstance(kind, Array) and kind.dims is not None and any(d.unit is False for d in kind.dims):
        raise InputTypeError(f"the output is an array of {len(kind.dims)} dimension(s): a gradient needs a scalar",
                             way_out=way_out, location=place)  # fmt: skip
    if isinstance(kind, (Fixed, ListOf, DictOf, Record)):
        raise InputTypeError("the output has more than one part: a gradient needs a scalar", way_out=way_out, location=place)
    if isinstance(kind, (Array, Number)) and np.dtype(kind.dtype).kind in "biu":
        raise InputTypeError(f"the output is of type {kind.dtype}: it has no gradient",
                             way_out="Return a floating-point number.", location=place)  # fmt: skip
    if isinstance(kind, (Array, Number)) and (np.dtype(kind.dtype).kind == "c") is not holomorphic:
        way_out = HOLOMORPHIC_WAY_OUT if holomorphic else COMPLEX_WAY_OUT
        raise InputTypeError(f"the output is {'real' if holomorphic else 'complex'}", way_out=way_out, location=place)


def _gradient(sweep: ReverseSweep, name: str, kind: Type) -> Expr:
    """The cotangent of a parameter, as one expression in the structure that the argument has."""
    parts = {path: _leaf(sweep, name, path, type_at(kind, path)) for path in leaves(kind)}
    return structure(kind, parts)


def _leaf(sweep: ReverseSweep, name: str, path: tuple[object, ...], kind: Type) -> Expr:
    bars = sweep.bars
    place = bars.place(name, path)
    if isinstance(kind, (Array, Number)) and np.dtype(kind.dtype).kind not in "fc" and path:
        bars.facts.typing.cotangents[place.variable] = kind
    if not bars.exists(place.variable):
        return bars.zero(place)
    bars.flush_variable(place.variable)
    bars.ensure(place.variable)
    inside = type_at(bars.facts.type(name), path)
    if may_turn_complex(kind, inside, bars.facts):
        return nodes.call("np.real", nodes.name(place.variable))
    if isinstance(kind, Array) and np.dtype(kind.dtype).kind in "fc" and kind.dtype != getattr(inside, "dtype", ""):
        return nodes.call("np.asarray", nodes.name(place.variable), nodes.attribute(nodes.name("np"), kind.dtype))
    if isinstance(kind, Array) and kind.dims == ():  # sums of such are numbers
        return nodes.call("np.asarray", nodes.name(place.variable))
    return nodes.name(place.variable)


__all__ = ["Derivative", "differentiate", "word"]
