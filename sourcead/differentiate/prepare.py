"""Normal form, once types are known, made ready for reversal.

Guarantee: an augmented assignment that remains updates an array in place by `+ - * /` at a basic index; a loop that runs over
values with a cotangent runs over a list, or over the indices of an array; what a loop runs over does not change in its body.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import gast

from sourcead import nodes, runtime
from sourcead.analysis.aliases import Aliases, chain
from sourcead.analysis.containers import all_shared_changes, extends_element, is_list_or_dict
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import assigned, blocks, changed_container, definitions, reads, statements, stored
from sourcead.differentiate.calls import Calls
from sourcead.differentiate.identities import resized
from sourcead.differentiate.lengths import check_loop
from sourcead.differentiate.names import Namer
from sourcead.differentiate.records import alias_error
from sourcead.errors import AliasError, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types import shapes
from sourcead.types.infer import Typing
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Number, Record, SetOf, Static, Unknown, is_view, may_vary, present

KEPT = (gast.Add, gast.Sub, gast.Mult, gast.Div)
LONGEST_UNROLLED = 64


class _Preparation:
    """What the rewriting of one program needs to know, and the temporaries that it makes."""

    def __init__(
        self,
        program: Program,
        typing: Typing,
        aliases: Aliases,
        varied: Callable[[str], bool],
        namer: Namer,
        forward: bool,
    ) -> None:
        self.program, self.typing, self.aliases, self.namer = program, typing, aliases, namer
        self._varied = varied
        self.starts: dict[str, str] = {}  # by the name of a copy, what it is a copy of
        self.made: set[str] = set()
        self.used = _uses(program.tree.body, 1)
        self.calls = Calls(program, typing, aliases, varied, self.temporary, forward)

    def varied(self, name: str) -> bool:
        """Whether a name depends on what is differentiated by."""
        return self._varied(self.starts.get(name, name))

    @cached_property
    def live(self) -> Liveness:
        """The names that may be read after each statement."""
        return Liveness(self.program.tree.body)

    def temporary(self, wish: str) -> str:
        name = self.namer.fresh(wish)
        self.made.add(name)
        return name

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            if isinstance(statement, gast.AugAssign):
                out += self.update(statement)
            elif isinstance(statement, gast.For):
                out += self.loop(statement)
            elif isinstance(statement, gast.While):
                out.append(nodes.at(nodes.while_(statement.test, self.block(statement.body)), statement))
            elif isinstance(statement, gast.If):
                new = nodes.if_(statement.test, self.block(statement.body), self.block(statement.orelse))
                out.append(nodes.at(new, statement))
            else:
                out += self.calls.statement(statement)
        return out

    def update(self, statement: gast.AugAssign) -> list[Stmt]:
        goal = statement.target
        place = present(self.typing.expr(nodes.load(goal)))
        if isinstance(goal, gast.Name):
            if isinstance(place, SetOf):
                return [statement]
            if isinstance(place, Unknown) and not self.varied(goal.id) and not any(map(self.varied, reads(statement))):
                return [statement]
            if isinstance(place, Unknown):
                raise self._undecided(statement, goal.id)
            if isinstance(place, ListOf) and isinstance(statement.op, gast.Add):
                return [statement]
            if not isinstance(place, Array):
                return [self._plain(statement, goal, nodes.load(goal))]
            return [statement] if isinstance(statement.op, KEPT) else self._whole(statement, goal)
        base = self.typing.name(goal.value.id)
        if isinstance(base, Array) and isinstance(statement.op, KEPT) and self._is_basic(goal.slice):
            return [statement]
        array = isinstance(base, (ListOf, DictOf)) and isinstance(place, Array)  # NumPy updates it where it is
        if array or extends_element(statement, self.typing):
            element = self.temporary(f"{goal.value.id}_part")
            self.typing.types[element] = place
            read = nodes.at(nodes.assign(element, nodes.at(nodes.load(goal), statement)), statement)
            return [read, *self.update(nodes.at(gast.AugAssign(nodes.target(element), statement.op, statement.value), statement))]
        if not isinstance(base, Array) and isinstance(place, (Array, Unknown)):
            self._check_element(statement, goal.value.id)
        before, after = self.temporary(f"{goal.value.id}_part"), self.temporary(f"{goal.value.id}_new")
        origin = nodes.location(statement)
        steps = [
            nodes.assign(before, nodes.at(nodes.load(goal), origin)),
            nodes.assign(after, nodes.at(gast.BinOp(nodes.name(before), statement.op, statement.value), origin)),
            nodes.assign(goal, nodes.name(after)),
        ]
        return [nodes.at(s, origin) for s in steps]

    def _is_basic(self, index: Expr) -> bool:
        parts = index.elts if isinstance(index, gast.Tuple) else [index]
        return all(shapes.index_kind(p, self.typing) in ("int", "slice", "new", "ellipsis") for p in parts)

    def _plain(self, statement: gast.AugAssign, goal: Expr, value: Expr) -> Stmt:
        operation = nodes.at(gast.BinOp(value, statement.op, statement.value), statement)
        return nodes.at(nodes.assign(goal, operation), statement)

    def _whole(self, statement: gast.AugAssign, goal: gast.Name) -> list[Stmt]:
        """`x **= y` for an array: the new elements are stored into it."""
        after = self.temporary(f"{goal.id}_new")
        everything = nodes.subscript(nodes.load(goal), nodes.constant(Ellipsis))
        first = self._plain(statement, nodes.target(after), nodes.load(goal))
        return [first, nodes.at(nodes.assign(everything, nodes.name(after)), statement)]

    def _undecided(self, statement: Stmt, name: str) -> UnsupportedSyntaxError:
        return UnsupportedSyntaxError(
            f"whether `{name}` is an array, which this statement would change in place, or a number is not known here",
            way_out=f"Write `{name} = {name} + ...`, or make its type plain, for instance by `np.asarray` or `float`.",
            location=nodes.location(statement),
        )

    def _check_element(self, statement: Stmt, container: str) -> None:
        """An array in a container is updated: what is read afterwards knows it by the container alone."""
        names = self.aliases.class_of(container)  # of the copy of a statement in a loop that is written out, all may be read
        for name in sorted(names & self.live[id(statement)] if id(statement) in self.live else names - {container}):
            if isinstance(self.typing.name(name), (Array, Unknown)):
                raise alias_error(name, container, statement)

    def loop(self, statement: gast.For) -> list[Stmt]:
        loop, statement = statement, nodes.at(nodes.for_(statement.target, statement.iter, statement.body), statement)
        check_loop(statement.iter, loop, self.program, self.typing, self.aliases, self.varied)
        before = self._fix_iterable(statement)
        if isinstance(statement.iter, gast.Name) and self._needs_index(statement):
            kind = self.typing.name(statement.iter.id)
            if isinstance(kind, Fixed) and (kind.kind != "list" or self.varied(statement.iter.id)):
                if not self.varied(statement.iter.id):  # it may be a view of a dict
                    items = self.temporary(f"{statement.iter.id}_items")
                    self.typing.types[items] = kind
                    before.append(nodes.at(nodes.assign(items, nodes.call("list", statement.iter)), statement))
                    statement.iter = nodes.name(items)
                return before + self._unrolled(statement, kind)
            return before + self._by_index(statement)
        statement.body = self.block(statement.body)
        return [*before, statement]

    def _fix_iterable(self, statement: gast.For) -> list[Stmt]:
        """What a loop runs over is evaluated once: names that the body assigns are copied first."""
        changed = sorted(definitions(statement.body) & nodes.free_names(statement.iter))
        copies = {name: self.temporary(f"{name}_start") for name in changed}
        statement.iter = nodes.rename(statement.iter, copies)
        for name, copy in copies.items():
            self.typing.types[copy], self.starts[copy] = self.typing.name(name), name
        steps = [nodes.assign(copy, nodes.name(name)) for name, copy in copies.items()]
        kind = self.typing.name(statement.iter.id) if isinstance(statement.iter, gast.Name) else None
        is_set = isinstance(kind, SetOf) or (isinstance(kind, Static) and isinstance(kind.value, (set, frozenset)))
        if is_set or isinstance(kind, DictOf) or (kind is not None and (is_view(kind) or self._may_change(statement.iter.id))):
            items = self.temporary(f"{statement.iter.id}_items")  # from the end too, and whatever it is then
            steps.append(nodes.assign(items, nodes.call("list", statement.iter)))
            statement.iter = nodes.name(items)
        return [nodes.at(s, statement) for s in steps]

    def _may_change(self, name: str) -> bool:
        """Whether a name is of a kind that is not known, and may be a container, or a view of one, that changes."""
        if not isinstance(self.typing.name(name), Unknown) or self.varied(name):
            return False
        places = [(s, stored(s)) for s in statements(self.program.tree.body)]
        changed = {place.value.id if place is not None else str(changed_container(s)) for s, place in places}
        return any(self.aliases.share(c, name) for c in changed if not isinstance(self.typing.name(c), Array))

    def _needs_index(self, statement: gast.For) -> bool:
        sequence = statement.iter.id
        kind = self.typing.name(sequence)
        target = self.typing.name(statement.target.id)
        if (isinstance(kind, ListOf) or (isinstance(kind, Fixed) and kind.kind == "list")) and not self.varied(sequence):
            return self._is_stored_into(sequence) and not self._changes_length(statement)
        if isinstance(kind, ListOf):
            left = any(isinstance(s, gast.Break) for s in statements(statement.body))  # elements that it does not come to
            origin = self.starts.get(sequence, sequence)
            again = left or self.used[origin] > 1 or self.aliases.is_written(origin)
            return may_vary(target) and again
        written = self.aliases.is_written(sequence)
        return isinstance(kind, (Array, Fixed, Unknown)) and (written or (self.varied(sequence) and may_vary(target)))

    def _is_stored_into(self, sequence: str) -> bool:
        """Whether the elements of a list are changed somewhere: the reverse loop would find others in it."""
        places = [stored(s) for s in statements(self.program.tree.body)]
        bases = [p.value.id for p in places if p is not None and isinstance(p.value, gast.Name)]
        return any(self.aliases.share(b, sequence) for b in bases if not isinstance(self.typing.name(b), Array))

    def _changes_length(self, loop: gast.For) -> bool:
        """Whether a list that a loop runs over may grow or shrink meanwhile."""
        changed = [c for s in statements(loop.body) if (c := resized(s, self.typing)) is not None]
        return any(self.aliases.share(c, loop.iter.id) for c in changed)

    def _by_index(self, statement: gast.For) -> list[Stmt]:
        """`for x in xs` as a loop over the indices of `xs`."""
        sequence, first = statement.iter.id, []
        if isinstance(self.typing.name(sequence), Unknown):  # which may be a view of a dict, or an iterator
            items = self.temporary(f"{sequence}_seq")
            first.append(nodes.assign(items, nodes.call("rt.sequence", nodes.name(sequence))))
            sequence = items
        count, index = self.temporary(f"n_{sequence}"), self.temporary("i")
        read = nodes.at(nodes.subscript(nodes.name(sequence), nodes.name(index)), statement)
        self.typing.types[index] = self.typing.types[count] = Number("int64")
        bound = nodes.at(nodes.assign(statement.target, read), statement)
        new = nodes.for_(index, nodes.call("range", nodes.name(count)), [bound, *self.block(statement.body)])
        length = nodes.assign(count, nodes.call("len", nodes.name(sequence)))
        return [nodes.at(s, statement) for s in (*first, length, new)]

    def _unrolled(self, statement: gast.For, kind: Fixed) -> list[Stmt]:
        """A loop over a short tuple, whose elements may be of different kinds, is written out."""
        breaks = any(isinstance(s, gast.Break) for s in statements(statement.body))
        if breaks or len(kind.elements) > LONGEST_UNROLLED:
            raise UnsupportedSyntaxError(
                "a loop over a tuple of differentiated values is left early, or is very long",
                way_out="Stack the values into one array, or keep them in a list of one kind.",
                location=nodes.location(statement),
            )
        out: list[Stmt] = []
        for position in range(len(kind.elements)):
            read = nodes.at(nodes.subscript(statement.iter, nodes.constant(position)), statement)
            out.append(nodes.at(nodes.assign(statement.target, nodes.copy(read)), statement))
            out += self.block(nodes.copy_all(statement.body))
        return out


def _uses(body: Sequence[Stmt], weight: int) -> dict[str, int]:
    """How often each name is read, except for its length; what a loop may repeat counts twice."""
    count: dict[str, int] = {}

    def visit(block: Sequence[Stmt], by: int) -> None:
        for statement in block:
            is_length = isinstance(statement, gast.Assign) and isinstance(statement.value, gast.Call)
            if not (is_length and nodes.dotted(statement.value.func) == ["len"]):
                for name in reads(statement):
                    count[name] = count.get(name, 0) + by
            for inner in blocks(statement):
                visit(inner, 2 if isinstance(statement, (gast.For, gast.While)) else by)

    visit(body, weight)
    return count


def without_sequences(program: Program, typing: Typing) -> Program:
    """The program in which what `rt.sequence` leaves as it is goes by its own name; the same object where nothing does."""
    bound = _times_bound(program)
    mapping: dict[str, str] = {}
    gone: set[int] = set()
    for statement in statements(program.tree.body):
        name = assigned(statement)
        if isinstance(statement, gast.Assign) and name is not None and isinstance(statement.value, gast.Call):
            call = statement.value
            given = call.args[0] if program.resolve(call.func) is runtime.sequence else None  # a name, or a text
            if isinstance(given, gast.Name) and bound[name] == 1 and bound.get(given.id) == 1:
                kind = typing.name(given.id)
                if isinstance(kind, (Array, Fixed, ListOf)) and not is_view(kind):
                    mapping[name] = given.id
                    gone.add(id(statement))
    return _renamed(program, mapping, gone)


def without_second_names(program: Program, typing: Typing) -> Program:
    """The program in which a list has one name where it gets a second one in the block in which it is made, or in one inside it.

    Both names are bound once, and the second is not read in the text before, nor outside of that block. The same object where
    there are none.
    """
    longer = {id(s) for s in statements(program.tree.body) if _makes_longer(s, typing)}
    bound, mapping, gone = _times_bound(program, longer), dict[str, str](), set[int]()
    where = dict.fromkeys(program.params, id(program.tree.body))
    where.update({name: place for name, place in _places_bound(program.tree.body, longer)})
    within = _names_read_in_one_block(program.tree.body, where)
    seen: set[str] = set()
    for statement in statements(program.tree.body):
        name, value = assigned(statement), getattr(statement, "value", None)
        if isinstance(statement, gast.Assign) and name is not None and isinstance(value, gast.Name):
            once = bound[name] == 1 and bound.get(value.id) == 1 and name not in seen
            if (
                once
                and (where[name] == where[value.id] or (name, where[value.id]) in within)
                and all(is_list_or_dict(typing.name(n)) or isinstance(typing.name(n), Record) for n in (name, value.id))
            ):
                made = value.id in program.temporaries and name not in program.temporaries
                old, new = (value.id, name) if made else (name, value.id)
                if old not in mapping:
                    mapping[old] = new
                    gone.add(id(statement))
        seen |= reads(statement)
    return _renamed(program, mapping, gone)


def _makes_longer(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement is `xs += ys` of a list, whose name stands for the same list afterwards."""
    if not isinstance(statement, gast.AugAssign) or not isinstance(statement.target, gast.Name):
        return False
    return isinstance(statement.op, gast.Add) and isinstance(typing.name(statement.target.id), ListOf)


