"""What stands in a container and is changed there, under one name and read under another: right, or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, jvp
from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])


class Two:
    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a, b


def one_of(a: Any, b: Any, first: Any) -> Any:
    if first:
        return a
    return b


def numbered(x: Any) -> Any:
    made: Any = []
    for k in range(3):
        made.append(x * (k + 1.0))
    return made


def rows_of(x: Any) -> Any:
    rows: Any = []
    for k in range(3):
        rows.append([x[k] + k, x[1]])
    return rows


def weighted(xs: Any) -> Any:
    total = 0.0
    for k, z in enumerate(xs):
        total = total + z**2 * (k + 1.0)
    return total


# Arrays that are updated where they stand in a list


def updated_in_the_longer_list(x: Any) -> Any:
    us: Any = [x * 1.0]
    vs = us + [x * 2.0]
    us[0] += x * x
    return np.sum(us[0] ** 2) + 3 * np.sum(vs[0] ** 3)


def updated_in_a_copy(x: Any) -> Any:
    us = [x * 1.0, x * 3.0]
    vs = us.copy()
    vs[0] += x * x
    return np.sum(us[0] ** 2) + 3 * np.sum(vs[0] ** 3)


def updated_in_a_callees_copy(x: Any) -> Any:
    def stepped(ps: Any) -> Any:
        ps = list(ps)
        for k in range(2):
            ps[k] -= 0.1 * x
        return ps

    us = [x * 1.0, x * 2.0]
    vs = stepped(us)
    return np.sum(us[0] * x) + np.sum(vs[0] ** 2)


def updated_in_the_only_copy(x: Any) -> Any:
    us = [x * 1.0, x * 2.0]
    us = list(us)
    us[0] += x * x
    return np.sum(us[0] * x)


def updated_in_a_list_that_got_longer(x: Any) -> Any:
    us = [x * 1.0, x * 3.0]
    us = us + [x * 4.0]
    us[0] += x * x
    return np.sum(us[0] ** 2) + 3 * np.sum(us[1] ** 3)


def updated_where_it_stands_twice(x: Any) -> Any:
    us = [x * 1.0] * 3
    us[0] *= x
    return np.sum(us[2] ** 2)


def updated_where_it_was_added_again(x: Any) -> Any:
    us = [x * 1.0]
    us = us + us
    us[0] += x
    return np.sum(us[1] ** 2)


def updated_where_the_list_was_added_to_itself(x: Any) -> Any:
    us = [x * 1.0, x * 2.0]
    us.extend(us)
    us[0] += x * x
    return np.sum(us[2] * x)


def updated_where_the_list_was_doubled(x: Any) -> Any:
    us = [x * 1.0, x * 2.0]
    us += us
    us[0] += x * x
    return np.sum(us[2] * x)


def updated_under_two_keys(x: Any) -> Any:
    us = {"a": x * 1.0, "b": x}
    us["b"] = us["a"]
    us["a"] *= x
    return np.sum(us["b"] ** 2) + 3 * np.sum(us["a"] ** 3)


def updated_and_read_in_a_dict(x: Any) -> Any:
    us = (x * 1.0, x * 3.0)
    vs: Any = {"a": us[0], "b": x}
    vs["a"] += x * x
    return np.sum(us[0] ** 2) + 3 * np.sum(us[1] ** 3)


def constants_updated_in_a_copy(x: Any) -> Any:
    us = [np.ones(3), np.ones(3)]
    vs = us.copy()
    vs[0] += 1.0
    return np.sum(us[0] * x)


def extended_and_written(x: Any) -> Any:
    us: Any = numbered(x)
    us.extend(us)
    us[4][0] = x[1] * x[2]
    return np.sum(us[1] ** 2)


def extended_by_what_is_written_later(x: Any) -> Any:
    us: Any = numbered(x)
    vs: Any = []
    vs.extend(us)
    vs[1][0] = x[1] * x[2]
    return np.sum(us[1] ** 2)


def extended_by_new_ones_and_written(x: Any) -> Any:
    us: Any = []
    for k in range(3):
        us.extend([x * k, x + k])
    us[1][0] = x[2]
    return np.sum(us[1] ** 2) + us[0][1]


def added_one_by_one_and_written(x: Any) -> Any:
    us: Any = []
    for k in range(3):
        us += [x * k]
    us[1][0] = x[2]
    return np.sum(us[1] ** 2) + us[0][1]


# The rows of an array, as a list


def rows_as_a_list(x: Any) -> Any:
    m = np.outer(x, x)
    rows: Any = list(m)
    rows[1][0] = x[2] ** 2
    return np.sum(m**2)


def array_of_which_a_list_has_the_rows(x: Any) -> Any:
    m = np.outer(x, x)
    rows: Any = list(m)
    m[1, 0] = x[2] ** 2
    return sum(r @ r for r in rows)


def rows_updated_in_a_loop(x: Any) -> Any:
    m = np.outer(x, x)
    rows = tuple(m)
    for r in rows:
        r *= x
    return np.sum(m**2)


def rows_starred(x: Any) -> Any:
    m = np.outer(x, x)
    _, *rest = m
    rest[0][1] = x[2] ** 3
    return np.sum(m**2)


def rows_in_a_longer_list(x: Any) -> Any:
    m = np.outer(x, x)
    rows: Any = []
    rows.extend(m)
    rows[0][1] = x[2] ** 3
    return np.sum(m**2)


def rows_sorted(x: Any) -> Any:
    m = np.outer(x, x)
    rows = sorted(m, key=lambda r: r[0])
    rows[0][1] = x[2] ** 3
    return np.sum(m**2)


def rows_of_an_array_that_is_not_read_again(x: Any) -> Any:
    rows: Any = list(np.outer(x, x))
    rows[1][0] = x[2] ** 2
    return np.sum(rows[1] ** 2) + np.sum(rows[0] ** 3)


# One of two arrays


def one_of_two_in_a_loop(x: Any) -> Any:
    t = 0.0
    for _ in range(2):
        d = {"a": x * 1.0, "b": x * 2.0}
        p = one_of(**d, first=x[0] > 0)
        d["a"] += x * x
        t = t * x[0] + np.sum(p**2)
    return t


def one_of_two_written(x: Any) -> Any:
    d = {"a": x * 1.0, "b": x * 2.0}
    p = one_of(**d, first=x[0] > 0)
    np.copyto(d["a"], x**2)
    p[1] = p[0] * x[1]
    return np.sum(d["a"] ** 2) + 3 * np.sum(p**3)


# Lists in lists


def row_cleared(x: Any) -> Any:
    rows = rows_of(x)
    for r in rows:
        r.clear()
        r.append(x[0])
    return rows[1][0] ** 2 + rows[0][0] ** 3


def row_sorted(x: Any) -> Any:
    rows = rows_of(x)
    rows[0].sort(reverse=True)
    return weighted(rows[0])


def row_stored_in_part(x: Any) -> Any:
    rows = rows_of(x)
    rows[1].pop()
    rows[1][0:2] = [x[2], x[0]]
    return weighted(rows[1])


def rows_stored_as_wholes(x: Any) -> Any:
    rows: Any = []
    for k in range(3):
        rows.append([x * k, x * x])
    for r in rows:
        r[:] = [x * x, r[0] * x, x]
    return np.sum(rows[1][0] ** 2) * np.sum(rows[0][1] ** 3)


def row_extended_where_it_stands(x: Any) -> Any:
    rows = rows_of(x)
    p = rows[1]
    rows[1] += [x[2]]
    return weighted(rows[0]) ** 2 * weighted(p)


def rows_extended_under_keys(x: Any) -> Any:
    rows: Any = {}
    for k in range(3):
        rows[k] = [x[0]]
    p = rows[0]
    for k in range(3):
        rows[k] += [x[k]]
    p.append(x[1])
    return sum(rows[0]) ** 2 * sum(rows[1])


def row_repeated_where_it_stands(x: Any) -> Any:
    rows = rows_of(x)
    p = rows[1]
    rows[1] *= 2
    return weighted(rows[0]) ** 2 * weighted(p)


def row_repeated_under_a_name(x: Any) -> Any:
    rows = rows_of(x)
    p = rows[1]
    q = rows[1]
    q *= 2
    return weighted(q) + 3 * weighted(p)


def one_row_extended(x: Any) -> Any:
    row = [x[0]]
    rows: Any = [row for _ in range(len(x))]
    rows[0] += [x[1]]
    return sum(rows[1]) ** 2


def row_extended_in_a_second_list(x: Any) -> Any:
    rows = rows_of(x)
    again = list(rows)
    rows[0] += [x[1]]
    return weighted(again[0])


# Lists that grow while they have a second name


def grows_under_a_second_name(x: Any) -> Any:
    values: Any = [x[0] * 2.0, x[1], x[2], x[0]]
    t = 0.0
    for _ in range(2):
        same = values
        for k in range(len(same)):
            t = t + same[k] ** 2
        values.append(x[0] ** 2)
    return t


def shrinks_under_a_second_name(x: Any) -> Any:
    values: Any = [x[0] * 2.0, x[1], x[2], x[0]]
    t = 0.0
    for i in range(2):
        same = values
        t = t + same[i] ** 2
        values.pop()
    return t


def grows_in_an_object(x: Any) -> Any:
    o = Two([x[0] * 2.0, x[1], x[2], x[0]], [x[1], x[2]])
    p = o.a
    t = 0.0
    for i in range(2):
        t = t + weighted(o.a) * x[i]
        p.append(x[0] ** 2)
    return t * weighted(p)


def grows_under_one_of_two_names(x: Any) -> Any:
    values: Any = [x[0] * 2.0, x[1], x[2], x[0]]
    t = 0.0
    for i in range(2):
        if x[i] > 1.0:
            one = values
        else:
            one = [x[1]]
        t = t + one[0] ** 2
        values.append(x[0] ** 2)
    return t


def grows_after_a_loop_that_names_it(x: Any) -> Any:
    values: Any = [x[0] * 2.0, x[1], x[2]]
    one: Any = [x[1], x[2]]
    t = 0.0
    for k in range(2):
        t = t + weighted(one)
        one = values
        t = t + one[k] * one[0]
    values.append(t)
    return t * weighted(values)


def grows_after_a_branch_that_names_it(x: Any) -> Any:
    values: Any = [x[0] * 2.0, x[1], x[2]]
    one: Any = [x[1], x[2]]
    if x[0] > 0:
        one = values
    t = weighted(one)
    values.append(t)
    return t * weighted(values)


def unpacked_and_grows(x: Any) -> Any:
    rows: Any = [[x[0] * 2.0, x[1]], [x[1], x[0] * x[1]]]
    p, _ = rows
    if x[0] > 0:
        p.append(x[0] ** 2)
    return weighted(p) + 3 * weighted(rows[0])


RIGHT = [
    updated_in_the_longer_list, updated_where_it_stands_twice, updated_where_it_was_added_again,
    updated_in_the_only_copy, updated_in_a_list_that_got_longer, updated_under_two_keys, updated_and_read_in_a_dict, extended_by_new_ones_and_written, added_one_by_one_and_written, rows_of_an_array_that_is_not_read_again, row_extended_where_it_stands, rows_extended_under_keys, grows_under_a_second_name, shrinks_under_a_second_name, grows_in_an_object, grows_after_a_branch_that_names_it, unpacked_and_grows,
]  # fmt: skip
REFUSED = [
    updated_in_a_copy, updated_in_a_callees_copy, updated_where_the_list_was_added_to_itself, updated_where_the_list_was_doubled, constants_updated_in_a_copy, extended_and_written, extended_by_what_is_written_later, rows_as_a_list, array_of_which_a_list_has_the_rows, rows_updated_in_a_loop, rows_starred, rows_in_a_longer_list, rows_sorted, one_of_two_in_a_loop, one_of_two_written, row_cleared, row_sorted, row_stored_in_part, rows_stored_as_wholes, row_repeated_where_it_stands, row_repeated_under_a_name, one_row_extended, row_extended_in_a_second_list, grows_under_one_of_two_names, grows_after_a_loop_that_names_it,
]  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)


@pytest.mark.parametrize("function", [updated_in_a_copy, row_cleared, one_row_extended])
def test_values_are_refused_in_forward_mode_too(function: Callable[..., Any]) -> None:
    with pytest.raises(AliasError):
        jvp(function, (X,), (np.ones(3),))
