"""Solutions of ordinary differential equations that a library finds inside a program, and their derivatives.

Forward mode solves the equations of the tangent beside those of the state, by the same method to the same tolerances; reverse
mode solves the adjoint equations backwards, from each time at which the state is asked for to the one before it (Chen et al.,
"Neural ordinary differential equations", 2018, appendix C). Guarantee: where the state, which is solved backwards too, does not
come back to where it was, it is an error.
"""

from __future__ import annotations

import importlib
from typing import Any

from sourcead import runtime
from sourcead.custom import GivenDerivative, Pair
from sourcead.derivative import PushForward
from sourcead.normalize import Function, Solved, solving
from sourcead.solutions import argument, unused, written


@solving(runtime.flow)
class Flow(GivenDerivative):
    """The states at some times: `rt.flow(f, t0, y0, times, states, method, rtol, atol)`."""

    def __init__(self, made: Solved) -> None:
        self.made, function = made, made.args[0]
        assert isinstance(function, Function)
        self.function, self.constants = function, dict[str, Any]()
        self.start, self.y0, self.times, self.value, *self.options = (
            argument(slot, made, self.constants) for slot in made.args[1:]
        )
        rate = unused("rate", made.params)
        head, last = f"def flow({', '.join(made.params)}):\n", f"    return {self.value}\n"
        effects = f"{head}    {rate}({', '.join([self.start, self.y0, *function.hidden])})\n{last}"
        self.effects = written(effects, **{rate: function.lifted, **self.constants})
        super().__init__(written(head + last, **self.constants))
        self.hidden = tuple(dict.fromkeys(function.hidden))
        self.own_t, self.own_y, f = self.fresh("t", "y", "f")
        text = f"def rate({self.listed([self.own_t, self.own_y, *self.hidden])}):\n"
        text += f"    return {f}({self.listed([self.own_t, self.own_y, *function.hidden])})\n"
        self.rate = self.written(text, **{f: function.lifted})

    @property
    def shown(self) -> Any:
        """The value, after a call of the function: what it changes is seen."""
        return self.effects

    def pushing(self, wrt: tuple[str, ...]) -> Any:
        """`value, tangent`: the equations of state and tangent are solved together."""
        own, rate, push, out, n, t, s, pair, first, both, out_dot, evolved, k, *all_dots = self.fresh(
            self.name,
            "rate",
            "push",
            "out",
            "n",
            "t",
            "s",
            "pair",
            "first",
            "both",
            "out_dot",
            "evolved",
            "k",
            *(f"{p}_dot" for p in wrt),
        )
        dots = dict(zip(wrt, all_dots))
        moving = [p for p in self.hidden if p in dots]
        passed = self.listed([t, f"{s}[:{n}]", *self.hidden, f"{s}[{n}:]", *(dots[p] for p in moving)])
        state_dot = dots.get(self.y0, f"rt.zeros_like({self.y0})")
        if self.start in dots:
            state_dot += f" - {rate}({self.listed([self.start, self.y0, *self.hidden])}) * {dots[self.start]}"
        shift = ""
        if self.times in dots:
            at = f"{rate}({self.listed([f'{self.times}[{k}]', f'{out}[{k}]', *self.hidden])})"
            shift = f" + np.stack([{at} * {dots[self.times]}[{k}] for {k} in range(len({self.times}))])"
        text = (
            f"def {self.name}_jvp({self.listed([*self.params, *all_dots])}):\n"
            f"    {out} = {own}({self.listed()})\n"
            f"    {n} = len({self.y0})\n"
            f"    def {pair}({t}, {s}):\n"
            f"        return np.concatenate({push}({passed}))\n"
            f"    {first} = np.concatenate(({self.y0}, {state_dot}))\n"
            f"    {both} = {evolved}({self.listed([pair, self.start, first, self.times, *self.options])})\n"
            f"    {out_dot} = {both}[:, {n}:]{shift}\n"
            f"    return {out}, {out_dot}\n"
        )
        known = {own: self, rate: self.rate, push: PushForward(self.rate, (self.own_y, *moving)), evolved: flows().evolved}
        return self.written(text, **known, **self.constants)

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The value, and a pullback that solves the adjoint equations backwards."""
        moving = [p for p in self.hidden if p in wrt]
        words = "rate gradient kept out_bar n t s w k before back bars time_bar evolved first out"
        wishes = [self.name, *words.split(), *(f"{p}_bar" for p in moving), *(f"end_{i}" for i in range(len(moving) + 1))]
        names = self.fresh(*wishes)
        own, rate, gradient, kept, out_bar, n, t, s, w, k, before, back, bars, time_bar, evolved, first, out = names[:17]
        totals, ends = names[17 : 17 + len(moving)], names[17 + len(moving) :]
        options, state = self.listed(self.options), self.listed([t, f"{s}[:{n}]", *self.hidden])
        sizes = "".join(f"    {ends[i + 1]} = {ends[i]} + np.size({p})\n" for i, p in enumerate(moving))
        rows = [f"{rate}({state})", f"-{bars}[0]", *(f"-np.ravel({bars}[{i + 1}])" for i in range(len(moving)))]
        place = self.listed([f"{self.times}[{k}]", f"{out}[{k}]", *self.hidden])
        text = (
            f"def {self.name}_pullback({kept}, {out_bar}):\n"
            f"    {self.listed([out, *self.params])}, = {kept}\n"
            f"    {n} = len({self.y0})\n"
            f"    {ends[0]} = 2 * {n}\n{sizes}"
            f"    def {back}({t}, {s}):\n"
            f"        {bars} = {gradient}({state}, {s}[{n}:{ends[0]}])\n"
            f"        return np.concatenate(({self.listed(rows)}))\n"
            f"    {w} = np.zeros({n})\n"
            + "".join(f"    {total} = np.zeros(np.size({p}))\n" for total, p in zip(totals, moving))
            + f"    {time_bar} = np.zeros(len({self.times}))\n"
            f"    for {k} in range(len({self.times}) - 1, -1, -1):\n"
            f"        {w} = {w} + {out_bar}[{k}]\n"
            + (f"        {time_bar}[{k}] = np.sum({out_bar}[{k}] * {rate}({place}))\n" if self.times in wrt else "")
            + f"        {before} = {self.times}[{k} - 1] if {k} > 0 else {self.start}\n"
            f"        if {before} != {self.times}[{k}]:\n"
            f"            {first} = np.concatenate(({self.listed([f'{out}[{k}]', w, *totals])}))\n"
            f"            {s} = {evolved}({back}, {self.times}[{k}], {first}, np.reshape({before}, 1), {options})[0]\n"
            f"            rt.check_retraced({s}[:{n}], {out}[{k} - 1] if {k} > 0 else {self.y0}, {self.options[1]})\n"
            f"            {w} = {s}[{n}:{ends[0]}]\n"
            + "".join(f"            {total} = {s}[{ends[i]}:{ends[i + 1]}]\n" for i, total in enumerate(totals))
        )
        found = {p: f"rt.shaped({total}, {p})" for p, total in zip(moving, totals)}
        shift = f"-np.sum({w} * {rate}({self.listed([self.start, self.y0, *self.hidden])}))"
        for p, term in ((self.y0, w), (self.times, time_bar), (self.start, shift)):
            if p in wrt:
                found[p] = f"{found[p]} + {term}" if p in found else term
        given = [found.get(p, f"rt.zeros_like({p})") if p in wrt else "None" for p in self.params]
        text += f"    return ({self.listed(given)},)\n"
        forward = (
            f"def {self.name}_vjp({self.listed()}):\n"
            f"    {out} = {own}({self.listed()})\n"
            f"    return {out}, ({self.listed([out, *self.params])},)\n"
        )
        by = [self.own_y, *moving]
        known = {rate: self.rate, evolved: flows().evolved,
                 gradient: self.transposed(self.rate, [self.own_t, self.own_y, *self.hidden], by)}  # fmt: skip
        return self.written(forward, **{own: self}), self.written(text, **known, **self.constants)


def flows() -> Any:
    """The definitions for differential equations, which import SciPy."""
    return importlib.import_module("sourcead.definitions.flows")


__all__ = ["Flow"]
