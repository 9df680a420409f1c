"""Objects and functions as many as an argument says: a whole number, a list, an array."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from tests.programs.cases import numbers, program


class Particle:
    def __init__(self, position, velocity, mass=1.0):
        self.position, self.velocity, self.mass = position, velocity, mass

    def kick(self, force, dt):
        self.velocity = self.velocity + dt * force / self.mass

    def drift(self, dt):
        self.position = self.position + dt * self.velocity

    @property
    def energy(self):
        return 0.5 * self.mass * np.sum(self.velocity**2)


def force(p, q):
    d = q.position - p.position
    return d / (0.1 + np.sum(d**2)) ** 1.5


@program(numbers(2), 1.2, 3, argnums=(0, 1))
@program(numbers(2), 1.2, 2, argnums=(0, 1))
def as_many_particles_as_a_number_says(x, k, n):
    particles = [Particle(x * (i + 1), np.zeros(2), mass=k + i) for i in range(n)]
    for _ in range(3):
        for p in particles:
            total = np.zeros(2)
            for q in particles:
                if q is not p:
                    total = total + force(p, q)
            p.kick(total, 0.1)
        for p in particles:
            p.drift(0.1)
    return sum(p.energy for p in particles) + np.sum(particles[-1].position)


@program(numbers(3, 2), numbers(3), argnums=(0, 1))
def a_particle_for_each_row(xs, masses):
    particles = [Particle(x, 0.1 * x, m * m + 1) for x, m in zip(xs, masses)]
    for i in range(len(particles)):
        for j in range(i + 1, len(particles)):
            f = force(particles[i], particles[j])
            particles[i].kick(f, 0.1)
            particles[j].kick(-f, 0.1)
    return sum(p.energy for p in particles)


@program(1.5, 3)
def objects_appended(x, n):
    particles = []
    for i in range(n):
        p = Particle(x * (i + 1), 0.0)
        particles.append(p)
    for i in range(n):
        for j in range(i + 1, n):
            d = particles[j].position - particles[i].position
            particles[i].kick(d, 0.1)
            particles[j].kick(-d, 0.2)
    return sum(p.velocity**2 for p in particles)


@dataclass
class Layer:
    w: np.ndarray
    b: np.ndarray

    def __call__(self, x):
        return np.tanh(x @ self.w + self.b)


class Network:
    def __init__(self, layers):
        self.layers = layers

    @classmethod
    def of(cls, parameters):
        return cls([Layer(w, b) for w, b in parameters])

    @property
    def depth(self):
        return len(self.layers)

    def __call__(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x) * (1.0 if i < self.depth - 1 else 2.0)
        return x


@program([(numbers(3, 4), numbers(4)), (numbers(4, 4), numbers(4, seed=1)), (numbers(4, 2), numbers(2))], numbers(5, 3))
@program([(numbers(3, 2), numbers(2))], numbers(5, 3))
def a_network_of_a_list(parameters, x):
    penalty = sum(np.sum(w**2) for w, _ in parameters)
    return np.mean(Network.of(parameters)(x) ** 2) + 0.1 * penalty


@program({"w": [numbers(3, 3), numbers(3, 3, seed=1)], "k": 0.4}, numbers(3))
def a_network_of_a_list_in_a_dict(parameters, x):
    layers = [Layer(w, parameters["k"]) for w in parameters["w"]]
    for layer in layers:
        x = layer(x)
    return np.sum(x)


@program(0.7, 3)
def functions_appended(x, n):
    steps = []
    for k in range(n):
        steps.append(lambda y, k=k: math.sin(y + k))
    for step in steps:
        x = x + step(x)
    return x


def polynomial(a, b, c):
    return a * b + c**2


@program(numbers(3))
@program([0.3, 1.2, -0.4])
def as_many_arguments_as_there_are(xs):
    first, *rest = xs
    return polynomial(*xs) * first + sum(rest)


@program(numbers(5), numbers(2))
def some_arguments_of_an_array(x, y):
    return polynomial(*x[:2], y[0]) * polynomial(*x[1:4]) + polynomial(y[1], *x[-2:])


@dataclass
class Controller:
    kp: float
    ki: float
    kd: float
    integral: float = 0.0
    last: float | None = None
    log: list = field(default_factory=list)

    def __call__(self, error, dt):
        self.integral += error * dt
        slope = 0.0 if self.last is None else (error - self.last) / dt
        self.last = error
        return self.kp * error + self.ki * self.integral + self.kd * slope


@program(np.array([1.2, 0.4, 0.05]))
def an_object_made_of_an_array(gains):
    controller = Controller(*gains)
    x, v, cost = 1.0, 0.0, 0.0
    for _ in range(6):
        u = max(-2.0, min(2.0, controller(-x, 0.1)))
        v += 0.1 * (u - 0.3 * v)
        x += 0.1 * v
        cost += 0.1 * (x**2 + 0.01 * u**2)
    return cost


@program(np.array([0.3, 0.8, 0.4]))
def rows_that_are_written_while_objects_are_made(x):
    def made(v):
        x[2] = x[2] * v
        return Particle(v, x[2])

    return sum(p.position * p.velocity for p in [made(v) for v in x])


class Star:
    """A mass with a place and a speed."""

    def __init__(self, place, speed, mass):
        self.place, self.speed, self.mass = place, speed, mass


@program(np.array([0.1, 0.2, 0.3, -0.1]))
def forces_in_a_list_beside_the_objects(x):
    """A list whose elements are stored one by one stays as long as it is."""
    stars = [Star(x[:2] * 1.0, x[2:] * 1.0, 1.0), Star(np.array([1.0, 0.2]), np.array([0.0, 0.5]), 0.5)]
    for _ in range(4):
        forces = [np.zeros(2) for _ in stars]
        for i, a in enumerate(stars):
            for j, b in enumerate(stars):
                if i != j:
                    way = b.place - a.place
                    forces[i] += b.mass * way / (way @ way + 0.1) ** 1.5
        for star, force in zip(stars, forces):
            star.speed = star.speed + 0.1 * force
            star.place = star.place + 0.1 * star.speed
    return sum(0.5 * s.mass * s.speed @ s.speed for s in stars)
