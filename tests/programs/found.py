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


@program(numbers(8), analytic=True)
def an_array_that_is_narrowed_by_parts_of_itself(x):
    a = x * 2.0
    for _ in range(3):
        a = a[1:] * a[:-1]
    return np.sum(a**2)


@program(numbers(8))
def an_array_of_another_length_in_each_iteration(x):
    y = x.copy()
    for r in range(4):
        a = y[r % 2 : 7 : 2].copy()
        b = y[r % 2 + 1 : 8 : 2].copy()
        a = a[: len(b)]
        y[r % 2 : r % 2 + 2 * len(b) : 2] = a + b
    return np.sum(y**2)


@program(numbers(8))
def weights_that_are_integers(x):
    y = x.copy()
    y[1:-1] *= 0.5
    y[0] = y[1] * 0.3
    return np.sum(y * np.arange(8) ** 2)


@program(numbers(6))
def masks_as_weights_of_one_array(x):
    u = x * (x > 0) + x * (x > -0.5)
    u[0] = 2.0 * u[1]
    return np.sum(u * (x > -1)) - np.sum(u * (x < 0.3))


@program(numbers(4), np.array([200, 100, 255, 7], dtype=np.uint8))
def weights_of_one_byte(x, w):
    return np.sum(x * w * w) + np.sum(x / w / w)


@program(numbers(4).astype(np.float32))
def a_mask_is_the_cotangent_of_single_precision(x):
    y = x.copy()
    y[0] = y[1] * 0.5
    return np.sum(y * (x > 0))


@program(numbers(6), numbers(4), argnums=(0, 1))
def calls_that_write_into_an_array(x, w):
    u = np.empty_like(x)
    t = np.empty(3)
    np.multiply(x, 2.0, out=u)
    np.add(u[1:], u[:-1], out=u[1:])
    np.add.at(u, np.array([0, 2, 2, 5]), w)
    np.subtract.at(u, [1, 1], w[0])
    np.dot(x.reshape(3, 2), u[:2], t)
    u[3:].fill(x[1])
    np.copyto(u[:3], t)
    return np.sum(u**2 * x)


@program(numbers(4, 4), numbers(4), argnums=(0, 1))
def diagonals_that_are_filled(a, d):
    u = a @ a
    np.fill_diagonal(u, d)
    v = u * 2.0
    np.fill_diagonal(v, 0.0)
    np.fill_diagonal(u[1:, 1:], u[0, 1])
    return np.sum(v**2) + np.sum(u**3)


@program(numbers(4), analytic=True)
def a_whole_array_times_itself(x):
    u = x * 1.0
    u *= u
    for _ in range(2):
        u *= u
        u /= u + 3.0
    return np.sum(u)


@program(numbers(6))
def an_element_of_a_list_that_grows(x):
    places = []
    s = 0.0
    for i in range(6):
        places.append(i * 5 % 6)
        s = s + x[places[-1]] * np.sin(x[places[i]])
    return s


@program(numbers(6))
def counters_that_are_put_back(x):
    c = np.zeros(3, dtype=int)
    s = 1.0
    for i in range(5):
        c[i % 3] += 1
        s = s * x[c[i % 3]] + x[i]
    return s


@program(numbers(7), 0.2)
def a_callee_that_returns_what_it_wrote(x, c):
    def step(u):
        u[1:-1] = u[1:-1] + c * (u[2:] - 2 * u[1:-1] + u[:-2])
        u[0] = u[1]
        return u

    for _ in range(3):
        x = step(x)
    return np.sum(x**2)


@program(numbers(5))
def a_part_saved_on_one_way_only(x):
    u = x.copy()
    for i in range(4):
        u[i + 1] += u[i] * 0.7
        if u[i + 1] > 1.0:
            u *= 2.0
            return np.sum(u**2)
        u[i] *= x[i]
    u[0] = 0.0
    return np.sum(u * x)


@program(np.array(1.5))
def an_array_of_no_dimensions(x):
    u = np.zeros(())
    u[...] = x * 2.0
    u *= u
    u[...] = u * u
    u[()] += x
    return u * x


@program(numbers(5), numbers(5, seed=1).astype(np.float32))
def contributions_in_single_precision(x, w):
    u = x.copy()
    u[1:] *= 0.5
    return np.sum(u * w)


@program(numbers(4, 6), analytic=True)
def views_made_by_functions_and_methods(x):
    g = x.copy()
    a = np.transpose(g)
    a[0] *= a[1]
    b = np.swapaxes(g, 0, 1)[2:]
    b[1] -= b[0] ** 2
    np.flip(g)[0] = 2.0 * g[1]
    g.transpose()[1, 2] = 3.0 * x[0, 0]
    np.squeeze(np.expand_dims(g, 1), 1)[1] += g[2]
    return np.sum(g**2)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def a_tuple_of_a_written_array_and_a_new_one(x, y):
    def weighted(a, b):
        a[1:] = a[1:] * b[:-1]
        return a, b * 0.5

    u = x.copy()
    v = y.copy()
    _, b = weighted(u, v)
    u *= 2.0
    _, d = weighted(u, v)
    return np.sum(u * b * d)


