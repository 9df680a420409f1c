"""Loops over iterators of what changes while they run: each element is read when Python reads it."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])


def chain_of_an_array(x: Any) -> Any:
    u, s = x * 1.0, 0.0
    for v in itertools.chain(u, u):
        s = s + v * v
        u[1] = 2 * s
    return s


def chain_of_a_list(x: Any) -> Any:
    u: Any = [x[0], x[1], x[2]]
    s = 0.0
    for v in itertools.chain([x[0]], u, u):
        s = s + v * v
        u[1] = 2 * s
    return s


def chain_that_a_function_changes(x: Any) -> Any:
    u, s = x * 1.0, 0.0

    def change(v: Any) -> None:
        u[1] = v

    for v in itertools.chain(u, [x[2]]):
        s = s + v * v
        change(s)
    return s


def product_of_an_array(x: Any) -> Any:
    u, s = x * 1.0, 0.0
    for v, w in itertools.product(u, u):
        s = s + v * w
        u[1] = s
    return s


def product_of_a_list_with_itself(x: Any) -> Any:
    u: Any = [x[0], x[1]]
    s = 0.0
    for v, w in itertools.product(u, repeat=2):
        s = s + v * w
        u[1] = s
    return s


def combinations_of_an_array(x: Any) -> Any:
    u, s = x * 1.0, 0.0
    for v, w in itertools.combinations(u, 2):
        s = s + v * w
        u[2] = s
    return s


def combinations_of_arrays(x: Any) -> Any:
    us, s = [x * 2.0, x**2], 0.0
    for v, w in itertools.combinations(us, 2):
        s = s + v @ w
        us[0] = us[1]
    return s


def pairs_of_a_list(x: Any) -> Any:
    u: Any = [x[0], x[1], x[2]]
    s = 0.0
    for v, w in itertools.pairwise(u):
        s = s + v * w * 2
        u[1] = s
        u[2] = s * 3
    return s


def pairs_of_an_array(x: Any) -> Any:
    u, s = x * 1.0, 0.0
    for v, w in itertools.pairwise(u):
        s = s + v * w * 2
        u[:] = s
    return s


def slice_of_a_list(x: Any) -> Any:
    u: Any = [x[0], x[1], x[2]]
    s = 0.0
    for v in itertools.islice(u, 1, 4):
        s = s + v * v
        u[-1] = s
    return s


def places_of_a_list(x: Any) -> Any:
    ks, s = [0, 1, 1], 0.0
    for k in ks:
        s = s + x[k] ** 2
        ks[1] = 2
    return s


def factors_of_a_list(x: Any) -> Any:
    ks, s = [0.5, 1.0], 0.0
    for k in ks:
        s = s + x[0] ** 2 * k
        ks[1] = 3.0
    return s


def factors_of_an_array(x: Any) -> Any:
    ks, s = np.array([0.5, 1.0]), 0.0
    for k in ks:
        s = s + x[0] ** 2 * k
        ks[1:] = 3.0
    return s


def factors_under_another_name(x: Any) -> Any:
    ks, s = [0.5, 1.0], 0.0
    names = ks
    for k in ks:
        s = s + x[0] ** 2 * k
        names[1] = 3.0
    return s


def what_has_accumulated(x: Any) -> Any:
    u, s = x * 1.0, 0.0
    for v in itertools.accumulate(u):
        s = s + v * v
        u[2] = s
    return s


def chain_that_stays(x: Any) -> Any:
    found = []
    for v in itertools.chain([x[0]], x, [x[1], x[2]]):
        found.append(v * v)
    return sum(found) * sum(itertools.chain([x[0]], [x[1], x[2]]))


def called_with_parts(x: Any) -> Any:
    return sum(itertools.starmap(lambda p, q: p * q, [(x[0], x[1]), (x[1], x[2])]))


def again_and_again(x: Any) -> Any:
    u, s = x * 1.0, 0.0
    for v in itertools.islice(itertools.cycle(u), 5):
        s = s + v * v
        u[1] = s
    return s


RIGHT = (
    chain_of_an_array, chain_of_a_list, chain_that_a_function_changes, product_of_an_array, product_of_a_list_with_itself,
    combinations_of_an_array, combinations_of_arrays, pairs_of_a_list, pairs_of_an_array, slice_of_a_list, places_of_a_list, factors_of_a_list, factors_of_an_array, factors_under_another_name, what_has_accumulated, chain_that_stays,
    called_with_parts,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, (again_and_again,), X)
