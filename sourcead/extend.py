"""Derivative rules of users' own functions: what the tables of `sourcead.rules` have for NumPy.

A rule is expression text: `g` is the cotangent of the result, `out` the result, the other names are those of the pattern's
parameters, `np`, `scipy`, and what `names` gives. Both modes, of any order, come from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import InputTypeError
from sourcead.rules import forms, registry
from sourcead.rules import names as known
from sourcead.rules.forms import Rule

Names = Mapping[str, Any]


def elementwise(pattern: str, *, names: Names | None = None, **formulas: str) -> None:
    """Give the derivative of a function of each element: partial derivatives times `g`, one for each parameter.

    ```python
    elementwise("lib.j0(x)", x="-g * lib.j1(x)", names={"lib": lib})
    ```
    The function must broadcast its arguments as NumPy does, and change none of them; broadcasting is undone for the rule.
    `InputTypeError`: the pattern's function is not known, has a rule, or a formula mentions a name that is not.
    """
    _register(forms.elementwise, pattern, formulas, names)


def linear(pattern: str, *, names: Names | None = None, **formulas: str) -> None:
    """Give the derivative of a function that is linear in its parameters that have a formula, together: its transpose.

    ```python
    linear("lib.smooth(x, width)", x="lib.smooth(g, width)", names={"lib": lib})
    ```
    The formula's value has the shape of its parameter. The tangent is the function of the tangents.
    """
    _register(forms.linear, pattern, formulas, names)


def rule(pattern: str, *, names: Names | None = None, **formulas: str) -> None:
    """Give the derivative of any function: for a parameter `x` the cotangent `x=...`, and what its tangent `dx` adds, `dx=...`.

    ```python
    rule("lib.inverse(a)", a="-out.T @ g @ out.T", da="-out @ da @ out", names={"lib": lib})
    ```
    Without `dx` forward mode refuses the function.
    """
    _register(forms.rule, pattern, formulas, names)


def nondifferentiable(*functions: Callable[..., Any]) -> None:
    """Say that functions have the derivative zero wherever they have one: they round, count, compare."""
    for function in functions:
        name = getattr(function, "__name__", "function")
        registry.register(forms.nondifferentiable(name)[0], function)


def _register(form: Callable[..., Rule], pattern: str, formulas: Mapping[str, str], names: Names | None) -> None:
    """File a rule under the function that its pattern names, and what its names stand for."""
    names = dict(names or {})
    call = nodes.parse_expr(pattern)
    path = nodes.dotted(call.func) if isinstance(call, gast.Call) else None
    if path is None:
        raise InputTypeError(f"`{pattern}` is no call of a function", way_out='Write `"lib.f(x, y)"`.')
    made = form(pattern, **formulas)
    _check_names(made, {path[0], *names}, names)
    function = names[path[0]] if path[0] in names else known.denoted(path[:1])
    for step in path[1:]:
        function = getattr(function, step, None)
    if function is None:
        raise InputTypeError(
            f"it is not known what `{'.'.join(path)}` is", way_out=f"Give it: `names={{{path[0]!r}: ...}}`; or import its module."
        )
    if registry.lookup(function):
        raise InputTypeError(f"`{'.'.join(path)}` has a rule already", way_out="Wrap it in a function, and use `custom_vjp`.")
    known.given.update(names)
    registry.register(made, function)


def _check_names(made: Rule, callee: set[str], names: Names) -> None:
    """Raise where a formula mentions what is not known, or a name is given a second meaning."""
    tangents = {f"d{p}" for p in made.params}
    usual = {*made.params, *tangents, "g", "out", "np", "rt", "math", *known.OPTIONAL, *callee}
    for formula in [*made.vjp.values(), *made.jvp.values()]:
        lost = next((n for n in nodes.names(formula) if n not in usual and known.denoted([n]) is None), None)
        if lost is not None:
            raise InputTypeError(
                f"a formula of `{made.pattern}` mentions `{lost}`", way_out=f"Give it: `names={{{lost!r}: ...}}`."
            )
    for name, value in names.items():
        if name in ("np", "rt", "g", "out", *known.OPTIONAL) or known.given.get(name, value) is not value:
            raise InputTypeError(f"`{name}` stands for something else in rules", way_out="Give it another name in this one.")
