"""Statements of random programs about arrays: grids, views of views, containers, callees that give or write views, lengths that change."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

ROWS = 4  # a grid is an array of shape (ROWS, N)

CALLEES = """def inner_part(a):
    return a[1:-1]


def smooth(a, k):
    a[1:-1] += k * (a[2:] - a[:-2])
    a[0] = a[-1]
    return a


def weighted(a, b):
    a[1:] = a[1:] * b[:-1]
    return a, b * 0.5


"""


class ArrayStatements(Statements):
    """The kinds of statements of a generator."""

    def array_kinds(self) -> list[Any]:
        """What can be written now."""
        kinds = [self.make_grid, self.weights, self.narrowing, self.prefixes, self.list_of_arrays, self.state]
        if self.owned:
            kinds += [self.view_of_view, self.callee_view, self.callee_writer, self.scatter, self.into, self.spread, self.pushed]
            kinds += [self.by_parts]
        if len(self.owned) >= 2:
            kinds.append(self.callee_pair)
        if self.owned_grids:
            kinds += [self.grid_update] * 4 + [self.grid_view, self.grid_rows, self.grid_fancy]
        if self.grids:
            kinds += [self.grid_read, self.grid_read]
        return kinds

    def make_grid(self) -> None:
        name = self.fresh("g")
        a, b = self.rng.choice(self.arrays), self.rng.choice(self.arrays)
        form = self.rng.choice([
            f"np.outer({a}[:{ROWS}], {b})", f"np.sin({a}[:{ROWS}, None] + {b})", f"np.zeros(({ROWS}, 6))",
            f"np.stack([{', '.join(self.rng.choice(self.arrays) for _ in range(ROWS))}])", f"np.ones(({ROWS}, 1)) * {b}",
        ])  # fmt: skip
        self.emit(f"{name} = {form}")
        self.grids.append(name)
        self.owned_grids.append(name)

    def row(self) -> str:
        """The index of a row."""
        return str(self.rng.choice(["0", "1", "-1", "2", *(f"{i} % {ROWS}" for i in self.indices)]))

    def grid_update(self) -> None:
        g, h = self.rng.choice(self.owned_grids), self.rng.choice(self.grids)
        a, k, op = self.rng.choice(self.arrays), self.number(1), self.rng.choice(["+=", "-=", "*=", "="])
        left, right = self.pair()
        self.emit(self.rng.choice([
            f"{g}[1:-1, 1:-1] {op} 0.2 * ({h}[2:, 1:-1] - {h}[:-2, 1:-1]) * {h}[1:-1, 2:]",
            f"{g}[{self.row()}] {op} {a}",
            f"{g}[:, {self.index()}] {op} {h}[:, {self.index()}] * {a}[:{ROWS}]",
            f"{g}[{self.row()}, {left}] {op} {a}[{right}]",
            f"{g}[..., {left}] {op} np.tanh({h}[..., {right}])",
            f"{g}[1:] {op} {h}[:1] * {k}",
            f"{g}[:, :1] {op} {h}[:, -1:]",
            f"{g}[{self.row()}, {self.index()}] {op} {k}",
            f"{g} *= {a}",
            f"{g} += np.sin({h}[:, :1])",
            f"{g}[:] = {h}[::-1, ::-1]",
            f"{g} += {k}",
        ]))  # fmt: skip

    def grid_view(self) -> None:
        g, v = self.rng.choice(self.owned_grids), self.fresh("v")
        form, write = self.rng.choice([
            (f"{g}.T", f"{v}[1:] += {v}[:-1] * 0.3"), (f"{g}[{self.row()}]", f"{v} *= {self.rng.choice(self.arrays)}"),
            (f"{g}[1:, ::2]", f"{v}[:, 0] = {v}[:, 1]"), (f"{g}[:, None, 1:3]", f"{v} *= {self.number(1)}"),
            (f"np.transpose({g})[:3]", f"{v}[0] -= np.sin({v}[1])"), (f"{g}[::-1]", f"{v}[0] = {g}[0] * 0.5"),
        ])  # fmt: skip
        self.emit(f"{v} = {form}")
        self.emit(write)
        self.numbers.append(self.fresh("t"))
        self.emit(f"{self.numbers[-1]} = np.tanh(np.sum({v} * {v}))")

    def grid_rows(self) -> None:
        g, v = self.rng.choice(self.owned_grids), self.fresh("v")
        self.emit(self.rng.choice([f"for {v} in {g}:", f"for {v} in {g}[1:]:", f"for _, {v} in enumerate({g}):"]))
        self.emit(
            "    "
            + self.rng.choice(
                [f"{v}[1:] += {v}[:-1] * 0.4", f"{v} *= {self.rng.choice(self.arrays)}", f"{v}[0] = {self.number(1)}"]
            )
        )

    def grid_fancy(self) -> None:
        g, a = self.rng.choice(self.owned_grids), self.rng.choice(self.arrays)
        self.emit(self.rng.choice([
            f"{g}[[0, 2, 2], [1, 3, 3]] += {a}[:3]", f"{g}[[1, 3]] = {g}[[3, 1]]", f"{g}[:, [0, 0, 4]] *= {self.number(1)}",
            f"{g}[{g} > 0.2] = {self.number(1)}", f"{g}[{g}[:, 0] > 0.1] *= 0.5", f"{g}[1:3, [5, 2]] = {a}[:2]",
            f"{g}[{self.row()}, {a} > 0.0] += 0.7", f"{g}[[0, 1, 1], 2] -= {a}[3:]",
        ]))  # fmt: skip

    def grid_read(self) -> None:
        g, name = self.rng.choice(self.grids), self.fresh("a")
        form = self.rng.choice([
            f"np.sum({g}, axis=0)", f"{g}[{self.row()}] * 1.0", f"np.tanh({g}.T @ {self.rng.choice(self.arrays)}[:{ROWS}])",
            f"{g}[1] * {g}[-2]", f"np.max({g}, axis=0)", f"{g}[[0, 3, 3, 1, 2, 0], [5, 0, 0, 1, 2, 3]] + 0.0", f"np.sum({g} * {g}[:, ::-1], axis=0)",
        ])  # fmt: skip
        self.emit(f"{name} = {form}")
        self.arrays.append(name)

    def weights(self) -> None:
        name, a = self.fresh("a"), self.rng.choice(self.arrays)
        self.emit(f"{name} = " + self.rng.choice([
            f"{a} * ({a} > 0) + {a} * ({a} > -0.5)", f"0.1 * {a} * np.arange(6)", f"{a} * ({self.rng.choice(self.arrays)} > 0.2)",
            f"np.where({a} > 0, {a}, 0)", f"{a} * np.array([1, 0, 2, 1, -1, 1])", f"{a} * ({a} > 0) * ({a} < 1)",
        ]))  # fmt: skip
        self.arrays.append(name)

    def narrowing(self) -> None:
        name, number, index = self.fresh("a"), self.fresh("t"), self.fresh("i")
        self.emit(f"{name} = {self.array(1)}")
        self.emit(f"for {index} in range({self.rng.randint(1, 4)}):")
        for _ in range(self.rng.randint(1, 2)):
            self.emit("    " + self.rng.choice([
                f"{name} = {name}[1:] * np.cos({name}[:-1])", f"{name} = np.concatenate([{name}[1:], {name}[:1] * 0.5])",
                f"{name} = np.tanh({name})[:-1] + {name}[0]", f"{name} = 0.5 * {name}[::-1]",
            ][: 4 if name else 0]))  # fmt: skip
        self.emit(f"{number} = np.sum({name} ** 2)")
        self.numbers.append(number)

    def prefixes(self) -> None:
        number, index, a = self.fresh("t"), self.fresh("i"), self.rng.choice(self.arrays)
        self.emit(f"{number} = 0.0")
        self.emit(f"for {index} in range(1, 5):")
        b = self.fresh("b")
        self.emit(
            f"    {b} = "
            + self.rng.choice(
                [f"np.sin({a}[:{index}])", f"{a}[{index}:] * 2.0", f"{a}[{index}:].copy()", f"{a}[:-{index}] + 1.0"]
            )
        )
        if self.rng.random() < 0.5:
            self.emit(f"    if {self.test()}:")
            self.emit(f"        {number} += {b}[0]")
        else:
            self.emit(f"    {b}[-1] *= {number} + 0.3")
        self.emit(
            "    " + self.rng.choice([f"{number} = {number} + {b}[-1] * {b}[0]", f"{number} = np.tanh({number}) + np.sum({b})"])
        )
        self.numbers.append(number)

    def list_of_arrays(self) -> None:
        name, index, a = self.fresh("xs"), self.fresh("i"), self.fresh("a")
        if self.rng.random() < 0.5:
            self.emit(f"{name} = [{self.array(1)} * 1.0, {self.array(1)} * 1.0]")
            self.emit(f"for {index} in range(3):")
            self.emit(
                "    "
                + self.rng.choice(
                    [f"{name}[0] = np.tanh({name}[1]) * {self.number(1)}", f"{name}[0], {name}[1] = {name}[1], {name}[0] * 0.5"]
                )
            )
        else:
            self.emit(f"{name} = []")
            self.emit(f"for {index} in range(3):")
            self.emit(f"    {name}.append({self.array(1)} * {self.rng.choice([index, self.number(1)])})")
            if self.owned:
                self.emit(f"    {self.rng.choice(self.owned)}[{index}] += {self.number(1)}")
        self.emit(f"{a} = {name}[0] + {name}[{self.rng.choice(['1', '-1'])}]")
        self.arrays.append(a)

    def state(self) -> None:
        name, index, a = self.fresh("d"), self.fresh("i"), self.fresh("a")
        self.emit(f"{name} = {{'p': {self.array(1)} * 1.0, 'q': {self.number(1)}}}")
        self.emit(f"for {index} in range(2):")
        self.emit(
            "    "
            + self.rng.choice([f"{name}['p'] = np.sin({name}['p']) + {name}['q']", f"{name}['q'] = {name}['p'][{index}] * 0.7"])
        )
        self.emit(f"{a} = {name}['p'] * {name}['q']")
        self.arrays.append(a)

    def view_of_view(self) -> None:
        v, w, base = self.fresh("v"), self.fresh("v"), self.rng.choice(self.owned)
        first, second = self.rng.choice(["1:", ":-1", "::2", "::-1", "-4:"]), self.rng.choice(["1:", ":2", "::2", "::-1"])
        self.emit(f"{v} = {base}[{first}]")
        self.emit(f"{w} = {v}[{second}]")
        for _ in range(self.rng.randint(1, 3)):
            self.emit(self.rng.choice([
                f"{w} *= {self.number(1)}", f"{v}[0] = {w}[-1] * 0.5", f"{w}[0] += {base}[2]", f"{base}[1] = np.sum({w})", f"{v} -= {v} * {v}",
                f"{w} += {w}[::-1]", f"{w} *= {w}", f"{base}[3:] = {self.number(1)}",
            ]))  # fmt: skip
        number = self.fresh("t")
        self.emit(f"{number} = np.tanh(np.sum({v} ** 2) + {w}[0])")
        self.numbers.append(number)

    def callee_view(self) -> None:
        v, base = self.fresh("v"), self.rng.choice(self.owned)
        self.emit(f"{v} = inner_part({base})")
        self.emit(
            self.rng.choice([f"{v} *= {self.number(1)}", f"{v}[0] = {v}[-1]", f"{v} += {self.rng.choice(self.arrays)}[2:]"])
        )
        self.numbers.append(self.fresh("t"))
        self.emit(f"{self.numbers[-1]} = np.sum({v})")

    def callee_writer(self) -> None:
        base = self.rng.choice(self.owned)
        call = self.rng.choice(
            [
                f"smooth({base}, 0.2)",
                f"smooth({base}[1:], {self.number(1)})",
                f"smooth({base}[::-1], 0.1)",
                f"{base} = smooth({base}, 0.3)",
            ]
        )
        self.emit(call)

    def callee_pair(self) -> None:
        a, b = self.rng.sample(self.owned, 2)
        name, other = self.fresh("a"), self.fresh("a")
        self.emit(f"{name}, {other} = weighted({a}, {b})")
        self.arrays.append(other)

    def scatter(self) -> None:
        base, a, index = (
            self.rng.choice(self.owned),
            self.rng.choice(self.arrays),
            self.rng.choice(["[0, 2, 2]", "[5, 5, 1]", "np.array([1, 1, 1])"]),
        )
        self.emit(self.rng.choice([
            f"{base}[{index}] += {a}[:3]", f"{base}[{index}] *= {a}[3:]", f"np.add.at({base}, {index}, {a}[:3])", f"np.subtract.at({base}, {index}, {self.number(1)})",
            f"{base}[{index}] = {base}[[3, 4, 0]]", f"{base}[{index}] -= {base}[{index}] * 0.5",
        ]))  # fmt: skip

    def into(self) -> None:
        base, a = self.rng.choice(self.owned), self.rng.choice(self.arrays)
        left, right = self.pair()
        self.emit(self.rng.choice([
            f"np.multiply({a}, {self.array(1)}, out={base})", f"np.add({base}[{right}], {a}[{left}], out={base}[{left}])", f"np.sin({base}, {base})",
            f"{base}.fill({self.number(1)})", f"{base}[1:4].fill(0.3)", f"np.copyto({base}[{left}], {base}[{right}])", f"np.maximum({base}, {a}, out={base})",
        ]))  # fmt: skip

    def spread(self) -> None:
        base, a = self.rng.choice(self.owned), self.rng.choice(self.arrays)
        self.emit(self.rng.choice([
            f"{base}[:] = {a}[:1]", f"{base} *= {a}[2:3]", f"{base}[2:] += {base}[:1]", f"{base}[:1] += {a}[1:2]", f"{base}[None] += {a}[None, :]",
            f"{base}[...] = {a}", f"{base}[:, None][1] = {self.number(1)}", f"{base} += {a}[[0]]", f"{base}[1:2] = {base}[4]",
        ]))  # fmt: skip

    def pushed(self) -> None:
        """A ring buffer or a shift register."""
        base, index = self.rng.choice(self.owned), self.fresh("i")
        self.emit(f"for {index} in range(4):")
        self.emit(
            "    "
            + self.rng.choice(
                [f"{base}[1:] = {base}[:-1]", f"{base}[:-1] = {base}[1:]", f"{base}[{index} % 3] *= {base}[({index} + 1) % 3]"]
            )
        )
        self.emit(
            "    " + self.rng.choice([f"{base}[0] = {self.rng.choice(self.arrays)}[{index}]", f"{base}[-1] += np.sin({base}[0])"])
        )

    def by_parts(self) -> None:
        """Elements swapped where they are in the wrong order, or until a condition holds."""
        base, k = self.rng.choice(self.owned), self.fresh("k")
        if self.rng.random() < 0.5:
            self.emit(f"for {k} in range(5):")
            self.emit(f"    if {base}[{k}] > {base}[{k} + 1]:")
            self.emit(f"        {base}[{k}], {base}[{k} + 1] = {base}[{k} + 1], {base}[{k}]")
        else:
            self.emit(f"{k} = 0")
            self.emit(f"while {k} < 4 and np.sum({base} ** 2) > 0.5:")
            self.emit(f"    {base}[{k}:] *= 0.7")
            self.emit(f"    {base}[{k}] = np.sin({base}[{k} + 1])")
            self.emit(f"    {k} += 1")
