"""Statements of random programs about lists that change in every way, under every name, and about buffers that a block makes.

Half of them hold plain numbers, which nobody differentiates: what a list was must be known in the reverse sweep all the same.
"""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

GROWN = """def grown(values, v):
    values.append(v)
    return len(values)


def changed_first(values, v):
    values[0] = values[0] * v
    return values


def spent(values, v):
    values += [v]
    return sum(values)


"""

HEADS = (
    "for p in {us}:", "for p in {us}:", "for p in {us}:", "for k, p in enumerate({us}):", "for p, q in zip({us}, {ws}):", "for p in {us}[:2]:",
    "for p in list({us}):", "for p in reversed({us}):", "for p in itertools.chain({us}, {ws}):", "for p in map(np.cos, {us}):", "for p in iter({us}):",
    "for p in [v * 0.5 for v in {us}]:", "for p in (v * 0.5 for v in {us}):", "for k in range(len({us})):\n    p = {us}[k]", "for p in [*{us}]:",
    "while {us} and k < 5:\n    p, k = {us}.pop(), k + 1", "while len({us}) > 1 and k < 4:\n    p, k = {us}.pop(0), k + 1", "for p in {us}[::-1]:", "for _ in range(2):\n    p = {us}[0]",
    "for p, q in itertools.pairwise({us}):", "for p in sorted({us}):", "for p in tuple({us}):",
)  # fmt: skip

STORES = (
    "{us}[{i}] = {v}", "{us}[{i}] *= {v}", "{us}[{i}] += {v}", "{us}[0], {us}[-1] = {us}[-1], {us}[0]", "changed_first({us}, {v})", "{us}[:] = [{v} for _ in {us}]",
    "{us}[1:2] = [{v}]", "{us}.reverse()", "{us}[::2] = [v * {v} for v in {us}[::2]]", "{us}.append({us}.pop(0))",
)  # fmt: skip

RESIZES = (
    "{us}.append({v})", "{us}.append({v})", "{us}.extend([{v}, {v}])", "{us}.insert(0, {v})", "{us} += [{v}]", "{us}.pop()", "{us}[1:] = [{v}]", "del {us}[0]",
    "grown({us}, {v})", "{us} *= 2", "{us} = {us} + [{v}]", "{us} = [{v}, *{us}]", "{us}.clear(); {us}.append({v})", "{us}[len({us}):] = [{v}]", "spent({us}, {v})",
)  # fmt: skip

VALUES = (
    "{us}.append({v}) if {test} else None", "{test} and {us}.append({v})", "{test} or {us}.extend([{v}])", "[{us}.append(q) for q in ({v}, {v})]", "_ = {us}.append({v})",
    "{t} = {t} * ({us}.append({v}) or 0.9)", "any({us}.append(q * {v}) for q in {ws}[:2])", "done = {us}.reverse() is None", "{t} = {t} + ({us}.append({v}), len({us}))[1] * 0.1",
    "{t} = {t} + {us}.pop() * {v}; {us}.append({v})", "done = [({us}.append({v}), {us}[0])[1] for _ in range(2)]", "{t} = {t} + grown({us}, {v}) * 0.1",
    "{t} = {t} * sum(changed_first({us}, {v}))", "{t} = {t} + {us}[0] * (changed_first({us}, {v})[0] + {us}[0])", "{t} = {t} + sum([{us}.pop() for _ in range(1)])",
    "{t} = {t} + spent({us}, {v})",
)  # fmt: skip

NAMES = (
    "{ws} = {us}", "{ws} = {us}", "{ws} = list({us})", "{box} = [{us}, {ws}]", "{box} = {{'a': {us}}}", "{box} = types.SimpleNamespace(a={us})", "{ws} = {us} + {ws}",
    "{ws}, {us} = {us}, {ws}", "{ws} = {us} if {test} else {ws}", "{ws} = {us}.copy()", "{box} = lambda v: sum({us}) * v", "{ws} = changed_first({us}, {v})",
)  # fmt: skip

