"""Changes of lists, once types are known, as those few that the reverse sweep mirrors.

Guarantee: a list of differentiated values is changed only by `append`, `extend` by another list, `insert`, `pop` with its value
bound, `reverse` and a store into one element; what reads a list as a whole reads a list that is not changed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import gast

from sourcead import nodes
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import Loop, assigned, blocks, changed_container, reads, statements, stored
from sourcead.differentiate.names import Namer
from sourcead.errors import AliasError, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, ListOf, Number, Unknown

ASKING = (len, list, tuple, isinstance, type, id, bool)
ASKING_METHODS = ("index", "count", "copy", "pop", "append", "insert")


@dataclass(frozen=True)
class Expanded:
    """The program, and for each store into a list the name of the element that it replaces."""

    program: Program
    replaced: dict[int, str]


def expand_changes(program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool]) -> Expanded:
    """The program with its lists of varied values changed in the ways that are mirrored; the same object without such changes."""
    body = nodes.copy_all(program.tree.body)
    work = _Changes(program, typing, aliases, varied, Liveness(body))
    body = work.block(body)
    body = _Snapshots(program, typing, aliases, varied, work).block(body)
    tree = nodes.function(program.name, program.params, body)
    if not (work.made or work.replaced) and nodes.equal(tree, program.tree):
        return Expanded(program, {})
    env = {**program.env, **{n: program.builtin(n) for n in work.builtins if n not in program.env}}
    return Expanded(replace(program, tree=tree, temporaries=program.temporaries | work.made, env=env), work.replaced)


class _Changes:
    """The rewriting of all changes of lists in a program."""

    def __init__(self, program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool], live: Liveness) -> None:
        self.typing, self.aliases, self.varied, self.live = typing, aliases, varied, live
        self.namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
        self.made: set[str] = set()
        self.builtins: set[str] = set()
        self.replaced: dict[int, str] = {}
        self.literals = _literals(program)

    def temporary(self, wish: str) -> str:
        name = self.namer.fresh(wish)
        self.made.add(name)
        return name

    def builtin(self, name: str, *args: Expr) -> Expr:
        """A call of one of Python's functions."""
        self.builtins.add(name)
        return nodes.call(nodes.name(name), *args)

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            for inner in ("body", "orelse"):
                if getattr(statement, inner, None):
                    setattr(statement, inner, self.block(getattr(statement, inner)))
            out += [nodes.at(s, statement) for s in self.statement(statement)]
        return out

    def statement(self, statement: Stmt) -> list[Stmt]:
        """A statement as those that take its place."""
        container, place = changed_container(statement), stored(statement)
        name = container if place is None else place.value.id
        if name is not None and not isinstance(statement, gast.AugAssign) and self.aliases.mirrors(name, self.typing.name(name)):
            return self._mirrored(statement, name)
        if container is not None and self._concerns(container, statement):
            rewrite = getattr(self, f"_{statement.value.func.attr}", None)
            return [statement] if rewrite is None else rewrite(statement, container, statement.value.args)
        if isinstance(statement, gast.Assign) and self._is_copy(statement.value):
            return [nodes.assign(statement.targets[0], nodes.at(self.builtin("list", statement.value.func.value), statement))]
        if isinstance(statement, gast.Assign) and place is not None and self._concerns(place.value.id, statement):
            return self._store(statement, place)
        if isinstance(statement, gast.Assign) and self._orders_structures(statement.value, sorted):
            return self._sorted(statement, statement.value)
        if isinstance(statement, gast.Assign) and self._orders_structures(statement.value, max, min):
            return [statement] if statement.value.keywords else self._picked(statement, statement.value)
        if isinstance(statement, gast.AugAssign) and isinstance(statement.target, gast.Name):
            name = statement.target.id
            if isinstance(statement.op, gast.Add) and isinstance(self.typing.name(name), (ListOf, Fixed)):
                if isinstance(self.typing.name(name), ListOf) and self._concerns(name, statement):
                    return [*self._no_array(statement), *self._extend(statement, name, [statement.value])]
                value = nodes.at(nodes.binop(nodes.name(name), gast.Add, statement.value), statement)
                return [nodes.assign(name, value)]
        return [statement]

    def _concerns(self, name: str, statement: Stmt) -> bool:
        """Whether a list holds values that vary, or is given one."""
        known = isinstance(self.typing.name(name), ListOf)
        return known and (self.varied(name) or any(map(self.varied, reads(statement))))

    def _is_copy(self, value: Expr) -> bool:
        """Whether an operation is `xs.copy()` of a list."""
        if not isinstance(value, gast.Call) or not isinstance(value.func, gast.Attribute) or value.func.attr != "copy":
            return False
        kind = self.typing.expr(value.func.value)
        return isinstance(kind, ListOf) or (isinstance(kind, Fixed) and kind.kind == "list")

    def _no_array(self, statement: gast.AugAssign) -> list[Stmt]:
        """A check that what a list gets is no array, if that is not known: NumPy would make one of both."""
        if not isinstance(self.typing.expr(statement.value), Unknown) or not isinstance(statement.value, gast.Name):
            return []
        check = nodes.call("rt.check_extension", statement.value, nodes.constant(statement.target.id))
        return [nodes.assign(self.temporary("checked"), nodes.at(check, statement))]

    def _picked(self, statement: gast.Assign, call: gast.Call) -> list[Stmt]:
        """The first of the largest, or smallest, as the element at its place."""
        positions, first = self.temporary("positions"), self.temporary("position")
        largest = [nodes.constant(True)] if self.typing.callee(call.func) is max else []
        order = nodes.call("rt.order", nodes.copy(call.args[0]), *largest)
        return [
            nodes.assign(positions, nodes.at(order, call)),
            nodes.assign(first, nodes.at(nodes.subscript(nodes.name(positions), nodes.constant(0)), call)),
            nodes.assign(statement.targets[0], nodes.at(nodes.subscript(call.args[0], nodes.name(first)), call)),
        ]

    def _orders_structures(self, value: Expr, *functions: object) -> bool:
        """Whether an operation is one of these, of tuples that hold varied values: they are no numbers that may be equal."""
        call = isinstance(value, gast.Call) and any(self.typing.callee(value.func) is f for f in functions)
        if not call or len(value.args) != 1 or not isinstance(value.args[0], gast.Name):
            return False
        kind = self.typing.expr(value.args[0])
        return isinstance(kind, ListOf) and isinstance(kind.element, Fixed) and self.varied(value.args[0].id)

    def _sorted(self, statement: gast.Assign, call: gast.Call) -> list[Stmt]:
        """A sorted list as the elements taken in their order."""
        positions = self.temporary("positions")
        order = gast.Call(nodes.parse_expr("rt.order"), nodes.copy_all(call.args), call.keywords)
        taken = nodes.call("rt.taken", call.args[0], nodes.name(positions))
        return [nodes.assign(positions, nodes.at(order, call)), nodes.assign(statement.targets[0], nodes.at(taken, call))]

    def _mirrored(self, statement: Stmt, name: str) -> list[Stmt]:
        """`d[k] = v` and `d.pop(k)`, with what the dict had under the key before (None: nothing) under a name."""
        place = stored(statement)
        varied = self.varied(name) or any(map(self.varied, reads(statement)))
        if not varied or (place is None and isinstance(statement, gast.Assign)):
            return [statement]
        key = statement.value.args[0] if place is None else place.slice
        before = self.temporary(f"{name}_before")
        self.replaced[id(statement)] = before
        get = nodes.at(nodes.call(nodes.attribute(nodes.name(name), "get"), nodes.copy(key)), statement)
        return [nodes.assign(before, get), statement]

    def _pop(self, statement: Stmt, name: str, args: list[Expr]) -> list[Stmt]:
        if isinstance(statement, gast.Assign):
            return [statement]
        return [nodes.assign(self.temporary(f"{name}_popped"), statement.value)]

    def _extend(self, statement: Stmt, name: str, args: list[Expr]) -> list[Stmt]:
        if len(args) != 1 or not isinstance(args[0], gast.Name):
            return [statement]
        given = self.typing.expr(args[0])
        literal = self.literals.get(args[0].id)
        if literal is not None and isinstance(given, Fixed):
            return [self._method(statement, name, "append", nodes.copy(e)) for e in literal.elts]
        if isinstance(given, Fixed):
            return self._appended_parts(statement, name, args[0], len(given.elements))
        if isinstance(given, ListOf) and args[0].id != name:
            return [self._method(statement, name, "extend", args[0])]
        items = self.temporary(f"{args[0].id}_items")
        first = nodes.assign(items, nodes.at(self.builtin("list", args[0]), statement))
        return [first, self._method(statement, name, "extend", nodes.name(items))]

    def _appended_parts(self, statement: Stmt, name: str, source: gast.Name, count: int) -> list[Stmt]:
        out: list[Stmt] = []
        for position in range(count):
            part = self.temporary(f"{source.id}_{position}")
            out.append(nodes.assign(part, nodes.at(nodes.subscript(nodes.copy(source), nodes.constant(position)), statement)))
            out.append(self._method(statement, name, "append", nodes.name(part)))
        return out

    def _method(self, statement: Stmt, name: str, method: str, *args: Expr) -> Stmt:
        call = nodes.call(nodes.attribute(nodes.name(name), method), *args)
        return nodes.expression(nodes.at(call, statement))

    def _remove(self, statement: Stmt, name: str, args: list[Expr]) -> list[Stmt]:
        position = self.temporary("position")
        find = nodes.at(nodes.call(nodes.attribute(nodes.name(name), "index"), *args), statement)
        take = nodes.at(nodes.call(nodes.attribute(nodes.name(name), "pop"), nodes.name(position)), statement)
        return [nodes.assign(position, find), nodes.assign(self.temporary(f"{name}_removed"), take)]

    def _clear(self, statement: Stmt, name: str, args: list[Expr]) -> list[Stmt]:
        self._check_alone(statement, name)
        return [nodes.assign(name, nodes.list_([]))]

    def _sort(self, statement: Stmt, name: str, args: list[Expr]) -> list[Stmt]:
        self._check_alone(statement, name)
        call = self.builtin("sorted", nodes.name(name))
        call.keywords = statement.value.keywords
        made = nodes.assign(name, nodes.at(call, statement))
        return self._sorted(made, call) if self._orders_structures(call, sorted) else [made]

    def _check_alone(self, statement: Stmt, name: str) -> None:
        """A list that a name refers to anew is no element of another list that is read later, which would keep the old one."""
        root = self.aliases.root(name)
        for other in sorted(self.live[id(statement)] - {name}) if root != name else ():
            if self.aliases.root(other) == root:
                raise AliasError(
                    f"`{name}` is an element of `{root}`, and it is changed as a whole while `{other}` is read later",
                    way_out=f"Store a new list there: `{root}[i] = ...`.",
                    location=nodes.location(statement),
                )

    def _store(self, statement: gast.Assign, place: gast.Subscript) -> list[Stmt]:
        """`xs[i] = x`, with the element before under a name; `xs[a:b] = ys` makes a new list."""
        name = place.value.id
        if isinstance(place.slice, gast.Slice):
            self._check_alone(statement, name)
            if place.slice.lower is place.slice.upper is place.slice.step is None:
                return [nodes.assign(name, nodes.at(self.builtin("list", statement.value), statement))]
            bounds = (place.slice.lower, place.slice.upper, place.slice.step)
            part = self.builtin("slice", *(b or nodes.constant(None) for b in bounds))
            key = self.temporary("part")
            call = nodes.call("rt.spliced", nodes.name(name), nodes.name(key), statement.value)
            return [nodes.assign(key, part), nodes.assign(name, nodes.at(call, statement))]
        if isinstance(self.typing.expr(nodes.load(place)), Number):
            return [statement]
        before = self.temporary(f"{name}_before")
        self.replaced[id(statement)] = before
        return [nodes.assign(before, nodes.at(nodes.load(place), statement)), statement]


