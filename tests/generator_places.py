"""Statements of random programs about places: functions that write arrays, arrays inside containers, dicts that change, tables of the module."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

TABLES = """TABLE = np.array([0.5, -1.0, 2.0, 0.3, 1.0, -0.7])
RATES = {"fast": 0.9, "slow": 0.2}
STEPS = [0.1, 0.25, 0.5]
COUPLING = [[0.0, 0.5], [-0.5, 0.1]]
PLAN = (("add", 0.5), ("scale", 0.9), ("add", -0.2))


def updated(state, k):
    state["u"][1:] *= k
    state["k"] = state["k"] + k
    return state


def cleared(a, *, where=0):
    a[where] = 0.0


def first_of(items):
    return items[0]


"""


class PlaceStatements(Statements):
    """The kinds of statements of a generator."""

    def place_kinds(self) -> list[Any]:
        """What can be written now."""
        kinds = [
            self.make_container,
            self.make_container,
            self.dict_loop,
            self.dict_loop,
            self.dict_change,
            self.dict_made,
            self.dict_of_constants,
            self.tables,
        ]
        kinds += [self.containers_in_place, self.nested_state, self.set_of_things, self.stored_kind, self.list_sorted]
        if self.owned:
            kinds += [
                self.put,
                self.put,
                self.ufunc_at,
                self.ufunc_at,
                self.masked,
                self.ordered,
                self.filled,
                self.held,
                self.passed,
            ]
        return kinds

    def make_container(self) -> None:
        """A dict, a list or a tuple whose elements are arrays and numbers like others from here on."""
        name = self.fresh("c")
        form, places = self.rng.choice([
            (f"{{'u': {self.array(1)} * 1.0, 'k': {self.number(1)}}}", ("['u']", "['k']")), (f"[{self.array(1)} * 1.0, {self.number(1)}]", ("[0]", "[1]")),
            (f"dict(u={self.rng.choice(self.arrays)}.copy(), k={self.number(0)})", ("['u']", "['k']")),
            (f"{{'a': [{self.number(1)}, {self.array(1)} * 1.0], 'b': 1}}", ("['a'][1]", "['a'][0]")),
        ])  # fmt: skip
        self.emit(f"{name} = {form}")
        self.arrays.append(name + places[0])
        self.owned.append(name + places[0])
        self.numbers.append(name + places[1])

    def put(self) -> None:
        base, a, k = self.rng.choice(self.owned), self.rng.choice(self.arrays), self.number(1)
        mask = self.rng.choice([f"{a} > 0.1", f"{base} < 0.5", "np.arange(6) % 2 == 0"])
        self.emit(self.rng.choice([
            f"np.put({base}, [0, 3], {a}[:2])", f"np.put({base}, [5, 1, 2], {k})", f"np.place({base}, {mask}, {a})", f"np.putmask({base}, {mask}, {a} * 0.5)",
            f"np.copyto({base}, {a})", f"np.copyto({base}, {k}, where={mask})", f"np.copyto({base}, {a}, where={mask})", f"np.put({base}, {self.rng.choice([*self.indices, '2'])}, {k})",
            f"{base}.put([1, 4], {a}[2:4])", f"{base}[{mask}] = {k}",
            f"np.copyto({base}[1:4], {a}[2:5])", f"np.putmask({base}, {mask}, {k})", f"{base}[:2] = {a}[[4, 0]]",
        ]))  # fmt: skip

    def ufunc_at(self) -> None:
        base, a = self.rng.choice(self.owned), self.rng.choice(self.arrays)
        index = self.rng.choice(["[0, 2, 2]", "[5, 5, 1]", "np.array([1, 4, 1])", "np.arange(3)"])
        self.emit(self.rng.choice([
            f"np.add.at({base}, {index}, {a}[:3])", f"np.subtract.at({base}, {index}, {self.number(1)})", f"np.multiply.at({base}, {index}, {a}[3:])",
            f"np.divide.at({base}, {index}, 1.5 + {a}[:3] ** 2)", f"np.maximum.at({base}, {index}, {a}[:3])", f"np.negative.at({base}, [0, 4])",
            f"np.add.at({base}, ({index},), {self.number(0)})", f"np.minimum.at({base}, {index}, {self.number(0)})", f"np.add.at({base}, slice(1, 4), {a}[:3])",
        ]))  # fmt: skip

    def masked(self) -> None:
        """`out=` and `where=` together, and in a function that gives what it wrote."""
        base, a, b, name = (
            self.rng.choice(self.owned),
            self.rng.choice(self.arrays),
            self.rng.choice(self.arrays),
            self.fresh("a"),
        )
        mask = self.rng.choice([f"{a} > 0.0", f"{b} < 0.5"])
        self.emit(self.rng.choice([
            f"np.add({a}, {b}, out={base}, where={mask})", f"np.sin({a}, out={base}, where={mask})", f"np.multiply({base}, {self.number(0)}, out={base}, where={mask})",
            f"{name} = np.add({a}, {b}, out={base}); {name}[0] = {self.number(0)}", f"np.tanh({a}, out={base}[::-1])", f"np.cumsum({a}, out={base})",
            f"np.clip({a}, -0.5, 0.5, out={base})", f"np.dot(np.outer({a}, {b}), {b}, out={base})", f"np.sum(np.outer({a}, {b}), axis=0, out={base})",
            f"np.subtract({base}[1:], {a}[:-1], out={base}[:-1])", f"{base}[:] = np.sum({a}, where={mask})", f"np.exp(-{base} ** 2, out={base})",
        ]))  # fmt: skip

    def ordered(self) -> None:
        base = self.rng.choice(self.owned)
        self.emit(
            self.rng.choice(
                [
                    f"{base}.sort()",
                    f"{base}[1:4].sort()",
                    f"{base}[:] = np.sort({base})[::-1]",
                    f"{base}[::-1].sort()",
                    f"{base}[:] = {base}[np.argsort({base})]",
                ]
            )
        )

    def filled(self) -> None:
        base = self.rng.choice(self.owned)
        self.emit(self.rng.choice([
            f"{base}.fill({self.number(1)})", f"{base}[{self.rng.choice(['1:3', '::2', '-2:'])}].fill({self.number(1)})", f"cleared({base})", f"cleared({base}, where=slice(2, 4))",
            f"{base}[:, None].T[0, 1:3] = {self.number(0)}", f"{base}.reshape(2, 3)[1] *= {self.number(0)}", f"{base}.reshape(3, 2)[:, 0] = {self.rng.choice(self.arrays)}[:3]",
            f"np.reshape({base}, (2, 3)).T[0] += {self.number(0)}", f"{base}.ravel()[1] = {self.number(1)}", f"np.swapaxes({base}.reshape(2, 3), 0, 1)[1] *= 0.5",
        ]))  # fmt: skip

    def held(self) -> None:
        """An array that a container holds too, written through either."""
        base, name, number = self.rng.choice(self.owned), self.fresh("c"), self.fresh("t")
        a = self.rng.choice(self.arrays)
        form, place = self.rng.choice(
            [
                (f"[{base}, {a}]", "[0]"),
                (f"({base}, {a})", "[0]"),
                (f"{{'u': {base}}}", "['u']"),
                (f"{{'p': [{base}[1:]]}}", "['p'][0]"),
                (f"[{base}[::2]]", "[0]"),
            ]
        )
        self.emit(f"{name} = {form}")
        for _ in range(self.rng.randint(1, 2)):
            self.emit(self.rng.choice([
                f"{name}{place}[0] = {self.number(1)}", f"{name}{place}[1:] *= {self.number(0)}", f"{base}[2] = {self.number(1)}", f"{base}[:2] += {a}[:2]",
                f"cleared(first_of([{name}{place}]), where=1)",
            ]))  # fmt: skip
        self.emit(f"{number} = np.tanh(np.sum({name}{place} ** 2))")
        self.numbers.append(number)

    def passed(self) -> None:
        """A dict with an array, written by a callee."""
        base, name = self.rng.choice(self.owned), self.fresh("c")
        self.emit(f"{name} = {{'u': {base}, 'k': {self.number(0)}}}")
        self.emit(
            self.rng.choice(
                [
                    f"updated({name}, {self.number(0)})",
                    f"{name} = updated({name}, 0.8)",
                    f"for _ in range(2): updated({name}, {self.number(0)})",
                ]
            )
        )
        self.new_number(f"np.tanh({name}['k'] + np.sum({name}['u']))")

    def containers_in_place(self) -> None:
        """Arrays of a list or a dict written in a loop over it."""
        name, number, a = self.fresh("c"), self.fresh("t"), self.rng.choice(self.arrays)
        form, items, first = self.rng.choice([
            (f"[{self.array(1)} * 1.0, {self.array(0)} * 0.5]", name, f"{name}[0]"), (f"{{'p': {self.array(1)} * 1.0, 'q': {self.array(0)} * 0.5}}", f"{name}.values()", f"{name}['p']"),
            (f"({a}.copy(), {self.array(0)} * 2.0)", name, f"{name}[1]"), (f"[{a} * j for j in range(1, 4)]", name, f"{name}[-1]"),
        ])  # fmt: skip
        self.emit(f"{name} = {form}")
        self.emit(f"for w in {items}:")
        self.emit(
            "    "
            + self.rng.choice(
                [f"w *= {self.number(0)}", f"w[1:] += {a}[:-1]", "w[0] = np.sin(w[1])", f"w += {a}", f"np.add(w, {a}, out=w)"]
            )
        )
        self.emit(f"{first}[2] {self.rng.choice(['=', '*=', '+='])} {self.number(0)}")
        self.emit(f"{number} = np.tanh(sum([np.sum(w * {a}) for w in {items}]))")
        self.numbers.append(number)

    def nested_state(self) -> None:
        name, index = self.fresh("c"), self.fresh("i")
        self.emit(f"{name} = {{'pos': {{'q': {self.array(0)} * 1.0}}, 'rows': [{self.array(1)} * 1.0, {self.number(0)}]}}")
        self.emit(f"for {index} in range(2):")
        self.emit("    " + self.rng.choice([
            f"{name}['pos']['q'][{index}] *= {name}['rows'][1]", f"{name}['rows'][0][1:] += {name}['pos']['q'][:-1]", f"{name}['rows'][1] = np.sin({name}['rows'][1])",
            f"{name}['pos'] = {{'q': np.tanh({name}['pos']['q'])}}", f"{name}['rows'][0] = {name}['rows'][0] * {self.number(0)}",
        ]))  # fmt: skip
        self.new_number(f"np.mean({name}['pos']['q'] * {name}['rows'][0]) + {name}['rows'][1]")

    def dict_loop(self) -> None:
        name, total, a = self.fresh("d"), self.fresh("t"), self.rng.choice(self.arrays)
        self.emit(f"{name} = {{'w': {self.number(1)}, 'b': {self.number(0)}, 'z': np.mean({a})}}")
        self.emit(f"{total} = {self.number(0)}")
        header, body = self.rng.choice([
            (f"for key, v in {name}.items():", f"{total} = np.tanh({total} + v)"), (f"for key in {name}:", f"{total} += {name}[key] * 0.3"),
            (f"for key in {name}:", f"{name}[key] = np.sin({name}[key]) * {self.number(0)}"), (f"for key, v in {name}.items():", f"{name}[key] = v * 0.5 + {total}"),
            (f"for v in {name}.values():", f"{total} = {total} * v + 0.1"), (f"for j, (key, v) in enumerate({name}.items()):", f"{total} += v * j"),
            (f"for key in sorted({name}):", f"{total} = np.sin({total} + {name}[key])"), (f"for key in list({name}.keys()):", f"{name}[key] *= {self.number(0)}"),
            (f"for key, v in sorted({name}.items()):", f"{total} = np.tanh({total} * v + 0.2)"), (f"for v, q in zip(list({name}.values()), {a}):", f"{total} += v * q"),
        ])  # fmt: skip
        self.emit(header)
        if self.rng.random() < 0.3 and "key" in header:
            self.emit(f"    if key == '{self.rng.choice('wb')}': {self.rng.choice(['continue', 'break'])}")
        self.emit(f"    {body}")
        self.new_number(f"{total} * 0.5 + np.tanh(sum({name}.values()))")

    def dict_change(self) -> None:
        name, k = self.fresh("d"), self.number(0)
        self.emit(f"{name} = {{'w': {self.array(1)}, 'b': {self.number(1)}}}")
        for _ in range(self.rng.randint(1, 3)):
            self.emit(self.rng.choice([
                f"{name}.update(b={k})", f"{name}.update({{'b': {k}, 'c': {self.number(1)}}})", f"{name} = {name} | {{'b': {self.number(1)}}}", f"{name} |= {{'c': {k}}}",
                f"{name}.setdefault('c', {k})", f"{name}['b'] += {name}.pop('c', {k})", f"{name}['c'] = {name}.get('c', {k}) * 0.5", f"{name} = {{**{name}, 'b': {name}['b'] * {k}}}",
                f"if 'c' in {name}: {name}['b'] *= {name}['c']", f"{name}['c'] = {self.number(1)}; del {name}['c']", f"{name} = dict({name}, b=np.sin({name}['b']))",
                f"{name}.update([('b', {k}), ('c', s)])", f"{name} = {name}.copy(); {name}['b'] = {k}", f"{name}['d'] = {k}; _, _ = {name}.popitem()",
                f"{name} = {{q: v * 0.5 for q, v in {name}.items()}}",
            ]))  # fmt: skip
        self.new_number(f"np.mean({name}['w']) * {name}['b'] + np.tanh({name}.get('c', 0.1))")

    def dict_made(self) -> None:
        a, b, k = self.rng.choice(self.arrays), self.rng.choice(self.arrays), self.number(0)
        self.new_number("np.tanh(" + self.rng.choice([
            f"{{j: q * {k} for j, q in enumerate({a})}}[2]", f"{{c: {a}[j] for j, c in enumerate('pqr')}}['q']",
            f"sum(v * {k} for key, v in {{'p': {a}[0], 'q': {b}[1]}}.items() if key != 'p')", f"dict([('p', {k}), ('q', {a}[0])])['q']", f"dict.fromkeys(['a', 'b'], {k})['a']",
            f"sum({{**{{'p': {k}}}, **{{'q': {a}[1]}}}}.values())", f"{{(i, j): {a}[i] * {b}[j] for i in range(2) for j in range(2)}}[1, 0]",
            f"sum([rate * {k} for rate in RATES.values()])", f"{{f'w{{j}}': {a}[j] for j in range(3)}}['w1']",
        ]) + ")")  # fmt: skip

    def dict_of_constants(self) -> None:
        """A dict of constants under keys known at run time, with a value that is differentiated for what is missing."""
        name, total, a = self.fresh("d"), self.fresh("t"), self.rng.choice(self.arrays)
        self.emit(f"{name} = {{}}")
        self.emit(
            f"for j in range(n % 3, {self.rng.randint(2, 4)}): {name}[j] = {self.rng.choice(['0.5', 'j * 0.3', 'TABLE[j]'])}"
        )
        self.emit(f"{total} = {self.number(0)}")
        self.emit("for j in range(5):")
        read = self.rng.choice(["get(j, {})", "pop(j, {})", "get(5 - j, {})", "setdefault(j, {})"]).format(f"{a}[j]")
        self.emit(f"    {total} = np.tanh({total} + {name}.{read} * {a}[0])")
        self.numbers.append(total)

    def tables(self) -> None:
        """Constants of the module."""
        a, k = self.rng.choice(self.arrays), self.number(0)
        if self.rng.random() < 0.3:
            name = self.fresh("t")
            self.emit(f"{name} = {self.number(1)}")
            self.emit("for action, c in PLAN:")
            self.emit(f"    if action == 'add': {name} = {name} + c * {k}")
            self.emit(f"    else: {name} = np.sin({name}) * c")
            return self.numbers.append(name)
        self.new_number("np.tanh(" + self.rng.choice([
            f"np.sum({a} * TABLE)", f"TABLE[2] * {k} + RATES['slow']", f"sum(c * q for c, q in zip(STEPS, {a}))", f"COUPLING[0][1] * {k}", f"np.sum(np.array(COUPLING) @ {a}[:2])",
            f"RATES[{self.rng.choice(['[*RATES][1]', chr(39) + 'fast' + chr(39)])}] * {k}", f"TABLE @ {a}", f"np.sum({a}[TABLE > 0.0])", f"STEPS[n % 3] * {k}", f"np.interp(0.5, [0.0, 1.0], STEPS[:2]) * {k}",
        ]) + ")")  # fmt: skip

    def set_of_things(self) -> None:
        name, seen, a = self.fresh("t"), self.fresh("seen"), self.rng.choice(self.arrays)
        self.emit(f"{name}, {seen} = {self.number(0)}, set()")
        self.emit(f"for j in [0, 3, 0, {self.rng.choice(['n', '3', '5'])}]:")
        self.emit(f"    if j in {seen}: continue")
        self.emit(f"    {seen}.add(j)")
        self.emit(f"    {name} = np.tanh({name} + {a}[j])")
        self.numbers.append(name)

    def stored_kind(self) -> None:
        """Stores into arrays of another dtype."""
        name, a = self.fresh("z"), self.rng.choice(self.arrays)
        self.emit(
            f"{name} = " + self.rng.choice(["np.zeros(6, dtype=int)", "np.full(6, 0.5)", f"np.zeros_like({a})", "np.ones(6)"])
        )
        self.emit(self.rng.choice([f"{name}[1:] = {a}[:-1] * 3", f"{name}[2] = {self.number(0)}", f"{name}[:] = TABLE"]))
        self.new_number(f"np.mean({name} * {a})")

    def list_sorted(self) -> None:
        """Lists of other things, sorted; lists of pairs."""
        name, a, total = self.fresh("l"), self.rng.choice(self.arrays), self.fresh("t")
        self.emit(
            f"{name} = "
            + self.rng.choice(["[3, 0, 2]", "sorted({4, 1, 2})", "[j for j in range(5) if j % 2]", "list(range(4, 0, -2))"])
        )
        self.emit(
            self.rng.choice(
                [
                    f"{name}.sort()",
                    f"{name}.sort(reverse=True)",
                    f"{name}.append(1)",
                    f"{name} = {name}[::-1]",
                    f"{name}.sort(key=lambda j: -j)",
                    f"{name}.remove({name}[0])",
                ]
            )
        )
        self.emit(f"{total} = {self.number(0)}")
        self.emit(f"for j in {name}:")
        self.emit(f"    {total} = np.tanh({total} * 0.5 + {a}[j])")
        self.numbers.append(total)
