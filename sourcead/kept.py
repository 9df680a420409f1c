"""What a pullback keeps of a call, apart from what its caller holds and may change afterwards.

Guarantee: a change of the arrays among a call's arguments, of its value, or of arrays that the function reads outside does not
reach the pullback, which stands for the derivative where it was taken. (What a rule of `custom_vjp` keeps in objects of its own
is left as it is.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from sourcead.compile import is_generated
from sourcead.rerun import Run, Slots
from sourcead.runtime.trees import copied_array, rebuilt
from sourcead.trees import leaves

HOLDING = (np.ndarray, list, tuple, dict)
WORKING = (ModuleType, type, FunctionType, np.ufunc)


def kept_apart(pullback: Any, *held: Any) -> Any:
    """The pullback, in which arrays that share memory with those in `held` are copies; what shares memory still does."""
    views: dict[int, set[int]] = defaultdict(set)
    known: dict[int, np.ndarray] = {}

    def note(array: np.ndarray) -> np.ndarray:
        views[_owner(array)].add(id(array))
        return array

    def apart(array: np.ndarray) -> np.ndarray:
        owner = _owner(array)
        if owner not in shared:
            return array
        if len(views[owner]) > 1:
            return copied_array(array, known)
        return known.setdefault(owner, array.copy(order="K"))  # of a part of large memory, that part

    first = _Changing(note)
    first.function(pullback)
    shared = {_owner(a) for a in [*leaves(held).values(), *_outside(first.spaces.values())] if isinstance(a, np.ndarray)}
    if not shared.isdisjoint(views):
        _Changing(apart).function(pullback)
    return pullback


def _outside(spaces: Iterable[dict[str, Any]]) -> Iterator[np.ndarray]:
    """The arrays that names of generated functions hold that are bound outside, and attributes of objects among them."""
    for value in (v for space in spaces for v in space.values()):
        if isinstance(value, HOLDING):
            yield from _arrays(value)
        elif not isinstance(value, WORKING) and not type(value).__module__.startswith("sourcead"):
            yield from _arrays(getattr(value, "__dict__", {}))


def _arrays(value: Any, depth: int = 3) -> Iterator[np.ndarray]:
    """The arrays in a container, and in containers in it."""
    if isinstance(value, np.ndarray):
        yield value
    elif depth and isinstance(value, (list, tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _arrays(part, depth - 1)


class _Changing:
    """Putting other arrays in place of those that generated functions keep."""

    def __init__(self, change: Callable[[np.ndarray], np.ndarray]) -> None:
        self.change = change
        self.seen: set[int] = set()
        self.spaces: dict[int, dict[str, Any]] = {}  # the globals of functions that were seen

    def function(self, function: FunctionType) -> None:
        """Change what a function has in its closure and its defaults."""
        if id(function) in self.seen:
            return
        self.seen.add(id(function))
        self.spaces[id(function.__globals__)] = function.__globals__
        for cell in function.__closure__ or ():
            try:
                cell.cell_contents = self.of(cell.cell_contents)
            except ValueError:  # the way that was taken does not bind the variable
                continue
        function.__defaults__ = self.of(function.__defaults__)

    def of(self, value: Any) -> Any:
        """What stands in place of a value."""
        if isinstance(value, np.ndarray):
            return self.change(value)
        if type(value) is dict:
            return {k: self.of(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return rebuilt(value, map(self.of, value))
        if isinstance(value, FunctionType) and is_generated(value):
            self.function(value)
        elif isinstance(value, Slots):
            value.left[:] = self.of(value.left)
            self.run(value.run)
        return value

    def run(self, run: Run) -> None:
        """Change what the steps of a loop read."""
        if id(run) not in self.seen:
            self.seen.add(id(run))
            for name in ("values", "start", "items"):
                object.__setattr__(run, name, self.of(getattr(run, name)))


def _owner(array: np.ndarray) -> int:
    """The `id` of what the memory of an array belongs to."""
    owner: Any = array
    while getattr(owner, "base", None) is not None:
        owner = owner.base
    return id(owner)
