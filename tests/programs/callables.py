"""Functions as values: stored, passed, returned, decorated, partially applied, reduced, mapped."""

from __future__ import annotations

import functools
import operator
import time

import numpy as np

from tests.programs.cases import numbers, program


def relu(v):
    return np.maximum(v, 0.0)


def softplus(v):
    return np.log1p(np.exp(v))


OPS = {"relu": relu, "tanh": np.tanh, "softplus": softplus}
LAYERS = (np.sin, softplus, lambda t: t * t)
first = operator.itemgetter(0)


class Network:
    """A list of functions as an attribute."""

    def __init__(self):
        self.steps = [np.tanh, softplus]


network = Network()


def compose(f, g):
    return lambda v: f(g(v))


def power(n):
    def raised(v):
        return v**n

    return raised


def scaled(factor):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return factor * function(*args, **kwargs)

        return wrapper

    return decorate


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        found = function(*args, **kwargs)
        spent = time.perf_counter() - start
        if spent < 0:
            print(function.__name__, "took", spent)
        return found

    return wrapper


@timed
@scaled(3.0)
def energy(v, k=2.0):
    return k * np.sum(v**2)


@functools.cache
def gain(n):
    return 1.0 / (1 + n)


@functools.cache
def cubed(v):
    return v**3


def pipeline(v, *steps, final=None):
    for step in steps:
        v = step(v)
    return v if final is None else final(v)


def apply_all(functions, v):
    return [f(v) for f in functions]


@program(numbers(4))
def dict_of_functions(x):
    ops = {"square": lambda t: t * t, "sin": np.sin}
    return np.sum(ops["square"](x)) + np.sum(ops["sin"](x)) + np.sum(OPS["softplus"](x))


@program(numbers(4), analytic=True)
def loop_over_functions(x):
    for f in (np.sin, np.tanh, lambda t: t * t):
        x = f(x) + x
    return np.sum(x)


@program(numbers(4))
def global_tuple_of_functions(x):
    total = 0.0
    for k, layer in enumerate(LAYERS):
        total = total + (k + 1) * np.sum(layer(x))
    return total


@program(numbers(4))
def attribute_with_functions(x):
    for step in network.steps:
        x = step(x)
    return np.sum(x) * np.sum(network.steps[0](x))


@program(numbers(4), analytic=True)
def factories(x):
    square, cube = power(2), power(3)
    return np.sum(compose(square, np.sin)(x)) + np.sum(power(4)(x)) + np.sum(compose(cube, compose(np.exp, square))(x))


@program(numbers(4), analytic=True)
def curried(x):
    def add(a):
        def to(b):
            def times(c):
                return (a + b) * c

            return times

        return to

    k = x[0]
    f = add(k)(x[1])
    k = 100.0
    return np.sum(f(x)) + k


@program(numbers(4), analytic=True)
def late_binding_in_a_loop(x):
    fs = []
    for k in (1.0, 2.0, 3.0):
        fs.append(lambda t: k * t)  # noqa: B023
    gs = [lambda t, k=k: k * t for k in (1.0, 2.0, 3.0)]
    return np.sum(fs[0](x)) + np.sum(gs[0](x) * gs[2](x))


@program(numbers(4), analytic=True)
def late_binding_in_a_comprehension(x):
    fs = [lambda t: t**k for k in range(1, 4)]  # noqa: B023
    gs = [lambda t, k=k: t**k for k in range(1, 4)]
    return np.sum(fs[0](x)) + sum([np.sum(g(x)) for g in gs])


@program(numbers(4), analytic=True)
def partial_applications(x):
    def weighted(a, v, b=1.0, c=0.0):
        return a * v + b * v**2 + c

    f = functools.partial(weighted, 2.0, b=x[0])
    g = functools.partial(f, c=x[1])
    return np.sum(f(x)) + np.sum(g(x, b=0.5)) + np.sum(functools.partial(np.multiply, 3.0)(x))


@program(numbers(4), analytic=True)
def reduced(x):
    product = functools.reduce(lambda a, b: a * b, [x[0], x[1], x[2]])
    total = functools.reduce(operator.add, [v * v for v in x], 0.0)
    chain = functools.reduce(compose, [np.sin, np.exp, lambda t: t / 3.0])
    return product + total + np.sum(chain(x))


