"""Copies of arrays and of what holds them, conversions of numbers, objects that are entered and left."""

from __future__ import annotations

import copy
from copy import deepcopy
from typing import Any

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4), 0.3, argnums=(0, 1))
def states_kept_while_they_change(x, s):
    history = []
    state = {"w": x.copy(), "b": s}
    for _ in range(3):
        history.append(copy.deepcopy(state))
        state["w"] *= 0.5
        state["b"] = state["b"] + np.sum(state["w"])
    return sum(h["b"] * np.sum(h["w"]) for h in history)


@program(numbers(4), 0.3, argnums=(0, 1))
def a_copy_and_the_original(x, s):
    first = {"w": x * 2, "b": s}
    second = deepcopy(first)
    for _ in range(2):
        first["w"] *= s
        part = first["w"]
        second["w"] += part
    other = copy.copy(x)
    other[0] = s
    return np.sum(first["w"] ** 2) + np.sum(part * second["w"] * other)


@program(numbers(4), 0.3, argnums=(0, 1))
def numbers_of_other_kinds(x, s):
    z = complex(x[0], s)
    w = z * z + 1j * x[1] + complex(s)
    total = np.float64(x.sum())
    element = np.asarray(total)
    return abs(w) + w.real * w.conjugate().imag + np.exp(w).real + np.float64(s) * element[()] * element.item()


class Recorder:
    def __init__(self) -> None:
        self.items: list[Any] = []

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def put(self, value: Any) -> Any:
        self.items.append(value)
        return value


@program(numbers(4), 0.3, argnums=(0, 1))
def put_into_what_is_entered(x, s):
    with Recorder() as recorder:
        for v in x:
            recorder.put(v * s)
    return sum(recorder.items) + recorder.items[1] * recorder.items[-1]
