"""Loops over `checkpointed(...)`: their state is stored now and then, and the steps between are run again in the reverse sweep.

Such a loop is a call in a program (`sourcead.normalize.checkpoints`). Its value, its tangent and its pullback are made of those
of one step (`sourcead.rerun`). Guarantee: the tangent of a loop is a loop of the same kind, and the derivatives of its pullback
are pullbacks of that loop, so that each order stores and runs again as little as the first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from sourcead import cache, runtime
from sourcead.analysis.aliases import find_aliases
from sourcead.analysis.callees import written_by
from sourcead.compile import compile_function
from sourcead.custom import GivenDerivative, Pair
from sourcead.derivative import Derivative, PushForward, called
from sourcead.differentiate.repeatable import check_repeatable
from sourcead.differentiate.tangents import seed_names
from sourcead.errors import InputTypeError, UnsupportedSyntaxError
from sourcead.normalize import Stepped, looping
from sourcead.rerun import STEPS, Run, Slots, Values, check_apart, full, recorded, reverse
from sourcead.revolve import slots_for
from sourcead.signatures import signature_of
from sourcead.types.infer import infer
from sourcead.types.signature import type_of
from sourcead.types.values import Fixed, may_vary


class Looped(GivenDerivative):
    """A loop as a function of its arguments, whose value, tangent and pullback are made of those of a step."""

    def started(self, args: Sequence[Any]) -> Run:
        """The loop with its arguments."""
        raise NotImplementedError

    def result(self, run: Run, found: Values) -> Any:
        """What the last step gave, in the form in which the loop gives it."""
        raise NotImplementedError

    def seeds(self, run: Run, out_bar: Any) -> Values:
        """The cotangent of the loop's result as those of what a step gives."""
        raise NotImplementedError

    def check_repeatable(self) -> None:
        """Raise where a step would not do the same when it is run again."""
        raise NotImplementedError

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback runs the steps again, from what the forward run stored."""
        self.check_repeatable()
        recording, reversing, out, slots, kept, out_bar, bars = self.fresh(
            f"{self.name}_run", f"{self.name}_reverse", "out", "slots", "kept", "out_bar", "bars"
        )
        forward = (
            f"def {self.name}_vjp({self.listed()}):\n"
            f"    {out}, {slots} = {recording}({self.listed()})\n"
            f"    return {out}, ({slots}, {self.listed()})\n"
        )
        reverse = (
            f"def {self.name}_pullback({kept}, {out_bar}):\n"
            f"    {slots}, {self.listed()} = {kept}\n"
            f"    {bars} = {reversing}({slots}, {self.listed()}, {out_bar})\n"
            f"{self.given_back(bars, wrt)}"
        )
        known = {recording: Recorded(self, wrt)}, {reversing: Reversed(self, wrt)}
        return self.written(forward, **known[0]), self.written(reverse, **known[1])

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """The tangent is carried along: a loop of the state and its tangent."""
        return tangent(self, wrt)


class Checkpointed(Looped):
    """A loop over `checkpointed(...)`."""

    def __init__(self, loop: Stepped) -> None:
        super().__init__(loop.whole)
        self.loop, self.updated = loop, loop.updated
        self.state = frozenset((*loop.state, *loop.filled))
        self.types = Derivative(loop.whole, "vjp", ())
        self.known: dict[object, tuple[frozenset[int], frozenset[str]]] = {}
        self.count = len(loop.state) + loop.last + len(loop.filled)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The value of the loop, in memory of its own."""
        named = dict(zip(self.params, args))
        written = sorted(self._facts(args)[1])
        for name in written:
            check_apart(name, named[name], (v for n, v in named.items() if n != name), self.loop.place)
        copies = {n: runtime.copy(v) if written and n in self.state else v for n, v in named.items()}  # names may be exchanged
        return super().__call__(*copies.values())

    def check_moving(self, wrt: Iterable[str]) -> None:
        """Raise where the elements that the loop runs over are differentiated."""
        super().check_moving(wrt)
        if self.loop.items in tuple(wrt):
            raise UnsupportedSyntaxError(
                f"`{self.loop.items}` is differentiated, and a loop over `checkpointed(...)` runs over it",
                way_out="Run over `range(len(...))`, and index inside the loop.",
                location=self.loop.place,
            )

    def check_repeatable(self) -> None:
        """Raise where a step would not do the same when it is run again."""
        check_repeatable(cache.program_of(self.loop.step, {}, called), self.loop.place, STEPS)

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback runs the steps again, from what the forward run stored."""
        self.check_moving(wrt)
        return super().pulling(wrt)

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """The tangent is carried along: a loop of the state and its tangent."""
        self.check_moving(wrt)
        return super().pushing(wrt)

    def started(self, args: Sequence[Any]) -> Run:
        """The loop with its arguments."""
        loop, named = self.loop, dict(zip(self.params, args))
        bounds = (named[b] if isinstance(b, str) else b for b in loop.bounds)
        items: Any = range(*bounds) if loop.items is None else named[loop.items]
        if not isinstance(items, (range, np.ndarray, list, tuple)):
            raise self.refused(f"a loop over `checkpointed(...)` runs over a {type(items).__name__}",
                               "Run over `range(n)`, an array or a list.")  # fmt: skip
        slots = named[loop.budget] if isinstance(loop.budget, str) else loop.budget
        slots = slots_for(len(items)) if slots is None else int(slots)
        if slots < 1:
            raise self.refused(f"the budget is {slots}", "Allow one stored state at least.")
        _, *params = loop.step.__signature__.parameters
        others = params[len(loop.state) :]
        values, start = [named[loop.given[p]] for p in others], [named[n] for n in loop.state]
        moving, written = self._facts(args)
        return Run(
            step=loop.step,
            plain=cache.primal_of(loop.step, called, [None, *start, *values]),
            state=loop.state,
            start=start,
            elements=loop.elements,
            constants=tuple(others[len(loop.elements) :]),
            values=values,
            last=loop.last,
            filled=[named[n] for n in loop.filled],
            moving=moving,
            updated=written & {*loop.state},
            own={**{n: n for n in loop.state}, **{p: n for n, p in loop.given.items()}},
            holds={n: k for k, n in enumerate(loop.filled)},
            items=items,  # type: ignore[arg-type]
            slots=slots,
            place=loop.place,
        )

    def refused(self, reason: str, way_out: str) -> InputTypeError:
        """The error for arguments that do not fit, at the loop's place."""
        return InputTypeError(reason, way_out=way_out, location=self.loop.place)

    def _facts(self, args: Sequence[Any]) -> tuple[frozenset[int], frozenset[str]]:
        """The positions of what may have a cotangent by its types in any step, of what a step gives; what is written in place."""
        program, named = self.types.program(args)
        types = {n: type_of(v, n) for n, v in named.items()}
        key = (id(program.tree), tuple(types.items()))
        if key not in self.known:
            found = infer(program, types).expr(program.tree.body[-1].value)
            parts = found.elements if isinstance(found, Fixed) and self.count > 1 else (found,)
            moving = frozenset(k for k, p in enumerate(parts) if may_vary(p))
            self.known[key] = moving, written_by(program, types, find_aliases) & self.state
        return self.known[key]

    def result(self, run: Run, found: Values) -> Any:
        """What the last step gave, and what was filled."""
        return found[0] if self.count == 1 else tuple(found)

    def seeds(self, run: Run, out_bar: Any) -> Values:
        """The cotangents of what the last step gave, and of what was filled."""
        if self.count == 1:
            return [out_bar]
        return list(out_bar) if isinstance(out_bar, tuple) else [None] * self.count  # zeros of any kind