def _times_bound(program: Program, others: Collection[int] = ()) -> dict[str, int]:
    bound: dict[str, int] = {p: 1 for p in program.params}
    for statement in statements(program.tree.body):
        name = assigned(statement)
        if name is not None and id(statement) not in others:
            bound[name] = bound.get(name, 0) + 1
    return bound


def _places_bound(body: list[Stmt], others: Collection[int]) -> Iterator[tuple[str, int]]:
    """The names that are bound, each with the `id` of the block."""
    for statement in body:
        name = assigned(statement)
        if name is not None and id(statement) not in others:
            yield name, id(body)
        for block in blocks(statement):
            yield from _places_bound(block, others)


def _names_read_in_one_block(body: list[Stmt], where: Mapping[str, int]) -> set[tuple[str, int]]:
    """The names that are read in the block in which they are bound alone, with each of the blocks around it."""
    around, outside = dict[str, tuple[int, ...]](), set[str]()

    def visit(block: list[Stmt], path: tuple[int, ...]) -> None:
        path = (*path, id(block))
        for statement in block:
            outside.update(n for n in reads(statement) if where.get(n) not in path)
            name = assigned(statement)
            if name is not None:
                around[name] = path
            for inner in blocks(statement):
                visit(inner, path)

    visit(body, ())
    return {(name, place) for name, path in around.items() if name not in outside for place in path}


