"""What is refused about objects, where, and in which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sourcead import SourceADError, UnsupportedSyntaxError, grad
from tests.sources import module_from

HEAD = """import numpy as np
from dataclasses import dataclass
@dataclass
class P:
    x: float
    v: float = 0.0
@dataclass(frozen=True)
class F:
    x: float
class G:
    def __getattr__(self, name):
        return 1.0
"""
FIRST = HEAD.count("\n")

# text of `f`, line of `f`, what is under the caret, reason
CASES = [
    ("def f(x):\n    p = P(x[0])\n    return p.y\n", 3, "p.y", "no attribute `y`"),
    ("def f(x):\n    p = P()\n    return x[0]\n", 2, "P()", "missing a required argument"),
    ("def f(x):\n    p = F(x[0])\n    p.x = 2.0\n    return p.x\n", 3, "p.x", "cannot be changed"),
    ("def f(x):\n    g = G()\n    return g.x * x[0]\n", 2, "G()", "`__getattr__`"),
    ("def f(x):\n    p = P(x[0])\n    return p\n", 3, "p", "used here as if it were a number"),
    ("def f(x):\n    p = P(x[0])\n    return np.sum(p)\n", 3, "p", "used here as if it were a number"),
    ("def f(x):\n    p = P(x[0])\n    if x[1] > 0:\n        p = x[2]\n    return p * 1.0\n", 5, "p", "known only when"),
    ("def f(x):\n    p = P(x[0])\n    for v in x:\n        p = F(v)\n    return p.x\n", 3, "for v in x:", "which object `p`"),
    ("def f(x):\n    ps = [P(v) for v in x]\n    return ps[0].x\n", 2, "[P(v) for v in x]", "how many objects"),
    ("def f(x):\n    ps = []\n    for v in x:\n        ps.append(P(v))\n    return ps[0].x\n", 4, "P(v)", "as if it were a number"),
    ("def f(x):\n    p, q = P(x[0]), P(x[1])\n    r = p if x[2] > 0 else q\n    r.x = 5.0\n    return p.x\n", 4, "r.x", "known only when"),
    ("def f(x):\n    ps = [P(x[0]), P(x[1])]\n    t = 0.0\n    for i in range(2):\n        t += ps[i].x\n    return t\n", 5, "ps[i]", "which of these objects"),
    ("def f(x):\n    p = P(x[0])\n    q = p\n    for v in x:\n        q = P(v)\n        p.x = q.x + v\n    q.x = 1.0\n    return p.x\n", 6, "p.x", "known only when"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "under", "reason"), CASES, ids=[f"{c[2]}_{k}" for k, c in enumerate(CASES)])
def test_refused(text: str, line: int, under: str, reason: str, tmp_path: Path) -> None:
    module = module_from(HEAD + text, tmp_path)
    with pytest.raises(SourceADError) as caught:
        grad(module.f)(np.array([1.0, 2.0, 3.0]))
    assert isinstance(caught.value, UnsupportedSyntaxError)
    message = str(caught.value)
    assert reason in message
    place, shown, caret = message.splitlines()[:3]
    assert place.split(":")[-2] == str(FIRST + line)
    assert shown[caret.index("^") : caret.rindex("^") + 1] == under
