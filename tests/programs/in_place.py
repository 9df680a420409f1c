"""Elements, slices, masks and whole arrays written in place; views, aliases, swapped buffers."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(6), numbers(6), argnums=(0, 1), analytic=True)
def shifted_sum(x, y):
    z = x * y
    z[1:] += z[:-1]
    z[0] = x[0] * 3.0
    return np.sum(z * z)


@program(numbers(6))
def view_of_an_argument_sees_the_write(x):
    v = x[1:]
    x[2] = 5.0
    return np.sum(v * v)


@program(numbers(6), analytic=True)
def write_through_a_view(x):
    u = x * 1.0
    v = u[1:]
    v *= 2.0
    u[0] = v[1] * u[3]
    return np.sum(u**3)


@program(numbers(6), analytic=True)
def swapped_buffers(x):
    u = x.copy()
    v = np.zeros_like(u)
    for _ in range(4):
        v[1:-1] = 0.5 * (u[2:] + u[:-2]) * u[1:-1]
        v[0] = u[0]
        v[-1] = u[-1]
        u, v = v, u
    return np.sum(u**2)


@program(numbers(6), analytic=True)
def new_buffer_each_step(x):
    u = x.copy()
    for _ in range(4):
        w = np.empty_like(u)
        w[1:] = np.sin(u[:-1])
        w[0] = u[-1] * u[0]
        u = w
    return np.sum(u**2)


@program(numbers(3, 4), analytic=True)
def row_of_a_transpose(x):
    y = x.T * 2.0
    y[1] = y[0] * y[1]
    return np.sum(y @ y.T)


@program(numbers(5))
def masks(x):
    m = x > 0
    y = x.copy()
    y[m] = y[m] ** 2
    y[~m] *= 3.0
    return np.sum(y * x)


@program(numbers(5))
def repeated_places_of_a_store(x):
    i = np.array([0, 0, 3])
    y = np.zeros(5)
    y[i] = x[:3]
    return np.sum(y**2)


@program(numbers(6))
def growing_views(x):
    y = np.zeros(6)
    for i in range(6):
        v = y[i:]
        v += x[i] * x[: 6 - i]
    return np.sum(y**2)


@program(numbers(6), analytic=True)
def moving_window(x):
    u = x.copy()
    for i in range(3):
        w = u[i : i + 3]
        w[:] = w * w
    return np.sum(u * x)


@program(numbers(4), analytic=True)
def alias_by_another_name(x):
    y = x * 2
    z = y
    z += 1.0
    return np.sum(y * x)


@program(numbers(5, 5))
def boundary_conditions(u):
    u = u.copy()
    for _ in range(3):
        un = u.copy()
        u[1:-1, 1:-1] = un[1:-1, 1:-1] + 0.1 * (un[2:, 1:-1] - 2 * un[1:-1, 1:-1] + un[:-2, 1:-1]) * un[1:-1, 1:-1]
        u[0, :] = 0
        u[:, -1] = u[:, -2]
    return np.sum(u**2)


@program(numbers(4, 4), analytic=True)
def five_point_stencil(a):
    u = a.copy()
    for _ in range(3):
        u[1:-1, 1:-1] += 0.1 * (u[2:, 1:-1] + u[:-2, 1:-1] - 4 * u[1:-1, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2])
    return np.sum(u**2)


@program(numbers(3, 4), numbers(4))
def matrix_times_vector_by_loops(a, v):
    out = np.zeros(3)
    for i in range(3):
        acc = 0.0
        for j in range(4):
            acc += a[i, j] * v[j]
        out[i] = acc
    return np.sum(out**3)


@program(numbers(5))
def argument_written_in_place(x):
    x[1:] *= x[0]
    x += 1.0
    return np.sum(x**2)


@program(numbers(5))
def recurrence_of_elements(x):
    y = np.zeros(5)
    y[0] = x[0]
    for i in range(1, 5):
        y[i] = y[i - 1] * x[i] + np.sin(y[i - 1])
    return y[-1]


@program(numbers(5))
def triangular_accumulation(x):
    y = np.zeros(5)
    for i in range(5):
        y[i] = x[i] ** 2
        for j in range(i):
            y[i] += y[j] * x[j]
    return y.sum()


@program(numbers(6), analytic=True)
def update_by_a_neighbour(x):
    u = np.exp(x * 0.3)
    u[1:] *= u[:-1]
    u[:-1] /= u[1:]
    return np.sum(u * x)


@program(numbers(6), analytic=True)
def update_by_itself(x):
    u = np.sin(x)
    u[:] *= u[:]
    u[::2] -= u[1::2] * u[::2]
    return np.sum(u**2)


@program(numbers(6), analytic=True)
def store_of_its_own_part(x):
    u = x.copy()
    u[:] = u[:]
    u[2:] = u[:-2]
    return np.sum(u**2 * x)


@program(numbers(6), numbers(6), argnums=(0, 1))
def mask_made_from_a_changed_array(x, y):
    u = x.copy()
    for i in range(1, 4):
        u[i] = np.sin(u[i - 1]) * x[i]
        m = u > 0.1
        u[m] = y[m] * 2.0
    return np.sum(u)


@program(numbers(6), numbers(6), argnums=(0, 1))
def fancy_store_after_a_recurrence(x, y):
    u = np.zeros(6)
    for i in range(1, 6):
        u[i] = np.sin(u[i - 1]) * x[i] + 0.5 * u[i - 1]
    a = np.tanh(np.exp(-(y**2)))
    u[[5, 0, 3]] = y[:3] * 0.5
    return np.sum((a + u) * u)


@program(numbers(5), analytic=True)
def power_in_place(x):
    y = x * x + 1.0
    y **= 3
    y[1:] **= 2
    return np.sum(np.log(y))


@program(numbers(5))
def dead_store(x):
    y = x.copy()
    y[2] = x[1] * x[2]
    y[2] = 4.0
    return np.sum(y * y)


@program(numbers(3, 4), analytic=True)
def columns_one_by_one(a):
    out = np.zeros_like(a)
    for j in range(a.shape[1]):
        out[:, j] = a[:, j] * (j + 1.0) + a[:, 0]
    return np.sum(out**2)


@program(numbers(3, 4))
def the_last_axis_of_any_rank(a):
    """`...` as an index, stored and updated."""
    u = a.copy()
    u[..., 0] = a[..., 1] * a[..., 2]
    u[..., 1:] *= a[..., :1]
    u[...] = u * a
    return np.sum(u * u)


@program(numbers(4))
def everything_replaced(x):
    """`...` as an index of a vector."""
    u = np.empty_like(x)
    u[...] = x * x
    u[..., -1] += x[0]
    return np.sum(u * x)


@program(numbers(3, 4))
def an_axis_put_in(a):
    """`None` as an index of what is stored and updated."""
    u = a.copy()
    u[:, None, 1:3] *= a[:, None, :2]
    u[None, 0] = a[1] * a[2]
    return np.sum(u * a)


@program(numbers(4))
def a_row_of_a_vector(x):
    """`None` as an index of a vector."""
    u = x.copy()
    u[None, :2] += x[None, 2:]
    u[3:, None] = x[0] * x[1]
    return np.sum(u * u)


@program(numbers(4))
def a_vector_as_a_column(x):
    """`None` as an index of what is updated in a loop."""
    u = np.zeros(4)
    for k in range(3):
        u[k:, None] += x[k] * x[k:, None]
    return np.sum(u**2)


@program(numbers(3, 4))
def columns_by_their_numbers(a):
    """Slices and index arrays mixed, stored and updated."""
    u = a.copy()
    u[:, [0, 2]] = a[:, [1, 3]] * a[:, [3, 3]]
    u[1:, [3, 3, 0]] += a[:2, :3]
    return np.sum(u * a)


@program(numbers(3, 4))
def rows_by_their_numbers(a):
    """Index arrays and slices mixed: rows, some of them twice."""
    rows = np.array([2, 0])
    u = np.zeros((3, 4))
    u[rows, 1:] = a[:2, 1:] ** 2
    u[rows, :2] *= a[1:, :2]
    u[[0, 0, 1], ::2] -= a[:, ::2]
    return np.sum(u * u)


@program(numbers(3, 4))
def columns_by_a_mask(a):
    """A slice and a boolean mask mixed, stored and updated."""
    big = a[0] > 0
    u = a.copy()
    u[:, big] *= a[:, big]
    u[1:, big] = 0.5 * a[:2, big]
    return np.sum(u * a)


@program(numbers(6))
def a_view_of_a_view_of_a_view(x):
    """A chain of views, written at its end and in between."""
    u = x.copy()
    inner = u[1:-1]
    left = inner[:-1]
    every = left[::2]
    every *= x[:2]
    inner[0] = left[1] * x[5]
    return np.sum(u * x)


@program(numbers(6))
def a_view_turned_around(x):
    """A chain of views whose second is a step back, in a loop."""
    u = x.copy()
    tail = u[2:]
    back = tail[::-1]
    for k in range(3):
        back[k] += tail[k] * x[k]
        tail *= 0.5
    return np.sum(u * x)


@program(numbers(3, 4))
def a_part_of_a_row(a):
    """A chain of views: a part of a row of a block."""
    u = a.copy()
    block = u[:2, 1:]
    row = block[1, :]
    head = row[:2]
    head += a[0, :2] ** 2
    row[-1] = head[0] * a[2, 3]
    return np.sum(u * u)


@program(numbers(5))
def sums_of_a_closure(x):
    """`+=` on an array of the function around."""
    total = np.zeros(5)

    def add(k, factor):
        total[k:] += factor * x[: 5 - k]

    for k in range(4):
        add(k, x[k] ** 2)
    return np.sum(total * x)


@program(numbers(5))
def a_history_kept_by_a_closure(x):
    """`*=` and `-=` on an array of the function around, after it was bound anew."""
    u = x * x

    def damped(v):
        u[1:-1] -= 0.1 * v[2:]
        u[0] *= v[0]
        return np.sum(u)

    first = damped(x)
    u = u + x
    return first * damped(x**2) + u[0]


def middle(a):
    return a[1:-1]


def ends(a):
    return a[:2], a[-2:]


@program(numbers(6))
def a_view_that_a_callee_gives(x):
    """A view returned from a callee, written through."""
    u = x.copy()
    inner = middle(u)
    inner *= x[:4]
    middle(inner)[:] = x[0] * x[1]
    return np.sum(u * x)


@program(numbers(6))
def two_views_that_a_callee_gives(x):
    """Two views returned from a callee, one written by the other."""
    u = x.copy()
    first, last = ends(u)
    first += last**2
    last[0] = first[1] * x[2]
    return np.sum(u * u)


@program(numbers(6))
def parts_stored_into_parts(y):
    """Parts of one array with equal or opposite steps, and what is copied first."""
    u = y.copy()
    u[1:] = u[:-1]
    u[::-1] = u
    u[::2] = u[:3].copy()
    u[::2] += u[:3]
    m = np.outer(u, y)
    m[1] = m[0]
    m[:, 2] = m[:, 0]
    m.T[3] = m[:, 1]
    return np.sum(m**2) + np.sum(u * y)


@program(numbers(6))
def parts_moved_by_copies(y):
    """A part that is taken, cleared, and added to another part with another step."""
    u = y * y
    t = u[::2].copy()
    u[::2] = 0.0
    u[:3] += t
    return np.sum(u**2)


@program(numbers(4), numbers(4, seed=1), argnums=(0, 1))
def scaled_again_and_again(x, w):
    """Updates that multiply and divide: of the whole array, of parts, by what depends on both arguments."""
    y = x * w
    for k in range(3):
        y *= w
        y[k:] *= x[k]
        y -= w * y
        y **= 2
        y /= 1 + np.sum(w) ** 2
    return np.sum(y)


@program(numbers(4), numbers(4, seed=1), argnums=(0, 1))
def rows_and_columns_scaled(x, w):
    """A matrix that is scaled along both axes, by its own sums and by itself."""
    a = np.outer(w, x) + 2.0
    a *= x
    a *= w[:, None]
    a /= np.sum(a, axis=0) ** 2 + 1.0
    a *= a
    return np.sum(a @ x)


@program(numbers(4), numbers(4, seed=1), argnums=(0, 1))
def views_scaled(x, w):
    """Updates that multiply through views, in branches."""
    y = x.copy()
    if w[0] > 0:
        y *= w
    else:
        y /= w
    y *= 3.0
    u = y.reshape(2, 2)
    u *= w.reshape(2, 2).T
    u.T[0] *= x[:2]
    return np.sum(u @ u)


@program(numbers(6))
def products_of_what_is_written(x):
    """Products of an array that was written in part, also along an axis."""
    y = x.copy()
    y[1:3] *= 2.0
    m = y.reshape(2, 3)
    return np.prod(y) + np.prod(y[1:]) + np.sum(np.prod(m, axis=0) ** 2) + np.prod(m, axis=(0, 1))


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def filled_and_swapped(u, k):
    """Two buffers, one filled from the other at first, that change places in each step."""
    v = np.empty_like(u)
    v[:] = u
    for _ in range(4):
        np.multiply(u, k, out=v)
        v[1:-1] += 0.1 * (u[2:] - u[:-2])
        u, v = v, u
    return np.sum(u * u) + np.sum(v)
