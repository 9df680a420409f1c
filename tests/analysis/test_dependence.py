"""Dependence of array elements: what is proved, and what must not be."""

from __future__ import annotations

import gast
import pytest

from sourcead import nodes
from sourcead.analysis.dependence import Access, Nest, disjoint
from sourcead.analysis.walk import statements, stored

# A program, the index that the reverse sweep reads at the statement marked by `read`, and whether no later write hits it.
CASES = [
    ("for i in range(n):\n    for j in range(i):\n        x[i] = read(j)", "j", True),
    ("for i in range(n):\n    for j in range(n):\n        x[i] = read(j)", "j", False),
    ("for i in range(1, n):\n    k = i - 1\n    x[i] = read(k)", "k", True),
    ("for i in range(n):\n    k = i - 1\n    x[i] = read(k)", "k", False),
    ("for i in range(n):\n    k = i + 1\n    x[i] = read(k)", "k", False),
    ("for i in reversed(range(n)):\n    k = i + 1\n    x[i] = read(k)", "k", True),
    ("for i in range(n - 1, -1, -1):\n    k = i + 1\n    x[i] = read(k)", "k", True),
    ("for i in range(n):\n    x[i] = read(i)", "i", False),
    ("for i in range(n):\n    x[0] = read(1)", "1", True),
    ("for i in range(n):\n    x[-1] = read(0)", "0", False),
    ("for t in range(n):\n    for i in range(1, n):\n        k = i - 1\n        x[i] = read(k)", "k", False),
    ("for i in range(n):\n    m = n - i\n    x[m] = read(i)", "i", False),
]


@pytest.mark.parametrize(("text", "index", "expected"), CASES)
def test_disjoint(text: str, index: str, expected: bool) -> None:
    body = nodes.parse_stmts(text)
    statement = next(s for s in statements(body) if stored(s) is not None)
    place = stored(statement)
    assert isinstance(place, gast.Subscript)
    nest = Nest(body, ["x", "n"])
    read = Access("x", nodes.parse_expr(index), statement)
    assert disjoint(read, Access("x", place.slice, statement), nest) is expected
