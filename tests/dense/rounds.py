"""Rounds of loops that bind, skip and exchange: arrays, views, indices and numbers that another round or branch has bound."""

from __future__ import annotations

from tests.dense.base import Family


class Rounds(Family):
    """Programs of three arrays, two views, two numbers and an index."""

    HEAD = (
        "def same(u):\n    return u\n\ndef tail(u):\n    return u[1:]\n\ndef scale(u, k):\n    u *= k\n\n"
        "Y = np.array([0.9, -0.4, 0.7])\nAT = np.array([0, 2, 0])\n"
    )
    MOST = 9

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.rounds: list[str] = []  # variables of the loops around

    def start(self) -> list[str]:
        lines = ["a = x.copy()", "s = 0.0"]
        rest = ("b = Y * x", "c = x * x[0]", "v = a[1:]", "w = a[::2]", "t = 0.6 * x[1]", "r = x[0]", "j = 1")
        return [*lines, *rest]

    def name(self) -> str:
        return self.one("a", "a", "b", "c", "v", "w")

    def array(self) -> str:
        return self.one("a", "a", "b", "c")

    def index(self) -> str:
        return self.one("0", "1", "-1", "j", *self.rounds * 2)

    def number(self) -> str:
        n, i = self.name(), self.index()
        return self.one("0.7", "1.4", "t", "r", "x[j]", f"{n}[{i}]", f"{n}[0]", f"np.sin({n}[{i}])", f"t * {n}[{i}]")

    def view(self, n: str) -> str:
        places = [f"{n}[{r}:]" for r in self.rounds]
        return self.one(
            f"{n}[1:]", f"{n}[::-1]", f"{n}[:-1]", f"{n}[:]", f"{n}.T", f"{n}[...]", f"{n}[j:]", *places, f"np.flip({n})",
            f"np.asarray({n})", f"same({n})", f"tail({n})", f"{n}[None][0]",
        )  # fmt: skip

    def condition(self) -> str:
        own = [f"{r} {test}" for r in self.rounds for test in ("> 0", "% 2 == 0", "== 1")]
        return self.one("x[0] > 0", "x[2] < 0", f"{self.name()}[0] > 0.4", "r > 0.5", *own * 2)

    def statement(self, depth: int) -> list[str]:
        n, m, a, b = self.name(), self.name(), self.array(), self.array()
        plain = [
            f"{n}[{self.index()}] {self.one('=', '+=', '*=')} {self.number()}",
            f"{n} {self.one('+=', '*=', '-=')} {self.number()}",
            f"{a} *= {self.one('x', 'Y', 'a', 'b')}",
            f"{self.one('v', 'w', 'v', 'w', 'a', 'b')} = {self.view(n)}",
            f"{a} = {self.one(f'{b} * {self.number()}', f'{b}.copy()', f'np.sin({b})', f'{a} * {b}', 'x * t', b)}",
            self.one("a, b = b, a", "a, b, c = c, a, b", "b, c = c, b * 0.5", "a, c = c, a", "t, r = r, t * r"),
            f"s += {self.one(f'np.sin({n}[{self.index()}])', f'np.sum({n} * {n})', f'np.sum({n}) * t', 'np.sin(t) * r')}",
            f"t = {self.one(f'{n}[{self.index()}] * 0.5', f'{n}[0] * {m}[-1]', 'np.tanh(s)', 't * 0.5 + r', f'np.sum({n})')}",
            f"r = {self.one(f'{n}[{self.index()}] * t', 'np.sin(t)', 'r * 0.9', f'{n}[0] + r')}",
            f"j = {self.one('0', '1', '2', *self.rounds * 3, *[f'2 - {r}' for r in self.rounds])}",
            f"np.multiply({n}, {self.number()}, out={n})",
            f"scale({n}, {self.number()})",
            f"{a}[AT] {self.one('=', '+=', '*=')} {self.one(f'{b}[AT] * t', 'x * r', f'{a}[AT] * {b}')}",
            f"s += np.sum({a}[AT] * {b}[AT])",
            f"{a}[1:] {self.one('=', '+=', '*=')} {b}[:-1]",
        ]
        return [self.rng.choice(plain)] if depth > 2 or self.rng.random() < 0.75 else self.compound(depth)

    def compound(self, depth: int) -> list[str]:
        kind = self.rng.randrange(8)
        if kind < 4:
            own = "ihg"[len(self.rounds) % 3]
            if own in self.rounds:
                return [f"s += {self.name()}[0]"]
            self.rounds.append(own)
            body = self.inner(4, depth)
            self.rounds.pop()
            return [f"for {own} in range({self.one('2', '3')}):", *body]
        if kind == 4:
            return ["try:", *self.inner(2, depth), "    if t > 0.3: raise ValueError", *self.inner(1, depth), "except ValueError:",
                    *self.inner(2, depth)]  # fmt: skip
        lines = [f"if {self.condition()}:", *self.inner(2, depth)]
        return lines if kind < 7 else [*lines, "else:", *self.inner(2, depth)]

    def last(self) -> str:
        return f"return s + t * r + np.sum({self.array()} * {self.array()}) + np.sum({self.name()} ** 2) + {self.name()}[-1]"
