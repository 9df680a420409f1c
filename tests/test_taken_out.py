"""Lists and arrays that are taken out of a list or dict, changed, and put somewhere: right, or refused."""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, check_grads, grad

X = np.array([0.7, 1.3, -0.6])


def list_changed_that_the_first_one_does_not_meet(x: Any) -> Any:
    rows: Any = [[x[0], x[1]], [x[1] * 2, x[2]]]
    first = rows[0]
    last = rows.pop()
    last[0] = last[0] * first[1]
    first.append(last[0])
    return sum(first) * sum(last)


def a_list_that_has_a_name_already(x: Any) -> Any:
    rows: Any = [[x[0], x[1]], [x[1] * 2, x[2]]]
    keep = rows[1]
    last = rows.pop()
    last[0] = last[0] * 3
    return sum(keep) * sum(last) + sum(rows[0])


def one_row_twice(x: Any) -> Any:
    row = [x[0], x[1]]
    rows: Any = [row, row]
    last = rows.pop()
    last[0] = x[2] ** 2
    return sum(rows[0]) * x[0]


def rows_that_grow_when_they_are_taken_out(x: Any) -> Any:
    rows: Any = []
    for k in range(3):
        rows.append([x[k], x[k] * 2])
    out = 0.0
    while rows:
        r = rows.pop()
        r.append(out)
        out = out + sum(r) * r[0]
    return out


def rows_moved_to_another_list(x: Any) -> Any:
    rows: Any = [[x[0]], [x[1]], [x[2]]]
    other: Any = []
    for k in range(2):
        r = rows.pop()
        r.append(x[k] * 2)
        other.append(r)
        r[0] = r[0] * 2
    return sum(other[0]) * sum(other[1]) + rows[0][0]


def put_back_and_changed(x: Any) -> Any:
    rows: Any = [[x[0]], [x[1]], [x[2]]]
    r = rows.pop()
    rows.append(r)
    r[0] = r[0] ** 2
    return rows[2][0] * rows[0][0]


def inserted_and_changed(x: Any) -> Any:
    rows: Any = [[x[0]], [x[1]], [x[2]]]
    r = rows.pop(0)
    rows.insert(1, r)
    r.append(x[1] ** 3)
    return sum(rows[1]) * sum(rows[0])


def a_list_in_a_list_that_has_a_name(x: Any) -> Any:
    rows: Any = [[[x[0]], [x[1]]], [[x[2]], [x[0]]]]
    deep = rows[1][0]
    a = rows.pop()
    b = a.pop(0)
    b[0] = b[0] * 5
    return deep[0] ** 2 + rows[0][0][0] + a[0][0]


def taken_out_twice(x: Any) -> Any:
    rows: Any = [[[x[0]], [x[1]]], [[x[2]], [x[0]]]]
    a = rows.pop()
    b = a.pop(0)
    b[0] = b[0] * 5
    a.append(b)
    return a[1][0] ** 2 + rows[0][0][0] * a[0][0]


def taken_out_of_a_dict(x: Any) -> Any:
    table = {"a": [x[0]], "b": [x[1]]}
    one = table["a"]
    r = table.pop("a")
    r.append(x[2])
    return sum(one) ** 2 * sum(table["b"])


def a_second_list_of_the_same_rows(x: Any) -> Any:
    rows: Any = [[x[0]], [x[1]]]
    again = list(rows)
    r = rows.pop()
    r[0] = r[0] * 3
    return again[1][0] ** 2 + rows[0][0]


def the_one_before(x: Any) -> Any:
    rows: Any = [[x[0]], [x[1]], [x[2]]]
    prev = rows.pop()
    for _ in range(2):
        r = rows.pop()
        r[0] = r[0] * prev[0]
        prev.append(r[0])
        prev = r
    return sum(prev)


def a_second_name_of_a_dict(x: Any) -> Any:
    states = [{"v": x[0]}, {"v": x[1]}]
    s = states.pop()
    t = s
    t["v"] = t["v"] ** 2
    states.append({"v": s["v"] * 2})
    return states[0]["v"] * states[1]["v"]


def one_row_twice_by_extend(x: Any) -> Any:
    row = [x[0], x[1]]
    rows: Any = []
    rows.extend((row, row))
    last = rows.pop()
    last[0] = x[2] ** 2
    return sum(rows[0]) * x[0]


def one_row_under_two_keys(x: Any) -> Any:
    row = [x[0], x[1]]
    d: Any = {"a": row, "b": row}
    last = d.pop("a")
    last[0] = x[2] ** 2
    return sum(d["b"]) * x[0]


