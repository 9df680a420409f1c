"""Powers of Python's floats, which are complex where a negative number has an exponent that is not whole.

Guarantee: a function that asks for the real or imaginary part, the conjugate or the angle of what may be such a number, or for
the size of a power itself, is refused: its derivative would be that of a real number. Where such a power may reach a function
that is not analytic in another way, it raises when it is complex. (Such powers of NumPy's floats are NaN.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.walk import assigned, changed_container, own_expressions, statements, stored
from sourcead.differentiate.rewriting import Rewriting
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Number, number_kind

PARTS = ("real", "imag", "conjugate")
OF_COMPLEX = (np.real, np.imag, np.conj, np.angle)
SIZES = (abs, np.abs)
ANALYTIC = frozenset([
    np.exp, np.log, np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh, np.sqrt, np.square, np.sum, np.mean, np.prod, np.dot,
    np.array, np.asarray, np.stack, np.concatenate, np.outer, sum, float, len, list, tuple, print, isinstance,
])  # fmt: skip
KEEPING = ("append", "copy", "sum", "mean", "pop", "insert", "extend", "get")


def check_powers(program: Program, typing: Typing, varied: Iterable[str]) -> None:
    """Raise where a part of what may be a complex power is asked for."""
    known, powers = set(varied), set[str]()
    body = list(statements(program.tree.body))
    roots = {n for s in body if _is_root(getattr(s, "value", None), typing) and (n := assigned(s)) in known}
    count = -1
    while count != len(powers):
        count = len(powers)
        for statement in body:
            name, value = assigned(statement), getattr(statement, "value", None)
            if name in roots or (isinstance(value, (gast.BinOp, gast.UnaryOp, gast.Name)) and nodes.free_names(value) & powers):
                powers |= {name} if name is not None and _is_python(typing.name(name)) else set()
    for statement in body:
        value = getattr(statement, "value", None)
        if value is not None and _asks(value, powers, roots, typing):
            raise UnsupportedSyntaxError(
                "a power of a negative number of Python's is complex, and a part of such a number is asked for here",
                way_out="Make it complex before: `complex(a) ** b`; or write `np.float64(a) ** b`, which is NaN there.",
                location=nodes.location(statement),
            )


def with_real_powers(program: Program, typing: Typing, varied: Iterable[str]) -> Program:
    """The program in which powers raise when they are complex; the program itself where that could not do harm."""
    work = _RealPowers(program, typing, set(varied))
    return work.run() if work.harms() else program


class _RealPowers(Rewriting):
    """The rewriting of one program."""

    def __init__(self, program: Program, typing: Typing, varied: Collection[str]) -> None:
        super().__init__(program, typing)
        self.varied = varied
        self.runtime = next((n for n, b in program.env.items() if b.value is runtime), "rt")

    def found(self, statement: Stmt) -> str | None:
        """The name of what may be a complex power."""
        name = assigned(statement)
        return name if name in self.varied and _is_root(getattr(statement, "value", None), self.typing) else None

    def written(self, statement: gast.Assign, name: str) -> list[Stmt]:
        """The power, and the question whether it is real."""
        power = self.temporary("power")
        made = nodes.call(
            nodes.attribute(nodes.name(self.runtime), "real_result"), nodes.name(power), nodes.copy(statement.value.left)
        )
        first = nodes.at(nodes.assign(nodes.target(power), statement.value), statement)
        return [first, nodes.at(nodes.assign(nodes.target(name), nodes.at(made, statement.value)), statement)]

    def harms(self) -> bool:
        """Whether something that comes of such a power may meet what is not analytic."""
        body = list(statements(self.program.tree.body))
        known = {n for n in map(self.found, body) if n is not None}
        count = -1
        while known and count != len(known):
            count = len(known)
            for statement in body:
                place = stored(statement)
                name = place.value.id if place is not None else changed_container(statement) or assigned(statement)
                if name is not None and known & {n for e in own_expressions(statement) for n in nodes.free_names(e)}:
                    known.add(name)
        return any(self._is_harm(e, known) for s in body for e in own_expressions(s))

    def _is_harm(self, value: Expr, known: set[str]) -> bool:
        if not nodes.free_names(value) & known:
            return False
        if isinstance(value, gast.Call):
            function = self.typing.callee(value.func)
            method = isinstance(value.func, gast.Attribute) and value.func.attr in KEEPING
            return not (method or function in ANALYTIC or getattr(function, "__module__", "") == "math")
        complex_ = any(
            number_kind(self.typing.expr(n)) == "c" for n in nodes.walk(value) if isinstance(n, (gast.Name, gast.Constant))
        )
        return complex_ or (isinstance(value, gast.Attribute) and value.attr in PARTS)


def _is_python(kind: object) -> bool:
    return isinstance(kind, Number) and kind.weak and np.dtype(kind.dtype).kind == "f"


def _is_root(value: Expr | None, typing: Typing) -> bool:
    """Whether an operation is a power of one of Python's floats with an exponent that may not be whole."""
    if not (isinstance(value, gast.BinOp) and isinstance(value.op, gast.Pow)) or not _is_python(typing.expr(value.left)):
        return False
    exponent = typing.expr(value.right)
    whole = isinstance(exponent, Number) and (
        np.dtype(exponent.dtype).kind in "biu" or (exponent.value is not None and float(np.real(exponent.value)).is_integer())
    )
    positive = typing.expr(value.left)
    return not whole and not (isinstance(positive, Number) and positive.value is not None and np.real(positive.value) >= 0)


def _asks(value: Expr, powers: set[str], roots: set[str], typing: Typing) -> bool:
    if isinstance(value, gast.Attribute):
        return value.attr in PARTS and bool(nodes.free_names(value) & powers)
    if not isinstance(value, gast.Call):
        return False
    if isinstance(value.func, gast.Attribute) and value.func.attr in PARTS and nodes.free_names(value.func.value) & powers:
        return True
    function = typing.callee(value.func)
    given = {n for a in value.args for n in nodes.free_names(a)}
    return any(function is f and given & powers for f in OF_COMPLEX) or any(function is f and given & roots for f in SIZES)
