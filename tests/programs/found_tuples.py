"""Tuples as indices, lists that are repeated by NumPy's numbers, and arrays that are made of numbers: what was wrong once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tests.programs.cases import numbers, program

COLUMN: tuple[Any, ...] = (slice(None), 0)
PLACES: list[Any] = [(0, slice(None)), (slice(1, 3), 1)]
TWICE = np.int64(2)


class Inner:
    column = (slice(None), 0)


@program(numbers(4, 4))
def a_tuple_of_slices(x):
    y = x * 1.0
    column = (slice(None), 0)
    y[column] = y[column] ** 2
    old = y[column] ** 2
    y[column] = 3.0
    return np.sum(y) + np.sum(old)


@program(numbers(4, 4))
def a_tuple_with_an_ellipsis(x):
    y = x * 1.0
    last, row = (..., -1), (1,)
    y[last] *= y[last]
    y[row] = np.sin(y[row])
    return np.sum(y**2)


@program(numbers(4, 4))
def tuples_outside(x):
    y = x * 1.0
    y[COLUMN] = y[COLUMN] ** 2
    y[Inner.column] *= y[Inner.column]
    for place in PLACES:
        old = y[place]
        y[place] = np.sin(old) * old
    return np.sum(y**2)


@program(numbers(4, 4))
def a_tuple_made_by_a_function(x):
    def column(k: int) -> Any:
        return (slice(None), k)

    y = x * 1.0
    place = (slice(None),) * (y.ndim - 1) + (0,)
    y[place] = y[place] ** 2
    y[column(1)] = y[column(1)] * y[column(0)]
    return np.sum(y**2)


@program(numbers(5, 5))
def steps_of_a_grid(x):
    y = x * 1.0
    inner, up, down = (slice(1, -1), slice(1, -1)), (slice(0, -2), slice(1, -1)), (slice(2, None), slice(1, -1))
    for _ in range(2):
        y[inner] += 0.1 * (y[up] - 2 * y[inner] + y[down]) * y[inner]
    return np.sum(y**2)


@program(numbers(4, 4), (1,))
@program(numbers(4, 4), (slice(1, 3), 0))
def an_argument_as_index(x, place=(0,)):
    y = x * 2
    y[place] = y[place] * y[place]
    return np.sum(y**2)


@program(numbers(4))
def an_axis_added_and_written(x):
    total = np.sum(x)
    row = np.expand_dims(total, 0)
    row *= x[0]
    other = total[None]
    other[0] = other[0] * x[1]
    for v in x:
        one = v[None]
        one *= v
        other += one
    return row[0] + other[0]


@program(numbers(4))
def an_array_of_a_list_turned(x):
    parts = [x[0], x[1] * x[2]]
    turned = np.flip(parts)
    turned[0] *= x[3]
    made = np.asarray(parts)
    made[1] *= 2
    return turned[0] * turned[1] * parts[0] + np.sum(made**2)


@program(numbers(4))
def repeated_by_numbers_of_numpy(x):
    parts = [x[0], x[1]] * TWICE
    more = [x[2]] * np.count_nonzero(x > -100)
    pair = (x[0], x[1]) * (1 + np.argmax(x > -100))
    return parts[0] + 10 * parts[3] + sum(more) + pair[0] * pair[1]


@program(numbers(4))
def a_number_less_a_list(x):
    return np.sum((x[2] - [x[0], x[1]]) ** 2) + np.sum(np.cos([x[0], x[1]] + x[3]))


@program(numbers(4))
def keys_that_grow(x):
    table, word, place = {}, "", ()
    for k, v in enumerate(x):
        word += "a"
        place += (k,)
        table[word] = v * v
        table[place] = v
    return table["aa"] * table[(0, 1, 2)]


@program(numbers(4))
def one_number_into_many_places(x):
    y = np.zeros(3)
    y[:] = np.outer(x[0], x[1])
    z = x.copy()
    z[:2] = x[None, :] @ x[:, None]
    return np.sum(y) + np.sum(z**2)


@program(numbers(4))
def a_list_gets_a_tuple(x):
    parts = [1.0]
    parts += tuple(x)
    return parts[1] * parts[-1]


class Three(NamedTuple):
    first: Any
    second: Any
    third: Any


@program(numbers(4))
def the_rest_of_a_named_tuple(x):
    first, *rest = Three(x[0], x[1], x[2])
    *start, last = Three(x[1], 2.0, x[3])
    return first * sum(rest) + last * start[0]


@program(numbers(4))
def the_largest_pair(x):
    largest, square = max((v, v * v) for v in x)
    return largest * square + min([(v**2, v) for v in x])[1]


@program(numbers(4))
def an_axis_before_dots(x):
    return np.sum(np.mean(x)[..., None] * x) + np.sum(np.max(x)[None, ...] * x**2)
