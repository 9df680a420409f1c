"""Things outside that a program changes, and may reach under another name too: `B[0] = 1.0` where `B2` is `B`, or a part of it.

What is a thing outside is known by the path to it, so that two paths to one thing are two things to all that follows. Guarantee:
of two paths, the first of which the program changes something at, what is reached by the second shares nothing with that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import CHANGING, MAY_VIEW
from sourcead.normalize.program import Binding, Program, attributes, reached
from sourcead.normalize.watched import MISSING, Attributes

OPAQUE = (ModuleType, type, FunctionType, np.ufunc, str, bytes, int, float, complex, np.generic, np.dtype)
PLAIN = {float, int, complex, bool, str, bytes, type(None), np.float64, np.int64, np.bool_, type(MISSING)}
DEEPEST = 12
METHODS = CHANGING | {"fill", "put", "partition", "resize"}


@dataclass(frozen=True)
class Path:
    """A name that is not local, and attributes; `inside`: something in what is there, or a view of it."""

    parts: tuple[str, ...]
    inside: bool = False

    def thing(self, env: Mapping[str, Binding]) -> Any:
        """What is there now."""
        return attributes(env[self.parts[0]].value, list(self.parts[1:]))


Pair = tuple[Path, Path]


def pairs(tree: gast.FunctionDef, env: Mapping[str, Binding]) -> tuple[tuple[Stmt, Pair], ...]:
    """Paths to what a program changes, each with another path that it mentions, and the statement."""
    body = list(_statements(tree.body))
    reach = _reached(body, env)
    writes = [(s, p) for s in body for p in _written(s, reach, env)]
    if not writes:
        return ()
    mentioned = {p for s in body for e in _expressions(s) for p in _mentioned(e, env) if not _is_code(Path(p).thing(env))}
    found: dict[Pair, Stmt] = {}
    for statement, path in writes:
        for parts in sorted(mentioned):
            if parts[: len(path.parts)] != path.parts and path.parts[: len(parts)] != parts:
                found.setdefault((path, Path(parts, inside=True)), statement)
    return tuple((s, p) for p, s in found.items())


def _is_code(thing: Any) -> bool:
    """Whether a thing is watched for itself, and nothing is kept in it."""
    return callable(thing) or isinstance(thing, ModuleType)


def meet(pair: Pair, env: Mapping[str, Binding]) -> bool:
    """Whether what is changed at the first path may be reached by the second."""
    return shares(pair[0].thing(env), pair[1].thing(env), inside=pair[0].inside)


def shares(first: Any, second: Any, *, inside: bool) -> bool:
    """Whether a thing, or with `inside` something in it, may be reached by another thing."""
    one, other = type(first), type(second)
    if one in PLAIN or other in PLAIN or (other is np.ndarray and one is not np.ndarray and not inside):
        return False
    reached_first, reached_second = _Reached(), _Reached()
    if inside:
        reached_first.add(first)
    elif isinstance(first, np.ndarray):
        reached_first.arrays.append(first)
    elif not isinstance(first, OPAQUE):
        reached_first.holders.add(id(first))
    reached_second.add(second)
    if not reached_first.holders.isdisjoint(reached_second.holders):
        return True
    return any(np.may_share_memory(a, b) for a in reached_first.arrays for b in reached_second.arrays)


def slots_of(value: Any) -> list[Any]:
    """What is under the attributes of an object that has no dict for them."""
    kind: Any = type(value)
    return [getattr(value, name, None) for name in _names_of_slots(kind)]


@cache
def _names_of_slots(kind: Any) -> tuple[str, ...]:
    found = [getattr(base, "__slots__", ()) for base in kind.__mro__]
    return tuple(n for names in found for n in ([names] if isinstance(names, str) else names) if not n.startswith("__"))


class _Reached:
    """What can be changed in a value: arrays, and by `id` what holds others."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray] = []
        self.holders: set[int] = set()

    def add(self, value: Any, depth: int = 0) -> None:
        """A value, and what is in it."""
        kind = type(value)
        if kind in PLAIN or depth > DEEPEST:
            return
        if isinstance(value, np.ndarray):
            self.arrays.append(value)
            held: Iterable[Any] = value.ravel().tolist() if value.dtype == object else ()
        elif isinstance(value, OPAQUE) or id(value) in self.holders:
            return
        else:
            self.holders.add(id(value))
            table = value if isinstance(value, dict) else getattr(value, "__dict__", {})
            held = value if isinstance(value, (list, tuple, set, deque)) else [*table.values(), *slots_of(value)]
        for part in held:
            if type(part) not in PLAIN:
                self.add(part, depth + 1)


