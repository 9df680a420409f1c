"""Programs that went wrong once: containers, functions, tests and numbers."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


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


@program(numbers(5))
def a_test_of_a_dict_that_grows(x):
    first = {}
    s = 0.0
    for i in [1, 2, 1, 3, 2]:
        if i not in first:
            first[i] = len(first)
            s += x[i] ** 2 * (1.0 + float(first[i]))
        elif len(first) > 2:
            s *= x[0]
    return s


@program(numbers(5))
def a_test_of_a_stack_that_shrinks(x):
    todo = [4, 1, 3, 0]
    s = x[2]
    while todo:
        i = todo.pop()
        if len(todo) % 2 == 0:
            s = s * x[i] + np.sin(x[i])
        if i == 1 and len(todo) < 3:
            todo.append(2)
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


@program(numbers(4), analytic=True)
def a_sum_of_a_list_whose_elements_are_read_too(x):
    xs = [x * 1.0, x * x, np.sin(x)]
    total = sum(xs)
    xs[1] = x[0] * xs[0]
    return np.sum(total * total) + np.sum(xs[2] * xs[1])


@program(numbers(4))
def numbers_of_a_sum_that_are_read_too(x):
    xs = [v * v for v in x]
    total = sum(xs) * max(xs)
    for i in range(len(xs)):
        total = total + xs[i] * x[0]
    return total


@program(numbers(6))
def a_product_that_is_written_and_read_no_more(x):
    def weighted(a, b):
        a[1:] = a[1:] * b[:-1]
        return a, b * 0.5

    u = np.zeros(6)
    v = (x * u) * 1.0
    _, w = weighted(v, u)
    v[:-1] += w[1:]
    return np.sum(v**2) + np.sum(w**2) + np.sum(x)


@program(numbers(4), 0.7, argnums=(0, 1))
def a_mean_of_maxima_of_rows_that_were_stacked(x, s):
    u = np.ones(4) * s
    u[1] *= np.mean(np.max(np.stack([np.sin(x * k) for k in range(3)]), axis=1))
    return np.sum(u**2)


@program(numbers(6) * 0.1, 0.3, 2, argnums=(0, 1))
@program(numbers(6) + 2.0, 0.3, 2, argnums=(0, 1))
def a_return_inside_a_body_that_may_fail(x, s, n):
    """The value that is returned is bound on one way to the end of the body only."""
    first = np.tanh(np.sum(x))
    rest = s
    try:
        parts = {"w": x[2:], "b": first + first}
        parts["b"] *= s
        parts["b"] = np.sin(parts["b"]) + 0.7
        mean = np.mean(parts["w"] * parts["b"])
        if mean < 0.4 and n != 1:
            return np.tanh(mean)
        rest = np.sin(rest)
    except ValueError:
        rest = np.cos(rest) * 1.3
    return np.tanh(rest)


@program(numbers(6), 0.3, 1, argnums=(0, 1))
@program(numbers(6), 0.3, 2, argnums=(0, 1))
def a_number_that_a_body_makes_before_it_may_fail(x, s, key):
    """Nothing is known of the number in front of the body, so there is nothing to bring back."""
    total = np.sum(x**2)
    try:
        b = total + s
        b *= s
        b = np.sin(b) * total
        total = total + b * {1: 2.0}[key]
    except KeyError:
        total = total * s
    return total


@program(numbers(6), 0.3, 1, argnums=(0, 1))
@program(numbers(6), 0.3, 2, argnums=(0, 1))
def a_number_that_each_attempt_makes_anew(x, s, key):
    """In a loop the name may be bound, or not, when the body begins."""
    total = np.sum(x**2)
    for k in range(3):
        try:
            b = total + s
            b *= s
            b = np.sin(b) * x[k]
            total = total + b * {1: 2.0, 2: 0.5}[key - k]
        except KeyError:
            total = total * s
    return total


@program(numbers(6), numbers(3), 2, argnums=(0, 1))
def part_of_a_grid_by_a_list_of_places(x, y, n):
    """The places are known when the program runs, and yet what is taken is an array."""
    taken = np.take(x, [1, 0, n])
    grid = np.meshgrid(x[:2], taken[:2])
    return np.sum(grid[0][1] ** 2) + np.sum(grid[1][0] * y[0]) + taken[2] * y[1]


@program(numbers(6), numbers(3), [[0, 1], [2, 3]], argnums=(0, 1))
def part_of_what_is_a_tuple_when_the_program_runs(x, y, places):
    """Nothing is known of the grid when the code is generated; it is a tuple, into which nothing can be stored."""
    grid = np.meshgrid(np.take(x, places)[0], y)
    return np.sum(grid[0][1] ** 2) + np.sum(np.sin(grid[1])[0])


@program(numbers(4), numbers(4) + 0.3, argnums=(0, 1))
def a_cotangent_in_a_list_that_is_computed_twice(x, y):
    """What the list is given is added to there: where it is computed again, another array is used."""
    q = np.sum(x * x)
    vs = [np.cumsum(y)]
    u = vs[0]
    xs = [y * 1.0]
    xs.append(u)
    v = vs.pop()
    t = np.sum(xs[-1] * y) + np.sum(v * x) + np.sum(np.cumsum(y) * q * x)
    return np.sum((t * y) * x)
