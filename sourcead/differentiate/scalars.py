"""Dicts, lists and tuples whose elements are known one by one, as one variable for each element: `d["u"]` as `d_u`.

An array in a container is then an array like any other, and a container in a container is split next. (Scalar replacement of
aggregates: Muchnick, "Advanced Compiler Design and Implementation", 1997, section 12.2.)
Guarantee: the program computes the same. A container that changes while another name reaches it stays, and so does one that is
used other than by constant keys, copied, or made by a display.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.cells import constant_key
from sourcead.analysis.containers import all_shared_changes
from sourcead.analysis.walk import Loop, assigned, blocks, own_expressions, statements, stored
from sourcead.differentiate.names import Namer, word
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program, respelled
from sourcead.types.infer import Typing
from sourcead.types.purity import is_pure
from sourcead.types.values import Array, Fixed, Number, Record, Type, is_mutable

MOST = 64
DEEPEST = 8
TESTING = (gast.If, gast.While, gast.Assert)


def splits(program: Program, typing: Typing, aliases: Aliases) -> bool:
    """Whether arrays in containers are written, or containers in containers changed."""
    known = {n for n in typing.types if keys_of(typing.name(n)) is not None}
    if not known:
        return False
    updated = (s.target for s in statements(program.tree.body) if isinstance(s, gast.AugAssign))
    if any(isinstance(t, gast.Subscript) and t.value.id in known and isinstance(typing.expr(t), Array) for t in updated):
        return True
    if any(map(aliases.is_written, known)) or _grows(program, typing, known):
        return True
    return bool(all_shared_changes(program, typing))


def _grows(program: Program, typing: Typing, known: set[str]) -> bool:
    """Whether a loop makes containers of arrays whose shapes are others each time."""
    for loop in statements(program.tree.body):
        for name in map(assigned, statements(getattr(loop, "body", ()) if isinstance(loop, Loop) else ())):
            if name in known and not all(_is_fixed(e) for e in elements_of(typing.name(str(name)))):
                return True
    return False


def _is_fixed(value: Type) -> bool:
    """Whether a value is no array, or one whose shape is always the same."""
    return not isinstance(value, Array) or (value.dims is not None and all(d.size is not None for d in value.dims))


def elements_of(value: Type) -> tuple[Type, ...]:
    """The types of what a container holds."""
    return value.values if isinstance(value, Record) else value.elements if isinstance(value, Fixed) else ()


def split(
    program: Program, typing: Typing, arguments: Mapping[str, Type], again: Callable[[Program], Typing]
) -> tuple[Program, Typing]:
    """The program with its containers split, level by level, and its types; `again` finds those of a new program."""
    entered: set[str] = set()
    wholes: set[str] = set()
    start = typing
    for _ in range(DEEPEST):
        work = _Splitting(program, typing, arguments, entered, wholes)
        if not work.names:
            break
        entered |= work.imported()
        program = work.done()
        wholes |= work.wholes
        typing = again(program)
    if typing is start:
        return program, typing
    program = respelled(program, nodes.copy_all(program.tree.body))  # variables for elements are split into webs
    return program, again(program)


def _is_index(value: Type) -> bool:
    """Whether a container holds whole numbers alone, as an index does."""
    return all(isinstance(e, Number) and np.dtype(e.dtype).kind in "biu" for e in elements_of(value))


def keys_of(value: Type) -> tuple[object, ...] | None:
    """The keys of a container whose elements are known one by one."""
    if isinstance(value, Record):
        return value.keys if len(value.keys) <= MOST else None
    return tuple(range(len(value.elements))) if isinstance(value, Fixed) and len(value.elements) <= MOST else None


class _Splitting:
    """One level of one program."""

    def __init__(
        self, program: Program, typing: Typing, arguments: Mapping[str, Type], entered: set[str], wholes: set[str]
    ) -> None:
        self.program, self.typing, self.arguments, self.entered, self.wholes = program, typing, arguments, entered, set(wholes)
        self.body = list(statements(program.tree.body))
        self.order = {id(s): k for k, s in enumerate(self.body)}
        self.bindings: dict[str, list[Stmt]] = {}
        for statement in self.body:
            name = assigned(statement)
            if name is not None:
                self.bindings.setdefault(name, []).append(statement)
        self.names = self._splittable()
        self.namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
        self.made: set[str] = set()
        self.gone = self._gone()
        self.parts = {n: dict(self._elements(n)) for n in sorted(self.names)}

    # which

    def _splittable(self) -> set[str]:
        known = {*self.program.params, *self.bindings} - self.entered - self.wholes
        found = {n for n in sorted(known) if keys_of(self.typing.name(n)) is not None}
        if not found:
            return found
        found -= self._seen_changing()
        while True:
            lost = {n for s in self.body for n in self._kept_whole(s, found)}
            if not lost:
                return found
            found -= lost

    def _seen_changing(self) -> set[str]:
        """The names of containers that change while another name sees it, other than as a part that gets the same name."""
        lost: set[str] = set()
        for change in all_shared_changes(self.program, self.typing):
            if not self._is_path(change.name, change.other):
                lost |= {change.name, change.other}
        return lost

    def _is_path(self, name: str, other: str) -> bool:
        """Whether a name is nothing but an element of another one, or of an element of it."""
        while self.renamed(name) is not None:
            name = self.renamed(name)[0]  # type: ignore[index]
            if name == other:
                return True
        return False

    def renamed(self, name: str) -> tuple[str, object] | None:
        """The container and the key of which a name is the element wherever it is used."""
        made = self.bindings.get(name, [])
        if len(made) != 1 or name in self.program.params or not isinstance(made[0], gast.Assign):
            return None
        value = made[0].value
        if not isinstance(value, gast.Subscript) or not isinstance(value.value, gast.Name):
            return None
        base = value.value.id
        key = constant_key(value.slice, self.typing.name(base)) if keys_of(self.typing.name(base)) is not None else None
        if key is None or not self._stays(made[0], name, base, key):
            return None
        return base, key

    def _stays(self, define: Stmt, name: str, base: str, key: object) -> bool:
        """Whether the element is the same, and under the same name, from its read to the last use of the name."""
        uses = [s for s in self.body if s is not define and name in _names(s)]
        block = next(b for b in self._blocks(self.program.tree.body) if any(s is define for s in b))
        start = next(k for k, s in enumerate(block) if s is define)
        inside = [t for s in block[start + 1 :] for t in statements([s])]
        if not {id(u) for u in uses} <= {id(t) for t in inside}:
            return False
        last = max((self.order[id(u)] for u in uses), default=-1)
        ends = [t for t in inside if self.order[id(t)] <= last]
        for loop in (s for s in block[start + 1 :] if isinstance(s, (gast.For, gast.While))):
            if any(t in ends for t in statements([loop])):
                ends += [t for t in statements([loop]) if t not in ends]
        return not any(self._rebinds(t, base, key) for t in ends)

    def _blocks(self, body: list[Stmt]) -> Iterator[list[Stmt]]:
        yield body
        for statement in body:
            for inner in blocks(statement):
                yield from self._blocks(inner)

    def _rebinds(self, statement: Stmt, base: str, key: object) -> bool:
        if assigned(statement) == base:
            return True
        place = stored(statement)
        if place is None or place.value.id != base:
            return False
        return constant_key(place.slice, self.typing.name(base)) in (None, key)

    def _kept_whole(self, statement: Stmt, found: set[str]) -> set[str]:
        """The names of containers that a statement uses in a way that needs the container."""
        value, place, name = getattr(statement, "value", None), stored(statement), assigned(statement)
        used = {n for e in own_expressions(statement) for n in nodes.names(e)}
        if place is not None:
            used |= set(nodes.names(place))
        whole = used & found
        if isinstance(statement, gast.Return):
            return {n for n in whole if not self._is_exact(n)}
        if isinstance(statement, gast.For):
            return whole | ({statement.target.id} & found)
        if isinstance(statement, TESTING):
            return self._beside_elements(statement, found)
        if place is not None and isinstance(place.value, gast.Name) and place.value.id in found and self._names_key(place):
            if getattr(self.typing.name(place.value.id), "kind", "") != "tuple":
                return (whole - {place.value.id}) | (nodes.free_names(value) & found if value is not None else set())
        if not isinstance(statement, gast.Assign) or name is None:
            return whole | ({name} & found if name is not None else set())
        if isinstance(value, (gast.Tuple, gast.List, gast.Dict)) and name in found:
            return whole | (set() if self._is_display(value, name) else {name})
        if isinstance(value, gast.Name):
            alike = value.id in found and name in found and self._covers(name, value.id)
            return set() if alike else {n for n in (value.id, name) if n in found}
        if isinstance(value, gast.Call) and name not in found and self._only_reads(value):
            return {n for n in whole if not self._is_exact(n)}
        if isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name) and value.value.id in found:
            lost = whole - {value.value.id} if self._names_key(value) else whole
            return lost | self._lost_target(name, found)
        return whole if self._is_import(value) else whole | ({name} & found)

    def _beside_elements(self, statement: Stmt, found: set[str]) -> set[str]:
        """The containers that a test reads other than by their keys."""
        read = [n for e in own_expressions(statement) for n in nodes.walk(e)]
        elements = {id(n.value) for n in read if self._is_element(n, found)}
        return {n.id for n in read if isinstance(n, gast.Name) and n.id in found and id(n) not in elements}

    def _is_element(self, node: Expr, found: set[str]) -> bool:
        named = isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name) and node.value.id in found
        return named and self._names_key(node)

    def _is_import(self, value: Expr | None) -> bool:
        """Whether a container comes out of an argument, which stays as it is."""
        return isinstance(value, gast.Subscript) and value.value.id in self.entered and self._names_key(value)

    def imported(self) -> set[str]:
        """The names of containers that come from outside: they stay, with variables for their elements."""
        made = {n for n in self.names for s in self.bindings.get(n, []) if self._is_import(getattr(s, "value", None))}
        return self.names & set(self.program.params) | made

    def _covers(self, name: str, other: str) -> bool:
        """Whether a name has a variable for all that another one holds."""
        kind, source = self.typing.name(name), self.typing.name(other)
        if isinstance(kind, Record) and isinstance(source, Record):
            return set(source.keys) <= set(kind.keys)
        return keys_of(kind) == keys_of(source) and type(kind) is type(source)

    def _only_reads(self, call: gast.Call) -> bool:
        """Whether a call makes something new of containers that it is given."""
        function = self.typing.callee(call.func)
        return function is not self.program.MISSING and is_pure(function) and function is not runtime.sequence

    def _lost_target(self, name: str, found: set[str]) -> set[str]:
        """A container that is read out of another one is split when that has been."""
        return {name} & found

    def _is_exact(self, name: str) -> bool:
        kind = self.typing.name(name)
        return isinstance(kind, Fixed) or (isinstance(kind, Record) and kind.exact)

    def _names_key(self, place: gast.Subscript) -> bool:
        kind = self.typing.name(place.value.id)
        return constant_key(place.slice, kind) in (keys_of(kind) or ()) and not isinstance(place.slice, gast.Slice)

    def _is_display(self, value: Expr, name: str) -> bool:
        known = keys_of(self.typing.name(name))
        if isinstance(value, gast.Dict):
            keys = [k.value if isinstance(k, gast.Constant) else None for k in value.keys]
            return None not in keys and set(keys) <= set(known or ())
        return known == tuple(range(len(value.elts)))

    # how

    def _elements(self, name: str) -> Iterator[tuple[object, str]]:
        for key in keys_of(self.typing.name(name)) or ():
            wish = f"{name}{word([key])}"
            element = wish if self.gone.get(wish) == (name, key) else self.namer.fresh(wish)
            if name in self.program.temporaries:
                self.made.add(element)
            yield key, element

    def _gone(self) -> dict[str, tuple[str, object]]:
        """The names that are replaced by that of the element that they are."""
        found = {n: self.renamed(n) for n in self.bindings if n not in self.names and self._may_go(n)}
        return {n: e for n, e in found.items() if e is not None and e[0] in self.names}

    def done(self) -> Program:
        """The program with one variable for each element."""
        renames = {name: self.parts[base][key] for name, (base, key) in self.gone.items()}
        renames = {name: element for name, element in renames.items() if name != element}
        entered = [p for p in self.program.params if p in self.names]
        given = {p: keys_of(self.arguments[p]) or () for p in entered}
        body = [self._read(p, k, e) for p in entered for k, e in self.parts[p].items() if k in given[p]]
        body += self._block(self.program.tree.body)
        body = [nodes.rename(s, renames) for s in body]
        body = [s for s in _without_moves(body)]
        used = {n for s in body for n in nodes.names(s)}
        tree = nodes.function(self.program.name, self.program.params, body)
        own = {e for n, parts in self.parts.items() if n not in self.program.temporaries for e in parts.values()}
        return replace(self.program, tree=tree, temporaries=self.program.temporaries - own | (self.made & used))

    def _may_go(self, name: str) -> bool:
        """Whether a name may be replaced by that of the element: it is not the user's, or it is a container."""
        return name in self.program.temporaries or is_mutable(self.typing.name(name))

    def _read(self, name: str, key: object, element: str) -> Stmt:
        read = nodes.assign(element, nodes.subscript(nodes.name(name), nodes.constant(key)))
        place = self.program.places.get(name)
        return nodes.at(read, place) if place is not None else read

    def _block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            statement = nodes.copy(statement)
            for inner in blocks(statement):
                inner[:] = self._block(inner)
            out += [nodes.at(s, statement) if s is not statement else s for s in self._statement(statement)]
        return out

    def _statement(self, statement: Stmt) -> list[Stmt]:
        value, place, name = getattr(statement, "value", None), stored(statement), assigned(statement)
        if isinstance(statement, gast.Return) and isinstance(value, gast.Name) and value.id in self.names:
            whole = self._whole(value.id)
            return [nodes.assign(whole, self._display(value.id)), nodes.return_(nodes.name(whole))]
        if isinstance(statement, TESTING):
            return [self._with_elements(statement)]
        if isinstance(statement, gast.Assign) and name in self.names and self._is_import(value):
            return [statement, *(self._read(str(name), k, e) for k, e in self.parts[str(name)].items())]
        if isinstance(statement, gast.Assign) and name in self.names:
            return list(self._assignment(self.parts[str(name)], value))
        if isinstance(value, gast.Call) and set(nodes.names(value)) & self.names:
            return self._with_wholes(statement, value)
        if isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name) and value.value.id in self.names:
            statement.value = nodes.at(nodes.name(self._element(value)), value)  # type: ignore[attr-defined]
        if place is not None and place.value.id in self.names:
            goal = nodes.target(self._element(place))
            if isinstance(statement, gast.Assign):
                statement.targets = [goal]
            else:
                statement.target = goal
        return [statement]

    def _with_elements(self, statement: Stmt) -> Stmt:
        """A test that reads elements, of their variables."""

        def change(node: Expr) -> Expr:
            return nodes.at(nodes.name(self._element(node)), node) if self._is_element(node, self.names) else node

        for part in ("test", "msg"):
            if getattr(statement, part, None) is not None:
                setattr(statement, part, nodes.changed(getattr(statement, part), change))
        return statement

    def _with_wholes(self, statement: Stmt, call: gast.Call) -> list[Stmt]:
        """A call that reads containers, which are made for it."""
        wholes = {n: self._whole(n) for n in sorted(set(nodes.names(call)) & self.names)}
        statement.value = nodes.at(nodes.rename(call, wholes), call)  # type: ignore[attr-defined]
        return [*(nodes.assign(w, self._display(n)) for n, w in wholes.items()), statement]

    def _whole(self, name: str) -> str:
        """A name for a container that is made of its elements: it stays, if no containers are in it but of whole numbers."""
        whole = self.namer.fresh(f"{name}_whole")
        self.made.add(whole)
        if all(keys_of(e) is None or _is_index(e) for e in elements_of(self.typing.name(name))):
            self.wholes.add(whole)
        return whole

    def _element(self, place: gast.Subscript) -> str:
        return self.parts[place.value.id][constant_key(place.slice, self.typing.name(place.value.id))]

    def _assignment(self, parts: Mapping[object, str], value: Expr) -> Iterator[Stmt]:
        if isinstance(value, gast.Name):
            for key, element in self.parts[value.id].items():
                yield nodes.assign(parts[key], nodes.at(nodes.name(element), value))
            return
        keys = [k.value for k in value.keys] if isinstance(value, gast.Dict) else range(len(value.elts))
        for key, element in zip(keys, value.values if isinstance(value, gast.Dict) else value.elts):
            yield nodes.assign(parts[key], element)

    def _display(self, name: str) -> Expr:
        kind, values = self.typing.name(name), [nodes.name(e) for e in self.parts[name].values()]
        if isinstance(kind, Record):
            return gast.Dict([nodes.constant(k) for k in self.parts[name]], values)
        return nodes.tuple_(values) if kind.kind == "tuple" else nodes.list_(values)  # type: ignore[union-attr]


def _names(statement: Stmt) -> set[str]:
    """The names in a statement itself, not in the blocks inside it."""
    found = {n for e in own_expressions(statement) for n in nodes.names(e)}
    place = stored(statement)
    target = assigned(statement)
    return found | (set(nodes.names(place)) if place is not None else set()) | ({target} if target is not None else set())


def _without_moves(body: Sequence[Stmt]) -> Iterator[Stmt]:
    """The body without `x = x`."""
    for statement in body:
        for inner in blocks(statement):
            inner[:] = _without_moves(inner)
        value = statement.value if isinstance(statement, gast.Assign) else None
        if not (isinstance(value, gast.Name) and value.id == assigned(statement)):
            yield statement


__all__ = ["split", "splits"]
