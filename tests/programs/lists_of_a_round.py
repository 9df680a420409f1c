"""Lists that each round of a loop makes anew, and reads as wholes."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4))
def neighbours(x):
    total = 0.0
    for i in range(4):
        near = [j for j in range(i)]
        for j in near:
            total += x[j] * x[i]
    return total


@program(numbers(4))
def stages(y):
    for _ in range(3):
        slopes = [y * i for i in range(2)]
        y = y + np.mean(np.array(slopes), axis=0)
    return np.sum(y**2)


@program(numbers(4))
def stages_appended(y):
    for _ in range(3):
        slopes = []
        for i in range(2):
            slopes.append(np.sin(y) * i)
        y = y + sum(slopes)
    return np.sum(y**2)


@program(numbers(4))
def beams(x):
    scores = [0.0]
    for t in range(3):
        scores = [s + x[v] * t for s in scores for v in range(2)]
    return sum(s**2 for s in scores)


@program(numbers(4))
def a_list_filled_again(x):
    held = list(x)
    held[:] = [v * v for v in held]
    held[1:3] = [v + x[0] for v in held[1:3]]
    return held[0] * held[1] + held[2]


@program(numbers(4))
def the_round_before(x):
    before, total = [x[0]], 0.0
    for k in range(3):
        now = []
        for v in before:
            now.append(np.sin(v) + x[k])
            now.append(v * total)
        total = total + sum(before) * 0.1
        before = now
    return total + sum(before)


@program(numbers(4))
def both_names_grow(x):
    total, last = 0.0, [x[3]]
    for k in range(3):
        held = [x[k]]
        other = held
        for v in list(held):
            other.append(v * x[3])
        total = total + sum(held) * len(other) + sum(last)
        last = other
    return total + sum(last)
