"""The language: arrays in place. Each docstring is a row of README.md's table of what is supported."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import program
from tests.programs.language_control import X

W = np.arange(5.0)


@program(X)
def elements_and_slices(x):
    """elements, slices, `...`, `None`: stored and updated"""
    u = np.zeros((5, 2))
    u[0, 1] = x[0]
    u[1:, 0] = x[1:] * x[:-1]
    u[..., 1] += x
    u[:, None, 0] *= 2.0
    return np.sum(u * u)


@program(X)
def masks_read_and_written(x):
    """boolean masks, read and written"""
    u = x.copy()
    m = x > 0
    u[m] = u[m] ** 2
    u[~m] *= 3.0
    return np.sum(u * x)


@program(X)
def fancy_indices(x):
    """index arrays, with repeated indices, read and written"""
    u = np.zeros(4)
    u[[0, 0, 1]] += x[[1, 2, 2]]
    u[[2, 2]] = x[3:]
    return np.sum(u * u)


@program(X)
def mixed_indices(x):
    """slices and index arrays mixed"""
    u = np.outer(x, x)
    u[1:3, [0, 2]] *= 2.0
    u[[0, 1], :2] += x[:2]
    return np.sum(u * u)


@program(X)
def views_of_views(x):
    """views of views"""
    a = np.outer(x, x)
    v = a.T[1:]
    v[::2] += x
    a[1:].T[0] *= 2.0
    return np.sum(a * a)


@program(X)
def reshaped_views(x):
    """views through `reshape`"""
    a = np.outer(x, x)
    a[1:].reshape(-1)[::2] += x[0]
    return np.sum(a * a)


@program(X)
def aliases_and_buffers(x):
    """names for one array, swapped buffers"""
    u = x.copy()
    v = np.zeros(5)
    for _ in range(3):
        v[1:] = u[:-1] * u[1:]
        u, v = v, u
    w = u
    w += 1.0
    return np.sum(u * u)


@program(X)
def out_arguments(x):
    """`out=`"""
    u = np.empty(5)
    np.multiply(x, x, out=u)
    np.exp(u, u)
    return np.sum(u * x)


@program(X)
def where_arguments(x):
    """`where=`"""
    u = np.zeros(5)
    np.log(np.abs(x), out=u, where=x > 0)
    return np.sum(u * x) + np.sum(x * x, where=x > 0)


@program(X)
def ufunc_at(x):
    """`np.add.at` and the other `ufunc.at`"""
    u = np.zeros(3)
    np.add.at(u, [0, 0, 1, 2, 2], x * x)
    np.subtract.at(u, [1], x[0])
    np.multiply.at(u, [0, 0], x[3:])
    return np.sum(u * u)


@program(X)
def functions_that_write(x):
    """`np.copyto`, `np.put`, `np.place`, `np.putmask`, `fill`"""
    u = np.zeros(5)
    np.copyto(u, x * x)
    np.put(u, [0, 1], x[2:4])
    np.putmask(u, x > 0, x * 3)
    np.place(u, x < 0, [2.0])
    v = np.empty(2)
    v.fill(x[0])
    return np.sum(u * u) + np.sum(v * v)


@program(X)
def sorted_in_place(x):
    """`sort()` in place"""
    u = x * x
    u.sort()
    return np.sum(u * np.arange(5))


def add_to(u, x):
    u += x
    u[0] *= 2
    return u


@program(X)
def arguments_updated(x):
    """`+=` on a name bound to an argument; a callee that writes its argument"""
    y = x * W
    z = add_to(y, x)
    return np.sum(z * y)


@program(X)
def arrays_in_containers_written(x):
    """arrays in lists, tuples and dicts, written in place"""
    xs = [x.copy(), x * 2]
    xs[0][1:] *= 3.0
    d = {"u": x.copy()}
    d["u"][0] = x[1] * x[2]
    return np.sum(xs[0] * xs[1]) + np.sum(d["u"] ** 2)


def inner(u):
    return u[1:-1]


@program(X)
def views_from_callees(x):
    """views returned from a callee"""
    u = x * 1.0
    v = inner(u)
    v *= x[0]
    return np.sum(u * u)


@program(X)
def stores_of_another_dtype(x):
    """stores into another dtype: single precision; whole numbers, whose derivative is zero"""
    u = np.zeros(5, dtype=np.float32)
    u[:] = [0.5, 1.0, 2.0, 4.0, 8.0]
    k = np.zeros(5, dtype=int)
    k[:] = x * 10 + 0.5
    return np.sum(x * x * u) + np.sum(x * k)


@program(X)
def overlapping_parts(x):
    """overlapping source and destination"""
    u = x.copy()
    u[1:] = u[:-1]
    u[:-1] += u[1:]
    return np.sum(u * u * x)


@program(X)
def indices_under_names(x):
    """indices that have a name: slices, tuples of them"""
    u = np.outer(x, x)
    inner, column = (slice(1, -1), slice(1, -1)), (..., 0)
    u[inner] *= u[inner]
    u[column] = np.sin(u[column])
    return np.sum(u**2)
