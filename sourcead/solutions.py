"""Solutions of equations and least points that a library finds inside a program, differentiated by what they solve.

The call of the library is a function of the variables of the program that its functions read (`sourcead.normalize.solvers`).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.again import Implicit
from sourcead.compile import compile_function
from sourcead.custom import GivenDerivative, Pair
from sourcead.derivative import Derivative, PushForward
from sourcead.normalize import Function, Param, Solved, solving
from sourcead.signatures import signature_of


def written(text: str, **names: Any) -> Any:
    """The function that a text defines."""
    name = text[len("def ") : text.index("(")]
    return compile_function(text, name, {"np": np, "rt": runtime, **names})


def unused(wish: str, taken: Any) -> str:
    """A name that is not taken."""
    while wish in taken:
        wish += "_"
    return wish


@solving(runtime.called, library=True)
class Called:
    """The call of a library's function whose value is a constant."""

    def __init__(self, made: Solved) -> None:
        self.made, self.__name__ = made, made.name

    def __call__(self, *args: Any) -> Any:
        """What the library gives."""
        return self.made.value(*args)


class Settled(Implicit):
    """What solves an equation, which is the first function among the arguments of a call."""

    word = "solution"  # what it is called in generated code

    def __init__(self, made: Solved) -> None:
        self.made, function = made, made.args[0]
        assert isinstance(function, Function)
        params = ", ".join(made.params)
        x = unused(function.own[0], made.params)
        call, equation, name = (unused(n, (*made.params, x)) for n in ("find", "equation", self.word or made.name))
        start, value = self.texts(f"{call}({params})")
        head, hidden = f"def {name}({params}):\n", ", ".join(function.hidden)
        known = {call: made.value, equation: function.lifted}
        self.effects = written(f"{head}    {equation}({start}, {hidden})\n    return {value}\n", **known)
        whole = f"def {name}_equation({x}, {params}):\n    return {equation}({x}, {hidden})\n"
        super().__init__(
            written(whole, **{equation: self.equation_of(function)}), written(f"{head}    return {value}\n", **known)
        )

    @property
    def shown(self) -> Any:
        """The value, after a call of the function: what it changes is seen."""
        return self.effects

    def texts(self, call: str) -> tuple[str, str]:
        """Texts of something that is like the solution, and of the solution; `call` is that of what the library gives."""
        x = self.made.args[1]
        text = x.name if isinstance(x, Param) else repr(x)
        return text, text

    def equation_of(self, function: Function) -> Any:
        """The equation, a function of what is sought and the hidden variables."""
        return function.lifted

    def check(self, system: str, residual: str, x: str) -> str:
        """The statement that looks whether it is a solution."""
        return f"    rt.check_solution({system}, {residual}, {x})\n"


solving(runtime.settled)(Settled)