def _literals(program: Program) -> dict[str, Expr]:
    """The temporaries that are bound once, to a list or tuple written out."""
    found: dict[str, Expr] = {}
    times: dict[str, int] = {}
    for statement in statements(program.tree.body):
        name = assigned(statement)
        if name is not None and name in program.temporaries:
            times[name] = times.get(name, 0) + 1
            if isinstance(statement, gast.Assign) and isinstance(statement.value, (gast.List, gast.Tuple)):
                found[name] = statement.value
    return {name: value for name, value in found.items() if times[name] == 1}


class _Snapshots:
    """What reads a list as a whole reads a copy, where the list is changed afterwards."""

    def __init__(self, program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool], work: _Changes) -> None:
        self.program, self.typing, self.aliases, self.varied, self.work = program, typing, aliases, varied, work
        self.order: dict[int, int] = {}
        self.around: dict[int, int | None] = {}
        self.changes: list[tuple[Stmt, str]] = []

    def block(self, body: list[Stmt]) -> list[Stmt]:
        self._number(body, None)
        self.changes = list(_changes(body))
        return self._block(body) if self.changes else body

    def _number(self, body: Sequence[Stmt], outermost: int | None) -> None:
        for statement in body:
            self.order[id(statement)] = len(self.order)
            self.around[id(statement)] = outermost
            inside = id(statement) if outermost is None and isinstance(statement, Loop) else outermost
            for inner in blocks(statement):
                self._number(inner, inside)

    def _block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            for inner in ("body", "orelse"):
                if getattr(statement, inner, None):
                    setattr(statement, inner, self._block(getattr(statement, inner)))
            out += self._copies(statement)
            out.append(statement)
        return out

    def _copies(self, statement: Stmt) -> list[Stmt]:
        """Copies of the lists that a statement reads as a whole, which it reads from now on."""
        out: list[Stmt] = []
        for name in sorted(self._whole(statement)):
            if not self._is_changed_later(name, statement):
                continue
            if isinstance(statement, gast.For) and any(self._touches(c, name) for c in _changes(statement.body)):
                raise UnsupportedSyntaxError(
                    f"`{name}` changes while the loop runs over it",
                    way_out=f"Loop over a copy: `list({name})`.",
                    location=nodes.location(statement),
                )
            copy = self.work.temporary(f"{name}_now")
            out.append(nodes.at(nodes.assign(copy, nodes.at(self.work.builtin("list", nodes.name(name)), statement)), statement))
            field = "iter" if isinstance(statement, gast.For) else "value"
            old = getattr(statement, field)
            setattr(statement, field, nodes.at(nodes.rename(old, {name: copy}), old))
            place = stored(statement)
            if place is not None:
                place.slice = nodes.rename(place.slice, {name: copy})
        return out

    def _whole(self, statement: Stmt) -> set[str]:
        """The lists that a statement reads as a whole, if they hold varied values or it is about such."""
        if isinstance(statement, gast.For):
            found = {statement.iter.id} if isinstance(statement.iter, gast.Name) else set()
        else:
            value = getattr(statement, "value", None)
            found = _operands(value, self.typing) if isinstance(statement, (gast.Assign, gast.Expr)) else set()
            found |= _indices(statement)
        container = changed_container(statement)
        return {n for n in found if n != container and self._is_list(n) and (self.varied(n) or self._matters(statement))}

    def _matters(self, statement: Stmt) -> bool:
        """Whether the reverse of a statement may read what it reads."""
        name, place = assigned(statement), stored(statement)
        return any(map(self.varied, {name or "", "" if place is None else place.value.id, *reads(statement)}))

    def _is_list(self, name: str) -> bool:
        kind = self.typing.name(name)
        return isinstance(kind, ListOf) or (isinstance(kind, Fixed) and kind.kind == "list")

    def _is_changed_later(self, name: str, statement: Stmt) -> bool:
        around = self.around[id(statement)]
        for change in self.changes:
            again = around is not None and self.around[id(change[0])] == around
            if (again or self.order[id(change[0])] > self.order[id(statement)]) and self._touches(change, name):
                return True
        return False

    def _touches(self, change: tuple[Stmt, str], name: str) -> bool:
        """Whether a change is one of the list; an array in it that is written is the same array still, in a copy too."""
        if isinstance(self.typing.name(change[1]), Array):
            return False
        return change[1] == name or self.aliases.share(change[1], name)


