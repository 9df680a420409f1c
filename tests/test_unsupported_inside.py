"""What is refused of classes that a function makes, of iterators that it keeps, and of dicts with defaults: where, in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, MissingRuleError, SourceADError, UnsupportedSyntaxError, vjp
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([1.0, 2.0, 3.0])
HEAD = """import copy
import functools
from collections import defaultdict, namedtuple
from contextlib import contextmanager
import numpy as np
def outer(v):
    outer.n += 1
    return v
outer.n = 0
class K:
    @functools.singledispatchmethod
    def f(self, v):
        return v
@functools.singledispatch
def chosen(v, k=1.0):
    return v * k
"""
FIRST = HEAD.count("\n")
SYNTAX = UnsupportedSyntaxError

# text of `f`, error, line of `f` and column, what is under the caret, reason
CASES: list[tuple[str, type[SourceADError], int, int, str, str]] = [
    ("def f(x):\n    class A:\n        k = x[0] * 2\n    return A.k\n", SYNTAX, 3, 13, "x[0] * 2", "known only when the program runs"),
    ("def f(x):\n    class A:\n        n = 0\n        def __init__(self):\n            A.n += 1\n    A()\n    return x[0]\n", SYNTAX, 5, 13, "A.n", "assignment target"),
    ("def f(x):\n    class M(type):\n        pass\n    return x[0]\n", SYNTAX, 2, 5, "class M(type):", "what `M` inherits from"),
    ("def f(x):\n    class A(np.ndarray):\n        pass\n    return x[0]\n", SYNTAX, 2, 5, "class A(np.ndarray):", "what `A` inherits from"),
    ("def f(x):\n    class A(metaclass=type):\n        pass\n    return x[0]\n", SYNTAX, 2, 23, "type", "a metaclass or other options"),
    ("def f(x):\n    class A:\n        for i in range(3):\n            pass\n    return x[0]\n", SYNTAX, 3, 9, "for i in range(3):", "this statement in a class"),
    ("def f(x):\n    class A:\n        @functools.lru_cache\n        def g(self):\n            return x[0]\n    return A().g()\n", SYNTAX, 3, 10, "functools.lru_cache", "what this decorator of a method"),
    ("def f(x):\n    @functools.total_ordering\n    class A:\n        pass\n    return x[0]\n", SYNTAX, 2, 6, "functools.total_ordering", "what this decorator of a class"),
    ("def f(x):\n    class A:\n        def __getattr__(self, name):\n            return x[0]\n    return A().k\n", SYNTAX, 5, 12, "A()", "has a `__getattr__`"),
    ("def f(x):\n    n = len(x)\n    P = namedtuple('P', ['a' for _ in range(n)])\n    return P(x[0]).a\n", SYNTAX, 3, 25, "['a' for _ in range(n)]", "known only when the program runs"),
    ("def f(x):\n    P = namedtuple('P', 'a a')\n    return P(x[0], x[1]).a\n", SYNTAX, 2, 9, "namedtuple('P', 'a a')", "duplicate field name"),
    ("def f(x):\n    return K().f(x[0])\n", SYNTAX, 2, 12, "K().f", "what `K.f` does"),
    ("def f(x):\n    return chosen(k=x[0])\n", SYNTAX, 2, 12, "chosen(k=x[0])", "whose class decides"),
    ("def f(x):\n    return outer(x[0]) * outer.n\n", SYNTAX, 1 - FIRST + 6, 5, "outer.n", "assignment target"),
    ("def f(x):\n    @contextmanager\n    def m():\n        yield 1.0\n    made = m()\n    with made as v:\n        y = x[0] * v\n    return y\n", SYNTAX, 6, 10, "made", "what this manager does"),
    ("def f(x):\n    it = iter(x)\n    s = 0.0\n    for v, w in zip(it, [1.0, 2.0]):\n        s += v * w\n    return s\n", SYNTAX, 4, 21, "it", "how many elements are taken"),
    ("def f(x):\n    it = iter(x)\n    s = 0.0\n    for v in map(np.sin, it):\n        s += v\n    return s\n", SYNTAX, 4, 26, "it", "how many elements are taken"),
    ("def f(x):\n    it = iter(lambda: 3, 3)\n    return x[0]\n", SYNTAX, 2, 10, "iter(lambda: 3, 3)", "until it gives a last value"),
    ("def f(x):\n    it = (v * v for v in x)\n    return next(it)\n", SYNTAX, 3, 17, "it", "run through only once"),
    ("def f(x):\n    it = enumerate(x)\n    return next(it)[1]\n", MissingRuleError, 2, 10, "enumerate(x)", "`enumerate` has no derivative rule"),
    ("def f(x):\n    xs = [x[k] for k in range(len(x))]\n    it = iter(xs)\n    if x[0] > 0:\n        xs = xs + [x[0]]\n    xs.append(x[0] ** 2)\n    return sum(it)\n", AliasError, 6, 5, "xs.append(x[0] ** 2)", "reaches the same list"),
    ("def f(x):\n    d = defaultdict(float)\n    d['a'] += x[0]\n    return {**d, 'b': x[1]}['a']\n", SYNTAX, 4, 15, "d", "as if it were a number"),
    ("def f(x):\n    a = [[x[0], x[1]], x[2]]\n    b = copy.copy(a)\n    b[0][1] = x[2] ** 2\n    return a[0][1] * a[1]\n", AliasError, 4, 5, "b[0][1]", "reaches the same list"),
]  # fmt: skip


@pytest.mark.parametrize("text, error, line, column, marked, reason", CASES, ids=[f"{i}-{c[4]}" for i, c in enumerate(CASES)])
def test_refused(text: str, error: type[SourceADError], line: int, column: int, marked: str, reason: str, tmp_path: Path) -> None:
    check_refused(HEAD + text, (X,), error, f"{FIRST + line}:{column}", marked, reason, tmp_path)


RETURNED = [
    "def f(x):\n    class A:\n        def __init__(self):\n            self.u = x\n    return A()\n",
    "def f(x):\n    d = defaultdict(float)\n    d['a'] += x[0]\n    return d\n",
    "def f(x):\n    return iter(x)\n",
]


@pytest.mark.parametrize("text", RETURNED)
def test_returned(text: str, tmp_path: Path) -> None:
    module: Any = module_from(HEAD + text, tmp_path)
    with pytest.raises(UnsupportedSyntaxError, match="is returned, which cannot be made outside"):
        vjp(module.f, X)
