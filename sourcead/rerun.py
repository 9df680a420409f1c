"""The run of a loop that stores states on its way, and its reversal, which runs steps again from them.

Guarantee: at most `slots` states are stored at once, and the steps that are run again are as few as that allows (`revolve`).
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.derivative import Derivative
from sourcead.errors import AliasError, InputTypeError, Location
from sourcead.revolve import distance

Values = list[Any]
CHANCE = (np.random.Generator, np.random.RandomState, random.Random)
OTHERWISE = ("random", "time", "secrets", "os")  # modules whose functions give something else each time


@dataclass(frozen=True)
class Run:
    """A loop with its arguments: a step, the names of its parameters but the first, and what they are at the start.

    The step gives the `state` and `extra` variables more, of which the last step's count; `moving` are the positions of those
    with a cotangent. What `updated` names is changed in place by a step. `own`: the step's parameters, by those of the loop.
    `values` are those of the parameters after the state: of the `elements`, of which the step gets the one at hand, and the
    `constants`.
    """

    step: Callable[..., Any]  # of an element, the state and the constants, to be differentiated
    plain: Callable[..., Any]  # the same, to be called
    own: Mapping[str, str]
    state: tuple[str, ...]
    start: Values
    elements: tuple[str, ...]
    constants: tuple[str, ...]
    values: Values
    extra: int
    moving: tuple[int, ...]
    updated: frozenset[str]
    items: Sequence[Any]
    slots: int
    place: Location | None
    below: Run | None = None  # the loop that this one is the tangent of

    @property
    def moving_state(self) -> tuple[str, ...]:
        """The parameters of the step that are state and have a cotangent."""
        return tuple(self.state[k] for k in self.moving if k < len(self.state))

    @property
    def others(self) -> tuple[str, ...]:
        """The parameters of the step after the state."""
        return (*self.elements, *self.constants)

    def by(self, wrt: Iterable[str]) -> tuple[str, ...]:
        """The parameters by which a step is pulled back, for these parameters of the loop: its state, and the others of them."""
        return (*self.moving_state, *(self.own[p] for p in wrt if self.own.get(p) in self.others))

    def advanced(self, state: Values, first: int, last: int) -> Values:
        """All that the steps from `first` to before `last` give."""
        if first == last:
            return state
        found, count = self._apart(state), len(self.state)
        for position in range(first, last):
            found = self.parts(self.plain(*self.passed(position, found[:count])))
        return found

    def passed(self, position: int, state: Values) -> Values:
        """What a step is passed."""
        item, count = self.items[position], len(self.elements)
        return [item, *state, *(source[item] for source in self.values[:count]), *self.values[count:]]

    def parts(self, out: Any) -> Values:
        """What a step gives, one by one."""
        return [out] if len(self.state) + self.extra == 1 else list(out)

    def _apart(self, state: Values) -> Values:
        """The state, copied if a step writes some of it; `AliasError` where what is written shares memory with something else."""
        found = list(state[: len(self.state)])
        if not self.updated:
            return found
        for k, name in enumerate(self.state):
            if name in self.updated:
                check_apart(name, found[k], (*found[:k], *found[k + 1 :], *self.values), self.place)
        return list(map(runtime.copy, found))

    def pulled(self, state: Values, position: int, by: tuple[str, ...]) -> tuple[Values, Callable[..., Any]]:
        """What one step gives, and its pullback."""
        try:
            out, pullback = step_vjp(self.step, by)(*self.passed(position, state[: len(self.state)]))
        except AliasError as error:
            error.location = error.location or self.place
            raise
        return self.parts(out), pullback


@dataclass(frozen=True)
class Slots:
    """What the forward run leaves: stored states with their positions, and the last step's results and pullback.

    It is used up by one reversal, which stores other states in place of those that it needs no more.
    """

    run: Run
    by: tuple[str, ...]
    out: Values
    left: list[tuple[list[tuple[int, Values]], Callable[..., Any] | None]]

    def taken(self) -> tuple[list[tuple[int, Values]], Callable[..., Any] | None]:
        """The stored states and the last pullback: of another run, if they are used up."""
        try:
            return self.left.pop()
        except IndexError:
            return recorded(self.run, self.by).left.pop()


def check_apart(name: str, value: Any, others: Iterable[Any], place: Location | None) -> None:
    """Raise where an array that a loop writes shares memory with something else that it has."""
    if runtime.apart(value, tuple(others)) is not value:
        raise AliasError(
            f"`{name}` is written in a loop over `checkpointed(...)`, and may share memory with something else that the loop reads",
            way_out=f"Let the loop work on a copy: `{name}.copy()`.",
            location=place,
        )


@functools.lru_cache(maxsize=512)
def step_vjp(step: Callable[..., Any], by: tuple[str, ...]) -> Derivative:
    """The value and pullback of a step by some of its parameters."""
    return Derivative(step, "vjp", by)


def draws(place: Location | None) -> InputTypeError:
    """The error for steps that are not the same when they are run again."""
    return InputTypeError(
        "the steps of a loop over `checkpointed(...)` are run again, and would draw other random numbers or read another clock",
        way_out="Draw the numbers before the loop, into an array.",
        location=place,
    )


def recorded(run: Run, by: tuple[str, ...]) -> Slots:
    """Run the loop forward, and store states at the best places; the last step is reversed at once, so its pullback is kept."""
    count = len(run.items)
    if any(isinstance(v, CHANCE) for v in (*run.start, *run.values)):
        raise draws(run.place)
    if not count:
        if run.extra:
            raise UnboundLocalError("a variable is read after a loop that has no step, and the loop would assign it")
        return Slots(run, by, list(run.start), [([], None)])
    stored, state, position = [(0, list(run.start))], list(run.start), 0
    while len(stored) < run.slots and count - position > 1:
        state = run.advanced(state, position, position := position + distance(count - position, run.slots - len(stored) + 1))
        stored.append((position, state[: len(run.state)]))
    state = run.advanced(state, position, count - 1)
    out, pullback = run.pulled(state, count - 1, by)
    return Slots(run, by, out, [(stored, pullback)])


def reverse(slots: Slots, bars: Values) -> tuple[Values, Values]:
    """The cotangents of the state at the start, and those of the constants by which the step is pulled back, in order."""
    run, count = slots.run, len(slots.run.items)
    params = (None, *run.state, *run.others)
    others, sources = slots.by[len(run.moving_state) :], dict(zip(run.others, run.values))
    totals: Values = [runtime.zeros_like(sources[n]) if n in run.elements else None for n in others]
    stored, pullback = slots.taken()
    if pullback is None:
        return bars[: len(run.state)], totals
    owned = [False for _ in totals]

    def pull(position: int, pullback: Callable[..., Any], bars: Values) -> Values:
        found = dict(zip(params, pullback(bars[0] if len(bars) == 1 else tuple(bars))))
        for k, name in enumerate(others):
            if name in run.elements:
                totals[k][run.items[position]] = runtime.add(totals[k][run.items[position]], found[name])
            else:
                totals[k], owned[k] = added(totals[k], found[name], owned[k])
        return [found[n] for n in run.state]

    now, end = pull(count - 1, pullback, bars), count - 1
    while end:
        while stored[-1][0] >= end:
            stored.pop()
        position, state = stored[-1]
        free = run.slots - len(stored)
        if free > 0 and end - position > 1:
            goal = position + distance(end - position, free + 1)
            stored.append((goal, run.advanced(state, position, goal)[: len(run.state)]))
            continue
        out, pullback = run.pulled(run.advanced(state, position, end - 1), end - 1, slots.by)
        now, end = pull(end - 1, pullback, [*now, *map(runtime.zeros_like, out[len(run.state) :])]), end - 1
    return now, totals


def added(total: Any, more: Any, owned: bool) -> tuple[Any, bool]:
    """The sum of two cotangents, and whether it is in memory of its own, which may be added to in place."""
    if total is None:
        return more, False
    if owned and isinstance(total, np.ndarray) and total.dtype == np.result_type(total, more):
        total += more
        return total, True
    return runtime.add(total, more), True


def full(bar: Any, value: Any) -> Any:
    """A cotangent in the shape of its value, where it is one number for all elements or None for zeros."""
    if bar is None or (isinstance(value, (list, tuple, dict)) and not isinstance(bar, (list, tuple, dict))):
        return runtime.zeros_like(value)
    return np.broadcast_to(bar, value.shape).copy() if isinstance(value, np.ndarray) and np.shape(bar) != value.shape else bar
