"""Names of what a derivative adds: cotangents `x_bar`, tapes `x_tape`; a number is added where a name is taken."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sourcead import nodes
from sourcead.normalize import Binding, Program


class Namer:
    """Gives names that no other variable has; the same requests in the same order give the same names."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.given: dict[object, str] = {}
        self.latest: dict[str, int] = {}  # the number that was added last to a wish

    def fresh(self, wish: str) -> str:
        """A name like `wish` that is not taken."""
        found, number = wish, self.latest.get(wish, 1)
        while found in self.taken:
            number += 1
            found = f"{wish}{number}" if not wish[-1].isdigit() else f"{wish}_{number}"
        self.latest[wish] = number
        self.taken.add(found)
        return found

    def state(self) -> tuple[set[str], dict[str, int]]:
        """Which names are taken now."""
        return set(self.taken), dict(self.latest)

    def reset(self, state: tuple[set[str], dict[str, int]]) -> None:
        """Let the names that were given since then be free again."""
        self.taken, self.latest = state

    def of(self, key: object, wish: str) -> str:
        """The name that belongs to `key`: made at the first request."""
        if key not in self.given:
            self.given[key] = self.fresh(wish)
        return self.given[key]


def word(path: Iterable[object]) -> str:
    """A path into a structure as a part of a name: `('w', 0)` is `_w_0`."""
    return "".join("_" + "".join(c if c.isalnum() else "_" for c in str(step)) for step in path)


def with_numpy(program: Program) -> tuple[str, dict[str, Binding]]:
    """A name that denotes NumPy in a program, and the names that the program knows with it."""
    known = next((n for n, b in program.env.items() if b.value is np), None)
    if known is not None:
        return known, dict(program.env)
    name = Namer({*nodes.names(program.tree), *program.env, *program.params}).fresh("np")
    return name, {**program.env, name: Binding(np, None, "np")}
