"""Programs that are run again: what would not be the same once more, or would be done twice.

Guarantee: a program that passes draws no random numbers, reads no clock, and changes nothing that is outside of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.differentiate.changed import Outside
from sourcead.errors import InputTypeError, Location, UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.normalize.meeting import read_of, shares, written_by
from sourcead.normalize.program import reached
from sourcead.types.draws import SOURCES
from sourcead.types.infer import Typing, infer
from sourcead.types.values import Drawing, Static, Type, Unknown

CHANCE = (np.random.Generator, np.random.RandomState, random.Random)
OTHERWISE = ("random", "time", "secrets", "os")  # modules whose functions give something else each time


def draws(place: Location | None, what: str) -> InputTypeError:
    """The error for what is not the same when it is run again."""
    return InputTypeError(
        f"{what} run again, and would draw other random numbers or read another clock",
        way_out="Draw the numbers before, into an array.",
        location=place,
    )


def check_apart_from_chance(values: Iterable[Any], place: Location | None, what: str) -> None:
    """Raise where one of the arguments of what is run again is a source of random numbers."""
    if any(isinstance(v, CHANCE) for v in values):
        raise draws(place, what)


def check_repeatable(program: Program, place: Location | None, what: str, types: Mapping[str, Type] | None = None) -> None:
    """Raise where a program would not do the same when it is run again, or would act twice; `what`: its name, with a verb.

    `types` are those of its arguments, as far as they are known.
    """
    if any(isinstance(t, Drawing) for t in (types or {}).values()):
        raise draws(place, what)
    seen: set[int] = set()
    while parts := [p for p in reached(program) if id(p.tree) not in seen]:
        for part in parts:
            seen.add(id(part.tree))
            known = {p: Static(part.env[p].value) if p in part.env else Unknown() for p in part.params}  # functions, for one
            _check_part(part, infer(part, known), place, what)  # what it calls is known then


def _check_part(part: Program, typing: Typing, place: Location | None, what: str) -> None:
    """Raise for one of the programs."""
    outside = Outside(part, typing)
    for statement in statements(part.tree.body):
        if outside.written(statement) or _sets(statement):
            raise UnsupportedSyntaxError(
                f"{what} run again, and would change what is outside once more",
                way_out="Change it where nothing is run again.",
                location=nodes.location(statement) or place,
            )
    for call in (n for n in nodes.walk(part.tree) if isinstance(n, gast.Call)):
        target = part.resolve(call.func)
        module = getattr(target, "__module__", None) or ""
        unknown = any(target is f for f in SOURCES) and not (call.args or call.keywords)  # a source without a seed
        if isinstance(getattr(target, "__self__", None), CHANCE) or module.split(".")[0] in OTHERWISE or unknown:
            raise draws(nodes.location(call) or place, what)


def _sets(statement: Stmt) -> bool:
    """Whether a statement assigns a global variable, or an attribute of something outside."""
    value = getattr(statement, "value", None)
    return isinstance(value, gast.Call) and isinstance(value.func, gast.Name) and value.func.id == "setattr"


def check_steady(program: Program, around: Program, place: Location | None, what: str) -> None:
    """Raise where a program that is run again reads something outside that the program around it may have changed meanwhile."""
    changed = [(part, path) for part in reached(around) for _, path in written_by(part)]
    read = [(path, path.thing(part.env)) for part in reached(program) for path in read_of(part)] if changed else []
    for path, thing in read:
        if any(shares(p.thing(part.env), thing, inside=p.inside) for part, p in changed):
            raise UnsupportedSyntaxError(
                f"{what} run again, reads `{'.'.join(path.parts)}`, and that is changed in the function around it",
                way_out="Pass it as an argument.",
                location=place,
            )
