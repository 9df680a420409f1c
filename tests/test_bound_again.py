"""Names that are bound again: by the head of a loop, in a guarded body, after `del` and after an `except` block."""

# ruff: noqa: B007, F821, F841, PLW2901

from __future__ import annotations

from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])


def checked(v: Any) -> Any:
    if v[0] > 1.0:
        raise ValueError("too large")
    return np.sqrt(2.5 - v)


def text_then_loop(x: Any) -> Any:
    mode = "a"
    for mode in ["b", "c"]:
        x = x * (2.0 if mode == "b" else 3.0 if mode == "a" else 5.0)
    return np.sum(x**2) * (1.0 if mode == "c" else 7.0)


def none_then_loop(x: Any) -> Any:
    mode = None
    for mode in sorted({"q": 1, "p": 2}):
        x = x * (2.0 if mode is None else 3.0)
    return np.sum(x**2) * (1.0 if mode is None else 7.0)


def loop_over_functions_then_keys(x: Any) -> Any:
    for key, g in {"up": np.sin, "flat": np.tanh}.items():
        x = g(x) * (2.0 if key == "up" else 0.5)
    table = {"w": x, "b": x[::-1] * 0.5}
    for key in sorted(table):
        if key == "b":
            continue
        x = np.sin(x + table[key])
    return np.sum(x)


def text_then_letters(x: Any) -> Any:
    k = "q"
    for k in "pq":
        if k == "p":
            continue
        x = x * x
    return np.sum(x)


def text_then_loop_with_else(x: Any) -> Any:
    k = "q"
    for k in list({"p": 0, "q": 1}.keys()):
        if k == "p":
            continue
        x = x * x
    else:
        x = x * (2.0 if k == "q" else 1.0)
    return np.sum(x)


def closure_in_loop(x: Any) -> Any:
    k = "q"

    def inner(v: Any) -> Any:
        return v * (2.0 if k == "q" else 3.0)

    for k in sorted({"p": 1, "r": 2}):
        x = inner(x) * x
    return np.sum(inner(x))


def loop_that_does_not_run(x: Any) -> Any:
    mode = "a"
    for mode in []:
        x = x * 2.0
    return np.sum(x**2) * (1.0 if mode == "a" else 7.0)


def text_in_guarded_body(x: Any) -> Any:
    key = "c"
    try:
        key = "a"
        x = checked(x + 0.6)
        key = "b"
    except ValueError:
        x = np.sin(x) * (0.9 if key == "a" else 1.2)
    return np.sum(x)


def loop_around_guarded_body(x: Any) -> Any:
    for key in ("c", "a"):
        try:
            key = "c"
            x = checked(x + 0.6)
        except ValueError:
            x = np.sin(x) * (0.9 if key == "a" else 1.2)
    return np.sum(x)


def loop_left_for_certain_in_guarded_body(x: Any) -> Any:
    mode, k = "b", 2
    try:
        for key, mode in zip(["a", "c", "b"][:k], ["a", "c", "b"]):
            for key, k in {"b": 1, "a": 2}.items():
                key, mode = mode, key
            if key == "b":
                break
    except ValueError:
        x = x * 0.9
    return np.sum(x**2)


def deleted_and_bound_again(x: Any) -> Any:
    for k in range(2):
        y = x * k
        x = x + np.sin(y)
        del y
    y = x * 2.0
    return np.sum(y)


def exception_of_the_name_of_a_loop(x: Any) -> Any:
    try:
        x = checked(x + 0.6)
    except ValueError as e:
        print(e)
    for e in range(2):
        x = x * (e + 1)
    return np.sum(x)


def element_read_for_its_error(x: Any) -> Any:
    try:
        [1.0][3]
    except IndexError:
        x = x * 5.0
    return np.sum(x)


def deleted(x: Any) -> Any:
    y = x * 2.0
    del y
    try:
        z = y
    except Exception:
        z = x * 7.0
    return np.sum(z)


def deleted_on_one_way(x: Any) -> Any:
    y = x * 2.0
    if x[0] > 0.0:
        del y
    return np.sum(y)


def deleted_in_the_round_before(x: Any) -> Any:
    y = x * 2.0
    for k in range(2):
        x = x + y
        if k > 0:
            del y
    return np.sum(x)


def deleted_before_a_function_runs(x: Any) -> Any:
    y = x * 2.0

    def inner() -> Any:
        return y * x

    del y
    return np.sum(inner())


def updated_after_it_was_deleted(x: Any) -> Any:
    y = x * 2.0
    del y
    y += x
    return np.sum(y)


def exception_after_its_block(x: Any) -> Any:
    err = x
    try:
        x = checked(x + 0.6)
    except ValueError as err:
        x = x * 3.0
    return np.sum(x * err)


def whether_a_name_is_bound(x: Any) -> Any:
    if x[1] > 5.0:
        y = x
    try:
        z = y
    except NameError:
        z = x * 5.0
    return np.sum(z)


RIGHT = (
    text_then_loop, none_then_loop, loop_over_functions_then_keys, text_then_letters, text_then_loop_with_else, closure_in_loop,
    loop_that_does_not_run, text_in_guarded_body, loop_around_guarded_body,
    loop_left_for_certain_in_guarded_body, deleted_and_bound_again, exception_of_the_name_of_a_loop, element_read_for_its_error,
)  # fmt: skip
REFUSED = (
    deleted, deleted_on_one_way, deleted_in_the_round_before, deleted_before_a_function_runs, updated_after_it_was_deleted,
    exception_after_its_block, whether_a_name_is_bound,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)
