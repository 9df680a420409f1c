"""What is refused about objects, where, and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, InputTypeError, SourceADError, UnsupportedSyntaxError, grad
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([1.0, 2.0, 3.0])
HEAD = """import functools
import numpy as np
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
class C:
    def __init__(self, w):
        self.w = w
    @functools.cached_property
    def norm(self):
        return np.sum(self.w**2)
class N:
    def __init__(self):
        self.reads = 0
    @property
    def value(self):
        self.reads += 1
        return self.reads
class Doubled:
    def __get__(self, owner, kind):
        return owner.kept * 2
    def __set__(self, owner, value):
        owner.kept = value + 1
class Tripled:
    def __get__(self, owner, kind):
        return owner.kept * 3
class D:
    both = Doubled()
    read = Tripled()
    def __init__(self, kept):
        self.kept = kept
class Odd(float):
    def __mul__(self, other):
        return 100.0
class W:
    def __init__(self, v):
        self.v = v
    def __rmul__(self, k):
        return W(self.v * k)
class S(W):
    def __len__(self):
        return len(self.v)
    def __getitem__(self, i):
        return self.v[i]
LAYERS = [P(1.0), P(2.0)]
LAYER = P(1.0)
COUNTER = N()
ODD = Odd(2.0)
"""
FIRST = HEAD.count("\n")
SYNTAX = UnsupportedSyntaxError

# text of `f`, line of `f`, what is under the caret, reason
MADE_HERE: list[tuple[str, int, str, str]] = [
    ("def f(x):\n    p = P(x[0], P(x[1], None))\n    while p is not None:\n        if p.x < 0:\n            break\n        p = p.v\n    return p.x\n", 3, "while p is not None:", "which object `p`"),
    ("def f(x):\n    p = P(x[0], None)\n    while p is not None:\n        p = P(p.x * 2) if p.x < 9 else None\n    return x[0]\n", 4, "P(p.x * 2) if p.x < 9 else None", "which function or object"),
    ("def f(x):\n    p = P(x[0])\n    return p.y\n", 3, "p.y", "no attribute `y`"),
    ("def f(x):\n    p = P()\n    return x[0]\n", 2, "P()", "missing a required argument"),
    ("def f(x):\n    p = F(x[0])\n    p.x = 2.0\n    return p.x\n", 3, "p.x", "cannot be changed"),
    ("def f(x):\n    g = G()\n    return g.x * x[0]\n", 2, "G()", "`__getattr__`"),
    ("def f(x):\n    p = P(x[0])\n    return np.sum(p)\n", 3, "p", "used here as if it were a number"),
    ("def f(x):\n    p = P(x[0])\n    if x[1] > 0:\n        p = x[2]\n    return p * 1.0\n", 5, "p", "known only when"),
    ("def f(x):\n    p = P(x[0])\n    for v in x * 2:\n        p = F(v)\n    return p.x\n", 3, "for v in x * 2:", "which object `p`"),
    ("def f(x):\n    p = P(x[0], P(x[1]))\n    t = x[2]\n    while p is not None:\n        t = t + p.x\n        p = p.v\n    return t\n", 4, "while p is not None:", "which object `p`"),
    ("def f(x):\n    p, q = P(x[0], P(x[1])), P(x[2])\n    for v in x * 2:\n        p = q\n        q = P(v)\n    return p.x\n", 3, "for v in x * 2:", "which object `p`"),
    ("def f(x):\n    ps = [P(v) for v in x * 2]\n    return ps[0].x\n", 2, "x * 2", "how many objects"),
    ("def f(x):\n    ps = []\n    for v in x * 2:\n        ps.append(P(v))\n    return ps[0].x\n", 3, "x * 2", "how many objects"),
    ("def f(x):\n    p, q = P(x[0]), P(x[1])\n    r = p if x[2] > 0 else q\n    r.x = 5.0\n    return p.x\n", 4, "r.x", "known only when"),
    ("def f(x):\n    ps = [P(x[0]), P(x[1])]\n    t = 0.0\n    for i in range(int(x[0])):\n        t += ps[i].x\n    return t\n", 5, "ps[i]", "which of these objects"),
    ("def f(x):\n    p = P(x[0])\n    q = p\n    for v in x * 2:\n        q = P(v)\n        p.x = q.x + v\n    q.x = 1.0\n    return p.x\n", 6, "p.x", "known only when"),
    ("def f(x):\n    return np.sum((x * W(x)).v)\n", 2, "x * W(x)", "an array may come first"),
    ("def f(x):\n    return np.sum((x[0] * S(x)).v)\n", 2, "x[0] * S(x)", "an array may come first"),
    ("def f(x):\n    d = D(x[0])\n    d.both = x[1]\n    return d.kept\n", 3, "d.both", "what `D.both` does"),
    ("def f(x):\n    d = D(x[0])\n    return d.both\n", 3, "d.both", "what `D.both` does"),
    ("def f(x):\n    d = D(x[0])\n    return d.read\n", 3, "d.read", "what `D.read` does"),
    ("def f(x):\n    p = P(x[0], 'a')\n    try:\n        p.v = 'b'\n        if x[1] > 0:\n            raise ValueError\n        p.v = 'a'\n    except ValueError:\n        return p.x * (2.0 if p.v == 'a' else 3.0)\n    return p.x\n", 9, "p.v", "known only when"),
]  # fmt: skip

# text of `f` with an argument `p`, line of `f`, what is under the caret, reason, the argument, error
ARGUMENTS: list[tuple[str, int, str, str, str, type[SourceADError]]] = [
    ("def f(p, x):\n    return p.y * x[0]\n", 2, "p.y", "no attribute `y`", "P(2.0)", SYNTAX),
    ("def f(p, x):\n    return np.sum(p * x)\n", 2, "p * x", "has no `__mul__`", "P(2.0)", SYNTAX),
    ("def f(p, x):\n    p.x = 2.0\n    return p.x * x[0]\n", 2, "p.x", "cannot be changed", "F(2.0)", SYNTAX),
    ("def f(p, x):\n    return p.norm * x[0]\n", 2, "p.norm", "before the call", "computed(C(X))", SYNTAX),
    ("def f(p, x):\n    t = 0.0\n    for i in range(int(x[0]) + 1):\n        t = t + p[i].x\n    return t\n", 4, "p[i]", "which of these objects", "[P(1.0), P(2.0)]", SYNTAX),
    ("def f(p, x):\n    return p.x * p.v.x * x[0]\n", 1, "p", "has no gradient", "cyclic(P(1.0, P(2.0)))", InputTypeError),
    ("def f(p, x):\n    p[0].x = p[0].x * 2\n    return p[1].x * x[0]\n", 1, "p", "reached in another way", "[LAYER, LAYER]", AliasError),
    ("def f(p, x):\n    p.x = p.x * 2\n    return LAYER.x * p.x * x[0]\n", 1, "p", "reached in another way", "LAYER", AliasError),
    ("def f(p, x):\n    p.x[0] = 2.0\n    return np.sum(p.v * x)\n", 1, "p", "`p.x` and `p.v` may share memory", "P(Y, Y)", AliasError),
    ("def f(p, x):\n    return x[0] * (1.0 if p[0] is p[1] else 2.0) * p[0].x\n", 2, "p[0] is p[1]", "whether these are one object", "[P(1.0), P(2.0)]", SYNTAX),
    ("def f(p, x):\n    return x[0] * p.x\n", 1, "p", "has no gradient", "P(1, 'a')", InputTypeError),
    ("def f(p, x):\n    return x[0] * p.x\n", 1, "p", "has no gradient", "G()", InputTypeError),
    ("def f(p, x):\n    return x[0] * p.v.x * p.x\n", 1, "p", "whose attributes are not known", "P(1.0, G())", InputTypeError),
    ("def f(p, x):\n    return x[0] * p.v[1, 2].x * p.x\n", 1, "p", "whose attributes are not known", "P(1.0, {(1, 2): P(1.0)})", InputTypeError),
    ("def g(p, n):\n    return p.x if n == 0 else g(P(2.0 * p.x), n - 1)\ndef f(p, x):\n    return x[0] * g(p, int(x[0]))\n", 2, "g(P(2.0 * p.x), n - 1)", "calls itself", "P(1.0)", SYNTAX),
    ("def g(p, n):\n    return p.x if n == 0 else 2.0 * g(p, n - 1)\ndef f(p, x):\n    return x[0] * g(p, 2)\n", 2, "g(p, n - 1)", "calls itself", "P(1.0)", SYNTAX),
]  # fmt: skip

OUTSIDE: list[tuple[str, int, str, str]] = [
    ("def f(x):\n    LAYERS.append(P(1.0))\n    return x[0]\n", 2, "LAYERS.append(P(1.0))", "bound outside"),
    ("def f(x):\n    LAYERS[0] = P(1.0)\n    return x[0]\n", 2, "LAYERS[0]", "bound outside"),
    ("def f(x):\n    LAYERS[0].x = x[0]\n    return LAYERS[0].x\n", 2, "LAYERS[0].x", "assignment target"),
    ("def f(x):\n    for p in LAYERS:\n        p.x = x[0]\n    return LAYERS[0].x\n", 3, "p.x", "assignment target"),
    ("def f(x):\n    LAYER.x = x[0]\n    return LAYER.x\n", 2, "LAYER.x", "`LAYER` is an object outside"),
    ("def f(x):\n    return ODD * x[0]\n", 2, "ODD * x[0]", "a number of such a kind"),
    ("def f(x):\n    return max(ODD, x[0]) * x[1]\n", 2, "max(ODD, x[0])", "a number of such a kind"),
    ("def f(x):\n    return x[0] * COUNTER.value\n", 0, "self.reads", "assignment target"),
]  # fmt: skip


@pytest.mark.parametrize("text, line, marked, reason", MADE_HERE, ids=[f"{i}-{c[3]}" for i, c in enumerate(MADE_HERE)])
def test_made_here(text: str, line: int, marked: str, reason: str, tmp_path: Path) -> None:
    check_refused(HEAD + text, (X,), SYNTAX, _where(text, line, marked), marked, reason, tmp_path)


@pytest.mark.parametrize("text, line, marked, reason", OUTSIDE, ids=[f"{i}-{c[3]}" for i, c in enumerate(OUTSIDE)])
def test_outside(text: str, line: int, marked: str, reason: str, tmp_path: Path) -> None:
    check_refused(HEAD + text, (X,), SYNTAX, _where(text, line, marked), marked, reason, tmp_path)


@pytest.mark.parametrize(
    "text, line, marked, reason, made, error", ARGUMENTS, ids=[f"{i}-{c[3]}" for i, c in enumerate(ARGUMENTS)]
)
def test_arguments(text: str, line: int, marked: str, reason: str, made: str, error: type[SourceADError], tmp_path: Path) -> None:
    module: Any = module_from(HEAD + text, tmp_path)

    def computed(value: Any) -> Any:
        return value if value.norm else value

    def cyclic(value: Any) -> Any:
        value.v.v = value
        return value

    argument = eval(made, {**vars(module), "X": X, "Y": X.copy(), "computed": computed, "cyclic": cyclic})
    with pytest.raises(error) as caught:
        grad(module.f)(argument, X)
    lines = str(caught.value).splitlines()
    assert lines[0].split(":")[-2] == str(FIRST + line)
    start, width = lines[2].index("^"), lines[2].count("^")
    assert lines[1][start : start + width] == marked
    if not isinstance(caught.value, InputTypeError):
        assert reason in lines[3] and len(lines) > 4


def _where(text: str, line: int, marked: str) -> str:
    lines = (HEAD + text).splitlines()
    number = FIRST + line if line else next(k for k, shown in enumerate(lines, 1) if marked in shown and "=" in shown and k > 22)
    return f"{number}:{lines[number - 1].rindex(marked) + 1}"
