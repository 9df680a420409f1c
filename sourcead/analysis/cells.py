"""Who shares memory with whom, where a container that is packed and unpacked by constant keys counts as its elements.

Guarantee: names (and elements of containers) that can ever refer to overlapping memory are connected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gast

from sourcead import nodes
from sourcead.analysis.aliases import holds_memory, sources
from sourcead.analysis.walk import assigned, changed_container, copied, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, Record

Cell = tuple[str, object]  # a name and a key; the key of a whole is None


def constant_key(index: Expr, container: object) -> object:
    """The element that an index of a tuple, list or dict certainly names; None where that is not known."""
    number = index.operand if isinstance(index, gast.UnaryOp) else index
    if not isinstance(number, gast.Constant):
        return None
    key = -number.value if isinstance(index, gast.UnaryOp) else number.value
    if isinstance(container, Fixed) and isinstance(key, int):
        count = len(container.elements)
        return key % count if -count <= key < count else None
    return key


class Sharing:
    """The graph of what is made from what."""

    def __init__(self, body: Sequence[Stmt], typing: Typing) -> None:
        self.typing = typing
        self.body = list(statements(body))
        self.whole = {n for s in self.body for n in self._used_as_wholes(s)}
        pairs = [pair for s in self.body for pair in self._pairs(s)]
        self.pairs = [(a, b) for a, b in pairs if holds_memory(typing.name(a[0])) and holds_memory(typing.name(b[0]))]

    def cell(self, container: str, key: object) -> Cell:
        """An element of a container: the container itself where its elements are not told apart."""
        return (container, None) if key is None or container in self.whole else (container, key)

    def connected(self, start: Cell, *, without: Cell | None = None) -> set[Cell]:
        """All that may share memory with a name or an element; `without`: not by a container."""
        return self._grown(start, lambda pair, found: found & set(pair) and without not in pair)

    def derived(self, start: Cell) -> set[Cell]:
        """All that may share memory with a name or an element because it was made from it."""
        return self._grown(start, lambda pair, found: pair[1] in found)

    def _grown(self, start: Cell, reaches: object) -> set[Cell]:
        found = {start}
        while True:
            new = {c for pair in self.pairs if reaches(pair, found) for c in pair} - found  # type: ignore[operator]
            if not new:
                return found
            found |= new

    def held(self, statement: Stmt) -> list[tuple[Cell, str]]:
        """The names that a statement puts into a container, with the places that they get."""
        value, name, place = getattr(statement, "value", None), assigned(statement), stored(statement)
        container = changed_container(statement)
        if name is not None and isinstance(value, (gast.Tuple, gast.List)):
            found = [(self.cell(name, k), e) for k, e in enumerate(value.elts)]
        elif name is not None and isinstance(value, gast.Dict):
            found = [(self.cell(name, getattr(k, "value", None)), e) for k, e in zip(value.keys, value.values)]
        elif place is not None and isinstance(statement, gast.Assign) and not isinstance(self._type(place.value), Array):
            found = [(self.cell(place.value.id, constant_key(place.slice, self._type(place.value))), value)]
        elif container is not None and not isinstance(self.typing.name(container), Array):
            found = [((container, None), a) for a in statement.value.args]
        else:
            return []
        return [(cell, e.id) for cell, e in found if isinstance(e, gast.Name)]

    def element_read(self, statement: Stmt) -> Cell | None:
        """The element that an assignment reads from a container whose elements are told apart."""
        value = statement.value if isinstance(statement, gast.Assign) and assigned(statement) is not None else None
        if not isinstance(value, gast.Subscript) or not isinstance(value.value, gast.Name) or value.value.id in self.whole:
            return None
        return value.value.id, constant_key(value.slice, self._type(value.value))

    def _type(self, node: Expr) -> object:
        return self.typing.name(node.id)

    def _pairs(self, statement: Stmt) -> Iterator[tuple[Cell, Cell]]:
        held = self.held(statement)
        yield from ((cell, (n, None)) for cell, n in held)
        name, read = assigned(statement), self.element_read(statement)
        if isinstance(statement, gast.AugAssign) and name is not None and not isinstance(self.typing.name(name), Array):
            yield from (((name, None), (n, None)) for n in sources(statement.value, self.typing))
        elif isinstance(statement, gast.For):
            yield from (((statement.target.id, None), (n, None)) for n in nodes.free_names(statement.iter))
        elif name is None or not isinstance(statement, gast.Assign) or held:
            return
        elif read is not None:
            yield (name, None), read
        else:
            yield from (((name, None), (n, None)) for n in sources(statement.value, self.typing))

    def _used_as_wholes(self, statement: Stmt) -> set[str]:
        """The names whose elements a statement does not tell apart: all that it mentions but by constant keys."""
        goal = statement.targets[0] if isinstance(statement, gast.Assign) else getattr(statement, "target", None)
        value = getattr(statement, "value", None)
        apart: set[int] = set()
        whole = copied(value)
        if whole is not None and isinstance(goal, gast.Name):
            return set() if whole == goal.id else {goal.id, whole}  # an argument, copied on entry
        packs = isinstance(statement, gast.Assign) and isinstance(value, (gast.Tuple, gast.List, gast.Dict))
        if packs and isinstance(goal, gast.Name) and isinstance(self.typing.name(goal.id), (Fixed, Record)):
            apart.add(id(goal))
        for node in (goal, value) if isinstance(statement, gast.Assign) else ():
            if isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name):
                container = self._type(node.value)
                if isinstance(container, (Fixed, Record)) and constant_key(node.slice, container) is not None:
                    apart.add(id(node.value))
        heads = [goal, *(getattr(statement, f, None) for f in ("value", "test", "iter", "msg", "exc"))]
        return {n.id for h in heads if h is not None for n in nodes.walk(h) if isinstance(n, gast.Name) and id(n) not in apart}
