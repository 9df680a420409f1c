"""Dicts whose keys are known only when the program runs: sums by key, tables of what was computed before, loops over them."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program

WORDS = ["the", "cat", "the", "dog", "cat", "the"]


@program(numbers(6), WORDS)
def sums_by_key(x, words):
    sums = {}
    for word, v in zip(words, x):
        sums[word] = sums.get(word, 0.0) + v**2
    total = 0.0
    for word, s in sums.items():
        total += len(word) * s**2
    return total


@program(numbers(6), WORDS)
def asked_first(x, words):
    sums, counts = {}, {}
    for i, word in enumerate(words):
        if word in sums:
            sums[word] += x[i]
            counts[word] += 1
        else:
            sums[word] = x[i] * 2.0
            counts[word] = 1
    return sum(sums[word] ** 2 / counts[word] for word in sums)


@program(numbers(6), WORDS)
def values_as_a_whole(x, words):
    best = {}
    for i, word in enumerate(words):
        if word not in best or x[i] > best[word]:
            best[word] = x[i]
    return sum(best.values()) * max(best.values()) + min(best.values())


@program(numbers(5))
def a_table_of_paths(x):
    n = len(x)
    table = {}
    for i in range(n):
        for j in range(n):
            if i == 0 or j == 0:
                table[i, j] = x[i] * x[j]
            else:
                table[(i, j)] = table[(i - 1, j)] * x[i] + np.sin(table[(i, j - 1)])
    return table[(n - 1, n - 1)]


@program(numbers(4), numbers(3, seed=4), argnums=(0, 1))
def edit_distance(x, y):
    d = {(0, 0): 0.0}
    for i in range(1, len(x) + 1):
        d[i, 0] = d[i - 1, 0] + 1.0
    for j in range(1, len(y) + 1):
        d[0, j] = d[0, j - 1] + 1.0
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            d[i, j] = min(d[i - 1, j] + 0.7, d[i, j - 1] + 0.6, d[i - 1, j - 1] + abs(x[i - 1] - y[j - 1]))
    return d[len(x), len(y)]


@program(numbers(7))
def collatz(x):
    seen = {}
    total = 0.0
    for start in range(1, len(x)):
        n, value = start, x[start]
        while n != 1 and n not in seen:
            value = value * 0.9 + x[0] * n
            n = n // 2 if n % 2 == 0 else 3 * n + 1
        seen[start] = value + seen.get(n, x[0])
        total = total + seen[start] ** 2
    return total


@program(numbers(5))
def comprehended(x):
    squares = {i: x[i] ** 2 for i in range(len(x))}
    halves = {k: v / 2 for k, v in squares.items() if k % 2 == 0}
    return sum(squares.values()) * halves[2] + squares[1] * len(halves)


@program(numbers(6), [3, 1, 3, 2, 1, 3])
def arrays_by_key(x, labels):
    rows = {}
    for i in range(len(labels)):
        k = labels[i]
        row = x[i] * np.array([1.0, 2.0, 3.0]) + x[:3]
        if k in rows:
            rows[k] = rows[k] + row
        else:
            rows[k] = row
    total = 0.0
    for k in sorted(rows):
        total = total * 0.5 + np.sum(rows[k] ** 2) * k
    return total


@program(numbers(6), [3, 1, 3, 2, 1, 3])
def arrays_summed(x, labels):
    rows = {k: np.zeros(3) for k in labels}
    for i, k in enumerate(labels):
        rows[k] = rows[k] + x[i] * np.exp(x[:3])
    out = np.zeros(3)
    for row in rows.values():
        out = out + row**2
    return np.sum(out)


@program(numbers(5))
def taken_out_again(x):
    pending = {}
    for i in range(len(x)):
        pending[i % 3] = pending.pop(i % 3, 1.0) * x[i]
    first = pending.pop(0)
    del pending[1]
    return first * 2.0 + sum(pending.values()) ** 2


@program(numbers(5))
def written_over(x):
    last = {}
    total = 0.0
    for i in range(len(x)):
        total = total + last.get(i % 2, 0.0) * x[0]
        last[i % 2] = x[i] ** 2
        last[i % 2] *= 3.0
    return total + last[0] * last[1]


@program(numbers(5), WORDS)
def set_by_default(x, words):
    d = {}
    for i in range(len(x)):
        d.setdefault(words[i], x[0] * x[i])
        d[words[i]] -= x[i]
    return np.prod([v + 2.0 for v in d.values()])


@program(numbers(5), WORDS)
def scaled_in_a_loop_over_it(x, words):
    d = {}
    for i in range(len(x)):
        d[words[i]] = d.get(words[i], x[i]) * x[i]
    total = sum(d.values())
    for k in d:
        d[k] /= total + 5.0
    for k, v in d.items():
        d[k] = v**2
    return sum(v * len(k) for k, v in d.items())


@program(numbers(6), ["a", "b", "a", "b", "c", "a"])
def known_keys_written_by_others(x, names):
    counts = {"a": x[0], "b": 1.0, "c": 0.0}
    for name, v in zip(names, x):
        counts[name] += v**2
    return counts["a"] * counts["b"] + counts["c"]


@program(numbers(4))
def polynomial_products(x):
    def times(p, q):
        out = {}
        for i, a in p.items():
            for j, b in q.items():
                out[i + j] = out.get(i + j, 0.0) + a * b
        return out

    p = {i: x[i] for i in range(len(x))}
    q = times(p, p)
    q = times(q, p)
    return sum(c * 0.9**k for k, c in q.items())


@program(numbers(4))
def copied_and_updated(x):
    a = {i: x[i] for i in range(3)}
    b = a.copy()
    c = dict(a)
    b[1] = x[3]
    c.update(b)
    c.update({7: x[0] * x[1]})
    return a[1] * b[1] + sum(v**2 for v in c.values()) + c[7]


@program(numbers(4))
def made_anew_each_time(x):
    total = 0.0
    for k in range(3):
        d = {}
        for i in range(len(x)):
            d[i % (k + 1)] = d.get(i % (k + 1), 0.0) + x[i] * (k + 1)
        total = total + sum(v**2 for v in d.values())
        d.clear()
    return total


@program(numbers(4))
def pairs_by_key(x):
    d = {}
    for i in range(len(x)):
        d[i * i] = (x[i], x[i] ** 2)
    total = 0.0
    for k, (a, b) in d.items():
        total = total + k * a * b
    return total * d[4][1]


@program(numbers(5))
def sparse_vector_dot(x):
    u = {i: x[i] for i in range(0, 5, 2)}
    v = {i: x[i] * x[0] for i in range(1, 5)}
    return sum(u[k] * v[k] for k in u if k in v) + sum(u.get(k, 0.0) + c for k, c in v.items())


@program(numbers(4))
def keys_alone(x):
    d = {}
    for i in range(len(x)):
        d[i] = x[i] * 10
    total = 0.0
    for k in d:
        total = total + k * x[0]
    return total * (sum(d) + d[1]) * max(d, key=lambda k: d[k])


@program(numbers(3))
def one_of_known_keys_stored(x):
    d = {0: x[0], 1: x[1]}
    d[int(x[0] > 0)] = x[2]
    return d[0] * d[1] + x[0]


@program(numbers(5))
def sorted_by_value_and_by_key(x):
    d = {}
    for i in range(len(x)):
        d[(i * 7) % 5] = x[i] ** 2
    total = 0.0
    for k, v in sorted(d.items(), key=lambda item: item[1]):
        total = total * 0.5 + k * v
    for k, v in sorted(d.items()):
        total = total * 0.7 + k * v
    for j, (k, v) in enumerate(d.items()):
        total = total + j * k * v
    return total


@program(numbers(4))
def put_together(x):
    d = {i: x[i] for i in range(len(x))}
    e = {k + 1: v * 2 for k, v in d.items()}
    both = {**d, **e, "k": x[0] * x[1]}
    d |= e
    other = e | {2: x[1]}
    return sum(v**2 for v in both.values()) * sum(d.values()) + sum(other.values())


@program(numbers(4))
def a_heap_emptied(x):
    d = {}
    for i in range(len(x)):
        d[i] = x[i] ** 2
    last, v = d.popitem()
    total = v * last
    while d:
        k = max(d)
        total = total * 0.7 + d.pop(k) * k
    return total


@program(numbers(4))
def none_where_there_is_nothing(x):
    d, total = {}, 0.0
    for i in range(len(x)):
        v = d.get(i % 2)
        if v is not None:
            total = total + v * x[0]
        d[i % 2] = x[i] * 3.0
    return total


@program(numbers(4))
def values_as_keys(x):
    d = {}
    for v in x:
        d[v] = v * 2
    return sum(v * v for v in d.values()) * d[x[1]]


@program(numbers(6), WORDS)
def groups(x, words):
    found = {}
    for i in range(len(x)):
        found.setdefault(words[i], []).append(x[i] ** 2)
    total = 0.0
    for word, values in found.items():
        total = total + len(word) * sum(values) * len(values) * max(values)
    return total


@program(numbers(6))
def groups_asked_first(x):
    found = {}
    for i in range(len(x)):
        if i % 3 not in found:
            found[i % 3] = [x[0]]
        found[i % 3].append(x[i] ** 2)
        found[i % 3][0] = found[i % 3][0] * x[i]
    return sum(sum(values) ** 2 for values in found.values())


@program(numbers(6), [3, 1, 3, 2, 1, 3])
def arrays_updated_by_key(x, labels):
    sums = {k: np.zeros(3) for k in labels}
    for i in range(len(labels)):
        sums[labels[i]] += x[i] * np.exp(x[:3])
        sums[labels[i]][i % 3] *= x[0]
    total = 0.0
    for k, row in sums.items():
        total = total + k * np.sum(row**2)
    return total


@program(numbers(5))
def arrays_replaced_and_updated(x):
    rows = {}
    total = 0.0
    for i in range(len(x)):
        rows[i % 2] = x * i
        rows[i % 2][0] = x[1] ** 2
        rows[0] *= x[2]
        total = total + np.sum(rows[i % 2] * rows[0])
    return total


@program(numbers(4))
def a_row_under_another_name(x):
    rows = {}
    for i in range(len(x)):
        rows[i] = x * i
    row = rows[2]
    row[1] = x[0] ** 2
    row[2:] += x[0]
    return np.sum(rows[2] * x)


@program(numbers(4))
def matrices_by_key(x):
    m = {i: np.zeros((2, 2)) for i in range(len(x))}
    for i in range(len(x)):
        m[i][0] += x[i]
        m[i][:, 1] *= x[0]
        m[(i + 1) % 4][1] -= m[i][0] * x[i]
    return sum(np.sum(v**2) for v in m.values())


@program(numbers(5))
def asked_whether_there_is_something(x):
    found, total = {}, 0.0
    for i in range(len(x)):
        if found:
            total = total + max(found.values()) * x[i]
        found[i] = x[i] ** 2
        total = total * 0.5 + found.pop(i - 1, 0.0)
    return total


@program(numbers(5))
def views_of_what_is_not_differentiated(x):
    counts, total = {}, 0.0
    for i in range(len(x)):
        for _, n in counts.items():
            total = total + n * x[i]
        counts[i % 2] = counts.get(i % 2, 0) + i + 1
        for k, n in zip(counts, counts.values()):
            total = total + k * n * x[0]
    return total


@program(0.5)
def values_changed_where_they_stand_that_do_not_vary(y):
    """The loop over the values is written out, though nothing in it is differentiated."""
    x = np.arange(3.0)
    total = 0.0
    for k in range(2):
        parts = {"p": x * 1.0, "q": x * 0.5}
        for w in parts.values():
            w[0] = np.sin(w[1]) + k
        total = total + sum([np.sum(w * x) for w in parts.values()])
    return total * y


@program(numbers(4), [1, 3])
def a_value_for_what_is_missing(x, keys):
    """The dict holds constants; what stands in for a missing key is differentiated."""
    rates = {}
    for k in keys:
        rates[k] = 2.0
    total = 0.0
    for k in (1, 2, 3):
        total += rates.get(k, x[0]) * x[k]
    return total


@program(numbers(4), [1, 3])
def a_value_taken_out_or_another(x, keys):
    rates = {}
    for k in keys:
        rates[k] = 2.0
    total = 0.0
    for k in (3, 2, 1, 3):
        total += rates.pop(k, x[0] * k) * x[k]
    return total


@program(numbers(3), [1, 3])
def an_array_for_what_is_missing(x, keys):
    weights = {}
    for k in keys:
        weights[k] = np.ones(3)
    total = 0.0
    for k in (1, 2, 3):
        total += np.sum(weights.get(k, x) * x)
    return total


@program(numbers(3), {0.5, 2.0, 1.5})
def a_set_of_numbers_given(x, rates):
    total = 0.0
    for rate in rates:
        w = rate * x[0]
        rate = w * rate
        total = total + rate * w
    return total


class Weight:
    def __init__(self, value):
        self.value = value


@program(numbers(4))
def keys_that_are_written_twice(x):
    names = {1: "sum", 1.0: "mean", True: "product"}  # noqa: F601
    functions = {"f": np.sin, "f": np.cos}  # noqa: F601
    weights = {0: Weight(x[0]), False: Weight(x[1])}  # noqa: F601
    scale = 2.0 if names[1] == "product" else 3.0
    return functions["f"](x[2]) * scale * weights[0].value * len(names) * len(functions) * len(weights)


@program(numbers(4))
def displays_whose_parts_have_effects(x):
    u, count = x.copy(), [0]

    def key(name):
        count[0] += 1
        u[0] = u[0] * count[0]
        return name

    def value(i):
        count[0] *= 2
        return u[0] * count[0] + i

    table = {key("a"): value(1), key("b"): value(2)}
    return table["a"] * table["b"] + u[0]


@program(numbers(3))
def keys_joined_of_texts(x):
    table, part = {}, "k"
    for k in range(3):
        table["a" + str(k) + "a"] = x[k] ** 2
        table[part * 2 + str(k) + part * 2] = x[k]
    total = 0.0
    for k in range(3):
        total = total * 0.5 + table["a" + str(k) + "a"] * table[part * 2 + str(k) + part * 2]
        table["a" + str(k) + "a"] = total
    return total + table["a0a"]
