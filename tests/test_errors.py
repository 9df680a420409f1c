"""What is refused, where, and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import (
    AliasError,
    InputTypeError,
    MissingRuleError,
    SourceADError,
    SourceNotFoundError,
    UnsupportedSyntaxError,
    grad,
)
from sourcead.rules import registry
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([1.0, 2.0, 3.0])
HEAD = "import numpy as np\n"  # so the function starts in line 2

# text of `f`, arguments, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, tuple[Any, ...], type[SourceADError], str, str, str]] = [
    ("async def g(x):\n    return x\ndef f(x):\n    return np.sum(g(x))\n", (X,), UnsupportedSyntaxError, "2:1", "async", "asynchronous"),
    ("def f(x):\n    h = lambda t: t * t\n    while x[0] < 9:\n        x = h(x)\n        h = lambda t: t + 1\n    return np.sum(x)\n", (X,), UnsupportedSyntaxError, "5:13", "h", "which function `h` is here"),
    ("def f(x):\n    xs = [x[0], x[1]]\n    ys = xs if x[0] > 0 else [x[1], x[2]]\n    ys[0] = x[2]\n    return xs[0] * ys[1]\n", (X,), AliasError, "5:5", "ys[0]", "`ys` is changed here while `xs`"),
    ("def f(x):\n    m = []\n    row = []\n    for v in x:\n        row.append(v)\n        m.append(row)\n    return m[0][2]\n", (X,), AliasError, "6:9", "row.append(v)", "reaches the same list or dict"),
    ("def f(x):\n    return sum(v for v in x) + (yield x)\n", (X,), UnsupportedSyntaxError, "3:33", "yield x", "generator"),

    ("def f(x):\n    exec('y = 1')\n    return np.sum(x)\n", (X,), UnsupportedSyntaxError, "3:5", "exec('y = 1')", "`exec`"),
    ("def f(x):\n    return np.sum(missing * x)\n", (X,), UnsupportedSyntaxError, "3:19", "missing", "`missing` is not defined"),
    ("def f(x):\n    y = x\n", (X,), UnsupportedSyntaxError, "2:1", "def f(x):", "returns nothing"),
    ("def f(x):\n    if x[0] > 0:\n        return x[0]\n", (X,), UnsupportedSyntaxError, "2:1", "def f(x):", "without a result"),
    ("def f(x):\n    z = np.char.lower(x)\n    return np.sum(np.abs(z))\n", (X,), MissingRuleError, "3:9", "np.char.lower(x)", "`np.char.lower` has no derivative rule"),
    ("def f(x):\n    return np.sum(np.sort(x, kind='stable', order=None))\n", (X,), MissingRuleError, "3:19", "np.sort(x, kind='stable', order=None)", "rule"),
    ("def f(x):\n    return x * 2\n", (X,), InputTypeError, "3:5", "return x * 2", "array of 1 dimension"),
    ("def f(x):\n    y = x * x\n    return y[y > 2]\n", (X,), InputTypeError, "4:5", "return y[y > 2]", "shape (2,)"),
    ("def f(x):\n    return x[0], x[1]\n", (X,), InputTypeError, "3:5", "return x[0], x[1]", "more than one part"),
    ("def f(x):\n    return np.sum(x.astype(int))\n", (X,), InputTypeError, "3:5", "return np.sum(x.astype(int))", "int64"),
    ("def f(x):\n    return str(x)\n", (X,), InputTypeError, "3:5", "return str(x)", "type str"),
    ("def f(x, n):\n    return np.sum(x) * n[0]\n", (np.arange(3), X), InputTypeError, "2:7", "x", "`x` is of type int64"),
    ("def f(x):\n    return np.sum(x)\n", (True,), InputTypeError, "2:7", "x", "`x` is of type bool"),
    ("def f(x):\n    return np.sum(x)\n", ("text",), InputTypeError, "2:7", "x", "`x` is of type str"),
    ("def f(x):\n    return np.sum(x)\n", (None,), InputTypeError, "2:7", "x", "`x` is of type NoneType"),
    ("def f(x, y):\n    y += x\n    return np.sum(y * x)\n", (X, X), AliasError, "2:10", "y", "`y` and `x` may share memory"),
    ("def f(x, y):\n    x[0] = 1.0\n    return np.sum(y[0] * x)\n", (X, [X[1:]]), AliasError, "2:7", "x", "`x` and `y` may share memory"),
    ("def f(x):\n    u = x.copy()\n    u.__setitem__(0, 2.0)\n    return np.sum(u * x)\n", (X,), UnsupportedSyntaxError, "4:5", "u.__setitem__(0, 2.0)", "writes into an array"),
    ("def f(x):\n    u = x.copy()\n    h = []\n    for _ in range(2):\n        u[0] *= 2.0\n        h.append(u)\n    return np.sum(h[0] * h[1])\n", (X,), AliasError, "7:9", "h.append(u)", "`h` holds `u`"),
]  # fmt: skip


@pytest.mark.parametrize("text, args, error, where, marked, reason", CASES, ids=[f"{i}-{c[5]}" for i, c in enumerate(CASES)])
def test_refused(
    text: str, args: tuple[Any, ...], error: type[SourceADError], where: str, marked: str, reason: str, tmp_path: Path
) -> None:
    check_refused(HEAD + text, args, error, where, marked, reason, tmp_path)


def test_the_whole_text(tmp_path: Path) -> None:
    module = module_from(HEAD + "def f(x):\n    z = np.char.lower(x)\n    return np.sum(np.abs(z))\n", tmp_path)
    with pytest.raises(MissingRuleError) as caught:
        grad(module.f)(X)
    assert str(caught.value) == (
        f"{module.__file__}:3:9\n"
        "    z = np.char.lower(x)\n"
        "        ^^^^^^^^^^^^^^^^\n"
        "`np.char.lower` has no derivative rule\n"
        "Write it with functions that have one, or give it one with `rule` or `custom_vjp`. "
        "Nearest names with a rule: np.power, np.float_power, np.where."
    )


def test_the_caret_counts_characters(tmp_path: Path) -> None:
    module = module_from(HEAD + 'def f(x):\n    return np.sum("é" and np.char.lower(x))\n', tmp_path)
    with pytest.raises(SourceADError) as caught:
        grad(module.f)(X)
    lines = str(caught.value).splitlines()
    assert lines[1][lines[2].index("^") :].startswith("np.char.lower(x)")


def test_a_function_without_source() -> None:
    space: dict[str, Any] = {}
    exec(compile("def f(x):\n    return x * x\n", "<nowhere>", "exec"), space)  # `<string>` may be what `python -c` was given
    with pytest.raises(SourceNotFoundError, match=r"no source text for 'f'[\s\S]*Put the function into a file"):
        grad(space["f"])(1.0)
    with pytest.raises(SourceNotFoundError, match="not a Python function"):
        grad(np.sin)(1.0)


def test_a_parameter_that_is_not_there() -> None:
    def f(x, y):
        return x * y

    with pytest.raises(InputTypeError, match=r"no parameter 5[\s\S]*Its parameters are: x, y\."):
        grad(f, 5)
    with pytest.raises(InputTypeError, match="no parameter 'z'"):
        grad(f, ("x", "z"))
    with pytest.raises(TypeError, match="missing a required argument: 'y'"):
        grad(f)(1.0)


def test_an_input_type_error_is_a_type_error() -> None:
    assert issubclass(InputTypeError, TypeError) and issubclass(InputTypeError, SourceADError)


def test_a_name_that_is_a_view_only_sometimes() -> None:
    def f(x, y):
        u = np.zeros(6)
        v = u[::-1]
        if x[0] < 0.4:
            v = np.tanh(x + v)
        u[1:-1] -= y[2:]
        return np.sum(np.sin(v) * x)

    with pytest.raises(AliasError, match=r"v = u\[::-1\]"):
        grad(f, (0, 1))(np.ones(6), np.ones(6))


def test_no_helper_of_generated_code_is_proposed() -> None:
    assert registry.nearest("tanhh") and not [
        n for name in ("unpad", "pad", "own", "copy") for n in registry.nearest(name) if n.startswith("rt.")
    ]
