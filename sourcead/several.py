"""Functions that are run several times for one result: Jacobians, Hessians, linear functions that are called again.

Guarantee: a function that draws random numbers, reads a clock or changes what is outside runs once at most for one result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, cast

from sourcead.compile import Generated
from sourcead.derivative import Derivative
from sourcead.differentiate.repeatable import check_apart_from_chance, check_repeatable
from sourcead.errors import SourceADError
from sourcead.identity import kept
from sourcead.normalize import Program
from sourcead.normalize.program import original
from sourcead.signatures import Argnums


class Several(Derivative):
    """No derivative: called with a function's arguments it raises where the function cannot be run several times for them."""

    def _derived(self, named: Mapping[str, Any]) -> tuple[Program, Generated | None, Generated]:
        program, before, _ = self._program_of(named)
        what = f"for this, `{self.__name__}` is"
        check_apart_from_chance(named.values(), None, what)
        check_repeatable(program, None, what)
        return program, before, Generated("", NOTHING, frozenset(), None)

    def _prepared(self, generated: Generated, args: tuple[Any, ...]) -> Callable[..., Any]:
        return generated.function


def _nothing(*_: Any) -> None:
    """What is done for arguments with which the function may be run again."""


NOTHING = cast(FunctionType, _nothing)


@kept(256)
def several(f: Callable[..., Any], wrt: Argnums) -> Several:
    """What raises for arguments with which a function, or the one that it is a derivative of, cannot be run several times."""
    return Several(original(f), "grad", wrt)


def is_repeatable(f: Callable[..., Any], wrt: Argnums, args: tuple[Any, ...]) -> bool:
    """Whether a function can be run several times for these arguments, as far as is known."""
    try:
        several(f, wrt).at(args)
    except SourceADError:
        return False
    return True
