"""The state of a reverse sweep: which cotangents exist, and which contributions to them are not written yet.

A contribution stays an expression until it is needed, so that contributions to one place become one statement and products and
sums are collected. Guarantee: a pending expression is written before anything that it mentions changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import gast
import numpy as np

from sourcead import algebra, nodes
from sourcead.analysis.aliases import is_spread, may_alias
from sourcead.analysis.contiguity import is_flat
from sourcead.analysis.walk import assigned, stored
from sourcead.differentiate import lowering
from sourcead.differentiate.displays import summed
from sourcead.differentiate.formulas import narrowed
from sourcead.differentiate.names import Namer, word
from sourcead.differentiate.records import Facts, Path, type_at
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import MAY_VIEW
from sourcead.types.values import Array, DictOf, ListOf, Number, Type, Unknown, broadcast

HOLE = "<base>"
SHORT = 8  # a temporary with a longer name has a cotangent called `t_bar`


@dataclass(frozen=True)
class Place:
    """Where a cotangent is kept: a variable, or a part of one. `fancy`: reached by an index that may repeat elements."""

    variable: str
    expr: Expr
    primal: Expr
    type: Type
    fancy: bool = False

    @property
    def whole(self) -> bool:
        """Whether the place is the variable itself."""
        return isinstance(self.expr, gast.Name)


@dataclass
class Pending:
    """Contributions to a place that are not written yet; `fresh`: what was there counts as zero."""

    place: Place
    terms: list[Expr] = field(default_factory=list)
    fresh: bool = False

    def mentions(self) -> set[str]:
        """The names that are read when the contributions are written: of their terms, and of where they go."""
        where = nodes.free_names(self.place.expr) - {self.place.variable}
        return where.union(*(nodes.free_names(t) for t in self.terms))


class Cotangents:
    """The cotangents of one reverse sweep; `out` is the block that is being written."""

    def __init__(self, facts: Facts, namer: Namer) -> None:
        self.facts, self.namer = facts, namer
        self.out: list[Stmt] = []
        self.present: set[str] = set()
        self.pending: dict[object, Pending] = {}
        self.masks: dict[str, tuple[Expr, bool]] = {}
        self.buffers: set[str] = set()
        self.held: set[str] = set()  # the variables that the cotangent in hand mentions
        self.rowwise: set[str] = set()
        self.taken: set[str] = (
            set()
        )  # the cotangents of what was stored by an index that may repeat: zero where it was overwritten
        self.unbound: set[str] = set()  # names that zeros are like, though they are bound on some ways only
        self.places: dict[str, Place] = {}
        self.shapes = lowering.known_shapes(facts.typing)
        self.expand: Callable[[Expr], Expr] = lambda node: node  # writes out what the statement at hand recomputes

    # places

    def variable(self, root: str, path: Path = ()) -> str:
        """The name of the variable that holds the cotangent of a name or of a part of a structure."""
        short = root if root not in self.facts.program.temporaries or len(root) <= SHORT else "t"
        return self.namer.of((root, path), f"{short}{word(path)}_bar")

    def place(self, root: str, path: Path = ()) -> Place:
        """Where the cotangent of a name (or of a leaf of its structure) is kept."""
        views = self.facts.aliases.views
        kind = type_at(self.facts.type(root), path)
        if root in views and self.facts.aliases.is_written(root) and isinstance(kind, (Array, ListOf)):
            base = self.place(views[root].base)
            step = self.expand(views[root].step(nodes.name(HOLE)))
            return Place(base.variable, nodes.substitute(step, {HOLE: base.expr}), nodes.name(root), kind)
        primal: Expr = nodes.name(root)
        for step in path:
            primal = nodes.subscript(primal, nodes.constant(step))
        variable = self.variable(root, path)
        if self.facts.aliases.is_written(root) and isinstance(kind, (Array, Unknown)):
            self.buffers.add(variable)
        if root in self.facts.aliases.rowwise and isinstance(kind, Array) and kind.dims != () and not is_flat(kind):
            self.rowwise.add(variable)
        found = Place(variable, nodes.name(variable), primal, kind)
        self.places[variable] = found
        self.facts.typing.cotangents[variable] = kind
        return found

    def part(self, root: str, index: Expr, kind: Type, *, fancy: bool = False, path: Path = ()) -> Place:
        """The place of `root[index]`."""
        base = self.place(root)
        self.buffers.add(base.variable)
        expr = nodes.subscript(base.expr, nodes.copy(index))
        for step in path:
            expr = nodes.subscript(expr, nodes.constant(step))
        return Place(base.variable, expr, nodes.name(root), kind, fancy)

    def _fitted(self, value: Expr, kind: Type) -> Expr:
        """The value in the precision of what it is the cotangent of; of a number, as a number."""
        found = self.facts.typing.expr(value)
        if isinstance(found, Array) and isinstance(kind, Number) and found.dims == ():
            return nodes.subscript(value, nodes.tuple_([]))
        if isinstance(found, Array) and isinstance(kind, Array) and found.dtype != kind.dtype:
            if np.dtype(found.dtype).kind + np.dtype(kind.dtype).kind in ("ff", "cc", "fc"):
                return nodes.call(nodes.attribute(value, "astype"), nodes.attribute(nodes.name("np"), kind.dtype))
        return value

    def simplify(self, node: Expr) -> Expr:
        """The expression in its simplest form: a float, whatever it is made of."""
        return lowering.as_float(algebra.simplify(node, self.shapes), self.facts.typing)

    # contributions

    def add(self, place: Place, value: Expr) -> None:
        """A contribution to a place."""
        key = nodes.key(place.expr)
        if key not in self.pending:
            self.pending[key] = Pending(place)
        pending = self.pending[key]
        pending.terms.append(value)
        if len(pending.terms) > 1 and place.variable not in self.held and sum(map(algebra.count_nodes, pending.terms)) > 60:
            self.flush(key)

    def reset(self, place: Place) -> None:
        """What the place holds was used up: its pending contributions, and those to come, start from zero."""
        found = self.pending.setdefault(nodes.key(place.expr), Pending(place))
        found.fresh = True

    def exists(self, variable: str) -> bool:
        """Whether anything was contributed to a variable or a part of it."""
        return variable in self.present or any(p.place.variable == variable for p in self.pending.values())

    def take(self, root: str, path: Path = ()) -> Expr | None:
        """The whole cotangent of a name that a statement defines; afterwards there is none."""
        place = self.place(root, path)
        key = nodes.key(place.expr)
        if any(p.place.variable == place.variable and k != key for k, p in self.pending.items()):
            self.flush_variable(place.variable)
        pending = self.pending.pop(key, None)
        parts = [] if pending is None else pending.terms
        if place.variable in self.present:
            self.present.discard(place.variable)
            parts = parts if pending is not None and pending.fresh else [self.masked(place.variable), *parts]
        if not parts:
            return None
        return self._sum(parts, place)

    def disturbed(self, value: Expr, changed: str) -> bool:
        """Whether a variable that a value mentions would be written if what is pending and mentions `changed` were."""
        names, written = nodes.free_names(value), {changed}
        while True:
            more = {p.place.variable for p in self.pending.values() if p.mentions() & written} - written
            if not more:
                return bool(names & (written - {changed}))
            written |= more

    def masked(self, variable: str) -> Expr:
        """A cotangent, zero where it was masked (so that no NaN comes back from a branch of `np.where` not taken)."""
        if variable not in self.masks:
            return nodes.name(variable)
        condition, keep = self.masks[variable]
        zero, value = nodes.constant(0), nodes.name(variable)
        return nodes.call("np.where", nodes.copy(condition), *((value, zero) if keep else (zero, value)))

    def _sum(self, parts: list[Expr], place: Place) -> Expr:
        found = parts[0]
        for part in parts[1:]:
            found = summed(found, part, place.type)
        return narrowed(self.simplify(found), place.type, self.facts.typing.expr)

    # writing

    def emit(self, statement: Stmt) -> None:
        """Write a statement, after all that is pending and mentions what it changes."""
        self.settle(_changed(statement))
        self.out.append(statement)

    def settle(self, names: Iterable[str]) -> None:
        """Write all pending contributions that mention one of the names."""
        changed = set(names)
        for key in list(self.pending):
            if key in self.pending and changed & self.pending[key].mentions():
                self.flush(key)
        self.masks = {v: m for v, m in self.masks.items() if not changed & nodes.free_names(m[0])}

    def flush_variable(self, variable: str) -> None:
        """Write all that is pending for a variable and its parts."""
        keys = [k for k, p in self.pending.items() if p.place.variable == variable]
        for key in sorted(keys, key=lambda k: not self.pending[k].fresh):
            if key in self.pending:
                self.flush(key)

    def flush_all(self) -> None:
        """Write all that is pending."""
        for key in sorted(self.pending, key=lambda k: not self.pending[k].fresh):
            if key in self.pending:
                self.flush(key)

    def flush(self, key: object) -> None:
        """Write what is pending for one place."""
        pending = self.pending.pop(key)
        place = pending.place
        if not place.whole and place.variable not in self.present:  # `ensure` will let it start anew
            mention = [t for t in pending.terms if place.variable in nodes.free_names(t)]
            if mention:
                rest = [t for t in pending.terms if place.variable not in nodes.free_names(t)]
                pending.terms = [*rest, self.name_value(self._sum(mention, place), f"{place.variable}_term")]
        self._flush_fresh(place, key)
        others = [k for k, p in self.pending.items() if any(place.variable in nodes.free_names(t) for t in p.terms)]
        if others:
            changed = {p.place.variable for p in self.pending.values()} - {place.variable}
            if any(changed & nodes.free_names(t) for t in pending.terms):
                pending.terms = [self.name_value(self._sum(pending.terms, place), f"{place.variable}_term")]
            for other in others:
                if other in self.pending:
                    self._release(other, place.variable)
        value = self._sum(pending.terms, place) if pending.terms else nodes.constant(0.0)
        self._write(place, value, pending.fresh)

    def _flush_fresh(self, place: Place, key: object) -> None:
        """A part that starts from zero is written before other contributions to the same variable."""
        fresh = [k for k, p in self.pending.items() if p.fresh and p.place.variable == place.variable and k != key]
        for other in fresh:
            if other in self.pending:
                self.flush(other)

    def _release(self, key: object, variable: str) -> None:
        """Write a pending contribution that mentions `variable`, or at least compute it."""
        pending = self.pending[key]
        if pending.place.variable == variable:
            mention = [t for t in pending.terms if variable in nodes.free_names(t)]
            rest = [t for t in pending.terms if variable not in nodes.free_names(t)]
            value = self._sum(mention, pending.place)
            pending.terms = [*rest, self.name_value(value, f"{variable}_term")]
            return
        self.flush(key)

    def name_value(self, value: Expr, wish: str) -> Expr:
        """Compute an expression now, under a name of its own."""
        name = self.namer.fresh(wish)
        self.note_taken(name, value)
        self.facts.typing.cotangents[name] = self.facts.typing.expr(value)
        self.out.append(nodes.assign(name, self.owned(value, force=True)))
        return nodes.name(name)

    def _write(self, place: Place, value: Expr, fresh: bool) -> None:
        if not place.whole:
            self._write_part(place, value, fresh)
            return
        variable = place.variable
        if variable not in self.present or fresh or not self._is_taken(value):
            self.note_taken(variable, value)
        mask = mask_of(value)
        value = self._fitted(value, place.type)
        if variable in self.present and not fresh:
            if isinstance(place.type, (Number, Array)):
                self.out.append(self.accumulation(nodes.name(variable), value))
            else:
                self.out.append(nodes.assign(variable, summed(nodes.name(variable), value, place.type)))
            self.masks.pop(variable, None)
        else:
            if not (isinstance(value, gast.Name) and value.id == variable):
                self.out.append(nodes.assign(variable, self._buffered(place, value)))
            self.present.add(variable)
            self.masks.pop(variable, None)
            if mask is not None:
                self.masks[variable] = mask

    def _buffered(self, place: Place, value: Expr) -> Expr:
        """The first value of a variable. What NumPy computes from 0-d arrays is no array, which could be written in place."""
        force = place.variable in self.buffers
        if isinstance(place.type, DictOf) and isinstance(place.type.element, Number) and isinstance(value, gast.Call):
            return value  # a new dict of numbers
        found = self.owned(value, force=force)
        if place.variable in self.rowwise and not _is_rowwise(found):
            return nodes.call("np.ascontiguousarray", found)
        scalar = force and isinstance(place.type, Array) and place.type.dims == ()
        return nodes.call("np.array", found) if scalar else found

    def _write_part(self, place: Place, value: Expr, fresh: bool) -> None:
        if self._starts_dict(place, value):
            return
        self.ensure(place.variable)
        self.masks.pop(place.variable, None)
        self.taken.discard(place.variable)
        if place.fancy and not (fresh and self._is_taken(value)):
            assert isinstance(place.expr, gast.Subscript)
            if fresh:
                self.out.append(nodes.assign(nodes.content(place.expr), nodes.constant(0.0)))
            at = nodes.call("rt.scatter_add", place.expr.value, index_value(place.expr.slice), value)
            self.out.append(nodes.expression(at))
            return
        goal = nodes.content(place.expr)
        whole = self.places[place.variable]
        if isinstance(whole.type, DictOf) and not self.facts.mirrors(nodes.base_name(whole.primal)):
            self.out += self._in_dict(goal, value, place.type, fresh)
            return
        if not fresh and not isinstance(place.type, (Number, Array)):
            value = nodes.call("rt.add", nodes.load(goal), value)  # a structure: `+=` would make a list longer
            fresh = True
        self.out.append(nodes.assign(goal, value) if fresh else self.accumulation(goal, value))

    def note_taken(self, variable: str, value: Expr) -> None:
        """Note whether a variable that is given a value is zero where `_is_taken` says so."""
        (self.taken.add if self._is_taken(value) else self.taken.discard)(variable)

    def _is_taken(self, value: Expr) -> bool:
        """Whether of the elements that an index repeats all but the last are zero in a value: a multiple of what was taken."""
        if isinstance(value, gast.BinOp) and isinstance(value.op, (gast.Mult, gast.Div)):
            return self._is_taken(value.left) or (isinstance(value.op, gast.Mult) and self._is_taken(value.right))
        if isinstance(value, gast.UnaryOp):
            return self._is_taken(value.operand)
        if isinstance(value, gast.Call) and nodes.dotted(value.func) == ["rt", "unbroadcast"]:
            return self._is_taken(value.args[0])
        zero = isinstance(value, gast.Constant) and value.value == 0
        return zero or (isinstance(value, gast.Name) and value.id in self.taken)

    def _starts_dict(self, place: Place, value: Expr) -> bool:
        """Let a contribution be the first entry of a dict that does not exist yet, if it is one."""
        whole = self.places[place.variable]
        exists = place.variable in self.present or nodes.key(whole.expr) in self.pending
        if exists or not isinstance(whole.type, DictOf) or self.facts.mirrors(nodes.base_name(whole.primal)):
            return False
        assert isinstance(place.expr, gast.Subscript)
        self.settle([place.variable])
        self.out.append(nodes.assign(place.variable, gast.Dict([place.expr.slice], [self.owned(value, force=True)])))
        self.present.add(place.variable)
        return True

    def _in_dict(self, goal: gast.Subscript, value: Expr, kind: Type, fresh: bool) -> list[Stmt]:
        """A contribution under a key of a dict, which may not be there yet; `fresh`: it was taken out just before."""
        get = nodes.attribute(nodes.copy(goal.value), "get")
        if fresh:
            value = self.owned(value, force=True)
        elif isinstance(kind, (Number, Array)):
            value = nodes.binop(nodes.call(get, nodes.copy(goal.slice), nodes.constant(0.0)), gast.Add, value)
        else:
            value = nodes.call("rt.add", nodes.call(get, nodes.copy(goal.slice)), value)
        nothing = fresh and isinstance(value, gast.Constant) and value.value == 0
        return [] if nothing else [nodes.assign(goal, value)]

    def accumulation(self, goal: Expr, value: Expr) -> Stmt:
        """`goal += value`, or `-=` where that reads better."""
        negative, positive = algebra.split_sign(value)
        op = gast.Sub if negative else gast.Add
        if isinstance(goal, gast.Name) and goal.id not in self.buffers:
            return nodes.assign(goal.id, nodes.binop(nodes.load(goal), op, positive))
        return nodes.augassign(goal, op, positive)

    def ensure(self, variable: str) -> None:
        """Let a cotangent exist: as its contributions so far, or as zeros."""
        place = self.places[variable]
        key = nodes.key(place.expr)
        if variable not in self.present:
            if key in self.pending:
                self.flush(key)
            else:
                self.settle([variable])
                self.out.append(nodes.assign(variable, self.zero(place)))
                self.present.add(variable)
                self.masks.pop(variable, None)

    def zero(self, place: Place) -> Expr:
        """Zeros of a place's shape."""
        if isinstance(place.type, Number):
            return nodes.constant(0.0)
        if isinstance(place.type, DictOf) and not self.facts.mirrors(nodes.base_name(place.primal)):
            return gast.Dict([], [])
        whole = isinstance(place.primal, gast.Name) and isinstance(place.type, Unknown)  # a call's result may be a tuple
        found = nodes.call("rt.zeros_to_fill" if whole else "rt.zeros_like", self.expand(place.primal))
        if isinstance(place.type, Array):
            found = self.filled(place, nodes.constant(0.0)) or nodes.call("np.zeros_like", self.expand(place.primal))
        unbound = nodes.free_names(found.args[0]) & self.facts.maybe_unbound
        if unbound:  # on some way to here; None has no zeros
            self.unbound |= unbound
            found.func = nodes.attribute(nodes.name("rt"), "zeros_to_fill" if whole else "zeros_like")
        return found

    def filled(self, place: Place, value: Expr) -> Expr | None:
        """An array of the place's shape and dtype full of one number."""
        like = nodes.copy(place.primal)
        if isinstance(like, gast.Name):
            other = lowering.representative(like.id, self.facts.typing)
            same = self.facts.typing.name(other)
            if isinstance(same, Array) and isinstance(place.type, Array) and same.dtype == place.type.dtype:
                like = nodes.name(other)
        like = self.expand(like)
        number = value.value if isinstance(value, gast.Constant) else None
        if number in (0, 1):
            return nodes.call("np.zeros_like" if number == 0 else "np.ones_like", like)
        return nodes.call("np.full_like", like, value)

    def owned(self, value: Expr, *, force: bool) -> Expr:
        """The value as an array that no other name has, where `force` asks for it or where it is a view of a cotangent."""
        kind = self.facts.typing.expr(value)
        if isinstance(kind, Number) or (isinstance(value, gast.Call) and nodes.dotted(value.func) == ["rt", "hooked"]):
            return value
        if isinstance(value, gast.Call) and nodes.dotted(value.func) == ["np", "broadcast_to"]:
            return self._spread_out(value)
        if is_spread(value):
            return nodes.call(nodes.attribute(value, "copy"))
        shared = may_alias(value)
        whole = isinstance(value, gast.Name)
        changing = {
            n for n in shared if self.facts.aliases.is_written(n) or (n in self.buffers and (not whole or n in self.present))
        }
        if changing or (force and (shared or (isinstance(value, gast.Call) and not _is_fresh(value)))):
            return nodes.call(nodes.attribute(value, "copy")) if isinstance(kind, Array) else nodes.call("rt.own", value)
        return value

    def _spread_out(self, value: gast.Call) -> Expr:
        scalar = isinstance(self.facts.typing.expr(value.args[0]), Number)
        shape = value.args[1]
        if scalar and isinstance(shape, gast.Attribute) and isinstance(shape.value, gast.Name):
            like = self.facts.typing.expr(shape.value)
            found = self.facts.typing.expr(value)
            if (
                isinstance(like, Array)
                and np.dtype(like.dtype).kind == "f"
                and isinstance(found, Array)
                and found.dtype == like.dtype
            ):
                place = Place("", nodes.name(""), shape.value, like)
                return self.filled(place, value.args[0]) or value
        if scalar:
            return nodes.call("np.full", shape, value.args[0])
        return nodes.call(nodes.attribute(value, "copy"))