def one_row_repeated(x: Any) -> Any:
    row = [x[0], x[1]]
    rows: Any = [row] * 2
    last = rows.pop()
    last[0] = x[2] ** 2
    return sum(rows[0]) * x[0]


def one_row_in_two_lists(x: Any) -> Any:
    row = [x[0], x[1]]
    rows: Any = [row] + [row]
    last = rows.pop()
    last[0] = x[2] ** 2
    return sum(rows[0]) * x[0]


def one_row_in_two_pairs(x: Any) -> Any:
    row = [x[0], x[1]]
    pair = (row, [x[2]])
    rows: Any = [pair, (row, [x[0]])]
    last = rows.pop()
    last[0].append(x[2] ** 2)
    return sum(rows[0][0]) * x[0]


def a_row_stored_over_another(x: Any) -> Any:
    rows: Any = [[x[0]], [x[1]]]
    rows[0] = rows[1]
    last = rows.pop()
    last.append(x[2] ** 2)
    return sum(rows[0]) * x[0]


def a_row_appended_again(x: Any) -> Any:
    rows: Any = [[x[k]] for k in range(3)]
    rows.append(rows[0])
    last = rows.pop()
    last.append(x[2] ** 2)
    return sum(rows[0]) * x[0]


def a_row_in_a_part(x: Any) -> Any:
    rows: Any = [[x[k]] for k in range(3)]
    tail = rows[1:]
    last = rows.pop()
    last.append(x[2] ** 2)
    return sum(tail[1]) * x[0]


def taken_out_by_a_callee(x: Any) -> Any:
    rows: Any = [[x[k]] for k in range(3)]

    def helper(r: Any) -> Any:
        q = r.pop()
        q.append(x[0] * x[1])
        return q

    w = helper(rows)
    w.append(x[1])
    return sum(w) ** 2 + sum(rows[0])


