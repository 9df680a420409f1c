"""Stores of a part of an array into another part of it: `u[::2] = u[:3]`, in one dimension, and `np.place`.

NumPy copies such parts in an order in which equal steps do no harm; with different steps it may read what it has just written.
Guarantee: a store that may do so is refused. (In more dimensions, in updates and in ufuncs NumPy copies first.)
"""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.aliases import sources
from sourcead.analysis.walk import assigned, statements, stored
from sourcead.differentiate.records import Facts
from sourcead.errors import AliasError
from sourcead.nodes import Expr, Stmt
from sourcead.types import shapes
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Unknown

Axes = tuple[str, tuple[tuple[int, int], ...]]  # an array, and which of its axes are left, with their steps


def check_overlap(statement: Stmt, facts: Facts) -> None:
    """Raise where a part of an array may be stored into another part with another step, or by `np.place`."""
    _check_placed(statement, facts)
    place, value = stored(statement), getattr(statement, "value", None)
    if place is None or not isinstance(statement, gast.Assign) or not isinstance(value, gast.Name):
        return
    kinds = facts.typing.expr(nodes.load(place)), facts.type(value.id)
    if not all(isinstance(k, (Array, Unknown)) for k in (*kinds, facts.type(place.value.id))):
        return
    if not _origins(place.value.id, facts) & _origins(value.id, facts):
        return
    if any(isinstance(k, Array) and k.dims is not None and len(k.dims) != 1 for k in kinds):
        return
    if not all(shapes.index_kind(p, facts.typing) in BASIC for p in _parts(place.slice)):
        return
    goal = _indexed(_axes(nodes.name(place.value.id), facts), place.slice, facts.typing)
    source = _axes(value, facts)
    if goal is None or source is None or not (_in_order(goal, source) and _are_one_or_apart(goal[0], source[0], facts)):
        raise AliasError(
            "NumPy may read here what it has just written: a part of an array is stored into another part with another step",
            way_out="Store a copy: `u[...] = part.copy()`.",
            location=nodes.location(statement),
        )


def _check_placed(statement: Stmt, facts: Facts) -> None:
    """NumPy's `place` takes values that are a part of its array as it has just written them."""
    call = getattr(statement, "value", None)
    if not isinstance(call, gast.Call) or nodes.dotted(call.func) != ["rt", "after_place"]:
        return
    array, _, values = call.args
    if isinstance(array, gast.Name) and isinstance(values, gast.Name) and facts.aliases.share(array.id, values.id):
        raise AliasError(
            "the values that `np.place` stores are taken from the array that it writes",
            way_out="Give it a copy of the values, or write `u[mask] = ...`.",
            location=nodes.location(call) or nodes.location(statement),
        )


BASIC = ("int", "slice", "new", "ellipsis", "unknown")


def _origins(name: str, facts: Facts) -> set[str]:
    """The names whose memory a name may share by the way it is made, itself included."""
    found, todo = set[str](), [name]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += [n for value in _made(here, facts) for n in sources(value, facts.typing)]
    return found


def _made(name: str, facts: Facts) -> list[Expr]:
    """What a name is assigned."""
    return [s.value for s in statements(facts.program.tree.body) if isinstance(s, gast.Assign) and assigned(s) == name]


def _are_one_or_apart(goal: str, source: str, facts: Facts) -> bool:
    """Whether two names are one whole array or two that share nothing: they share memory by assignments `u = v` alone."""
    names = set() if goal == source else _origins(goal, facts) | _origins(source, facts)
    shared = [value for name in names for value in _made(name, facts) if sources(value, facts.typing)]
    return all(isinstance(value, gast.Name) for value in shared)


def _in_order(goal: Axes, source: Axes) -> bool:
    """Whether NumPy copies the one into the other as if they were apart, if they are parts of one array."""
    if len(goal[1]) != 1 or len(source[1]) != 1:
        return False
    (axis, step), (other, by) = goal[1][0], source[1][0]
    return axis == other and (step == by or step * by < 0)


def _axes(node: Expr, facts: Facts) -> Axes | None:
    """The axes of an array that an expression is a view of; None where they are not known."""
    if isinstance(node, gast.Name):
        view = facts.aliases.views.get(node.id)
        if view is None:
            kind = facts.type(node.id)
            rank = len(kind.dims) if isinstance(kind, Array) and kind.dims is not None else None
            return None if rank is None else (node.id, tuple((axis, 1) for axis in range(rank)))
        return _axes(view.step(nodes.name(view.base)), facts)
    if isinstance(node, gast.Attribute) and node.attr == "T":
        found = _axes(node.value, facts)
        return None if found is None else (found[0], found[1][::-1])
    return _indexed(_axes(node.value, facts), node.slice, facts.typing) if isinstance(node, gast.Subscript) else None


def _parts(index: Expr) -> list[Expr]:
    return list(index.elts) if isinstance(index, gast.Tuple) else [index]


def _indexed(axes: Axes | None, index: Expr, typing: Typing) -> Axes | None:
    """The axes that a basic index leaves."""
    if isinstance(index, gast.Constant) and index.value is Ellipsis:
        return axes
    if axes is None or len(_parts(index)) > len(axes[1]):
        return None
    left: list[tuple[int, int]] = []
    for (axis, step), part in zip(axes[1], _parts(index)):
        if isinstance(part, gast.Slice):
            by = 1 if part.step is None else nodes.literal(part.step, None)
            if not isinstance(by, int):
                return None
            left.append((axis, step * by))
        elif shapes.index_kind(part, typing) != "int":
            return None
    return axes[0], (*left, *axes[1][len(_parts(index)) :])
