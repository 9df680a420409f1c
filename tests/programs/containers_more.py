"""Dicts of differentiated values, lists in lists written in place, tuples, sets of other values."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([0.5, -1.2, 0.8, 2.0, -0.3])
PARAMS = {"w": numbers(2, 3), "b": numbers(3), "scale": 1.5}
LAYERS = {"first": {"w": numbers(2, 3), "b": numbers(3)}, "last": {"w": numbers(3, 1), "b": numbers(1)}}


@program(PARAMS)
def weight_decay(params):
    loss = 0.0
    for _, w in params.items():
        loss += np.sum(w**2)
    return loss


@program(PARAMS)
def weight_decay_of_some(params):
    total = sum(np.sum(v * v) for v in params.values())
    for name, w in params.items():
        if name.startswith("b"):
            continue
        total += np.sum(w**2)
    if "w" in params and "unknown" not in params:
        total *= len(params)
    return total


@program(PARAMS)
def keys_in_order(params):
    s = 0.0
    for k in params:
        s += np.sum(params[k] ** 2) * len(k)
    for k in sorted(params):
        s = s * 1.1 + np.sum(params[k])
    for k, v in sorted(params.items(), reverse=True):
        s = s + np.sum(v) * len(k)
    return s


@program(PARAMS)
def until_a_key_is_found(params):
    s = 0.0
    for name, w in params.items():
        s += np.sum(w**2)
        if name == "b":
            break
    else:
        s = s * 100.0
    return s


@program(LAYERS)
def a_net_of_dicts(net):
    h = np.array([[0.5, -1.0]])
    for _, layer in net.items():
        h = np.tanh(h @ layer["w"] + layer["b"])
    decay = 0.0
    for layer in net.values():
        for _, v in layer.items():
            decay += np.sum(v**2)
    return h[0, 0] + 0.1 * decay


@program({"w": numbers(3), "b": numbers(3, seed=2)})
def gradient_steps(p):
    m = {k: np.zeros_like(v) for k, v in p.items()}
    for _ in range(3):
        g = {"w": p["w"] * p["b"], "b": p["w"] ** 2}
        for k in p:
            m[k] = 0.9 * m[k] + g[k]
        p = {k: p[k] - 0.1 * m[k] for k in p}
    return np.sum(p["w"]) + np.sum(p["b"])


@program({"w": numbers(2), "b": 0.7})
def moments(p):
    m = {k: 0.0 * q for k, q in p.items()}
    v = {k: 0.0 * q for k, q in p.items()}
    for t in range(1, 4):
        g = {k: 2 * q * t for k, q in p.items()}
        for k in p:
            m[k] = 0.9 * m[k] + 0.1 * g[k]
            v[k] = 0.99 * v[k] + 0.01 * g[k] ** 2
        p = {k: p[k] - 0.1 * (m[k] / (1 - 0.9**t)) / (np.sqrt(v[k] / (1 - 0.99**t)) + 1e-3) for k in p}
    return np.sum(p["w"] ** 2) + p["b"]


@program(X)
def bodies(x):
    parts = [{"pos": x[0], "vel": x[1]}, {"pos": x[2], "vel": x[3]}]
    for _ in range(3):
        for p in parts:
            p["vel"] = p["vel"] - 0.1 * p["pos"]
            p["pos"] = p["pos"] + 0.1 * p["vel"]
    return parts[0]["pos"] * parts[1]["vel"]


@program(X)
def a_simulation_with_a_log(x):
    state = {"pos": x[:3].copy(), "vel": np.zeros(3), "log": []}
    for _ in range(4):
        state["vel"] -= 0.1 * state["pos"]
        state["pos"] += 0.1 * state["vel"]
        state["log"].append(np.sum(state["pos"] ** 2))
    return sum(state["log"]) + state["pos"][0]


@program(X)
def elimination(x):
    m = [list(x[i] * x) for i in range(3)]
    for i in range(3):
        pivot = m[i][i] + 5
        for j in range(3):
            m[i][j] = m[i][j] / pivot
        for k in range(3):
            if k != i:
                factor = m[k][i]
                for j in range(3):
                    m[k][j] -= factor * m[i][j]
    return m[0][1] * m[2][2] + m[1][0]


@program(X)
def dicts_made_of_others(x):
    d = dict(a=x[0], b=x[1:])
    e = dict(d, c=x[1])
    f = dict([("p", x[2]), ("q", x[3])])
    g = dict.fromkeys(["a", "b"], x[4])
    h = {**f, "p": x[0]} | {"r": x[1]}
    return d["a"] * np.sum(e["b"]) * e["c"] + f["p"] * f["q"] * g["a"] + h["p"] * h["q"] * h["r"]


@program(X)
def keys_that_may_be_missing(x):
    d = {"a": x[0]}
    v = d.get("b")
    if v is None:
        v = x[2]
    s = v * d.get("a", 0.0) * d.get("c", x[1])
    w = d.setdefault("b", x[3])
    u = d.setdefault("a", x[4])
    return s + u * w * d["b"]


@program(X)
def updates(x):
    d = {"a": x[0], "b": x[1]}
    d.update({"b": x[2], "c": x[3]})
    d.update(e=x[4])
    d.update([("f", x[0])])
    d |= {"a": x[1] * 2}
    return d["a"] * d["b"] * d["c"] + d["e"] * d["f"]


@program(X)
def keys_taken_out(x):
    d = {"a": x[0], "b": x[1], "c": x[2]}
    v = d.pop("a")
    w = d.pop("unknown", x[3])
    del d["b"]
    k, last = d.popitem()
    d["e"] = x[4] * len(k)
    return v * w * last * len(d) + sum(d.values()) * (3.0 if "a" in d else x[0])


@program(X)
def items_one_after_the_other(x):
    d = {"a": x[0], "b": x[1]}
    (_, v1), (_, v2) = d.items()
    a, b = d.values()
    names, values = list(d), list(d.values())
    return v1 * b + v2 * a * a + values[0] * d[names[1]] + max(d.values()) * x[2] + min(d.values())


@program(X)
def keys_that_are_made(x):
    p = {f"w{i}": x[i] for i in range(3)}
    h = 1.0
    for i in range(3):
        h = np.sin(h * p[f"w{i}"]) + p["w" + str(i)]
    return h


@program(X)
def keys_of_a_loop(x):
    d = {}
    for i in range(4):
        d[i] = x[i] * x[i + 1]
    for n in ["a", "b"]:
        d[n] = x[len(d) - 4] ** 2
    s = 0.0
    for k, v in d.items():
        s += v * (len(k) if isinstance(k, str) else k)
    return s + d[2] * d["a"]


@program(X)
def loops_over_items_and_more(x):
    d = {"a": x[0], "b": x[1]}
    s = 0.0
    for i, (_, v) in enumerate(d.items()):
        s += v**2 * (i + 1)
    for k in d:
        d[k] = d[k] ** 2
    return s + d["a"] * d["b"]


@program(X)
def sums_by_parity(x):
    d = {"even": 0.0, "odd": 0.0}
    for i in range(5):
        d["odd" if i % 2 else "even"] += x[i] ** 2
    return d["even"] * d["odd"]


@program(X)
def groups_of_numbers(x):
    groups = {}
    for i in range(5):
        groups.setdefault(i % 2, []).append(x[i])
    sums = {}
    for i in range(5):
        k = i // 2
        sums[k] = sums.get(k, 1.0) * x[i]
    return sum(groups[0]) * sum(groups[1]) + sums[0] * sums[1]


@program(X)
def keys_of_one_branch(x):
    d = {"a": x[0]}
    if x[1] < 0:
        d["b"] = x[2]
    for k in range(3):
        if x[k] > 0:
            d["positive"] = d.get("positive", 1.0) * x[k]
    v = d.get("c")
    return (d.get("b", 1.0) * d["a"] if "b" in d and v is None else d["a"]) * d.get("positive", 2.0)


@program(X)
def lists_in_a_dict(x):
    d = {"a": [x[0], x[1]], "b": []}
    d["b"].append(x[2])
    d["a"][0] = x[3]
    items = d["b"]
    items.append(x[4] * 2)
    return d["a"][0] * d["b"][0] + d["a"][1] * d["b"][1]


@program(X)
def keys_known_when_it_runs(x):
    squares = {}
    for i in range(len(x)):
        squares[i * i] = x[i] ** 2
    last = {}
    for v in x:
        last[int(v > 0)] = v * 2
    return squares[4] * squares[9] + last[1] * last[0] * len(last)


@program(X)
def a_key_written_twice(x):
    d = {"a": x[0], "a": x[1], 1: x[2], True: x[3]}  # noqa: F601
    k = "a"
    d[k] = d[k] * 2
    return d["a"] * d[1] * len(d)


@program(X)
def pairs_as_keys(x):
    d = {(0, 1): x[0], (1, 2): x[1]}
    d[0, 1] = x[2]
    s = 0.0
    for (i, j), v in d.items():
        s += v * (i + 2 * j)
    return s * d[1, 2]


@program(X)
def arrays_of_a_dict_in_a_loop(x):
    d = {"a": x * 1.0, "b": x * 2.0}
    for k in d:
        d[k] = d[k] ** 2
    for _, v in d.items():
        v *= x[0]
        v[1:] += x[:-1]
    return np.sum(d["a"] * d["b"])


@program(X)
def a_dict_in_a_dict(x):
    d = {}
    d["p"] = {"u": x[0]}
    d["p"]["u"] *= x[1]
    d["q"] = {}
    d["q"]["w"] = x[2]
    return d["p"]["u"] * d["q"]["w"]


@program(X)
def counted_in_a_container(x):
    s = {"n": 0, "v": x[0]}
    t = [0, x[1]]
    for k in range(4):
        s["n"] += 1
        t[0] += k
        s["v"] *= x[k]
    if s["n"] > 2 and t[0] == 6:
        return s["v"] * t[1]
    return x[1]


@program(X)
def a_table_of_lists(x):
    g = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            g[i][j] = x[i] * x[j + 1]
    g[1][1] *= g[0][2]
    return g[0][1] * g[2][2] + sum(sum(row) for row in g)


@program(X)
def dynamic_programming(x):
    t = [[0.0] * 5 for _ in range(5)]
    for i in range(1, 5):
        for j in range(1, 5):
            if i == j:
                t[i][j] = t[i - 1][j - 1] + x[i - 1] * x[j]
            else:
                t[i][j] = max(t[i - 1][j], t[i][j - 1]) * 1.01
    return t[4][4]


@program(X)
def matrices_of_lists(x):
    a = [[x[i] * (j + 1) for j in range(3)] for i in range(3)]
    b = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            for k in range(3):
                b[i][j] += a[i][k] * a[k][j]
    return sum(map(sum, b))


@program(X)
def rows_that_grow(x):
    rows = [[] for _ in range(4)]
    for k in range(4):
        rows[k % 2].append(x[k] * x[k + 1])
        rows[k].append(x[k])
    rows[0].insert(0, x[4])
    last = rows[1].pop()
    return sum(rows[0]) * sum(rows[1]) * last + sum(sum(r) for r in rows)


@program(X)
def rows_of_a_loop(x):
    g = [[x[k], x[k + 1]] for k in range(3)]
    for i, r in enumerate(g):
        r[1] *= x[i]
        r[0] = r[1] * 2
    for r in g:
        for j in range(2):
            r[j] += x[j]
    return sum(a * b for a, b in g)


@program(X)
def lists_in_lists_in_lists(x):
    c = [[[0.0] * 2 for _ in range(2)] for _ in range(2)]
    for i in range(2):
        for j in range(2):
            for k in range(2):
                c[i][j][k] = x[i] * x[j + 1] * x[k + 2]
    p = c[1]
    p[0][1] *= x[4]
    q = p[0]
    q[0] = q[1] * 2
    return c[1][0][0] * c[0][1][1] + c[1][0][1]


@program([[1.0, 2.0], [3.0, 4.0], [0.5, 0.25]])
def a_table_given(g):
    for i in range(1, 3):
        g[i][0] *= g[i - 1][1]
        g[i][1] += g[i][0]
    return g[2][0] * g[2][1]


def put(g, i, v):
    g[i][0] += v
    g[i].append(v * 2)


@program(X)
def a_callee_changes_rows(x):
    g = [[x[k]] for k in range(3)]
    for i in range(3):
        put(g, i, x[i + 1])
    g[0][0], g[2][1] = g[2][1], g[0][0]
    return sum(sum(r) for r in g) * g[1][1] * g[0][0]


@program(X)
def arrays_of_a_list(x):
    us = [x * k for k in range(1, 4)]
    for k in range(4):
        a, b = us[k % 3], us[(k + 1) % 3]
        a[1:] *= b[:-1]
        b += x
    return np.sum(us[0] + us[1] * us[2])


@program([numbers(3), numbers(3, seed=1), numbers(3, seed=2)])
def arrays_of_a_list_given(us):
    for k in range(1, 3):
        us[k][1:] *= us[k - 1][:-1]
        us[k] += us[k - 1]
    for u in us:
        u[0] *= 2.0
    return np.sum(us[1] * us[2])


@program(X)
def elements_in_branches(x):
    us = [x * k for k in range(1, 4)]
    for k in range(3):
        if k % 2:
            a = us[k]
            a[0] = x[1]
        else:
            us[k][2] *= 3
    return np.sum(us[0] + us[1] * us[2])


@program(X)
def tuples(x):
    t = (x[0], x[1])
    t = t + (x[2],)
    u = t * 2
    (a, *b), (c, d) = u[:3], t[1:]
    return t[-1] * u[3] + sum(u[1:4]) + a * b[1] * c * d + sum(u[::-2])


@program(X)
def pairs_in_a_list(x):
    points = [(x[0], (x[1], x[2])), (x[3], (x[4], x[0]))]
    s = 0.0
    for a, (b, c) in points:
        s += a * b * c
    pairs = []
    for i in range(3):
        pairs.append((x[i], x[i + 1] * 2))
    return s + pairs[0][1] * pairs[-1][0]


@program(X)
def lists_extended(x):
    xs = []
    xs.extend(v * v for v in x)
    xs.extend(x[1:] * 2)
    ys = xs[1:3] + xs[:1] * 2
    xs[1:3] = [x[0]]
    del xs[1:2]
    ys += [xs.pop()]
    ys.reverse()
    return sum(xs) * xs[0] + ys[0] * sum(ys)
