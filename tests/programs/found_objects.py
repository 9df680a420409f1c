"""Programs about objects, functions as values and containers that once failed or were refused, each the shortest of its kind."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([0.5, -1.2, 0.8, 0.3])
RATES = {"fast": 0.9, "slow": 0.2}


@dataclass
class Body:
    """An array and a number."""

    w: Any
    k: Any = 0.5


class Pair(NamedTuple):
    """Two values."""

    first: Any
    second: Any = 0.5


class Odd:
    """What a loop over an object gives is made by its generator function."""

    def __init__(self, a: Any) -> None:
        self.a = a

    def __iter__(self) -> Any:
        for v in self.a[1::2]:
            if v < 10.0:
                yield v * 0.5


@dataclass
class Frame:
    """A manager that changes what it holds when it is entered and left."""

    value: Any

    def __enter__(self) -> Frame:
        self.value = np.sin(self.value)
        return self

    def __exit__(self, *error: object) -> None:
        self.value = self.value * 0.5


class Raised:
    """A manager that writes an array."""

    def __init__(self, a: Any, by: Any) -> None:
        self.a, self.by = a, by

    def __enter__(self) -> Any:
        self.a *= self.by
        return self.a

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        self.a += 1.0
        return False


@program(X)
def a_view_of_a_constant_dict_is_run_through(x):
    scaled = {key: rate * 0.7 for key, rate in RATES.items()}
    return np.sum(x**2) * sum(scaled.values())


@program(X, 0.3, argnums=(0, 1))
def a_class_pattern_that_does_not_fit(x, s):
    match Pair(x, np.mean(x) * s):
        case Body(w, k) if k > 0.1:
            return np.sum(w) * k
        case Pair(first, second) if second > 5.0:
            return np.sum(first)
        case Pair(first, second):
            return np.sum(first**2) * second
    return s


@program(X, 0.3, argnums=(0, 1))
def an_object_that_is_run_through_by_its_generator(x, s):
    odd, total = Odd(x * s), 0.0
    for v in odd:
        if total > 5.0:
            break
        total = np.tanh(total + v)
    return total + sum(v * v for v in odd) + max([v for v in Odd(x)])


@program(X, 0.3, argnums=(0, 1))
def managers_that_are_objects(x, s):
    total = 0.7
    for k in range(3):
        with Frame(s * x[k]) as outer, Frame(total) as inner:
            if outer.value > 0.9:
                break
            outer.value = outer.value + s
            total = total * outer.value + inner.value
        total += inner.value * outer.value
    return total


@program(X, 0.3, argnums=(0, 1))
def a_manager_that_is_made_before(x, s):
    frame = Frame(s)
    with frame:
        frame.value = frame.value * x[0]
        if x[1] > 0:
            return frame.value * s
    return frame.value * x[2]


@program(X, 0.3, argnums=(0, 1))
def managers_that_write_an_array(x, s):
    u = x * 1.0
    with Raised(u, s) as v, contextlib.nullcontext():
        v[0] = s
    with Raised(u, 2.0):
        u[1:] *= s
    return np.sum(u * u)


@program(X, 0.3, argnums=(0, 1))
def values_stored_while_a_loop_runs_over_the_items(x, s):
    d = {"w": x[0] * s, "b": s, "z": np.mean(x)}
    for key, v in d.items():
        if key == "b":
            continue
        d[key] = v * 0.5 + s
    return sum(d.values()) * d["z"]


def applied(function, *args, times=1, **options):
    first, *others = args
    for _ in range(times):
        first = function(first, *others, **options)
    return first


def spread(first, *rest, scale=0.5, **named):
    total = first * scale
    for r in rest:
        total = total + np.sin(r)
    return total + sum(named.values())


@program(X, 0.3, argnums=(0, 1))
def the_rest_of_some_arguments(x, s):
    head, *tail = (s, x[0], x[1] * s)
    tail.append(s)
    return applied(lambda v, w, c=0.1: v * w + c, s, np.sum(x), times=2, c=x[2]) * head + sum(tail) * tail[1]


@program(X, 0.3, argnums=(0, 1))
def arguments_whose_number_is_known(x, s):
    options = dict(scale=s, other=x[0])
    return spread(*(x[1],) * 2, **options) * spread(x[2], **dict(extra=s))


@program(X, 0.3, argnums=(0, 1))
def targets_for_a_tuple_with_stars(x, s):
    *_, a, b = (*x[2:], *[s, 1.3])
    c, *_ = (*x,)
    return a * b * np.sum(x) + c


@program(X, 0.3, argnums=(0, 1))
def lists_of_objects_joined_by_stars(x, s):
    bodies = [Body(x, s), Body(x * s)]
    total = 0.0
    for body in [*bodies, bodies[0]]:
        total = total + np.mean(body.w) * body.k
        body.k = body.k * s
    return total * bodies[0].k


def bent(v, k=0.5):
    return np.sin(v) + k * v


@program(X, 0.3, argnums=(0, 1))
def partial_applications_made_in_loops(x, s):
    first = []
    total = s
    for q in (0.5, 0.25):
        first.append(functools.partial(bent, k=q * x[0]))
    second = [functools.partial(bent, k=q * s) for q in range(2)]
    for function in [*first, *second, np.sin]:
        total = function(total)
    return total


@program(numbers(3), ("a", "b", "a"))
def methods_of_texts_in_comprehensions(x, words):
    return np.sum(x**2) * len([w.upper() for w in words if w.upper() != "B"])


@program(X, 0.3, argnums=(0, 1))
def views_of_a_written_array_in_a_list(x, s):
    u = x * s
    u *= x
    windows = [x[:2] * 1.0]
    for j in range(3):
        k = j + 1
        windows.append(u[j : j + 2])
        windows.insert(0, u[k - 1 : k + 1])
    windows[1] = u[1:3]
    return np.sum(np.stack(windows) ** 2)


@program(np.array([-0.06, -1.18, -1.24, 0.3]))
def values_of_a_ufunc_at_are_a_part_of_its_array(x):
    u = x * 1.0
    np.maximum.at(u, [0, 2, 2], u[:3])
    np.hypot.at(u, [0, 1, 3], u[1:])
    return np.sum(u**2)


@program(X, 0.3, argnums=(0, 1))
def a_dict_bound_anew_while_a_loop_runs_over_its_items(x, s):
    d = {"a": x[0], "b": x[1]}
    for _, v in d.items():
        d = {"a": v * s, "b": v * v}
    for key in d:
        d = {"a": d[key] * s, "b": d[key]}
    return d["a"] + d["b"]


@program(X, 0.3, argnums=(0, 1))
def arrays_of_a_dict_that_is_bound_anew(x, s):
    d = {"a": x[:2] * 1.0, "b": x[2:4] * s}
    for v in d.values():
        v *= s
        d = {"a": v * s, "b": v * v}
    return np.sum(d["a"]) + np.sum(d["b"])


@program(X, 0.3, argnums=(0, 1))
def a_pair_bound_anew_while_a_loop_runs_over_it(x, s):
    pair = (x[0], x[1:3] * s)
    for part in pair:
        pair = (part * 2, x[1:3] * np.sum(part))
    return np.sum(pair[0]) + np.sum(pair[1])


@program(X, 0.3, argnums=(0, 1))
def items_of_a_dict_whose_name_is_given_away(x, s):
    d = {"a": x[0], "b": x[1]}
    items = d.items()
    if x[0] > 0:
        d = {"a": s, "b": s}
    total = s
    for _ in range(2):
        for _, v in items:
            total = total * v
        d = {"a": s * total, "b": s}
    return d["a"] + d["b"] + total


@program(X)
def a_dict_of_many_keys(x):
    d = {
        "a0": x[0], "a1": x[1], "a2": x[2], "a3": x[3], "b0": x[0], "b1": x[1], "b2": x[2], "b3": x[3], "c0": x[0], "c1": x[1],
        "c2": x[2], "c3": x[3], "d0": x[0], "d1": x[1], "d2": x[2], "d3": x[3], "e0": x[0], "e1": x[1], "e2": x[2], "e3": x[3],
        "f0": x[0], "f1": x[1], "f2": x[2], "f3": x[3], "g0": x[0], "g1": x[1], "g2": x[2], "g3": x[3], "h0": x[0], "h1": x[1],
        "h2": x[2], "h3": x[3], "i0": x[0], "i1": x[1], "i2": x[2], "i3": x[3], "j0": x[0], "j1": x[1], "j2": x[2], "j3": x[3],
        "k0": x[0], "k1": x[1], "k2": x[2], "k3": x[3], "l0": x[0], "l1": x[1], "l2": x[2], "l3": x[3], "m0": x[0], "m1": x[1],
        "m2": x[2], "m3": x[3], "n0": x[0], "n1": x[1], "n2": x[2], "n3": x[3], "o0": x[0], "o1": x[1], "o2": x[2], "o3": x[3],
        "p0": x[0], "p1": x[1], "p2": x[2], "p3": x[3], "q0": x[0], "q1": x[1], "q2": x[2], "q3": x[3],
    }  # fmt: skip
    total = 0.0
    for v in d.values():
        total = total + v * v
    return total


class Sized:
    """An object that knows its own kind only, and leaves the rest to the other operand."""

    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return Sized(self.v + other.v) if isinstance(other, Sized) else NotImplemented

    def __lt__(self, other):
        return NotImplemented


class Scaled:
    """An object that comes second, and that arrays wait for."""

    __array_ufunc__ = None

    def __init__(self, v):
        self.v = v

    def __radd__(self, other):
        return Scaled(self.v * other.v)

    def __rmul__(self, k):
        return Scaled(self.v * k)

    def __gt__(self, other):
        return True


@program(numbers(3))
def operands_that_decline(x):
    one, other = Sized(x), Scaled(x[::-1])
    found = one + other
    return np.sum(found.v * (one + one).v) * (2.0 if one < other else 3.0)


@program(numbers(3))
def arrays_that_wait(x):
    return np.sum((x * Scaled(x)).v) + np.sum((x[0] * Scaled(x)).v)


@program(X, 0.3, argnums=(0, 1))
def a_pair_bound_anew_whose_name_has_a_number(x, s):
    pair_2 = (x[0], x[1:3] * s)
    for part in pair_2:
        pair_2 = (part * 2, x[1:3] * np.sum(part))
    return np.sum(pair_2[0]) + np.sum(pair_2[1])


@program(X, 0.3, argnums=(0, 1))
def a_dict_bound_anew_in_a_function_inside(x, s):
    def inner():
        d = {"a": x[:2] * 1.0, "b": x[2:4] * s}
        for v in d.values():
            v *= s
            d = {"a": v * s, "b": v * v}
        return np.sum(d["a"]) + np.sum(d["b"])

    return inner()
