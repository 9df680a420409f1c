"""Aliases, activity and liveness of small programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.analysis.activity import active_names, varied_names
from sourcead.analysis.aliases import find_aliases
from sourcead.analysis.liveness import Liveness
from sourcead.normalize import normalize
from sourcead.rules import registry
from sourcead.types.infer import infer
from sourcead.types.signature import type_of

X = np.ones(4)


def analysed(function: Any, *args: Any) -> tuple[Any, Any, Any]:
    program = normalize(function, is_primitive=registry.is_primitive)
    typing = infer(program, {p: type_of(a, p) for p, a in zip(program.params, args, strict=True)})
    return program, typing, find_aliases(program, typing)


def active(program: Any, typing: Any, aliases: Any, sources: list[str]) -> frozenset[str]:
    return active_names(program, typing, aliases, varied_names(program, typing, aliases, sources))


def test_only_what_varies_and_is_used_is_active() -> None:
    def f(x, n):
        a = x * 2
        b = a * 3  # noqa: F841
        c = np.zeros(4)
        d = n + 1
        return np.sum(a) + d * np.sum(c)

    program, typing, aliases = analysed(f, X, 3)
    found = active(program, typing, aliases, ["x"])
    assert {"x", "a"} <= found and not {"b", "c", "d", "n"} & found


def test_a_store_makes_an_array_active() -> None:
    def f(x):
        u = np.zeros(4)
        v = u[1:]
        u[2] = x[0]
        return np.sum(v)

    program, typing, aliases = analysed(f, X)
    assert {"u", "v", "x"} <= active(program, typing, aliases, ["x"])
    assert aliases.share("u", "v") and not aliases.share("u", "x")
    assert aliases.is_written("v") and not aliases.is_written("x")
    assert aliases.views["v"].base == "u"


def test_copies_share_nothing() -> None:
    def f(x):
        u = x.copy()
        w = u * 1.0
        t = u[[0, 1]]
        v = x.T[::2]
        u[0] = 1.0
        return np.sum(u) + np.sum(v) + np.sum(w) + np.sum(t)

    _, _, aliases = analysed(f, X)
    assert aliases.share("v", "x")
    assert not any(aliases.share(a, b) for a, b in [("u", "x"), ("u", "w"), ("u", "t")])


def test_liveness() -> None:
    def f(x):
        a = x * 2
        b = a + 1
        a = b * 3
        return np.sum(a)

    program, _, _ = analysed(f, X)
    live = Liveness(program.tree.body)
    first, second = program.tree.body[:2]
    assert "x" not in live[id(first)] and "b" in live[id(second)] and "a" not in live[id(second)]