def _changes(body: Sequence[Stmt]) -> Iterator[tuple[Stmt, str]]:
    """The statements that change a container in place, with its name."""
    for statement in statements(body):
        place, name = stored(statement), changed_container(statement)
        if place is not None:
            yield statement, place.value.id
        elif name is not None:
            yield statement, name


def _indices(statement: Stmt) -> set[str]:
    """The names that stand in the indices of a statement: a list there is an index array."""
    found = [n for n in (getattr(statement, "value", None), stored(statement)) if isinstance(n, gast.Subscript)]
    parts = [p for n in found for p in (n.slice.elts if isinstance(n.slice, gast.Tuple) else [n.slice])]
    return {p.id for p in parts if isinstance(p, gast.Name)}


def _operands(value: Expr | None, typing: Typing) -> set[str]:
    """The names that an operation reads as a whole, not by an element, nor for its length alone."""
    if isinstance(value, gast.BinOp):
        return {n.id for n in (value.left, value.right) if isinstance(n, gast.Name)}
    if not isinstance(value, gast.Call):
        return set()
    function = typing.callee(value.func)
    found = [*value.args, *(k.value for k in value.keywords)]
    if function is typing.program.MISSING and isinstance(value.func, gast.Attribute):
        if value.func.attr in ASKING_METHODS:
            return set()
        found.append(value.func.value)
    elif any(function is f for f in ASKING):
        return set()
    return {n.id for n in found if isinstance(n, gast.Name)}
