"""Which names may have one and the same list, whatever their elements are.

A list that is made anew, and neither stored in a container nor given to a function, has only names that are bound to each other.
"""

from __future__ import annotations

from collections import defaultdict

import gast

from sourcead import nodes
from sourcead.analysis.dependence import Nest
from sourcead.analysis.walk import assigned, changed_container, own_expressions, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, Number

MAKING = (list, sorted)


class Identities:
    """The lists of a program, by groups of names."""

    def __init__(self, program: Program, typing: Typing) -> None:
        self.typing = typing
        self.nest = Nest(program.tree.body, program.params)
        self.group: dict[str, frozenset[str]] = {}
        self.made: dict[str, list[Stmt]] = defaultdict(list)  # where a name gets a new list
        self.second: dict[str, list[Stmt]] = defaultdict(list)  # where the list of a name gets another name
        self.named: set[str] = set()  # names that get the list of another one
        self.open: set[str] = set(program.params)  # names that may have a list from elsewhere, or whose list is elsewhere
        for statement in statements(program.tree.body):
            self._see(statement)

    def may_be(self, change: Stmt, name: str, reader: Stmt) -> bool:
        """Whether a statement that may run after `reader` may make the list that `name` has there longer or shorter."""
        names = self.group.get(name, frozenset((name,)))
        if names & self.open:
            return True
        if (changed_container(change) or resized(change, self.typing)) not in names:
            return False
        made = [s for n in names for s in self.made[n]]
        loop = self.nest.loops[id(reader)][-1:]
        if len(made) != 1 or not loop or loop[0] not in self.nest.loops[id(made[0])]:
            return True
        before = self.nest.precedes(made[0], change) and self.nest.order[id(change)] < self.nest.order[id(reader)]
        return not before  # else it changed the list of this round

    def apart(self, changed: str, name: str, loop: Stmt) -> bool:
        """Whether a list that changes in a loop was made right before it, and is none that the loop runs over by that name."""
        made = self.made[changed]
        if changed in self.open | self.named | {name} or len(made) != 1:
            return False
        nest = self.nest
        later = all(nest.order[id(s)] > nest.order[id(loop)] for s in self.second[changed])
        return later and nest.loops[id(made[0])] == nest.loops[id(loop)] and nest.precedes(made[0], loop)

    def _see(self, statement: Stmt) -> None:
        name, value = assigned(statement), getattr(statement, "value", None)
        held = set()
        if isinstance(statement, gast.Assign) and name is not None and isinstance(value, gast.Name):
            names = self.group.get(name, frozenset((name,))) | self.group.get(value.id, frozenset((value.id,)))
            self.group.update(dict.fromkeys(names, names))
            self.second[value.id].append(statement)
            self.named.add(name)
        elif isinstance(statement, gast.Assign) and name is not None and self._makes(value):
            self.made[name].append(statement)
            held = set(nodes.names(value)) if isinstance(value, gast.List) else set()
        else:
            self.open |= {name} if name is not None else set()
            held = {n for e in own_expressions(statement) for n in self._shown(e)}
        place = stored(statement)
        if place is not None and isinstance(value, gast.Name) and not isinstance(place.slice, gast.Slice):
            held.add(value.id)
        self.open |= held

    def _makes(self, value: Expr) -> bool:
        if isinstance(value, (gast.List, gast.BinOp)):
            return True
        return isinstance(value, gast.Call) and any(self.typing.callee(value.func) is f for f in MAKING)

    def _shown(self, value: Expr) -> set[str]:
        """The names that an expression may keep: those in displays, and those that functions and methods get."""
        found: set[str] = set()
        for node in nodes.walk(value):
            if isinstance(node, (gast.List, gast.Tuple, gast.Dict, gast.IfExp)):
                found |= set(nodes.names(node))
            elif isinstance(node, gast.Call) and not self._only_reads(node):
                found |= {n for a in (*node.args, *(k.value for k in node.keywords)) for n in nodes.names(a)}
        return found

    def _only_reads(self, call: gast.Call) -> bool:
        function = self.typing.callee(call.func)
        module = (getattr(function, "__module__", None) or "").split(".")[0]
        return any(function is f for f in (len, sum, max, min, any, all, *MAKING)) or module == "numpy"


def resized(statement: Stmt, typing: Typing) -> str | None:
    """The list whose length a statement may change."""
    place = stored(statement)
    if place is not None:
        name = place.value.id if isinstance(place.slice, gast.Slice) and isinstance(place.value, gast.Name) else None
    elif isinstance(statement, gast.AugAssign):
        name = statement.target.id
    else:
        return changed_container(statement)
    kind = None if name is None else typing.name(name)
    fixed = isinstance(kind, (Array, Number)) or (isinstance(kind, Fixed) and kind.kind != "list")
    return None if fixed else name
