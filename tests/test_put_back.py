"""Arrays that are taken out of a list or dict, put somewhere, and changed: right, or refused."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])
W = np.array([0.4, -1.1, 2.3])


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


def array_under_a_name_put_in_front_and_swapped(x: Any) -> Any:
    vs: Any = [x * 2.0]
    u = vs[-1]
    if x[0] > 0:
        u[1:] += x[0]
    for _ in range(2):
        vs.insert(0, u)
        u, vs[-1] = vs[-1], u
    return np.sum(vs[-1] * x)


def array_named_and_taken_out(x: Any) -> Any:
    vs: Any = [x * 2.0]
    u = vs[-1]
    u[1:] += x[0]
    u = vs.pop()
    vs.append(u)
    u = u * 2
    return np.sum(vs[-1] * u)


def array_changed_and_moved_in_a_loop(x: Any) -> Any:
    vs: Any = [x * 2.0, x * 3.0]
    for k in range(3):
        u = vs[0]
        u[k] = u[k] * x[0]
        vs[0] = vs[1]
        vs[1] = u
    return np.sum(vs[-1] * vs[0] * x)


def array_moved_and_changed_in_a_loop(x: Any) -> Any:
    vs: Any = [x * 2.0, x * 3.0]
    for k in range(3):
        u = vs[0]
        vs[0] = vs[1]
        vs[1] = u
        u[k] = u[k] * x[0]
    return np.sum(vs[-1] * vs[0] * x)


def arrays_of_a_dict_that_change_places(x: Any) -> Any:
    d: Any = {"a": x * 2.0, "b": x * 3.0}
    for k in range(3):
        u = d["a"]
        d["a"], d["b"] = d["b"], u
        u[k] = u[k] * x[0]
    return np.sum(d["a"] * d["b"] * x)


def the_largest_of_a_list_is_changed(x: Any) -> Any:
    vs: Any = [x * 2.0, x * 3.0]
    best = vs[0]
    for v in vs:
        if np.sum(v) > np.sum(best):
            best = v
    best[0] = x[1] * x[2]
    return np.sum(vs[1] * x) + np.sum(vs[0] ** 2)


def constants_exchanged(x: Any) -> Any:
    us: Any = [W * 0.7, W * 1.3, W * 2.0]
    u = us[0]
    us[0], us[1] = us[1], us[0]
    us.pop()
    u[0] = u[1] * 1.3
    return np.sum(u * x)


def constants_under_a_key(x: Any) -> Any:
    d: Any = {"a": W * 0.7}
    u = d["a"]
    d["a"] = W * 2.0
    u[0] = u[1] * 1.3
    return np.sum(u * x) + np.sum(d["a"] * x**2)


def constants_in_a_loop(x: Any) -> Any:
    us: Any = [W * 0.7, W * 1.3]
    total = 0.0
    for k in range(3):
        u = us[0]
        us[0], us[1] = us[1], us[0]
        u[k] = u[1] * 1.3
        total = total + np.sum(u * x)
    return total


def constants_taken_out(x: Any) -> Any:
    us: Any = [W * 0.7, W * 1.3]
    u = us[-1]
    us.append(us.pop(0))
    u[0] = u[1] * 1.3
    return np.sum(u * x) * us[-1][0]


RIGHT = [
    constants_exchanged,
    constants_under_a_key,
    constants_in_a_loop,
    constants_taken_out,
    array_in_another_list,
    array_under_another_key,
    arrays_that_change_places,
    array_changed_and_put_back_in_a_loop,
    array_set_as_a_default,
    part_of_an_array_changed_and_put_back_in_a_loop,
    arrays_unpacked_and_swapped,
    arrays_swapped_in_a_loop,
    array_changed_and_moved_in_a_loop,
]
REFUSED = [
    array_put_back,
    array_in_a_queue,
    array_put_in_front,
    array_stored_over_another,
    array_moved_to_the_end,
    array_in_a_pair,
    array_put_back_and_changed_in_a_loop,
    part_of_an_array_put_back,
    array_changed_where_it_was_put_back,
    array_put_back_and_updated,
    array_added_to_its_list,
    array_in_a_longer_list,
    array_in_a_row_put_back,
    array_put_back_under_two_names,
    array_by_way_of_another_list,
    array_put_back_on_two_ways,
    array_put_back_while,
    array_put_back_by_a_callee,
    array_starred,
    array_under_a_name_put_in_front_and_swapped,
    array_named_and_taken_out,
    array_moved_and_changed_in_a_loop,
    arrays_of_a_dict_that_change_places,
    the_largest_of_a_list_is_changed,
]

test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)
