"""Dead branches leave no trace; what is known at run time alone is not decided."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import grad
from tests.programs import decided

CONFIG = {"mode": "square"}


def test_no_trace() -> None:
    derivative = grad(decided.by_flags_and_modes)
    derivative(np.ones(3), True, "Mean")
    assert "if" not in derivative.source and "fft" not in derivative.source


def test_flags_have_functions_of_their_own() -> None:
    def f(x, cubed):
        return x**3 if cubed else x**2

    derivative = grad(f)
    assert [derivative(2.0, c) for c in (True, False, True)] == [12.0, 4.0, 12.0]


def test_a_table_outside_may_change() -> None:
    def f(x):
        if CONFIG["mode"] == "square":
            return x * x
        return 3.0 * x

    derivative = grad(f)
    assert derivative(2.0) == 4.0
    CONFIG["mode"] = "other"
    assert derivative(2.0) == 3.0


def test_an_int_or_a_float() -> None:
    def f(x):
        s = 0
        for v in x:
            if v > 0:
                s = s + v
        return s * 2.0 if isinstance(s, int) else s * s

    np.testing.assert_allclose(grad(f)(np.array([1.0, 2.0])), [6.0, 6.0])


def test_extremes_of_two_kinds() -> None:
    assert grad(lambda x: max(1, x) * 3.0)(2.5) == pytest.approx(3.0)
    assert grad(lambda x: min(5, x) * x)(2.0) == pytest.approx(4.0)
