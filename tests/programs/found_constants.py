"""Structures in which a value without a derivative replaces one with it; arrays that simplification would share."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


def damped(v, k):
    return v * 0.5 if k <= 0 else damped(np.sin(v), k - 1) * 1.5


@program(numbers(2), 0.4, argnums=0)
def result_of_a_recursion_on_a_constant(x, s):
    y = x[0] * x[1]
    if s > 0.1:
        y = damped(s, 2)
    return y * 3


@program(numbers(6), numbers(6, seed=1), 2)
def product_by_one_in_a_branch(x, y, n):
    u = x.copy()
    table = np.outer(u[:4], y)
    if n > 1:
        t = np.sum(u * x)
    else:
        t = 0.5
    return np.sum(table**2) + t


@program(numbers(6), numbers(6, seed=1), 2)
def returned_early_with_a_product_by_one(x, y, n):
    u = x.copy()
    table = np.outer(u[:4], y)
    if n % 2 == 0 and n != 1:
        return np.sum(u * x) + np.sum(table**2)
    return np.sum(table**2)


@program(numbers(3), numbers(3, seed=1), 2)
def gradient_that_is_the_other_argument(x, y, n):
    t = 1.0
    if n > 1:
        t = np.sum(x * y)
    return t


@program(numbers(2), 0.4, argnums=0)
def pair_replaced_by_one_with_a_constant(x, s):
    pair = (x[0], s)
    if s > 0.1:
        pair = (s, x[1] * 2)
    return pair[0] * 3 + pair[1]


@program(numbers(2), 0.4, argnums=0)
def list_replaced_by_one_with_a_constant(x, s):
    pair = [x[0], s]
    if s > 0.1:
        pair = [s, x[1] * 2]
    return pair[0] * 3 + pair[1]


@program(numbers(2), 0.4, argnums=0)
def dict_made_anew_with_a_constant_in_a_loop(x, s):
    d = {"a": x[0], "b": s}
    for _ in range(3):
        d = {"a": s, "b": d["a"] * 2}
    return d["a"] * 3 + d["b"]


@program(numbers(2), 0.4, argnums=0)
def constant_stored_into_a_dict_in_a_loop(x, s):
    d = {"a": x[0], "b": s}
    for _ in range(3):
        d["a"] = s
        d["b"] = x[1] * d["a"] + d["b"]
    return d["a"] * 3 + d["b"]


@program(numbers(2), 0.4, argnums=0)
def nested_pair_replaced_in_a_branch(x, s):
    p = (x[0], (s, x[1]))
    q = p
    if s > 0.1:
        p = (s, (x[0], s))
    return p[0] * 3 + p[1][0] * s + p[1][1] * s * s + q[0]


@program(numbers(2), 0.4, argnums=0)
def constant_shifted_into_a_pair(x, s):
    p = (x[0], x[1])
    for _ in range(3):
        p = (s, p[0])
    return p[0] * 3 + p[1] * 2


@program(numbers(2), 0.4, argnums=0)
def pair_replaced_by_constants(x, s):
    p = (x[0], x[1])
    if s > 0.1:
        p = (s, 0.3)
    return p[0] * 3 + p[1] * 2


@program(numbers(2), 0.4, argnums=0)
def element_of_a_pair_that_is_rebound(x, s):
    y = x * 2
    z = y
    if s > 0.1:
        z = (y, s)[0]
        y = np.zeros(2)
    return np.sum(y) + np.sum(z * x)


@program(numbers(2), 0.4, argnums=0)
def state_with_a_constant_component(x, s):
    st = {"h": x, "c": x[0]}
    for _ in range(2):
        st["h"], st["c"] = st["c"] * x, s
    return np.sum(st["h"]) * 3 + st["c"]


@program(numbers(2), 0.4, argnums=0)
def constants_stored_into_a_list(x, s):
    st = [x[0], x[1], s]
    st[1] = s
    st[0] = st[2] * x[0]
    a, b, c = st
    a = s
    return a + b * 2 + c * x[1] + st[0]


@program(numbers(2), 0.4, argnums=0)
def pair_popped_then_replaced(x, s):
    cs = [(x[0], s)]
    cs.append((s, x[1]))
    a, b = cs.pop()
    if s > 0.1:
        a, b = s, s
    return a * 2 + b * 3 + cs[0][0]


@program(numbers(2), 0.4, argnums=0)
def list_overwritten_by_constants(x, s):
    xs = [x[0], x[1]]
    for k in range(3):
        xs[k % 2] = s * (k + 1)
        xs = xs + [s]
    return xs[0] * 2 + xs[1] * 3 + xs[-1]


@program(numbers(2), 0.4, argnums=0)
def inner_pair_replaced(x, s):
    p = ((x[0], x[1]), s)
    q = p[0]
    if s > 0.1:
        q = (s, s)
        p = (q, x[0])
    return q[0] + q[1] * 2 + p[0][0] * 5 + p[1]


@program(numbers(2), 0.4, argnums=0)
def loop_variable_replaced_by_a_constant(x, s):
    h = x
    for w in (x * 2, x * s, x + 1):
        h = h * w
        if s > 0.1:
            w = np.ones(2) * s
        h = h + w
    return np.sum(h)


@program([0.9, 0.5, 0.6], 0.4)
def list_of_which_a_loop_comes_to_a_part(xs, s):
    total = 0.0
    for v in xs:
        total = total * s + v * v
        if total > 0.3:
            break
    return total


@program(numbers(3), 0.4, 1, argnums=0)
def constant_of_a_list_inside_a_try(y, s, n):
    t9 = y[0]
    try:
        t9 = [0.3, 0.7][n]
    except LookupError:
        t9 = np.cos(t9) * s
    return np.tanh(t9)


@program(numbers(3), 0.4, argnums=0)
def loop_over_constants_under_an_active_name(x, s):
    w = np.sum(x) * 2
    t = w
    for w in [1.0, 2.0, 0.3]:
        t += w * s
    return t + w


@program(numbers(3), 0.4, argnums=0)
def constants_of_an_array_by_index(x, s):
    ws = np.array([0.2, 0.3])
    w = x[0]
    t = w * w
    for i in range(2):
        t += w
        w = ws[i]
    return t + w


@program(numbers(3), 0.4, argnums=0)
def pair_read_from_a_dict_of_constants(x, s):
    ws = {"a": (1.0, 2.0)}
    p = (x[0], x[1])
    t = p[0]
    if s > 0.1:
        p = ws["a"]
    return t + p[0] * 3 + p[1]


@program(numbers(3), 0.4, argnums=0)
def zip_with_constants_under_an_active_name(x, s):
    w = x[0]
    for w, z in zip([1.0, 2.0], x):
        s = s + w * z
    return s * w


@program(numbers(3), 0.4, argnums=0)
def constants_unpacked_over_values(x, s):
    a, b = x[0], x[1]
    if s > 0.1:
        a, b = np.array([0.2, 0.4])
    return a * 2 + b * 3


@program(numbers(3), 0.4, argnums=0)
def constants_of_a_list_in_a_while(x, s):
    m = x[0]
    k = 3
    while k > 0:
        m = [0.1, 0.2, 0.3, 0.4][k] + (m if k > 2 else 0.0)
        k -= 1
    return m * 2


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def list_with_an_array_that_was_reshaped(x, y):
    items = [np.tanh(y), x * y, x.reshape(2, 3).T.reshape(-1)]
    items += [y / (1.5 + x**2)]
    total = 0.1
    for p, q in zip(items, items[1:]):
        total += np.mean(p * q) * 0.2
    return total


@program(numbers(6), -0.22, 1, argnums=(0, 1))
def pair_of_a_product_and_a_mean(x, s, n):
    state = {"w": np.sin(x) + 0.5 * x, "b": 0.7 if n % 2 == 0 else s}
    state["b"] *= s
    state["w"], state["b"] = state["w"] * state["b"], np.mean(state["w"])
    state["b"] *= s
    return np.tanh(np.mean(state["w"] * state["b"]))
