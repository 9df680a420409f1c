"""Names that are deleted, by `del` or at the end of the `except` block that gives an exception a name.

Guarantee: none of them is read where no value may be bound to it any more: variables of the normal form are never unbound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt

Names = frozenset[str]
NEVER = None  # what is deleted where no way leads to
INNER = (gast.FunctionDef, gast.Lambda, gast.ClassDef)
WAY_OUT = "Give what is read another name, or let it live longer."


def check_deleted(body: Sequence[Stmt], scope: Any) -> None:
    """Raise for a statement that may read a name which was deleted."""
    deleted = frozenset(_deleted(body))
    if deleted:
        _Flow(scope, deleted).block(body, frozenset())


def _deleted(body: Sequence[Stmt]) -> Iterable[str]:
    for node in (n for statement in body for n in nodes.walk(statement)):
        if isinstance(node, gast.Delete):
            yield from (t.id for t in node.targets if isinstance(t, gast.Name))
        elif isinstance(node, gast.ExceptHandler) and node.name is not None:
            yield node.name.id


def _joined(*ways: Names | None) -> Names | None:
    known = [w for w in ways if w is not NEVER]
    return frozenset().union(*known) if known else NEVER


class _Flow:
    """Which names may be deleted, statement by statement."""

    def __init__(self, scope: Any, deleted: Names) -> None:
        self.scope = scope
        self.deleted = deleted
        self.left: list[list[Names]] = []  # of each loop around: what is deleted where it is left or begun anew

    def block(self, body: Sequence[Stmt], gone: Names | None) -> Names | None:
        for statement in body:
            if gone is NEVER:
                return NEVER
            gone = self.statement(statement, gone)
        return gone

    def statement(self, node: Any, gone: Names) -> Names | None:
        if isinstance(node, gast.Delete):
            self.read(node, gone)
            return gone | {t.id for t in node.targets if isinstance(t, gast.Name)}
        if isinstance(node, gast.If):
            self.read(node.test, gone)
            gone -= _bound(node.test)
            return _joined(self.block(node.body, gone), self.block(node.orelse, gone))
        if isinstance(node, (gast.For, gast.While)):
            return self.loop(node, gone)
        if isinstance(node, gast.Try):
            return self.guarded(node, gone)
        if isinstance(node, gast.With):
            for item in node.items:
                self.read(item, gone)
                gone -= _bound(item)
            return self.block(node.body, gone)
        if isinstance(node, (gast.Break, gast.Continue)):
            self.left[-1].append(gone)
            return NEVER
        self.read(node, gone)
        if isinstance(node, (gast.Return, gast.Raise)):
            return NEVER
        return gone - (frozenset([node.name]) if isinstance(node, (gast.FunctionDef, gast.ClassDef)) else _bound(node))

    def loop(self, node: Any, gone: Names) -> Names | None:
        self.read(node.iter if isinstance(node, gast.For) else node.test, gone)
        again = gone
        for _ in range(2):  # what is deleted in one round may be read in the next
            self.left.append([])
            self.read(node.test if isinstance(node, gast.While) else gast.Pass(), again)
            ended = self.block(node.body, again - _bound(node.target if isinstance(node, gast.For) else node.test))
            again = _joined(again, ended, *self.left.pop()) or again
        return self.block(node.orelse, again)

    def guarded(self, node: gast.Try, gone: Names) -> Names | None:
        ended = self.block(node.orelse, self.block(node.body, gone))
        raised = gone | frozenset(_deleted(node.body))
        caught = []
        for handler in node.handlers:
            name = frozenset() if handler.name is None else frozenset([handler.name.id])
            after = self.block(handler.body, raised - name)
            caught.append(after if after is NEVER else after | name)
        return self.block(node.finalbody, _joined(ended, *caught))

    def read(self, node: Any, gone: Names) -> None:
        """Raise for a name that is read here and may be deleted; a function that is made here may be called whenever it is."""
        inside = [inner for inner in nodes.walk(node) if isinstance(inner, INNER)]
        own = {id(part) for inner in inside for part in nodes.walk(inner)}
        here = [n for n in nodes.walk(node) if id(n) not in own and (_is_read(n) or n is getattr(node, "target", None))]
        later = [n for inner in inside for n in nodes.walk(inner) if _is_read(n) and n.id not in _bound(inner)]
        for names, lost in ((here, gone), (later, self.deleted)):
            found = next((n for n in names if isinstance(n, gast.Name) and n.id in lost), None)
            if found is not None:
                raise self.scope.error(found, f"`{found.id}` may have been deleted when it is read here", WAY_OUT)


def _is_read(node: Any) -> bool:
    return isinstance(node, gast.Name) and isinstance(node.ctx, (gast.Load, gast.Del))


def _bound(node: Any) -> Names:
    """The names that are bound somewhere in a node, parameters too."""
    return frozenset(n.id for n in nodes.walk(node) if isinstance(n, gast.Name) and not _is_read(n))