def _renamed(program: Program, mapping: dict[str, str], gone: set[int]) -> Program:
    """The program with other names, without some statements; the same object where there are no names to change."""
    if not mapping:
        return program
    for name in mapping:
        while mapping[name] in mapping:
            mapping[name] = mapping[mapping[name]]
    copies = nodes.copy_all(program.tree.body)
    lost = {id(new) for old, new in zip(statements(program.tree.body), list(statements(copies))) if id(old) in gone}
    body = [nodes.rename(s, mapping) for s in _without(copies, lost)]
    return replace(program, tree=nodes.function(program.name, program.params, body))


def _without(body: Sequence[Stmt], lost: set[int]) -> list[Stmt]:
    """The body without some statements."""
    out = []
    for statement in body:
        for block in blocks(statement):
            block[:] = _without(block, lost)
        if id(statement) not in lost:
            out.append(statement)
    return out


def check_containers(program: Program, typing: Typing, aliases: Aliases, varied: Iterable[str]) -> None:
    """Raise where a list or dict of differentiated values is changed while another name still reaches it.

    Names for elements of one list are known as such, if each element stands at one place in it.
    """
    known = set(varied)
    for change in all_shared_changes(program, typing, updates=True):
        within = not change.multiple and aliases.root(change.name) == aliases.root(change.other)
        within = within and not _repeats(change.statement)
        update = _is_update(change.statement, typing)
        within_list = {change.name, *chain(change.name, aliases.views)} & aliases.elements.keys()
        if change.name == change.other and not within_list and not update:
            continue  # not written as an element: what holds it is looked at for itself
        anew = update and not isinstance(typing.name(change.name), (ListOf, DictOf))  # whether it varies or not
        extends = isinstance(change.statement, gast.AugAssign) and stored(change.statement) is None  # `xs += ys`
        if not within and (anew or extends or known & {change.name, change.other, *reads(change.statement)}):
            several = f"stands at several places of `{change.name}`, or of another list or dict"
            same = "array, list or dict" if isinstance(typing.name(change.name), Unknown) else "list or dict"
            reason = f"`{change.name}` is changed here while `{change.other}` reaches the same {same}, and is read later"
            if update and (change.name == change.other or anew):
                elsewhere = several if change.name == change.other else f"is reached by `{change.other}` too, which is read later"
                reason = f"what is changed here {elsewhere}"
            elif change.name == change.other:
                reason = f"`{change.name}` is changed here while it stands at several places of a list"
            raise AliasError(
                reason,
                way_out="Make a new one for each name (`.copy()`), or use an array, of one dtype, for a table of numbers.",
                location=nodes.location(change.statement),
            )


