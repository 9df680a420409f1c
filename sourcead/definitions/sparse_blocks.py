"""Matrices of `scipy.sparse` that are made of others, of which some have differentiated entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions import entries
from sourcead.definitions.asking import is_given
from sourcead.definitions.entries import Entries


def by_entries(matrix: Any) -> Any:
    """A matrix of SciPy, or one that is so already, by its entries."""
    if isinstance(matrix, Entries):
        return matrix
    values, rows, columns = rt.entries_of(matrix)
    return Entries(values, rows, columns, (matrix.shape[0], matrix.shape[1]), False)


def _joined(placed: Any, shape: Any, starred: Any) -> Any:
    """A matrix of others, each with the row and the column where it begins."""
    values = np.concatenate([block._entries for block, _, _ in placed])
    rows = np.concatenate([block._rows + row for block, row, _ in placed])
    columns = np.concatenate([block._columns + column for block, _, column in placed])
    return Entries(values, rows, columns, shape, starred)


def _along(blocks: Any, down: Any, starred: Any) -> Any:
    """Matrices one below the other, or side by side."""
    placed = []
    at = 0
    across = 0
    for one in blocks:
        block = by_entries(one)
        placed.append((block, at, 0) if down else (block, 0, at))
        at = at + block.shape[0 if down else 1]
        across = block.shape[1 if down else 0]
    return _joined(placed, (at, across) if down else (across, at), starred)


def _starts(lines: Any, axis: Any) -> Any:
    """Where lines of blocks begin, and where the last one ends."""
    starts = [0]
    for line in lines:
        size = 0
        for block in line:
            if is_given(block):
                size = block.shape[axis]
        starts.append(starts[-1] + size)
    return starts


def _blocks(blocks: Any, starred: Any) -> Any:
    """A matrix of rows of blocks; None: one of zeros."""
    tops = _starts(blocks, 0)
    lefts = _starts([[line[k] for line in blocks] for k in range(len(blocks[0]))], 1)
    placed = []
    for i in range(len(blocks)):
        for j in range(len(blocks[i])):
            block = blocks[i][j]
            if is_given(block):
                placed.append((by_entries(block), tops[i], lefts[j]))
    return _joined(placed, (tops[-1], lefts[-1]), starred)


def bmat(blocks: Any, format: Any = None) -> Any:
    """`scipy.sparse.bmat`."""
    return _blocks(blocks, False)


def block_array(blocks: Any, *, format: Any = None) -> Any:
    """`scipy.sparse.block_array`."""
    return _blocks(blocks, True)


def vstack(blocks: Any, format: Any = None) -> Any:
    """`scipy.sparse.vstack`."""
    return _along(blocks, True, False)


def hstack(blocks: Any, format: Any = None) -> Any:
    """`scipy.sparse.hstack`."""
    return _along(blocks, False, False)


def block_diag(mats: Any, format: Any = None) -> Any:
    """`scipy.sparse.block_diag`."""
    placed = []
    row = 0
    column = 0
    for one in mats:
        block = by_entries(one)
        placed.append((block, row, column))
        row = row + block.shape[0]
        column = column + block.shape[1]
    return _joined(placed, (row, column), False)


def kron(A: Any, B: Any, format: Any = None) -> Any:  # noqa: N803 (SciPy's names)
    """`scipy.sparse.kron`."""
    a, b = by_entries(A), by_entries(B)
    rows = np.add.outer(a._rows * b.shape[0], b._rows).ravel()
    columns = np.add.outer(a._columns * b.shape[1], b._columns).ravel()
    return Entries(np.kron(a._entries, b._entries), rows, columns, (a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]), False)


DEFINITIONS = {
    **entries.DEFINITIONS,
    "scipy.sparse.bmat": bmat,
    "scipy.sparse.block_array": block_array,
    "scipy.sparse.vstack": vstack,
    "scipy.sparse.hstack": hstack,
    "scipy.sparse.block_diag": block_diag,
    "scipy.sparse.kron": kron,
}
