"""Statements of random programs about objects: dataclasses, named tuples, classes with methods, properties, inheritance, operators."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

CLASSES = """class Pair(typing.NamedTuple):
    first: typing.Any
    second: typing.Any = 0.5

    def product(self):
        return np.mean(self.first * self.second)


@dataclasses.dataclass
class Body:
    w: typing.Any
    k: typing.Any = 0.5
    label: str = "body"
    log: list = dataclasses.field(default_factory=list)

    def energy(self, scale=1.0):
        return scale * np.mean(self.w**2) * np.tanh(self.k)

    def kick(self, a, dt=0.1):
        self.w = np.tanh(self.w + dt * a)
        self.k = self.k * 0.9 + np.mean(a) * dt
        return self

    def push(self, a):
        self.w[1:] += a[:-1] * 0.3
        self.log.append(self.w[0])

    @property
    def size(self):
        return np.sqrt(1.0 + np.sum(self.w * self.w))

    @size.setter
    def size(self, value):
        self.w *= np.tanh(value)


@dataclasses.dataclass
class Damped(Body):
    rate: typing.Any = 0.3

    def energy(self, scale=1.0):
        return super().energy(scale) * (1 - self.rate) + np.sin(self.k)

    def push(self, a):
        super().push(a)
        self.w *= 1 - 0.5 * np.tanh(self.rate)


@dataclasses.dataclass(frozen=True)
class Point:
    x: typing.Any
    y: typing.Any

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return dataclasses.replace(self, x=self.x * k)

    def __neg__(self):
        return Point(-self.x, -self.y)

    def __lt__(self, other):
        return np.mean(self.x) < np.mean(other.x)

    @classmethod
    def of(cls, a):
        return cls(a, np.mean(a))

    @staticmethod
    def mixed(p, q):
        return np.mean(p.x * q.y) + np.mean(p.y)


class Layer:
    bias = 0.1
    table = {"one": 1.0, "two": 0.4}

    def __init__(self, w, b=None):
        self.w = w
        self.b = self.bias if b is None else b
        self.calls = 0

    def __call__(self, a):
        self.calls += 1
        return np.tanh(self.w * a + self.b)

    def __getitem__(self, k):
        return self.w[k] * self.b

    def __len__(self):
        return len(self.w)


class Gated(Layer):
    bias = 0.2

    def __init__(self, w, gate):
        super().__init__(w)
        self.gate = gate

    def __call__(self, a):
        return super().__call__(a) * self.gate + self.table["two"]