def _repeats(statement: Stmt) -> bool:
    """Whether a statement is `xs *= n`, or another one but `xs += ys`: its name refers to a new list from there on."""
    update = isinstance(statement, gast.AugAssign) and isinstance(statement.target, gast.Name)
    return update and not isinstance(statement.op, gast.Add)


def _is_update(statement: Stmt, typing: Typing) -> bool:
    """Whether a statement updates an array where it stands in a container: `xs[i] += y`."""
    place = stored(statement) if isinstance(statement, gast.AugAssign) else None
    if place is None or isinstance(typing.name(place.value.id), Array):
        return False
    kind = typing.expr(nodes.load(place))
    return isinstance(typing.name(place.value.id), (ListOf, DictOf)) or isinstance(kind, Array) or is_list_or_dict(kind)


def prepare(
    program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool], *, forward: bool = False
) -> Program:
    """The program, ready for reversal; the same object where it is so as it is. `forward`: calls stay as they are."""
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
    work = _Preparation(program, typing, aliases, varied, namer, forward)
    body = work.block(program.tree.body)
    if work.made:
        body = _with_targets_apart(body, _bound_by_statements(body), namer)
    tree = nodes.function(program.name, program.params, _copies(program, typing, aliases, body) + body)
    env = dict(program.env)
    for name in ("len", "list", "range"):
        if name not in env and work.made:
            env[name] = program.builtin(name)
    calls = work.calls
    if not (work.made or calls.callees or calls.pulled) and nodes.equal(tree, program.tree):
        return program
    return replace(
        program, tree=tree, temporaries=program.temporaries | work.made, env={**env, **calls.env},
        callees={**program.callees, **calls.callees}, pulled=calls.pulled,
    )  # fmt: skip


