"""Objects as arguments: their gradients are objects like them."""

from __future__ import annotations

import functools
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([0.5, -0.3, 0.8])


@dataclass
class Params:
    """The weights of a layer."""

    w: Any
    b: Any
    name: str = "layer"
    steps: int = 3


@dataclass(frozen=True)
class Body:
    """A mass point."""

    position: Any
    velocity: Any
    mass: float = 2.0

    def energy(self) -> Any:
        return 0.5 * self.mass * np.sum(self.velocity**2)

    @property
    def momentum(self) -> Any:
        return self.mass * self.velocity


class Spring:
    """A plain class."""

    def __init__(self, stiffness: Any, length: Any) -> None:
        self.stiffness, self.length = stiffness, length
        self.label = None

    def force(self, u: Any) -> Any:
        return -self.stiffness * (u - self.length)


class Slotted:
    """Attributes in slots."""

    __slots__ = ("a", "b", "unset")

    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a, b


class Pose(NamedTuple):
    """A named tuple."""

    at: Any
    angle: Any


Limits = namedtuple("Limits", "low high")


@dataclass
class Network:
    """Layers, what they are joined by, and a function."""

    layers: list[Params]
    output: Params
    activation: Callable[..., Any] = np.tanh
    options: dict[str, Any] = field(default_factory=dict)

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = self.activation(layer.w @ x + layer.b)
        return np.sum(self.output.w * x) + self.output.b


@program(Params(X, 0.2), 2 * X, argnums=(0, 1), analytic=True)
def a_dataclass(params, x):
    return np.sum((params.w * x + params.b) ** 2)


@program(Params(X, 0.2), X)
def whole_numbers_of_an_object(params, x):
    y = x
    for _ in range(params.steps):
        y = np.tanh(params.w * y + params.b)
    return np.sum(y) if params.name == "layer" else y[0]


@program(Body(X, 2 * X), analytic=True)
def a_frozen_dataclass(body):
    return body.energy() + np.sum(body.momentum * body.position)


@program(Spring(X, 0.3), X, argnums=(0, 1), analytic=True)
def a_plain_object(spring, u):
    return np.sum(spring.force(u) ** 2) if spring.label is None else u[0]


@program(Slotted(X, 1.5), analytic=True)
def slots(s):
    return np.sum(s.a**2) * s.b if not hasattr(s, "unset") else s.b


@program(Pose(X, 0.4), Limits(0.2, X))
def named_tuples(pose, limits):
    at, angle = pose
    return np.sum(at * np.cos(angle)) + pose.at[0] * limits.high[1] + limits[0] * pose[1]


@program(Pose(X, 0.4), Limits(0.2, X), argnums=(1, 0))
def named_tuples_the_other_way_round(pose, limits):
    total = 0.0
    for part in limits:
        total = total + np.sum(part) * pose.angle
    return total + pose._replace(angle=2.0).angle * limits.low


@program(
    Network([Params(numbers(3, 3), X), Params(numbers(2, 3), numbers(2))], Params(numbers(2, seed=3), 0.5)), X, argnums=(0, 1)
)
def a_network(network, x):
    return network(x) ** 2


@program([Body(X, 2 * X), Body(-X, X), Body(X**2, X - 1.0, 3.0)])
def a_list_of_objects(bodies):
    energy = 0.0
    for i, a in enumerate(bodies):
        energy = energy + a.energy()
        for b in bodies[:i]:
            energy = energy - a.mass * b.mass / np.sqrt(np.sum((a.position - b.position) ** 2) + 0.1)
    return energy


@program({"first": Params(X, 0.1), "second": (Params(X**2, 0.3), X)}, 2.0, argnums=(0, 1), analytic=True)
def objects_in_a_dict(table, t):
    inner, x = table["second"]
    return np.sum(table["first"].w * inner.w * x) * table["first"].b * t + inner.b**2


@program(Params(X, 0.2), X, argnums=(0, 1))
def attributes_rebound(params, x):
    params.w = params.w * 2.0
    for k in range(3):
        params.b = params.b * x[k] + k
    params.w += params.b
    return np.sum(params.w * x)


@program(Params(X, 0.2), X, argnums=(0, 1))
def arrays_of_an_object_written(params, x):
    params.w[0] = params.b * x[1]
    params.w[1:] *= x[:2]
    w = params.w
    w[2] += x[0]
    return np.sum(params.w * x) * np.sum(w)


