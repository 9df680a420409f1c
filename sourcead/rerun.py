"""The run of a loop that stores states on its way, and its reversal, which runs steps again from them.

Guarantee: at most `slots` states are stored at once, and the steps that are run again are as few as that allows (`revolve`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.derivative import Derivative
from sourcead.differentiate.repeatable import check_apart_from_chance
from sourcead.errors import AliasError, Location
from sourcead.revolve import distance

Values = list[Any]
STEPS = "the steps of a loop over `checkpointed(...)` are"


@dataclass(frozen=True)
class Run:
    """A loop with its arguments.

    A step takes the element at hand, the `state`, the `elements` and the `constants`; `values` are what the last two are for the
    loop: of the `elements` the step gets the one at hand. It gives the state, `last` variables of which those of the last step
    count, and what it stores into the arrays `filled` at its place. `moving` are the positions of what has a cotangent. What
    `updated` names is changed in place by a step. `own` and `holds` say which parameter of the step, or which of the `filled`,
    one of the loop is.
    """

    step: Callable[..., Any]  # to be differentiated
    plain: Callable[..., Any]  # the same, to be called
    state: tuple[str, ...]
    start: Values
    elements: tuple[str, ...]
    constants: tuple[str, ...]
    values: Values
    last: int
    filled: Values
    moving: frozenset[int]
    updated: frozenset[str]
    own: Mapping[str, str]
    holds: Mapping[str, int]
    items: Sequence[Any]
    slots: int
    place: Location | None
    below: Run | None = None  # the loop that this one is the tangent of

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many variables a step gives: state, those of which the last ones count, and stores."""
        return len(self.state), self.last, len(self.filled)

    @functools.cached_property
    def single(self) -> bool:
        """Whether a step gives one variable, and no tuple."""
        return sum(self.sizes) == 1

    @property
    def moving_state(self) -> tuple[str, ...]:
        """The parameters of the step that are state and have a cotangent."""
        return tuple(n for k, n in enumerate(self.state) if k in self.moving)

    @property
    def others(self) -> tuple[str, ...]:
        """The parameters of the step after the state."""
        return (*self.elements, *self.constants)

    def by(self, wrt: Iterable[str]) -> tuple[str, ...]:
        """The parameters by which a step is pulled back, for these parameters of the loop: its state, and the others of them."""
        return (*self.moving_state, *(self.own[p] for p in wrt if self.own.get(p) in self.others))

    def passed(self, position: int, state: Values) -> Values:
        """What a step is passed."""
        item, count = self.items[position], len(self.elements)
        return [item, *state, *(source[item] for source in self.values[:count]), *self.values[count:]]

    def advanced(self, state: Values, first: int, last: int, filled: Values | None = None) -> Values:
        """All that the steps from `first` to before `last` give; what they store goes to `filled`."""
        if first == last:
            return state
        found, count = self._apart(state), len(self.state)
        sources, constants = self.values[: len(self.elements)], self.values[len(self.elements) :]
        for item in self.items[first:last]:
            found = self.parts(self.plain(item, *found[:count], *[source[item] for source in sources], *constants))
            if filled:
                self.store(found, item, filled)
        return found

    def store(self, found: Values, item: Any, filled: Values) -> None:
        """Store what a step gave for the arrays that the loop fills."""
        for array, value in zip(filled, found[len(self.state) + self.last :]):
            array[item] = value

    def parts(self, out: Any) -> Values:
        """What a step gives, one by one."""
        return [out] if self.single else list(out)

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
    """What the forward run leaves: the loop's results, and stored states with their positions, the last step and its pullback.

    The latter are used up by one reversal, which stores other states in place of those that it needs no more.
    """

    run: Run
    by: tuple[str, ...]
    out: Values
    left: list[tuple[list[tuple[int, Values]], Values, Callable[..., Any] | None]]

    def taken(self) -> tuple[list[tuple[int, Values]], Values, Callable[..., Any] | None]:
        """What was left: by another run, if it is used up."""
        try:
            return self.left.pop()
        except IndexError:
            return recorded(self.run, self.by).left.pop()


def check_apart(name: str, value: Any, others: Iterable[Any], place: Location | None) -> None:
    """Raise where an array that a loop writes shares memory with something else that it has."""
    if runtime.apart(value, tuple(others)) is not value:
        raise AliasError(
            f"`{name}` is changed in place in this loop, and may share memory with something else that the loop reads",
            way_out=f"Let the loop work on a copy: `{name}.copy()`.",
            location=place,
        )


@functools.lru_cache(maxsize=512)
def step_vjp(step: Callable[..., Any], by: tuple[str, ...]) -> Derivative:
    """The value and pullback of a step by some of its parameters."""
    return Derivative(step, "vjp", by)


