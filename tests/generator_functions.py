"""Statements of random programs about functions: stars, functions as values, decorators, closures, generators, context managers, iterators."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

CALLABLES = """def spread(first, *rest, scale=0.5, **named):
    total = first * scale
    for r in rest:
        total = total + np.sin(r)
    for name, value in named.items():
        total = total + value * (0.3 if name == "extra" else 0.1)
    return total


def positional(a, b=0.5, /, c=0.2, *, d=0.1):
    return np.tanh(a * b) + c * d


def forward(*args, **kwargs):
    kwargs["extra"] = kwargs.get("extra", 0.4) * args[0]
    return spread(*args, **kwargs) * 0.9


def applied(g, *args, times=1, **kwargs):
    first, *others = args
    for _ in range(times):
        first = g(first, *others, **kwargs)
    return first


def composed(*functions):
    def both(q):
        for function in functions:
            q = function(q)
        return q

    return both


def twice(g):
    return lambda q: g(g(q))


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs) * 0.8

    return wrapper


def scaled_by(k):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(q):
            return k * function(q)

        return wrapper

    return decorate


@logged
def bent(q, k=0.5):
    return np.sin(q) + k * q


@scaled_by(0.7)
def curved(q):
    return np.tanh(q) + q


@functools.lru_cache(maxsize=None)
def halved(n):
    return 1.0 if n <= 0 else 0.5 * halved(n - 1)


def counter(start):
    total = start

    def add(v):
        nonlocal total
        total = np.tanh(total + v)
        return total

    def read():
        return total

    return add, read


def windows(a, width):
    for j in range(len(a) - width + 1):
        yield a[j : j + width]


def running(a, start):
    total = start
    for q in a:
        total = np.tanh(total + q)
        if total > 0.95:
            return
        yield total


def both_ways(a):
    yield from running(a, 0.1)
    yield a[0] * a[-1]


@contextlib.contextmanager
def raised(a, k):
    a += k
    try:
        yield a
    finally:
        a *= 0.5


@contextlib.contextmanager
def doubled(v):
    yield v * 2.0


class Frame:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        self.value = np.sin(self.value)
        return self

    def __exit__(self, kind, error, trace):
        self.value = self.value * 0.5


class Span:
    def __init__(self, a):
        self.a = a

    def __iter__(self):
        for q in self.a[1:]:
            yield q * 0.5


