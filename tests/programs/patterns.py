"""`match`: on strings, numbers, tuples, dicts, objects, with captures of what is differentiated."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from tests.programs.cases import numbers, program


class Boundary(enum.Enum):
    FIXED = 1
    PERIODIC = 2


@dataclass(frozen=True)
class Dense:
    width: int
    activation: str


@dataclass(frozen=True)
class Scale:
    factor: float


@program(numbers(5), "square")
def on_a_string(x, mode):
    match mode:
        case "linear":
            return np.sum(x)
        case "square" | "quadratic":
            return np.sum(x**2)
        case _:
            raise ValueError(f"unknown mode {mode!r}")


@program(numbers(5), Boundary.PERIODIC)
def on_an_enumeration(u, boundary):
    match boundary:
        case Boundary.FIXED:
            left = np.concatenate([[0.0], u[:-1]])
        case Boundary.PERIODIC:
            left = np.roll(u, 1)
    return np.sum((u - left) ** 2)


@program(numbers(4), argnums=0)
def on_a_number_at_run_time(x):
    match int(x[0] > 0):
        case 0:
            y = x * 2.0
        case 1:
            y = x**2
        case _:
            y = x
    return np.sum(y)


@program((numbers(3, 2), numbers(3, seed=2)), numbers(2), argnums=(0, 1), analytic=True)
def form_of_a_tuple(params, x):
    match params:
        case (w,):
            return np.sum(w @ x)
        case (w, b):
            return np.sum((w @ x + b) ** 2)


@program([numbers(3, 3), numbers(3, 3, seed=1), numbers(3, 3, seed=2)], numbers(3), argnums=(0, 1), analytic=True)
def first_and_rest(layers, x):
    match layers:
        case [first, *rest]:
            h = np.sin(first @ x)
            for w in rest:
                h = np.sin(w @ h)
    return np.sum(h)


@program((numbers(3), numbers(3, seed=1), numbers(3, seed=2)), analytic=True)
def star_in_the_middle(parts):
    match parts:
        case [first, *middle, last]:
            s = np.sum(first * last)
            for m in middle:
                s = s + np.sum(m**2)
    return s


@program({"w": numbers(3), "b": 0.5}, numbers(3), argnums=(0, 1), analytic=True)
def keys_of_a_dict(params, x):
    match params:
        case {"w": w, "b": b, "scale": s}:
            return s * np.sum(w * x + b)
        case {"w": w, "b": b}:
            return np.sum((w * x + b) ** 2)


@program({"kind": "spring", "k": 2.0}, 1.5, argnums=1)
def tagged_dict(force, x):
    match force:
        case {"kind": "gravity", "g": g}:
            return g * x
        case {"kind": "spring", "k": k}:
            return 0.5 * k * x**2


@program(numbers(3), (Dense(3, "tanh"), Scale(0.5), Dense(3, "relu")))
def classes_of_layers(x, layers):
    h = x
    match layers[0]:
        case Dense(width=3, activation="tanh"):
            h = np.tanh(h)
        case Scale(factor):
            h = h * factor
    return np.sum(h * x)


@program(numbers(3), Scale(0.5))
def class_with_positions(x, layer):
    match layer:
        case Dense(_, "tanh"):
            h = np.tanh(x)
        case Scale(factor):
            h = x * factor
    return np.sum(h**2)


@program(2.5)
def builtin_classes(x):
    match x:
        case int(n) | float(n):
            return n * x
        case np.ndarray():
            return np.sum(x)


@program(numbers(3), argnums=0)
def array_that_may_be_a_sequence(x):
    match x:
        case [a, b, c]:  # from NumPy 2.5 on
            return a * b * c
        case np.ndarray(ndim=2) as m:
            return np.sum(m @ m)
        case np.ndarray(ndim=1) as v:
            return np.sum(v * v)


@program(numbers(4), argnums=0)
def rest_of_an_array_that_may_be_a_sequence(x):
    match x:
        case [a]:
            return a * 5.0
        case [first, *rest, last]:
            return first * last * sum(rest)
        case v:
            return np.sum(v * v)


@program(1.5, -0.5, argnums=(0, 1))
def guards_with_captures(a, b):
    match (a, b):
        case (p, q) if p < q:
            return p * q
        case (p, q) if p * q < 0:
            return p**2 * q
        case _:
            return a + b


@program(numbers(6))
def in_a_loop(x):
    state, s = "up", 0.0
    for v in x:
        match state:
            case "up" if v > 0:
                s = s + v**2
                state = "down"
            case "down":
                s = s * (1.0 + v)
                state = "up"
            case _:
                s = s - v
    return s


@program(numbers(4))
def early_exits(x):
    s = 0.0
    for i, v in enumerate(x):
        match i % 3, v > 0:
            case 0, _:
                continue
            case 1, True:
                s = s + v * v
            case 2, False:
                break
            case _:
                s = s + 3.0 * v
    return s * x[0]


@program(numbers(4), ("scale", 2.0), ("then", ("scale", 3.0), ("shift", 1.0)))
def nested_forms(x, one, both):
    def apply(form, y):
        match form:
            case ("scale", a):
                return a * y
            case ("shift", a):
                return y + a
            case ("then", ("scale", a), ("shift", b)):
                return a * y + b
        return y

    return np.sum(apply(one, x) * apply(both, x))


@program(numbers(3), ("left", 2.0), analytic=True)
def alternatives_that_bind(x, form):
    match form:
        case ("left", k) | (k, "right"):
            return np.sum(k * x**2)
        case _:
            return np.sum(x)


@program(numbers(4))
def the_subject_is_evaluated_once(x):
    seen = []

    def next_one():
        seen.append(x[len(seen)])
        return seen[-1] * 2.0

    match next_one():
        case v if v > 100.0:
            s = v
        case v:
            s = v * len(seen)
    return s * seen[0]


@program(numbers(3), None)
def none_and_singletons(x, w):
    match w:
        case None:
            w = 2.0
        case True | False:
            w = 1.0
    return np.sum(x * w)


def relu_or(x, kind):
    match kind:
        case "relu":
            return np.maximum(x, 0.0)
        case "leaky":
            return np.where(x > 0, x, 0.1 * x)
        case "none":
            return x


@program(numbers(5), numbers(5, seed=3), argnums=(0, 1))
def in_helpers(x, y):
    return np.sum(relu_or(x, "relu") * relu_or(y, "leaky") + relu_or(x * y, "none"))


@program(numbers(4))
def updates_in_place(x):
    u = x.copy()
    for k in range(3):
        match k:
            case 0:
                u[1:] += u[:-1]
            case 1:
                u *= 2.0
            case n:
                u[n] = u[0] * n
    return np.sum(u**2)


@program({"w": numbers(3), "b": numbers(3, seed=1), "c": numbers(3, seed=2)}, analytic=True)
def rest_of_a_dict(params):
    match params:
        case {"w": w, **others}:
            return np.sum(w * others["b"] * others["c"])


@program(numbers(3), analytic=True)
def captured_name_of_the_subject(x):
    pair = (x[0], x[1] * x[2])
    match pair:
        case (a, pair):
            return a * pair * pair


@program(numbers(3), "mean")
def a_reduction_by_name(x, how):
    """Alternatives of texts under a name, with `as`."""
    match how:
        case "mean" | "average" as word:
            return np.mean(x**2) * len(word)
        case "sum" | "total":
            return np.sum(x**2)
    return x[0]


@program(numbers(3), 2.0, argnums=(0, 1))
def a_pair_taken_whole(x, k):
    """A pattern of a sequence under a name, with `as`."""
    match [k * x[0], x[1]]:
        case [a, b] as pair if a > b:
            return a * len(pair) + sum(pair)
        case [a, b] as pair:
            return pair[1] * a - b
    return k


@program(numbers(3), None)
@program(numbers(3), 2.0)
def a_weight_that_may_be_missing(x, weight):
    """`None` as a pattern."""
    match weight:
        case None:
            return np.sum(x**2)
        case w:
            return np.sum(x**2) * w


@program(numbers(3), True)
@program(numbers(3), False)
def a_switch(x, periodic):
    """`True` and `False` as patterns."""
    match periodic:
        case True:
            d = x - np.roll(x, 1)
        case False:
            d = x[1:] - x[:-1]
    return np.sum(d**2)


@program(numbers(4), 2)
def signs_in_turn(x, period):
    """`True` as a pattern, in a loop."""
    total = 0.0
    for k in range(4):
        match k % period == 0:
            case True:
                total = total + x[k]
            case _:
                total = total - x[k] ** 2
    return total
