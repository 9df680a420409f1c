"""Lists that are taken out of a list or dict, changed, and put somewhere: right, or refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

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


RIGHT = [
    a_second_name_of_a_dict,
    rows_that_grow_when_they_are_taken_out,
    taken_out_of_a_dict,
    the_one_before,
    taken_out_by_a_callee,
]
REFUSED = [
    list_changed_that_the_first_one_does_not_meet,
    a_list_that_has_a_name_already,
    one_row_twice,
    rows_moved_to_another_list,
    put_back_and_changed,
    inserted_and_changed,
    a_list_in_a_list_that_has_a_name,
    taken_out_twice,
    a_second_list_of_the_same_rows,
    one_row_twice_by_extend,
    one_row_under_two_keys,
    one_row_repeated,
    one_row_in_two_lists,
    one_row_in_two_pairs,
    a_row_stored_over_another,
    a_row_appended_again,
    a_row_in_a_part,
]

test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)