"""

NUMERIC = ["np.sin", "np.tanh", "math.cos", "curved", "bent", "lambda q: q * 0.5 + s", "operator.neg", "abs"]
ELEMENTWISE = [
    "np.sin",
    "np.tanh",
    "np.cos",
    "curved",
    "bent",
    "lambda q: q * 0.5 + s",
    "operator.neg",
    "functools.partial(np.multiply, 0.4)",
]


class FunctionStatements(Statements):
    """The kinds of statements of a generator."""

    def function_kinds(self) -> list[Any]:
        """What can be written now."""
        kinds = [
            self.starred_call,
            self.starred_call,
            self.function_argument,
            self.function_returned,
            self.partial,
            self.reduced,
            self.operators,
        ]
        kinds += [
            self.mapped,
            self.filtered,
            self.counted,
            self.decorated,
            self.decorated_inside,
            self.table_of_functions,
            self.made_in_loop,
        ]
        kinds += [
            self.generated,
            self.generated_array,
            self.local_generator,
            self.constants,
            self.star_display,
            self.defined_with_stars,
        ]
        if len(self.lines) < 40 and self.depth < 4:
            kinds += [self.with_frame, self.with_frame, self.with_several]
            kinds += [self.with_raised] * bool(self.owned)
        return kinds

    def starred_call(self) -> None:
        a, b = self.number(1), self.number(0)
        args, named = self.fresh("args"), self.fresh("kw")
        self.emit(f"{args} = {self.rng.choice([f'({a}, {b})', f'[{b}, {a}, s]', f'({a},) * 2'])}")
        self.emit(f"{named} = {self.rng.choice([f'{{{chr(39)}extra{chr(39)}: {b}}}', f'dict(scale={b}, other={a})', '{}'])}")
        self.new_number("np.tanh(" + self.rng.choice([
            f"spread(*{args}, **{named})", f"spread({b}, *{args}, other={a})", f"forward(*{args}, **{named})", f"forward(*{args}, 0.3, extra={b})",
            f"positional(*{args}[:2], d={b})", f"spread(*{args}, *{args}, **{named})", f"spread(*{args}[::-1], **{named})",
            f"positional({a}, c={b}, d=0.3)", f"np.mean(spread({self.array(1)}, *{args}))",
        ]) + ")")  # fmt: skip

    def function_argument(self) -> None:
        g = self.rng.choice(NUMERIC[1:])
        self.new_number(self.rng.choice([
            f"np.tanh(applied({g}, {self.number(1)}))", f"np.tanh(applied({g}, {self.number(0)}, times=3))", f"np.tanh(applied(bent, {self.number(0)}, times=2, k={self.number(0)}))",
            f"np.tanh(applied(lambda q, r: np.sin(q) * r, {self.number(1)}, {self.number(0)}, times=n % 3))",
            f"np.mean(applied({self.rng.choice(ELEMENTWISE)}, {self.array(1)}, times=2))", f"np.tanh(applied(operator.mul, {self.number(0)}, {self.number(1)}))",
        ]))  # fmt: skip

    def function_returned(self) -> None:
        name = self.fresh("h")
        self.emit(f"{name} = " + self.rng.choice([
            f"composed({self.rng.choice(ELEMENTWISE)}, {self.rng.choice(ELEMENTWISE)})", f"twice({self.rng.choice(ELEMENTWISE)})", f"scaled_by({self.number(0)})(curved)",
            f"composed(np.sin, twice(curved), lambda q: q * {self.number(0)})", "twice(twice(np.sin))",
        ]))  # fmt: skip
        if self.rng.random() < 0.3:
            self.emit(
                f"if {self.test()}: {name} = twice({name})"
                if self.rng.random() < 0.5
                else f"{name} = np.cos if {self.test()} else {name}"
            )
        self.new_number(f"np.tanh({name}({self.number(1)}))")
        self.new_number(f"np.mean({name}({self.array(1)}))")

    def partial(self) -> None:
        name = self.fresh("h")
        form, call = self.rng.choice([
            (f"functools.partial(bent, k={self.number(1)})", f"{name}({self.number(0)})"), (f"functools.partial(spread, {self.number(0)}, scale={self.number(0)})", f"{name}({self.number(1)}, s)"),
            (f"functools.partial(np.multiply, {self.number(1)})", f"np.mean({name}({self.array(0)}))"),
            (f"functools.partial(functools.partial(helper, b={self.number(0)}), {self.number(0)})", f"{name}()"),
            (f"functools.partial(applied, curved, {self.number(0)})", f"{name}(times=2)"),
        ])  # fmt: skip
        self.emit(f"{name} = {form}")
        self.new_number(f"np.tanh({call})")

    def reduced(self) -> None:
        a, k = self.rng.choice(self.arrays), self.number(0)
        self.new_number("np.tanh(" + self.rng.choice([
            f"functools.reduce(lambda p, q: np.sin(p) + q * {k}, {a})", f"functools.reduce(operator.add, {a}, {k})", f"functools.reduce(operator.mul, [{k}, {self.number(1)}, 0.5])",
            f"np.mean(functools.reduce(np.multiply, [{self.array(0)}, {self.array(0)}, {a}]))", f"functools.reduce(lambda q, g: g(q), [np.sin, curved], {k})",
            f"functools.reduce(np.maximum, {a})",
        ]) + ")")  # fmt: skip

    def operators(self) -> None:
        a, k, m = self.rng.choice(self.arrays), self.number(0), self.number(1)
        self.new_number("np.tanh(" + self.rng.choice([
            f"operator.mul({k}, {m})", f"operator.truediv({m}, 2.0) + operator.pow({k}, 2)", f"operator.itemgetter(1, 3)({a})[1]", f"operator.getitem({a}, 2) * {k}",
            f"operator.methodcaller('sum')({a})", f"np.mean(operator.matmul({a}, {a}) * operator.sub({a}, {k}))", f"operator.attrgetter('T')({a})[0]",
            f"divmod({m}, 1.5)[1] + round(0.7)", f"math.hypot({k}, 1.0 + {m} ** 2)", f"sum(map(operator.mul, {a}, {a}))",
        ]) + ")")  # fmt: skip

    def mapped(self) -> None:
        a, b, g = self.rng.choice(self.arrays), self.rng.choice(self.arrays), self.rng.choice(NUMERIC[:-1])
        self.new_number("np.tanh(" + self.rng.choice([
            f"sum(map({g}, {a}))", f"sum(list(map(lambda p, q: p * q, {a}, {b}))[1:])", f"max(map({g}, {a}))", f"np.sum(np.array(list(map({g}, {a}))) * {b})",
            f"sum(q * r for q, r in zip(map({g}, {a}), {b}))", f"sum([g({self.number(0)}) for g in (np.sin, curved, abs)])",
            f"[*map({g}, {a})][2]", f"sum(map({g}, [{self.number(0)}, {self.number(0)}]))",
        ]) + ")")  # fmt: skip

    def filtered(self) -> None:
        a, k = self.rng.choice(self.arrays), self.rng.choice(["0.1", "-0.4", "s"])
        self.new_number("np.tanh(" + self.rng.choice([
            f"sum(filter(lambda q: q > {k}, {a}))", f"sum(q * 0.5 for q in filter(None, {a}))", f"sum([q for q in {a} if q > {k} and q < 1.0])",
            f"(0.5 if any(q > 1.0 for q in {a}) else {self.number(0)})",
            f"(0.5 if all(q < 2.0 for q in {a}) else {self.number(0)}) * {self.number(0)}",
        ]) + ")")  # fmt: skip

    def counted(self) -> None:
        """A closure with a state."""
        add, read = self.fresh("h"), self.fresh("h")
        self.emit(f"{add}, {read} = counter({self.number(1)})")
        self.emit(f"for q in {self.rng.choice(self.arrays)}: {add}(q)" if self.rng.random() < 0.5 else f"{add}({self.number(1)})")
        self.new_number(f"{add}({self.number(0)}) * {read}()" if self.rng.random() < 0.5 else f"{read}()")

    def decorated(self) -> None:
        self.new_number(self.rng.choice([
            f"np.tanh(bent({self.number(1)}, k={self.number(0)}))", f"np.mean(bent({self.array(1)}))", f"np.tanh(curved({self.number(1)}))", f"np.mean(curved({self.array(1)}))",
            f"halved(n) * {self.number(1)}", f"np.tanh(logged(curved)({self.number(0)}))",
        ]))  # fmt: skip

    def decorated_inside(self) -> None:
        name = self.fresh("h")
        self.emit(self.rng.choice(["@logged", "@logged", f"@scaled_by({self.number(0)})", "@twice"]))
        self.emit(f"def {name}(q):")
        self.emit(f"    return np.sin(q) * {self.number(0)} + 0.1")
        self.new_number(f"np.tanh({name}({self.number(1)}))")

    def table_of_functions(self) -> None:
        """Functions in a dict, a list, a tuple."""
        name, total = self.fresh("fs"), self.fresh("t")
        self.emit(f"{total} = {self.number(0)}")
        k = self.number(0)
        way = self.rng.choice(["dict", "list", "dict", "chosen"])
        if way == "dict":
            self.emit(f"{name} = {{'up': lambda q: np.sin(q) + {k}, 'down': curved, 'flat': np.tanh}}")
            self.emit(f"for key, g in {name}.items():")
            self.emit(f"    {total} = np.tanh({total} + g({self.number(0)}) * (2.0 if key == 'up' else 0.5))")
        elif way == "list":
            self.emit(f"{name} = [lambda q: q * {k}, bent, functools.partial(bent, k={self.number(0)})]")
            self.emit(f"for g in {name}{self.rng.choice(['', '[::-1]', '[1:]'])}:")
            self.emit(f"    {total} = np.tanh(g({total}))")
        else:
            self.emit(f"{name} = (np.sin, curved, lambda q: q * {k})")
            self.emit(f"{total} = np.tanh({name}[{self.rng.choice(['n % 3', '0', '-1', 'int(s > 0)'])}]({total}))")
        self.numbers.append(total)

    def made_in_loop(self) -> None:
        """Closures made in a loop, called after it: with a default, or with what the loop left."""
        name, total, a = self.fresh("fs"), self.fresh("t"), self.rng.choice(self.arrays)
        self.emit(f"{name} = []")
        self.emit(self.rng.choice(["for q in (0.5, 0.25):", "for q in range(3):"]))
        held = self.rng.choice(["q", f"q * {a}[1]"])
        self.emit(
            f"    {name}.append("
            + self.rng.choice(
                [f"lambda v, q={held}: np.sin(v * q)", "lambda v: v * 0.5 + q", f"functools.partial(bent, k={held})"]
            )
            + ")"
        )
        self.emit(f"{total} = {self.number(0)}")
        self.emit(f"for g in {name}:")
        self.emit(f"    {total} = np.tanh(g({total}))")
        self.numbers.append(total)

    def generated(self) -> None:
        """A generator consumed by a loop."""
        name, a = self.fresh("t"), self.rng.choice(self.arrays)
        self.emit(f"{name} = {self.number(0)}")
        header, value = self.rng.choice([
            (f"for q in running({a}, {self.number(0)}):", "q"), (f"for j, w in enumerate(windows({a}, 3)):", "np.mean(w) * j"), (f"for q in both_ways({a}):", "np.sin(q)"),
            (f"for w in windows({a}, 2):", "w[0] * w[1]"), (f"for q, r in zip(list(running({a}, 0.1)), {a}):", "q * r"), (f"for q in Span({a}):", "q"),
            (f"for q in (p * {self.number(0)} for p in {a} if p > 0.1):", "np.sin(q)"),
        ])  # fmt: skip
        self.emit(header)
        if self.rng.random() < 0.3:
            self.emit(f"    if {name} > 0.7: {self.rng.choice(['break', 'continue'])}")
        self.emit(f"    {name} = np.tanh({name} + 0.5 * {value})")
        self.numbers.append(name)

    def generated_array(self) -> None:
        a = self.rng.choice(self.arrays)
        self.new_number("np.tanh(" + self.rng.choice([
            f"sum(running({a}, {self.number(0)}))", f"np.sum(np.array(list(running({a}, 0.0))))", f"max(both_ways({a}))", f"np.sum(np.stack(list(windows({a}, 4))) ** 2)",
            f"[*running({a}, {self.number(0)}), 0.5][0]", f"sum(np.prod(w) for w in windows({a}, 2))", f"sum(q * q for q in both_ways({a}))",
        ]) + ")")  # fmt: skip

    def local_generator(self) -> None:
        g, name, held = self.fresh("gen"), self.fresh("t"), self.rng.choice(self.numbers)
        self.emit(f"def {g}(a):")
        self.emit("    for j, q in enumerate(a):")
        if self.rng.random() < 0.5:
            self.emit("        if j % 2: continue")
        self.emit(f"        yield {self.rng.choice([f'q * {held}', 'np.sin(q)', f'j, q * {held}'][:2])}")
        self.emit(f"{name} = {self.number(0)}")
        self.emit(f"for q in {g}({self.rng.choice(self.arrays)}):")
        self.emit(f"    {name} = {name} * 0.5 + np.tanh(q)")
        self.numbers.append(name)

    def constants(self) -> None:
        """Loops over strings, tuples of constants, tables of the module."""
        name, a = self.fresh("t"), self.rng.choice(self.arrays)
        self.emit(f"{name} = {self.number(0)}")
        header, value = self.rng.choice([
            ("for c in 'abca':", f"{a}[ord(c) - 97]"), ("for c in 'xy':", f"(1.0 if c == 'x' else {self.number(0)})"), ("for k in (0.5, 1.5, -1.0):", f"np.sin(k * {a}[0])"),
            ("for key, rate in RATES.items():", f"rate * {a}[len(key)]"),
            ("for step in STEPS:", f"step * {self.number(0)}"), ("for j, c in enumerate(TABLE):", f"c * {a}[j]"), ("for k in {1, 3}:", f"{a}[k]"),
            ("for (i, j), c in [((0, 1), 0.5), ((2, 3), 0.25)]:", f"c * {a}[i] * {a}[j]"), ("for key in RATES:", f"RATES[key] * {a}[1]"),
            ("for name in f'{1 + 1}ab':", f"{a}[len(name)]"), ("for b in b'ab':", f"{a}[b - 97]"),
        ])  # fmt: skip
        self.emit(header)
        self.emit(f"    {name} = np.tanh({name} + {value})")
        self.numbers.append(name)

    def star_display(self) -> None:
        a, b = self.fresh("t"), self.fresh("t")
        self.emit(self.rng.choice([
            f"{a}, {b}, *_ = [*{self.rng.choice(self.arrays)}, {self.number(0)}]", f"({a}, *_), {b} = {self.rng.choice(self.arrays)}[:3], {self.number(1)}",
            f"*_, {a}, {b} = (*{self.rng.choice(self.arrays)}[2:], *[s, {self.number(0)}])", f"[{a}, [{b}, _]] = {self.number(1)}, ({self.number(0)}, 1)",
            f"{a} = {b} = {self.number(1)}", f"{a}, {b} = sorted([{self.number(0)}, {self.number(1)}])",
        ]))  # fmt: skip
        self.numbers += [a, b]

    def defined_with_stars(self) -> None:
        name, held = self.fresh("h"), self.rng.choice(self.numbers)
        self.emit(f"def {name}(q, *more, k={held}, **options):")
        self.emit("    for v in more: q = np.sin(q) + v * k")
        self.emit("    return q * options.get('gain', 0.5) + len(more) * 0.1 + len(options)")
        self.new_number("np.tanh(" + self.rng.choice([
            f"{name}({self.number(0)})", f"{name}({self.number(0)}, {self.number(0)}, s)", f"{name}({self.number(0)}, k=0.2, gain={self.number(0)})",
            f"{name}(*[{self.number(0)}, s], gain={self.number(0)}, other=1)",
        ]) + ")")  # fmt: skip

    def with_frame(self) -> None:
        """A context manager of one's own."""
        frame, name = self.fresh("w"), self.fresh("t")
        self.emit(f"{name} = {self.number(0)}")
        self.emit(f"with Frame({self.number(1)}) as {frame}:")
        self.inner(0, 1)
        self.depth += 1
        self.emit(f"{name} = {name} * {frame}.value")
        self.emit(f"{frame}.value = {frame}.value + {self.number(0)}")
        self.depth -= 1
        self.new_number(f"np.tanh({frame}.value) + {name}")

    def with_several(self) -> None:
        frame, v = self.fresh("w"), self.fresh("v")
        self.emit(self.rng.choice([
            f"with Frame({self.number(0)}) as {frame}, doubled({self.number(1)}) as {v}:", f"with np.errstate(all='ignore'), doubled({self.number(0)}) as {v}, Frame({v}) as {frame}:",
            f"with Frame(s) as {frame}, doubled({self.number(0)}) as {v}, contextlib.suppress(KeyError):",
        ]))  # fmt: skip
        self.emit(f"    {frame}.value = np.sin({frame}.value * {v})")
        self.inner(0, 1)
        self.new_number(f"np.tanh({frame}.value)")

    def with_raised(self) -> None:
        base, held = self.rng.choice(self.owned), self.fresh("v")
        self.emit(f"with raised({base}, {self.number(0)}) as {held}:")
        self.depth += 1
        self.emit(
            self.rng.choice([f"{held}[1:] *= {self.number(0)}", f"{base}[0] = {self.number(1)}", f"{held} *= {self.array(0)}"])
        )
        self.depth -= 1
        self.inner(0, 1)