@solving(runtime.settled_number)
class SettledNumber(Settled):
    """A number that solves an equation."""

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback divides by the slope of the equation."""
        x, x_bar, kept, slope, equation, own, transposed, bars, slope_of = self.fresh(
            "x", "x_bar", "kept", "slope", "equation", self.name, "transposed", "bars", "slope_of"
        )
        given = self.listed([x, *self.params])
        forward = f"def {self.name}_vjp({self.listed()}):\n    {x} = {own}({self.listed()})\n    return {x}, ({given})\n"
        reverse = (
            f"def {self.name}_pullback({kept}, {x_bar}):\n"
            f"    {given} = {kept}\n"
            f"    {slope} = {slope_of}({given}, 1.0)\n"
            f"{self.check(slope, f'{equation}({given})', x)}"
            f"    {bars} = {transposed}({given}, -{x_bar} / {slope})\n"
            f"{self.given_back(bars, wrt)}"
        )
        by_params = self.transposed(self.residual, [x, *self.params], wrt)
        known = {equation: self.residual, transposed: by_params, slope_of: self._slope(x)}
        return self.written(forward, **{own: self}), self.written(reverse, **known)

    def pushing(self, wrt: tuple[str, ...]) -> Any:
        """`value, tangent`."""
        names = self.fresh("x", self.name, "push", "value", "shift", "slope", "slope_of", *(f"{p}_dot" for p in wrt))
        x, own, push, value, shift, slope, slope_of, *dots = names
        _, *others = signature_of(self.residual).parameters
        text = (
            f"def {self.name}_jvp({self.listed([*self.params, *dots])}):\n"
            f"    {x} = {own}({self.listed()})\n"
            f"    {value}, {shift} = {push}({self.listed([x, *self.params, *dots])})\n"
            f"    {slope} = {slope_of}({self.listed([x, *self.params])}, 1.0)\n"
            f"{self.check(slope, value, x)}"
            f"    return {x}, float(-{shift} / {slope})\n"
        )
        moving = tuple(others[self.params.index(p)] for p in wrt)
        known = {own: self, push: PushForward(self.residual, moving), slope_of: self._slope(x)}
        return self.written(text, **known)

    def _slope(self, x: str) -> Any:
        """The derivative of the equation by what is sought; it takes a cotangent last."""
        unit, row = self.fresh("unit", "row")
        given = self.listed([x, *self.params, unit])
        text = f"def {self.name}_slope({given}):\n    return {row}({given})[0]\n"
        return self.written(text, **{row: self.transposed(self.residual, [x, *self.params], (x,))})


@solving(runtime.root, library=True)
class Root(SettledNumber):
    """A number that a library finds."""

    word = ""

    def texts(self, call: str) -> tuple[str, str]:
        """The number."""
        return "0.5", f"float({call})"


@solving(runtime.stationary)
class Stationary(Settled):
    """What makes the gradient of a function vanish."""

    word = "minimum"

    def equation_of(self, function: Function) -> Any:
        """The gradient."""
        return Derivative(function.lifted, "grad", function.own[0])


@solving(runtime.stationary_number)
class StationaryNumber(SettledNumber):
    """A number that makes the derivative of a function vanish."""

    word = "minimum"

    def equation_of(self, function: Function) -> Any:
        """The derivative."""
        return Derivative(function.lifted, "grad", function.own[0])


@solving(runtime.integral)
class Integral(GivenDerivative):
    """An integral: by its limits it changes as the integrand there, by a parameter as the integral of the derivative."""

    def __init__(self, made: Solved) -> None:
        self.made, function = made, made.args[0]
        assert isinstance(function, Function)
        self.function, self.constants, params = function, dict[str, Any](), ", ".join(made.params)
        self.low, self.high, self.value, *self.options = (argument(slot, made, self.constants) for slot in made.args[1:])
        integrand = unused("integrand", made.params)
        hidden = ", ".join(function.hidden)
        head, last = f"def integral({params}):\n", f"    return {self.value}\n"
        effects = f"{head}    {integrand}({self.low}, {hidden})\n{last}"
        self.effects = written(effects, **{integrand: function.lifted, **self.constants})
        super().__init__(written(head + last, **self.constants))

    @property
    def shown(self) -> Any:
        """The value, after a call of the function: what it changes is seen."""
        return self.effects

    def whole(self, integrand: str, like: str) -> str:
        """The text of the integral of something that is like something else."""
        return f"{self.fresh('integrated')[0]}({', '.join([integrand, self.low, self.high, like, *self.options])})"

    def at(self, limit: str, term: str) -> str:
        """The text of what comes from a limit: one at infinity does not move."""
        return f"({term} if np.isfinite({limit}) else 0.0)"

    def pushing(self, wrt: tuple[str, ...]) -> Any:
        """`value, tangent`."""
        hidden = self.function.hidden
        own_name, *names = self.fresh(self.name, "out", "out_dot", "t", "value", "push", *(f"{p}_dot" for p in wrt))
        out, out_dot, t, f, push, *all_dots = names
        dots = dict(zip(wrt, all_dots))
        moving = [p for p in dict.fromkeys(hidden) if p in dots]
        terms = [self.at(self.high, f"{f}({self.listed([self.high, *hidden])}) * {dots[self.high]}")] if self.high in dots else []
        terms += [self.at(self.low, f"-{f}({self.listed([self.low, *hidden])}) * {dots[self.low]}")] if self.low in dots else []
        known: dict[str, Any] = {own_name: self}
        if moving:
            own = self._own(moving)
            tangent = f"lambda {t}: {push}({self.listed([t, *own.params, *(dots[p] for p in moving)])})[1]"
            terms.append(self.whole(tangent, out))
            known[push] = PushForward(own.function, tuple(moving))
        text = (
            f"def {self.name}_jvp({self.listed([*self.params, *all_dots])}):\n"
            f"    {out} = {own_name}({self.listed()})\n"
            f"    {out_dot} = {' + '.join(terms) or f'rt.zeros_like({out})'}\n"
            f"    return {out}, {out_dot}\n"
        )
        known |= {f: self.function.lifted, self.fresh("integrated")[0]: integrals().integrated, **self.constants}
        return self.written(text, **known)

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The value, and a pullback that integrates the gradients by the parameters."""
        hidden = self.function.hidden
        t, f, bars, kept, out_bar = self.fresh("t", "value", "gradient", "kept", "out_bar")
        moving = [p for p in dict.fromkeys(hidden) if p in wrt]
        found: dict[str, list[str]] = {p: [] for p in wrt}
        if self.high in found:
            found[self.high].append(self.at(self.high, f"rt.paired({f}({self.listed([self.high, *hidden])}), {out_bar})"))
        if self.low in found:
            found[self.low].append(self.at(self.low, f"-rt.paired({f}({self.listed([self.low, *hidden])}), {out_bar})"))
        known: dict[str, Any] = {f: self.function.lifted, self.fresh("integrated")[0]: integrals().integrated, **self.constants}
        if moving:
            own = self._own(moving)
            known[bars] = self.transposed(own.function, [t, *own.params], moving)
            for k, p in enumerate(moving):
                found[p].append(self.whole(f"lambda {t}: {bars}({self.listed([t, *own.params, out_bar])})[{k}]", p))
        given = [" + ".join(found[p]) or f"rt.zeros_like({p})" if p in found else "None" for p in self.params]
        own_name = self.fresh(self.name)[0]
        forward = f"def {self.name}_vjp({self.listed()}):\n    return {own_name}({self.listed()}), ({self.listed()},)\n"
        reverse = (
            f"def {self.name}_pullback({kept}, {out_bar}):\n    {self.listed()}, = {kept}\n    return ({self.listed(given)},)\n"
        )
        return self.written(forward, **{own_name: self}), self.written(reverse, **known)

    def _own(self, moving: list[str]) -> _Own:
        """The integrand as a function of its own parameter and the hidden variables, each once."""
        own = tuple(dict.fromkeys(self.function.hidden))
        t, f = self.fresh("t", "integrand")
        text = f"def {f}_of({self.listed([t, *own])}):\n    return {f}({self.listed([t, *self.function.hidden])})\n"
        return _Own(self.written(text, **{f: self.function.lifted}), own)


def argument(slot: Any, made: Solved, constants: dict[str, Any]) -> str:
    """The text of an argument of a solver's call; one that is no parameter becomes a constant of that text."""
    if isinstance(slot, Param):
        return slot.name
    name = unused(f"given_{len(constants)}", (*made.params, *constants))
    constants[name] = slot
    return name


@dataclass(frozen=True)
class _Own:
    """A function of text, and its parameters after the first."""

    function: Any
    params: tuple[str, ...]


def integrals() -> Any:
    """The definitions of integrals, which import SciPy."""
    return importlib.import_module("sourcead.definitions.integrals")


__all__ = ["Called", "Integral", "Root", "Settled", "SettledNumber", "Stationary", "StationaryNumber"]
