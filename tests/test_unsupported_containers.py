"""What is refused of containers and iteration, where, and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, MissingRuleError, SourceADError, UnsupportedSyntaxError, grad
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([1.0, 2.0, 3.0])
HEAD = "import itertools\nimport numpy as np\n"  # so the function starts in line 3

# text of `f`, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, type[SourceADError], str, str, str]] = [
    ("def f(x):\n    g = (v * v for v in x)\n    return sum(g) + sum(g)\n", UnsupportedSyntaxError, "4:9", "(v * v for v in x)", "kept as a value"),
    ("def f(x):\n    s = 0.0\n    for k in itertools.count():\n        s = s + x[0]\n    return s\n", UnsupportedSyntaxError, "5:14", "itertools.count()", "no end"),
    ("def f(x):\n    xs = [x[0], x[1]]\n    ys = xs\n    ys.append(x[2])\n    return sum(xs)\n", AliasError, "6:5", "ys.append(x[2])", "reaches the same list"),
    ("def f(x):\n    xs = [x[0]]\n    s = 0.0\n    for v in xs:\n        s = s + v\n        xs.append(v)\n    return s\n", UnsupportedSyntaxError, "8:9", "xs.append(v)", "while the loop runs over it"),
    ("def f(x):\n    m = [[0.0]] * 3\n    m[0][0] = x[0]\n    return m[1][0]\n", AliasError, "5:5", "m[0][0]", "reaches the same list"),
]  # fmt: skip


@pytest.mark.parametrize("text, error, where, marked, reason", CASES, ids=[f"{i}-{c[4]}" for i, c in enumerate(CASES)])
def test_refused(text: str, error: type[SourceADError], where: str, marked: str, reason: str, tmp_path: Path) -> None:
    check_refused(HEAD + text, (X,), error, where, marked, reason, tmp_path)


def test_an_array_from_an_iterator(tmp_path: Path) -> None:
    module: Any = module_from(HEAD + "def f(x):\n    return np.fromiter((v for v in x), float)[0]\n", tmp_path)
    with pytest.raises(MissingRuleError):
        grad(module.f)(X)