def _is_fresh(call: gast.Call) -> bool:
    """Whether the result of a call is an array that nothing else has."""
    parts = nodes.dotted(call.func)
    if parts is None or parts[0] != "np":
        return isinstance(call.func, gast.Attribute) and call.func.attr in ("copy", "astype")
    return parts[-1] not in MAY_VIEW


def _is_rowwise(value: Expr) -> bool:
    """Whether an expression certainly gives a C-contiguous array."""
    return isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr == "copy"


def index_value(index: Expr) -> Expr:
    """An index as a value: slices as calls of `slice`."""
    if isinstance(index, gast.Slice):
        return nodes.call("slice", *(b or nodes.constant(None) for b in (index.lower, index.upper, index.step)))
    if isinstance(index, gast.Tuple):
        return nodes.tuple_(map(index_value, index.elts))
    return index


def mask_of(value: Expr) -> tuple[Expr, bool] | None:
    """The condition outside which a value is zero, and whether it is the condition or its opposite."""
    if isinstance(value, gast.Call) and nodes.dotted(value.func) == ["np", "where"] and len(value.args) == 3:
        for position, keep in ((2, True), (1, False)):
            zero = value.args[position]
            if isinstance(zero, gast.Constant) and zero.value == 0:
                return value.args[0], keep
    return None


def _changed(statement: Stmt) -> set[str]:
    name, place = assigned(statement), stored(statement)
    if name is not None:
        return {name}
    return set() if place is None else {nodes.base_name(place)}


__all__ = ["Callable", "Cotangents", "Pending", "Place", "broadcast"]
