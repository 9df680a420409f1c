"""Webs: each variable's definitions that can reach a common use share a name, others get names of their own.

Guarantee: the program computes the same; a loop's target is assigned by its loop alone and read only in the loop's body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.marks import is_guard
from sourcead.normalize.scope import Names

State = dict[str, frozenset[int]]


class _Webs:
    """Reaching definitions, and their classes."""

    def __init__(self, params: Iterable[str]) -> None:
        self.parent: list[int] = []
        self.variable: list[str] = []
        self.made: dict[tuple[int, str], int] = {}
        self.uses: dict[tuple[int, str], frozenset[int]] = {}
        self.loop_of: dict[int, Stmt] = {}
        self.start: State = {p: frozenset({self.define((id(self), p))}) for p in params}

    def define(self, key: tuple[int, str]) -> int:
        if key not in self.made:
            self.made[key] = len(self.parent)
            self.parent.append(len(self.parent))
            self.variable.append(key[1])
        return self.made[key]

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            item = self.parent[item]
        return item

    def union(self, items: Iterable[int]) -> None:
        roots = sorted({self.find(i) for i in items})
        for other in roots[1:]:
            self.parent[other] = roots[0]

    def use(self, statement: Stmt, names: Iterable[str], state: State) -> None:
        for name in names:
            if name in state:
                key = (id(statement), name)
                self.uses[key] = self.uses.get(key, frozenset()) | state[name]
                self.union(self.uses[key])

    def block(self, body: Sequence[Stmt], state: State) -> State:
        """What reaches the end of a block, if `state` reaches its beginning."""
        state = dict(state)
        for statement in body:
            state = self.statement(statement, state)
        return state

    def statement(self, statement: Stmt, state: State) -> State:
        self.use(statement, own_reads(statement), state)
        if is_guard(statement):
            after = self.block(statement.body, state)
            return _joined(after, self.block(statement.orelse, _joined(state, self.within(statement.body))))
        if isinstance(statement, gast.If):
            return _joined(self.block(statement.body, state), self.block(statement.orelse, state))
        if isinstance(statement, (gast.For, gast.While)):
            return self.loop(statement, state)
        name = bound_name(statement)
        if name is None:
            return state
        made = self.define((id(statement), name))
        if isinstance(statement, gast.AugAssign):
            self.union([made, *state.get(name, ())])
        state[name] = frozenset({made})
        return state

    def within(self, body: Sequence[Stmt]) -> State:
        """The definitions inside a block that may raise anywhere."""
        found: State = {}
        inside = {key for statement in body for key in _inside(statement)}
        for (key, name), made in self.made.items():
            if key in inside:
                found[name] = found.get(name, frozenset()) | {made}
        return found

    def loop(self, statement: Stmt, state: State) -> State:
        while True:
            inside = state
            if isinstance(statement, gast.For):
                made = self.define((id(statement), statement.target.id))
                self.loop_of[made] = statement
                inside = {**state, statement.target.id: frozenset({made})}
            after = _joined(state, self.block(statement.body, inside))
            if isinstance(statement, gast.While):
                self.use(statement, own_reads(statement), after)
            if after == state:
                return after
            state = after


def _joined(left: State, right: State) -> State:
    return {k: left.get(k, frozenset()) | right.get(k, frozenset()) for k in [*left, *(k for k in right if k not in left)]}


def bound_name(statement: Stmt) -> str | None:
    """The name that an assignment binds."""
    if isinstance(statement, gast.Assign):
        goal = statement.targets[0]
    elif isinstance(statement, gast.AugAssign):
        goal = statement.target
    else:
        return None
    return goal.id if isinstance(goal, gast.Name) else None


def own_reads(statement: Stmt) -> list[str]:
    """The names that a statement itself reads."""
    parts = [getattr(statement, f, None) for f in ("value", "test", "iter", "msg", "exc", "cause")]
    goals = [*getattr(statement, "targets", []), getattr(statement, "target", None)]
    if isinstance(statement, gast.AugAssign):
        parts.append(statement.target)
    parts += [g for g in goals if isinstance(g, gast.Subscript)]
    return sorted({n for p in parts if p is not None for n in nodes.names(p)})


def _inside(statement: Stmt) -> set[int]:
    return {id(n) for n in nodes.walk(statement)}


def free_loop_targets(body: list[Stmt], params: Sequence[str], names: Names) -> list[Stmt]:
    """Loop targets that are assigned in the body, or read after the loop, get a name of their own for the loop."""
    webs = _Webs(params)
    webs.block(body, webs.start)
    shared: set[int] = set()
    for made, loop in webs.loop_of.items():
        own = _inside(loop)
        for (statement, _), reaching in webs.uses.items():
            if made in reaching and (statement not in own or len(reaching) > 1):
                shared.add(id(loop))
        if any(bound_name(s) == loop.target.id for s in nodes.walk(loop) if s is not loop):
            shared.add(id(loop))
        if any(isinstance(s, gast.For) and s is not loop and s.target.id == loop.target.id for s in nodes.walk(loop)):
            shared.add(id(loop))
    for loop in [n for s in body for n in nodes.walk(s) if isinstance(n, gast.For) and id(n) in shared]:
        fresh = names.temporary(loop.target.id)
        loop.body.insert(0, nodes.at(nodes.assign(loop.target.id, nodes.name(fresh)), loop))
        loop.target = nodes.target(fresh)
    return body


def split_webs(body: list[Stmt], params: Sequence[str], names: Names) -> list[Stmt]:
    """The body with one name for each web."""
    body = free_loop_targets(body, params, names)
    webs = _Webs(params)
    webs.block(body, webs.start)
    title: dict[int, str] = {}
    first: dict[str, bool] = {}
    for made, variable in enumerate(webs.variable):
        root = webs.find(made)
        if root in title:
            continue
        is_loop = made in webs.loop_of
        if variable not in first or (is_loop and first[variable]):
            title[root] = variable
            first[variable] = is_loop
        else:
            title[root] = names.temporary(variable) if variable in names.temporaries else names.fresh(variable)
    for statement in body:
        _rename(statement, webs, title)
    return _without_idle(body)


def _without_idle(body: list[Stmt]) -> list[Stmt]:
    """The body without assignments of a name to itself, as `x = f(x)` gives where `f` returns what it was given."""
    kept = [
        s for s in body if not (isinstance(s, gast.Assign) and isinstance(s.value, gast.Name) and s.value.id == bound_name(s))
    ]
    for statement in kept:
        for block in (getattr(statement, "body", []), getattr(statement, "orelse", [])):
            block[:] = _without_idle(block)
    return kept or [gast.Pass()] * bool(body)


def _rename(statement: Stmt, webs: _Webs, title: Mapping[int, str]) -> None:
    reads = {
        n: title[webs.find(min(webs.uses[id(statement), n]))] for n in own_reads(statement) if (id(statement), n) in webs.uses
    }
    for field in ("value", "test", "iter", "msg", "exc", "cause"):
        part = getattr(statement, field, None)
        if part is not None:
            origin = part
            setattr(statement, field, nodes.at(nodes.rename(part, reads), origin))
    name = bound_name(statement)
    if name is not None:
        new = title[webs.find(webs.made[id(statement), name])]
        if isinstance(statement, gast.Assign):
            statement.targets = [nodes.target(new)]
        else:
            statement.target = nodes.target(new)
    elif isinstance(statement, gast.Assign):
        statement.targets = [nodes.rename(statement.targets[0], reads)]
    elif isinstance(statement, gast.AugAssign):
        statement.target = nodes.rename(statement.target, reads)
    elif isinstance(statement, gast.For):
        statement.target = nodes.target(title[webs.find(webs.made[id(statement), statement.target.id])])
    for block in (getattr(statement, "body", []), getattr(statement, "orelse", [])):
        for inner in block:
            _rename(inner, webs, title)
