"""The language: functions. Each docstring is a row of README.md's table of what is supported."""

from __future__ import annotations

import functools
from functools import singledispatch

import numpy as np

from sourcead import grad, value_and_grad, vjp
from tests.programs.cases import numbers, program
from tests.programs.language_control import X


def product(a, /, b=2.0, *, c=3.0):
    return a * b * c


@program(X)
def kinds_of_parameters(x):
    """defaults, keyword-only and positional-only parameters"""
    return product(x[0]) + product(x[1], c=x[2]) + product(x[3], 1.0, c=x[0])


def sum_of_squares(*args, **options):
    s = 0.0
    for a in args:
        s = s + a * a
    return s * options["w"] + options.get("b", 0.0)


@program(X)
def star_parameters(x):
    """`*args`, `**kwargs`, in definitions and in calls"""
    args, options = (x[0], x[1]), {"w": x[2]}
    return sum_of_squares(*args, **options) + sum_of_squares(x[3], x[4], w=x[0], b=x[1]) + sum_of_squares(w=1.0)


@program(X)
def closures(x):
    """nested functions, closures, late binding"""
    k = x[0]

    def g(t):
        return k * t

    s = g(x[1])
    k = x[2]
    return s + g(x[2])


@program(X)
def closures_in_loops(x):
    """closures made in loops"""
    fs = []
    for i in range(3):
        fs.append(lambda t, i=i: t * x[i])
    return fs[0](x[3]) + fs[2](x[4])


@program(X)
def nonlocal_writes(x):
    """`nonlocal`"""
    total = 0.0

    def add(v):
        nonlocal total
        total = total + v * v

    for v in x:
        add(v)
    return total


calls, scale = 0, 0.0


def counted(v):
    global calls
    calls += 1
    return v * v


@program(X)
def global_writes(x):
    """`global`: counters, values kept for the length of a call"""
    global scale
    scale = np.max(x)
    return sum(counted(v / scale) for v in x) * scale


@program(X)
def functions_in_containers(x):
    """functions and lambdas in lists, tuples and dicts"""
    ops = {"sq": lambda t: t * t, "sin": np.sin}
    s = 0.0
    for name in ("sq", "sin"):
        s = s + np.sum(ops[name](x))
    for g in (np.tanh, lambda t: t * 3):
        s = s + np.sum(g(x))
    return s


def compose(a, b):
    return lambda t: a(b(t))


def times(k):
    def g(t):
        return t * k

    return g


@program(X)
def functions_as_values(x):
    """functions passed as arguments and returned"""
    return np.sum(compose(np.sin, times(x[0]))(x))


def power(v, n):
    if n == 0:
        return 1.0
    return v * power(v, n - 1)


@program(X)
def recursion(x):
    """recursion"""
    return power(x[0], 3) + power(x[1], 2)


def even(v, n):
    return v if n == 0 else odd(v * 2, n - 1)


def odd(v, n):
    return v * v if n == 0 else even(np.sin(v), n - 1)


@program(X)
def mutual_recursion(x):
    """mutual recursion"""
    return even(x[0], 3) + odd(x[1], 2)


def halves(x):
    if len(x) == 1:
        return x[0] ** 2
    m = len(x) // 2
    return halves(x[:m]) * 0.5 + halves(x[m:])


@program(X)
def recursion_over_slices(x):
    """recursion over slices of an array"""
    return halves(x)


def doubled(g):
    @functools.wraps(g)
    def inner(*args, **options):
        return 2.0 * g(*args, **options)

    return inner


@doubled
def to_the_power(t, p=2):
    return t**p


@functools.lru_cache
def coefficient(n):
    return 1.0 / (n + 1)


@program(X)
def decorators(x):
    """decorators with `functools.wraps`, `lru_cache`"""
    s = to_the_power(x[0]) + to_the_power(x[1], p=3)
    return s + sum(coefficient(i) * x[i] for i in range(5)) * x[0]


@program(X, 0.7, argnums=(0, 1))
def derivatives_inside(x, t):
    """`grad`, `jvp`, `vjp`, Jacobians inside, of functions and of closures over differentiated values"""
    energy, force = value_and_grad(lambda q: np.sum(np.cos(t * q)))(x)
    _, pull = vjp(lambda q: np.sin(q * t) * force, x)
    return energy * np.sum(grad(lambda q: np.sum(q * force) ** 2)(x)) + np.sum(pull(x)[0])


@program(X)
def attributes_of_functions(x):
    """attributes of inner functions"""

    def scaled(v):
        scaled.calls += 1
        scaled.total = scaled.total + v
        return v * scaled.calls

    scaled.calls, scaled.total = 0, 0.0
    return scaled(x[0]) * scaled(x[1]) * scaled.total


@singledispatch
def norm(v):
    return v**2


@norm.register(np.ndarray)
def _(v):
    return np.sum(v**2)


@norm.register(tuple)
def _(v):
    return sum(norm(e) for e in v)


@program(X)
def chosen_by_class(x):
    """`functools.singledispatch`"""
    return norm(x) * norm((x[0], x[1:]))


@program(X)
def stars_of_unknown_length(x):
    """stars of lists of unknown length: `f(*xs)`, `max(*xs)`"""
    xs = []
    while len(xs) < 3:
        xs.append(x[len(xs)] ** 2)
    return sum_of_squares(*xs, w=2.0) * np.hypot(*xs[:2]) + max(*xs)


@np.vectorize
def bent(v, k):
    return k * v - 0.25 if v > 0.5 else v**3


@program(X)
def functions_of_each_element(x):
    """`np.vectorize`, as a decorator too, `np.fromfunction`, `np.fromiter`"""
    cut = np.vectorize(lambda v: v * v if v > 0.0 else np.sin(v))
    grid = np.fromfunction(lambda i, j: x[0] * i + j, (2, 3))
    return np.sum(cut(x) * bent(x, x[1])) + np.sum(grid**2) * np.sum(np.fromiter((v * v for v in x), float))


@program(numbers(4))
def a_cached_function_inside_that_calls_itself(x):
    """`lru_cache` on a recursive function of whole numbers"""

    @functools.lru_cache(None)
    def binomial(n, k):
        return 1.0 if k in (0, n) else binomial(n - 1, k - 1) + binomial(n - 1, k)

    return sum(binomial(3, k) * x[0] ** k * x[1] ** (3 - k) * v for k, v in enumerate(x))