def met_by_calls(program: Program) -> tuple[Program, Stmt, Path] | None:
    """A statement that changes something outside, if functions that stay calls read or change it; its program, and the path."""
    parts = reached(program)
    read = [(part, p.thing(part.env)) for part in parts for p in read_of(part)] if len(parts) > 1 or program.callees else []
    for part in parts if read else ():
        for statement, path in written_by(part):
            thing = path.thing(part.env)
            for other, held in read:
                apart = part is program and other is program and not _calls_itself(program)
                if not apart and shares(thing, held, inside=path.inside):
                    return part, statement, path
    return None


def written_by(program: Program) -> list[tuple[Stmt, Path]]:
    """The statements of a program that change something outside, with the paths to it."""
    body = list(_statements(program.tree.body))
    reach = _reached(body, program.env)
    return [(s, p) for s in body for p in sorted(_written(s, reach, program.env), key=repr)]


def _calls_itself(program: Program) -> bool:
    return any(other.tree is program.tree for c in program.callees.values() for other in c.reached())


def read_of(program: Program) -> list[Path]:
    """The paths to things outside that a program reads, other than to give one a name or to change one."""
    body = list(_statements(program.tree.body))
    reach = _reached(body, program.env)
    found: set[tuple[str, ...]] = set()
    for statement in body:
        if isinstance(statement, gast.Assign) and nodes.dotted(statement.value) is not None:
            continue
        for part in _expressions(statement):
            bare = isinstance(part, gast.Subscript) and isinstance(part.ctx, gast.Store)
            inner = part.slice if bare else part
            for node in nodes.walk(inner):
                if isinstance(node, (gast.Name, gast.Attribute)):
                    found |= {p.parts for p in _paths(node, reach, program.env)}
    return [Path(p) for p in sorted(found) if not _is_code(Path(p).thing(program.env))]


def arrays_outside(program: Program) -> list[np.ndarray]:
    """The arrays that a program, and the functions that stay calls in it, may read outside, as they are now."""
    if "outside" not in program.results:
        program.results["outside"] = [(path, part.env) for part in reached(program) for path in read_of(part)]
    found = _Reached()
    for path, env in program.results["outside"]:
        found.add(path.thing(env))
    return found.arrays


class Apart(Attributes):
    """Whether a program's pairs of things outside share nothing, looked up like the names in a globals dict."""

    KEY = "<apart>"

    def __init__(self, program: Program) -> None:
        super().__init__(program.tree)
        roots = {p.parts[0] for pair in program.meeting for p in pair}
        self.bindings = {n: program.env[n] for n in roots}
        self.meeting = program.meeting

    def __getitem__(self, key: str) -> Any:
        try:
            env = {n: Binding(b.current(), None, n) for n, b in self.bindings.items()}
        except (KeyError, ValueError):  # a name is not bound any more
            return False
        return not any(meet(pair, env) for pair in self.meeting)


def _statements(body: Sequence[Stmt]) -> Iterator[Stmt]:
    for statement in body:
        yield statement
        for field in ("body", "orelse"):
            yield from _statements(getattr(statement, field, None) or [])


def _expressions(statement: Stmt) -> list[Expr]:
    """The expressions of a statement, not of the statements in it."""
    return [p for p in nodes.parts(statement) if not isinstance(p, gast.stmt)]


def _mentioned(node: Any, env: Mapping[str, Binding]) -> Iterator[tuple[str, ...]]:
    """The longest dotted names in an expression that are not local, without methods at their ends."""
    parts = nodes.dotted(node)
    if parts is not None:
        if parts[0] in env:
            yield _without_methods(tuple(parts), env)
        return
    for part in nodes.parts(node):
        yield from _mentioned(part, env)


