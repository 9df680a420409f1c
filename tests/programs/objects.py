"""Objects made inside the function: attributes, methods, properties, operators, inheritance, lists of objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np

from tests.programs.cases import numbers, program


@dataclass
class Particle:
    """A particle on a line."""

    x: float
    v: float
    mass: float = 1.0

    def step(self, force, dt):
        self.v = self.v + dt * force / self.mass
        self.x += dt * self.v

    def moved(self, dx):
        return Particle(self.x + dx, self.v, self.mass)

    @property
    def kinetic(self):
        return 0.5 * self.mass * self.v**2

    @property
    def momentum(self):
        return self.mass * self.v

    @momentum.setter
    def momentum(self, p):
        self.v = p / self.mass


@dataclass
class Field:
    """Values on a grid, and their history."""

    u: object
    dx: float
    history: list = field(default_factory=list)
    offset: object = field(default_factory=lambda: np.ones(2))
    area: float = field(init=False)

    def __post_init__(self):
        self.area = self.dx * self.dx

    def diffuse(self, dt):
        self.u[1:-1] += dt / self.area * (self.u[2:] - 2 * self.u[1:-1] + self.u[:-2])
        self.history.append(np.sum(self.u**2))


class Layer:
    """A layer of a network."""

    gain = 1.5
    made = 0

    def __init__(self, w, b=0.1, act=np.tanh, bias=None):
        self.w, self.b = w, b
        self.act = act
        self.bias = bias
        self.__calls = 0

    def __call__(self, x):
        self.__calls += 1
        y = self.gain * self.act(x @ self.w + self.b)
        if self.bias is not None:
            y = y + self.bias
        return y * self.__calls

    @staticmethod
    def scaled(x, by):
        return by * x

    @classmethod
    def doubled(cls, w):
        return cls(2 * w, b=cls.gain)


class Sine(Layer):
    """A layer with another activation."""

    gain = 0.5

    def __init__(self, w):
        super().__init__(w, act=np.sin)

    def __call__(self, x):
        return super().__call__(x) + x


class Shape:
    def __init__(self, size):
        self.size = size

    def area(self):
        return self.size**2

    def weight(self):
        return 3.0 * self.area()


class Disc(Shape):
    def __init__(self, size, hole):
        super().__init__(size)
        self.hole = hole

    def area(self):
        return np.pi * (super().area() - self.hole**2)


class Table:
    """A function given by values."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, k):
        return self.values[k]

    def __setitem__(self, k, value):
        self.values[k] = value

    def __len__(self):
        return len(self.values)

    @cached_property
    def total(self):
        return np.sum(self.values)


class Counter:
    def __init__(self):
        self.count = 0.0

    def bump(self, by):
        self.count += by
        return self.count


class Method(Enum):
    EULER = 1
    LEAPFROG = 2


@program(0.7, 2.0, argnums=(0, 1), analytic=True)
def an_oscillator(x0, k):
    p = Particle(x0, 0.1)
    for _ in range(10):
        p.step(-k * p.x, 0.1)
    return p.kinetic + 0.5 * k * p.x**2


@program(numbers(3), analytic=True)
def a_property_that_is_set(x):
    p = Particle(x[0], x[1], mass=x[2] + 3.0)
    p.momentum = p.momentum * p.x
    return p.kinetic * p.v


@program(numbers(3), analytic=True)
def two_names_of_one_object(x):
    p = Particle(x[0], x[1])
    q = p
    q.x = q.x * x[2]
    p.x *= 3.0
    return q.x * p.x * p.v


@program(numbers(3), analytic=True)
def an_object_that_another_is_made_of(x):
    p = Particle(x[0], x[1])
    q = p.moved(x[2])
    p.x = 0.5 * q.x
    return p.x * q.x + q.moved(1.0).moved(p.x).x


@program(numbers(7))
def a_field_that_diffuses(u):
    f = Field(u * 1.0, 0.5)
    for _ in range(4):
        f.diffuse(0.01)
    total = 0.0
    for h in f.history:
        total += h * h
    return total + np.sum(f.u * f.area) + np.sum(f.offset)


@program(numbers(2, 2), numbers(2), argnums=(0, 1))
def a_network_of_layers(w, x):
    layers = [Layer(w, 0.2), Sine(w), Layer.doubled(w), Layer(w, bias=x)]
    for layer in layers:
        x = Layer.scaled(layer(x), 0.9)
    return np.sum(x * x)


@program(numbers(2), analytic=True)
def inherited_methods(x):
    total = 0.0
    for shape in (Shape(x[0]), Disc(x[0], x[1])):
        total += shape.weight()
        if isinstance(shape, Disc):
            total += shape.hole
    return total


