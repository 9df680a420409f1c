"""Variables, parameters and globals that are called like Python's own functions, which derivatives call too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, jvp, value_and_grad
from sourcead.rules.names import BUILTINS
from tests.sources import module_from

X = np.array([0.3, 0.7, 1.2])
FORMS = {
    "a variable": """
def f(x, w=2.0):
    {name} = x * w
    s = 0.0
    for i in [0, 1, 2]:
        s = s + np.sin({name}[i]) * s + {name}[i] ** 2
    us = []
    for v in {name}:
        us.append(v * v)
    return s * us[0] * us[2]
""",
    "the variable of a loop": """
def f(x, w=2.0):
    s = 0.0
    for {name} in x:
        s = s + np.sin({name}) * s
        s = s + {name} ** 2
    return s * w
""",
    "a global": """
{name} = np.array([1.0, 2.0, 3.0])
def f(x, w=2.0):
    s = 0.0
    for i in [0, 1, 2]:
        s += x[i] * s + {name}[i]
    return np.sum({name} * x) + s * w
""",
    "a function": """
def {name}(x, w=2.0):
    return x * w
def f(x, w=2.0):
    s = 0.0
    for i in [0, 1, 2]:
        s += x[i] * s + 1
    return np.sum({name}(x) * x) + s
""",
    "a parameter": """
def f({name}, w=2.0):
    us = []
    for v in {name}:
        us.append(v * v)
    s = 0.0
    for i in [0, 1, 2]:
        s = s + us[i] * s + {name}[i]
    return s * w
""",
}


@pytest.mark.parametrize("name", sorted(BUILTINS))
@pytest.mark.parametrize("form", FORMS)
def test_right_or_refused(form: str, name: str, tmp_path: Path) -> None:
    f = module_from("import numpy as np\n" + FORMS[form].format(name=name), tmp_path).f
    expected = np.array([(f(X + 1e-6 * e) - f(X - 1e-6 * e)) / 2e-6 for e in np.eye(3)])
    try:
        value, bar = value_and_grad(f)(X)
    except InputTypeError as error:
        assert form == "a parameter" and f"`{name}` has the name that derivatives have for one of Python's own" in str(error)
        return
    assert value == f(X)
    np.testing.assert_allclose(bar, expected, rtol=1e-6, atol=1e-7)
    value, tangent = jvp(f, (X,), (X,))
    assert value == f(X) and tangent == pytest.approx(expected @ X, rel=1e-6)


def test_another_name_of_a_parameter_is_no_matter() -> None:
    def weighted(id: Any, max: Any) -> Any:
        return np.sum(id**2 * max)

    np.testing.assert_allclose(value_and_grad(weighted)(X, 3.0)[1], 6 * X)


def of_a_function(x: Any, max: Any, abs: Any = np.sin) -> Any:
    total = 0.0
    for i in [0, 1, 2]:
        total = total + abs(x[i]) * total + abs(x[0])
    return max(x) * total


def test_a_parameter_that_is_given_a_function() -> None:
    for given in (np.max, np.sum, lambda v: v[0] ** 2):
        expected = [(of_a_function(X + 1e-6 * e, given) - of_a_function(X - 1e-6 * e, given)) / 2e-6 for e in np.eye(3)]
        np.testing.assert_allclose(value_and_grad(of_a_function)(X, given)[1], expected, rtol=1e-6, atol=1e-8)
