"""Named tuples and frozen dataclasses made inside the function."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tests.programs.cases import numbers, program

Pair = namedtuple("Pair", "first second")


class State(NamedTuple):
    """Position, velocity and time."""

    x: float
    v: float
    t: float = 0.0

    def energy(self, k):
        return 0.5 * self.v**2 + 0.5 * k * self.x**2


@dataclass(frozen=True)
class Vec:
    x: float
    y: float

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, by):
        return Vec(self.x * by, self.y * by)

    __rmul__ = __mul__

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __abs__(self):
        return np.sqrt(self.x**2 + self.y**2)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __lt__(self, other):
        return abs(self) < abs(other)


@dataclass(frozen=True)
class Body:
    """A body in a plane."""

    position: Vec
    velocity: Vec
    mass: float = 1.0

    def __post_init__(self):
        object.__setattr__(self, "inverse", 1.0 / self.mass)


def advance(s, k, dt):
    v = s.v - dt * k * s.x
    return State(s.x + dt * v, v, s.t + dt)


@program(0.7, 2.0, argnums=(0, 1), analytic=True)
def a_state_that_is_advanced(x0, k):
    s = State(x0, 0.0)
    for _ in range(6):
        s = advance(s, k, 0.1)
    return s.energy(k) + s.t * s.x


@program(numbers(2), analytic=True)
def a_trajectory(x):
    s = State(x[0], x[1])
    before = s
    total = 0.0
    while s.t < 0.5:
        before = s
        s = advance(s, 2.0, 0.1)
        total += (s.x - before.x) ** 2
    return total + before.v


@program(numbers(3), analytic=True)
def a_state_with_changes(x):
    s = State(v=x[1], x=x[0])
    for _ in range(3):
        s = s._replace(x=s.x * s.v, t=s.t + x[2])
    x_end, v_end, t_end = s
    return x_end * v_end + s[2] * t_end + len(s)


@program(numbers(3), analytic=True)
def a_dict_of_a_state(x):
    d = State(x[0], x[1])._asdict()
    d["t"] = x[2]
    return d["x"] * d["v"] * d["t"]


@program(numbers(4), analytic=True)
def vectors_in_the_plane(x):
    p, q = Vec(x[0], x[1]), Vec(x[2], x[3])
    for _ in range(3):
        p, q = q - p * 0.5, 0.3 * p + q
    return p @ q - (-p) @ p


@program(numbers(4), analytic=True)
def nested_vectors(x):
    b = Body(Vec(x[0], x[1]), Vec(x[2], x[3]), 2.0)
    for _ in range(4):
        force = -b.position * 0.7
        v = b.velocity + force * (0.1 * b.inverse)
        b = replace(b, position=b.position + v * 0.1, velocity=v)
    return b.position @ b.velocity + abs(b.position) * b.mass


@program(numbers(4))
def the_longer_one(x):
    p, q = Vec(x[0], x[1]), Vec(x[2], x[3])
    longer = q if p < q else p
    return longer @ longer + longer.x


@program(numbers(5), analytic=True)
def pairs_in_a_loop(x):
    p = Pair(x[0], Pair(x[1], 1.0))
    for v in x:
        p = Pair(p.second.first * v, Pair(p.first + v, p.second.second))
    return p.first * p.second.first + p.second.second


def split(x):
    half = x.size // 2
    return Pair(first=x[:half], second=x[half:])


@program(numbers(6), analytic=True)
def arrays_in_a_pair(x):
    a, b = split(x)
    p = split(b)
    return np.sum(a) * np.sum(p.first) + np.sum(p.second**2)


def extremes(x):
    if np.sum(x) > 0:
        return Pair(x[0], x[1] * 2.0)
    return Pair(first=x[1], second=x[0])


@program(numbers(3))
def a_pair_by_an_early_return(x):
    p = extremes(x)
    q = extremes(-x)
    return p.first * q.second + p.second**2


@program(numbers(4), analytic=True)
def a_loop_over_pairs(x):
    total = 0.0
    for p in (Pair(x[0], x[1]), Pair(x[2], x[3])):
        total += p.first * p.second
        for part in p:
            total += part**3
    for k, (a, b) in enumerate([Pair(x[0], 1.0), Pair(x[1], x[2])]):
        total = total * (k + 1) + a * b
    return total
