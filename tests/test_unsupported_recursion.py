"""Recursion that is refused: where, and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, SourceADError, UnsupportedSyntaxError
from tests.refusals import check_refused

X = np.array([1.0, 2.0, 3.0])
HEAD = "import numpy as np\n"  # so the first function starts in line 2

# text of `f`, arguments, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, tuple[Any, ...], type[SourceADError], str, str, str]] = [
    ("def f(x, n):\n    if n == 0:\n        return np.sum(x)\n    x[0] = x[1] * x[0]\n    return f(x, n - 1)\n", (X, 2), UnsupportedSyntaxError, "6:12", "f(x, n - 1)", "changes its argument `x`"),
    ("def g(xs, n):\n    if n > 0:\n        xs.append(xs[0])\n        return g(xs, n - 1)\n    return xs[0]\ndef f(x):\n    return g([x[0]], 2)\n", (X,), UnsupportedSyntaxError, "8:12", "g([x[0]], 2)", "changes its argument `xs`"),
    ("def g(xs, n):\n    if n > 0:\n        xs += [xs[0]]\n        return g(xs, n - 1)\n    return xs[0]\ndef f(x):\n    return g([x[0]], 2)\n", (X,), UnsupportedSyntaxError, "8:12", "g([x[0]], 2)", "changes its argument `xs`"),
    ("def f(x, n):\n    def go(k, c):\n        return c(x) if k == 0 else go(k - 1, lambda v: c(v) * x)\n    return go(n, lambda v: v * v)\n", (2.0, 2), UnsupportedSyntaxError, "4:36", "go(k - 1, lambda v: c(v) * x)", "ever new closures"),
    ("def g(x, n):\n    return x if n == 0 else g(x, n - 1)\ndef f(x):\n    y = g(x, 1)\n    y[0] = 3 * x[1]\n    return np.sum(y * x)\n", (X,), AliasError, "5:5", "y = g(x, 1)", "may share memory with `x`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "args", "error", "place", "under", "reason"), CASES)
def test_refused(
    tmp_path: Path, text: str, args: tuple[Any, ...], error: type[SourceADError], place: str, under: str, reason: str
) -> None:
    check_refused(HEAD + text, args, error, place, under, reason, tmp_path)
