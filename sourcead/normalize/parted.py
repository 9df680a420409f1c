"""Objects passed to a derivative inside a program: they are taken apart in front of its call, and its result is put together.

`grad(f)(p, x)` becomes the gradient of `lambda p_w, p_b, x: f(<p of p_w and p_b>, x)` by the values in `p`. Guarantee: the result
is that of the derivative, called outside with such an object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import callables, classes, objects
from sourcead.normalize.activation import Activation, Inner, constant_binding
from sourcead.normalize.known import Transformed
from sourcead.normalize.objects import COMPUTED, Instance
from sourcead.runtime.containers import REGISTERED

MAKERS: dict[str, Callable[..., Any]] = {}  # by the name of a transform: what makes such a derivative by all of the values


def of_parts(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark what makes the derivative that a transform makes, in which whole numbers among the values have zeros."""

    def mark(maker: Callable[..., Any]) -> Callable[..., Any]:
        MAKERS[name] = maker
        return maker

    return mark


def call(
    kind: str, function: Any, wrt: Sequence[str], single: bool, bound: Mapping[str, Any], node: gast.Call, scope: Activation,
    out: list[Stmt], called: Callable[..., Expr],
) -> Any:  # fmt: skip
    """The call of a derivative of a function with some objects for arguments.

    `wrt` are the parameters that it differentiates by, `single`: one. `called` calls the derivative of an inner function.
    """
    taken = _Taking(scope, node)
    expressions = {p: taken.expression(found, p) for p, found in bound.items()}
    inner = gast.Call(taken.placed(function), list(expressions.values()), [])
    spec = gast.arguments([nodes.target(n) for n in taken.values], [], None, [], [], None, [])
    made = nodes.at(gast.Lambda(spec, nodes.at(inner, node)), node)
    around = Activation(scope.located, scope.names, scope.is_primitive, made, scope.flat, scope, scope.chain)
    around.stand_in.update(taken.stand_in)
    moving = [n for p in wrt for n in taken.of[p]]
    positions = tuple(list(taken.values).index(n) for n in moving)
    found = Transformed(MAKERS[kind], Inner(made, around), {"argnums": positions})
    passed = [scope.placeholder(atom, node) for atom in taken.values.values()]
    result = scope.flat.named(scope.placeholder(_atom(called(found, passed), kind, node, scope, out), node), scope, out)
    bars = nodes.name(result)
    if kind == "value_and_grad":
        value, bars = (_element(result, k, node, scope, out) for k in range(2))
    each = {n: _element(bars.id, k, node, scope, out) for k, n in enumerate(moving)}
    items = [taken.together(bound[p], iter(taken.of[p]), each, node, out) for p in wrt]
    whole = items[0] if single else callables.grouped("tuple", [], items, node, scope, out)
    return whole if kind == "grad" else callables.grouped("tuple", [], [value, whole], node, scope, out)


def _atom(found: Expr, wish: str, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    name = scope.names.temporary(f"{wish}_parts")
    scope.flat.emit(nodes.assign(name, found), node, scope, out)
    return nodes.name(name)


def _element(owner: str, k: int, node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    name = scope.names.temporary(f"{owner}_{k}")
    scope.flat.emit(nodes.assign(name, nodes.subscript(nodes.name(owner), nodes.constant(k))), node, scope, out)
    return nodes.name(name)


class _Taking:
    """The values in arguments, which become parameters: `values` by their names, `of` the names by argument."""

    def __init__(self, scope: Activation, node: Any) -> None:
        self.scope, self.node = scope, node
        self.values: dict[str, Expr] = {}
        self.of: dict[str, list[str]] = {}
        self.stand_in: dict[str, Any] = {}

    def placed(self, found: Any) -> Expr:
        """A name for what is known, in the function that takes the values."""
        name = f".{self.scope.names.number()}"
        self.stand_in[name] = found
        return nodes.name(name)

    def expression(self, found: Any, path: str) -> Expr:
        """What makes an argument of parameters."""
        own = self.of.setdefault(path, [])
        return self._expression(found, path, own)

    def _expression(self, found: Any, path: str, own: list[str]) -> Expr:
        if not isinstance(found, Instance):
            name = self.scope.names.fresh(path)
            self.values[name] = found
            own.append(name)
            return nodes.name(name)
        if found.kind in REGISTERED or found.maybe:
            raise self._unknown(found)
        parts: dict[Any, Expr] = {}
        for key in found.slots:
            if found.slots[key] is COMPUTED:
                continue
            part = classes.slot(found, key, self.node, self.scope)
            if not isinstance(part, (gast.AST, Instance)):
                raise self._unknown(found)
            is_known = isinstance(part, gast.AST) and objects.is_static(part, self.scope)
            parts[key] = self.placed(part) if is_known else self._expression(part, f"{path}_{objects.word(key)}", own)
        if found.kind is dict:
            return gast.Dict([nodes.constant(k) for k in parts], list(parts.values()))
        if found.kind in objects.CONTAINERS:
            return nodes.list_(parts.values()) if found.kind is list else nodes.tuple_(parts.values())
        kind = self.scope.names.bind(found.kind.__name__, constant_binding(found.kind, found.kind.__name__))
        made = nodes.call(nodes.attribute(nodes.name("<rt>"), "instance"), self.placed(nodes.name(kind)))
        made.keywords = [gast.keyword(k, v) for k, v in parts.items()]
        return made

    def _unknown(self, found: Instance) -> Exception:
        reason = f"an object of `{found.kind.__name__}` is passed to a derivative, and it is not known what it holds"
        return self.scope.error(self.node, reason, "Pass the numbers and arrays that are in it.")

    def together(self, found: Any, names: Iterator[str], bars: Mapping[str, Expr], node: Any, out: list[Stmt]) -> Any:
        """What is of the form of an argument, with its cotangents."""
        if not isinstance(found, Instance):
            return bars[next(names)]
        made = objects.make(found.kind, f"{found.wish}_bar", self.scope)
        self.scope.names.pending.append(made)
        for key, part in found.slots.items():
            is_known = not isinstance(part, Instance) and (part is COMPUTED or objects.is_static(part, self.scope))
            objects.put(made, key, part if is_known else self.together(part, names, bars, node, out), node, self.scope, out)
        made.fixed = found.kind is tuple or classes.is_frozen(found.kind)
        self.scope.names.pending.remove(made)
        return made