def array_put_back(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us.append(u)
    u[0] = u[1] * u[2]
    return np.sum(us[1] ** 2)


def array_in_another_list(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    vs = [u]
    u[0] = u[1] * u[2]
    return np.sum(vs[0] ** 2)


def array_under_another_key(x: Any) -> Any:
    d: Any = {"a": x * 1.0}
    u = d.pop("a")
    d["b"] = u
    u[0] = u[1] * u[2]
    return np.sum(d["b"] ** 2)


def array_in_a_queue(x: Any) -> Any:
    q: Any = collections.deque([x * 1.0, x * 3.0])
    u = q.popleft()
    q.append(u)
    u[0] = u[1] * u[2]
    return np.sum(q[1] ** 2)


def array_put_in_front(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us.insert(0, u)
    u[0] = u[1] * u[2]
    return np.sum(us[0] ** 2)


def array_stored_over_another(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us[0] = u
    u[0] = u[1] * u[2]
    return np.sum(us[0] ** 2)


def arrays_that_change_places(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    us[0], us[1] = us[1], us[0]
    u = us[0]
    u[0] = u[1] * u[2]
    return np.sum(us[0] ** 2) + np.sum(us[1])


def array_moved_to_the_end(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    us.append(us.pop(0))
    us[1][0] = x[1] * x[2]
    return np.sum(us[0] ** 2) + np.sum(us[1] ** 3)


def array_in_a_pair(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    pair = (us.pop(), 3.0)
    u = pair[0]
    u[0] = u[1] * u[2]
    return np.sum(pair[0] ** 2) + np.sum(us[0] ** 3)


def array_changed_and_put_back_in_a_loop(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    for k in range(2):
        u = us.pop(0)
        u[k] = u[k] * u[2]
        us.append(u)
    return np.sum(us[0] ** 2) + np.sum(us[1] ** 3)


def array_put_back_and_changed_in_a_loop(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    for k in range(3):
        u = us.pop(0)
        us.append(u)
        u[k] = u[k] * u[2]
    return np.sum(us[0] ** 2) + np.sum(us[1] ** 3)


def part_of_an_array_put_back(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    w = u[1:]
    us.append(w)
    u[1] = u[0] * u[2]
    return np.sum(us[1] ** 2)


def array_changed_where_it_was_put_back(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us.append(u)
    us[1][0] = x[0] * x[1]
    return np.sum(u**2)


def array_put_back_and_updated(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us.append(u)
    u += x * x
    return np.sum(us[1] ** 2)


def array_added_to_its_list(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us += [u]
    u += x * x
    return np.sum(us[1] ** 2)


def array_in_a_longer_list(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    us = us + [u]
    u += x * x
    return np.sum(us[1] ** 2)


def array_set_as_a_default(x: Any) -> Any:
    us: Any = dict(a=x * 1.0, b=x * 2.0)
    k, u = us.popitem()
    us.setdefault("b", u)
    u += x * x
    return np.sum(us["b"] ** 2)


def array_in_a_row_put_back(x: Any) -> Any:
    rows: Any = [[x * 1.0], [x * 2.0]]
    r = rows.pop()
    rows.append(r)
    u = r[0]
    u[0] = u[1] * u[2]
    return np.sum(rows[1][0] ** 2)


def array_put_back_under_two_names(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop()
    w = u
    us.append(u)
    w[1] = w[0] * w[2]
    return np.sum(us[1] ** 2)


def array_by_way_of_another_list(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    vs: Any = []
    u = us.pop()
    vs.append(u)
    us.append(vs[0])
    u[1] = u[0] * u[2]
    return np.sum(us[1] ** 2)


def array_put_back_on_two_ways(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    if x[0] > 0:
        u = us.pop()
        us.append(u)
    else:
        u = us.pop(0)
        us.append(u)
    u[1] = u[0] * u[2]
    return np.sum(us[1] ** 2)


def array_put_back_while(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    while len(us) < 4:
        u = us.pop()
        us.append(u * 2)
        us.append(u)
    u[0] = u[1] * u[2]
    return np.sum(us[3] ** 2)


def part_of_an_array_changed_and_put_back_in_a_loop(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    for _ in range(3):
        u = us.pop(0)
        v = u[1:]
        v *= u[0]
        us.append(u)
    return np.sum(us[0] ** 2) + np.sum(us[1] ** 3)


def array_put_back_by_a_callee(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]

    def turn(xs: Any) -> Any:
        u = xs.pop(0)
        xs.append(u)
        return u

    u = turn(us)
    u[0] = x[1] * x[2]
    return np.sum(us[1] ** 2)


def array_starred(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    u = us.pop(0)
    us = [*us, u]
    u[0] = x[1] * x[2]
    return np.sum(us[1] ** 2)


def arrays_unpacked_and_swapped(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    a, b = us
    us = [b, a]
    a[0] = x[1] * x[2]
    return np.sum(us[1] ** 2)


def arrays_swapped_in_a_loop(x: Any) -> Any:
    us: Any = [x * 1.0, x * 2.0]
    for k in range(3):
        a = us[0]
        us[0] = us[1]
        us[1] = a
        us[0][k] = us[1][1] * us[1][2]
    return np.sum(us[1] ** 2) + np.sum(us[0] ** 3)


RIGHT = [
    rows_that_grow_when_they_are_taken_out, taken_out_of_a_dict, the_one_before, taken_out_by_a_callee, array_in_another_list, array_under_another_key, arrays_that_change_places, array_changed_and_put_back_in_a_loop, array_set_as_a_default, part_of_an_array_changed_and_put_back_in_a_loop, arrays_unpacked_and_swapped, arrays_swapped_in_a_loop,
]  # fmt: skip
REFUSED = [
    list_changed_that_the_first_one_does_not_meet, a_list_that_has_a_name_already, one_row_twice, rows_moved_to_another_list, put_back_and_changed, inserted_and_changed, a_list_in_a_list_that_has_a_name, taken_out_twice, a_second_list_of_the_same_rows, a_second_name_of_a_dict, one_row_twice_by_extend, one_row_under_two_keys, one_row_repeated, one_row_in_two_lists, one_row_in_two_pairs, a_row_stored_over_another, a_row_appended_again, a_row_in_a_part, array_put_back, array_in_a_queue, array_put_in_front, array_stored_over_another, array_moved_to_the_end, array_in_a_pair, array_put_back_and_changed_in_a_loop, part_of_an_array_put_back, array_changed_where_it_was_put_back, array_put_back_and_updated, array_added_to_its_list, array_in_a_longer_list, array_in_a_row_put_back, array_put_back_under_two_names, array_by_way_of_another_list, array_put_back_on_two_ways, array_put_back_while, array_put_back_by_a_callee, array_starred,
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT)
def test_right(function: Callable[..., Any]) -> None:
    check_grads(function, (X,), order=1)


@pytest.mark.parametrize("function", REFUSED)
def test_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(AliasError):
        grad(function)(X)
