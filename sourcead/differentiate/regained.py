"""Values that are differentiated and go into an array, list or dict outside, by a name of its own for it or for a part of it.

Guarantee: what is read again is read by that name, or by one that was made of it. Another name, or the thing itself, would know
nothing of what was stored: it is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import gast

from sourcead import nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.dependence import Nest
from sourcead.analysis.walk import assigned, own_expressions, statements, stored
from sourcead.differentiate.changed import Outside, meet
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing


def check_regained(program: Program, typing: Typing, varied: Collection[str]) -> None:
    """Raise where what was stored into something outside may be read under another name."""
    work = _Regained(program, typing, frozenset(varied))
    for statement in work.body:
        paths = work.stored(statement)
        if paths and any(work.may_regain(statement, paths, later) for later in work.body):
            thing = min(paths).partition(".[]")[0]
            raise UnsupportedSyntaxError(
                f"`{thing}`, which is outside of the function, gets values that are differentiated and is read again",
                way_out="Make it inside the function, or give it a name there that is used for both.",
                location=nodes.location(statement),
            )


class _Regained:
    """The names of one program that are things outside, or parts of such."""

    def __init__(self, program: Program, typing: Typing, varied: frozenset[str]) -> None:
        self.outside, self.varied = Outside(program, typing), varied
        self.body = list(statements(program.tree.body))
        self.nest = Nest(program.tree.body, program.params)
        self.bindings: dict[str, list[Stmt]] = {}
        for statement in self.body:
            name = assigned(statement)
            if name in self.outside.known and not isinstance(statement, gast.AugAssign):
                self.bindings.setdefault(str(name), []).append(statement)

    def stored(self, statement: Stmt) -> set[str]:
        """The paths of what a statement stores values into that are differentiated."""
        gets = nodes.free_names(getattr(statement, "value", None) or nodes.constant(0)) | {str(_target(statement))}
        return self.outside.written(statement) if gets & self.varied else set()

    def may_regain(self, store: Stmt, paths: set[str], later: Stmt) -> bool:
        """Whether a statement may read, after a store, what was stored, by another name."""
        own = self.first(str(_target(store)), ())
        inside = isinstance(later, gast.For) and store in list(statements(later.body))
        if not (inside or self.nest.order[id(later)] > self.nest.order[id(store)] or self.nest.common(later, store)):
            return False
        name = assigned(later)
        if name in self.bindings and later in self.bindings[name]:
            again = name in own and not self._local(later)  # the name comes to it once more
            return again and any(meet(p, q) for p in self.outside.known[name] for q in paths)
        return any(
            meet(path, other) and not (own and self.first(root, ()) == own) for root, path in self._read(later) for other in paths
        )

    def _read(self, statement: Stmt) -> Iterator[tuple[str, str]]:
        """The names and paths by which a statement reads things outside."""
        call = getattr(statement, "value", None)
        changes = isinstance(statement, gast.Expr) and isinstance(call, gast.Call) and bool(self.outside.written(statement))
        heads = [*call.args, *(k.value for k in call.keywords)] if changes else own_expressions(statement)  # type: ignore[union-attr]
        for node in (n for head in heads for n in nodes.walk(head) if isinstance(n, (gast.Name, gast.Attribute))):
            yield from ((nodes.base_name(node), path) for path in self.outside.paths(node))

    def first(self, name: str, seen: tuple[str, ...]) -> frozenset[str]:
        """The names by which a name comes to what is outside: those that were bound to it."""
        found: set[str] = set()
        for binding in self.bindings.get(name, ()) if name not in seen else ():
            local = self._local(binding)
            found |= {f for n in local for f in self.first(n, (*seen, name))} if local else {name}
        return frozenset(found)

    def _local(self, binding: Stmt) -> set[str]:
        value: Expr = binding.iter if isinstance(binding, gast.For) else binding.value  # type: ignore[attr-defined]
        return may_alias(value) & self.outside.known.keys()


def _target(statement: Stmt) -> str | None:
    """The name by which a statement reaches what it changes."""
    place, call = stored(statement), getattr(statement, "value", None)
    if place is not None:
        return nodes.base_name(place.value)
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and not isinstance(statement, gast.AugAssign):
        return nodes.base_name(call.func.value) if nodes.dotted(call.func) else None
    return assigned(statement)
