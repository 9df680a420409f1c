"""Dicts whose keys are known only when the program runs, once types are known: all that is done to them by keys.

A loop over such a dict is one over a list of its keys, `d.values()` is what it has under them, `setdefault` is a question and a
store.
Guarantee: the program computes the same, and a dict of differentiated values is read by `d[k]` and `d.get(k, constant)`, its keys
by `list(d)`, and changed by `d[k] = v` and `d.pop(k)` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import gast

from sourcead import nodes, runtime
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.containers import all_shared_changes
from sourcead.analysis.walk import assigned, blocks, changed_container, element_read, reads, statements, stored
from sourcead.differentiate.decide import is_check
from sourcead.differentiate.names import Namer
from sourcead.differentiate.written_out import entered
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import DictOf, Number, Record, Unknown, may_vary

VIEWS = ("items", "keys", "values")
METHODS = ("view", "get", "setdefault", "pop", "update", "popitem", "clear", "copy")  # rewritten by the method of that name


@dataclass(frozen=True)
class View:
    """A name for `d.items()` and the like: the dict, the method, and the name of the list of its keys."""

    owner: str
    method: str
    keys: str


def without_views(program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool], *, checked: bool) -> Program:
    """The program with its dicts of any keys read and changed by keys; the same object where there is nothing to do.

    `checked`: no dict changes while another name, as that of a view, reaches it. Where that is not known yet, loops that begin
    right where their view is taken are rewritten, and nothing else: in those a dict may get other values for its keys.
    """
    if not any(isinstance(kind, DictOf) for kind in typing.types.values()):
        return program
    work = _OpenDicts(program, typing, aliases, varied)
    body = (work.block if checked else work.loops)(nodes.copy_all(program.tree.body))
    tree = nodes.function(program.name, program.params, body)
    if nodes.equal(tree, program.tree):
        return program
    env = {**program.env, **{n: program.builtin(n) for n in work.builtins if n not in program.env}}
    return replace(program, tree=tree, temporaries=program.temporaries | work.made, env=env)


class _OpenDicts:
    """The rewriting of one program."""

    def __init__(self, program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool]) -> None:
        self.program, self.typing, self.aliases, self.varied = program, typing, aliases, varied
        self.namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
        self.made: set[str] = set()
        self.builtins: set[str] = set()
        self.views: dict[str, View] = {}
        self.body = list(statements(program.tree.body))
        self.same = {(c.name, c.other) for c in all_shared_changes(program, typing) if c.direct}

    def temporary(self, wish: str) -> str:
        name = self.namer.fresh(wish)
        self.made.add(name)
        return name

    def concerns(self, name: str, statement: Stmt) -> bool:
        """Whether a name is a dict of any keys that holds values that vary, or is given one."""
        known = isinstance(self.typing.name(name), DictOf)
        return known and (self.varied(name) or any(map(self.varied, reads(statement))))

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for statement in body:
            before = self.loop(statement) if isinstance(statement, gast.For) else []
            for inner in blocks(statement):
                inner[:] = self.block(inner)
            new = [*before, *self.statement(statement)]
            out += [s if s is statement else nodes.at(s, statement) for s in new]
        return out

    def loops(self, body: Sequence[Stmt]) -> list[Stmt]:
        """A block in which loops over a dict, or over a view taken right before them, run over its keys."""
        out: list[Stmt] = []
        for position, statement in enumerate(body):
            for inner in blocks(statement):
                inner[:] = self.loops(inner)
            following = body[position + 1] if position + 1 < len(body) else None
            if isinstance(statement, gast.For):
                out += [nodes.at(s, statement) for s in self.loop(statement)]
            name, call = assigned(statement), getattr(statement, "value", None)
            if name is not None and isinstance(following, gast.For) and _is_named(following.iter, name) and self.is_view(call):
                if sum(name in reads(s) for s in self.body) == 1:
                    out += [nodes.at(s, statement) for s in self.view(statement, name, call)]
                    continue
            if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr == "setdefault":
                if isinstance(call.func.value, gast.Name) and isinstance(self.typing.name(call.func.value.id), DictOf):
                    out += [nodes.at(s, statement) for s in self.setdefault(statement, name, call)]
                    continue
            out.append(statement)
        return out

    def is_view(self, value: Expr) -> bool:
        """Whether an operation is `d.items()` or the like, of a dict that is rewritten."""
        method = isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr in VIEWS
        return method and isinstance(value.func.value, gast.Name) and self.concerns(value.func.value.id, gast.Pass())

    def statement(self, statement: Stmt) -> list[Stmt]:
        """A statement as those that take its place."""
        value, name = getattr(statement, "value", None), assigned(statement)
        if isinstance(value, gast.Dict) and value.keys and name is not None and self.concerns(name, statement):
            return self.display(name, value)
        merged = self.merged(statement, name)
        if merged:
            return self.union(str(name), merged, statement)
        if not isinstance(value, gast.Call) or not isinstance(statement, (gast.Assign, gast.Expr)):
            return [statement]
        if isinstance(value.func, gast.Attribute) and isinstance(value.func.value, gast.Name):
            if self.concerns(value.func.value.id, statement):
                method = "view" if value.func.attr in VIEWS else value.func.attr
                known = method in METHODS and not value.keywords
                return getattr(self, method)(statement, name, value) if known else [statement]
        return self.function(statement, value)

    def display(self, name: str, value: gast.Dict) -> list[Stmt]:
        """A dict that is written out, as stores into an empty one."""
        pairs = zip(value.keys, value.values)
        return [nodes.assign(name, gast.Dict([], [])), *(_store(name, k, v) for k, v in pairs)]

    def merged(self, statement: Stmt, name: str | None) -> list[Expr]:
        """The dicts that `{**a, **b}`, `a | b` and `a |= b` put together."""
        value, parts = getattr(statement, "value", None), []
        if isinstance(statement, gast.AugAssign) and isinstance(statement.op, gast.BitOr):
            parts = [value]
        elif isinstance(value, gast.BinOp) and isinstance(value.op, gast.BitOr):
            parts = [value.left, value.right]
        elif isinstance(value, gast.Call) and self.typing.callee(value.func) is runtime.merged:
            parts = value.args
        known = all(isinstance(self.typing.expr(p), (DictOf, Record)) and isinstance(p, gast.Name) for p in parts)
        return parts if known and name is not None and self.concerns(name, statement) else []

    def union(self, name: str, parts: Sequence[Expr], statement: Stmt) -> list[Stmt]:
        """A dict as the stores of what several hold, one after the other."""
        goal = self.temporary(f"{name}_union") if any(_is_named(p, name) for p in parts) else name
        out: list[Stmt] = [] if isinstance(statement, gast.AugAssign) else [nodes.assign(goal, gast.Dict([], []))]
        for part in parts:
            call = nodes.at(nodes.call(nodes.attribute(nodes.name(goal), "update"), part), statement)
            out += self.update(nodes.expression(call), None, call)
        return out if goal == name else [*out, nodes.assign(name, nodes.name(goal))]

    def function(self, statement: Stmt, call: gast.Call) -> list[Stmt]:
        """A function that goes through the keys of a dict is given them in a list."""
        function = self.typing.callee(call.func)
        if function not in (sum, max, min, sorted, tuple, set, frozenset, any, all, runtime.sequence):
            return [statement]
        before: list[Stmt] = []
        for position, argument in enumerate(call.args):
            if isinstance(argument, gast.Name) and self.concerns(argument.id, statement):
                step, keys = self.keys(argument.id, statement)
                before.append(step)
                call.args[position] = nodes.name(keys)
        return [*before, statement]

    # keys and views

    def keys(self, name: str, statement: Stmt) -> tuple[Stmt, str]:
        """A list of the keys that a dict has now, and its name."""
        keys = self.temporary(f"{name}_keys")
        self.builtins.add("list")
        return nodes.at(nodes.assign(keys, nodes.at(nodes.call("list", nodes.name(name)), statement)), statement), keys

    def view(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.items()`, `d.keys()`, `d.values()`: what the dict has now, since it does not change before that is used."""
        owner, method = call.func.value.id, call.func.attr
        if name is None:
            return []
        step, keys = self.keys(owner, statement)
        alone = sum(assigned(s) == name for s in self.body) == 1
        if alone and all(isinstance(s, gast.For) and _is_named(s.iter, name) for s in self.body if name in reads(s)):
            self.views[name] = View(owner, method, keys)
            return [step]
        if method == "keys":
            return [step, nodes.assign(name, nodes.name(keys))]
        if method == "values":
            return [step, nodes.assign(name, nodes.at(nodes.call("rt.taken", nodes.name(owner), nodes.name(keys)), call))]
        key, part, pair = (self.temporary(w) for w in ("key", f"{owner}_part", "pair"))
        read = nodes.at(nodes.subscript(nodes.name(owner), nodes.name(key)), call)
        append = nodes.expression(nodes.call(nodes.attribute(nodes.name(name), "append"), nodes.name(pair)))
        both = nodes.assign(pair, nodes.tuple_([nodes.name(key), nodes.name(part)]))
        body = [nodes.at(s, statement) for s in (nodes.assign(part, read), both, append)]
        return [step, nodes.assign(name, nodes.list_([])), nodes.for_(key, nodes.name(keys), body)]

    def loop(self, statement: gast.For) -> list[Stmt]:
        """A loop over a dict, or over a view of it, as one over a list of its keys; what comes before it."""
        if not isinstance(statement.iter, gast.Name):
            return []
        over, target = statement.iter.id, statement.target.id
        if over not in self.views:
            if not self.concerns(over, statement):
                return []
            self.check_loop(statement, over, {target})
            step, keys = self.keys(over, statement)
            statement.iter = nodes.name(keys)
            return [step]
        view = self.views[over]
        known = {target} if view.method == "keys" else set(_first_parts(statement, target)) if view.method == "items" else set()
        self.check_loop(statement, view.owner, known)
        statement.iter = nodes.name(view.keys)
        if view.method != "keys":
            key = self.temporary("key")
            statement.target = nodes.target(key)
            read = nodes.at(nodes.subscript(nodes.name(view.owner), nodes.name(key)), statement)
            steps = [nodes.assign(target, read)]
            if view.method == "items":
                part = self.temporary(f"{view.owner}_part")
                pair = nodes.tuple_([nodes.name(key), nodes.name(part)])
                steps = [nodes.assign(part, read), nodes.assign(target, pair)]
                statement.body = [s for s in statement.body if not self.is_pair(s, target)]
            statement.body = entered([nodes.at(s, statement) for s in steps], statement.body)
        return []

    def is_pair(self, statement: Stmt, name: str) -> bool:
        """Whether a statement asks whether a name is a pair."""
        call = statement.value if is_check(statement, self.program) else None
        return call is not None and _is_named(call.args[0], name) and call.args[1].value == 2

    def check_loop(self, statement: gast.For, name: str, keys: set[str]) -> None:
        """A dict may get other values, but no other keys, while a loop runs over it."""
        for inner in statements(statement.body):
            place, changed = stored(inner), changed_container(inner)
            base = changed if place is None else place.value.id
            if base != name and (base, name) not in self.same:
                continue
            if place is None or not isinstance(place.slice, gast.Name) or place.slice.id not in keys:
                raise UnsupportedSyntaxError(
                    f"`{name}` may get or lose keys while the loop runs over it",
                    way_out=f"Loop over a copy of its keys: `list({name})`.",
                    location=nodes.location(inner),
                )

    # methods

    def get(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.get(k, default)`: a question, unless the default is not differentiated."""
        if name is None:
            return []
        default = call.args[1] if len(call.args) == 2 else nodes.constant(None)
        plain = isinstance(default, gast.Constant) and default.value is not None
        owner = call.func.value.id
        if not self.aliases.mirrors(owner, self.typing.name(owner)):
            if plain or (isinstance(default, gast.Name) and not self.varied(default.id)):
                return [statement]
        return [self.perhaps(name, call, call.args[0], default)]

    def perhaps(self, name: str, call: gast.Call, key: Expr, default: Expr) -> Stmt:
        """`name = d[key] if key in d else default`."""
        owner = call.func.value
        there = nodes.assign(name, nodes.at(nodes.subscript(nodes.copy(owner), nodes.copy(key)), call))
        other = nodes.assign(name, nodes.copy(default))
        return nodes.if_(_among(key, owner), [nodes.at(there, call)], [nodes.at(other, call)])

    def setdefault(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.setdefault(k, v)`: stored if there is none; then it is read."""
        owner, key = call.func.value, call.args[0]
        default = call.args[1] if len(call.args) == 2 else nodes.constant(None)
        new = nodes.at(_store(owner.id, key, default), call)
        missing = gast.Compare(nodes.copy(key), [gast.NotIn()], [nodes.copy(owner)])
        read = nodes.at(nodes.subscript(nodes.copy(owner), nodes.copy(key)), call)
        return [nodes.if_(missing, [new]), *([] if name is None else [nodes.assign(name, read)])]

    def pop(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.pop(k)`: the element is read, and taken out."""
        owner, key = call.func.value, call.args[0]
        drop = nodes.expression(nodes.at(nodes.call(nodes.attribute(nodes.copy(owner), "pop"), nodes.copy(key)), call))
        there = [] if name is None else [nodes.assign(name, nodes.at(nodes.subscript(nodes.copy(owner), nodes.copy(key)), call))]
        there = [nodes.at(s, call) for s in (*there, drop)]
        if len(call.args) == 1:
            return there
        other = [] if name is None else [nodes.at(nodes.assign(name, nodes.copy(call.args[1])), call)]
        return [nodes.if_(_among(key, owner), there, other)]

    def update(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.update(other)`: a store for each key of another dict."""
        source = call.args[0] if len(call.args) == 1 and isinstance(call.args[0], gast.Name) else None
        kind = None if source is None else self.typing.name(source.id)
        if source is None or not isinstance(kind, (DictOf, Record)):
            return [statement]
        owner = call.func.value.id
        if isinstance(kind, Record) and kind.exact:
            out: list[Stmt] = []
            for key in kind.keys:
                part = self.temporary(f"{source.id}_part")
                read = nodes.assign(part, nodes.at(nodes.subscript(nodes.copy(source), nodes.constant(key)), call))
                out += [read, _store(owner, nodes.constant(key), nodes.name(part))]
            return out
        if not isinstance(kind, DictOf):
            return [statement]
        (step, keys), key, part = self.keys(source.id, statement), self.temporary("key"), self.temporary(f"{source.id}_part")
        read = nodes.assign(part, nodes.at(nodes.subscript(nodes.copy(source), nodes.name(key)), call))
        body = [nodes.at(s, statement) for s in (read, _store(owner, nodes.name(key), nodes.name(part)))]
        return [step, nodes.for_(key, nodes.name(keys), body)]

    def popitem(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.popitem()`: the last key, and what is taken out under it."""
        owner, (step, keys) = call.func.value.id, self.keys(call.func.value.id, statement)
        key, part = self.temporary("key"), self.temporary(f"{owner}_part")
        last = nodes.at(nodes.subscript(nodes.name(keys), nodes.negative(nodes.constant(1))), call)
        taken = nodes.at(nodes.call(nodes.attribute(nodes.name(owner), "pop"), nodes.name(key)), call)
        pair = nodes.tuple_([nodes.name(key), nodes.name(part)])
        steps = self.pop(nodes.assign(part, taken), part, taken)
        return [step, nodes.assign(key, last), *steps, *([] if name is None else [nodes.assign(name, nodes.at(pair, call))])]

    def clear(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.clear()`: no other name reaches it."""
        return [nodes.assign(call.func.value.id, gast.Dict([], []))]

    def copy(self, statement: Stmt, name: str | None, call: gast.Call) -> list[Stmt]:
        """`d.copy()`."""
        self.builtins.add("dict")
        return [] if name is None else [nodes.assign(name, nodes.at(nodes.call("dict", call.func.value), call))]


def check_elements(program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool]) -> None:
    """Raise where something else than an array or a list that such a dict holds is changed in place."""
    body = list(statements(program.tree.body))
    holders = {str(assigned(s)): owner for s in body if (owner := _owner(s, typing)) is not None}
    for statement in body:
        place = stored(statement)
        name = str(changed_container(statement) or (place.value.id if place is not None else assigned(statement)))
        changes = place is not None or isinstance(statement, gast.AugAssign) or changed_container(statement) is not None
        owner = holders.get(name) if changes else None
        if owner is None or name in aliases.elements or isinstance(typing.name(name), Number):
            continue
        if not varied(owner) and not any(map(varied, reads(statement))):
            continue
        raise UnsupportedSyntaxError(
            f"what `{owner}` holds is changed in place, and which keys it has is known only when the function runs",
            way_out=f"Store what is new, as in `{owner}[key] = {owner}[key] + ...`, or use a list in place of the dict.",
            location=nodes.location(statement),
        )


def _owner(statement: Stmt, typing: Typing) -> str | None:
    """The dict of any keys of which a statement gives a name an element."""
    value = statement.value if isinstance(statement, gast.Assign) and assigned(statement) is not None else None
    read = element_read(value) if value is not None else None
    method = value.func if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) else None
    if read is None and method is not None and method.attr == "setdefault":
        read = (nodes.base_name(method), method)
    return read[0] if read is not None and isinstance(typing.name(read[0]), DictOf) else None


