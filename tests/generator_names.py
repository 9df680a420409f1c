"""Statements of random programs about names: few of them, for texts, None, whole numbers and functions in turn, bound in every way."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

TEXTS = ("'a'", "'b'", "'c'")


class NameStatements(Statements):
    """The kinds of statements of a generator."""

    def name_kinds(self) -> list[Any]:
        """What can be written now."""
        return [self.names] * 4

    def names(self) -> None:
        """Two names for texts, one for functions and one for whole numbers, bound and asked in turn."""
        key, other, fn, k, total = self.fresh("key"), self.fresh("mode"), self.fresh("fn"), self.fresh("k"), self.fresh("t")
        self.emit(f"{key}, {other}, {fn}, {k} = {self._text()}, {self._text()}, np.sin, {self.rng.choice([0, 1, 2])}")
        self.emit(f"{total} = {self.number(0)}")
        self.bound, self.functions = (key, other, fn, k, total), self.rng.random() < 0.35
        for _ in range(self.rng.choice([2, 3, 4, 5])):
            self._write(0)
        self.emit(f"{total} = {total} * ({self._asked()}) + {fn}({total}) * 0.3 + 0.1 * {k}")
        self.numbers.append(total)

    def _text(self) -> str:
        return str(self.rng.choice([*TEXTS, *TEXTS, "None"]))

    def _asked(self) -> str:
        """A number that a name decides."""
        key, other, fn, k, _ = self.bound
        name = self.rng.choice([key, other])
        return str(self.rng.choice([
            f"0.9 if {name} == {self._text()} else 1.2", f"0.9 if {name} == {self._text()} else 1.2", f"0.8 if {name} is None else 1.1",
            f"1.3 if {name} in ('a', None) else 0.7", f"{{'a': 0.8, 'b': 1.2}}.get({name}, 0.9)", f"0.8 if {key} == {other} else 1.1",
            f"0.7 if {k} == {self.rng.choice([0, 1, 2])} else 1.1", *[f"1.3 if {fn} is np.sin else 0.9"] * self.functions,
        ]))  # fmt: skip

    def _write(self, depth: int) -> None:
        kinds = [self._assign, self._assign, self._use, self._use, self._branch, self._over_texts, self._over_texts]
        kinds += [self._over_functions] * self.functions
        kinds += [self._caught, self._function, self._comprehended, self._over_numbers, self._matched, self._repeated]
        self.rng.choice(kinds[:4] if depth > 2 else kinds)(depth)

    def _inside(self, head: str, depth: int) -> None:
        self.emit(head)
        self.depth += 1
        for _ in range(self.rng.choice([1, 1, 2])):
            self._write(depth + 1)
        self.depth -= 1

    def _assign(self, depth: int) -> None:
        key, other, fn, k, _ = self.bound
        self.emit(self.rng.choice([
            f"{key} = {self._text()}", f"{other} = {self._text()}", f"{key}, {other} = {other}, {key}", f"{key} = {other}",
            f"{k} = {self.rng.choice([0, 1, 2])}", f"{k} += 1", *[f"{fn} = {self.rng.choice(['np.cos', 'np.tanh', 'curved'])}"] * self.functions,
            f"{key} = {self._text()} if {self.test()} else {self._text()}", f"*_, {key} = ['a', {self._text()}]",
        ]))  # fmt: skip

    def _use(self, depth: int) -> None:
        _, _, fn, _, total = self.bound
        self.emit(
            self.rng.choice([f"{total} = {total} * ({self._asked()})", f"{total} = {fn}({total}) + 0.1 * ({self._asked()})"])
        )

    def _branch(self, depth: int) -> None:
        self._inside(f"if {self.rng.choice([self.test(), f'({self._asked()}) > 1.0'])}:", depth)
        if self.rng.random() < 0.5:
            self._inside("else:", depth)

    def _over_texts(self, depth: int) -> None:
        key, other, fn, k, total = self.bound
        many = self.rng.choice(["['a', 'b']", "sorted({'b': 1, 'a': 2})", "'ab'", "('c', 'a')", "reversed(['a', 'b'])", "[]", "['b', None]",
                                "list({'c': 1, 'b': 0})", f"[q for q in ('a', 'b', 'c') if q != {key}]", f"['a', 'c', 'b'][:{k}]", "{'a', 'b'} & {'b', 'd'}"])  # fmt: skip
        self._inside(self.rng.choice([
            f"for {key} in {many}:", f"for {key} in {many}:", f"for {other} in {many}:", f"for {k}, {key} in enumerate({many}):",
            f"for {key}, {other} in zip({many}, ['a', 'c', 'b']):", f"for {key}, {k} in {{'b': 1, 'a': 2}}.items():",
            *[f"for {key}, {fn} in {{'a': np.cos, 'c': np.tanh}}.items():"] * self.functions,
        ]), depth)  # fmt: skip
        if self.rng.random() < 0.3:
            self.depth += 1
            self.emit(f"if {key} == {self._text()}: {self.rng.choice(['break', 'continue'])}")
            self.emit(f"{total} = {total} * 0.9")
            self.depth -= 1
            if self.rng.random() < 0.4:
                self._inside("else:", depth)

    def _over_functions(self, depth: int) -> None:
        _, _, fn, _, _ = self.bound
        self._inside(f"for {fn} in {self.rng.choice(['[np.cos, np.tanh]', '(np.sin, curved)', '[np.cos]'])}:", depth)

    def _over_numbers(self, depth: int) -> None:
        k = self.bound[3]
        self._inside(f"for {k} in {self.rng.choice(['range(2)', 'range(n)', '[2, 0]', 'range(0)', 'range(2, 0, -1)'])}:", depth)

    def _repeated(self, depth: int) -> None:
        count = self.fresh("count")
        self.emit(f"{count} = {self.rng.choice(['0', '1', 'n'])}")
        self._inside(f"while {count} < {self.rng.choice(['2', '1'])}:", depth)
        self.depth += 1
        self.emit(f"{count} += 1")
        self.depth -= 1

    def _caught(self, depth: int) -> None:
        self._inside("try:", depth)
        self.depth += 1
        self.emit(f"{self.bound[4]} = checked({self.bound[4]} + {self.rng.choice(['0.4', '-0.9'])})")
        self.depth -= 1
        self._inside("except ValueError:", depth)

    def _function(self, depth: int) -> None:
        name, total = self.fresh("h"), self.bound[4]
        key, other, _, k, _ = self.bound
        bound = [n for n in (key, other, k) if self.rng.random() < 0.4]
        self.emit(f"def {name}(v):")
        self.depth += 1
        if bound:
            self.emit(f"nonlocal {', '.join(bound)}")
            for target in bound:
                self.emit(f"{target} = {'1' if target == k else self._text()}")
        self.emit(f"return v * ({self._asked()})")
        self.depth -= 1
        self._write(depth + 1)
        self.emit(f"{total} = {name}({total})")

    def _comprehended(self, depth: int) -> None:
        key, _, _, k, total = self.bound
        self.emit(self.rng.choice([
            f"{total} = {total} * sum([0.4 if {key} == 'a' else 0.7 for {key} in ('a', 'b')])", f"{total} = {total} + sum([0.1 * {k} for {k} in range(3)])",
            f"{total} = {total} + sum(0.1 for {key} in ['a', 'b'] if {key} != 'a')", f"{total} = sum([f({total}) for f in (np.sin, np.cos)])",
            f"{total} = {total} * (0.9 if ({key} := 'c') == 'c' else 1.1)",
        ]))  # fmt: skip

    def _matched(self, depth: int) -> None:
        key, other, _, _, _ = self.bound
        self.emit(f"match {self.rng.choice([key, other])}:")
        self.depth += 1
        self._inside(f"case {self.rng.choice(['None', TEXTS[0], TEXTS[1]])}:", depth)
        self._inside(
            f"case {self.rng.choice([TEXTS[2], '_', key, TEXTS[0] + ' | None'])}:" if self.rng.random() < 0.8 else "case 'd':",
            depth,
        )
        self.depth -= 1
