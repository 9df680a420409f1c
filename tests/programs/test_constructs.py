"""Each construct of the language is shown by three programs at least."""

from __future__ import annotations

import ast
import inspect

import pytest

from tests import test_derivative, test_objects
from tests.programs.constructs import CALLABLES, CONTROL_FLOW, DATA, Test
from tests.programs.constructs_arrays import ARRAYS
from tests.programs.syntax import Code, dotted
from tests.programs.test_programs import CASES

LEAST = 3
TABLES = {"control flow": CONTROL_FLOW, "data": DATA, "functions": CALLABLES, "arrays": ARRAYS}
CONSTRUCTS = [pytest.param(test, id=f"{title}: {name}") for title, table in TABLES.items() for name, test in table.items()]
CODES = [Code(case) for case in {case.function: case for case in CASES}.values()]


@pytest.mark.parametrize("test", CONSTRUCTS)
def test_three_programs_have_it(test: Test) -> None:
    found = [code.case.name for code in CODES if test(code)]
    assert len(found) >= LEAST, found


def test_each_program_is_found_in_its_module() -> None:
    lost = [code.case.name for code in CODES if code.own is None]
    assert len(lost) <= len(CODES) / 50, lost


def test_three_methods_are_derivatives() -> None:
    """Methods decorated with `grad`, which are no programs of the table."""
    trees = [ast.parse(inspect.getsource(module)) for module in (test_derivative, test_objects)]
    classes = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    methods = [m for c in classes for m in c.body if isinstance(m, ast.FunctionDef)]
    assert (
        sum(any(dotted(getattr(d, "func", d)) in ("grad", "value_and_grad") for d in m.decorator_list) for m in methods) >= LEAST
    )
