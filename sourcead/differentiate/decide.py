"""Branches that the types decide: `isinstance`, `is None`, ranks, dtypes, strings, structures.

Each test is judged by what is known at its place (a forward, flow-sensitive pass in which a branch that cannot run brings nothing
in: Wegman, Zadeck, "Constant propagation with conditional branches", 1991), and a branch that is never taken is left out.
Guarantee: a test is decided only if it has the same outcome in every run whose arguments have the signature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import gast

from sourcead import nodes, runtime
from sourcead.analysis.containers import Change, all_shared_changes
from sourcead.analysis.walk import statements
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program, respelled
from sourcead.normalize.marks import is_guard
from sourcead.types import shapes
from sourcead.types.infer import infer, step
from sourcead.types.judge import Judge
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Number, Record, SetOf, Type, Unknown, join

State = dict[str, Type]
ROUNDS = 8
VIEWS = ("items", "keys", "values")
CHANGING = frozenset(["extend", "insert", "pop", "popitem", "remove", "clear", "sort", "reverse", "update", "setdefault", "add"])


def decide(program: Program, arguments: Mapping[str, Type]) -> Program:
    """The program without the branches that cannot run when its parameters have these types."""
    found = _decided(program, arguments)
    for statement in statements(found.tree.body):
        if isinstance(statement, gast.Raise) and statement.exc is not None:
            if program.resolve(statement.exc) is runtime.NoResultError:
                raise UnsupportedSyntaxError("the function may end without a result", way_out="Return a number at its end.",
                                             location=nodes.location(statement))  # fmt: skip
            if program.resolve(statement.exc) is runtime.ReflectedError:
                raise UnsupportedSyntaxError(
                    "an array may come first here, and NumPy would take the object for one of its elements, or for an array",
                    way_out="Write the object first, or let its class say `__array_ufunc__ = None`.",
                    location=nodes.location(statement),
                )
    return found


def _decided(program: Program, arguments: Mapping[str, Type]) -> Program:
    if not any(isinstance(s, (gast.If, gast.While)) or is_check(s, program) for s in statements(program.tree.body)):
        return program
    shared = shared_names(program, arguments)
    work = Structures(program, shared)
    body, _ = work.block(nodes.copy_all(program.tree.body), dict(arguments))
    if not work.decided:
        return program
    found = respelled(program, body)
    return _decided(found, arguments) if shared else found  # without what cannot run, less may be shared


def shared_names(program: Program, arguments: Mapping[str, Type]) -> frozenset[str]:
    """Containers that change while another name reaches them: what they hold is not followed."""
    return frozenset(name for change in _seen_changes(program, arguments) for name in (change.name, change.other))


def seen_names(program: Program, arguments: Mapping[str, Type]) -> tuple[frozenset[str], frozenset[str]]:
    """Containers that may change while another name refers to them, and those that merely hold one that does."""
    found = _seen_changes(program, arguments)
    direct = {c.name for c in found} | {c.other for c in found if c.direct}
    return frozenset(direct), frozenset({c.other for c in found} - direct)


def _seen_changes(program: Program, arguments: Mapping[str, Type]) -> list[Change]:
    """Changes of containers that another name sees; `d.items()` in the head of a loop sees them as the dict itself does."""
    views = _views(program)
    return [c for c in all_shared_changes(program, infer(program, arguments)) if not views & {c.name, c.other}]


def _views(program: Program) -> set[str]:
    """The names of views of dicts that loops run over, and that nothing else reads."""
    made, heads, read = set[str](), list[str](), list[str]()
    for statement in statements(program.tree.body):
        value = getattr(statement, "value", None)
        if isinstance(statement, gast.Assign) and isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
            if value.func.attr in VIEWS and not value.args and isinstance(statement.targets[0], gast.Name):
                made.add(statement.targets[0].id)
        if isinstance(statement, gast.For) and isinstance(statement.iter, gast.Name):
            heads.append(statement.iter.id)
    for item in nodes.walk(program.tree):
        if isinstance(item, gast.Name) and isinstance(item.ctx, gast.Load):
            read.append(item.id)
    return {name for name in made if read.count(name) == heads.count(name)}


class Structures:
    """The pass over one program; `decided` tells whether it found anything."""

    def __init__(self, program: Program, shared: frozenset[str], shallow: frozenset[str] = frozenset()) -> None:
        self.program, self.shared, self.shallow, self.decided = program, shared, shallow, False
        self.raised: list[State] = []  # what is known wherever the guarded bodies around may raise

    def block(self, body: Sequence[Stmt], state: State | None) -> tuple[list[Stmt], State | None]:
        """A block without what cannot run, and what is known after it (None: its end is not reached)."""
        out: list[Stmt] = []
        for statement in body:
            if state is None:
                out.append(statement)
                continue
            new, state = self.statement(statement, state)
            out += new
            if self.raised and state is not None:
                self.raised[-1] = _joined(self.raised[-1], dict(state)) or state
        return out, state

    def judge(self, state: State) -> Judge:
        """What answers questions in a state."""
        return Judge(self.program, state, unfollowed=self.shared, shallow=self.shallow)

    def statement(self, node: Stmt, state: State) -> tuple[list[Stmt], State | None]:
        """A statement, and what is known after it."""
        if isinstance(node, gast.If):
            return self.branch(node, state)
        if isinstance(node, gast.While):
            return self.repeated(node, state)
        if isinstance(node, gast.For):
            return self.loop(node, state)
        if isinstance(node, gast.Raise):
            return [node], None
        return self.plain(node, state)

    def plain(self, node: Stmt, state: State) -> tuple[list[Stmt], State | None]:
        """A statement without blocks."""
        judge = self.judge(state)
        if is_check(node, self.program) and _has_length(node, judge):
            self.decided = True
            return [], state
        if isinstance(node, gast.Assign) and _with_known_place(node.value, judge):
            self.decided = True
        if isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name):
            outcome = judge.outcome(node.value)
            if outcome is not None and not nodes.is_atom(node.value):
                node.value = nodes.at(nodes.constant(outcome), node.value)
                self.decided = True
        step(node, judge)
        _forget(node, judge)
        return [node], state

    def branch(self, node: gast.If, state: State) -> tuple[list[Stmt], State | None]:
        """A branch: the way that is certain, or both."""
        judge = self.judge(state)
        outcome = judge.truth(node.test)
        if outcome and node.body and isinstance(node.body[0], gast.Break):  # the loop is still one that is left early
            node.test = nodes.at(nodes.constant(True), node.test)
            return [node], state
        if outcome is not None:
            self.decided = True
            return self.block(node.body if outcome else node.orelse, state)
        node.test = self.simpler(node.test, judge)
        node.body, after, start = (
            self.guarded(node.body, state) if is_guard(node) else (*self.block(node.body, dict(state)), state)
        )
        node.orelse, other = self.block(node.orelse, dict(start))
        joined = _joined(after, other)
        if not node.body and not node.orelse:
            return [], joined
        node.body = node.body or [gast.Pass()]
        return [node], joined

    def guarded(self, body: Sequence[Stmt], state: State) -> tuple[list[Stmt], State | None, State]:
        """A block that may raise anywhere, what is known after it, and what is known when its handler starts."""
        self.raised.append(dict(state))
        new, after = self.block(body, dict(state))
        start = self.raised.pop()
        if self.raised:
            self.raised[-1] = _joined(self.raised[-1], dict(start)) or start
        return new, after, start

    def simpler(self, test: Expr, judge: Judge) -> Expr:
        """A test without what is known."""
        found = judge.simplified(test)
        if found is not test:
            self.decided = True
        return found

    def repeated(self, node: gast.While, state: State) -> tuple[list[Stmt], State | None]:
        """A `while` loop."""
        if self.judge(state).truth(node.test) is False:
            self.decided = True
            return [], state
        inside = self.settled(node.body, state, lambda s: s)
        node.test = self.simpler(node.test, self.judge(inside))
        node.body = self.block(node.body, dict(inside))[0] or [gast.Pass()]
        return [node], inside

    def loop(self, node: gast.For, state: State) -> tuple[list[Stmt], State | None]:
        """A `for` loop."""
        element = shapes.element(self.judge(state).expr(node.iter))
        target = node.target.id
        inside = self.settled(node.body, state, lambda s: {**s, target: element})
        node.body = self.block(node.body, {**inside, target: element})[0] or [gast.Pass()]
        return [node], {**inside, target: join(inside.get(target), element)}

    def tried(self, body: Sequence[Stmt], state: State) -> State | None:
        """What is known after a block; what is written is dropped."""
        return self.block(body, state)[1]

    def settled(self, body: Sequence[Stmt], state: State, enter: object) -> State:
        """What is known whenever the body of a loop starts."""
        decided = self.decided
        for _ in range(ROUNDS):
            after = self.tried(nodes.copy_all(body), dict(enter(state)))  # type: ignore[operator]
            new = _joined(state, after)
            assert new is not None
            if new == state:
                break
            state = new
        else:
            state = {n: t for n, t in state.items() if n not in set(_bound(body))}
            state.update({n: Unknown() for n in _bound(body)})
        self.decided = decided
        return state


def _with_known_place(value: Expr, judge: Judge) -> bool:
    """Write out an index that is known here, by which an element is read whose kind is its own; whether it was one."""
    whole = judge.name(value.value.id) if isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name) else None
    if not isinstance(whole, Fixed):
        return False
    part = value.slice
    index = part.lower if isinstance(part, gast.Slice) and part.upper is None and part.step is None else part
    kind = judge.name(index.id) if isinstance(index, gast.Name) else None
    known = kind.value if isinstance(kind, Number) and type(kind.value) is int else None
    if known is None or not 0 <= known < len(whole.elements) + isinstance(part, gast.Slice):
        return False
    written = nodes.at(nodes.constant(known), value)
    value.slice = gast.Slice(written, None, None) if isinstance(part, gast.Slice) else written
    return True


def is_check(node: Stmt, program: Program) -> bool:
    """Whether a statement checks the length of what is taken apart."""
    call = node.value if isinstance(node, gast.Assign) else None
    return isinstance(call, gast.Call) and program.resolve(call.func) is runtime.check_length


def _has_length(node: gast.Assign, judge: Judge) -> bool:
    """Whether what is taken apart certainly has the length that is asked for."""
    base, count, *more = node.value.args
    kind = judge.expr(base)
    if isinstance(kind, (Record, DictOf, SetOf)):
        raise UnsupportedSyntaxError(
            f"what is taken apart here is a {'set' if isinstance(kind, SetOf) else 'dict'}",
            way_out=f"Take apart a list of what is in it: `list({base.id})`.",
            location=nodes.location(node.value) or nodes.location(node),
        )
    known = len(kind.elements) if isinstance(kind, Fixed) else None
    if isinstance(kind, Array) and kind.dims and (kind.dims[0].size or "").startswith("="):
        known = int((kind.dims[0].size or "")[1:])
    return known is not None and (known == count.value or (bool(more) and known > count.value))


def _joined(left: State | None, right: State | None) -> State | None:
    if left is None or right is None:
        return left if right is None else right
    return {n: join(left.get(n), right.get(n)) for n in [*left, *(n for n in right if n not in left)]}


def _bound(body: Sequence[Stmt]) -> Iterator[str]:
    """The names that a block assigns, stores into, or calls a method of."""
    for statement in body:
        for node in nodes.walk(statement):
            if isinstance(node, gast.Name) and (isinstance(node.ctx, gast.Store)):
                yield node.id
            if isinstance(node, (gast.Subscript, gast.Attribute)) and isinstance(node.value, gast.Name):
                if isinstance(node.ctx, gast.Store) or isinstance(node, gast.Attribute):
                    yield node.value.id


def _forget(node: Stmt, judge: Judge) -> None:
    """What a container holds is not known after a method that changes it in a way that the types do not follow."""
    call = getattr(node, "value", None)
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in CHANGING:
        base = call.func.value
        if isinstance(base, gast.Name) and isinstance(judge.name(base.id), (Fixed, ListOf, Record)):
            judge.types[base.id] = Unknown()
