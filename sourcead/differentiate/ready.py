"""A program made ready for either mode: what its types decide is decided, each active value has one place for its derivative.

Guarantee: the statements of a program that is ready are those that both sweeps know; what has no derivative raises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import gast

from sourcead import nodes
from sourcead.algebra.staying import mark_exact
from sourcead.analysis.activity import active_names, varied_names
from sourcead.analysis.aliases import Aliases, find_aliases
from sourcead.analysis.loose import refined
from sourcead.analysis.walk import definitions, own_expressions, statements
from sourcead.differentiate.as_arrays import with_arrays
from sourcead.differentiate.bits import check_bits
from sourcead.differentiate.carried import check_carried
from sourcead.differentiate.changed import check_changed
from sourcead.differentiate.complexes import check_complexes, with_embeddings
from sourcead.differentiate.decide import decide
from sourcead.differentiate.detours import keeps, without_detours
from sourcead.differentiate.effects import with_effects_apart
from sourcead.differentiate.given import check_given, gives
from sourcead.differentiate.inlining import calls_derivatives, with_derivatives
from sourcead.differentiate.inserted import check_inserted, inserted_places
from sourcead.differentiate.lengths import check_lengths
from sourcead.differentiate.mappings import without_mappings
from sourcead.differentiate.methods import check_memory, without_fields, without_methods
from sourcead.differentiate.newaxis import with_axes
from sourcead.differentiate.numbers import check_indices, check_numbers
from sourcead.differentiate.open_dicts import check_elements, check_keys, without_views
from sourcead.differentiate.outside import check_outside
from sourcead.differentiate.partial import with_whole_guards
from sourcead.differentiate.powers import check_powers, with_real_powers
from sourcead.differentiate.prepare import check_containers, prepare, without_second_names, without_sequences
from sourcead.differentiate.records import Facts, leaves
from sourcead.differentiate.regained import check_regained
from sourcead.differentiate.rows import without_rows
from sourcead.differentiate.scalars import split, splits
from sourcead.differentiate.selections import without_selections
from sourcead.differentiate.sequences import expand_changes
from sourcead.differentiate.spacings import with_each_axis, with_slopes
from sourcead.differentiate.spread import spread
from sourcead.differentiate.sums import with_checked_sums
from sourcead.differentiate.texts import check_texts
from sourcead.differentiate.tuples import check_stores, tuples_as_lists, without_updates
from sourcead.differentiate.uniform import make_uniform
from sourcead.errors import InputTypeError, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding, Program
from sourcead.normalize.marks import is_guard
from sourcead.rules import names
from sourcead.types.infer import Typing, infer
from sourcead.types.values import Array, Number, Type, may_vary


def made_ready(program: Program, arguments: Mapping[str, Type], wrt: Sequence[str], *, forward: bool = False) -> Facts:
    """The program, ready to be differentiated by the parameters `wrt`, and what the analyses say of it; `forward`: the mode."""
    sources = tuple(n for n in wrt if may_vary(arguments[n]))
    known = _plain(program, arguments, sources)
    check_carried(known.program)
    known = known.after(make_uniform(known.program, known.typing, known.varied.__contains__))
    known = known.after(with_each_axis(known.program, known.typing, known.varied))
    known = known.after(with_slopes(known.program, known.typing, known.varied))
    known = known.after(without_views(known.program, known.typing, known.aliases, known.varied.__contains__, checked=False))
    check_elements(known.program, known.typing, known.aliases, known.varied.__contains__)
    check_containers(known.program, known.typing, known.aliases, known.varied)
    check_memory(known.program, known.typing, known.varied)
    check_texts(known.program, known.typing, known.varied)
    check_bits(known.program, known.typing, known.varied)
    check_powers(known.program, known.typing, known.varied)
    known = known.after(with_real_powers(known.program, known.typing, known.varied))
    check_complexes(known.program, known.typing, known.varied)
    check_numbers(known.program, known.typing, known.varied)
    known = known.after(with_axes(known.program, known.typing, known.varied))
    check_indices(known.program, known.typing, known.varied)
    check_outside(known.program, known.typing, known.varied)
    check_regained(known.program, known.typing, known.varied)
    check_changed(known.program, known.typing, known.varied, forward=forward)
    known = known if forward else known.after(with_embeddings(known.program, known.typing, known.varied))
    known = known.after(without_views(known.program, known.typing, known.aliases, known.varied.__contains__, checked=True))
    check_keys(known.program, known.typing, known.aliases, known.varied.__contains__)
    known = known.after(with_arrays(known.program, known.typing, known.varied.__contains__))
    known = known.after(prepare(known.program, known.typing, known.aliases, known.varied.__contains__, forward=forward))
    known = known.after(with_checked_sums(known.program, known.typing, known.varied.__contains__))
    expanded = expand_changes(known.program, known.typing, known.aliases, known.varied.__contains__)
    known = known.after(expanded.program)
    active = active_names(known.program, known.typing, known.aliases, known.varied)
    _place_all(known.program.tree.body)
    _mark_exact(known.program.tree.body, known.typing)
    facts = Facts(known.program, known.typing, known.aliases, active, replaced=expanded.replaced)
    _check_structures(facts, arguments, wrt)
    return facts


@dataclass(frozen=True)
class _Known:
    """A program between two steps, and what the analyses say of it."""

    program: Program
    arguments: Mapping[str, Type]
    sources: tuple[str, ...]
    typing: Typing

    @cached_property
    def aliases(self) -> Aliases:
        return find_aliases(self.program, self.typing)

    @cached_property
    def varied(self) -> frozenset[str]:
        """The names that depend on the sources."""
        return varied_names(self.program, self.typing, self.aliases, self.sources)

    def after(self, program: Program) -> _Known:
        """What is known of the program that a step gave: the same, where it gave the same program."""
        return self if program is self.program else self.with_typing(program, _infer(program, self.arguments))

    def with_typing(self, program: Program, typing: Typing) -> _Known:
        return _Known(program, self.arguments, self.sources, typing)


def _place_all(body: Sequence[Stmt]) -> None:
    """Let each statement say where it comes from: one that was put in, as the one before it."""
    last = None
    for statement in statements(body):
        last = nodes.location(statement) or last
        for node in (statement, *own_expressions(statement)):
            nodes.at(node, nodes.location(node) or last)


def _mark_exact(body: Sequence[Stmt], typing: Typing) -> None:
    """Let the algebra leave alone what the program computes with integers and booleans of NumPy's, or in half precision."""
    for statement in statements(body):
        for node in own_expressions(statement):
            if isinstance(node, (gast.BinOp, gast.UnaryOp)) and (typing.is_integer(node) or _is_half(typing.expr(node))):
                mark_exact(node)


