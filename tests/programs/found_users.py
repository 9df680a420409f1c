"""Programs as users write them that once were wrong or refused, each with what was the matter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4), numbers(3, 4, seed=2), argnums=(0, 1))
def tuples_of_a_list_read_in_two_ways(g, rows):
    pairs = []
    for s in rows:
        y = 2.0 * s + 0.1 * s**3
        pairs.append((s, y, 1.0 / (y @ s)))
    q = g.copy()
    alphas = []
    for s, y, rho in reversed(pairs):
        a = rho * (s @ q)
        q -= a * y
        alphas.append(a)
    r = (pairs[-1][0] @ pairs[-1][1]) / (pairs[-1][1] @ pairs[-1][1]) * q
    for (s, y, rho), a in zip(pairs, reversed(alphas)):
        r = r + (a - rho * (y @ r)) * s
    return r @ g


@program(numbers(3), 0.7, argnums=(0, 1))
def whole_tuples_of_a_list_used_twice(x, k):
    pairs = [(v, k * v) for v in x]
    first = pairs[1]
    again = pairs[1]
    return first[0] * again[1] + first[1] ** 2 + sum(a * b for a, b in pairs)


@program({"i": 1.2, "f": 0.4}, numbers(3), argnums=(0, 1))
def a_dict_of_what_functions_give_under_their_names(w, x):
    acts = {"i": np.sin, "f": np.tanh}
    h = x
    for _ in range(2):
        gate = {name: act(w[name] * h) for name, act in acts.items()}
        h = gate["f"] * gate["i"]
    return np.sum(h)


@program(numbers(4), 1.3, argnums=(0, 1))
def divided_by_the_root_of_a_length(x, k):
    heads = 2
    d = x.shape[0] // heads
    p = np.exp(x.reshape(heads, d) * k / math.sqrt(d))
    p /= p.sum(axis=-1, keepdims=True)
    return np.sum(p**2)


class Quaternion:
    def __init__(self, w, v):
        self.w, self.v = w, v

    def __mul__(self, other):
        if isinstance(other, Quaternion):
            v = self.w * other.v + other.w * self.v + np.cross(self.v, other.v)
            return Quaternion(self.w * other.w - self.v @ other.v, v)
        return Quaternion(self.w * other, self.v * other)

    def __truediv__(self, k):
        return self * (1 / k)

    def __abs__(self):
        return math.sqrt(self.w**2 + self.v @ self.v)


@program(numbers(5, 3), numbers(3), argnums=(0, 1))
def quaternions_in_a_loop(omegas, x):
    q = Quaternion(1.0, np.zeros(3))
    for omega in omegas:
        angle = np.linalg.norm(omega)
        q = q * Quaternion(math.cos(angle), math.sin(angle) * omega / angle)
        q = q / abs(q)
    return (q * Quaternion(0.0, x)).w + q.v[0] * q.w


@dataclass(frozen=True)
class Option:
    kind: str
    strike: float


BOOK = (Option("call", 1.0), Option("put", 0.9), Option("straddle", 1.1))


def value_of(option, s):
    match option:
        case Option(kind="call", strike=k):
            return s * s - k
        case Option("put", k):
            return k - s
        case Option(kind=name) if name:
            return s * option.strike
        case _:
            raise ValueError(f"unknown {option.kind!r}")


@program(1.2, numbers(3), argnums=(0, 1))
def objects_in_strict_step_with_numbers(s, weights):
    total = 0.0
    for weight, option in zip(weights, BOOK, strict=True):
        total += weight * value_of(option, s)
    for number, option in enumerate(BOOK, start=1):
        total += number * value_of(option, s)
    return total


@program(numbers(5), 0.3, argnums=(0, 1))
def differences_from_the_one_before(xs, k):
    last, total = None, 0.0
    for x in xs:
        d = 0.0 if last is None else k * (x - last)
        total += d * d
        last = x
    return total


@program(numbers(4, 3), 0.9, argnums=(0, 1))
def momentum_that_starts_with_nothing(gs, beta):
    v = None
    total = 0.0
    for g in gs:
        v = g * g if v is None else beta * v + g
        if v is not None:
            total += np.sum(np.sin(v))
    return total


@program(numbers(4, 3))
def the_best_array_so_far(xs):
    best = None
    for x in xs:
        if best is None or np.sum(x**2) > np.sum(best**2):
            best = x
    return np.sum(best**3) + best[0] * best.size


@program(numbers(3), numbers(3, 3), argnums=(0, 1))
def a_product_with_what_may_be_a_matrix(x, m):
    carried = None
    for k in range(3):
        step = np.cross(x, m[k])
        carried = step if carried is None else carried @ m + np.cross(carried, step)
    return carried @ x


def placed(t, a, b=0.0, *, k=1.0):
    return k * (t * a + b * t * t)


LINKS = [{"a": 1.0, "b": 2.0}, {"a": 3.0, "k": 0.5}]


@program(numbers(2), numbers(2, seed=3), argnums=(0, 1))
def dicts_from_outside_unpacked_in_a_loop(q, x):
    total = 0.0
    for t, link in zip(q, LINKS):
        total += placed(t, **link)
    return total * sum(placed(v, **link) for v, link in zip(x, LINKS)) + sum([placed(q[0], **link) for link in LINKS])


@program(numbers(2), [(0.3, 1.2), (0.7, -0.4), (1.0, 0.2)], argnums=(0, 1))
def tuples_unpacked_in_a_loop(q, rows):
    first = [(1.0, 2.0), (3.0, 4.0)]
    total = sum(placed(q[0], *row) for row in rows)
    for row in first:
        total = total + placed(q[1], *row) ** 2
    return total


@program(numbers(6), numbers(6, seed=1), 0.3, argnums=(0, 1, 2))
def a_part_taken_in_a_loop_and_again_after_it(x, y, s):
    u = y.copy()
    items = []
    for i in range(3):
        items.append(np.concatenate([y[2:], x[:2]]) * i)
        u[i] += np.sin(s)
    total = items[0] + items[1]
    return np.sum(np.concatenate([y[2:], u[:2]]) * u) + np.sum(total**2)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def norms_joined_with_parts_of_unknown_length(x, y):
    u = np.linalg.norm(np.sin(y[:, None] + x), axis=0) * 1.0
    z = np.zeros(6)
    z[3:] = np.tanh(sum([np.cos(q) for q in z[1:]]))
    return np.sum(np.concatenate([z[2:], x[:2]]) * u) + np.sum(z**2)


@program(numbers(5).astype(np.float32))
def a_total_that_starts_as_a_float_of_python(x):
    """In single precision: `total` is a number of Python at first, and then one of NumPy."""
    total = 0.0
    for k in range(3):
        total += np.sum(np.sin(x * k))
    return total


@program(numbers(5).astype(np.float32))
def a_mean_that_forgets(x):
    mean = np.float32(0)
    for k in range(x.size):
        if x[k] > 0.5:
            mean = mean + 1.5
        mean = mean * 0.9 + x[k] ** 2
    return np.sum(x * mean)


@program(numbers(5))
def copies_as_they_are_usually_made(x):
    u = np.array(x, copy=True, order="K")
    u[0] = 3 * x[1]
    u *= np.array([1.0, x[2], 2.0, x[3], 3.0], dtype=float, copy=True)
    return np.sum(u * x)


@program(numbers(6))
def an_epidemic_with_a_history(x):
    """A dict of parameters, unpacked in a loop that fills a list."""
    rates, state, history = dict(beta=np.exp(x[0]), gamma=np.exp(x[1]) - 0.5, dt=0.1), np.array([0.9, 0.1, 0.0]), []

    def slope(y, *, beta, gamma, **_):
        s, i, r = y
        return np.array([-beta * s * i, beta * s * i - gamma * i, gamma * i + 0.0 * r])

    for _ in range(5):
        middle = state + rates["dt"] / 2 * slope(state, **rates)
        state = state + rates["dt"] * slope(middle, **rates)
        history.append(state[1])
    return max(history) + sum(history) * rates["dt"]


@dataclass(frozen=True)
class Component:
    weight: float
    mean: float
    width: float

    def density(self, z):
        return self.weight * np.exp(-0.5 * ((z - self.mean) / self.width) ** 2) / self.width


@program(numbers(6))
def a_mixture_fitted_in_two_steps(x):
    """Objects made anew for each row of an array."""
    parts = [Component(0.4 + 0.1 * x[0], x[1], np.exp(x[2])), Component(0.6 - 0.1 * x[0], x[3] + 1.0, np.exp(x[4]))]
    points = np.linspace(-1.0, 2.0, 7)
    for _ in range(2):
        shares = np.stack([part.density(points) for part in parts])
        shares = shares / np.sum(shares, axis=0)
        parts = [replace(p, weight=np.mean(r), mean=np.sum(r * points) / np.sum(r)) for p, r in zip(parts, shares)]
    return np.sum(np.log(parts[0].density(points) + parts[1].density(points))) * x[5]


START = (1.0, 2.0)


@program(numbers(5))
def a_list_that_starts_with_what_is_outside(x):
    """What `list` makes is its own: the numbers outside do not change with it."""
    values = list(START)
    for v in x:
        values.append(v * values[-1])
        if len(values) > 3:
            values.pop(0)
    return sum(values) * START[1]


class Place(NamedTuple):
    x: float
    y: float
    z: float

    def __add__(self, other):
        return Place(*(a + b for a, b in zip(self, other)))

    def along(self, other):
        return sum(a * b for a, b in zip(self, other))


@program(numbers(6))
def generators_as_arguments(x):
    """`f(*(... for ...))`, `f(*map(...))`: they are run through at once."""
    place = Place(*x[:3]) + Place(*map(np.sin, x[3:]))
    return place.along(Place(*x[:3])) * np.hypot(*(v * v for v in x[:2]))


SETTINGS = {"rate": 0.1, "steps": 3, "momentum": 0.9}


@program(numbers(4))
def settings_that_are_copied(x):
    """`SETTINGS.copy()`, `dict(SETTINGS, k=v)`: their keys are known."""
    settings, other = SETTINGS.copy(), dict(SETTINGS, rate=x[1] * 0.1)
    settings["rate"] = x[0] * 0.2
    w, v = x[2:].copy(), np.zeros(2)
    for _ in range(settings["steps"]):
        v = settings["momentum"] * v - settings["rate"] * np.cos(w) - other["rate"]
        w += v
    return np.sum(w**2)
