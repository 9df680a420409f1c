"""The forms of derivative rules: a pattern and, for each argument, a formula as expression text.

Guarantee: a formula's free names are parameters of its pattern, `out` (the result), `g` (the result's cotangent), and the modules
`np`, `rt` (sourcead.runtime), `math`; a call that does not fit the pattern is not bound. The formula `0`: no contribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import gast

from sourcead import nodes
from sourcead.nodes import Expr


@dataclass(frozen=True)
class Rule:
    """The derivative of one operation.

    `kind`: `elementwise` (formulas are partial derivatives times `g`; the driver undoes broadcasting), `linear` (linear in the
    arguments that have a formula, together; the formula has the argument's shape), `multilinear` (linear in each of them, as a
    product is), `rule` (any other), `nondifferentiable`. `when` restricts the rule to calls in which a parameter is a literal
    number (`{"y": "constant"}`), 1 (`"one"`), None (`"none"`), `"true"`, `"false"`, a list or tuple (`"sequence"`),
    one of known length (`"fixed"`), a Python int (`"count"`), an array of one or two dimensions (`"vector"`, `"matrix"`), of a
    real or complex dtype. `jvp` has the tangent term of each argument of a `rule`, and of what is not as its kind says: `dx` in
    it is the tangent of `x`. `tangent` is the whole tangent, where it is no sum of terms.
    """

    pattern: str
    kind: str
    params: tuple[str, ...]
    defaults: Mapping[str, Expr] = field(default_factory=dict)
    positional: int = 0
    variadic: str | None = None
    vjp: Mapping[str, Expr] = field(default_factory=dict)
    jvp: Mapping[str, Expr] = field(default_factory=dict)
    when: Mapping[str, str] = field(default_factory=dict)
    tangent: Expr | None = None

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


def _rule(pattern: str, kind: str, formulas: Mapping[str, str], when: Mapping[str, str] | None) -> Rule:
    params, defaults, positional, variadic = _parsed(pattern)
    parsed = {name: nodes.parse_expr(text) for name, text in formulas.items()}
    vjp = {name: node for name, node in parsed.items() if name in params}
    jvp = {name[1:]: node for name, node in parsed.items() if name not in params}
    unknown = set(jvp) - set(params)
    if unknown:
        raise ValueError(f"{pattern}: no parameter {', '.join(sorted(unknown))}")
    return Rule(pattern, kind, params, defaults, positional, variadic, vjp, jvp, dict(when or {}))


def elementwise(pattern: str, *, when: Mapping[str, str] | None = None, tangent: str | None = None, **partials: str) -> Rule:
    """A rule for an operation on each element: `elementwise("np.tanh(x)", x="g * (1 - out**2)")`."""
    found = _rule(pattern, "elementwise", partials, when)
    return found if tangent is None else replace(found, tangent=nodes.parse_expr(tangent))


def linear(pattern: str, *, when: Mapping[str, str] | None = None, **formulas: str) -> Rule:
    """A rule for an operation that is linear in its arguments: `linear("np.ravel(x)", x="np.reshape(g, np.shape(x))")`.

    Its tangent is the operation of the tangents, zero for an argument that is not differentiated.
    """
    return _rule(pattern, "linear", formulas, when)


def multilinear(pattern: str, *, when: Mapping[str, str] | None = None, **formulas: str) -> Rule:
    """A rule for a product: `multilinear("np.matmul(x, y)", x="rt.matmul_x(g, x, y)", y="rt.matmul_y(g, x, y)")`.

    Its tangent is the sum of the operations in which one argument is its tangent and the others are as they are.
    """
    return _rule(pattern, "multilinear", formulas, when)


def rule(pattern: str, *, when: Mapping[str, str] | None = None, **formulas: str) -> Rule:
    """A rule of any form: `rule("np.linalg.inv(x)", x="-out.T @ g @ out.T", dx="-out @ dx @ out")`."""
    return _rule(pattern, "rule", formulas, when)


def nondifferentiable(*names: str, when: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """Rules for functions whose derivative is zero wherever it exists, or that give no numbers to differentiate."""
    return tuple(Rule(name, "nondifferentiable", tuple(when or ()), when=dict(when or {})) for name in names)
