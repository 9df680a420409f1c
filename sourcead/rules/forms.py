"""The forms of derivative rules: a pattern and, for each argument, a formula as expression text.

Guarantee: a formula's free names are parameters of its pattern, `out` (the result), `g` (the result's cotangent), and the modules
`np`, `rt` (sourcead.runtime), `math`; a call that does not fit the pattern is not bound. The formula `0`: no contribution.
Texts are parsed when they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import gast

from sourcead import nodes
from sourcead.nodes import Expr

PATH = re.compile(r"([A-Za-z_][\w.]*)(?:\(|$)")


@dataclass(frozen=True)
class Rule:
    """The derivative of one operation.

    `kind`: `elementwise` (formulas are partial derivatives times `g`; the driver undoes broadcasting), `linear` (linear in the
    arguments that have a formula, together; the formula has the argument's shape), `multilinear` (linear in each of them, as a
    product is), `rule` (any other), `nondifferentiable`. `when` restricts the rule to calls in which a parameter is a literal
    number (`{"y": "constant"}`), 1 (`"one"`), None (`"none"`), `"true"`, `"false"`, a list or tuple (`"sequence"`),
    one of known length (`"fixed"`), a Python int (`"count"`), an array of one or two dimensions (`"vector"`, `"matrix"`; of two
    at most: `"unstacked"`), of a real or complex dtype; several, with spaces between. `jvp` has the tangent term of each
    argument of a `rule`, and of what is not as its kind says: `dx` in it is the tangent of `x`. `tangent` is the whole tangent,
    where it is no sum of terms.
    """

    pattern: str
    kind: str
    texts: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, str] = field(default_factory=dict)
    whole: str | None = None  # the text of the tangent
    named: int = 0  # how many of the last parameters are given by name alone

    @property
    def path(self) -> list[str] | None:
        """The dotted name that the pattern is, or calls; None for an operation."""
        found = PATH.match(self.pattern)
        return found[1].split(".") if found else None

    @cached_property
    def _parsed(self) -> tuple[tuple[str, ...], dict[str, Expr], int, str | None]:
        if self.kind == "nondifferentiable":
            return tuple(self.when), {}, 0, None
        return _parsed(self.pattern)

    @property
    def params(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return self._parsed[0]

    @property
    def defaults(self) -> Mapping[str, Expr]:
        """The defaults of parameters that have one."""
        return self._parsed[1]

    @property
    def positional(self) -> int:
        """How many parameters may be given by position."""
        return self._parsed[2] - self.named

    @property
    def variadic(self) -> str | None:
        """The parameter that takes all further arguments."""
        return self._parsed[3]

    @cached_property
    def vjp(self) -> Mapping[str, Expr]:
        """The cotangents of parameters."""
        return {name: nodes.parse_expr(text) for name, text in self.texts.items() if name in self.params}

    @cached_property
    def jvp(self) -> Mapping[str, Expr]:
        """The tangent terms of parameters; `ValueError` for a formula that is of no parameter."""
        found = {name[1:]: nodes.parse_expr(text) for name, text in self.texts.items() if name not in self.params}
        if not set(found) <= set(self.params):
            raise ValueError(f"{self.pattern}: no parameter {', '.join(sorted(set(found) - set(self.params)))}")
        return found

    @cached_property
    def tangent(self) -> Expr | None:
        """The whole tangent."""
        return None if self.whole is None else nodes.parse_expr(self.whole)

    def bind(self, args: Sequence[Expr], keywords: Mapping[str, Expr]) -> dict[str, Expr] | None:
        """The parameters' expressions in a call, defaults filled in; None where the call does not fit."""
        bound: dict[str, Expr] = {}
        if self.variadic is not None and len(args) >= self.positional:
            rest = list(args[self.positional - 1 :])
            args = [*args[: self.positional - 1], rest[0] if len(rest) == 1 else nodes.tuple_(rest)]
        if len(args) > self.positional or any(isinstance(a, gast.Starred) for a in args):
            return None
        bound.update(zip(self.params, args))
        for name, value in keywords.items():
            if name not in self.params or name in bound:
                return None
            bound[name] = value
        for name in self.params:
            if name not in bound:
                if name not in self.defaults:
                    return None
                bound[name] = self.defaults[name]
        return bound


def _parsed(pattern: str) -> tuple[tuple[str, ...], dict[str, Expr], int, str | None]:
    """Parameters, defaults, how many may be positional, and the parameter that takes all further ones."""
    node = nodes.parse_expr(pattern)
    if isinstance(node, gast.BinOp):
        return (node.left.id, node.right.id), {}, 2, None
    if isinstance(node, gast.UnaryOp):
        return (node.operand.id,), {}, 1, None
    if isinstance(node, gast.Attribute):
        return (node.value.id,), {}, 1, None
    return _parsed_call(node)


def _parsed_call(call: gast.Call) -> tuple[tuple[str, ...], dict[str, Expr], int, str | None]:
    params: list[str] = []
    variadic = None
    method = (
        isinstance(call.func, gast.Attribute) and isinstance(call.func.value, gast.Name) and call.func.value.id in METHOD_SELF
    )
    if method:
        params.append(call.func.value.id)
    for argument in call.args:
        if isinstance(argument, gast.Starred):
            variadic = argument.value.id
            params.append(variadic)
        else:
            params.append(argument.id)
    positional = len(params)
    defaults = {}
    for keyword in call.keywords:
        params.append(keyword.arg)
        defaults[keyword.arg] = keyword.value
    return tuple(params), defaults, positional if variadic else len(params), variadic


METHOD_SELF = ("x",)  # a pattern `x.sum(...)` is a method's; all others name a module


def elementwise(pattern: str, *, when: Mapping[str, str] | None = None, tangent: str | None = None, **partials: str) -> Rule:
    """A rule for an operation on each element: `elementwise("np.tanh(x)", x="g * (1 - out**2)")`."""
    return Rule(pattern, "elementwise", partials, dict(when or {}), tangent)


def linear(pattern: str, *, when: Mapping[str, str] | None = None, **formulas: str) -> Rule:
    """A rule for an operation that is linear in its arguments: `linear("np.ravel(x)", x="np.reshape(g, np.shape(x))")`.

    Its tangent is the operation of the tangents, zero for an argument that is not differentiated.
    """
    return Rule(pattern, "linear", formulas, dict(when or {}))


def multilinear(pattern: str, *, when: Mapping[str, str] | None = None, **formulas: str) -> Rule:
    """A rule for a product: `multilinear("np.matmul(x, y)", x="rt.matmul_x(g, x, y)", y="rt.matmul_y(g, x, y)")`.

    Its tangent is the sum of the operations in which one argument is its tangent and the others are as they are.
    """
    return Rule(pattern, "multilinear", formulas, dict(when or {}))


def rule(pattern: str, *, when: Mapping[str, str] | None = None, **formulas: str) -> Rule:
    """A rule of any form: `rule("np.linalg.inv(x)", x="-out.T @ g @ out.T", dx="-out @ dx @ out")`."""
    return Rule(pattern, "rule", formulas, dict(when or {}))


def nondifferentiable(*names: str, when: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """Rules for functions whose derivative is zero wherever it exists, or that give no numbers to differentiate."""
    return tuple(Rule(name, "nondifferentiable", when=dict(when or {})) for name in names)
