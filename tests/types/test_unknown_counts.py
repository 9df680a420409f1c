"""Types of results of functions that are given whole numbers of which nothing is known: they hold for each number that is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sourcead.types import probe
from sourcead.types.values import Array, Dim, Fixed, ListOf, Number, Type

K = Number("int64")
X = Number("float64")
V = Array("float64", (Dim("v:0", False),))
A = Array("float64", (Dim("a:0", False), Dim("a:1", False)))
N = Array("int64", (Dim("v:0", False),))
CALLS: list[tuple[Callable[..., Any], list[Type]]] = [
    (np.clip, [N, Number("int64", value=0), K]), (np.roll, [V, K]), (np.tile, [V, K]), (np.repeat, [A, K, Number("int64", value=0)]),
    (np.eye, [K]), (np.linspace, [X, X, K]), (np.take, [V, K]), (np.take, [A, K, Number("int64", value=0)]), (np.delete, [V, K]),
    (np.diag, [V, K]), (np.diag, [A, K]), (np.tril, [A, K]), (np.diff, [V, K]), (np.vander, [V, K]), (np.split, [V, K]),
    (np.array_split, [V, K]), (np.pad, [V, K]), (np.round, [V, K]), (np.trace, [A, K]), (np.partition, [V, K]), (np.sum, [A, K]),
    (np.expand_dims, [A, K]), (np.tensordot, [A, A, K]), (np.full, [Fixed("tuple", (K, K)), X]), (np.array, [Fixed("list", (K, X))]),
    (np.triu_indices, [K]), (np.histogram, [V, K]), (pow, [X, K]), (pow, [K, K]), (divmod, [K, K]), (abs, [K]), (np.float64, [K]),
    (np.reshape, [V, K]), (np.insert, [V, K, X]), (np.resize, [A, Fixed("tuple", (K, K))]), (np.prod, [ListOf(K)]),
]  # fmt: skip


def actual(kind: Type, k: int, n: int, m: int) -> Any:
    """A value of a type."""
    if isinstance(kind, Number):
        return kind.value if kind.value is not None else k if kind.dtype == "int64" else 0.5
    if isinstance(kind, Array):
        return np.ones((n, m)[: len(kind.dims or ())], kind.dtype)
    if isinstance(kind, Fixed):
        return (list if kind.kind == "list" else tuple)(actual(e, k, n, m) for e in kind.elements)
    assert isinstance(kind, ListOf) and kind.element is not None
    return [actual(kind.element, k, n, m)] * 3


def check(claim: Type, value: Any, sizes: dict[str, int]) -> None:
    """What is claimed of a value holds."""
    if isinstance(claim, Number):
        assert np.ndim(value) == 0 and (claim.mixed or np.result_type(value) == claim.dtype)
    elif isinstance(claim, Array):
        assert value.dtype == claim.dtype
        assert claim.dims is None or value.ndim == len(claim.dims)
        for dim, length in zip(claim.dims or (), value.shape):
            assert dim.size is None or dim.size not in sizes or length == sizes[dim.size]
            assert dim.unit is None or dim.unit == (length == 1)
    elif isinstance(claim, Fixed):
        assert len(value) == len(claim.elements)
        for part, inner in zip(claim.elements, value, strict=True):
            check(part, inner, sizes)
    elif isinstance(claim, ListOf) and claim.element is not None:
        for inner in value:
            check(claim.element, inner, sizes)


@pytest.mark.parametrize(("function", "args"), CALLS, ids=lambda part: getattr(part, "__name__", None))
def test_claims_hold(function: Callable[..., Any], args: list[Type]) -> None:
    claim = probe.probe(function, args, {}).type
    taken = 0
    for n, m in ((4, 6), (6, 3), (9, 4)):
        for k in range(-4, 13):
            try:
                with np.errstate(all="ignore"):
                    value = function(*(actual(a, k, n, m) for a in args))
            except (ValueError, IndexError, ZeroDivisionError, TypeError):
                continue
            taken += 1
            check(claim, value, {"v:0": n, "a:0": n, "a:1": m})
    assert taken > 2
