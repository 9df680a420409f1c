"""Lists that grow, shrink, are sliced, nested, and turned to arrays."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(numbers(4))
def read_before_it_grew(x):
    xs = []
    xs.append(x[0] * x[1])
    s = xs[0]
    xs.append(x[2])
    return s * x[3]


@program(numbers(5))
def a_stack(x):
    stack = [x[0], x[1]]
    total = 0.0
    for i in range(2, 5):
        stack.append(x[i] * stack[-1])
        if i % 2 == 1:
            total = total + stack.pop() * x[0]
    while stack:
        total = total * 0.5 + stack.pop() ** 2
    return total


@program(numbers(5))
def a_queue(x):
    queue = []
    for v in x:
        queue.append(v * v)
    total = 1.0
    while len(queue) > 1:
        first = queue.pop(0)
        second = queue.pop(0)
        queue.append(first + 0.5 * second * total)
        total = total + first
    return total * queue[0]


@program(numbers(4))
def popped_anywhere(x):
    xs = [v * v for v in x]
    a = xs.pop(1)
    b = xs.pop(-2)
    return a * 3.0 + b * xs[0] * xs[1]


@program(numbers(4))
def inserted(x):
    xs = []
    for v in x:
        xs.insert(0, v * 2.0)
    xs.insert(2, x[0] * x[1])
    total = 0.0
    for i, v in enumerate(xs):
        total = total + (i + 1) * v * v
    return total


@program(numbers(3), numbers(2, seed=3), argnums=(0, 1))
def extended(x, y):
    xs = [x[0]]
    xs.extend([y[0] * x[1], y[1]])
    ys = [v * v for v in x]
    xs.extend(ys)
    xs += [x[2] * y[1]]
    total = 0.0
    for i, v in enumerate(xs):
        total = total + (i + 1.5) * v * v
    return total


@program(numbers(4))
def reversed_and_copied(x):
    xs = [v * v for v in x]
    ys = xs.copy()
    xs.reverse()
    ys.append(x[0])
    total = 0.0
    for i in range(len(xs)):
        total = total + xs[i] * ys[i] * (i + 1)
    return total + ys[-1]


@program(numbers(6))
def filled_by_index(x):
    n = len(x)
    c = [0.0] * n
    c[0] = x[0]
    for i in range(1, n):
        c[i] = 0.5 * c[i - 1] + x[i] * x[i - 1]
    return sum(c) * c[-1]


@program(numbers(5), numbers(5, seed=2), numbers(5, seed=4), argnums=(0, 1, 2))
def thomas(a, b, d):
    n = len(d)
    cp = [0.0] * n
    dp = [0.0] * n
    cp[0] = 0.3 / (4.0 + b[0])
    dp[0] = d[0] / (4.0 + b[0])
    for i in range(1, n):
        m = 4.0 + b[i] - a[i] * cp[i - 1]
        cp[i] = 0.3 / m
        dp[i] = (d[i] - a[i] * dp[i - 1]) / m
    out = [0.0] * n
    out[-1] = dp[-1]
    for i in range(n - 2, -1, -1):
        out[i] = dp[i] - cp[i] * out[i + 1]
    return sum(v * v for v in out)


@program(numbers(4))
def rows_appended(x):
    rows = []
    for i in range(3):
        row = []
        for j in range(i + 1):
            row.append(x[i] * x[j])
        rows.append(row)
    return sum(rows[2]) * rows[1][1] + rows[0][0]


@program(numbers(4))
def a_triangle_of_sums(x):
    level = [v for v in x]
    total = 0.0
    while len(level) > 1:
        level = [level[i] * level[i + 1] for i in range(len(level) - 1)]
        total = total + sum(level)
    return total + level[0]


@program(numbers(4))
def lists_of_tuples(x):
    pairs = []
    for i, v in enumerate(x):
        pairs.append((v, v * v, float(i)))
    total = 0.0
    for a, b, w in pairs:
        total = total + w * a * b
    return total * pairs[1][1]


@program(numbers(5), numbers(3, 2), argnums=(0, 1))
def arrays_of_lists(x, m):
    a = np.array([v * v for v in x])
    b = np.stack([row * row for row in m])
    c = np.concatenate([x[:2], a, b[0]])
    parts = []
    for row in m:
        parts.append(row[0] * row)
    return np.sum(c**2) * np.sum(np.vstack(parts)) + np.sum(b)


@program(numbers(5))
def slices_of_lists(x):
    xs = [v * v for v in x]
    head, tail = xs[:2], xs[2:]
    both = tail + head
    total = 0.0
    for i in range(len(both)):
        total = total + both[i] * (i + 1)
    return total * xs[::2][1] + sum(xs[1:-1])


@program(numbers(5))
def a_part_assigned(x):
    xs = [v * v for v in x]
    xs[1:3] = [x[0] * 2.0, x[1] * x[2]]
    del xs[0]
    total = 0.0
    for i, v in enumerate(xs):
        total = total + (i + 1) * v
    return total


@program(numbers(5))
def deleted_elements(x):
    xs = [v * v for v in x]
    del xs[1]
    del xs[-1]
    xs.clear()
    xs.append(x[0] * x[1])
    ys = [v * x[0] for v in x]
    ys.remove(ys[2])
    del ys[1:3]
    return xs[0] * ys[0] + ys[1] * 3.0


@program(numbers(4))
def swapped_in_a_list(x):
    xs = [v * (k + 1) for k, v in enumerate(x)]
    xs[0], xs[2] = xs[2], xs[0]
    for i in range(3):
        if x[i] > x[i + 1]:
            xs[i], xs[i + 1] = xs[i + 1], xs[i]
    return xs[0] * xs[1] ** 2 + xs[2] * xs[3] * 2.0


@program(numbers(4))
def updated_elements(x):
    xs = [v for v in x]
    for k in range(3):
        xs[k] += xs[k + 1] * xs[k]
        xs[k + 1] *= 0.5
    return sum(xs) * xs[0]


@program([0.5, -1.5, 2.0], [1.0, 2.0], argnums=(0, 1))
def list_arguments_that_change(xs, ys):
    xs.append(ys[0] * xs[1])
    ys[1] = xs[0] * ys[1]
    last = xs.pop()
    xs.extend(ys)
    return last * sum(xs) + ys[1] * xs[-2]


@program([numbers(3), numbers(3, seed=1), numbers(3, seed=2)])
def a_list_of_arrays_changes(layers):
    layers.append(layers[0] * layers[1])
    first = layers.pop(0)
    layers.insert(1, first * 2.0)
    total = np.zeros(3)
    for k, layer in enumerate(layers):
        total = total + (k + 1) * layer**2
    return np.sum(total * first)


@program(numbers(4))
def a_history_in_branches(x):
    xs = [x[0]]
    for v in x:
        if v > 0:
            xs.append(v * xs[-1])
        elif len(xs) > 2:
            xs.pop()
        else:
            xs.extend([v, v * v])
    return sum(v * v for v in xs) + xs[0] * len(xs)


@program(numbers(5))
def inactive_lists(x):
    order = [3, 1, 4, 1]
    order.sort()
    order.append(order.count(1))
    where = order.index(3)
    names = sorted(["b", "a"])
    total = 0.0
    for i in sorted(order, reverse=True):
        if i in order:
            total = total + x[i] * (i + where)
    return total**2 if names[0] == "a" else total


@program(numbers(4), analytic=True)
def the_last_values(x):
    history = [x[0], x[1]]
    for k in range(4):
        a, b = history[-2:]
        history.append(a * 0.5 + b * x[k])
    return history[-1] + history[-2] * history[2]


@program(numbers(3))
def repeated_and_joined(x):
    xs = [x[0], x[1]] * 2 + [x[2]]
    ys = [x[0] * x[1]] * 3
    ys[1] = x[2]
    return sum(xs) * xs[3] + ys[0] * ys[1] * ys[2]


@program(numbers(4))
def summed_while_it_grows(x):
    xs = []
    total = 0.0
    for v in x:
        xs.append(v * v)
        total = total + sum(xs) * v + max(xs)
    return total


@program(numbers(4))
def columns_of_pairs(x):
    pairs = []
    for i in range(len(x)):
        pairs.append((x[i], x[i] ** 2))
    a, b = zip(*pairs)
    c, (d, e, _, _) = zip(*[(v, v * w) for v, w in pairs])
    return sum(a) * sum(b) * c[1] + d * e


@program(numbers(4))
def columns_of_a_matrix(x):
    first, second, third, fourth = zip(*np.outer(x, x))
    total = 0.0
    for u, w in zip(first, third):
        total = total + u * w * fourth[0]
    return total * second[-1]


@program(numbers(4))
def tuples_of_any_length(x):
    t = tuple(v**2 for v in x)
    u = tuple([v * w for v, w in zip(x, t)])
    total = 0.0
    for i in range(len(t)):
        total = total + t[i] * u[i - 1] * i
    for v in u:
        total = total * 0.5 + v
    return total * max(t) * sum(u)


@program(numbers(4))
def sorted_pairs(x):
    pairs = [(v, i * v) for i, v in enumerate(x)]
    pairs.sort()
    total = 0.0
    for v, w in pairs:
        total = total * 0.5 + v * w
    for _, w in sorted(pairs, reverse=True):
        total = total * 0.3 + w
    return total


@program(numbers(5))
def asked_whether_there_is_something(x):
    xs, total = [], 0.0
    for v in x:
        if xs:
            total = total + v * xs[-1]
        else:
            total = total + v**2
        xs.append(v * total)
        if v > 0:
            xs = []
    return total


@program(numbers(3))
def joined_twice(x):
    squares = [v * v for v in x]
    total = 0.0
    for v in x:
        joined = squares + [v] + [v] + squares
        total = total + np.dot(np.array(joined), np.arange(8.0)) * joined[4]
    return total


@program(numbers(3))
def joined_between_constants(x):
    squares, rest = [v * v for v in x], [0.0, 0.0]
    total = 0.0
    for v in x:
        joined = rest + squares + rest + [v] + rest
        total = total + np.dot(np.array(joined), np.arange(len(joined))) * joined[2]
    return total


@program(numbers(3))
def repeated_then_joined(x):
    squares = [v * v for v in x]
    joined = squares * 2 + [x[0]] * 2 + squares
    total = sum(k * v for k, v in enumerate(joined))
    for v in x:
        few = ([v] * 3 + [1.0] + [v * v] * 3) * 2
        total = total + sum(k * q**2 for k, q in enumerate(few))
    return total
