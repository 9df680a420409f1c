"""Functions that write into arrays: `out=`, `where=`, `ufunc.at`, `np.copyto`, `np.put` and its like, sorting; views by `reshape`."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program

X = np.array([0.6, -1.2, 0.8, 2.0, -0.3])
WEIGHTS = np.arange(1.0, 6.0)


@program(X)
def logarithms_where_they_exist(x):
    u = np.zeros(5)
    np.log(np.abs(x), out=u, where=x > 0)
    return np.sum(u * x)


@program(X)
def divided_where_the_divisor_is_not_zero(x):
    u = np.array([2.0, 0.0, 1.0, 0.0, 4.0])
    v = x * 3.0
    np.divide(x, u, out=v, where=u != 0)
    np.divide(1.0, x[1:], out=v[1:], where=False)
    return np.sum(v * v)


@program(X)
def masked_updates_in_a_loop(x):
    u = x * 2.0
    for k in range(3):
        np.multiply(u, x, out=u, where=u > 0.1 * k)
        np.add(u, x[k], out=u, where=[True, False, True, False, True])
    return np.sum(u * WEIGHTS)


@program(X)
def masks_that_broadcast(x):
    u = np.zeros((2, 5))
    np.multiply(x, x[::-1], out=u, where=np.array([[True], [False]]))
    np.sin(x, out=u[1], where=True)
    np.exp(x[0], out=u, where=u > 0.7)
    return np.sum(u * u)


@program(X)
def reductions_of_what_a_mask_chooses(x):
    a = np.outer(x, x + 0.1)
    m = a > 0.1
    row = np.zeros(5)
    np.sum(a, axis=0, where=m, out=row)
    mean = np.mean(a, axis=1, where=x > -1)
    return np.sum(row * mean) + a.sum(where=m) * np.prod(x, where=x > 0)


@program(X)
def extremes_of_what_a_mask_chooses(x):
    a = np.outer(x, x + 0.1)
    top = np.max(a, axis=1, where=a > 0, initial=0.3)
    low = a.min(where=a < 0, initial=5.0)
    return np.sum(top * x) * low


@program(X)
def spreads_of_what_a_mask_chooses(x):
    a = np.outer(x, x + 0.1)
    spread = np.var(a, axis=0, where=x[:, None] > -1, ddof=1)
    return np.sum(spread * np.std(a, axis=1, where=x > -1)) + np.var(x, where=x > 0, keepdims=True)[0]


@program(X)
def reductions_that_start_somewhere(x):
    return np.sum(x[1:] ** 2, initial=x[0]) * np.prod(x, initial=x[1]) + np.max(x, initial=3.0) + np.min(x * x, initial=9.0)


@program(X)
def a_factor_at_repeated_places(x):
    u = x[:3] + 2.0
    np.multiply.at(u, [0, 0, 1], x[:3])
    np.divide.at(u, [2, 0, 2], x[2:] + 3)
    return np.sum(u * u)


@program(X)
def largest_of_each_group(x):
    group = np.array([0, 0, 1, 2, 2])
    top = np.full(3, -np.inf)
    np.maximum.at(top, group, x * x)
    low = np.full(3, np.inf)
    np.minimum.at(low, group, x)
    return np.sum(top * low)


@program(X)
def functions_of_one_argument_at_places(x):
    u = x * x
    np.negative.at(u, [0, 1, 1, 2])
    np.square.at(u, [3, 3])
    np.exp.at(u, x > 1.5)
    return np.sum(np.log(np.abs(u)) * x)


@program(numbers(4, 3))
def factors_in_rows_and_columns(a):
    u = a.copy()
    np.multiply.at(u, ([0, 0, 1], [1, 1, 2]), a[3])
    np.multiply.at(u[1:], (slice(None), [0, 0]), a[0, :2])
    np.power.at(u.T, ([0], [3]), 2)
    for k in range(2):
        np.multiply.at(u, ([k, k], [2, 2]), a[k, 0])
    return np.sum(u * u)


@program(X)
def histogram_of_a_walk(x):
    h = np.zeros(3)
    for t in range(3):
        np.add.at(h, np.array([t, 0, t]), x[t : t + 3] * h[0] + 1)
    return np.sum(h * h)


@program(X)
def copied_where_a_mask_is_set(x):
    u = np.zeros(5)
    np.copyto(u, x * x)
    np.copyto(u, x, where=x > 0)
    np.copyto(u[1:3], x[0])
    np.copyto(dst=u, src=x * u, where=[True, False, True, True, False])
    return np.sum(u * u)


@program(X)
def limited_by_copies(x):
    u = x * x
    for k in range(3):
        np.copyto(u, 0.5 * u + k, where=u > 1.0, casting="unsafe")
        u *= x
    return np.sum(u)


@program(numbers(3, 4))
def boundary_by_copies(a):
    u = np.zeros((5, 6))
    np.copyto(u[1:-1, 1:-1], a)
    np.copyto(u[0], u[1])
    np.copyto(u[:, -1], u[:, -2] * 2)
    return np.sum(u * u)


@program(X)
def put_at_flat_places(x):
    u = x * x
    np.put(u, [0, 1], x[2:4])
    np.put(u, 2, x[0])
    u.put([3, 3], x[:2])
    np.put(u, [7, -1], x[:2], mode="wrap")
    return np.sum(u * x)


@program(numbers(3, 4))
def put_into_a_matrix(a):
    u = np.zeros((4, 3))
    np.put(u, [3, 7, 7], a[0])
    np.put(u.T, [1, 2, 3, 4, 5], a[1, :2])
    np.put(a=u[1:], ind=[50], v=a[2, 0] * 2, mode="clip")
    return np.sum(u * u)


@program(X)
def put_in_a_loop(x):
    u = np.zeros(5)
    for k in range(4):
        np.put(u, [k, k + 1], u[k] * x[k] + 1)
    return np.sum(u * u)


@program(X)
def placed_and_masked(x):
    u = x * x
    np.place(u, x < 0, [2.0])
    np.place(u, x > 0, x[:2])
    np.putmask(u, x > 0.7, x * 3)
    np.putmask(u, x < 0, x[:2])
    np.putmask(u, u > 1, x[0])
    return np.sum(u * x)


@program(numbers(4, 5))
def largest_of_each_row_replaced(a):
    u = a * a
    for _ in range(2):
        i = np.argmax(u, axis=1)[:, None]
        np.put_along_axis(u, i, a[:, :1], axis=1)
    np.put_along_axis(u, np.array([[0, 1, 1, 2, 0]]), a[0, 0] * 2, axis=0)
    return np.sum(u * u)


@program(X)
def put_along_one_axis(x):
    u = x * x
    np.put_along_axis(u, np.array([0, 0, 2]), x[:3], axis=0)
    np.put_along_axis(u, np.array([1]), x[0], None)
    np.put_along_axis(u, np.argsort(u)[:2], u[:2] * x[0], 0)
    return np.sum(u * x)


@program(X)
def sorted_where_it_stands(x):
    u = x * x
    u.sort()
    a = np.outer(x, u)
    a.sort(axis=0)
    a.sort(kind="stable")
    return np.sum(u * WEIGHTS) + np.sum(a * WEIGHTS)


@program(X)
def parts_sorted(x):
    u = x * x
    u[1:].sort()
    v = u[::-1]
    v.sort()
    np.ndarray.sort(u[:3])
    return np.sum(u * WEIGHTS * x)


@program(X)
def trimmed_mean_of_sorted_steps(x):
    u = x.copy()
    total = 0.0
    for k in range(3):
        u *= 1.0 + 0.1 * k
        u.sort()
        total += np.mean(u[1:-1] ** 2)
        u[0] += x[k]
    return total


@program(X)
def filled_in_parts(x):
    u = x * x
    u[1:3].fill(x[1])
    np.ndarray.fill(u[3:], u[0] * x[2])
    v = np.empty(2)
    v.fill(x[0])
    return np.sum(u * u) + np.sum(v * v)


@program(X, analytic=True)
def into_parts_of_a_buffer(x):
    u = np.zeros(6, dtype=x.dtype)
    np.multiply(x[1:], x[:-1], out=u[1:5])
    np.add(u[:-1], u[1:], out=u[1:])
    np.cumsum(u, out=u)
    np.multiply(u, u[::-1], out=(u,))
    return np.sum(u)


@program(X)
def results_of_reductions_kept(x):
    a = np.outer(x, x)
    row, total = np.empty(5), np.array(0.0)
    np.dot(a, x, out=row)
    a.sum(axis=1, out=row)
    np.matmul(a, a, out=a)
    np.sum(a, out=total)
    np.clip(row, -1, 1, row)
    np.take(row, [0, 1, 1, 2, 0], out=row)
    return np.sum(row * x) * total


@program(X)
def single_precision_results(x):
    u = np.zeros(5, dtype=np.float32)
    np.copyto(u, [0.5, 1.0, 2.0, 4.0, 8.0])
    k = np.arange(5)
    k[1:] += np.array([2, 1, 0, 3])
    return np.sum(x * x * u) + np.sum(x * k)


@program(X)
def every_second_of_some_rows(x):
    a = np.outer(x, x)
    a[1:].reshape(-1)[::2] += x[0]
    a.ravel()[::6] = x
    return np.sum(a * a)


@program(X)
def views_of_other_shapes(x):
    a = np.zeros((2, 3, 2))
    a[0, 0] = x[:2]
    a[1].reshape(-1)[1:] = x
    v = a.reshape(6, 2)
    v[:, 0] *= x[0]
    w = v.ravel()
    w += 0.5
    a[:, 1] -= x[1]
    np.reshape(a, (4, 3))[1] *= 2
    return np.sum(a * a)


@program(X)
def pairs_of_an_argument(x):
    m = x[:4].reshape(2, 2)
    m[0] *= x[4]
    x[1] += m[1, 0]
    x[::2][:2].reshape(2, 1)[1] *= x[0]
    return np.sum(x * x)


@program(X)
def shapes_known_when_it_runs(x):
    a = np.outer(x, x)
    n, m = a.shape
    flat = a.reshape(n * m)
    flat[n] = x[0]
    rows = a.reshape(a.shape[0], -1)
    rows[1] = x
    return np.sum(a * a)


@program(X)
def swapped_buffers_as_one_row(x):
    a = np.outer(x, x)
    b = np.zeros((5, 5))
    for _ in range(3):
        b.reshape(-1)[1:] = a.ravel()[:-1] * 0.5
        a, b = b, a
    return np.sum(a * a)


@program(X)
def cotangent_of_another_layout(x):
    a = np.outer(x, x) + 1.0
    v = a.reshape(-1)
    v[3:9] *= 2.0
    return np.sum((a.T @ a).T * a.T)


@program(X)
def parts_of_growing_length(x):
    y = x[:1]
    for n in range(2, 5):
        y = x[:n] * x[n]
    return y[0] * y[1]


@program(X)
def last_part_after_the_loop(x):
    total = 0.0
    for m in range(1, 4):
        for n in range(2, 5):
            y = x[:n] * x[m]
        total = total + y[0] * y[1]
    return total * y[1]


@program(X)
def parts_of_changing_length_written(x):
    for n in range(2, 5):
        if n % 2 == 0:
            y = np.sin(x[:n]) * x[n]
            y[1:] *= y[:-1]
        else:
            y = x[n:] * x[0]
    return y[0] * y[-1]


@program(X)
def indices_that_change(x):
    u = x * x
    places = [0, 1]
    u[places] = x[2]
    places.append(3)
    u[places] *= x[:3]
    weights = [1.0, 2.0, 3.0, 4.0, 5.0]
    y = u * weights
    weights[0] = 7.0
    return np.sum(y * y)


@program(X)
def places_of_a_tuple(x):
    a = np.outer(x, x)
    where = (1, 2)
    a[where] = x[0]
    a[where] *= x[1]
    rows = np.nonzero(x > 0)
    a[rows] *= 2.0
    return np.sum(a * a)


def step_with(function, u, x):
    function(u, x, out=u)
    return u


@program(X)
def a_function_that_is_given(x):
    u = x.copy()
    step_with(np.multiply, u, x)
    step_with(np.add, u[1:], x[:-1])
    return np.sum(u) * u[0]


@program(X)
def placed_in_turn(x):
    """`np.place`: values are taken in turn, again from the first where there are too few."""
    u = x.copy()
    np.place(u, x > 0, x[:2] ** 2)
    np.place(u, u < -1.0, x[4:])
    return np.sum(u * x)


@program(X)
def placed_in_a_loop(x):
    """`np.place` in a loop, by a mask that changes."""
    u = x * x
    for k in range(3):
        np.place(u, u > 1.0 + k, x[k : k + 2])
    return np.sum(u * WEIGHTS)


@program(X)
def masked_where_large(x):
    """`np.putmask` with values of the same length."""
    u = x * 1.0
    np.putmask(u, x > 0.5, x**2)
    np.putmask(u, u < -1.0, 0.25)
    return np.sum(u * x)


@program(X)
def masked_in_a_loop(x):
    """`np.putmask` in a loop that doubles what is small."""
    u = np.abs(x)
    for _ in range(3):
        np.putmask(u, u < 0.9, 2.0 * u)
    return np.sum(u * WEIGHTS)


@program(numbers(3, 4))
def rows_of_a_matrix(m):
    for row in m:
        row -= np.mean(row)
        row[0] = row[1] * row[2]
    for i, row in enumerate(m):
        row *= i + m[0, 1]
    return np.sum(m[0] * m[1] ** 2) + m[2, 0]


@program(numbers(4))
def rows_in_a_list(x):
    rows = []
    for i in range(len(x)):
        rows.append(x * i)
    for row in rows:
        row[0] = row[1] * row[2]
    for row, v in zip(rows, x):
        row *= v
    return sum(np.sum(row**2) for row in rows)


@program(numbers(4))
def columns_and_planes(x):
    m = np.outer(x, x + 1.0)
    for column in m.T:
        column /= np.sum(column)
    for row in m[1:]:
        if row[0] < -1.0:
            break
        row += m[0]
    planes = m.reshape(2, 2, 4) * 1.5
    for plane in planes:
        for row in plane:
            row[1:] *= row[0]
    return np.sum(planes**2)
