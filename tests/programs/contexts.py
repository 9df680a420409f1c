"""Programs with `with`, `raise`, `assert` and `del`."""

from __future__ import annotations

import contextlib
import threading
import warnings

import numpy as np

from tests.programs.cases import numbers, program

LOCK = threading.Lock()
EVENTS: list[str] = []


class Timer:
    """A manager with side effects only."""

    def __init__(self, title):
        self.title = title
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, *details):
        self.entered -= 1


@contextlib.contextmanager
def noted(title):
    EVENTS.append(title)
    try:
        yield
    finally:
        EVENTS.pop()


@contextlib.contextmanager
def centered(x):
    mean = np.mean(x)
    yield x - mean


@contextlib.contextmanager
def doubled(u):
    u *= 2.0
    try:
        yield u
    finally:
        u /= 4.0


# with


@program(np.array([1.0, 0.0, 2.0]) + 0.5)
def quiet(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(np.abs(x))
        z = np.where(x > 0, y * y, 0.0)
    return np.sum(z)


@program(numbers(4))
def return_inside(x):
    with np.errstate(all="ignore"):
        if x[0] > 100:
            return x[0]
        return np.sum(np.exp(x) * x)


@program(np.array([4.0, 1.0]), np.ones(1))
@program(np.array([4.0, 1.0]), np.zeros(1))
def floating_point_error(x, d):
    with np.errstate(divide="raise"):
        try:
            y = x[0] / d[0]
        except (FloatingPointError, ZeroDivisionError):
            y = x[0] ** 2
    return y * x[0]


@program(np.array([4.0, 2.0]), 0)
@program(np.array([4.0, 2.0]), 3)
def suppressed(x, k):
    y = x[0] * x[1]
    with contextlib.suppress(ZeroDivisionError):
        y = y * (7 // k)
    return y * x[0]


@program(numbers(4))
def side_effects_only(x):
    with LOCK, Timer("layer") as timer, noted("pass"):
        y = np.sin(x) * len(timer.title)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            z = y * y
    return np.sum(z)


@program(numbers(4), 3)
def timer_in_a_loop(x, n):
    y = x
    for _ in range(n):
        with Timer("step"):
            y = np.sin(y) * x
        if np.sum(y) > 1e6:
            break
    return np.sum(y)


@program(numbers(4))
def yielded(x):
    with centered(x) as y:
        z = y * y * y
    return np.sum(z * x)


@program(numbers(4))
def changed_around(x):
    u = x * x
    with doubled(u) as v:
        s = np.sum(v * x)
    return s * np.sum(u)


@program(numbers(4))
def no_context(x):
    with contextlib.nullcontext(x * x) as y, contextlib.nullcontext():
        return np.sum(y * x)


# raise, assert, del


@program(numbers(4) ** 2 + 1)
def checked(x):
    assert x.ndim == 1, f"{x.ndim} dimensions"
    if np.any(x <= 0):
        raise ValueError(f"positive numbers are needed, not {x.min()}")
    assert np.all(np.isfinite(x))
    y = np.log(x)
    return np.sum(y * y)


@program(numbers(4))
def deleted(x):
    y = np.sin(x)
    z = y * x
    del y
    y = z * 2
    for k in range(3):
        t = y * k
        z = z + t * x
        del t
    return np.sum(z)


@program(numbers(4), "relu")
@program(numbers(4), "tanh")
def unknown_option(x, kind):
    if kind == "relu":
        y = np.maximum(x, 0)
    elif kind == "tanh":
        y = np.tanh(x)
    else:
        raise ValueError(f"unknown kind {kind!r}")
    return np.sum(y * x)


@program(numbers(4), analytic=True)
def manager_made_inside(x):
    a = x[0]

    class Held:
        def __enter__(self):
            return x[1]

        def __exit__(self, *error):
            return None

    class Grown(Held):
        def __init__(self, k):
            self.k = k

        def __enter__(self):
            nonlocal a
            a = a * self.k
            return self

    with Held() as c, Grown(2.0) as d:
        b = c * a * d.k
    with Grown(3.0):
        b = b * a
    for i in range(2):
        with Held() as c:
            if i == 0:
                continue
            b += c * x[i + 1]
    return b * a