@program(numbers(6), analytic=True)
def a_history_that_starts_with_the_first_state(x):
    history = [x * 1.0]
    for _ in range(3):
        u = history[-1].copy()
        u[1:] += history[-1][:-1] * history[0][1]
        history.append(u)
    return np.sum(history[-1] * history[1])


@program(numbers(2, 6))
def arrays_given_back_as_they_are(x):
    x = np.asarray(x, dtype=float)
    u = np.atleast_2d(x)
    u[0, 0] = 3.0 * u[0, 1]
    f = (u * 2.0).ravel()
    f[1:] *= f[:-1]
    return np.sum(f**2) + max(f[0], f[1], f[2]) + np.sum(np.array(f)[: len(f) - 1])


@program(numbers(6))
def merges_of_sorted_halves(x):
    a = x.copy()
    b = np.zeros(6)
    width = 1
    while width < 6:
        for low in range(0, 6, 2 * width):
            middle = min(low + width, 6)
            high = min(low + 2 * width, 6)
            i, j = low, middle
            for k in range(low, high):
                if i < middle and (j >= high or a[i] <= a[j]):
                    b[k] = a[i]
                    i += 1
                else:
                    b[k] = a[j]
                    j += 1
        a, b = b, a
        width *= 2
    return np.sum(a * np.arange(6) ** 2)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1), analytic=True)
def a_cotangent_spread_twice(x, y):
    g = np.sin(x[:4, None] + y)
    a = np.sum(g * g[:, ::-1], axis=0)
    return np.sum(np.concatenate([np.zeros(4), x[:2]]) * a)


@program(numbers(6), analytic=True)
def a_cotangent_that_is_one_number_is_written_in_parts(x):
    w = x[:3].copy()
    w[0] = 0.4 * w[1]
    return np.sum(w + x[3:])


@program([numbers(3), numbers(3, seed=1)])
def parts_of_a_spread_cotangent(xs):
    s = np.stack(xs)
    a = xs[0][xs[0] > -9.0] * 1.0
    a[0] = 0.5 * a[1]
    return np.sum(s) + np.sum(a)


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


@program(numbers(4), analytic=True)
def indices_that_are_computed_once(x):
    i = np.arange(2)
    s = 0.0
    for k in range(2):
        j = 2 * i + k
        s = s + np.sum(x[j] * x[j - k]) + np.sum(np.take(x, j - k + k))
    return s


@program(numbers(6, 6))
def a_mask_that_is_inverted(u):
    m = np.zeros((6, 6), bool)
    m[1:-1:2, 1:-1:2] = True
    for _ in range(2):
        means = u[2:, 1:-1] * u[1:-1, :-2]
        inner = u[1:-1, 1:-1]
        other = ~m[1:-1, 1:-1]
        inner[other] = means[other]
    return np.sum(u**2)


@program(numbers(6), numbers(6, seed=1))
def buffers_swapped_after_one_was_updated(x, y):
    u = y * 2
    v = y.copy()
    u += v * x
    for _ in range(5):
        v, u = u, v
    return np.sum(v**2)


@program(numbers(4), numbers(4, seed=1))
def name_bound_anew_after_its_array_was_scaled(x, y):
    u = x * y
    w = u
    t = np.sum(np.sin(w) * x)
    u *= y
    t += np.sum(np.cos(w) * y)
    u = np.tanh(y)
    return t + np.sum(u * w)


@program(0.6, numbers(3), argnums=(0, 1), analytic=True)
def an_argument_that_a_loop_overwrites(a, x):
    t = a * a * a
    for _ in x:
        a = t * x[0]
    return a * a + t


@program(0.6, numbers(3), argnums=(0, 1), analytic=True)
def an_argument_that_an_inner_loop_overwrites(a, x):
    t, s = np.sin(a), a * x[1]
    for k in range(3):
        for v in x[:k]:
            a = t * v
        s = s + a * a
    return a * s


@program(0.6, numbers(3), argnums=(0, 1))
def an_argument_that_a_while_loop_overwrites(a, x):
    t, k = a * a, 0
    while k < 3:
        a = t * x[k] if k != 1 else t * t
        k += 1
    return a * a * t


@program(numbers(3), 0.4, argnums=(0, 1))
def an_argument_that_a_loop_overwrites_in_two_ways(a, s):
    t = np.sum(a * a) * s
    for k in range(3):
        if k == 1:
            a = np.cos(a * t)
            s = t
        else:
            a = np.ones(3) * t
    return np.sum(a) * s


@program(numbers(5), 0.7, argnums=(0, 1))
def a_loop_that_is_always_left(x, s):
    w, k = x * 1.0, 0.5
    for i in range(3):
        w = np.sin(w) + x[i]
        if k > 0.3:
            break
    for i in range(3):
        w = w + x[i] * s
        break
    return np.sum(w * w * w)


@program(numbers(5), "once")
def a_loop_that_a_text_leaves(x, mode):
    total, k = 1.0, 0
    while k < 3:
        total = total * x[k]
        k += 1
        if mode == "once":
            break
    return total
