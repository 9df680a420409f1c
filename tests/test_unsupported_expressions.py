"""Numbers that come through a text, or through their bytes, are refused, wherever these go in between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, UnsupportedSyntaxError, check_grads, grad, stop_gradient
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
    (
        "import numpy as np\ndef f(x):\n    return np.float64(np.format_float_positional(x[0])) * x[1]\n",
        "3:12",
        "np.float64(np.format_float_positional(x[0]))",
    ),
    (
        "import numpy as np\ndef f(x):\n    return np.sum(np.fromstring(' '.join(map(str, x)), sep=' '))\n",
        "3:19",
        "np.fromstring(' '.join(map(str, x)), sep=' ')",
    ),
]
BYTES = [
    ("x.byteswap()", "x.byteswap().view(x.dtype.newbyteorder())"),
    ("x.view(np.int64)", "(0x5FE6EB50C7B537A9 - (x.view(np.int64) >> 1)).view(np.float64)"),
    ("x.view('f4')", "x.view('f4')[1::2]"),
    ("x.view(dtype=np.complex64)", "np.real(x.view(dtype=np.complex64))"),
    ("np.frombuffer(x, np.int64)", "np.frombuffer(x, np.int64) * 1.0"),
    ("np.ndarray.view(x, np.uint8)", "np.ndarray.view(x, np.uint8) + x[0]"),
    ("x.getfield(np.int32)", "x.getfield(np.int32) * 2.0"),
]


@pytest.mark.parametrize("text, where, marked", CASES, ids=[c[2] for c in CASES])
def test_refused(text: str, where: str, marked: str, tmp_path: Path) -> None:
    check_refused(text, (X,), UnsupportedSyntaxError, where, marked, "a number is read from a text", tmp_path)


def test_a_text_that_chooses() -> None:
    def f(x):
        weights = {"1": 2.0, "0": 3.0}
        return weights[str(int(x > 0))] * x

    assert grad(f)(1.5) == 2.0


@pytest.mark.parametrize("marked, expression", BYTES, ids=[c[0] for c in BYTES])
def test_bytes(marked: str, expression: str, tmp_path: Path) -> None:
    text = f"import numpy as np\ndef f(x):\n    return np.sum({expression})\n"
    column = text.splitlines()[2].index(marked) + 1
    check_refused(text, (X,), UnsupportedSyntaxError, f"3:{column}", marked, "the bytes of numbers", tmp_path)


INDICES = ("np.mgrid[0 : x[0] : 3j]", "np.r_['0,2', x, x]", "np.r_['r', 0:3, x]", "np.s_[x]", "own[x[0]]")


@pytest.mark.parametrize("marked", INDICES)
def test_indices_of_other_objects(marked: str, tmp_path: Path) -> None:
    head = "import numpy as np\nclass Own:\n    def __getitem__(self, i):\n        return i\nown = Own()\n"
    text = head + f"def f(x):\n    return np.sum({marked} * 2.0)\n"
    check_refused(text, (X,), UnsupportedSyntaxError, "7:19", marked, "what this object makes of an index", tmp_path)


OUTSIDE = (
    ("    table[0] = x[0]\n    return np.sum(table * x)\n", "9:5", "table[0]", "which is outside of the function"),
    ("    known['a'] = x[0]\n    return known['a'] * x[1]\n", "9:5", "known['a']", "which is outside of the function"),
    ("    own[0] = x[0]\n    return own.held * x[1]\n", "9:5", "own[0]", "which is outside of the function"),
    ("    return np.sum(own * x)\n", "9:19", "own * x", "what an operator does"),
    ("    return np.sum(own @ x)\n", "9:19", "own @ x", "what an operator does"),
)


@pytest.mark.parametrize("body, where, marked, reason", OUTSIDE, ids=[c[0].strip() for c in OUTSIDE])
def test_what_is_outside(body: str, where: str, marked: str, reason: str, tmp_path: Path) -> None:
    head = "import numpy as np\nclass Own:\n    def __setitem__(self, i, v):\n        self.held = v\n"
    head += "    def __mul__(self, v): return 3 * v\n    __matmul__ = __mul__\ntable, known, own = np.zeros(3), {}, Own()\ndef f(x):\n"
    check_refused(head + body, (X,), UnsupportedSyntaxError, where, marked, reason, tmp_path)


def test_what_is_kept_outside_and_not_read() -> None:
    kept: dict[str, Any] = {}

    def f(x):
        kept["a"] = x[0]
        kept["b"] = x[1]
        return np.sum(x**2)

    np.testing.assert_array_equal(grad(f)(X), 2 * X)


def test_bytes_of_constants() -> None:
    def f(x):
        key = stop_gradient(x).view(np.int64)
        return np.sum(x * (key % 2) * np.array([1, 2, 3]).byteswap().byteswap())

    odd = X.view(np.int64) % 2
    np.testing.assert_array_equal(grad(f)(X), odd * [1, 2, 3])


def test_reals_as_complex_numbers() -> None:
    """A view of the other kind is of the same numbers; what is written through it is not followed."""

    def f(x):
        return np.sum(np.abs(x.view(complex)) ** 3)

    def writes(x):
        z = x.copy()
        z.view(complex)[0] = 1j
        return np.sum(z**2)

    x = np.array([1.0, 2.0, -0.5, 0.3])
    check_grads(f, (x,), order=2, modes=("rev", "fwd"))
    with pytest.raises(AliasError):
        grad(writes)(x)
