"""What a gradient still holds when its reverse sweep ends: the tapes are empty, and no cotangent is kept for each value."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np

from sourcead import adjoint_hook, grad

held: list[int] = []


def note(bar: np.ndarray) -> None:
    """Note how much memory there is when the sweep comes to the argument."""
    held.append(tracemalloc.get_traced_memory()[0])


def loop(x):
    u = adjoint_hook(x, note)
    for _ in range(100):
        u = np.sin(u) * u
    return np.sum(u)


def chain(x):
    u = adjoint_hook(x, note)
    a = np.sin(u)
    b = np.exp(a)
    c = np.tanh(b)
    d = c * a
    e = np.cos(d)
    f = e * e + c
    g = np.sqrt(1 + f * f)
    h = g * np.sin(g)
    i = h / (1 + g)
    j = i * u
    return np.sum(j)


def at_the_end(function: Callable[..., object]) -> tuple[float, float]:
    """What is held when the sweep ends and at most, in multiples of the argument."""
    x = np.linspace(0.1, 1.0, 50_000)
    derivative = grad(function)
    derivative(x)
    held.clear()
    tracemalloc.start()
    derivative(x)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held[-1] / x.nbytes, most / x.nbytes


def test_tapes_are_emptied() -> None:
    end, most = at_the_end(loop)
    assert most > 100  # at least one array of each step is remembered
    assert end < 8


def test_values_and_few_cotangents() -> None:
    end, most = at_the_end(chain)
    assert end < 12 + 2 + 4  # twelve values of the forward sweep, the last cotangent and its copy, less than four others
    assert most < 20
