"""Numbers that come through a text are refused, wherever the text goes in between."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad
from tests.refusals import check_refused

X = np.array([1.0, 2.0, 3.0])
CASES = [
    ("def f(x):\n    return float(str(x[0])) * x[1]\n", "2:12", "float(str(x[0]))"),
    ("def f(x):\n    t = '%s' % x[0]\n    return float(t) * x[1]\n", "3:12", "float(t)"),
    ("def f(x):\n    t = '{:.3f}'.format(x[0])\n    u = t.strip()\n    return float(u) * x[1]\n", "4:12", "float(u)"),
    ("def f(x):\n    t = repr(x[0]).split('.')\n    return int(t[0]) * x[1]\n", "3:12", "int(t[0])"),
    (
        "def f(x):\n    ts = []\n    for v in x:\n        ts.append(str(v))\n    return float(ts[0]) * x[1]\n",
        "5:12",
        "float(ts[0])",
    ),
]


@pytest.mark.parametrize("text, where, marked", CASES, ids=[c[2] for c in CASES])
def test_refused(text: str, where: str, marked: str, tmp_path: Path) -> None:
    check_refused(text, (X,), UnsupportedSyntaxError, where, marked, "a number is read from a text", tmp_path)


def test_a_text_that_chooses() -> None:
    def f(x):
        weights = {"1": 2.0, "0": 3.0}
        return weights[str(int(x > 0))] * x

    assert grad(f)(1.5) == 2.0