@program(numbers(4), analytic=True)
def mapped(x):
    squares = list(map(lambda t: t * t, x))
    products = list(map(operator.mul, x, squares))
    total = 0.0
    for v in map(np.sin, products):
        total += v
    return sum(squares) + sum(map(cubed, x)) + total


@program(numbers(6))
def filtered(x):
    positive = list(filter(lambda t: t > 0, x))
    return sum([v * v for v in positive]) + sum(filter(lambda t: t < 0, x))


@program(numbers(5))
def operators(x):
    pair = (np.sum(x), np.prod(x))
    total = operator.add(pair[0], operator.mul(pair[1], 2.0)) - operator.truediv(1.0, 3.0 + x[0] ** 2)
    return total + first(x) * operator.itemgetter(1)(pair) + operator.methodcaller("sum")(x * x)


@program(numbers(6))
def sorted_by_a_key(x):
    ordered = sorted(x, key=lambda t: -t * t)
    total = 0.0
    for k, v in enumerate(ordered):
        total += (k + 1) * v
    return total + min(x, key=abs) * max(x, key=lambda t: t * t) ** 2


@program(numbers(4))
def pairs_by_a_key(x):
    pairs = [(x[0], 3.0), (x[1], 1.0), (x[2], 2.0)]
    best = max(pairs, key=operator.itemgetter(1))
    return best[0] ** 2 + min(x[0] * 2, x[1] * 3, key=abs)


@program(numbers(4))
def decorated_callees(x):
    return energy(x) + energy(x, k=x[0]) + gain(3) * np.sum(x)


@program(numbers(4))
def decorated_inner_functions(x):
    @scaled(2.0)
    @timed
    def inner(v, *, shift=1.0):
        return np.sum((v + shift) ** 2)

    @functools.lru_cache
    def other(v):
        return v * v

    return inner(x) * inner(x, shift=x[0]) + other(x[1])


@program(numbers(3))
def outer_variables_written(x):
    total, count = 0.0, 0

    def add(v):
        nonlocal total, count
        total = total + v * v
        count += 1
        return count

    for v in x:
        add(v)
    before = total + add(x[0]) * total
    return total * count + before


@program(numbers(3), analytic=True)
def outer_variable_read_before_and_after(x):
    state = x[0]

    def advance():
        nonlocal state
        state = state * x[1]
        return state

    def use(a, f):
        return a * f() + a

    return use(state, advance) + state + advance() * state


@program(numbers(4))
def functions_in_branches_by_text(x):
    def activated(v, kind="relu", act=None):
        if act is None:
            act = relu if kind == "relu" else np.tanh
        return act(v)

    return np.sum(activated(x) + activated(x, "tanh") + activated(x, act=np.sin))


@program(numbers(4), analytic=True)
def functions_passed_in_structures(x):
    f = {"outer": np.sin, "inner": [lambda t: t * t, np.exp]}
    parts = apply_all([np.sin, np.exp, lambda t: t * 2.0], x)
    return np.sum(f["outer"](f["inner"][1](x))) + np.sum(parts[0] * parts[1] + parts[2])


@program(numbers(4))
def steps_in_a_pipeline(x):
    return pipeline(x, np.tanh, softplus, final=np.sum) + np.sum(pipeline(x, *LAYERS[:2]))


@program(numbers(4), [(numbers(4, 4, seed=1), np.tanh), (numbers(4, 4, seed=2), softplus)], argnums=0)
def layers_as_arguments(x, layers):
    for w, act in layers:
        x = act(w @ x)
    return np.sum(x * layers[0][1](x))


@program(numbers(4), {"f": np.sin, "g": [np.exp, np.cos]}, softplus, "tanh")
def functions_as_arguments(x, table, act, name):
    fs = {"tanh": np.tanh, "sin": np.sin}
    return np.sum(table["f"](x) * table["g"][1](x)) + np.sum(act(fs[name](x)))