"""


class ObjectStatements(Statements):
    """The kinds of statements of a generator."""

    def object_kinds(self) -> list[Any]:
        """What can be written now."""
        kinds = [self.make_body, self.make_body, self.named_tuple, self.frozen, self.layer, self.network, self.many_bodies]
        kinds += [self.class_pattern, self.smallest, self.plain_record]
        if self.bodies:
            kinds += [self.attribute_write, self.attribute_write, self.method, self.method, self.body_read, self.body_in_place]
            kinds += [self.body_loop, self.handed_over, self.asked]
        if len(self.bodies) >= 2:
            kinds += [self.exchange]
        return kinds

    def make_body(self) -> None:
        """An object whose attributes are arrays and numbers like others from here on."""
        name = self.fresh("o")
        self.emit(f"{name} = " + self.rng.choice([
            f"Body({self.array(1)} * 1.0, {self.number(1)})", f"Body(w={self.rng.choice(self.arrays)}.copy())", f"Damped({self.array(1)} * 1.0, k={self.number(0)})",
            f"Damped(np.tanh({self.array(0)}), {self.number(0)}, rate=np.sin({self.number(0)}))",
        ]))  # fmt: skip
        self.bodies.append(name)
        self.arrays.append(f"{name}.w")
        self.owned.append(f"{name}.w")
        self.numbers.append(f"{name}.k")

    def attribute_write(self) -> None:
        o = self.rng.choice(self.bodies)
        self.emit(self.rng.choice([
            f"{o}.k = np.sin({o}.k) + {self.number(0)}", f"{o}.k *= {self.number(1)}", f"{o}.w = {self.array(1)} * 1.0", f"{o}.w = np.tanh({o}.w) * {o}.k",
            f"{o}.w, {o}.k = {o}.w[::-1] * 1.0, np.mean({o}.w)", f"setattr({o}, 'k', {self.number(1)})", f"{o}.w = {o}.w - 0.1 * {self.array(0)}",
            f"{o}.label = 'changed'", f"{o}.size = {self.number(0)}", f"{o}.log = [{self.number(1)}]",
        ]))  # fmt: skip

    def method(self) -> None:
        o, a = self.rng.choice(self.bodies), self.rng.choice(self.arrays)
        way = self.rng.choice([
            f"{o}.kick({a})", f"{o}.kick({self.array(1)}, dt=0.2)", f"{o}.push({a})", f"{o}.kick({a}).kick({self.array(0)})", f"{o}.push({o}.w[::-1])",
        ])  # fmt: skip
        self.emit(way)

    def body_read(self) -> None:
        o = self.rng.choice(self.bodies)
        self.new_number(self.rng.choice([
            f"{o}.energy()", f"{o}.energy(scale={self.number(0)})", f"np.log({o}.size)", f"np.tanh({o}.size * {o}.k)", f"getattr({o}, 'k') * 0.5",
            f"Body.energy({o}, 0.7)", f"({o}.energy() if hasattr({o}, 'rate') else {o}.k)", f"({o}.energy if {self.test()} else {o}.kick({self.array(0)}).energy)(0.5)",
            f"(np.tanh(sum({o}.log)) if {o}.log else {self.number(0)})", f"{o}.k * (0.5 if {o}.label == 'body' else 0.25)",
        ]))  # fmt: skip

    def body_in_place(self) -> None:
        o, a = self.rng.choice(self.bodies), self.rng.choice(self.arrays)
        w = self.fresh("v")
        self.emit(self.rng.choice([
            f"{o}.w[{self.index()}] = {self.number(1)}", f"{o}.w[1:] *= {a}[:-1]", f"{o}.w += {a}", f"{w} = {o}.w; {w}[0] = {self.number(1)}",
            f"{w} = {o}.w[2:]; {w} *= {self.number(0)}", f"np.multiply({o}.w, {a}, out={o}.w)", f"scale_in_place({o}.w, {self.number(0)})",
        ]))  # fmt: skip

    def body_loop(self) -> None:
        o, index, a = self.rng.choice(self.bodies), self.fresh("i"), self.rng.choice(self.arrays)
        self.emit(f"for {index} in range(3):")
        self.emit("    " + self.rng.choice([
            f"{o}.kick({a} * {index})", f"{o}.w[{index}] += {o}.k * {a}[{index}]", f"{o}.k = np.tanh({o}.k + {o}.w[{index}])", f"{o}.push({a})",
            f"{o}.w = np.sin({o}.w) + {a}[{index}]",
        ]))  # fmt: skip
        if self.rng.random() < 0.4:
            self.emit(f"    if {o}.k > {self.rng.choice(['0.3', '2.0'])}:")
            self.emit("        " + self.rng.choice(["break", "continue", f"{o} = Body({o}.w * 0.5, {self.number(0)})"]))
        if self.rng.random() < 0.4:
            self.emit(f"    {o}.k *= {self.number(0)}")

    def handed_over(self) -> None:
        """A function inside that writes an object that it is given, or that it sees."""
        o, name = self.rng.choice(self.bodies), self.fresh("h")
        if self.rng.random() < 0.5:
            self.emit(f"def {name}(body, k):")
            self.emit("    " + self.rng.choice(["body.k = np.sin(body.k) * k", "body.w[1:] *= k", "body.w = body.w * k"]))
            self.emit("    return body" if self.rng.random() < 0.5 else "    return body.k * 0.5")
            self.emit(f"{name}({o}, {self.number(0)})")
            self.emit(f"{name}({self.rng.choice(self.bodies)}, 0.9)")
        else:
            self.emit(f"def {name}(q):")
            self.emit("    " + self.rng.choice([f"{o}.k += np.mean(q) * 0.3", f"{o}.w = {o}.w + 0.2 * q", f"{o}.w[0] = q[1]"]))
            self.emit(f"    return np.tanh({o}.k)")
            self.new_number(f"{name}({self.array(0)}) + {name}({self.array(1)})")

    def asked(self) -> None:
        o, name = self.rng.choice(self.bodies), self.fresh("t")
        self.emit(f"{name} = {self.number(0)}")
        self.emit(f"if {self.rng.choice([f'isinstance({o}, Damped)', f'{o}.k > 0.2', f'{o}.size > 2.0', f'type({o}) is Body'])}:")
        self.depth += 1
        self.emit(
            self.rng.choice(
                [f"{name} = {o}.k * {name}", f"{o}.k = {self.number(1)}", f"{o}.w = {o}.w * 0.9", f"{o}.push({self.array(0)})"]
            )
        )
        self.depth -= 1
        if self.rng.random() < 0.5:
            self.emit("else:")
            self.inner(1, 1)
        self.numbers.append(name)

    def exchange(self) -> None:
        a, b = self.rng.sample(self.bodies, 2)
        self.emit(self.rng.choice([
            f"{a}, {b} = {b}, {a}", f"{a}.w, {b}.w = {b}.w, {a}.w", f"{a}.k, {b}.k = {b}.k, {a}.k * 0.5", f"{a}.w[1:] += {b}.w[:-1]", f"{a}.w[:] = {b}.w",
        ]))  # fmt: skip

    def many_bodies(self) -> None:
        """Objects in a list."""
        name, a, number = self.fresh("os"), self.rng.choice(self.arrays), self.fresh("t")
        self.emit(self.rng.choice([
            f"{name} = [Body({a} * 1.0, {self.number(0)}), Body({self.array(1)} * 1.0)]", f"{name} = [Body({a} * j, j * 0.5) for j in range(1, 4)]",
            f"{name} = [Damped({a} * 1.0, {self.number(0)}), Body({self.array(1)} * 1.0, k={self.number(0)})]",
        ]))  # fmt: skip
        self.emit(f"for body in {name}:")
        self.emit(
            "    "
            + self.rng.choice(
                [
                    f"body.kick({a})",
                    "body.w[1:] *= body.k",
                    f"body.k = np.sin(body.k + {self.number(0)})",
                    "body.push(body.w * 1.0)",
                ]
            )
        )
        if self.rng.random() < 0.4:
            self.emit(f"{name}[0].k = {name}[1].k * {self.number(0)}")
        self.emit(f"{number} = " + self.rng.choice([
            f"np.tanh(sum([body.energy() for body in {name}]))", f"sum(np.mean(body.w) * body.k for body in {name})", f"{name}[0].k * np.mean({name}[-1].w)",
            f"max(body.k for body in {name})",
        ]))  # fmt: skip
        self.numbers.append(number)

    def named_tuple(self) -> None:
        name, number = self.fresh("p"), self.fresh("t")
        self.emit(
            f"{name} = "
            + self.rng.choice(
                [
                    f"Pair({self.array(1)}, {self.number(0)})",
                    f"Pair({self.array(0)})",
                    f"Pair(first={self.array(0)}, second={self.array(1)})",
                ]
            )
        )
        if self.rng.random() < 0.5:
            self.emit(self.rng.choice([
                f"{name} = {name}._replace(first=np.sin({name}.first))", f"{name} = Pair({name}.second * 0.5, {name}[0])",
                f"{name} = Pair(*[np.tanh(q) for q in {name}])",
            ]))  # fmt: skip
        self.emit(f"{number} = " + self.rng.choice([
            f"{name}.product()", f"np.mean({name}[0]) * np.mean({name}.second)", f"np.mean({name}.first + {name}.second)",
            f"np.tanh(sum([np.sum(q) for q in {name}]))", f"np.mean({name}._asdict()['first'])",
        ]))  # fmt: skip
        self.numbers.append(number)

    def frozen(self) -> None:
        p, q, number = self.fresh("p"), self.fresh("p"), self.fresh("t")
        self.emit(f"{p} = " + self.rng.choice([f"Point({self.array(1)}, {self.number(0)})", f"Point.of({self.array(1)})"]))
        self.emit(
            f"{q} = "
            + self.rng.choice(
                [
                    f"{p} + Point.of({self.array(0)})",
                    f"{p} * {self.number(0)}",
                    f"-{p}",
                    f"dataclasses.replace({p}, y={self.number(1)})",
                ]
            )
        )
        if self.rng.random() < 0.3:
            self.emit(f"for _ in range(2): {q} = {q} * 0.5 + {p}")
        self.emit(f"{number} = " + self.rng.choice([
            f"Point.mixed({p}, {q})", f"np.mean({q}.x) * np.mean({q}.y)", f"np.mean(({p} + {q}).x)", f"({p} if {p} < {q} else {q}).y * 0.7",
        ]))  # fmt: skip
        self.numbers.append(number)

    def layer(self) -> None:
        name, a = self.fresh("n"), self.fresh("a")
        self.emit(
            f"{name} = "
            + self.rng.choice(
                [
                    f"Layer({self.array(1)})",
                    f"Layer({self.array(0)}, b={self.number(1)})",
                    f"Gated({self.array(0)}, {self.number(1)})",
                ]
            )
        )
        self.emit(f"{a} = " + self.rng.choice([
            f"{name}({self.array(1)})", f"{name}({name}({self.array(0)}))", f"{name}({self.array(0)}) * {name}[{self.rng.choice(['0', '-1'])}]",
            f"{name}({self.array(0)}) * (len({name}) - 5)", f"{name}.w * {name}.bias + {name}.b",
        ]))  # fmt: skip
        self.arrays.append(a)

    def network(self) -> None:
        """Objects that are called, one after the other."""
        name, a, layer = self.fresh("ns"), self.fresh("a"), self.fresh("layer")
        self.emit(f"{name} = [Layer({self.array(0)}, {self.number(0)}), Gated({self.array(0)}, {self.number(0)})]")
        self.emit(f"{a} = {self.array(1)}")
        self.emit(f"for {layer} in " + self.rng.choice([f"{name}:", f"reversed({name}):", f"[*{name}, {name}[0]]:"]))
        self.emit(f"    {a} = {layer}({a})")
        if self.rng.random() < 0.5:
            self.emit(f"    {layer}.b = {layer}.b * 0.5 + {self.number(0)}")
            self.emit(f"{a} = {a} * sum({layer}.b for {layer} in {name})")
        self.arrays.append(a)

    def class_pattern(self) -> None:
        name, subject = (
            self.fresh("t"),
            self.rng.choice([f"Point({self.array(0)}, {self.number(1)})", f"Pair({self.array(0)}, {self.number(1)})"]),
        )
        self.emit(f"{name} = {self.number(0)}")
        self.emit(f"match {subject if self.rng.random() < 0.5 or not self.bodies else self.rng.choice(self.bodies)}:")
        for case, value in self.rng.sample([("Point(held, y=k)", "np.mean(held) * k"), ("Pair(first, k)", "np.mean(first) * k"), ("Damped(w=q, rate=k)", "np.mean(q) * k"),
                                            ("Body(q, k) if k > 0.1", "np.mean(q) + k"), ("Body(k=k) as whole", "k * whole.energy()")], 3):  # fmt: skip
            self.emit(f"    case {case}:")
            self.emit(f"        {name} = np.sin({name} + {value})")
        self.emit("    case _:")
        self.emit(f"        {name} = {name} * {self.number(0)}")
        self.numbers.append(name)

    def smallest(self) -> None:
        """Numbers and tuples in order."""
        a, b = self.rng.choice(self.arrays), self.rng.choice(self.arrays)
        self.new_number(self.rng.choice([
            f"sorted([{self.number(1)}, {self.number(0)}, 0.3])[1]", f"min({self.number(1)}, {self.number(0)}, key=abs)", f"max({self.number(1)}, 0.2)",
            f"max([np.mean({a}), {self.number(0)}], default=0.0)", f"sorted({a}, key=lambda q: -q)[2]", f"min(zip({a}, {b}), key=lambda pair: pair[0])[1]",
            f"sorted(zip({a}, {b}), key=lambda pair: pair[1])[0][0]", f"max({{'p': {self.number(0)}, 'q': {self.number(1)}}}.items(), key=lambda item: item[1])[1]",
            f"sorted([{self.number(0)}, {self.number(1)}], reverse=True)[0]", f"abs({self.number(1)}) + pow({self.number(0)}, 2)",
        ]))  # fmt: skip

    def plain_record(self) -> None:
        """A simple namespace."""
        o = self.fresh("r")
        self.emit(f"{o} = types.SimpleNamespace(q={self.number(1)}, v={self.array(1)} * 1.0)")
        self.emit(
            self.rng.choice(
                [f"{o}.q = np.sin({o}.q)", f"{o}.v[1:] *= {o}.q", f"{o}.v = {o}.v * {o}.q", f"{o}.extra = {self.number(0)}"]
            )
        )
        self.new_number(f"np.tanh(np.sum({o}.v) * {o}.q)")
