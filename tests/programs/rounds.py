"""Rounds of loops that do not bind all they read; indices that repeat elements; states that are kept and change; lists as arrays."""

# ruff: noqa: F821, F841 (what a later statement of a loop binds)
from __future__ import annotations

import numpy as np

from sourcead import checkpointed
from tests.programs.cases import numbers, program

X = np.array([0.7, -0.4, 1.2, 0.5, 0.9, -0.3])
M = numbers(4, 4)
AT = np.array([1, 3, 1, 2])


@program(X, 4)
def bound_in_every_second_round(x, n):
    s = 0.0
    for i in range(n):
        if i % 2 == 0:
            t = x[i] * (i + 1)
        s += np.sin(t)
    return s


@program(X, 4)
def an_index_bound_in_every_second_round(x, n):
    s = 0.0
    a = x.copy()
    for i in range(n):
        if i % 2 == 0:
            j = i
        a[j] *= np.sin(a[i])
        s += a[j] * a[0]
    return s


@program(X, 4)
def bound_in_a_try(x, n):
    s = 0.0
    a = x.copy()
    for i in range(n):
        try:
            if i == 2:
                raise ValueError
            t = x[i] * (i + 1)
            j = i + 1
        except ValueError:
            pass
        s += np.sin(t) * a[j]
        a[j] *= t
    return s


@program(M, 4)
def an_index_bound_after_its_use(m, n):
    a = m.copy()
    s = 0.0
    for i in range(n):
        for k in range(4):
            a[i, k] *= 1.5
            if i + k > 0:
                s += np.sin(a[i, j])
            j = k
    return s


@program(M, 4)
def an_index_bound_in_a_branch(m, n):
    a = m.copy()
    s = 0.0
    for i in range(n):
        for k in range(4):
            a[i, k] *= 1.5
            if k == 3:
                j = k
            if i > 0:
                s += np.sin(a[i, j])
    return s


@program(M, 4)
def an_index_bound_by_an_inner_loop(m, n):
    a = m.copy()
    s = 0.0
    for i in range(n):
        for k in range(4):
            a[i, k] *= 1.5
            for _ in range(k - 2):
                j = k
            if i > 0:
                s += np.sin(a[i, j])
    return s


@program(X, 4)
def written_before_it_is_bound(x, n):
    s = 0.0
    for i in range(n):
        if i > 0:
            b[0] = b[0] * 0.5 + 0.3
            s += b[0] * 2
        b = x * (i + 1)
        s += np.sin(b[0])
    return s


@program(X, 4)
def bound_in_a_branch_and_written_after_it(x, n):
    s = 0.0
    a = x.copy()
    for i in range(n):
        if x[i] > 0:
            b = a * 2.0
        b[i] += a[i]
        a = b * a
        s += b[0]
    return s + np.sum(a)


@program(X, 4)
def written_by_out_before_it_is_bound(x, n):
    s = 0.0
    for i in range(n):
        if i > 0:
            np.multiply(b, 0.4, out=b)
            s += b[1]
        b = x * (i + 1)
        s += np.sum(b * b)
    return s


@program(X, 4)
def sorted_before_it_is_bound(x, n):
    s = 0.0
    for i in range(n):
        if i > 0:
            b.sort()
            s += b[1] * b[0]
        b = x * (i + 1)
        s += np.sum(b * x)
    return s


@program(X, 4)
def written_in_a_while_loop(x, n):
    s = 0.0
    i = 0
    while i < n:
        if i:
            b[1] *= 0.4
            s += b[1]
        b = x * (i + 1)
        s += np.sin(b[1])
        i += 1
    return s


def wr(b):
    b[1:] *= b[:-1]


@program(X, 4)
def written_by_a_callee_before_it_is_bound(x, n):
    s = 0.0
    for i in range(n):
        if i > 0:
            wr(b)
            s += b[1]
        b = x * (i + 1)
        s += np.sum(b * b)
    return s


@program(X, AT)
def read_and_multiplied(x, ii):
    a = x.copy()
    s = np.sum(np.cos(a[ii]))
    a[ii] *= x[ii]
    return s + np.sum(a)


@program(X, AT)
def read_and_stored(x, ii):
    a = x.copy()
    s = np.sum(np.cos(a[ii]))
    a[ii] = x[:4]
    return s + np.sum(a)


