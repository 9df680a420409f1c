"""Programs that once had a wrong gradient, each the shortest of its kind."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_cotangent_like_a_copy_is_an_array_of_its_own(x, y):
    u = y.copy()
    v = y * 1.0
    v[1:-1] *= 0.5 * (v[2:] + v[2:])
    w = np.tanh(u / (1.5 + u**2) * x)
    return np.sum(v * y) + np.sum(w**2)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_mask_ends_with_a_write(x, y):
    u = x.copy()
    v = u[:-1]
    t = np.sum(v * v)
    a = np.where(u > 0.1, y / (1.5 + x**2), np.tanh(u))
    return np.sum(a**2) + t


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def what_is_computed_before_a_loop_from_what_the_loop_changes(x, y):
    for _ in range(2):
        a = np.exp(-(y**2)) * (x - 0.7)
        for _ in range(3):
            x = np.tanh(a / (1.5 + y**2) * x)
    return np.sum(x * y)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def two_names_for_a_swapped_array(x, y):
    u = y.copy()
    v = np.zeros(6)
    v[:3] += y[3:] * x[3:]
    a = v
    v, u = u, v
    return np.sum(np.sin(x) * u) + np.sum(a**2)


@program(numbers(6))
def a_view_updated_by_what_it_is_a_view_of(x):
    u = x * 1.0
    for _ in range(3):
        v = u[:]
        v += 0.5 * (u[:] + u[:])
    return np.sum(u**2)


@program(numbers(5), 1.5)
def branches_inside_branches_of_a_loop(x, s):
    total = 0.0
    for v in x:
        if v > 0 and total < 2:
            total = total + v * v
        elif total < s:
            if v < -0.5 and total < 1:
                total = total - v
            else:
                total = total * 1.1 - v**3
        else:
            total = total * v
    return total


@program(numbers(6))
def a_store_from_a_view_of_its_own_array(x):
    u = x * x
    u[3:] = u[:3]
    u[::2] = u[1::2]
    return np.sum(u * x)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_store_in_a_branch_after_which_the_array_is_read(x, y):
    u = y.copy()
    if x[0] < 0.4:
        u[[1, 1, 4]] = u[:3] * 0.5
    v = x * x * 1.0
    w = v.copy()
    return np.sum(v * u) + np.sum(w**2)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def an_inner_loop_with_nothing_to_reverse(x, y):
    for _ in range(5):
        for _ in range(3):
            if np.sum(x) > 0.3:
                t = x[0] * 2  # noqa: F841
        if x[0] > 0.9:
            break
        x = np.tanh(y * x)
    return np.sum(np.where(x > 0.1, np.exp(-(x**2)), np.cumsum(x) * 0.3) ** 2)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_cotangent_that_moves_to_another_name(x, y):
    u = x.copy()
    v = np.exp(-(u**2)) * 1.0
    u, v = v, u
    v[::2] += y[1::2]
    t = 0.0
    for _ in range(2):
        t = t * 0.8 + np.mean(v) ** 2
    return np.sum(u**2) + t


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_written_array_is_not_computed_again(x, y):
    for _ in range(2):
        u = np.concatenate([y[2:], y[:2]]) * 1.0
        y = np.tanh(np.concatenate([u[2:], u[:2]]) * y)
        m = u > 0.1
        u[m] = 0.3
        x = x * u
    return np.sum(np.sqrt(1.0 + x**2) * np.maximum(y, 0.05))


@program(numbers(4), analytic=True)
def one_array_with_two_names(x):
    u = x.copy()
    a = u
    a *= 3.0
    u[0] = 2.0
    return np.sum(a * a) + np.sum(u)


@program(numbers(3, 3) + 3 * np.eye(3))
def part_of_a_result_with_parts(a):
    sign, logarithm = np.linalg.slogdet(a)
    return sign * logarithm + max([np.sum(a), a[0, 0]])


@program([numbers(2), numbers(2, seed=1), numbers(3)])
def all_but_the_last_of_a_list(ps):
    s = 0.0
    for p in ps[:-1]:
        s = s + np.sum(p * p)
    return s * np.sum(ps[-1])


@program([(numbers(3, 3), numbers(3)), (numbers(2, 3), numbers(2))], numbers(3))
def all_but_the_last_of_a_list_of_tuples(layers, x):
    for w, b in layers[:-1]:
        x = np.tanh(w @ x + b)
    w, b = layers[-1]
    return np.sum(w @ x + b)


@program([[1.0, 2.0], [3.0]])
def lists_in_a_list_by_index(rows):
    s = 0.0
    for i in range(len(rows)):
        row = rows[i]
        for j in range(len(row)):
            s = s * 0.5 + rows[i][j] * row[j]
    return s


@program(numbers(4), 3, analytic=True)
def lists_joined_and_repeated(x, n):
    xs = [x[0]] * n + [x[1] * x[2]] * 2 + 2 * [x[3]]
    a, b = (x[1],) + (x[2] * x[0],)
    s = 0.0
    for v in xs:
        s = s * x[1] + v
    return s * a * b


@program(numbers(4), analytic=True)
def a_list_that_starts_with_an_element(x):
    u = x[0]
    path = [u]
    for v in x:
        u = np.sin(u) * v
        path.append(u)
    return path[0] * path[-1] + np.sum(np.array(path) ** 2)


@program(numbers(4))
def lists_taken_for_arrays(x):
    ys = [np.sin(v) for v in x]
    m = [[x[0], 1.0], [x[1] * x[2], x[3]]]
    return np.mean(ys) * np.max(ys) + np.dot(ys, ys) + np.sum(np.exp(ys) - x) + np.linalg.det(m) + np.max(m, axis=0)[1]


@program(numbers(4), analytic=True)
def an_array_made_a_list(x):
    xs = list(x)
    return xs[0] * xs[1] + sum(xs) ** 2


@program({"a": numbers(3), "b": 2.0})
def a_dict_argument_changed(d):
    d["a"] = d["a"] * d["b"]
    d["c"] = d["a"] ** 2
    return np.sum(d["a"] * d["c"])


@program(numbers(4), analytic=True)
def shapes_that_shrink_in_a_loop(x):
    s = 1.0
    for i in range(3):
        v = x[i:] * 2.0
        m = np.sin(x[: i + 1])
        s = s + v[0] * v[-1] * m[0]
    return s


@program(numbers(4), analytic=True)
def an_array_shortened_in_a_loop(x):
    s = 1.0
    while len(x) > 1:
        y = np.sin(x)
        s = s + y[0] * y[len(x) - 1]
        x = x[1:]
    return s * x[0]


@program(numbers(4), analytic=True)
def an_array_turned_in_a_loop(x):
    w = x * 1.0
    for i in range(3):
        x = x[::-1]
        w = np.sin(w + x * i)
        x = x[[1, 2, 0, 3]]
    return np.sum(w * x)


@program(numbers(3), analytic=True)
def a_default_is_that_of_the_definition(x):
    k = x[0]
    f = lambda t, k=k: t * t * k  # noqa: E731
    k = 3.0

    def g(t, f=f):
        return f(t) * k

    k = x[1]
    return np.sum(g(x)) * k


@program(numbers(3), analytic=True)
def a_name_that_is_a_function_then_a_number(x):
    f = lambda t: np.sum(t * t)  # noqa: E731
    g = f
    f = g(x)

    def g(t):
        return t * f

    return np.sum(g(x))


@program(numbers(3), np.sin)
def a_function_argument_that_is_bound_anew(x, act):
    act = np.tanh
    return np.sum(act(x))


def same(t):
    return t


@program(numbers(3), analytic=True)
def values_as_they_were_when_evaluated(x):
    t, u = x[0], x[1]
    t, u = t * 2, same(t)
    s = t + (t := t * 3) * t
    return s * u + same(t) * (t := np.sin(t))


@program((numbers(3), 2.0))
def a_pair_taken_apart_under_its_own_name(p):
    p, q = p
    return np.sum(p * p) * q


def halved_sum(u):
    u *= 0.5
    return np.sum(u)


@program(numbers(3), analytic=True)
def a_test_that_changes_what_it_tests(x):
    u = x * x
    while halved_sum(u) > 0.1:
        u = u * 1.5
    return np.sum(u)


@program(numbers(5))
def a_continue_in_the_else_of_a_loop(x):
    s = 0.0
    for i in range(5):
        for j in range(i):
            if x[j] * x[i] < -0.05:
                s += x[j]
                break
            s += x[i] * x[j]
        else:
            s = s * 1.1 + x[i]
            continue
        s = s * x[i]
    return s


@program(numbers(5), numbers(5, seed=1), argnums=(0, 1))
def masks_that_are_added(x, y):
    return np.sum(np.maximum(x, y)) + np.sum(np.minimum(x, y)) + np.sum(np.clip(x, 0, 1)) - np.sum(np.clip(x, None, 0.5))


@program(numbers(5))
def a_mask_alone(x):
    return np.sum(np.clip(x, -1, 1))


@program(numbers(3), 3)
def a_whole_number_alone(x, n):
    return np.sum(n * x) + np.sum(x * np.array([1, 2, 3]))


@program(numbers(3).astype(np.float32), 2)
def a_whole_number_in_single_precision(x, n):
    return np.sum(x * n) + np.sum(x) ** 2


@program(numbers(3, 4))
def reductions_of_reductions(m):
    s = np.mean(np.sum(m * m, axis=0)) + np.sum(np.sum(m, axis=0) * 1.5) + np.sum(np.linalg.norm(m, axis=0)) * 2.0
    return s + np.sum(np.sum(np.sin(m), axis=0)) + np.mean(np.mean(m**2, axis=-1)) + np.sum(np.std(m, axis=0))


@program(numbers(3), numbers(3, seed=1), argnums=(0, 1))
def complex_numbers_inside(x, y):
    z = x * (1 + 2j) + 1j * y
    w = z * np.conj(z) + np.exp(1j * y)
    return np.sum(np.abs(w)) + np.sum(np.imag(z * z)) + abs(z[0]) + z[1].real * np.angle(z[2])


@program(numbers(5, 5), numbers(3, 3), argnums=(0, 1))
def a_convolution(image, kernel):
    h, w = image.shape
    out = np.zeros((h - 2, w - 2))
    for i in range(3):
        for j in range(3):
            out += kernel[i, j] * image[i : i + h - 2, j : j + w - 2]
    return np.sum(out**3)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_standard_deviation_that_is_zero_but_for_rounding(x, y):
    return np.sum(np.std(np.where(y > 0.1, x[:, None], 0.5 * y), axis=0) * y)