def _bound_by_statements(body: Sequence[Stmt]) -> frozenset[str]:
    """The names that statements bind, not those of loops alone."""
    return frozenset(str(assigned(s)) for s in statements(body) if assigned(s) is not None and not isinstance(s, gast.For))


def _with_targets_apart(body: Sequence[Stmt], bound: Collection[str], namer: Namer) -> list[Stmt]:
    """The body in which no loop has for its target a name that a statement binds, as a loop by indices in its place does."""
    out: list[Stmt] = []
    for statement in body:
        for block in blocks(statement):
            block[:] = _with_targets_apart(block, bound, namer)
        if isinstance(statement, gast.For) and statement.target.id in bound:
            statement = nodes.rename(statement, {statement.target.id: namer.fresh(statement.target.id)})
        out.append(statement)
    return out


def _changed_containers(body: Sequence[Stmt]) -> Iterator[str]:
    """The names by which something is stored into a container, a method changes one, or an update does."""
    for statement in statements(body):
        place = stored(statement)
        if place is not None:
            yield place.value.id
        elif (changed := changed_container(statement)) is not None:
            yield changed
        elif isinstance(statement, gast.AugAssign):  # `+=` makes a list longer, and changes an array that is an element
            yield str(assigned(statement))


def _copies(program: Program, typing: Typing, aliases: Aliases, body: Sequence[Stmt]) -> list[Stmt]:
    """Arguments that the function writes are copied, so that the caller's stay as they are."""
    out = []
    both = [*_changed_containers(body), *_changed_containers(program.tree.body)]
    changed = {n for name in both for n in (name, aliases.root(name))}
    containers = set().union(*map(aliases.class_of, changed))
    for param in program.params:
        kind = typing.name(param)
        if isinstance(kind, Array) and aliases.is_written(param):
            out.append(nodes.assign(param, nodes.call(nodes.attribute(nodes.name(param), "copy"))))
        elif isinstance(kind, (Record, Fixed, ListOf, DictOf)) and (aliases.is_written(param) or param in containers):
            out.append(nodes.assign(param, nodes.call("rt.copy", nodes.name(param))))
    return out
