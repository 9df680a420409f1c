"""Objects made of other objects, objects that are sequences, lists of objects, objects bound outside of the function."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, field, replace
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([0.6, -0.3, 0.9])


@dataclass
class Weight:
    """A number or array and a factor."""

    w: Any
    b: Any = 1.0

    def value(self, x: Any) -> Any:
        return self.w * x * self.b


@dataclass
class Group:
    """Weights in a list, and one more."""

    items: list[Weight]
    last: Weight
    names: list[str] = field(default_factory=list)


class Point(NamedTuple):
    """Two coordinates."""

    x: Any
    y: Any = 0.5


class Polynomial:
    """Coefficients, the highest first."""

    def __init__(self, coefficients: Any) -> None:
        self.coefficients = coefficients

    def __len__(self) -> int:
        return len(self.coefficients)

    def __getitem__(self, k: Any) -> Any:
        return self.coefficients[k]

    def __setitem__(self, k: Any, value: Any) -> None:
        self.coefficients[k] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self.coefficients)

    def __contains__(self, value: Any) -> bool:
        return value in self.coefficients

    def __call__(self, t: Any) -> Any:
        total = 0.0
        for c in self:
            total = total * t + c
        return total


class Chain:
    """Objects in a row."""

    def __init__(self, first: Weight, second: Weight) -> None:
        self.parts = [first, second]

    def __iter__(self) -> Iterator[Weight]:
        """Its parts."""
        yield from self.parts

    def __len__(self) -> int:
        return len(self.parts)


# copies, dicts and tuples


@program(X, analytic=True)
def as_a_dict(x):
    table = asdict(Weight(x[0] * x[1], x[2]))
    return table["w"] * table["b"] + len(table)


@program(X)
def as_a_dict_that_is_written(x):
    weight = Weight(x * 2.0, x[1])
    table = asdict(weight)
    table["w"][0] = x[2]
    return np.sum(weight.w * table["w"]) * table["b"]


@program(X, analytic=True)
def a_nested_object_as_a_dict(x):
    table = asdict(Group([Weight(x[0]), Weight(x[1], x[2])], Weight(x[2])))
    first, second = table["items"]
    return first["w"] * second["w"] * second["b"] + table["last"]["w"] ** 2


@program(X, analytic=True)
def as_a_tuple(x):
    w, b = astuple(Weight(x[0] * x[1], x[2]))
    (a, _), (c, d) = astuple(Group([Weight(x[0]), Weight(x[1])], Weight(x[2])))[0]
    return w * b + a * c * d


@program(X)
def a_shallow_copy(x):
    weight = Weight(x * 2.0, x[0])
    other = copy.copy(weight)
    other.b = x[1]
    other.w[0] = x[2] ** 2
    return np.sum(weight.w * other.w) * weight.b * other.b


@program(X)
def a_deep_copy(x):
    group = Group([Weight(x * 2.0), Weight(x + 1.0)], Weight(x[0]))
    group.items.append(group.last)
    other = copy.deepcopy(group)
    other.items[0].w[1] = x[2]
    other.items[2].w = x[1] * other.last.w
    return np.sum(group.items[0].w * other.items[0].w) + other.last.w * group.last.w


@program(X, analytic=True)
def a_copied_list_of_objects(x):
    weights = [Weight(x[0]), Weight(x[1])]
    others = list(weights)
    others.append(Weight(x[2]))
    others[0].b = x[2]
    weights[1] = replace(weights[0], w=3.0)
    return sum(v.w * v.b for v in others) * weights[0].b + weights[1].b * len(weights[:])


@program(X, analytic=True)
def namespaces(x):
    state = SimpleNamespace(a=x[0], b=2.0)
    state.c = x[1] * state.a
    for v in x:
        state.b = state.b * v + state.c
    return state.b * state.a


@program(SimpleNamespace(w=X, inner=SimpleNamespace(b=0.3), name="n"), X, argnums=(0, 1), analytic=True)
def a_namespace_as_argument(p, x):
    return np.sum(p.w * x) * p.inner.b if p.name == "n" else p.inner.b


# named tuples


@program(X)
def a_named_tuple_as_a_tuple(x):
    point = Point(x[0], x[1])
    return sum(point) * max(point) + np.dot(point, (2.0, 3.0)) + np.sum(np.array(point) ** 2)


@program(X, analytic=True)
def a_named_tuple_as_a_dict(x):
    point = Point(x[0])._replace(y=x[1] * x[2])
    table = point._asdict()
    return table["x"] * table["y"] + sum(v * v for v in table.values())


@program(Point(X, 0.2), [Point(0.1, X), Point(0.4)], argnums=(0, 1), analytic=True)
def lists_of_named_tuples(p, points):
    (a, b), second = points
    return np.sum(p.x * b) * p.y + a * second.x * second[1]


# sequences


@program(X, analytic=True)
def a_polynomial(x):
    p = Polynomial(x)
    return p(0.5) * len(p) + p[-1] * p[0]


@program(X, 0.7, argnums=(0, 1), analytic=True)
def a_loop_over_an_object(x, t):
    p = Polynomial(x * t)
    total = 0.0
    for k, c in enumerate(p):
        total = total + k * c * t
    return total + sum(c * c for c in p) + p(t)


@program(Polynomial(X), 0.7, argnums=(0, 1))
def an_element_of_an_object_written(p, t):
    p[1] = p[0] * t
    p[0] *= 3.0
    a, b, c = p
    return p(t) + a * b * c


@program(X, analytic=True)
def a_chain_of_objects(x):
    chain = Chain(Weight(x[0]), Weight(x[1], x[2]))
    first, second = chain
    for part in chain:
        part.b = part.b * x[0]
    return first.value(x[1]) * second.value(x[2]) * len(chain)


# lists and dicts of objects


@program(X, analytic=True)
def a_list_of_objects_that_changes(x):
    weights = [Weight(x[0]), Weight(x[1])]
    weights += [Weight(x[2], x[0])]
    last = weights.pop()
    weights.insert(0, last)
    weights.extend([Weight(v) for v in (x[0], x[1])])
    weights.reverse()
    return weights[-1].value(x[1]) + weights[0].w * weights[2].w ** 2 + len(weights)


@program(X, analytic=True)
def another_name_of_a_list_of_objects(x):
    weights = [Weight(x[0])]
    others = weights
    weights += [Weight(x[1])]
    others[0].w = x[2]
    return sum(w.w for w in others) * weights[0].w * len(others)


@program(X, analytic=True)
def a_dict_of_objects(x):
    table = {"a": Weight(x[0]), "b": Weight(x[1])}
    table["c"] = Weight(x[2], 0.5)
    for name, weight in table.items():
        weight.b = weight.b * (2.0 if name == "a" else x[0])
    return table["a"].b * table.get("b").value(x[2]) + sum(table[k].b for k in table)


@program(X)
def objects_in_conditions(x):
    weights = [Weight(x[0]), Weight(x[1])]
    if (found := weights[0]).w > 0 and all(w.w < 5 for w in weights):
        return found.value(x[2]) * x[0]
    return found.w


# objects bound outside of the function


class Layer:
    """A layer with constant weights."""

    def __init__(self, w: Any, shift: float = 0.0) -> None:
        self.w, self.shift = w, shift

    def __call__(self, x: Any) -> Any:
        return np.tanh(self.w * x + self.shift)

    @property
    def norm(self) -> Any:
        return np.sum(self.w**2)


LAYERS = [Layer(numbers(3)), Layer(numbers(3, seed=1), 0.3)]
NETWORK = SimpleNamespace(layers=LAYERS, out=Layer(X), scale=1.5)


@program(X)
def layers_bound_outside(x):
    for layer in LAYERS:
        x = layer(x)
    return np.sum(x) * LAYERS[-1].norm


@program(X)
def a_network_bound_outside(x):
    for k, layer in enumerate(NETWORK.layers):
        x = layer(x) * (k + 1) + NETWORK.scale
    return np.sum(NETWORK.out(x))


@program(X)
def pairs_of_layers_bound_outside(x):
    total = 0.0
    for one, other in zip(LAYERS, LAYERS[1:]):
        total = total + np.sum(one(x) * other.w)
    return total + sum(np.sum(layer(x)) for layer in LAYERS if isinstance(layer, Layer))


class Units:
    """Conversions that need no object, and one way to make one of others."""

    scale = 2.0

    def __init__(self, value: Any) -> None:
        self.value = value

    @staticmethod
    def squared(v: Any) -> Any:
        """A function in a class."""
        return v * v

    @classmethod
    def scaled(cls, v: Any) -> Units:
        """An object by another way."""
        return cls(cls.scale * v)


class Finer(Units):
    """Another scale."""

    scale = 0.5


@program(X)
def static_methods_of_a_class(x):
    """`staticmethod`, called by the class and by an object."""
    return np.sum(Units.squared(x)) + Units(x[0]).squared(x[1]) * x[2]


@program(X)
def objects_made_by_class_methods(x):
    """`classmethod`, of a class and of one that inherits it."""
    return np.sum(Units.scaled(x).value * Finer.scaled(x**2).value)


@program(X)
def a_static_method_handed_on(x):
    """`staticmethod` and `classmethod` as functions that are passed."""
    scaled = Finer.scaled
    return sum(map(Units.squared, x)) + scaled(x[0]).value * scaled(x[1] ** 2).value
