"""Functions that are differentiated in another way than statement by statement: run again, or by what they solve.

Both stay calls in a program, like functions of `sourcead.custom`, and their derivatives are short texts too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from sourcead import cache
from sourcead.compile import Generated
from sourcead.custom import PAIRED, PLAIN, GivenDerivative, Pair
from sourcead.derivative import Derivative, PushForward, called
from sourcead.differentiate.repeatable import check_apart_from_chance, check_repeatable
from sourcead.errors import InputTypeError, SourceADError, UnsupportedSyntaxError
from sourcead.identity import kept
from sourcead.normalize import Program, staying, transform
from sourcead.normalize.program import original
from sourcead.signatures import Argnums, signature_of
from sourcead.turned import Turned, acts, is_gradient, push_of


class RunAgain(Derivative):
    """A derivative that runs a function for which there is a value already; raises where the function may give another one."""

    def _generated(self, args: tuple[Any, ...]) -> Generated:
        found, what = super()._generated(args), f"`{self.__name__.removesuffix(PAIRED)}` is"
        check_apart_from_chance(args, None, what)
        check_repeatable(self.made_of()[-1], None, what)
        return found


class SlopeAgain(RunAgain):
    """The gradient of a function's tangent, in place of the derivative of its gradient."""

    def _generated(self, args: tuple[Any, ...]) -> Generated:
        found = super()._generated(args)
        if any(map(acts, self.made_of())):
            name = self.__name__.removesuffix(PAIRED)
            raise UnsupportedSyntaxError(
                f"the derivative of `{name}` is changed by hooks or rules, and the text of its gradient cannot be differentiated",
                way_out="Differentiate it once more by forward mode: `jvp(grad(f), ...)`.",
            )
        return found


class Repeated(GivenDerivative):
    """A function of which only the arguments are kept for the reverse sweep."""


class Checkpointed(Repeated):
    """A function that the reverse sweep runs again."""

    def of(self, owner: object) -> GivenDerivative:
        """The function of the arguments that follow the first."""
        return Checkpointed(functools.partial(self.primal, owner))

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback runs the function again."""
        return self.transposing(self.primal, self.params, wrt, self.params, wrt)

    def transposed(self, function: Callable[..., Any], params: Sequence[str], by: Sequence[str]) -> Derivative:
        """The cotangents of some parameters of the function, by its arguments and the cotangent of its value."""
        return RunAgain(self.paired(function, params), "grad", tuple(by))

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """Forward mode keeps nothing anyway."""
        dots = self.fresh(*(f"{p}_dot" for p in wrt))
        out, out_dot = self.fresh("out", "out_dot")
        text = (
            f"def {self.name}_jvp({self.listed([*self.params, *dots])}):\n"
            f"    {out}, {out_dot} = push({self.listed([*self.params, *dots])})\n"
            f"    return rt.apart({out}, ({self.listed()},)), rt.apart({out_dot}, ({self.listed(dots)},))\n"
        )
        return self.written(text, push=PushForward(self.primal, wrt))


class GradientAgain(Repeated):
    """A gradient, or the value and the gradient, of which the derivative is that of the function's tangent.

    It is found when the reverse sweep comes to it.
    """

    primal: Derivative

    @property
    def repeated(self) -> Callable[..., Any]:  # type: ignore[override]
        """The function itself."""
        return original(self.primal)  # type: ignore[no-any-return]

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback differentiates the tangent of the function, in the direction of the cotangent."""
        return self.transposing(self.primal, self.params, wrt, self.params, wrt)

    def transposed(self, function: Callable[..., Any], params: Sequence[str], by: Sequence[str]) -> Derivative:
        """The cotangents of some parameters of the gradient, by its arguments and the cotangent of its value."""
        bar, value, slope = (self._unused(wish, params) for wish in (f"{self.name}_bar", "value", "slope"))
        way, found = (bar, slope) if self.primal.kind == "grad" else (f"{bar}[1]", f"{bar}[0] * {value} + {slope}")
        ways = [way] if self.primal.is_single else [f"{way}[{k}]" for k in range(len(self.primal.wrt))]
        text = (
            f"def {self.name}{PAIRED}({self.listed([*params, bar])}):\n"
            f"    {value}, {slope} = push({self.listed([*params, *ways])})\n"
            f"    return {found}\n"
        )
        return SlopeAgain(self.written(text, push=PushForward(self.primal.primal, self.primal.wrt)), "grad", tuple(by))

    def _unused(self, wish: str, params: Sequence[str]) -> str:
        while wish in params:
            wish += "_"
        return wish

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """The tangent of the gradient."""
        given = self.listed([*self.params, *self.fresh(*(f"{p}_dot" for p in wrt))])
        return self.written(f"def {self.name}_jvp({given}):\n    return push({given})\n", push=push_of(self.primal, wrt))


