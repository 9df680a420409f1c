"""Dicts whose keys are known, once types are known: their methods as reads and stores of keys, loops over them written out.

Each statement is rewritten by what is known at its place, so a dict may get and lose keys on the way.
Guarantee: the program computes the same. A dict that another name sees change is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import gast

from sourcead import nodes, runtime
from sourcead.analysis.walk import assigned, statements, stored
from sourcead.differentiate.decide import VIEWS, State, Structures, seen_names
from sourcead.differentiate.displays import displayed
from sourcead.differentiate.keys import UNKNOWN, is_key, key_of, known_key
from sourcead.differentiate.names import Namer, word
from sourcead.differentiate.positions import Positions
from sourcead.differentiate.uniform import is_uniform
from sourcead.differentiate.written_out import entered
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program, respelled
from sourcead.types.judge import Judge
from sourcead.types.values import Array, Fixed, Number, Record, Type, Unknown

LONGEST = 64
METHODS = (*VIEWS, "get", "pop", "popitem", "setdefault", "update", "clear")


def without_mappings(program: Program, arguments: Mapping[str, Type]) -> Program:
    """The program with its dicts of known keys read and stored by those keys; the same object where there is nothing to do."""
    if not _concerns(program, arguments):
        return program
    work = _Mappings(program, *seen_names(program, arguments))
    body, _ = work.block(nodes.copy_all(program.tree.body), dict(arguments))
    if not work.decided:
        return program
    found = respelled(replace(program, temporaries=program.temporaries | work.made), body)
    return replace(found, tree=nodes.function(found.name, found.params, displayed(found.tree.body)))


def _concerns(program: Program, arguments: Mapping[str, Type]) -> bool:
    """Whether a program may have something to rewrite: a method of a dict, a loop over a container, …."""
    body = list(statements(program.tree.body))
    held = {p for p, kind in arguments.items() if isinstance(kind, (Record, Fixed, Unknown))}
    dicts = any(isinstance(k, Record) for k in arguments.values())
    for statement in body:
        value = getattr(statement, "value", None)
        made = isinstance(value, (gast.Dict, gast.List, gast.Tuple))
        if isinstance(value, gast.Call):
            function = program.resolve(value.func)
            method = isinstance(value.func, gast.Attribute) and value.func.attr in METHODS
            method = method or getattr(function, "__self__", None) is dict
            if method or function in (dict, runtime.merged, runtime.formatted) or (dicts and function is len):
                return True
            made = function in (list, tuple, sorted)
        dicts = dicts or isinstance(value, gast.Dict)
        if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name) and value is not None:
            if made or (isinstance(value, (gast.Name, gast.Subscript)) and nodes.free_names(value) & held):
                held.add(statement.targets[0].id)
        if isinstance(statement, gast.For) and isinstance(statement.iter, gast.Name) and statement.iter.id in held:
            return True
        parts = (n for s in statement.body for n in nodes.walk(s)) if isinstance(statement, gast.For) else ()
        if any(isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name) and n.value.id in held for n in parts):
            return True
        places = (p for p in (value, stored(statement)) if isinstance(p, gast.Subscript) and isinstance(p.value, gast.Name))
        if any(p.value.id in held and _is_named(p.slice) for p in places):
            return True
        if isinstance(value, gast.BinOp) and isinstance(value.op, gast.BitOr):
            return True
    return False


def _is_named(index: Expr) -> bool:
    """Whether an index is a variable, or has one in it."""
    return isinstance(index, gast.Name) or (isinstance(index, gast.Tuple) and any(isinstance(e, gast.Name) for e in index.elts))


class _Mappings(Structures):
    """The rewriting of one program."""

    def __init__(self, program: Program, shared: frozenset[str], shallow: frozenset[str]) -> None:
        super().__init__(program, shared, shallow)
        self.namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
        self.made: set[str] = set()
        self.views: dict[str, tuple[str, str]] = {}  # names of `d.items()`: the dict's name, the method's
        self.emptied: set[str] = set()  # those that stand in the heads of loops alone: the loops are written out
        body = list(statements(program.tree.body))
        self.places = Positions(body)

    def tried(self, body: Sequence[Stmt], state: State) -> State | None:
        names, made = self.namer.state(), set(self.made)
        after = super().tried(body, state)
        self.namer.reset(names)  # the same names are given the next time
        self.made = made
        return after

    def temporary(self, wish: str) -> str:
        name = self.namer.fresh(wish)
        self.made.add(name)
        return name

    def record(self, node: object, judge: Judge) -> Record | None:
        """The type of a dict whose keys are all known here."""
        kind = judge.name(node.id) if isinstance(node, gast.Name) else None
        return kind if isinstance(kind, Record) and kind.exact and all(map(is_key, kind.keys)) else None

    # statements

    def plain(self, node: Stmt, state: State) -> tuple[list[Stmt], State | None]:
        judge = self.judge(state)
        found = self.rewritten(node, judge)
        if found is not None:
            self.decided = True
            return self.block([nodes.at(s, node) for s in found], state)
        if isinstance(getattr(node, "value", None), gast.Call):  # a view of another dict than in an earlier round
            self.emptied.discard(assigned(node) or "")
        self.with_constant_keys(node, judge)
        place = stored(node)
        kind = None if place is None else self.record(place.value, judge)
        key = UNKNOWN if place is None or isinstance(place.slice, gast.Slice) else key_of(place.slice, judge)
        held = None if kind is None else dict(zip(kind.keys, kind.values))
        new, after = super().plain(node, state)
        if held is not None and after is not None and isinstance(node, gast.Assign) and key is not UNKNOWN:
            held[key] = self.judge(after).expr(node.value)
            after[place.value.id] = Record(tuple(held), tuple(held.values()))  # type: ignore[union-attr]
        return new, after

    def with_constant_keys(self, node: Stmt, judge: Judge) -> None:
        """Keys that are known as constants, where a dict of known keys is read or written, or made."""
        value = getattr(node, "value", None)
        for part in (value, stored(node)):
            if isinstance(part, gast.Subscript) and not isinstance(part.slice, (gast.Slice, gast.Constant)):
                known = self.record(part.value, judge) is not None or isinstance(judge.name(part.value.id), Fixed)
                key = key_of(part.slice, judge) if known else UNKNOWN
                if key is not UNKNOWN:
                    part.slice, self.decided = nodes.at(nodes.constant(key), part), True
        if isinstance(value, gast.Dict) and not all(isinstance(k, gast.Constant) for k in value.keys):
            keys = [key_of(k, judge) for k in value.keys]
            if UNKNOWN not in keys:
                value.keys, self.decided = [nodes.constant(k) for k in keys], True

    def rewritten(self, node: Stmt, judge: Judge) -> list[Stmt] | None:
        """A statement about a dict as those that take its place; None where it stays."""
        value = getattr(node, "value", None)
        if isinstance(node, gast.AugAssign) and isinstance(node.op, gast.BitOr) and isinstance(node.target, gast.Name):
            return self.updated(node.target.id, [value], {}, judge)
        name = node.targets[0].id if isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name) else None
        if name is None and not isinstance(node, gast.Expr):
            return None
        if isinstance(value, gast.BinOp) and isinstance(value.op, gast.BitOr) and name is not None:
            return self.display(name, [value.left, value.right], {}, judge)
        if not isinstance(value, gast.Call):
            return None
        if isinstance(value.func, gast.Attribute) and self.record(value.func.value, judge) is not None:
            return self.method(node, name, value, judge)
        if isinstance(value.func, gast.Attribute) and value.func.attr == "get" and name is not None:
            return self.perhaps(name, value, judge)
        return self.function(name, value, judge) if name is not None else None

    def function(self, name: str, call: gast.Call, judge: Judge) -> list[Stmt] | None:
        """`dict(...)`, and `list(d)`, `sorted(d)`, … of a dict or of its items."""
        function = judge.callee(call.func)
        if function is dict:
            return self.display(name, call.args, {k.arg: k.value for k in call.keywords}, judge)
        if function is runtime.merged:
            return self.display(name, call.args, {}, judge)
        if getattr(function, "__self__", None) is dict and len(call.args) == 2:
            return self.from_keys(name, call.args[0], call.args[1], judge)
        if function not in (list, tuple, sorted, len) or len(call.args) != 1 or not isinstance(call.args[0], gast.Name):
            return None
        record = self.record(call.args[0], judge)
        if function is len:
            return None if record is None else [nodes.assign(name, nodes.constant(len(record.keys)))]
        if function is sorted:
            return self.sorted(name, call, judge)
        if record is None or call.keywords:
            return None
        keys = [nodes.constant(k) for k in record.keys]
        return [nodes.assign(name, nodes.at(nodes.tuple_(keys) if function is tuple else nodes.list_(keys), call))]

    def from_keys(self, name: str, source: Expr, value: Expr, judge: Judge) -> list[Stmt] | None:
        """`dict.fromkeys(keys, value)`."""
        kind = judge.name(source.id) if isinstance(source, gast.Name) else None
        keys = [known_key(e) for e in kind.elements] if isinstance(kind, Fixed) else [UNKNOWN]
        if UNKNOWN in keys:
            return None
        return [nodes.assign(name, gast.Dict([nodes.constant(k) for k in dict.fromkeys(keys)], [value] * len(set(keys))))]

    def sorted(self, name: str, call: gast.Call, judge: Judge) -> list[Stmt] | None:
        """`sorted` of keys, or of pairs that begin with keys."""
        kind = judge.name(call.args[0].id)
        if isinstance(kind, Record):
            keys = list(kind.keys) if self.record(call.args[0], judge) is not None else [UNKNOWN]
        else:
            firsts = [e.elements[0] if isinstance(e, Fixed) and e.elements else e for e in getattr(kind, "elements", ())]
            keys = [known_key(e) for e in firsts] if firsts else [UNKNOWN]
        reverse = [k.value for k in call.keywords]
        given = [k.arg for k in call.keywords] in ([], ["reverse"]) and all(isinstance(r, gast.Constant) for r in reverse)
        if UNKNOWN in keys or len(set(keys)) < len(keys) or not given or len({type(k) for k in keys}) > 1 or None in keys:
            return None
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=bool(reverse and reverse[0].value))  # type: ignore[arg-type]
        if isinstance(kind, Record):
            return [nodes.assign(name, nodes.at(nodes.list_([nodes.constant(keys[k]) for k in order]), call))]
        steps, parts = self.parts(call.args[0].id, order)
        return [*steps, nodes.assign(name, nodes.at(nodes.list_(parts), call))]

    def parts(self, name: str, keys: Sequence[object]) -> tuple[list[Stmt], list[Expr]]:
        """Reads of elements of a container, and the names that they get."""
        names = [self.temporary(f"{name}{word([k])}") for k in keys]
        reads = [nodes.assign(n, nodes.subscript(nodes.name(name), nodes.constant(k))) for n, k in zip(names, keys)]
        return list(reads), [nodes.name(n) for n in names]

    # dicts made of others

    def entries(self, source: Expr, judge: Judge) -> tuple[list[Stmt], dict[object, Expr]] | None:
        """What a dict, or a sequence of pairs, holds under its keys, and the reads of it."""
        record = self.record(source, judge)
        if record is not None:
            steps, parts = self.parts(source.id, record.keys)  # type: ignore[attr-defined]
            return steps, dict(zip(record.keys, parts))
        kind = judge.name(source.id) if isinstance(source, gast.Name) else None
        if not isinstance(kind, Fixed) or not all(isinstance(e, Fixed) and len(e.elements) == 2 for e in kind.elements):
            return None
        keys = [known_key(e.elements[0]) for e in kind.elements]  # type: ignore[union-attr]
        if UNKNOWN in keys:
            return None
        steps, pairs = self.parts(source.id, range(len(keys)))  # type: ignore[attr-defined]
        values = []
        for pair in pairs:
            more, (value,) = self.parts(pair.id, [1])  # type: ignore[attr-defined]
            steps += more
            values.append(value)
        return steps, dict(zip(keys, values))

    def gathered(
        self, sources: Sequence[Expr], named: Mapping[str, Expr], judge: Judge
    ) -> tuple[list[Stmt], dict[object, Expr]] | None:
        """What several dicts hold together, later ones before earlier ones."""
        steps: list[Stmt] = []
        held: dict[object, Expr] = {}
        for source in sources:
            found = self.entries(source, judge)
            if found is None:
                return None
            steps += found[0]
            held.update(found[1])
        held.update(named)
        return steps, held

    def display(self, name: str, sources: Sequence[Expr], named: Mapping[str, Expr], judge: Judge) -> list[Stmt] | None:
        """`name = {**source, ...}`."""
        found = self.gathered(sources, named, judge) if None not in named else None
        if found is None or (len(sources) > 1 and not all(self.record(s, judge) for s in sources)):
            return None
        keys = [nodes.constant(k) for k in found[1]]
        return [*found[0], nodes.assign(name, gast.Dict(keys, list(found[1].values())))]

    def updated(self, name: str, sources: Sequence[Expr], named: Mapping[str, Expr], judge: Judge) -> list[Stmt] | None:
        """`name.update(source, ...)` as stores."""
        if self.record(nodes.name(name), judge) is None or len(sources) > 1 or None in named:
            return None
        found = self.gathered(sources, named, judge)
        return None if found is None else [*found[0], *(_store(name, k, v) for k, v in found[1].items())]

    # methods

    def method(self, node: Stmt, name: str | None, call: gast.Call, judge: Judge) -> list[Stmt] | None:
        """A method of a dict of known keys."""
        owner, attr = call.func.value.id, call.func.attr
        record = self.record(call.func.value, judge)
        assert record is not None
        if attr == "update":
            return self.updated(owner, call.args, {k.arg: k.value for k in call.keywords}, judge)
        if call.keywords:
            return None
        if attr in VIEWS and not call.args:
            return self.view(node, name, owner, attr, record)
        if attr == "clear" and not call.args:
            return [nodes.assign(owner, gast.Dict([], []))]
        if attr == "popitem" and not call.args and record.keys:
            (read, *_), (value, *_) = self.parts(owner, [record.keys[-1]])
            pair = nodes.tuple_([nodes.constant(record.keys[-1]), value])
            return [read, *([] if name is None else [nodes.assign(name, pair)]), *self.without(owner, record, record.keys[-1])]
        key = key_of(call.args[0], judge) if call.args else UNKNOWN
        if key is UNKNOWN or attr not in ("get", "pop", "setdefault") or len(call.args) > 2:
            return None
        return self.lookup(name, owner, record, attr, key, call.args[1:])

    def lookup(
        self, name: str | None, owner: str, record: Record, attr: str, key: object, default: Sequence[Expr]
    ) -> list[Stmt] | None:
        """`get`, `pop` and `setdefault`: the key is there, or it is not."""
        value: Expr = nodes.subscript(nodes.name(owner), nodes.constant(key))
        steps: list[Stmt] = []
        if key not in record.keys:
            if attr == "pop" and not default:
                return None  # an error
            value = default[0] if default else nodes.constant(None)
            if attr == "setdefault":
                found = nodes.subscript(nodes.name(owner), nodes.constant(key))
                return [_store(owner, key, value), *([] if name is None else [nodes.assign(name, found)])]
        elif attr == "pop":
            steps = self.without(owner, record, key)
        return [*([] if name is None else [nodes.assign(name, value)]), *steps]

    def perhaps(self, name: str, call: gast.Call, judge: Judge) -> list[Stmt] | None:
        """`d.get(k, default)` where it is known only at run time whether the key is there."""
        owner = call.func.value
        kind = judge.name(owner.id) if isinstance(owner, gast.Name) else None
        key = key_of(call.args[0], judge) if call.args else UNKNOWN
        if not isinstance(kind, Record) or kind.exact or key not in kind.keys or call.keywords or len(call.args) > 2:
            return None
        test = gast.Compare(nodes.constant(key), [gast.In()], [nodes.name(owner.id)])
        there = nodes.assign(name, nodes.subscript(nodes.name(owner.id), nodes.constant(key)))
        default = call.args[1] if len(call.args) == 2 else nodes.constant(None)
        return [nodes.if_(test, [nodes.at(there, call)], [nodes.at(nodes.assign(name, default), call)])]

    def without(self, owner: str, record: Record, key: object) -> list[Stmt]:
        """The dict made anew, without a key."""
        left = [k for k in record.keys if k != key]
        steps, parts = self.parts(owner, left)
        return [*steps, nodes.assign(owner, gast.Dict([nodes.constant(k) for k in left], parts))]

    def view(self, node: Stmt, name: str | None, owner: str, attr: str, record: Record) -> list[Stmt] | None:
        """`d.items()`: the keys and the values that it has now, if it does not change before they are used."""
        if name is None:
            return []
        self.views[name] = (owner, attr)
        last = max((k for s, k in self.places.uses(name)), default=-1)
        alone = all(
            isinstance(s, gast.For) and isinstance(s.iter, gast.Name) and s.iter.id == name for s, _ in self.places.uses(name)
        )
        alone = alone and len(record.keys) <= LONGEST
        if alone and self.places.is_rebound(owner, name, node):
            held = self.temporary(owner)
            self.views[name] = (held, attr)
            self.emptied.add(name)
            return [nodes.assign(held, nodes.name(owner)), nodes.assign(name, nodes.tuple_([]))]
        if alone:
            self.emptied.add(name)
            return [nodes.assign(name, nodes.tuple_([]))]
        if self.places.changes(owner, self.places.position(node), last):
            return None
        keys: list[Expr] = [nodes.constant(k) for k in record.keys]
        if attr == "keys":
            return [nodes.assign(name, nodes.tuple_(keys))]
        steps, parts = self.parts(owner, record.keys)
        if attr == "values":
            return [*steps, nodes.assign(name, nodes.tuple_(parts))]
        pairs = [self.temporary("pair") for _ in keys]
        steps += [nodes.assign(p, nodes.tuple_([k, v])) for p, k, v in zip(pairs, keys, parts)]
        return [*steps, nodes.assign(name, nodes.tuple_([nodes.name(p) for p in pairs]))]

    # loops

    def loop(self, node: gast.For, state: State) -> tuple[list[Stmt], State | None]:
        found = self.unrolled(node, self.judge(state))
        if found is None and isinstance(node.iter, gast.Name) and node.iter.id in self.emptied:
            raise UnsupportedSyntaxError(
                "which keys the dict has that this loop runs over is not known here",
                way_out="Give it the same keys whichever way is taken, or loop over `list(...)` of them.",
                location=nodes.location(node),
            )
        if found is None:
            return super().loop(node, state)
        self.decided = True
        return self.block(found, state)

    def unrolled(self, node: gast.For, judge: Judge) -> list[Stmt] | None:
        """A loop over keys that are known, written out."""
        as_written, views = node.iter, dict(self.views)
        held = self.held(node, judge)
        steps = self.steps(node, judge)
        if steps is None or len(steps) > LONGEST:
            node.iter, self.views = as_written, views
            return None
        last = node.body[-1] if node.body else None
        breaks = isinstance(last, gast.If) and bool(last.body) and isinstance(last.body[0], gast.Break)
        out: list[Stmt] = []
        for step in reversed(steps):
            rest = [nodes.at(nodes.if_(nodes.not_(nodes.copy(last.test)), out), node)] if breaks and out else out  # type: ignore[union-attr]
            body = nodes.copy_all(node.body[:-1] if breaks else node.body)
            out = [*entered([nodes.at(s, node) for s in step], body), *rest]
        return [*(nodes.at(s, node) for s in held), *out]

    def held(self, node: gast.For, judge: Judge) -> list[Stmt]:
        """What a loop runs over gets a name of its own where the body gives its name to something else."""
        if not isinstance(node.iter, gast.Name):
            return []
        owner, attr = self.views.get(node.iter.id, (node.iter.id, "keys"))
        if owner not in {assigned(s) for s in statements(node.body)}:
            return []
        name = self.temporary(owner)
        judge.types[name] = judge.name(owner)
        if node.iter.id in self.views:
            self.views[node.iter.id] = (name, attr)
        else:
            node.iter = nodes.at(nodes.name(name), node.iter)
        return [nodes.assign(name, nodes.name(owner))]

    def steps(self, node: gast.For, judge: Judge) -> list[list[Stmt]] | None:
        """What each iteration of a loop that is written out assigns to the loop's target."""
        target, over = node.target.id, node.iter
        if isinstance(over, gast.Call):
            return self.range_steps(node, judge)
        if not isinstance(over, gast.Name):
            return None
        owner, attr = self.views.get(over.id, (over.id, "keys"))
        record = self.record(nodes.name(owner), judge)
        if record is not None:
            return [self.step_to(target, owner, attr, key) for key in record.keys]
        kind = judge.name(over.id)
        if isinstance(kind, Fixed) and not all(isinstance(e, Number) for e in kind.elements):
            return [[nodes.assign(target, nodes.subscript(over, nodes.constant(k)))] for k in range(len(kind.elements))]
        return None

    def step_to(self, target: str, owner: str, attr: str, key: object) -> list[Stmt]:
        if attr == "keys":
            return [nodes.assign(target, nodes.constant(key))]
        read = nodes.subscript(nodes.name(owner), nodes.constant(key))
        if attr == "values":
            return [nodes.assign(target, read)]
        value = self.temporary(f"{owner}{word([key])}")
        return [nodes.assign(value, read), nodes.assign(target, nodes.tuple_([nodes.constant(key), nodes.name(value)]))]

    def range_steps(self, node: gast.For, judge: Judge) -> list[list[Stmt]] | None:
        """A loop over a range of which the bounds are known, if its variable is a key."""
        call = node.iter
        if judge.callee(call.func) is not range or call.keywords:
            return None
        known = [known_key(judge.expr(a)) for a in call.args]
        bounds = [b for b in known if isinstance(b, int)]
        if len(bounds) < len(known) or not self.is_key(node, judge):
            return None
        return [[nodes.assign(node.target, nodes.constant(k))] for k in range(*bounds)[: LONGEST + 1]]

    def is_key(self, node: gast.For, judge: Judge) -> bool:
        """Whether what a loop's variable makes is a key of a dict in the loop's body."""
        made = {node.target.id}
        for statement in statements(node.body):
            value = getattr(statement, "value", None)
            if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name) and value is not None:
                text = isinstance(value, gast.Call) and judge.callee(value.func) is runtime.formatted
                if (text or isinstance(value, (gast.Name, gast.BinOp, gast.Tuple))) and nodes.free_names(value) & made:
                    made.add(statement.targets[0].id)
            for part in (value, stored(statement)):
                if isinstance(part, gast.Subscript) and nodes.free_names(part.slice) & made:
                    kind = judge.name(part.value.id)
                    if self.record(part.value, judge) is not None or _is_varied(kind):
                        return True
                    if isinstance(kind, Fixed) and _is_written(statement, node.body, kind):
                        return True
                if isinstance(part, gast.Call) and isinstance(part.func, gast.Attribute) and part.func.attr in METHODS:
                    if self.record(part.func.value, judge) is not None and {n for a in part.args for n in nodes.names(a)} & made:
                        return True
        return False


def _is_varied(value: Type) -> bool:
    """Whether a container has elements of several kinds, which are no list of any length."""
    return isinstance(value, Fixed) and bool(value.elements) and not is_uniform(value)


def _is_written(read: Stmt, body: Sequence[Stmt], kind: Fixed) -> bool:
    """Whether the array that a statement reads out of a container, or updates there, is written in place."""
    if not any(isinstance(e, Array) for e in kind.elements):
        return False
    if isinstance(read, gast.AugAssign):
        return True
    name = assigned(read)
    places = [stored(s) for s in statements(body)]
    whole = any(isinstance(s, gast.AugAssign) and assigned(s) == name for s in statements(body))
    return whole or any(p is not None and p.value.id == name for p in places)


def _store(name: str, key: object, value: Expr) -> Stmt:
    return nodes.assign(nodes.subscript(nodes.name(name), nodes.constant(key)), value)