def check_keys(program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool]) -> None:
    """Raise where the keys of a dict are read, and some are differentiated values; where its values are of several structures."""
    body = list(statements(program.tree.body))
    holders = {str(assigned(s)): owner for s in body if (owner := _owner(s, typing)) is not None}
    for statement in body:
        read = element_read(getattr(statement, "value", None) or nodes.constant(None))
        if read is not None and isinstance(typing.name(read[0]), Unknown) and varied(holders.get(read[0], "")):
            raise UnsupportedSyntaxError(
                f"`{holders[read[0]]}` holds values of several kinds, and which of them is read here is known only when it runs",
                way_out="Keep values of each kind in a dict of their own.",
                location=nodes.location(statement),
            )
        value = getattr(statement, "value", None)
        if not isinstance(value, gast.Call) or typing.callee(value.func) is not list or len(value.args) != 1:
            continue
        name, kind = nodes.base_name(value.args[0]), typing.expr(value.args[0])
        if isinstance(kind, DictOf) and kind.key is not None and may_vary(kind.key):
            stored_keys = {n for s in body for n in _stored_keys(s, name, aliases) if may_vary(typing.name(n))}
            if any(map(varied, stored_keys)) and not _are_indices(str(assigned(statement)), body):
                raise UnsupportedSyntaxError(
                    f"the keys of `{name}` are values that are differentiated, and they are read here",
                    way_out="Keep such values in a list or an array.",
                    location=nodes.location(value) or nodes.location(statement),
                )


