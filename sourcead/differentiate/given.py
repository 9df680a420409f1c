"""Lists and dicts that global variables are given.

Guarantee: where it is not refused, the module has what the function has given it, changed as the function changes it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable

from sourcead import nodes
from sourcead.analysis.containers import Change, changes_of_given
from sourcead.analysis.walk import changed_container, stored
from sourcead.errors import UnsupportedSyntaxError
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import DictOf, Record, Unknown

FILLING = ("update", "setdefault")  # methods of dicts that are written as stores


def gives(program: Program) -> bool:
    """Whether a program assigns global variables."""
    return any(binding.value is setattr for binding in program.env.values())


def check_given(program: Program, typing: Typing, varied: Callable[[str], bool]) -> None:
    """Raise for a change of what a global variable has been given that is made to another list or dict, or is taken back.

    A list of differentiated values is taken apart again in the reverse sweep; a dict without a key is a new one.
    """
    for change in changes_of_given(program, typing):
        if _stays(change, typing, varied):
            continue
        raise UnsupportedSyntaxError(
            f"a list or dict is changed here that the global variable `{change.other}` has been given",
            way_out="Change it before, or give the variable a copy.",
            location=nodes.location(change.statement),
        )


def _stays(change: Change, typing: Typing, varied: Callable[[str], bool]) -> bool:
    """Whether a change is made where it is, once."""
    if not isinstance(typing.name(change.name), (DictOf, Record, Unknown)):
        return not varied(change.name)
    if changed_container(change.statement) is None:
        return stored(change.statement) is not None
    return change.statement.value.func.attr in FILLING
