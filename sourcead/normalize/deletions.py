"""`del` of elements: an element is taken out by `pop`, a slice by a store of what is left.

Guarantee: the container is the same object as before, without the elements.
"""

from __future__ import annotations

import gast

from sourcead import nodes, runtime
from sourcead.nodes import Stmt
from sourcead.normalize import protocols, questions
from sourcead.normalize.activation import Activation, Instance, constant_binding


def element(goal: gast.Subscript, node: gast.Delete, scope: Activation, out: list[Stmt]) -> None:
    """`del xs[i]`, `del d[k]`, `del xs[a:b]`."""
    owner = scope.flat.peek(goal.value, scope)
    if isinstance(owner, Instance) and not isinstance(goal.slice, gast.Slice):
        if questions.method(owner, "__delitem__"):
            protocols.special(owner, "__delitem__", scope.flat.things([goal.slice], scope, out), node, scope, out)
            return
        if owner.is_container:
            pop = gast.Call(gast.copy_location(nodes.attribute(goal.value, "pop"), goal), [goal.slice], [])
            scope.flat.statement(gast.copy_location(nodes.expression(gast.copy_location(pop, goal)), node), scope, out)
            return
    base = scope.flat.named(goal.value, scope, out)
    index = scope.flat.index(goal.slice, scope, out)
    if not isinstance(index, gast.Slice):
        if isinstance(index, gast.Tuple):
            raise scope.error(node)
        call = nodes.call(nodes.attribute(nodes.name(base), "pop"), index)
        scope.flat.emit(nodes.expression(nodes.at(call, scope.place(goal))), node, scope, out)
        return
    names = scope.names
    part, left = names.temporary("part"), names.temporary(f"{base}_left")
    rt = names.bind("rt", constant_binding(runtime, "rt"))
    bounds = [b if b is not None else nodes.constant(None) for b in (index.lower, index.upper, index.step)]
    made = nodes.call(nodes.name(names.bind("slice", constant_binding(slice, "slice"))), *bounds)
    scope.flat.emit(nodes.assign(part, made), node, scope, out)
    rest = nodes.call(nodes.attribute(nodes.name(rt), "without"), nodes.name(base), nodes.name(part))
    scope.flat.emit(nodes.assign(left, nodes.at(rest, scope.place(goal))), node, scope, out)
    whole = nodes.subscript(nodes.name(base), gast.Slice(None, None, None))
    scope.flat.emit(nodes.assign(whole, nodes.name(left)), node, scope, out)
