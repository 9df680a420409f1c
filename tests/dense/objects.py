"""Objects that have several names, refer to one another, and are changed by their methods and from outside."""

from __future__ import annotations

from tests.dense.base import Family

SCALARS = (
    "o.a", "o.b", "k.a", "k.b", "o.v[0]", "k.v[1]", "o.prod()", "k.prod()", "np.sum(o.v)", "s", "t", "x[0]", "x[1]", "c.n", "c.total",
    "nt.p", "nt.q", "o.l[0]", "len(o.l) * 0.1", "sum(k.l)", "0.4", "o.child.a", 'd["o"].a',
)  # fmt: skip


class Objects(Family):
    """Two objects of one class, a counter, a named tuple, a dict of objects."""

    HEAD = """from collections import namedtuple

NT = namedtuple("NT", "p q")

class C:
    def __init__(self, a):
        self.a, self.b = a, a * 0.5

class P:
    def __init__(self, a, b, v):
        self.a, self.b, self.v, self.l, self.child = a, b, v, [a, b], C(a * b)

    def prod(self):
        return self.a * self.b

    def scaled(self, f):
        return self.v * f

    def set(self, q):
        self.a = q * self.b

    def __add__(self, other):
        return P(self.a + other.a, self.b * other.b, self.v)

class Counter:
    def __init__(self, n):
        self.n, self.hist = n, []

    def add(self, v):
        self.n = self.n + v * 0.5
        self.hist.append(v)

    def __call__(self, v):
        return self.n * v

    @property
    def total(self):
        return sum(self.hist) + self.n

def outer(o, v):
    o.b = o.b * v
    return o.b + o.a

def set_a(o, v):
    o.a = v
"""
    MOST = 11

    def start(self) -> list[str]:
        return [
            "o = P(x[0], x[1], x * 1.0)", "k = P(x[2], 0.5, np.cos(x))", "ob = o", "c = Counter(0.3)", "nt = NT(x[0], 0.7)",
            'd = {"o": k}', "s = x[0] * x[1]", "t = x[2] ** 2", "w = x * 0.5",
        ]  # fmt: skip

    def scalar(self) -> str:
        return self.one(*SCALARS)

    def array(self) -> str:
        return self.one("o.v", "k.v", "x", "o.v * 0.5", "np.sin(k.v)", "o.scaled(0.7)", "w")

    def statement(self, depth: int) -> list[str]:
        a, b, v, w = self.scalar(), self.scalar(), self.array(), self.array()
        one, any_ = self.one("o", "k"), self.one("o", "k", "o", "k", "o.child", "ob")
        kind = self.rng.randrange(26)
        if kind < 3 and depth < 2:
            head = self.one("for i in range(2):", "for i in range(2):", "for v in o.l[:2]:", "for e in (o, k):")
            return [head, *self.inner(2, depth), "    s = s + t * 0.1"]
        if kind < 5 and depth < 2:
            return [f"if {a} > 0.5:", *self.inner(2, depth), "else:", *self.inner(2, depth)]
        return self.rng.choice(
            (
                [f"s = s + {a} * {b}"],
                [f"t = np.tanh({a}) * {b}"],
                [f"{any_}.a = {a} * 0.8"],
                [f"{any_}.b {self.one('+=', '*=')} {a}"],
                [f"{one}.a, {one}.b = {one}.b, {a}"],
                [f"{one}.v[{self.one('0', '1', '-1')}] {self.one('=', '*=', '+=')} {a}"],
                [f"{one}.v = {v} * {a}"],
                [f"{one}.set({a})"],
                [f"{one}.l.append({a} * 0.3)"],
                [f"ob = {one}"],
                [f"k = P({a}, {b}, {v})"],
                ["o, k = k, o"],
                [f"nt = NT({a}, {b})"],
                [f"nt = nt._replace(p={a})"],
                [f"c.add({a})"],
                [f"s = s + c({a}) * 0.2"],
                [f"o.child = C({a})"],
                [f"w = {v} + {a}"],
                ["s = s + (o + k).a * 0.1"],
                [f"s = s + sum(e.a for e in (o, k)) * {a} * 0.1"],
                [f'd["o"] = {one}'],
                [f"s = outer({one}, {a})"],
                [f"set_a({self.one('o', 'k', 'ob')}, {a})"],
                [f"s = np.sin(s) + np.sum({v} * {w}) * 0.3"],
            )
        )

    def last(self) -> str:
        return f'return s + t * {self.scalar()} + np.sum(o.v * k.v) + o.a * k.b + ob.a + d["o"].b'
