"""Lists that a loop makes anew, grows and reads as wholes, under three names."""

from __future__ import annotations

from tests.dense.base import Family

CHANGES = (
    "{a}.append({v})", "{a}.append({v})", "{a} = {b}", "{a} = [{v}]", "{a} = list({b})", "{a} = {b}[:2] + [{v}]", "s = np.cos(s + sum({a}))",
    "s = s * 0.5 + np.sum(np.array({a}) * 0.3)", "{a}[0] = {v}", "{a}[:] = [q * 0.5 for q in {b}]", "{a} = [q * 0.7 + s for q in {b}]",
    "s = s + 0.1 * {a}[-1]", "{a} += [{v}]", "{a} = {a} + {b}[:1]", "{a} = [{v}, {v}] + {b}[:2] + [{v}]",
)  # fmt: skip


class Lists(Family):
    """Three lists of numbers in a loop."""

    MOST = 4

    def start(self) -> list[str]:
        """Three lists, or two and a second name of one."""
        return ["a = [x[0]]", "b = [x[1], x[2]]", "s = 0.3", self.one("c = a", "c = [s]", "c = [x[2], s]"), "k = 0"]

    def last(self) -> str:
        """All of them."""
        return "return s + sum(a) * 0.3 + sum(b) * 0.2 + sum(c) * 0.1"

    def change(self) -> str:
        """One of the lists, or the sum, changes."""
        names = {"a": self.one("a", "b", "c"), "b": self.one("a", "b", "c")}
        return self.rng.choice(CHANGES).format(v=self.one("s", "x[0] * s", "np.sin(s)", "x[k % 3]", "x[2]"), **names)

    def statement(self, depth: int) -> list[str]:
        """A change, a branch, or a loop: over a list or over numbers."""
        kind = self.rng.random()
        if depth == 0 and kind < 0.5:
            return ["for k in range(3):", *[f"    {line}" for line in self.block(self.rng.randrange(2, 5), 1)]]
        if kind < 0.8 or depth > 2:
            return [self.change()]
        if kind < 0.9:
            return ["if s > 0.2:", *self.inner(2, depth)]
        name = self.one("a", "b", "c")
        return [f"for q in {name}[:4]:" if self.rng.random() < 0.5 else f"for q in list({name}):", "    s = np.sin(s + q * 0.4)",
                *self.inner(1, depth)]  # fmt: skip
