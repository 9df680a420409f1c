"""Arrays, lists, dicts and an object outside of the function, which changes them, by one name or by several."""

from __future__ import annotations

from tests.dense.base import Family

NAMES = (
    "C = A", "C = A[1:]", "C = A[::-1]", "C = B", "N = L", "N = M", "E = D", 'T = {"a": A, "l": L}', "T = [A, B]", "Q = P", "C = P.b",
    "N = P.l",
)  # fmt: skip
READ = {"C": ("C[0]", "np.sum(C)"), "N": ("N[0]", "len(N)"), "E": ('E["k"]',), "Q": ("Q.b[0]", "Q.l[0]", "len(Q.l)")}
THINGS = """
A, B = np.array([1.0, 2.0, 3.0]), np.array([0.5, 1.5, 2.5])
L, M = [1.0, 2.0, 3.0], [0.5, 0.25, 0.75]
D = {"k": 1.0, "j": 2.0}

class Object:
    def __init__(self):
        self.b, self.l = np.array([1.2, 0.2, 0.7]), [1.0, 0.5, 0.3]

    def hit(self, x):
        self.l.append(0.5)
        return x[0] * len(self.l)

    def poke(self, i):
        self.b[i] = self.b[i] * 0.5

    def value(self):
        return self.l[0] + np.sum(self.b)

P = Object()

def read():
    return A[0] + L[1]

def write(i):
    A[i] = A[i] + 0.5

def note(v):
    L.append(v)
    M[0] = v

def reset():
    A[:], B[:], P.b[:] = [1.0, 2.0, 3.0], [0.5, 1.5, 2.5], [1.2, 0.2, 0.7]
    L[:], M[:], P.l[:] = [1.0, 2.0, 3.0], [0.5, 0.25, 0.75], [1.0, 0.5, 0.3]
    D.clear()
    D.update(k=1.0, j=2.0)
"""


class Outside(Family):
    """Programs whose numbers are those outside; what is differentiated is multiplied with them."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.names = self.rng.sample(NAMES, self.rng.choice([0, 0, 1, 2]))
        self.HEAD = THINGS + "\n".join(self.names) + "\n"

    def start(self) -> list[str]:
        """A number and an array."""
        return ["s = x[0] * x[1]", "y = x * 1.0"]

    def last(self) -> str:
        """Both together."""
        return "return s + np.sum(y)"

    def number(self) -> str:
        """A number outside."""
        more = [r for n in self.names for r in READ.get(n.split()[0], ())]
        return self.one("A[0]", "A[1]", "B[2]", "L[0]", "L[-1]", "M[1]", 'D["k"]', "len(L)", "sum(M)", "np.sum(A)", "np.max(B)", "P.b[1]", "P.l[0]",
                        "len(P.l)", "P.value()", "read()", "sum(D.values())", 'D.get("z", 1.0)', "min(L)", *more, *more)  # fmt: skip

    def array(self) -> str:
        """An array outside."""
        return self.one("A", "B", "P.b", "A[::-1]", "A * 2.0", "np.array(M[:3])", *(["C"] if "C = A" in self.names else []))

    def changed(self) -> str:
        """A statement that changes something outside."""
        new, i = self.one("0.3", self.number()), self.rng.randrange(3)
        return self.one(
            f"{self.one('A', 'B', 'P.b')}[{i}] = {new}", f"{self.one('L', 'M', 'P.l')}[{i}] = {new}", f"{self.one('L', 'M', 'P.l')}.append({new})",
            f'D["{self.rng.choice("kjz")}"] = {new}', "write(1)", "note(0.7)", "P.poke(0)", "A.sort()", "B.fill(0.4)", "A[1:] += 0.5",
            "np.multiply(B, 2.0, out=B)", "L.reverse()", "np.copyto(A, B)",
        )  # fmt: skip

    def used(self) -> list[str]:
        """A statement that uses something outside."""
        i = self.rng.randrange(3)
        return self.rng.choice([
            [f"s = s + {self.number()} * x[{i}]**2"], [f"y = np.sin({self.array()} * x)"], [f"s = s + np.sum(y * {self.number()})"],
            [f"s = s * {self.number()} + P.hit(x)"], [f"t = {self.number()}", f"s = s + t * x[{i}]"], [f"z = {self.array()}", "y = y * z"],
            [f"s = np.tanh(s) * {self.number()}"],
            [f"a = {self.one('A', 'B')} if x[0] > {self.one('0.1', '0.9')} else {self.one('A', 'B', 'P.b')}", self.one("y = y * a", "a[0] = 0.9")],
        ])  # fmt: skip

    def statement(self, depth: int) -> list[str]:
        """One of all kinds."""
        kind = self.rng.randrange(10)
        if kind == 0 and depth < 2:
            over = self.one("L[:3]", "M", "P.l[:2]", "A", "B", "list(D.values())", "list(L)")
            return [f"for v in {over}:", *self.inner(1, depth), "    s = s + v * x[1]**2"]
        if kind == 1 and depth < 2:
            return ["for i in range(2):", *self.inner(3, depth)]
        if kind == 2 and depth < 2:
            return [f"if {self.number()} > 0.6:", *self.inner(2, depth)]
        return self.used() if kind < 7 else [self.changed()]


__all__ = ["Outside"]
