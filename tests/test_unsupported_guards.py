"""What is refused of `try` and `with`, where, and in which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sourcead import SourceADError, UnsupportedSyntaxError, grad
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([1.0, 2.0, 3.0])
HEAD = """import contextlib
import numpy as np
class Box:
    scale = 1.0
class Stop(Exception):
    pass
class Settings:
    def __enter__(self):
        Box.scale = 2.0
    def __exit__(self, *details):
        Box.scale = 1.0
class Hides:
    def __enter__(self):
        return self
    def __exit__(self, *details):
        return True
class Changes:
    def __init__(self, u):
        self.u = u
    def __enter__(self):
        pass
    def __exit__(self, *details):
        if details[0] is not None:
            self.u[:] = 0.0
@contextlib.contextmanager
def either(flag):
    if flag:
        yield 1.0
    else:
        yield 2.0
@contextlib.contextmanager
def swallow():
    try:
        yield
    except ZeroDivisionError:
        pass
"""
FIRST = HEAD.count("\n") + 1

# text of `f`, line:column of the caret (lines of the text), what is under the caret, reason
CASES: list[tuple[str, str, str, str]] = [
    ("def f(x):\n    try:\n        raise Stop(x[0] * 2)\n    except Stop as e:\n        return e.args[0] * x[1]\n", "5:16", "e.args", "what an exception carries"),
    ("def f(x):\n    kinds = (KeyError, ValueError)\n    try:\n        y = x[0]\n    except kinds:\n        y = x[1]\n    return y\n", "5:12", "kinds", "which exceptions are caught here"),
    ("def f(x):\n    for v in x:\n        try:\n            y = v * v\n        finally:\n            break\n    return y\n", "6:13", "break", "hides exceptions"),
    ("def f(x):\n    s, n = x[0], 2\n    try:\n        while n > -1:\n            s = s * x[1] * (6 // n)\n            n -= 1\n    except ZeroDivisionError:\n        s = s * 2\n    return s\n", "4:9", "while n > -1:", "may see what it has done so far"),
    ("def f(x, k=1):\n    s = x[0]\n    try:\n        try:\n            s = s * x[1]\n            s = s * (4 // k)\n        except ZeroDivisionError:\n            s = s + 1\n            raise\n        s = s * 3\n    except ArithmeticError:\n        s = s * x[2]\n    return s\n", "4:9", "try:", "may see what it has done so far"),
    ("def f(x):\n    h = lambda t: t\n    try:\n        h = lambda t: t * t\n        y = h(x[0]) / int(x[1])\n    except ZeroDivisionError:\n        y = h(x[1])\n    return y\n", "7:13", "h", "which function `h` is here"),
    ("def f(x):\n    with Settings():\n        y = Box.scale * x\n    return np.sum(y)\n", "2:10", "Settings()", "this manager changes `Box.scale`"),
    ("def f(x):\n    with Hides():\n        y = x * x\n    return np.sum(y)\n", "2:10", "Hides()", "may hide an exception"),
    ("def f(x):\n    u = x * x\n    with Changes(u):\n        y = u * x\n    return np.sum(y)\n", "3:10", "Changes(u)", "depends on the exception"),
    ("def f(x, manager=None):\n    with manager:\n        y = x * x\n    return np.sum(y)\n", "2:10", "manager", "what this manager does"),
    ("def f(x):\n    with either(x[0] > 0) as c:\n        y = c * x\n    return np.sum(y)\n", "2:10", "either(x[0] > 0)", "does not yield once"),
    ("def f(x):\n    with swallow():\n        return np.sum(x)\n    return x[0]\n", "3:9", "return np.sum(x)", "whether the manager hides an exception"),
    ("def f(x):\n    with contextlib.ExitStack() as stack:\n        y = x * x\n    return np.sum(y)\n", "2:10", "contextlib.ExitStack()", "may hide an exception"),
    ("def f(x):\n    u = x * 1.0\n    try:\n        u /= x[0]\n    except FloatingPointError:\n        u = u * 2\n    return np.sum(u)\n", "4:9", "u /= x[0]", "has been written"),
    ("def f(x):\n    u = x * 1.0\n    try:\n        u *= u\n    except Exception:\n        u = u * 3\n    return np.sum(u)\n", "4:9", "u *= u", "has been written"),
    ("def f(x):\n    u = x * 1.0\n    try:\n        u[1:] *= u[:-1]\n    except:\n        u[1] = 2.0\n    return np.sum(u)\n", "4:9", "u[1:] *= u[:-1]", "has been written"),
    ("def f(x):\n    u = x * 1.0\n    try:\n        u /= x\n    except RuntimeWarning:\n        u[2] = u[0]\n    return np.sum(u)\n", "4:9", "u /= x", "has been written"),
    ("def f(x):\n    u = x * 1.0\n    try:\n        np.exp(u, out=u)\n    except ArithmeticError:\n        u = u * 3\n    return np.sum(u)\n", "4:9", "np.exp(u, out=u)", "has been written"),
    ("def f(x):\n    u = np.zeros(3, np.float32)\n    try:\n        u[:] = x\n    except Exception:\n        pass\n    return np.sum(u)\n", "4:9", "u[:]", "has been written"),
    ("def f(x):\n    del x[0]\n    return np.sum(x)\n", "2:9", "x[0]", "deleting an element"),
]  # fmt: skip


@pytest.mark.parametrize("text, where, marked, reason", CASES, ids=[f"{i}-{c[3]}" for i, c in enumerate(CASES)])
def test_refused(text: str, where: str, marked: str, reason: str, tmp_path: Path) -> None:
    line, column = map(int, where.split(":"))
    check_refused(HEAD + text, (X,), UnsupportedSyntaxError, f"{line + FIRST - 1}:{column}", marked, reason, tmp_path)


UNCAUGHT = [
    ("def f(x):\n    if x[0] > 0:\n        raise ValueError(f'not {x[0]}')\n    return x[1]\n", ValueError, "not 1.0"),
    ("def f(x):\n    assert x[0] < 0, f'{x[0]:.1f}'\n    return x[1]\n", AssertionError, "1.0"),
    ("def f(x, k=0):\n    try:\n        y = x[0] * (1 // k)\n    except KeyError:\n        y = x[1]\n    return y\n", ZeroDivisionError, "division"),
    ("def f(x, k=0):\n    try:\n        y = x[0] * (1 // k)\n    except ZeroDivisionError as e:\n        raise Stop('k') from e\n    return y\n", Exception, "k"),
    ("def f(x, k=0):\n    try:\n        y = x[0] * (1 // k)\n    finally:\n        print('done')\n    return y\n", ZeroDivisionError, "division"),
]  # fmt: skip


@pytest.mark.parametrize("text, error, words", UNCAUGHT)
def test_exceptions_leave_the_derivative(text: str, error: type[Exception], words: str, tmp_path: Path) -> None:
    module = module_from(HEAD + text, tmp_path)
    with pytest.raises(error, match=words) as caught:
        grad(module.f)(X)
    assert not isinstance(caught.value, SourceADError)
    if "from e" in text:
        assert isinstance(caught.value.__cause__, ZeroDivisionError)
