"""Signatures: defaults, keyword-only and positional-only parameters, `*args`, `**kwargs`, stars in calls."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


def affine(v, a=1.0, /, b=0.0, *, c=1.0):
    return (a * v + b) ** 2 * c


def total(*terms, weight=1.0):
    found = 0.0
    for term in terms:
        found = found + weight * np.sum(term)
    return found


def mean(*terms):
    return sum(terms) / len(terms)


def options(v, **settings):
    scale = settings.get("scale", 1.0)
    shift = settings.pop("shift", 0.0)
    if "power" in settings:
        v = v ** settings["power"]
    return np.sum(scale * v + shift)


def forwarded(v, *args, **kwargs):
    return affine(v, *args, **kwargs)


def both(first, *rest, scale=1.0, **named):
    found = scale * np.sum(first)
    for k, item in enumerate(rest):
        found = found + (k + 1) * np.sum(item)
    for name, value in named.items():
        found = found + len(name) * np.sum(value**2)
    return found


def triple(v):
    return v, 2.0 * v, v * v


@program(numbers(4), analytic=True)
def every_kind_of_parameter(x):
    return np.sum(affine(x) + affine(x, 2.0, 0.5) + affine(x, x[0], b=x[1], c=3.0) + affine(x, c=x[2]))


@program(numbers(4), analytic=True)
def callees_with_args(x):
    return total(x, x * x, weight=x[0]) + total() + mean(x[0], x[1] ** 2, x[2])


@program(numbers(4))
def callees_with_kwargs(x):
    return options(x) + options(x, scale=x[0], shift=x[1]) + options(x, power=3)


@program(numbers(4), analytic=True)
def arguments_forwarded(x):
    return np.sum(forwarded(x) + forwarded(x, 2.0, b=x[0]) + forwarded(x, x[1], c=2.0))


@program(numbers(4), analytic=True)
def positional_and_named(x):
    return both(x) + both(x, x[:2], x[2] ** 2, scale=2.0, ab=x, c=x[0])


@program(numbers(4), analytic=True)
def stars_of_displays(x):
    pair = (x[0], x[1])
    named = {"b": x[2], "c": 2.0}
    return np.sum(affine(x, *pair[:1], **named)) + total(*triple(x)) + total(*[x, x[0]], *pair, **{"weight": x[1]})


@program(numbers(4), (2.0, numbers(3)), {"b": 0.5, "c": 1.5}, argnums=(0, 1, 2))
def stars_of_arguments(x, pair, named):
    return np.sum(affine(x, pair[0], **named)) + total(*pair, **{"weight": named["c"]})


@program(numbers(3), [{"w": numbers(3, 3), "b": numbers(3)}], (("up", "down"), None), argnums=(0, 1))
def parts_of_arguments(x, layers, names):
    def layer(v, w, b, act=None):
        v = w @ v + b
        return v if act is None else act(v)

    kinds, act = names
    scale = {"up": 2.0, "down": 0.5}
    return np.sum(layer(x, layers[0]["w"], layers[0]["b"], act)) * scale[kinds[0]]


@program(numbers(4), analytic=True)
def stars_into_numpy(x):
    shape = (2, 2)
    return np.sum(np.reshape(x, *(shape,))) + np.sum(np.stack([x, x * x])) + np.multiply(*(x[0], x[1]))


@program(numbers(4), analytic=True)
def args_as_a_tuple(x):
    def norms(*vs):
        stacked = np.stack(vs)
        return np.sum(stacked * stacked) + vs[0][0] * vs[-1][1]

    return norms(x, 2.0 * x) + norms(x)


@program(numbers(4), 2.0, argnums=(0, 1), analytic=True)
def positional_only_with_default(x, k=1.0, /):
    return np.sum(k * x**2)
