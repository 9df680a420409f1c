"""Random programs: source text of numeric functions over straight-line code, control flow, containers, in-place updates and views.

Every program is valid Python. Its functions are smooth almost everywhere and bounded, so that central differences tell whether a
gradient is right.
"""

from __future__ import annotations

import linecache
import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from tests.generator_arrays import CALLEES, ArrayStatements
from tests.generator_changed import GROWN, ChangedStatements
from tests.generator_counted import LINKS, CountedStatements
from tests.generator_functions import CALLABLES, FunctionStatements
from tests.generator_iterated import IteratedStatements
from tests.generator_language import FUNCTIONS, LanguageStatements
from tests.generator_library import INSIDE, LibraryStatements
from tests.generator_moves import MoveStatements
from tests.generator_names import NameStatements
from tests.generator_objects import CLASSES, ObjectStatements
from tests.generator_places import TABLES, PlaceStatements
from tests.generator_tuples import TupleStatements

N = 6  # length of the array arguments
SIZES = [1, 1, 1, 2, 2, 3, 5]  # statements between the first arrays and the result: many small programs find most

HEADER = """import collections
import contextlib
import dataclasses
import functools
import itertools
import math
import operator
import types
import typing

import numpy as np
import sourcead


def helper(a, b=0.5):
    if b > 0.7:
        return np.tanh(a) * b
    return np.sin(a) + b * a


def scale_in_place(a, k):
    a *= k
    return a


"""


WORD = re.compile(r"\w+")
PREAMBLE = HEADER + CALLEES + FUNCTIONS + CLASSES + CALLABLES + TABLES + LINKS + INSIDE + GROWN
NAMES = ("arrays", "owned", "numbers", "indices", "grids", "owned_grids", "bodies")  # what a block may add to


@cache
def definitions() -> dict[str, tuple[str, frozenset[str]]]:
    """What the preamble defines, in its order: the text, and the words in it; the imports under the name ``."""
    parts = re.split(r"\n(?=(?:@|def |class |[A-Z]+ = ))", PREAMBLE)
    found = {"": (parts[0].strip(), frozenset[str]())}
    start = ""
    for part in parts[1:]:
        start += part.rstrip() + "\n"
        if not part.startswith("@"):
            name = re.search(r"^(?:def |class )?(\w+)", part)
            assert name is not None
            found[name[1]] = (start.rstrip(), frozenset(WORD.findall(start)))
            start = ""
    return found


def needed(text: str) -> str:
    """The imports, and what a text mentions of the preamble: a program is read and parsed again and again."""
    known, found, todo = definitions(), {""}, set(WORD.findall(text))
    while todo := {n for n in todo if n in known and n not in found}:
        found |= todo
        todo = {word for n in todo for word in known[n][1]}
    return "\n\n\n".join(known[n][0] for n in known if n in found)


