"""Solutions of equations and least points that a library finds inside a program, differentiated by what they solve.

The call of the library is a function of the variables of the program that its functions read (`sourcead.normalize.solvers`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.again import Implicit
from sourcead.compile import compile_function
from sourcead.derivative import Derivative
from sourcead.normalize import Function, Param, Solved, solving


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
        super().__init__(written(whole, **{equation: self.equation_of(function)}), written(f"{head}    return {value}\n", **known))

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


@solving(runtime.root, library=True)
class Root(Settled):
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


__all__ = ["Called", "Root", "Settled", "Stationary"]
