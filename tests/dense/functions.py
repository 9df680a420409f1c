"""Functions inside functions: closures over what changes later, defaults, generators, functions in lists, `nonlocal`."""

from __future__ import annotations

from tests.dense.base import Family

SCALARS = (
    "s", "t", "x[0]", "x[1]", "x[2]", "n", "f1(t)", "f2(s, t)", "acc()", "bump(t)", "fs[0](s)", "fs[-1](t)", "pair(s)[1]", "0.4",
    "cell[0]", "np.sum(u)", "rec(t, 2)", "sum(gen(s))", "k",
)  # fmt: skip


class Functions(Family):
    """One program of functions that see each other's variables."""

    HEAD = (
        "def compose(p, q):\n    return lambda a: p(q(a) * 0.5)\n\ndef apply(p, *a, **kw):\n    return p(*a, **kw)\n\n"
        "def make_adder(c):\n    def add(v):\n        return v * c + c\n    return add\n"
    )
    MOST = 10

    def start(self) -> list[str]:
        return [
            "s = x[0] * x[1]", "t = x[2] ** 2", "n = 0.5", "k = 0.3", "u = x * 0.5", "cell = [0.2]",
            "def f1(a):", "    return a * k + s * 0.1", "def f2(a, b, *c, m=0.1):", "    return a * b * t + m + sum(c)",
            "def bump(v):", "    nonlocal n", "    n = n + v * 0.2", "    return n",
            "def acc():", "    cell[0] = cell[0] + 0.1 * t", "    return cell[0]",
            "def pair(a):", "    return a * k, a + n", "def rec(a, m):", "    return a if m == 0 else np.sin(rec(a * k, m - 1)) + t",
            "def gen(a):", "    for q in range(2):", "        yield a * k + q * t", "fs = [f1, lambda a: a * n]",
        ]  # fmt: skip

    def scalar(self) -> str:
        return self.one(*SCALARS)

    def statement(self, depth: int) -> list[str]:
        a, b, c = self.scalar(), self.scalar(), self.scalar()
        v = self.one("s", "t", "k")
        kind = self.rng.randrange(26)
        if kind < 4 and depth < 2:
            head = self.one("for i in range(2):", "for v in gen(t):", "for g in fs[:2]:", "for i in range(3):")
            return [head, *self.inner(3, depth), "    s = s + t * 0.1"]
        if kind < 6 and depth < 2:
            return [f"if {a} > 0.5:", *self.inner(2, depth), "else:", *self.inner(2, depth)]
        return self.rng.choice(
            (
                [f"s = s + {a} * {b}"],
                [f"t = np.tanh({a}) * {b}"],
                [f"k = {a} * 0.5"],
                [f"s, t = {a}, s * {b}"],
                [f"f1 = lambda a: a * {b} + k"],
                [f"f1 = lambda a, b={v}: a * b"],
                ["def f1(a):", f"    return np.sin(a) * {self.one('s', 't', 'k', 'x[0]', 'n')}"],
                ["def f2(a, b=0.3, *c, m=0.2):", "    r = a * b + m", f"    if r > {self.one('s', '0.5', 'k')}:",
                 f"        return r * {self.one('t', 'a')}", "    return r + sum(c)"],
                [f"s = s + f2({a}, {b}, {c}, m=0.3) * 0.1"],
                [f"bump({a})"],
                [f"n += bump({a}) * 0.1"],
                [f"fs.append(lambda a, q={v}: a * q)"],
                [f"fs = [f1, lambda a: a * {v}]"],
                ["s = s + sum(g(s) for g in fs) * 0.1"],
                ["u = np.array([f1(a) for a in x])"],
                [f"u[0] = {a}"],
                [f"cell[0] = {a} * 0.7"],
                [f"h1 = compose(f1, {self.one('f1', 'fs[0]', 'np.sin')})", f"s = s + h1({a}) * 0.1"],
                [f"s = s + apply(f2, {a}, {b}) * 0.1"],
                [f"args = ({a}, {b})", "s = s + f2(*args) * 0.2"],
                [f"s = s + (y := {a} * 0.3) * y"],
                [f"mk = make_adder({a})", f"s = s + mk({b}) * 0.2"],
                [f"s = np.sin(s) + {a} * 0.3"],
            )
        )  # fmt: skip

    def last(self) -> str:
        return f"return s + t * {self.scalar()} + f1(k) * f2(s, t) + n * cell[0] + np.sum(u) + fs[-1](t)"
