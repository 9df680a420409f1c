"""Tables of objects: lists of lists, comprehensions of several loops, lists of tuples that hold some."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import program

X = np.array([0.7, 0.4, 1.2])


class Cell:
    def __init__(self, value, weight):
        self.value, self.weight = value, weight

    def load(self):
        return self.value * self.weight


@program(X)
def columns_of_a_table(x):
    table = [[Cell(x[0], 1.0), Cell(x[1], 2.0)], [Cell(x[2], 3.0), None]]
    columns = [[row[k] for row in table] for k in range(2)]
    return columns[0][1].load() + columns[1][0].load() ** 2


@program(X)
def sums_of_columns(x):
    table = [[Cell(x[0], 1.0), Cell(x[1], 2.0)], [Cell(x[2], 3.0), Cell(x[0] * x[1], 0.5)]]
    return sum([sum([row[k].load() * (k + 1) for row in table]) ** 2 for k in range(2)])


@program(X)
def a_table_made_by_comprehensions(x):
    table = [[Cell(x[i] * (j + 1), i + j + 1) for j in range(2)] for i in range(3)]
    turned = [[table[i][j] for i in range(3)] for j in range(2)]
    return turned[1][2].load() + sum(c.load() ** 2 for row in turned for c in row)


@program(X)
def pairs_of_objects(x):
    cells = [Cell(x[i], i + 1.0) for i in range(3)]
    made = [Cell(a.load(), b.weight) for a in cells for b in cells if a is not b]
    return sum([c.load() ** 2 for c in made])


@program(X)
def objects_and_numbers(x):
    cells = [Cell(x[i], i + 1.0) for i in range(3)]
    a = 2.0
    found = [a.load() * v for a in cells for v in x if v > 0.5]
    return a * sum(found) * len(found)


@program(X)
def a_dict_of_pairs(x):
    cells = [Cell(x[i], i + 1.0) for i in range(3)]
    products = {(i, j): a.load() * b.load() for i, a in enumerate(cells) for j, b in enumerate(cells) if i <= j}
    return products[0, 1] * products[2, 2] + sum(products.values())


@program(X)
def functions_of_functions(x):
    functions = [np.sin, np.cos, lambda u: u**2]
    return sum(f(v) for f in functions for v in x) + max([f(g(x[0])) for f in functions for g in functions])


@program(X)
def tuples_chosen_by_a_condition(x):
    placed = []
    for k in range(3):
        cell = Cell(x[k], k + 1.0)
        placed.append((cell, k, 0) if k != 1 else (cell, 0, k))
    return sum([c.load() ** (i + j + 1) for c, i, j in placed])


@program(X)
def tuples_of_pairs(x):
    cells = [Cell(x[i], i + 1.0) for i in range(3)]
    pairs = [(a, b) for a in cells for b in cells if a is not b]
    return sum([a.load() ** 2 * b.weight for a, b in pairs])


@program(X)
def pairs_by_loops(x):
    cells = [Cell(x[i], i + 1.0) for i in range(3)]
    pairs = []
    for a in cells:
        for b in cells:
            if a is not b:
                pairs.append((a, b))
    return sum([a.load() ** 2 * b.weight for a, b in pairs])


@program(X)
def neighbours_in_a_dict(x):
    cells = [Cell(x[i], i + 1.0) for i in range(3)]
    near = {i: [c for j, c in enumerate(cells) if j != i] for i in range(3)}
    return sum(c.load() ** (i + 1) for i in range(3) for c in near[i])
