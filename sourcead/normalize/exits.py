"""`break`, `continue` and early `return` made into structured code, on the user's own statements.

Guarantee: what runs, in which order, stays the same; a block that comes out has no `return`, `continue` or `break`, but for the
`if stopped: break` that may end the body of a `for`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.scope import Names


@dataclass
class Frame:
    """A function's body, or a loop's inside it, while it is made structured."""

    names: Names
    result: str
    parent: Frame | None = None
    flags: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def flag(self, kind: str) -> str:
        """The variable that tells whether this exit was taken."""
        owner = self.root() if kind == "return" else self
        if kind not in owner.flags:
            wish = {"return": "returned", "break": "stopped", "continue": "skipped"}[kind]
            owner.flags[kind] = owner.names.temporary(wish)
        return owner.flags[kind]

    def root(self) -> Frame:
        """The frame of the function."""
        return self if self.parent is None else self.parent.root()


GUARDED = (gast.Try, gast.With)


def parts_of(statement: Stmt) -> list[list[Stmt]]:
    """The blocks of a `with`, or of a `try` with handlers or with a `finally`: control leaves by the end of one of them."""
    return [[*statement.body, *getattr(statement, "orelse", ())], *(h.body for h in getattr(statement, "handlers", ()))]


def _with_blocks(statement: Stmt, frame: Frame) -> Stmt:
    exits = _block_exits(statement.body)
    if exits and getattr(statement, "orelse", None):
        _use(exits, frame)
    body = _block(list(statement.body), frame) or [gast.Pass()]
    if isinstance(statement, gast.With):
        return _at(gast.With(statement.items, body, None), statement)
    blocks = [_block(list(h.body), frame) or [gast.Pass()] for h in statement.handlers]
    handlers = [_at(gast.ExceptHandler(h.type, h.name, b), h) for h, b in zip(statement.handlers, blocks)]
    after = _guarded(list(statement.orelse), exits, frame) if exits else _block(list(statement.orelse), frame)
    return _at(gast.Try(body, handlers, after, _block(list(statement.finalbody), frame)), statement)


def _use(exits: set[str], frame: Frame) -> None:
    """What follows depends on whether these exits were taken."""
    frame.used |= exits - {"return"}
    frame.root().used |= exits & {"return"}


def has_early_exit(body: Sequence[Stmt]) -> bool:
    """Whether a function body has an exit other than one `return` at its end."""
    last = body[-1] if body else None
    inner = body[:-1] if isinstance(last, gast.Return) else body
    return any(_exits(s) for s in inner) or any(_has_loop_exit(s) for s in body)


def may_end(body: Sequence[Stmt]) -> bool:
    """Whether control may reach the end of a block."""
    last = body[-1] if body else None
    if isinstance(last, (gast.Return, gast.Raise, gast.Break, gast.Continue)):
        return False
    if isinstance(last, gast.If):
        return may_end(last.body) or may_end(last.orelse)
    if isinstance(last, GUARDED):
        return any(map(may_end, parts_of(last)))
    if isinstance(last, gast.While) and isinstance(last.test, gast.Constant) and last.test.value:
        return any("break" in _exits(s) for s in last.body)
    if isinstance(last, (gast.For, gast.While)) and last.orelse:
        return may_end(last.orelse) or any("break" in _exits(s) for s in last.body)
    return True


def _has_loop_exit(statement: Stmt) -> bool:
    return any(isinstance(n, (gast.Break, gast.Continue)) or (isinstance(n, (gast.For, gast.While)) and n.orelse)
               for n in own_nodes(statement))  # fmt: skip


def own_nodes(statement: Stmt) -> list[gast.AST]:
    """The nodes of a statement, without those of functions inside it."""
    found, todo = [], [statement]
    while todo:
        item = todo.pop()
        found.append(item)
        if not isinstance(item, (gast.FunctionDef, gast.Lambda, gast.ClassDef)):
            todo += nodes.parts(item)
    return found


def _exits(statement: Stmt) -> set[str]:
    """The exits out of the enclosing block that a statement may take."""
    if isinstance(statement, gast.Return):
        return {"return"}
    if isinstance(statement, gast.Break):
        return {"break"}
    if isinstance(statement, gast.Continue):
        return {"continue"}
    if isinstance(statement, gast.If):
        return _block_exits(statement.body) | _block_exits(statement.orelse)
    if isinstance(statement, (gast.For, gast.While)):
        return (_block_exits(statement.body) & {"return"}) | _block_exits(statement.orelse)
    if isinstance(statement, GUARDED):
        return {e for part in parts_of(statement) for e in _block_exits(part)}
    return set()


def _block_exits(body: Sequence[Stmt]) -> set[str]:
    return {e for s in body for e in _exits(s)}


def _always(body: Sequence[Stmt]) -> bool:
    """Whether a block never runs to its end."""
    for statement in body:
        if isinstance(statement, (gast.Return, gast.Break, gast.Continue, gast.Raise)):
            return True
        if isinstance(statement, gast.If) and statement.orelse and _always(statement.body) and _always(statement.orelse):
            return True
        if isinstance(statement, GUARDED) and all(map(_always, parts_of(statement))):
            return True
    return False


def structured(body: Sequence[Stmt], frame: Frame) -> list[Stmt]:
    """A function body with its exits structured; the value returned is in the frame's result variable."""
    inner = _block(list(body), frame)
    start = [_set(frame.flags["return"], False)] if "return" in frame.used else []
    return start + inner


