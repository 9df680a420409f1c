"""Calls that are refused: which function it is, or how many arguments there are, is known only when the program runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, SourceNotFoundError, UnsupportedSyntaxError, grad
from tests.sources import module_from

X = np.array([1.0, 2.0, 3.0])
HEAD = "import numpy as np\n"

# text, arguments, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, tuple[Any, ...], type[SourceADError], str, str, str]] = [
    ("def g(a, b):\n    return a * b\ndef f(x):\n    ys = [v for v in x]\n    return g(*ys)\n", (X,), UnsupportedSyntaxError, "6:14", "*ys", "how many arguments"),
    ("def g(a, b):\n    return a * b\ndef f(x, ys):\n    return g(*ys)\n", (X, [1.0, 2.0]), UnsupportedSyntaxError, "5:14", "*ys", "how many arguments"),
    ("def f(x, k):\n    fs = [np.sin, np.cos]\n    return np.sum(fs[k](x))\n", (X, 1), UnsupportedSyntaxError, "4:19", "fs[k]", "which element"),
    ("def f(x):\n    h = np.sin\n    if x[0] > 0:\n        h = np.cos\n    return np.sum(h(x))\n", (X,), UnsupportedSyntaxError, "6:19", "h", "which function `h`"),
    ("def f(x):\n    fs = [np.sin]\n    if x[0] > 0:\n        fs.append(np.cos)\n    return np.sum(fs[0](x))\n", (X,), UnsupportedSyntaxError, "5:9", "fs.append(np.cos)", "changed in a branch"),
    ("def f(x):\n    return np.sum(g(x, k=1))\ndef g(v):\n    return v\n", (X,), UnsupportedSyntaxError, "3:19", "g(x, k=1)", "no parameter `k`"),
    ("def f(x):\n    return np.sum(g(x, v=1))\ndef g(v):\n    return v\n", (X,), UnsupportedSyntaxError, "3:19", "g(x, v=1)", "given twice"),
    ("def f(x):\n    return np.sum(lambda t: t)\n", (X,), UnsupportedSyntaxError, "3:19", "lambda t: t", "this use of a lambda"),
    ("space = {}\nexec('def g(v): return v * v', space)\ng = space['g']\ndef f(x):\n    return np.sum(g(x))\n", (X,), SourceNotFoundError, "6:19", "g(x)", "no source text"),
]  # fmt: skip


@pytest.mark.parametrize("text, args, error, where, marked, reason", CASES, ids=[f"{i}-{c[5]}" for i, c in enumerate(CASES)])
def test_refused(
    text: str, args: tuple[Any, ...], error: type[SourceADError], where: str, marked: str, reason: str, tmp_path: Path
) -> None:
    module = module_from(HEAD + text, tmp_path)
    with pytest.raises(error) as caught:
        grad(module.f)(*args)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{module.__file__}:{where}"
    start, width = lines[2].index("^"), lines[2].count("^")
    assert lines[1][start : start + width] == marked
    assert reason in lines[3]
