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
from sourcead.normalize import Function, Solved, solving


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

    def __init__(self, made: Solved) -> None:
        self.made, function = made, made.args[0]
        assert isinstance(function, Function)
        params = ", ".join(made.params)
        x = unused(function.own[0], made.params)
        call, equation, name = (unused(n, (*made.params, x)) for n in ("find", "equation", made.name))
        value = self.value_of(f"{call}({params})")
        primal = written(f"def {name}({params}):\n    return {value}\n", **{call: made.value})
        hidden = ", ".join([x, *function.hidden])
        whole = written(
            f"def {name}_equation({x}, {params}):\n    return {equation}({hidden})\n", **{equation: self.equation_of(function)}
        )
        super().__init__(whole, primal)

    def value_of(self, call: str) -> str:
        """The text of the value; `call` is that of what the library gives."""
        return str(self.made.args[1].name)

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

    def value_of(self, call: str) -> str:
        """The number."""
        return f"float({call})"


@solving(runtime.stationary)
class Stationary(Settled):
    """What makes the gradient of a function vanish."""

    def equation_of(self, function: Function) -> Any:
        """The gradient."""
        return Derivative(function.lifted, "grad", function.own[0])


__all__ = ["Called", "Root", "Settled", "Stationary"]
