"""What is refused of arrays that are written in place, where, and in which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sourcead import AliasError, MissingRuleError, SourceADError, UnsupportedSyntaxError
from tests.refusals import check_refused

X = np.array([1.0, 2.0, 3.0])
A = np.asfortranarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
HEAD = "import heapq, bisect\nimport numpy as np\n"  # so the function starts in line 3

# text of `f`, argument, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, object, type[SourceADError], str, str, str]] = [
    ("def f(x):\n    z = np.sum(x)\n    return z[()] * x[1]\n", X, UnsupportedSyntaxError, "5:12", "z[()]", "is a number, which has no elements"),
    ("def f(x):\n    u = np.sqrt(x, where=x > 1)\n    return np.sum(u)\n", X, MissingRuleError, "4:9", "np.sqrt(x, where=x > 1)", "in a way that its derivative rule does not know"),
    ("def f(x):\n    u = np.ones(3)\n    np.clip(x, 0, 2, out=u, where=x > 1)\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "5:5", "np.clip(x, 0, 2, out=u, where=x > 1)", "`where=`"),
    ("def f(x):\n    u = np.ones(3)\n    np.frexp.at(u, [0], x[0])\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "5:5", "np.frexp.at(u, [0], x[0])", "`np.frexp.at`"),
    ("def f(x):\n    u = x.copy()\n    np.floor_divide.at(u, [0, 0], x[:2])\n    np.gcd.at(u, [0], 3)\n    return np.sum(u * x)\n", X, MissingRuleError, "6:5", "np.gcd.at(u, [0], 3)", "no derivative rule"),
    ("def f(x):\n    u = x.copy()\n    u.partition(1)\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "5:5", "u.partition(1)", "`partition` writes"),
    ("def f(x):\n    u = x.copy()\n    u.resize(7)\n    return np.sum(u)\n", X, UnsupportedSyntaxError, "5:5", "u.resize(7)", "`resize` writes"),
    ("def f(x):\n    u = x.copy()\n    u.shape = (3, 1)\n    return np.sum(u)\n", X, UnsupportedSyntaxError, "5:5", "u.shape", "assignment target"),
    ("def f(x):\n    u = x.copy()\n    np.put(u, ind=[0], v=x[1], axis=3)\n    return np.sum(u)\n", X, UnsupportedSyntaxError, "5:5", "np.put(u, ind=[0], v=x[1], axis=3)", "`put` writes"),
    ("def f(x):\n    u = x.copy()\n    m = memoryview(u)\n    m[0] = 1.0\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "5:9", "memoryview(u)", "`memoryview`"),
    ("def f(x):\n    a = np.array([3.0, 1.0, 2.0])\n    s = np.sum(np.sin(a * x))\n    a.data[1] = 9.0\n    return s * np.sum(a * x)\n", X, UnsupportedSyntaxError, "6:5", "a.data", "`.data`"),
    ("def f(x):\n    a = np.array([3.0, 1.0, 2.0])\n    s = np.sum(np.sin(a * x))\n    a[1:].base[1] = 9.0\n    return s * np.sum(a * x)\n", X, UnsupportedSyntaxError, "6:5", "a[1:].base", "`.base`"),
    ("def f(x):\n    u = x.copy()\n    m = u.data\n    m[0] = 1.0\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "5:9", "u.data", "`.data`"),
    ("def f(x):\n    u = x * x\n    v = u[1:]\n    v.base[0] = x[2]\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "6:5", "v.base", "`.base`"),
    ("def f(x):\n    xs = [x[2], x[1], x[0]]\n    heapq.heapify(xs)\n    return xs[0] * xs[0]\n", X, UnsupportedSyntaxError, "5:5", "heapq.heapify(xs)", "does to `xs`"),
    ("def f(x):\n    xs = []\n    for v in x:\n        bisect.insort(xs, v)\n    return xs[0] * xs[0]\n", X, UnsupportedSyntaxError, "6:9", "bisect.insort(xs, v)", "does to `xs`"),
    ("def f(a):\n    a.reshape(-1)[0] = 5.0\n    return np.sum(a * a)\n", A, AliasError, "4:5", "a.reshape(-1)", "may share memory with `a`"),
    ("def f(a):\n    u = a * 2.0\n    u.ravel()[1] = a[0, 0]\n    return np.sum(u * u)\n", A, AliasError, "5:5", "u.ravel()", "may share memory with `u`"),
    ("def f(x):\n    u = np.outer(x, x)\n    u.T[1:].reshape(-1)[::2] += x[0]\n    return np.sum(u * u)\n", X, AliasError, "5:5", "u.T[1:].reshape(-1)", "may share memory"),
    ("def f(x):\n    u = np.zeros((3, 2), float, 'F')\n    u[:, 0] = x\n    u.reshape(-1)[0] = x[2]\n    return np.sum(u * u)\n", X, AliasError, "6:5", "u.reshape(-1)", "may share memory with `u`"),
    ("def f(x):\n    u = np.outer(x, x)\n    v = u[:, ::2].flat\n    u[0, 0] += x[0]\n    return np.sum(v * v)\n", X, UnsupportedSyntaxError, "5:9", "u[:, ::2].flat", "kept under a name"),
    ("def f(x):\n    u, v = x * 2.0, x * 3.0\n    w = u if x[0] > 0 else v\n    w[1] = x[0]\n    return np.sum(u * v)\n", X, AliasError, "5:9", "u", "may share memory with `u`"),
    ("def f(a):\n    return np.sum(np.add(a, a, order='F') * a[:, 0])\n", A, MissingRuleError, "4:19", "np.add(a, a, order='F')", "in a way"),
    ("def f(a):\n    return np.sum(np.ravel(a, 'K'))\n", A, MissingRuleError, "4:19", "np.ravel(a, 'K')", "in a way"),
    ("def f(x):\n    u = x.copy()\n    np.random.shuffle(u)\n    return np.sum(u * x)\n", X, UnsupportedSyntaxError, "5:5", "np.random.shuffle(u)", "`shuffle`"),
    ("def f(x):\n    u = x * 2\n    np.place(u, u > 1, u[:2])\n    return np.sum(u)\n", X, AliasError, "5:5", "np.place(u, u > 1, u[:2])", "taken from the array that it writes"),
    ("def f(x):\n    return np.max(x, where=x < 2, initial=x[2])\n", X, MissingRuleError, "4:12", "np.max(x, where=x < 2, initial=x[2])", "`initial`"),
    ("def f(x):\n    u = x * 2\n    u[::2] = u[:2]\n    return np.sum(u)\n", X, AliasError, "5:5", "u[::2]", "another part with another step"),
    ("def f(x):\n    u = x * 2\n    w = np.broadcast_to(u[:2], (2,))\n    u[::2] = w\n    return np.sum(u)\n", X, AliasError, "6:5", "u[::2]", "another part with another step"),
    ("def f(x):\n    u = x * 2\n    u[::2] = u[:2] if x[0] > 0 else u[1:]\n    return np.sum(u)\n", X, AliasError, "5:5", "u[::2]", "another part with another step"),
]  # fmt: skip


@pytest.mark.parametrize("text, argument, error, where, marked, reason", CASES, ids=[f"{i}-{c[5]}" for i, c in enumerate(CASES)])
def test_refused(
    text: str, argument: object, error: type[SourceADError], where: str, marked: str, reason: str, tmp_path: Path
) -> None:
    check_refused(HEAD + text, (argument,), error, where, marked, reason, tmp_path)
