"""Elements of numbers: reading one raises when the function runs, and its derivative must not be silent where it reads none.

Guarantee: a differentiated number that is certainly no array is not indexed; an object that may do anything with an index
(`np.mgrid[0:x:5j]`) gets none that is differentiated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import gast

from sourcead import nodes
from sourcead.analysis.walk import blocks, statements
from sourcead.errors import InputTypeError, UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.normalize.marks import is_guard
from sourcead.types.infer import Typing
from sourcead.types.values import Number, Static, Unknown


def check_numbers(program: Program, typing: Typing, varied: Collection[str]) -> None:
    """Raise where an element is read of a differentiated number."""
    for statement in _unguarded(program.tree.body):
        value = statement.value if isinstance(statement, gast.Assign) else None
        if not isinstance(value, gast.Subscript) or not isinstance(value.value, gast.Name):
            continue
        kind = typing.name(value.value.id)
        if value.value.id in varied and isinstance(kind, Number) and kind.weak and not kind.mixed:
            raise InputTypeError(
                f"`{value.value.id}` is a number here: it has no elements",
                way_out="Pass an array, or test `np.ndim(x)` before.",
                location=nodes.location(value) or nodes.location(statement),
            )


def check_indices(program: Program, typing: Typing, varied: Collection[str]) -> None:
    """Raise where something else than an array or a container is indexed with differentiated values."""
    for statement in statements(program.tree.body):
        value = getattr(statement, "value", None)
        if not isinstance(value, gast.Subscript) or not nodes.free_names(value.slice) & set(varied):
            continue
        kind = typing.expr(value.value)
        held = isinstance(kind, Static) and isinstance(kind.value, (dict, list, tuple, str, range))
        if isinstance(kind, (Static, Unknown)) and not held and not nodes.free_names(value.value) & set(varied):
            raise UnsupportedSyntaxError(
                "what this object makes of an index is not followed, and the index is differentiated",
                way_out="Call a function: `np.concatenate`, `np.linspace`, `np.column_stack`.",
                location=nodes.location(value) or nodes.location(statement),
            )


def _unguarded(body: Sequence[Stmt]) -> Iterator[Stmt]:
    """The statements that no `try` is around: there, what is raised is raised."""
    for statement in body:
        yield statement
        for inner in blocks(statement):
            if not (is_guard(statement) and inner is statement.body):
                yield from _unguarded(inner)