def _is_half(kind: Type) -> bool:
    return isinstance(kind, (Array, Number)) and kind.dtype == "float16"


def _plain(program: Program, arguments: Mapping[str, Type], sources: tuple[str, ...]) -> _Known:
    """The program without what its types decide or take apart."""
    program = _with_modules(decide(program, arguments))
    if calls_derivatives(program) or keeps(program):
        program = decide(with_derivatives(program, arguments), arguments)
        typing = _infer(program, arguments)
        program = without_detours(program, typing, find_aliases(program, typing))
    if gives(program):
        known = _Known(program, arguments, sources, _infer(program, arguments))
        check_given(program, known.typing, known.varied.__contains__)
    plain = without_mappings(program, arguments)
    plain_is_new = plain is not program
    if plain_is_new:
        program = decide(plain, arguments)
    known = _Known(program, arguments, sources, _infer(program, arguments))
    check_stores(known.program, known.typing)
    known = known.after(without_updates(known.program, known.typing))
    known = known.after(tuples_as_lists(known.program, known.typing, lambda name: name in known.varied))
    known = known.after(with_effects_apart(known.program, known.typing))
    known = known.after(without_fields(known.program, known.typing))
    if inserted_places(program):
        check_inserted(program, known.aliases)
    known = known.after(without_methods(known.program, known.typing))
    known = known.after(without_selections(known.program, known.typing))
    while (joined := without_rows(known.program, known.typing)) is not known.program:
        known = known.after(joined)  # what is joined may be joined again
    check_lengths(known.program, known.typing)
    known = known.after(without_sequences(spread(known.program, known.typing), known.typing))
    known = known.after(without_second_names(known.program, known.typing))
    if plain_is_new or splits(known.program, known.typing, known.aliases):
        divided, typing = split(known.program, known.typing, arguments, lambda new: _infer(new, arguments))
        known = known if divided is known.program else known.with_typing(divided, typing)
    if any(map(is_guard, statements(known.program.tree.body))):
        known = known.after(with_whole_guards(known.program, known.typing, known.aliases))
    return known


def _with_modules(program: Program) -> Program:
    """The program in which what rules mention is known: the runtime, SciPy if it is imported, what users gave names."""
    lost = next((p for p in program.params if p in names.given), None)
    if lost is not None:
        raise InputTypeError(f"the parameter `{lost}` has a name that your derivative rules give to something else",
                             way_out="Call one of both another name.", location=program.places.get(lost))  # fmt: skip
    known = {name: names.meant(name) for name in ("np", "rt", "math", *names.OPTIONAL, *names.given)}
    bound = {name: Binding(value, None, name) for name, value in known.items() if value is not None}
    return replace(program, env={**bound, **program.env})


def _infer(program: Program, arguments: Mapping[str, Type]) -> Typing:
    typing = refined(infer(program, arguments))
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


def _check_structures(facts: Facts, arguments: Mapping[str, Type], wrt: Sequence[str]) -> None:
    """A parameter that is assigned anew must keep the structure of its argument: that of its gradient."""
    for name in wrt:
        if not set(leaves(arguments[name])) <= set(leaves(facts.type(name))):
            raise UnsupportedSyntaxError(
                f"the structure of `{name}` changes while the function runs, and it holds values that are differentiated",
                way_out="Give what has another structure another name, or build it by a display: `{'a': ..., 'b': ...}`.",
                location=facts.program.places.get(name),
            )
