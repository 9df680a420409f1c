"""Statements of random programs whose parts are as many as a value says: functions and objects made in loops, links, what is None at first."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

LINKS = """class Link:
    def __init__(self, w, after=None):
        self.w = w
        self.after = after

    def total(self, k):
        rest = 0.0 if self.after is None else self.after.total(k * 0.5)
        return np.mean(self.w) * k + rest


@dataclasses.dataclass
class Leaf:
    v: typing.Any


@dataclasses.dataclass
class Fork:
    left: typing.Any
    right: typing.Any
    k: typing.Any = 0.5


def folded(tree):
    if isinstance(tree, Leaf):
        return np.tanh(np.mean(tree.v))
    return np.sin(folded(tree.left) + tree.k * folded(tree.right))


def making(k):
    def made(q):
        return np.sin(q * k) + k

    return made


def best_of(values, start=None):
    best = start
    for v in values:
        if best is None or v > best:
            best = v
    return best


"""


class CountedStatements(Statements):
    """The kinds of statements of a generator."""

    def counted_kinds(self) -> list[Any]:
        """What can be written now."""
        kinds = [self.functions_made, self.functions_made, self.functions_by_name, self.one_code, self.objects_made]
        kinds += [self.linked, self.tree, self.none_first, self.pairs, self.pairs, self.lengths, self.lengths, self.out_of_range]
        return [*kinds, self.starred, self.rows_made, self.flagged]

    def how_many(self) -> str:
        """A header of a loop whose length the arguments decide."""
        return self.rng.choice(
            ["range(n)", "range(n)", "range(n + 1)", "range(2)", "range(len(x) - 3)", "(0, 1, 2)", "range(n, 0, -1)"]
        )

    def functions_made(self) -> None:
        """Functions appended in a loop, or listed, as many as `n`."""
        fs, total, k, a = self.fresh("fs"), self.fresh("t"), self.fresh("k"), self.rng.choice(self.arrays)
        held = self.rng.choice([k, f"{k} * {self.number(0)}", f"{a}[{k}]"])
        function = self.rng.choice([
            f"lambda q, c={held}: np.sin(q * c)", f"making({held} * 0.3)", f"functools.partial(bent, k={held})", f"lambda q: q * 0.5 + {k}",
        ])  # fmt: skip
        if self.rng.random() < 0.5:
            self.emit(f"{fs} = [{self.rng.choice(['', 'np.tanh', 'curved, np.sin'])}]")
            self.emit(f"for {k} in {self.how_many()}: {fs}.append({function})")
        else:
            self.emit(f"{fs} = [{function} for {k} in {self.how_many()}]")
        self.emit(f"{total} = {self.number(0)}")
        self.emit(f"for g in {fs}{self.rng.choice(['', '', '[::-1]', '[1:]'])}: {total} = np.tanh(g({total}))")
        self.numbers.append(total)
        if self.rng.random() < 0.5:
            self.new_number(self.rng.choice([
                f"sum(g({self.number(0)}) for g in {fs}) * 0.3", f"({fs}[-1]({self.number(1)}) if {fs} else {self.number(0)})", f"len({fs}) * {self.number(0)}",
                f"np.tanh(functools.reduce(lambda v, g: g(v), {fs}, {self.number(1)}))",
            ]))  # fmt: skip

    def functions_by_name(self) -> None:
        """A dict comprehension over functions, or a dict that a loop fills with them."""
        fs, total, k = self.fresh("fs"), self.fresh("t"), self.number(0)
        self.emit(f"{fs} = " + self.rng.choice([
            f"{{key: (lambda q, c=c: q * c) for key, c in zip('ab', (0.5, {k}))}}", f"{{key: making(c) for key, c in (('a', {k}), ('b', {self.number(0)}))}}",
            "{key: g for key, g in zip('ab', (np.sin, curved))}", f"dict(a=making({k}), b=making({self.number(1)}))",
        ]))  # fmt: skip
        if self.rng.random() < 0.3:
            self.emit(f"{fs}['a'] = {self.rng.choice(['np.cos', f'making({self.number(0)})'])}")
        self.emit(f"{total} = {self.number(0)}")
        self.emit(
            self.rng.choice(
                [
                    f"for g in {fs}.values(): {total} = np.tanh(g({total}))",
                    f"for key in {fs}: {total} += {fs}[key]({self.number(0)}) * 0.3",
                ]
            )
        )
        self.new_number(f"{fs}['{self.rng.choice('ab')}']({total})")

    def one_code(self) -> None:
        """Functions of one code that hold different values; one of them may change what it holds."""
        g, h, total = self.fresh("h"), self.fresh("h"), self.fresh("t")
        self.emit(f"{g}, {h} = making({self.number(1)}), making({self.number(0)})")
        if self.rng.random() < 0.5:
            self.emit(
                f"if {self.test()}: {self.rng.choice([f'{g} = {h}', f'{g}, {h} = {h}, {g}', f'{h} = making({self.number(0)})'])}"
            )
        self.emit(f"{total} = np.tanh({g}({self.number(0)}) * {h}({self.number(0)})) + np.mean({g}({self.array(0)}))")
        self.numbers.append(total)

    def objects_made(self) -> None:
        """Objects as many as `n`, written in a second loop."""
        os, a, j, total = self.fresh("os"), self.rng.choice(self.arrays), self.fresh("j"), self.fresh("t")
        made = self.rng.choice(
            [
                f"Body({a} * 1.0, {self.number(0)})",
                f"Damped({a} + {j}, k={self.number(0)} * {j})",
                f"Body(w={self.array(0)} * {j}, k=s)",
            ]
        )
        if self.rng.random() < 0.5:
            self.emit(f"{os} = [{made} for {j} in {self.how_many()}]")
        else:
            self.emit(f"{os} = []")
            self.emit(f"for {j} in {self.how_many()}: {os}.append({made})")
        self.emit(f"for body in {os}: " + self.rng.choice([
            f"body.kick({a})", "body.w[1:] *= body.k", f"body.k = np.sin(body.k + {self.number(0)})", "body.push(body.w * 1.0)", f"body.w += {a}",
        ]))  # fmt: skip
        if self.rng.random() < 0.5:
            self.emit(
                f"for one, two in zip({os}, {os}[1:]): "
                + self.rng.choice(["two.k = two.k + one.k * 0.5", "two.w[0] = one.w[-1]", "one.w, two.w = two.w, one.w"])
            )
        self.emit(
            f"{total} = "
            + self.rng.choice(
                [
                    f"np.tanh(sum(body.energy() for body in {os}))",
                    f"sum([np.mean(body.w) * body.k for body in {os}]) * 0.3",
                    f"len({os}) * 0.1 + sum(np.mean(b.w) for b in {os})",
                ]
            )
        )
        self.numbers.append(total)

    def linked(self) -> None:
        chain, k, total = self.fresh("o"), self.fresh("k"), self.fresh("t")
        self.emit(f"{chain} = {self.rng.choice(['None', f'Link({self.array(0)})'])}")
        self.emit(
            f"for {k} in range({self.rng.choice(['3', '1', 'n'])}): {chain} = Link({self.rng.choice([self.array(0), f'{self.number(1)} * {k}'])}, {chain})"
        )
        self.emit(f"{total} = {self.number(0)}")
        if self.rng.random() < 0.5:
            self.emit(f"if {chain} is not None: {total} = {chain}.total({self.number(0)})")
        else:
            self.emit(f"while {chain} is not None:")
            self.emit(f"    {total} = np.tanh({total} + np.mean({chain}.w))")
            self.emit(f"    {chain} = {chain}.after")
        self.numbers.append(total)

    def tree(self) -> None:
        leaf = f"Leaf({self.array(0)})"
        self.new_number("folded(" + self.rng.choice([
            leaf, f"Fork({leaf}, Leaf({self.number(0)}))", f"Fork({leaf}, Fork(Leaf({self.number(1)}), {leaf}, {self.number(0)}), k={self.number(0)})",
        ]) + ")")  # fmt: skip

    def none_first(self) -> None:
        """A name that is None before its first value."""
        name, a, v = self.fresh("t"), self.rng.choice(self.arrays), self.fresh("v")
        if self.rng.random() < 0.3:
            return self.new_number(
                self.rng.choice(
                    [f"best_of({a})", f"best_of({a}, {self.number(0)})", f"best_of([{self.number(1)}, {self.number(0)}])"]
                )
            )
        self.emit(f"{name} = None")
        self.emit(f"for {v} in {self.rng.choice([a, f'{a} * {self.number(0)}'])}:")
        test = self.rng.choice(
            [f"{name} is None", f"{name} is None or {v} > {name}", f"{name} is not None and {v} < {name}", f"{v} > 0.1"]
        )
        self.emit(f"    if {test}: {name} = {self.rng.choice([v, f'np.sin({v})'])}")
        if self.rng.random() < 0.5:
            self.emit(f"    elif {name} is not None: {name} = {name} * 0.7 + {v}")
        self.emit(f"if {name} is None: {name} = {self.number(0)}")
        self.numbers.append(name)

    def pairs(self) -> None:
        """Tuples in a list, read in several ways."""
        rows, total, a, b = self.fresh("l"), self.fresh("t"), self.array(0), self.array(0)
        self.emit(
            f"{rows} = "
            + self.rng.choice(
                [f"[({a}, {self.number(0)}), ({b}, {self.number(1)})]", f"[({a} * j, j + {self.number(0)}) for j in range(3)]"]
            )
        )
        if self.rng.random() < 0.5:
            self.emit(self.rng.choice([
                f"{rows}.append(({b} * 0.5, {self.number(0)}))", f"{rows}[0] = ({rows}[1][0], {rows}[0][1] * 0.5)", f"{rows} = [(q * 0.5, p) for q, p in {rows}]",
                f"{rows} = {rows}[::-1]", f"for j in {self.how_many()}: {rows}.append(({a}, {self.number(0)} * j))",
            ]))  # fmt: skip
        self.emit(f"{total} = {rows}[{self.rng.choice(['0', '1', '-1'])}][1] * np.mean({rows}[1][0])")
        self.emit(self.rng.choice([f"for q, p in {rows}:", f"for j, (q, p) in enumerate({rows}):"]))
        self.emit(f"    {total} = np.tanh({total} + p * np.mean(q))")
        if self.rng.random() < 0.5:
            self.emit(f"{total} += sum(p for _, p in {rows}) * 0.1 + {rows}[-1][0][2]")
        self.numbers.append(total)

    def lengths(self) -> None:
        """Arrays whose length is a matter of values."""
        a, b, m = self.rng.choice(self.arrays), self.rng.choice(self.arrays), self.fresh("m")
        k = self.rng.choice(["0.1", "-0.4", "0.6"])
        self.emit(f"{m} = " + self.rng.choice([f"{a}[{a} > {k}]", f"{a}[np.flatnonzero({b} > {k})]", f"{a}[np.nonzero({b} < {k})[0]] * {self.number(0)}",
                                                f"np.repeat({a}, [0, 1, 2, 0, n, 1])", f"np.concatenate([{a}[{b} > {k}], {b}[:2]])", f"np.compress({b} > {k}, {a})",
                                                f"np.unique(np.sign({a})) * {self.number(0)}", f"{a}[: n + 1]", f"np.extract({a} < {k}, {b})"]))  # fmt: skip
        if self.rng.random() < 0.4:
            self.emit(
                self.rng.choice(
                    [f"{m} = np.sin({m}) * {self.number(0)}", f"{m} = {m}[::-1]", f"{m} = np.cumsum({m}) * 0.3", f"{m} = {m}[1:]"]
                )
            )
        self.new_number(self.rng.choice([
            f"np.sum({m} ** 2)", f"(np.mean({m}) if len({m}) > 0 else {self.number(0)})", f"np.tanh({m} @ {m})", f"sum(np.sin(q) for q in {m})",
            f"np.tanh(np.sum(np.outer({m}, {a})))", f"{m}.size * {self.number(0)} * 0.2", f"(np.max({m}) if {m}.size else 0.3)", f"np.sum({m}[:, None] * {b}) * 0.1",
        ]))  # fmt: skip

    def out_of_range(self) -> None:
        """An index that may be out of range, in a part that may be reached, and caught."""
        name, a, k = self.fresh("t"), self.rng.choice(self.arrays), self.rng.choice(["7", "n + 3", "-7", "5", "n"])
        self.emit(f"{name} = {self.number(0)}")
        if self.rng.random() < 0.5:
            self.emit("try:")
            self.emit(f"    {name} = {name} * {a}[{k}]")
            self.emit(f"except IndexError: {name} = np.sin({name}) + {self.number(0)}")
        else:
            self.emit(
                f"if {self.rng.choice([f'len({a}) > 7', 'n > 5', f'{k} < len({a}) and n > 2'])}: {name} = {name} * {a}[{k}]"
            )
        self.numbers.append(name)

    def starred(self) -> None:
        """Arguments as many as a list has."""
        args, a = self.fresh("args"), self.rng.choice(self.arrays)
        self.emit(
            f"{args} = "
            + self.rng.choice(
                [
                    f"[{self.number(0)} * j for j in {self.how_many()}]",
                    f"[q * {self.number(0)} for q in {a}]",
                    f"[{self.number(1)}] * n",
                ]
            )
        )
        self.new_number(
            "np.tanh("
            + self.rng.choice(
                [
                    f"spread({self.number(0)}, *{args})",
                    f"spread(*{args}, {self.number(0)})",
                    f"spread(s, *{args}, extra={self.number(0)})",
                    f"sum({args})",
                ]
            )
            + ")"
        )

    def rows_made(self) -> None:
        """Lists of lists of a length that the arguments decide."""
        rows, i, j, total = self.fresh("l"), self.fresh("i"), self.fresh("j"), self.fresh("t")
        a = self.rng.choice(self.arrays)
        self.emit(f"{rows} = " + self.rng.choice([f"[[{a}[{i}] * {j} for {j} in range({i} + 1)] for {i} in {self.how_many()}]", f"[[{self.number(0)}] * 2 for {i} in range(n)]",
                                                  f"[[np.sin({a}[{j}]) for {j} in range(3)] for {i} in range(2)]"]))  # fmt: skip
        self.emit(f"{total} = {self.number(0)}")
        self.emit(f"for row in {rows}:")
        if self.rng.random() < 0.4:
            self.emit(f"    row.append({total} * 0.5)")
        self.emit(f"    for v in row: {total} = np.tanh({total} + v)")
        self.numbers.append(total)

    def flagged(self) -> None:
        """What a flag of an earlier step decides."""
        flag, name, v, a = self.fresh("b"), self.fresh("t"), self.fresh("v"), self.rng.choice(self.arrays)
        self.emit(f"{flag}, {name} = {self.rng.choice(['False', 'True', self.test()])}, {self.number(0)}")
        self.emit(f"for {v} in {a}:")
        self.emit(f"    if {flag}: {name} = {name} * {v}")
        self.emit(f"    else: {name} = {name} + np.sin({v})")
        self.emit(
            f"    {flag} = "
            + self.rng.choice([f"{v} > 0.2", f"not {flag}", f"{flag} or {name} > 0.5", f"{name} < 1.0 and {v} > -0.5"])
        )
        self.numbers.append(name)
