"""The derivative of a program by reverse mode: forward sweep, reverse sweep, what is returned.

Guarantee: the generated function returns what its `kind` says, in the structure of the arguments, and changes no argument.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.activity import active_names, varied_names
from sourcead.analysis.aliases import Aliases, find_aliases
from sourcead.analysis.walk import definitions, statements
from sourcead.differentiate.checks import check
from sourcead.differentiate.decide import decide
from sourcead.differentiate.forward_sweep import Recording, forward_sweep
from sourcead.differentiate.fused import fuse_records
from sourcead.differentiate.inlining import calls_derivatives, with_derivatives
from sourcead.differentiate.mappings import without_mappings
from sourcead.differentiate.methods import check_memory, without_methods
from sourcead.differentiate.names import Namer, word
from sourcead.differentiate.open_dicts import check_elements, check_keys, without_views
from sourcead.differentiate.partial import with_whole_guards
from sourcead.differentiate.prepare import check_containers, prepare, without_sequences
from sourcead.differentiate.recompute import Recompute, expanded
from sourcead.differentiate.records import Facts, build_records, leaves, structure, type_at
from sourcead.differentiate.reverse import ReverseSweep
from sourcead.differentiate.scalars import split, splits
from sourcead.differentiate.sequences import expand_changes
from sourcead.differentiate.spread import spread
from sourcead.differentiate.texts import check_texts
from sourcead.differentiate.uniform import make_uniform, tuples_as_lists
from sourcead.errors import InputTypeError, Location, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding, Program
from sourcead.normalize.marks import is_guard
from sourcead.types.infer import Typing, infer
from sourcead.types.values import Array, DictOf, Dim, Fixed, ListOf, Number, Record, Static, Type, may_vary

UNKNOWN = Dim(None, None)
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


def differentiate(program: Program, arguments: Mapping[str, Type], wrt: Sequence[str], *, seeded: bool = False) -> Derivative:
    """The sweeps of the derivative of `program` by the parameters `wrt`; `seeded`: the result's cotangent is given."""
    known = _plain(program, arguments)
    sources = [n for n in wrt if may_vary(arguments[n])]
    known = known.after(tuples_as_lists(known.program, known.typing, known.varied(sources).__contains__))
    known = known.after(make_uniform(known.program, known.typing, known.varied(sources).__contains__))
    varied = known.varied(sources)
    known = known.after(without_views(known.program, known.typing, known.aliases, varied.__contains__, checked=False))
    varied = known.varied(sources)
    check_elements(known.program, known.typing, known.aliases, varied.__contains__)
    check_containers(known.program, known.typing, known.aliases, varied)
    check_memory(known.program, known.typing, varied)
    check_texts(known.program, known.typing, varied)
    known = known.after(without_views(known.program, known.typing, known.aliases, varied.__contains__, checked=True))
    varied = known.varied(sources)
    check_keys(known.program, known.typing, known.aliases, varied.__contains__)
    known = known.after(prepare(known.program, known.typing, known.aliases, varied.__contains__))
    expanded_ = expand_changes(known.program, known.typing, known.aliases, known.varied(sources).__contains__)
    known = known.after(expanded_.program)
    program, typing, aliases = known.program, known.typing, known.aliases
    facts = Facts(program, typing, aliases, active_names(program, typing, aliases, sources), replaced=expanded_.replaced)
    _check_structures(facts, arguments, wrt)
    build_records(facts)
    fuse_records(facts)
    recompute = Recompute(facts)
    recompute.run()
    check(facts, recompute)
    for key, record in facts.records.items():
        facts.records[key] = expanded(record, recompute)
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params, "np", "rt"})
    recording = Recording(facts, recompute.saves, namer)
    forward = forward_sweep(program.tree.body, recording)
    sweep = ReverseSweep(facts, recompute, recording, namer)
    value = program.tree.body[-1].value
    seeds = _seed(sweep, value, facts, seeded=seeded)
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


@dataclass(frozen=True)
class _Known:
    """A program between two steps, and what the analyses say of it."""

    program: Program
    arguments: Mapping[str, Type]
    typing: Typing

    @cached_property
    def aliases(self) -> Aliases:
        return find_aliases(self.program, self.typing)

    def after(self, program: Program) -> _Known:
        """What is known of the program that a step gave: the same, where it gave the same program."""
        return self if program is self.program else _Known(program, self.arguments, _infer(program, self.arguments))

    def varied(self, sources: Sequence[str]) -> Collection[str]:
        """The names that depend on the sources."""
        return varied_names(self.program, self.typing, self.aliases, sources)