class Tangent(Looped):
    """A loop that carries the tangents of its state along: it takes the tangents of some parameters, too."""

    def __init__(self, loop: Looped, wrt: tuple[str, ...]) -> None:
        self.loop, self.wrt = loop, wrt
        self.dots = seed_names(loop.params, wrt)
        own, out = loop.fresh(loop.name, "out")
        text = (
            f"def {loop.name}_jvp({loop.listed([*loop.params, *self.dots.values()])}):\n"
            f"    {out} = {own}({loop.listed()})\n"
            f"    return {out}, rt.zeros_like({out})\n"  # of the right types
        )
        super().__init__(loop.written(text, **{own: loop}))

    def check_repeatable(self) -> None:
        """Raise where a step would not do the same when it is run again."""
        self.loop.check_repeatable()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The value and the tangent, in memory of their own."""
        run = self.started(args)
        filled = list(map(runtime.copy, run.filled))
        found = run.advanced(run.start, 0, len(run.items), filled)
        return runtime.apart(self.result(run, [*found[: len(run.state) + run.last], *filled]), args)

    def started(self, args: Sequence[Any]) -> Run:
        """The loop with its arguments."""
        params = self.loop.params
        run, dots = self.loop.started(args[: len(params)]), dict(zip(self.wrt, args[len(params) :]))
        given = {run.own[p]: dot for p, dot in dots.items() if p in run.own}
        step, names = tangent_step(run.step, run.sizes, run.state, run.elements, run.constants, run.moving,
                                   tuple(n for n in run.others if n in given))  # fmt: skip
        elements, constants = ([n for n in part if n in given] for part in (run.elements, run.constants))
        starts, count = dict(zip(run.state, run.start)), len(run.elements)
        arrays = [k for k in range(len(run.filled)) if len(run.state) + run.last + k in run.moving]
        filling = {run.holds[p]: dot for p, dot in dots.items() if p in run.holds}
        order = layout(run.sizes, run.moving)
        return Run(
            step=step,
            plain=step,
            state=(*run.state, *(names[n] for n in run.moving_state)),
            start=[*run.start, *(given[n] if n in given else runtime.zeros_like(starts[n]) for n in run.moving_state)],
            elements=(*run.elements, *(names[n] for n in elements)),
            constants=(*run.constants, *(names[n] for n in constants)),
            values=[*run.values[:count], *(given[n] for n in elements), *run.values[count:], *(given[n] for n in constants)],
            last=run.last + sum(len(run.state) <= k < len(run.state) + run.last for k in run.moving),
            filled=[*run.filled, *(filling[k] if k in filling else runtime.zeros_like(run.filled[k]) for k in arrays)],
            moving=frozenset(k for k, (place, is_dot) in enumerate(order) if is_dot or place in run.moving),
            updated=frozenset(),
            own={**run.own, **{self.dots[p]: names[run.own[p]] for p in dots if run.own.get(p) in names}},
            holds={**run.holds, **{self.dots[p]: len(run.filled) + arrays.index(run.holds[p]) for p in dots if p in run.holds}},
            items=run.items,
            slots=run.slots,
            place=run.place,
            below=run,
        )

    def result(self, run: Run, found: Values) -> Any:
        """The value and its tangent; zeros for what does not move."""
        below = run.below
        assert below is not None
        parts = dict(zip(layout(below.sizes, below.moving), found))
        values = [parts[k, False] for k in range(sum(below.sizes))]
        tangents = [parts[k, True] if (k, True) in parts else runtime.zeros_like(v) for k, v in enumerate(values)]
        return self.loop.result(below, values), self.loop.result(below, tangents)

    def seeds(self, run: Run, out_bar: Any) -> Values:
        """The cotangents of what the last step gave, of the value and of the tangent."""
        below = run.below
        assert below is not None
        value, dot = (self.loop.seeds(below, b) for b in (out_bar if isinstance(out_bar, tuple) else (None, None)))
        return [dot[k] if is_dot else value[k] for k, is_dot in layout(below.sizes, below.moving)]


def layout(sizes: tuple[int, ...], moving: frozenset[int]) -> list[tuple[int, bool]]:
    """What a step of values and tangents gives: positions of what the step of the values gives, and whether it is the tangent."""
    found, start = list[tuple[int, bool]](), 0
    for size in sizes:
        group = range(start, start := start + size)
        found += [*((k, False) for k in group), *((k, True) for k in group if k in moving)]
    return found


@functools.lru_cache(maxsize=256)
def tangent(loop: Looped, wrt: tuple[str, ...]) -> Tangent:
    """The loop of the values and the tangents of the parameters `wrt`."""
    return Tangent(loop, wrt)


@functools.lru_cache(maxsize=256)
def tangent_step(
    step: Callable[..., Any], sizes: tuple[int, int, int], state: tuple[str, ...], elements: tuple[str, ...],
    constants: tuple[str, ...], moving: frozenset[int], others: tuple[str, ...],
) -> tuple[Callable[..., Any], dict[str, str]]:  # fmt: skip
    """A step of the values and the tangents of what moves; the names of the tangents."""
    item = next(iter(signature_of(step).parameters))
    by = (*(n for k, n in enumerate(state) if k in moving), *others)
    push = PushForward(step, by)
    dots = dict(zip(by, push.tangents[len(push.tangents) - len(by) :]))
    params = [item]
    for part in (state, elements, constants):
        params += [*part, *(dots[n] for n in part if n in dots)]
    out, out_dot, pushing = (next(n for n in (w, f"{w}_", f"{w}__") if n not in params) for w in ("out", "out_dot", "push"))
    single = sum(sizes) == 1
    given = [f"{out_dot if is_dot else out}{'' if single else f'[{k}]'}" for k, is_dot in layout(sizes, moving)]
    text = (
        f"def step_jvp({', '.join(params)}):\n"
        f"    {out}, {out_dot} = {pushing}({', '.join([item, *state, *elements, *constants, *dots.values()])})\n"
        f"    return {', '.join(given)}\n"
    )
    return compile_function(text, "step_jvp", {"np": np, "rt": runtime, pushing: push}), dots


class Recorded(GivenDerivative):
    """The forward run of a loop, which stores states on its way: the value, and what it stored."""

    def __init__(self, loop: Looped, wrt: tuple[str, ...]) -> None:
        self.loop, self.wrt = loop, wrt
        own, slots = loop.fresh(loop.name, "slots")
        params = loop.listed()
        text = f"def {loop.name}_run({params}):\n    return {own}({params}), {slots}\n"
        super().__init__(loop.written(text, **{own: loop, slots: object()}))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The value, in memory of its own, and what was stored."""
        run = self.loop.started(args)
        slots = recorded(run, run.by(self.wrt))
        return runtime.apart(self.loop.result(run, slots.out), args), slots

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback is that of the loop."""
        forward, reverse = self.loop.pulling(wrt)
        first, second, out, kept, bar = self.fresh("forward", "reverse", "out", "kept", "bar")
        params = self.listed()
        return (
            self.written(
                f"def {self.name}_vjp({params}):\n    {out}, {kept} = {first}({params})\n    return ({out}, {kept}[0]), {kept}\n",
                **{first: forward},
            ),
            self.written(
                f"def {self.name}_pullback({kept}, {bar}):\n    return {second}({kept}, {bar}[0])\n", **{second: reverse}
            ),
        )

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """The tangent is that of the loop; nothing is stored, since the tangent of the reversal runs the loop itself."""
        push, out, out_dot = self.fresh("push", "out", "out_dot")
        params = self.listed([*self.params, *seed_names(self.params, wrt).values()])
        text = (
            f"def {self.name}_jvp({params}):\n"
            f"    {out}, {out_dot} = {push}({params})\n"
            f"    return ({out}, None), ({out_dot}, None)\n"
        )
        return self.written(text, **{push: self.loop.pushing(wrt)})


class Reversed(GivenDerivative):
    """The reversal of a loop: of what its forward run stored, its arguments and the cotangent of its value; gives a tuple."""

    def __init__(self, loop: Looped, wrt: tuple[str, ...]) -> None:
        self.loop, self.wrt = loop, wrt
        slots, out_bar = loop.fresh("slots", "out_bar")
        zeros = ", ".join(f"rt.zeros_like({p})" for p in wrt)
        text = f"def {loop.name}_reverse({slots}, {loop.listed()}, {out_bar}):\n    return ({zeros},)\n"
        super().__init__(loop.written(text))

    def __call__(self, slots: Slots | None, *args: Any, **kwargs: Any) -> Any:
        """The cotangents of the loop's parameters `wrt`."""
        *given, out_bar = args
        if slots is None:
            run = self.loop.started(given)
            slots = recorded(run, run.by(self.wrt))
        run = slots.run
        seeds = [full(b, v) for b, v in zip(self.loop.seeds(run, out_bar), slots.out)]
        found, filled = reverse(slots, seeds)
        named = dict(zip(self.loop.params, given))
        bars = (filled[run.holds[p]] if p in run.holds else found.get(run.own.get(p, "")) for p in self.wrt)
        return tuple(runtime.checked(b, named[p]) for b, p in zip(bars, self.wrt))

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """The tangent, by the pullback of the loop's tangent: `d(J^T w) = (J^T dw) + (dJ)^T w`."""
        loop, out_bar = self.loop, self.params[-1]
        moving = tuple(p for p in loop.params if p in wrt or p in self.wrt)
        pushed = tangent(loop, moving)
        dots = seed_names(self.params, wrt)
        asked = [*self.wrt, *(pushed.dots[p] for p in self.wrt)]
        bars, transpose = self.fresh("bars", "transposed")
        given = [*loop.params, *(dots.get(p, f"rt.zeros_like({p})") for p in moving)]
        bar_dot = dots.get(out_bar, f"rt.zeros_like({out_bar})")
        count = len(self.wrt)
        text = (
            f"def {self.name}_jvp({self.listed([*self.params, *dots.values()])}):\n"
            f"    {bars} = {transpose}({self.listed([*given, f'({bar_dot}, {out_bar})'])})\n"
            f"    return {bars}[{count}:], {bars}[:{count}]\n"
        )
        return self.written(text, **{transpose: pushed.transposed(pushed, pushed.params, asked)})

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback, by the loop's tangent: that of `J^T w` in the direction v is the derivative of the number `w^T J v`."""
        loop, out_bar = self.loop, self.params[-1]
        pushed = tangent(loop, self.wrt)
        own, kept, bar, weigh, bars = self.fresh(self.name, "kept", "bar", "weighted", "bars")
        params = self.listed(pushed.params)
        text = f"def {self.name}_weighted({params}, {out_bar}):\n    return rt.paired(push({params})[1], {out_bar})\n"
        weighted = Derivative(pushed.written(text, push=pushed), "grad", wrt)
        ways = [f"rt.checked({bar}[{k}], {p})" for k, p in enumerate(self.wrt)]
        forward = f"def {self.name}_vjp({self.listed()}):\n    return {own}({self.listed()}), ({self.listed(self.params[1:])},)\n"
        reverse = (
            f"def {self.name}_pullback({kept}, {bar}):\n"
            f"    {self.listed(self.params[1:])}, = {kept}\n"
            f"    {bars} = {weigh}({self.listed([*loop.params, *ways, out_bar])})\n"
            f"{self.given_back(bars, wrt)}"
        )
        return self.written(forward, **{own: self}), self.written(reverse, **{weigh: weighted})


@looping(Checkpointed)
def checkpointed(iterable: Iterable[Any], budget: int | None = None) -> Iterator[Any]:
    """Loop over `iterable`, a range or an array; the reverse sweep of this loop stores its state `budget` times at most.

    ```python
    def simulate(u, k):
        for _ in checkpointed(range(10_000), budget=20):
            u = u + k * laplacian(u)
        return np.sum(u**2)
    ```
    What the loop's body assigns or changes in place, and needs in the next step, is its state. The reverse sweep runs the steps
    between stored states again, as few of them as that number of stores allows (Griewank & Walther, "Algorithm 799: revolve",
    ACM TOMS 26, 2000): at most r times each, where `comb(budget + r, r)` is not less than the number of steps. Without `budget`
    it is the least number of stores with which no step is run more than twice before its reversal, about `sqrt(2 * n)`. Steps
    must do the same each time they run. Outside a function that is differentiated this is `iter(iterable)`.

    An array of which each step reads its own element alone (`forcing[k]`, where `k` is the loop's variable) is passed on element
    by element, and so is one into which each step stores one (`history[k] = u`): neither is part of the state.
    """
    if budget is not None and budget < 1:
        raise ValueError(f"the budget is {budget}: allow one stored state at least")
    return iter(iterable)
