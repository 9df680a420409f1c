"""Tuples of no fixed length: made of arrays and lists, and grown in loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4))
def grown_in_a_loop(x):
    held: tuple[Any, ...] = ()
    for v in x:
        held += (v * v,)
    return sum(held) * held[1]


@program(numbers(4), 0.3, argnums=(0, 1))
def grown_at_both_ends(x, s):
    held = (x[0],)
    for v in x[1:]:
        held = (*held, v * held[-1]) if v > s else (v, *held)
    return held[0] + held[-1] * len(held)


@program(numbers(4), 0.3, argnums=(0, 1))
def until_it_is_enough(x, s):
    history, u = (), 1.0
    while u < 5.0:
        u = u * (1 + s)
        history += (u * x[1],)
    return np.sum(np.array(history) ** 2)


@program(numbers(4))
def of_an_array(x):
    a, *rest = tuple(x)
    held = tuple(x) + (a * x[1],)
    return held[-1] * sum(rest) + sum(v * w for v, w in zip(held[1:], held[:-1]))


@program(numbers(4))
def rows_of_a_matrix(x):
    rows = tuple(np.outer(x, x))
    found = rows[0]
    for row in rows[1:]:
        found = found * row
    return np.sum(found)


@program(numbers(4))
def the_last_ones(x):
    last: tuple[Any, ...] = ()
    for v in x:
        last = last[-1:] + (v * (last[-1] if last else 1.0),)
    return last[0] * last[1]


@program(numbers(4))
def pairs_in_a_tuple(x):
    pairs: tuple[Any, ...] = ()
    for k in range(len(x)):
        pairs += ((x[k], x[k] ** 2),)
    total = 0.0
    for a, b in pairs:
        total += a * b
    return total


@program(numbers(4))
def the_old_one_stays(x):
    held = tuple(x)
    before = held
    held += (x[0] ** 2,)
    return len(before) * held[-1] + before[-1]


@program(numbers(4))
def joined_by_a_function(x):
    def with_square(held: Any, v: Any) -> Any:
        return held + (v * v,)

    held: tuple[Any, ...] = ()
    for v in x:
        held = with_square(held, v)
    return held[1] * held[2] if x[0] * x[0] in held else 0.0


@program(numbers(4))
def grown_many_times(x):
    held = (x[0],)
    for _ in range(70):
        held = held + (held[-1] * 0.9 + x[1] * 0.1,)
    return held[3] * held[-1]


@program(numbers(4))
def an_index_stays_a_tuple(x):
    place: tuple[int, ...] = ()
    for k in range(2):
        place += (k + 1,)
    held = tuple(x)
    table = np.zeros((3, 3))
    table[place] = held[0] * held[1]
    return np.sum(table) + table[place]


@program(numbers(4))
def stacked_and_repeated(x):
    held = tuple(x) * 2
    return np.stack(held + (x[0],)) @ np.arange(9.0)
