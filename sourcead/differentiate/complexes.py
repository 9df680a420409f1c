"""Numbers that may be real or complex: a cotangent of a real number is real, which has to be known before the program runs.

Guarantee: no operation with complex numbers has a differentiated operand or a result of which nothing is known. The cotangents of
all that follows would not be made real where they have to be, and rules for real numbers would be taken. A name that has real and
complex numbers is taken for complex, and gets a real number by a copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, changed_container, own_expressions, statements, stored
from sourcead.differentiate.rewriting import Rewriting
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.conditions import has_complex
from sourcead.types.infer import Typing
from sourcead.types.values import Array, DictOf, Dim, Fixed, LinearMap, ListOf, Number, Record, SetOf, Type, Unknown, number_kind

KEEPING = (gast.Name, gast.Tuple, gast.List, gast.Dict, gast.Subscript)  # expressions whose parts are as they were
REALS: tuple[Type, ...] = (
    Number("float64"),
    *(Array("float64", (Dim(None, False),) * rank) for rank in (1, 2, 3)),
)  # what may stand for anything


def check_complexes(program: Program, typing: Typing, varied: Collection[str]) -> None:
    """Raise where a differentiated value that may be real or complex comes into being or is computed with."""
    unknown = {n for n in varied if any(type(part) is Unknown for part in _parts(typing.name(n)))}
    if not unknown:
        return
    for statement in statements(program.tree.body):
        name = _unsure(statement, typing, unknown)
        if name is not None:
            raise UnsupportedSyntaxError(
                f"whether `{name}` is real or complex is not known here",
                way_out="Give it one type in all of the function: start a sum of arrays with `np.zeros(shape, dtype=complex)`, "
                "and make what is real complex before: `np.asarray(x, dtype=complex)`, `complex(a)`.",
                location=nodes.location(statement),
            )


def _unsure(statement: Stmt, typing: Typing, unknown: Collection[str]) -> str | None:
    """The name of a value of a statement that may be real or complex, if there is one."""
    place = stored(statement)
    goal = place.value.id if place is not None else changed_container(statement) or assigned(statement)
    found = {n for e in own_expressions(statement) for n in nodes.free_names(e)} & set(unknown)
    if not found and goal not in unknown:
        return None
    value = statement.iter if isinstance(statement, gast.For) else getattr(statement, "value", None)
    if goal is None or value is None:
        return None
    if isinstance(statement, gast.For) or (isinstance(value, KEEPING) and place is None):
        return goal if _blurs(typing.name(goal), _given(statement, value, typing)) else None
    operands = [typing.name(goal), *(typing.expr(n) for n in nodes.walk(value) if isinstance(n, (gast.Name, gast.Constant)))]
    unsure = any(isinstance(o, LinearMap) and o.dtype is None for o in operands) and has_complex(typing)
    if unsure or any(map(_is_complex, operands)) or _gives_complex(value, typing):
        return min(found) if found else goal
    return None


def _given(statement: Stmt, value: Expr, typing: Typing) -> Type:
    """The type of what a name is given by a statement that computes nothing."""
    kind = typing.expr(value)
    if isinstance(value, gast.Subscript) and type(kind) is Unknown:
        return typing.expr(value.value)
    return ListOf(kind) if isinstance(statement, gast.For) else kind


def _parts(kind: Type | None) -> Iterator[Type | None]:
    """A type and the types in it."""
    yield kind
    inner: tuple[Type | None, ...] = ()
    if isinstance(kind, Fixed):
        inner = kind.elements
    elif isinstance(kind, Record):
        inner = kind.values
    elif isinstance(kind, (ListOf, SetOf, DictOf)):
        inner = (kind.element,)
    for part in inner:
        yield from _parts(part)


def _is_complex(kind: Type | None) -> bool:
    """Whether there are complex numbers in values of a type."""
    for part in _parts(kind):
        if isinstance(part, LinearMap) and part.dtype is not None and np.dtype(part.dtype).kind == "c":
            return True
        if number_kind(part) == "c":
            return True
    return False


def _blurs(goal: Type | None, given: Type | None) -> bool:
    """Whether a type that a name has tells less than that of what it is given, which has complex numbers there."""
    if type(goal) is Unknown:
        return _is_complex(given)
    if isinstance(goal, (Fixed, Record)) and isinstance(given, type(goal)):
        one, other = ((k.elements if isinstance(k, Fixed) else k.values) for k in (goal, given))
        if len(one) == len(other):
            return any(map(_blurs, one, other))
    return any(type(part) is Unknown for part in _parts(goal)) and _is_complex(given)


def _gives_complex(value: Expr, typing: Typing) -> bool:
    """Whether an operation gives complex numbers for real ones."""
    loose = {n for n in nodes.free_names(value) if type(kind := typing.name(n)) is Unknown or getattr(kind, "dims", kind) is None}
    return any(_is_complex(typing.also({n: real for n in loose}).expr(value)) for real in (*REALS, Unknown()))


def with_embeddings(program: Program, typing: Typing, varied: Collection[str]) -> Program:
    """The program in which a name that is complex elsewhere gets a real number as such: by a statement of its own.

    There its cotangent becomes real, which it need not be after that.
    """
    return _Embeddings(program, typing, varied).run()


class _Embeddings(Rewriting):
    """The rewriting of one program."""

    def __init__(self, program: Program, typing: Typing, varied: Collection[str]) -> None:
        super().__init__(program, typing)
        self.varied = set(varied)
        self.wide = {n for n in varied if number_kind(kind := typing.name(n)) == "c" and not isinstance(kind, Array)}

    def found(self, statement: Stmt) -> str | None:
        """The name that gets a real number."""
        name = assigned(statement)
        if name not in self.wide:
            return None
        value = statement.iter if isinstance(statement, gast.For) else statement.value
        plain = isinstance(value, gast.Name) and not isinstance(statement, gast.For)
        if plain or not nodes.free_names(value) & self.varied:
            return None
        return None if _is_complex(self.typing.expr(value)) else name

    def written(self, statement: Stmt, name: str) -> list[Stmt]:
        """The statement with another name, and the one that gives its value to the name."""
        real = self.temporary(f"{name}_real")
        copy = nodes.at(nodes.assign(nodes.target(name), nodes.name(real)), statement)
        if isinstance(statement, gast.For):
            statement.target = nodes.target(real)
            statement.body.insert(0, copy)
            return [statement]
        if isinstance(statement, gast.AugAssign):
            value = gast.BinOp(nodes.name(name), statement.op, statement.value)
            return [nodes.at(nodes.assign(nodes.target(real), nodes.at(value, statement)), statement), copy]
        statement.targets[0] = nodes.target(real)
        return [statement, copy]


__all__ = ["check_complexes", "with_embeddings"]