BUFFERS = (
    "np.zeros_like({a})", "np.zeros(6)", "np.ones(6)", "{a} * 1.0", "{a}.copy()", "np.ones_like({a})", "np.full(6, 0.5)", "{a} * {a}", "np.linspace(0.0, 1.0, 6)",
    "np.empty_like({a})\n{u}[:] = {a}", "np.arange(6.0)", "np.array({a})",
)  # fmt: skip

WRITES = (
    "{u}[{i}] = {v}", "{u}[{i}] *= {v}", "{u}[1:] += {a}[:-1]", "{u} *= {v}", "{u} += {a}", "{u}[{a} > 0.2] = {v}", "np.add.at({u}, [0, 0, 3], {v})", "{u}[::2] = {a}[1::2]",
    "np.multiply({u}, {a}, out={u})", "{u}.fill({v})", "{u}.sort()", "scale_in_place({u}, {v})", "{u}[[0, 2, 4]] = {v}", "np.copyto({u}, {a})", "{u}[{i}:] -= {v}",
)  # fmt: skip

BLOCKS = (
    "for k in range(3):",
    "for k in range(n):",
    "if {test}:",
    "try:",
    "with np.errstate(all='ignore'):",
    "for k, p in enumerate({a}[:2]):",
    "if {test}:\n    k = 2",
)