@program(numbers(4), analytic=True)
def zip_of_functions_and_values(x):
    weights = [0.5, 1.5, 2.5]
    total = 0.0
    for f, w in zip([np.sin, np.cos, np.exp], weights):
        total = total + w * np.sum(f(x))
    for name, f in {"a": np.sin, "b": np.exp}.items():
        total = total + (1.0 if name == "a" else 2.0) * f(x[0])
    return total


@program(numbers(4))
def left_early(x):
    for k, f in enumerate((np.sin, np.tanh, np.exp)):
        x = f(x) * 1.5
        if np.sum(x) > 0.2 * k:
            break
    return np.sum(x**2)


@program(numbers(4))
def table_that_grows(x):
    ops = {}
    ops["sin"] = np.sin
    ops.update(cube=lambda t: t**3)
    ops.setdefault("exp", np.exp)
    chosen = ops.get("missing", np.tanh)
    return np.sum(ops["sin"](x) + ops["cube"](x) + ops["exp"](x) * chosen(x)) + len(ops)


@program(numbers(4))
def tables_put_together(x):
    first = {"sin": np.sin, "square": lambda t: t * t}
    second = {**first, "sin": np.tanh} | {"exp": np.exp}
    chain = [np.sin, *second.values()] + [np.cos] * 2
    chain += [softplus]
    total = 0.0
    for f, v in zip(chain, [x[0], x[1], x[2], x[3], x[0], x[1], x[2]]):
        total = total + f(v)
    return total * second["sin"](x[0]) + first["sin"](x[1]) + len(chain)


@program(numbers(4), ("square", "sin"), 1, analytic=True)
def looked_up_by_texts_and_numbers(x, names, power_of):
    table = {"sin": np.sin, "square": lambda t: t * t, "exp": np.exp}
    for name in names:
        x = table[name](x)
    steps = [np.sin, np.cos, lambda t: t / 3.0]
    for k in range(len(steps)):
        x = x + steps[k](x) * steps[2 - k](x) ** power_of
    return np.sum(x) + sum([table[name](x[0]) for name in ("sin", "square")])


@program(numbers(4), [2.0, 3.0], numbers(6, seed=1), analytic=True)
def functions_in_step_with_values(x, few, many):
    total = 0.0
    for f, w in zip([np.sin, np.cos, np.exp], few):
        total = total + w * f(x[0])
    for row in zip([np.sin, np.cos, np.exp], many, x):
        total = total + row[0](row[1] * row[2])
    return total + sum([f(w) * x[1] for f, w in zip((np.sin, np.exp, np.cos), few)])


def summed(*values):
    return 0.0 if not values else values[0] ** 2 + summed(*values[1:])


def repeated(function, times, v):
    return v if times == 0 else function(repeated(function, times - 1, v))


@program(numbers(4), analytic=True)
def recursion_over_arguments(x):
    return summed(x[0], x[1], x[2]) + repeated(functools.partial(lambda a, t: a * t, x[1]), 3, x[2]) + repeated(np.sin, 2, x[3])


@program(numbers(4), analytic=True)
def best_of_structures(x):
    items = [("a", x[0], 3), ("b", x[1] * x[2], 1), ("c", x[2], 2)]
    name, value, rank = min(items, key=lambda item: item[2])
    return value**2 * rank + max((x[0], 1), (x[3], 5), key=lambda pair: pair[1])[0]


def multiplied(k):
    def made(q):
        return np.sin(q * k) + k

    return made


def of_layers(w):
    layer = functools.partial(np.multiply, w)
    return lambda q: layer(q) + w


@program(numbers(4), 3, analytic=True)
def made_by_functions_in_loops(x, n):
    steps = [multiplied(x[k]) for k in range(n)]
    for k in range(n, 0, -1):
        steps.append(of_layers(x[k]))
    total = x[0]
    for step in steps:
        total = step(total)
    return total + sum(step(x[1]) for step in steps[::-1])


@program(numbers(4), analytic=True)
def made_for_each_element(x):
    steps = []
    for v in x:
        steps.append(multiplied(v))
    return sum(step(x[0]) for step in steps) + [multiplied(v) for v in x][-1](x[1])
