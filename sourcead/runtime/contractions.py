"""Einstein sums and their cotangents: sums of products over labels, the result in a shape that is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sourcead.runtime.broadcasting import Shape

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def exchanged(subscripts: str, position: int) -> str:
    """The text of the Einstein sum in which the operand at `position` and the result have changed places."""
    inputs, output = labels(subscripts)
    own, inputs[position] = inputs[position], output
    return f"{','.join(inputs)}->{own}"


def labels(subscripts: str) -> tuple[list[str], str]:
    """The labels of the operands and of the result, which a text without `->` gives in the order of the alphabet."""
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    if not arrow:
        letters = left.replace("...", "").replace(",", "")
        right = ("..." if "..." in left else "") + "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    return left.split(","), right


def spelled(inputs: Sequence[str], output: str, ranks: Sequence[int], rank: int) -> tuple[list[str], str]:
    """Labels with letters for what an ellipsis stands for, where operands and result have these ranks."""
    free = [c for c in LETTERS if not any(c in part for part in (*inputs, output))]
    widths = [n - len(part.replace("...", "")) for part, n in zip((*inputs, output), (*ranks, rank))]
    dots = "".join(free[: max(widths)])
    found = [part.replace("...", dots[len(dots) - width :]) for part, width in zip((*inputs, output), widths)]
    return found[:-1], found[-1]


def contract(subscripts: str, shape: Shape, *operands: Any, optimize: Any = False) -> Any:
    """`np.einsum(subscripts, *operands)` as an array of a `shape`, for what `np.einsum` does not take.

    A label of the result that no operand has repeats it; one that is there twice is its diagonal, zeros elsewhere; where
    `shape` has length 1 and the operands do not, the sum is taken.
    """
    inputs, output = spelled(*labels(subscripts), [np.ndim(v) for v in operands], len(shape))
    size: dict[str, int] = {}
    for label, n in zip(output, shape):
        size[label] = n if n != 1 else size.get(label, 1)
    known = "".join(c for c in size if any(c in part for part in inputs))
    found = np.einsum(f"{','.join(inputs)}->{known}", *operands, optimize=optimize)
    found = np.reshape(found, [np.shape(found)[known.index(c)] if c in known else 1 for c in size])
    narrow = tuple(a for a, c in enumerate(size) if size[c] == 1 and found.shape[a] != 1)
    found = np.sum(found, axis=narrow, keepdims=True) if narrow else found
    found = np.broadcast_to(found, tuple(size.values()))
    if len(size) == len(output):
        return found
    whole = np.zeros(shape, found.dtype)
    np.einsum(f"{output}->{''.join(size)}", whole)[...] = found  # a view of the diagonal
    return whole