def recorded(run: Run, by: tuple[str, ...]) -> Slots:
    """Run the loop forward, and store states at the best places; the last step is reversed at once, so its pullback is kept."""
    count = len(run.items)
    check_apart_from_chance((*run.start, *run.values), run.place, STEPS)
    filled = list(map(runtime.copy, run.filled))
    if not count:
        if run.last:
            raise UnboundLocalError("a variable is read after a loop that has no step, and the loop would assign it")
        return Slots(run, by, [*run.start, *filled], [([], [], None)])
    stored, state, position = [(0, list(run.start))], list(run.start), 0
    while len(stored) < run.slots and count - position > 1:
        goal = position + distance(count - position, run.slots - len(stored) + 1)
        state, position = run.advanced(state, position, goal, filled)[: len(run.state)], goal
        stored.append((position, state))
    state = run.advanced(state, position, count - 1, filled)
    out, pullback = run.pulled(state, count - 1, by)
    run.store(out, run.items[count - 1], filled)
    return Slots(run, by, [*out[: len(run.state) + run.last], *filled], [(stored, out, pullback)])


class _Sums:
    """The cotangents that all steps add to: of the constants, and of what elements are taken of or stored into."""

    def __init__(self, run: Run, by: tuple[str, ...], filled: Values) -> None:
        sources = dict(zip(run.others, run.values))
        self.run = run
        self.params = (None, *run.state, *run.others)
        self.names = by[len(run.moving_state) :]
        self.totals: dict[str, Any] = {n: _zeros(sources[n]) if n in run.elements else None for n in self.names}
        self.owned: set[str] = set()
        self.filled = filled

    def pull(self, position: int, out: Values, pullback: Callable[..., Any], bars: Values) -> Values:
        """The cotangents of the state before a step, from those of the state and the last variables after it."""
        item = self.run.items[position]
        for bar, value in zip(self.filled, out[len(bars) :]):
            bars = [*bars, None if bar is None else _taken(bar, item, value)]
        found = dict(zip(self.params, pullback(bars[0] if len(bars) == 1 else tuple(bars))))
        for name in self.names:
            if name in self.run.elements:
                self.totals[name][item] = runtime.add(self.totals[name][item], found[name])
            else:
                self._add(name, found[name])
        return [found[n] for n in self.run.state]

    def _add(self, name: str, more: Any) -> None:
        """Add to a total, in place where it is in memory of its own."""
        total = self.totals[name]
        if name in self.owned and isinstance(total, np.ndarray) and total.dtype == np.result_type(total, more):
            total += more
            return
        if total is not None:
            self.owned.add(name)
        self.totals[name] = more if total is None else runtime.add(total, more)


def reverse(slots: Slots, bars: Values) -> tuple[dict[str, Any], Values]:
    """The cotangents of the step's parameters at the start or in all steps, and those of what the loop fills, at the start."""
    run, count = slots.run, len(slots.run.items)
    states, lasts, _ = run.sizes
    sums = _Sums(run, slots.by, [b.copy() if isinstance(b, np.ndarray) else None for b in bars[states + lasts :]])
    stored, out, pullback = slots.taken()
    now, end = bars[:states], count - 1
    if pullback is not None:
        now = sums.pull(end, out, pullback, bars[: states + lasts])
    while end > 0:
        while stored[-1][0] >= end:
            stored.pop()
        position, state = stored[-1]
        free = run.slots - len(stored)
        if free > 0 and end - position > 1:
            goal = position + distance(end - position, free + 1)
            stored.append((goal, run.advanced(state, position, goal)[:states]))
            continue
        end -= 1
        out, pullback = run.pulled(run.advanced(state, position, end), end, slots.by)
        now = sums.pull(end, out, pullback, [*now, *map(runtime.zeros_like, out[states : states + lasts])])
    return {**dict(zip(run.state, now)), **sums.totals}, sums.filled


def _zeros(source: Any) -> Any:
    """Zeros in the structure of what elements are taken of, to be added to."""
    found = runtime.zeros_like(source)
    return list(found) if isinstance(found, tuple) else found


def _taken(bar: np.ndarray, item: Any, value: Any) -> Any:
    """The cotangent of what was stored at a place, where the one of what was there before is zero."""
    found = runtime.unbroadcast(np.array(bar[item]), value)
    bar[item] = 0
    return found if isinstance(value, np.ndarray) else found[()]


def full(bar: Any, value: Any) -> Any:
    """A cotangent in the shape of its value, where it is one number for all elements or None for zeros."""
    if bar is None or (isinstance(value, (list, tuple, dict)) and not isinstance(bar, (list, tuple, dict))):
        return runtime.zeros_like(value)
    return np.broadcast_to(bar, value.shape).copy() if isinstance(value, np.ndarray) and np.shape(bar) != value.shape else bar
