"""Each program: its gradient against central differences (and a complex step), its value, its arguments, a second call."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sourcead import grad, value_and_grad, vjp
from sourcead.normalize.structures import contents, is_structured
from sourcead.runtime.trees import like, rebuilt
from tests import programs
from tests.programs.cases import CASES, Case

for module in pkgutil.iter_modules(programs.__path__):
    if not module.name.startswith("test_"):
        importlib.import_module(f"tests.programs.{module.name}")

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def mapped(change: Any, tree: Any, *others: Any) -> Any:
    """A tree of the same structure with `change` applied to the leaves."""
    if isinstance(tree, dict):
        return {k: mapped(change, v, *(o[k] for o in others)) for k, v in tree.items()}
    if isinstance(tree, (list, tuple)):
        return rebuilt(tree, [mapped(change, v, *(o[i] for o in others)) for i, v in enumerate(tree)])
    if not is_structured(type(tree)):
        return change(tree, *others)
    parts = {n: v for n, v in contents(tree).items() if may_vary(v)}
    return like(tree, **{n: mapped(change, v, *(getattr(o, n) for o in others)) for n, v in parts.items()})


def may_vary(tree: Any) -> bool:
    """Whether an attribute is a number that is differentiated, or holds some."""
    held = tree.values() if isinstance(tree, dict) else contents(tree).values() if contents(tree) is not None else None
    return np.asarray(tree).dtype.kind in "fc" if held is None else any(map(may_vary, held))


def leaves(tree: Any, argument: Any = None) -> Iterator[Any]:
    """The leaves of a structure, of objects those that vary in the argument that it is the gradient of."""
    argument = tree if argument is None else argument
    if isinstance(tree, dict):
        tree, argument = list(tree.values()), list(argument.values())
    elif is_structured(type(tree)):
        known = contents(argument)
        tree, argument = ([v for n, v in contents(t).items() if may_vary(known[n])] for t in (tree, argument))
    if isinstance(tree, (list, tuple)):
        for item, part in zip(tree, argument, strict=True):
            yield from leaves(item, part)
    else:
        yield tree


def fresh(tree: Any) -> Any:
    return mapped(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, tree)


def direction(tree: Any, rng: np.random.Generator) -> Any:
    return mapped(lambda leaf: rng.standard_normal(np.shape(leaf)) if np.shape(leaf) else float(rng.standard_normal()), tree)


def along(case: Case, argnum: int, way: Any, step: complex) -> Any:
    """The primal's value a step along a direction in one argument."""
    args = list(fresh(case.args))
    args[argnum] = mapped(lambda leaf, d: leaf + step * d, args[argnum], way)
    return case.function(*args)


def tolerance(case: Case) -> float:
    dtypes = {np.asarray(leaf).dtype for leaf in leaves([case.args[k] for k in case.argnums])}
    return 2e-3 if np.dtype(np.float32) in dtypes else 1e-6


@each
def test_central_differences(case: Case) -> None:
    rng = np.random.default_rng(1)
    args = fresh(case.args)
    found = grad(case.function, case.argnums)(*args)
    for argnum, bar in zip(case.argnums, found, strict=True):
        way = direction(case.args[argnum], rng)
        step = 1e-2 if tolerance(case) > 1e-4 else 1e-6
        expected = (along(case, argnum, way, step) - along(case, argnum, way, -step)) / (2 * step)
        slope = sum(float(np.sum(b * d)) for b, d in zip(leaves(bar, way), leaves(way), strict=True))
        assert slope == pytest.approx(float(np.squeeze(expected)), rel=tolerance(case), abs=tolerance(case))


@pytest.mark.parametrize("case", [c for c in CASES if c.analytic], ids=lambda case: case.name)
def test_complex_step(case: Case) -> None:
    """f(x + ih).imag / h, exact to rounding: Squire, Trapp, SIAM Review 40 (1998)."""
    found = grad(case.function, case.argnums)(*fresh(case.args))
    for argnum, bar in zip(case.argnums, found, strict=True):
        way = direction(case.args[argnum], np.random.default_rng(2))
        expected = np.imag(along(case, argnum, way, 1e-30j)) / 1e-30
        slope = sum(float(np.sum(b * d)) for b, d in zip(leaves(bar, way), leaves(way), strict=True))
        assert slope == pytest.approx(float(np.squeeze(expected)), rel=1e-11, abs=1e-12)


@each
def test_structure_and_arguments(case: Case) -> None:
    """Gradients are like the arguments; the arguments stay; a second call gives the same."""
    args = fresh(case.args)
    derivative = grad(case.function, case.argnums)
    first, second = derivative(*args), derivative(*args)
    third = derivative(*fresh(case.args))  # objects, lists and dicts of their own
    for argnum, bar in zip(case.argnums, first, strict=True):
        assert _description(bar) == _description(case.args[argnum])
    for again in (second, third):
        assert all(np.array_equal(a, b) for a, b in zip(leaves(first), leaves(again), strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(leaves(list(args)), leaves(list(case.args)), strict=True))


def _description(tree: Any) -> Any:
    """Structure, classes, shapes and dtypes; an int is differentiated as a float."""
    held = contents(tree)
    if held is not None:
        return type(tree), [(k, _description(v)) for k, v in held.items()]
    if np.asarray(tree).dtype.kind not in "biufc":
        return tree
    return np.shape(tree), np.result_type(tree, 0.0 if isinstance(tree, int) else tree).name


@each
def test_value(case: Case) -> None:
    """The value is the primal's, bit for bit, in `value_and_grad` and in `vjp`."""
    expected = case.function(*fresh(case.args))
    value, bars = value_and_grad(case.function, case.argnums)(*fresh(case.args))
    assert np.array_equal(value, expected) and type(value) is type(expected)
    out, pullback = vjp(case.function, *fresh(case.args))
    assert np.array_equal(out, expected)
    once, twice = pullback(np.ones_like(expected)), pullback(np.ones_like(expected))
    for argnum, bar in zip(case.argnums, bars, strict=True):
        for a, b, c in zip(leaves(bar), leaves(once[argnum]), leaves(twice[argnum]), strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-5 if tolerance(case) > 1e-4 else 1e-11, atol=1e-12)
            assert np.array_equal(b, c)


def test_there_are_enough() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