class Generator(
    ArrayStatements,
    LanguageStatements,
    ObjectStatements,
    FunctionStatements,
    PlaceStatements,
    CountedStatements,
    LibraryStatements,
    MoveStatements,
    NameStatements,
    IteratedStatements,
    ChangedStatements,
    TupleStatements,
):
    """Builds the text of one function `f(x, y, s, n)`."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.depth = 1
        self.arrays = ["x", "y"]  # arrays of length N
        self.owned: list[str] = []  # arrays that may be written
        self.numbers = ["s"]
        self.grids: list[str] = []
        self.owned_grids: list[str] = []  # grids that may be written
        self.indices: list[str] = []
        self.bodies: list[str] = []
        self.count = 0
        self.loops = 0
        self.language = rng.random() < 0.6
        more = [self.object_kinds, self.function_kinds, self.place_kinds, self.counted_kinds, self.library_kinds]
        more += [self.move_kinds, self.name_kinds, self.iterated_kinds, self.changed_kinds, self.tuple_kinds]
        self.more = [kinds for kinds in more if rng.random() < 0.25]

    def text(self) -> str:
        """The program."""
        for kind, share in ((self.make_owned, 0.7), (self.make_owned, 0.3), (self.make_grid, 0.3)):
            if self.rng.random() < share:
                kind()
        for _ in range(self.rng.choice(SIZES)):
            self.statement()
        self.emit(f"return {self.result()}")
        text = "def f(x, y, s, n):\n" + "\n".join(self.lines) + "\n"
        return f"{needed(text)}\n\n\n{text}"

    def emit(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def pick(self, *options: Callable[[], Any]) -> Any:
        return self.rng.choice(options)()

    # expressions

    def result(self) -> str:
        parts = [f"np.sum({self.array(1)} * {self.rng.choice(self.arrays)})"]
        parts += [f"np.sum({name} ** 2)" for name in dict.fromkeys([self.rng.choice(self.arrays), self.arrays[-1]])]
        parts += [f"np.tanh({name})" for name in dict.fromkeys([self.rng.choice(self.numbers), self.numbers[-1]])]
        parts += [f"np.sum({name} ** 2)" for name in self.grids[-1:]]
        return " + ".join(parts)

    def array(self, depth: int) -> str:
        """An array expression of length N."""
        if depth <= 0:
            return self.rng.choice(self.arrays)
        return self.pick(
            lambda: self.rng.choice(self.arrays),
            lambda: f"({self.array(depth - 1)} + {self.array(depth - 1)})",
            lambda: f"({self.array(depth - 1)} - {self.number(depth - 1)})",
            lambda: f"({self.array(depth - 1)} * {self.array(depth - 1)})",
            lambda: f"np.tanh({self.array(depth - 1)})",
            lambda: f"np.sin({self.array(depth - 1)})",
            lambda: f"({self.array(depth - 1)} / (1.5 + {self.rng.choice(self.arrays)} ** 2))",
            lambda: f"np.exp(-({self.array(depth - 1)} ** 2))",
            lambda: f"np.sqrt(1.0 + {self.array(depth - 1)} ** 2)",
            lambda: (
                f"np.where({self.rng.choice(self.arrays)} > {self.rng.choice(['0.1', '-0.3'])}, {self.array(depth - 1)}, {self.array(depth - 1)})"
            ),
            lambda: f"{self.rng.choice(self.arrays)}[::-1]",
            lambda: f"helper({self.array(depth - 1)})",
            lambda: f"helper({self.array(depth - 1)}, b=0.9)",
            lambda: f"np.cumsum({self.array(depth - 1)}) * 0.3",
            lambda: f"np.concatenate([{self.rng.choice(self.arrays)}[2:], {self.rng.choice(self.arrays)}[:2]])",
            lambda: f"({self.number(depth - 1)} * {self.array(depth - 1)})",
            lambda: f"{self.rng.choice(self.arrays)}.reshape(2, 3).T.reshape(-1)",
            lambda: f"np.maximum({self.array(depth - 1)}, 0.05)",
            lambda: f"np.clip({self.array(depth - 1)}, -0.5, 0.8)",
            lambda: f"np.minimum({self.rng.choice(self.arrays)}, {self.array(depth - 1)})",
            lambda: f"np.{self.reduction()}({self.table(depth - 1)}, axis={self.rng.randint(0, 1)})",
            lambda: f"({self.table(depth - 1)} @ {self.rng.choice(self.arrays)})",
            lambda: f"np.array([np.sin(q) for q in {self.rng.choice(self.arrays)}])",
            lambda: f"np.array([{self.number(0)}] * {N})",
        )  # type: ignore[no-any-return]

    def table(self, depth: int) -> str:
        """An array expression of the shape (N, N)."""
        a, b = self.array(depth - 1), self.rng.choice(self.arrays)
        return self.pick(
            lambda: f"np.tanh(np.outer({a}, {b}))",
            lambda: f"np.sin({a}[:, None] + {b})",
            lambda: f"np.where({b} > 0.1, {a}[:, None], 0.5 * {b})",
            lambda: f"np.stack([np.sin({a} * k) for k in range({N})])",
        )  # type: ignore[no-any-return]

    def reduction(self) -> str:
        return self.rng.choice(["sum", "mean", "max", "std", "linalg.norm"])

    def number(self, depth: int) -> str:
        """A scalar expression."""
        if depth <= 0:
            return self.rng.choice([*self.numbers, "0.7", "1.3", "s"])
        return self.pick(
            lambda: self.rng.choice(self.numbers),
            lambda: f"{self.rng.choice(self.arrays)}[{self.index()}]",
            lambda: f"np.mean({self.array(depth - 1)})",
            lambda: f"np.tanh(np.sum({self.array(depth - 1)}))",
            lambda: f"({self.number(depth - 1)} * {self.number(depth - 1)})",
            lambda: f"({self.number(depth - 1)} + {self.number(depth - 1)})",
            lambda: f"np.sin({self.number(depth - 1)})",
            lambda: f"({self.number(depth - 1)} if {self.test()} else {self.number(depth - 1)})",
            lambda: f"np.tanh({self.rng.choice(self.arrays)} @ {self.rng.choice(self.arrays)})",
            lambda: f"np.mean(np.{self.reduction()}({self.table(depth - 1)}, axis={self.rng.randint(0, 1)}))",
            lambda: f"np.tanh(sum([np.cos(q) for q in {self.rng.choice(self.arrays)}[1:]]))",
        )  # type: ignore[no-any-return]

    def index(self) -> str:
        options = ["0", "1", "-1", "3", str(N - 1)]
        return self.rng.choice(options + [f"{i}" for i in self.indices] * 3 + [f"{i} - 1" for i in self.indices])

    def test(self) -> str:
        return self.pick(
            lambda: f"{self.rng.choice(self.arrays)}[{self.index()}] > 0.2",
            lambda: f"{self.rng.choice(self.numbers)} < 0.4",
            lambda: "n > 2",
            lambda: f"np.sum({self.rng.choice(self.arrays)}) > 0.3",
            lambda: f"{self.rng.choice([*self.indices, 'n'])} % 2 == 0",
        )  # type: ignore[no-any-return]

    def pair(self) -> tuple[str, str]:
        """Two slices of equal length."""
        return self.rng.choice(
            [("1:", ":-1"), (":-1", "1:"), ("2:", ":-2"), ("1:-1", "2:"), ("::2", "1::2"), (":3", "3:"), (":", ":")]
        )  # type: ignore[no-any-return]

    # statements

    def statement(self) -> None:
        kinds = [self.assign_array] * 3 + [self.assign_number] * 2 + [self.make_owned] * 2 + [self.reassign]
        if self.owned:
            kinds += [
                self.store_slice,
                self.store_slice,
                self.update_slice,
                self.update_slice,
                self.store_element,
                self.update_element,
            ]
            kinds += [self.update_whole, self.view, self.fancy, self.mask, self.call_writer]
        kinds += self.array_kinds()
        kinds += [self.function, self.items]
        if self.language:
            kinds += self.language_kinds()
        for more in self.more:
            kinds += more()
        if len(self.lines) < 30 and self.depth < 4:
            kinds += [self.branch, self.loop, self.loop, self.while_loop, self.loop_over, self.recurrence]
        if len(self.owned) >= 2:
            kinds.append(self.swap)
        self.rng.choice(kinds)()

    def assign_array(self) -> None:
        name = self.fresh("a")
        self.emit(f"{name} = {self.array(2)}")
        self.arrays.append(name)

    def assign_number(self) -> None:
        name = self.fresh("t")
        self.emit(f"{name} = {self.number(2)}")
        self.numbers.append(name)

    def make_owned(self) -> None:
        name = self.fresh("u")
        self.emit(
            f"{name} = {self.pick(lambda: self.rng.choice(self.arrays) + '.copy()', lambda: f'np.zeros({N})', lambda: f'{self.array(1)} * 1.0')}"
        )
        self.arrays.append(name)
        self.owned.append(name)

    def reassign(self) -> None:
        plain = [a for a in self.arrays if a not in self.owned]
        if self.rng.random() < 0.5 and len(self.numbers) > 1:
            name = self.rng.choice(self.numbers)
            self.emit(f"{name} = np.sin({name} * {self.number(1)})" if self.rng.random() < 0.5 else f"{name} += {self.number(1)}")
        else:
            name = self.rng.choice(plain + self.owned)
            self.emit(f"{name} = np.tanh({self.array(1)} * {name})")

    def function(self) -> None:
        """A lambda whose default is that of its definition, of a variable that changes afterwards."""
        name, held = self.fresh("h"), self.rng.choice(self.numbers)
        self.emit(f"{name} = lambda q, k={held}: np.sin(q) * k + {self.number(0)}")
        if held != "s":
            self.emit(f"{held} = np.sin({held}) + 0.1")
        number = self.fresh("t")
        self.emit(f"{number} = np.mean({name}({self.array(1)}))")
        self.numbers.append(number)

    def items(self) -> None:
        """A list built, cut and joined."""
        name, number = self.fresh("l"), self.fresh("t")
        self.emit(f"{name} = [{self.number(1)}]")
        self.emit(f"for q in {self.rng.choice(self.arrays)}:")
        self.emit(f"    {name}.append(np.tanh({name}[-1] + q))")
        cut = self.rng.choice(["[1:]", "[:-1]", "[::-1]", " + [s]", " * 2"])
        self.emit(f"{number} = np.tanh(sum({name}{cut}) * {name}[2])")
        self.numbers.append(number)

    def store_slice(self) -> None:
        left, right = self.pair()
        self.emit(f"{self.rng.choice(self.owned)}[{left}] = {self.part(right)}")

    def part(self, piece: str) -> str:
        a, b = self.rng.choice(self.arrays), self.rng.choice(self.arrays)
        return self.rng.choice([
            f"{a}[{piece}] * {b}[{piece}]", f"np.sin({a}[{piece}])", f"{a}[{piece}]", f"{self.number(1)} * {a}[{piece}]", self.number(1),
            f"0.5 * ({a}[{piece}] + {b}[{piece}])",
        ])  # fmt: skip

    def update_slice(self) -> None:
        left, right = self.pair()
        self.emit(f"{self.rng.choice(self.owned)}[{left}] {self.rng.choice(['+=', '-=', '*='])} {self.part(right)}")

    def store_element(self) -> None:
        self.emit(f"{self.rng.choice(self.owned)}[{self.index()}] = {self.number(2)}")

    def update_element(self) -> None:
        self.emit(f"{self.rng.choice(self.owned)}[{self.index()}] {self.rng.choice(['+=', '-=', '*='])} {self.number(1)}")

    def update_whole(self) -> None:
        op, value = self.rng.choice(
            [
                ("*=", self.number(1)),
                ("+=", self.array(1)),
                ("-=", self.array(1)),
                ("*=", f"np.cos({self.rng.choice(self.arrays)})"),
                ("/=", "2.0"),
            ]
        )
        self.emit(f"{self.rng.choice(self.owned)} {op} {value}")

    def view(self) -> None:
        name = self.fresh("v")
        base = self.rng.choice(self.owned)
        left, right = self.pair()
        self.emit(f"{name} = {base}[{left}]")
        for _ in range(self.rng.randint(1, 2)):
            self.emit(self.rng.choice([
                f"{name} *= {self.number(1)}", f"{name} += {self.part(right)}", f"{name}[0] = {self.number(1)}", f"{name}[1:] += {name}[:-1] * 0.5",
                f"{base}[1] = {self.number(1)}", f"{name}[:] = {self.part(right)}",
            ]))  # fmt: skip
        number = self.fresh("t")
        self.emit(f"{number} = np.sum({name} * {name})")
        self.numbers.append(number)

    def fancy(self) -> None:
        index = self.rng.choice(["[0, 2, 2]", "[1, 1, 4]", "[5, 0, 3]"])
        base, other = self.rng.choice(self.owned), self.rng.choice(self.arrays)
        self.emit(
            self.rng.choice(
                [f"{base}[{index}] = {other}[:3] * 0.5", f"{base}[:3] = {other}[{index}]", f"{base}[{index}] += {other}[3:]"]
            )
        )

    def mask(self) -> None:
        base, other = self.rng.choice(self.owned), self.rng.choice(self.arrays)
        name = self.fresh("m")
        self.emit(f"{name} = {self.rng.choice(self.arrays)} > 0.1")
        self.emit(
            self.rng.choice(
                [f"{base}[{name}] = 0.3", f"{base}[{name}] = {other}[{name}] * 2.0", f"{base}[{name}] *= {self.number(1)}"]
            )
        )

    def call_writer(self) -> None:
        name = self.fresh("a")
        self.emit(f"{name} = scale_in_place({self.rng.choice(self.owned)}, {self.number(1)})")

    def swap(self) -> None:
        a, b = self.rng.sample(self.owned, 2)
        self.emit(f"{a}, {b} = {b}, {a}")

    def inner(self, least: int, most: int) -> None:
        """A block; names made in it are not used after it."""
        saved = {names: list(getattr(self, names)) for names in NAMES}
        self.depth += 1
        for _ in range(self.rng.randint(least, most)):
            self.statement()
        self.depth -= 1
        for names, held in saved.items():
            setattr(self, names, held)

    def branch(self) -> None:
        self.emit(f"if {self.test()}:")
        self.inner(1, 2)
        if self.rng.random() < 0.6:
            self.emit("else:")
            self.inner(1, 2)

    def loop(self) -> None:
        index = self.fresh("i")
        bounds = ["range(3)", "range(n)", f"range(1, {N})", f"range({N - 1}, 0, -1)", "range(0)", f"reversed(range({N}))"]
        bounds += [f"range({i})" for i in self.indices]
        self.emit(f"for {index} in {self.rng.choice(bounds)}:")
        self.indices.append(index)
        self.inner(1, 3)
        if self.rng.random() < 0.25:
            self.depth += 1
            self.emit(f"if {self.test()}:")
            self.emit("    " + self.rng.choice(["break", "continue"]))
            self.depth -= 1
            if self.rng.random() < 0.5:
                self.inner(1, 1)
        self.indices.remove(index)

    def loop_over(self) -> None:
        value, index = self.fresh("t"), self.fresh("i")
        header = self.rng.choice([
            f"for {value} in {self.rng.choice(self.arrays)}:",
            f"for {index}, {value} in enumerate({self.rng.choice(self.arrays)}):",
            f"for {value}, {value}b in zip({self.rng.choice(self.arrays)}, {self.rng.choice(self.arrays)}):",
        ])  # fmt: skip
        total = self.fresh("t")
        self.emit(f"{total} = 0.1")
        self.emit(header)
        self.depth += 1
        second = f" * {value}b" if f"{value}b" in header else ""
        self.emit(f"{total} = np.tanh({total} + {value}{second})")
        if self.owned and self.rng.random() < 0.5:
            self.emit(f"{self.rng.choice(self.owned)}[0] += {total} * {value}")
        self.depth -= 1
        self.numbers.append(total)

    def while_loop(self) -> None:
        count, value = self.fresh("k"), self.fresh("t")
        self.emit(f"{count} = 0")
        self.emit(f"{value} = {self.number(1)}")
        self.numbers.append(value)
        self.emit(f"while {count} < {self.rng.randint(0, 4)} and {value} < 3.0:")
        self.depth += 1
        self.emit(f"{value} = {value} * 0.8 + {self.number(1)} ** 2")
        self.emit(f"{count} {self.rng.choice(['+= 1', f'= {count} + 1'])}")
        self.depth -= 1
        if self.rng.random() < 0.5:
            self.inner(1, 1)

    def recurrence(self) -> None:
        index = self.fresh("i")
        base = self.fresh("u")
        self.emit(f"{base} = np.zeros({N})")
        self.emit(f"{base}[0] = {self.number(1)}")
        self.emit(f"for {index} in range(1, {N}):")
        self.emit(
            f"    {base}[{index}] = np.sin({base}[{index} - 1]) * {self.rng.choice(self.arrays)}[{index}] + 0.5 * {base}[{index} - 1]"
        )
        self.arrays.append(base)
        self.owned.append(base)


_made = [0]


def make(text: str) -> Callable[..., float]:
    """The function `f` of a program's text, with its source registered."""
    _made[0] += 1
    name = f"<random program {_made[0]}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    scope: dict[str, Any] = {}
    exec(compile(text, name, "exec"), scope)
    return scope["f"]  # type: ignore[no-any-return]


def arguments(rng: random.Random) -> tuple[Any, ...]:
    """Arguments for a program."""
    state = np.random.default_rng(rng.randrange(2**32))
    return state.standard_normal(N), state.standard_normal(N), float(state.standard_normal()), rng.randint(0, 4)


def program(seed: int) -> tuple[str, tuple[Any, ...]]:
    """The text and the arguments that belong to a seed."""
    rng = random.Random(seed)
    return Generator(rng).text(), arguments(rng)