def _plain(program: Program, arguments: Mapping[str, Type]) -> _Known:
    """The program without what its types decide or take apart."""
    program = _with_runtime(decide(program, arguments))
    if calls_derivatives(program):
        program = decide(with_derivatives(program, arguments), arguments)
    plain = without_mappings(program, arguments)
    plain_is_new = plain is not program
    if plain_is_new:
        program = decide(plain, arguments)
    known = _Known(program, arguments, _infer(program, arguments))
    known = known.after(without_methods(known.program, known.typing))
    known = known.after(without_sequences(spread(known.program, known.typing), known.typing))
    if plain_is_new or splits(known.program, known.typing, known.aliases):
        divided, typing = split(known.program, known.typing, arguments, lambda new: _infer(new, arguments))
        known = known if divided is known.program else _Known(divided, arguments, typing)
    if any(map(is_guard, statements(known.program.tree.body))):
        known = known.after(with_whole_guards(known.program, known.typing, known.aliases))
    return known


def _with_runtime(program: Program) -> Program:
    """The program in which `rt` is the runtime, where the function has no such name itself."""
    return replace(program, env={**program.env, "rt": program.env.get("rt", Binding(runtime, None, "rt"))})


def _infer(program: Program, arguments: Mapping[str, Type]) -> Typing:
    typing = infer(program, arguments)
    return replace(typing, fixed=frozenset(program.params) - definitions(program.tree.body) | _copied(program))


def _copied(program: Program) -> set[str]:
    """Parameters whose one assignment is their copy on entry: their shape stays."""
    out = set()
    for param in program.params:
        found = [s for s in statements(program.tree.body) if isinstance(s, gast.Assign) and _is_name(s.targets[0], param)]
        if len(found) == 1 and nodes.equal(found[0].value, nodes.parse_expr(f"{param}.copy()")):
            out.add(param)
    return out


def _is_name(node: Expr, name: str) -> bool:
    return isinstance(node, gast.Name) and node.id == name


def _seed(sweep: ReverseSweep, value: Expr, facts: Facts, *, seeded: bool) -> tuple[str, ...]:
    """Give the result its cotangent."""
    bars = sweep.bars
    name = value.id if isinstance(value, gast.Name) else "out"
    kind = facts.typing.expr(value)
    if seeded:
        seed = bars.namer.fresh(f"{name}_bar") if not isinstance(value, gast.Name) else bars.variable(name)
        if not isinstance(value, gast.Name) or not facts.is_active(name):
            return (seed,)
        paths = list(leaves(kind))
        if paths != [()]:
            seed = bars.namer.fresh(f"{name}_bar")
        for path in paths:
            part: Expr = nodes.name(seed)
            for step in path:
                part = nodes.subscript(part, nodes.constant(step))
            if path == ():
                bars.place(name)
                seed = bars.namer.fresh(f"{name}_bar")
                part = nodes.name(seed)
            bars.facts.typing.cotangents[seed] = kind
            bars.add(bars.place(name, path), part)
        return (seed,)
    _check_scalar(kind, output_place(facts.program))
    if isinstance(value, gast.Name) and facts.is_active(name):
        seed_value: Expr = nodes.constant(1.0)
        if isinstance(kind, Array) and all(d.unit is True for d in kind.dims or (UNKNOWN,)):
            seed_value = nodes.call("np.ones_like", nodes.name(name))
        elif not isinstance(kind, Number):
            seed_value = nodes.call("rt.scalar_seed", nodes.name(name))
        bars.add(bars.place(name), seed_value)
    return ()


def output_place(program: Program) -> Location | None:
    """Where the function returns its result."""
    last = program.tree.body[-1]
    return nodes.location(last.value) or nodes.location(last)


def _check_scalar(kind: Type, place: Location | None) -> None:
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


def _check_structures(facts: Facts, arguments: Mapping[str, Type], wrt: Sequence[str]) -> None:
    """A parameter that is assigned anew must keep the structure of its argument: that of its gradient."""
    for name in wrt:
        if not set(leaves(arguments[name])) <= set(leaves(facts.type(name))):
            raise UnsupportedSyntaxError(
                f"the structure of `{name}` changes while the function runs, and it holds values that are differentiated",
                way_out="Give what has another structure another name, or build it by a display: `{'a': ..., 'b': ...}`.",
                location=facts.program.places.get(name),
            )


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
    return nodes.name(place.variable)


__all__ = ["Derivative", "differentiate", "word"]
