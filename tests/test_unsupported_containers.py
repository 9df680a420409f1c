"""What is refused of containers and iteration, where, and in which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sourcead import AliasError, MissingRuleError, SourceADError, UnsupportedSyntaxError
from tests.refusals import check_refused

X = np.array([1.0, 2.0, 3.0])
HEAD = "import itertools\nimport numpy as np\n"  # so the function starts in line 3

# text of `f`, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, type[SourceADError], str, str, str]] = [
    ("def f(x):\n    g = (v * v for v in x)\n    return sum(g) + sum(g)\n", UnsupportedSyntaxError, "5:25", "g", "run through a second time"),
    ("def f(x):\n    s = 0.0\n    for k in itertools.count():\n        s = s + x[0]\n    return s\n", UnsupportedSyntaxError, "5:14", "itertools.count()", "no end"),
    ("def f(x):\n    xs = [x[0], x[1]]\n    ys = xs if x[0] > 0 else [x[2]]\n    ys.append(x[2])\n    return sum(xs)\n", AliasError, "6:5", "ys.append(x[2])", "reaches the same list"),
    ("def f(x):\n    xs = [x[0]]\n    s = 0.0\n    for v in xs:\n        s = s + v\n        xs.append(v)\n    return s\n", UnsupportedSyntaxError, "8:9", "xs.append(v)", "while the loop runs over it"),
    ("def f(x):\n    m = [[0.0]] * 3\n    m[0][0] = x[0]\n    return m[1][0]\n", AliasError, "5:5", "m[0][0]", "reaches the same list"),
    ("def f(x):\n    m = [[0.0] * 2 for _ in range(2)]\n    m.append(m[0])\n    m[0][1] = x[0] * x[1]\n    return m[2][1]\n", AliasError, "6:5", "m[0][1]", "reaches the same list"),
    ("def f(x):\n    m = [[0.0] * 2 for _ in range(3)]\n    n = m[1:]\n    n[0][1] = x[0] * x[1]\n    return m[1][1]\n", AliasError, "6:5", "n[0][1]", "reaches the same list"),
    ("def f(x):\n    u = x * 2\n    xs = []\n    for k in range(3):\n        xs.append(u[k:])\n    for k in range(3):\n        xs[k][0] = x[0] * k\n    return np.sum(xs[0] * x)\n", AliasError, "9:9", "xs[k][0]", "at several places of a list"),
    ("def f(x):\n    xs = [x * 2 for _ in range(2)] * 2\n    xs[0][1] = x[0]\n    return np.sum(xs[2] * x)\n", AliasError, "5:5", "xs[0][1]", "at several places of a list"),
    ("def f(x):\n    g = [[x[k], x[0]] for k in range(3)]\n    r = g[-1]\n    g.append([x[1], x[0]])\n    r[0] = x[2] ** 2\n    return g[2][0] * g[3][1]\n", AliasError, "5:5", "r = g[-1]", "may share memory with `g`"),
    ("def f(x):\n    g = [[x[k], x[0]] for k in range(3)]\n    g[0][0] = x[1]\n    g.reverse()\n    g[0][0] *= x[1]\n    return g[2][0] * g[0][0]\n", AliasError, "5:5", "g[0]", "may share memory with `g`"),
    ("def f(x):\n    d, c = {'u': x.copy()}, {'u': x}\n    e = d if x[0] > 0 else c\n    e['u'] = e['u'] * 2\n    return np.sum(d['u'] ** 2)\n", AliasError, "6:5", "e['u']", "reaches the same list or dict"),
    ("def f(x):\n    a = {'p': {'u': x[0]}}\n    b = {'q': a['p']}\n    b['q']['u'] = x[1]\n    return a['p']['u'] ** 2\n", AliasError, "6:5", "b['q']['u']", "reaches the same list or dict"),
    ("def f(x):\n    d = {'a': x[0]}\n    if x[1] < 0:\n        d['b'] = x[2]\n    return sum(d.values())\n", UnsupportedSyntaxError, "7:16", "d.values()", "which keys this dict has"),
    ("def f(x):\n    d = {'a': x[0], 'b': x[1]}\n    vs = d.values()\n    d['a'] = x[2]\n    return sum(vs)\n", AliasError, "6:5", "d['a']", "while `vs` reaches"),
    ("def f(x):\n    d = {'a': x[0]}\n    return d['b'] * x[1]\n", UnsupportedSyntaxError, "5:12", "d['b']", "has no key 'b'"),
    ("def f(x):\n    s = set()\n    s.add(x[0] * 2)\n    s.add(x[1])\n    return max(s)\n", UnsupportedSyntaxError, "5:5", "s.add(x[0] * 2)", "changes a value that is differentiated"),
    ("def f(x):\n    return sum({x[0], x[1]})\n", MissingRuleError, "4:16", "{x[0], x[1]}", "`set` has no derivative rule"),
    ("def f(x):\n    d = {'a': x[0]}\n    items = d.items()\n    if x[1] > 0:\n        d['b'] = x[2]\n    return sum([v for _, v in items])\n", UnsupportedSyntaxError, "8:16", "[v for _, v in items]", "which keys the dict has"),
    ("def f(x):\n    return min([(x[0], 1.0), (x[1], 2.0)])[0]\n", MissingRuleError, "4:12", "min([(x[0], 1.0), (x[1], 2.0)])", "`min` is called in a way"),
    ("def f(x):\n    return sorted([(x[0], 1.0), (x[1], 2.0)])[0][0]\n", MissingRuleError, "4:12", "sorted([(x[0], 1.0), (x[1], 2.0)])", "`sorted` is called in a way"),
    ("def f(x):\n    d = {}\n    for i in range(len(x)):\n        d[i] = x[i]\n    for k in d:\n        d[k + 10] = x[0]\n    return sum(d.values())\n", UnsupportedSyntaxError, "8:9", "d[k + 10]", "`d` may get or lose keys while the loop runs over it"),
    ("def f(x):\n    xs = []\n    a = x * 2\n    for i in range(len(x)):\n        xs.append(a)\n    xs[0] += x\n    return np.sum(xs[1] * x)\n", AliasError, "8:5", "xs[0] += x", "stands at several places of `xs`"),
    ("def f(x):\n    g = {i: x * i for i in range(len(x))}\n    h = dict(g)\n    h[1] += x\n    return np.sum(g[1] * x)\n", AliasError, "6:5", "h[1] += x", "stands at several places of `h`"),
    ("def f(x):\n    g = {}\n    for i in range(len(x)):\n        g.setdefault(i % 2, {})[i] = x[i]\n    return sum(v * v for row in g.values() for v in row.values())\n", UnsupportedSyntaxError, "6:9", "g.setdefault(i % 2, {})[i]", "what `g` holds is changed in place"),
    ("def f(x):\n    held = [(x[0],)]\n    held[0] += (x[1],)\n    return held[0][0] * 3\n", UnsupportedSyntaxError, "5:5", "held[0] += (x[1],)", "the structure of `held_part` changes"),
    ("def f(x):\n    t = (x[0],)\n    if x[1] > 0:\n        t = t + (x[1],)\n    return t[-1] * 3 if t != () else x[0]\n", UnsupportedSyntaxError, "6:13", "t + (x[1],)", "the structure of `t` changes"),
    ("def f(x):\n    t = (x[0], x[1])\n    t[0] = x[1]\n    return t[0]\n", UnsupportedSyntaxError, "5:5", "t[0]", "an element of a tuple is assigned"),
    ("def f(x):\n    rows = [x[0]]\n    rows += x\n    return rows[0] * 3\n", UnsupportedSyntaxError, "5:5", "rows += x", "whether `rows` is an array"),
    ("def f(x):\n    d = {0: x[0], 1: x[1]}\n    a, b = d\n    return a * x[0] + b\n", UnsupportedSyntaxError, "5:5", "a, b", "what is taken apart here is a dict"),
    ("def f(x):\n    d = {}\n    for v in x:\n        d[v] = v * 2\n    return sum(k * v for k, v in d.items())\n", UnsupportedSyntaxError, "7:34", "d.items()", "the keys of `d` are values that are differentiated"),
    ("def f(x):\n    d = {}\n    for i in range(len(x)):\n        d[i % 2] = x[i]\n    vs = d.values()\n    d[0] = x[1]\n    return sum(vs)\n", AliasError, "8:5", "d[0]", "while `vs` reaches"),
]  # fmt: skip


@pytest.mark.parametrize("text, error, where, marked, reason", CASES, ids=[f"{i}-{c[4]}" for i, c in enumerate(CASES)])
def test_refused(text: str, error: type[SourceADError], where: str, marked: str, reason: str, tmp_path: Path) -> None:
    check_refused(HEAD + text, (X,), error, where, marked, reason, tmp_path)
