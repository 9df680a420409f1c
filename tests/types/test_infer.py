"""Inference against what really happens: every value that a traced run binds is of the inferred type."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sourcead.runtime
from sourcead.compile import compile_function
from sourcead.printer import to_source
from sourcead.types.infer import infer
from sourcead.types.signature import type_of
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Maybe, Number, Record, SetOf, Static, Type, Unknown
from tests.normalize.test_normalize import program_and_values
from tests.programs.cases import CASES


def covers(kind: Type, value: Any, lengths: dict[str, int]) -> bool:
    """Whether a value is of a type; `lengths` remembers what the named lengths were."""
    if isinstance(kind, Maybe):
        return value is None or covers(kind.element, value, lengths)
    if isinstance(kind, Unknown) or value is None:
        return True
    if isinstance(kind, Array):
        return isinstance(value, np.ndarray) and value.dtype.name == kind.dtype and _dims(kind, value)
    if isinstance(kind, Number):
        number = isinstance(value, (bool, int, float, complex, np.generic)) or (isinstance(value, np.ndarray) and value.ndim == 0)
        return (
            number
            and (kind.value is None or kind.value == value)
            and (kind.mixed or np.asarray(value).dtype.kind == np.dtype(kind.dtype).kind)
        )
    if isinstance(kind, Fixed) and kind.kind == "view":
        return covers(Fixed("tuple", kind.elements), tuple(value), lengths)
    if isinstance(kind, Fixed):
        same = isinstance(value, (tuple, list)) and len(value) == len(kind.elements)
        return same and all(covers(k, v, lengths) for k, v in zip(kind.elements, value, strict=True))
    if isinstance(kind, ListOf) and kind.view:
        return covers(ListOf(kind.element), list(value), lengths)
    if isinstance(kind, ListOf):
        return isinstance(value, list) and (kind.element is None or all(covers(kind.element, v, lengths) for v in value))
    if isinstance(kind, SetOf):
        return isinstance(value, (set, frozenset)) and all(
            kind.element is not None and covers(kind.element, v, lengths) for v in value
        )
    if isinstance(kind, DictOf):
        keys, values = list(value), list(value.values())
        return (
            isinstance(value, dict) and covers(ListOf(kind.key), keys, lengths) and covers(ListOf(kind.element), values, lengths)
        )
    if isinstance(kind, Record):
        return isinstance(value, dict) and all(covers(k, value[n], lengths) for n, k in zip(kind.keys, kind.values, strict=True))
    return isinstance(kind, Static)


def _dims(kind: Array, value: np.ndarray) -> bool:
    if kind.dims is None:
        return True
    return len(kind.dims) == value.ndim and all(
        d.unit is None or d.unit == (n == 1) for d, n in zip(kind.dims, value.shape, strict=True)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::SyntaxWarning")
def test_programs(case: Any) -> None:
    program, args = program_and_values(case)
    typing = infer(program, {p: type_of(a, p) for p, a in zip(program.params, args, strict=True)})
    tree_text = to_source(program.tree).replace("\n    return ", "\n    __locals__ = dict(locals())\n    return __locals__, ")
    names = {n: b.value for n, b in program.env.items()}
    made = compile_function(tree_text, program.name, {"np": np, "rt": sourcead.runtime, **names})
    bound, _ = made(*args)
    wrong = {n: (typing.name(n), v) for n, v in bound.items() if not covers(typing.name(n), v, {})}
    assert not wrong
