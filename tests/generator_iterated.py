"""Statements of random programs about iterators of what changes while a loop runs over them."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

PAIRS = (
    "itertools.product({0}, {0})", "itertools.product({0}, {1}[:2])", "itertools.combinations({0}, 2)", "itertools.pairwise({0})",
    "zip({0}, {1})", "zip({0}, reversed({0}))", "zip({0}, {0}[1:])", "itertools.permutations({0}[:3], 2)", "enumerate({0})",
    "enumerate(itertools.chain({0}, {1}))", "zip(itertools.chain({0}, {1}), {1})", "enumerate(itertools.accumulate({0}))",
    "itertools.pairwise(itertools.chain({0}, {0}))", "zip({1}, map(np.sin, {0}))", "zip(itertools.repeat({0}[0], 3), {0})",
)  # fmt: skip
SINGLES = (
    "{0}", "reversed({0})", "itertools.chain({0}, {1})", "itertools.chain({0}, {0}, {1})", "itertools.accumulate({0})", "list({0})",
    "sorted({0})", "{0}[::-1]", "{0}[1:]", "(q * q for q in {0})", "filter(lambda q: q > 0.1, {0})", "map(np.cos, {0})",
    "itertools.islice({0}, 1, 4)", "[*{0}, *{1}]", "itertools.chain({0}, [q * 2 for q in {1}])", "(p * q for p, q in zip({0}, {1}))",
    "itertools.chain({1}, (q + 1 for q in {0}))",
)  # fmt: skip


class IteratedStatements(Statements):
    """The kinds of statements of a generator."""

    def iterated_kinds(self) -> list[Any]:
        """What can be written now."""
        return [self.iterated] * 4

    def iterated(self) -> None:
        """A loop over an iterator of a list or an array, of which elements change in the loop."""
        one, other, total, count = self.fresh("us"), self.fresh("ws"), self.fresh("t"), self.fresh("k")
        for name in (one, other):
            kind = self.rng.choice(["[{0}, {1}, {2}]", "[{0}, {1}, {2}]", "{3}[:4] * {0}", "{3}[1:4] + {1}"])
            self.emit(f"{name} = " + kind.format(self.number(0), self.number(0), self.number(1), self.array(0)))
        self.emit(f"{total}, {count} = {self.number(0)}, 0")
        pairs = self.rng.random() < 0.5
        head = self.rng.choice(PAIRS if pairs else SINGLES).format(*self.rng.sample([one, other], 2))
        self.emit(f"for {'p, q' if pairs else 'p'} in {head}:")
        self.depth += 1
        self.emit(f"{total} = np.sin({total} + {'p * q' if pairs else 'p'})")
        for _ in range(self.rng.choice([1, 1, 2])):
            place = f"{self.rng.choice([one, one, other])}[{self.rng.choice(['0', '1', '2', '-1', f'{count} % 3'])}]"
            change = self.rng.choice(
                [f"{place} = {total} * 0.7", f"{place} *= 0.8", f"{place} += {total}", f"{place} = {place} * p"]
            )
            if self.rng.random() < 0.3:
                self.emit(f"if {count} % 2 == {self.rng.choice([0, 1])}: {change}")
            else:
                self.emit(change)
        self.emit(f"{count} += 1")
        if self.rng.random() < 0.3:
            self.emit(f"if {count} > {self.rng.choice([1, 2, 3])}: {self.rng.choice(['break', 'continue'])}")
            self.emit(f"{total} = {total} * 0.9")
        self.depth -= 1
        self.emit(f"{total} = {total} + sum({one}) * sum({other})")
        self.numbers.append(total)
