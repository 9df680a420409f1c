"""Things outside that are changed in place, and reached by another name, or read again: right, or refused with a reason.

Each program is run with what is outside as it is in `reset`, against central differences of its value, in both modes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, UnsupportedSyntaxError, grad, jvp
from tests.sources import module_from

X, V = np.array([0.3, 0.7, 1.2]), np.array([1.0, 2.0, 3.0])
HEAD = """
from collections import deque
import numpy as np
from sourcead import grad

D = {"k": 1.0, "j": 2.0}
L = [1.0, 2.0, 3.0]
I = [1, 2, 3]
B = np.array([1.0, 2.0, 3.0])
C = np.array([4.0, 2.0, 3.0])
D2, L2, B2, B3 = D, L, B, B[1:]

class Holder:
    b = B

OBJ = Holder()
OBJ.d, OBJ.l, OBJ.c = D, L, C
T = {"d": D, "l": L, "b": B}
M = [B, B]
Q = deque([B])

class Slotted:
    __slots__ = ("b",)

S = Slotted()
S.b = B

def reset():
    D.clear()
    D.update(k=1.0, j=2.0)
    COUNTING.log[:] = [1.0]
    L[:] = [1.0, 2.0, 3.0]
    I[:] = [1, 2, 3]
    B[:] = [1.0, 2.0, 3.0]
    C[:] = [4.0, 2.0, 3.0]

def g(x):
    return np.sum(np.sin(B * x))

def reading(x, n):
    return x[0] if n == 0 else np.sum(B * x**2) + reading(x * 0.5, n - 1)

def writing(x, n):
    if n == 0:
        return x[0]
    B[0] = n * 2.0
    return np.sum(B * x**2) + writing(x * 0.5, n - 1)

class Counting:
    def __init__(self):
        self.log = [1.0]

    def hit(self, x):
        self.log.append(1.0)
        return np.sum(C * x) * len(self.log)

COUNTING = Counting()

def filled():
    B.fill(2.0)
    return 2.0
"""
# name: what the function does. Those in RIGHT are right in both modes, those in TWICE refused in both, others in reverse mode.
PROGRAMS = {
    "active_array": "B[0] = x[0]; return B2[0] * x[1]",
    "active_dict": "D['k'] = x[0]; return OBJ.d['k'] * x[1]",
    "active_list": "L[0] = x[0]; return L2[0] * x[1]",
    "array_two_names": "z = np.sin(B2 * x); B[1] = 30.0; return np.sum(z * x)",
    "array_and_view": "z = np.sin(B3 * x[1:]); B[1] = 30.0; return np.sum(z * x[1:])",
    "view_written": "z = np.sin(B * x); B3[0] = 30.0; return np.sum(z * x)",
    "array_in_dict": "z = np.sin(B * x); T['b'][0] = 5.0; return np.sum(z * x)",
    "dict_in_dict": "s = D['k'] * x[0]**2; T['d']['k'] = 5.0; return D['k'] * x[1] * s",
    "class_attribute": "z = np.sin(Holder.b * x); OBJ.b[0] = 5.0; return np.sum(z * x)",
    "copyto": "z = np.sin(OBJ.b * x); np.copyto(B, 7.0); return np.sum(z * x)",
    "out": "z = np.sin(B2 * x); np.add(B, 1.0, out=B); return np.sum(z * x)",
    "fill": "z = np.sin(B2 * x); B.fill(4.0); return np.sum(z * x)",
    "sort_of_a_view": "z = np.sin(OBJ.b * x); B[::-1].sort(); return np.sum(z * x)",
    "chosen_of_two": "z = np.sin(B * x)\n    b = B if x[0] > 0 else B3\n    b[0] = 30.0\n    return np.sum(z * x)",
    "loop_over_two": "z = np.sin(B * x)\n    for b in (B, B3):\n        b[0] = 30.0\n    return np.sum(z * x)",
    "method_of_another_name": "z = B2.sum() * x[0]**2; B[0] = 5.0; return z * x[1]",
    "view_of_another_name": "z = np.sin(B2.reshape(3) * x); B[0] = 5.0; return np.sum(z * x)",
    "slots": "z = np.sin(S.b * x); B[0] = 5.0; return np.sum(z * x)",
    "in_a_deque": "z = np.sin(B * x); q = Q; q[0][0] = 5.0; return np.sum(z * x)",
    "joined_lists": "z = np.sin(B * x); rows = M + [x]; rows[0][0] = 5.0; return np.sum(z * x)",
    "augmented": "z = np.sum((B3 * x[1:])**2); b = B; b += 1.0; return z * x[0]",
    "two_names_in_a_loop": "s = 0.0\n    for i in range(3):\n        L[0] = i + 1.0\n        s = s + L2[0] * x[i]**2\n    return s",
    "loop_over_another_name": "s = 0.0\n    for v in L2:\n        L[1] = 9.0\n        s = s + v * x[0]**2\n    return s",
    "recursion_reads": "s = reading(x, 2); B[0] = 7.0; return s * reading(x, 1)",
    "recursion_writes": "return writing(x, 2)",
    "recursion_writes_what_the_caller_reads": "z = np.sum(np.sin(B * x)); return z * writing(x, 1)",
    # one name
    "same_name": "z = np.sin(B * x); B[1] = 30.0; return np.sum(z * x)",
    "in_a_helper": "z = np.sin(B * x); k = filled(); return np.sum(z * x) * k",
    "in_a_loop": "s = 0.0\n    for i in range(3):\n        B[0] = i + 1.0\n        s = s + np.sum(B * x**2) * x[i]\n    return s",
    "list_of_loop": "s = 0.0\n    for v in L:\n        L[1] = 9.0\n        s = s + v * x[0]**2\n    return s",
    "after_the_loop": "s = 0.0\n    for a, b in zip(L, C):\n        s = s + np.sin(a * x[0]) * b\n    C[:] = 0.0\n    return s",
    "comprehension": "s = sum([v * x[0]**2 for v in L]); L[0] = 4.0; return s * x[1]",
    "longer_after_a_loop": "s = 1.0\n    for _ in L:\n        s = s * x[0]\n    L.append(3.0)\n    return s",
    "cleared_after_a_loop": "s = 0.0\n    for i, v in enumerate(x):\n        s = s + L[i] * v**2\n    L.clear()\n    return s",
    "one_of_two": "z = np.sin(C * x)\n    b = B if x[0] > 0.5 else C\n    b[0] = 30.0\n    return np.sum(z * x)",
    "derivative_inside": "z = g(x); B[0] = 9.0; d = grad(g)(x); return np.sum(d * x) * z",
    # right
    "written_first": "B[0] = 7.0; d = grad(g)(x); return np.sum(d * x)",
    "list_before_and_after": "s = sum(L) * x[0]**2; L.append(3.0); return sum(L) * x[1] * s",
    "element_before": "i = I[0]; y = x[i]**2; I[0] = 2; return y * x[I[0]]",
    "mask_before": "y = np.sum(x[B > 1.5]**2); B[0] = 10.0; return y * np.sum(x[B > 1.5])",
    "a_copy_before": "t = [v for v in L]; L[0] = 4.0; return sum(t) * x[1]**2",
    "counted_by_an_object": "return COUNTING.hit(x) + COUNTING.hit(x)**2",
    "of_another_name": "z = np.exp(B); z[0] = 4.0; y = B + x; y[1] = 3.0; return np.sum(z * x * B2 * y)",
    "other_things": "z = np.sin(C * x); B[0] = 2.0; D['k'] = 3.0; L.append(1.0); return np.sum(z * x) * len(L)",
}  # fmt: skip
NAMES = list(PROGRAMS)
TWICE = set(NAMES[: NAMES.index("same_name")])
RIGHT = set(NAMES[NAMES.index("written_first") :])


def module(tmp_path: Path) -> Any:
    functions = [f"def {n}(x):\n    {t.replace('; ', chr(10) + '    ')}\n" for n, t in PROGRAMS.items()]
    return module_from(HEAD + "\n" + "\n".join(functions), tmp_path)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_right_or_refused(name: str, mode: str, tmp_path: Path) -> None:
    made = module(tmp_path)
    f = getattr(made, name)

    def value(x: np.ndarray) -> Any:
        made.reset()
        return f(x)

    expected = np.dot([(value(X + h) - value(X - h)) / 2e-6 for h in 1e-6 * np.eye(3)], V)
    refused = name in TWICE or (name not in RIGHT and mode == "reverse")
    for _ in range(2):
        made.reset()
        if refused:
            with pytest.raises(UnsupportedSyntaxError, match="outside of the function") as caught:
                grad(f)(X) if mode == "reverse" else jvp(f, (X,), (V,))
            assert caught.value.location is not None and caught.value.way_out
        else:
            found = grad(f)(X) @ V if mode == "reverse" else jvp(f, (X,), (V,))[1]
            np.testing.assert_allclose(found, expected, rtol=1e-6)


MEANWHILE = """
import numpy as np

