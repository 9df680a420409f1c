"""Tuples and lists of known length, read by numbers that are known only at run time."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


def first_above(values, bound):
    for k, v in enumerate(values):
        if v > bound:
            return v * (k + 1)
    return bound * values[0]


def swapped(pair, k):
    return pair[k], pair[1 - k]


@program(numbers(2), 0.4)
def first_large_of_a_list(x, s):
    return first_above([x[0] * s, np.mean(x), s], 0.05) + first_above((s, x[1]), 9.0)


@program(numbers(2), 0.4)
def list_enumerated_with_continue(x, s):
    xs = [x[0], np.mean(x), s]
    total = 0.0
    for k, v in enumerate(xs):
        if v < 0.1:
            continue
        total += v * v * (k + 1)
    return total


@program(numbers(2), 0.4, analytic=True)
def list_of_arrays_enumerated(x, s):
    xs = [x, 2 * x, x * s]
    total = 0.0
    for k, v in enumerate(xs):
        total += np.sum(v**2) * (k + 1)
    return total


@program((numbers(3, 2), numbers(4, 3, seed=1), numbers(2, 4, seed=2)), (numbers(3), numbers(4), numbers(2)), numbers(2))
def layers_in_tuples(ws, bs, x):
    for i, (w, b) in enumerate(zip(ws, bs)):
        x = w @ x + b
        if i < len(ws) - 1:
            x = np.tanh(x)
    return np.sum(x * x)


@program(((numbers(3, 2), numbers(3)), (numbers(2, 3), numbers(2))), numbers(2))
def layers_in_a_tuple_of_pairs(layers, x):
    for i, (w, b) in enumerate(layers):
        x = w @ x + b
        if i < len(layers) - 1:
            x = np.tanh(x)
    return np.sum(x * x)


@program(numbers(3), 0.4)
def left_early_over_a_tuple(x, s):
    total = 0.0
    for v in (x[0], s, x[1] * x[2], s * s):
        total = total * s + v * v
        if total > 0.3:
            break
    return total


@program(numbers(2), 0.4)
def pair_chosen_by_a_branch(x, s):
    pair = (x[0], s)
    if s > 0.1:
        pair = (s, x[1] * 2)
    total = 0.0
    for k, v in enumerate(pair):
        if v < 0.3:
            continue
        total += v * (k + 1) * s
    return total


@program(numbers(2), 0.4)
def list_chosen_by_a_branch(x, s):
    pair = [x[0], s]
    if s > 0.1:
        pair = [s, x[1] * 2]
    total = 0.0
    for k, v in enumerate(pair):
        if v < 0.3:
            continue
        total += v * (k + 1) * s
    return total


@program(numbers(2), 0.4)
def state_of_two_indexed_by_the_step(x, s):
    state = (x, x * s)
    total = 0.0
    for k in range(3):
        state = (state[1], state[k % 2] * s)
        total += np.sum(state[(k + 1) % 2])
    return total


@program(numbers(2), 0.4)
def lists_in_a_dict_by_index(x, s):
    d = {"a": [x[0], s], "b": [s, x[1]]}
    total = 0.0
    for i in range(2):
        total += d["a"][i] * d["b"][1 - i]
    return total


@program(numbers(2), 0.4)
def list_of_lists_by_two_indices(x, s):
    rows = [[x[0], s], [s * s, x[1]]]
    total = 0.0
    for i in range(2):
        for j in range(2):
            total += rows[i][j] * rows[j][i] * (i + 1)
    return total


@program(numbers(2), 0.4)
def tuple_of_tuples_by_two_indices(x, s):
    rows = ((x[0], s), (s * s, x[1]))
    total = 0.0
    for i in range(2):
        for j in range(2):
            total += rows[i][j] * rows[j][i] * (i + 1)
    return total


@program(numbers(2), 0.4)
def pair_swapped_by_a_function(x, s):
    total = 1.0
    for k in range(2):
        a, b = swapped((x[k] * s, s), k)
        total = total * a + b
    return total


@program((numbers(3), numbers(3, seed=1), numbers(3, seed=2)), 0.4)
def tuple_of_arrays_by_index_and_unpacked(ps, s):
    total = 0.0
    for k in range(len(ps)):
        total += np.sum(ps[k]) * s**k
    a, b, c = ps
    return total + np.sum(a * b)


@program(numbers(2), 0.4)
def rest_of_an_unpacking_by_index(x, s):
    *rest, last = x[0], s, x[1]
    total = 0.0
    for i in range(2):
        total += rest[i] * last
    return total


@program(numbers(2), 0.4)
def list_with_an_integer_by_index(x, s):
    xs = [x[0], 2, s]
    total = 0.0
    for i in range(3):
        total += xs[i] * s
    return total


@program(numbers(2), 0.4)
def list_made_in_a_loop_by_index(x, s):
    while s < 3:
        xs = [x[0] * s, s]
        k = 1 if s > 1 else 0
        s = s + xs[k] ** 2 + 0.3
    return s


@program(numbers(2), 0.4)
def pair_of_products_by_the_parity_of_the_step(x, s):
    out = (x[0], s)
    for i in range(3):
        out = (out[1 - i % 2] * s, out[i % 2] * x[1])
    return out[0] * out[1]