@program(numbers(4))
def a_table_with_indices(x):
    t = Table(x.copy())
    t[1] = t[0] * t[2]
    for i in range(len(t)):
        t[i] += t[i] ** 2
    return t.total * t.total + t[1]


@program(numbers(3), analytic=True)
def a_counter_in_an_expression(x):
    c = Counter()
    y = c.bump(x[0]) * c.bump(x[1] * x[0])
    z = c.count + c.bump(x[2]) * c.count
    return y * z


@program(numbers(4), analytic=True)
def a_counter_in_a_branch(x):
    c = Counter()
    for v in x:
        if c.count * v > 0.1 or c.count == 0:
            c.bump(v * v)
        else:
            c.count = c.count * v + 1.0
    return c.count**2


@program(numbers(3), analytic=True)
def particles_that_attract(x):
    ps = [Particle(x[0], 0.0), Particle(x[1], x[2]), Particle(2.0, 0.3, 0.5)]
    for _ in range(3):
        for i, p in enumerate(ps):
            force = 0.0
            for j, q in enumerate(ps):
                if i != j:
                    force += q.x - p.x
            p.step(force, 0.1)
    return sum(p.kinetic for p in ps) + ps[0].x * ps[-1].x


@program(numbers(3), analytic=True)
def an_object_in_an_object(x):
    class_of = {"a": Particle(x[0], x[1]), "b": Particle(x[2], 1.0)}
    class_of["a"].step(x[1], 0.5)
    a, b = class_of["a"], class_of["b"]
    b.x += a.x
    return class_of["b"].x * a.v


@program(numbers(3), analytic=True)
def an_object_that_is_replaced(x):
    p = Particle(x[0], x[1])
    for _ in range(3):
        p = p.moved(x[2] * p.x)
        p.v = p.v + p.x
    return p.x * p.v


@program(numbers(3), analytic=True)
def the_object_before(x):
    p = Particle(x[0], x[1])
    before = p
    for _ in range(4):
        before, p = p, p.moved(x[2] + before.x)
    return p.x * before.x


@program(numbers(3), analytic=True)
def one_object_or_another(x):
    p = Particle(x[0], x[1])
    if p.x > 0.1:
        q = p.moved(x[2])
    else:
        q = Particle(x[1], p.v * 2.0)
    r = p if x[1] > 0 else q
    return q.x * q.v + r.x * r.kinetic


def _bounced(p):
    if p.x < 0:
        return Particle(-p.x, -0.5 * p.v)
    return p


@program(numbers(2), analytic=True)
def an_early_return_of_an_object(x):
    p = Particle(x[0], x[1] - 1.0)
    for _ in range(5):
        p = _bounced(p.moved(0.3 * p.v))
    return p.x**2 + p.v


@program(numbers(2), Method.LEAPFROG, analytic=True)
def an_enum(x, method):
    p = Particle(x[0], x[1])
    for _ in range(3):
        if method is Method.LEAPFROG:
            p.step(-p.x, 0.1)
        else:
            p.x = p.x + 0.1 * p.v
    return p.x * method.value


@program(numbers(3), analytic=True)
def attributes_by_name(x):
    p = Particle(x[0], x[1])
    setattr(p, "charge", x[2] * 2.0)  # noqa: B010
    if hasattr(p, "charge") and not hasattr(p, "spin"):
        p.x = p.x * getattr(p, "charge") + getattr(p, "spin", 0.5)  # noqa: B009
    return p.x * p.charge


@program(numbers(5))
def a_loop_that_is_left_early(x):
    p = Particle(x[0], 0.3)
    steps = 0
    while p.x < 3.0:
        p.step(p.x**2 + 1.0, 0.1)
        steps += 1
        if steps > 20:
            break
        for v in x:
            if v > p.x:
                continue
            p.v += 0.01 * v
    return p.x * p.v


@program(numbers(4))
def an_array_in_two_objects(x):
    u = x * 1.0
    f, g = Field(u, 1.0), Field(u, 2.0)
    f.u[0] = g.u[1] * 2.0
    g.u[2] *= f.u[0]
    return np.sum(u * f.u) + g.area


class Holder:
    """An object that refers to two others, one of them in a list too."""

    def __init__(self, first: Any, second: Any) -> None:
        self.first, self.second = first, second
        self.items = [first, second]


@dataclass
class Weight:
    a: Any
    b: Any = 1.0

    def scaled(self, by):
        self.b = self.b * by
        return self


@program(np.array([0.6, 0.3, 0.9]), analytic=True)
def an_object_in_one_that_is_overwritten(x):
    p, weights = Weight(x[0]), [Weight(x[1] * 2), Weight(x[2] * x[0])]
    for weight in weights:
        holder = Holder(p, weight.scaled(x[1]))
        weight.a = weight.a * holder.items[1].b
    return weights[0].a * weights[1].a + weights[0].b * p.a + holder.second.a