def _without_methods(parts: tuple[str, ...], env: Mapping[str, Binding]) -> tuple[str, ...]:
    """The path to what a method is called on; a path to anything else as it is."""
    while len(parts) > 1 and callable(Path(parts).thing(env)) and not isinstance(Path(parts[:-1]).thing(env), (ModuleType, type)):
        parts = parts[:-1]
    return parts


def _reached(body: Sequence[Stmt], env: Mapping[str, Binding]) -> dict[str, set[Path]]:
    """The paths by which variables may have been reached, whichever way control came."""
    reach: dict[str, set[Path]] = {}
    count = -1
    while count != (count := sum(map(len, reach.values()))):
        for statement in body:
            if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name):
                reach.setdefault(statement.targets[0].id, set()).update(_paths(statement.value, reach, env))
            elif isinstance(statement, gast.For):
                found = {Path(p.parts, inside=True) for p in _paths(statement.iter, reach, env)}
                reach.setdefault(statement.target.id, set()).update(found)
    return reach


def _paths(node: Any, reach: Mapping[str, set[Path]], env: Mapping[str, Binding]) -> set[Path]:
    """The paths to what a value may share something with."""
    parts = nodes.dotted(node)
    if parts is not None and parts[0] in env:
        return {Path(tuple(parts))}
    if isinstance(node, gast.Name):
        return reach.get(node.id, set())
    if isinstance(node, gast.Call):
        return (
            set() if _is_fresh(node, env) else _inside([*node.args, *(k.value for k in node.keywords), *_owner(node)], reach, env)
        )
    if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Add, gast.Mult, gast.BitOr)):  # lists of the same elements
        found = _paths(node.left, reach, env) | _paths(node.right, reach, env)
        return {Path(p.parts, inside=True) for p in found if isinstance(p.thing(env), (list, tuple, dict))}
    if isinstance(node, gast.IfExp):
        return _paths(node.body, reach, env) | _paths(node.orelse, reach, env)
    if isinstance(node, (gast.Attribute, gast.Subscript)):
        return _inside([node.value], reach, env)
    if isinstance(node, (gast.Tuple, gast.List)):
        return _inside(node.elts, reach, env)
    return _inside(node.values, reach, env) if isinstance(node, gast.Dict) else set()


def _inside(held: Sequence[Any], reach: Mapping[str, set[Path]], env: Mapping[str, Binding]) -> set[Path]:
    return {Path(p.parts, inside=True) for e in held for p in _paths(e, reach, env)}


def _owner(call: gast.Call) -> list[Expr]:
    """What a method is called on."""
    return [call.func.value] if isinstance(call.func, gast.Attribute) else []


def _is_fresh(call: gast.Call, env: Mapping[str, Binding]) -> bool:
    """Whether a call is of a function of NumPy that gives no view."""
    parts = nodes.dotted(call.func)
    function = MISSING if parts is None or parts[0] not in env else Path(tuple(parts)).thing(env)
    library = (getattr(function, "__module__", None) or "").split(".")[0]
    return isinstance(function, np.ufunc) or (library == "numpy" and getattr(function, "__name__", "") not in MAY_VIEW)


def _written(statement: Stmt, reach: Mapping[str, set[Path]], env: Mapping[str, Binding]) -> set[Path]:
    """The paths to what a statement changes."""
    goal = statement.targets[0] if isinstance(statement, (gast.Assign, gast.Delete)) else getattr(statement, "target", None)
    found: set[Path] = set()
    if isinstance(goal, gast.Subscript):
        found |= _paths(goal.value, reach, env)
    if isinstance(statement, gast.AugAssign) and isinstance(goal, gast.Name):
        found |= _paths(goal, reach, env)
    call = getattr(statement, "value", None)
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and call.func.attr in METHODS:
        found |= _paths(call.func.value, reach, env)
    return found


__all__ = ["Apart", "Path", "meet", "met_by_calls", "pairs", "read_of", "shares", "written_by"]
