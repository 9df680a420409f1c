"""Lists and dicts that have two names, and are changed by either."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import program

X = np.array([0.7, 0.4, 1.2])


@program(X)
def changed_by_both(x):
    d = {"a": x[0], "b": x[1]}
    e = d
    for k in ("a", "b"):
        e[k] = e[k] * 2
        d[k] = d[k] + x[2]
    return d["a"] * e["b"]


@program(X)
def named_in_a_loop(x):
    d = {}
    for i in range(3):
        e = d
        e[i] = x[i] ** 2
    return sum(d.values()) * len(d)


@program(X)
def made_in_a_loop(x):
    s = 0.0
    for i in range(3):
        d = {"k": x[i]}
        e = d
        e["k"] = e["k"] ** 2
        s = s + d["k"]
    return s


@program(X)
def first_name_bound_anew(x):
    d = {"k": x[0]}
    e = d
    d = {"k": x[1]}
    e["k"] = e["k"] * 3
    return d["k"] * e["k"]


@program(X)
def a_list_in_a_dict(x):
    d = {"k": [x[0]]}
    e = d
    e["k"].append(x[1])
    return d["k"][0] * d["k"][1] * len(e["k"])


@program(X)
def put_in_front_and_at_the_end(x):
    l = [x[0], x[1]]
    m = l
    m.append(x[2])
    l.insert(0, x[1] * 2)
    return m[0] * l[-1]


@program(X)
def named_in_a_branch(x):
    d = dict(a=x[0])
    if x[0] > 0:
        e = d
        e["a"] = e["a"] ** 2
    return d["a"]


@program(X)
def by_an_inner_function(x):
    d = dict(a=x[0])
    e = d

    def put(v):
        e["a"] = v * d["a"]

    put(x[1])
    put(x[2])
    return d["a"]


@program(X)
def arrays_in_a_dict(x):
    d = dict(a=x.copy())
    e = d
    e["a"][0] *= 3
    d["a"] += x
    return np.sum(e["a"] ** 2)


@program(X)
def given_back_by_a_function(x):
    def mod(q):
        q["z"] = q["a"] * 2
        return q

    d = {"a": x[0]}
    e = mod(d)
    e["a"] = x[1]
    return d["a"] * d["z"] + len(e)


@program(X)
def three_names(x):
    d = {"a": x[0]}
    e = f = d
    e["a"] *= 2
    f["a"] *= x[1]
    return d["a"] * x[2]


@program(X)
def shorter_by_the_other_name(x):
    l = [x[0]] * 2
    m = l
    m[0] = x[1] * x[2]
    del l[1]
    return sum(m) * len(l)


@program(X)
def keys_by_the_other_name(x):
    d = {"a": x[0], "b": x[1]}
    e = d
    e.pop("b")
    d["c"] = x[2]
    return sum(v**2 for v in e.values())


@program(X)
def one_longer_list(x):
    p = (x[0], x[1])
    l = [1.0, 2.0]
    m = l
    l = l + [p[0]]
    m[0] = p[1]
    return l[0] * l[2] + m[0]


@program(X)
def swapped_and_longer(x):
    l = [x[0], x[1], x[2]]
    m = l
    m[0], m[1] = m[1], m[0]
    m += [x[0]]
    return l[0] * l[3] + len(l)


@program(X)
def longer_in_a_loop(x):
    l = [x[0]]
    m = l
    for v in x:
        m += [v * l[-1]]
    return sum(l) * len(m)


@program(X)
def named_and_longer_in_a_loop(x):
    l = []
    for v in x:
        m = l
        m += [v * (m[-1] if m else 1.0), v]
    return sum(l)


@program(X)
def longer_in_a_branch(x):
    l = [x[0]]
    m = l
    if x[0] > 0:
        l += [x[1]]
    m = m + [x[2]]
    l += [x[0]]
    return sum(m) * l[-1]


@program(X)
def longer_by_one_name(x):
    l = [x[0]]
    m = l
    l = l + [x[1]]
    m += [x[2]]
    return sum(m) * l[-1]


@program(X)
def read_as_it_grows(x):
    l = [x[0], x[1]]
    for k in range(2):
        m = l
        l += [m[k] * x[2]]
    return l[-1]


@program(X)
def longer_in_a_function(x):
    def grow(q, v):
        q += [v]
        return q

    l = [x[0]]
    m = grow(l, x[1])
    grow(m, x[2])
    return l[2] * m[1] + len(l)


@program(X)
def de_casteljau(x):
    pts = [x[0], x[1], x[2]]
    b = pts
    for _ in range(2):
        b = [0.3 * p + 0.7 * q for p, q in zip(b, b[1:])]
    return b[0] * pts[1]


@program(X)
def de_casteljau_of_an_argument(x):
    def casteljau(pts, t):
        while len(pts) > 1:
            pts = [(1 - t) * p + t * q for p, q in zip(pts, pts[1:])]
        return pts[0]

    return casteljau([x[0], x[1], x[2]], 0.3) * casteljau([x[2], x[1]], x[0])


@program(X)
def arrays_by_de_casteljau(x):
    pts = [x, x**2, np.sin(x)]
    b = pts
    while len(b) > 1:
        b = [0.5 * p + 0.5 * q for p, q in zip(b, b[1:])]
    return np.sum(b[0] * pts[2])


@program(X)
def longer_each_time(x):
    xs = [x[0], x[1]]
    m = xs
    for _ in range(3):
        m = m + [m[-1] * x[2]]
    return sum(m) + xs[1] * len(xs)
