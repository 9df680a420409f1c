"""Every rule has cases, every case is of a rule, and each case's gradient agrees with central differences."""

from __future__ import annotations

import collections
import copy
import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.fft
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.optimize
import scipy.signal
import scipy.sparse.linalg
import scipy.spatial.distance
import scipy.special
import scipy.stats

from sourcead import check_grads, grad, runtime
from sourcead.definitions import table
from sourcead.rules import registry
from tests.generator import make
from tests.rules import cases_decompositions, cases_scipy_linalg, cases_sparse, splines, tables
from tests.rules.cases import values
from tests.sampling import firsts, last, some

GROUPS = [*tables.RULES.items(), *tables.DEFINITIONS.items(), *tables.FLAT.items()]
CALLS = [(name, call) for name, calls in GROUPS for call in calls]
SCIPY = (
    "special", "stats", "linalg", "fft", "signal", "ndimage", "integrate", "interpolate", "optimize", "spatial.distance",
    "sparse.linalg",
)  # fmt: skip
HEADER = (
    "import collections\nimport copy\nimport math\nimport numpy as np\n"
    + "".join(f"import scipy.{m}\n" for m in SCIPY)
    + "from sourcead import runtime as rt\nfrom tests.rules import splines\n"
    + f"from tests.rules.cases_sparse import {', '.join(cases_sparse.NAMES)}\n\n\n"
)
ACTIVE = ("x", "y", "z", "v", "w", "a", "b", "p", "s", "t")
each = pytest.mark.parametrize("call", [c for _, c in CALLS], ids=[f"{p}: {c}" for p, c in CALLS])
SOME = some([(name, call) for name, call in CALLS if name != "x.view(dtype)"])  # which is of one precision and layout
some_calls = pytest.mark.parametrize("call", [c for _, c in SOME], ids=[f"{p}: {c}" for p, c in SOME])

CHOSEN = firsts([[(name, call) for call in calls] for name, calls in GROUPS])  # one call of each at least
one_each = pytest.mark.parametrize("call", [c for _, c in CHOSEN], ids=[f"{p}: {c}" for p, c in CHOSEN])


def function_of(call: str) -> tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]:
    """A scalar function with this call in it, its arguments, and those to differentiate by."""
    known = values()
    used = [n for n in known if n in compile(call, "<call>", "eval").co_names]
    result = (
        eval(
            call,
            {
                "collections": collections,
                "copy": copy,
                "np": np,
                "math": math,
                "rt": runtime,
                "scipy": scipy,
                "splines": splines,
                **vars(cases_sparse),
            },
            dict(known),
        )
        if "q" not in call
        else 0.0
    )
    weight = np.cos(1 + np.arange(np.size(result), dtype=float)).reshape(np.shape(result))
    text = f"def f({', '.join(used)}, weight):\n    return np.sum(weight * ({call}))\n"
    return make(HEADER + text), (*(known[n] for n in used), weight), tuple(k for k, n in enumerate(used) if n in ACTIVE)


def test_every_rule_has_a_case() -> None:
    rules = {r.pattern for family in registry.FAMILIES for r in family.RULES if r.kind != "nondifferentiable"}
    assert rules == set(tables.RULES)


def test_every_definition_has_a_case() -> None:
    optional = tuple(map(importlib.import_module, table.OPTIONAL_FAMILIES.values()))
    assert {name for family in (*table.FAMILIES, *optional) for name in family.DEFINITIONS} == {
        *tables.DEFINITIONS,
        *tables.WHOLE,
    }


@each
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:.*row_stack:DeprecationWarning")
def test_central_differences(call: str) -> None:
    f, args, active = function_of(call)
    check_grads(f, args, active)
    for k in last(active) if len(active) > 1 else ():  # one at a time: what is not differentiated is not needed
        check_grads(f, args, k)


@some_calls
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:.*row_stack:DeprecationWarning")
def test_single_precision(call: str) -> None:
    f, args, active = function_of(call)
    small = [a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype == float else a for a in args]
    for found, expected, argument in zip(
        grad(f, active)(*small), grad(f, active)(*args), [small[k] for k in active], strict=True
    ):
        if not call.startswith("rt."):  # helpers have the precision of cotangents
            assert np.result_type(found) == np.result_type(argument) or isinstance(argument, float)
            assert np.shape(found) == np.shape(argument)
        np.testing.assert_allclose(found, expected, rtol=5e-3, atol=1e-4)


@some_calls
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:.*row_stack:DeprecationWarning")
def test_memory_layout(call: str) -> None:
    f, args, active = function_of(call)
    other = [np.asfortranarray(a) if isinstance(a, np.ndarray) and a.ndim else a for a in args]
    for found, expected in zip(grad(f, active)(*other), grad(f, active)(*args), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


COMPLEX = (
    "np.real(np.maximum(z, 0.3) * 1j)", "np.real(np.minimum(0.7, z) * (1 - 2j))", "np.real(np.arccosh(z - 1))", "np.real(np.arccosh(-z))",
    "np.abs(z)", "abs(z[0]) + np.abs(z[1] * 2 - z[0].conjugate())", "np.linalg.norm(z)", "np.linalg.norm(m, axis=0)", "np.real(z**3)",
    "np.imag(z * z)", "z.real * z.imag", "np.angle(z)", "np.abs(np.vdot(z, 1j * z * z))", "np.abs(m @ z)", "np.abs(np.linalg.det(m))",
    "np.real(np.linalg.solve(m, z))", "np.abs(np.linalg.inv(m))", "np.real(np.var(z))", "np.real(np.std(z))", "np.abs(np.prod(z))",
    "np.real(np.sqrt(z) / (1 + z))", "np.abs(np.outer(z, np.conj(z)))", "np.real(2.0**z)", "np.abs(z.conj() @ m)",
    "np.abs(np.nan_to_num(z * (1 - 2j)))",
    *cases_decompositions.COMPLEX, *cases_scipy_linalg.COMPLEX,
)  # fmt: skip


@pytest.mark.parametrize("call", COMPLEX)
def test_complex(call: str) -> None:
    """For `f` real: the derivative by the real part, less `1j` times that by the imaginary part."""
    f = make(HEADER + f"def f(z):\n    m = np.array([[z[0], 1.0], [1j * z[1], z[1]]])\n    return np.sum(({call}) * 1.5)\n")
    z, expected = np.array([0.5 + 0.8j, 1.2 - 0.4j]), np.zeros(2, complex)
    for k in range(2):
        for step, way in ((1e-6, 1), (1e-6j, -1j)):
            ahead, behind = z.copy(), z.copy()
            ahead[k] += step
            behind[k] -= step
            expected[k] += way * (f(ahead) - f(behind)) / 2e-6
    np.testing.assert_allclose(grad(f)(z), expected, rtol=1e-6, atol=1e-7)
