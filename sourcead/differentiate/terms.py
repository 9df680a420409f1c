"""A statement's tangent as an expression: the rule of its operation, instantiated for forward mode.

Guarantee: the expression is the derivative of the operation's value in the direction of its operands' tangents, though maybe of a
smaller shape that broadcasts to the value's; an operation without a rule for an active operand raises `MissingRuleError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.differentiate.formulas import OUT, candidates, choose, missing, short
from sourcead.differentiate.lowering import lower, representative
from sourcead.nodes import Expr
from sourcead.rules.forms import Rule
from sourcead.types.conditions import is_flat
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Number, Static

ZERO = nodes.constant(0)


@dataclass(frozen=True)
class Directions:
    """What an operation's operands move along: `dot(name)`, the tangent of a name; whether a name is `active` at all."""

    typing: Typing
    active: Callable[[str], bool]
    dot: Callable[[str], Expr]

    def zero(self, node: Expr) -> Expr:
        """The tangent of what does not move; None where it is no number."""
        kind = self.typing.expr(node)
        if isinstance(kind, Array) and isinstance(node, gast.Name):
            other = representative(node.id, self.typing)
            same = self.typing.name(other)
            return nodes.call(
                "np.zeros_like", nodes.name(other) if isinstance(same, Array) and same.dtype == kind.dtype else node
            )
        if isinstance(kind, Number):
            zero = nodes.constant(0j if np.dtype(kind.dtype).kind == "c" else 0.0)
            single = kind.dtype in ("float16", "float32", "complex64")
            return nodes.call(nodes.attribute(nodes.name("np"), kind.dtype), zero) if single else zero
        if isinstance(kind, Static) or not isinstance(node, gast.Name):
            return nodes.constant(None)
        return nodes.call("rt.zeros_like", node)

    def of(self, node: Expr) -> Expr:
        """The tangent of an operand: a name or a constant."""
        return self.dot(node.id) if self.moves(node) else self.zero(node)

    def moves(self, node: Expr) -> bool:
        """Whether an operand has a tangent that may be other than zero."""
        return isinstance(node, gast.Name) and self.active(node.id)


@dataclass(frozen=True)
class Tangent:
    """The tangent of an operation's value, in which `OUT` is the value.

    `operands`: the names and tangents of each operand that may spread the value's shape, where that is not the tangent's anyway;
    `mirrors`: it is the operation itself, of tangents, so that it shares memory with them as the value does with the operands.
    """

    value: Expr
    operands: tuple[frozenset[str], ...] = ()
    mirrors: bool = False

    def covers(self, value: Expr) -> bool:
        """Whether the tangent, as this expression, has certainly the value's shape: each operand, or its tangent, is in it."""
        names = nodes.free_names(value)
        return OUT in names or all(names & operand for operand in self.operands)


def tangent(operation: Expr, along: Directions) -> Tangent | None:
    """The tangent of an operation over names and constants; None where it is zero."""
    if isinstance(operation, gast.Compare) or (isinstance(operation, gast.UnaryOp) and isinstance(operation.op, gast.Not)):
        return None
    if isinstance(operation, gast.Call) and along.typing.callee(operation.func) is runtime.masked:
        return _masked(operation, along)
    rules, args, keywords = candidates(operation, along.typing)
    wanted = {n for n in nodes.names([*args, *keywords.values()]) if along.active(n)}
    if not wanted or is_flat(rules, args, along.typing):
        return None
    rule, bound = choose(rules, args, keywords, operation, along.typing)
    if rule.kind == "nondifferentiable":
        return None
    moving = {p: a for p, a in bound.items() if along.moves(a)}
    for param in moving:
        if param not in rule.vjp:
            raise missing(operation, f"has no derivative rule for its argument `{param}`", along.typing)
    lost = wanted - {a.id for a in moving.values()}
    if lost:
        raise missing(operation, f"has no derivative rule for the way `{min(lost)}` is passed", along.typing)
    moving = {p: a for p, a in moving.items() if not nodes.equal(rule.vjp[p], ZERO)}
    return _tangent(rule, operation, bound, moving, along) if moving else None


def _tangent(rule: Rule, operation: Expr, bound: Mapping[str, Expr], moving: Mapping[str, Expr], along: Directions) -> Tangent:
    if rule.kind == "linear" and not rule.jvp:
        mapping = {id(bound[p]): along.of(bound[p]) for p, f in rule.vjp.items() if not nodes.equal(f, ZERO)}
        return Tangent(_moved(operation, mapping), mirrors=True)
    if rule.tangent is not None:
        every = {f"d{p}": along.of(bound[p]) if p in moving else ZERO for p in rule.vjp}
        found = nodes.substitute(short(rule.tangent, rule, bound), {**bound, **every, "out": nodes.name(OUT)})
    else:
        found, *terms = [_term(rule, p, operation, bound, along) for p in moving]
        plain = isinstance(along.typing.expr(operation), (Array, Number)) if terms else True
        for term in terms:
            found = nodes.binop(found, gast.Add, term) if plain else nodes.call("rt.add", found, term)
    return Tangent(lower(found, along.typing), _spreading(bound.values(), along) if rule.kind == "elementwise" else ())


def _spreading(operands: Iterable[Expr], along: Directions) -> tuple[frozenset[str], ...]:
    """The names and tangents of the operands of an elementwise operation that are no numbers."""
    arrays = [e for e in operands if isinstance(e, gast.Name) and not isinstance(along.typing.name(e.id), Number)]
    return tuple(frozenset({e.id, *(nodes.free_names(along.of(e)) if along.moves(e) else ())}) for e in arrays)


def _term(rule: Rule, param: str, operation: Expr, bound: Mapping[str, Expr], along: Directions) -> Expr:
    """What the tangent of one operand adds."""
    dot = along.of(bound[param])
    if param in rule.jvp:
        return nodes.substitute(short(rule.jvp[param], rule, bound), {**bound, f"d{param}": dot, "out": nodes.name(OUT)})
    if rule.kind == "elementwise":
        return nodes.substitute(rule.vjp[param], {**bound, "g": dot, "out": nodes.name(OUT)})
    if rule.kind == "multilinear":
        return _moved(operation, {id(bound[param]): dot})
    raise missing(operation, f"has no rule for the tangent of its argument `{param}`", along.typing)


def _moved(operation: Expr, mapping: Mapping[int, Expr]) -> Expr:
    """The operation with other operands in the place of some, by `id`."""
    if id(operation) in mapping:
        return nodes.copy(mapping[id(operation)])
    made = nodes.copy(operation)
    for field, value in operation.__dict__.items():
        if isinstance(value, gast.AST):
            setattr(made, field, _moved(value, mapping))
        elif isinstance(value, list):
            setattr(made, field, [_moved(v, mapping) if isinstance(v, gast.AST) else v for v in value])
    return made


def _masked(call: gast.Call, along: Directions) -> Tangent | None:
    """`rt.masked(function, mask, old, *args)`: elsewhere the old elements stay."""
    function, mask, old, *args = call.args
    found = tangent(nodes.at(gast.Call(function, args, []), call), along)
    if found is None and not along.moves(old):
        return None
    there, elsewhere = ZERO if found is None else found.value, along.of(old) if along.moves(old) else ZERO
    return Tangent(nodes.call("np.where", mask, there, elsewhere), _spreading([old], along))


__all__ = ["OUT", "Directions", "Tangent", "tangent"]
