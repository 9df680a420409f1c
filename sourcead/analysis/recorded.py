"""Recorded values: what must be saved in the forward sweep because the reverse sweep reads it after it was overwritten.

(To-be-recorded analysis; Hascoët, Naumann, Pascual, "To be recorded analysis in reverse-mode automatic differentiation", 2005.)
Guarantee: with the saves restored in reverse order, each demand of the reverse sweep finds the values that the primal
statement had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import gast

from sourcead import nodes
from sourcead.analysis.aliases import Aliases, sources
from sourcead.analysis.dependence import Access, Nest, disjoint
from sourcead.analysis.walk import Loop, assigned, definitions, exposed, own_expressions, statements, stored, with_bound
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.marks import always_raises, is_guard
from sourcead.types.infer import Typing
from sourcead.types.purity import is_pure
from sourcead.types.values import Array, Number, Unknown

QUERIES = ("get", "keys", "values", "items", "copy", "index", "count", "union", "intersection", "difference", "issubset")
SHAPE_QUERIES = ("shape", "size", "ndim", "dtype")
ASK_SHAPE = (["rt", "unbroadcast"], ["np", "zeros_like"], ["rt", "zeros_like"], ["rt", "zeros_to_fill"])  # of their last argument


@dataclass(frozen=True)
class Demand:
    """The expressions that a statement's reverse evaluates: on the values before the statement ran, and after.

    `place`: what the restoring of an overwritten part evaluates, on the values before.
    """

    old: tuple[Expr, ...] = ()
    new: tuple[Expr, ...] = ()
    place: tuple[Expr, ...] = ()


@dataclass
class Saves:
    """What to save, by `id` of the statement.

    `before`: the old value of the name that the statement binds. `after`: the new value (of a variable of the loop's body).
    `parts`: the part of an array that the statement overwrites. `tests`: an `if` whose outcome is kept. `trips`: a loop whose
    iterations are counted. `undefined`: names saved before their first assignment. `fresh`: by guarded body, names of its own.
    """

    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    parts: set[int] = field(default_factory=set)
    tests: set[int] = field(default_factory=set)
    trips: set[int] = field(default_factory=set)
    undefined: set[str] = field(default_factory=set)
    fresh: dict[int, set[str]] = field(default_factory=dict)

    def cost(self) -> int:
        """How many saves there are."""
        return len(self.before) + len(self.after) + len(self.parts)


def value_reads(node: Expr, typing: Typing) -> set[str]:
    """The names whose value an expression needs: not those of which it asks a shape that never changes."""
    found = set()
    for item in _read(node, lambda asked: shape_is_fixed(asked, typing)):
        if isinstance(item, gast.Name):
            found.add(item.id)
        elif isinstance(item, gast.Call) and isinstance(item.func, gast.Name) and item.func.id in typing.types:
            found.add(item.func.id)  # a pullback
    return found


def content_reads(node: Expr) -> list[object]:
    """The nodes of an expression whose content it needs: not those of which it asks the shape alone."""
    return list(_read(node, lambda asked: True))


def _read(node: Expr, skipped: Callable[[Expr], bool]) -> Iterator[object]:
    """The nodes of an expression, without callees, and without those of which it asks the shape where `skipped` says so."""
    todo: list[object] = [node]
    while todo:
        item = todo.pop()
        yield item
        if isinstance(item, gast.Attribute) and item.attr in SHAPE_QUERIES and skipped(item.value):
            todo += _indices(item.value)
        elif isinstance(item, gast.Call) and nodes.dotted(item.func) in ASK_SHAPE:
            *others, last = item.args
            todo += [*others, *(_indices(last) if skipped(last) else [last])]
        elif isinstance(item, gast.Call):
            base = [item.func.value] if isinstance(item.func, gast.Attribute) else []
            todo += [*base, *item.args, *(k.value for k in item.keywords)]
        elif isinstance(item, gast.AST):
            todo += nodes.parts(item)


def _indices(node: Expr) -> list[Expr]:
    """What decides the shape of a part of an array."""
    return [part.slice for part in nodes.walk(node) if isinstance(part, gast.Subscript)]


def shape_is_fixed(node: Expr, typing: Typing) -> bool:
    """Whether a name's shape is the same whenever it is asked."""
    found = typing.expr(node) if isinstance(node, gast.Name) else Unknown()
    if isinstance(found, Array) and found.dims is not None:
        return all(d.size is not None for d in found.dims)
    return isinstance(found, Number)


class _Recorder:
    """One run of the analysis over a body."""

    def __init__(self, body: Sequence[Stmt], demands: Mapping[int, Demand], typing: Typing, aliases: Aliases) -> None:
        self.body, self.demands, self.typing, self.aliases = body, demands, typing, aliases
        self.nest = Nest(body, typing.program.params)
        self.saves = Saves()
        self.read: dict[int, tuple[Expr, set[str]]] = {}
        self.makers: dict[str, Stmt] = {}
        self.bound: dict[str, int] = {p: 1 for p in typing.program.params}
        for statement in statements(body):
            name = assigned(statement)
            if name is not None and not isinstance(statement, gast.AugAssign):
                self.bound[name] = self.bound.get(name, 0) + 1
                self.makers[name] = statement

    def names(self, expressions: Iterable[Expr]) -> set[str]:
        """The names of the program whose value some expressions need."""
        found: set[str] = set()
        for expression in expressions:
            held = self.read.get(id(expression))
            if held is None:
                needed = {
                    n for n in value_reads(expression, self.typing) if n not in self.typing.program.env or n in self.typing.types
                }
                held = self.read[id(expression)] = (expression, needed)
            found |= held[1]
        return found

    def run(self) -> Saves:
        for statement in statements(self.body):
            if is_guard(statement) and always_raises(statement.orelse):
                continue  # what comes after the body was reached through its end
            if isinstance(statement, gast.If) and not self._survives(statement):
                self.saves.tests.add(id(statement))
        self._parts()
        self._walk(self.body, set())
        self._place()
        return self.saves

    def _survives(self, statement: gast.If) -> bool:
        """Whether the test gives the same answer when it is evaluated again in the reverse sweep."""
        if is_guard(statement):
            return False
        around = self.nest.loops[id(statement)]
        targets = {loop.target.id for loop in around if isinstance(loop, gast.For)}
        for name in nodes.free_names(statement.test) - targets:
            if self.aliases.is_written(name) and not isinstance(self.typing.name(name), Number):
                return False
            for other in statements(self.body):
                if assigned(other) == name or self._changes_container(other, name):
                    later = self.nest.order[id(other)] > self.nest.order[id(statement)]
                    if later or self.nest.common(other, statement):
                        return False
        return not any(isinstance(n, gast.Call) and self._is_impure(n) for n in nodes.walk(statement.test))

    def _changes_container(self, statement: Stmt, name: str) -> bool:
        """Whether a statement may change what a name refers to, a container: by a store, or by calling one of its methods."""
        if isinstance(self.typing.name(name), (Array, Number)):
            return False
        place = stored(statement)
        changed = [place.value.id] if place is not None else []
        for call in (n for head in own_expressions(statement) for n in nodes.walk(head) if isinstance(n, gast.Call)):
            if isinstance(call.func, gast.Attribute) and isinstance(call.func.value, gast.Name) and call.func.attr not in QUERIES:
                changed.append(call.func.value.id)
        return any(other == name or self.aliases.share(other, name) for other in changed)

    def _is_impure(self, call: gast.Call) -> bool:
        function = self.typing.callee(call.func)
        if function is self.typing.program.MISSING:
            return not (isinstance(call.func, gast.Attribute) and isinstance(self.typing.expr(call.func.value), (Array, Number)))
        return not is_pure(function)

    def _walk(self, body: Sequence[Stmt], needed: set[str]) -> set[str]:
        """What is needed after a block, if `needed` is in front of it."""
        needed = set(needed)
        for statement in body:
            demand = self.demands.get(id(statement), Demand())
            if isinstance(statement, gast.If):
                repeated = id(statement) not in self.saves.tests
                needed |= (self.names([statement.test]) if repeated else set()) | self.names(demand.old)
                needed = self._walk(statement.body, needed) | self._walk(statement.orelse, needed)
            elif isinstance(statement, Loop):
                needed = self._loop(statement, needed) | self.names(demand.new)
            else:
                name = None if isinstance(statement, gast.AugAssign) else assigned(statement)  # an update binds no name anew
                needed |= self.names(demand.old) | self._restored(statement)
                if name is not None and name in needed:
                    self.saves.before.add(id(statement))
                    needed.remove(name)
                needed |= self.names(demand.new)
        return needed

    def _restored(self, statement: Stmt) -> set[str]:
        """The names by which an overwritten part is put back: they must be bound to the array that they were bound to."""
        if id(statement) not in self.saves.parts:
            return set()
        place = stored(statement)
        name = str(place.value.id if place is not None else assigned(statement))
        found = self.names(self.demands.get(id(statement), Demand()).place)
        while name in self.aliases.views:
            view = self.aliases.views[name]
            found |= self.names([view.step(nodes.constant(0.0))])
            name = view.base
        return found | {str(name)}

    def _loop(self, statement: Stmt, needed: set[str]) -> set[str]:
        if isinstance(statement, gast.For):
            if statement.target.id in needed:
                raise UnsupportedSyntaxError(
                    f"`{statement.target.id}` is the variable of this loop, and its value from before is needed",
                    way_out="Give the loop's variable another name.",
                    location=nodes.location(statement),
                )
            iterable = self.names(self.demands.get(id(statement), Demand((statement.iter,))).old)
            changed = definitions(statement.body) & iterable
            if changed or _breaks(statement):
                self.saves.trips.add(id(statement))
            needed = needed | iterable
        else:
            self.saves.trips.add(id(statement))
        while True:
            inside = self._walk(statement.body, needed)
            if isinstance(statement, gast.For):
                inside = inside - {statement.target.id}
            if inside <= needed:
                return needed
            needed = needed | inside

    def _parts(self) -> None:
        """In-place writes that may hit what the reverse sweep reads of earlier statements."""
        reads = [access for s in statements(self.body) for access in self._accesses(s)]
        for statement in statements(self.body):
            write = self._write(statement)
            if write is not None and any(self._conflict(read, write) for read in reads):
                self.saves.parts.add(id(statement))

    def _write(self, statement: Stmt) -> Access | None:
        place = stored(statement)
        if place is not None and isinstance(self.typing.name(place.value.id), (Array, Unknown)):
            return Access(place.value.id, place.slice, statement)
        if isinstance(statement, gast.AugAssign) and isinstance(statement.target, gast.Name):
            return Access(statement.target.id, None, statement)
        return None

    def _accesses(self, statement: Stmt) -> list[Access]:
        demand = self.demands.get(id(statement), Demand())
        found = []
        for expressions, after in ((demand.old, False), (demand.new, True)):
            for expression in expressions:
                found += self._memory(expression, statement, after)
        return found

    def _memory(self, expression: Expr, statement: Stmt, after: bool) -> list[Access]:
        found, covered = [], set()
        read = content_reads(expression)
        for node in read:
            if isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name) and self._is_memory(node.value.id):
                found.append(Access(node.value.id, node.slice, statement, after))
                covered.add(id(node.value))
        for node in read:
            if isinstance(node, gast.Name) and id(node) not in covered and self._is_memory(node.id):
                found.append(Access(node.id, None, statement, after))
        return found

    def _is_memory(self, name: str) -> bool:
        return self.aliases.is_written(name) and not isinstance(self.typing.name(name), Number)

    def _conflict(self, read: Access, write: Access) -> bool:
        if not self.aliases.share(read.name, write.name) or not self.nest.may_precede(read.statement, write.statement):
            return False
        if read.statement is write.statement and read.after and not self.nest.loops[id(write.statement)]:
            return False
        if self._newer(read, write):
            return False
        return self.bound.get(read.name, 1) > 1 or not disjoint(read, write, self.nest)

    def _newer(self, read: Access, write: Access) -> bool:
        """Whether the array that is written was made after the read, each time."""
        define = self.nest.definition.get(write.name)
        made = self.makers.get(write.name)
        if define is None or made is None or sources(define, self.typing) or not self.nest.precedes(made, write.statement):
            return False
        inside = len(self.nest.common(read.statement, write.statement)) > len(self.nest.loops[id(made)])
        order = self.nest.order
        after = order[id(made)] < order[id(read.statement)] or (read.after and read.statement is made)
        return not inside and not (after and order[id(read.statement)] <= order[id(write.statement)])

    def _place(self) -> None:
        """A variable of a loop's body is saved after it is assigned: before, it does not exist in the first iteration.

        Not one that a loop around it reads too: when the inner loop has run backwards, it has the value that it had before that.
        """
        assignments: dict[str, list[Stmt]] = {}
        for statement in statements(self.body):
            name = assigned(statement)
            if name is not None and not isinstance(statement, (gast.For, gast.AugAssign)):
                assignments.setdefault(name, []).append(statement)
        unbound = self._unbound(assignments)
        for name, group in assignments.items():
            saved = [s for s in group if id(s) in self.saves.before]
            loops = [self.nest.loops[id(s)] for s in saved]
            if not any(around and all(name not in exposed(loop.body) for loop in around) for around in loops):
                self.saves.undefined |= {name for s in saved if id(s) in unbound}  # None until then
            elif name in self.typing.program.params:
                continue  # it has a value before the loop, which is saved in the first iteration
            elif len(group) == 1 and not any(name in self._zeroed(loop) for loop in loops[0]):
                self.saves.before.discard(id(group[0]))
                self.saves.after.add(id(group[0]))
            else:
                self.saves.undefined.add(name)

    def _unbound(self, assignments: Mapping[str, Sequence[Stmt]]) -> set[int]:
        """The statements that save a name which some way leaves unbound; what guards need not hold, or find as None, is noted."""
        found: set[int] = set()
        for statement, bound in with_bound(self.body, set(self.typing.program.params)):
            if id(statement) in self.saves.before and assigned(statement) not in bound:
                found.add(id(statement))
            if is_guard(statement):
                names = {str(assigned(s)) for s in statements(statement.body) if id(s) in self.saves.before} - bound
                start = self.nest.order[id(statement)]
                repeated = bool(self.nest.loops[id(statement)])
                fresh = {n for n in names if not repeated and all(self.nest.order[id(s)] > start for s in assignments.get(n, ()))}
                self.saves.fresh[id(statement)] = fresh
                self.saves.undefined |= names - fresh
        return found

    def _zeroed(self, loop: Stmt) -> set[str]:
        """The names whose cotangent an iteration leaves as zeros for the one before: made like the value that was there."""
        found = self.names(self.demands.get(id(loop), Demand()).new)
        return {n for n in found if isinstance(self.typing.name(n), (Array, Unknown))}


def _breaks(loop: gast.For) -> bool:
    last = loop.body[-1] if loop.body else None
    return isinstance(last, gast.If) and bool(last.body) and isinstance(last.body[0], gast.Break)


def find_saves(body: Sequence[Stmt], demands: Mapping[int, Demand], typing: Typing, aliases: Aliases) -> Saves:
    """What the forward sweep must save so that the demands are met."""
    return _Recorder(body, demands, typing, aliases).run()
