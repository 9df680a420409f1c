"""Groups of columns (or rows) that one sweep can be asked for together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def columns(pattern: Any) -> np.ndarray:
    """A colour for each column of a pattern (`scipy.sparse`, CSR) so that no row has two columns of one colour.

    Greedy, in the columns' order and from the fullest column on, whichever takes fewer colours (Curtis, Powell, Reid, "On the
    Estimation of Sparse Jacobian Matrices", 1974; Coleman, Moré, "Estimation of Sparse Jacobian Matrices and Graph Coloring
    Problems", 1983).
    """
    least = int(np.diff(pattern.indptr).max(initial=0))
    by_column = pattern.tocsc()
    counts = np.diff(by_column.indptr)
    if least == pattern.shape[1]:
        return np.arange(pattern.shape[1])
    rows = [part.tolist() for part in np.split(by_column.indices, by_column.indptr[1:-1])]
    found = _greedy(rows, range(len(rows)), pattern.shape[0])
    if found.max(initial=-1) + 1 > least:
        other = _greedy(rows, np.argsort(-counts, kind="stable").tolist(), pattern.shape[0])
        found = other if other.max(initial=-1) < found.max(initial=-1) else found
    return found


def _greedy(rows: Sequence[Sequence[int]], order: Sequence[int], count: int) -> np.ndarray:
    """The lowest colour that is free in all of a column's rows, column by column; empty columns have the first."""
    used = [0] * count  # the colours in each row, as bits
    colours = np.zeros(len(rows), np.int64)
    for column in order:
        taken = 0
        for row in rows[column]:
            taken |= used[row]
        lowest = ~taken & (taken + 1)
        colours[column] = lowest.bit_length() - 1
        for row in rows[column]:
            used[row] |= lowest
    return colours


def stars(pattern: Any) -> np.ndarray:
    """A colour for each column of a symmetric pattern (CSR) from which a symmetric matrix can be read.

    Neighbours have different colours, and each path of four has three (Coleman, Moré, "Estimation of Sparse Hessian Matrices and
    Graph Coloring Problems", 1984; Gebremedhin, Manne, Pothen, "What Color Is Your Jacobian?", 2005, section 4).
    """
    near = [[w for w in part.tolist() if w != v] for v, part in enumerate(np.split(pattern.indices, pattern.indptr[1:-1]))]
    order = np.argsort([-len(part) for part in near], kind="stable").tolist()
    found = _Stars(near)
    for v in order:
        found.colour(v)
    return np.array(found.colours, np.int64)


class _Stars:
    """A star colouring that grows column by column: sets of colours are bits of numbers."""

    def __init__(self, near: Sequence[Sequence[int]]) -> None:
        self.near = near
        self.colours = [-1] * len(near)
        self.around = [0] * len(near)  # the colours of a column's neighbours
        self.twice = [0] * len(near)  # those that two neighbours have
        self.beyond = [0] * len(near)  # of a column, those of neighbours that have another neighbour of its own colour
        self.first: list[dict[int, int]] = [{} for _ in near]  # the first neighbour of each colour

    def colour(self, v: int) -> None:
        """Give a column the lowest colour that makes no path of four with two colours."""
        barred = 0
        for w in self.near[v]:
            barred |= self.around[w] if self.colours[w] < 0 else self.beyond[w] | 1 << self.colours[w]
        own = ~barred & (barred + 1)
        self.colours[v] = colour = own.bit_length() - 1
        for w in self.near[v]:
            if self.colours[w] >= 0 and self.twice[v] >> self.colours[w] & 1:
                self.beyond[w] |= own
            self._meet(v, w, colour)

    def _meet(self, v: int, x: int, colour: int) -> None:
        """Note at a neighbour `x` the colour that `v` has got."""
        first = self.first[x].setdefault(colour, v)
        self.around[x] |= 1 << colour
        if first != v:
            self.twice[x] |= 1 << colour
            if self.colours[x] >= 0:
                self.beyond[v] |= 1 << self.colours[x]
                self.beyond[first] |= 1 << self.colours[x]


def readable(pattern: Any, colours: np.ndarray) -> np.ndarray:
    """For each entry (i, j) of a symmetric pattern, in order: whether it is the one of its row in a column of that colour.

    Where it is not, the entry (j, i) is.
    """
    rows = np.repeat(np.arange(pattern.shape[0]), np.diff(pattern.indptr))
    keys = rows * (int(colours.max(initial=0)) + 1) + colours[pattern.indices]
    _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(count[place] == 1)
