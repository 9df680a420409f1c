"""Arrays in dicts, lists and tuples, written in place: states of simulations, buffers, parameters; two names for one array."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([0.5, -1.2, 0.8, 2.0, -0.3])


@program(X, analytic=True)
def diffusion_of_a_state(x):
    state = {"u": x.copy(), "t": 0.0}
    for _ in range(3):
        state["u"][1:-1] += 0.1 * (state["u"][2:] - 2 * state["u"][1:-1] + state["u"][:-2]) * state["u"][1:-1]
        state["t"] += 0.1
    return np.sum(state["u"] ** 2) * state["t"]


def advance(state, dt):
    state["u"][1:-1] += dt * (state["u"][2:] - 2 * state["u"][1:-1] + state["u"][:-2])
    state["u"][0] = state["u"][1] ** 2


@program(X, analytic=True)
def a_callee_writes_a_state(x):
    state = {"u": x.copy()}
    for _ in range(3):
        advance(state, 0.1)
    return np.sum(state["u"] ** 2)


@program(X)
def names_for_parts_of_a_state(x):
    state = {"u": x.copy(), "v": x * 2}
    u, v = state["u"], state["v"]
    for _ in range(3):
        u[1:] += v[:-1] * 0.1
        v[:] = u * v
    return np.sum(state["u"] ** 2) + np.sum(u)


@program(X)
def an_array_and_the_dict_that_holds_it(x):
    u = x.copy()
    state = {"u": u}
    state["u"][0] = x[1] ** 2
    u[2] *= x[0]
    state["u"] *= 1.5
    return np.sum(u * state["u"] * x)


@program(X)
def one_array_in_two_dicts(x):
    d = {"u": x.copy()}
    e = {"v": d["u"]}
    e["v"][0] = x[1]
    d["u"][1] = x[0]
    return np.sum(d["u"] * e["v"])


@program(X)
def views_in_a_dict(x):
    u = x.copy()
    parts = {"inner": u[1:-1], "left": u[:-1]}
    parts["inner"][0] = x[4]
    parts["left"] *= 2
    return np.sum(u * x)


@program(X)
def arrays_of_a_tuple(x):
    u = x.copy()
    t = (u, x * 2)
    t[0][1] = x[2]
    a, b = t
    a += b
    b[0] *= 3.0
    return np.sum(u * u) + t[1][0]


@program(X)
def states_in_states(x):
    s = {"p": {"u": x.copy()}, "l": [x * 2]}
    s["p"]["u"][1:] *= 2.0
    s["l"][0][0] = x[1]
    p = s["p"]
    p["u"][0] += x[2]
    return np.sum(s["p"]["u"] * s["l"][0])


@program(X)
def swapped_states(x):
    a, b = {"u": x.copy()}, {"u": x * 2}
    for _ in range(3):
        a["u"][1:] *= b["u"][:-1]
        a, b = b, a
    return np.sum(a["u"]) + np.sum(b["u"] * x)


@program(X)
def swapped_parts_of_a_state(x):
    s = {"u": x.copy(), "v": x * 2}
    for k in range(3):
        s["v"][k] = s["u"][k] ** 2
        s["u"], s["v"] = s["v"], s["u"]
    return np.sum(s["u"] * x) + np.sum(s["v"])


@program(X)
def a_state_changed_in_branches(x):
    s = {"u": x.copy(), "k": 0}
    for i in range(4):
        if i % 2:
            s["u"] = s["u"] * x
            s["k"] += 1
        else:
            s["u"][i:] += x[i]
    return np.sum(s["u"]) * s["k"]


@program(X)
def a_state_of_a_tuple(x):
    s = (x.copy(), x * 2, 0)
    for _ in range(3):
        u, v, n = s
        u[1:] *= v[:-1]
        s = (v, u, n + 1)
    return np.sum(s[0]) + np.sum(s[1] ** 2) * s[2]


@program(X)
def a_state_of_a_closure(x):
    s = {"u": x.copy(), "n": 0}

    def step(k):
        s["u"][k] *= s["u"][k - 1]
        s["n"] += 1

    for k in range(1, 4):
        step(k)
    return np.sum(s["u"]) * s["n"]


@program({"u": numbers(4), "v": numbers(4, seed=1)})
def arrays_of_a_dict_argument(p):
    p["u"][1:] *= p["v"][:-1]
    p["v"] += p["u"]
    p["w"] = p["u"][::2]
    p["w"] *= 2.0
    return np.sum(p["u"] * p["v"])


@program((numbers(4), numbers(4, seed=1), 2.0))
def arrays_of_a_tuple_argument(t):
    t[0][1:] *= t[1][:-1]
    u, v, k = t
    v += u * k
    return np.sum(u * v)


@program(X)
def momentum(x):
    p = {"w": x.copy(), "b": x[:2] * 2}
    m = {k: np.zeros_like(v) for k, v in p.items()}
    for _ in range(3):
        g = {"w": p["w"] ** 2, "b": p["b"] * p["w"][:2]}
        for k in p:
            m[k] = 0.9 * m[k] + g[k]
            p[k] -= 0.1 * m[k]
    return sum(np.sum(v**2) for v in p.values())


@program(X)
def a_loop_over_arrays(x):
    us = [x.copy(), x * 2]
    for u in us:
        u[0] *= 3
        u[1:] += u[:-1] * x[1]
    for u, w in zip((us[0], us[1]), (2.0, 3.0)):
        u *= w
    return np.sum(us[0] * us[1]) + np.sum(np.stack(us) ** 2)


@program(X)
def a_dict_of_growing_parts(x):
    for n in range(2, 5):
        d = {"y": x[:n] * x[n], "n": n}
        t = (d["y"] * 2, x[n])
    return d["y"][0] * d["y"][1] * t[1] + t[0][0] * t[0][2]


@program(X)
def a_state_given_back(x):
    def made(u):
        d = {"u": u.copy(), "v": u}
        d["u"][0] = u[2] * u[1]
        return d

    s = made(x)
    s["u"][1] = s["v"][0]
    return np.sum(s["u"] * s["v"])


@program(X)
def an_element_that_is_bound_to_another(x):
    s = {"u": x.copy(), "v": None}
    s["v"] = s["u"]
    s["v"][0] = x[1]
    s["u"] = s["u"] * 3
    s["v"][1] = x[2]
    t = dict(s)
    t["u"][0] = x[3]
    t["u"] = t["u"] * 2
    return np.sum(s["u"] * s["v"]) + np.sum(t["u"] * x)


@program(X)
def elements_exchanged(x):
    s = [x.copy(), x * 2]
    s[0], s[1] = s[1], s[0]
    a = s[0]
    s[0] = s[1]
    a[0] = x[3]
    s[0][1] = x[2]
    return np.sum(s[0] * s[1]) + np.sum(a)


@program(X)
def an_older_array_of_a_state(x):
    s = {"u": x.copy()}
    for _ in range(2):
        old = s["u"]
        s["u"] = old * 2
        old[0] = x[1]
    return np.sum(s["u"] * x)


@program(X, 0.1, argnums=(0, 1))
def a_state_whose_loop_is_left(x, dt):
    s = {"q": x.copy(), "p": np.zeros_like(x)}
    for _ in range(5):
        s["p"] -= dt * s["q"] ** 3
        if np.abs(s["p"]).max() > 0.6:
            break
        s["q"] = s["q"] + dt * s["p"]
    return np.sum(s["q"] ** 2) + np.sum(s["p"] ** 2)


@program(X, 0.1, argnums=(0, 1))
def a_state_returned_early(x, dt):
    s = {"q": x.copy(), "p": np.zeros_like(x)}
    for _ in range(5):
        s["p"] -= dt * s["q"] ** 3
        if np.abs(s["p"]).max() > 0.6:
            return np.sum(s["p"])
        s["q"] = s["q"] + dt * s["p"]
    return np.sum(s["q"] ** 2)


@program(X)
def a_state_until_it_is_small(x):
    s = {"u": x.copy(), "size": np.sum(x**2)}
    while s["size"] > 0.5:
        s["u"] *= 0.8
        s["u"][1:] += 0.1 * s["u"][:-1]
        s["size"] = np.sum(s["u"] ** 2)
        assert s["size"] > 0.0
    return np.sum(s["u"] * x) * s["size"]