@program(X, AT)
def read_and_added_to(x, ii):
    a = x.copy()
    s = np.sum(np.cos(a[ii]))
    a[ii] += x[ii] * a[ii]
    return s + np.sum(a)


@program(X, AT)
def read_and_scaled(x, ii):
    a = x.copy()
    s = np.sum(np.cos(a[ii]))
    a[ii] *= 2.0
    return s + np.sum(a)


@program(X, AT)
def stored_of_itself(x, ii):
    a = x.copy()
    a[ii] = np.sin(a[ii])
    return np.sum(a)


@program(X, AT)
def multiplied_by_its_reverse(x, ii):
    a = x.copy()
    a[ii] = a[ii] * a[ii][::-1]
    return np.sum(a)


@program(X, AT)
def read_under_a_name_and_multiplied(x, ii):
    a = x.copy()
    b = a[ii]
    a[ii] *= x[ii]
    return np.sum(b * b) + np.sum(a)


@program(X, AT)
def an_argument_divided(x, ii):
    s = np.sum(x[ii] ** 2)
    x[ii] /= x[2:]
    return s + np.sum(x)


@program(X, AT)
def multiplied_in_a_loop(x, ii):
    s = 0.0
    for _ in range(3):
        s += np.sum(x[ii] ** 2)
        x[ii] *= 1.1 * x[2:]
    return s + np.sum(x)


@program(X, AT)
def multiplied_through_a_view(x, ii):
    v = x[1:]
    s = np.sum(v[ii] ** 2)
    v[ii] *= 1.1 * x[2:]
    return s + np.sum(x)


@program(M, AT)
def rows_multiplied(m, ii):
    a = m.copy()
    s = np.sum(a[ii] ** 2)
    a[ii] *= m
    return s + np.sum(a)


@program(M, AT)
def columns_multiplied(m, ii):
    a = m.copy()
    s = np.sum(a[:, ii] ** 2)
    a[:, ii] *= m
    return s + np.sum(a)


@program(M, AT)
def parts_of_a_column_multiplied(m, ii):
    a = m.copy()
    s = np.sum(a[ii, 1] ** 2)
    a[ii, 1] *= m[0]
    return s + np.sum(a)


@program(X)
def a_state_scaled_after_it_was_kept(x):
    h = np.zeros((4, 6))
    u = x.copy()
    for i in checkpointed(range(4), budget=2):
        h[i] = u
        u *= 1.1
    return np.sum(h * h)


@program(X)
def an_element_set_after_it_was_kept(x):
    h = np.zeros((4, 6))
    u = x.copy()
    for i in checkpointed(range(4), budget=2):
        h[i] = u
        u[i] = 0.5 * u[0]
    return np.sum(h * h)


@program(X)
def a_part_of_a_state_kept(x):
    h = np.zeros((4, 3))
    u = x.copy()
    for i in checkpointed(range(4), budget=2):
        h[i] = u[1:4]
        u[i] = 0.5 * u[0]
    return np.sum(h * h)


@program(X)
def states_exchanged_after_one_was_kept(x):
    h = np.zeros((4, 6))
    u = x.copy()
    v = x * 2
    for i in checkpointed(range(4), budget=2):
        h[i] = u
        u, v = v, u
        v *= 1.2
    return np.sum(h * h)


@program(X)
def a_state_changed_by_out(x):
    h = np.zeros((4, 6))
    u = x.copy()
    for i in checkpointed(range(4), budget=2):
        h[i] = u
        np.multiply(u, 1.1, out=u)
    return np.sum(h * h)


@program(X)
def a_list_stored_into_an_array(x):
    a = x.copy()
    a[1:] = [v * 0.5 for v in a[:-1]]
    return np.sum(a * x)


@program(X)
def an_appended_list_stored_into_an_array(x):
    a, items = x.copy(), []
    for i in range(3):
        items.append(x[i] * x[i])
    a[[0, 1, 2]] = items
    return np.sum(a * x) + items[0]


@program(M)
def rows_stored_into_a_matrix(m):
    a = m.copy()
    a[1:] = [r * 0.5 for r in a[:-1]]
    return np.sum(a * m)
