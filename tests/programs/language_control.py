"""The language: control flow. Each docstring is a row of README.md's table of what is supported."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import numpy as np

from tests.programs.cases import program

X = np.array([0.7, -0.4, 1.3, 0.9, -1.1])


@program(X)
def for_else(x):
    """`for` … `else`, `break`"""
    s = 0.0
    for v in x:
        if v > 100:
            break
        s = s + v * v
    else:
        s = s * x[0]
    return s


@program(X)
def while_else(x):
    """`while` … `else`"""
    i = 0
    s = 1.0
    while i < 3:
        s = s * x[i]
        i += 1
    else:
        s = s + x[4]
    return s


@program(X)
def with_continue(x):
    """`continue`"""
    s = 0.0
    for v in x:
        if v < 0:
            continue
        s += v * v
    return s


@program(X)
def return_from_nested_loops(x):
    """`return` from inside nested loops"""
    for i in range(5):
        for j in range(5):
            if x[i] * x[j] < 0:
                return x[i] * x[j] * 2
    return np.sum(x)


@program(X, "b")
def match_on_values(x, mode):
    """`match`: values, alternatives, wildcard"""
    match mode:
        case "a":
            return np.sum(x)
        case "b" | "c":
            return np.sum(x * x)
        case _:
            return x[0]


@program(X)
def match_on_sequences(x):
    """`match`: sequences, stars, captures of differentiated values"""
    p = (x[0], x[1] * 2, x[2])
    match p:
        case (a, b):
            return a * b
        case (a, *rest):
            return a * rest[0] * rest[1]


@program(X)
def match_on_mappings(x):
    """`match`: mappings and the rest of them"""
    match {"k": x * x, "m": 2.0}:
        case {"k": v, **rest}:
            return np.sum(v) * rest["m"]


@dataclass
class Pair:
    a: object
    b: object


@program(X)
def match_on_classes(x):
    """`match`: classes, guards"""
    p = Pair(x[0], x[1])
    match p:
        case Pair(a=u, b=v) if u > 100:
            return u * v * 3
        case Pair(u, v):
            return u * v


@program(X)
def conditional_expressions(x):
    """conditional expressions, `and`, `or`, `not` with short circuit"""
    y = x[0] if x[1] > 0 else x[2]
    z = x[0] and x[1]
    return (y + (z or x[2])) * x[3] if not x[4] > 0 else y


@program(X)
def chained_comparisons(x):
    """chained comparisons"""
    return x[0] * 2 if -5 < x[0] <= 5 else x[1]


@program(X)
def walrus(x):
    """`:=` anywhere, comprehensions too"""
    if (s := np.sum(x * x)) > 1:
        s = s * x[0]
    i = 0
    while (v := x[i]) < 10 and i < 4:
        s = s + v * v
        i += 1
    ys = [w * w for v in x if (w := v * 2) > 0]
    return s + sum(ys) * w


@program(X)
def assert_and_raise(x):
    """`assert`, `raise`"""
    assert x.shape == (5,), f"bad {x.shape}"
    if x.ndim != 1:
        raise ValueError(f"need 1-D, got {x.ndim}")
    return np.sum(x * x)


@program(X)
def try_except(x):
    """`try` … `except`, also around a callee that raises"""
    try:
        c = np.linalg.cholesky(np.outer(x, x) - 100 * np.eye(5))
        return np.sum(c)
    except np.linalg.LinAlgError:
        return np.sum(x * x)


@program(X)
def try_else_finally(x):
    """`try` … `else` … `finally`"""
    log = []
    try:
        y = x * x
    except ValueError:
        y = x
    else:
        y = y * 2
    finally:
        log.append("done")
    return np.sum(y)


@program(X)
def try_after_effects(x):
    """an exception after part of the block has written"""
    u = x.copy()
    try:
        u[0] = u[1] * u[2]
        u[10] = 1.0
        u[1] = 5.0
    except IndexError:
        u[3] = u[0] * 3
    return np.sum(u * u)


@program(X)
def try_in_a_loop(x):
    """`try` in a loop"""
    s = 0.0
    d = {0: 1.0, 2: 3.0}
    for i in range(5):
        try:
            w = d[i]
        except KeyError:
            w = 0.5
        s = s + w * x[i] ** 2
    return s


@program(X)
def with_errstate(x):
    """`with np.errstate(...)`"""
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(x * x)
    return np.sum(y)


class Timer:
    def __enter__(self):
        self.started = 1
        return self

    def __exit__(self, *exc):
        return False


@program(X)
def with_managers(x):
    """`with`: the user's context managers, several at once"""
    with Timer(), np.errstate(all="ignore"):
        y = x * x
    return np.sum(y)


@contextlib.contextmanager
def section(name):
    try:
        yield name
    finally:
        pass


@program(X)
def with_contextmanager(x):
    """`with`: functions decorated with `contextmanager`"""
    with section("ab") as n:
        y = x * x
    return np.sum(y) * len(n)


@program(X)
def del_and_pass(x):
    """`del` of a name, `pass`"""
    y = x * 2
    z = y * x
    if x[0] > 5:
        pass
    del y
    return np.sum(z)
