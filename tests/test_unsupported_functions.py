"""Calls that are refused: which function it is, or how many arguments there are, is known only when the program runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, SourceADError, SourceNotFoundError, UnsupportedSyntaxError
from tests.refusals import check_refused

X = np.array([1.0, 2.0, 3.0])
HEAD = "import functools\nimport numpy as np\n"  # so the first function starts in line 3
NO = UnsupportedSyntaxError

# text, arguments, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, tuple[Any, ...], type[SourceADError], str, str, str]] = [
    ("def g(a, b=2.0):\n    return a * b\ndef f(x):\n    ys = [v for v in x]\n    return g(*ys)\n", (X,), NO, "7:14", "*ys", "how many arguments"),
    ("def g(a, *b):\n    return a + sum(b)\ndef f(x):\n    ys = [v for v in x]\n    return g(*ys, *ys)\n", (X,), NO, "7:14", "*ys", "how many arguments"),
    ("def g(a, *b):\n    return a if len(b) == 0 else a * g(*b)\ndef f(x):\n    ys = [v for v in x]\n    return g(*ys)\n", (X,), NO, "7:12", "g(*ys)", "how many arguments"),
    ("def f(x):\n    d = {}\n    for i in range(len(x)):\n        d[str(i)] = x[i]\n    def g(**k):\n        return k['0']\n    return g(**d)\n", (X,), NO, "9:16", "d", "which arguments"),
    ("def f(x):\n    fs = [np.sin]\n    if x[0] > 0:\n        fs.append(np.cos)\n    return np.sum(fs[0](x))\n", (X,), NO, "6:9", "fs.append(np.cos)", "changed in a branch"),
    ("def f(x):\n    return np.sum(g(x, k=1))\ndef g(v):\n    return v\n", (X,), NO, "4:19", "g(x, k=1)", "no parameter `k`"),
    ("def f(x):\n    return np.sum(g(x, v=1))\ndef g(v):\n    return v\n", (X,), NO, "4:19", "g(x, v=1)", "given twice"),
    ("def f(x):\n    return np.sum(lambda t: t)\n", (X,), NO, "4:19", "lambda t: t", "this use of a lambda"),
    ("space = {}\nexec('def g(v): return v * v', space)\ng = space['g']\ndef f(x):\n    return np.sum(g(x))\n", (X,), SourceNotFoundError, "7:19", "g(x)", "no source text"),
    ("def f(x):\n    k = 1.0\n    m = map(lambda v: v * k, x)\n    k = 3.0\n    return sum(m)\n", (X,), NO, "5:9", "map(lambda v: v * k, x)", "a `map` is kept as a value"),
    ("def f(x):\n    m = filter(None, x)\n    return sum(m) + sum(m)\n", (X,), NO, "4:9", "filter(None, x)", "a `filter` is kept as a value"),
    ("def made():\n    n = 0.0\n    def f(x):\n        nonlocal n\n        n = n + 1.0\n        return np.sum(x) * n\n    return f\nf = made()\n", (X,), NO, "6:9", "nonlocal n", "`n`, a variable outside"),
    ("def f(x):\n    c = 0.0\n    def go(n):\n        nonlocal c\n        c = c + x[0]\n        return c if n == 0 else go(n - 1)\n    return go(3)\n", (X,), NO, "9:12", "go(3)", "assigned by a function that calls itself"),
    ("def f(x):\n    h = np.sin\n    try:\n        h = np.cos\n        if x[0] > 0:\n            raise ValueError\n        h = np.sin\n    except ValueError:\n        return np.sum(h(x))\n    return x[0]\n", (X,), NO, "11:23", "h", "which function `h`"),
    ("@functools.cache\ndef g(n):\n    return np.zeros(n)\ndef f(x):\n    a = g(3)\n    v = a[1:]\n    v += x[0]\n    return np.sum(g(3) * x)\n", (X,), NO, "7:9", "g(3)", "what a cached function gives is changed"),
    ("def f(x):\n    k = x[0]\n    @functools.cache\n    def g(n):\n        return n * k\n    return g(2)\n", (X,), NO, "5:6", "@functools.cache"[1:], "a cached function reads `k`"),
    ("def g(x, **options):\n    return np.sum(x) * options.get('s', 1.0)\nf = functools.partial(g, s=5.0)\n", (X,), NO, "3:1", "def g(x, **options):", "a partial application holds arguments"),
    ("def f(x):\n    fs = [lambda t: t * k for k in range(int(x[0]))]\n    return np.sum(fs[0](x))\n", (X,), NO, "4:36", "range(int(x[0]))", "how many objects or functions are made"),
    ("def f(x):\n    fs = []\n    for k in range(int(x[0])):\n        fs.append(lambda t: t * 2)\n    for g in fs:\n        x = x + g(x)\n    return np.sum(x)\n", (X,), NO, "5:14", "range(int(x[0]))", "how many objects or functions this loop runs over"),
    ("def f(x):\n    fs = [np.sin, np.cos]\n    gs = [g for g in fs if g(x[0]) > 0]\n    return np.sum(gs[0](x))\n", (X,), NO, "5:28", "g(x[0]) > 0", "which objects or functions are taken"),
    ("def f(x):\n    fs = [np.sin, 2.0, np.cos]\n    k = int(x[0])\n    return np.sum(fs[k](x))\n", (X,), NO, "6:19", "fs[k]", "which element"),
    ("def f(x):\n    h = np.sin\n    s = 0.0\n    for v in x * 2:\n        s = s + h(v)\n        h = np.cos\n    return s\n", (X,), NO, "7:17", "h", "which function `h`"),
    ("def f(x):\n    h = np.sin if x[0] > 0 else 2.0\n    return np.sum(h(x))\n", (X,), NO, "4:9", "np.sin if x[0] > 0 else 2.0", "which function or object this is"),
    ("def g(v):\n    yield v[0]\ndef f(x):\n    made = g(x)\n    return sum(made) + sum(made)\n", (X,), NO, "7:28", "made", "a generator is run through a second time"),
    ("def g(v):\n    yield v[0]\ndef f(x):\n    made = g(x)\n    if x[0] > 0:\n        return sum(made)\n    return x[0]\n", (X,), NO, "8:20", "made", "run through in a branch or loop"),
    ("def g(v):\n    yield v[0]\ndef f(x):\n    made = [g(x), g(x)]\n    return sum(made[0])\n", (X,), NO, "6:12", "[g(x), g(x)]", "a generator is kept as a value"),
    ("def g(v):\n    yield v[0]\ndef f(x):\n    made = g(x)\n    return next(made)\n", (X,), NO, "7:17", "made", "a generator is kept as a value"),
    ("def g(v):\n    k = yield v[0]\n    yield v[1] if k is None else v[2]\ndef f(x):\n    return sum(g(x))\n", (X,), NO, "4:9", "yield v[0]", "what is sent to a generator"),
    ("def g(v):\n    try:\n        yield v[0]\n    except ValueError:\n        yield v[1]\ndef f(x):\n    return sum(g(x))\n", (X,), NO, "5:9", "yield v[0]", "yields inside `try`"),
    ("def g(v, n):\n    if n > 0:\n        yield v\n        yield from g(v * 2.0, n - 1)\ndef f(x):\n    return sum(g(x[0], 3))\n", (X,), NO, "6:20", "g(v * 2.0, n - 1)", "a generator that calls itself"),
    ("from sourcead import grad\ndef f(x):\n    h = np.sin if x[0] > 0 else np.cos\n    return grad(h)(x[0])\n", (X,), NO, "6:12", "grad(h)", "which function is differentiated here"),
    ("from sourcead import grad\ndef f(x):\n    return sum([grad(h)(x[0]) for h in x])\n", (X,), NO, "5:17", "grad(h)", "which function is differentiated here"),
    ("from sourcead import grad\ndef f(x):\n    k = int(x[0] > 0)\n    return grad(lambda s, t: s * t, k)(x[0], x[1])\n", (X,), NO, "6:37", "k", "what `argnums` is"),
    ("from sourcead import grad\ndef g(*v):\n    return v[0] * v[1]\ndef f(x):\n    return grad(g)(x[0], x[1])\n", (X,), NO, "7:12", "grad(g)(x[0], x[1])", "a function with `*` or `**` parameters"),
    ("from sourcead import grad\ndef g(h, v):\n    return h(v)\ndef f(x):\n    return grad(g, 1)(lambda t: t * x[1], x[0])\n", (X,), NO, "7:12", "grad(g, 1)(lambda t: t * x[1], x[0])", "`h` is an object, or a function that is defined inside"),
    ("from sourcead import grad\ndef f(x):\n    return grad(lambda t: t * x)(x[0])\n", (X,), InputTypeError, "5:27", "t * x", "the output is an array"),
    ("def g(v, n=1):\n    g.calls += 1\n    return v\ng.calls = 0\ndef f(x):\n    return np.sum(g(x))\n", (X,), NO, "4:5", "g.calls", "this assignment target"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "args", "error", "place", "under", "reason"), CASES)
def test_refused(
    tmp_path: Path, text: str, args: tuple[Any, ...], error: type[SourceADError], place: str, under: str, reason: str
) -> None:
    check_refused(HEAD + text, args, error, place, under, reason, tmp_path)
