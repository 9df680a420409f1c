"""What functions read outside that a pullback runs again: it must be what it was when the value was computed.

Guarantee: a pullback gives the derivative where it was taken, or raises. What programs read by name is looked into to a depth of
a few containers and objects in one another.
"""

from __future__ import annotations

import builtins
from collections import deque
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from sourcead.again import Repeated
from sourcead.derivative import Derivative
from sourcead.errors import InputTypeError
from sourcead.loops import Looped
from sourcead.normalize.meeting import slots_of
from sourcead.normalize.program import Binding, Program, reached

DEPTH = 4
WORKING = (ModuleType, type, FunctionType, np.ufunc)


def steady(pullback: Callable[[Any], Any], derivative: Derivative) -> Callable[[Any], Any]:
    """The pullback, which raises where what it would read again has changed; itself, where it runs nothing again."""
    bindings = [b for program in derivative.made_of() for b in _read_again(program)]
    before = [_seen(b.value) for b in bindings]
    if not bindings:
        return pullback

    def checked(cotangent: Any) -> Any:
        for binding, seen in zip(bindings, before):
            if not _same(seen, _now(binding)):
                raise InputTypeError(
                    f"`{binding.key}` has changed since the value was computed, and what the pullback runs again reads it",
                    way_out="Pass it as an argument: arguments are kept.",
                )
        return pullback(cotangent)

    return checked


def _read_again(program: Program) -> Iterator[Binding]:
    """The names outside of the functions that are run again."""
    for callee in (c for part in reached(program) for c in part.callees.values()):
        if isinstance(callee.function, (Repeated, Looped)):
            inner = getattr(callee.function, "primal", None)
            others = [*callee.reached(), *(inner.made_of() if isinstance(inner, Derivative) else [])]
            for other in (o for found in others for o in reached(found)):
                yield from filter(_may_change, other.env.values())


def _may_change(binding: Binding) -> bool:
    bound = binding.holder is not None and binding.holder is not vars(builtins)
    return (bound or isinstance(binding.value, (np.ndarray, list, dict, deque))) and not isinstance(binding.value, WORKING)


def _now(binding: Binding) -> Any:
    """What a name stands for at this moment; nothing, where it is not bound any more."""
    try:
        return _seen(binding.current())
    except (KeyError, ValueError):
        return None


def _seen(value: Any, depth: int = DEPTH) -> Any:
    """What is compared later: a copy of arrays and containers, and of what objects hold."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if not depth:
        return value
    if isinstance(value, (list, tuple, deque)):
        return [type(value), *(_seen(v, depth - 1) for v in value)]
    if isinstance(value, set):
        return set(value)
    held = value if isinstance(value, dict) else {**getattr(value, "__dict__", {}), **dict(enumerate(slots_of(value)))}
    if held and not isinstance(value, WORKING):
        return {k: _seen(v, depth - 1) for k, v in held.items()}
    return {} if isinstance(value, dict) else value


def _same(before: Any, now: Any) -> bool:
    """Whether two of these are alike, bit by bit."""
    if type(before) is not type(now):
        return False
    if isinstance(before, np.ndarray):
        return before.dtype == now.dtype and before.shape == now.shape and before.tobytes() == now.tobytes()
    if isinstance(before, list):
        return len(before) == len(now) and all(map(_same, before, now))
    if isinstance(before, dict):
        return before.keys() == now.keys() and all(_same(v, now[k]) for k, v in before.items())
    return before is now or bool(before == now) or (before != before and now != now)