def _are_indices(name: str, body: Sequence[Stmt]) -> bool:
    """Whether the keys in a list are nothing but keys: it is read by `rt.taken`, and by loops whose target is an index."""
    for statement in body:
        if name not in reads(statement):
            continue
        if isinstance(statement, gast.For):
            target, inside = statement.target.id, statement.body
            parts = [n for s in inside for n in nodes.walk(s)]
            indices = [n for n in parts if isinstance(n, gast.Subscript) and _is_named(n.slice, target)]
            if sum(_is_named(n, target) for n in parts) > len(indices):
                return False
        elif nodes.dotted(getattr(getattr(statement, "value", None), "func", nodes.name(""))) != ["rt", "taken"]:
            return False
    return True


def _stored_keys(statement: Stmt, name: str, aliases: Aliases) -> Iterator[str]:
    """The names that stand in the key under which a statement stores something into a dict."""
    place = stored(statement)
    if place is not None and aliases.share(place.value.id, name):
        yield from nodes.names(place.slice)


def _store(name: str, key: Expr, value: Expr) -> Stmt:
    return nodes.assign(nodes.subscript(nodes.name(name), nodes.copy(key)), nodes.copy(value))


def _among(key: Expr, owner: Expr) -> Expr:
    return gast.Compare(nodes.copy(key), [gast.In()], [nodes.copy(owner)])


def _is_named(node: Expr, name: str) -> bool:
    return isinstance(node, gast.Name) and node.id == name


def _first_parts(loop: gast.For, target: str) -> Iterator[str]:
    """The names that the body of a loop over pairs gives to their first part."""
    for statement in statements(loop.body):
        value, name = getattr(statement, "value", None), assigned(statement)
        if isinstance(value, gast.Subscript) and _is_named(value.value, target) and name is not None:
            if isinstance(value.slice, gast.Constant) and value.slice.value == 0:
                yield name


__all__ = ["check_elements", "check_keys", "without_views"]
