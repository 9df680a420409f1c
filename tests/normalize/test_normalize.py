"""Programs in normal form: they keep the checker's grammar and compute what the function computes."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from sourcead import nodes
from sourcead.compile import compile_function
from sourcead.normalize import NotNormalError, check_normal_form
from sourcead.normalize.structures import structure_of, values
from sourcead.printer import to_source
from tests.programs.cases import CASES
from tests.programs.test_programs import fresh
from tests.sources import program_of


def program_and_values(case: Any) -> tuple[Any, list[Any]]:
    """A case's program, and what its parameters get."""
    params, args = list(inspect.signature(case.function).parameters), fresh(case.args)
    structures = {n: s for n, a in zip(params, args) if (s := structure_of(a)) is not None}
    parts = [v for n, a in zip(params, args) for v in (values(structures[n], a) if n in structures else [a])]
    return program_of(case.function, *args), parts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_same_value(case: Any) -> None:
    import sourcead.runtime

    program, parts = program_and_values(case)
    check_normal_form(program.tree)
    names = {n: b.value for n, b in program.env.items()}
    made = compile_function(to_source(program.tree), program.name, {"np": np, "rt": sourcead.runtime, **names})
    assert np.array_equal(made(*parts), case.function(*fresh(case.args)))


def text(function: Any) -> str:
    return to_source(program_of(function).tree)


def test_one_operation_a_statement() -> None:
    def f(x, y):
        return np.sum(x * y + np.sin(x))

    assert text(f) == (
        "def f(x, y):\n    x_times_y = x * y\n    sin_x = np.sin(x)\n    total = x_times_y + sin_x\n"
        "    sum_total = np.sum(total)\n    return sum_total\n"
    )


def test_short_circuit_and_conditional_expressions_become_branches() -> None:
    def f(x):
        y = x[0] if x[1] > 0 else x[2]
        return y or x[1]

    assert text(f).count("if ") == 2


def test_early_returns_become_flags() -> None:
    def f(x):
        for v in x:
            if v > 1:
                return v
        return x[0]

    made = text(f)
    assert made.count("return ") == 1 and "returned" in made


def test_a_web_has_a_name_of_its_own() -> None:
    def f(x):
        y = x * 2
        z = y
        y = x * 3
        return np.sum(y * z)

    assert len({line.split(" = ")[0].strip() for line in text(f).splitlines() if " = x * " in line}) == 2


@pytest.mark.parametrize("body", ["return x + y * z", "x = f(g(y))\nreturn x", "x = y[i + 1]\nreturn x", "x = 1"])
def test_the_checker_sees_what_is_not_normal(body: str) -> None:
    tree = nodes.function("f", ["x", "y", "z"], nodes.parse_stmts(body))
    with pytest.raises(NotNormalError):
        check_normal_form(tree)