@program(Params(X, 0.2), X, argnums=(0, 1))
def an_object_changed_in_a_branch(params, x):
    if x[0] > 0:
        params.w = params.w * x
        params.name = "other"
    else:
        params.b = 3.0
    scale = 2.0 if params.name == "other" else 1.0
    return scale * np.sum(params.w) * params.b


@program(Params(X, 0.2), X, argnums=(0, 1), analytic=True)
def two_names_of_one_object(params, x):
    other = params
    other.w = other.w * x
    box = [params, other]
    box[0].b = box[1].b * 2.0
    return np.sum(params.w) * params.b


@program([Params(X, 0.2), Params(2 * X, 0.3)], X, analytic=True)
def an_object_of_a_list_under_another_name(layers, x):
    last = layers[-1]
    last.w = last.w * x
    for layer in layers:
        layer.b = layer.b * 2.0
    return np.sum(layers[0].w * layers[1].w) * last.b * layers[0].b


def relaxed(spring, u, steps):
    for _ in range(steps):
        u = u + 0.1 * spring.force(u)
    return u


@program(Spring(X, 0.3), X, argnums=(0, 1), analytic=True)
def passed_on_to_a_function(spring, u):
    return np.sum(relaxed(spring, u, 4) ** 2)


@program(Spring(X, 0.3), X, analytic=True)
def captured_by_an_inner_function(spring, u):
    def energy(v):
        return np.sum(spring.stiffness * (v - spring.length) ** 2) / 2

    spring.length = spring.length + 1.0
    return energy(u) + energy(2 * u)


@dataclass
class Tree:
    """Objects inside objects."""

    value: Any
    left: Tree | None = None
    right: Tree | None = None

    def total(self, depth: int) -> Any:
        found = self.value * depth
        if self.left is not None:
            found = found + self.left.value * self.value
        if self.right is not None:
            found = found + self.right.value**2
        return found


@program(Tree(X, Tree(2 * X, right=Tree(X)), None), analytic=True)
def a_tree(tree):
    return np.sum(tree.total(2)) + np.sum(tree.left.total(3) * tree.left.right.value)


class Counter:
    """A property with a side effect."""

    def __init__(self, start: Any) -> None:
        self.start, self.reads = start, 0

    @property
    def value(self) -> Any:
        self.reads += 1
        return self.start * self.reads


@program(Counter(0.7), X, argnums=(0, 1), analytic=True)
def a_property_that_counts(counter, x):
    return counter.value * x[0] + counter.value * x[1] ** 2 + counter.reads * x[2]


class Lazy:
    """A property that is computed once."""

    def __init__(self, w: Any) -> None:
        self.w = w

    @functools.cached_property
    def norm(self) -> Any:
        return np.sum(self.w**2)


@program(Lazy(X), X, analytic=True)
def a_cached_property(lazy, x):
    first = lazy.norm
    return first * np.sum(lazy.w * x) + lazy.norm


@program(Params([X, 2 * X], (0.1, {"c": 0.4})), X, argnums=(0, 1), analytic=True)
def attributes_that_are_structures(params, x):
    total = params.b[0] * params.b[1]["c"]
    for w in params.w:
        total = total + np.sum(w * x) ** 2
    return total + len(params.w)


@program(Params(X.astype(np.float32), np.float32(0.2)), X.astype(np.float32), argnums=(0, 1))
def single_precision(params, x):
    return np.sum(np.tanh(params.w * x + params.b))


@program(X, Body(X, 2 * X), analytic=True)
def by_another_argument(x, body):
    return np.sum(x * body.velocity) * body.mass + np.sum(body.momentum * x**2)


@program(Network([Params(numbers(3, 3), X), Params(numbers(3, 3, seed=1), X)], Params(X, 0.5), np.sin), X, argnums=(0, 1))
def layers_by_index(network, x):
    y = x
    for i in range(len(network.layers)):
        y = network.layers[i].w @ y + network.layers[-1 - i].b
        if i < len(network.layers) - 1:
            y = network.activation(y)
    return np.sum(y * network.output.w)


@program([Params(X, 0.5), Params(X * 2, 0.1), Params(X**2, 1.5)], X, argnums=(0, 1), analytic=True)
def neighbours_in_a_list(layers, x):
    total = np.sum(layers[0].w * x)
    for a, b, factor in zip(layers, layers[1:], (2.0, x[0])):
        total = total + factor * np.sum(a.w * b.w) * a.b
    for k, layer in zip(range(3), layers):
        total = total + k * layer.b
    return total + np.sum([layers[j].b * layers[j + 1].b for j in range(2)])
