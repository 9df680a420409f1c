"""Loops over `checkpointed(...)`: state of all kinds, arrays in place, elements of arrays, nested loops."""

from __future__ import annotations

import numpy as np

from sourcead import checkpointed, grad
from tests.programs.cases import numbers, program


@program(numbers(5), 0.3, argnums=(0, 1), analytic=True)
def a_reaction(u, k):
    for _ in checkpointed(range(9), budget=3):
        u = u + k * np.sin(u)
    return np.sum(u**2)


@program(numbers(6), 0.1, argnums=(0, 1))
def a_stencil_in_place(u0, k):
    u = u0.copy()
    for _ in checkpointed(range(7), budget=2):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2]) * u[1:-1]
    return np.sum(u**2)


@program(numbers(6), 0.1, argnums=(0, 1))
def two_buffers(u, k):
    u = u.copy()
    new = u.copy()
    for _ in checkpointed(range(7), budget=2):
        new[1:-1] = u[1:-1] + k * (u[2:] - 2 * u[1:-1] + u[:-2]) * u[1:-1]
        u, new = new, u
    return np.sum(u**2)


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def sums_and_counters(u, k):
    total = 0
    count = 0
    for i in checkpointed(range(1, 6), 3):
        u = u + k * np.cos(u) * i
        total += np.sum(u**2)
        count += 1
    return total * count + i


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def what_the_last_step_leaves(u, k):
    for i in checkpointed(range(6), budget=2):
        v = np.sin(u) * k
        if i % 3 == 1:
            continue
        u = u + v
    return np.sum(u) + np.sum(v**3) * i


@program(numbers(4), numbers(6, 4), argnums=(0, 1))
def forcing_and_history(u, forcing):
    history = np.zeros((6, 4))
    for i in checkpointed(range(6), budget=2):
        u = 0.5 * np.sin(u) + forcing[i]
        history[i] = u
    return np.sum(history**2 * np.arange(4.0))


@program(numbers(4), [0.3, 0.5, 0.7, 0.9], argnums=(0, 1), analytic=True)
def backwards_over_a_list(u, ks):
    for i in checkpointed(range(3, 0, -1), budget=2):
        u = u + np.sin(u) * ks[i]
    return np.sum(u**2)


@program(numbers(4), 0.3, argnums=(0, 1))
def elements_of_the_state(u, k):
    path = np.zeros((6, 4))
    path[0] = u
    for i in checkpointed(range(5), budget=2):
        path[i + 1] = np.sin(path[i]) * k
    return np.sum(path**2)


@program(numbers(3), 0.3, argnums=(0, 1), analytic=True)
def loops_inside(u, k):
    total = 0.0
    for _ in checkpointed(range(3), budget=2):
        for j in checkpointed(range(4)):
            u = u + k * np.sin(u) * j
        total = total + np.sum(u**2)
    return total


@program(numbers(3), 0.3, argnums=(0, 1), analytic=True)
def a_pair_and_a_dict(u, k):
    pair = (u, u * k)
    table = {"p": u, "q": u * k}
    for _ in checkpointed(range(5), budget=2):
        a, b = pair
        pair = a + k * b, b - k * a**2
        table = {"p": table["p"] + k * a, "q": table["q"] * table["p"]}
    return np.sum(pair[0] ** 2) + np.sum(table["q"])


def advanced(u, k, n):
    for _ in checkpointed(range(n), budget=2):
        u[1:] += np.sin(u[1:]) * k


@program(numbers(4), 0.3, argnums=(0, 1))
def a_callee_that_changes_its_argument(u, k):
    v = 1.0 * u
    part = v[2:]
    advanced(v, k, 5)
    return np.sum(v**2) + np.sum(part)


@program(numbers(4), 0.3, argnums=(0, 1))
def a_function_around_it(u, k):
    def slope(v):
        return np.sin(v) * k

    w = u.copy()
    kept = w
    for t in checkpointed(np.linspace(0.0, 1.0, 5), budget=2):
        w += t * slope(w)
    for _ in checkpointed(range(0)):
        w = w * w
    return np.sum(kept**2)


@program(numbers(3), 0.3, 6, 2, argnums=(0, 1), analytic=True)
def sizes_given_at_run_time(u, k, n, slots):
    for i in checkpointed(range(1, n), slots):
        j = 0
        while j < i:
            u = u + np.sin(u) * k
            j += 2
    return np.sum(u**2)


@program(numbers(4), 0.3, argnums=(0, 1))
def written_in_many_ways(u, k):
    v = u.copy()
    for _ in checkpointed(range(4), budget=2):
        np.multiply(v, k, out=v)
        v += u
        w = v[1:]
        w[w > 0.5] *= 0.5
        np.copyto(v, v * k + u)
        v = v + 0.1
    return np.sum(v**2)


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def a_state_that_grows(u, k):
    for _ in checkpointed(range(3), budget=2):
        u = np.concatenate([u, u * k])
    return np.sum(u**2)


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def a_number_that_is_whole_now_and_then(u, k):
    t = 0
    for i in checkpointed(range(6), budget=2):
        if i % 2 == 0:
            t = np.sum(u)
        else:
            u = u + k * t
            t = 0
    return np.sum(u**2)


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def the_loop_variable_is_used(u, k):
    i = 5.0 * k
    for i in checkpointed(range(1, 4), budget=2):
        i = i * 2
        u = u * k + i
    for _ in checkpointed(range(0), budget=2):
        u = u * 2.0
    return np.sum(u) + i


class Scheme:
    def __init__(self, rate, source):
        self.rate, self.source = rate, source

    def slope(self, u):
        return self.rate * np.sin(u) + self.source


@program(numbers(4), 0.3, argnums=(0, 1), analytic=True)
def an_object_that_is_read(u, k):
    scheme = Scheme(k, 0.1 * u)
    for _ in checkpointed(range(5), budget=2):
        u = u + scheme.slope(u)
    return np.sum(u**2)


@program(numbers(3))
def descent_by_a_gradient_inside(u):
    def energy(v):
        return np.sum(v**4 + u * v)

    x = np.ones(3)
    for _ in checkpointed(range(5), budget=2):
        x = x - 0.05 * grad(energy)(x)
    return np.sum(x**2)


@program(numbers(4), analytic=True)
def in_a_loop_that_is_not(u):
    history = np.zeros((3, 4)) * u
    for j in range(2):
        for i in checkpointed(range(3)):
            u = np.sin(u)
            history[i] = u * j
    return np.sum(history**2)
