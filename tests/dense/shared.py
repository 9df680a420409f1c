"""Lists and dicts of known lengths that have several names, and are changed and read by all of them."""

from __future__ import annotations

from tests.dense.base import Family


class Shared(Family):
    """One dict, one list, and their names."""

    HEAD = """
def put(q, v):
    q["a"] = v * q["b"]

def grow(q, v):
    q.append(v * 0.2)
    return q

def same(q):
    return q
"""
    MOST = 11

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.dicts, self.lists = ["d"], ["l"]

    def start(self) -> list[str]:
        """Both, with elements that are differentiated."""
        return ['d = {"a": x[0], "b": x[1] * x[2]}', "l = [x[0], x[1] ** 2, 0.5]", "s = 0.1"]

    def last(self) -> str:
        """Elements of both, by some names and by their own."""
        return f'return s + {self.number()} * {self.number()} + d["a"] * l[0]'

    def dict_(self) -> str:
        """A name of the dict."""
        return self.rng.choice(self.dicts)

    def list_(self) -> str:
        """A name of the list."""
        return self.rng.choice(self.lists)

    def number(self) -> str:
        """A number: an element, or one of all of them."""
        d, xs = self.dict_(), self.list_()
        return self.one(f'{d}["a"]', f'{d}["b"]', f"{xs}[0]", f"{xs}[-1]", f"sum({xs})", f"len({xs})", f"sum({d}.values())",
                        f"max({xs})", "x[0]", "x[1]", "x[2]", "s")  # fmt: skip

    def named(self) -> list[str]:
        """Another name."""
        names, made = self.one("d", "l"), self.one("e", "g", "m", "n", "o", "p")
        group, known = (self.dicts, self.dict_()) if names == "d" else (self.lists, self.list_())
        if made in (*self.dicts, *self.lists) and made not in group:
            made += "2"
        group.append(made)
        return [f"{made} = {self.one(known, known, f'same({known})')}"]

    def loop(self, depth: int) -> list[str]:
        """A loop, over elements or over numbers."""
        head = self.one(
            "for i in range(2):",
            f"for v in list({self.list_()}):",
            f"for v in {self.list_()}[:2]:",
            f"for k in list({self.dict_()}):",
        )
        used = "v" if " v " in head else f"{self.dict_()}[k]" if " k " in head else "0.5"
        after = [f"s = s + v * {self.number()} * 0.1"] if used == "v" and self.rng.random() < 0.3 else []
        return [head, *self.inner(3, depth), f"    s = s + {used} * {self.number()} * 0.2", *after]

    def changed(self) -> str:
        """A statement that changes one of both."""
        a, b, d, xs = self.number(), self.number(), self.dict_(), self.list_()
        key = self.rng.choice("ab")
        return self.one(
            f'{d}["{key}"] = {a} * {b}', f'{d}["{key}"] {self.one("+=", "*=", "-=")} {a}', f"{xs}[{self.one('0', '1', '-1')}] = {a} * 0.5",
            f"{xs}.append({a} * 0.3)", f"{xs} += [{a} * 0.3]", f'{d}["c{self.rng.randrange(3)}"] = {a} * 0.7', f"put({d}, {a})", f"grow({xs}, {a})",
            f"{xs}.insert(0, {a} * 0.4)", f"{xs}.reverse()", f"{d}.update(b={a} * 0.5)",
        )  # fmt: skip

    def statement(self, depth: int) -> list[str]:
        """One of all kinds."""
        kind = self.rng.randrange(12)
        if kind < 2:
            return self.named()
        if kind < 4 and depth < 2:
            return self.loop(depth)
        if kind == 4 and depth < 2:
            return [f"if {self.number()} > 0.4:", *self.inner(2, depth)]
        if kind < 7:
            return [self.one(f"s = s + np.sin({self.number()}) * {self.number()}", f"s = np.tanh(s) + {self.number()} * 0.1")]
        return [self.changed()]


__all__ = ["Shared"]
