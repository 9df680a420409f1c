"""Branches that the types decide."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(3), None)
def default_weights(x, w):
    if w is None:
        w = np.ones(3)
    return np.sum(w * x**2)


@program(numbers(3, 3), numbers(3), argnums=(0, 1))
def by_rank(a, x):
    def product(u, v):
        if np.ndim(u) == 2 and np.ndim(v) == 1:
            return u @ v
        elif np.ndim(u) == 0 or np.isscalar(v):
            return u * v
        return np.sum(u * v)

    return product(product(a, x), x) * product(2.0, x[0])


@program(2.0)
def by_class(x):
    if isinstance(x, np.ndarray):
        return np.fft.fft(x)
    if isinstance(x, (int, float)):
        return x**3
    raise TypeError(type(x))


@program(numbers(4), True, "Mean")
def by_flags_and_modes(x, squared, reduce):
    d = x**2 if squared else np.fft.fft(x)
    if reduce.lower() == "mean":
        return np.mean(d)
    elif reduce in ("sum", "total"):
        return np.sum(d)
    raise ValueError(reduce)


@program(numbers(3), {"scale": 2.0})
def by_keys(x, options):
    s = np.sum(x**2)
    if "scale" in options:
        s = s * options["scale"]
    if "power" in options:
        s = np.fft.fft(s)
    return s


@program(numbers(3), [numbers(3, 3), numbers(3, 3, seed=1)])
def in_a_loop(x, layers):
    h, first = x, None
    for w in layers:
        if first is None:
            first = w @ h
        if h.dtype == np.float32:
            h = np.fft.fft(h)
        else:
            h = np.tanh(w @ h)
    return np.sum(h * first)


@program(numbers(3), -0.5, "sum")
def partly_in_one_test(x, a, mode):
    if (mode == "mean" and a < 0) or a > 0:
        return np.sum(x)
    while (mode is None and a < 0) or a < 1:
        x, a = x * 1.5, a + 1
    scale = 3.0 if not (mode == "sum" and a > 0) or a < 0 else a
    return np.sum(x**2) * scale


@program(numbers(4))
def by_the_librarys_version(x):
    integral = np.trapezoid if hasattr(np, "trapezoid") else np.trapz  # noqa: NPY201
    if not hasattr(np, "no_such_function"):
        return integral(x**2, dx=0.1)
    return np.no_such_function(x)