class GradientPull(Turned):
    """A gradient and its pullback."""

    primal: Derivative

    @cached_property
    def _pull(self) -> Derivative:
        return Derivative(GradientAgain(self.primal).entry, "vjp", self._argnums)

    def _turned_programs(self) -> Sequence[Program]:
        return ()  # they are looked at when they are run again

    def made_of(self) -> list[Program]:
        """The programs that the functions it holds were made of."""
        return [*super().made_of(), *self._pull.made_of()]

    def _given(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return args

    def _by_tangent(self, *args: Any) -> Any:
        return self._pull.at(args)


@kept(256)
def gradient_again(f: Any) -> GradientAgain | None:
    """A gradient as a function whose derivative runs the function again; None for any other, and for arguments by name alone."""
    known = isinstance(f, Derivative) and f.kind in ("grad", "value_and_grad")
    if not known or not all(p.kind in PLAIN for p in signature_of(f).parameters.values()):
        return None
    found = GradientAgain(f)
    try:
        return None if acts(cache.program_of(found.repeated, {}, called)) else found
    except SourceADError:  # of arguments of other kinds than numbers and arrays
        return found


staying(gradient_again)


def pull_of(f: Callable[..., Any], argnums: Argnums) -> Derivative:
    """The value and the pullback of a function."""
    return (GradientPull if is_gradient(f) and gradient_again(f) is not None else Derivative)(f, "vjp", argnums)


@transform
def checkpoint(f: Callable[..., Any]) -> Any:
    """The function `f`, of which the reverse sweep keeps the arguments alone: it is run again when the sweep comes to it.

    That costs one more run of `f`, and saves the memory of all that happens inside it. Decorate a function, or call
    `checkpoint(f)(x)` inside another. (Griewank & Walther, "Evaluating Derivatives", 2008, chapter 12.)
    """
    return Checkpointed(f)


class Implicit(GivenDerivative):
    """The solution of an equation."""

    def __init__(self, residual: Callable[..., Any], solution: Callable[..., Any]) -> None:
        super().__init__(solution)
        self.residual = residual
        names = tuple(signature_of(residual).parameters)
        if len(names) != len(self.params) + 1:
            raise InputTypeError(
                f"the equation has {len(names)} parameters, and its solution {len(self.params)}",
                way_out="Let the equation take what is sought and then what the solution takes: `f(x, a)`, `solution(a)`.",
            )

    def of(self, owner: object) -> GivenDerivative:
        """The solution by the arguments that follow the first, which the equation takes after what is sought."""
        x = self.fresh("x")[0]
        passed = self.listed(self.params[1:])
        text = f"def {self.name}_equation({x}, {passed}):\n    return residual({x}, owner, {passed})\n"
        return Implicit(self.written(text, residual=self.residual, owner=owner), functools.partial(self.primal, owner))

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback solves a linear system with the transposed Jacobian of the equation."""
        names = self.fresh("x", "x_bar", "kept", "bars", "w", self.name, "jacobian", "transposed", "system", "equation")
        x, x_bar, kept, bars, w, own, jacobian, transposed, system, equation = names
        forward = (
            f"def {self.name}_vjp({self.listed()}):\n"
            f"    {x} = {own}({self.listed()})\n"
            f"    return {x}, ({self.listed([x, *self.params])})\n"
        )
        reverse = (
            f"def {self.name}_pullback({kept}, {x_bar}):\n"
            f"    {self.listed([x, *self.params])} = {kept}\n"
            f"    {system} = {jacobian}({self.listed([x, *self.params])})\n"
            f"{self.check(system, f'{equation}({self.listed([x, *self.params])})', x)}"
            f"    {w} = np.linalg.solve({system}.T, np.ravel({x_bar}))\n"
            f"    {bars} = {transposed}({self.listed([x, *self.params])}, -rt.shaped({w}, {x}))\n"
            f"{self.given_back(bars, wrt)}"
        )
        by_params = self.transposed(self.residual, [x, *self.params], wrt)
        return (
            self.written(forward, **{own: self}),
            self.written(reverse, **{jacobian: self._jacobian(x), transposed: by_params, equation: self.residual}),
        )

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """`value, tangent`: the tangent solves the same system."""
        dots = self.fresh(*(f"{p}_dot" for p in wrt))
        names = self.fresh("x", "x_dot", self.name, "push", "value", "shift", "jacobian", "system")
        x, x_dot, own, push, value, shift, jacobian, system = names
        while x_dot in dots:
            x_dot += "_"
        _, *others = signature_of(self.residual).parameters
        text = (
            f"def {self.name}_jvp({self.listed([*self.params, *dots])}):\n"
            f"    {x} = {own}({self.listed()})\n"
            f"    {value}, {shift} = {push}({self.listed([x, *self.params, *dots])})\n"
            f"    {system} = {jacobian}({self.listed([x, *self.params])})\n"
            f"{self.check(system, value, x)}"
            f"    {x_dot} = np.linalg.solve({system}, -np.ravel({shift}))\n"
            f"    return {x}, rt.shaped({x_dot}, {x})\n"
        )
        moving = tuple(others[self.params.index(p)] for p in wrt)
        known = {own: self, push: PushForward(self.residual, moving), jacobian: self._jacobian(x)}
        return self.written(text, **known)

    def check(self, system: str, residual: str, x: str) -> str:
        """Statements that raise where `x` is no solution."""
        return ""

    def _jacobian(self, x: str) -> Callable[..., Any]:
        """The Jacobian of the equation by what is sought, as a matrix: a row for each of its elements."""
        params = [x, *self.params]
        row, unit = self.fresh("row", "unit")
        text = (
            f"def {self.name}_jacobian({self.listed(params)}):\n"
            f"    return np.stack([np.ravel({row}({self.listed([*params, unit])})[0]) for {unit} in rt.units({x})])\n"
        )
        return self.written(text, **{row: self.transposed(self.residual, params, (x,))})


def implicit(f: Callable[..., Any], solution: Callable[..., Any]) -> Any:
    """The function `solution`, differentiated as what solves `f(x, *args) == 0` at `x = solution(*args)`.

    How `solution` finds `x`, an array or a number, is not looked into: Newton's method, `scipy.optimize`, a C library. `f` has as
    many elements as `x`, and its Jacobian by `x` must not be singular there. A fixed point `x = g(x, a)` solves
    `lambda x, a: g(x, a) - x`. The derivative (the implicit function theorem) solves one dense system of the size of `x`:

    ```python
    root = implicit(lambda x, a: x**3 + x - a, find_root)
    grad(root)(2.0)
    ```
    """
    return Implicit(f, solution)