def _set(name: str, value: bool) -> Stmt:
    return nodes.assign(name, nodes.constant(value))


def _block(body: list[Stmt], frame: Frame) -> list[Stmt]:
    out: list[Stmt] = []
    for position, statement in enumerate(body):
        rest = body[position + 1 :]
        if isinstance(statement, gast.Return):
            return [*out, *_return(statement, frame)]
        if isinstance(statement, (gast.Break, gast.Continue)):
            kind = "break" if isinstance(statement, gast.Break) else "continue"
            return [*out, _at(_set(frame.flag(kind), True), statement)] if kind in frame.used else out
        exits = _exits(statement)
        if isinstance(statement, gast.If) and exits:
            return out + _branch(statement, rest, exits, frame)
        if isinstance(statement, (gast.For, gast.While)):
            if rest:  # what follows is guarded by the exits that the loop's `else` may take
                frame.used |= exits - {"return"}
            out += _loop(statement, frame)
            if exits:
                return out + _guarded(rest, exits, frame)
        elif isinstance(statement, GUARDED):
            handlers = getattr(statement, "handlers", ())
            if handlers and all(_always(h.body) for h in handlers):  # what follows runs if nothing was caught
                after, rest = [*statement.orelse, *rest], []
                statement = _at(gast.Try(statement.body, handlers, after, []), statement)
            if rest and not _always([statement]):
                _use(exits, frame)
            out.append(_with_blocks(statement, frame))
            if exits:
                return out if _always([statement]) else out + _guarded(rest, exits, frame)
            if not rest:
                return out
        elif isinstance(statement, gast.If):
            out.append(_at(nodes.if_(statement.test, _block(statement.body, frame), _block(statement.orelse, frame)), statement))
        else:
            out.append(statement)
    return out


def _return(statement: gast.Return, frame: Frame) -> list[Stmt]:
    value = statement.value if statement.value is not None else nodes.constant(None)
    out = [_at(nodes.assign(frame.root().result, value), statement)]
    if frame.parent is not None or "return" in frame.root().used:
        frame.root().used.add("return")
        out.append(_set(frame.flag("return"), True))
    return out


def _at(new: Stmt, old: Stmt) -> Stmt:
    """The new statement at the old one's place in the file."""
    return gast.copy_location(new, old)  # type: ignore[no-any-return]


def _branch(statement: gast.If, rest: list[Stmt], exits: set[str], frame: Frame) -> list[Stmt]:
    """An `if` that may leave the block: what follows goes into the branch that does not."""
    body, orelse = list(statement.body), list(statement.orelse)
    tail: list[Stmt] = []
    if _always(body):
        orelse += rest
    elif _always(orelse):
        body += rest
    else:
        _use(exits, frame)
    kept = _always(statement.body) or _always(statement.orelse)
    new = nodes.if_(statement.test, _block(body, frame) or [gast.Pass()], _block(orelse, frame))
    if not kept:
        tail = _guarded(rest, exits, frame)
    return [_at(new, statement), *tail]


def _guarded(rest: list[Stmt], exits: set[str], frame: Frame) -> list[Stmt]:
    """What follows a statement that may have left the block."""
    if not rest:
        return []
    tests: list[Expr] = [nodes.not_(nodes.name(frame.flag(e))) for e in sorted(exits)]
    test = tests[0] if len(tests) == 1 else gast.BoolOp(gast.And(), tests)
    return [nodes.if_(test, _block(rest, frame) or [gast.Pass()], [])]


def _loop(statement: Stmt, outer: Frame) -> list[Stmt]:
    frame = Frame(outer.names, outer.result, outer)
    exits = _block_exits(statement.body)
    if "break" in exits:
        frame.used.add("break")
    if "return" in exits:
        outer.root().used.add("return")
    body = _block(list(statement.body), frame)
    if "continue" in frame.used:
        body = [_set(frame.flag("continue"), False), *body]
    stops = [frame.flag(e) for e in ("break", "return") if e in exits]
    before = [_set(frame.flag("break"), False)] if "break" in exits else []
    if isinstance(statement, gast.For):
        new: Stmt = nodes.for_(statement.target, statement.iter, [*body, *_stop(stops)])
    else:
        test = statement.test
        if stops:
            test = gast.BoolOp(gast.And(), [*(nodes.not_(nodes.name(s)) for s in stops), test])
        new = nodes.while_(gast.copy_location(test, statement.test), body)
    after: list[Stmt] = []
    if statement.orelse:
        after = (
            _guarded(list(statement.orelse), exits & {"break", "return"}, _Else(frame, outer))
            if stops
            else _block(list(statement.orelse), outer)
        )
    return [*before, _at(new, statement), *after]


def _stop(stops: list[str]) -> list[Stmt]:
    """What ends a `for` loop's body when the loop is left."""
    if not stops:
        return []
    joined = [nodes.if_(nodes.name(stops[1]), [_set(stops[0], True)])] if len(stops) == 2 else []
    return [*joined, nodes.if_(nodes.name(stops[0]), [gast.Break()])]


class _Else(Frame):
    """The `else` of a loop: exits in it are those of the block around; the loop's own flag tells whether it runs."""

    def __init__(self, loop: Frame, outer: Frame) -> None:
        super().__init__(outer.names, outer.result, outer.parent, outer.flags, outer.used)
        self.loop, self.outer = loop, outer

    def flag(self, kind: str) -> str:
        """The loop's flag for its `break`, the enclosing frame's otherwise."""
        return self.loop.flag(kind) if kind == "break" else self.outer.flag(kind)