class ChangedStatements(Statements):
    """The kinds of statements of a generator."""

    def changed_kinds(self) -> list[Any]:
        """What can be written now."""
        return [self.changed, self.changed, self.changed, self.buffers, self.buffers]

    def changed(self) -> None:
        """Two lists, changed as statements, as values, and in loops over them."""
        self.changed_us, self.changed_ws, self.changed_box, self.changed_sum = (
            self.fresh("us"),
            self.fresh("ws"),
            self.fresh("box"),
            self.fresh("t"),
        )
        self.plain_numbers = self.rng.random() < 0.5
        for name in (self.changed_us, self.changed_ws):
            self.emit(f"{name} = " + self.rng.choice(["[{0}, {1}, {2}]", "[{0}, {1}, {2}]", "[{0}]", "[]", "[{0} + {1} * j for j in range(3)]", "[{0}] * 3"]).format(
                self._held(), self._held(), self._held()))  # fmt: skip
        self.emit(f"{self.changed_box}, {self.changed_sum}, k = None, {self.number(0)}, 0")
        for _ in range(self.rng.choice([1, 2, 2, 3, 4])):
            self.rng.choice(
                [self._loop_changed, self._loop_changed, self._changed_once, self._named_again, self._change_caught]
            )()
        self.emit(
            f"{self.changed_sum} = {self.changed_sum} * np.tanh(sum({self.changed_us})) + sum({self.changed_ws}) * {self.number(0)} + len({self.changed_us}) * 0.1"
        )
        self._read_box()
        self.numbers.append(self.changed_sum)

    def _held(self) -> str:
        """A value: of plain numbers, or one that may be differentiated."""
        if self.plain_numbers:
            return str(self.rng.choice(["0.7", "0.9", "-0.4", "0.3 * n", "np.tanh(0.9)", "0.1"]))
        return str(self.rng.choice([self.number(0), self.number(1), "0.7"]))

    def _filled_in(self, form: str, value: str = "") -> str:
        us, ws = (self.changed_us, self.changed_ws) if self.rng.random() < 0.8 else (self.changed_ws, self.changed_us)
        index = self.rng.choice(["0", "0", "-1", "-1", "1"])
        return form.format(
            us=us, ws=ws, box=self.changed_box, t=self.changed_sum, v=value or self._held(), i=index, test=self.test()
        )

    def _changed_once(self, meanwhile: bool = False) -> None:
        value = (
            self.rng.choice(["", "", "p * 0.7", "p"])
            if meanwhile and (not self.plain_numbers or "p in" in self.lines[-1])
            else ""
        )
        forms = self.rng.choice([STORES, STORES, STORES, VALUES, RESIZES] if meanwhile else [STORES, VALUES, RESIZES])
        line = self._filled_in(self.rng.choice(forms), value)
        if meanwhile and forms is not STORES:  # so that the loop comes to an end
            line = f"if len({self.changed_us}) + len({self.changed_ws}) < 9: {line}"
        elif self.rng.random() < 0.25:
            line = f"if {self.test()}: {line}"
        self.emit(line)

    def _loop_changed(self) -> None:
        """A loop over one of them."""
        for line in self._filled_in(self.rng.choice(HEADS)).split("\n"):
            self.emit(line)
        self.depth += 1
        self.emit(
            f"{self.changed_sum} = np.sin({self.changed_sum} + p)"
            if self.rng.random() < 0.7
            else f"{self.changed_sum} = np.tanh({self.changed_sum} * (1.0 + p))"
        )
        for _ in range(self.rng.choice([0, 1, 1, 2])):
            self._changed_once(meanwhile=True)
        if self.rng.random() < 0.2:
            self.emit(f"if {self.changed_sum} > 0.3: {self.rng.choice(['break', 'continue'])}")
            self.emit(f"{self.changed_sum} = {self.changed_sum} * 0.9")
        self.depth -= 1

    def _named_again(self) -> None:
        self.emit(self._filled_in(self.rng.choice(NAMES)))

    def _change_caught(self) -> None:
        self.emit("try:")
        self.depth += 1
        self._changed_once()
        self.emit(f"{self.changed_sum} = {self.changed_sum} * {self.changed_us}[{self.rng.choice(['0', '1', '2', '3'])}]")
        self.depth -= 1
        self.emit("except IndexError:")
        self.depth += 1
        self._changed_once()
        self.depth -= 1

    def _read_box(self) -> None:
        bound = [line.split(" = ")[1] for line in self.lines if line.strip().startswith(f"{self.changed_box} = ")]
        reads = {"[": "sum({}[0])", "{": "sum({}['a'])", "t": "sum({}.a)", "l": "{}(0.7)"}
        if bound:
            self.emit(f"{self.changed_sum} = {self.changed_sum} + " + reads[bound[-1][0]].format(self.changed_box))

    def buffers(self) -> None:
        """An array, and another of the same expression that a block makes and writes."""
        one, two, total, a = self.fresh("b"), self.fresh("b"), self.fresh("t"), self.rng.choice(self.arrays)
        made = self.rng.choice(BUFFERS)
        self.emit(f"k, {total} = 1, {self.number(0)}")
        self._emit_lines(f"{one} = {made}", a, one)
        if self.rng.random() < 0.3:
            self._emit_lines(self.rng.choice(WRITES), a, one)
        head = self.rng.choice(BLOCKS)
        self._emit_lines(head, a, one)
        self.depth += 1
        self._emit_lines(f"{two} = {made if self.rng.random() < 0.8 else self.rng.choice(BUFFERS)}", a, two)
        for _ in range(self.rng.choice([1, 1, 2])):
            self._emit_lines(self.rng.choice(WRITES), a, self.rng.choice([two, two, two, one]))
        self.emit(f"{total} = np.tanh({total} + np.sum({two} * {self.rng.choice([a, one, self.rng.choice(self.arrays)])}))")
        if self.rng.random() < 0.2:
            self.emit(f"{one} = {two}")
        self.depth -= 1
        if head == "try:":
            self.emit(f"except ValueError: {total} = 0.3")
        self.emit(f"{total} = {total} + np.mean({one} * {self.rng.choice(self.arrays)})")
        self.numbers.append(total)
        self.arrays.append(one)

    def _emit_lines(self, form: str, a: str, u: str) -> None:
        value = self.rng.choice(["0.7", self.number(0), f"{a}[k]", "0.5 * k"])
        for line in form.format(a=a, u=u, i=self.rng.choice(["k", "0", "-1", "2"]), v=value, test=self.test()).split("\n"):
            self.emit(line)
