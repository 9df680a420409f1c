"""Statements of random programs about tuples and lists that grow, are cut and joined, and have second names."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

MADE = (
    "{k}()", "{l}{0}{r}", "{l}{0}, {1}{r}", "{k}({2}[:3])", "{k}(q * {0} for q in {2})", "{k}([{0}, {1}])", "{k}(map(np.sin, {2}))",
)  # fmt: skip
GROWN = (
    "{t} += {l}{v}{r}", "{t} = {t} + {l}{v}{r}", "{t} = {l}*{t}, {v}{r}", "{t} = {l}{v}, *{t}{r}", "{t} = {t}[-2:] + {l}{v}{r}",
    "{t} = {u} + {l}{v}{r}", "{t} = {t} + {u}[:1]", "{u} = {t}", "{u} = {u} + {l}{v}{r}", "{u} = {l}{v}{r} + {t}[1:]",
    "{t}, {u} = {u}, {t}", "{t} = {u} + {l}{v}{r} + {l}{v}{r}", "{t} = {t}[:2] * 2 + {u}[:2]",
)  # fmt: skip
READ = (
    "sum({t}) * 0.1", "sum({t}) * 0.1 + len({u})", "max((0.1, *{t}))", "np.sum(np.array([{v}, *{t}]) ** 2)",
    "sum(p * q for p, q in zip({t}, {u}))", "({t}[0] if {t} else {v})", "({u}[-1] * 0.5 if len({u}) > 1 else {v})",
    "sum(q * k for k, q in enumerate({t} + {u}))", "sum(({t} + {l}{v}{r}) * 2) * 0.1", "(1.0 if {v} in {t} else {v})",
    "np.array({t} + {u} + {t} + {l}{v}{r}) @ np.cos(np.arange(len({u}) + 2 * len({t}) + 1))",
)  # fmt: skip
PLACES = (
    "(slice(None), 0)", "(0,)", "(1, 2)", "(..., 1)", "(slice(1, 3), slice(None, None, -1))", "(None, 1)", "np.s_[1:, 2]", "slice(1, 4)",
    "(slice(None),) * 1 + (2,)", "([0, 2], [1, 1])", "(np.array([0, 1]), slice(1, 3))", "[0, 0, 2]", "(slice(2, None),)", "(-1, ...)",
)  # fmt: skip
PLACED = (
    "{v} = {w}[{q}]", "{w}[{q}] = np.sin({w}[{q}])", "{w}[{q}] *= 0.7", "{w}[{q}] += {w}[{q}] * 0.3", "{w}[{q}] = {v} * {t}",
    "{t} = {t} + np.sum({v})", "{t} = np.cos({t} + np.sum({w}[{q}]))", "{w}[0] = 0.3 * {t}", "{v} = {v} * {w}[{q}]", "{w} = {w} * 0.9",
)  # fmt: skip
KINDS = ({"k": "tuple", "l": "(", "r": ",)"}, {"k": "list", "l": "[", "r": "]"})


class TupleStatements(Statements):
    """The kinds of statements of a generator."""

    def tuple_kinds(self) -> list[Any]:
        """What can be written now."""
        return [self.grown_tuple] * 2 + [self.tuple_place]

    def tuple_place(self) -> None:
        """Parts of an array at a tuple that has a name, read, kept and written."""
        whole, place, part, total = self.fresh("w"), self.fresh("q"), self.fresh("v"), self.fresh("t")
        self.emit(f"{whole} = np.outer({self.array(0)}, {self.array(0)})")
        self.emit(f"{place} = {self.rng.choice(PLACES)}")
        self.emit(f"{total} = {self.number(0)}")
        self.emit(f"{part} = {whole}[{place}]" + self.rng.choice(["", " * 1.0"]))
        for _ in range(self.rng.choice([2, 3, 4])):
            self.emit(self.rng.choice(PLACED).format(w=whole, q=place, v=part, t=total))
        self.emit(f"{total} = {total} + np.tanh(np.sum({whole}))")
        self.numbers.append(total)

    def grown_tuple(self) -> None:
        """Two tuples or lists that grow in a loop, and what is made of them."""
        kind = self.rng.choice(KINDS)
        one, other, total, item = self.fresh("tp"), self.fresh("tq"), self.fresh("t"), self.fresh("v")
        for name in (one, other):
            self.emit(f"{name} = " + self.rng.choice(MADE).format(self.number(0), self.number(0), self.array(0), **kind))
        self.emit(f"{total} = {self.number(0)}")
        over = f"{item} in {one}" if kind["k"] == "tuple" else f"{item} in {one}[:]"  # a list may grow for ever
        head = self.rng.choice([f"{item} in {self.array(0)}", over, "k in range({n})", "k in range(3)"])
        self.emit(f"for {head.format(n=f'len({self.array(0)})')}:")
        self.depth += 1
        value = item if head.startswith(item) else f"({total} + 0.1 * k)"
        for _ in range(self.rng.choice([1, 2, 2, 3])):
            first, second = self.rng.sample([one, other], 2)
            term = self.rng.choice([f"np.sin({value})", f"{total} * 0.9", value])
            change = self.rng.choice(GROWN).format(t=first, u=second, v=term, **kind)
            self.emit(f"if {total} > 0.3: {change}" if self.rng.random() < 0.3 else change)
            if self.rng.random() < 0.4:
                self.emit(f"{total} = np.cos({total} + {self.rng.choice(READ).format(t=first, u=second, v=value, **kind)})")
        if self.rng.random() < 0.2:
            self.emit(f"if len({one}) > 3: {self.rng.choice(['break', 'continue'])}")
            self.emit(f"{total} = {total} * 0.9")
        self.depth -= 1
        first, second = self.rng.sample([one, other], 2)
        self.emit(f"{total} = {total} + np.tanh({self.rng.choice(READ).format(t=first, u=second, v=self.number(0), **kind)})")
        self.numbers.append(total)
