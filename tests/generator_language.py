"""Statements of random programs about the language: exceptions, patterns, recursion, lists and dicts that change, early returns."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

FUNCTIONS = """def chain(a, k):
    if k <= 0:
        return a * 0.5
    return np.sin(chain(a, k - 1)) + 0.3 * a


def halves(a):
    if len(a) == 1:
        return np.tanh(a[0])
    middle = len(a) // 2
    return halves(a[:middle]) * 0.5 + np.sin(halves(a[middle:]))


def even(v, k):
    return v if k <= 0 else odd(np.cos(v), k - 1)


def odd(v, k):
    if k <= 0:
        return v * 0.7
    return even(v * v, k - 1)


def checked(v):
    if v > 1.0:
        raise ValueError("too large")
    return np.sqrt(1.5 - v)


def first_large(values, bound):
    for k, v in enumerate(values):
        if v > bound:
            return v * (k + 1)
    return bound * values[0]


"""


class LanguageStatements(Statements):
    """The kinds of statements of a generator."""

    final = False

    def language_kinds(self) -> list[Any]:
        """What can be written now."""
        kinds = [
            self.recursion,
            self.stack,
            self.mapping,
            self.walrus,
            self.unpacking,
            self.comprehension,
            self.nested,
            self.assertion,
        ]
        kinds += [self.chained, self.iterators, *[self.rows] * (self.rng.random() < 0.2)]
        if len(self.lines) < 40 and self.depth < 4:
            kinds += [
                self.guarded,
                self.guarded,
                self.matched,
                self.matched,
                self.loop_else,
                self.managed,
                self.early,
                self.searched,
            ]
        return kinds

    def new_number(self, text: str) -> None:
        name = self.fresh("t")
        self.emit(f"{name} = {text}")
        self.numbers.append(name)

    def guarded(self) -> None:
        """A block that may end with an exception, half way."""
        name = self.fresh("t")
        self.emit(f"{name} = {self.number(0)}")
        self.emit("try:")
        self.inner(0, 2)
        way = self.rng.choice(["raise", "call", "key", "none"])
        self.depth += 1
        if way == "raise":
            self.emit(f"if {self.test()}:")
            self.emit(f"    raise {self.rng.choice(['ValueError', 'KeyError'])}('stopped')")
        elif way == "key":
            self.emit(f"{name} = {{1: {self.number(1)}, 2: {self.number(0)}}}[n]")
        elif way == "call":
            self.emit(f"{name} = checked({self.number(1)})")
        self.emit(f"{name} = np.sin({name} * {self.number(1)})")
        self.depth -= 1
        self.inner(0, 1)
        kinds = ["except (ValueError, LookupError, ArithmeticError):", "except (KeyError, ArithmeticError, ValueError) as error:"]
        kinds = [k for k in kinds if self.rng.random() < 0.3] or [
            "except (ValueError, LookupError):"
        ]  # they catch FloatingPointError
        self.emit(self.rng.choice([*kinds, *["except ValueError:"] * (way != "key")]))
        self.depth += 1
        self.emit(f"{name} = np.cos({name}) * {self.number(0)}")
        self.depth -= 1
        self.inner(0, 1)
        if self.rng.random() < 0.3:
            self.emit("else:")
            self.inner(1, 1)
        if self.rng.random() < 0.3:
            self.emit("finally:")
            self.final = True
            self.inner(1, 1)
            self.final = False
        self.numbers.append(name)

    def matched(self) -> None:
        """A choice by patterns."""
        name = self.fresh("t")
        subject, cases = self.rng.choice([
            ("n % 4", ["0", "1 | 2", "k if k > 5"]),
            (f"(n, {self.test()})", ["(0, _)", "(k, True) if k > 1", "(1 | 2 | 3, flag)"]),
            (f"[{self.number(0)}, {self.number(1)}, n]", ["[a, b, 0]", "[a, *rest] if a > 0.2", "[*_, 3]"]),
            (f"{{'kind': n % 3, 'value': {self.number(1)}}}", ["{'kind': 0, 'value': v}", "{'kind': 1}", "{'value': v} if v > 0.1"]),
        ])  # fmt: skip
        self.emit(f"{name} = {self.number(0)}")
        self.emit(f"match {subject}:")
        for case in [*self.rng.sample(cases, self.rng.randint(1, len(cases))), "_"]:
            self.emit(f"    case {case}:")
            self.depth += 1
            bound = [b for b in ("a", "b", "v") if f"{b}," in case or f": {b}" in case]
            self.depth += 1
            self.emit(f"{name} = np.sin({name} + {self.rng.choice(bound) if bound else self.number(1)})")
            self.depth -= 1
            self.inner(0, 1)
            self.depth -= 1
        self.numbers.append(name)

    def recursion(self) -> None:
        a = self.rng.choice(self.arrays)
        text = self.rng.choice([
            f"np.mean(chain({a}, {self.rng.choice(['n', '2', 'n - 1'])}))", f"halves({a})", f"halves({a}[1:] * {self.number(0)})",
            f"even({self.number(1)}, n)", f"odd(np.mean({a}), {self.rng.choice(['n', '3'])})", f"chain({self.number(1)}, n % 3)",
        ])  # fmt: skip
        self.new_number(text)

    def stack(self) -> None:
        """A list of arrays or numbers that changes."""
        name, arrays = self.fresh("l"), self.rng.random() < 0.5
        item = (lambda: f"{self.array(1)}") if arrays else (lambda: self.number(1))
        self.emit(f"{name} = [{item()}, {item()}, {item()}]")
        for _ in range(self.rng.randint(1, 4)):
            self.emit(self.rng.choice([
                f"{name}.append({item()})", f"{name}.insert({self.rng.choice(['0', '1', '-1'])}, {item()})", f"{name}[{self.rng.choice(['0', '1', '-1'])}] = {item()}",
                f"{name}.extend([{item()}, {item()}])", f"{name}.reverse()", f"{name}[1:] = [{item()}, {item()}]", f"{name} += [{item()}]",
                f"{name}[0] = {name}[-1] * {self.number(0)}", f"{name} = {name}[::-1] + {name}[:1]", f"del {name}[-1]; {name}.append({item()})",
                f"{name}.append({name}.pop(0) * 0.5)", f"{name}[0], {name}[1] = {name}[1], {name}[0]",
            ]))  # fmt: skip
        taken = self.fresh("t")
        if self.rng.random() < 0.4:
            self.emit(f"{taken} = 0.0")
            self.emit(f"while {name}:")
            self.emit(f"    {taken} = np.tanh({taken} * 0.5 + np.mean({name}.pop()))")
        else:
            self.emit(f"{taken} = np.mean({name}[0]) * np.sin(np.mean({name}[-1]))")
            self.emit(f"for p, q in zip({name}, {name}[1:]):")
            self.emit(f"    {taken} += np.mean(p * q) * 0.2")
        self.numbers.append(taken)

    def mapping(self) -> None:
        """A dict with differentiated values."""
        name = self.fresh("d")
        self.emit(f"{name} = {{'w': {self.array(1)}, 'b': {self.number(1)}}}")
        for _ in range(self.rng.randint(1, 3)):
            self.emit(self.rng.choice([
                f"{name}['b'] = np.sin({name}['b']) + {self.number(0)}", f"{name}['w'] = {name}['w'] * {self.number(1)}",
                f"{name}['b'] *= {self.number(0)}", f"{name}['w'], {name}['b'] = {name}['w'] * {name}['b'], np.mean({name}['w'])",
            ]))  # fmt: skip
        self.new_number(self.rng.choice([
            f"np.mean({name}['w'] * {name}['b'])", f"sum([np.mean(v) for v in {name}.values()])", f"np.mean({name}['w']) + {name}.get('b', 0.0)",
        ]))  # fmt: skip

    def walrus(self) -> None:
        name = self.fresh("t")
        self.emit(f"if ({name} := {self.number(2)}) > 0.2:")
        self.emit(f"    {name} = np.sin({name})")
        self.numbers.append(name)

    def unpacking(self) -> None:
        first, rest, last = self.fresh("t"), self.fresh("l"), self.fresh("t")
        self.emit(self.rng.choice([
            f"{first}, *{rest}, {last} = [{self.number(1)}, {self.number(0)}, {self.number(0)}, {self.number(1)}]",
            f"{first}, *{rest}, {last} = {self.rng.choice(self.arrays)}", f"({first}, {last}), {rest} = ({self.number(1)}, {self.number(1)}), [s, {self.number(0)}]",
        ]))  # fmt: skip
        self.emit(f"{last} = {last} * sum({rest}) * 0.3")
        self.numbers += [first, last]

    def comprehension(self) -> None:
        a, b, k = self.rng.choice(self.arrays), self.rng.choice(self.arrays), self.number(0)
        self.new_number(self.rng.choice([
            f"np.tanh(sum([p * q for p in {a} for q in {b} if p > 0.1]))", f"np.mean(np.array([np.sin(p * {k}) for p in {a} if p < 0.6] + [s]))",
            f"sum({{j: np.cos({a}[j]) * {k} for j in range(4)}}.values()) * 0.2", f"np.tanh(sum(np.sin(p) * {k} for p in {a}))",
            f"max([np.sin(p) for p in {a}])", f"np.mean([p if p > {k} else 0.5 * p for p in {a}])",
        ]))  # fmt: skip

    def nested(self) -> None:
        """A function inside, that reads and writes what is around it."""
        name, held, a = self.fresh("h"), self.rng.choice(self.numbers), self.rng.choice(self.arrays)
        self.emit(f"def {name}(q, *, k=0.5):")
        self.emit(f"    if np.sum(q) > {self.rng.choice(['0.3', '-0.5'])}:")
        self.emit(f"        return np.mean(q * {held})")
        self.emit(f"    return k * np.mean(np.sin({a} * q))")
        self.new_number(f"{name}({self.array(1)})")
        self.new_number(f"{name}({self.array(0)}, k={self.number(0)})")

    def assertion(self) -> None:
        self.emit(f"assert {self.rng.choice(self.arrays)}.shape == (6,), 'a length of six'")
        self.new_number(f"{self.number(1)} and {self.number(0)}" if self.rng.random() < 0.3 else self.number(1))

    def chained(self) -> None:
        name = self.fresh("t")
        self.emit(
            f"{name} = {self.number(1)} if -0.5 < {self.rng.choice(self.numbers)} < {self.rng.choice(self.arrays)}[0] else {self.number(1)}"
        )
        self.numbers.append(name)

    def iterators(self) -> None:
        name, a, b = self.fresh("t"), self.rng.choice(self.arrays), self.rng.choice(self.arrays)
        self.emit(f"{name} = {self.number(0)}")
        header, value = self.rng.choice([
            (f"for p, q in zip({a}, reversed({b})):", "p * q"), (f"for p, (j, q) in zip({a}, enumerate({b}, 1)):", "p * q / j"),
            (f"for p in itertools.chain({a}[:2], {b}[3:]):", "np.sin(p)"), (f"for p, q in itertools.product({a}[:2], {b}[:2]):", "p * q"),
            (f"for p in itertools.islice({a}, 1, None, 2):", "p"), (f"for p in itertools.accumulate({a}):", "np.tanh(p)"),
            (f"for j, (p, q) in enumerate(zip({a}, {b})):", "(p - q) * j"), (f"for p, q in itertools.combinations({a}[:3], 2):", "p * q"),
        ])  # fmt: skip
        self.emit(header)
        self.emit(f"    {name} = np.sin({name}) + {value} * 0.3")
        self.numbers.append(name)

    def rows(self) -> None:
        """A list of lists, written by two indices."""
        name, number = self.fresh("l"), self.fresh("t")
        self.emit(f"{name} = [[{self.number(0)}, {self.number(1)}], [s, {self.number(0)}]]")
        self.emit("for j in range(2):")
        self.emit(f"    {name}[j][{self.rng.choice(['0', '1', 'j'])}] {self.rng.choice(['=', '+='])} {self.number(1)}")
        self.emit(f"{number} = {name}[0][1] * {name}[1][0] + {name}[1][1] * {name}[0][0]")
        self.numbers.append(number)

    def loop_else(self) -> None:
        name, index, found = self.fresh("t"), self.fresh("i"), self.rng.choice(self.arrays)
        self.emit(f"{name} = {self.number(0)}")
        self.emit(self.rng.choice([f"for {index} in range(5):", f"for {index}, q in enumerate({found}):"]))
        self.indices.append(index)
        self.depth += 1
        self.emit(f"{name} = {name} * 0.7 + {found}[{index}]")
        self.emit(f"if {name} > {self.rng.choice(['0.5', '5.0'])}:")
        self.emit(f"    {self.rng.choice(['break', f'{name} = np.sin({name}); break', 'continue'])}")
        self.depth -= 1
        self.inner(0, 1)
        self.indices.remove(index)
        self.emit("else:")
        self.depth += 1
        self.emit(f"{name} = np.cos({name}) * {self.number(1)}")
        self.depth -= 1
        self.numbers.append(name)

    def managed(self) -> None:
        self.emit("with np.errstate(divide='ignore'):")
        self.inner(1, 2)

    def early(self) -> None:
        """A return from wherever this stands."""
        if self.final:  # a return there hides exceptions
            return self.new_number(self.number(1))
        self.emit(f"if {self.test()} and n != 1:")
        self.depth += 1
        self.emit(f"return {self.result()}")
        self.depth -= 1

    def searched(self) -> None:
        self.new_number(
            f"first_large({self.rng.choice([self.rng.choice(self.arrays), f'[{self.number(1)}, {self.number(0)}, s]'])}, {self.number(0)})"
        )