class Holder:
    pass

B = np.array([1.0, 2.0, 3.0])
OTHER = np.array([1.5, 2.5, 3.5])
T = {"b": [np.array([1.0, 2.0, 5.0])]}
OBJ = Holder()
OBJ.b = np.array([1.0, 2.0, 5.0])

def by_name(x):
    z = np.sin(OTHER * x)
    B[0] = 9.0
    return np.sum(z * x)

def by_key(x):
    z = np.sin(T["b"][0] * x)
    B[0] = 9.0
    return np.sum(z * x)

def by_attribute(x):
    z = np.sin(OBJ.b * x)
    B[0] = 9.0
    return np.sum(z * x)

def by_argument(x, b):
    z = np.sin(b * x)
    B[0] = 9.0
    return np.sum(z * x)

def by_default(x, b=B):
    b[0] = 9.0
    return np.sum(B * x**2)

def put(way, b):
    B[:] = [1.0, 2.0, 3.0]
    if way == "by_name":
        global OTHER
        OTHER = b
    elif way == "by_key":
        T["b"][0] = b
    else:
        OBJ.b = b
"""


@pytest.mark.parametrize("name", ["by_name", "by_key", "by_attribute"])
def test_bound_to_the_same_thing_later(name: str, tmp_path: Path) -> None:
    made = module_from(MEANWHILE, tmp_path)
    gradient = grad(getattr(made, name))
    for b in (np.ones(3), made.B, np.ones(3), made.B[::-1]):
        made.put(name, b)
        if np.shares_memory(b, made.B):
            with pytest.raises(UnsupportedSyntaxError, match="the same thing or shares some"):
                gradient(X)
        else:
            np.testing.assert_allclose(gradient(X), X * b * np.cos(b * X) + np.sin(b * X))


def test_arguments(tmp_path: Path) -> None:
    made = module_from(MEANWHILE, tmp_path)
    gradient = grad(made.by_argument)
    gradient(X, np.ones(3))
    for b in (made.B, made.B[::-1]):
        with pytest.raises(AliasError, match="the argument `b` and `B`"):
            gradient(X, b)
    with pytest.raises(AliasError, match="is passed its default"):
        grad(made.by_default)(X)
    np.testing.assert_allclose(grad(made.by_default)(X, np.ones(3)), 2 * made.B * X)
